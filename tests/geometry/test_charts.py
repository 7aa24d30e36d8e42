"""Charts: coordinates by name, strict inequalities as data, and errors that say what to do."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import And, Eq, Function, Integer, Symbol, oo, sqrt, true

from symgeo import (
    Chart,
    ChartMismatchError,
    DomainError,
    ExpressionError,
    IsIsometric,
    Metric,
    Proved,
    SmoothMap,
    coordinates,
    euclidean,
    parameters,
    verify,
)
from symgeo.expression import Expr, number, symbol
from symgeo.geometry.domain import Domain, inequality

names = st.text("abcdefgh", min_size=1, max_size=3)


def test_coordinates_and_parameters_are_real_symbols() -> None:
    (x,) = coordinates("x")
    (R,) = parameters("R", positive=True)
    assert x.is_real
    assert x.is_positive is None
    assert R.is_positive


@given(st.lists(names, min_size=1, max_size=5, unique=True))
def test_a_chart_takes_names_or_symbols_in_order(given_names: list[str]) -> None:
    by_text = Chart(" ".join(given_names))
    by_commas = Chart(", ".join(given_names))
    by_symbols = Chart([Symbol(n, real=True) for n in given_names])
    assert by_text == by_commas == by_symbols
    assert by_text.coordinates == tuple(given_names)
    assert by_text.dimension == len(given_names)
    assert [s.name for s in by_text.symbols] == given_names


def test_order_matters() -> None:
    assert Chart("x y") != Chart("y x")


def test_inequalities_are_kept_as_data() -> None:
    theta, phi = coordinates("theta phi")
    S2 = Chart([theta, phi], where=[0 < theta, theta < 3])
    assert [str(c) for c in S2.where] == ["theta > 0", "theta < 3"]
    assert S2.domain.positive == (symbol("theta"), number(3) - symbol("theta"))
    assert S2.domain.coordinates == ("theta", "phi")


def test_nothing_is_lost_to_a_positive_symbol() -> None:
    """SymPy evaluates 0 < r to True for a positive r; the chart must still know that r > 0."""
    r = Symbol("r", positive=True)
    assert (0 < r) is true
    assert Chart([r], where=[0 < r]).domain.positive == (symbol("r"),)
    assert Chart([r]).domain.positive == (symbol("r"),)
    assert Chart([Symbol("r", real=True)]).domain.positive == ()


def test_conjunctions_are_taken_apart_and_repetitions_dropped() -> None:
    x, y = coordinates("x y")
    assert Chart([x, y], where=[And(x > 0, y > 0), x > 0]).where == Chart([x, y], where=[x > 0, y > 0]).where


def test_symbols_are_bound_by_name() -> None:
    """Symbol("r") and Symbol("r", real=True) differ for SymPy; here both are the coordinate r. One that is assumed to be more
    than the coordinate is an error: SymPy has used the assumption (Abs(r) is r), and the chart does not have it."""
    plain, real, positive = Symbol("r"), Symbol("r", real=True), Symbol("r", positive=True)
    assert plain != real
    assert Chart([plain], where=[real + 1 > 2 - plain]).where[0].free_symbols == {"r"}
    chart = Chart([plain])
    assert chart.tree(real**2, "a scalar") is chart.tree(plain**2, "a scalar")
    for use in (lambda: Chart([plain], where=[positive + 1 > 2 - plain]), lambda: chart.tree(abs(positive), "a scalar")):
        with pytest.raises(ChartMismatchError, match="the symbol r in it is positive"):
            use()
    assert Chart([positive]).tree(abs(positive), "a scalar") is Chart([positive]).tree(plain, "a scalar")


ASSUMED = [
    ({}, "real", (), (), ()),
    ({"positive": True}, "positive", ("a",), (), ()),
    ({"nonnegative": True}, "nonnegative", (), ("a",), ()),
    ({"nonzero": True}, "nonzero", (), (), ("a",)),
    ({"integer": True}, "integer", (), (), ()),
    ({"integer": True, "positive": True}, "positive integer", ("a",), ("a - 1",), ()),
]


@pytest.mark.parametrize(("assumptions", "word", "positive", "nonnegative", "nonzero"), ASSUMED, ids=[a[1] for a in ASSUMED])
def test_what_is_assumed_of_parameters_becomes_part_of_the_domain(assumptions, word, positive, nonnegative, nonzero) -> None:
    (a,) = parameters("a", **assumptions)
    by_symbol, by_word = Chart("x", parameters=[a]), Chart("x", parameters={"a": word})
    assert by_symbol == by_word
    domain = by_symbol.domain
    assert domain.variables == ("x", "a")
    assert tuple(map(str, domain.positive)) == positive
    assert tuple(map(str, domain.nonnegative)) == nonnegative
    assert tuple(map(str, domain.nonzero)) == nonzero
    assert domain.integers == (frozenset("a") if "integer" in word else frozenset())


def test_relations_take_an_equation_or_an_expression() -> None:
    (u,) = coordinates("u")
    r = Function("r")
    from sympy import Derivative, Eq

    speed = Derivative(r(u), u) ** 2
    assert Chart([u], relations=[Eq(speed, 1)]).relations == Chart([u], relations=[speed - 1]).relations


ERRORS = [
    (lambda: Chart("x x"), ChartMismatchError, "cannot make a chart with coordinates x, x: needs distinct names."),
    (lambda: Chart("x", parameters=["x"]), ChartMismatchError, "x is a coordinate and a parameter. Rename one of the two."),
    (lambda: Chart([3]), ChartMismatchError, "cannot use 3 as a coordinate or parameter: needs a symbol or a name."),
    (lambda: Chart("x", parameters={"a": "complex"}), DomainError, "cannot assume that a is 'complex': needs one of real, positive"),
    (
        lambda: Chart("x", where=[Symbol("x", real=True) >= 0]),
        DomainError,
        "needs a strict inequality (< or >), so that the domain is open.",
    ),
    (lambda: Chart("x", where=[False]), DomainError, "cannot use a condition that is False: needs a domain that is not empty."),
    (lambda: Chart([Symbol("n", integer=True)]), DomainError, "it is declared integer, and coordinates range over an open set."),
    (lambda: Chart("r", where=[Symbol("rr") > 0]), ChartMismatchError, "the symbol rr is neither a coordinate nor a parameter of Chart(r"),
]


@pytest.mark.parametrize(("make", "error", "words"), ERRORS, ids=range(len(ERRORS)))
def test_the_wording_of_errors(make, error, words) -> None:
    with pytest.raises(error) as caught:
        make()
    assert words in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_a_misspelt_symbol_is_told_its_neighbour() -> None:
    with pytest.raises(ChartMismatchError, match=r"Did you mean theta\?"):
        Chart("theta phi").tree(Symbol("thta"), "a metric entry")
    with pytest.raises(ChartMismatchError, match=r"Declare it: Chart\(\.\.\., parameters=\[\.\.\.\]\)\."):
        Chart("x").tree(Symbol("Omega"), "a metric entry")


# -- domains -----------------------------------------------------------------------------------------------------------
def test_inequalities_point_the_right_way() -> None:
    a, b = symbol("a"), symbol("b")
    assert inequality(Expr("lt", (a, b))) is b - a
    assert inequality(Expr("gt", (a, b))) is a - b


def test_restrict_substitute_and_map() -> None:
    x, a = symbol("x"), symbol("a")
    domain = Domain(("x", "a"), (x - a,), (), (a,), frozenset("a"), ("x",))
    smaller = domain.restrict(positive=(number(1) - x,), variables=("s",))
    assert smaller.variables == ("x", "a", "s")
    assert smaller.positive == (x - a, number(1) - x)
    slice_ = domain.substitute("a", number(Fraction(1, 2)))
    assert slice_.variables == ("x",)
    assert slice_.integers == frozenset()
    assert slice_.positive == ((x - a).substitute({"a": number(Fraction(1, 2))}),)
    assert domain.map(lambda e: e * 2).nonzero == (a * 2,)


# -- nothing that was said is dropped ----------------------------------------------------------------------------------
BEYOND = [{"negative": True}, {"even": True}, {"integer": True, "nonnegative": True}, {"zero": True}, {"prime": True}, {"rational": True}]


@pytest.mark.parametrize("assumptions", BEYOND, ids=str)
def test_what_a_symbol_assumes_is_used_or_refused(assumptions: dict[str, bool]) -> None:
    """A claim for a < 0 must not be refuted by a = 1: what charts cannot express is an error, and where=[...] says it."""
    with pytest.raises(DomainError, match=r"cannot use what is assumed of a \(.*State the rest by where="):
        Chart("x", parameters=[Symbol("a", **assumptions)])
    with pytest.raises(DomainError, match="cannot use what is assumed of a"):
        Chart([Symbol("a", **assumptions)])


def test_harmless_assumptions_are_real() -> None:
    for assumptions in ({}, {"complex": True}, {"finite": True}, {"extended_real": True}):
        assert Chart("x", parameters=[Symbol("a", **assumptions)]).parameters == (("a", "real"),)


def test_negative_parameters_by_a_condition() -> None:
    (a,) = parameters("a")
    x = Symbol("x", real=True)
    below = Chart([x], where=[a < 0], parameters=[a])
    f = SmoothMap(below, euclidean(1), [sqrt(-a) * x])
    assert isinstance(verify(IsIsometric(f, Metric(below, [[-a]]))), Proved)


def test_one_name_is_one_parameter() -> None:
    with pytest.raises(ChartMismatchError, match=r"cannot declare a as positive and as real: needs one assumption\. Declare it once\."):
        Chart("x", parameters=[Symbol("a", positive=True), Symbol("a", real=True)])


def test_joined_charts_share_their_parameters() -> None:
    (a,) = parameters("a", positive=True)
    (b,) = parameters("b")
    first, second = Chart("x", parameters=[a]), Chart("y", where=[b < 1, Symbol("y") < a], parameters=[a, b])
    joined = first.joined(second)
    assert joined.coordinates == ("x",)
    assert joined.parameters == (("a", "positive"), ("b", "real"))
    assert [str(c) for c in joined.where] == ["b < 1"]
    assert first.joined(Chart("y")) is first


RELATIONS = [
    (lambda x, F: Eq(F(x), F(x)), None),
    (lambda x, F: F(x) > 1, "needs an equation, or an expression that vanishes. Conditions belong to where=[...]"),
    (lambda x, F: Eq(Integer(1), 2), "needs an equation"),
    (lambda x, F: F(Symbol("y")), "cannot use F(y) as a relation of the chart: the symbol y is neither"),
]


@pytest.mark.parametrize(("relation", "words"), RELATIONS, ids=range(len(RELATIONS)))
def test_relations_are_equations_on_the_chart(relation, words) -> None:
    x, F = Symbol("x", real=True), Function("F")
    if words is None:
        assert Chart([x], relations=[relation(x, F)]).relations == ()
    else:
        with pytest.raises(ValueError) as caught:  # noqa: PT011
            Chart([x], relations=[relation(x, F)])
        assert words in str(caught.value)


def test_conditions_and_infinities_are_no_scalars() -> None:
    x = Symbol("x", real=True)
    for value in (x > 0, True, oo):
        with pytest.raises(ExpressionError, match="as a component: needs a real number at each point"):
            SmoothMap(Chart([x]), euclidean(1), [value])
