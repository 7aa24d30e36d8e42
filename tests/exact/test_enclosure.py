"""Enclosures: against mpmath, against themselves on boxes, and where functions are not defined."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import mpmath  # type: ignore[import-untyped]
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from symgeo.errors import ExpressionError
from symgeo.exact.balls.enclosure import Evaluator, NotDefined, bounds, box, compare, evaluate, text
from symgeo.exact.balls.enclosure_special import Value, ball
from symgeo.expression import FUNCTIONS, ONE, OO, PI, TRUE, ZERO, E, Expr, add, as_expr, call, number, sqrt, symbol

x, y, s, k = symbol("x"), symbol("y"), symbol("s"), symbol("k")
third = Fraction(1, 3)


def integral(body: Expr, lower: object, upper: object) -> Expr:
    return Expr("integral", (body, s, as_expr(lower), as_expr(upper)))  # type: ignore[arg-type]


def piecewise(*parts: Expr) -> Expr:
    return Expr("piecewise", parts)


def at(e: Expr, **values: arb | Fraction | int) -> arb:
    return evaluate(e, values)


def is_unknown(e: Expr, **values: arb | Fraction | int) -> bool:
    return not at(e, **values).is_finite()


# -- against mpmath ----------------------------------------------------------------------------------------------
def _lambert(t: mpmath.mpf) -> mpmath.mpf:
    return mpmath.lambertw(t).real


def _cube_root(t: mpmath.mpf) -> mpmath.mpf:
    return mpmath.sign(t) * mpmath.cbrt(abs(t))


#: name: (mpmath's function, ranges of the arguments).
PEERS: dict[str, tuple[Callable[..., mpmath.mpf], list[tuple[float, float]]]] = {
    **{name: (getattr(mpmath, name), [(-9, 9)]) for name in ("sin", "cos", "tan", "sec", "csc", "cot", "atan")},
    **{name: (getattr(mpmath, name), [(-9, 9)]) for name in ("sinh", "cosh", "tanh", "sech", "csch", "coth", "asinh", "exp", "erf")},
    **{name: (getattr(mpmath, name), [(-1, 1)]) for name in ("asin", "acos", "atanh")},
    "acosh": (mpmath.acosh, [(1, 9)]),
    "log": (mpmath.log, [(0, 50)]),
    "cbrt": (_cube_root, [(-9, 9)]),
    "Abs": (abs, [(-9, 9)]),
    "sign": (mpmath.sign, [(-9, 9)]),
    "gamma": (mpmath.gamma, [(-6, 12)]),
    "LambertW": (_lambert, [(-0.36, 9)]),
    "atan2": (mpmath.atan2, [(-3, 3), (-3, 3)]),
    "Max": (max, [(-3, 3), (-3, 3)]),
    "Min": (min, [(-3, 3), (-3, 3)]),
    "elliptic_f": (mpmath.ellipf, [(-6, 6), (-4, 1)]),
    "elliptic_e": (mpmath.ellipe, [(-6, 6), (-4, 1)]),
}
ORDERED: dict[str, tuple[Callable[..., mpmath.mpf], list[int | Fraction]]] = {
    "besselj": (mpmath.besselj, [0, 1, 2, 5, -3, Fraction(1, 2), Fraction(-7, 3)]),
    "polygamma": (mpmath.polygamma, [0, 1, 2, 4]),
}


def _random_rational(rng: random.Random, low: float, high: float) -> Fraction:
    q = rng.randint(50, 99)
    return Fraction(rng.randint(int(low * q) + 1, int(high * q) - 1), q)


def disagreements(name: str, make: type[Evaluator] = Evaluator, count: int = 25) -> list[str]:
    """Points at which mpmath's 40 digits lie outside the ball, or the ball is too wide to say anything."""
    rng = random.Random(name)
    found = []
    for _ in range(count):
        if name in ORDERED:
            peer, orders = ORDERED[name]
            arguments = [Fraction(rng.choice(orders)), _random_rational(rng, 0, 12)]
        else:
            peer, ranges = PEERS[name]
            arguments = [_random_rational(rng, *r) for r in ranges]
        with mpmath.workdps(50):
            expected = peer(*(mpmath.mpf(q.numerator) / q.denominator for q in arguments))
            written = mpmath.nstr(expected, 42, min_fixed=0, max_fixed=0)
        result = make({}, 160)(call(name, *arguments))
        if not (result.overlaps(_near(written)) and result.rad() < 1e-35 * (1 + abs(result))):
            found.append(f"{name}{tuple(map(str, arguments))} = {written}, not {text(result, 40)}")
    return found


