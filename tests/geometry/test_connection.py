"""The Levi-Civita connection against textbook definitions written out in SymPy, laws that it has to satisfy, and published values."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

import pytest
import sympy as sp

from symgeo.errors import ChartMismatchError
from symgeo.exact.curvature import levi_civita
from symgeo.exact.region import Region
from symgeo.expression import ZERO, Expr, mul, number
from symgeo.geometry.chart import Chart, coordinates, parameters
from symgeo.geometry.connection import LeviCivita, lie_bracket, minus, plus, times
from symgeo.geometry.metric import Metric, euclidean, minkowski
from symgeo.geometry.sympy_bridge import to_sympy
from symgeo.geometry.tensor import Tensor, symmetric_last, tensor

t, r, th, ph, x, y, z, w = coordinates("t r theta phi x y z w")
M, a, L = parameters("M a L", positive=True)
A, B, C, F, G, H = (sp.Function(name, real=True) for name in "ABCFGH")
exp, sin, cos, sinh, sqrt, pi = sp.exp, sp.sin, sp.cos, sp.sinh, sp.sqrt, sp.pi

HALF = number(Fraction(1, 2))
SPHERICAL = [r > 0, 0 < th, th < pi]


def chart(*names: sp.Symbol, where: Any = (), parameters: Any = ()) -> Chart:
    return Chart(list(names), where=where, parameters=parameters)


def diagonal(c: Chart, *entries: Any) -> Metric:
    return Metric(c, sp.diag(*entries))


SPACES: dict[str, Metric] = {
    "polar": diagonal(chart(r, ph, where=[r > 0]), 1, r**2),
    "sphere": diagonal(chart(th, ph, where=[0 < th, th < pi], parameters=[a]), a**2, a**2 * sin(th) ** 2),
    "half-plane": diagonal(chart(x, y, where=[y > 0]), 1 / y**2, 1 / y**2),
    "off-diagonal surface": Metric(chart(x, y), [[1 + x**2 * y**2, x * y], [x * y, 2 + y**2]]),
    "every surface": Metric(chart(x, y), [[A(x, y), B(x, y)], [B(x, y), C(x, y)]]),
    "off-diagonal, indefinite": Metric(chart(x, y, z), [[-1, x, 0], [x, 1 + y**2, z], [0, z, 2]]),
    "undefined functions": diagonal(chart(x, y, z), F(x, y), G(y, z), H(x)),
    "shifted": Metric(chart(x, y, z, parameters=[a]), [[1, 0, a * F(y)], [0, 1, 0], [a * F(y), 0, 1 + a**2 * F(y) ** 2]]),
    "schwarzschild": diagonal(
        chart(t, r, th, ph, where=[r > 2 * M, 0 < th, th < pi], parameters=[M]),
        -(1 - 2 * M / r),
        1 / (1 - 2 * M / r),
        r**2,
        r**2 * sin(th) ** 2,
    ),
    "eddington": Metric(
        chart(t, r, th, ph, where=[*SPHERICAL], parameters=[M]),
        [[-(1 - 2 * M / r), 1, 0, 0], [1, 0, 0, 0], [0, 0, r**2, 0], [0, 0, 0, r**2 * sin(th) ** 2]],
    ),
    "godel": Metric(
        chart(t, x, y, z, parameters=[a]),
        [[-(a**2), 0, -(a**2) * exp(x), 0], [0, a**2, 0, 0], [-(a**2) * exp(x), 0, -(a**2) * exp(2 * x) / 2, 0], [0, 0, 0, a**2]],
    ),
    "flrw": diagonal(chart(t, x, y, z), -1, F(t) ** 2, F(t) ** 2, F(t) ** 2),
    "pp-wave": Metric(chart(t, x, y, z), [[H(x) * F(t), 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]),
}
SMALL = [name for name, g in SPACES.items() if g.chart.dimension <= 3]


def normal_of(g: Metric) -> Callable[[Expr], Expr]:
    return Region(g.chart.domain, g.chart.relations).simplified


# -- by hand -------------------------------------------------------------------------------------------------------
class ByHand:
    """Gamma^k_ij = g^kl (d_i g_jl + d_j g_il - d_l g_ij)/2 and
    R^i_jkl = d_k Gamma^i_lj - d_l Gamma^i_kj + Gamma^i_km Gamma^m_lj - Gamma^i_lm Gamma^m_kj, in SymPy."""

    def __init__(self, g: Metric) -> None:
        self.x = list(g.chart.symbols)
        self.g, self.n = g.matrix, range(g.chart.dimension)
        self.inverse = self.g.inv(method="ADJ")

    @cached_property
    def gamma(self) -> Any:
        d = [[[sp.diff(self.g[i, j], v) for v in self.x] for j in self.n] for i in self.n]
        return [
            [[sum(self.inverse[k, l] * (d[j][l][i] + d[i][l][j] - d[i][j][l]) for l in self.n) / 2 for j in self.n] for i in self.n]
            for k in self.n
        ]

    @cached_property
    def riemann(self) -> Any:
        """R_ijkl"""
        gamma, v, n = self.gamma, self.x, self.n

        def mixed(i: int, j: int, k: int, l: int) -> Any:
            e = sp.diff(gamma[i][l][j], v[k]) - sp.diff(gamma[i][k][j], v[l])
            return e + sum(gamma[i][k][m] * gamma[m][l][j] - gamma[i][l][m] * gamma[m][k][j] for m in n)

        up = {index: mixed(*index) for index in product(n, repeat=4)}
        return {(i, j, k, l): sum(self.g[i, m] * up[m, j, k, l] for m in n) for i, j, k, l in product(n, repeat=4)}

    @cached_property
    def ricci(self) -> Any:
        n = self.n
        return {
            (j, l): sum(self.inverse[i, k] * self.riemann[k, j, i, l] for i in n for k in n if self.inverse[i, k] != 0)
            for j in n
            for l in n
            if j <= l
        }


def vanishes(e: Any) -> bool:
    """Whether an expression that is rational in names, derivatives, exp(x) and one pair sin, cos is 0. Exact."""
    names: dict[Any, sp.Symbol] = {}
    e = sp.sympify(e).doit()
    e = e.replace(lambda s: isinstance(s, sp.exp), lambda s: sp.exp(sp.expand(s.args[0]), evaluate=False))
    for d in sorted(e.atoms(sp.Derivative), key=lambda d: -d.derivative_count):
        e = e.xreplace({d: names.setdefault(d, sp.Dummy())})
    for f in e.atoms(sp.core.function.AppliedUndef):
        e = e.xreplace({f: names.setdefault(f, sp.Dummy())})
    e = e.rewrite(sp.tan, sp.sin).subs(sp.tan(th), sin(th) / cos(th)).subs({sin(2 * th): 2 * sin(th) * cos(th)})
    s, c, q = sp.Dummy(), sp.Dummy(), sp.Dummy()
    e = e.replace(lambda u: isinstance(u, sp.exp), lambda u: q ** (u.args[0] / x) if u.args[0].free_symbols else u)
    e = e.subs({sin(th): s, cos(th): c})
    numerator = sp.numer(sp.together(e))
    return bool(sp.rem(sp.expand(numerator), c**2 + s**2 - 1, c).expand() == 0)


@pytest.mark.parametrize("name", SPACES)
def test_components_are_those_of_the_definitions(name: str) -> None:
    g = SPACES[name]
    hand, found = ByHand(g), levi_civita(g)
    n = range(g.chart.dimension)
    for k, i, j in product(n, repeat=3):
        assert vanishes(to_sympy(found.christoffel[k, i, j]) - hand.gamma[k][i][j]), (k, i, j)
    if g.chart.dimension < 4:
        for index in product(n, repeat=4):
            assert vanishes(to_sympy(found.riemann[index]) - hand.riemann[index]), index
    for index, e in hand.ricci.items():
        assert vanishes(to_sympy(found.ricci[index]) - e), index


@pytest.mark.parametrize("name", ["off-diagonal surface", "off-diagonal, indefinite", "every surface"])
def test_components_as_they_are_derived_are_those_of_the_definitions(name: str) -> None:
    hand, found = ByHand(SPACES[name]), LeviCivita(SPACES[name])
    for index in product(hand.n, repeat=4):
        assert vanishes(to_sympy(found.riemann[index]) - hand.riemann[index]), index


def test_the_definitions_notice_a_sign() -> None:
    g = SPACES["off-diagonal surface"]
    assert not vanishes(to_sympy(levi_civita(g).riemann[0, 1, 0, 1]) + ByHand(g).riemann[0, 1, 0, 1])


# -- laws, each with a wrong twin that it catches ------------------------------------------------------------------
Law = Callable[[LeviCivita], bool]


def field(c: LeviCivita) -> Tensor:
    """A vector field without symmetries."""
    names = [Expr("symbol", (s,)) for s in c.chart.coordinates]
    return tensor(c.chart, "u", [times(names[i - 1], names[i]) + i for i in range(len(names))])


def metric_is_parallel(c: LeviCivita) -> bool:
    return not list(c.covariant_derivative(tensor(c.chart, "dd", c.metric.entries)).nonzero())


def first_bianchi(c: LeviCivita) -> bool:
    n, e = range(c.dimension), c.riemann
    return all(c.normal(plus(e[i, j, k, l], e[i, k, l, j], e[i, l, j, k])) is ZERO for i in n for j in n for k in n for l in n if j < k < l)


def second_bianchi(c: LeviCivita) -> bool:
    n = range(c.dimension)
    d = c.covariant_derivative(c.riemann)
    indices = [(i, j, k, l, m) for i in n for j in n for k in n for l in n for m in n if i < j and k < l < m]
    return all(c.normal(plus(d[i, j, k, l, m], d[i, j, l, m, k], d[i, j, m, k, l])) is ZERO for i, j, k, l, m in indices)


def einstein_has_no_divergence(c: LeviCivita) -> bool:
    n, d = range(c.dimension), c.covariant_derivative(c.einstein)
    return all(c.normal(plus(*(times(c.inverse[i, k], d[i, j, k]) for i in n for k in n))) is ZERO for j in n)


def derivatives_commute_up_to_curvature(c: LeviCivita) -> bool:
    """nabla_k nabla_l V^i - nabla_l nabla_k V^i = R^i_jkl V^j"""
    n, v = range(c.dimension), field(c)
    d = c.covariant_derivative(c.covariant_derivative(v))
    right = {(i, k, l): plus(*(times(c.riemann_mixed[i, j, k, l], v[j]) for j in n)) for i in n for k in n for l in n}
    return all(c.normal(minus(minus(d[i, l, k], d[i, k, l]), right[i, k, l])) is ZERO for i, k, l in right)


def no_torsion(c: LeviCivita) -> bool:
    """Hess u is symmetric: nabla_i nabla_j u = nabla_j nabla_i u."""
    n = range(c.dimension)
    u = times(*(Expr("symbol", (s,)) for s in c.chart.coordinates))
    d = c.covariant_derivative(c.flat(c.gradient(u)))
    return all(c.normal(minus(d[i, j], d[j, i])) is ZERO for i in n for j in n) and all(
        c.normal(minus(d[i, j], c.hessian(u)[i, j])) is ZERO for i in n for j in n
    )


def weyl_has_no_traces(c: LeviCivita) -> bool:
    n = range(c.dimension)
    return c.dimension < 3 or all(
        c.normal(plus(*(times(c.inverse[i, k], c.weyl[i, j, k, l]) for i in n for k in n))) is ZERO for j in n for l in n
    )


class FlippedChristoffel(LeviCivita):
    """Gamma_kij with + d_k g_ij."""

    @cached_property
    def christoffel_first(self) -> Tensor:
        n = range(self.dimension)
        found = {
            (k, i, j): self.normal(times(HALF, plus(self._d(j, k, i), self._d(i, k, j), self._d(i, j, k))))
            for k in n
            for i in n
            for j in n
            if i <= j
        }
        return Tensor(self.chart, "ddd", found, symmetric_last)


class FlippedRiemann(LeviCivita):
    """-R"""

    @cached_property
    def riemann(self) -> Tensor:
        return LeviCivita(self.metric, self.normal).riemann.map(lambda e: self.normal(mul(-1, e)))


class LameRiemann(LeviCivita):
    """R with one component changed."""

    @cached_property
    def riemann(self) -> Tensor:
        right = LeviCivita(self.metric, self.normal).riemann
        first = Expr("symbol", (self.chart.coordinates[0],))
        return Tensor(right.chart, "dddd", {**right.independent, (0, 1, 0, 1): plus(right[0, 1, 0, 1], first)}, right.orbit)


class SkewRiemann(LeviCivita):
    """R with a totally antisymmetric part, which all symmetries of pairs allow."""

    @cached_property
    def riemann(self) -> Tensor:
        right = LeviCivita(self.metric, self.normal).riemann
        return Tensor(right.chart, "dddd", {**right.independent, (0, 1, 2, 3): plus(right[0, 1, 2, 3], mul(1))}, right.orbit)


class HeavyWeyl(LeviCivita):
    """C = R: no trace taken off."""

    @cached_property
    def weyl(self) -> Tensor:
        return self.riemann


class Twisted(LeviCivita):
    """Gamma with torsion."""

    @cached_property
    def christoffel(self) -> Tensor:
        right = LeviCivita(self.metric, self.normal).christoffel
        found = {index: right[index] for index in right.indices()}
        return Tensor(right.chart, "udd", {**found, (0, 0, 1): plus(found[0, 0, 1], mul(1))})


LAWS: dict[str, tuple[Law, type[LeviCivita], str]] = {
    "nabla g = 0": (metric_is_parallel, FlippedChristoffel, "sphere"),
    "no torsion": (no_torsion, Twisted, "sphere"),
    "first Bianchi": (first_bianchi, SkewRiemann, "schwarzschild"),
    "second Bianchi": (second_bianchi, LameRiemann, "off-diagonal, indefinite"),
    "div G = 0": (einstein_has_no_divergence, LameRiemann, "off-diagonal, indefinite"),
    "Ricci identity": (derivatives_commute_up_to_curvature, FlippedRiemann, "sphere"),
    "Weyl": (weyl_has_no_traces, HeavyWeyl, "godel"),
}


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("name", [*SMALL, "schwarzschild", "eddington", "godel", "flrw", "pp-wave"])
def test_laws(law: str, name: str) -> None:
    assert LAWS[law][0](levi_civita(SPACES[name]))


@pytest.mark.parametrize("law", LAWS)
def test_laws_catch_a_wrong_twin(law: str) -> None:
    check, twin, name = LAWS[law]
    g = SPACES[name]
    assert not check(twin(g, normal_of(g)))


def written(e: Expr) -> str:
    """As SymPy prints it, which sorts products and puts powers below the line."""
    return str(to_sympy(e))


# -- published values ------------------------------------------------------------------------------------------------
def test_curvature_of_the_round_sphere_is_positive() -> None:
    """The sign convention, pinned."""
    sphere = levi_civita(SPACES["sphere"])
    assert written(sphere.riemann[0, 1, 0, 1]) == "a**2*sin(theta)**2"
    assert str(sphere.riemann_mixed[0, 1, 0, 1]) == "sin(theta)**2"
    assert str(sphere.ricci[0, 0]) == "1"
    assert str(sphere.sectional(tensor(sphere.chart, "u", [1, 0]), tensor(sphere.chart, "u", [3, 2]))) == "a**(-2)"


def hyperspherical(n: int) -> Metric:
    names = coordinates(" ".join(f"u{i}" for i in range(n)))
    entries, factor = [], sp.Integer(1)
    for name in names:
        entries.append(factor)
        factor = factor * sin(name) ** 2
    return diagonal(Chart(names, where=[c for u in names[:-1] for c in (0 < u, u < pi)]), *entries)


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_scalar_curvature_of_spheres(n: int) -> None:
    assert levi_civita(hyperspherical(n)).scalar.value == n * (n - 1)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_hyperbolic_space(n: int) -> None:
    names = coordinates(" ".join(f"u{i}" for i in range(n)))
    space = levi_civita(diagonal(Chart(names, where=[names[-1] > 0]), *([1 / names[-1] ** 2] * n)))
    assert space.scalar.value == -n * (n - 1)
    assert not list(space.weyl.nonzero()) if n > 2 else True


def test_textbook_lines() -> None:
    """Twelve results, each as short as in a textbook."""
    polar, sphere, schwarzschild = (levi_civita(SPACES[n]) for n in ("polar", "sphere", "schwarzschild"))
    half_plane, godel, flrw = (levi_civita(SPACES[n]) for n in ("half-plane", "godel", "flrw"))
    revolution = levi_civita(diagonal(chart(x, y), 1, F(x) ** 2))
    found = {
        "polar Gamma^r_pp": polar.christoffel[0, 1, 1],
        "polar Gamma^p_rp": polar.christoffel[1, 0, 1],
        "sphere Gamma^t_pp": sphere.christoffel[0, 1, 1],
        "sphere S": sphere.scalar,
        "half-plane S": half_plane.scalar,
        "Schwarzschild Kretschmann": schwarzschild.kretschmann,
        "Schwarzschild Gamma^r_tt": schwarzschild.christoffel[1, 0, 0],
        "Schwarzschild R_trtr": schwarzschild.riemann[0, 1, 0, 1],
        "Godel S": godel.scalar,
        "FLRW R_tt": flrw.ricci[0, 0],
        "FLRW G_tt": flrw.einstein[0, 0],
        "revolution R_1212": revolution.riemann[0, 1, 0, 1],
    }
    assert {name: written(e) for name, e in found.items()} == {
        "polar Gamma^r_pp": "-r",
        "polar Gamma^p_rp": "1/r",
        "sphere Gamma^t_pp": "-sin(theta)*cos(theta)",
        "sphere S": "2/a**2",
        "half-plane S": "-2",
        "Schwarzschild Kretschmann": "48*M**2/r**6",
        "Schwarzschild Gamma^r_tt": "M*(-2*M + r)/r**3",
        "Schwarzschild R_trtr": "-2*M/r**3",
        "Godel S": "-1/a**2",
        "FLRW R_tt": "-3*Derivative(F(t), (t, 2))/F(t)",
        "FLRW G_tt": "3*Derivative(F(t), t)**2/F(t)**2",
        "revolution R_1212": "-F(x)*Derivative(F(x), (x, 2))",
    }


def test_vacua_have_no_ricci_tensor() -> None:
    for name in ("schwarzschild", "eddington"):
        assert not list(levi_civita(SPACES[name]).ricci.nonzero())
        assert list(levi_civita(SPACES[name]).riemann.nonzero())
        assert written(levi_civita(SPACES[name]).kretschmann) == "48*M**2/r**6"


# -- fields ----------------------------------------------------------------------------------------------------------
def test_the_gradient_is_not_the_list_of_partial_derivatives() -> None:
    polar, u = levi_civita(SPACES["polar"]), r**2 * sin(ph)
    gradient = polar.gradient(u)
    assert [str(gradient[i]) for i in range(2)] == ["2*r*sin(phi)", "cos(phi)"]
    assert str(sp.diff(u, ph)) == "r**2*cos(phi)"
    # g(grad u, X) = X u
    assert polar.inner(gradient, tensor(polar.chart, "u", [0, 1])) is polar.normal(polar.chart.tree(sp.diff(u, ph), "u"))
    # It is where g is the unit matrix.
    flat = levi_civita(euclidean(3))
    y1, y2, _ = flat.chart.symbols
    assert [str(flat.gradient(y1 * y2**2)[i]) for i in range(3)] == ["y2**2", "2*y2*y1", "0"]


def test_the_laplacian_in_polar_and_spherical_coordinates() -> None:
    u = sp.Function("U", real=True)
    polar = levi_civita(SPACES["polar"])
    e = u(r, ph)
    expected = sp.diff(e, r, 2) + sp.diff(e, r) / r + sp.diff(e, ph, 2) / r**2
    assert vanishes(to_sympy(polar.laplacian(e)) - expected)
    assert vanishes(to_sympy(polar.divergence(polar.gradient(e))) - expected)
    spherical = levi_civita(diagonal(chart(r, th, ph, where=SPHERICAL), 1, r**2, r**2 * sin(th) ** 2))
    e = u(r, th, ph)
    expected = (
        sp.diff(r**2 * sp.diff(e, r), r) / r**2
        + sp.diff(sin(th) * sp.diff(e, th), th) / (r**2 * sin(th))
        + sp.diff(e, ph, 2) / (r**2 * sin(th) ** 2)
    )
    assert vanishes(to_sympy(spherical.laplacian(e)) - expected)
    assert not vanishes(to_sympy(spherical.laplacian(e)) - expected + sp.diff(e, r) / r)
    assert str(spherical.laplacian(1 / r)) == "0"


def test_divergence_of_a_field() -> None:
    polar = levi_civita(SPACES["polar"])
    assert str(polar.divergence(tensor(polar.chart, "u", [r, 0]))) == "2"
    assert str(polar.volume_density) == "r"
    with pytest.raises(ChartMismatchError, match="needs one on"):
        polar.divergence(tensor(chart(x, y), "u", [x, y]))


def test_flat_and_sharp_undo_each_other() -> None:
    g = SPACES["off-diagonal, indefinite"]
    c = levi_civita(g)
    v = field(c)
    back = c.sharp(c.flat(v))
    assert all(c.normal(minus(back[i], v[i])) is ZERO for i in range(3))
    assert c.flat(v).positions == "d"


def test_the_lie_bracket() -> None:
    plane = chart(x, y)
    turn, shift = tensor(plane, "u", [-y, x]), tensor(plane, "u", [1, 0])
    normal = levi_civita(diagonal(plane, 1, 1)).normal
    bracket = lie_bracket(turn, shift)
    # [-y d_x + x d_y, d_x] = -d_y
    assert [str(normal(bracket[i])) for i in range(2)] == ["0", "-1"]
    assert [str(normal(lie_bracket(shift, turn)[i])) for i in range(2)] == ["0", "1"]
    # On frames of coordinates there is none; and [X, Y] = nabla_X Y - nabla_Y X.
    c = levi_civita(SPACES["off-diagonal surface"])
    v, u = field(c), tensor(c.chart, "u", [y, x * y])
    dv, du = c.covariant_derivative(v), c.covariant_derivative(u)
    for i in range(2):
        along = plus(*(minus(times(v[j], du[i, j]), times(u[j], dv[i, j])) for j in range(2)))
        assert c.normal(minus(along, lie_bracket(v, u)[i])) is ZERO
    with pytest.raises(ChartMismatchError, match="needs one chart"):
        lie_bracket(turn, tensor(chart(r, ph), "u", [1, 0]))


def test_geodesics_of_the_sphere() -> None:
    sphere = levi_civita(SPACES["sphere"])
    first, second = (to_sympy(e) for e in sphere.geodesic_equations("s"))
    s = sp.Symbol("s", real=True)
    u, v = sp.Function("theta", real=True)(s), sp.Function("phi", real=True)(s)
    assert sp.simplify(first - (sp.diff(u, s, 2) - sin(u) * cos(u) * sp.diff(v, s) ** 2)) == 0
    assert sp.simplify(second - (sp.diff(v, s, 2) + 2 * cos(u) / sin(u) * sp.diff(u, s) * sp.diff(v, s))) == 0
    with pytest.raises(ChartMismatchError, match="a name of its own"):
        sphere.geodesic_equations("phi")


def test_killing_fields_of_the_sphere() -> None:
    sphere = levi_civita(SPACES["sphere"])
    turn = tensor(sphere.chart, "u", [sin(ph), cos(ph) * cos(th) / sin(th)])
    assert not list(sphere.lie_derivative_of_metric(turn).nonzero())
    assert list(sphere.lie_derivative_of_metric(tensor(sphere.chart, "u", [sin(ph), 0])).nonzero())
    # L_X g = nabla_i X_j + nabla_j X_i
    c = levi_civita(SPACES["off-diagonal, indefinite"])
    d, lie = c.covariant_derivative(c.flat(field(c))), c.lie_derivative_of_metric(field(c))
    assert all(c.normal(minus(plus(d[i, j], d[j, i]), lie[i, j])) is ZERO for i in range(3) for j in range(3))


# -- tensors ---------------------------------------------------------------------------------------------------------
def test_tensors_know_their_positions_and_symmetries() -> None:
    sphere = levi_civita(SPACES["sphere"])
    assert (sphere.riemann.positions, sphere.christoffel.positions, sphere.riemann.rank) == ("dddd", "udd", 4)
    assert written(sphere.riemann[1, 0, 0, 1]) == "-a**2*sin(theta)**2"
    assert sphere.riemann[0, 0, 0, 1] is ZERO
    assert len(sphere.riemann.independent) == 1
    assert sphere.riemann.array.shape == (2, 2, 2, 2)
    assert sphere.ricci.array[1, 1] == sin(th) ** 2
    with pytest.raises(ChartMismatchError, match="needs 2 indices from 0 to 1"):
        sphere.ricci[0, 2]
    with pytest.raises(ChartMismatchError, match="nested lists of length 2"):
        tensor(sphere.chart, "ud", [[1, 2], [3]])
    with pytest.raises(ChartMismatchError, match='a letter "u" or "d"'):
        tensor(sphere.chart, "x", [1, 2])
    with pytest.raises(ChartMismatchError, match="needs dimension 3"):
        _ = sphere.weyl


def test_flat_spaces_have_no_christoffel_symbols() -> None:
    for g in (euclidean(3), minkowski(4)):
        assert not list(LeviCivita(g).christoffel.nonzero())
        assert not list(LeviCivita(g).riemann.nonzero())
