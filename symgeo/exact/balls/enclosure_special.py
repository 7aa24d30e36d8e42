"""Real functions in ball arithmetic: each with the set on which it is defined.

A `Value` is either an exact rational (`fmpq`) or a ball (`arb`) that contains the number meant. Every function here

* raises `Undefined` where it is certain that it has no real value, at every point of the balls it was given,
* returns `NAN` where nothing is certain, and
* otherwise returns a finite enclosure, which proves besides that the function is defined and continuous on the balls.

Exact rationals are kept while they are small: whether 3x - 1 is zero at x = 1/3 is a question that balls cannot answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from flint import acb, arb, ctx, fmpq, fmpz

from symgeo.expression import COMPARISONS, Expr

Value: TypeAlias = arb | fmpq

NAN = arb.nan()
ZERO, ONE = fmpq(0), fmpq(1)

#: Exact rationals of more bits than this become balls.
EXACT_BITS = 4096
#: Below so many correct bits a ball is treated as a box, by its two ends.
WIDE = 10
#: Orders beyond these are not attempted.
MAX_POLYGAMMA_ORDER, MAX_BESSEL_ORDER = 200, 100_000


class Undefined(Exception):
    """No real value at any point of the balls; the message is the reason."""


class NotDefined(Exception):
    """A subexpression, `node`, has certainly no real value at any point of the balls given, for `reason`."""

    def __init__(self, node: Expr, reason: str) -> None:
        super().__init__(reason)
        self.node = node
        self.reason = reason


def ball(value: Value) -> arb:
    """A ball around a value, at the working precision."""
    return value if type(value) is arb else arb(value)


def settle(value: Value) -> Value:
    """The one rule for results: rationals stay small, and what is not finite is `NAN`."""
    if type(value) is fmpq:
        return value if value.height_bits() <= EXACT_BITS else arb(value)
    return value if value.is_finite() else NAN  # type: ignore[union-attr]


def exact(value: arb) -> Value:
    """The rational number that a ball of radius 0 is, if it is small."""
    if not (value.is_finite() and value.is_exact()):
        return value
    mantissa, exponent = value.man_exp()
    return value.fmpq() if abs(exponent) + mantissa.height_bits() <= EXACT_BITS else value


def is_zero(value: Value) -> bool:
    """Is the value certainly 0?"""
    return bool(value == 0) if type(value) is fmpq else value.is_zero()


def is_wide(x: arb) -> bool:
    return x.rel_accuracy_bits() < WIDE


def hull(f: Callable[[arb], arb], x: arb) -> arb:
    """The range of a monotone function over a ball, from the two ends."""
    return f(x.lower()).union(f(x.upper()))


def _apply(f: Callable[[arb], arb], x: Value) -> Value:
    """A function of arb; exact results of exact arguments, as sin 0, stay exact."""
    return exact(f(arb(x))) if type(x) is fmpq else f(x)  # type: ignore[arg-type]


def _apply_monotone(f: Callable[[arb], arb], x: Value) -> Value:
    if type(x) is fmpq:
        return exact(f(arb(x)))
    assert isinstance(x, arb)
    direct = f(x)
    return hull(f, x) if is_wide(x) or not direct.is_finite() else direct


def _everywhere(f: Callable[[arb], arb]) -> Callable[[Value], Value]:
    return lambda x: _apply(f, x)


def _monotone(f: Callable[[arb], arb]) -> Callable[[Value], Value]:
    return lambda x: _apply_monotone(f, x)


def _pole_at_zero(f: Callable[[arb], arb], name: str) -> Callable[[Value], Value]:
    def real(x: Value) -> Value:
        if is_zero(x):
            raise Undefined(f"{name} has a pole at 0")
        return f(ball(x))

    return real


# -- elementary functions ----------------------------------------------------------------------------------------
def _log(x: Value) -> Value:
    if x <= 0:
        raise Undefined("log needs a positive argument")
    return _apply_monotone(arb.log, x) if x > 0 else NAN


def _arc(f: Callable[[arb], arb], name: str) -> Callable[[Value], Value]:
    """asin and acos: monotone and continuous on [-1, 1], ends included."""

    def real(x: Value) -> Value:
        if x > 1 or x < -1:
            raise Undefined(f"{name} needs an argument in [-1, 1]")
        return _apply_monotone(f, x) if x <= 1 and x >= -1 else NAN

    return real


def _atanh(x: Value) -> Value:
    if x >= 1 or x <= -1:
        raise Undefined("atanh needs an argument in (-1, 1)")
    return _apply_monotone(arb.atanh, x) if x < 1 and x > -1 else NAN


def _acosh(x: Value) -> Value:
    if x < 1:
        raise Undefined("acosh needs an argument of at least 1")
    return _apply_monotone(arb.acosh, x) if x >= 1 else NAN


def _cbrt(x: Value) -> Value:
    """The real cube root, odd and monotone on all of R."""
    if type(x) is fmpq:
        root = rational_root(abs(x), 3)
        if root is not None:
            return root if x >= 0 else -root
        x = arb(x)
    assert isinstance(x, arb)
    if is_wide(x):
        return hull(_cbrt_of_sign, x)
    return _cbrt_of_sign(x)


def _cbrt_of_sign(x: arb) -> arb:
    return x.root(3) if x >= 0 else -((-x).root(3)) if x <= 0 else NAN


def _sign(x: Value) -> Value:
    if is_zero(x):
        return ZERO
    return ONE if x > 0 else -ONE if x < 0 else NAN


def rational_root(x: fmpq, k: int) -> fmpq | None:
    """The exact k-th root of a rational x >= 0, if it is rational."""
    above, below = _integer_root(x.p, k), _integer_root(x.q, k)
    return None if above is None or below is None else fmpq(above, below)


def _integer_root(n: fmpz, k: int) -> fmpz | None:
    root = n.isqrt() if k == 2 else n.root(k)
    return root if root**k == n else None


# -- powers ------------------------------------------------------------------------------------------------------
def integer_power(x: Value, n: int) -> Value:
    """x**n for an integer n, of either sign of x; x**0 = 1."""
    if n == 0:
        return ONE
    if n < 0 and is_zero(x):
        raise Undefined("division by zero")
    if type(x) is fmpq:
        if x.height_bits() * abs(n) <= EXACT_BITS:
            return x**n
        x = arb(x)
    assert isinstance(x, arb)
    if n == 1:
        return x
    if n == -1:
        return 1 / x
    if not is_wide(x):
        return x**n
    if x.contains(0):
        if n < 0:
            return NAN
        return hull(lambda end: end**n, x) if n % 2 else arb(0).union(x.abs_upper() ** n)
    return hull(lambda end: end**n, x)


def real_power(x: Value, y: Value, *, nonnegative: Callable[[], bool] = lambda: False) -> Value:
    """x**y: an integer power, or exp(y log x) for x > 0 with the limit 0 at x = 0 < y.

    `nonnegative` may know that x >= 0 although the ball says less.
    """
    if type(y) is fmpq and y.q == 1:
        return integer_power(x, int(y.p))
    if is_zero(x):
        if y < 0:
            raise Undefined("division by zero")
        return ZERO if y > 0 else NAN
    if x < 0:
        if type(y) is fmpq or not y.contains_integer():  # type: ignore[union-attr]
            raise Undefined("a non-integer power needs a nonnegative base")
        return NAN
    if type(x) is fmpq and type(y) is fmpq and y.q <= 64 and abs(y.p) <= 64:
        root = rational_root(x, int(y.q))
        if root is not None:
            return integer_power(root, int(y.p))
    base = ball(x)
    if base > 0:
        return hull(lambda end: _positive_power(end, y), base) if is_wide(base) else _positive_power(base, y)
    if y > 0 and (base >= 0 or nonnegative()):
        return arb(0).union(_positive_power(base.upper(), y))
    return NAN


def _positive_power(x: arb, y: Value) -> arb:
    if type(y) is not fmpq:
        return x**y
    p, q = int(y.p), int(y.q)
    if q == 2:
        root = x.sqrt() if p > 0 else x.rsqrt()
        return root ** abs(p)
    if q <= 64:
        return x.root(q) ** p
    return x**y


# -- functions of two and more arguments -------------------------------------------------------------------------
def _atan2(v: Value, u: Value) -> Value:
    """The angle of (u, v) in (-pi, pi), off the half-line {v = 0, u <= 0}."""
    if is_zero(v):
        if is_zero(u):
            raise Undefined("atan2 has no value at (0, 0)")
        return ZERO if u > 0 else NAN
    if u > 0:
        return _apply_monotone(arb.atan, settle(ball(v) / ball(u)))
    if v > 0 or v < 0:
        quarter = arb.pi() / 2
        turned = _apply_monotone(arb.atan, settle(ball(u) / ball(v)))
        return (quarter if v > 0 else -quarter) - ball(turned)
    return NAN


def _extremum(of_balls: Callable[[arb, arb], arb], of_rationals: Callable[..., Any]) -> Callable[..., Value]:
    def real(*values: Value) -> Value:
        if all(type(v) is fmpq for v in values):
            best: fmpq = of_rationals(values)
            return best
        result = ball(values[0])
        for v in values[1:]:
            result = of_balls(result, ball(v))
        return result

    return real


def _gamma(x: Value) -> Value:
    if type(x) is fmpq and x.q == 1 and x <= 0:
        raise Undefined("gamma has a pole at the integers below 1")
    return _apply(arb.gamma, x)


def _polygamma(n: Value, x: Value) -> Value:
    if type(n) is not fmpq or n.q != 1 or n < 0 or n > MAX_POLYGAMMA_ORDER:
        return NAN
    if type(x) is fmpq and x.q == 1 and x <= 0:
        raise Undefined("polygamma has a pole at the integers below 1")
    argument = ball(x)
    if not argument > 0 and argument.contains_integer():
        return NAN
    return argument.digamma() if n == 0 else _real_part(acb(argument).polygamma(int(n.p)))


def _besselj(order: Value, x: Value) -> Value:
    """J of integer order on R; of any other order for x > 0."""
    if type(order) is fmpq:
        if abs(order) > MAX_BESSEL_ORDER:
            return NAN
        if order.q == 1:
            return _apply(lambda u: u.bessel_j(int(order.p)), x)
        if is_zero(x) and order > 0:
            return ZERO
        if x <= 0 and (order < 0 or x < 0):
            raise Undefined("a Bessel function of non-integer order needs a positive argument")
    elif not abs(ball(order)) < MAX_BESSEL_ORDER:
        return NAN
    return ball(x).bessel_j(ball(order)) if x > 0 else NAN


def _lambertw(x: Value) -> Value:
    """The principal branch, increasing on [-1/e, oo)."""
    branch_point = -((-arb(1)).exp())
    if ball(x) < branch_point:
        raise Undefined("LambertW needs an argument of at least -1/e")
    return _apply_monotone(arb.lambertw, x) if ball(x) > branch_point else NAN


def _elliptic(f: Callable[[arb, arb], acb], name: str) -> Callable[[Value, Value], Value]:
    """Incomplete integrals of (1 - m sin(t)**2)**(1/2) and **(-1/2) over 0 < t < phi, for a positive radicand."""

    def real(phi: Value, m: Value) -> Value:
        angle, parameter = ball(phi), ball(m)
        half_turn = arb.pi() / 2
        if not parameter < 1:
            peak: arb = parameter * angle.sin() * angle.sin()
            if peak > 1 or (parameter > 1 and abs(angle) > half_turn):
                raise Undefined(f"{name} integrates over a negative radicand")
            if not (abs(angle) < half_turn and peak < 1):
                return NAN
        if is_zero(phi):
            return ZERO
        return _real_part(f(angle, parameter))

    return real


def _real_part(z: acb) -> arb:
    return z.real if z.is_finite() else NAN


def _incomplete_first(phi: arb, m: arb) -> acb:
    return acb.elliptic_f(acb(phi), acb(m))


def _incomplete_second(phi: arb, m: arb) -> acb:
    return acb.elliptic_e_inc(acb(phi), acb(m))


#: The functions of a claim file by name, without those that the evaluator treats itself: sin, cos, pow and the like.
REAL_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "tan": _everywhere(arb.tan),
    "sec": _everywhere(arb.sec),
    "csc": _pole_at_zero(arb.csc, "csc"),
    "cot": _pole_at_zero(arb.cot, "cot"),
    "asin": _arc(arb.asin, "asin"),
    "acos": _arc(arb.acos, "acos"),
    "atan": _monotone(arb.atan),
    "sinh": _monotone(arb.sinh),
    "cosh": _everywhere(arb.cosh),
    "tanh": _monotone(arb.tanh),
    "sech": _everywhere(arb.sech),
    "csch": _pole_at_zero(arb.csch, "csch"),
    "coth": _pole_at_zero(arb.coth, "coth"),
    "asinh": _monotone(arb.asinh),
    "acosh": _acosh,
    "atanh": _atanh,
    "exp": _monotone(arb.exp),
    "log": _log,
    "cbrt": _cbrt,
    "Abs": lambda x: abs(x) if type(x) is fmpq or not x.contains(0) else arb(0).union(x.abs_upper()),
    "sign": _sign,
    "erf": _monotone(arb.erf),
    "gamma": _gamma,
    "LambertW": _lambertw,
    "atan2": _atan2,
    "polygamma": _polygamma,
    "besselj": _besselj,
    "elliptic_e": _elliptic(_incomplete_second, "elliptic_e"),
    "elliptic_f": _elliptic(_incomplete_first, "elliptic_f"),
    "Max": _extremum(arb.max, max),
    "Min": _extremum(arb.min, min),
}


# -- comparisons -------------------------------------------------------------------------------------------------
def truth_of(condition: Expr, values: Mapping[Expr, Value]) -> bool | None:
    """A comparison of two values: True or False where it holds, or fails, for all points of the balls; else None."""
    head = condition.head
    if head == "true":
        return True
    if head not in COMPARISONS:
        return None
    left, right = condition.args
    a, b = values[left], values[right]
    if a is NAN or b is NAN:
        return None
    if left is right:
        return head in ("le", "ge", "eq")
    if head in ("gt", "ge"):
        a, b, head = b, a, "lt" if head == "gt" else "le"
    if type(a) is not type(b):
        a, b = ball(a), ball(b)
    if head == "lt":
        return True if a < b else False if a >= b else None
    if head == "le":
        return True if a <= b else False if a > b else None
    if differ(a, b):
        return head == "ne"
    return head == "eq" if a == b else None


def differ(a: Value, b: Value) -> bool:
    return bool(a < b or a > b)


# -- in and out --------------------------------------------------------------------------------------------------
def box(lower: Fraction | int, upper: Fraction | int, precision: int = 64) -> arb:
    """A ball that contains the interval [lower, upper]."""
    before = ctx.prec
    ctx.prec = precision
    try:
        return ball(as_value(lower)).union(ball(as_value(upper)))
    finally:
        ctx.prec = before


def bounds(value: arb) -> tuple[Fraction, Fraction] | None:
    """The two ends of a ball, exactly; None if it is not finite or out of proportion."""
    middle, radius = exact(value.mid()), exact(value.rad())
    if type(middle) is not fmpq or type(radius) is not fmpq:
        return None
    return _fraction(middle - radius), _fraction(middle + radius)


def _fraction(q: fmpq) -> Fraction:
    return Fraction(int(q.p), int(q.q))


def text(value: arb, digits: int = 15) -> str:
    """A ball in decimal, as "[midpoint +/- radius]"; the interval written contains the ball.

    >>> text(arb(3)), text(arb(0, 1)), text(NAN)
    ('[3.00000000000000 +/- 0]', '[0 +/- 1.1]', '[nan]')
    """
    if not value.is_finite():
        return "[nan]"
    written = value.str(digits)
    if not written.startswith("["):
        return f"[{written} +/- 0]"
    middle, radius = written[1:-1].split("+/-")
    return f"[{middle.strip() or '0'} +/- {_shorter(radius.strip())}]"


def _shorter(radius: str) -> str:
    """A radius in two significant digits, rounded up."""
    mantissa, _, exponent = radius.partition("e")
    value = Fraction(mantissa)
    if value == 0 or len(mantissa) <= 3:
        return radius
    power = 0
    while value >= 10:
        value, power = value / 10, power + 1
    while value < 1:
        value, power = value * 10, power - 1
    tenths = math.ceil(value * 10)
    if tenths == 100:
        tenths, power = 10, power + 1
    power += int(exponent or 0)
    digits = f"{tenths // 10}.{tenths % 10}"
    return f"{digits}e{power:+d}" if power else digits


def as_value(value: arb | Fraction | int) -> Value:
    if isinstance(value, arb):
        return settle(exact(value))
    q = Fraction(value)
    return settle(fmpq(q.numerator, q.denominator))


def as_integer(value: Value) -> int | None:
    return int(value.p) if type(value) is fmpq and value.q == 1 else None


def multiple_of_pi(e: Expr) -> fmpq | None:
    """The rational q with e = q pi, if e is written so."""
    if e.head == "pi":
        return fmpq(1)
    if e.head == "mul" and len(e.args) == 2 and e.args[0].head == "number" and e.args[1].head == "pi":
        q: Fraction = e.args[0].args[0]
        return fmpq(q.numerator, q.denominator) if q.denominator.bit_length() < 64 and abs(q) < 2**64 else None
    return None


def parts(whole: arb, count: int) -> list[Value]:
    """Balls that cover a ball."""
    low, high = whole.lower(), whole.upper()
    cuts = [low + (high - low) * k / count for k in range(count + 1)]
    return [cuts[k].union(cuts[k + 1]) for k in range(count)]