def _near(written: str) -> arb:
    before, ctx.prec = ctx.prec, 200
    try:
        value = arb(written)
        return value + arb(0, 1) * (abs(value) + arb("1e-12")) * arb("1e-38")
    finally:
        ctx.prec = before


class Shifted(Evaluator):
    """A wrong twin: one function is a little too large."""

    head = "exp"

    def _combine(self, node: Expr) -> Value:
        value = super()._combine(node)
        return ball(value) + arb("1e-20") if node.head == self.head else value


@pytest.mark.parametrize("name", [*PEERS, *ORDERED])
def test_agrees_with_mpmath(name: str) -> None:
    assert disagreements(name) == []


@pytest.mark.parametrize("name", ["exp", "elliptic_f", "besselj", "sin"])
def test_comparison_with_mpmath_catches_a_wrong_twin(name: str) -> None:
    twin = type("Twin", (Shifted,), {"head": name})
    assert disagreements(name, twin)


@pytest.mark.parametrize("base", [Fraction(2, 7), Fraction(5), Fraction(16, 81)])
@pytest.mark.parametrize("exponent", [2, -3, Fraction(1, 2), Fraction(-3, 2), Fraction(2, 5), Fraction(22, 7), Fraction(1, 101)])
def test_powers_agree_with_mpmath(base: Fraction, exponent: Fraction | int) -> None:
    result = Evaluator({}, 160)(Expr("pow", (number(base), number(exponent))))
    with mpmath.workdps(50):
        p = Fraction(exponent)
        expected = (mpmath.mpf(base.numerator) / base.denominator) ** (mpmath.mpf(p.numerator) / p.denominator)
        assert result.overlaps(_near(mpmath.nstr(expected, 42)))


def test_constants_and_exact_values() -> None:
    ev = Evaluator({"x": third}, 64)
    assert ev(PI).overlaps(arb.pi()) and ev(E).overlaps(arb(1).exp())
    for e, value in [
        (3 * x - 1, 0),
        (sqrt(number(Fraction(4, 9))), Fraction(2, 3)),
        (call("cbrt", number(-27)), -3),
        (call("cos", PI * third), Fraction(1, 2)),
        (call("sin", PI), 0),
        (call("sin", 3 * x - 1), 0),
        (call("exp", ZERO), 1),
        (call("sign", 3 * x - 1), 0),
        (call("Max", x, Fraction(1, 4)), third),
        (call("atan2", ZERO, ONE), 0),
        (Expr("pow", (ZERO, ZERO)), 1),
        (0 * call("log", x), 0),
    ]:
        assert ev.exact(e) == value, e
    assert ev.exact(sqrt(2)) is None


# -- boxes against points ----------------------------------------------------------------------------------------
UNARY = [name for name, arity in FUNCTIONS.items() if arity == 1]
leaves = st.one_of(st.sampled_from([x, y, x, y, PI]), st.fractions(-3, 3, max_denominator=8).map(number))


