"""Fisher's metrics: derived ones beside the literature, beside each other and beside sums and integrals done by other means."""

from __future__ import annotations

from math import lgamma
from typing import Any

import mpmath
import pytest
import sympy
from sympy import Function, Rational, exp, polygamma, sqrt, symbols

from symgeo import (
    Chart,
    ExpressionError,
    HasConstantCurvature,
    IsIsometric,
    IsRiemannian,
    Metric,
    Proved,
    Refuted,
    SmoothMap,
    coordinates,
    identity,
    levi_civita,
    parameters,
    verify,
)
from symgeo.catalogue import information, matrices, statistics
from symgeo.catalogue.density import fisher_of_density
from symgeo.errors import ChartMismatchError
from symgeo.exact.region import Region
from symgeo.expression import Expr, add, differentiate, mul, number, resolve_derivatives
from symgeo.geometry.fisher import StatisticalManifold, duality_of, exponential_family, finite_family, normalisation
from symgeo.geometry.sympy_bridge import to_sympy

m, s, k, r, p, x, a1, a2 = coordinates("m s k r p x a1 a2")

FAMILIES = {
    "bernoulli": statistics.bernoulli,
    "binomial": lambda: statistics.binomial(5),
    "categorical": lambda: statistics.categorical(2),
    "logits": lambda: statistics.categorical_logits(2),
    "poisson": statistics.poisson,
    "exponential": statistics.exponential,
    "gamma": statistics.gamma_family,
    "beta": statistics.beta,
    "dirichlet": lambda: statistics.dirichlet(3),
    "normal": statistics.normal,
    "bivariate normal": statistics.bivariate_normal,
    "von Mises": statistics.von_mises,
    "von Mises by ratio": statistics.von_mises_by_ratio,
}


def vanishes(e: Expr, family: StatisticalManifold) -> bool:
    return Region(family.chart.domain, family.chart.relations).simplified(e).value == 0


def same(family: StatisticalManifold, known: Any) -> None:
    g = Metric(family.chart, known)
    assert isinstance(verify(IsIsometric(identity(family.chart), family.metric, g)), Proved)
    wrong = Metric(family.chart, sympy.Matrix(known) * (1 + Rational(1, 10**30)))
    assert isinstance(verify(IsIsometric(identity(family.chart), family.metric, wrong)), Refuted)


def test_the_metrics_of_the_literature() -> None:
    same(statistics.bernoulli(), [[1 / (p * (1 - p))]])
    same(statistics.binomial(7), [[7 / (p * (1 - p))]])
    same(statistics.poisson(), [[1 / m]])
    same(statistics.exponential(), [[1 / r**2]])
    same(statistics.gamma_family(), [[polygamma(1, k), 1 / s], [1 / s, k / s**2]])
    total = polygamma(1, a1 + a2)
    same(statistics.beta(), [[polygamma(1, a1) - total, -total], [-total, polygamma(1, a2) - total]])
    same(statistics.normal(), information.gaussian().matrix)
    same(statistics.categorical(3), information.fisher_simplex(3).matrix)
    same(statistics.categorical_logits(3), information.fisher_logits(3).matrix)


def test_the_bivariate_normal_family_is_mahalanobis_and_half_the_invariant_metric() -> None:
    family = statistics.bivariate_normal()
    p, q, r = family.chart.symbols[2:]
    inverse = sympy.Matrix([[p, q], [q, r]]).inv()
    covariances = matrices.affine_invariant().matrix / 2
    same(family, sympy.diag(inverse, covariances))


@pytest.mark.parametrize("name", [n for n in FAMILIES if n not in ("gamma", "beta", "dirichlet", "von Mises", "von Mises by ratio")])
def test_they_are_riemannian(name: str) -> None:
    assert isinstance(verify(IsRiemannian(FAMILIES[name]().metric)), Proved)


