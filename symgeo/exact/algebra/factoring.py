"""Irreducible factors modulo the relations.

Q[s, c] with s^2 + c^2 = 1 does not factor uniquely, but binary forms do: polynomials in a sine and a cosine are made homogeneous
first, by 1 = s^2 + c^2, in the half angle where that is what it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flint import fmpq

from symgeo.exact.algebra.ring import Fraction_, Key, Pair, Poly, Restart

if TYPE_CHECKING:
    from symgeo.exact.algebra.field import Field


def factor_poly(f: Field, p: Poly) -> tuple[fmpq, list[tuple[Poly, int]]]:
    """p = content * product p_i^e_i modulo the relations, with primitive p_i that FLINT found irreducible.

    Sines and cosines of one angle are first made homogeneous by 1 = s^2 + c^2 where each term has the same parity,
    since binary forms factor uniquely: 1 - s^2 becomes c^2, and 1 - 2 s c becomes (s - c)^2.
    """
    ring = f.ring
    p = homogeneous(f, p)
    if len(p) == 1:
        content = p.leading_coefficient()
        monomial = p.monoms()[0]
        return content, [(ring.generator(i), int(d)) for i, d in enumerate(monomial) if d]
    ring.spend(len(p) * len(p))
    content, found = p.factor()
    content = fmpq(content)
    out: list[tuple[Poly, int]] = []
    units = {ring.key(unit_of(f, r)) for r in ring.relations if isinstance(r, Pair)}
    for factor, e in found:
        inner, factor = ring.primitive(factor)
        content *= inner ** int(e)
        if ring.key(factor) not in units:
            out.append((factor, int(e)))
    return content, out


def unit_of(f: Field, pair: Pair) -> Poly:
    return f.ring.generator(pair.cosine) ** 2 + f.ring.generator(pair.sine) ** 2


def homogeneous(f: Field, p: Poly) -> Poly:
    for pair in f.ring.relations:
        if isinstance(pair, Pair):
            degrees = p.degrees()
            if degrees[pair.cosine] or degrees[pair.sine]:
                p = homogeneous_in(f, p, pair)
    return p


def homogeneous_in(f: Field, p: Poly, pair: Pair) -> Poly:
    by_degree: dict[int, dict[Any, Any]] = {}
    for m, c in p.to_dict().items():
        by_degree.setdefault(int(m[pair.cosine]) + int(m[pair.sine]), {})[m] = c
    if len(by_degree) == 1:
        return p
    if len({d % 2 for d in by_degree}) > 1:
        return f.ring.reduce_pairs(p, [pair])
    top = max(by_degree)
    unit = unit_of(f, pair)
    result = f.ring.zero
    for d, terms in by_degree.items():
        result += f.ring.multiply(f.ring.context.from_dict(terms), f.ring.power(unit, (top - d) // 2))
    # Divide out the powers of the unit again that were not needed.
    while len(result):
        quotient, remainder = divmod(result, unit)
        if len(remainder):
            break
        result = quotient
    return result


def shortest(f: Field, p: Poly) -> Poly:
    """p with sines and cosines eliminated, pair by pair, where that leaves fewer terms.

    r^2 s^2 + r^2 c^2 + a^2 c^2 becomes r^2 + a^2 c^2.
    """
    if len(p) < 3:
        return p
    for pair in f.ring.relations:
        if isinstance(pair, Pair):
            for gone, kept in ((pair.sine, pair.cosine), (pair.cosine, pair.sine)):
                square = f.ring.one - f.ring.generator(kept) ** 2
                found = f.ring.zero
                for m, c in p.to_dict().items():
                    k, low = divmod(int(m[gone]), 2)
                    rest = f.ring.context.from_dict({tuple(low if i == gone else int(d) for i, d in enumerate(m)): c})
                    found += rest * square**k if k else rest
                if len(found) < len(p):
                    p = found
    return p


def half_angle_splits(f: Field, p: Poly) -> None:
    """Ask for half the base angle where p, irreducible in s and c, is not squarefree in those of the half angle."""
    for pair in f.ring.relations:
        if not isinstance(pair, Pair):
            continue
        degrees = p.degrees()
        if not (degrees[pair.cosine] or degrees[pair.sine]) or len(p) > 200:
            continue
        parities = {(int(m[pair.cosine]) + int(m[pair.sine])) % 2 for m in p.monoms()}
        if len(parities) == 1:
            continue
        key = f.generators[pair.cosine].argument
        c, s = f.ring.generator(pair.cosine), f.ring.generator(pair.sine)
        top = max(int(m[pair.cosine]) + int(m[pair.sine]) for m in p.monoms())
        doubled = f.ring.zero
        for m, coefficient in p.to_dict().items():
            i, j = int(m[pair.cosine]), int(m[pair.sine])
            rest = f.ring.context.from_dict({tuple(0 if k in (pair.cosine, pair.sine) else d for k, d in enumerate(m)): coefficient})
            doubled += rest * (c**2 - s**2) ** i * (2 * s * c) ** j * (c**2 + s**2) ** (top - i - j)
        _, found = doubled.factor()
        unit = f.ring.key(unit_of(f, pair))
        if any(e > 1 and f.ring.key(f.ring.primitive(factor)[1]) != unit for factor, e in found):
            f.hints.refine(key, 2 * f.hints.denominators.get(key, 1))
            raise Restart


def factors(f: Field, u: Fraction_, *, halve: bool = False) -> tuple[fmpq, list[tuple[Poly, int]]]:
    """u = content * product p_i^e_i with integer e_i of either sign. `halve` looks for squares in half angles too."""
    numerator = f.ring.reduce(u.numerator)
    if numerator == 0:
        return fmpq(0), []
    content, found = factor_poly(f, numerator)
    total: dict[Key, tuple[Poly, int]] = {}
    for p, e in (*found, *((f.ring.atoms[i], -e) for i, e in u.denominator)):
        k = f.ring.key(p)
        total[k] = (p, total[k][1] + e) if k in total else (p, e)
    out = [(p, e) for p, e in total.values() if e]
    if halve:
        for p, _ in out:
            if len(p) > 1:
                half_angle_splits(f, p)
    return content, out
