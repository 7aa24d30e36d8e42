"""Roots, absolute values and powers: products of |p|^q over irreducible factors p.

u^q = prod |p_i|^(e_i q) for u > 0. Where the sign of p is known, |p| is p or -p; otherwise a generator a with a^2 = p^2 stands for
it. A root is a generator r with r^k = p, p > 0; of a rational number it is taken prime by prime.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq, fmpz

from symgeo.exact.algebra import algebraic
from symgeo.exact.algebra.ring import CannotConvert, Fraction_, Poly, Power
from symgeo.expression import Expr, call, power

if TYPE_CHECKING:
    from symgeo.exact.algebra.field import Field


def root_power(f: Field, u: Fraction_, q: Fraction) -> Fraction_:
    """u**q for u > 0 and a fraction q: the product of |p_i|^(e_i q) over the irreducible factors."""
    content, factors = f.factors(u, halve=True)
    if content == 0:
        raise CannotConvert("a root of zero")
    result = f.ring.number(1)
    if f.theta is not None:
        found = algebraic.root_in_number_field(f, content, factors, q)
        if found is not None:
            content, factors, result = found
    signed: dict[Fraction, list[tuple[Poly, int]]] = {}
    negative = bool(content < 0)
    open_sign = False  # whether a factor of odd exponent and unknown sign is left out of `signed`
    for p, e in factors:
        r = e * q
        s = f.sign(p)
        if s is not None:
            negative ^= s < 0 and e % 2 == 1
            result = f.ring.times(result, positive_power(f, p if s > 0 else -p, r))
        elif r.denominator == 1 and int(r) % 2 == 0:
            open_sign |= e % 2 == 1
            result = f.ring.times(result, f.rational_power(Fraction_(p), r))
        else:
            signed.setdefault(r, []).append((p, e))
    result = f.ring.times(constant_power(f, abs(content), q), result)
    odd = [g for g in signed.values() if any(e % 2 for _, e in g)]
    for r, group in signed.items():
        product = f.ring.one
        for p, _ in group:
            product = f.ring.multiply(product, p)
        # u > 0 fixes the sign of a product in which all factors of odd exponent with unknown signs take part.
        settled = not open_sign and len(odd) == 1 and odd[0] is group and len({e % 2 for _, e in group}) == 1
        sign = (-1 if negative else 1) if settled else f.sign(product)
        if sign is not None:
            result = f.ring.times(result, positive_power(f, product if sign > 0 else -product, r))
        elif r.denominator == 1:
            result = f.ring.times(result, f.rational_power(absolute_poly(f, product), r))
        else:
            result = f.ring.times(result, f.rational_power(root_of_absolute(f, product, r.denominator), Fraction(r.numerator)))
    return result


def positive_power(f: Field, p: Poly, r: Fraction) -> Fraction_:
    """p**r for a polynomial p > 0."""
    single = f.single_generator(p)
    if single is not None:
        g = f.generators[single]
        if g.kind == "exp" and r.denominator > 1:
            return f.exp(f.scale(f.exponent_of(single), r))
        relation = f.ring.relation_of(single)
        if g.kind == "root" and r.denominator > 1 and isinstance(relation, Power) and single not in f.ring.used(relation.value):
            return positive_power_of_radicand(f, relation.value, r / relation.exponent)
    if r.denominator == 1:
        return f.rational_power(Fraction_(p), r)
    return positive_power_of_radicand(f, p, r)


def positive_power_of_radicand(f: Field, p: Poly, r: Fraction) -> Fraction_:
    if p.is_constant():
        return constant_power(f, p.leading_coefficient(), r)
    key = ("root", f.ring.key(p))
    k = f.granularity(key, r)
    index, new = f.adjoin((key, k), "root", power(f.poly_expr(p), Fraction(1, k)), p)
    if new:
        f.relate_root(index, k, p)
    return power_of_root(f, index, p, k, int(r * k))


def power_of_root(f: Field, index: int, p: Poly, k: int, n: int) -> Fraction_:
    whole, rest = divmod(n, k)
    result = f.rational_power(Fraction_(p), Fraction(whole))
    return f.ring.times(result, Fraction_(f.ring.power(f.ring.generator(index), rest)))


def root_of_absolute(f: Field, p: Poly, k: int) -> Fraction_:
    """|p|^(1/k) for a polynomial of unknown sign."""
    a = absolute_poly(f, p)
    index, new = f.adjoin(("absolute root", f.ring.key(p), k), "root", power(f.to_expr(a), Fraction(1, k)), a)
    if new:
        f.ring.relate(Power(index, k, a.numerator))
    return Fraction_(f.ring.generator(index))


def absolute_poly(f: Field, p: Poly) -> Fraction_:
    """|p|: p or -p where its sign is known, else a generator a with a^2 = p^2."""
    s = f.sign(p)
    if s is not None:
        return Fraction_(p if s > 0 else -p)
    index, new = f.adjoin(("absolute", f.ring.key(p)), "absolute", call("Abs", f.poly_expr(p)), p)
    if new:
        f.ring.relate(Power(index, 2, p * p))
    return Fraction_(f.ring.generator(index))


def absolute(f: Field, u: Fraction_) -> Fraction_:
    content, factors = f.factors(u, halve=True)
    result = f.ring.number(abs(content))
    for p, e in factors:
        base = Fraction_(p) if e % 2 == 0 else absolute_poly(f, p)
        result = f.ring.times(result, f.rational_power(base, Fraction(e)))
    return result


def constant_power(f: Field, c: fmpq, r: Fraction) -> Fraction_:
    """c**r for a rational c > 0: a product of roots of primes (of one number where it is too large to factor)."""
    result = f.ring.number(1)
    for base, e in (*prime_factors(c.p), *((b, -e) for b, e in prime_factors(c.q))):
        s = r * e
        if s.denominator == 1:
            result = f.ring.times(result, f.ring.number(fmpq(base) ** int(s)))
            continue
        key = ("prime root", int(base))
        k = f.granularity(key, s)
        index, new = f.adjoin((key, k), "root", power(int(base), Fraction(1, k)), f.ring.constant(base))
        if new:
            f.relate_root(index, k, f.ring.constant(base))
        whole, rest = divmod(int(s * k), k)
        result = f.ring.times(result, f.ring.number(fmpq(base) ** whole))
        result = f.ring.times(result, Fraction_(f.ring.power(f.ring.generator(index), rest)))
    return result


def convert_Abs(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    return absolute(f, u)


def convert_sign(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    s = f.sign_of(e.args[0])
    if s is not None:
        return f.ring.number(s)
    # u/|u|, wherever u /= 0
    return f.cancel(f.ring.times(u, f.inverse(absolute(f, u))))


def convert_cbrt(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    """The real cube root, multiplicative on all of R."""
    sign = f.sign_of(e.args[0])
    if sign is not None:
        size = root_power(f, u if sign > 0 else f.ring.negate(u), Fraction(1, 3))
        return size if sign > 0 else f.ring.negate(size)
    content, factors = f.factors(u)
    third = Fraction(1, 3)
    if content == 0:
        return f.ring.number(0)
    result = constant_power(f, abs(content), third)
    if content < 0:
        result = f.ring.negate(result)
    for p, n in factors:
        s = f.sign(p)
        if s is not None:
            part = positive_power(f, p if s > 0 else -p, third)
            part = part if s > 0 else f.ring.negate(part)
        else:
            index, new = f.adjoin(("cbrt", f.ring.key(p)), "cbrt", call("cbrt", f.poly_expr(p)), p)
            if new:
                f.ring.relate(Power(index, 3, p))
            part = Fraction_(f.ring.generator(index))
        result = f.ring.times(result, f.rational_power(part, Fraction(n)))
    return result


def prime_factors(n: fmpz) -> list[tuple[fmpz, int]]:
    """n = product b^e with primes b; a part beyond 90 bits without small factors stays one base (a k-th root, if it is one)."""
    if n == 1:
        return []
    if n.bit_length() <= 90:
        return [(b, int(e)) for b, e in n.factor()]
    out = []
    for p in _SMALL_PRIMES:
        e = 0
        while n % p == 0:
            n, e = n // p, e + 1
        if e:
            out.append((fmpz(p), e))
    if n == 1:
        return out
    if n.bit_length() <= 90:
        return out + [(b, int(e)) for b, e in n.factor()]
    for k in range(n.bit_length(), 1, -1):
        r = n.root(k)
        if r**k == n:
            return [*out, (r, k)]
    return [*out, (n, 1)]


_SMALL_PRIMES = [p for p in range(2, 2000) if all(p % q for q in range(2, int(p**0.5) + 1))]