# -- curvature -----------------------------------------------------------------------------------------------------------
def test_constant_curvature() -> None:
    assert isinstance(verify(HasConstantCurvature(statistics.normal().metric, Rational(-1, 2))), Proved)
    assert isinstance(verify(HasConstantCurvature(statistics.categorical(3).metric, Rational(1, 4))), Proved)
    assert isinstance(verify(HasConstantCurvature(statistics.categorical_logits(2).metric, Rational(1, 4))), Proved)
    assert isinstance(verify(HasConstantCurvature(statistics.categorical(3).metric, 1)), Refuted)


def test_gauss_curvature_of_gamma_and_beta_distributions() -> None:
    """[Lauritzen 1987] and [Le Brigant & Puechmorel 2019]; half the scalar curvature."""
    family = statistics.gamma_family()
    one, two = polygamma(1, k), polygamma(2, k)
    known = family.chart.tree((one + k * two) / (2 * (k * one - 1) ** 2), "a function")
    assert vanishes(add(levi_civita(family.metric).scalar, mul(-1, known)), family)
    family = statistics.beta()
    f = [polygamma(1, c) for c in (a1, a2, a1 + a2)]
    d = [polygamma(2, c) for c in (a1, a2, a1 + a2)]
    above = d[0] * d[1] * f[2] - d[2] * (f[0] * d[1] + d[0] * f[1])
    gauss = -above / (4 * (f[0] * f[1] - f[2] * (f[0] + f[1])) ** 2)
    known = family.chart.tree(2 * gauss, "a function")
    assert vanishes(add(levi_civita(family.metric).scalar, mul(-1, known)), family)
    # Negative at a point, as they prove it to be everywhere.
    assert gauss.subs({a1: 2, a2: 3}).evalf() < 0


# -- other means ---------------------------------------------------------------------------------------------------------
def test_sums_and_integrals_give_the_same() -> None:
    oo, n = sympy.oo, symbols("n", integer=True)
    derived = {
        "exponential": fisher_of_density(Chart([r], where=[r > 0]), r * exp(-r * x), (x, 0, oo)),
        "poisson": fisher_of_density(Chart([m], where=[m > 0]), m**n * exp(-m) / sympy.factorial(n), (n, 0, oo), discrete=True),
        "normal": fisher_of_density(
            Chart([m, s], where=[s > 0]), exp(-((x - m) ** 2) / (2 * s**2)) / (sqrt(2 * sympy.pi) * s), (x, -oo, oo)
        ),
    }
    for name, other in derived.items():
        family = FAMILIES[name]()
        assert isinstance(verify(IsIsometric(identity(family.chart), family.metric, other.metric)), Proved), name
        for index in family.cubic.indices():
            assert vanishes(add(family.cubic[index], mul(-1, other.cubic[index])), family), (name, index)


def test_what_is_no_density_is_noticed() -> None:
    with pytest.raises(ExpressionError, match="an integral of 1"):
        fisher_of_density(Chart([r], where=[r > 0]), exp(-r * x), (x, 0, sympy.oo))
    with pytest.raises(ExpressionError, match="does not depend on r"):
        fisher_of_density(Chart([r], where=[r > 0]), 1 / r, (x, 0, r))
    with pytest.raises(ExpressionError, match="closed form"):
        fisher_of_density(Chart([r], where=[r > 0]), exp(-sympy.cosh(x) * r), (x, 0, sympy.oo))


NUMERIC = {
    "gamma": (lambda t, k, s: (k - 1) * mpmath.log(t) - t / s - lgamma(k) - k * mpmath.log(s), (0, mpmath.inf), (2.5, 0.75)),
    "beta": (
        lambda t, a, b: (a - 1) * mpmath.log(t) + (b - 1) * mpmath.log(1 - t) - lgamma(a) - lgamma(b) + lgamma(a + b),
        (0, 1),
        (2.5, 3.5),
    ),
    "von Mises": (
        lambda t, m, k: k * mpmath.cos(t - m) - mpmath.log(2 * mpmath.pi * mpmath.besseli(0, k)),
        (-mpmath.pi, mpmath.pi),
        (0.5, 1.5),
    ),
}


