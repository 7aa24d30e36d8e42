"""Ranges of expressions on a domain, from ranges of its variables.

The variables' ranges come from the constraints by propagation: c(x, ...) > 0 is followed down to each variable of c, with
the ranges known so far for the others. Each step is kept (`Step`), so that it can be redone by somebody who does not search.

>>> from symgeo.expression import symbol, sqrt
>>> from symgeo.geometry.domain import Domain
>>> r, M = symbol("r"), symbol("M")
>>> Ranges(Domain(("r", "M"), positive=(M, r - sqrt(M)))).interval(r**2)
(0, oo)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq

from symgeo.exact.signs.intervals import (
    NONNEGATIVE,
    ORIGIN,
    PI,
    POSITIVE,
    REAL,
    Interval,
    Point,
    compare,
    exactly,
    hull,
    intersection,
    multiple_of,
    negative_of,
    power_of,
    product_of,
    rational,
    reciprocal_of,
    root_of,
    sum_of,
)
from symgeo.exact.signs.ranges import image
from symgeo.expression import FUNCTIONS, Expr
from symgeo.geometry.domain import Domain

#: Rounds of propagation; what needs more is left to other rules.
_ROUNDS = 4

_FMPQ_ZERO, _FMPQ_ONE = fmpq(0), fmpq(1)

LinearForm = tuple[dict[Expr, fmpq], fmpq]


def linear_form(e: Expr) -> LinearForm:
    """e as a rational combination of terms that are no sums, and a rational constant."""
    terms: dict[Expr, fmpq] = {}
    constant = _FMPQ_ZERO
    stack = [(e, _FMPQ_ONE)]
    while stack:
        node, factor = stack.pop()
        if node.head == "number":
            constant += factor * rational(node.args[0])
        elif node.head == "add":
            stack.extend((a, factor) for a in reversed(node.args))
        elif node.head == "mul" and node.args[0].head == "number":
            rest = node.args[1] if len(node.args) == 2 else Expr("mul", node.args[1:])
            stack.append((rest, factor * rational(node.args[0].args[0])))
        else:
            terms[node] = terms.get(node, _FMPQ_ZERO) + factor
    return {t: q for t, q in terms.items() if q != 0}, constant


Key = frozenset[tuple[Expr, fmpq]]


def _key(terms: dict[Expr, fmpq]) -> tuple[Key, fmpq]:
    """The combination up to a positive factor, and that factor."""
    scale = sum((abs(q) for q in terms.values()), _FMPQ_ZERO)
    return frozenset((t, q / scale) for t, q in terms.items()), scale


def powers_of(e: Expr) -> tuple[dict[Expr, int], list[Expr], fmpq]:
    """A product as integer powers of distinct bases, other factors, and a rational number."""
    bases: dict[Expr, int] = {}
    others: list[Expr] = []
    constant = _FMPQ_ONE
    stack = list(reversed(e.args)) if e.head == "mul" else [e]
    while stack:
        factor = stack.pop()
        if factor.head == "number":
            constant *= rational(factor.args[0])
        elif factor.head == "mul":
            stack.extend(reversed(factor.args))
        elif factor.head == "pow" and (n := integer_of(factor.args[1])) is not None:
            bases[factor.args[0]] = bases.get(factor.args[0], 0) + n
        elif factor.head == "pow":
            others.append(factor)
        else:
            bases[factor] = bases.get(factor, 0) + 1
    return bases, others, constant


def integer_of(e: Expr) -> int | None:
    """The integer that the expression is, if it is a moderate one."""
    q: Fraction | None = e.value
    return int(q) if q is not None and q.denominator == 1 and abs(q) <= 4096 else None


@dataclass(frozen=True)
class Step:
    """A bound of one variable: its lower (side -1) or upper (1) end, from a constraint and the earlier steps named."""

    variable: str
    side: int
    end: Point
    closed: bool
    constraint: int
    earlier: tuple[int, ...]


class Ranges:
    """What is known of the values of expressions on a domain, as intervals."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.variables: dict[str, Interval] = dict.fromkeys(domain.variables, REAL)
        self.steps: list[Step] = []
        #: The step that gave the lower and upper end of a variable.
        self.latest: dict[tuple[str, int], int] = {}
        #: The index of a condition that the ranges contradict, in the order positive, nonnegative, nonzero.
        self.contradiction: int | None = None
        self.constraints: list[tuple[Expr, Interval]] = [
            *((c, POSITIVE) for c in domain.positive),
            *((c, NONNEGATIVE) for c in domain.nonnegative),
        ]
        self._memo: dict[Expr, Interval] = {}
        self._facts: dict[Key, Interval] = {}
        self._fact_sources: dict[Key, tuple[int, ...]] = {}
        self._propagate()
        if self.contradiction is None:
            self._collect_facts()

    # -- propagation -----------------------------------------------------------------------------------------------
    def _propagate(self) -> None:
        for _ in range(_ROUNDS):
            before = len(self.steps)
            for index, (c, wanted) in enumerate(self.constraints):
                if intersection(self.interval(c), wanted).empty:
                    self.contradiction = index
                    return
                earlier = tuple(sorted({self.latest[v, side] for v in c.free_symbols for side in (-1, 1) if (v, side) in self.latest}))
                self._narrow(c, wanted, index, earlier)
                if self.contradiction is not None:
                    return
            for k, e in enumerate(self.domain.nonzero):
                if self.interval(e).single == ORIGIN:
                    self.contradiction = len(self.constraints) + k
                    return
            if len(self.steps) == before:
                return

    def _narrow(self, e: Expr, i: Interval, index: int, earlier: tuple[int, ...]) -> None:
        """e lies in i at every point of the domain: what follows for the variables in e."""
        if i.lo is None and i.hi is None and e.head != "pow":
            return
        if e.head == "symbol":
            self._tighten(e.args[0], i, index, earlier)
        elif e.head == "add" or (e.head == "mul" and e.args[0].head == "number"):
            self._narrow_sum(e, i, index, earlier)
        elif e.head == "mul":
            self._narrow_product(e, i, index, earlier)
        elif e.head == "pow":
            inner = self._inverse_power(e.args[0], e.args[1].value, i)
            if inner is not None and not inner.empty:
                self._narrow(e.args[0], inner, index, earlier)
        elif e.head in ("exp", "log"):
            natural = intersection(i, POSITIVE) if e.head == "exp" else i
            if not natural.empty:
                self._narrow(e.args[0], image("log" if e.head == "exp" else "exp", natural), index, earlier)

    def _narrow_sum(self, e: Expr, i: Interval, index: int, earlier: tuple[int, ...]) -> None:
        terms, constant = linear_form(e)
        items = list(terms.items())
        ranges = [multiple_of(q, self.interval(t)) for t, q in items]
        before = [exactly(Point(constant, _FMPQ_ZERO))]
        for r in ranges:
            before.append(sum_of(before[-1], r))
        after = exactly(ORIGIN)
        for k in range(len(items) - 1, -1, -1):
            term, q = items[k]
            rest = sum_of(before[k], after)
            self._narrow(term, multiple_of(1 / q, sum_of(i, negative_of(rest))), index, earlier)
            after = sum_of(after, ranges[k])

    def _narrow_product(self, e: Expr, i: Interval, index: int, earlier: tuple[int, ...]) -> None:
        nonzero = i.positive or i.negative
        bases, others, constant = powers_of(e)
        factors = [(Expr("pow", (b, _number(n))) if n != 1 else b) for b, n in bases.items() if n != 0] + others
        for k, factor in enumerate(factors):
            rest = exactly(Point(constant, _FMPQ_ZERO))
            for other in factors[:k] + factors[k + 1 :]:
                rest = product_of(rest, self.interval(other))
            if nonzero or rest.positive or rest.negative:
                # No factor is zero where the product is not, so the quotient is defined.
                self._narrow(factor, product_of(i, reciprocal_of(rest)), index, earlier)

    def _inverse_power(self, base: Expr, exponent: Fraction | None, i: Interval) -> Interval | None:
        if exponent is None or exponent == 0 or abs(exponent.numerator) > 64 or exponent.denominator > 64:
            return None
        if exponent < 0:
            if not (i.nonnegative or i.nonpositive):
                i = REAL
            i = reciprocal_of(i) if i is not REAL else REAL
            exponent = -exponent
        p, q = exponent.numerator, exponent.denominator
        if q > 1:
            root = intersection(i, NONNEGATIVE)
            if root.empty:
                return None
            return root_of(power_of(root, q), p)
        if p % 2 == 1:
            return root_of(i, p)
        size = intersection(i, NONNEGATIVE)
        if size.empty:
            return None
        size = root_of(size, p)
        now = self.interval(base)
        if now.nonnegative:
            return size
        if now.nonpositive:
            return negative_of(size)
        return hull(size, negative_of(size))

    def _tighten(self, name: str, i: Interval, index: int, earlier: tuple[int, ...]) -> None:
        old = self.variables.get(name)
        if old is None:
            return
        new = intersection(old, i)
        if new == old:
            return
        for side, end, is_closed, was, was_closed in (
            (-1, new.lo, new.lo_closed, old.lo, old.lo_closed),
            (1, new.hi, new.hi_closed, old.hi, old.hi_closed),
        ):
            if end is not None and (was is None or was_closed != is_closed or compare(end, was) != 0):
                own = tuple(self.latest[name, s] for s in (-1, 1) if (name, s) in self.latest)
                self.latest[name, side] = len(self.steps)
                self.steps.append(Step(name, side, end, is_closed, index, tuple(sorted({*earlier, *own}))))
        self.variables[name] = new
        self._memo.clear()
        if new.empty:
            self.contradiction = index

    # -- constraints as facts ------------------------------------------------------------------------------------------
    def _collect_facts(self) -> None:
        for index, (c, wanted) in enumerate(self.constraints):
            terms, constant = linear_form(c)
            if not terms or (len(terms) == 1 and next(iter(terms)).head == "symbol"):
                continue
            key, scale = _key(terms)
            i = multiple_of(1 / scale, sum_of(wanted, exactly(Point(-constant, _FMPQ_ZERO))))
            opposite = frozenset((t, -q) for t, q in key)
            for k, j in ((key, i), (opposite, negative_of(i))):
                self._facts[k] = intersection(self._facts.get(k, REAL), j)
                self._fact_sources[k] = (*self._fact_sources.get(k, ()), index)
        self._memo.clear()

    def fact_sources(self, e: Expr) -> Iterable[int]:
        """Indices of the constraints that were read off for e or a part of it."""
        if self._facts:
            for node in e.walk():
                if node.head not in ("number", "symbol"):
                    terms, _ = linear_form(node)
                    if terms:
                        yield from self._fact_sources.get(_key(terms)[0], ())

    # -- evaluation ------------------------------------------------------------------------------------------------------
    def interval(self, e: Expr) -> Interval:
        """An interval that holds the value of e at every point of the domain where e is defined."""
        memo = self._memo
        found = memo.get(e)
        if found is not None:
            return found
        stack = [e]
        while stack:
            node = stack[-1]
            if node in memo:
                stack.pop()
                continue
            if node.head not in _OPAQUE:
                pending = [c for c in node.children if c not in memo]
                if pending:
                    stack.extend(pending)
                    continue
            stack.pop()
            memo[node] = self._checked(node)
        return memo[e]

    def _checked(self, e: Expr) -> Interval:
        i = self._node(e)
        if i.empty:
            return REAL  # nowhere defined: nothing is concluded from that
        if self._facts and e.head not in ("number", "symbol", "pi", "E"):
            terms, constant = linear_form(e)
            if terms:
                key, scale = _key(terms)
                fact = self._facts.get(key)
                if fact is not None:
                    fact = sum_of(multiple_of(scale, fact), exactly(Point(constant, _FMPQ_ZERO)))
                    j = intersection(i, fact)
                    return i if j.empty else j
        return i

    def _node(self, e: Expr) -> Interval:
        h = e.head
        if h == "number":
            return exactly(Point(rational(e.args[0]), _FMPQ_ZERO))
        if h == "symbol":
            return self.variables.get(e.args[0], REAL)
        if h == "add":
            return self._sum(e)
        if h == "mul":
            return self._product(e)
        if h == "pow":
            return self._power(*e.args)
        if h == "pi":
            return exactly(PI)
        if h == "E":
            return image("exp", exactly(Point(_FMPQ_ONE, _FMPQ_ZERO)))
        if h in FUNCTIONS:
            return image(h, *(self.interval(a) for a in e.args))
        if h == "piecewise":
            values = [self.interval(v) for v in e.args[::2]]
            result = values[0]
            for i in values[1:]:
                result = hull(result, i)
            return result
        return REAL

    def _sum(self, e: Expr) -> Interval:
        terms, constant = linear_form(e)
        result = exactly(Point(constant, _FMPQ_ZERO))
        for t, q in terms.items():
            result = sum_of(result, multiple_of(q, self.interval(t)))
            if result.lo is None and result.hi is None:
                break
        return result

    def _product(self, e: Expr) -> Interval:
        bases, others, constant = powers_of(e)
        result = exactly(Point(constant, _FMPQ_ZERO))
        for base, n in bases.items():
            result = product_of(result, power_of(self.interval(base), n))
        for other in others:
            result = product_of(result, self.interval(other))
        return result

    def _power(self, base: Expr, exponent: Expr) -> Interval:
        i = self.interval(base)
        q: Fraction | None = exponent.value
        if q is None:
            if base.head == "E":
                return image("exp", self.interval(exponent))
            if not i.positive:
                return REAL
            return image("exp", product_of(self.interval(exponent), image("log", i)))
        if q.denominator == 1:
            n = integer_of(exponent)
            if n is not None and abs(n) <= 512:
                return power_of(i, n)
            return POSITIVE if i.positive else NONNEGATIVE if q.numerator % 2 == 0 else REAL
        if max(abs(q.numerator), q.denominator) > 64:
            return POSITIVE if i.positive else NONNEGATIVE
        i = intersection(i, NONNEGATIVE)
        return power_of(root_of(i, q.denominator), q.numerator) if not i.empty else NONNEGATIVE


_OPAQUE = frozenset(("integral", "sum", "apply", "jet", "derivative", "symbol", "number"))


def _number(n: int) -> Expr:
    return Expr("number", (Fraction(n),))