def _grow(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    exponents = st.sampled_from([2, 3, -1, -2, Fraction(1, 2), Fraction(-1, 2), Fraction(2, 3), Fraction(5, 7)])
    return st.one_of(
        st.builds(lambda a, b: a + b, inner, inner),
        st.builds(lambda a, b: a * b, inner, inner),
        st.builds(lambda a, p: Expr("pow", (a, number(p))), inner, exponents),
        st.builds(lambda a, b: Expr("pow", (a, b)), inner, inner),
        st.builds(call, st.sampled_from(UNARY), inner),
        st.builds(call, st.sampled_from(["atan2", "Max", "Min", "elliptic_e", "elliptic_f"]), inner, inner),
        st.builds(call, st.just("besselj"), st.sampled_from([0, 1, Fraction(1, 2)]), inner),
        st.builds(call, st.just("polygamma"), st.sampled_from([0, 1]), inner),
        st.builds(lambda a, b, c, d: piecewise(a, Expr("lt", (b, c)), d, TRUE), inner, inner, inner, inner),
    )


expressions = st.recursive(leaves, _grow, max_leaves=6)
intervals = st.tuples(st.fractions(-3, 3, max_denominator=16), st.sampled_from([0, Fraction(1, 1000), Fraction(1, 10), 1, 3]))
places = st.lists(st.fractions(0, 1, max_denominator=20), min_size=2, max_size=2)


def contradiction(make: type[Evaluator], e: Expr, sides: list[tuple[Fraction, Fraction]], place: list[Fraction]) -> str | None:
    """What a box and a point inside it say of an expression, if they cannot both be right."""
    region = {name: box(low, low + size) for name, (low, size) in zip("xy", sides, strict=True)}
    point = {name: low + t * size for name, (low, size), t in zip("xy", sides, place, strict=True)}
    try:
        on_box: arb | None = make(region, 64)(e)
    except NotDefined:
        on_box = None
    try:
        at_point: arb | None = Evaluator(point, 128)(e)
    except NotDefined:
        at_point = None
    if on_box is None:
        return f"undefined on {region}, {at_point} at {point}" if at_point is not None and at_point.is_finite() else None
    if not on_box.is_finite():
        return None
    if at_point is None or (at_point.is_finite() and not on_box.overlaps(at_point)):
        return f"{on_box} on {region}, {at_point} at {point}"
    return None


@given(expressions, st.lists(intervals, min_size=2, max_size=2), places)
def test_a_box_contains_its_points(e: Expr, sides: list[tuple[Fraction, Fraction]], place: list[Fraction]) -> None:
    assert contradiction(Evaluator, e, sides, place) is None


@pytest.mark.parametrize("name", [n for n in UNARY if n != "sign"])
def test_single_functions_on_boxes(name: str) -> None:
    rng = random.Random(name)
    for _ in range(150):
        sides = [(Fraction(rng.randint(-60, 60), 20), rng.choice([Fraction(1, 10**6), Fraction(1, 50), Fraction(1), Fraction(4)]))] * 2
        for t in (Fraction(0), Fraction(1), Fraction(rng.randint(1, 9), 10)):
            assert contradiction(Evaluator, call(name, x), sides, [t, t]) is None


@pytest.mark.parametrize("name", ["elliptic_e", "elliptic_f", "atan2", "Max", "besselj"])
def test_functions_of_two_arguments_on_boxes(name: str) -> None:
    rng = random.Random(name)
    finite = 0
    for _ in range(300):
        sides = [(Fraction(rng.randint(-60, 60), 20), rng.choice([Fraction(1, 10**6), Fraction(1, 50), Fraction(1)])) for _ in "xy"]
        first = number(rng.randint(-2, 3)) if name == "besselj" else x
        e = call(name, first, y)
        try:
            finite += at(e, **{n: box(a, a + b) for n, (a, b) in zip("xy", sides, strict=True)}).is_finite()
        except NotDefined:
            pass
        for place in ([0, 0], [1, 1], [Fraction(rng.randint(1, 9), 10), Fraction(rng.randint(1, 9), 10)]):
            assert contradiction(Evaluator, e, sides, [Fraction(t) for t in place]) is None
    assert finite > 50


def test_containment_catches_a_wrong_twin() -> None:
    class Wrong(Shifted):
        def _combine(self, node: Expr) -> Value:
            value = super()._combine(node)
            return ball(value) + arb("0.01") if node.head == "exp" else value

    sides = [(Fraction(1, 2), Fraction(1, 1000))] * 2
    e = call("exp", x) * y
    assert contradiction(Evaluator, e, sides, [third, third]) is None
    assert contradiction(Wrong, e, sides, [third, third]) is not None


# -- where functions are defined ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "e",
    [
        1 / x,
        1 / (3 * (x + third) - 1),
        call("log", x),
        call("log", x - 1),
        sqrt(x - 1),
        Expr("pow", (x - 1, number(third))),
        Expr("pow", (number(-2), sqrt(2))),
        Expr("pow", (x, number(Fraction(-1, 2)))),
        call("asin", x + 2),
        call("acos", x - Fraction(10**30 + 1, 10**30)),
        call("acosh", x),
        call("atanh", x - 1),
        call("cot", x),
        call("csc", x),
        call("csch", x),
        call("coth", x),
        call("tan", PI * Fraction(3, 2)),
        call("gamma", x - 3),
        call("polygamma", 1, x),
        call("atan2", x, x),
        call("LambertW", x - 1),
        call("besselj", Fraction(1, 2), x - 1),
        call("elliptic_f", x + 2, 3),
        0 * call("log", x - 1),
        piecewise(ONE, Expr("gt", (x, ONE))),
        Expr("sum", (1 / k, k, number(-2), number(2))),
    ],
    ids=str,
)
def test_not_defined_at_zero(e: Expr) -> None:
    with pytest.raises(NotDefined) as info:
        at(e, x=0)
    assert info.value.reason
    # Asked again, the evaluator answers the same.
    ev = Evaluator({"x": 0})
    for _ in range(2):
        with pytest.raises(NotDefined):
            ev(e)


