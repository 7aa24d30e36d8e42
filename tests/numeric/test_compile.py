"""Expressions as NumPy functions: against independent values, head by head, and where they are not defined."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symgeo.errors import ExpressionError
from symgeo.exact.balls.enclosure import Evaluator, NotDefined
from symgeo.expression import COMPARISONS, FUNCTIONS, OO, PI, TRUE, E, Expr, call, number, power, sqrt, symbol
from symgeo.numeric.compile import function

x, y, s, k = (symbol(name) for name in "xysk")


def value(e: Expr, **at: float) -> float:
    (found,) = function([e], list(at))(*at.values())
    assert found.shape == ()
    return float(found)


def integral(body: Expr, lower: Expr | int, upper: Expr | int) -> Expr:
    return Expr(
        "integral", (body, s, number(lower) if isinstance(lower, int) else lower, number(upper) if isinstance(upper, int) else upper)
    )


# -- heads ---------------------------------------------------------------------------------------------------------------
ONE_ARGUMENT: dict[str, tuple[Callable[[Any], Any], float]] = {
    **{h: (getattr(mpmath, h), 0.3) for h in "sin cos tan sec csc cot asin acos atan sinh cosh tanh sech csch coth asinh atanh".split()},
    "acosh": (mpmath.acosh, 1.7),
    "exp": (mpmath.exp, 0.3),
    "log": (mpmath.log, 0.3),
    "cbrt": (lambda v: -mpmath.cbrt(-v), -0.3),
    "Abs": (abs, -0.3),
    "sign": (mpmath.sign, -0.3),
    "erf": (mpmath.erf, 0.3),
    "gamma": (mpmath.gamma, 2.3),
    "LambertW": (mpmath.lambertw, 0.3),
}
TWO_ARGUMENTS: dict[str, tuple[Callable[[Any, Any], Any], float, float]] = {
    "atan2": (mpmath.atan2, 0.3, -1.2),
    "polygamma": (mpmath.polygamma, 2, 1.3),
    "besselj": (mpmath.besselj, 1, 1.3),
    "elliptic_e": (mpmath.ellipe, 0.7, 0.4),
    "elliptic_f": (mpmath.ellipf, 0.7, 0.4),
    "Max": (max, 0.3, 0.7),
    "Min": (min, 0.3, 0.7),
}


@pytest.mark.parametrize("head", ONE_ARGUMENT)
def test_functions_of_one_argument(head: str) -> None:
    reference, at = ONE_ARGUMENT[head]
    assert value(call(head, x), x=at) == pytest.approx(float(mpmath.re(reference(at))), rel=1e-13)


@pytest.mark.parametrize("head", TWO_ARGUMENTS)
def test_functions_of_two_arguments(head: str) -> None:
    reference, a, b = TWO_ARGUMENTS[head]
    assert value(call(head, x, y), x=a, y=b) == pytest.approx(float(reference(a, b)), rel=1e-13)


def test_each_function_of_claims_is_compared() -> None:
    assert set(ONE_ARGUMENT) | set(TWO_ARGUMENTS) == set(FUNCTIONS)


def test_arithmetic_constants_and_powers() -> None:
    assert value((x + 2 * y - 1) / (x * y), x=2, y=3) == pytest.approx(7 / 6, rel=1e-15)
    assert value(PI + E, x=0) == math.pi + math.e
    assert value(sqrt(x), x=2) == math.sqrt(2)
    assert value(power(x, Fraction(-3, 2)), x=2) == pytest.approx(2**-1.5, rel=1e-15)
    assert value(power(x, y), x=2, y=0.3) == pytest.approx(2**0.3, rel=1e-15)
    assert value(x**3, x=-2) == -8
    assert value(number(Fraction(10**400, 10**399 + 1)), x=0) == 10
    assert value(number(10**400), x=0) == math.inf


@pytest.mark.parametrize(
    ("e", "at"), [(sqrt(x), -1), (1 / x, 0), (call("log", x), -1), (power(x, Fraction(1, 3)), -8), (call("acosh", x), 0.5)]
)
def test_what_is_undefined_is_not_finite_and_does_not_warn(e: Expr, at: float) -> None:
    assert not math.isfinite(value(e, x=at))


def test_piecewise_takes_the_first_condition_that_holds() -> None:
    e = Expr("piecewise", (-x, Expr("lt", (x, number(0))), x**2, Expr("le", (x, number(1))), number(7), TRUE))
    (found,) = function([e], ["x"])([-2.0, 1.0, 3.0])
    assert found.tolist() == [2, 1, 7]
    assert math.isnan(value(Expr("piecewise", (x, Expr("lt", (x, number(0))))), x=1))


@pytest.mark.parametrize("head", COMPARISONS)
def test_comparisons(head: str) -> None:
    e = Expr("piecewise", (number(1), Expr(head, (x, y)), number(0), TRUE))
    for a in (1.0, 2.0):
        assert value(e, x=a, y=1) == int(eval(f"{a} {COMPARISONS[head]} 1"))


# -- sums and integrals --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "lower", "upper", "expected"),
    [
        (s**2, 0, 3, 9),
        (s**2, 3, 0, -9),
        (call("exp", -s), 0, OO, 1),
        (call("exp", -(s**2)), -OO, OO, math.sqrt(math.pi)),
        (call("exp", s), -OO, 0, 1),
        (call("exp", -s), OO, 0, -1),
        (1 / sqrt(s), 0, 1, 2),
        (call("log", s), 0, 1, -1),
        (1 / (1 + s**2), 0, OO, math.pi / 2),
        (call("cos", x * s), 0, 1, math.sin(2) / 2),
        (s, x, x, 0),
    ],
    ids=str,
)
def test_integrals(body: Expr, lower: Expr | int, upper: Expr | int, expected: float) -> None:
    assert value(integral(body, lower, upper), x=2) == pytest.approx(expected, rel=1e-8, abs=1e-12)


def test_an_integral_at_many_points_with_its_derivative() -> None:
    e = integral(call("exp", -(s**2)), number(0), x)
    erf, rate = function([e, Expr("derivative", (e, x))], ["x"])(np.linspace(-2, 2, 9))
    assert erf == pytest.approx([math.erf(t) * math.sqrt(math.pi) / 2 for t in np.linspace(-2, 2, 9)], rel=1e-12)
    assert rate == pytest.approx(np.exp(-(np.linspace(-2, 2, 9) ** 2)), rel=1e-12)


@pytest.mark.parametrize(
    "e",
    [integral(1 / s, 0, 1), integral(call("sin", 1 / s) / s, 0, 1), integral(s, 0, OO), integral(call("sign", s - Fraction(1, 3)), 0, 1)],
    ids=["diverges", "oscillates", "grows", "jumps"],
)
def test_an_integral_that_does_not_settle_is_no_number(e: Expr) -> None:
    assert not math.isfinite(value(e, x=0))


def test_an_integral_within_an_integral() -> None:
    inner = Expr("integral", (s * k, k, number(0), s))
    assert value(integral(inner, 0, 2), x=0) == pytest.approx(2, rel=1e-10)


def test_sums() -> None:
    assert value(Expr("sum", (x**k, k, number(0), number(3))), x=2) == 15
    assert value(Expr("sum", (x**k, k, number(3), number(0))), x=2) == 0
    with pytest.raises(ExpressionError, match="needs a sum between two numbers"):
        function([Expr("sum", (k, k, number(0), x))], ["x"])
    with pytest.raises(ExpressionError, match="at most 100000 terms"):
        value(Expr("sum", (k, k, number(0), number(10**7))), x=0)


# -- the program ---------------------------------------------------------------------------------------------------------
def test_arguments_broadcast_and_values_have_their_shape() -> None:
    both = function([x + y, number(3), x], ["x", "y"])(np.zeros((4, 1)), np.ones(5))
    assert [v.shape for v in both] == [(4, 5)] * 3
    assert all(v.dtype == np.float64 for v in both)
    both[1][0, 0] = 7  # one's own array, no view
    assert both[2].sum() == 0


def test_a_subexpression_is_computed_once() -> None:
    deep = x
    for _ in range(200):
        deep = deep * Fraction(1, 2) + deep * Fraction(1, 2)
    assert value(deep, x=3) == 3


def test_a_deep_tree_is_no_deep_recursion() -> None:
    deep = x
    for _ in range(5000):
        deep = call("sin", deep)
    assert abs(value(deep, x=1)) < 1


@pytest.mark.parametrize(
    ("e", "message"),
    [
        (x + symbol("a"), "cannot compute with the symbol a: needs one of the variables"),
        (Expr("apply", ("r", x)), "needs functions that are given, got an undefined one"),
        (Expr("jet", ("r", (1,), x)), "needs functions that are given"),
        (integral(symbol("a") * s, 0, 1), "the symbol a"),
    ],
)
def test_what_has_no_value_is_said(e: Expr, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        function([e], ["x"])


def test_a_wrong_number_of_arguments_is_said() -> None:
    with pytest.raises(TypeError, match=r"needs 2 arguments \(x, y\), got 1"):
        function([x], ["x", "y"])(1.0)


def test_special_functions_without_scipy_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(ExpressionError, match=r"cannot compute erf\(x\): needs SciPy"):
        function([call("erf", x)], ["x"])


# -- against balls -------------------------------------------------------------------------------------------------------
UNARY = ["sin", "cos", "tan", "exp", "atan", "sinh", "cosh", "tanh", "asinh", "cbrt", "Abs", "log", "acos", "sech", "gamma", "erf"]


def trees() -> st.SearchStrategy[Expr]:
    leaves = st.sampled_from([x, y, number(2), number(Fraction(-1, 3)), PI])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda a, b: a + b, inner, inner),
            st.builds(lambda a, b: a * b, inner, inner),
            st.builds(lambda a, b: a / b, inner, inner),
            st.builds(lambda a, n: power(a, n), inner, st.sampled_from([2, -1, 3, Fraction(1, 2), Fraction(-3, 2)])),
            st.builds(call, st.sampled_from(UNARY), inner),
            st.builds(lambda a, b: call("Max", a, b), inner, inner),
        ),
        max_leaves=8,
    )


@given(trees(), st.fractions(-3, 3, max_denominator=64), st.fractions(-3, 3, max_denominator=64))
def test_values_agree_with_balls(e: Expr, a: Fraction, b: Fraction) -> None:
    """Where doubles and a ball both have a value they agree, up to what rounding the arguments of the ball alone explains."""
    try:
        ball = Evaluator({"x": a, "y": b}, 200)(e)
    except NotDefined:
        return
    found = value(e, x=float(a), y=float(b))
    if not ball.is_finite() or not math.isfinite(found) or abs(found) > 1e100:
        return
    # How much the value feels its arguments: doubles can be no better.
    nearby = [value(e, x=float(a) + da, y=float(b) + db) for da, db in ((1e-7, 0), (-1e-7, 0), (0, 1e-7), (0, -1e-7))]
    if not all(math.isfinite(v) and abs(v - found) <= 1e-3 * (1e-3 + abs(found)) for v in nearby):
        return
    assert found == pytest.approx(float(ball.mid()), rel=1e-5, abs=1e-5)
