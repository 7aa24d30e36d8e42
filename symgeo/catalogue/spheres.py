"""Spheres: hyperspherical, stereographic and gnomonic charts, Hopf coordinates, tori of circles."""

from __future__ import annotations

from typing import Any

from sympy import Integer, cos, pi, prod, sin, sqrt

from symgeo.catalogue.common import diagonal, indexed, norm_squared, scaled_unit, symbols_in
from symgeo.geometry.chart import Chart
from symgeo.geometry.claims import Manifold
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric, euclidean


def direction(angles: Any) -> list[Any]:
    """The unit vector (cos t1, sin t1 cos t2, ..., sin t1 ... sin tn) of R^(n+1) in hyperspherical angles.

    >>> direction(indexed("t", 2))
    [cos(t1), sin(t1)*cos(t2), sin(t1)*sin(t2)]
    """
    n = len(angles)
    return [prod(sin(t) for t in angles[:i]) * (cos(angles[i]) if i < n else 1) for i in range(n + 1)]


def angle_conditions(angles: Any) -> list[Any]:
    """0 < t1, ..., t(n-1) < pi and -pi < tn < pi: where hyperspherical angles are a chart.

    >>> angle_conditions(indexed("t", 1))
    [t1 > -pi, t1 < pi]
    """
    return [c for x in angles[:-1] for c in (x > 0, x < pi)] + [angles[-1] > -pi, angles[-1] < pi]


def sphere(n: int, radius: Any = 1) -> tuple[SmoothMap, Metric]:
    """S^n(R) -> R^(n+1) in hyperspherical angles: g = R^2 (dt1^2 + sin(t1)^2 (dt2^2 + sin(t2)^2 (...))).

    Angles 0 < t1, ..., t(n-1) < pi and -pi < tn < pi: the sphere without a closed half great sphere.
    Returns the map and the metric; f*<,> = g.
    Source: [Lee, Introduction to Riemannian Manifolds (2018), ch. 3].

    >>> f, g = sphere(2)
    >>> g.matrix
    Matrix([
    [1,          0],
    [0, sin(t1)**2]])
    """
    t = indexed("t", n)
    chart = Chart(t, where=angle_conditions(t), parameters=symbols_in(radius))
    metric = Metric(chart, diagonal([radius**2 * prod(sin(x) ** 2 for x in t[:i]) for i in range(n)]))
    return SmoothMap(chart, euclidean(n + 1), [radius * x for x in direction(t)]), metric


def round_metric(n: int, name: str = "x") -> Metric:
    """The round metric of S^n in a stereographic chart: g = 4 <dx, dx> / (1 + |x|^2)^2 on R^n.

    >>> round_metric(1).matrix
    Matrix([[4/(x1**2 + 1)**2]])
    """
    x = indexed(name, n)
    return Metric(Chart(x), scaled_unit(n, 4 / (1 + norm_squared(x)) ** 2))


def stereographic(n: int) -> tuple[SmoothMap, Metric]:
    """R^n -> S^n in R^(n+1), the inverse of stereographic projection from the north pole:
    x -> (2 x, |x|^2 - 1) / (1 + |x|^2), with f*<,> = 4 <dx, dx> / (1 + |x|^2)^2.

    Source: [Lee 2018, ch. 3].

    >>> f, g = stereographic(1)
    >>> f.expressions
    (2*x1/(x1**2 + 1), (x1**2 - 1)/(x1**2 + 1))
    """
    g = round_metric(n)
    x = g.chart.symbols
    s = norm_squared(x)
    return SmoothMap(g, euclidean(n + 1), [*(2 * c / (1 + s) for c in x), (s - 1) / (1 + s)]), g


