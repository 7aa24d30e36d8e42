"""Families of distributions as statistical manifolds, each derived from its log-partition function or its probabilities.

`family().metric` is Fisher's metric in the usual parameters, `family().cubic` the Amari-Chentsov tensor and `family().duality(alpha)`
the theorem about its connections; the components are in normal form.
"""

from __future__ import annotations

from typing import Any

from sympy import Add, Function, Integral, cos, exp, gamma, log, pi, sin, sqrt

from symgeo.catalogue.common import indexed, norm_squared
from symgeo.exact.region import Region
from symgeo.expression import Expr, differentiate, resolve_derivatives
from symgeo.geometry.chart import Chart
from symgeo.geometry.fisher import StatisticalManifold, exponential_family, finite_family
from symgeo.geometry.maps import SmoothMap


def neat(family: StatisticalManifold) -> StatisticalManifold:
    """The family with each component in normal form.

    >>> p, = Chart("p").symbols
    >>> neat(finite_family(Chart([p], where=[p > 0, p < 1]), [p, 1 - p])).metric.matrix
    Matrix([[-1/(p*(p - 1))]])
    """
    simplified = Region(family.chart.domain, family.chart.relations).simplified

    def argument(node: Expr) -> Expr:
        # A normal form leaves alone what undefined functions are applied to.
        if node.head not in ("apply", "jet"):
            return node
        return Expr(node.head, tuple(simplified(a) if isinstance(a, Expr) else a for a in node.args))

    return family.rewritten(lambda e: simplified(e.map_nodes(argument)))


def bernoulli() -> StatisticalManifold:
    """Success with probability 0 < p < 1: g = dp^2 / (p (1 - p)), from the two outcomes.

    Source: [Amari & Nagaoka, Methods of Information Geometry, ch. 2].

    >>> bernoulli().metric.matrix
    Matrix([[-1/(p*(p - 1))]])
    """
    (p,) = Chart("p").symbols
    return neat(finite_family(Chart([p], where=[p > 0, p < 1]), [p, 1 - p]))


def binomial(trials: int) -> StatisticalManifold:
    """The number of successes in so many trials: g = trials dp^2 / (p (1 - p)), from psi = trials log(1 + e^theta).

    Source: [Amari & Nagaoka, ch. 2].

    >>> binomial(3).metric.matrix
    Matrix([[-3/(p*(p - 1))]])
    """
    p, theta = Chart("p theta").symbols
    family = exponential_family(Chart([theta]), trials * log(1 + exp(theta)))
    return neat(family.in_parameters(SmoothMap(Chart([p], where=[p > 0, p < 1]), family.chart, [log(p / (1 - p))])))


def categorical(n: int) -> StatisticalManifold:
    """n + 1 outcomes with probabilities p1, ..., pn and p0 = 1 - p1 - ... - pn: g_ij = delta_ij / p_i + 1 / p0, from the outcomes.

    An orthant of the sphere of radius 2, of curvature 1/4. Source: [Amari & Nagaoka, ch. 2].

    >>> categorical(1).metric.matrix
    Matrix([[-1/(p1*(p1 - 1))]])
    """
    p = indexed("p", n)
    last = 1 - Add(*p)
    return neat(finite_family(Chart(p, where=[*(c > 0 for c in p), last > 0]), [*p, last]))


def categorical_logits(n: int) -> StatisticalManifold:
    """The same family in its natural parameters zi = log(pi / p0), from psi = log(1 + sum exp zi).

    Source: [Amari & Nagaoka, ch. 3].

    >>> categorical_logits(1).metric.matrix
    Matrix([[exp(z1)/(exp(z1) + 1)**2]])
    """
    z = indexed("z", n)
    return neat(exponential_family(Chart(z), log(1 + Add(*(exp(c) for c in z)))))


def poisson() -> StatisticalManifold:
    """Counts with mean m > 0: g = dm^2 / m, from psi = e^theta with theta = log m.

    Source: [Amari & Nagaoka, ch. 2].

    >>> poisson().metric.matrix
    Matrix([[1/m]])
    """
    m, theta = Chart("m theta").symbols
    family = exponential_family(Chart([theta]), exp(theta))
    return neat(family.in_parameters(SmoothMap(Chart([m], where=[m > 0]), family.chart, [log(m)])))


