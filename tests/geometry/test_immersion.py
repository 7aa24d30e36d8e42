"""Submanifolds: published curvatures, the definition of B by the induced connection, and the equations of a submanifold as laws."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import product

import pytest
import sympy as sp

from symgeo.errors import ChartMismatchError
from symgeo.exact.curvature import immersion
from symgeo.expression import ZERO, Expr, differentiate, mul
from symgeo.geometry.chart import Chart, coordinates, parameters
from symgeo.geometry.connection import minus, plus, times
from symgeo.geometry.immersion import Immersion, Vector
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric, euclidean, minkowski
from symgeo.geometry.sympy_bridge import to_sympy
from symgeo.geometry.tensor import Index

u, v, w, th, ph, x, y, z = coordinates("u v w theta phi x y z")
a, b = parameters("a b", positive=True)
F = sp.Function("F", real=True)
sin, cos, sinh, cosh, sqrt, pi = sp.sin, sp.cos, sp.sinh, sp.cosh, sp.sqrt, sp.pi

PLANE = Chart([u, v])
S3 = Metric(Chart([x, y, z], where=[0 < x, x < pi / 2]), sp.diag(1, sin(x) ** 2, cos(x) ** 2))
SKEW = Metric(Chart([x, y, z]), [[2, x, 0], [x, 3 + x**2, y], [0, y, 1 + y**2]])
MAPS: dict[str, SmoothMap] = {
    "sphere": SmoothMap(
        Chart([th, ph], where=[0 < th, th < pi], parameters=[a]),
        euclidean(3),
        [a * sin(th) * cos(ph), a * sin(th) * sin(ph), a * cos(th)],
    ),
    "cylinder": SmoothMap(Chart([u, v], parameters=[a]), euclidean(3), [a * cos(u), a * sin(u), v]),
    "catenoid": SmoothMap(PLANE, euclidean(3), [cosh(u) * cos(v), cosh(u) * sin(v), u]),
    "saddle": SmoothMap(PLANE, euclidean(3), [u, v, u * v]),
    "graph": SmoothMap(PLANE, euclidean(3), [u, v, F(u, v)]),
    "curve": SmoothMap(Chart([u]), euclidean(2), [u, u**2]),
    "codimension 2": SmoothMap(PLANE, euclidean(4), [u, v, u**2, u * v]),
    "hyperboloid": SmoothMap(Chart([u, v], where=[u > 0]), minkowski(3), [cosh(u), sinh(u) * cos(v), sinh(u) * sin(v)]),
    "de Sitter": SmoothMap(PLANE, minkowski(3), [sinh(u), cosh(u) * cos(v), cosh(u) * sin(v)]),
    "Clifford": SmoothMap(PLANE, S3, [pi / 4, u, v]),
    "wave in S3": SmoothMap(PLANE, S3, [pi / 4 + sin(u) / 4, u + v / 3, v]),
    "skew": SmoothMap(PLANE, SKEW, [u, v, u + v**2]),
}


def by_the_induced_connection(s: Immersion, i: int, j: int) -> Vector:
    """d_i d_j f^a + Gamma(h)^a_bc(f) d_i f^b d_j f^c - Gamma(f*h)^k_ij d_k f^a"""
    names, m, f = s.f.source.coordinates, range(s.f.target.dimension), s.f
    df = f.jacobian
    out = []
    for k in m:
        ambient = [times(f.at(s.ambient.christoffel[k, p, q]), df[p][i], df[q][j]) for p in m for q in m]
        own = [times(s.levi_civita.christoffel[l, i, j], df[k][l]) for l in range(s.dimension)]
        out.append(s.normal(minus(plus(differentiate(df[k][j], names[i]), *ambient), plus(*own))))
    return tuple(out)


@pytest.mark.parametrize("name", MAPS)
def test_the_second_fundamental_form_is_that_of_the_definition(name: str) -> None:
    s = immersion(MAPS[name])
    for i, j in product(range(s.dimension), repeat=2):
        assert all(
            s.normal(minus(p, q)) is ZERO for p, q in zip(s.second_fundamental_form(i, j), by_the_induced_connection(s, i, j), strict=True)
        )
        assert all(s.inner(s.second_fundamental_form(i, j), t) is ZERO for t in s.tangents)


def written(e: Expr) -> str:
    return str(sp.simplify(to_sympy(e)))


def test_published_curvatures() -> None:
    sphere, cylinder, catenoid, saddle = (immersion(MAPS[n]) for n in ("sphere", "cylinder", "catenoid", "saddle"))
    # With the outward normal, and the trace, not the average.
    assert [written(e) for e in sphere.unit_normal] == ["sin(theta)*cos(phi)", "sin(phi)*sin(theta)", "cos(theta)"]
    assert (written(sphere.mean_curvature), written(sphere.gauss_curvature)) == ("-2/a", "a**(-2)")
    assert [written(e) for e in sphere.mean_curvature_vector][2] == "-2*cos(theta)/a"
    assert [written(e) for e in cylinder.principal_curvatures] == ["0", "-1/a"]
    assert cylinder.gauss_curvature is ZERO
    assert catenoid.mean_curvature is ZERO
    assert written(catenoid.gauss_curvature) == "-1/cosh(u)**4"
    assert sp.simplify(to_sympy(saddle.gauss_curvature) + 1 / (1 + to_sympy(Expr("symbol", ("u",))) ** 2 + v**2) ** 2) == 0


def test_a_graph_has_the_curvatures_of_the_textbook() -> None:
    """K = (F_uu F_vv - F_uv^2)/(1 + F_u^2 + F_v^2)^2, and tr A = div(grad F / sqrt(1 + |grad F|^2))."""
    s, e = immersion(MAPS["graph"]), F(u, v)
    slope = 1 + sp.diff(e, u) ** 2 + sp.diff(e, v) ** 2
    gauss = (sp.diff(e, u, 2) * sp.diff(e, v, 2) - sp.diff(e, u, v) ** 2) / slope**2
    mean = sp.diff(sp.diff(e, u) / sqrt(slope), u) + sp.diff(sp.diff(e, v) / sqrt(slope), v)
    sample = sp.sin(u) * v + u**2 / 3 + v**3
    for formula, found in ((gauss, s.gauss_curvature), (mean, s.mean_curvature)):
        difference = (formula - to_sympy(found)).subs(e, sample).doit().subs({u: sp.Rational(1, 3), v: sp.Rational(2, 5)})
        assert abs(sp.N(difference, 40)) < sp.Float("1e-35")


def test_the_curvature_of_a_plane_curve() -> None:
    curve = immersion(MAPS["curve"])
    # (d f, N) is positively oriented: N points to the left.
    assert written(curve.mean_curvature) == "2/(4*u**2 + 1)**(3/2)"
    assert curve.codimension == 1


def test_signatures() -> None:
    hyperbolic, de_sitter = immersion(MAPS["hyperboloid"]), immersion(MAPS["de Sitter"])
    assert written(hyperbolic.inner(hyperbolic.unit_normal, hyperbolic.unit_normal)) == "-1"
    assert written(de_sitter.inner(de_sitter.unit_normal, de_sitter.unit_normal)) == "1"
    assert (hyperbolic.gauss_curvature.value, de_sitter.gauss_curvature.value) == (-1, 1)
    # K = h(N, N) det A
    shape = hyperbolic.shape_operator()
    assert written(minus(times(shape[0, 0], shape[1, 1]), times(shape[0, 1], shape[1, 0]))) == "1"


def test_the_clifford_torus_is_minimal_and_flat_in_the_sphere() -> None:
    torus = immersion(MAPS["Clifford"])
    assert all(e is ZERO for e in torus.mean_curvature_vector)
    assert torus.gauss_curvature is ZERO
    assert [written(e) for e in torus.principal_curvatures] == ["1", "-1"]


# -- the equations of a submanifold, with wrong twins -----------------------------------------------------------------
Equation = Callable[[Immersion], Iterator[tuple[Index, Expr, Expr]]]


def holds(s: Immersion, equation: Equation) -> bool:
    return all(s.normal(minus(left, right)) is ZERO for _, left, right in equation(s))


def normals(s: Immersion) -> list[Vector]:
    """Normal fields: the normal parts of the last coordinate directions."""
    m = s.f.target.dimension
    unit = [tuple(s.f.source.tree(int(i == k), "1") for i in range(m)) for k in range(m - s.codimension, m)]
    return [s.normal_part(e) for e in unit]


class Halved(Immersion):
    """B / 2"""

    @cached_property
    def _second(self) -> dict[Index, Vector]:
        right = Immersion(self.f, self.h, self.normal)._second
        return {pair: tuple(times(e, self.f.source.tree(sp.Rational(1, 2), "1/2")) for e in vector) for pair, vector in right.items()}


class Twisted(Immersion):
    """B with a component that changes from point to point."""

    @cached_property
    def _second(self) -> dict[Index, Vector]:
        right = dict(Immersion(self.f, self.h, self.normal)._second)
        right[0, 0] = tuple(times(Expr("symbol", (self.f.source.coordinates[1],)), e) for e in right[0, 1])
        return right


class Backwards(Immersion):
    """R(h) with the other sign."""

    def _ambient_curvature(self, v: Vector, w: Vector, z: Vector) -> Vector:  # type: ignore[override]
        return tuple(mul(-1, e) if e is not ZERO else ZERO for e in super()._ambient_curvature(v, w, z))


@pytest.mark.parametrize("name", [n for n in MAPS if n != "curve"])
def test_gauss_and_codazzi(name: str) -> None:
    s = immersion(MAPS[name])
    assert holds(s, Immersion.gauss_equation)
    assert holds(s, Immersion.codazzi_equation)


@pytest.mark.parametrize("name", ["codimension 2", "wave in S3", "skew"])
def test_ricci(name: str) -> None:
    s = immersion(MAPS[name])
    assert holds(s, lambda s: s.ricci_equation(normals(s)))


def test_wrong_twins_are_caught() -> None:
    def twin(kind: type[Immersion], name: str) -> Immersion:
        right = immersion(MAPS[name])
        return kind(right.f, right.h, right.normal)

    assert not holds(twin(Halved, "sphere"), Immersion.gauss_equation)
    assert not holds(twin(Twisted, "saddle"), Immersion.codazzi_equation)
    assert not holds(twin(Backwards, "wave in S3"), Immersion.gauss_equation)
    assert not holds(twin(Backwards, "skew"), Immersion.codazzi_equation)

    class Commuting(Immersion):
        """Shape operators that commute."""

        def shape_operator(self, unit: object = None) -> object:  # type: ignore[override]
            first = super().shape_operator(unit)  # type: ignore[arg-type]
            return first.map(lambda e: ZERO)

    s = twin(Commuting, "codimension 2")
    assert not holds(s, lambda s: s.ricci_equation(normals(s)))


def test_what_is_asked_for_has_to_exist() -> None:
    with pytest.raises(ChartMismatchError, match="needs codimension 1, got 2"):
        _ = immersion(MAPS["codimension 2"]).unit_normal
    with pytest.raises(ChartMismatchError, match="needs a surface, got dimension 1"):
        _ = immersion(MAPS["curve"]).gauss_curvature
    with pytest.raises(ChartMismatchError, match="needs a surface"):
        _ = immersion(MAPS["curve"]).principal_curvatures
    with pytest.raises(ChartMismatchError, match="needs one"):
        immersion(SmoothMap(PLANE, PLANE, [u, v]))
