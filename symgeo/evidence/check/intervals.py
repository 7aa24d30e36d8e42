"""Intervals of reals with exact ends, and ranges of functions on them, from integer arithmetic alone.

An end is a + b*pi with rational a and b, or infinite; it belongs to the interval or not (closed or open). Such numbers are
compared exactly, so that sin of the open (0, pi) is (0, 1]. Every other number is replaced by a rational one further out.

What may be relied upon, whatever the working precision:

* the result of a set operation or of arithmetic holds every number that the operation yields on members of its arguments;
* ``image(f, i, ...)`` holds f(x) for every x of the intervals at which f is defined over the reals; nothing is said of other x;
* ``defined(f, i, ...)`` is True only if f is defined on all of the intervals, and these are not empty.

How it is built, from the bottom: constants and power series in fixed point, each with a proof of its error bound (an integer X
stands for X / 2**w, and an "ulp" is 2**-w); from these, bounds of f(q) for rational q as pairs of rationals; from these, ranges
on intervals by monotony and by critical points. The other functions are compositions. Only `_below` and `_above` shorten ends.

>>> sine = image("sin", Interval(ZERO, PI))
>>> sine, sine.positive
((0, 1], True)
>>> multiply(closed(-1, 2), closed(-3, 1))
[-6, 3]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from math import isqrt

_precision = 96  # significant bits of a rounded end; it decides how narrow results are, never whether they are right


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with so many bits (at least 32) inside a with-block."""
    global _precision
    before, _precision = _precision, max(bits, 32)
    try:
        yield
    finally:
        _precision = before


def _huge() -> int:
    """Beyond 2**huge an end counts as infinite, below 2**-huge as nearly zero."""
    return 16 * _precision


# -- ends ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class End:
    """The real number a + b*pi. Since pi is irrational, equal numbers have equal a and b."""

    a: Fraction
    b: Fraction = Fraction(0)

    def __neg__(self) -> End:
        return End(-self.a, -self.b)

    @property
    def sign(self) -> int:
        """-1, 0 or 1, exactly. The loop ends: a + b*pi is not 0 if b is not, so that |X| grows with w."""
        if self.b == 0:
            return (self.a > 0) - (self.a < 0)
        w = 64
        while abs(x := _fixed(self, w)) < 4:
            w *= 2
        return 1 if x > 0 else -1  # the number times 2**w differs from X by less than 4 <= |X|

    def __str__(self) -> str:
        multiple = f"{self.b}*pi"
        return str(self.a) if self.b == 0 else multiple if self.a == 0 else f"{self.a} + {multiple}"


Number = int | Fraction | End
Bounds = tuple[Fraction | None, Fraction | None]  # below and above some number; None: no bound on that side


def compare(p: End, q: End) -> int:
    """-1, 0 or 1 as p is less than, equal to or greater than q, exactly."""
    if p.b == q.b:
        left, right = p.a.numerator * q.a.denominator, q.a.numerator * p.a.denominator
        return (left > right) - (left < right)
    return End(p.a - q.a, p.b - q.b).sign


def as_end(x: Number) -> End:
    return x if isinstance(x, End) else End(Fraction(x))


def _pi_times(n: int, d: int) -> End:
    return End(Fraction(0), Fraction(n, d))


ZERO, ONE, PI, HALF_PI = as_end(0), as_end(1), _pi_times(1, 1), _pi_times(1, 2)


# -- sets ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Interval:
    """The reals between lo and hi (None: infinite); a finite end belongs to it where it is marked closed."""

    lo: End | None
    hi: End | None
    lo_closed: bool = False
    hi_closed: bool = False

    @property
    def empty(self) -> bool:
        order = -1 if self.lo is None or self.hi is None else compare(self.lo, self.hi)
        return order > 0 or (order == 0 and not (self.lo_closed and self.hi_closed))

    @property
    def nonnegative(self) -> bool:
        return self.lo is not None and self.lo.sign >= 0

    @property
    def nonpositive(self) -> bool:
        return self.hi is not None and self.hi.sign <= 0

    @property
    def positive(self) -> bool:
        return self.lo is not None and (s := self.lo.sign) >= 0 and (s > 0 or not self.lo_closed)

    @property
    def negative(self) -> bool:
        return self.hi is not None and (s := self.hi.sign) <= 0 and (s < 0 or not self.hi_closed)

    @property
    def nonzero(self) -> bool:
        """Whether 0 is not in it."""
        return self.positive or self.negative

    @property
    def single(self) -> End | None:
        """The only number in it, if there is only one."""
        return self.lo if self.lo is not None and self.lo_closed and self.hi_closed and self.lo == self.hi else None

    def contains(self, x: Number) -> bool:
        return not intersection(self, exactly(x)).empty

    def __repr__(self) -> str:
        left, right = "[" if self.lo_closed else "(", "]" if self.hi_closed else ")"
        return f"{left}{'-oo' if self.lo is None else self.lo}, {'oo' if self.hi is None else self.hi}{right}"


