"""No line is wider than asked, whatever the expression."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read_latex
from trees import agreement, expressions, notation

from symgeo.expression import Expr, call, number, power, symbol
from symgeo.notation import Notation, latex, lines, mathml, matrix, pieces, row, text, width, word
from symgeo.notation.boxes import Array, Box, Delimiter, cases, comma_list

_large = st.integers(10**30, 10**300).map(number) | st.builds(Fraction, st.integers(1, 10**80), st.integers(1, 10**90)).map(number)
_long_names = st.sampled_from([symbol("a_very_long_name_that_nobody_would_write_out_in_a_formula"), symbol("omicron_" * 12)])
NAMES = Notation([])


def sum_of(terms: list[Expr]) -> Expr:
    first, *rest = terms
    for i, term in enumerate(rest):
        first = (first + term, first * term, first / term, call("sin", first) ** 2 * term, power(first, term))[(i + len(str(term))) % 5]
    return first


def assert_narrow(box: Box, first: float, rest: float) -> None:
    found = lines(box, first, rest)
    assert width(found[0]) <= first
    for line in found[1:]:
        assert width(line) <= rest, text(line)
    for line in found:
        assert latex(line).count(r"\left") == latex(line).count(r"\right")
        mathml(line)


@given(st.recursive(expressions | _large | _long_names, lambda inner: st.lists(inner, min_size=2, max_size=3).map(sum_of), max_leaves=6))
@settings(max_examples=150)
def test_lines_are_as_narrow_as_asked(e: Expr) -> None:
    box = notation().write(e)
    for first, rest in ((30.0, 38.0), (8.0, 20.0), (13.0, 13.0)):
        assert_narrow(box, first, rest)
    assert all(width(piece) <= 15 for piece in pieces(box, 15))


@pytest.mark.parametrize("depth", [5, 30, 119])
def test_deep_nesting(depth: int) -> None:
    e = symbol("x")
    for i in range(depth):
        e = (call("sin", e + i) ** 2, 1 / (e + 1), power(e + 2, Fraction(1, 2)), call("exp", e - 1), call("Abs", e) ** 3)[i % 5]
    names = Notation(["x"])
    box = names.write(e)
    assert_narrow(box, 30, 38)
    assert agreement(read_latex(" ".join(map(latex, lines(box, 30, 38))), names), e) is not False


def test_very_deep_trees_print() -> None:
    e = symbol("x")
    for i in range(600):
        e = call("sin", e + i) / 2
    box = Notation(["x"]).write(e)
    assert latex(box)
    assert mathml(box)
    assert text(box)
    assert_narrow(box, 38, 38)


def test_nothing_changes_where_all_fits() -> None:
    x = symbol("x")
    box = NAMES.write(x**2 + x)
    assert lines(box, 38, 38) == [box]
    assert [latex(p) for p in pieces(box, 38)] == ["x^{2}", "{}+ x"]


def test_breaks_are_where_people_break() -> None:
    a = [symbol(f"a_{i}") for i in range(12)]
    box = NAMES.write(sum_up(a))
    found = [latex(line) for line in lines(box, 12, 12)]
    assert len(found) > 1
    assert all(line.startswith("{}+") for line in found[1:])
    product = NAMES.write(Expr("mul", (sum_up(a[:5]), sum_up(a[5:]))))
    assert [latex(line) for line in lines(product, 18, 18)] == [
        "(a_{0} + a_{1} + a_{2} + a_{3} + a_{4})",
        "{}\\cdot (a_{5} + a_{6} + a_{7} + a_{8} + a_{9} + a_{10} + a_{11})",
    ]
    assert [latex(line) for line in lines(product, 12, 12)][1:] == [
        "{}\\cdot \\bigl(a_{5} + a_{6} + a_{7} + a_{8} + a_{9}",
        "{}+ a_{10} + a_{11}\\bigr)",
    ]


def sum_up(terms: list[Expr]) -> Expr:
    return Expr("add", tuple(terms))


def test_fractions_roots_and_exponentials_are_written_in_line() -> None:
    total = sum_up([symbol(f"a_{i}") for i in range(20)])
    found = " ".join(latex(line) for line in lines(NAMES.write(power(total, -1)), 20, 20))
    assert found.startswith("1/\\bigl(a_{0}")
    found = " ".join(latex(line) for line in lines(NAMES.write(power(total, Fraction(1, 2))), 20, 20))
    assert found.endswith("\\bigr)^{1/2}")
    found = " ".join(latex(line) for line in lines(NAMES.write(call("cbrt", total)), 20, 20))
    assert found.startswith("\\operatorname{cbrt}\\bigl(")


def test_what_follows_a_quotient_in_line_is_not_divided() -> None:
    total = sum_up([symbol(f"a_{i}") for i in range(20)])
    box = NAMES.write(Expr("mul", (power(total, -1), Expr("derivative", (total, symbol("a_1"))))))
    joined = " ".join(map(latex, lines(box, 20, 20)))
    assert read_latex(joined, NAMES).heads == {"add", "mul", "pow", "number", "symbol", "derivative"}


def test_long_numbers_break_between_groups() -> None:
    digits = "123456789" * 40
    found = lines(NAMES.write(number(int(digits))), 38, 38)
    assert "".join(map(latex, found)) == digits


def test_matrices_and_cases_break() -> None:
    wide = NAMES.write(sum_up([symbol(f"a_{i}") for i in range(9)]))
    for box in (matrix([[wide] * k] * k) for k in range(1, 6)):
        assert_narrow(box, 38, 38)
        assert_narrow(box, 20, 20)
    assert_narrow(cases([(wide, wide), (wide, word("otherwise, wherever the others do not say anything about it"))]), 20, 20)
    assert_narrow(comma_list([wide] * 4), 30, 30)


def test_text_breaks_between_words() -> None:
    box = row(word("one two three four five six seven eight nine ten"))
    found = lines(box, 8, 8)
    assert "".join(text(f) for f in found).replace(" ", "") == "onetwothreefourfivesixseveneightnineten"
    assert all(width(f) <= 8 for f in found)


def test_an_opened_fence_is_fixed() -> None:
    total = sum_up([power(symbol(f"a_{i}"), -1) for i in range(20)])
    first, *_ = lines(NAMES.write(Expr("mul", (symbol("x"), total))), 20, 20)
    assert any(isinstance(b, Delimiter) for b in first.items)  # type: ignore[union-attr]
    assert "\\left" not in latex(first)
    assert 'stretchy="false"' in mathml(first) or "minsize" in mathml(first)
    assert not any(isinstance(b, Array) for b in first.items)  # type: ignore[union-attr]