def exponential() -> StatisticalManifold:
    """Waiting times of rate r > 0: g = dr^2 / r^2, from psi = -log(-theta) with theta = -r.

    Source: [Amari & Nagaoka, ch. 2].

    >>> exponential().metric.matrix
    Matrix([[r**(-2)]])
    """
    r, theta = Chart("r theta").symbols
    family = exponential_family(Chart([theta], where=[theta < 0]), -log(-theta))
    return neat(family.in_parameters(SmoothMap(Chart([r], where=[r > 0]), family.chart, [-r])))


def gamma_family() -> StatisticalManifold:
    """Density x^(k-1) e^(-x/s) / (Gamma(k) s^k) on x > 0, with shape k and scale s: g = trigamma(k) dk^2 + 2 dk ds / s + k ds^2 / s^2.

    From psi = log Gamma(theta1) - theta1 log(-theta2) with theta = (k, -1/s). Source: [Lauritzen, Statistical Manifolds, 1987].

    >>> gamma_family().metric.matrix
    Matrix([
    [polygamma(1, k),    1/s],
    [            1/s, k/s**2]])
    """
    k, s = Chart("k s").symbols
    a, b = Chart("theta1 theta2").symbols
    family = exponential_family(Chart([a, b], where=[a > 0, b < 0]), log(gamma(a)) - a * log(-b))
    return neat(family.in_parameters(SmoothMap(Chart([k, s], where=[k > 0, s > 0]), family.chart, [k, -1 / s])))


def dirichlet(n: int) -> StatisticalManifold:
    """Densities prop. to x1^(a1-1) ... xn^(an-1) on the simplex sum xi = 1: g_ij = delta_ij trigamma(a_i) - trigamma(a1 + ... + an).

    From psi = sum log Gamma(a_i) - log Gamma(sum a_i). Source: [Le Brigant, Preston & Puechmorel 2021].

    >>> dirichlet(2).metric.matrix[0, 1]
    -polygamma(1, a1 + a2)
    """
    a = indexed("a", n)
    psi = Add(*(log(gamma(c)) for c in a)) - log(gamma(Add(*a)))
    return neat(exponential_family(Chart(a, where=[c > 0 for c in a]), psi))


def beta() -> StatisticalManifold:
    """Density x^(a1-1) (1-x)^(a2-1) / B(a1, a2) on 0 < x < 1: Dirichlet's with n = 2, of negative Gauss curvature.

    Source: [Le Brigant & Puechmorel 2019, The Fisher-Rao geometry of beta distributions].

    >>> beta().chart.coordinates
    ('a1', 'a2')
    """
    return dirichlet(2)


def normal() -> StatisticalManifold:
    """N(m, s^2) with s > 0: g = (dm^2 + 2 ds^2) / s^2, of curvature -1/2.

    From psi = -theta1^2 / (4 theta2) - log(-2 theta2) / 2 with theta = (m/s^2, -1/(2 s^2)). Source: [Amari & Nagaoka, ch. 2].

    >>> normal().metric.matrix
    Matrix([
    [s**(-2),      0],
    [      0, 2/s**2]])
    """
    m, s = Chart("m s").symbols
    a, b = Chart("theta1 theta2").symbols
    family = exponential_family(Chart([a, b], where=[b < 0]), -(a**2) / (4 * b) - log(-2 * b) / 2)
    return neat(family.in_parameters(SmoothMap(Chart([m, s], where=[s > 0]), family.chart, [m / s**2, -1 / (2 * s**2)])))


