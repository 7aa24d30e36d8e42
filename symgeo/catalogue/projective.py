"""Spaces of lines, of planes and of frames, in affine charts."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from sympy import Add, Matrix, Rational, diff, eye, sqrt, zeros

from symgeo.catalogue.common import indexed, norm_squared
from symgeo.catalogue.spheres import gnomonic
from symgeo.exact.region import Region
from symgeo.geometry.chart import Chart
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric, euclidean


def neat_metric(g: Metric) -> Metric:
    """The metric with each entry in normal form; for entries that are defined on the whole chart.

    >>> x, = Chart("x").symbols
    >>> neat_metric(Metric(Chart("x"), [[(x - 1)**2 + 2*x]])).matrix
    Matrix([[x**2 + 1]])
    """
    normal = Region(g.chart.domain, g.chart.relations).simplified
    return Metric(g.chart, [[normal(e) for e in row] for row in g.entries])


def real_projective(n: int) -> tuple[SmoothMap, Metric]:
    """RP^n, the lines of R^(n+1), in the affine chart x -> line through (x, 1): the quotient of the unit sphere, of curvature 1.

    Returns the projector onto the line divided by sqrt 2, a map into R^((n+1)^2), and the metric; f*<,> = g.
    Source: [Lee, Introduction to Riemannian Manifolds (2018), ch. 2].

    >>> real_projective(1)[1].matrix
    Matrix([[(x1**2 + 1)**(-2)]])
    """
    g = gnomonic(n)[1]
    v = [*g.chart.symbols, 1]
    s = Add(*(c**2 for c in v))
    return SmoothMap(g, euclidean((n + 1) ** 2), [a * b / s / sqrt(2) for a in v for b in v]), g


def _fubini_study(n: int, sign: int, chart: Chart) -> Metric:
    """(s |dz|^2 - sign |conj(z) dz|^2) / s^2 with s = 1 + sign |z|^2, z = x + i y, in coordinates x1, y1, ..., xn, yn."""
    z = chart.symbols
    s = 1 + sign * norm_squared(z)
    real = [*z]
    imaginary = [part for i in range(n) for part in (-z[2 * i + 1], z[2 * i])]
    rows = range(2 * n)
    entries = [[((s if i == j else 0) - sign * (real[i] * real[j] + imaginary[i] * imaginary[j])) / s**2 for j in rows] for i in rows]
    return neat_metric(Metric(chart, entries))


def complex_coordinates(n: int) -> tuple[Any, ...]:
    """x1, y1, ..., xn, yn: real and imaginary parts of n complex coordinates.

    >>> complex_coordinates(2)
    (x1, y1, x2, y2)
    """
    return tuple(c for pair in zip(indexed("x", n), indexed("y", n), strict=True) for c in pair)


def complex_projective(n: int) -> Metric:
    """CP^n with the Fubini-Study metric, z -> line through (1, z): g = ((1 + |z|^2) |dz|^2 - |conj(z) dz|^2) / (1 + |z|^2)^2.

    The quotient of the unit sphere S^(2n+1), of holomorphic curvature 4: Ric = 2 (n + 1) g. For n = 1 it is the sphere of radius 1/2.
    Source: [Kobayashi & Nomizu II, ch. IX; Besse, Einstein Manifolds, ch. 3].

    >>> complex_projective(1).matrix[0, 0]
    (x1**2 + y1**2 + 1)**(-2)
    """
    return _fubini_study(n, 1, Chart(complex_coordinates(n)))


def complex_hyperbolic(n: int) -> Metric:
    """CH^n, the unit ball |z| < 1 of C^n with Bergman's metric of holomorphic curvature -4: Ric = -2 (n + 1) g.

    g = ((1 - |z|^2) |dz|^2 + |conj(z) dz|^2) / (1 - |z|^2)^2. Source: [Goldman, Complex Hyperbolic Geometry, ch. 3].

    >>> complex_hyperbolic(1).chart
    Chart(x1, y1; x1**2 + y1**2 < 1)
    """
    z = complex_coordinates(n)
    return _fubini_study(n, -1, Chart(z, where=[norm_squared(z) < 1]))


def line_of_sphere(n: int) -> SmoothMap:
    """z in C^(n+1), z0 != 0, to the line through it: z -> (z1 / z0, ..., zn / z0), a Riemannian submersion of the unit sphere onto CP^n.

    The coordinates of C^(n+1) = R^(2n+2) are y1, ..., y(2n+2) as in `euclidean`. Source: [Besse, ch. 9].

    >>> line_of_sphere(1).expressions[0]
    (y1*y3 + y2*y4)/(y1**2 + y2**2)
    """
    y = indexed("y", 2 * n + 2)
    below = y[0] ** 2 + y[1] ** 2
    parts = []
    for i in range(1, n + 1):
        a, b = y[2 * i], y[2 * i + 1]
        parts += [(a * y[0] + b * y[1]) / below, (b * y[0] - a * y[1]) / below]
    return SmoothMap(Chart(y, where=[below > 0]), complex_projective(n), parts)


def grassmann(k: int, n: int) -> tuple[SmoothMap, Metric]:
    """G(k, n), the k-planes of R^n, in the chart Z -> span of the columns of (1, Z): g = tr ((1 + Z^T Z)^(-1) dZ^T (1 + Z Z^T)^(-1) dZ).

    Z has shape (n - k, k), row by row. Returns the orthogonal projector divided by sqrt 2, a map into R^(n^2), and the metric;
    f*<,> = g. Ric = (n - 2) g. Source: [Edelman, Arias & Smith 1998; Bendokat, Zimmermann & Absil 2024].

    >>> grassmann(1, 2)[1].matrix
    Matrix([[(z1**2 + 1)**(-2)]])
    """
    z = indexed("z", k * (n - k))
    Z = Matrix(n - k, k, z)
    small, large = (eye(k) + Z.T * Z).inv(method="ADJ"), (eye(n - k) + Z * Z.T).inv(method="ADJ")
    steps = [diff(Z, c) for c in z]
    entries = [[(small * a.T * large * b).trace() for b in steps] for a in steps]
    frame = eye(k).col_join(Z)
    g = neat_metric(Metric(Chart(z), entries))
    return SmoothMap(g, euclidean(n**2), [e / sqrt(2) for e in frame * small * frame.T]), g


def stiefel(k: int, n: int) -> tuple[SmoothMap, Metric]:
    """V(k, n), the orthonormal k-frames of R^n as matrices X of shape (n, k), by Cayley's transform of a skew matrix: with S skew of
    shape (k, k), B of shape (n - k, k) and M = 1 - S + B^T B, the frame is (2 M^(-1) - 1, 2 B M^(-1)).

    The coordinates are s1, ... (S above the diagonal) and b1, ... (B row by row). Each frame with upper part X1 and det(X1 + 1) != 0
    is met once: B = X2 (X1 + 1)^(-1). Returns the frame in R^(n k) and its induced metric tr dX^T dX.
    For k = 1 the frame is stereographic projection. Source: [Edelman, Arias & Smith 1998, sec. 2].

    >>> stiefel(1, 2)[0].expressions
    (-1 + 2/(b1**2 + 1), 2*b1/(b1**2 + 1))
    """
    s, b = indexed("s", k * (k - 1) // 2), indexed("b", k * (n - k))
    S, B = zeros(k, k), Matrix(n - k, k, b)
    for c, (i, j) in zip(s, combinations(range(k), 2), strict=True):
        S[i, j], S[j, i] = c, -c
    inverse = (eye(k) - S + B.T * B).inv(method="ADJ")
    f = SmoothMap(Chart([*s, *b]), euclidean(n * k), [*(2 * inverse - eye(k)), *(2 * B * inverse)])
    return f, neat_metric(f.pullback())


def bloch_sphere() -> SmoothMap:
    """CP^1 as the sphere of radius 1/2 in R^3: z = x + i y -> (2 x, 2 y, 1 - |z|^2) / (2 (1 + |z|^2)).

    Source: [Bengtsson & Zyczkowski, Geometry of Quantum States, ch. 4].

    >>> bloch_sphere().source.coordinates
    ('x1', 'y1')
    """
    g = complex_projective(1)
    x, y = g.chart.symbols
    s = 1 + x**2 + y**2
    return SmoothMap(g, euclidean(3), [x / s, y / s, Rational(1, 2) * (1 - x**2 - y**2) / s])
