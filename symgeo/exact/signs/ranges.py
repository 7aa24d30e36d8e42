"""The range of each elementary and special function on an interval.

`image(f, i)` contains f(x) for every x of the interval i at which f is defined over the reals; nothing is said of the others. Ends
are exact where that is cheap (cosh 0 = 1, sin pi/6 = 1/2, atan 1 = pi/4), else rational and further out.

>>> from symgeo.exact.signs.intervals import Interval, ORIGIN, PI
>>> image("sin", Interval(ORIGIN, PI))
(0, 1]
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import arb, ctx, fmpq

from symgeo.exact.signs.intervals import (
    HALF_PI,
    NONNEGATIVE,
    ORIGIN,
    PI,
    POSITIVE,
    PRECISION,
    REAL,
    UNIT,
    Enclosing,
    Interval,
    Point,
    absolute_value_of,
    ball,
    closed,
    compare,
    decreasing,
    exactly,
    hull,
    increasing,
    intersection,
    interval,
    negative_of,
    outward,
    point,
    product_of,
    reciprocal_of,
    root_of,
)

_HALF = Fraction(1, 2)
_PLUS_MINUS_ONE = closed(-1, 1)
_OPEN_UNIT = interval(-1, 1)
_AT_LEAST_ONE = Interval(UNIT, None, True)


def _pi_times(q: Fraction) -> Point:
    return point(0, q)


#: Exact values at rational points.
_EXACT: dict[str, dict[Fraction, Point]] = {
    "exp": {Fraction(0): UNIT},
    "log": {Fraction(1): ORIGIN},
    "cosh": {Fraction(0): UNIT},
    "acosh": {Fraction(1): ORIGIN},
    "asin": {
        Fraction(k, 2): _pi_times(q) for k, q in ((-2, -_HALF), (-1, Fraction(-1, 6)), (0, Fraction(0)), (1, Fraction(1, 6)), (2, _HALF))
    },
    "acos": {
        Fraction(k, 2): _pi_times(q)
        for k, q in ((-2, Fraction(1)), (-1, Fraction(2, 3)), (0, _HALF), (1, Fraction(1, 3)), (2, Fraction(0)))
    },
    "atan": {Fraction(k): _pi_times(Fraction(k, 4)) for k in (-1, 0, 1)},
    **{f: {Fraction(0): ORIGIN} for f in ("sinh", "tanh", "asinh", "atanh", "erf", "LambertW")},
}


def value_of(name: str) -> Enclosing:
    """The function as a map from points to pairs of bounds."""
    exact = {(fmpq(q.numerator, q.denominator)): v for q, v in _EXACT.get(name, {}).items()}
    method: Callable[[arb], arb] = getattr(arb, name.lower())

    def enclose(p: Point) -> tuple[Point | None, Point | None]:
        if p.b == 0 and (found := exact.get(p.a)) is not None:
            return found, found
        with ctx.workprec(PRECISION):
            return outward(method(ball(p)))

    return enclose


#: Increasing functions: where they live, their natural range.
_INCREASING: dict[str, tuple[Interval, Interval]] = {
    "exp": (REAL, POSITIVE),
    "log": (POSITIVE, REAL),
    "sinh": (REAL, REAL),
    "tanh": (REAL, _OPEN_UNIT),
    "asinh": (REAL, REAL),
    "acosh": (_AT_LEAST_ONE, NONNEGATIVE),
    "atanh": (_OPEN_UNIT, REAL),
    "asin": (_PLUS_MINUS_ONE, Interval(-HALF_PI, HALF_PI, True, True)),
    "atan": (REAL, Interval(-HALF_PI, HALF_PI)),
    "erf": (REAL, _OPEN_UNIT),
}
_VALUES: dict[str, Enclosing] = {name: value_of(name) for name in (*_INCREASING, "acos", "cosh", "gamma", "tan", "LambertW")}


def image(name: str, *arguments: Interval) -> Interval:
    """An interval that holds every value of the named function on the arguments, as far as it is defined there."""
    if any(i.empty for i in arguments):
        return REAL
    if name in _INCREASING:
        return _monotone(name, arguments[0])
    rule = _RULES.get(name)
    return REAL if rule is None else rule(*arguments)


def _monotone(name: str, i: Interval) -> Interval:
    where, natural = _INCREASING[name]
    i = intersection(i, where)
    if i.empty:
        return natural
    return _within(increasing(i, _VALUES[name]), natural)


def _within(i: Interval, natural: Interval) -> Interval:
    """Rounding may leave the natural range; an empty intersection cannot happen, but nothing is to rest on that."""
    result = intersection(i, natural)
    return natural if result.empty else result


# -- trigonometric functions -----------------------------------------------------------------------------------------
def _floor_over_pi(p: Point) -> int:
    """The largest k with k*pi <= p."""
    with ctx.workprec(PRECISION + abs(int(p.a.p).bit_length())):
        near = (ball(p) / arb.pi()).mid().floor().unique_fmpz()
    guess = 0 if near is None else int(near)
    while compare(point(0, guess), p) > 0:
        guess -= 1
    while compare(point(0, guess + 1), p) <= 0:
        guess += 1
    return guess


_SINES = {Fraction(0): Fraction(0), Fraction(1, 6): _HALF, Fraction(1, 2): Fraction(1), Fraction(5, 6): _HALF}


def _sine_at(p: Point) -> tuple[Point, Point]:
    if p.a == 0:
        turn = Fraction(int(p.b.p), int(p.b.q)) % 2
        flipped, turn = turn >= 1, turn % 1
        if turn in _SINES:
            exact = point(-_SINES[turn] if flipped else _SINES[turn])
            return exact, exact
        with ctx.workprec(PRECISION):
            low, high = outward(arb.sin_pi_fmpq(p.b))
    else:
        with ctx.workprec(PRECISION + int(p.a.p).bit_length()):
            low, high = outward(ball(p).sin())
    return (-UNIT if low is None else low), (UNIT if high is None else high)


def sine(i: Interval) -> Interval:
    """sin between its critical points pi/2 + k*pi: monotone, so ends and critical points tell the range."""
    if i.lo is None or i.hi is None or compare(Point(i.lo.a, i.lo.b + 2), i.hi) < 0:
        return _PLUS_MINUS_ONE
    low, high = _sine_at(i.lo), _sine_at(i.hi)
    result = hull(
        Interval(low[0], low[1], i.lo_closed, i.lo_closed),
        Interval(high[0], high[1], i.hi_closed, i.hi_closed),
    )
    first = _floor_over_pi(Point(i.lo.a, i.lo.b - _half))
    for k in range(first, first + 4):
        if i.contains(Point(fmpq(0), k + _half)):
            result = hull(result, exactly(UNIT if k % 2 == 0 else -UNIT))
    return _within(result, _PLUS_MINUS_ONE)


_half = fmpq(1, 2)


def _shifted(i: Interval, quarter_turns: int) -> Interval:
    shift = quarter_turns * _half
    lo = None if i.lo is None else Point(i.lo.a, i.lo.b + shift)
    hi = None if i.hi is None else Point(i.hi.a, i.hi.b + shift)
    return Interval(lo, hi, i.lo_closed, i.hi_closed)


def cosine(i: Interval) -> Interval:
    return sine(_shifted(i, 1))


def tangent(i: Interval) -> Interval:
    """tan increases between its poles pi/2 + k*pi."""
    if i.lo is None or i.hi is None or compare(Point(i.lo.a, i.lo.b + 1), i.hi) < 0:
        return REAL
    k = _floor_over_pi(Point(i.lo.a, i.lo.b + _half))  # the pole k*pi - pi/2 is the last one at or below lo
    left, right = Point(fmpq(0), k - _half), Point(fmpq(0), k + _half)
    if compare(i.hi, right) > 0:
        return REAL
    lo = None if compare(i.lo, left) == 0 else _tangent_at(i.lo)[0]
    hi = None if compare(i.hi, right) == 0 else _tangent_at(i.hi)[1]
    return Interval(lo, hi, i.lo_closed and lo is not None, i.hi_closed and hi is not None)


def _tangent_at(p: Point) -> tuple[Point | None, Point | None]:
    if p.a == 0:
        quarters = 4 * p.b
        if quarters.q == 1 and int(quarters.p) % 2 == 0:
            return ORIGIN, ORIGIN  # a multiple of pi: the poles never come here
        if quarters.q == 1:
            exact = UNIT if int(quarters.p) % 4 == 1 else -UNIT
            return exact, exact
    return _VALUES["tan"](p)


# -- the others ------------------------------------------------------------------------------------------------------
def _acos(i: Interval) -> Interval:
    i = intersection(i, _PLUS_MINUS_ONE)
    natural = Interval(ORIGIN, PI, True, True)
    return natural if i.empty else _within(decreasing(i, _VALUES["acos"]), natural)


def _cosh(i: Interval) -> Interval:
    return _within(increasing(absolute_value_of(i), _VALUES["cosh"]), _AT_LEAST_ONE)


def _coth(i: Interval) -> Interval:
    if not (i.nonnegative or i.nonpositive):
        return REAL
    result = reciprocal_of(_monotone("tanh", i))
    outside = Interval(UNIT, None) if i.nonnegative else Interval(None, -UNIT)
    return _within(result, outside)


def _gamma(i: Interval) -> Interval:
    if not i.nonnegative:
        return REAL
    natural = Interval(point(Fraction(885, 1000)), None)  # the minimum, at 1.4616..., is 0.8856...
    if i.lo is not None and compare(i.lo, point(Fraction(147, 100))) >= 0:
        return _within(increasing(i, _VALUES["gamma"]), natural)
    return natural


def _lambert(i: Interval) -> Interval:
    """The principal branch: increasing from -1 at -1/e."""
    natural = Interval(-UNIT, None, True)
    if i.lo is not None and compare(i.lo, point(Fraction(-1, 3))) >= 0:
        return _within(increasing(i, _VALUES["LambertW"]), natural)
    return natural


def _sign(i: Interval) -> Interval:
    if i.positive:
        return exactly(UNIT)
    if i.negative:
        return exactly(-UNIT)
    return closed(0, 1) if i.nonnegative else closed(-1, 0) if i.nonpositive else _PLUS_MINUS_ONE


def _atan2(v: Interval, u: Interval) -> Interval:
    """The angle of (u, v) in (-pi, pi]."""
    if u.positive:
        return _within(image("atan", product_of(v, reciprocal_of(u))), Interval(-HALF_PI, HALF_PI))
    if v.positive:
        return Interval(HALF_PI if u.negative else ORIGIN, HALF_PI if u.nonnegative else PI, u.nonpositive, u.nonnegative)
    if v.negative:
        return negative_of(_atan2(negative_of(v), u))
    if v.nonnegative:
        return Interval(ORIGIN, PI, True, True)
    return Interval(-PI, PI, False, True)


def _polygamma(order: Interval, i: Interval) -> Interval:
    n = order.single
    if n is None or n.b != 0 or n.a.q != 1 or n.a < 1 or not i.nonnegative:
        return REAL
    return POSITIVE if int(n.a.p) % 2 == 1 else Interval(None, ORIGIN)


def _bessel(order: Interval, i: Interval) -> Interval:
    n = order.single
    return _PLUS_MINUS_ONE if n is not None and n.b == 0 and n.a.q == 1 else REAL


def maximum(*arguments: Interval) -> Interval:
    result = arguments[0]
    for i in arguments[1:]:
        j = negative_of(minimum(negative_of(result), negative_of(i)))
        result = j
    return result


def minimum(*arguments: Interval) -> Interval:
    result = arguments[0]
    for i in arguments[1:]:
        lowest = hull(result, i)
        below = Interval(None, result.hi, False, result.hi_closed)
        top = intersection(below, Interval(None, i.hi, False, i.hi_closed))
        result = Interval(lowest.lo, top.hi, lowest.lo_closed, top.hi_closed)
    return result


_RULES: dict[str, Callable[..., Interval]] = {
    "sin": sine,
    "cos": cosine,
    "tan": tangent,
    "sec": lambda i: reciprocal_of(cosine(i)),
    "csc": lambda i: reciprocal_of(sine(i)),
    "cot": lambda i: negative_of(tangent(_shifted(i, 1))),
    "acos": _acos,
    "cosh": _cosh,
    "sech": lambda i: reciprocal_of(_cosh(i)),
    "csch": lambda i: reciprocal_of(_monotone("sinh", i)),
    "coth": _coth,
    "cbrt": lambda i: root_of(i, 3),
    "Abs": absolute_value_of,
    "sign": _sign,
    "gamma": _gamma,
    "LambertW": _lambert,
    "atan2": _atan2,
    "polygamma": _polygamma,
    "besselj": _bessel,
    "Max": maximum,
    "Min": minimum,
}