def bivariate_normal() -> StatisticalManifold:
    """N(m, C) in the plane, m = (m1, m2), C = [[p, q], [q, r]] positive definite: g = dm^T C^(-1) dm + tr (C^(-1) dC)^2 / 2.

    From psi = (eta^T P^(-1) eta - log det P) / 2 with precision P = [[a, b], [b, c]] and eta = P m; the natural parameters are
    (eta1, eta2, a, b, c) up to factors. Source: [Skovgaard 1984, A Riemannian Geometry of the Multivariate Normal Model].

    >>> bivariate_normal().chart.dimension
    5
    """
    m1, m2, p, q, r = Chart("m1 m2 p q r").symbols
    x, y, a, b, c = Chart("eta1 eta2 a b c").symbols
    det = a * c - b**2
    natural = Chart([x, y, a, b, c], where=[a > 0, det > 0])
    family = exponential_family(natural, (c * x**2 - 2 * b * x * y + a * y**2) / (2 * det) - log(det) / 2)
    d = p * r - q**2
    usual = Chart([m1, m2, p, q, r], where=[p > 0, d > 0])
    return neat(family.in_parameters(SmoothMap(usual, natural, [(r * m1 - q * m2) / d, (p * m2 - q * m1) / d, r / d, -q / d, p / d])))


def _about_a_circle(chart: Chart, concentration: Any) -> StatisticalManifold:
    """psi = f(|theta|) with an undefined f, for theta = k (cos m, sin m) where m is the first coordinate of the chart and k is given."""
    m = chart.symbols[0]
    x, y = Chart("theta1 theta2").symbols
    natural = Chart([x, y], where=[norm_squared((x, y)) > 0])
    family = exponential_family(natural, Function("f")(sqrt(norm_squared((x, y)))))
    return neat(family.in_parameters(SmoothMap(chart, natural, [concentration * cos(m), concentration * sin(m)])))


def _with_slope(family: StatisticalManifold, slope: Any) -> StatisticalManifold:
    """The family with the slope f'(k), an expression in k, put in for the derivatives of f."""
    slopes = [Chart("k").tree(slope, "a function")]
    for _ in range(2):
        slopes.append(differentiate(slopes[-1], "k"))

    def explicit(node: Expr) -> Expr:
        return slopes[node.args[1][0] - 1].substitute({"k": node.children[0]}) if node.head == "jet" and node.args[0] == "f" else node

    return neat(family.rewritten(lambda e: e.map_nodes(explicit)))


def von_mises() -> StatisticalManifold:
    """Density e^(k cos(x - m)) / (2 pi I_0(k)) on the circle, -pi < m < pi and k > 0: g = k A dm^2 + A' dk^2 with A = I_1 / I_0.

    From psi = log I_0(|theta|) with theta = k (cos m, sin m). Bessel's I_0 stands as its integral, pi I_0(k) = int_0^pi e^(k cos t) dt,
    and I_1 as the derivative of that. That k (1 - A^2) = A + k A' needs an integration by parts, which the engine does not do:
    `von_mises_by_ratio` assumes it. Source: [Mardia & Jupp, Directional Statistics, ch. 3].

    >>> von_mises().metric.entries[0][1]
    0
    """
    m, k, t = Chart("m k t").symbols
    above, below = (Integral(exp(k * cos(t)) * weight, (t, 0, pi)) for weight in (cos(t), 1))
    return _with_slope(_about_a_circle(Chart([m, k], where=[m > -pi, m < pi, k > 0]), k), above / below)


def von_mises_by_ratio() -> StatisticalManifold:
    """The same family in m and u = log k, with an undefined function A(u) for I_1 / I_0 that is assumed to satisfy Bessel's equation
    in the form A' = e^u (1 - A^2) - A: g = e^u (A dm^2 + A' du^2).

    In u the equation is solved for A' without a denominator, and the engine rewrites with it; that it has solutions is not known to
    the engine, so that claims for `verify` may stay undecided.
    Source: [Mardia & Jupp, ch. 3 and appendix 1].

    >>> von_mises_by_ratio().metric.matrix[0, 0]
    A(u)*exp(u)
    """
    m, u, k = Chart("m u k").symbols
    ratio: Any = Function("A")
    relation = ratio(u).diff(u) - exp(u) + exp(u) * ratio(u) ** 2 + ratio(u)
    # Written with the derivative as one symbol, as pullbacks write it: the relation is then one and the same on both sides of a map.
    resolved = resolve_derivatives(Chart([u]).tree(relation, "a relation"))
    chart = Chart([m, u], where=[m > -pi, m < pi], relations=[resolved])
    return _with_slope(_about_a_circle(chart, exp(u)), ratio(log(k)))