@pytest.mark.parametrize(
    "e",
    [
        sqrt(call("sin", ONE) ** 2 + call("cos", ONE) ** 2 - 1),
        call("asin", call("sin", ONE) ** 2 + call("cos", ONE) ** 2),
        call("tan", call("asin", ONE)),
        call("atan2", x, number(-1)),
        call("sign", sqrt(2) ** 2 - 2),
        1 / (sqrt(2) ** 2 - 2),
        Expr("pow", (x, x * PI)),
        call("polygamma", Fraction(1, 2), ONE),
        Expr("apply", ("f", x)),
        Expr("jet", ("f", (1,), x)),
        OO,
        call("atan", OO),
        call("tanh", 1 / (sqrt(2) ** 2 - 2)),
        call("sin", call("exp", call("exp", call("exp", number(100))))),
    ],
    ids=str,
)
def test_nothing_is_certain(e: Expr) -> None:
    assert is_unknown(e, x=0)


@pytest.mark.parametrize(
    ("e", "value"),
    [
        (sqrt(x), 0),
        (Expr("pow", (x, number(third))), 0),
        (call("cbrt", x - 8), -2),
        (Expr("pow", (x - 2, number(-3))), Fraction(-1, 8)),
        (call("acosh", x + 1), 0),
        (call("besselj", 1, x), 0),
        (call("elliptic_f", x, number(2)), 0),
        (call("sign", x), 0),
        (piecewise(ONE, Expr("eq", (x, ZERO)), 1 / x, TRUE), 1),
        (piecewise(1 / x, Expr("ne", (x, ZERO)), 2 + x, TRUE), 2),
        (Expr("sum", (k**2, k, ONE, number(10))), 385),
        (Expr("sum", (1 / k, k, ONE, ZERO)), 0),
    ],
    ids=str,
)
def test_defined_at_zero(e: Expr, value: Fraction) -> None:
    assert Evaluator({"x": 0}).exact(e) == value


@pytest.mark.parametrize(
    "e",
    [
        call("sign", x),
        piecewise(x, Expr("lt", (x, ZERO)), x + 1, TRUE),
        piecewise(x, Expr("lt", (x, ZERO)), x, TRUE),
        1 / x,
        call("log", x),
        sqrt(x),
        call("tan", x + PI / 2),
        call("cot", x),
        call("asin", 1 + x),
        call("acosh", 1 + x),
        call("atan2", x, number(-1)),
        call("gamma", x),
        Expr("pow", (number(-1), x)),
        call("LambertW", x - 1 / E),
    ],
    ids=str,
)
def test_a_box_with_a_jump_or_a_gap_is_never_finite(e: Expr) -> None:
    assert is_unknown(e, x=box(-1, 1))
    assert is_unknown(e, x=box(Fraction(-1, 10**9), Fraction(1, 10**10)))


@pytest.mark.parametrize("e", [call("Abs", x), call("Max", x, -x), call("cbrt", x), sqrt(x**2 + y**2), sqrt(call("Abs", x)), x**2], ids=str)
def test_a_box_with_a_mere_corner_is_finite(e: Expr) -> None:
    value = at(e, x=box(-1, 1), y=box(-1, 1))
    assert value.is_finite() and value.contains(0 if e.head != "pow" else 1)


def test_even_powers_of_a_box_are_not_negative() -> None:
    low, high = bounds(at(x**2, x=box(-1, 3))) or (-1, 0)
    assert low > Fraction(-1, 10**6) and high < 9 + Fraction(1, 10**6)


