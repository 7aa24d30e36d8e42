"""Special functions, by their functional equations as far as those go."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq, fmpz

from symgeo.exact.algebra.ring import CannotConvert, Fraction_, fmpq_of, fraction_of
from symgeo.expression import Expr, call, number

if TYPE_CHECKING:
    from symgeo.exact.algebra.field import Field

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
    elif v.numerator.leading_coefficient() < 0 or (f.as_rational(v) or Fraction(0)) > HALF:
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
    """Orders from two neighbouring ones by J_(n+1) = (2n/x) J_n - J_(n-1); half-integer orders are elementary."""
    n = f.as_rational(order)
    if n is None:
        raise CannotConvert("besselj needs a numeric order")
    if abs(n) > 60:
        return f.opaque("besselj", e, n, f.key(x))
    if n.denominator == 1 and n < 0:
        positive = convert_besselj(f, e, f.ring.number(-int(n)), x)
        return f.ring.negate(positive) if n % 2 else positive
    x = f.normal(x)
    if n.denominator == 1 and x.numerator != 0 and x.numerator.leading_coefficient() < 0:
        reflected = convert_besselj(f, e, order, f.ring.negate(x))  # J_n(-x) = (-1)^n J_n(x)
        return f.ring.negate(reflected) if n % 2 else reflected
    low = n - n // 1
    base = [_bessel_base(f, low + k, x) for k in ((-1, 0) if low else (0, 1))]
    first = low - 1 if low else Fraction(0)
    while first > n:  # downwards: J_(v-1) = (2v/x) J_v - J_(v+1)
        ratio = f.ring.times(f.inverse(x), f.ring.number(fmpq_of(2 * first)))
        base = [f.ring.add([f.ring.times(ratio, base[0]), f.ring.negate(base[1])]), base[0]]
        first -= 1
    while first + 1 < n:
        ratio = f.ring.times(f.inverse(x), f.ring.number(fmpq_of(2 * (first + 1))))
        base = [base[1], f.ring.add([f.ring.times(ratio, base[1]), f.ring.negate(base[0])])]
        first += 1
    return base[int(n - first)]


def _bessel_base(f: Field, order: Fraction, x: Fraction_) -> Fraction_:
    if order.denominator == 2:
        # J_(1/2) = sqrt(2/(pi x)) sin x and J_(-1/2) = sqrt(2/(pi x)) cos x for x > 0
        root = f.root_power(f.ring.times(f.scale(f.pi(), HALF), x), -HALF)
        c, s = f.cos_sin(x)
        return f.ring.times(root, s if order > 0 else c)
    tree = Expr("besselj", (number(order), f.to_expr(x)))
    return f.opaque("besselj", tree, order, f.key(x))


def convert_elliptic_e(f: Field, e: Expr, u: Fraction_, m: Fraction_) -> Fraction_:
    """E(u, 0) = u and E(u, 1) = sin u (for |u| < pi/2, where it is smooth); odd in u."""
    return _elliptic(f, e, u, m, lambda: f.cos_sin(u)[1])


def convert_elliptic_f(f: Field, e: Expr, u: Fraction_, m: Fraction_) -> Fraction_:
    """F(u, 0) = u and F(u, 1) = asinh(tan u) = log((1 + sin u)/cos u); odd in u."""

    def at_one() -> Fraction_:
        c, s = f.cos_sin(u)
        return f.log(f.ring.times(f.ring.add([f.ring.number(1), s]), f.inverse(c)))

    return _elliptic(f, e, u, m, at_one)


def _elliptic(f: Field, e: Expr, u: Fraction_, m: Fraction_, at_one: Callable[[], Fraction_]) -> Fraction_:
    modulus = f.as_rational(m)
    if modulus == 0:
        return u
    if modulus == 1:
        return at_one()
    u = f.normal(u)
    if u.numerator == 0:
        return f.ring.number(0)
    if u.numerator.leading_coefficient() < 0:
        return f.ring.negate(_elliptic(f, e, f.ring.negate(u), m, at_one))
    return f.opaque(e.head, call(e.head, f.to_expr(u), f.to_expr(m)), f.key(u), f.key(m))


def convert_LambertW(f: Field, e: Expr, x: Fraction_) -> Fraction_:
    """W(x) with W exp(W) = x and W(0) = 0; `exponentials` knows exp W(x) = x / W(x)."""
    if f.is_zero(x):
        return f.ring.number(0)
    index, _ = f.adjoin(("LambertW", f.key(x)), "LambertW", e, (x,))
    return Fraction_(f.ring.generator(index))
