"""Maps of machine learning: encodings, rotations, normalisations, feature maps. No epsilon, no affine part.

The coordinates of R^n are y1, ..., yn here, as in `euclidean(n)`: so ``layer_norm(3).compose(f)`` takes any f into euclidean(3).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import Any

from sympy import Add, Integer, Rational, cos, multinomial_coefficients, prod, sin, sqrt

from symgeo.catalogue.common import diagonal, dot, indexed, norm_squared, symbols_in
from symgeo.catalogue.spheres import angle_conditions, direction, sphere
from symgeo.geometry.chart import Chart
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric, euclidean


def positional_encoding(frequencies: Sequence[Any]) -> SmoothMap:
    """t -> (sin w1 t, cos w1 t, ..., sin wk t, cos wk t): a curve in R^(2k) with constant speed, |f'|^2 = sum wi^2.

    Source: [Vaswani et al. 2017, sec. 3.5].

    >>> positional_encoding([1, 2]).expressions
    (sin(t), cos(t), sin(2*t), cos(2*t))
    """
    (t,) = Chart("t").symbols
    chart = Chart([t], parameters=symbols_in(*frequencies))
    return SmoothMap(chart, euclidean(2 * len(frequencies)), [wave(w * t) for w in frequencies for wave in (sin, cos)])


def transformer_frequencies(d: int, base: int = 10000) -> list[Any]:
    """base**(-2 i/d) for i = 0, ..., d/2 - 1: the frequencies for model dimension d.

    Source: [Vaswani et al. 2017, sec. 3.5].

    >>> transformer_frequencies(4)
    [1, 1/100]
    """
    return [Integer(base) ** Rational(-2 * i, d) for i in range(d // 2)]


def rotary(frequencies: Sequence[Any], position: Any = None) -> SmoothMap:
    """The rotation of R^(2k) that turns the i-th coordinate plane by the angle m w_i, for a position m (a real parameter m).

    Source: [Su et al. 2021 (RoFormer), sec. 3].

    >>> rotary([1]).expressions
    (x1*cos(m) - x2*sin(m), x1*sin(m) + x2*cos(m))
    """
    m = Chart("m").symbols[0] if position is None else position
    x = indexed("x", 2 * len(frequencies))
    chart = Chart(x, parameters=symbols_in(m, *frequencies))
    turned = []
    for i, w in enumerate(frequencies):
        p, q = x[2 * i : 2 * i + 2]
        turned += [p * cos(m * w) - q * sin(m * w), p * sin(m * w) + q * cos(m * w)]
    return SmoothMap(chart, chart, turned)


def cosine_normalisation(n: int) -> SmoothMap:
    """y -> y / |y| from R^n without the origin to R^n.

    >>> cosine_normalisation(2).expressions
    (y1/sqrt(y1**2 + y2**2), y2/sqrt(y1**2 + y2**2))
    """
    y = indexed("y", n)
    chart = Chart(y, where=[norm_squared(y) > 0])
    return SmoothMap(chart, euclidean(n), [c / sqrt(norm_squared(y)) for c in y])


def rms_norm(n: int) -> SmoothMap:
    """y -> y / sqrt(mean of y_i^2) = sqrt(n) y / |y| from R^n without the origin to R^n.

    Source: [Zhang & Sennrich 2019, Root Mean Square Layer Normalization].

    >>> rms_norm(2).expressions[0]
    y1/sqrt(y1**2/2 + y2**2/2)
    """
    y = indexed("y", n)
    chart = Chart(y, where=[norm_squared(y) > 0])
    return SmoothMap(chart, euclidean(n), [c / sqrt(norm_squared(y) / n) for c in y])


def layer_norm(n: int) -> SmoothMap:
    """y -> (y - mean) / sqrt(variance) from R^n without the diagonal y1 = ... = yn to R^n.

    Source: [Ba, Kiros, Hinton 2016, Layer Normalization].

    >>> layer_norm(3).target
    Chart(y1, y2, y3)
    """
    y = indexed("y", n)
    mean = Add(*y) / n
    variance = Add(*((c - mean) ** 2 for c in y)) / n
    return SmoothMap(Chart(y, where=[variance > 0]), euclidean(n), [(c - mean) / sqrt(variance) for c in y])


def layer_norm_metric(n: int) -> Metric:
    """What LayerNorm leaves of the dot product: g = (I - 1 1^T/n - z z^T/n) / variance, with z = LayerNorm(y);
    the mean and the scale of y are its null directions.

    >>> layer_norm_metric(3).matrix.shape
    (3, 3)
    """
    f = layer_norm(n)
    y = f.source.symbols
    mean = Add(*y) / n
    variance = Add(*((c - mean) ** 2 for c in y)) / n
    entries = [
        [((1 if i == j else 0) - Rational(1, n) - (y[i] - mean) * (y[j] - mean) / (n * variance)) / variance for j in range(n)]
        for i in range(n)
    ]
    return Metric(f.source, entries)


def helmert(n: int) -> list[list[Any]]:
    """An orthonormal basis of the hyperplane x1 + ... + xn = 0 of R^n, by rows.

    >>> helmert(2)
    [[sqrt(2)/2, -sqrt(2)/2]]
    """
    return [[1 / sqrt(k * (k + 1))] * k + [-k / sqrt(k * (k + 1))] + [Integer(0)] * (n - k - 1) for k in range(1, n)]


def mean_radius_angles(n: int) -> tuple[SmoothMap, Metric]:
    """R^n by the mean mu, the norm r > 0 of what is left, and the n - 2 angles of its direction:
    x = mu (1, ..., 1) + r H^T w(t), with the rows of H as in `helmert`; g = n dmu^2 + dr^2 + r^2 g_(S^(n-2)). Needs n >= 3.

    >>> mean_radius_angles(3)[1].matrix
    Matrix([
    [3, 0,    0],
    [0, 1,    0],
    [0, 0, r**2]])
    """
    link, unit = sphere(n - 2)
    t = link.source.symbols
    mu, r = Chart("mu r").symbols
    chart = Chart([mu, r, *t], where=[r > 0, *angle_conditions(t)])
    basis = helmert(n)
    w = direction(t)
    components = [mu + r * dot(w, [row[i] for row in basis]) for i in range(n)]
    angles = unit.matrix
    return (
        SmoothMap(chart, euclidean(n), components),
        Metric(chart, diagonal([n, 1, *(r**2 * angles[i, i] for i in range(n - 2))])),
    )


def polynomial_features(n: int, degree: int, constant: Any = 0) -> SmoothMap:
    """The feature map of the kernel k(x, y) = (c + <x, y>)^degree on R^n: all monomials of that degree in (sqrt c, x),
    each times the root of its multinomial coefficient. The constant feature is left out.

    Source: [Schoelkopf & Smola, Learning with Kernels, ch. 2].

    >>> polynomial_features(2, 2).expressions
    (x1**2, sqrt(2)*x1*x2, x2**2)
    """
    x = indexed("x", n)
    letters = (*x, sqrt(constant)) if constant != 0 else x
    coefficients = multinomial_coefficients(len(letters), degree)
    features = []
    for chosen in combinations_with_replacement(range(len(letters)), degree):
        powers = tuple(chosen.count(i) for i in range(len(letters)))
        feature = sqrt(coefficients[powers]) * prod(letters[i] for i in chosen)
        if feature.free_symbols & set(x):
            features.append(feature)
    return SmoothMap(Chart(x, parameters=symbols_in(constant)), euclidean(len(features)), features)


def kernel_metric(n: int, degree: int, constant: Any = 0) -> Metric:
    """The metric of the kernel k(x, y) = (c + <x, y>)^d, that is d^2 k / dx_i dy_j at y = x:
    g = d (c + |x|^2)^(d-1) I + d (d-1) (c + |x|^2)^(d-2) x x^T.

    Source: [Burges 1999, Geometry and invariance in kernel based methods].

    >>> kernel_metric(1, 2).matrix
    Matrix([[4*x1**2]])
    """
    x = indexed("x", n)
    s = constant + norm_squared(x)
    d = degree
    entries = [[(d * s ** (d - 1) if i == j else 0) + d * (d - 1) * s ** (d - 2) * x[i] * x[j] for j in range(n)] for i in range(n)]
    return Metric(Chart(x, parameters=symbols_in(constant)), entries)


def fourier_features(frequencies: Sequence[Sequence[Any]]) -> tuple[SmoothMap, Metric]:
    """x -> (cos <w1, x>, sin <w1, x>, ..., cos <wk, x>, sin <wk, x>) with f*<,> = sum w_a w_a^T: flat, whatever the w_a are.

    Source: [Rahimi & Recht 2007, Random Features for Large-Scale Kernel Machines].

    >>> fourier_features([[1, 0], [1, 2]])[1].matrix
    Matrix([
    [2, 2],
    [2, 4]])
    """
    n = len(frequencies[0])
    x = indexed("x", n)
    chart = Chart(x, parameters=symbols_in(*(w for row in frequencies for w in row)))
    components = [wave(dot(row, x)) for row in frequencies for wave in (cos, sin)]
    entries = [[Add(*(row[i] * row[j] for row in frequencies)) for j in range(n)] for i in range(n)]
    return SmoothMap(chart, euclidean(2 * len(frequencies)), components), Metric(chart, entries)
