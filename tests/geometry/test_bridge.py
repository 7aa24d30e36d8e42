"""Between SymPy and trees: there and back, exactly, and a clear no to what has no real meaning."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Derivative, Function, Integral, Piecewise, Rational, Subs, Sum, Symbol

from symgeo import DomainError, ExpressionError
from symgeo.expression import E, Expr, call, number, power, symbol
from symgeo.geometry.sympy_bridge import as_tree, assumption_of, conditions_from_sympy, from_sympy, to_sympy

x, y = sympy.symbols("x y", real=True)
f = Function("f", real=True)

unary = st.sampled_from([sympy.sin, sympy.cos, sympy.exp, sympy.atan, sympy.sinh, sympy.asinh, sympy.erf, sympy.Abs])
leaves = st.one_of(
    st.sampled_from([x, y, sympy.pi]), st.integers(-5, 5).map(sympy.Integer), st.fractions(-3, 3, max_denominator=9).map(Rational)
)
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: p[0] + p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] * p[1]),
        st.tuples(inner, st.integers(1, 3)).map(lambda p: p[0] ** p[1]),
        st.tuples(unary, inner).map(lambda p: p[0](p[1])),
    ),
    max_leaves=8,
)


@given(expressions)
def test_there_and_back(e: sympy.Expr) -> None:
    assert to_sympy(from_sympy(e)) == e


@given(expressions)
def test_there_and_back_has_a_failing_twin(e: sympy.Expr) -> None:
    """A bridge that mistakes one function for another is noticed as soon as that function occurs."""
    tree = from_sympy(e)
    wrong = tree.map_nodes(lambda n: Expr("cos", n.args) if n.head == "sin" else n)
    if any(n.head == "sin" for n in tree.walk()):
        assert wrong is not tree


SAMPLES = [
    f(x),
    Derivative(f(x), x),
    Derivative(f(x), x, x),
    Integral(sympy.exp(-(x**2)), (x, 0, y)),
    Sum(x**2, (x, 1, 3)),
    Piecewise((x, x > 0), (0, True)),
    sympy.Max(x, y, 3),
    sympy.atan2(y, x),
    sympy.besselj(2, x),
    sympy.polygamma(1, x),
    sympy.elliptic_e(x, Rational(1, 2)),
    sympy.LambertW(x),
    sympy.sqrt(2 + sympy.sqrt(3)),
    sympy.cos(sympy.pi / 5),
    x**y,
    sympy.E**2,
    sympy.E,
]


@pytest.mark.parametrize("e", SAMPLES, ids=map(str, SAMPLES))
def test_what_claims_are_made_of(e: sympy.Expr) -> None:
    assert to_sympy(from_sympy(e)) == e


def test_special_forms() -> None:
    assert from_sympy(sympy.exp(x)) is call("exp", symbol("x"))
    assert from_sympy(sympy.E) is E
    assert from_sympy(sympy.sqrt(x)) is power(symbol("x"), Fraction(1, 2))
    assert to_sympy(from_sympy(sympy.GoldenRatio)) == (1 + sympy.sqrt(5)) / 2
    assert from_sympy(Subs(Derivative(f(x), x), x, 2 * y)).head == "jet"
    assert to_sympy(call("cbrt", symbol("x"))) == sympy.real_root(x, 3)
    nested = from_sympy(Integral(x * y, (x, 0, 1), (y, 0, 2)))
    assert nested.head == nested.args[0].head == "integral"


def test_symbols_are_known_by_name_and_numbers_are_exact() -> None:
    assert from_sympy(Symbol("r")) is from_sympy(Symbol("r", positive=True)) is symbol("r")
    assert from_sympy(Rational(1, 3)) is number(Fraction(1, 3)) is from_sympy(Fraction(1, 3))
    assert as_tree(2) is number(2)
    assert as_tree(symbol("x")) is symbol("x")


NO_REAL_MEANING = [
    (0.5, "needs an exact number. Write Rational(p, q) or an integer."),
    (sympy.I, "cannot use the number I"),
    (sympy.zoo, "cannot use the number zoo"),
    (sympy.nan, "cannot use the number nan"),
    (Symbol("z", imaginary=True), "cannot use the symbol z: needs a real symbol. Declare it with real=True."),
    ("x + 1", "needs a SymPy expression or an exact number, got str."),
    (None, "needs a SymPy expression or an exact number, got NoneType."),
    (sympy.Matrix([1]), "needs a scalar expression, got a matrix of shape (1, 1). Give its entries one by one."),
    (sympy.zeta(x), "the function zeta is not known to symgeo."),
    (sympy.Integral(x, x), "needs both bounds of each variable."),
    (sympy.floor(x), "the function floor is not known to symgeo."),
]


@pytest.mark.parametrize(("value", "words"), NO_REAL_MEANING, ids=[str(v) for v, _ in NO_REAL_MEANING])
def test_the_wording_of_errors(value: object, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        from_sympy(value)
    assert words in str(caught.value)


def test_conditions() -> None:
    assert [str(c) for c in conditions_from_sympy([x > 0, sympy.And(y < 1, x < y)])] == ["x > 0", "x < y", "y < 1"]
    assert conditions_from_sympy([sympy.true, True], assumed=True) == ()
    with pytest.raises(DomainError, match="evaluated to True"):
        conditions_from_sympy([sympy.true])
    for refused in (x >= 0, sympy.Eq(x, 0), sympy.Or(x > 0, y > 0)):
        with pytest.raises((DomainError, ExpressionError)):
            conditions_from_sympy([refused])


def test_assumptions_are_read_off_symbols() -> None:
    words = [assumption_of(Symbol("a", **given)) for given in ({}, {"positive": True}, {"nonnegative": True}, {"nonzero": True})]
    assert words == ["real", "positive", "nonnegative", "nonzero"]
    assert assumption_of(Symbol("n", integer=True)) == "integer"
    assert assumption_of(Symbol("n", integer=True, positive=True)) == "positive integer"
