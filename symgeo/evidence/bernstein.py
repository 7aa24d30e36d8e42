"""A polynomial on a box, written so that its sign is seen: with nonnegative coefficients in distances from the ends of the box."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb

from symgeo.errors import SymgeoError
from symgeo.evidence.check.intervals import End, Interval
from symgeo.evidence.check.terms import Term
from symgeo.evidence.terms import to_term
from symgeo.exact.algebra.ring import fraction_of
from symgeo.exact.signs.atoms import Atoms, TooLargeError
from symgeo.expression import Expr, add, mul, number, power

Terms = dict[tuple[int, ...], Fraction]
MAX_TERMS = 3000


def bernstein(e: Expr, ranges: dict[Term, Interval], bits: int, elevation: int) -> Expr | None:
    """e as a constant plus terms with positive coefficients in v - low and high - v, for the atoms v of e; None if it is not so.

    An atom with two ends is written in the Bernstein basis, one with one end in powers of the distance from it, one without
    ends needs even exponents. `elevation` raises the degree (by 1 = the sum of the Bernstein basis) or, for one end, multiplies by
    a power of 1 + distance. Ends are rounded outward to so many bits.
    """
    try:
        atoms = Atoms([e], 40)
        numerator, denominator = atoms.quotient(e)
    except (TooLargeError, SymgeoError):
        return None
    if not denominator.is_constant() or not numerator:
        return None
    scale = 1 / fraction_of(denominator.leading_coefficient())
    used = [i for i, k in enumerate(numerator.degrees()[: len(atoms.atoms)]) if k]
    p: Terms = {tuple(int(m[i]) for i in used): fraction_of(c) * scale for m, c in numerator.terms()}
    axes = [atoms.atoms[i] for i in used]
    degrees = [max(m[k] for m in p) for k in range(len(axes))]
    below = number(1)
    factors: list[list[Expr]] = []
    bounded: list[bool] = []
    for k, v in enumerate(axes):
        i = ranges.get(to_term(v))
        low, high = (None, None) if i is None else (outward(i.lo, -1, bits), outward(i.hi, 1, bits))
        d = degrees[k]
        bounded.append(low is not None and high is not None)
        if low is not None and high is not None:
            d += elevation
            p = in_bernstein(p, k, d, low, high)
            left, right = add(v, -number(low)), add(number(high), -v)
            width = (high - low) ** d
            factors.append([mul(comb(d, j) / width, power_of(left, j), power_of(right, d - j)) for j in range(d + 1)])
        elif low is not None or high is not None:
            distance = add(v, -number(low)) if low is not None else add(number(high or 0), -v)
            p = shifted(p, k, low if low is not None else high or Fraction(0), 1 if low is not None else -1)
            if elevation:
                p = times_binomial(p, k, elevation)
                below = mul(below, power(add(1, distance), elevation))
                d += elevation
            factors.append([power_of(distance, j) for j in range(d + 1)])
        else:
            if any(m[k] % 2 for m in p):
                return None
            factors.append([power_of(v, j) for j in range(d + 1)])
        if len(p) > MAX_TERMS:
            return None
    if any(c < 0 for c in p.values()):
        return None
    corner = product(*(range(len(f)) if b else (0,) for f, b in zip(factors, bounded, strict=True)))
    least = min((p.get(m, Fraction(0)) for m in corner), default=Fraction(0))
    terms = [number(least)] if least else []
    for m, c in sorted(p.items()):
        rest = c - least if all(b or j == 0 for j, b in zip(m, bounded, strict=True)) else c
        if rest:
            terms.append(mul(rest, *(factors[k][j] for k, j in enumerate(m))))
    total = add(*terms) if terms else number(0)
    return total if below.value == 1 else mul(total, power(below, -1))


def power_of(v: Expr, n: int) -> Expr:
    return power(v, n) if n else number(1)


def outward(end: End | None, direction: int, bits: int) -> Fraction | None:
    """A short rational number at or beyond the end."""
    if end is None:
        return None
    if end.b == 0 and max(end.a.numerator.bit_length(), end.a.denominator.bit_length()) <= bits:
        return end.a
    unit = Fraction(1, 1 << bits)
    value = end.a + end.b * Fraction(314159265358979323846264338327950288419716939937510, 10**50)
    steps = value / unit
    return (steps.__floor__() - 1) * unit if direction < 0 else (steps.__ceil__() + 1) * unit


def shifted(p: Terms, k: int, start: Fraction, sign: int) -> Terms:
    """p with start + sign*t for the k-th letter."""
    out: Terms = {}
    for m, c in p.items():
        n = m[k]
        for j in range(n + 1):
            key = (*m[:k], j, *m[k + 1 :])
            out[key] = out.get(key, Fraction(0)) + c * comb(n, j) * start ** (n - j) * sign**j
    return {m: c for m, c in out.items() if c}


def times_binomial(p: Terms, k: int, n: int) -> Terms:
    """p * (1 + t)^n for the k-th letter t."""
    out: Terms = {}
    for m, c in p.items():
        for j in range(n + 1):
            key = (*m[:k], m[k] + j, *m[k + 1 :])
            out[key] = out.get(key, Fraction(0)) + c * comb(n, j)
    return {m: c for m, c in out.items() if c}


def in_bernstein(p: Terms, k: int, d: int, low: Fraction, high: Fraction) -> Terms:
    """Coefficients in the Bernstein basis of degree d on [low, high] in the k-th letter."""
    unit = shifted(p, k, low, 1)
    out: Terms = {}
    for m, c in unit.items():
        n = m[k]
        for j in range(n, d + 1):  # t^n = sum over j >= n of C(j, n)/C(d, n) B_j
            key = (*m[:k], j, *m[k + 1 :])
            out[key] = out.get(key, Fraction(0)) + c * (high - low) ** n * Fraction(comb(j, n), comb(d, n))
    return {m: c for m, c in out.items() if c}
