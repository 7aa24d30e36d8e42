"""Lie groups of dimension 3 with left-invariant metrics, and positive definite matrices of any size."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Matrix, Rational, cos, diff, exp, pi, sin

from symgeo.catalogue.common import indexed, symbols_in
from symgeo.catalogue.lie import euler_angles, invariant_metric
from symgeo.catalogue.projective import neat_metric
from symgeo.geometry.chart import Chart
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric, euclidean


def so3() -> tuple[SmoothMap, Metric]:
    """SO(3) in Euler angles R_z(a) R_y(b) R_z(c), 0 < b < pi: g = da^2 + db^2 + dc^2 + 2 cos(b) da dc, of curvature 1/4.

    Half the Frobenius metric: the length of a one-parameter group is its angle. Returns the matrix in R^9, for which
    f*<,> = 2 g, and g. Source: [Hall, Lie Groups, Lie Algebras, and Representations; do Carmo, Riemannian Geometry, ch. 1].

    >>> so3()[1].matrix[0, 2]
    cos(b)
    """
    a, b, c = Chart("a b c").symbols
    chart = Chart([a, b, c], where=[b > 0, b < pi])
    g = Metric(chart, [[1, 0, cos(b)], [0, 1, 0], [cos(b), 0, 1]])
    return SmoothMap(chart, euclidean(9), list(euler_angles(a, b, c))), g


def su2() -> tuple[SmoothMap, Metric]:
    """SU(2) = S^3 in Euler angles, 0 < b < pi: g = (da^2 + db^2 + dc^2 + 2 cos(b) da dc) / 4, of curvature 1.

    Returns (p, q) = (cos(b/2) e^(i (a+c)/2), sin(b/2) e^(i (a-c)/2)) in C^2 = R^4, and g; f*<,> = g.
    Source: [Hall, ch. 1; Besse, Einstein Manifolds, ch. 3].

    >>> su2()[1].matrix[1, 1]
    1/4
    """
    a, b, c = Chart("a b c").symbols
    g = berger_sphere(1)
    plus, minus = (a + c) / 2, (a - c) / 2
    point = [cos(b / 2) * cos(plus), cos(b / 2) * sin(plus), sin(b / 2) * cos(minus), sin(b / 2) * sin(minus)]
    return SmoothMap(g, euclidean(4), point), g


def berger_sphere(fibre: Any) -> Metric:
    """S^3 with Hopf's circles stretched by a factor: g = (db^2 + sin(b)^2 da^2 + fibre^2 (dc + cos(b) da)^2) / 4.

    Scalar curvature 8 - 2 fibre^2. Source: [Petersen, Riemannian Geometry, ch. 4].

    >>> berger_sphere(2).matrix[2, 2]
    1
    """
    a, b, c = Chart("a b c").symbols
    chart = Chart([a, b, c], where=[b > 0, b < pi], parameters=symbols_in(fibre))
    half = Rational(1, 2)
    forms = [[0, half, 0], [half * sin(b), 0, 0], [half * fibre * cos(b), 0, half * fibre]]
    return neat_metric(invariant_metric(chart, forms))


def heisenberg() -> Metric:
    """Nil: g = dx^2 + dy^2 + (dz - x dy)^2, left-invariant under (a + x, b + y, c + z + a y). Scalar curvature -1/2.

    Source: [Thurston, Three-Dimensional Geometry and Topology, ch. 3; Milnor 1976].

    >>> heisenberg().matrix[1, 2]
    -x
    """
    chart = Chart("x y z")
    return invariant_metric(chart, [[1, 0, 0], [0, 1, 0], [0, -chart.symbols[0], 1]])


def sol() -> Metric:
    """Sol: g = e^(2z) dx^2 + e^(-2z) dy^2 + dz^2, left-invariant under (a + e^(-c) x, b + e^c y, c + z). Scalar curvature -2.

    Source: [Thurston, ch. 3; Milnor 1976].

    >>> sol().matrix[0, 0]
    exp(2*z)
    """
    chart = Chart("x y z")
    z = chart.symbols[2]
    return Metric(chart, [[exp(2 * z), 0, 0], [0, exp(-2 * z), 0], [0, 0, 1]])


def positive_definite(n: int) -> Metric:
    """SPD(n), the positive definite matrices P, with tr (P^(-1) dP)^2, in the entries p11, p12, ..., pnn on and above the diagonal.

    The domain is that of Sylvester: all leading minors are positive. Invariant under P -> A P A^T; scalar curvature
    -n (n-1) (n+2) / 8. Source: [Bhatia, Positive Definite Matrices, ch. 6].

    >>> positive_definite(1).matrix
    Matrix([[p11**(-2)]])
    """
    places = [(i, j) for i in range(n) for j in range(i, n)]
    p = Chart([f"p{i + 1}{j + 1}" for i, j in places]).symbols
    name = dict(zip(places, p, strict=True))
    P = Matrix(n, n, lambda i, j: name[min(i, j), max(i, j)])
    chart = Chart(p, where=[P[:k, :k].det(method="berkowitz").expand() > 0 for k in range(1, n + 1)])
    inverse = P.inv(method="ADJ")
    steps = [inverse * diff(P, c) for c in p]
    return neat_metric(Metric(chart, [[(a * b).trace() for b in steps] for a in steps]))


def flat_torus(gram: Any) -> Metric:
    """R^n / Z^n with a constant Gram matrix, in coordinates t1, ..., tn of period 1. Flat.

    Source: [Lee, Introduction to Riemannian Manifolds (2018), ch. 2].

    >>> flat_torus([[2, 1], [1, 2]]).matrix
    Matrix([
    [2, 1],
    [1, 2]])
    """
    matrix = Matrix(gram)
    entries = [[Integer(0) + e for e in row] for row in matrix.tolist()]
    return Metric(Chart(indexed("t", matrix.rows), parameters=symbols_in(*matrix)), entries)
