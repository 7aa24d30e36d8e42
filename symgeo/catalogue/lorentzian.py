"""Space-times: signature (-, +, ..., +), time first."""

from __future__ import annotations

from typing import Any

from sympy import cos, cosh, sin, sinh

from symgeo.catalogue.common import diagonal, indexed, norm_squared, symbols_in
from symgeo.catalogue.spheres import angle_conditions, direction, sphere
from symgeo.geometry.chart import Chart
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric, flat, minkowski


def schwarzschild(mass: Any) -> Metric:
    """The Schwarzschild exterior: g = -(1 - 2M/r) dt^2 + dr^2 / (1 - 2M/r) + r^2 (da^2 + sin(a)^2 db^2) on r > 2M.

    Source: [O'Neill, Semi-Riemannian Geometry, ch. 13].

    >>> from sympy import Symbol
    >>> schwarzschild(Symbol("M", positive=True)).chart.coordinates
    ('t', 'r', 'a', 'b')
    """
    t, r, a, b = Chart("t r a b").symbols
    height = 1 - 2 * mass / r
    chart = Chart([t, r, a, b], where=[r > 2 * mass, r > 0, *angle_conditions([a, b])], parameters=symbols_in(mass))
    return Metric(chart, diagonal([-height, 1 / height, r**2, r**2 * sin(a) ** 2]))


def de_sitter(n: int) -> tuple[SmoothMap, Metric]:
    """dS_n in global coordinates: (sinh T, cosh(T) w) in R^(1,n), w in S^(n-1); g = -dT^2 + cosh(T)^2 g_(S^(n-1)).

    Source: [Hawking & Ellis, The Large Scale Structure of Space-Time, ch. 5].

    >>> de_sitter(2)[1].matrix
    Matrix([
    [-1,          0],
    [ 0, cosh(T)**2]])
    """
    link, unit = sphere(n - 1)
    t = link.source.symbols
    (time,) = Chart("T").symbols
    chart = Chart([time, *t], where=angle_conditions(t))
    angles = unit.matrix
    metric = Metric(chart, diagonal([-1, *(cosh(time) ** 2 * angles[i, i] for i in range(n - 1))]))
    return SmoothMap(chart, minkowski(n + 1), [sinh(time), *(cosh(time) * w for w in direction(t))]), metric


def anti_de_sitter(n: int) -> tuple[SmoothMap, Metric]:
    """AdS_n in global coordinates: (cosh(R) cos T, cosh(R) sin T, sinh(R) w) in R^(2,n-1), w in S^(n-2);
    g = -cosh(R)^2 dT^2 + dR^2 + sinh(R)^2 g_(S^(n-2)). Needs n >= 3.

    Source: [Hawking & Ellis, ch. 5].

    >>> anti_de_sitter(3)[1].matrix
    Matrix([
    [-cosh(R)**2, 0,          0],
    [          0, 1,          0],
    [          0, 0, sinh(R)**2]])
    """
    link, unit = sphere(n - 2)
    t = link.source.symbols
    time, radius = Chart("T R").symbols
    chart = Chart([time, radius, *t], where=[radius > 0, *angle_conditions(t)])
    angles = unit.matrix
    metric = Metric(chart, diagonal([-(cosh(radius) ** 2), 1, *(sinh(radius) ** 2 * angles[i, i] for i in range(n - 2))]))
    components = [cosh(radius) * cos(time), cosh(radius) * sin(time), *(sinh(radius) * w for w in direction(t))]
    return SmoothMap(chart, flat([-1, -1] + [1] * (n - 1)), components), metric


def robertson_walker(n: int, scale: Any, time: str = "t") -> Metric:
    """A flat expanding universe: g = -dt^2 + a(t)^2 |dx|^2, for the scale a(t) > 0 given as an expression in t.

    Source: [O'Neill, ch. 12].

    >>> robertson_walker(1, 2).matrix
    Matrix([
    [-1, 0],
    [ 0, 4]])
    """
    x = indexed("x", n)
    return Metric(Chart([time, *x]), diagonal([-1, *(scale**2 for _ in x)]))


def interval(x: Any) -> Any:
    """-x1^2 + x2^2 + ... + xn^2.

    >>> interval(indexed("x", 2))
    -x1**2 + x2**2
    """
    return norm_squared(x[1:]) - x[0] ** 2
