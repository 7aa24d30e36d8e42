"""The checker's intervals: exact ends, ranges that hold every value; against ball arithmetic, mpmath and the engine's own."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx, fmpq
from hypothesis import assume, given
from hypothesis import strategies as st

from symgeo.evidence.check import intervals as iv
from symgeo.evidence.check.intervals import (
    HALF_PI,
    KNOWN,
    NEGATIVE,
    NONNEGATIVE,
    NONPOSITIVE,
    ONE,
    PI,
    PI_INTERVAL,
    POSITIVE,
    REAL,
    ZERO,
    End,
    Interval,
    absolute,
    add,
    closed,
    compare,
    defined,
    disjoint,
    exactly,
    hull,
    image,
    intersection,
    interval,
    multiply,
    negate,
    power,
    precision,
    reciprocal,
    root,
)
from symgeo.exact.signs import intervals as model
from symgeo.exact.signs import ranges as model_ranges

F = Fraction
BITS = 700  # of the balls that judge
ODD_ONES = ("sin", "tan", "csc", "cot", "asin", "atan", "sinh", "tanh", "csch", "coth", "asinh", "atanh", "cbrt", "sign", "erf")
UNARY = sorted(KNOWN - {"atan2", "besselj", "Max", "Min"})


# -- the judge: balls --------------------------------------------------------------------------------------------------
def number(q: Fraction) -> arb:
    return arb(fmpq(q.numerator, q.denominator))


def ball(p: End) -> arb:
    return number(p.a) + number(p.b) * arb.pi()


def outside(value: arb, i: Interval) -> bool:
    """Whether the number in the ball is certainly not in the interval."""
    if i.lo is not None and (value < ball(i.lo) or (not i.lo_closed and bool(value == ball(i.lo)))):
        return True
    return i.hi is not None and (bool(value > ball(i.hi)) or (not i.hi_closed and bool(value == ball(i.hi))))


def true_value(name: str, *points: End) -> arb | None:
    """A ball around the value; None where the function is not defined, or that is not certain."""
    x = ball(points[0])
    if name == "Abs":
        return abs(x)
    if name == "sign":
        return arb(points[0].sign)
    if name == "cbrt":
        return x.root(3) if x >= 0 else -((-x).root(3))
    if name == "atan2":
        return None if points == (ZERO, ZERO) else arb.atan2(x, ball(points[1]))
    if name in ("Max", "Min"):
        best = points[0]
        for p in points[1:]:
            if compare(p, best) == (1 if name == "Max" else -1):
                best = p
        return ball(best)
    value = getattr(arb, name)(x)
    return value if value.is_finite() else None


def random_fraction(rng: random.Random) -> Fraction:
    kind = rng.randrange(10)
    if kind < 3:
        return F(rng.randint(-12, 12), rng.randint(1, 6))
    if kind < 6:
        return F(rng.randint(-(10**6), 10**6), rng.randint(1, 10**6))
    if kind == 6:
        return F(rng.randint(-(10**4), 10**4), rng.choice((1, 7)))
    if kind == 7:
        return rng.choice((-1, 1)) * F(rng.randint(1, 9), 10 ** rng.randint(1, 60))
    if kind == 8:
        return rng.choice((-1, 1)) * (1 + rng.choice((-1, 1)) * F(1, 10 ** rng.randint(1, 40)))
    return F(rng.randint(-(10**30), 10**30), 10 ** rng.randint(0, 30))


def random_end(rng: random.Random) -> End:
    kind = rng.randrange(8)
    if kind == 0:
        return End(F(0), F(rng.randint(-30, 30), rng.choice((1, 2, 3, 4, 6))))
    if kind == 1:
        return End(random_fraction(rng), F(rng.randint(-9, 9), rng.choice((1, 2, 3, 5))))
    return End(random_fraction(rng))


def random_interval(rng: random.Random) -> Interval:
    p, q = random_end(rng), random_end(rng)
    if rng.random() < 0.3:
        q = End(p.a + abs(random_fraction(rng)) / rng.choice((1, 1000, 10**20)), p.b)
    if compare(p, q) > 0:
        p, q = q, p
    if rng.random() < 0.15:
        return exactly(p)
    lo, hi = None if rng.random() < 0.08 else p, None if rng.random() < 0.08 else q
    i = Interval(lo, hi, lo is not None and rng.random() < 0.5, hi is not None and rng.random() < 0.5)
    return random_interval(rng) if i.empty else i


def points_of(i: Interval, rng: random.Random, n: int = 3) -> Iterator[End]:
    """Points of the interval: its ends if they belong to it, points close to them, points between."""
    lo = i.lo or End((i.hi or ZERO).a - 10 ** rng.randint(0, 3), (i.hi or ZERO).b)
    hi = i.hi or End((i.lo or ZERO).a + 10 ** rng.randint(0, 3), (i.lo or ZERO).b)
    if i.lo is not None and i.lo_closed:
        yield i.lo
    if i.hi is not None and i.hi_closed:
        yield i.hi
    for _ in range(n):
        t = rng.choice((F(1, 2), F(1, 3), F(1, 10**9), 1 - F(1, 10**9), F(rng.randint(1, 99), 100)))
        p = End((1 - t) * lo.a + t * hi.a, (1 - t) * lo.b + t * hi.b)
        if i.contains(p):
            yield p


def arguments_of(name: str, rng: random.Random) -> tuple[Interval, ...]:
    many = 2 if name == "atan2" else rng.randint(1, 3) if name in ("Max", "Min") else 1
    return tuple(random_interval(rng) for _ in range(many))


def faults(rounds: int, seed: int = 1, names: tuple[str, ...] = (*UNARY, "atan2", "Max", "Min"), bits: int = BITS) -> list[str]:
    """What is wrong with the ranges: values outside, and functions that are called defined where they are not."""
    rng, found = random.Random(seed), []
    with ctx.workprec(bits):
        for _ in range(rounds):
            for name in names:
                where = arguments_of(name, rng)
                result, everywhere = image(name, *where), defined(name, *where)
                for points in zip(*(list(points_of(i, rng)) for i in where), strict=False):
                    value = true_value(name, *points)
                    if value is None and everywhere:
                        found.append(f"{name} is not defined at {points}, in {where}")
                    elif value is not None and outside(value, result):
                        found.append(f"{name} at {points}, in {where}: {value} is not in {result}")
    return found


# -- ends ----------------------------------------------------------------------------------------------------------------
def in_pi(lo: F | int | None, hi: F | int | None) -> Interval:
    return interval(None if lo is None else End(F(0), F(lo)), None if hi is None else End(F(0), F(hi)))


def test_ends_are_compared_exactly() -> None:
    assert compare(End(F(22, 7)), PI) == 1
    assert compare(End(F(333, 106)), PI) == -1
    digits = 3141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117067
    close = F(digits, 10**99)
    assert compare(End(close), PI) == -1
    assert compare(End(close + F(1, 10**99)), PI) == 1
    assert End(-close, F(1)).sign == 1
    assert End(close, F(-1)).sign == -1
    assert End(F(-22), F(7)).sign == -1
    assert compare(PI, PI) == 0


def test_ends_agree_with_the_engine() -> None:
    rng = random.Random(3)
    ends = [random_end(rng) for _ in range(60)]
    theirs = [model.point(p.a, p.b) for p in ends]
    for p, q in zip(ends, theirs, strict=True):
        assert p.sign == model.sign_of(q)
        assert str(p) == str(q)
        assert [compare(p, r) for r in ends] == [model.compare(q, r) for r in theirs]


@pytest.mark.parametrize("w", [1, 5, 63, 64, 65, 200, 1000, 4096])
def test_constants_are_within_two_units(w: int) -> None:
    with ctx.workprec(w + 100):
        for series, constant in ((iv._MACHIN, arb.pi()), (iv._LOG2, arb(2).log())):
            low = iv._constant(series, w)
            scaled = constant * arb(2) ** w
            assert arb(low) <= scaled
            assert scaled <= arb(low + 2)


# -- series: the bounds proved in the comments ----------------------------------------------------------------------------
def series_faults(rounds: int) -> list[str]:
    """Also at a few bits, where the bounds have the least room."""
    rng, found = random.Random(5), []
    with ctx.workprec(BITS):
        for _ in range(rounds):
            w = rng.choice((3, 6, 10, 20, 40, 128, 300))
            z = F(rng.randint(-1000, 1000), 2000) * rng.choice((1, 1, F(1, 10 ** rng.randint(0, 12))))
            unit = arb(2) ** w
            for sign, true in ((-1, number(z).atan()), (1, number(z).atanh())):
                x, error = iv._odd_series(z, w, sign)
                if abs(true * unit - x) > error:
                    found.append(f"atan or atanh of {z} at {w} bits")
            x = rng.randint(-(1 << w), 1 << w)
            t = arb(x) / unit
            for odd, true in ((1, t.sin()), (0, t.cos())):
                y, error = iv._circular(x, w, odd)
                if abs(true * unit - y) > error:
                    found.append(f"sin or cos of {x}/2**{w}")
    return found


def test_series_keep_their_bounds() -> None:
    assert series_faults(3000) == []


def test_fixed_point_is_within_four_units() -> None:
    rng = random.Random(6)
    with ctx.workprec(2 * BITS):
        for _ in range(2000):
            p, w = random_end(rng), rng.choice((0, 1, 7, 64, 128, 200))
            assert abs(ball(p) * arb(2) ** w - iv._fixed(p, w)) < 4


def test_the_quarter_turn_is_the_nearest() -> None:
    rng = random.Random(7)
    with ctx.workprec(2 * BITS):
        for _ in range(2000):
            p = random_end(rng)
            p = End(p.a * 10 ** rng.choice((0, 0, 20, 200)), p.b * 10 ** rng.choice((0, 0, 30)))
            assert abs(ball(p) * 2 / arb.pi() - iv._nearest_quarter(p)) < number(F(51, 100))


def test_bounds_at_rationals_hold_the_value() -> None:
    rng = random.Random(8)
    kernels: dict[str, Callable[[Fraction], iv.Bounds]] = {n: getattr(iv, f"_{n}") for n in ("exp", "log", "atan", "asin", "asinh")}
    with ctx.workprec(BITS):
        for _ in range(600):
            q = random_fraction(rng)
            for name, kernel in kernels.items():
                x = abs(q) if name != "exp" else q
                if (name == "log" and x == 0) or (name == "asin" and x >= 1):
                    continue
                low, high = kernel(x)
                true = getattr(arb, name)(number(x))
                assert low is not None
                assert not true < number(low)
                assert high is None or not true > number(high)
                if high is not None and (name != "exp" or abs(q) < 1000):
                    assert high - low <= abs(high) * F(1, 2**90) + F(1, 2**120)


@given(st.integers(0, 10**40), st.integers(1, 40))
def test_integer_roots(n: int, k: int) -> None:
    r = iv._integer_root(n, k)
    assert r**k <= n < (r + 1) ** k


@given(st.fractions(), st.integers(-200, 200), st.sampled_from([32, 64, 96, 200]))
def test_rounding_is_outward_and_close(q: Fraction, exponent: int, bits: int) -> None:
    q = q * F(2) ** (10 * exponent)
    with precision(bits):
        low, high = iv._below(q), iv._above(q)
        assert low is None or low <= q
        assert high is None or high >= q
        if F(1, 2 ** (16 * bits - 2)) < abs(q) < 2 ** (16 * bits - 2):
            assert low is not None
            assert high is not None
            assert high - low <= abs(q) * F(1, 2 ** (bits - 3))


# -- exact ranges ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "argument", "expected"),
    [
        ("sin", in_pi(0, 1), "(0, 1]"),
        ("sin", in_pi(F(1, 6), F(5, 6)), "(1/2, 1]"),
        ("sin", in_pi(F(7, 6), F(11, 6)), "[-1, -1/2)"),
        ("sin", in_pi(F(1, 2), F(3, 2)), "(-1, 1)"),
        ("sin", in_pi(0, 2), "[-1, 1]"),
        ("sin", in_pi(F(-1, 2), F(1, 2)), "(-1, 1)"),
        ("sin", REAL, "[-1, 1]"),
        ("sin", exactly(End(F(0), F(1, 6))), "[1/2, 1/2]"),
        ("sin", exactly(End(F(0), F(10**30 + 1))), "[0, 0]"),
        ("sin", exactly(ZERO), "[0, 0]"),
        ("cos", in_pi(F(-1, 2), F(1, 2)), "(0, 1]"),
        ("cos", in_pi(0, 2), "[-1, 1)"),
        ("cos", in_pi(0, F(1, 3)), "(1/2, 1)"),
        ("cos", exactly(0), "[1, 1]"),
        ("tan", in_pi(F(-1, 2), F(1, 2)), "(-oo, oo)"),
        ("tan", in_pi(0, F(1, 4)), "(0, 1)"),
        ("tan", in_pi(F(1, 2), F(3, 4)), "(-oo, -1)"),
        ("tan", in_pi(0, F(1, 2)), "(0, oo)"),
        ("tan", in_pi(0, 1), "(-oo, oo)"),
        ("tan", exactly(HALF_PI), "(-oo, oo)"),
        ("tan", exactly(PI), "[0, 0]"),
        ("cot", in_pi(0, F(1, 2)), "(0, oo)"),
        ("cot", in_pi(0, F(1, 4)), "(1, oo)"),
        ("sec", in_pi(F(-1, 2), F(1, 2)), "[1, oo)"),
        ("csc", in_pi(-1, 0), "(-oo, -1]"),
        ("csc", in_pi(0, 1), "[1, oo)"),
        ("sinh", REAL, "(-oo, oo)"),
        ("sinh", POSITIVE, "(0, oo)"),
        ("sinh", exactly(0), "[0, 0]"),
        ("cosh", REAL, "[1, oo)"),
        ("cosh", POSITIVE, "(1, oo)"),
        ("cosh", closed(0, 0), "[1, 1]"),
        ("sech", REAL, "(0, 1]"),
        ("sech", NEGATIVE, "(0, 1)"),
        ("csch", POSITIVE, "(0, oo)"),
        ("tanh", NONNEGATIVE, "[0, 1)"),
        ("tanh", REAL, "(-1, 1)"),
        ("coth", POSITIVE, "(1, oo)"),
        ("coth", NEGATIVE, "(-oo, -1)"),
        ("exp", REAL, "(0, oo)"),
        ("exp", NONNEGATIVE, "[1, oo)"),
        ("exp", interval(None, 0), "(0, 1)"),
        ("exp", exactly(0), "[1, 1]"),
        ("log", interval(1, None), "(0, oo)"),
        ("log", interval(0, 1), "(-oo, 0)"),
        ("log", REAL, "(-oo, oo)"),
        ("log", exactly(1), "[0, 0]"),
        ("log", interval(-3, -1), "(-oo, oo)"),
        ("atan", REAL, "(-1/2*pi, 1/2*pi)"),
        ("atan", interval(-1, 1), "(-1/4*pi, 1/4*pi)"),
        ("atan", NONNEGATIVE, "[0, 1/2*pi)"),
        ("asin", REAL, "[-1/2*pi, 1/2*pi]"),
        ("asin", closed(F(-1, 2), 1), "[-1/6*pi, 1/2*pi]"),
        ("acos", interval(0, 1), "(0, 1/2*pi)"),
        ("acos", closed(-1, F(1, 2)), "[1/3*pi, 1*pi]"),
        ("acos", exactly(F(-1, 2)), "[2/3*pi, 2/3*pi]"),
        ("acosh", interval(1, None), "(0, oo)"),
        ("acosh", REAL, "[0, oo)"),
        ("acosh", exactly(1), "[0, 0]"),
        ("asinh", NONPOSITIVE, "(-oo, 0]"),
        ("atanh", REAL, "(-oo, oo)"),
        ("atanh", interval(0, 1), "(0, oo)"),
        ("cbrt", interval(-8, 27), "(-2, 3)"),
        ("Abs", closed(-3, 2), "[0, 3]"),
        ("Abs", interval(-3, -2), "(2, 3)"),
        ("Abs", REAL, "[0, oo)"),
        ("sign", POSITIVE, "[1, 1]"),
        ("sign", NONPOSITIVE, "[-1, 0]"),
        ("sign", exactly(0), "[0, 0]"),
        ("sign", REAL, "[-1, 1]"),
        ("erf", REAL, "(-1, 1)"),
        ("erf", POSITIVE, "(0, 1)"),
        ("erf", NONPOSITIVE, "(-1, 0]"),
        ("gamma", POSITIVE, "(0, oo)"),
        ("gamma", REAL, "(-oo, oo)"),
        ("zeta", POSITIVE, "(-oo, oo)"),
        ("sin", interval(1, 0), "(-oo, oo)"),
    ],
)
def test_exact_ranges(name: str, argument: Interval, expected: str) -> None:
    assert repr(image(name, argument)) == expected


@pytest.mark.parametrize(
    ("v", "u", "expected"),
    [
        (REAL, POSITIVE, "(-1/2*pi, 1/2*pi)"),
        (POSITIVE, REAL, "(0, 1*pi)"),
        (POSITIVE, POSITIVE, "(0, 1/2*pi)"),
        (POSITIVE, NONNEGATIVE, "(0, 1/2*pi]"),
        (POSITIVE, NEGATIVE, "(1/2*pi, 1*pi)"),
        (POSITIVE, NONPOSITIVE, "[1/2*pi, 1*pi)"),
        (POSITIVE, exactly(0), "[1/2*pi, 1/2*pi]"),
        (NEGATIVE, NEGATIVE, "(-1*pi, -1/2*pi)"),
        (NONNEGATIVE, REAL, "[0, 1*pi]"),
        (exactly(0), NEGATIVE, "[0, 1*pi]"),
        (REAL, REAL, "(-1*pi, 1*pi]"),
        (exactly(1), exactly(1), "[1/4*pi, 1/4*pi]"),
    ],
)
def test_the_angle(v: Interval, u: Interval, expected: str) -> None:
    assert repr(image("atan2", v, u)) == expected


def test_greatest_and_least() -> None:
    assert repr(image("Max", interval(0, 2), closed(1, 2))) == "[1, 2]"
    assert repr(image("Max", interval(0, 1), closed(0, 1))) == "(0, 1]"
    assert repr(image("Min", interval(0, 1), closed(0, 1))) == "[0, 1)"
    assert repr(image("Min", REAL, closed(0, 1), POSITIVE)) == "(-oo, 1]"
    assert repr(image("Max", REAL, closed(0, 1), POSITIVE)) == "(0, oo)"


def test_bessel_functions_of_whole_order_are_at_most_one() -> None:
    assert image("besselj", exactly(2), REAL) == closed(-1, 1)
    assert defined("besselj", exactly(0), REAL)
    for order in (closed(0, 1), exactly(F(1, 2)), PI_INTERVAL):
        assert image("besselj", order, POSITIVE) == REAL
        assert not defined("besselj", order, POSITIVE)
    assert all(abs(mpmath.besselj(n, mpmath.mpf(x) / 7)) <= 1 for n in range(-3, 4) for x in range(-90, 90))


def test_a_wrong_number_of_arguments_says_nothing() -> None:
    for name in KNOWN:
        assert image(name) == REAL
        assert not defined(name)
        if name in UNARY:
            assert image(name, POSITIVE, POSITIVE) == REAL
            assert not defined(name, POSITIVE, POSITIVE)
    assert image("atan2", POSITIVE) == REAL


# -- where functions are defined -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "inside", "outside_"),
    [
        ("log", [POSITIVE, interval(0, 1), closed(F(1, 10**9), 2)], [NONNEGATIVE, REAL, closed(-1, 2)]),
        ("asin", [closed(-1, 1), interval(0, 1), exactly(1)], [closed(-1, F(11, 10)), REAL, interval(None, 1)]),
        ("acos", [closed(-1, 1)], [closed(F(-11, 10), 0)]),
        ("acosh", [interval(1, None), closed(1, 2)], [POSITIVE, closed(F(9, 10), 2)]),
        ("atanh", [interval(-1, 1), closed(0, F(9, 10))], [closed(-1, 0), closed(0, 1), REAL]),
        ("tan", [in_pi(F(-1, 2), F(1, 2)), closed(0, 1)], [closed(0, 2), exactly(HALF_PI), REAL, closed(ZERO, HALF_PI)]),
        ("sec", [in_pi(F(1, 2), F(3, 2))], [in_pi(0, 1)]),
        ("cot", [in_pi(0, 1)], [in_pi(F(-1, 2), F(1, 2)), exactly(0)]),
        ("csc", [in_pi(1, 2)], [exactly(PI)]),
        ("csch", [POSITIVE, NEGATIVE], [NONNEGATIVE, REAL]),
        ("coth", [POSITIVE], [closed(-1, 1)]),
        ("gamma", [POSITIVE], [NONNEGATIVE, NEGATIVE]),
        ("exp", [REAL], [interval(1, 0)]),
        ("zeta", [], [POSITIVE]),
    ],
)
def test_where_functions_are_defined(name: str, inside: list[Interval], outside_: list[Interval]) -> None:
    assert all(defined(name, i) for i in inside)
    assert not any(defined(name, i) for i in outside_)


def test_where_the_angle_is_defined() -> None:
    assert defined("atan2", POSITIVE, REAL)
    assert defined("atan2", exactly(0), NEGATIVE)
    assert not defined("atan2", REAL, REAL)
    assert not defined("atan2", NONNEGATIVE, NONNEGATIVE)


# -- every value is in the range -------------------------------------------------------------------------------------------
def test_ranges_hold_every_value() -> None:
    assert faults(130) == []


def test_ranges_hold_every_value_at_other_precisions() -> None:
    for bits in (32, 250):
        with precision(bits):
            assert faults(15, seed=bits, bits=2000) == []


def test_ranges_hold_the_values_of_mpmath() -> None:
    """A second judge, which shares no code with the first."""
    rng = random.Random(11)
    names = ["sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "sech", "csch", "coth", "asinh", "atan", "exp", "log"]
    with mpmath.workdps(120):
        for _ in range(60):
            for name in [*names, "asin", "acos", "acosh", "atanh"]:
                q = F(rng.randint(-(10**9), 10**9), 10 ** rng.randint(6, 10))
                if name in ("asin", "acos", "atanh"):
                    q = q % 1
                elif name in ("acosh", "log"):
                    q = 1 + abs(q) if name == "acosh" else abs(q)
                if q == 0:
                    continue
                result = image(name, exactly(q))
                assert result.lo is not None
                assert result.hi is not None
                value = getattr(mpmath, name)(mpmath.mpf(q.numerator) / q.denominator)
                low, high = (mpmath.mpf(p.a.numerator) / p.a.denominator for p in (result.lo, result.hi))
                if name == "acos":  # its ends are pi/2 and a rational
                    low, high = low + mpmath.pi / 2, high + mpmath.pi / 2
                slack = mpmath.mpf(10) ** -110 * (1 + abs(value))
                assert low - slack <= value <= high + slack
                assert high - low < mpmath.mpf(2) ** -80 * (1 + abs(value))


def counterpart(i: Interval) -> model.Interval:
    lo, hi = (None if p is None else model.point(p.a, p.b) for p in (i.lo, i.hi))
    return model.Interval(lo, hi, i.lo_closed, i.hi_closed)


def test_ranges_are_about_as_narrow_as_the_engine_s() -> None:
    rng = random.Random(13)
    shared = [n for n in KNOWN if n not in ("erf", "gamma", "besselj")]
    for _ in range(80):
        for name in shared:
            where = arguments_of(name, rng)
            if not defined(name, *where):
                continue
            ours = image(name, *where)
            theirs = model_ranges.image(name, *map(counterpart, where))
            with ctx.workprec(BITS):
                for mine, other, side in ((ours.lo, theirs.lo, -1), (ours.hi, theirs.hi, 1)):
                    if other is None or mine is None:
                        # No bound where the engine has none, or where it is enormous.
                        assert other is None or abs(model.ball(other)) > 2**60 or mine is not None, (name, where, ours, theirs)
                        continue
                    excess = (ball(mine) - model.ball(other)) * side
                    size = abs(model.ball(other))  # near a pole the accuracy of the argument counts
                    assert not excess > (1 + size) * arb(2) ** -80 + size**2 * arb(2) ** -110, (name, where, ours, theirs)


# -- arithmetic ----------------------------------------------------------------------------------------------------------
def arithmetic_faults(rounds: int) -> list[str]:
    rng, found = random.Random(17), []
    with ctx.workprec(BITS):
        for _ in range(rounds):
            i, j, n, k = random_interval(rng), random_interval(rng), rng.randint(-7, 7), rng.randint(1, 9)
            total, product, inverse, powered, rooted = add(i, j), multiply(i, j), reciprocal(i), power(i, n), root(i, k)
            for p, q in zip(points_of(i, rng), points_of(j, rng), strict=False):
                x, y = ball(p), ball(q)
                cases = [("add", x + y, total), ("multiply", x * y, product), ("negate", -x, negate(i)), ("absolute", abs(x), absolute(i))]
                if p.sign:
                    cases += [("reciprocal", 1 / x, inverse), (f"power {n}", x**n, powered)]
                if p.sign >= 0 or k % 2:
                    cases.append((f"root {k}", x.root(k) if p.sign >= 0 else -((-x).root(k)), rooted))
                cases += [("hull", x, hull(i, j)), ("hull", y, hull(i, j))]
                if j.contains(p):
                    cases.append(("intersection", x, intersection(i, j)))
                found += [f"{what} of {i}, {j} at {p}, {q}: {value} is not in {r}" for what, value, r in cases if outside(value, r)]
    return found


def test_arithmetic_holds_every_value() -> None:
    assert arithmetic_faults(1500) == []


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (add(interval(0, 1), closed(1, 2)), "(1, 3)"),
        (add(closed(0, 1), interval(2, None)), "(2, oo)"),
        (add(PI_INTERVAL, closed(0, 1)), "[1*pi, 1 + 1*pi]"),
        (multiply(closed(-1, 2), closed(-3, 1)), "[-6, 3]"),
        (multiply(closed(0, 1), interval(2, None)), "[0, oo)"),
        (multiply(interval(0, 1), interval(2, None)), "(0, oo)"),
        (multiply(exactly(0), REAL), "[0, 0]"),
        (multiply(interval(0, 1), closed(0, 5)), "[0, 5)"),
        (multiply(interval(0, 1), interval(0, 5)), "(0, 5)"),
        (multiply(closed(0, 3), NEGATIVE), "(-oo, 0]"),
        (multiply(REAL, POSITIVE), "(-oo, oo)"),
        (multiply(NEGATIVE, NEGATIVE), "(0, oo)"),
        (multiply(NONPOSITIVE, POSITIVE), "(-oo, 0]"),
        (multiply(interval(-1, 1), interval(-1, 1)), "(-1, 1)"),
        (multiply(exactly(2), closed(0, PI)), "[0, 2*pi]"),
        (multiply(exactly(-2), interval(1, None)), "(-oo, -2)"),
        (reciprocal(POSITIVE), "(0, oo)"),
        (reciprocal(closed(2, 3)), "[1/3, 1/2]"),
        (reciprocal(interval(-2, 0)), "(-oo, -1/2)"),
        (reciprocal(closed(0, 4)), "[1/4, oo)"),
        (reciprocal(closed(-1, 1)), "(-oo, oo)"),
        (reciprocal(exactly(0)), "(-oo, oo)"),
        (power(closed(-3, 2), 2), "[0, 9]"),
        (power(interval(-3, 2), 3), "(-27, 8)"),
        (power(interval(-3, 3), 2), "[0, 9)"),
        (power(closed(-3, -2), -2), "[1/9, 1/4]"),
        (power(REAL, 0), "[1, 1]"),
        (power(PI_INTERVAL, 1), "[1*pi, 1*pi]"),
        (power(REAL, 2), "[0, oo)"),
        (root(closed(4, 9), 2), "[2, 3]"),
        (root(closed(-4, 9), 2), "[0, 3]"),
        (root(interval(-8, F(1, 27)), 3), "(-2, 1/3)"),
        (root(NEGATIVE, 2), "[0, oo)"),
        (root(exactly(4), 100), "[1, 4]"),
        (absolute(Interval(End(F(-1)), End(F(2)), False, True)), "[0, 2]"),
        (hull(interval(0, 1), closed(2, 3)), "(0, 3]"),
        (intersection(closed(0, 2), interval(0, 1)), "(0, 1)"),
        (intersection(closed(0, 2), REAL), "[0, 2]"),
    ],
)
def test_exact_arithmetic(result: Interval, expected: str) -> None:
    assert repr(result) == expected


def test_signs_and_members() -> None:
    assert POSITIVE.positive
    assert POSITIVE.nonzero
    assert not NONNEGATIVE.positive
    assert NONNEGATIVE.nonnegative
    assert not NONNEGATIVE.nonzero
    assert NEGATIVE.negative
    assert NONPOSITIVE.nonpositive
    assert not NONPOSITIVE.negative
    assert interval(0, 1).contains(F(1, 2))
    assert not interval(0, 1).contains(1)
    assert closed(3, 4).contains(PI)
    assert not closed(0, F(333, 106)).contains(PI)
    assert interval(1, 1).empty
    assert closed(2, 1).empty
    assert not closed(1, 1).empty
    assert exactly(PI).single == PI
    assert closed(0, 1).single is None
    assert interval(0, 0).single is None


def test_disjoint() -> None:
    assert disjoint(interval(0, 1), closed(1, 2))
    assert not disjoint(closed(0, 1), closed(1, 2))
    assert disjoint(exactly(PI), exactly(F(355, 113)))
    assert not disjoint(REAL, exactly(0))
    assert not disjoint(interval(1, 1), exactly(5)), "an empty interval shows nothing"


# -- sizes -----------------------------------------------------------------------------------------------------------------
def test_enormous_and_tiny_arguments() -> None:
    started = time.perf_counter()
    with ctx.workprec(BITS):
        for exponent in (6, 50, 1000):
            big = F(10**exponent)
            assert image("exp", exactly(big)).hi is None
            assert repr(image("exp", exactly(-big))).startswith("(0, 1/")
            assert image("cosh", exactly(-big)).nonnegative
            assert image("sinh", exactly(-big)).lo is None
            assert compare(image("tanh", exactly(big)).hi or PI, ONE) <= 0
            assert not outside(number(big).log(), image("log", exactly(big)))
            assert not outside(number(1 / big).log(), image("log", exactly(1 / big)))
            assert not outside(number(big).asinh(), image("asinh", exactly(big)))
            for name in ("sin", "tan", "atan", "asin", "sinh", "tanh", "asinh", "atanh"):
                assert image(name, exactly(1 / big)).nonnegative
                assert not outside(getattr(arb, name)(number(1 / big)), image(name, exactly(1 / big)))
    with ctx.workprec(5000):
        for exponent in (50, 100, 1000):
            assert not outside(number(F(10**exponent)).sin(), image("sin", exactly(10**exponent)))
    result = image("sin", exactly(10**50))
    assert result.lo is not None
    assert result.hi is not None
    assert result.hi.a - result.lo.a < F(1, 2**80)
    assert power(exactly(3), 10**9).hi is None
    assert power(exactly(F(1, 3)), 10**9).nonnegative
    tiny = exactly(F(1, 10**400))
    for _ in range(12):
        tiny = multiply(tiny, tiny)
    assert tiny.nonnegative
    assert tiny.hi is not None
    assert tiny.hi.sign > 0
    assert time.perf_counter() - started < 2


def test_ends_stay_short() -> None:
    i = closed(F(1, 3), F(5, 7))
    for _ in range(60):
        i = add(multiply(i, closed(F(99, 101), F(103, 107))), exactly(F(1, 97)))
    assert i.lo is not None
    assert i.lo.a.denominator.bit_length() < 420
    assert image("exp", image("sin", image("log", i))) != REAL


@pytest.mark.parametrize("bits", [200, 1000, 4096])
def test_many_bits(bits: int) -> None:
    rng = random.Random(bits)
    with precision(bits), ctx.workprec(bits + 300):
        for name in ("exp", "log", "sin", "cos", "tan", "atan", "asin", "acos", "sinh", "tanh", "asinh", "acosh", "atanh", "cbrt"):
            q = F(rng.randint(1, 10**6), 10**6 + 1) + (1 if name == "acosh" else 0)
            started = time.perf_counter()
            result = image(name, exactly(q))
            assert time.perf_counter() - started < 1
            value = true_value(name, End(q))
            assert value is not None
            assert not outside(value, result)
            assert result.lo is not None
            assert result.hi is not None
            assert ball(result.hi) - ball(result.lo) < arb(2) ** (8 - bits)
    assert iv._precision == 96


# -- properties --------------------------------------------------------------------------------------------------------------
rationals = st.fractions(max_denominator=10**6).filter(lambda q: abs(q) < 10**9)
ends = st.builds(End, rationals, st.sampled_from([F(0), F(0), F(1), F(-1, 2), F(5, 6)]))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    lo, hi = draw(st.none() | ends), draw(st.none() | ends)
    if lo is not None and hi is not None and compare(lo, hi) > 0:
        lo, hi = hi, lo
    i = Interval(lo, hi, lo is not None and draw(st.booleans()), hi is not None and draw(st.booleans()))
    assume(not i.empty)
    return i


@given(st.sampled_from(UNARY), intervals(), ends)
def test_the_value_at_a_point_meets_the_range(name: str, i: Interval, p: End) -> None:
    """The point's own range and that of an interval around it both hold the value."""
    assume(i.contains(p) and defined(name, exactly(p)))
    assert not disjoint(image(name, exactly(p)), image(name, i))


