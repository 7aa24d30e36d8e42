"""Metrics: a symmetric matrix of functions on a chart, of any signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from symgeo.errors import NotAMetricError
from symgeo.expression import ONE, ZERO, Expr, number
from symgeo.geometry.chart import Chart
from symgeo.geometry.sympy_bridge import to_sympy

if TYPE_CHECKING:
    import sympy


@dataclass(frozen=True, init=False)
class Metric:
    """A symmetric bilinear form g_ij on a chart.

    Shape (n, n). Any signature, and degenerate forms too: nondegeneracy and positivity are claims of their own.
    That g_ij = g_ji is checked where the metric is used; here only the shape is.
    Raises NotAMetricError for a wrong shape.

    >>> Metric(Chart("r t"), [[1, 0], [0, "r**2"]])
    Traceback (most recent call last):
    ...
    symgeo.errors.ExpressionError: cannot read 'r**2': needs a SymPy expression or an exact number, got str.
    """

    chart: Chart
    entries: tuple[tuple[Expr, ...], ...]

    def __init__(self, chart: Chart, matrix: Any) -> None:
        rows = matrix.tolist() if hasattr(matrix, "tolist") else matrix
        n = chart.dimension
        if not isinstance(rows, Sequence) or len(rows) != n or any(not isinstance(row, Sequence) or len(row) != n for row in rows):
            raise NotAMetricError(f"cannot make a metric on {chart}: needs a matrix of shape ({n}, {n}), got {_shape(rows)}.")
        object.__setattr__(self, "chart", chart)
        object.__setattr__(self, "entries", tuple(tuple(chart.tree(e, "a metric entry") for e in row) for row in rows))

    @property
    def matrix(self) -> sympy.Matrix:
        """The matrix in SymPy."""
        import sympy

        return sympy.Matrix([[to_sympy(e) for e in row] for row in self.entries])

    def __repr__(self) -> str:
        return f"Metric({self.chart}, [{', '.join('[' + ', '.join(map(str, row)) + ']' for row in self.entries)}])"


def flat(signature: Sequence[int], *, names: str = "y") -> Metric:
    """The flat metric diag(signature) on R^m with coordinates y1, ..., ym.

    >>> flat([-1, 1]).matrix
    Matrix([
    [-1, 0],
    [ 0, 1]])
    """
    if any(s not in (-1, 0, 1) for s in signature):
        raise NotAMetricError(f"cannot make a flat metric: needs a signature of -1, 0 and 1, got {list(signature)}.")
    m = len(signature)
    chart = Chart([f"{names}{i + 1}" for i in range(m)])
    return Metric(chart, [[number(s) if i == j else ZERO for j in range(m)] for i, s in enumerate(signature)])


def euclidean(m: int) -> Metric:
    """R^m with the dot product."""
    return flat([1] * m)


def minkowski(m: int) -> Metric:
    """R^m with one time: signature (-1, 1, ..., 1)."""
    return flat([-1] + [1] * (m - 1))


def identity_entries(n: int) -> list[list[Expr]]:
    """The unit matrix."""
    return [[ONE if i == j else ZERO for j in range(n)] for i in range(n)]


def _shape(rows: Any) -> str:
    if not isinstance(rows, Sequence):
        return type(rows).__name__
    widths = sorted({len(r) if isinstance(r, Sequence) else 0 for r in rows})
    return f"{len(rows)} rows of length {' or '.join(map(str, widths))}"
