"""Expressions as quotients of polynomials in *atoms*: variables, and subexpressions that are no polynomials.

tan, sec, tanh, ... become quotients of sines and cosines; exp(2*x - y) becomes exp(x)**2/exp(y); a root is an atom R with
R**k = p. Everything holds at each point where the expression is defined. No relation among atoms is assumed but those in `relations`.

>>> from symgeo.expression import symbol
>>> x = symbol("x")
>>> a = Atoms([x / (x + 1) - 1])
>>> n, d = a.quotient(x / (x + 1) - 1)
>>> a.expression(n), a.expression(d)
(-1, x + 1)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from symgeo.exact.signs.bounds import linear_form
from symgeo.exact.signs.intervals import rational
from symgeo.expression import ONE, ZERO, E, Expr, add, call, mul, number, power

Poly = Any  # flint.fmpq_mpoly
Quotient = tuple[Poly, Poly]

MAX_TERMS = 1500
MAX_DEGREE = 60
#: Rings are made with room for few atoms, and again with more where those do not suffice.
ROOMS = (12, 40)


class TooLargeError(Exception):
    """The expression is no small quotient of polynomials."""


@dataclass(frozen=True)
class Relation:
    """atom**exponent = numerator/denominator; for a sine, 1 - cosine**2, and the like."""

    atom: int
    exponent: int
    numerator: Poly
    denominator: Poly


class Atoms:
    """A polynomial ring over Q whose generators stand for the atoms of the given expressions, in order of appearance."""

    def __init__(self, expressions: Iterable[Expr], room: int = 12) -> None:
        self.room = room
        self.context = fmpq_mpoly_ctx.get([f"a{i}" for i in range(room)], Ordering.degrevlex)
        self.one: Poly = self.context.constant(1)
        self.zero: Poly = self.context.constant(0)
        self.generators: Sequence[Poly] = self.context.gens()
        self.atoms: list[Expr] = []
        self._index: dict[Expr, int] = {}
        self._memo: dict[Expr, Quotient] = {}
        self._roots: dict[Expr, int] = {}
        self._exponents: dict[tuple[Expr, Expr], int] = {}
        #: Root atoms: (radicand, degree).
        self.roots: dict[int, tuple[Expr, int]] = {}
        seen: set[Expr] = set()
        for e in expressions:
            for node in e.walk():
                if node not in seen:
                    seen.add(node)
                    self._prescan(node)

    def _prescan(self, node: Expr) -> None:
        """Collect denominators of exponents, so that one atom serves all powers of one base."""
        if node.head == "exp" or (node.head == "pow" and node.args[1].value is None):
            base, exponent = (E, node.args[0]) if node.head == "exp" else node.args
            terms, constant = linear_form(exponent)
            for t, q in [*terms.items(), *([(ONE, constant)] if constant != 0 else [])]:
                self._exponents[base, t] = lcm(self._exponents.get((base, t), 1), int(q.q))
        elif node.head == "pow":
            q = node.args[1].value
            if q is not None and q.denominator != 1:
                self._roots[node.args[0]] = lcm(self._roots.get(node.args[0], 1), q.denominator)

    # -- atoms -----------------------------------------------------------------------------------------------------------
    def atom(self, e: Expr) -> int:
        found = self._index.get(e)
        if found is None:
            found = self._index[e] = len(self.atoms)
            if found >= self.room:
                raise TooLargeError
            self.atoms.append(e)
        return found

    def find(self, e: Expr) -> int | None:
        return self._index.get(e)

    def _generator(self, e: Expr) -> Quotient:
        return self.generators[self.atom(e)], self.one

    # -- conversion ------------------------------------------------------------------------------------------------------
    def quotient(self, e: Expr) -> Quotient:
        """Polynomials n, d with e = n/d, d without zeros where e is defined."""
        found = self._memo.get(e)
        if found is None:
            found = self._convert(e)
            if len(found[0]) > MAX_TERMS or len(found[1]) > MAX_TERMS:
                raise TooLargeError
            self._memo[e] = found
        return found

    def _convert(self, e: Expr) -> Quotient:
        h = e.head
        if h == "number":
            return self.context.constant(rational(e.args[0])), self.one
        if h == "add":
            result = self.zero, self.one
            for a in e.args:
                result = self.plus(result, self.quotient(a))
            return result
        if h == "mul":
            result = self.one, self.one
            for a in e.args:
                result = self.times(result, self.quotient(a))
            return result
        if h == "pow":
            return self._power(*e.args)
        if h == "E":
            return self._exponential(E, ONE)
        if h == "exp":
            return self._exponential(E, e.args[0])
        if h in ("sin", "cos", "cosh", "sinh"):
            return self._even_odd(h, e.args[0])
        rule = _QUOTIENTS.get(h)
        if rule is not None:
            above, below = rule
            n = self._even_odd(above, e.args[0]) if above else (self.one, self.one)
            return self.times(n, self.inverse(self._even_odd(below, e.args[0])))
        if h == "cbrt":
            index = self.atom(e)
            self.roots[index] = (e.args[0], 3)
            return self.generators[index], self.one
        return self._generator(e)

    def _even_odd(self, h: str, argument: Expr) -> Quotient:
        """sin(-u) = -sin(u): of u and -u the one with the positive leading term is taken."""
        terms, constant = linear_form(argument)
        if not terms:
            return self._generator(call(h, argument)) if constant >= 0 else self._signed(h, call(h, -argument))
        first = min(terms, key=repr)
        if terms[first] > 0:
            return self._generator(call(h, combination(terms, constant)))
        return self._signed(h, call(h, combination({t: -q for t, q in terms.items()}, -constant)))

    def _signed(self, h: str, e: Expr) -> Quotient:
        n, d = self._generator(e)
        return (n, d) if h in ("cos", "cosh") else (-n, d)

    def _power(self, base: Expr, exponent: Expr) -> Quotient:
        q = exponent.value
        if q is None:
            return self._exponential(base, exponent)
        if abs(q.numerator) > MAX_DEGREE or q.denominator > MAX_DEGREE:
            return self._generator(Expr("pow", (base, exponent)))
        if q.denominator == 1:
            return self.to_power(self.quotient(base), int(q))
        k = lcm(self._roots.get(base, 1), q.denominator)
        index = self.atom(power(base, Fraction(1, k)))
        self.roots[index] = (base, k)
        whole, rest = divmod(q.numerator * (k // q.denominator), k)
        result: Quotient = (self.generators[index] ** rest, self.one)
        return self.times(result, self.to_power(self.quotient(base), whole)) if whole else result

    def _exponential(self, base: Expr, exponent: Expr) -> Quotient:
        """base**exponent for a base that is known to be positive; else it is an atom."""
        if base.head != "E" and not (base.value is not None and base.value > 0) and not self.is_positive(base):
            return self._generator(Expr("pow", (base, exponent)))
        terms, constant = linear_form(exponent)
        result: Quotient = (self.one, self.one)
        if base.head != "E" and constant.q == 1 and abs(constant) <= MAX_DEGREE:
            result, constant = self.to_power(self.quotient(base), int(constant.p)), fmpq(0)
        for t, q in [*terms.items(), *([(ONE, constant)] if constant != 0 else [])]:
            d = lcm(self._exponents.get((base, t), 1), int(q.q))
            inner = t if d == 1 else mul(Fraction(1, d), t)
            atom = Expr("exp", (inner,)) if base.head == "E" else power(base, inner)
            n = int((q * d).p)
            if abs(n) > MAX_DEGREE:
                raise TooLargeError
            result = self.times(result, self.to_power(self._generator(atom), n))
        return result

    def is_positive(self, base: Expr) -> bool:
        """Overridden by those who know the domain."""
        return False

    # -- quotients -------------------------------------------------------------------------------------------------------
    def plus(self, a: Quotient, b: Quotient) -> Quotient:
        if a[1] == b[1]:
            return self._lowest(a[0] + b[0], a[1])
        self._check(a[0], b[1])
        self._check(b[0], a[1])
        return self._lowest(a[0] * b[1] + b[0] * a[1], a[1] * b[1])

    def times(self, a: Quotient, b: Quotient) -> Quotient:
        self._check(a[0], b[0])
        self._check(a[1], b[1])
        return self._lowest(a[0] * b[0], a[1] * b[1])

    def inverse(self, a: Quotient) -> Quotient:
        if not a[0]:
            raise TooLargeError
        return a[1], a[0]

    def to_power(self, a: Quotient, n: int) -> Quotient:
        if n < 0:
            a, n = self.inverse(a), -n
        if n > MAX_DEGREE or (n > 1 and (len(a[0]) + 1) ** min(n, 6) > 40 * MAX_TERMS):
            raise TooLargeError
        return a[0] ** n, a[1] ** n

    def _check(self, p: Poly, q: Poly) -> None:
        if len(p) * len(q) > 40 * MAX_TERMS:
            raise TooLargeError

    def _lowest(self, n: Poly, d: Poly) -> Quotient:
        if d.is_constant():
            return (n, d) if d == 1 else (n * (1 / d.leading_coefficient()), self.one)
        g = n.gcd(d)
        return (n, d) if g == 1 else (n / g, d / g)

    # -- relations -------------------------------------------------------------------------------------------------------
    def relations(self, eliminate: str = "sin") -> list[Relation]:
        """What is known among the atoms: roots, and the squares of the sine (or cosine) and of the sinh of one argument."""
        found: list[Relation] = []
        for index, (radicand, k) in list(self.roots.items()):
            n, d = self.quotient(radicand)
            found.append(Relation(index, k, n, d))
        other = {"sin": "cos", "cos": "sin"}[eliminate]
        for index, e in enumerate(self.atoms):
            if e.head == eliminate and (j := self._index.get(call(other, e.args[0]))) is not None:
                found.append(Relation(index, 2, self.one - self.generators[j] ** 2, self.one))
            elif e.head == "sinh" and (j := self._index.get(call("cosh", e.args[0]))) is not None:
                found.append(Relation(index, 2, self.generators[j] ** 2 - 1, self.one))
            elif e.head == "Abs":
                n, d = self.quotient(e.args[0])
                found.append(Relation(index, 2, n**2, d**2))
        return found

    def reduce(self, p: Poly, relations: Sequence[Relation]) -> Quotient:
        """p modulo the relations, as a quotient whose denominator is a product of theirs."""
        below = self.one
        for _ in range(8):
            changed = False
            for relation in relations:
                if p.degrees()[relation.atom] < relation.exponent:
                    continue
                changed = True
                parts = self.split(p, relation.atom)
                top = max(parts) // relation.exponent
                p = self.zero
                for k, part in parts.items():
                    times, rest = divmod(k, relation.exponent)
                    term = part * relation.numerator**times * self.generators[relation.atom] ** rest
                    p += term * relation.denominator ** (top - times)
                below *= relation.denominator**top
                if len(p) > MAX_TERMS:
                    raise TooLargeError
            if not changed or not p:
                break
        return self._lowest(p, below)

    def split(self, p: Poly, index: int) -> dict[int, Poly]:
        """The coefficients of the powers of one generator."""
        parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
        for monomial, c in p.terms():
            k = monomial[index]
            rest = (*monomial[:index], 0, *monomial[index + 1 :]) if k else monomial
            parts.setdefault(int(k), {})[rest] = c
        return {k: self.context.from_dict(d) for k, d in sorted(parts.items())}

    def used(self, p: Poly) -> list[int]:
        return [i for i, k in enumerate(p.degrees()[: len(self.atoms)]) if k > 0] if p else []

    # -- back ------------------------------------------------------------------------------------------------------------
    def expression(self, p: Poly) -> Expr:
        terms = []
        for monomial, c in p.terms():
            factors = [power(self.atoms[i], int(k)) for i, k in enumerate(monomial) if k]
            terms.append(mul(number(_fraction(c)), *factors))
        return add(*terms) if terms else ZERO

    def factors(self, p: Poly) -> tuple[fmpq, list[tuple[Poly, int]]]:
        """A constant and irreducible factors with exponents, in an order that depends on the polynomial only."""
        constant, found = p.factor()
        items = [(f, int(k)) for f, k in found]
        items.sort(key=lambda item: (len(item[0]), str(item[0]), item[1]))
        return rational(constant), items


def _fraction(q: fmpq) -> Fraction:
    return Fraction(int(q.p), int(q.q))


def combination(terms: dict[Expr, fmpq], constant: fmpq) -> Expr:
    """The sum of the terms in an order that depends on them only."""
    ordered = sorted(terms.items(), key=lambda item: repr(item[0]))
    return add(*(mul(_fraction(q), t) for t, q in ordered), _fraction(constant))


_QUOTIENTS: dict[str, tuple[str, str]] = {
    "tan": ("sin", "cos"),
    "cot": ("cos", "sin"),
    "sec": ("", "cos"),
    "csc": ("", "sin"),
    "tanh": ("sinh", "cosh"),
    "coth": ("cosh", "sinh"),
    "sech": ("", "cosh"),
    "csch": ("", "sinh"),
}