@given(st.sampled_from(ODD_ONES), intervals())
def test_odd_functions_have_odd_ranges(name: str, i: Interval) -> None:
    ours, mirrored = image(name, negate(i)), negate(image(name, i))
    assert hull(ours, mirrored) == REAL or not disjoint(ours, mirrored)


@given(intervals(), intervals(), ends, ends)
def test_sets(i: Interval, j: Interval, p: End, q: End) -> None:
    both = i.contains(p) and j.contains(p)
    assert intersection(i, j).contains(p) == both
    assert hull(i, j).contains(p) or not (i.contains(p) or j.contains(p))
    assert not (disjoint(i, j) and both)
    assert i.positive == (not intersection(i, POSITIVE).empty and intersection(i, NONPOSITIVE).empty)
    assert i.negative == (not intersection(i, NEGATIVE).empty and intersection(i, NONNEGATIVE).empty)
    assert i.nonzero == (not i.contains(0))
    if i.contains(p) and i.contains(q):
        assert i.contains(End((p.a + q.a) / 2, (p.b + q.b) / 2))


@given(intervals(), intervals())
def test_multiplication_commutes(i: Interval, j: Interval) -> None:
    assert multiply(i, j) == multiply(j, i)
    assert add(i, j) == add(j, i)


# -- wrong twins: each must be noticed -----------------------------------------------------------------------------------------
def _without_error(series: Callable[..., tuple[int, int]]) -> Callable[..., tuple[int, int]]:
    return lambda *arguments: (series(*arguments)[0], 0)