# -- comparisons -------------------------------------------------------------------------------------------------
def test_compare() -> None:
    ev = Evaluator({"x": third, "y": box(0, 1)})
    for head, left, right, expected in [
        ("eq", 3 * x, ONE, True),
        ("ne", 3 * x, ONE, False),
        ("le", 3 * x, ONE, True),
        ("lt", 3 * x, ONE, False),
        ("eq", sqrt(2) ** 2, number(2), None),
        ("lt", sqrt(2), number(Fraction(141421357, 10**8)), True),
        ("ge", sqrt(2), number(Fraction(141421357, 10**8)), False),
        ("lt", y, number(Fraction(1, 2)), None),
        ("lt", y, number(2), True),
        ("gt", y, number(2), False),
        ("eq", y, number(2), False),
        ("eq", y, y, True),
        ("lt", y, y, False),
        ("ne", call("tan", call("asin", ONE)), ZERO, None),
    ]:
        assert compare(Expr(head, (left, right)), ev) is expected, (head, left, right)
    assert compare(TRUE, ev) is True
    with pytest.raises(ExpressionError, match="cannot compare by sin"):
        compare(call("sin", x), ev)


# -- integrals ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("e", "value"),
    [
        (integral(call("sin", s), ZERO, PI), "2"),
        (integral(call("sin", s), PI, ZERO), "-2"),
        (integral(call("exp", -(s**2)), ZERO, x), None),
        (integral(sqrt(1 - s**2 / 2), ZERO, x), None),
        (integral(1 / s, -2, -1), None),
        (integral(call("log", s) * call("atan", s) * call("cbrt", s), x, 3), None),
        (integral(call("asin", s) + call("acos", s / 2) ** 2 + call("atanh", s), Fraction(-1, 2), x), None),
        (integral(call("acosh", s + 2) * call("asinh", s) * s ** Fraction(3, 7), x, 2), None),
        (integral(call("atan2", s, number(-1)) + call("atan2", s - 5, s), x, 2), None),
        (integral(call("besselj", 2, s) * call("gamma", s) * call("erf", s) * call("LambertW", s), x, 2), None),
        (integral(call("polygamma", 1, s) / call("cosh", s), x, 2), None),
        (integral(Expr("pow", (s, s * x)), x, 2), None),
        (integral(call("sin", s) + 1, ZERO, ZERO), "0"),
    ],
    ids=str,
)
def test_integrals(e: Expr, value: str | None) -> None:
    result = evaluate(e, {"x": third}, 100)
    if value is None:
        body, _, *limits = e.args
        low, high = (mpmath.mpf(evaluate(a, {"x": third}, 100).str(30, radius=False)) for a in limits)
        with mpmath.workdps(25):
            written = mpmath.nstr(mpmath.quad(lambda t: _at_decimal(body, t), mpmath.linspace(low, high, 5)), 17)
        assert result.overlaps(arb(written) + arb(0, "1e-14")), (text(result), written)
        assert result.rad() < 1e-18
    else:
        assert result.overlaps(arb(value) + arb(0, "1e-24")) and result.rad() < 1e-24


def _at_decimal(body: Expr, t: mpmath.mpf) -> mpmath.mpf:
    value = Evaluator({"s": Fraction(mpmath.nstr(t, 25)), "x": third}, 90)(body)
    return mpmath.mpf(value.str(25, radius=False))


@pytest.mark.parametrize(
    "e",
    [
        integral(1 / s, -1, 1),
        integral(1 / s, -1, 2),
        integral(1 / s**2, -1, 3),
        integral(call("log", s), 0, 1),
        integral(Expr("pow", (s, number(Fraction(-1, 2)))), 0, 1),
        integral(call("tan", s), 0, 3),
        integral(call("sign", s), -1, 2),
        integral(Expr("apply", ("f", s)), 0, 1),
        integral(call("exp", -s), 0, OO),
        integral(call("sin", s) / s, 0, 1),
        integral(1 / (call("sin", s) ** 2 + call("cos", s) ** 2 - 1), 0, 1),
    ],
    ids=str,
)
def test_singular_integrals_have_no_value(e: Expr) -> None:
    assert is_unknown(e)


@pytest.mark.parametrize(
    "e",
    [
        integral(sqrt(s**2 - 1), -2, 2),
        integral(sqrt(s**2 - 1), 0, 2),
        integral(sqrt(s**2 - 1), 2, x),
        integral(call("log", s - 1), 0, 3),
        integral(sqrt(s), -2, Fraction(1, 10)),
        0 * integral(call("asin", s), 0, 2),
        integral(sqrt(1 - s**2), 0, 1 + x / 5000),
        integral(call("log", s), -Fraction(1, 10**5), 1),
    ],
    ids=str,
)
def test_integrals_over_a_gap_are_not_defined(e: Expr) -> None:
    with pytest.raises(NotDefined, match="integrand"):
        at(e, x=Fraction(1, 2))


