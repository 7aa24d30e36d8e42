"""Charts cut to a box, inverse matrices as they are derived, and the table of dimensions."""

from __future__ import annotations

from itertools import combinations_with_replacement

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from symgeo import Chart, DomainError, Metric, SmoothMap, coordinates, embedding_dimensions, euclidean
from symgeo.expression import ZERO, number
from symgeo.geometry.distortion import inverse, within_box
from symgeo.geometry.sympy_bridge import to_sympy


@pytest.mark.parametrize(
    ("n", "expected"),
    [(1, [2, 2, 1, 2, 7]), (2, [4, 3, 4, 3, 5, 10]), (3, [6, 5, 6, 6, 9, 14]), (4, [8, 7, 8, 10, 14, 19]), (10, [20, 19, 20, 55, 65, 75])],
)
def test_dimensions(n: int, expected: list[int]) -> None:
    assert [row.dimension for row in embedding_dimensions(n)] == expected
    assert all(row.source and row.keeps for row in embedding_dimensions(n))


@pytest.mark.parametrize("n", [0, -1, True, 2.0])
def test_dimensions_of_nothing(n: object) -> None:
    with pytest.raises(DomainError, match="needs n = 1, 2, 3"):
        embedding_dimensions(n)  # type: ignore[arg-type]


def test_formulas_say_what_the_numbers_are() -> None:
    for n in range(1, 8):
        for row in embedding_dimensions(n):
            text = row.formula.replace("2n", "2*n").replace("n(n", "n*(n").replace("max", "Max")
            assert sympy.sympify(text).subs("n", n) == row.dimension


@given(st.lists(st.integers(-4, 4), min_size=10, max_size=10))
def test_inverse_of_symmetric_matrices(values: list[int]) -> None:
    rows = [[0] * 4 for _ in range(4)]
    for k, (i, j) in enumerate(combinations_with_replacement(range(4), 2)):
        rows[i][j] = rows[j][i] = values[k]
    m = sympy.Matrix(rows)
    if m.det() == 0:
        return
    found = inverse(tuple(tuple(ZERO if q == 0 else number(q) for q in row) for row in rows))
    assert sympy.Matrix([[to_sympy(e) for e in row] for row in found]) == m.inv()


def test_a_map_in_a_box_keeps_its_target() -> None:
    x, y = coordinates("x y")
    chart = Chart([x, y], where=[x > 0])
    f = SmoothMap(chart, euclidean(2), [x, y])
    inside = within_box(f, {"y": (0, sympy.pi)}, Metric(chart, [[1, 0], [0, 1]]))
    assert [str(c) for c in inside.source.where] == ["x > 0", "0 < y", "y < pi"]
    assert inside.ambient is f.ambient