def _without_last_terms(series: Callable[..., tuple[int, int]]) -> Callable[..., tuple[int, int]]:
    """The series at half the bits, as if its remainder were nothing."""

    def wrong(x: int, w: int, odd: int) -> tuple[int, int]:
        y, error = series(x >> w // 2, w - w // 2, odd)
        return y << w // 2, error

    return wrong


def _crooked_exp(q: Fraction) -> iv.Bounds:
    low, high = iv_exp(q)
    return low, None if high is None else high * (1 - F(1, 2**90))


iv_exp, iv_quarter = iv._exp, iv._nearest_quarter
TWINS: dict[str, tuple[str, object]] = {
    "sine without its rounding errors": ("_circular", _without_error(iv._circular)),
    "sine without its remainder": ("_circular", _without_last_terms(iv._circular)),
    "logarithm and arc tangent without errors": ("_odd_series", _without_error(iv._odd_series)),
    "exponential with too little error": ("_exp", _crooked_exp),
    "an arc tangent of two terms": ("_atan", lambda q: (q - q**3 / 3, q - q**3 / 3)),
    "roots rounded inward": ("_root", lambda q, k: (r := iv._dyadic(iv._integer_root(iv._floor(q, 60 * k), k), 60), r)),
    "pi a little too small": ("_pi", lambda w: iv._constant(iv._MACHIN, w) - (1 << max(0, w - 100))),
    "the wrong quarter turn": ("_nearest_quarter", lambda p: iv_quarter(p) + 1),
    "no critical points": ("_odd_quarters", lambda i, lo: []),
    "half of the critical points": ("_odd_quarters", lambda i, lo: [n for n in (-1, 1, 3) if i.contains(End(F(0), F(n, 2)))]),
    "ends that count though they are outside": ("_within", lambda i, natural: natural),
    "an absolute value that forgets zero": ("absolute", lambda i: iv.hull(i, i) if not i.nonpositive else iv.negate(i)),
    "a sum in place of a hull": ("hull", lambda i, j: i),
    "domains that hold everything": ("_inside", lambda j, i: True),
    "rounding the wrong way": ("_below", lambda q: F(round(q * 2**20), 2**20)),
}
HARMLESS = {"ends that count though they are outside"}  # only wider


@pytest.mark.parametrize("twin", sorted(TWINS))
def test_wrong_twins_are_noticed(twin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, wrong = TWINS[twin]
    iv._words_of.cache_clear()
    monkeypatch.setattr(iv, name, wrong)
    if name == "_exp":  # the tables hold these two
        monkeypatch.setitem(iv._INCREASING, "exp", (REAL, POSITIVE, wrong, {}))
    if name == "_inside":
        for key in ("log", "asin", "acos", "acosh", "atanh"):
            monkeypatch.setitem(iv._FUNCTIONS, key, (iv._FUNCTIONS[key][0], wrong_domain))
    try:
        noticed = bool(series_faults(200) or faults(40) or arithmetic_faults(200))
    except (ArithmeticError, AssertionError, ValueError, TypeError):
        noticed = True
    iv._words_of.cache_clear()
    assert noticed != (twin in HARMLESS)


def wrong_domain(i: Interval) -> bool:
    return True