def interval(lo: Number | None, hi: Number | None) -> Interval:
    """The open interval (lo, hi); None stands for an infinite end."""
    return Interval(None if lo is None else as_end(lo), None if hi is None else as_end(hi))


def closed(lo: Number, hi: Number) -> Interval:
    return Interval(as_end(lo), as_end(hi), True, True)


def exactly(x: Number) -> Interval:
    return closed(x, x)


REAL, POSITIVE, NEGATIVE, PI_INTERVAL = interval(None, None), interval(0, None), interval(None, 0), exactly(PI)
NONNEGATIVE, NONPOSITIVE = Interval(ZERO, None, True), Interval(None, ZERO, False, True)
_UNITS, _OPEN_UNITS, _AT_LEAST_ONE = closed(-1, 1), interval(-1, 1), Interval(ONE, None, True)
Bound = tuple[End | None, bool]  # an end and whether it is closed


def _pick(ends: list[Bound], side: int, outer: bool) -> Bound:
    """Of some lower ends (side -1) or upper ends (side 1), that which is furthest out, or else that which is furthest in.

    Of equal ones the outer is closed if one of them is, the inner if all of them are.
    """
    best, best_closed = ends[0]
    for p, p_closed in ends[1:]:
        further_out = (p is None) - (best is None) if p is None or best is None else side * compare(p, best)
        if further_out == 0:
            best_closed = (best_closed or p_closed) if outer else (best_closed and p_closed)
        elif (further_out > 0) == outer:
            best, best_closed = p, p_closed
    return best, best_closed


def _combine(intervals: tuple[Interval, ...], outer_lo: bool, outer_hi: bool) -> Interval:
    lo, lo_closed = _pick([(i.lo, i.lo_closed) for i in intervals], -1, outer_lo)
    hi, hi_closed = _pick([(i.hi, i.hi_closed) for i in intervals], 1, outer_hi)
    return Interval(lo, hi, lo_closed, hi_closed)


def intersection(i: Interval, j: Interval) -> Interval:
    return _combine((i, j), False, False)


def hull(i: Interval, j: Interval) -> Interval:
    """The least interval that holds both, or a larger one if one of them is empty."""
    return _combine((i, j), True, True)


def disjoint(i: Interval, j: Interval) -> bool:
    """Whether two intervals, neither of them empty, certainly have no common point."""
    return not i.empty and not j.empty and intersection(i, j).empty


def _inside(j: Interval, i: Interval) -> bool:
    """Whether j holds all of i: then the hull of the two is j."""
    return hull(i, j) == j


# -- rounding --------------------------------------------------------------------------------------------------------
def _floor(q: Fraction, s: int) -> int:
    """The floor of q * 2**s."""
    return (q.numerator << s) // q.denominator if s >= 0 else q.numerator // (q.denominator << -s)


def _dyadic(x: int, s: int) -> Fraction:
    """x / 2**s."""
    return Fraction(x, 1 << s) if s >= 0 else Fraction(x << -s)


def _below(q: Fraction) -> Fraction | None:
    """A number <= q with about `_precision` significant bits; None (-oo) if q < -2**huge."""
    size, huge = q.numerator.bit_length() - q.denominator.bit_length(), _huge()  # 2**(size-1) < |q| < 2**(size+1), or q = 0
    if size > huge:  # |q| > 2**huge
        return Fraction(1 << huge) if q > 0 else None
    if size < -huge:  # |q| < 2**-huge
        return Fraction(0) if q >= 0 else _dyadic(-1, huge)
    return _dyadic(_floor(q, _precision - size), _precision - size)


def _above(q: Fraction) -> Fraction | None:
    """A number >= q with about `_precision` significant bits; None (oo) if q > 2**huge."""
    return None if (low := _below(-q)) is None else -low


def _fixed(p: End, w: int) -> int:
    """An integer X with |p * 2**w - X| < 4."""
    x = _floor(p.a, w)  # off by less than 1
    if p.b:
        # Let b = m/e with |m| < 2**s. The constant is less than pi * 2**(w+s) by at most 2, which times |m| / (e * 2**s) < 1 is less
        # than 2; the floor adds less than 1.
        s = p.b.numerator.bit_length()
        x += p.b.numerator * _pi(w + s) // (p.b.denominator << s)
    return x


def _fixed_relative(p: End) -> tuple[int, int]:
    """(X, w) as in `_fixed`, w so large that X has `_precision` significant bits, unless p is 0 or very tiny."""
    w = _precision + 32
    while (x := _fixed(p, w)).bit_length() < _precision and w < _huge():
        w *= 2
    return x, w