@pytest.mark.parametrize("name", NUMERIC)
def test_quadrature_of_the_scores(name: str) -> None:
    """E[d_i l d_j l] and E[d_i l d_j l d_k l] from the density itself, with differences for derivatives."""
    log_density, support, point = NUMERIC[name]
    family, h = FAMILIES[name](), mpmath.mpf("1e-4")
    n = range(len(point))

    def score(t: Any, i: int) -> Any:
        ahead, back = list(point), list(point)
        ahead[i], back[i] = point[i] + h, point[i] - h
        return (log_density(t, *ahead) - log_density(t, *back)) / (2 * h)

    def mean(*index: int) -> float:
        return float(mpmath.quad(lambda t: mpmath.exp(log_density(t, *point)) * mpmath.fprod(score(t, i) for i in index), support))

    def value(e: Expr) -> float:
        at = to_sympy(e).subs({c: Rational(v) for c, v in zip(family.chart.symbols, point, strict=True)})
        return float(at.evalf())

    for i in n:
        for j in n:
            assert value(family.metric.entries[i][j]) == pytest.approx(mean(i, j), abs=1e-5)
            assert value(family.cubic[0, i, j]) == pytest.approx(mean(0, i, j), abs=1e-5)


def test_probabilities_have_sum_one() -> None:
    q = coordinates("q")[0]
    chart = Chart([p, q], where=[p > 0, p < 1, q > 0, q < 1])
    independent = [p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)]
    assert isinstance(verify(normalisation(chart, independent)), Proved)
    assert isinstance(verify(normalisation(chart, independent[1:])), Refuted)
    # Independent trials add up.
    same(finite_family(chart, independent), [[1 / (p * (1 - p)), 0], [0, 1 / (q * (1 - q))]])


# -- connections ---------------------------------------------------------------------------------------------------------
def with_alpha(family: StatisticalManifold) -> tuple[StatisticalManifold, Any]:
    (alpha,) = parameters("alpha")
    own = family.chart
    chart = Chart(own.coordinates, where=own.where, parameters=[alpha], relations=own.relations)
    return family.in_parameters(SmoothMap(chart, own, own.symbols)), alpha


@pytest.mark.parametrize("name", [n for n in FAMILIES if n != "von Mises by ratio"])
def test_the_alpha_connections_are_dual(name: str) -> None:
    family, alpha = with_alpha(FAMILIES[name]())
    for label, claim in family.duality(alpha).items():
        assert isinstance(verify(claim), Proved), label
    # The twin: alpha with itself is not, where the cubic tensor does not vanish.
    one = family.alpha_connection_first(1)
    assert any(isinstance(verify(c), Refuted) for c in duality_of(family.metric, one, one).values())


def test_duality_under_an_assumption_whose_solutions_the_engine_does_not_know() -> None:
    """Each component vanishes by the relation; the claim as a whole waits for a proof that functions satisfy it."""
    family, alpha = with_alpha(statistics.von_mises_by_ratio())
    one, other = family.alpha_connection_first(alpha), family.alpha_connection_first(-alpha)
    for i, j, k in family.cubic.indices():
        slope = differentiate(resolve_derivatives(family.metric.entries[i][j]), family.chart.coordinates[k])
        assert vanishes(add(slope, mul(-1, one[j, k, i]), mul(-1, other[i, k, j])), family)
    assert not any(isinstance(verify(claim), Refuted) for claim in family.duality(alpha).values())


def test_the_definition_by_expectations() -> None:
    """Gamma^(alpha)_kij = E[(d_i d_j l + (1 - alpha)/2 d_i l d_j l) d_k l], summed over the outcomes."""
    family, alpha = with_alpha(statistics.categorical(2))
    chart = family.chart
    x, gamma = chart.coordinates, family.alpha_connection_first(alpha)
    outcomes = [chart.tree(c, "p") for c in (*chart.symbols, 1 - sum(chart.symbols))]
    factor = chart.tree((1 - alpha) / 2, "a number")
    for k, i, j in gamma.indices():
        terms = []
        for probability in outcomes:
            l = Expr("log", (probability,))
            d = [differentiate(l, name) for name in x]
            inner = add(differentiate(d[i], x[j]), mul(factor, d[i], d[j]))
            terms.append(mul(probability, inner, d[k]))
        assert vanishes(add(*terms, mul(-1, gamma[k, i, j])), family)


