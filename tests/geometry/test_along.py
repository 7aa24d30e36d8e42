"""What is defined where it was written, and not where it has been simplified: derivatives, integrals and inverses along maps."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import pytest

from symgeo.errors import ExpressionError
from symgeo.exact.connected import is_connected
from symgeo.exact.verify import verify
from symgeo.expression import ZERO, Expr, call, carried_out, differentiate, number, power, sqrt, symbol
from symgeo.geometry.chart import Chart
from symgeo.geometry.claims import IsEmbedding, IsIsometric, IsIsometry
from symgeo.geometry.domain import Domain
from symgeo.geometry.maps import SmoothMap, identity
from symgeo.geometry.metric import Metric, euclidean
from symgeo.geometry.obligations import Defined, NonZero, Positive, conditions

X, Y, Z, S, A = map(symbol, ("x", "y", "z", "s", "a"))


def derivative(e: Expr, *by: Expr) -> Expr:
    return Expr("derivative", (e, *by))


def integral(e: Expr, bound: Expr, lower: Expr, upper: Expr) -> Expr:
    return Expr("integral", (e, bound, lower, upper))


def below(e: Expr) -> Expr:
    return Expr("lt", (e, ZERO))


def above(e: Expr) -> Expr:
    return Expr("gt", (e, ZERO))


def log(e: Expr) -> Expr:
    return call("log", e)


# -- substitution --------------------------------------------------------------------------------------------------
def test_a_derivative_stays_one_where_its_variables_stay_variables() -> None:
    assert derivative(log(X), X).substitute({"x": Y}) is derivative(log(Y), Y)
    assert derivative(log(X) * Y, X).substitute({"x": Y, "y": X}) is derivative(log(Y) * X, Y)
    assert derivative(X * Y, X).substitute({"y": Z**2}) is derivative(X * Z**2, X)
    assert derivative(X * Y, X).substitute({"y": X}) is X  # not the derivative of x*x
    assert derivative(X * Y, X, Y).substitute({"y": X}) is number(1)
    assert derivative(X**2, X).substitute({"x": Y + 1}) is 2 * (Y + 1)


def test_what_is_lost_is_named() -> None:
    inner = derivative(log(X * S), X)
    assert carried_out(inner + 1, {"x": Y}) == []
    assert carried_out(inner + 1, {"x": Y**2}) == [inner]
    assert carried_out(derivative(log(X * S), S), {"x": S}) == [derivative(log(X * S), S)]
    whole = integral(inner, S, ZERO, X)
    assert carried_out(whole, {"x": Y**2}) == [whole]
    assert carried_out(integral(derivative(log(X * S), S), S, ZERO, X), {"x": S**2}) == []


def test_a_constant_power_has_derivative_zero() -> None:
    assert differentiate(power(X, 0), "x") is ZERO


# -- levels ----------------------------------------------------------------------------------------------------------
LINE = Domain(("x", "a"), coordinates=("x",))


def needs(e: Expr, level: float) -> list[str]:
    return [str(c.expression) for c in conditions(e, level, LINE, "e") if isinstance(c, (Positive, NonZero))]


def test_an_integral_is_once_more_differentiable_than_its_integrand() -> None:
    primitive = integral(call("cbrt", S), S, number(0), X)
    assert needs(primitive, 1) == []
    assert needs(primitive, 2) == ["x"]  # cbrt(x) is not C^1 at 0
    assert needs(derivative(primitive, X), 0) == []
    assert needs(derivative(primitive, X), 1) == ["x"]
    constant = integral(sqrt(S), S, number(0), number(1))
    assert set(needs(constant, inf)) == {"s"}  # s >= 0 between 0 and 1 is enough
    assert all(not c.strict for c in conditions(constant, inf, LINE, "e") if isinstance(c, Positive))


def test_what_an_integrand_depends_on_moves() -> None:
    inner = integral(call("cbrt", S - A), S, number(0), number(1))
    assert needs(inner, 1) == []  # a is a parameter
    assert needs(derivative(inner, A), 0) != []  # until it is differentiated by
    nested = integral(integral(call("cbrt", Z - S), Z, number(0), number(1)), S, number(0), X)
    assert needs(nested, 1) == []
    assert needs(nested, 2) != []


def test_an_inverse_needs_open_conditions_of_every_root() -> None:
    assert all(c.strict for c in conditions(power(X, Fraction(999, 2)), inf, LINE, "e") if isinstance(c, Positive))


# -- claims ----------------------------------------------------------------------------------------------------------
def test_a_smaller_domain_of_the_metric_has_to_be_defined_along_the_map() -> None:
    line, small = Chart("x"), Chart("y", where=[above(call("exp", sqrt(Y)))])
    f = SmoothMap(line, Chart("y"), [X])
    verdict = verify(IsIsometric(f, Metric(line, [[1]]), Metric(small, [[1]])))
    assert verdict.word == "refuted"
    half = Chart("x", where=[above(X)])
    f = SmoothMap(half, Chart("y"), [X])
    assert verify(IsIsometric(f, Metric(half, [[1]]), Metric(small, [[1]]))).word == "proved"


def test_conditions_of_g_and_of_the_inverse_have_to_be_defined() -> None:
    line, small = Chart("x"), Chart("x", where=[above(call("exp", sqrt(X)))])
    assert verify(IsIsometric(identity(line), Metric(small, [[1]]), Metric(line, [[1]]))).word != "proved"
    inverse = SmoothMap(small, line, [X])
    claim = IsIsometry(identity(line), inverse, Metric(line, [[1]]), Metric(line, [[1]]))
    assert verify(claim).word != "proved"


def test_the_inverse_is_asked_for_at_all_orders_and_as_it_was_written() -> None:
    line, plane = Chart("x"), Chart("y z")
    for back in (Y + 0 * power(Z, Fraction(17, 2)), Y + 0 * power(Y, Z), Y + integral(sqrt(S), S, ZERO, Z)):
        f = SmoothMap(line, plane, [X, 0 * X])
        assert verify(IsEmbedding(f, SmoothMap(plane, line, [back]))).word != "proved"
    [asked] = [o for o in IsEmbedding(f, SmoothMap(plane, line, [Y])).obligations() if isinstance(o, Defined) and o.as_written]
    assert asked.level == inf
    assert asked.along[0].written is Y


@pytest.mark.parametrize(("sign", "word"), [(1, "proved"), (-1, "refuted")])
def test_a_composition_keeps_what_its_derivatives_need(sign: int, word: str) -> None:
    half, line = Chart("x", where=[above(X)]), Chart("y")
    slope = SmoothMap(line, euclidean(1), [derivative(log(Y), Y)])
    f = slope.compose(SmoothMap(half, line, [sign * 2 * X]))
    assert verify(IsIsometric(f, Metric(half, [[1 / (4 * X**4)]]))).word == word
    # through one more map
    g = SmoothMap(euclidean(1).chart, euclidean(1), [symbol("y1") * 2]).compose(f)
    assert verify(IsIsometric(g, Metric(half, [[1 / X**4]]))).word == word


def test_a_composition_that_cannot_say_what_it_needs_is_refused() -> None:
    half, line = Chart("x", where=[above(X)]), Chart("y")
    corner = SmoothMap(line, euclidean(1), [derivative(call("cbrt", Y) ** 3, Y)])
    with pytest.raises(ExpressionError, match="cannot compose"):
        corner.compose(SmoothMap(half, line, [X**2]))
    # Nothing is carried out, so nothing is lost.
    assert corner.compose(SmoothMap(half, line, [X])).components == (derivative(call("cbrt", X) ** 3, X),)
    smooth = SmoothMap(line, euclidean(1), [derivative(Expr("apply", ("r", Y)), Y)])
    assert smooth.compose(SmoothMap(half, line, [X**2])).through[0].target.where == ()


# -- connected slices --------------------------------------------------------------------------------------------------
def test_a_connected_set_may_have_slices_that_are_not() -> None:
    above_parabola = Domain(("x", "a"), positive=(A - (1 - X**2),), coordinates=("x",))
    assert is_connected(above_parabola)
    assert not is_connected(above_parabola, ("x",))
    inside = Domain(("x", "a"), positive=(A - X**2,), nonzero=(A,), integers=frozenset({"a"}), coordinates=("x",))
    assert is_connected(inside, ("x",))
    assert not is_connected(inside)


def test_an_inverse_that_is_composed_has_to_be_defined_on_its_way() -> None:
    for c, word in ((1, "proved"), (-1, "refuted")):
        line, plane, other = Chart("x"), Chart("y z"), Chart("u v")
        f = SmoothMap(line, plane, [X, number(c) + 0 * X])
        first = SmoothMap(plane, other, [Y, log(Z)])  # the second component is dropped on the way
        inverse = SmoothMap(other, line, [symbol("u")]).compose(first)
        assert verify(IsEmbedding(f, inverse)).word == word


def test_a_composition_stays_in_the_domain_that_its_first_map_was_given() -> None:
    line, positive, whole = Chart("x"), Chart("y", where=[above(Y)]), Chart("y")
    f = SmoothMap(whole, euclidean(1), [Y]).compose(SmoothMap(line, positive, [X]))
    assert verify(IsIsometric(f, Metric(line, [[1]]))).word == "refuted"
