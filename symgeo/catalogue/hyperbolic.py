"""Models of hyperbolic space H^n of curvature -1, and the maps between them."""

from __future__ import annotations

from typing import Any

from sympy import Matrix, cosh, sinh, sqrt

from symgeo.catalogue.common import diagonal, indexed, norm_squared, scaled_unit
from symgeo.catalogue.spheres import angle_conditions, direction, sphere
from symgeo.geometry.chart import Chart
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric, minkowski


def poincare_ball(n: int, name: str = "u") -> Metric:
    """The Poincare ball: g = 4 <du, du> / (1 - |u|^2)^2 on |u| < 1.

    Source: [Lee 2018, ch. 3].

    >>> poincare_ball(1).matrix
    Matrix([[4/(1 - u1**2)**2]])
    """
    u = indexed(name, n)
    return Metric(Chart(u, where=[norm_squared(u) < 1]), scaled_unit(n, 4 / (1 - norm_squared(u)) ** 2))


def half_space(n: int, name: str = "x") -> Metric:
    """The Poincare half-space: g = <dx, dx> / xn^2 on xn > 0.

    Source: [Lee 2018, ch. 3].

    >>> half_space(2).chart
    Chart(x1, x2; x2 > 0)
    """
    x = indexed(name, n)
    return Metric(Chart(x, where=[x[-1] > 0]), scaled_unit(n, 1 / x[-1] ** 2))


def klein_ball(n: int, name: str = "k") -> Metric:
    """The Beltrami-Klein ball: g = <dk, dk> / (1 - |k|^2) + <k, dk>^2 / (1 - |k|^2)^2 on |k| < 1; geodesics are chords.

    Source: [Lee 2018, ch. 3].

    >>> klein_ball(1).matrix
    Matrix([[k1**2/(1 - k1**2)**2 + 1/(1 - k1**2)]])
    """
    k = indexed(name, n)
    s = 1 - norm_squared(k)
    entries = [[(1 / s if i == j else 0) + k[i] * k[j] / s**2 for j in range(n)] for i in range(n)]
    return Metric(Chart(k, where=[norm_squared(k) < 1]), entries)


def hyperboloid(n: int) -> tuple[SmoothMap, Metric]:
    """The upper sheet in R^(1,n) in polar coordinates: (cosh r, sinh(r) w), w in S^(n-1), with
    g = dr^2 + sinh(r)^2 g_(S^(n-1)). The time comes first in the target. Needs n >= 2.

    Source: [O'Neill, Semi-Riemannian Geometry, ch. 4; Lee 2018, ch. 3].

    >>> hyperboloid(2)[1].matrix
    Matrix([
    [1,          0],
    [0, sinh(r)**2]])
    """
    link, metric = sphere(n - 1)
    t = link.source.symbols
    (r,) = Chart("r").symbols
    chart = Chart([r, *t], where=[r > 0, *angle_conditions(t)])
    unit = metric.matrix
    entries = diagonal([1, *(sinh(r) ** 2 * unit[i, i] for i in range(n - 1))])
    return SmoothMap(chart, minkowski(n + 1), [cosh(r), *(sinh(r) * w for w in direction(t))]), Metric(chart, entries)


def ball_to_hyperboloid(n: int) -> SmoothMap:
    """Hyperbolic stereographic projection: u -> (1 + |u|^2, 2 u) / (1 - |u|^2), from the ball into R^(1,n).

    Source: [Lee 2018, ch. 3].

    >>> ball_to_hyperboloid(1).expressions
    ((u1**2 + 1)/(1 - u1**2), 2*u1/(1 - u1**2))
    """
    chart = poincare_ball(n).chart
    u = chart.symbols
    s = norm_squared(u)
    return SmoothMap(chart, minkowski(n + 1), [(1 + s) / (1 - s), *(2 * c / (1 - s) for c in u)])


def ball_to_half_space(n: int) -> tuple[SmoothMap, SmoothMap]:
    """The Cayley transform from ball to half-space and its inverse: both are the inversion
    p -> e + 2 (p - e) / |p - e|^2 in the sphere of radius sqrt 2 about -e_n, up to the reflection that turns the ball over.

    With z the first n - 1 coordinates and w the last: (z, w) -> (2 z, 1 - |z|^2 - w^2) / (|z|^2 + (1 - w)^2).
    Source: [Lee 2018, ch. 3].

    >>> to, back = ball_to_half_space(1)
    >>> to.expressions
    ((1 - u1**2)/(1 - u1)**2,)
    """
    ball, space = poincare_ball(n).chart, half_space(n).chart
    u, x = ball.symbols, space.symbols
    away = norm_squared(u[:-1]) + (1 - u[-1]) ** 2
    to = SmoothMap(ball, space, [*(2 * c / away for c in u[:-1]), (1 - norm_squared(u)) / away])
    away = norm_squared(x[:-1]) + (1 + x[-1]) ** 2
    back = SmoothMap(space, ball, [*(2 * c / away for c in x[:-1]), (norm_squared(x) - 1) / away])
    return to, back


def klein_to_ball(n: int) -> tuple[SmoothMap, SmoothMap]:
    """From the Klein to the Poincare ball and back: k -> k / (1 + sqrt(1 - |k|^2)) and u -> 2 u / (1 + |u|^2).

    Source: [Lee 2018, ch. 3].

    >>> klein_to_ball(1)[1].expressions
    (2*u1/(u1**2 + 1),)
    """
    klein, ball = klein_ball(n).chart, poincare_ball(n).chart
    k, u = klein.symbols, ball.symbols
    to = SmoothMap(klein, ball, [c / (1 + sqrt(1 - norm_squared(k))) for c in k])
    return to, SmoothMap(ball, klein, [2 * c / (1 + norm_squared(u)) for c in u])


def moebius(a: Any, b: Any, c: Any, d: Any, z: tuple[Any, Any]) -> tuple[Any, Any]:
    """Real and imaginary part of (a z + b) / (c z + d) for real a, b, c, d and z = x + i y.

    >>> x, y = indexed("z", 2)
    >>> moebius(1, 2, 0, 1, (x, y))
    (z1 + 2, z2)
    """
    x, y = z
    below = (c * x + d) ** 2 + c**2 * y**2
    return ((a * x + b) * (c * x + d) + a * c * y**2) / below, (a * d - b * c) * y / below


def minkowski_form(n: int) -> Any:
    """The matrix diag(-1, 1, ..., 1) of R^(1,n).

    >>> minkowski_form(1)
    Matrix([
    [-1, 0],
    [ 0, 1]])
    """
    return Matrix(diagonal([-1] + [1] * n))
