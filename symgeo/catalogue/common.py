"""Small words that the catalogue is written in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sympy


def indexed(name: str, n: int) -> tuple[Any, ...]:
    """The real symbols name1, ..., name_n.

    >>> indexed("x", 3)
    (x1, x2, x3)
    """
    return tuple(sympy.Symbol(f"{name}{i + 1}", real=True) for i in range(n))


def norm_squared(x: Iterable[Any]) -> Any:
    """|x|^2.

    >>> norm_squared(indexed("x", 2))
    x1**2 + x2**2
    """
    return sympy.Add(*(c**2 for c in x))


def dot(x: Iterable[Any], y: Iterable[Any]) -> Any:
    """<x, y>.

    >>> dot(indexed("x", 2), indexed("y", 2))
    x1*y1 + x2*y2
    """
    return sympy.Add(*(a * b for a, b in zip(x, y, strict=True)))


def diagonal(entries: Sequence[Any]) -> list[list[Any]]:
    """The diagonal matrix of the entries.

    >>> diagonal([1, 2])
    [[1, 0], [0, 2]]
    """
    return [[e if i == j else 0 for j in range(len(entries))] for i, e in enumerate(entries)]


def scaled_unit(n: int, factor: Any) -> list[list[Any]]:
    """factor times the unit matrix.

    >>> scaled_unit(2, 3)
    [[3, 0], [0, 3]]
    """
    return diagonal([factor] * n)


def symbols_in(*values: Any) -> list[Any]:
    """The symbols of the values, by name: what a chart has to declare as parameters.

    >>> R = sympy.Symbol("R", positive=True)
    >>> symbols_in(2*R, 3)
    [R]
    """
    found = set().union(*(sympy.sympify(v).free_symbols for v in values)) if values else set()
    return sorted(found, key=lambda s: str(s))
