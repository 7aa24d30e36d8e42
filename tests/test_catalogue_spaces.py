"""Every space of the catalogue by name: its maps, its scalar curvature, and the identities of Riemannian geometry, proved."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from sympy import Function, Matrix, Rational, diff, exp, eye, pi, sin

from symgeo import (
    Chart,
    HasConstantCurvature,
    IsConformal,
    IsEinstein,
    IsHomothetic,
    IsIsometric,
    IsNondegenerate,
    IsRicciFlat,
    IsRiemannianSubmersion,
    Metric,
    Proved,
    Refuted,
    SmoothMap,
    SolvesEinstein,
    SymgeoError,
    euclidean,
    identity,
    levi_civita,
    parameters,
    tensor,
    verify,
)
from symgeo.catalogue import groups, lorentzian, matrices, projective, spacetimes, spheres
from symgeo.catalogue.common import diagonal
from symgeo.catalogue.spaces import names, space
from symgeo.exact.region import Region
from symgeo.expression import ZERO, Expr, add, differentiate, mul


def vanishes(e: Expr, metric: Metric) -> bool:
    return Region(metric.chart.domain, metric.chart.relations).simplified(e).value == 0


@pytest.mark.parametrize("name", names())
def test_the_scalar_curvature_is_that_of_the_literature(name: str) -> None:
    here = space(name)
    known = here.chart.tree(here.scalar, "the scalar curvature")
    scalar = levi_civita(here.metric).scalar
    assert vanishes(add(scalar, mul(-1, known)), here.metric)
    assert not vanishes(add(scalar, mul(-1, known), 1), here.metric)


@pytest.mark.parametrize(("name", "label"), [(n, label) for n in names() for label in space(n).maps])
def test_the_maps_are_isometric(name: str, label: str) -> None:
    here = space(name)
    known = here.maps[label]
    assert isinstance(verify(IsHomothetic(known.f, here.metric, known.h, factor=known.factor)), Proved)
    assert isinstance(verify(IsHomothetic(known.f, here.metric, known.h, factor=known.factor + 1)), Refuted)


@pytest.mark.parametrize("name", names())
def test_the_metric_is_nondegenerate_and_parallel(name: str) -> None:
    here = space(name)
    # An undefined scale may vanish, and of polygamma functions the engine does not know the inequalities.
    if "A(t)" not in str(here.metric) and "polygamma" not in str(here.metric):
        assert isinstance(verify(IsNondegenerate(here.metric)), Proved)
    connection = levi_civita(here.metric)
    assert list(connection.covariant_derivative(tensor(here.chart, "dd", here.metric.entries)).nonzero()) == []


@pytest.mark.parametrize("name", names())
def test_riemann_has_its_symmetries_and_weyl_no_traces(name: str) -> None:
    """The mixed tensor is compared with what the definition gives, which knows of no symmetry; then both traces and Bianchi's sum."""
    here = space(name)
    connection, n, x = levi_civita(here.metric), here.chart.dimension, here.chart.coordinates
    if n < 3:
        return
    R = connection.riemann
    for i, j, k, l in product(range(n), repeat=4):
        if i < j < k < l:
            assert vanishes(add(R[i, j, k, l], R[i, k, l, j], R[i, l, j, k]), here.metric)
    if n > 4:
        return  # what follows is the same, and slow
    G, mixed = connection.christoffel, connection.riemann_mixed
    for i, j, k, l in product(range(n), repeat=4):
        if k < l:
            terms = [differentiate(G[i, l, j], x[k]), mul(-1, differentiate(G[i, k, j], x[l]))]
            for m in range(n):
                terms += [mul(G[i, k, m], G[m, l, j]), mul(-1, G[i, l, m], G[m, k, j])]
            assert vanishes(add(*terms, mul(-1, mixed[i, j, k, l])), here.metric), (i, j, k, l)
    weyl, inverse = connection.weyl, connection.inverse
    for j, l in product(range(n), repeat=2):
        terms = [mul(inverse[i, k], weyl[i, j, k, l]) for i in range(n) for k in range(n) if weyl[i, j, k, l] is not ZERO]
        assert vanishes(add(ZERO, ZERO, *terms), here.metric)


@pytest.mark.parametrize("name", ["S^3", "CP^2", "Heisenberg", "Schwarzschild", "pp-wave", "Goedel", "SPD(2)", "FLRW"])
def test_the_second_bianchi_identity(name: str) -> None:
    here = space(name)
    connection, n = levi_civita(here.metric), here.chart.dimension
    D = connection.covariant_derivative(connection.riemann)
    for i, j, k, l, m in product(range(n), repeat=5):
        if i < j and k < l < m:
            assert vanishes(add(D[i, j, k, l, m], D[i, j, l, m, k], D[i, j, m, k, l]), here.metric)


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(SymgeoError, match="Did you mean 'Schwarzschild'"):
        space("Schwarschild")
    assert space("Kerr") is space("Kerr")