def _rationals(p: End) -> tuple[Fraction, Fraction]:
    """Rationals below and above p, both p itself if that is rational."""
    if p.b == 0:
        return p.a, p.a
    x, w = _fixed_relative(p)
    return _dyadic(x - 4, w), _dyadic(x + 4, w)


def _end(q: Fraction | None) -> End | None:
    return None if q is None else End(q)


def _long(p: End) -> bool:
    return sum(n.bit_length() for q in (p.a, p.b) for n in q.as_integer_ratio()) > 4 * _precision + 16


def _short(i: Interval) -> Interval:
    """The interval with long ends moved outward, so that long computations stay cheap, and infinite ends marked as open."""
    lo = _end(_below(_rationals(i.lo)[0])) if i.lo is not None and _long(i.lo) else i.lo
    hi = _end(_above(_rationals(i.hi)[1])) if i.hi is not None and _long(i.hi) else i.hi
    return Interval(lo, hi, i.lo_closed and lo is not None, i.hi_closed and hi is not None)


# -- arithmetic ------------------------------------------------------------------------------------------------------
def negate(i: Interval) -> Interval:
    return Interval(None if i.hi is None else -i.hi, None if i.lo is None else -i.lo, i.hi_closed, i.lo_closed)


def add(i: Interval, j: Interval) -> Interval:
    lo = None if i.lo is None or j.lo is None else End(i.lo.a + j.lo.a, i.lo.b + j.lo.b)
    hi = None if i.hi is None or j.hi is None else End(i.hi.a + j.hi.a, i.hi.b + j.hi.b)
    return _short(Interval(lo, hi, i.lo_closed and j.lo_closed, i.hi_closed and j.hi_closed))


def _product(p: End, q: End) -> tuple[End, End]:
    """Bounds of p * q, exact unless both have a part in pi."""
    if p.b and q.b:
        corners = [x * y for x in _rationals(p) for y in _rationals(q)]
        return End(min(corners)), End(max(corners))
    exact = End(p.a * q.a, p.a * q.b + p.b * q.a if p.b or q.b else p.b)
    return exact, exact


def multiply(i: Interval, j: Interval) -> Interval:
    """All products of a number of the one and a number of the other.

    x*y is monotone in x and in y, so its infimum and supremum over a box are those over the four corners. Where a zero end of the
    one interval meets an infinite end of the other, products have one sign and may be as large as one likes, but then so they are
    at the corner of the same infinite end and the other end of the one (or that is 0 as well, and all products are 0): here only
    the 0 is recorded. An end that is 0 and attained makes the product attain 0, whatever the other factor is.
    """
    lows: list[Bound] = []
    highs: list[Bound] = []
    for x, x_closed, x_side in ((i.lo, i.lo_closed, -1), (i.hi, i.hi_closed, 1)):
        for y, y_closed, y_side in ((j.lo, j.lo_closed, -1), (j.hi, j.hi_closed, 1)):
            sign = (x_side if x is None else x.sign) * (y_side if y is None else y.sign)
            if sign and (x is None or y is None):
                (highs if sign > 0 else lows).append((None, False))
                continue
            low, high = (ZERO, ZERO) if x is None or y is None else _product(x, y)
            attained = (x_closed and y_closed) or (x_closed and x == ZERO) or (y_closed and y == ZERO)
            lows.append((low, attained))
            highs.append((high, attained))
    # Neither list is empty: were all corners infinite of one sign, i or j would have two infinite ends, and these differ in sign.
    (lo, lo_closed), (hi, hi_closed) = _pick(lows, -1, outer=True), _pick(highs, 1, outer=True)
    return _short(Interval(lo, hi, lo_closed, hi_closed))


def _affine(q: int | Fraction, i: Interval, c: int = 0) -> Interval:
    """q*x + c for q > 0."""
    lo, hi = (None if p is None else End(q * p.a + c, q * p.b) for p in (i.lo, i.hi))
    return _short(Interval(lo, hi, i.lo_closed, i.hi_closed))


def reciprocal(i: Interval) -> Interval:
    """1/x for the x /= 0 of the interval: decreasing on either side of 0."""
    if i.lo is None or not i.nonnegative or i.nonpositive:
        return negate(reciprocal(negate(i))) if i.nonpositive and not i.nonnegative else REAL
    lowest = _rationals(i.lo)[0]
    lo, hi = ZERO if i.hi is None else End(1 / _rationals(i.hi)[1]), End(1 / lowest) if lowest > 0 else None
    return _short(Interval(lo, hi, i.hi_closed, i.lo_closed))


