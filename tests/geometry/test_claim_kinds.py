"""Claims: which objects fit together, and that no claim is proved of objects that do not.

Each true claim stands beside a twin that is false, or cannot be stated.
"""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from sympy import Derivative, Function, Symbol, cos, diag, exp, log, pi, sin

from symgeo import (
    AgreeOnOverlap,
    AllHold,
    Chart,
    ChartMismatchError,
    IsConformal,
    IsEmbedding,
    IsHomothetic,
    IsImmersion,
    IsIsometric,
    IsIsometry,
    IsNondegenerate,
    IsRiemannian,
    Manifold,
    Metric,
    NotAMetricError,
    Proved,
    Refuted,
    SmoothMap,
    Undecided,
    coordinates,
    euclidean,
    flat,
    minkowski,
    parameters,
    verify,
)

x, y, w, u, v = coordinates("x y w u v")
y1, y2 = euclidean(2).chart.symbols
(a,) = parameters("a", positive=True)
LINE, HALF_LINE = Chart([x]), Chart([x], where=[x > 0])
R1, R2 = euclidean(1), euclidean(2)
UNIT = Metric(LINE, [[1]])


def word(claim) -> str:
    return verify(claim).word


# -- each kind with a false twin ---------------------------------------------------------------------------------------
PLANE = Chart([x, y])
DOT = Metric(PLANE, diag(1, 1))
TWICE = SmoothMap(PLANE, R2, [2 * x, 2 * y])
STRETCH = SmoothMap(PLANE, R2, [2 * x, y])
SQUARE = SmoothMap(PLANE, R2, [x**2 - y**2, 2 * x * y])
OFF_ORIGIN = SmoothMap(Chart([x, y], where=[x**2 + y**2 > 0]), R2, [x**2 - y**2, 2 * x * y])
TURN = SmoothMap(PLANE, R2, [-y, x])
TURN_BACK = SmoothMap(R2, PLANE, [y2, -y1])
GRAPH = SmoothMap(PLANE, euclidean(3), [x, y, x * y])