# -- what is known besides -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("n", [1, 2])
def test_complex_space_forms_are_einstein(n: int) -> None:
    if n > 1:
        assert isinstance(verify(IsEinstein(projective.complex_projective(n), 2 * (n + 1))), Proved)
        assert isinstance(verify(IsEinstein(projective.complex_hyperbolic(n), 2 * (n + 1))), Refuted)
    assert isinstance(verify(IsEinstein(projective.complex_hyperbolic(n), -2 * (n + 1))), Proved)


def test_the_hopf_map_is_a_riemannian_submersion_onto_the_complex_line() -> None:
    """From the sphere in Hopf coordinates, off its two great circles."""
    f, g = spheres.hopf_coordinates()
    onto = projective.line_of_sphere(1).compose(f)
    # The first coordinate of C^2 is cos(eta) e^(i a), which does not vanish here.
    assert isinstance(verify(IsRiemannianSubmersion(onto, g, projective.complex_projective(1))), Proved)
    double = Metric(g.chart, g.matrix * 2)
    assert isinstance(verify(IsRiemannianSubmersion(onto, double, projective.complex_projective(1))), Refuted)


@pytest.mark.parametrize(("k", "n"), [(1, 2), (1, 4), (2, 3), (2, 4), (2, 5)])
def test_grassmannians(k: int, n: int) -> None:
    f, g = projective.grassmann(k, n)
    assert isinstance(verify(IsIsometric(f, g)), Proved)
    if n > 2 and n < 5:
        assert isinstance(verify(IsEinstein(g, n - 2)), Proved)
    if k == 1:
        other = projective.real_projective(n - 1)[1].matrix
        z, x = g.chart.symbols, projective.real_projective(n - 1)[1].chart.symbols
        renamed = Metric(g.chart, other.subs(dict(zip(x, z, strict=True))))
        assert isinstance(verify(IsIsometric(identity(g.chart), g, renamed)), Proved)


@pytest.mark.parametrize(("k", "n"), [(1, 2), (1, 3), (2, 3), (2, 4)])
def test_stiefel_frames_are_orthonormal(k: int, n: int) -> None:
    f, g = projective.stiefel(k, n)
    X = Matrix(n, k, f.expressions)
    assert (X.T * X - eye(k)).applyfunc(lambda e: e.together().expand().simplify()).is_zero_matrix
    assert isinstance(verify(IsIsometric(f, g)), Proved)
    assert g.chart.dimension == n * k - k * (k + 1) // 2


def test_frames_of_space_by_angles_and_by_cayley_have_the_same_curvature() -> None:
    """V(2, 3) is the rotation group with 2 w12^2 + w13^2 + w23^2: four times a Berger sphere with fibre^2 = 2."""
    first, second = levi_civita(projective.stiefel(2, 3)[1]), levi_civita(groups.berger_sphere(Rational(2) ** Rational(1, 2)))
    assert first.scalar.value == second.scalar.value / 4 == 1


def test_positive_definite_matrices_of_any_size() -> None:
    two, known = groups.positive_definite(2), matrices.affine_invariant("p11 p12 p22")
    assert isinstance(verify(IsIsometric(identity(two.chart), two, known)), Proved)
    for n in (2, 3):
        assert levi_civita(groups.positive_definite(n)).scalar.value == Rational(-n * (n - 1) * (n + 2), 8)


def test_a_flat_torus_is_flat() -> None:
    a, b = parameters("a b", positive=True)
    assert list(levi_civita(groups.flat_torus([[a, 1], [1, b]])).riemann.nonzero()) == []


def test_black_holes_contain_each_other() -> None:
    M, spin = parameters("M a", positive=True)
    plain = lorentzian.schwarzschild(M)
    for other in (spacetimes.reissner_nordstrom(M, 0), spacetimes.schwarzschild_de_sitter(M, 0)):
        assert isinstance(verify(IsIsometric(identity(plain.chart), plain, other)), Proved)
    turning = spacetimes.kerr(M, 0)
    names = SmoothMap(plain, turning.chart, plain.chart.symbols)
    assert isinstance(verify(IsIsometric(names, plain, turning)), Proved)
    assert isinstance(verify(IsRicciFlat(spacetimes.kerr(M, spin))), Proved)


def test_kretschmann() -> None:
    M, Q = parameters("M Q", positive=True)
    for g, known in (
        (lorentzian.schwarzschild(M), lambda r: 48 * M**2 / r**6),
        (spacetimes.reissner_nordstrom(M, Q), lambda r: 8 * (6 * M**2 * r**2 - 12 * M * Q**2 * r + 7 * Q**4) / r**8),
    ):
        r = g.chart.symbols[1]
        e = g.chart.tree(known(r), "the scalar")
        assert vanishes(add(levi_civita(g).kretschmann, mul(-1, e)), g)