def test_a_gap_too_short_to_be_noticed_is_not_passed() -> None:
    # The complex square root would carry on through (-c, c) without a word.
    tiny = Fraction(1, 10**9)
    for a in (0, Fraction(1, 7)):
        e = integral(sqrt((s - a) ** 2 - tiny), -1, 2)
        try:
            assert is_unknown(e)
        except NotDefined:
            pass


def test_integrands_with_corners() -> None:
    for e, value in [
        (integral(call("Abs", s - third), -1, 2), Fraction(41, 18)),
        (integral(call("Max", s, -s, number(1)), -2, 2), Fraction(5)),
        (integral(sqrt(s), ZERO, ONE), Fraction(2, 3)),
    ]:
        result = at(e)
        assert not result.is_finite() or (result - arb(value.numerator) / value.denominator).contains(0), e
    assert at(integral(call("Abs", s - third), -1, 2)).rad() < 1e-9


def test_integrals_over_boxes_contain_their_points() -> None:
    e = integral(call("exp", s * y), ZERO, x) + integral(sqrt(1 - y * call("sin", s) ** 2), x, 2 * x)
    region = Evaluator({"x": box(third, Fraction(1, 2)), "y": box(Fraction(1, 4), Fraction(3, 8))})(e)
    assert region.is_finite()
    for u in (third, Fraction(2, 5), Fraction(1, 2)):
        for v in (Fraction(1, 4), Fraction(1, 3)):
            assert region.contains(at(e, x=u, y=v))


@given(expressions, intervals)
def test_an_integral_agrees_with_its_riemann_enclosure(body: Expr, side: tuple[Fraction, Fraction]) -> None:
    body = body.substitute({"x": s})
    low, size = side
    try:
        result = at(integral(body, low, low + size), y=third)
    except NotDefined:
        result = None
    pieces = 8
    total = arb(0)
    for i in range(pieces):
        try:
            part = at(body, y=third, s=box(low + size * i / pieces, low + size * (i + 1) / pieces))
        except NotDefined:
            assert result is None or not result.is_finite()
            return
        total += part * arb(size.numerator) / size.denominator / pieces
    if total.is_finite():
        assert result is not None
        assert not result.is_finite() or result.overlaps(total)


def test_nested_integrals_are_bounded_in_work() -> None:
    inner = Expr("integral", (call("exp", s * k), k, ZERO, s))
    result = at(integral(inner, 0, 1))
    assert not result.is_finite() or result.contains(arb("0.65895107572720194743"))
    variables = [symbol(f"t{i}") for i in range(6)]
    nested = call("cos", add(*variables))
    for t in variables:
        nested = Expr("integral", (nested, t, ZERO, ONE))
    assert is_unknown(nested)


def test_elliptic_functions_are_their_integrals() -> None:
    for phi, m in [(Fraction(5, 3), Fraction(1, 2)), (Fraction(-4), Fraction(-3)), (Fraction(1, 2), Fraction(2))]:
        radicand = 1 - m * call("sin", s) ** 2
        assert (at(call("elliptic_e", phi, m)) - at(integral(sqrt(radicand), 0, phi))).contains(0)
        assert (at(call("elliptic_f", phi, m)) - at(integral(radicand ** Fraction(-1, 2), 0, phi))).contains(0)


# -- declared functions and derivatives --------------------------------------------------------------------------
def test_declared_functions_come_from_the_hook() -> None:
    def cubes(name: str, orders: tuple[int, ...], arguments: tuple[arb, ...]) -> arb:
        assert name == "f"
        (t,) = arguments
        return {0: t**3, 1: 3 * t**2, 2: 6 * t}[orders[0]]

    f = Expr("apply", ("f", 2 * x))
    ev = Evaluator({"x": third}, functions=cubes)
    assert ev(f).overlaps(arb(8) / 27)
    assert ev(Expr("derivative", (f, x, x))).overlaps(arb(16))
    assert ev(integral(Expr("apply", ("f", s)), 0, 1)).contains(0.25)


