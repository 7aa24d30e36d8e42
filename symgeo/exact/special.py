"""Special functions, by their functional equations as far as those go."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq, fmpz

from symgeo.exact.ring import CannotConvert, Fraction_, fraction_of
from symgeo.expression import Expr, call

if TYPE_CHECKING:
    from symgeo.exact.field import Field

HALF = Fraction(1, 2)


def shifted(f: Field, u: Fraction_) -> tuple[Fraction_, int]:
    """(v, n) with u = v + n, n an integer, and the constant term of v in [0, 1)."""
    u = f.normal(u)
    constant = next((c for m, c in u.numerator.to_dict().items() if not any(m)), fmpq(0)) if not u.denominator else fmpq(0)
    n = int(fraction_of(constant) // 1)
    return f.ring.add([u, f.ring.number(-n)]), n


def convert_gamma(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    """By gamma(v + 1) = v gamma(v) and gamma(v) gamma(1 - v) = pi / sin(pi v) from arguments of one sign."""
    v, n = shifted(f, u)
    if v.numerator == 0:
        result = fmpz(1)
        if not 0 < n < 2000:
            raise CannotConvert("gamma of a large or nonpositive integer")
        for k in range(2, n):
            result *= k
        return f.ring.number(result)
    if f.as_rational(v) == HALF:
        base = f.root_power(f.pi(), HALF)
    elif v.numerator.leading_coefficient() < 0:
        w = f.ring.add([f.ring.number(1), f.ring.negate(v)])
        sine = f.cos_sin(f.ring.times(f.pi(), w))[1]
        other = convert_gamma(f, e, w)
        base = f.ring.times(f.pi(), f.ring.times(f.inverse(sine), f.inverse(other)))
    else:
        base = f.opaque("gamma", call("gamma", f.to_expr(v)), f.key(v))
    if abs(n) > 200:
        raise CannotConvert("gamma with a large shift")
    for k in range(n):
        base = f.ring.times(base, f.ring.add([v, f.ring.number(k)]))
    for k in range(1, -n + 1):
        base = f.ring.times(base, f.inverse(f.ring.add([v, f.ring.number(-k)])))
    return base


def convert_polygamma(f: Field, e: Expr, order: Fraction_, u: Fraction_) -> Fraction_:
    m = f.as_rational(order)
    if m is None or m.denominator != 1 or m < 0 or m > 50:
        raise CannotConvert("polygamma needs a small order 0, 1, 2, ...")
    v, n = shifted(f, u)
    if v.numerator == 0:
        v, n = f.ring.number(1), n - 1
    if abs(n) > 200:
        raise CannotConvert("polygamma with a large shift")
    terms = [f.opaque("polygamma", call("polygamma", int(m), f.to_expr(v)), m, f.key(v))]
    factorial = fmpz(1)
    for k in range(2, int(m) + 1):
        factorial *= k
    sign = Fraction(int(factorial) * (-1) ** int(m))
    for k in range(n):
        at = f.inverse(f.ring.add([v, f.ring.number(k)]))
        terms.append(f.scale(f.rational_power(at, m + 1), sign))
    for k in range(1, -n + 1):
        at = f.inverse(f.ring.add([v, f.ring.number(-k)]))
        terms.append(f.scale(f.rational_power(at, m + 1), -sign))
    return f.ring.add(terms)


def convert_besselj(f: Field, e: Expr, order: Fraction_, x: Fraction_) -> Fraction_:
    """Integer orders from J_0 and J_1 by J_(n+1) = (2n/x) J_n - J_(n-1)."""
    n = f.as_rational(order)
    if n is None:
        raise CannotConvert("besselj needs a numeric order")
    if n.denominator > 1 or abs(n) > 60:
        return f.opaque("besselj", e, n, f.key(x))
    if n < 0:
        positive = convert_besselj(f, e, f.ring.number(-int(n)), x)
        return f.ring.negate(positive) if n % 2 else positive
    tree = f.to_expr(x)
    j = [f.opaque("besselj", call("besselj", k, tree), Fraction(k), f.key(x)) for k in (0, 1)]
    for k in range(1, int(n)):
        ratio = f.scale(f.inverse(x), Fraction(2 * k))
        j.append(f.ring.add([f.ring.times(ratio, j[k]), f.ring.negate(j[k - 1])]))
    return j[int(n)]


def convert_LambertW(f: Field, e: Expr, x: Fraction_) -> Fraction_:
    return f.opaque("LambertW", e, f.key(x))