@pytest.mark.parametrize("name", ["categorical", "logits", "gamma", "beta", "normal", "dirichlet"])
def test_exponential_families_are_dually_flat(name: str) -> None:
    family = FAMILIES[name]()
    for alpha in (1, -1):
        assert all(vanishes(e, family) for _, e in family.alpha_curvature(alpha).nonzero())
    assert not all(vanishes(e, family) for _, e in family.alpha_curvature(0).nonzero())


@pytest.mark.parametrize("name", ["categorical", "gamma", "normal"])
def test_the_alpha_curvature_is_a_multiple_of_riemann(name: str) -> None:
    """R^(alpha) = (1 - alpha^2) R in an exponential family, and R^(0) is that of Levi-Civita with its sign."""
    family, alpha = with_alpha(FAMILIES[name]())
    curvature, riemann = family.alpha_curvature(alpha), levi_civita(family.metric).riemann_mixed
    factor = family.chart.tree(1 - alpha**2, "a number")
    for index in curvature.indices():
        assert vanishes(add(curvature[index], mul(-1, factor, riemann[index])), family)


def test_any_exponential_family_in_two_parameters() -> None:
    """psi is undefined: duality and flatness of the exponential connection hold for all of them."""
    (alpha,) = parameters("alpha")
    u, v = coordinates("u v")
    family = exponential_family(Chart([u, v], parameters=[alpha]), Function("psi")(u, v))
    assert all(isinstance(verify(claim), Proved) for claim in family.duality(alpha).values())
    assert all(vanishes(e, family) for _, e in family.alpha_connection_first(1).nonzero())
    mixture = family.alpha_connection_first(-1)
    assert all(vanishes(add(mixture[i], mul(-1, family.cubic[i])), family) for i in mixture.indices())


def test_the_ratio_of_bessel_functions_satisfies_its_equation() -> None:
    """What `von_mises_by_ratio` assumes of A(u) = I_1(k)/I_0(k), k = e^u, at a few points."""

    def ratio(u: Any) -> Any:
        return mpmath.besseli(1, mpmath.exp(u)) / mpmath.besseli(0, mpmath.exp(u))

    for u in (-1.0, 0.0, 1.5):
        assert mpmath.diff(ratio, u) == pytest.approx(float(mpmath.exp(u) * (1 - ratio(u) ** 2) - ratio(u)), abs=1e-9)


def test_other_parameters_give_the_same_tensors() -> None:
    """Moving there and back changes nothing, and scores of a new parameter are old ones times its derivative."""
    family = statistics.poisson()
    t = coordinates("t")[0]
    moved = family.in_parameters(SmoothMap(Chart([t], where=[t > 0]), family.chart, [t**2 / 4]))
    assert vanishes(add(moved.metric.entries[0][0], number(-1)), moved)
    back = moved.in_parameters(SmoothMap(family.chart, moved.chart, [2 * sqrt(m)]))
    assert vanishes(add(back.cubic[0, 0, 0], mul(-1, family.cubic[0, 0, 0])), family)


def test_normal_forms_of_one_chart_are_not_used_on_another() -> None:
    """On r > 0 the root of r^2 is r; the same letter is negative in the new chart."""
    old = Chart([r], where=[r > 0])
    family = exponential_family(old, sqrt(r**2) ** 5).rewritten(Region(old.domain).simplified)
    new = family.in_parameters(SmoothMap(Chart([r], where=[r < 0]), old, [sqrt(r**2)]))
    assert vanishes(add(new.cubic[0, 0, 0], new.chart.tree(60 * r**2, "a component")), new)
    assert vanishes(add(new.metric.entries[0][0], new.chart.tree(20 * r**3, "a component")), new)


def test_a_connection_of_another_chart_is_refused() -> None:
    one, other = statistics.poisson(), statistics.exponential()
    with pytest.raises(ChartMismatchError, match="needs 'ddd'"):
        duality_of(one.metric, one.alpha_connection_first(1), other.alpha_connection_first(1))