def test_derivatives_are_taken_only_where_the_rules_are_right() -> None:
    for e, point, value in [
        (call("Abs", x), Fraction(-2), -1),
        (call("Abs", x), Fraction(0), None),
        (call("Max", x, 2 * x), Fraction(0), None),
        (call("Max", x, 2 * x), Fraction(1), 2),
        (sqrt(x) ** 3, Fraction(0), None),
        (call("cbrt", x) ** 3, Fraction(0), None),
        (piecewise(x, Expr("lt", (x, ONE)), x**2, TRUE), Fraction(1), None),
        (piecewise(x, Expr("lt", (x, ONE)), x**2, TRUE), Fraction(2), 4),
        (integral(call("cos", s * x), ZERO, x), Fraction(0), 1),
    ]:
        result = at(Expr("derivative", (e, x)), x=point)
        assert not result.is_finite() if value is None else result.contains(value), (e, point)
    with pytest.raises(NotDefined):
        at(Expr("derivative", (call("log", x), x)), x=-1)


def test_smoothness_is_told_from_continuity() -> None:
    for e in (call("Abs", x), call("cbrt", x), sqrt(x), call("Max", x, x**2), call("asin", x + 1), integral(call("Abs", s), -1, x), 1 / x):
        assert not Evaluator({"x": 0}).is_smooth(e), e
        assert Evaluator({"x": Fraction(-1, 2) if e.head == "asin" else Fraction(1, 2)}).is_smooth(e) or e.head == "integral", e
    assert Evaluator({"x": 0}).is_smooth(integral(sqrt(1 - s**2), Fraction(-1, 2), x))
    assert not Evaluator({"x": box(-1, 1)}).is_smooth(call("Abs", x))


# -- limits, sharing, text ---------------------------------------------------------------------------------------
def test_huge_numbers_do_not_hang() -> None:
    nine = number(9)
    tower = Expr("pow", (nine, Expr("pow", (nine, nine))))
    assert at(tower).is_finite()
    for _ in range(3):
        tower = Expr("pow", (nine, tower))
        assert is_unknown(tower)
    for name in UNARY:
        e = call(name, Expr("pow", (nine, Expr("pow", (nine, nine)))))
        try:
            at(e), text(at(e))
        except NotDefined:
            pass
    at(Expr("pow", (x, number(10**40))), x=Fraction(-3, 7))
    at(call("besselj", 10**30, x) + call("polygamma", 10**9, x), x=2)
    assert is_unknown(Expr("sum", (k, k, ONE, number(10**9))))


def test_deep_trees() -> None:
    e = x
    for _ in range(10_000):
        e = call("sin", e + 1)
    assert at(e, x=1).is_finite()
    assert at(integral(e, 0, 1).substitute({}), x=1).is_finite()
    deep = s
    for _ in range(300):
        deep = call("sin", deep)
    assert at(integral(deep, 0, 1)).is_finite()
    e = ONE / x
    for _ in range(10_000):
        e = piecewise(e, Expr("gt", (x, ZERO)), x, TRUE)
    assert at(e, x=2).contains(0.5)


def test_precision_is_restored_and_results_repeat() -> None:
    before = ctx.prec
    first = Evaluator({"x": third}, 300)(call("exp", x))
    assert first.rel_accuracy_bits() > 280 and ctx.prec == before
    with pytest.raises(NotDefined):
        Evaluator({"x": third}, 300)(call("log", -x))
    assert ctx.prec == before
    assert first.str(90) == Evaluator({"x": third}, 300)(call("exp", x)).str(90)


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(ExpressionError, match="cannot evaluate y: needs a value"):
        at(x + y, x=1)
    with pytest.raises(ExpressionError, match="cannot evaluate y: needs a value"):
        at(integral(s * y, 0, 1), x=1)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (arb(3), "[3.00000000000000 +/- 0]"),
        (arb(0), "[0 +/- 0]"),
        (arb(0, 1), "[0 +/- 1.1]"),
        (arb(10**20), "[1.00000000000000e+20 +/- 0]"),
        (arb.nan(), "[nan]"),
        (arb("[0.25 +/- 0.996]"), "[0 +/- 1.3]"),
    ],
)
def test_text(value: arb, written: str) -> None:
    assert text(value) == written


@given(st.floats(-1e30, 1e30), st.floats(0, 1e10), st.integers(3, 20))
def test_text_contains_the_ball(middle: float, radius: float, digits: int) -> None:
    value = arb(middle, radius)
    low, high = bounds(value) or (Fraction(1), Fraction(0))
    about, by = (Fraction(part) for part in text(value, digits)[1:-1].split(" +/- "))
    assert low <= Fraction(middle) <= high
    assert about - by <= low and high <= about + by