KINDS = {
    "isometric": (IsIsometric(TURN, DOT), IsIsometric(TWICE, DOT)),
    "homothetic": (IsHomothetic(TWICE, DOT), IsHomothetic(STRETCH, DOT)),
    "homothetic, factor": (IsHomothetic(TWICE, DOT, factor=4), IsHomothetic(TWICE, DOT, factor=2)),
    "homothetic, positive factor": (IsHomothetic(TWICE, DOT, factor=4), IsHomothetic(TWICE, DOT, flat([-1, -1], names="y"), factor=-4)),
    "conformal": (IsConformal(OFF_ORIGIN, Metric(OFF_ORIGIN.source, diag(1, 1))), IsConformal(STRETCH, DOT)),
    "conformal, factor": (
        IsConformal(OFF_ORIGIN, Metric(OFF_ORIGIN.source, diag(1, 1)), factor=4 * (x**2 + y**2)),
        IsConformal(OFF_ORIGIN, Metric(OFF_ORIGIN.source, diag(1, 1)), factor=4),
    ),
    "immersion": (IsImmersion(OFF_ORIGIN), IsImmersion(SQUARE)),
    "nondegenerate": (IsNondegenerate(Metric(PLANE, diag(1, -1))), IsNondegenerate(Metric(PLANE, diag(1, x)))),
    "riemannian": (IsRiemannian(Metric(PLANE, diag(1, 1 + x**2))), IsRiemannian(Metric(PLANE, diag(1, -1)))),
    "isometry": (IsIsometry(TURN, TURN_BACK, DOT), IsIsometry(TURN, SmoothMap(R2, PLANE, [-y2, y1]), DOT)),
    "overlap": (
        AgreeOnOverlap(SmoothMap(PLANE, Chart([u, v]), [y, x]), DOT, Metric(Chart([u, v]), diag(1, 1))),
        AgreeOnOverlap(SmoothMap(PLANE, Chart([u, v]), [y, x]), DOT, Metric(Chart([u, v]), diag(1, 4))),
    ),
    "all": (AllHold((IsImmersion(TWICE), IsIsometric(TURN, DOT))), AllHold((IsImmersion(TWICE), IsIsometric(TWICE, DOT)))),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_true_claim_and_a_false_twin(kind: str) -> None:
    true, false = KINDS[kind]
    assert isinstance(verify(true), Proved)
    assert isinstance(verify(false), Refuted)


def test_an_embedding_and_a_wrong_left_inverse() -> None:
    back = SmoothMap(euclidean(3), PLANE, euclidean(3).chart.symbols[:2])
    assert word(IsEmbedding(GRAPH, back)) == "proved"
    swapped = SmoothMap(euclidean(3), PLANE, euclidean(3).chart.symbols[1:])
    assert word(IsEmbedding(GRAPH, swapped)) == "refuted"


def test_claims_are_frozen_values() -> None:
    claim = IsIsometric(TURN, DOT)
    assert claim == IsIsometric(TURN, DOT)
    assert hash(claim) == hash(IsIsometric(TURN, DOT))
    with pytest.raises(FrozenInstanceError):
        claim.f = TWICE  # type: ignore[misc]


def test_the_light_cone_is_immersed_though_its_metric_is_degenerate() -> None:
    cone = SmoothMap(Chart([x, y], where=[x > 0]), minkowski(3), [x, x * cos(y), x * sin(y)])
    assert word(IsImmersion(cone)) == "proved"
    assert word(IsNondegenerate(cone.pullback())) == "refuted"


def test_a_metric_that_is_not_symmetric_is_no_metric() -> None:
    with pytest.raises(NotAMetricError, match="needs a symmetric one"):
        verify(IsRiemannian(Metric(PLANE, [[1, 1], [0, 1]])))
    hidden = Metric(PLANE, [[1, sin(x) ** 2 + cos(x) ** 2 - 1], [0, 1]])
    assert word(IsRiemannian(hidden)) == "proved"


# -- factors -----------------------------------------------------------------------------------------------------------
def test_a_homothetic_factor_is_one_constant_and_positive() -> None:
    grow = SmoothMap(LINE, R1, [exp(x)])
    given = Metric(LINE, [[1]])
    assert word(IsConformal(grow, given, factor=exp(2 * x))) == "proved"
    assert word(IsHomothetic(grow, given, factor=exp(2 * x))) == "refuted"
    shrink = SmoothMap(LINE, flat([-1]), [x])
    assert word(IsHomothetic(shrink, given)) == "refuted"
    assert word(IsHomothetic(SmoothMap(LINE, R1, [0]), given, factor=0)) == "refuted"


def test_a_factor_may_depend_on_parameters_of_any_chart() -> None:
    target = Metric(Chart("y1", parameters=[a]), [[a]])
    f = SmoothMap(LINE, target, [3 * x])
    assert word(IsHomothetic(f, UNIT, factor=9 * a)) == "proved"
    found = verify(IsHomothetic(f, UNIT))
    assert isinstance(found, Proved)
    assert str(found.factor) in ("9*a", "a*9")
    with pytest.raises(ChartMismatchError, match="cannot use b as the factor"):
        IsHomothetic(f, UNIT, factor=Symbol("b"))


# -- charts that fit ---------------------------------------------------------------------------------------------------
def test_metrics_live_on_source_and_target() -> None:
    elsewhere = Metric(Chart("u"), [[1]])
    with pytest.raises(ChartMismatchError, match="cannot compare the pullback with a metric on Chart"):
        verify(IsIsometric(SmoothMap(LINE, R1, [x]), elsewhere))
    with pytest.raises(ChartMismatchError, match="cannot pull back a metric on"):
        verify(IsIsometric(SmoothMap(LINE, R1, [x]), UNIT, elsewhere))


def test_an_inverse_is_bound_by_name() -> None:
    """A constant map is no embedding, even if its "inverse" is named so that it gives back the source's own coordinate."""
    constant = SmoothMap(LINE, R2, [0, 0])
    with pytest.raises(ChartMismatchError, match="cannot use an inverse that starts on"):
        IsEmbedding(constant, SmoothMap(Chart([x, w]), LINE, [x]))
    with pytest.raises(ChartMismatchError, match="cannot use an inverse that ends on"):
        IsIsometry(SmoothMap(LINE, R1, [x]), SmoothMap(R1, Chart([w]), [y1]), UNIT)
    assert word(IsEmbedding(constant, SmoothMap(R2, LINE, [y1]))) == "refuted"


def test_an_isometry_is_onto_the_whole_target() -> None:
    metric = Metric(LINE, [[exp(2 * x)]])
    half = Chart([y1], where=[y1 > 0])
    logarithm = SmoothMap(half, LINE, [log(y1)])
    assert word(IsIsometry(SmoothMap(LINE, Metric(half, [[1]]), [exp(x)]), logarithm, metric)) == "proved"
    assert word(IsIsometry(SmoothMap(LINE, R1, [exp(x)]), logarithm, metric)) == "refuted"


def test_the_inverse_of_an_isometry_stays_in_the_source() -> None:
    metric = Metric(HALF_LINE, [[1]])
    half = Chart([y1], where=[y1 > 0])
    assert word(IsIsometry(SmoothMap(HALF_LINE, Metric(half, [[1]]), [x]), SmoothMap(half, LINE, [y1]), metric)) == "proved"
    assert word(IsIsometry(SmoothMap(HALF_LINE, R1, [x]), SmoothMap(R1, LINE, [y1]), metric)) == "refuted"


def test_a_metric_may_live_on_a_larger_domain_and_not_on_a_smaller_one() -> None:
    f, on_half = SmoothMap(LINE, R1, [x]), SmoothMap(HALF_LINE, R1, [x])
    half_metric = Metric(HALF_LINE, [[1]])
    assert word(IsIsometric(on_half, UNIT)) == "proved"
    assert word(IsIsometric(f, half_metric)) == "refuted"
    assert word(IsIsometric(SmoothMap(Chart([x], where=[x > 1]), R1, [x]), half_metric)) == "proved"
    half_target = Metric(Chart([y1], where=[y1 > 0]), [[1]])
    assert word(IsIsometric(f, UNIT, half_target)) == "refuted"
    assert word(IsIsometric(on_half, UNIT, half_target)) == "proved"


# -- parameters --------------------------------------------------------------------------------------------------------
def test_a_parameter_is_one_number_for_all_charts() -> None:
    f = SmoothMap(LINE, R1, [x])
    assert word(IsIsometric(f, Metric(Chart([x], parameters=[a]), [[a]]))) == "refuted"
    assert word(IsHomothetic(f, Metric(Chart([x], parameters=[a]), [[a]]), factor=1 / a)) == "proved"
    stretched = Metric(Chart([y1], parameters=[a]), [[a**2]])
    assert word(IsIsometric(SmoothMap(Chart([x], parameters=[a]), R1, [x / a]), UNIT, stretched)) == "proved"


def test_a_parameter_with_two_assumptions_is_refused() -> None:
    f = SmoothMap(Chart([x], parameters={"a": "real"}), R1, [x])
    with pytest.raises(ChartMismatchError, match=r"needs one assumption, got real and positive\. Declare it alike\."):
        verify(IsIsometric(f, Metric(Chart([x], parameters=[a]), [[a]])))


def test_a_parameter_of_the_target_is_no_coordinate_of_the_source() -> None:
    """Substitution would take the target's parameter x for the source's coordinate x."""
    target = Metric(Chart([y1], parameters=["x"]), [[x**2]])
    with pytest.raises(ChartMismatchError, match="it is a coordinate of"):
        verify(IsIsometric(SmoothMap(LINE, target, [x]), Metric(LINE, [[x**2]])))


def test_integer_parameters_of_the_target_stay_integers() -> None:
    """cos(2 pi n) = 1 for integers n only."""
    (n,) = parameters("n", integer=True)
    (q,) = parameters("n")
    for symbol, expected in ((n, "proved"), (q, "refuted")):
        # Written without SymPy's own evaluation, which would know it at once.
        target = Metric(Chart([y1], parameters=[symbol]), [[cos(2 * pi * Symbol("n", real=True))]])
        assert word(IsIsometric(SmoothMap(LINE, target, [x]), UNIT)) == expected


# -- undefined functions -----------------------------------------------------------------------------------------------
F = Function("F")
SLOPE_ONE = [Derivative(F(x), x) - 1]


def test_relations_are_taken_from_every_chart_of_a_claim() -> None:
    plain, with_relation = LINE, Chart([x], relations=SLOPE_ONE)
    graph = [x, F(x)]
    assert word(IsIsometric(SmoothMap(with_relation, R2, graph), Metric(plain, [[2]]))) == "proved"
    assert word(IsIsometric(SmoothMap(plain, R2, graph), Metric(with_relation, [[2]]))) == "proved"
    assert word(IsIsometric(SmoothMap(plain, R2, graph), Metric(plain, [[2]]))) == "refuted"
    assert word(IsNondegenerate(Metric(with_relation, [[Derivative(F(x), x)]]))) == "proved"
    assert word(AllHold((IsIsometric(SmoothMap(with_relation, R2, graph), Metric(plain, [[2]])),))) == "proved"


def test_relations_on_the_target_hold_along_f() -> None:
    target = Metric(Chart([y1], relations=[F(y1) - 1]), [[F(y1)]])
    assert IsIsometric(SmoothMap(LINE, target, [2 * x]), Metric(LINE, [[4]])).relations[0].free_symbols == {"x"}
    assert word(IsIsometric(SmoothMap(LINE, target, [2 * x]), Metric(LINE, [[4]]))) != "refuted"


def test_claims_with_different_relations_are_not_joined() -> None:
    one = IsImmersion(SmoothMap(Chart([x], relations=SLOPE_ONE), R1, [F(x)]))
    other = IsImmersion(SmoothMap(LINE, R1, [F(x)]))
    assert word(one) == "proved"
    with pytest.raises(ChartMismatchError, match="needs the same relations on undefined functions in each"):
        AllHold((one, other))


# -- manifolds ---------------------------------------------------------------------------------------------------------
def circle() -> tuple[Manifold, tuple[Metric, Metric]]:
    """The circle by two stereographic charts."""
    left, right = Chart([x]), Chart([y])
    there = SmoothMap(Chart([x], where=[x > 0]), right, [1 / x])
    back = SmoothMap(Chart([y], where=[y > 0]), left, [1 / y])
    metrics = tuple(Metric(c, [[4 / (1 + s**2) ** 2]]) for c, s in ((left, x), (right, y)))
    return Manifold((left, right), (there, back)), metrics  # type: ignore[return-value]


def test_metrics_agree_on_overlaps() -> None:
    manifold, (g, h) = circle()
    assert word(manifold.agree((g, h))) == "proved"
    assert word(manifold.agree((g, Metric(h.chart, [[1]])))) == "refuted"


def test_what_a_manifold_needs() -> None:
    manifold, (g, h) = circle()
    with pytest.raises(ChartMismatchError, match=r"no metric is given on Chart\(y\)"):
        manifold.agree((g,))
    with pytest.raises(ChartMismatchError, match="there are no transition maps"):
        Manifold(manifold.charts).agree((g, h))
    stray = SmoothMap(Chart([u]), h.chart, [u])
    with pytest.raises(ChartMismatchError, match="needs a transition between charts of the manifold"):
        Manifold(manifold.charts, (stray,)).agree((g, h))
    with pytest.raises(ChartMismatchError, match="needs one claim or more"):
        AllHold(())


# -- nothing is proved where nothing holds -----------------------------------------------------------------------------
def test_a_claim_is_about_the_whole_domain() -> None:
    inverse_square = Metric(HALF_LINE, [[1 / x**2]])
    assert word(IsIsometric(SmoothMap(HALF_LINE, R1, [log(x)]), inverse_square)) == "proved"
    assert word(IsIsometric(SmoothMap(LINE, R1, [log(x)]), Metric(LINE, [[1 / x**2]]))) == "refuted"


def test_a_factor_that_nobody_gave_is_unknown_among_the_obligations() -> None:
    """Whoever asks for the obligations of a claim without a factor is told so; `verify` looks for the factor first."""
    claim = IsHomothetic(TWICE, DOT)
    assert [type(o).__name__ for o in claim.obligations()] == ["Unknown"]
    assert isinstance(verify(AllHold((claim,))), (Proved, Undecided))
