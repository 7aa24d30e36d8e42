"""The rows of a certificate evaluated in balls (python-flint), with first derivatives by dual numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from flint import arb, fmpq


class Undefined(Exception):
    """The term is certainly not defined at the point."""


class Unclear(Exception):
    """Balls do not tell, or the function is not known here."""


class Dual(NamedTuple):
    value: arb
    slopes: tuple[arb, ...]

    def through(self, value: arb, slope: arb) -> Dual:
        return Dual(value, tuple(slope * d for d in self.slopes))


def ball(text: str) -> arb:
    q = Fraction(text)
    return arb(fmpq(q.numerator, q.denominator))


def _within(*conditions: tuple[arb, bool]) -> None:
    """Each number is positive (or, where the flag is set, zero). Raises Undefined or Unclear."""
    for x, or_zero in conditions:
        if x < 0 or (x.is_zero() and not or_zero):
            raise Undefined
        if not (x > 0 or (or_zero and x.is_zero())):
            raise Unclear


def _apart_from_zero(x: arb) -> arb:
    if x.is_zero():
        raise Undefined
    if x.contains(0):
        raise Unclear
    return x


def _log(x: arb) -> tuple[arb, arb]:
    _within((x, False))
    return x.log(), 1 / x


def _inverse_sine(x: arb) -> tuple[arb, arb]:
    _within((1 - x, True), (1 + x, True))
    return x.asin(), 1 / (1 - x * x).sqrt() if abs(x) < 1 else arb("nan")


def _acosh(x: arb) -> tuple[arb, arb]:
    _within((x - 1, True))
    return x.acosh(), 1 / (x * x - 1).sqrt() if x > 1 else arb("nan")


def _atanh(x: arb) -> tuple[arb, arb]:
    _within((1 - x, False), (1 + x, False))
    return x.atanh(), 1 / (1 - x * x)


def _cbrt(x: arb) -> tuple[arb, arb]:
    size = abs(_apart_from_zero(x)).root(3)
    return (size if x > 0 else -size), 1 / (3 * size * size)


def _absolute(x: arb) -> tuple[arb, arb]:
    sign = 1 if x > 0 else -1 if x < 0 else None
    if sign is None:
        raise Unclear
    return abs(x), arb(sign)


def _quotient(over: str, under: str) -> Callable[[arb], tuple[arb, arb]]:
    """1/under or over/under of functions of x, with the slope from those of sin, cos, sinh, cosh."""

    def value(x: arb) -> tuple[arb, arb]:
        slopes = {"sin": x.cos(), "cos": -x.sin(), "sinh": x.cosh(), "cosh": x.sinh(), "one": arb(0)}
        n = arb(1) if over == "one" else getattr(x, over)()
        d = _apart_from_zero(getattr(x, under)())
        return n / d, (slopes[over] * d - n * slopes[under]) / (d * d)

    return value


UNARY: dict[str, Callable[[arb], tuple[arb, arb]]] = {
    "sin": lambda x: (x.sin(), x.cos()),
    "cos": lambda x: (x.cos(), -x.sin()),
    "tan": _quotient("sin", "cos"),
    "cot": _quotient("cos", "sin"),
    "sec": _quotient("one", "cos"),
    "csc": _quotient("one", "sin"),
    "tanh": _quotient("sinh", "cosh"),
    "coth": _quotient("cosh", "sinh"),
    "sech": _quotient("one", "cosh"),
    "csch": _quotient("one", "sinh"),
    "sinh": lambda x: (x.sinh(), x.cosh()),
    "cosh": lambda x: (x.cosh(), x.sinh()),
    "exp": lambda x: (x.exp(), x.exp()),
    "log": _log,
    "atan": lambda x: (x.atan(), 1 / (1 + x * x)),
    "asin": _inverse_sine,
    "acos": lambda x: (arb.pi() / 2 - _inverse_sine(x)[0], -_inverse_sine(x)[1]),
    "asinh": lambda x: (x.asinh(), 1 / (1 + x * x).sqrt()),
    "acosh": _acosh,
    "atanh": _atanh,
    "cbrt": _cbrt,
    "Abs": _absolute,
    "sign": lambda x: (_absolute(x)[1], arb(0)),
    "erf": lambda x: (x.erf(), 2 / arb.pi().sqrt() * (-x * x).exp()),
}


class Place:
    """The values of a document's rows at a point; gradients by the given coordinates."""

    def __init__(self, rows: Sequence[Any], at: dict[str, Dual], directions: int) -> None:
        self.rows, self.at, self.none = rows, at, (arb(0),) * directions
        self.memo: dict[int, Dual] = {}

    def __call__(self, row: int) -> Dual:
        """Raises Undefined or Unclear."""
        needed, stack = set[int](), [row]
        while stack:
            k = stack.pop()
            if k not in needed and k not in self.memo:
                needed.add(k)
                stack += [a for a in self.rows[k][1:] if type(a) is int]
        for k in sorted(needed):
            self.memo[k] = self.node(k)
        return self.memo[row]

    def value(self, row: int) -> arb:
        return self(row).value

    def node(self, k: int) -> Dual:
        head, *a = self.rows[k]
        if head == "number":
            return Dual(ball(a[0]), self.none)
        if head == "symbol":
            if a[0] not in self.at:
                raise Unclear
            return self.at[a[0]]
        if head in ("pi", "E"):
            return Dual(arb.pi() if head == "pi" else arb(1).exp(), self.none)
        parts = [self.memo[i] for i in a if type(i) is int]
        if head == "add":
            return Dual(sum((p.value for p in parts), arb(0)), tuple(sum(s, arb(0)) for s in zip(*(p.slopes for p in parts), strict=True)))
        if head == "mul":
            whole = parts[0]
            for p in parts[1:]:
                slopes = tuple(x * p.value + whole.value * y for x, y in zip(whole.slopes, p.slopes, strict=True))
                whole = Dual(whole.value * p.value, slopes)
            return whole
        if head == "pow":
            return self.power(parts[0], self.rows[a[1]], parts[1])
        if head in UNARY:
            return parts[0].through(*UNARY[head](parts[0].value))
        if head == "atan2":
            v, u = parts
            square = _apart_from_zero(v.value**2 + u.value**2)
            if not (u.value > 0 or v.value > 0 or v.value < 0):
                raise Unclear
            return Dual(
                arb.atan2(v.value, u.value),
                tuple((u.value * x - v.value * y) / square for x, y in zip(v.slopes, u.slopes, strict=True)),
            )
        raise Unclear

    def power(self, base: Dual, exponent_row: Sequence[Any], exponent: Dual) -> Dual:
        b = base.value
        q = Fraction(exponent_row[1]) if exponent_row[0] == "number" else None
        if q is not None and q.denominator == 1:
            if q < 0:
                _apart_from_zero(b)
            if abs(q) > 10_000:
                raise Unclear
            return base.through(b ** int(q), int(q) * b ** int(q - 1) if q not in (0, 1) else arb(int(q)))
        if q is not None and q > 0 and b.is_zero():
            return base.through(arb(0), arb(0) if q > 1 else arb("nan"))
        if q is None and not b > 0:
            raise Unclear  # an integer, perhaps
        _within((b, False))
        log = b.log()
        value = (exponent.value * log).exp()
        slopes = zip(base.slopes, exponent.slopes, strict=True)
        return Dual(value, tuple(value * (exponent.value * x / b + y * log) for x, y in slopes))
