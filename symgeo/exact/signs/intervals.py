"""Intervals of reals with exact, open or closed ends.

An end is a + b*pi with rational a and b, or infinite. Such numbers are compared exactly: two of them with different b differ,
since pi is irrational, so ball arithmetic of rising precision tells them apart. Every other number is replaced by a rational
one further out. Thus sin on (0, pi) is (0, 1], and not (-1e-17, 1].

>>> from flint import fmpq
>>> sum_of(interval(0, 1), interval(2, None))
(2, oo)
>>> product_of(closed(-1, 2), closed(-3, 1))
[-6, 3]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from flint import arb, ctx, fmpq

PRECISION = 96
#: Rational ends with more bits than this are rounded outward, so that long computations stay cheap.
_LONGEST = 400
#: Beyond 2**_HUGE an end counts as infinite, below 2**-_HUGE as nearly zero.
_HUGE = 1500


class Point(NamedTuple):
    """The real number a + b*pi."""

    a: fmpq
    b: fmpq

    def __neg__(self) -> Point:
        return Point(-self.a, -self.b)

    def __str__(self) -> str:
        if self.b == 0:
            return str(self.a)
        multiple = f"{self.b}*pi"
        return multiple if self.a == 0 else f"{self.a} + {multiple}"


_ZERO = fmpq(0)
_PI_LOW, _PI_HIGH = fmpq(103993, 33102), fmpq(104348, 33215)


def point(a: int | Fraction | fmpq, b: int | Fraction | fmpq = 0) -> Point:
    return Point(rational(a), rational(b))


def rational(q: int | Fraction | fmpq) -> fmpq:
    return q if isinstance(q, fmpq) else fmpq(q.numerator, q.denominator)


ORIGIN, UNIT, PI = point(0), point(1), point(0, 1)
HALF_PI = point(0, Fraction(1, 2))


def sign_of(p: Point) -> int:
    """The sign of a + b*pi, exactly."""
    a, b = p
    if b == 0:
        return (a > 0) - (a < 0)
    if a == 0 or (a > 0) == (b > 0):
        return 1 if b > 0 else -1
    quotient = -a / b  # compare with pi
    if quotient <= _PI_LOW:
        return 1 if b > 0 else -1
    if quotient >= _PI_HIGH:
        return -1 if b > 0 else 1
    return _compare_with_pi(a, b)


@lru_cache(maxsize=4096)
def _compare_with_pi(a: fmpq, b: fmpq) -> int:
    precision = 128
    while True:  # ends, because a + b*pi is not zero
        with ctx.workprec(precision):
            value = arb(a) + arb(b) * arb.pi()
            if value > 0:
                return 1
            if value < 0:
                return -1
        precision *= 2


def compare(p: Point, q: Point) -> int:
    if p.b == q.b:
        return (p.a > q.a) - (p.a < q.a)
    return sign_of(Point(p.a - q.a, p.b - q.b))


def ball(p: Point) -> arb:
    """An enclosure of the number at the working precision."""
    return arb(p.a) + arb(p.b) * arb.pi() if p.b != 0 else arb(p.a)


@dataclass(frozen=True, slots=True)
class Interval:
    """The reals between lo and hi (None: infinite); an end belongs to it where it is marked closed."""

    lo: Point | None
    hi: Point | None
    lo_closed: bool = False
    hi_closed: bool = False

    @property
    def empty(self) -> bool:
        if self.lo is None or self.hi is None:
            return False
        order = compare(self.lo, self.hi)
        return order > 0 or (order == 0 and not (self.lo_closed and self.hi_closed))

    @property
    def positive(self) -> bool:
        return self.lo is not None and (s := sign_of(self.lo)) >= 0 and (s > 0 or not self.lo_closed)

    @property
    def negative(self) -> bool:
        return self.hi is not None and (s := sign_of(self.hi)) <= 0 and (s < 0 or not self.hi_closed)

    @property
    def nonnegative(self) -> bool:
        return self.lo is not None and sign_of(self.lo) >= 0

    @property
    def nonpositive(self) -> bool:
        return self.hi is not None and sign_of(self.hi) <= 0

    @property
    def bounded(self) -> bool:
        return self.lo is not None and self.hi is not None

    @property
    def single(self) -> Point | None:
        """The only number in it, if there is only one."""
        return self.lo if self.lo is not None and self.lo == self.hi and self.lo_closed and self.hi_closed else None

    def contains(self, p: Point) -> bool:
        if self.lo is not None and ((c := compare(p, self.lo)) < 0 or (c == 0 and not self.lo_closed)):
            return False
        return not (self.hi is not None and ((c := compare(p, self.hi)) > 0 or (c == 0 and not self.hi_closed)))

    def __repr__(self) -> str:
        left = "[" if self.lo_closed else "("
        right = "]" if self.hi_closed else ")"
        return f"{left}{'-oo' if self.lo is None else self.lo}, {'oo' if self.hi is None else self.hi}{right}"


REAL = Interval(None, None)
POSITIVE = Interval(ORIGIN, None)
NONNEGATIVE = Interval(ORIGIN, None, True)
NEGATIVE = Interval(None, ORIGIN)
NONPOSITIVE = Interval(None, ORIGIN, False, True)


def interval(lo: int | Fraction | None, hi: int | Fraction | None) -> Interval:
    """The open interval (lo, hi)."""
    return Interval(None if lo is None else point(lo), None if hi is None else point(hi))


def closed(lo: int | Fraction, hi: int | Fraction) -> Interval:
    return Interval(point(lo), point(hi), True, True)


def exactly(p: Point) -> Interval:
    return Interval(p, p, True, True)


# -- rounding --------------------------------------------------------------------------------------------------------
def outward(value: arb) -> tuple[Point | None, Point | None]:
    """Rational bounds of a ball, below and above; None where there is no finite one of reasonable size."""
    if not value.is_finite():
        return None, None
    return _bound_below(value), None if (below := _bound_below(-value)) is None else -below


def _bound_below(value: arb) -> Point | None:
    low = value.lower()
    if low.is_zero():
        return ORIGIN
    mantissa, exponent = low.man_exp()
    size = int(mantissa.bit_length() + exponent)
    if size > _HUGE:
        return Point(fmpq(2) ** _HUGE, _ZERO) if mantissa > 0 else None
    if size < -_HUGE:
        return ORIGIN if mantissa > 0 else Point(-(fmpq(2) ** -_HUGE), _ZERO)
    return Point(fmpq(mantissa) * fmpq(2) ** int(exponent), _ZERO)


def bounds_of(p: Point) -> tuple[Point, Point]:
    """Rational bounds of one number, of moderate length."""
    with ctx.workprec(PRECISION):
        low, high = outward(ball(p))
    return (low, high) if low is not None and high is not None else (p, p)


def _bits(q: fmpq) -> int:
    return max(int(q.p).bit_length(), int(q.q).bit_length())


def _trimmed(lo: Point | None, hi: Point | None, lo_closed: bool, hi_closed: bool) -> Interval:
    if lo is not None and _bits(lo.a) + _bits(lo.b) > _LONGEST:
        lo = bounds_of(lo)[0]
    if hi is not None and _bits(hi.a) + _bits(hi.b) > _LONGEST:
        hi = bounds_of(hi)[1]
    return Interval(lo, hi, lo_closed, hi_closed)


# -- sets ------------------------------------------------------------------------------------------------------------
def intersection(i: Interval, j: Interval) -> Interval:
    if i is j:
        return i
    lo, lo_closed = i.lo, i.lo_closed
    if j.lo is not None:
        order = 1 if lo is None else compare(j.lo, lo)
        if order > 0:
            lo, lo_closed = j.lo, j.lo_closed
        elif order == 0:
            lo_closed = lo_closed and j.lo_closed
    hi, hi_closed = i.hi, i.hi_closed
    if j.hi is not None:
        order = -1 if hi is None else compare(j.hi, hi)
        if order < 0:
            hi, hi_closed = j.hi, j.hi_closed
        elif order == 0:
            hi_closed = hi_closed and j.hi_closed
    return Interval(lo, hi, lo_closed, hi_closed)


def hull(i: Interval, j: Interval) -> Interval:
    lo, lo_closed = i.lo, i.lo_closed
    if lo is not None:
        order = -1 if j.lo is None else compare(j.lo, lo)
        if order < 0:
            lo, lo_closed = j.lo, j.lo_closed
        elif order == 0:
            lo_closed = lo_closed or j.lo_closed
    hi, hi_closed = i.hi, i.hi_closed
    if hi is not None:
        order = 1 if j.hi is None else compare(j.hi, hi)
        if order > 0:
            hi, hi_closed = j.hi, j.hi_closed
        elif order == 0:
            hi_closed = hi_closed or j.hi_closed
    return Interval(lo, hi, lo_closed, hi_closed)


# -- arithmetic ------------------------------------------------------------------------------------------------------
def negative_of(i: Interval) -> Interval:
    return Interval(None if i.hi is None else -i.hi, None if i.lo is None else -i.lo, i.hi_closed, i.lo_closed)


def sum_of(i: Interval, j: Interval) -> Interval:
    lo = None if i.lo is None or j.lo is None else Point(i.lo.a + j.lo.a, i.lo.b + j.lo.b)
    hi = None if i.hi is None or j.hi is None else Point(i.hi.a + j.hi.a, i.hi.b + j.hi.b)
    return _trimmed(lo, hi, lo is not None and i.lo_closed and j.lo_closed, hi is not None and i.hi_closed and j.hi_closed)


def multiple_of(q: fmpq, i: Interval) -> Interval:
    """q times the interval, q rational."""
    if q == 0:
        return exactly(ORIGIN)
    if q == 1:
        return i
    lo = None if i.lo is None else Point(q * i.lo.a, q * i.lo.b)
    hi = None if i.hi is None else Point(q * i.hi.a, q * i.hi.b)
    return _trimmed(lo, hi, i.lo_closed, i.hi_closed) if q > 0 else _trimmed(hi, lo, i.hi_closed, i.lo_closed)


def _product_of_points(p: Point, q: Point) -> tuple[Point, Point]:
    if p.b == 0:
        exact = Point(p.a * q.a, p.a * q.b)
        return exact, exact
    if q.b == 0:
        exact = Point(q.a * p.a, q.a * p.b)
        return exact, exact
    with ctx.workprec(PRECISION):
        low, high = outward(ball(p) * ball(q))
    assert low is not None
    assert high is not None
    return low, high


def product_of(i: Interval, j: Interval) -> Interval:
    """All products of a number of the one and a number of the other; 0 times an infinite end is 0."""
    if (p := i.single) is not None and p.b == 0:
        return multiple_of(p.a, j)
    if (p := j.single) is not None and p.b == 0:
        return multiple_of(p.a, i)
    lows: list[tuple[Point | None, bool]] = []
    highs: list[tuple[Point | None, bool]] = []
    for x, x_closed, x_sign in ((i.lo, i.lo_closed, -1), (i.hi, i.hi_closed, 1)):
        for y, y_closed, y_sign in ((j.lo, j.lo_closed, -1), (j.hi, j.hi_closed, 1)):
            sx = x_sign if x is None else sign_of(x)
            sy = y_sign if y is None else sign_of(y)
            if sx == 0 or sy == 0:
                # A zero that is attained makes the product zero, whatever the other factor is.
                attained = (sx == 0 and x_closed) or (sy == 0 and y_closed)
                lows.append((ORIGIN, attained))
                highs.append((ORIGIN, attained))
            elif x is None or y is None:
                (highs if sx * sy > 0 else lows).append((None, False))
            else:
                low, high = _product_of_points(x, y)
                lows.append((low, x_closed and y_closed))
                highs.append((high, x_closed and y_closed))
    lo, lo_closed = _extreme(lows or highs, -1)
    hi, hi_closed = _extreme(highs or lows, 1)
    return _trimmed(lo, hi, lo_closed, hi_closed)


def _extreme(ends: list[tuple[Point | None, bool]], direction: int) -> tuple[Point | None, bool]:
    best, best_closed = ends[0]
    for p, p_closed in ends[1:]:
        if best is None:
            break
        order = 1 if p is None else compare(p, best) * direction
        if order > 0:
            best, best_closed = p, p_closed
        elif order == 0:
            best_closed = best_closed or p_closed
    return best, best_closed and best is not None


def reciprocal_of(i: Interval) -> Interval:
    """1/x for the x /= 0 of the interval: a quotient that is defined has no zero below."""
    if i.nonnegative:
        if i.hi is not None and sign_of(i.hi) <= 0:
            return REAL
        lo, lo_closed = (ORIGIN, False) if i.hi is None else (_reciprocal_point(i.hi)[0], i.hi_closed)
        assert i.lo is not None
        hi, hi_closed = (None, False) if sign_of(i.lo) == 0 else (_reciprocal_point(i.lo)[1], i.lo_closed)
        return _trimmed(lo, hi, lo_closed, hi_closed)
    if i.nonpositive:
        return negative_of(reciprocal_of(negative_of(i)))
    return REAL


def _reciprocal_point(p: Point) -> tuple[Point, Point]:
    if p.b == 0:
        exact = Point(1 / p.a, _ZERO)
        return exact, exact
    with ctx.workprec(PRECISION):
        low, high = outward(1 / ball(p))
    assert low is not None
    assert high is not None
    return low, high


def absolute_value_of(i: Interval) -> Interval:
    if i.nonnegative:
        return i
    if i.nonpositive:
        return negative_of(i)
    j = negative_of(i)
    top = hull(i, j)
    return Interval(ORIGIN, top.hi, True, top.hi_closed)


def power_of(i: Interval, n: int) -> Interval:
    """x**n for an integer n; x /= 0 where n is negative."""
    if n < 0:
        return reciprocal_of(power_of(i, -n))
    if n == 0:
        return exactly(UNIT)
    if n == 1:
        return i
    if n % 2 == 0:
        i = absolute_value_of(i)
    return increasing(i, lambda p: _power_of_point(p, n))


def _power_of_point(p: Point, n: int) -> tuple[Point | None, Point | None]:
    if p.b == 0 and _bits(p.a) * n <= 4 * _LONGEST:
        exact = Point(p.a**n, _ZERO)
        return exact, exact
    if p.a == 0 and n == 1:
        return p, p
    with ctx.workprec(PRECISION):
        return outward(ball(p) ** n)


def root_of(i: Interval, k: int) -> Interval:
    """The k-th root: of the numbers >= 0 in the interval, and of all of them if k is odd (the real root)."""
    if k % 2 == 0:
        i = intersection(i, NONNEGATIVE)
        if i.empty:
            return NONNEGATIVE
    return increasing(i, lambda p: _root_of_point(p, k))


def _root_of_point(p: Point, k: int) -> tuple[Point | None, Point | None]:
    sign = sign_of(p)
    if sign == 0:
        return ORIGIN, ORIGIN
    if sign < 0:
        low, high = _root_of_point(-p, k)
        return None if high is None else -high, None if low is None else -low
    if p.b == 0:
        above, below = _exact_root(int(p.a.p), k), _exact_root(int(p.a.q), k)
        if above is not None and below is not None:
            exact = Point(fmpq(above, below), _ZERO)
            return exact, exact
    with ctx.workprec(PRECISION):
        return outward(ball(p).root(k))


def _exact_root(n: int, k: int) -> int | None:
    """The integer whose k-th power is n >= 0, if there is one."""
    if n in (0, 1):
        return n
    if n.bit_length() < k:
        return None
    low, high = 1, 1 << (n.bit_length() // k + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**k <= n:
            low = middle
        else:
            high = middle - 1
    return low if low**k == n else None


# -- monotone images ---------------------------------------------------------------------------------------------------
#: The value of a function at a point between two ends; None where it is infinite or unknown on that side.
Enclosing = Callable[[Point], tuple[Point | None, Point | None]]


def increasing(i: Interval, value: Enclosing, at_minus: Point | None = None, at_plus: Point | None = None) -> Interval:
    """The image under an increasing function with the given limits at -oo and oo (None: infinite)."""
    lo = at_minus if i.lo is None else value(i.lo)[0]
    hi = at_plus if i.hi is None else value(i.hi)[1]
    return _trimmed(lo, hi, i.lo_closed and lo is not None, i.hi_closed and hi is not None)


def decreasing(i: Interval, value: Enclosing, at_minus: Point | None = None, at_plus: Point | None = None) -> Interval:
    """The image under a decreasing function with the given limits at -oo and oo (None: infinite)."""
    hi = at_minus if i.lo is None else value(i.lo)[1]
    lo = at_plus if i.hi is None else value(i.hi)[0]
    return _trimmed(lo, hi, i.hi_closed and lo is not None, i.lo_closed and hi is not None)
