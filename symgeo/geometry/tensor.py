"""Tensors in one chart: components with index positions, as many of them as their symmetries leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

from symgeo.errors import ChartMismatchError
from symgeo.expression import ZERO, Expr
from symgeo.geometry.chart import Chart
from symgeo.geometry.sympy_bridge import to_sympy

if TYPE_CHECKING:
    import sympy

Index = tuple[int, ...]


@dataclass(frozen=True)
class Tensor:
    """A tensor field on a chart, by its components in the coordinate frame.

    `positions` has one letter for each index: "u" for an upper one (contravariant), "d" for a lower one. `independent` holds the
    components that are not 0 by the symmetries and do not follow from others; `orbit` leads from any index to one of
    those, with a sign (0: the component vanishes).

    >>> from symgeo.geometry.chart import coordinates
    >>> x, y = coordinates("x y")
    >>> vector = tensor(Chart([x, y]), "u", [y, -x])
    >>> vector[0], vector.positions
    (y, 'u')
    """

    chart: Chart
    positions: str
    independent: Mapping[Index, Expr]
    orbit: Callable[[Index], tuple[Index, int]] = lambda index: (index, 1)

    def __getitem__(self, index: int | Index) -> Expr:
        """The component with these indices, counted from 0."""
        index = (index,) if isinstance(index, int) else tuple(index)
        if len(index) != len(self.positions) or not all(0 <= i < self.chart.dimension for i in index):
            raise ChartMismatchError(
                f"cannot take the component {index}: needs {len(self.positions)} indices from 0 to {self.chart.dimension - 1}."
            )
        place, sign = self.orbit(index)
        if not sign:
            return ZERO
        e = self.independent.get(place, ZERO)
        return e if sign > 0 or e is ZERO else -e

    @property
    def rank(self) -> int:
        """The number of indices."""
        return len(self.positions)

    def indices(self) -> Iterator[Index]:
        """All indices, in order."""
        return iter(product(range(self.chart.dimension), repeat=self.rank))

    def nonzero(self) -> Iterator[tuple[Index, Expr]]:
        """The independent components that are not written as 0."""
        return ((index, e) for index, e in self.independent.items() if e is not ZERO)

    def map(self, rewrite: Callable[[Expr], Expr]) -> Tensor:
        """The tensor with each independent component rewritten."""
        return Tensor(self.chart, self.positions, {i: rewrite(e) for i, e in self.independent.items()}, self.orbit)

    @cached_property
    def array(self) -> sympy.Array:
        """All components in SymPy, an array of shape (n, ..., n)."""
        import sympy

        n = self.chart.dimension
        flat = [to_sympy(self[index]) for index in self.indices()]
        return sympy.ImmutableDenseNDimArray(flat, (n,) * self.rank) if self.rank else flat[0]


def tensor(chart: Chart, positions: str, components: Any) -> Tensor:
    """A tensor from nested lists of components (numbers, SymPy expressions or trees), without symmetries."""
    if set(positions) - set("ud"):
        raise ChartMismatchError(f'cannot use the positions {positions!r}: needs a letter "u" or "d" for each index.')
    n = chart.dimension
    found: dict[Index, Expr] = {}

    def read(part: Any, index: Index) -> None:
        if len(index) == len(positions):
            e = chart.tree(part, "a component")
            if e is not ZERO:
                found[index] = e
            return
        rows = part.tolist() if hasattr(part, "tolist") else part
        if not isinstance(rows, Sequence) or len(rows) != n:
            raise ChartMismatchError(f"cannot make a tensor with positions {positions!r} on {chart}: needs nested lists of length {n}.")
        for i, row in enumerate(rows):
            read(row, (*index, i))

    read(components, ())
    return Tensor(chart, positions, found)


def symmetric_pair(index: Index) -> tuple[Index, int]:
    """T_ij = T_ji."""
    i, j = index
    return ((i, j) if i <= j else (j, i)), 1


def symmetric_last(index: Index) -> tuple[Index, int]:
    """T_k ij = T_k ji."""
    k, i, j = index
    return ((k, i, j) if i <= j else (k, j, i)), 1


def riemann_pairs(index: Index) -> tuple[Index, int]:
    """R_ijkl = -R_jikl = -R_ijlk = R_klij."""
    i, j, k, l = index
    if i == j or k == l:
        return index, 0
    sign = 1
    if i > j:
        i, j, sign = j, i, -sign
    if k > l:
        k, l, sign = l, k, -sign
    return ((i, j, k, l) if (i, j) <= (k, l) else (k, l, i, j)), sign