def test_kottler_is_einstein_and_kasner_is_empty() -> None:
    M, cosmological = parameters("M Lambda", positive=True)
    g = spacetimes.schwarzschild_de_sitter(M, cosmological)
    assert isinstance(verify(IsEinstein(g, cosmological)), Proved)
    assert isinstance(verify(IsEinstein(g, 2 * cosmological)), Refuted)
    assert isinstance(verify(IsRicciFlat(spacetimes.kasner(Rational(1, 2), Rational(1, 2), 0))), Refuted)


def test_friedmann_equations() -> None:
    here = space("FLRW")
    t, r = here.chart.symbols[:2]
    k = parameters("k")[0]
    a = Function("A")(t)
    einstein = levi_civita(here.metric).einstein
    expected = {
        (0, 0): 3 * (diff(a, t) ** 2 + k) / a**2,
        (1, 1): -(2 * a * diff(a, t, t) + diff(a, t) ** 2 + k) / (1 - k * r**2),
    }
    for index, e in expected.items():
        assert vanishes(add(einstein[index], mul(-1, here.chart.tree(e, "a component"))), here.metric)


def test_a_universe_with_friedmanns_density_and_pressure_holds_a_fluid() -> None:
    """The scale is e^c(t), so that it is positive."""
    (k,) = parameters("k")
    t, r, h = Chart("t r h").symbols
    A = exp(Function("c")(t))
    g = spacetimes.flrw(k, A)
    density = 3 * (A.diff(t) ** 2 + k) / A**2 / (8 * pi)
    pressure = -(2 * A * A.diff(t, t) + A.diff(t) ** 2 + k) / A**2 / (8 * pi)

    def fluid(rho: Any, p: Any) -> list[list[Any]]:
        return diagonal([rho, p * A**2 / (1 - k * r**2), p * A**2 * r**2, p * A**2 * r**2 * sin(h) ** 2])

    assert isinstance(verify(SolvesEinstein(g, fluid(density, pressure))), Proved)
    assert isinstance(verify(SolvesEinstein(g, fluid(density, 0))), Refuted)


def test_goedel_solves_einsteins_equation_with_dust() -> None:
    (w,) = parameters("w", positive=True)
    g = spacetimes.goedel(w)
    u = [g.matrix[i, 0] for i in range(4)]
    dust = [[w**2 / (4 * pi) * u[i] * u[j] for j in range(4)] for i in range(4)]
    assert isinstance(verify(SolvesEinstein(g, dust, -(w**2))), Proved)
    assert isinstance(verify(SolvesEinstein(g, dust)), Refuted)


def test_constant_curvature_and_its_lack() -> None:
    assert isinstance(verify(HasConstantCurvature(projective.complex_projective(1), 4)), Proved)
    assert isinstance(verify(HasConstantCurvature(projective.complex_projective(2), 4)), Refuted)
    assert isinstance(verify(HasConstantCurvature(groups.so3()[1], Rational(1, 4))), Proved)
    assert isinstance(verify(IsEinstein(groups.berger_sphere(1), 2)), Proved)
    assert isinstance(verify(IsEinstein(groups.berger_sphere(2), 2)), Refuted)
    M, a, Q = parameters("M a Q", positive=True)
    assert isinstance(verify(IsRicciFlat(spacetimes.kerr_newman(M, a, Q))), Refuted)


def test_goedel_is_dust_that_rotates() -> None:
    """Ric = 2 w^2 u u with the covector u = -(dt + e^(sqrt2 w x) dy) of the dust."""
    here = space("Goedel")
    w = parameters("w", positive=True)[0]
    u = [here.metric.matrix[i, 0] for i in range(4)]
    ricci = levi_civita(here.metric).ricci
    for i, j in product(range(4), repeat=2):
        known = here.chart.tree(2 * w**2 * u[i] * u[j], "a component")
        assert vanishes(add(ricci[i, j], mul(-1, known)), here.metric)


def test_waves_are_vacuum_where_the_profile_is_harmonic() -> None:
    u, x, y = Chart("u x y").symbols
    a = Function("a")(u)
    assert isinstance(verify(IsRicciFlat(spacetimes.pp_wave(a * (x**2 - y**2)))), Proved)
    assert isinstance(verify(IsRicciFlat(spacetimes.pp_wave(a * (x**2 + y**2)))), Refuted)


def test_su2_covers_so3() -> None:
    """The same angles, and a quarter of the metric."""
    big, small = groups.so3()[1], groups.su2()[1]
    assert isinstance(verify(IsHomothetic(identity(big.chart), small, big, factor=4)), Proved)
    assert isinstance(verify(IsConformal(identity(big.chart), groups.berger_sphere(2), big)), Refuted)
    assert isinstance(verify(IsIsometric(groups.su2()[0], small, euclidean(4))), Proved)