def maximum(*arguments: Interval) -> Interval:
    """Both ends are the greatest; the lower is attained only if all that have it attain it."""
    return _combine(arguments, False, True)


def minimum(*arguments: Interval) -> Interval:
    return _combine(arguments, True, False)


def absolute(i: Interval) -> Interval:
    return intersection(maximum(i, negate(i)), NONNEGATIVE)


# -- monotone functions ------------------------------------------------------------------------------------------------
At = Callable[[Fraction], Bounds]  # bounds of the value of a function at a rational number


def _increasing(i: Interval, at: At, exact: dict[Fraction, End] | None = None) -> Interval:
    """The image under an increasing function; no bound where the interval has none.

    At an end that is not rational, the value is between those at rationals below and above it.
    """

    def value(p: End, side: int) -> End | None:
        return (exact.get(p.a) if exact and p.b == 0 else None) or _end(at(_rationals(p)[side])[side])

    lo, hi = None if i.lo is None else value(i.lo, 0), None if i.hi is None else value(i.hi, 1)
    return _short(Interval(lo, hi, i.lo_closed, i.hi_closed))


def _odd(at: At, q: Fraction) -> Bounds:
    """Bounds at q of an increasing function, from those at numbers >= 0, if it is odd or only asked for numbers >= 0.

    The latter may be met by a rational q < 0 below them; there the odd function that agrees on numbers >= 0 increases too.
    """
    low, high = at(abs(q))
    return (low, high) if q >= 0 else (None if high is None else -high, None if low is None else -low)


def power(i: Interval, n: int) -> Interval:
    """x**n for an integer n; x /= 0 where n is negative."""
    if n < 0:
        return reciprocal(power(i, -n))
    if n < 2:
        return i if n else exactly(1)
    return _increasing(i if n % 2 else absolute(i), lambda q: _odd(lambda r: _power(r, n), q))


def _power(q: Fraction, n: int) -> Bounds:
    """Bounds of q**n for q >= 0, exact unless that is very long."""
    short = (q.numerator.bit_length() + q.denominator.bit_length()) * n < 1 << 20
    return (exact := q**n, exact) if short else (Fraction(0), None)


def root(i: Interval, k: int) -> Interval:
    """The k-th root, k >= 1: of the numbers >= 0 in the interval, and of all of them if k is odd (the real root)."""
    i = i if k % 2 else intersection(i, NONNEGATIVE)
    return NONNEGATIVE if i.empty else _increasing(i, lambda q: _odd(lambda r: _root(r, k), q))


def _root(q: Fraction, k: int) -> tuple[Fraction, Fraction]:
    """Bounds of the k-th root of q >= 0, exact where it is rational; for large k just q and 1, between which it lies."""
    n, d = q.numerator, q.denominator
    if n == 0 or k > 64:
        return min(q, Fraction(1)), max(q, Fraction(n > 0))
    above, below = _integer_root(n, k), _integer_root(d, k)
    if above**k == n and below**k == d:
        return (exact := Fraction(above, below)), exact
    # With v = floor(q * 2**(k*s)) and r = floor(v**(1/k)): r**k <= v <= q * 2**(k*s) < v + 1 <= (r + 1)**k.
    s = _precision + 32 - (n.bit_length() - d.bit_length()) // k
    r = _integer_root(_floor(q, k * s), k)
    return _dyadic(r, s), _dyadic(r + 1, s)


