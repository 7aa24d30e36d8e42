"""Metrics and maps: shapes, binding by name, what SymPy sees, and errors that say what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Matrix, Symbol, cos, diag, exp, eye, log, sin

from symgeo import (
    Chart,
    ChartMismatchError,
    ExpressionError,
    IsIsometric,
    Metric,
    NotAMetricError,
    Proved,
    SmoothMap,
    Undecided,
    coordinates,
    euclidean,
    flat,
    identity,
    minkowski,
    parameters,
    verify,
)

r, t = coordinates("r t")
polar_chart = Chart([r, t], where=[r > 0])
polar = SmoothMap(polar_chart, euclidean(2), [r * cos(t), r * sin(t)])


# -- metrics -----------------------------------------------------------------------------------------------------------
def test_a_metric_takes_lists_and_matrices() -> None:
    expected = Metric(polar_chart, [[1, 0], [0, r**2]])
    assert Metric(polar_chart, diag(1, r**2)) == expected
    assert Metric(polar_chart, ((1, 0), (0, r**2))) == expected
    assert expected.matrix == diag(1, Symbol("r", real=True) ** 2)
    assert Metric(polar_chart, expected.matrix) == expected


def test_a_metric_binds_by_name() -> None:
    assert Metric(polar_chart, diag(1, Symbol("r") ** 2)) == Metric(polar_chart, diag(1, Symbol("r", positive=True) ** 2))


@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=1, max_size=6))
def test_flat_metrics(signature: list[int]) -> None:
    h = flat(signature)
    assert h.matrix == diag(*signature)
    assert h.chart.coordinates == tuple(f"y{i + 1}" for i in range(len(signature)))


def test_the_two_flat_metrics_with_names() -> None:
    assert euclidean(3).matrix == eye(3)
    assert minkowski(4).matrix == diag(-1, 1, 1, 1)
    assert flat([1, 1], names="u").chart.coordinates == ("u1", "u2")


METRIC_ERRORS = [
    ([[1, 0]], "needs a matrix of shape (2, 2), got 1 rows of length 2."),
    ([[1, 0], [0]], "got 2 rows of length 1 or 2."),
    ([1, 2], "got 2 rows of length 0."),
    (7, "got int."),
    (eye(3), "got 3 rows of length 3."),
]


@pytest.mark.parametrize(("entries", "words"), METRIC_ERRORS, ids=range(len(METRIC_ERRORS)))
def test_a_metric_of_the_wrong_shape(entries, words) -> None:
    with pytest.raises(NotAMetricError) as caught:
        Metric(polar_chart, entries)
    assert words in str(caught.value)
    assert str(caught.value).startswith("cannot make a metric on Chart(r, t; r > 0)")


def test_other_errors_about_metrics() -> None:
    with pytest.raises(NotAMetricError, match=r"needs a signature of -1, 0 and 1, got \[2\]"):
        flat([2])
    with pytest.raises(ChartMismatchError, match="the symbol s is neither a coordinate nor a parameter"):
        Metric(polar_chart, diag(1, Symbol("s")))
    with pytest.raises(ExpressionError, match=r"cannot use the floating-point number 0\.5"):
        Metric(polar_chart, diag(1, 0.5 * r))


# -- maps --------------------------------------------------------------------------------------------------------------
def test_the_differential_has_shape_m_by_n() -> None:
    helix = SmoothMap(Chart("t"), euclidean(3), [cos(t), sin(t), t])
    assert helix.differential == Matrix([-sin(t), cos(t), 1])
    assert helix.differential.shape == (3, 1)
    assert polar.differential == Matrix([[cos(t), -r * sin(t)], [sin(t), r * cos(t)]])
    assert polar.expressions == (r * cos(t), r * sin(t))


def test_a_map_into_a_metric_remembers_it() -> None:
    assert polar.ambient == euclidean(2)
    assert polar.pullback() == polar.pullback(euclidean(2))
    silent = SmoothMap(polar_chart, euclidean(2).chart, polar.components)
    assert silent.ambient is None
    with pytest.raises(ChartMismatchError, match="cannot pull back without a metric on the target"):
        silent.pullback()


def test_components_from_a_column() -> None:
    assert SmoothMap(polar_chart, euclidean(2), Matrix([r * cos(t), r * sin(t)])) == polar


def test_the_pullback_is_the_first_fundamental_form() -> None:
    pulled = polar.pullback()
    assert pulled.chart == polar_chart
    assert pulled.matrix.applyfunc(lambda e: e.simplify()) == diag(1, r**2)


def test_the_pullback_evaluates_h_along_f() -> None:
    x, y = coordinates("x y")
    half_plane = Metric(Chart([x, y], where=[y > 0]), eye(2) / y**2)
    scale = SmoothMap(Chart([r, t], where=[t > 0]), half_plane, [3 * r, 3 * t])
    assert scale.pullback().matrix == eye(2) / t**2


def test_identity() -> None:
    assert identity(polar_chart).expressions == (r, t)
    assert identity(polar_chart).differential == eye(2)


MAP_ERRORS = [
    (lambda: SmoothMap(polar_chart, euclidean(2), [r]), "needs 2 components, got 1. Give one for each target coordinate."),
    (lambda: SmoothMap(polar_chart, euclidean(1), [Symbol("q")]), "cannot use q as a component"),
    (lambda: polar.pullback(euclidean(3)), "cannot pull back a metric on Chart(y1, y2, y3): needs one on the target Chart(y1, y2)"),
    (lambda: polar.compose(polar), "cannot compose: needs a map into Chart(r, t; r > 0), got one into Chart(y1, y2)"),
    (lambda: SmoothMap(polar_chart, polar_chart, [log(r), Symbol("y", real=False)]), "cannot use the symbol y: needs a real symbol."),
]


@pytest.mark.parametrize(("make", "words"), MAP_ERRORS, ids=range(len(MAP_ERRORS)))
def test_the_wording_of_errors(make, words) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        make()
    assert words in str(caught.value)


# -- composition -------------------------------------------------------------------------------------------------------
def test_composition_is_first_the_argument() -> None:
    y1, y2 = euclidean(2).chart.symbols
    turn = SmoothMap(euclidean(2), euclidean(2), [-y2, y1])
    shift = SmoothMap(euclidean(2), euclidean(2), [y1 + 1, y2])
    assert turn.compose(shift).expressions == (-y2, y1 + 1)
    assert shift.compose(turn).expressions == (1 - y2, y1)


def test_composition_forgets_no_domain() -> None:
    """(log y, 0) o (x): the outer map is defined for y > 0 only, also where its first component is not used."""
    x, y = coordinates("x y")
    line, half_line = Chart([x]), Chart([y], where=[y > 0])
    into = SmoothMap(line, Chart([y]), [x])
    constant = SmoothMap(half_line, euclidean(1), [2 * y])
    doubled = IsIsometric(constant.compose(into), Metric(line, [[4]]))
    assert not isinstance(verify(doubled), Proved)
    inside = SmoothMap(line, Chart([y]), [exp(x)])
    assert isinstance(verify(IsIsometric(constant.compose(inside), Metric(line, [[4 * exp(2 * x)]]))), Proved)


def test_composition_forgets_no_component() -> None:
    """(x, 1/x) followed by the projection to the first coordinate is defined where both are."""
    x, y1, y2 = coordinates("x y1 y2")
    line, punctured = Chart([x]), Chart([x], where=[x > 0])
    first = SmoothMap(Chart([y1, y2]), euclidean(1), [y1])
    for chart, proved in ((line, False), (punctured, True)):
        composed = first.compose(SmoothMap(chart, Chart([y1, y2]), [x, 1 / x]))
        assert isinstance(verify(IsIsometric(composed, Metric(chart, [[1]]))), Proved) is proved
        twice = SmoothMap(Chart("y1"), euclidean(1), [y1]).compose(SmoothMap(chart, Chart("y1"), [x]))
        assert isinstance(verify(IsIsometric(twice, Metric(chart, [[1]]))), Proved)


def test_composition_of_three_keeps_every_step() -> None:
    x, y, z = coordinates("x y z")
    one = SmoothMap(Chart([x]), Chart([y]), [x])
    two = SmoothMap(Chart([y], where=[y > 0]), Chart([z]), [y])
    three = SmoothMap(Chart([z], where=[z < 1]), euclidean(1), [z])
    left, right = three.compose(two).compose(one), three.compose(two.compose(one))
    for composed in (left, right):
        conditions = {str(c) for step in composed.through for c in step.target.where}
        assert conditions == {"y > 0", "z < 1"}
        assert not isinstance(verify(IsIsometric(composed, Metric(Chart([x]), [[1]]))), (Proved, Undecided))


def test_parameters_of_the_target_come_along() -> None:
    (a,) = parameters("a", positive=True)
    x, y = coordinates("x y")
    target = Metric(Chart([y], parameters=[a]), [[a**2]])
    f = SmoothMap(Chart([x], parameters=[a]), target, [x / a])
    assert isinstance(verify(IsIsometric(f, Metric(Chart([x]), [[1]]))), Proved)
    plain = SmoothMap(Chart([x]), target, [x])
    assert IsIsometric(plain, Metric(Chart([x]), [[1]])).domain.variables == ("x", "a")


# -- what a map does not touch -----------------------------------------------------------------------------------------
def test_components_stay_as_they_were_written() -> None:
    """x/x written as a tree is no 1: at x = 0 it is not defined, and a claim about it has to notice."""
    line = Chart("x")
    x = line.tree(Symbol("x"), "a scalar")
    quotient = SmoothMap(line, euclidean(1), [x / x * x])
    assert str(quotient.components[0]) == "x/x*x"
    assert not isinstance(verify(IsIsometric(quotient, Metric(line, [[1]]))), Proved)
    assert isinstance(verify(IsIsometric(SmoothMap(line, euclidean(1), [x]), Metric(line, [[1]]))), Proved)
