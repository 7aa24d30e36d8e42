"""Claims at which a derivation could say something false: letters that collide, parts, targets, inverses, counterexamples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sympy import Abs, Derivative, Function, Integral, cos, exp, pi, sin

from symgeo.expression import Expr
from symgeo.geometry.chart import Chart, coordinates, parameters
from symgeo.geometry.claims import (
    AllHold,
    IsConformal,
    IsHomothetic,
    IsImmersion,
    IsIsometric,
    IsIsometry,
    IsRiemannian,
)
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric, euclidean
from symgeo.notation import text
from symgeo.present.derivation import Bullets, Chain, Definition, Derivation, Paragraph, Text
from symgeo.present.derive import derive

x, y, u, v = coordinates("x y u v")
PLANE = Chart([x, y])
FLAT = Metric(PLANE, [[1, 0], [0, 1]])


def words(made: Derivation, of: Text) -> str:
    return "".join(w if isinstance(w, str) else text(made.notation.write(w)) if isinstance(w, Expr) else text(w) for w in of)


def printed(made: Derivation) -> Iterator[str]:
    """Everything that a derivation says, line by line."""
    for block in (*made.statement, *(b for s in made.sections for b in s.blocks)):
        if isinstance(block, Paragraph):
            yield words(made, block.text)
        elif isinstance(block, Bullets):
            yield from (words(made, item) for item in block.items)
        elif isinstance(block, Definition):
            yield from (f"{text(left)} = {text(right)}" for left, right in block.rows)
        elif isinstance(block, Chain):
            yield words(made, block.where)
            yield f"{text(block.label) if block.label else ''} = {text(made.notation.write(block.start))}"
            for step in block.steps:
                yield f"= {text(made.notation.write(step.expression))} {{{words(made, step.reason)}}}"
    for part in made.parts:
        yield from printed(part)
    yield words(made, made.conclusion)


def said(claim: Any) -> str:
    return "\n".join(printed(derive(claim)))


def test_letters_of_factors_are_those_of_nothing_else() -> None:
    (c,) = parameters("c", positive=True)
    chart = Chart([x, y], parameters=[c])
    f = SmoothMap(chart, euclidean(2), [c * x, c * y])
    assert "with the constant C = c²" in said(IsHomothetic(f, FLAT))
    assert "C g_xx = 3" in said(IsHomothetic(f, FLAT, factor=c))
    named = Chart([x, y], parameters={"lambda": "real"})
    assert "with the function μ = 4" in said(IsConformal(SmoothMap(named, euclidean(2), [2 * x, 2 * y]), FLAT))


def test_a_claimed_factor_that_is_wrong_is_followed_by_the_right_one() -> None:
    f = SmoothMap(PLANE, euclidean(2), [2 * x, 2 * y])
    assert "homothetic: proved, with f^(*)h = cg and c = 4." in said(IsHomothetic(f, FLAT, factor=3))


def test_both_compositions_are_told_apart_where_coordinates_have_the_same_names() -> None:
    other = Chart([x, y])
    claim = IsIsometry(SmoothMap(PLANE, other, [x + 1, y]), SmoothMap(other, PLANE, [x - 1, y]), FLAT, Metric(other, [[1, 0], [0, 1]]))
    out = said(claim)
    assert "(ψ ∘ f)_x = (x + 1) − 1" in out
    assert "(f ∘ ψ)_x = (x − 1) + 1" in out


def test_what_fails_for_the_inverse_is_not_said_of_the_map() -> None:
    half, line = Chart([x], where=[x > 0]), Chart([u])
    claim = IsIsometry(SmoothMap(half, line, [x]), SmoothMap(line, half, [u]), Metric(half, [[1]]), Metric(line, [[1]]))
    out = said(claim)
    assert "it is not true that ψ maps into the domain" in out
    assert "f maps into the" not in out


def test_domains_of_targets_and_metrics_are_stated() -> None:
    half = Chart([u, v], where=[v > 0])
    f = SmoothMap(PLANE, half, [x, exp(y)])
    out = said(IsIsometric(f, Metric(PLANE, [[1, 0], [0, exp(2 * y)]]), Metric(half, [[1, 0], [0, 1]])))
    assert "Euclidean metric of ℝ², on the points (u, v) with v > 0" in out
    assert "so that f maps into the domain of the target" in out
    right = Chart([x, y], where=[x > 0])
    assert "The metric g is given for x > 0" in said(IsIsometric(SmoothMap(PLANE, euclidean(2), [x, y]), Metric(right, [[1, 0], [0, 1]])))


def test_what_a_target_assumes_of_its_own_parameters_is_stated() -> None:
    (a,) = parameters("a")
    target = Chart([u, v], where=[a > 1], parameters=[a])
    out = said(IsIsometric(SmoothMap(PLANE, target, [x, y]), FLAT, Metric(target, [[1, 0], [0, 1]])))
    assert "with the real parameter a, where a > 1" in out


def test_maps_on_the_way_of_a_composition_are_named() -> None:
    middle = Chart([u, v], where=[u > 0])
    first, second = SmoothMap(PLANE, middle, [exp(x), y]), SmoothMap(middle, euclidean(2), [u, v])
    out = said(IsIsometric(second.compose(first), Metric(PLANE, [[exp(2 * x), 0], [0, 1]])))
    assert "on its way it passes (u, v) = " in out
    assert "where u > 0 has to hold" in out


def test_determinants_of_parts_say_on_which_part() -> None:
    made = derive(IsRiemannian(Metric(PLANE, [[1 + Abs(x), 0], [0, 1]])))
    chains = list(made.chains())
    assert len(chains) == 4
    assert all("On the part for x " in words(made, c.where) for c in chains)
    assert not any("conjugate" in words(made, s.reason) for c in chains for s in c.steps)


def test_a_part_that_fails_has_the_counterexample() -> None:
    right, wrong = (IsIsometric(SmoothMap(PLANE, euclidean(2), [x, k * y]), FLAT) for k in (1, 2))
    made = derive(AllHold((right, wrong)))
    assert "Part 2 is refuted" in "\n".join(printed(made))
    assert "claimed" not in "\n".join(printed(made))
    assert [p.status for p in made.parts] == ["proved", "refuted"]


def test_assumptions_on_functions_are_the_reason_where_they_are_needed() -> None:
    F = Function("F")
    chart = Chart([x, y], relations=[Derivative(F(x), x) - F(x)])
    out = said(IsIsometric(SmoothMap(chart, euclidean(2), [F(x), y]), Metric(chart, [[F(x) ** 2, 0], [0, 1]])))
    assert "for every smooth function F(x) with F′(x) = F(x)" in out
    assert "{by what is assumed of the functions}" in out


def test_functions_are_chosen_in_a_counterexample() -> None:
    F = Function("F")
    out = said(IsIsometric(SmoothMap(PLANE, euclidean(2), [F(x), y]), FLAT))
    assert "for a smooth function F with suitable derivatives there" in out
    assert "= ∈" not in out


def test_integers_are_the_reason_where_they_are_needed() -> None:
    (n,) = coordinates("n")  # with its assumption SymPy would work out the cosine itself
    chart = Chart([x], parameters={"n": "integer"})
    assert "as n is an integer" in said(IsIsometric(SmoothMap(chart, euclidean(1), [x * cos(2 * pi * n)]), Metric(chart, [[1]])))


@pytest.mark.parametrize(
    "claim",
    [
        IsHomothetic(SmoothMap(PLANE, euclidean(2), [exp(x) * cos(y), exp(x) * sin(y)]), FLAT),
        IsConformal(SmoothMap(PLANE, euclidean(2), [x, 2 * y]), FLAT),
        IsConformal(SmoothMap(PLANE, euclidean(2), [x, y]), Metric(PLANE, [[-1, 0], [0, -1]])),
        IsImmersion(SmoothMap(PLANE, euclidean(3), [x**2, x**3, y])),
        IsImmersion(SmoothMap(PLANE, euclidean(1), [x])),
        IsIsometric(SmoothMap(PLANE, euclidean(2), [Abs(x), y]), FLAT),
    ],
)
def test_counterexamples_are_printed_as_mathematics(claim: Any) -> None:
    made = derive(claim)
    assert made.status == "refuted"
    out = "\n".join(printed(made))
    assert "+/-" not in out
    assert "f*h" not in out
    assert "[1,1]" not in out


def test_a_bound_variable_is_not_the_coordinate_of_its_name() -> None:
    """The square of the integral of |x| over [-1, 1] is 1, not 0, whatever the domain says of x."""
    right = Chart([x], where=[x > 0])
    made = derive(IsIsometric(SmoothMap(right, euclidean(1), [x * Integral(Abs(x), (x, -1, 1))]), Metric(right, [[0]])))
    assert made.status != "proved"
    assert not any(s.expression.value == 0 for c in made.chains() for s in c.steps)


def test_rational_signs_and_reordered_lines_are_not_printed() -> None:
    f = SmoothMap(PLANE, euclidean(2), [2 * x, 2 * y])
    assert "4 > 0" not in said(IsHomothetic(f, FLAT))
    out = said(IsIsometric(SmoothMap(PLANE, euclidean(2), [x, x * y]), Metric(PLANE, [[1 + y**2, x * y], [x * y, x**2]])))
    assert "another order" not in out


def test_an_immersion_does_not_need_a_metric_on_the_target() -> None:
    out = said(IsImmersion(SmoothMap(PLANE, euclidean(3), [x, y, x * y])))
    assert "Euclidean" not in out
    assert "(df)^T df = [y² + 1, xy; xy, x² + 1]" in out
