"""Fisher metrics of families of distributions."""

from __future__ import annotations

from sympy import Add, Integer, exp, sqrt

from symgeo.catalogue.common import diagonal, indexed
from symgeo.geometry.chart import Chart
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric, euclidean


def fisher_simplex(n: int) -> Metric:
    """The Fisher metric of n + 1 categories in the probabilities p1, ..., pn of all but the last, p0 = 1 - p1 - ... - pn:
    g_ij = delta_ij / p_i + 1 / p0.

    Source: [Amari & Nagaoka, Methods of Information Geometry, ch. 2].

    >>> fisher_simplex(1).matrix
    Matrix([[1/(1 - p1) + 1/p1]])
    """
    p = indexed("p", n)
    last = 1 - Add(*p)
    entries = [[(1 / p[i] if i == j else 0) + 1 / last for j in range(n)] for i in range(n)]
    return Metric(Chart(p, where=[*(c > 0 for c in p), last > 0]), entries)


def square_root_map(n: int) -> SmoothMap:
    """p -> 2 (sqrt p1, ..., sqrt pn, sqrt p0): the open simplex onto an orthant of the sphere of radius 2 in R^(n+1).

    Source: [Amari & Nagaoka, ch. 2].

    >>> square_root_map(1).expressions
    (2*sqrt(p1), 2*sqrt(1 - p1))
    """
    chart = fisher_simplex(n).chart
    p = chart.symbols
    return SmoothMap(chart, euclidean(n + 1), [2 * sqrt(c) for c in (*p, 1 - Add(*p))])


def softmax(n: int) -> SmoothMap:
    """Logits z1, ..., zn (and z0 = 0) to the probabilities of n + 1 categories: p_i = exp z_i / (1 + sum exp z_j),
    as a map of R^n into the open simplex with coordinates p1, ..., pn.

    >>> softmax(1).expressions
    (exp(z1)/(exp(z1) + 1),)
    """
    z = indexed("z", n)
    total = 1 + Add(*(exp(c) for c in z))
    return SmoothMap(Chart(z), fisher_simplex(n).chart, [exp(c) / total for c in z])


def fisher_logits(n: int) -> Metric:
    """The Fisher metric of n + 1 categories in logits, the covariance of the indicators: g_ij = delta_ij p_i - p_i p_j.

    Source: [Amari & Nagaoka, ch. 2].

    >>> fisher_logits(1).matrix
    Matrix([[exp(z1)/(exp(z1) + 1) - exp(2*z1)/(exp(z1) + 1)**2]])
    """
    z = indexed("z", n)
    total = 1 + Add(*(exp(c) for c in z))
    p = [exp(c) / total for c in z]
    return Metric(Chart(z), [[(p[i] if i == j else 0) - p[i] * p[j] for j in range(n)] for i in range(n)])


def gaussian() -> Metric:
    """The Fisher metric of the normal distributions N(m, s^2): g = (dm^2 + 2 ds^2) / s^2 on s > 0.

    Source: [Amari & Nagaoka, ch. 2].

    >>> gaussian().matrix
    Matrix([
    [s**(-2),      0],
    [      0, 2/s**2]])
    """
    m, s = Chart("m s").symbols
    return Metric(Chart([m, s], where=[s > 0]), diagonal([Integer(1) / s**2, 2 / s**2]))