def stereographic_projection(n: int) -> SmoothMap:
    """The projection from the north pole, y -> (y1, ..., yn) / (1 - y(n+1)), on the half-space y(n+1) < 1 of R^(n+1).

    >>> stereographic_projection(1).expressions
    (y1/(1 - y2),)
    """
    y = indexed("y", n + 1)
    return SmoothMap(Chart(y, where=[y[-1] < 1]), Chart(indexed("x", n)), [c / (1 - y[-1]) for c in y[:-1]])


def sphere_atlas(n: int) -> tuple[Manifold, tuple[Metric, Metric]]:
    """S^n by the stereographic charts x and y from its two poles, with the transition maps x -> x/|x|^2 off the origin.

    Returns the manifold and the round metric in either chart.
    Source: [Lee 2018, ch. 3].

    >>> S2, metrics = sphere_atlas(2)
    >>> [t.source for t in S2.transitions]
    [Chart(x1, x2; x1**2 + x2**2 > 0), Chart(y1, y2; y1**2 + y2**2 > 0)]
    """
    north, south = round_metric(n, "x"), round_metric(n, "y")
    transitions = []
    for g, h in ((north, south), (south, north)):
        x = g.chart.symbols
        overlap = Chart(x, where=[norm_squared(x) > 0])
        transitions.append(SmoothMap(overlap, h.chart, [c / norm_squared(x) for c in x]))
    return Manifold((north.chart, south.chart), tuple(transitions)), (north, south)


def gnomonic(n: int) -> tuple[SmoothMap, Metric]:
    """The open hemisphere seen from its centre: x -> (x, 1) / sqrt(1 + |x|^2), great circles are straight lines;
    g = ((1 + |x|^2) <dx, dx> - <x, dx>^2) / (1 + |x|^2)^2.

    Source: [Lee 2018, ch. 3].

    >>> gnomonic(1)[1].matrix
    Matrix([[(x1**2 + 1)**(-2)]])
    """
    x = indexed("x", n)
    s = 1 + norm_squared(x)
    chart = Chart(x)
    entries = [[((s - x[i] ** 2 if n > 1 else 1) if i == j else -x[i] * x[j]) / s**2 for j in range(n)] for i in range(n)]
    return SmoothMap(chart, euclidean(n + 1), [c / sqrt(s) for c in (*x, 1)]), Metric(chart, entries)


def hopf_coordinates() -> tuple[SmoothMap, Metric]:
    """S^3 in Hopf coordinates: (cos(eta) e^(i a), sin(eta) e^(i b)) in C^2 = R^4, with
    g = d eta^2 + cos(eta)^2 da^2 + sin(eta)^2 db^2 on 0 < eta < pi/2.

    >>> hopf_coordinates()[1].matrix
    Matrix([
    [1,           0,           0],
    [0, cos(eta)**2,           0],
    [0,           0, sin(eta)**2]])
    """
    eta, a, b = Chart("eta a b").symbols
    chart = Chart([eta, a, b], where=[eta > 0, eta < pi / 2])
    f = SmoothMap(chart, euclidean(4), [cos(eta) * cos(a), cos(eta) * sin(a), sin(eta) * cos(b), sin(eta) * sin(b)])
    return f, Metric(chart, diagonal([Integer(1), cos(eta) ** 2, sin(eta) ** 2]))


def torus_of_circles(radii: Any) -> tuple[SmoothMap, Metric]:
    """The product of circles (r1 cos t1, r1 sin t1, ..., rn cos tn, rn sin tn) in R^(2n): flat, g = sum ri^2 dti^2.

    Source: [do Carmo, Riemannian Geometry, ch. 6] for the Clifford torus, n = 2.

    >>> torus_of_circles([1, 2])[1].matrix
    Matrix([
    [1, 0],
    [0, 4]])
    """
    t = indexed("t", len(radii))
    chart = Chart(t, parameters=symbols_in(*radii))
    components = [part for r, x in zip(radii, t, strict=True) for part in (r * cos(x), r * sin(x))]
    return SmoothMap(chart, euclidean(2 * len(t)), components), Metric(chart, diagonal([r**2 for r in radii]))
