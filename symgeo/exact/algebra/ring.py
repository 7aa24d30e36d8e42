"""Polynomials in generators with relations, and fractions of them.

An element of the field is a fraction N / prod p_i^e_i with a polynomial N over Q and *atoms* p_i, polynomials that were
denominators in what was converted. Nothing is ever cancelled by multiplying out: two fractions are subtracted over the
product of their atoms, and the difference is zero if its numerator reduces to zero by the relations

    c^2 = 1 - s^2     (for a cosine and sine of one argument; either square may be eliminated)
    r^k = p           (for a root, an absolute value, an algebraic constant), p in earlier generators.

A zero remainder proves that the numerator lies in the ideal of the relations, hence vanishes wherever they hold.
A nonzero remainder proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

Poly = Any  # flint.fmpq_mpoly: the stubs of python-flint do not cover its operators
Key = tuple[tuple[tuple[int, ...], str], ...]


class StepLimit(Exception):
    """The budget of algebraic steps is used up."""


class Restart(Exception):
    """The generators have to be chosen again, with what was learnt (the hints)."""


class CannotConvert(Exception):
    """The expression has no place in the field; the reason is the message."""


class NeedMoreSlots(Exception):
    """More generators than the ring has room for."""


@dataclass(frozen=True)
class Pair:
    """Generators c and s with c^2 + s^2 = 1."""

    cosine: int
    sine: int


@dataclass(frozen=True)
class Power:
    """A generator r with r^exponent = value, a polynomial in generators of lower index (and in r, of lower degree)."""

    generator: int
    exponent: int
    value: Poly


@dataclass(frozen=True)
class Fraction_:
    """numerator / product of atoms[i]**e for (i, e) in denominator."""

    numerator: Poly
    denominator: tuple[tuple[int, int], ...] = ()


@dataclass
class Ring:
    """The polynomial ring, its relations, its atoms, and its budget of steps."""

    slots: int
    steps: int = 40_000_000
    relations: list[Pair | Power] = field(default_factory=list)
    atoms: list[Poly] = field(default_factory=list)
    size: int = 0

    def __post_init__(self) -> None:
        self.context = fmpq_mpoly_ctx.get([f"g{i}" for i in range(self.slots)], Ordering.lex)
        self._generators = self.context.gens()
        self.zero = self.context.constant(0)
        self.one = self.context.constant(1)
        self._atom_index: dict[Key, int] = {}
        self._related: dict[int, Pair | Power] = {}

    # -- generators and relations --------------------------------------------------------------------------------
    def new_generator(self) -> int:
        if self.size >= self.slots:
            raise NeedMoreSlots
        self.size += 1
        return self.size - 1

    def generator(self, index: int) -> Poly:
        return self._generators[index]

    def relate(self, relation: Pair | Power) -> None:
        self.relations.append(relation)
        if isinstance(relation, Pair):
            self._related[relation.cosine] = self._related[relation.sine] = relation
        else:
            self._related[relation.generator] = relation

    def relation_of(self, index: int) -> Pair | Power | None:
        return self._related.get(index)

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise StepLimit

    # -- polynomials ---------------------------------------------------------------------------------------------
    def constant(self, q: Any) -> Poly:
        return self.context.constant(q)

    def multiply(self, p: Poly, q: Poly) -> Poly:
        n, m = len(p), len(q)
        if n * m > 1000:
            self.spend(n * m)
        return p * q

    def power(self, p: Poly, n: int) -> Poly:
        if n == 0:
            return self.one
        terms = len(p)
        if terms > 1:
            # (number of monomials of degree n in `terms` letters), bounded without computing it
            size = 1
            for k in range(1, n + 1):
                size = size * (terms + k - 1) // k
                if size > self.steps:
                    raise StepLimit
            self.spend(size)
        elif n > 100_000:
            raise StepLimit
        return p**n

    def key(self, p: Poly) -> Key:
        """What identifies a polynomial; usable in a dictionary."""
        return tuple(sorted((tuple(int(k) for k in m), str(c)) for m, c in p.to_dict().items()))

    def primitive(self, p: Poly) -> tuple[fmpq, Poly]:
        """(q, p/q) with p/q of integer coprime coefficients and positive leading coefficient."""
        coefficients = p.coeffs()
        numerator, denominator = coefficients[0].p, coefficients[0].q
        for c in coefficients[1:]:
            numerator = numerator.gcd(c.p)
            denominator = denominator.lcm(c.q)
        content = fmpq(abs(numerator), denominator)
        if coefficients[0] < 0:
            content = -content
        return content, p / content

    def used(self, p: Poly) -> list[int]:
        """Indices of the generators that occur in p."""
        return [i for i, d in enumerate(p.degrees()[: self.size]) if d > 0]  # -1 in the polynomial 0

    def split(self, p: Poly, index: int, exponent: int) -> list[Poly]:
        """[q_0, q_1, ...] with p = sum q_j g^(exponent*j) and each q_j of degree < exponent in the generator g."""
        parts: list[dict[Any, Any]] = []
        for monomial, c in p.to_dict().items():
            high, low = divmod(int(monomial[index]), exponent)
            while len(parts) <= high:
                parts.append({})
            parts[high][(*monomial[:index], low, *monomial[index + 1 :])] = c
        return [self.context.from_dict(part) for part in parts]

    def replace_power(self, p: Poly, index: int, exponent: int, value: Poly) -> Poly:
        """p with g^exponent replaced by value; the degree in g falls below exponent if value is free of g."""
        parts = self.split(p, index, exponent)
        result = self.zero
        for part in reversed(parts):  # Horner
            result = self.multiply(result, value) + part if len(result) else part
        return result

    def reduce(self, p: Poly) -> Poly:
        """The remainder of p by the relations, latest generator first. Zero only if p is in their ideal."""
        degrees = p.degrees()
        for relation in reversed(self.relations):
            if isinstance(relation, Power):
                while degrees[relation.generator] >= relation.exponent:
                    p = self.replace_power(p, relation.generator, relation.exponent, relation.value)
                    degrees = p.degrees()
        pairs = [r for r in self.relations if isinstance(r, Pair) and degrees[r.cosine] >= 2 and degrees[r.sine] >= 2]
        return self.reduce_pairs(p, pairs) if pairs else p

    def reduce_pairs(self, p: Poly, pairs: list[Pair]) -> Poly:
        """p with one square of each pair eliminated, the one that costs fewer terms in this polynomial.

        Where one of the two has no square in p, p already is of the form A + B c (or A + B s): a normal form.
        """
        terms: dict[tuple[int, ...], Any] = {tuple(map(int, m)): c for m, c in p.to_dict().items()}
        for pair in reversed(pairs):
            c, s = pair.cosine, pair.sine
            cost_c = sum(m[c] // 2 for m in terms)
            cost_s = sum(m[s] // 2 for m in terms)
            if not cost_c or not cost_s:
                continue
            index, other = (c, s) if cost_c <= cost_s else (s, c)
            high = {m: q for m, q in terms.items() if m[index] >= 2}
            for m in high:
                del terms[m]
            for m, q in high.items():
                k, low = divmod(m[index], 2)
                self.spend(k + 1)
                binomial = q
                for j in range(k + 1):  # (1 - t^2)^k
                    monomial = list(m)
                    monomial[index], monomial[other] = low, m[other] + 2 * j
                    key = tuple(monomial)
                    total = terms.get(key, 0) + binomial
                    if total == 0:
                        terms.pop(key, None)
                    else:
                        terms[key] = total
                    binomial = -binomial * (k - j) / (j + 1)
        return self.context.from_dict(terms)

    def cofactors(self, p: Poly) -> tuple[list[tuple[int, Poly]], Poly]:
        """([(k, q_k), ...], r) with p = sum q_k * relation_k + r, r the remainder of `reduce`; relation_k is `relation_poly(k)`."""
        found: list[tuple[int, Poly]] = []
        for k in range(len(self.relations) - 1, -1, -1):
            relation = self.relations[k]
            if isinstance(relation, Power):
                after = p
                while after.degrees()[relation.generator] >= relation.exponent:
                    after = self.replace_power(after, relation.generator, relation.exponent, relation.value)
                p = self._quotient(p, after, k, found)
        for k in range(len(self.relations) - 1, -1, -1):
            relation = self.relations[k]
            degrees = p.degrees()
            if isinstance(relation, Pair) and degrees[relation.cosine] >= 2 and degrees[relation.sine] >= 2:
                p = self._quotient(p, self.reduce_pairs(p, [relation]), k, found)
        return found, p

    def _quotient(self, before: Poly, after: Poly, k: int, found: list[tuple[int, Poly]]) -> Poly:
        if before != after:
            found.append((k, (before - after) / self.relation_poly(k)))
        return after

    def relation_poly(self, k: int) -> Poly:
        """The polynomial that vanishes by relation k."""
        relation = self.relations[k]
        if isinstance(relation, Power):
            return self.generator(relation.generator) ** relation.exponent - relation.value
        return self.generator(relation.cosine) ** 2 + self.generator(relation.sine) ** 2 - 1

    # -- fractions -----------------------------------------------------------------------------------------------
    def atom(self, p: Poly) -> int:
        """The index of a primitive polynomial as an atom of denominators."""
        key = self.key(p)
        if key not in self._atom_index:
            self._atom_index[key] = len(self.atoms)
            self.atoms.append(p)
        return self._atom_index[key]

    def from_poly(self, p: Poly) -> Fraction_:
        return Fraction_(p)

    def number(self, q: Any) -> Fraction_:
        return Fraction_(self.context.constant(q))

    def add(self, terms: Iterable[Fraction_]) -> Fraction_:
        terms = list(terms)
        common: dict[int, int] = {}
        for t in terms:
            for i, e in t.denominator:
                if common.get(i, 0) < e:
                    common[i] = e
        total = self.zero
        for t in terms:
            missing = dict(common)
            for i, e in t.denominator:
                missing[i] -= e
            n = t.numerator
            for i, e in missing.items():
                if e:
                    n = self.multiply(n, self.power(self.atoms[i], e))
            total += n
        if not len(total):
            return Fraction_(self.zero)
        return Fraction_(total, tuple(sorted(common.items())))

    def negate(self, a: Fraction_) -> Fraction_:
        return Fraction_(-a.numerator, a.denominator)

    def times(self, a: Fraction_, b: Fraction_) -> Fraction_:
        n = self.multiply(a.numerator, b.numerator)
        if not a.denominator:
            return Fraction_(n, b.denominator)
        if not b.denominator:
            return Fraction_(n, a.denominator)
        merged = dict(a.denominator)
        for i, e in b.denominator:
            merged[i] = merged.get(i, 0) + e
        return Fraction_(n, tuple(sorted(merged.items())))

    def denominator_poly(self, a: Fraction_) -> Poly:
        result = self.one
        for i, e in a.denominator:
            result = self.multiply(result, self.power(self.atoms[i], e))
        return result


def fmpq_of(q: Fraction) -> fmpq:
    """A Fraction as FLINT's rational number."""
    return fmpq(q.numerator, q.denominator)


def fraction_of(q: Any) -> Fraction:
    """FLINT's rational number as a Fraction."""
    q = fmpq(q)
    return Fraction(int(q.p), int(q.q))
