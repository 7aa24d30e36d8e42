"""Exponentials, logarithms and hyperbolic functions.

Arguments of exp are split into rational multiples of base arguments, each with one generator; exp(q log p) is p^q. The logarithm
of u > 0 is the sum of e_i log |p_i| over the irreducible factors of u. Hyperbolic functions are rational in exponentials.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq

from symgeo.exact.algebra.ring import Fraction_, Poly, Power, fraction_of
from symgeo.exact.algebra.roots import prime_factors
from symgeo.expression import Expr, call, power

if TYPE_CHECKING:
    from symgeo.exact.algebra.field import Field

HALF = Fraction(1, 2)
MAX_TERMS_IN_ARGUMENT = 8


def symbolic_power(f: Field, base: Expr, u: Fraction_, exponent: Fraction_) -> Fraction_:
    """u**a = exp(a log u) for u > 0; for an integer-valued a also (-u)**a (-1)**a where u < 0."""
    if is_integer_valued(f, exponent):
        sign = f.sign_of(base)
        if sign is None:
            return f.opaque("power", power(base, f.to_expr(exponent)), f.key(u), f.key(exponent))
        if sign < 0:
            size = exp(f, f.ring.times(exponent, log(f, f.ring.negate(u))))
            return f.ring.times(size, f.cos_sin(f.ring.times(f.pi(), exponent))[0])
    return exp(f, f.ring.times(exponent, log(f, u)))


def is_integer_valued(f: Field, u: Fraction_) -> bool:
    """Whether u is a polynomial with integer coefficients in integer parameters."""
    u = f.normal(u)
    return (
        not u.denominator
        and all(c.q == 1 for c in u.numerator.coeffs())
        and all(f.generators[i].kind == "variable" and f.generators[i].argument in f.domain.integers for i in f.ring.used(u.numerator))
    )


def log(f: Field, u: Fraction_) -> Fraction_:
    """log u for u > 0: the sum of e_i log |p_i| over the irreducible factors."""
    content, factors = f.factors(u, halve=True)
    terms = [log_number(f, abs(content))]
    terms += [f.scale(log_poly(f, p), Fraction(e)) for p, e in factors]
    return f.ring.add(terms)


def log_number(f: Field, c: fmpq) -> Fraction_:
    terms = [f.ring.zero]
    for base, e in (*prime_factors(c.p), *((b, -e) for b, e in prime_factors(c.q))):
        index, _ = f.adjoin(("log", int(base)), "log", call("log", int(base)), f.ring.constant(base))
        terms.append(f.ring.generator(index) * e)
    return Fraction_(sum(terms[1:], terms[0]))


def log_poly(f: Field, p: Poly) -> Fraction_:
    single = f.single_generator(p)
    if single is not None:
        g = f.generators[single]
        relation = f.ring.relation_of(single)
        if g.kind == "exp":
            return exponent_of(f, single)
        if g.kind == "root" and isinstance(relation, Power) and single not in f.ring.used(relation.value):
            return f.scale(log(f, Fraction_(relation.value)), Fraction(1, relation.exponent))
        if g.kind == "absolute":
            p = g.argument
        if g.kind == "LambertW" and f.sign(p) == 1:
            return f.ring.add([f.log(g.argument[0]), Fraction_(-p)])
    tree = f.poly_expr(p)
    if f.sign(p) != 1:
        tree = -tree if f.sign(p) == -1 else call("Abs", tree)
    index, _ = f.adjoin(("log", f.ring.key(p)), "log", call("log", tree), p)
    return Fraction_(f.ring.generator(index))


def exponent_of(f: Field, index: int) -> Fraction_:
    """The u of a generator exp u."""
    u = f.generators[index].argument
    assert isinstance(u, Fraction_)
    return u


def parts(f: Field, u: Fraction_) -> list[tuple[Any, Fraction, Fraction_]]:
    """u as a sum of rational multiples of base arguments: (key, q, base). Proper fractions stay in one piece each."""
    u = f.normal(u)
    if u.numerator == 0:
        return []
    pieces = [u]
    if u.denominator:
        whole, rest = divmod(u.numerator, f.ring.denominator_poly(u))
        pieces = [Fraction_(whole)] if whole != 0 else []
        if rest != 0:
            pieces.append(f.cancel(Fraction_(rest, u.denominator)))
    if sum(len(piece.numerator) for piece in pieces) > MAX_TERMS_IN_ARGUMENT:
        content, p = f.ring.primitive(u.numerator)
        base = Fraction_(p, u.denominator)
        return [((f.ring.key(p), u.denominator), fraction_of(content), base)]
    out: list[tuple[Any, Fraction, Fraction_]] = []
    for piece in pieces:
        for monomial, coefficient in piece.numerator.to_dict().items():
            base = Fraction_(f.ring.context.from_dict({monomial: 1}), piece.denominator)
            out.append(((tuple(map(int, monomial)), piece.denominator), fraction_of(coefficient), base))
    return sorted(out, key=lambda part: part[0])


def exp(f: Field, u: Fraction_) -> Fraction_:
    """exp u: a product of powers of base exponentials; exp(q log p) = p^q."""
    result = f.ring.number(1)
    for key, q, base in parts(f, u):
        single = None if base.denominator else f.single_generator(base.numerator)
        if single is not None and f.generators[single].kind == "log":
            result = f.ring.times(result, exp_of_log(f, single, q))
            continue
        if single is not None and f.generators[single].kind == "LambertW" and q.denominator == 1:
            (x,) = f.generators[single].argument
            ratio = f.ring.times(x, f.inverse(Fraction_(f.ring.generator(single))))
            result = f.ring.times(result, f.rational_power(ratio, q))
            continue
        named = ("exp", key)
        k = f.granularity(named, q)
        argument = f.scale(base, Fraction(1, k))
        index, _ = f.adjoin((named, k), "exp", call("exp", f.to_expr(argument)), argument)
        g = Fraction_(f.ring.generator(index))
        result = f.ring.times(result, f.rational_power(g, q * k))
    return result


def exp_of_log(f: Field, index: int, q: Fraction) -> Fraction_:
    p = f.generators[index].argument
    if p.is_constant():
        return f.constant_power(p.leading_coefficient(), q)
    if q.denominator == 1 and int(q) % 2 == 0:
        return f.rational_power(Fraction_(p), q)
    a = f.absolute_poly(p)
    return f.root_power(a, q) if q.denominator > 1 else f.rational_power(a, q)


def convert_exp(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    return exp(f, u)


def convert_log(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    return log(f, u)


def cosh_sinh(f: Field, u: Fraction_) -> tuple[Fraction_, Fraction_]:
    plus = exp(f, u)
    minus = f.inverse(plus)
    return (
        f.scale(f.ring.add([plus, minus]), HALF),
        f.scale(f.ring.add([plus, f.ring.negate(minus)]), HALF),
    )


def convert_cosh(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    return cosh_sinh(f, u)[0]


def convert_sinh(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    return cosh_sinh(f, u)[1]


def convert_tanh(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    c, s = cosh_sinh(f, u)
    return f.cancel(f.ring.times(s, f.inverse(c)))


def convert_coth(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    c, s = cosh_sinh(f, u)
    return f.cancel(f.ring.times(c, f.inverse(s)))


def convert_sech(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    return f.inverse(cosh_sinh(f, u)[0])


def convert_csch(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    return f.inverse(cosh_sinh(f, u)[1])


def convert_asinh(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    square = f.ring.add([f.ring.times(u, u), f.ring.number(1)])
    return log(f, f.ring.add([u, f.root_power(square, HALF)]))


def convert_acosh(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    square = f.ring.add([f.ring.times(u, u), f.ring.number(-1)])
    return log(f, f.ring.add([u, f.root_power(square, HALF)]))


def convert_atanh(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    one = f.ring.number(1)
    above, below = log(f, f.ring.add([one, u])), log(f, f.ring.add([one, f.ring.negate(u)]))
    return f.scale(f.ring.add([above, f.ring.negate(below)]), HALF)