def _integer_root(n: int, k: int) -> int:
    """The largest r with r**k <= n, for n >= 0.

    Newton's iteration from above: by the inequality of the means ((k-1) x + n/x**(k-1)) / k >= n**(1/k), so the iterates do not
    fall below r; and they decrease as long as x**k > n. So the first that is not followed by a smaller one is r.
    """
    if k == 2 or n == 0:
        return isqrt(n)
    x = 1 << (n.bit_length() + k - 1) // k  # x**k >= 2**(bits of n) > n
    while (y := ((k - 1) * x + n // x ** (k - 1)) // k) < x:
        x = y
    return x


# -- constants and series in fixed point -----------------------------------------------------------------------------
def _odd_series(z: Fraction, w: int, sign: int) -> tuple[int, int]:
    """(X, error) with |X - 2**w * f(z)| <= error, f = atan for sign -1 and atanh for sign 1; needs |z| <= 1/2.

    f(z) is the sum of (sign)**k z**(2k+1)/(2k+1). It is odd, so let z >= 0. The rounding of z to Z / 2**w moves f by less than
    2 ulp, as |f'| <= 1/(1 - z*z) <= 4/3 up to 1/2. Now let z = Z / 2**w, P_k = 2**w z**(2k+1), p_k its computed value and
    S = floor(2**w z*z). Every step rounds down, and p_k <= P_k <= 2**w, so
        P_(k+1) - p_(k+1) < P_k z*z - p_k S / 2**w + 1 < (P_k - p_k) z*z + p_k / 2**w + 1 <= (P_k - p_k) / 4 + 2,
    thus P_k - p_k < 8/3 for all k, and a term p_k // (2k+1) is off by less than (8/3)/3 + 1 < 2 (the first one not at all).
    The loop ends with p_n = 0, P_n < 8/3. If n = 0 then Z = 0 and there is nothing to add; else the tail is at most
    P_n / 3 * (1 + 1/4 + ...) < 2. In all: less than 2 + 2(n - 1) + 2 < 2n + 4.
    """
    power = _floor(abs(z), w)
    square, total, k = power * power >> w, 0, 0
    while power:
        total += sign**k * (power // (2 * k + 1))
        power, k = power * square >> w, k + 1
    return (-total if z < 0 else total), 2 * k + 4


#: Sums of c * f(1/d), f = atan or atanh, as triples (c, d, sign). pi/4 = 4 atan(1/5) - atan(1/239) is the argument of
#: (5 + i)**4 / (239 + i) = 2 + 2i. And log 2 = 2 atanh(1/3), since atanh z = log((1 + z) / (1 - z)) / 2.
_MACHIN, _LOG2 = ((16, 5, -1), (-4, 239, -1)), ((2, 3, 1),)


@lru_cache(maxsize=256)
def _words_of(series: tuple[tuple[int, int, int], ...], n: int) -> int:
    """For w = 64*n an integer C with C <= constant * 2**w <= C + 2."""
    parts = [(c, *_odd_series(Fraction(1, d), 64 * n + 32, sign)) for c, d, sign in series]
    total, error = sum(c * x for c, x, _ in parts), sum(abs(c) * e for c, _, e in parts)
    assert error < 1 << 31  # so constant * 2**w is in [A, A + 1) with A = (total - error) / 2**32, and a floor takes less than 1 off
    return (total - error) >> 32


def _constant(series: tuple[tuple[int, int, int], ...], w: int) -> int:
    """For any w an integer C with C <= constant * 2**w <= C + 2: from one for v >= w, by C >> s with s = v - w.

    If s >= 1, the floor takes at most 1 - 2**-s off, and 2 / 2**s <= 2 * 2**-s is added to that: less than 2 in all.
    """
    return _words_of(series, -(-w // 64)) >> (-w % 64)


_pi = partial(_constant, _MACHIN)


def _circular(x: int, w: int, odd: int) -> tuple[int, int]:
    """(Y, error) with |Y - 2**w * f(x / 2**w)| <= error, f = sin for odd = 1 and cos for odd = 0; needs |x| <= 2**w.

    The terms are, up to sign, y**(2j+odd) / (2j+odd)! with y = |x| / 2**w <= 1. Let T_j be such a term times 2**w, t_j its computed
    value, S = floor(2**w y*y) and m = (2j+odd+1)(2j+odd+2) >= 2. Everything rounds down, t_j <= T_j <= 2**w, so
        T_(j+1) - t_(j+1) < T_j y*y / m - t_j S / (2**w m) + 1 < (T_j - t_j) / m + 1/m + 1 <= (T_j - t_j + 1) / 2 + 1,
    thus T_j - t_j < 3 for all j, and 0 for j = 0. The loop ends with t_n = 0, T_n < 3, and the terms decrease and alternate, so
    that the tail is less than 3. In all: less than 3(n - 1) + 3 = 3n, or 0 if n = 0.
    """
    square, term, total, k = x * x >> w, abs(x) if odd else 1 << w, 0, odd
    while term:
        total += -term if k & 2 else term
        term = (term * square >> w) // ((k + 1) * (k + 2))
        k += 2
    return (-total if odd and x < 0 else total), 3 * (k // 2)


# -- values at rational numbers: pairs of rationals, below and above --------------------------------------------------
def _exp(q: Fraction) -> Bounds:
    """e**q = 2**k e**r with r = q - k log 2, for |q| <= huge; beyond, the value at the nearer end is a bound on one side.

    Let X = floor(q * 2**w), L <= log(2) * 2**w <= L + 2, k = floor(X / L) and R = X - k L, so that 0 <= R < L, and r * 2**w
    differs from R by at most 2|k| + 1. The series of e**y for y = R / 2**w < 0.7: let T_j = 2**w y**j / j!, t_j its computed value.
    Steps round down, so T_(j+1) - t_(j+1) < (T_j - t_j) * 0.7 + 1, thus T_j - t_j < 10/3 for all j. The loop ends with t_n = 0,
    T_n < 10/3, and the tail is less than T_n (1 + 0.7 + ...) < 12. The sum of the t_j is thus too small by less than 4n + 12.
    From y to r: a factor e**u with |u| <= (2|k| + 1) / 2**w < 1/2, thus |e**u - 1| <= 2|u|; times e**y < 2.1 that is less than
    4.2 (2|k| + 1) < 9|k| + 5 ulp. In all: less than 4n + 9|k| + 17.
    """
    w, huge = _precision + 32, Fraction(_huge())
    if abs(q) > huge:
        return (_exp(huge)[0], None) if q > 0 else (Fraction(0), _exp(-huge)[1])
    k, r = divmod(_floor(q, w), _constant(_LOG2, w))
    term, total, n = 1 << w, 0, 0
    while term:
        total, n = total + term, n + 1
        term = (term * r >> w) // n
    error = 4 * n + 9 * abs(k) + 17
    return _dyadic(total - error, w - k), _dyadic(total + error, w - k)


def _log(q: Fraction) -> tuple[Fraction, Fraction]:
    """log q = k log 2 + 2 atanh((m - 1) / (m + 1)) for q = 2**k m > 0, 1/2 < m < 2; the quotient is between -1/3 and 1/3.

    Besides the series' error twice there is that of k log 2, at most 2|k| ulp. If q is near 1 then k = 0 and nothing cancels.
    """
    k = 0 if 1 < 2 * q < 4 else q.numerator.bit_length() - q.denominator.bit_length()
    z = 1 - 2 / (q * _dyadic(1, k) + 1)
    w = _fixed_relative(End(z))[1]
    total, error = _odd_series(z, w, 1)
    total, error = 2 * total + (k * _constant(_LOG2, w) if k else 0), 2 * error + 2 * abs(k)
    return _dyadic(total - error, w), _dyadic(total + error, w)


def _atan(q: Fraction) -> tuple[Fraction, Fraction]:
    """For q >= 0; atan q = pi/2 - atan(1/q) for q > 1, and atan q = pi/4 + atan((q - 1) / (q + 1)) for q <= 1.

    The latter by the addition theorem: the tangents of both sides agree, and both sides are within (-pi/2, pi/2). It is used for
    q >= 2/5, where the quotient is between -3/7 and 0.
    """
    t = 1 / q if q > 1 else q
    z = (t - 1) / (t + 1) if 5 * t >= 2 else t
    w = _fixed_relative(End(z))[1]
    total, error = _odd_series(z, w, -1)
    quarter = _pi(w) >> 2  # pi/4 * 2**w is in [P/4, P/4 + 1/2], and the floor takes less than 1 off: this is less than 2 too small
    total += 0 if z is t else quarter
    total, error = 2 * quarter - total if q > 1 else total, error + 6  # at most three quarters are added up
    return _dyadic(total - error, w), _dyadic(total + error, w)


def _asin(q: Fraction) -> Bounds:
    """The angle with the tangent q / sqrt(1 - q**2) for 0 <= q < 1."""
    low, high = _root(q * q / (1 - q * q), 2)
    return _atan(low)[0], _atan(high)[1]


def _asinh(q: Fraction) -> Bounds:
    """log(q + sqrt(q**2 + 1)) for q >= 0."""
    low, high = _root(q * q + 1, 2)
    return _log(q + low)[0], _log(q + high)[1]


_HALVES = {Fraction(s, 2): _pi_times(n, 6) for s, n in ((-2, -3), (-1, -1), (0, 0), (1, 1), (2, 3))}
#: Increasing functions: where they live, their natural range, bounds at rational numbers, exact values at rational numbers. A
#: number outside the domain is met only if an end is within rounding of its border; there the natural range alone is a bound.
_INCREASING: dict[str, tuple[Interval, Interval, At, dict[Fraction, End]]] = {
    "exp": (REAL, POSITIVE, _exp, {Fraction(0): ONE}),
    "log": (POSITIVE, REAL, lambda q: _log(q) if q > 0 else (None, None), {Fraction(1): ZERO}),
    "asin": (_UNITS, closed(-HALF_PI, HALF_PI), lambda q: _odd(_asin, q) if abs(q) < 1 else (None, None), _HALVES),
    "atan": (REAL, interval(-HALF_PI, HALF_PI), lambda q: _odd(_atan, q), {Fraction(k): _pi_times(k, 4) for k in (-1, 0, 1)}),
    "asinh": (REAL, REAL, lambda q: _odd(_asinh, q), {Fraction(0): ZERO}),
}


def _increase(name: str, i: Interval) -> Interval:
    where, natural, at, exact = _INCREASING[name]
    i = intersection(i, where)
    return natural if i.empty else _within(_increasing(i, at, exact), natural)


def _within(i: Interval, natural: Interval) -> Interval:
    """What lies in both. Rounding may leave the natural range; should nothing be left, that range is still right."""
    return natural if (result := intersection(i, natural)).empty else result


# -- trigonometric functions -----------------------------------------------------------------------------------------
def _nearest_quarter(p: End) -> int:
    """An integer m with |p / (pi/2) - m| <= 0.51.

    With P the constant, 2x/P is off by less than 8/P on account of x, and by |2p| (2**w / P - 1/pi) <= |2p| * 2 / (pi P) on account
    of P. As |p| < 2**(w - 13) and P > 3 * 2**w, that is less than 0.01 in all. Rounding to an integer adds at most 1/2.
    """
    w = 16 + p.a.numerator.bit_length() + p.b.numerator.bit_length()
    x, constant = _fixed(p, w), _pi(w)
    return (4 * x + constant) // (2 * constant)


def _odd_quarters(i: Interval, lo: End) -> list[int]:
    """All odd n with n*pi/2 in i and at most 2*pi beyond its lower end."""
    m = _nearest_quarter(lo)  # m - 0.51 <= lo / (pi/2) <= n <= lo / (pi/2) + 4 <= m + 4.51
    return [n for n in range(m, m + 5) if n % 2 and i.contains(_pi_times(n, 2))]


_SINES = {Fraction(t, 6): Fraction(v, 2) for t, v in ((0, 0), (1, 1), (3, 2), (5, 1), (6, 0), (7, -1), (9, -2), (11, -1))}


def _sine_at(p: End) -> Interval:
    """sin(t + m pi/2) is sin t, cos t, -sin t or -cos t as m is 0, 1, 2 or 3 modulo 4; sin and cos move no faster than t does."""
    p = End(p.a, p.b % 2)
    if p.a == 0 and (found := _SINES.get(p.b)) is not None:
        return exactly(found)
    m = _nearest_quarter(p)
    x, w = _fixed_relative(End(p.a, p.b - Fraction(m, 2)))  # |t| <= 0.51 pi/2 < 0.81, so that |x| < 2**w
    y, error = _circular(x, w, 1 - m % 2)
    y, error = -y if m % 4 > 1 else y, error + 4
    return closed(_dyadic(y - error, w), _dyadic(y + error, w))


def _sine(i: Interval) -> Interval:
    """sin is monotone between its critical points n*pi/2, n odd, so the ends and the critical points tell the range.

    An interval that is longer than 2*pi has two adjacent ones that are no further than that from its lower end.
    """
    if i.lo is None or i.hi is None:
        return _UNITS
    low, high = _sine_at(i.lo), _sine_at(i.hi)
    result = hull(Interval(low.lo, low.hi, i.lo_closed, i.lo_closed), Interval(high.lo, high.hi, i.hi_closed, i.hi_closed))
    for n in _odd_quarters(i, i.lo):
        result = hull(result, exactly(2 - n % 4))  # sin is 1 for n = 1 modulo 4 and -1 for n = 3 modulo 4
    return _within(_short(result), _UNITS)


def _cosine(i: Interval) -> Interval:
    return _sine(add(i, exactly(HALF_PI)))


def _tangent(i: Interval) -> Interval:
    """tan increases between its poles n*pi/2, n odd."""
    if i.lo is None or i.hi is None or _odd_quarters(Interval(i.lo, i.hi), i.lo):
        return REAL
    return _short(Interval(_tangent_at(i.lo).lo, _tangent_at(i.hi).hi, i.lo_closed, i.hi_closed))


def _tangent_at(p: End) -> Interval:
    """REAL at a pole."""
    if p.a == 0 and (p.b * 4) % 4 in (1, 3):
        return exactly(1 if (p.b * 4) % 4 == 1 else -1)
    return multiply(_sine_at(p), reciprocal(_sine_at(End(p.a, p.b + Fraction(1, 2)))))


# -- compositions ----------------------------------------------------------------------------------------------------
def _sinh(i: Interval) -> Interval:
    """(t - 1/t) / 2 with t = e**x."""
    t = _increase("exp", i)
    return _affine(Fraction(1, 2), add(t, negate(reciprocal(t))))


def _cosh(i: Interval) -> Interval:
    """1 + 2 sinh(x/2)**2."""
    return _affine(2, power(_sinh(_affine(Fraction(1, 2), i)), 2), 1)


def _tanh(i: Interval) -> Interval:
    """1 - 2 / (e**(2x) + 1)."""
    return _within(negate(_affine(2, reciprocal(_affine(1, _increase("exp", _affine(2, i)), 1)), -1)), _OPEN_UNITS)


def _acosh(i: Interval) -> Interval:
    """log(x + sqrt(x**2 - 1)) for x >= 1."""
    i = intersection(i, _AT_LEAST_ONE)
    return NONNEGATIVE if i.empty else _within(_increase("log", add(i, root(_affine(1, power(i, 2), -1), 2))), NONNEGATIVE)


def _atanh(i: Interval) -> Interval:
    """log((1 + x) / (1 - x)) / 2 = log(2 / (1 - x) - 1) / 2 for -1 < x < 1."""
    i = intersection(i, _OPEN_UNITS)
    return REAL if i.empty else _affine(Fraction(1, 2), _increase("log", _affine(2, reciprocal(_affine(1, negate(i), 1)), -1)))


def _sign(i: Interval) -> Interval:
    return closed(1 if i.positive else 0 if i.nonnegative else -1, -1 if i.negative else 0 if i.nonpositive else 1)


def _angle(v: Interval, u: Interval) -> Interval:
    """atan2(v, u), the angle of (u, v) /= (0, 0) in (-pi, pi]; pi for v = 0 and u < 0."""
    if u.positive:
        return _increase("atan", multiply(v, reciprocal(u)))
    if v.positive:  # pi/2 less the angle of (v, u)
        return add(exactly(HALF_PI), negate(_increase("atan", multiply(u, reciprocal(v)))))
    if v.negative:
        return negate(_angle(negate(v), u))
    return closed(ZERO, PI) if v.nonnegative else Interval(-PI, PI, False, True)


def _whole(i: Interval) -> bool:
    return (p := i.single) is not None and p.b == 0 and p.a.denominator == 1


def _always(*arguments: Interval) -> bool:
    return True


#: The range of every function that is covered, and whether it is defined on all of the arguments.
_FUNCTIONS: dict[str, tuple[Callable[..., Interval], Callable[..., bool]]] = {
    **{name: (partial(_increase, name), partial(_inside, _INCREASING[name][0])) for name in _INCREASING},
    "sin": (_sine, _always),
    "cos": (_cosine, _always),
    "tan": (_tangent, lambda i: _cosine(i).nonzero),
    "sec": (lambda i: reciprocal(_cosine(i)), lambda i: _cosine(i).nonzero),
    "csc": (lambda i: reciprocal(_sine(i)), lambda i: _sine(i).nonzero),
    "cot": (lambda i: negate(_tangent(add(i, exactly(HALF_PI)))), lambda i: _sine(i).nonzero),
    "acos": (lambda i: add(exactly(HALF_PI), negate(_increase("asin", i))), partial(_inside, _UNITS)),
    "atan2": (_angle, lambda v, u: u.nonzero or v.nonzero),
    "sinh": (_sinh, _always),
    "cosh": (_cosh, _always),
    "tanh": (_tanh, _always),
    "sech": (lambda i: reciprocal(_cosh(i)), _always),
    "csch": (lambda i: reciprocal(image("sinh", i)), lambda i: i.nonzero),
    "coth": (lambda i: reciprocal(image("tanh", i)), lambda i: i.nonzero),
    "acosh": (_acosh, partial(_inside, _AT_LEAST_ONE)),
    "atanh": (_atanh, partial(_inside, _OPEN_UNITS)),
    "cbrt": (lambda i: root(i, 3), _always),
    "Abs": (absolute, _always),
    "sign": (_sign, _always),
    "Max": (maximum, _always),
    "Min": (minimum, _always),
    "erf": (lambda i: multiply(_sign(i), interval(0, 1)), _always),
    "gamma": (lambda i: POSITIVE if i.nonnegative else REAL, lambda i: i.positive),
    "besselj": (lambda n, i: _UNITS if _whole(n) else REAL, lambda n, i: _whole(n)),
}
KNOWN = frozenset(_FUNCTIONS)
_OF_ONE_SIGN = {"sinh", "tanh", "asinh", "atanh"}  # f(x) has the sign of x; rounding may lose it where x is tiny


def _applies(name: str, arguments: tuple[Interval, ...]) -> bool:
    right_number = len(arguments) == (2 if name in ("atan2", "besselj") else 1) or (len(arguments) > 0 and name in ("Max", "Min"))
    return name in KNOWN and right_number and not any(i.empty for i in arguments)


def image(name: str, *arguments: Interval) -> Interval:
    """An interval that holds every value of the named function on the arguments, as far as it is defined there."""
    if not _applies(name, arguments):
        return REAL
    result = _FUNCTIONS[name][0](*map(_short, arguments))
    return _within(result, multiply(_sign(arguments[0]), POSITIVE)) if name in _OF_ONE_SIGN else result


def defined(name: str, *arguments: Interval) -> bool:
    """Whether the named function is certainly defined, and real, on all of the arguments; False if one of them is empty."""
    return _applies(name, arguments) and _FUNCTIONS[name][1](*arguments)
