"""Sines and cosines, tangents, and the inverse functions.

Arguments are split into rational multiples of base angles; each base angle has one pair of generators with c^2 + s^2 = 1, and the
addition formulas do the rest. Multiples of pi are algebraic numbers, multiples of an inverse function algebraic functions.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq, fmpz_poly

from symgeo.exact.algebra.ring import CannotConvert, Fraction_, Pair, Poly, Power, Restart
from symgeo.expression import PI, Expr, call

if TYPE_CHECKING:
    from symgeo.exact.algebra.field import Field

HALF = Fraction(1, 2)
MAX_MULTIPLE = 48
#: Beyond this k the degree of cos(pi/k) makes the algebra slow, and no step of it is short.
MAX_TURN = 420
_ASIN = {
    Fraction(1): HALF,
    Fraction(-1): -HALF,
    HALF: Fraction(1, 6),
    -HALF: Fraction(-1, 6),
}


def cos_sin(f: Field, u: Fraction_) -> tuple[Fraction_, Fraction_]:
    """(cos u, sin u) by the addition formulas, from those of the base angles."""
    c, s = f.ring.number(1), f.ring.number(0)
    for key, q, base in f.parts(u):
        single = None if base.denominator else f.single_generator(base.numerator)
        kind = f.generators[single].kind if single is not None else ""
        if kind == "pi":
            one = cos_sin_pi(f, q)
        elif q.denominator == 1 and not base.denominator and is_integer_times_pi(f, base.numerator):
            one = (parity(f, base, int(q)), f.ring.number(0))
        elif single is not None and kind in ("atan", "asin", "atan2") and q.denominator <= 2:
            one = of_inverse(f, single, q)
        else:
            one = base_angle(f, ("angle", key), q, base)
        c, s = rotate(f, c, s, *one)
    return c, s


def is_integer_times_pi(f: Field, monomial: Poly) -> bool:
    kinds = {i: f.generators[i] for i in f.ring.used(monomial)}
    turns = [i for i, g in kinds.items() if g.kind == "pi"]
    rest = [g for i, g in kinds.items() if i not in turns]
    return (
        len(turns) == 1
        and monomial.degrees()[turns[0]] == 1
        and all(g.kind == "variable" and g.argument in f.domain.integers for g in rest)
    )


def parity(f: Field, base: Fraction_, q: int) -> Fraction_:
    """cos(q n pi) for integers q and n: the generator (-1)^n, of square 1, to the power q."""
    monomial = f.ring.one  # n^k is even just where n is
    for i in f.ring.used(base.numerator):
        monomial *= f.ring.generator(i)
    index, new = f.adjoin(("parity", f.ring.key(monomial)), "parity", call("cos", f.poly_expr(monomial)), None)
    if new:
        f.ring.relate(Power(index, 2, f.ring.one))
    return Fraction_(f.ring.generator(index) if q % 2 else f.ring.one)


def rotate(f: Field, c: Fraction_, s: Fraction_, d: Fraction_, t: Fraction_) -> tuple[Fraction_, Fraction_]:
    times, plus = f.ring.times, f.ring.add
    if c.numerator == 1 and not c.denominator and s.numerator == 0:
        return d, t
    return plus([times(c, d), f.ring.negate(times(s, t))]), plus([times(s, d), times(c, t)])


def base_angle(f: Field, key: Any, q: Fraction, base: Fraction_) -> tuple[Fraction_, Fraction_]:
    k = f.granularity(key, q)
    n = q * k
    if abs(n) > MAX_MULTIPLE:
        key, k, n, base = (*key, abs(q)), 1, Fraction(1 if q > 0 else -1), f.scale(base, abs(q))
    if (key, k) not in f.pairs:
        tree = f.to_expr(f.scale(base, Fraction(1, k)))
        ci, _ = f.adjoin((key, k), "cos", call("cos", tree), key)
        si, _ = f.adjoin((key, k, "sine"), "sin", call("sin", tree), key)
        f.pairs[key, k] = (ci, si)
        f.ring.relate(Pair(ci, si))
    ci, si = f.pairs[key, k]
    return multiple(f, Fraction_(f.ring.generator(ci)), Fraction_(f.ring.generator(si)), int(n))


def multiple(f: Field, c: Fraction_, s: Fraction_, n: int) -> tuple[Fraction_, Fraction_]:
    """cos and sin of n times the angle."""
    if n < 0:
        c, s = multiple(f, c, s, -n)
        return c, f.ring.negate(s)
    result = (f.ring.number(1), f.ring.number(0))
    for bit in bin(n)[2:]:
        result = rotate(f, *result, *result)
        if bit == "1":
            result = rotate(f, *result, c, s)
        result = (shorter(f, result[0]), shorter(f, result[1]))
    return result


def shorter(f: Field, u: Fraction_) -> Fraction_:
    reduced = f.ring.reduce(u.numerator)
    return Fraction_(reduced, u.denominator) if len(reduced) < len(u.numerator) else u


def of_inverse(f: Field, index: int, q: Fraction) -> tuple[Fraction_, Fraction_]:
    """cos and sin of a multiple of atan w, asin w or atan2(v, u)."""
    g = f.generators[index]
    one = f.ring.number(1)
    if g.kind == "atan":
        (w,) = g.argument
        c = f.root_power(f.ring.add([one, f.ring.times(w, w)]), -HALF)
        s = f.ring.times(w, c)
    elif g.kind == "asin":
        (s,) = g.argument
        c = f.rational_power(f.ring.add([one, f.ring.negate(f.ring.times(s, s))]), HALF)
    else:
        v, w = g.argument
        r = f.root_power(f.ring.add([f.ring.times(v, v), f.ring.times(w, w)]), -HALF)
        c, s = f.ring.times(w, r), f.ring.times(v, r)
    if q.denominator == 2:
        # All three lie in (-pi, pi): the cosine of the half is positive.
        half = f.root_power(f.scale(f.ring.add([one, c]), HALF), HALF)
        s = f.ring.times(s, f.inverse(f.scale(half, Fraction(2))))
        c, q = half, 2 * q
    return multiple(f, c, s, int(q))


def cos_sin_pi(f: Field, q: Fraction) -> tuple[Fraction_, Fraction_]:
    """cos(q pi) and sin(q pi) as algebraic numbers."""
    q %= 2
    n = q.denominator
    if n <= 2:
        quarter = int(2 * q)
        return f.ring.number((1, 0, -1, 0)[quarter]), f.ring.number((0, 1, 0, -1)[quarter])
    root = f.constant_power
    if n in (3, 6):
        c, s, k = f.scale(root(fmpq(3), HALF), HALF), f.ring.number(fmpq(1, 2)), int(6 * q)
    elif n == 4:
        half = f.scale(root(fmpq(2), HALF), HALF)
        c, s, k = half, half, int(4 * q)
    elif n == 12:
        a, b = root(fmpq(6), HALF), root(fmpq(2), HALF)
        c = f.scale(f.ring.add([a, b]), Fraction(1, 4))
        s, k = f.scale(f.ring.add([a, f.ring.negate(b)]), Fraction(1, 4)), int(12 * q)
    else:
        return cos_sin_pi_over(f, n, q)
    return multiple(f, c, s, k)


def cos_sin_pi_over(f: Field, n: int, q: Fraction) -> tuple[Fraction_, Fraction_]:
    """By half angles down to a radical expression where n is 5, 10 or a multiple of 8, else by cos(pi/N) itself."""
    if n % 2 == 0:
        if n == 10 or n % 8 == 0:
            c, _ = cos_sin_pi(f, Fraction(2, n))
            one = f.ring.number(1)
            cosine = f.root_power(f.scale(f.ring.add([one, c]), HALF), HALF)
            sine = f.root_power(f.scale(f.ring.add([one, f.ring.negate(c)]), HALF), HALF)
            return multiple(f, cosine, sine, int(n * q))
        big = n
    elif n == 5:
        five = f.constant_power(fmpq(5), HALF)
        c = f.scale(f.ring.add([f.ring.number(1), five]), Fraction(1, 4))
        s = f.root_power(f.ring.add([f.ring.number(1), f.ring.negate(f.ring.times(c, c))]), HALF)
        return multiple(f, c, s, int(5 * q))
    else:
        big = 2 * n
    key = ("cos pi over",)
    k = f.hints.denominators.get(key, 1)
    if k % big:
        f.hints.refine(key, big)
        if any(stored[0] == "cos pi" for stored in f.by_key if isinstance(stored, tuple)):
            raise Restart
        k = f.hints.denominators[key]
    if k > MAX_TURN:
        raise CannotConvert(f"cos(pi/{k}) is algebraic of too high a degree")
    index, new = f.adjoin(("cos pi", k), "root", call("cos", PI / k), k)
    if new:
        f.relate_root(index, *minimal_polynomial(f, k, index))
    c = Fraction_(f.ring.generator(index))
    turns = int(q * k)
    return chebyshev(f, c, turns), chebyshev(f, c, k // 2 - turns)


def minimal_polynomial(f: Field, k: int, index: int) -> tuple[int, Poly]:
    """The relation of c = cos(pi/k): the factor of T_k(c) + 1 that vanishes there and at no cos(j pi/k) of lower order."""
    minimal = fmpz_poly.cos_minpoly(2 * k) if hasattr(fmpz_poly, "cos_minpoly") else _cos_minimal_polynomial(2 * k)
    d = minimal.degree()
    g = f.ring.generator(index)
    # minimal is the polynomial of 2 cos(2 pi / 2k)
    lead = fmpq(minimal[d]) * fmpq(2) ** d
    value = f.ring.zero
    for j in range(d):
        value += g**j * (-fmpq(minimal[j]) * fmpq(2) ** j / lead)
    return d, value


def chebyshev(f: Field, c: Fraction_, n: int) -> Fraction_:
    n = abs(n)
    before, now = f.ring.number(1), c
    if n == 0:
        return before
    for _ in range(n - 1):
        twice = f.scale(f.ring.times(c, now), Fraction(2))
        before, now = now, f.normal(f.ring.add([twice, f.ring.negate(before)]))
    return now


def convert_sin(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    return cos_sin(f, u)[1]


def convert_cos(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    return cos_sin(f, u)[0]


def convert_tan(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    c, s = cos_sin(f, u)
    return f.ring.times(s, f.inverse(c))


def convert_cot(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    c, s = cos_sin(f, u)
    return f.ring.times(c, f.inverse(s))


def convert_sec(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    return f.inverse(cos_sin(f, u)[0])


def convert_csc(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    return f.inverse(cos_sin(f, u)[1])


def odd(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    """An odd function without further rules: known by its argument up to sign."""
    u = f.normal(u)
    if u.numerator == 0:
        return f.ring.number(0)
    flip = bool(u.numerator.leading_coefficient() < 0)
    if flip:
        u = f.ring.negate(u)
    tree = call(e.head, f.to_expr(u))
    index, _ = f.adjoin((e.head, f.key(u)), e.head, tree, (u,))
    g = f.ring.generator(index)
    return Fraction_(-g if flip else g)


def convert_atan(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    if f.as_rational(u) in (1, -1):
        return f.scale(f.pi(), Fraction(f.as_rational(u) or 0) / 4)
    return odd(f, e, u)


def convert_asin(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    known = f.as_rational(u)
    if known is not None and known in _ASIN:
        return f.scale(f.pi(), _ASIN[known])
    return odd(f, e, u)


def convert_acos(f: Field, e: Expr, u: Fraction_) -> Fraction_:
    return f.ring.add([f.scale(f.pi(), HALF), f.ring.negate(convert_asin(f, call("asin", e.args[0]), u))])


def convert_atan2(f: Field, e: Expr, v: Fraction_, u: Fraction_) -> Fraction_:
    index, _ = f.adjoin(("atan2", f.key(v), f.key(u)), "atan2", e, (v, u))
    return Fraction_(f.ring.generator(index))


def _cos_minimal_polynomial(n: int) -> Any:
    """The minimal polynomial of 2 cos(2 pi / n), from the cyclotomic one by x + 1/x."""
    cyclotomic = fmpz_poly.cyclotomic(n)
    d = cyclotomic.degree() // 2
    # x^-d Phi(x) is a combination of V_j = x^j + x^-j, with V_0 = 2, V_1 = t, V_(j+1) = t V_j - V_(j-1).
    t = fmpz_poly([0, 1])
    v = [fmpz_poly([2]), t]
    for _ in range(d):
        v.append(t * v[-1] - v[-2])
    result = fmpz_poly([cyclotomic[d]])
    for j in range(1, d + 1):
        result += cyclotomic[d + j] * v[j]
    return result
