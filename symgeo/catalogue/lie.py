"""Lie groups: rotations by Euler angles, by quaternions and by Cayley's transform; left-invariant metrics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Matrix, cos, eye, sin

from symgeo.catalogue.common import dot
from symgeo.geometry.chart import Chart
from symgeo.geometry.metric import Metric


def rotation(axis: int, angle: Any) -> Any:
    """The rotation of R^3 about the axis 0, 1 or 2, a matrix.

    >>> from sympy import Symbol
    >>> rotation(2, Symbol("t"))
    Matrix([
    [cos(t), -sin(t), 0],
    [sin(t),  cos(t), 0],
    [     0,       0, 1]])
    """
    i, j = (axis + 1) % 3, (axis + 2) % 3
    turned = eye(3)
    turned[i, i] = turned[j, j] = cos(angle)
    turned[j, i], turned[i, j] = sin(angle), -sin(angle)
    return turned


def euler_angles(a: Any, b: Any, c: Any) -> Any:
    """The rotation R_z(a) R_y(b) R_z(c).

    >>> euler_angles(0, 0, 0)
    Matrix([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1]])
    """
    return rotation(2, a) * rotation(1, b) * rotation(2, c)


def quaternion_product(p: Sequence[Any], q: Sequence[Any]) -> list[Any]:
    """The product of two quaternions w + x i + y j + z k.

    >>> quaternion_product([0, 1, 0, 0], [0, 0, 1, 0])
    [0, 0, 0, 1]
    """
    a, b, c, d = p
    w, x, y, z = q
    return [
        a * w - b * x - c * y - d * z,
        a * x + b * w + c * z - d * y,
        a * y - b * z + c * w + d * x,
        a * z + b * y - c * x + d * w,
    ]


def rotation_of_quaternion(q: Sequence[Any]) -> Any:
    """The matrix of v -> q v conj(q): |q|^2 times a rotation.

    >>> rotation_of_quaternion([1, 0, 0, 0])
    Matrix([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1]])
    """
    w, x, y, z = q
    back = [w, -x, -y, -z]
    columns = [quaternion_product(quaternion_product(q, [0, *unit]), back)[1:] for unit in eye(3).tolist()]
    return Matrix(columns).T


def cross_product_matrix(v: Sequence[Any]) -> Any:
    """The skew matrix of w -> v x w.

    >>> cross_product_matrix([1, 2, 3])
    Matrix([
    [ 0, -3,  2],
    [ 3,  0, -1],
    [-2,  1,  0]])
    """
    x, y, z = v
    return Matrix([[0, -z, y], [z, 0, -x], [-y, x, 0]])


def invariant_metric(chart: Chart, coframe: Sequence[Sequence[Any]]) -> Metric:
    """The metric in which the 1-forms are orthonormal: g = sum of their squares. Each form is given by its n components.

    >>> x, y, z = Chart("x y z").symbols
    >>> heisenberg = invariant_metric(Chart("x y z"), [[1, 0, 0], [0, 1, 0], [0, -x, 1]])
    >>> heisenberg.matrix
    Matrix([
    [1,        0,  0],
    [0, x**2 + 1, -x],
    [0,       -x,  1]])
    """
    n = chart.dimension
    columns = [[form[i] for form in coframe] for i in range(n)]
    return Metric(chart, [[dot(columns[i], columns[j]) for j in range(n)] for i in range(n)])
