"""Signs of expressions on a domain: proved, or not known.

A `Prover` answers for one domain. Rules are tried in order of cost: ranges of values (0), structure (1), polynomials in atoms (2),
certificates with several constraints, and roots (3), ball arithmetic on boxes (4), and cutting the domain at v = 0 (5). Each
success is a `Reason`. Of e it is assumed that it is defined on the whole domain with all its subexpressions, and nothing else.

>>> from symgeo.expression import symbol
>>> x = symbol("x")
>>> Prover(Domain(("x",))).positive(x**2 - x + 1) is not None
True
>>> Prover(Domain(("x",))).positive(x**2 - 2*x + 1) is None
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import islice

from flint import fmpq

from symgeo.errors import SymgeoError
from symgeo.exact.balls.enclosure import Evaluator
from symgeo.exact.points import Point, PointSource
from symgeo.exact.signs import boxes, polynomial, structure
from symgeo.exact.signs.bounds import Ranges, linear_form, powers_of
from symgeo.exact.signs.growth import by_growth, end_expression
from symgeo.exact.signs.intervals import Interval
from symgeo.exact.signs.reason import (
    NEGATIVE,
    NONNEGATIVE,
    NONPOSITIVE,
    NONZERO,
    POSITIVE,
    STATEMENTS,
    ZERO_SIGN,
    Reason,
)
from symgeo.expression import ONE, ZERO, Expr, number, resolve_derivatives, symbol
from symgeo.geometry.domain import Domain

__all__ = ["Factor", "Prover", "Reason"]

Factor = Callable[[Expr], "list[tuple[Expr, int]] | None"]

RANGES, STRUCTURE, POLYNOMIALS, CERTIFICATES, BOXES, CASES = range(6)
#: How deep one question may lead to others.
_DEPTH = 14
_FEW_BOXES, _BOXES = 60, 2000
_FEW_STEPS = 300
POINTS = 6


def evaluators_at(points: Iterable[Point]) -> list[Evaluator]:
    """Evaluators at certified points of a domain, for a Prover not to try what is false."""
    return [Evaluator(p, boxes.PRECISION) for p in points]


class Prover:
    """Proves signs on one domain.

    `factor` may bring an expression to a normal form and return it as a product; `is_zero` may prove that one vanishes on the
    whole domain. `budget` counts steps for each question. A reason's statement may be stronger than what was asked
    ("positive" for nonnegative).
    """

    def __init__(
        self,
        domain: Domain,
        *,
        factor: Factor | None = None,
        is_zero: Callable[[Expr], bool] | None = None,
        budget: int = 6000,
        cases: int = 2,
        evaluators: Callable[[], list[Evaluator]] | None = None,
    ) -> None:
        self.domain = domain
        self._evaluators = evaluators or (lambda: evaluators_at(islice(PointSource(domain), POINTS)))
        self.ranges = Ranges(domain)
        self.factor = factor
        self.is_zero = is_zero
        self.budget = budget
        self.cases = cases
        self.steps = 0
        #: Steps spent on all questions so far.
        self.used = 0
        self.level = RANGES
        self.growing = 0
        self._depth = 0
        self._cut_short = False
        self._known: dict[Expr, dict[int, Reason]] = {}
        self._failed: dict[tuple[Expr, int], int] = {}
        self._failed_now: dict[tuple[Expr, int], int] = {}
        self._active: set[tuple[Expr, int]] = set()
        self._points: list[Evaluator] | None = None
        self._signs: dict[Expr, frozenset[int]] = {}
        self._bounds: dict[int, Reason] = {}
        self._empty: Reason | None = None
        self._sought_contradiction = False
        self._nonzero = self._given_nonzero()

    # -- questions -------------------------------------------------------------------------------------------------------
    def positive(self, e: Expr) -> Reason | None:
        """A reason why e > 0 wherever it is defined on the domain."""
        return self._ask(e, POSITIVE)

    def negative(self, e: Expr) -> Reason | None:
        return self._ask(e, NEGATIVE)

    def nonnegative(self, e: Expr) -> Reason | None:
        return self._ask(e, NONNEGATIVE)

    def nonpositive(self, e: Expr) -> Reason | None:
        return self._ask(e, NONPOSITIVE)

    def nonzero(self, e: Expr) -> Reason | None:
        return self._ask(e, NONZERO)

    def sign(self, e: Expr) -> int | None:
        """1 or -1 where e is proved to be positive or negative everywhere."""
        signs = self.signs_at_points(e) if self.ranges.interval(e).single is None else frozenset()
        for mask, sign in ((POSITIVE, 1), (NEGATIVE, -1)):
            if -sign not in signs and self._ask(e, mask) is not None:
                return sign
        return None

    def interval(self, e: Expr) -> Interval:
        """An interval that holds all values of e on the domain."""
        return self.ranges.interval(e)

    def constant_sign(self, e: Expr) -> int | None:
        """The sign of an expression without variables: 1, -1, or 0 where that is proved."""
        if e.free_symbols:
            return None
        found = boxes.constant_sign(e)
        if found is not None:
            return found[0]
        return 0 if self.is_zero is not None and self.is_zero(e) else None

    def empty(self) -> Reason | None:
        """A reason why the domain has no point: a constraint that contradicts the others."""
        if not self._sought_contradiction:
            self._sought_contradiction = True
            self._empty = self._find_contradiction()
        return self._empty

    # -- the search ------------------------------------------------------------------------------------------------------
    def _ask(self, e: Expr, goal: int) -> Reason | None:
        e = resolve_derivatives(e)
        if self.steps or self._depth:  # asked from within
            return self.prove(e, goal)
        self.steps = self.budget
        self._failed_now.clear()
        try:
            for self.level in range(CASES + 1):
                if self.level == POLYNOMIALS and not self.has_point() and (nowhere := self.empty()) is not None:
                    return Reason("nowhere", STATEMENTS[goal], e, (nowhere,))
                found = self.prove(e, goal)
                if found is None and self.level == RANGES and self.domain.nonnegative:
                    self._look_for_contradiction_first()
                if found is not None or self.steps <= 0 or self.refuted(e, goal):
                    return found
            return None
        finally:
            self.used += self.budget - self.steps
            self.steps, self.level, self._depth = 0, RANGES, 0
            self._active.clear()

    def prove(self, e: Expr, goal: int) -> Reason | None:
        """A reason with a statement that implies the goal, by rules up to the present level."""
        known = self._known.get(e)
        if known is not None:
            for mask, found in known.items():
                if mask & ~goal == 0:
                    return found
        key = (e, goal)
        if max(self._failed.get(key, -1), self._failed_now.get(key, -1)) >= self.level:
            return None
        if key in self._active or self._depth >= _DEPTH or not self.spend(1 + len(e.args) // 4):
            self._cut_short = True
            return None
        outer, self._cut_short = self._cut_short, False
        self._active.add(key)
        self._depth += 1
        reason: Reason | None = None
        try:
            reason = self._search(e, goal)
        except SymgeoError:
            pass  # a part that nobody can differentiate or evaluate: no reason from here
        finally:
            self._active.discard(key)
            self._depth -= 1
        if reason is not None:
            self._cut_short = outer
            self._known.setdefault(e, {})[reason.mask] = reason
            return reason
        (self._failed_now if self._cut_short else self._failed)[key] = self.level
        self._cut_short = self._cut_short or outer
        return None

    def _search(self, e: Expr, goal: int) -> Reason | None:
        reason = self._by_range(e, goal) or self._by_given(e, goal)
        if reason is not None or self.level == RANGES:
            return reason
        if self.refuted(e, goal):
            return None
        if not e.free_symbols and self.level >= POLYNOMIALS:
            return self._by_value(e, goal)
        # A normal form that is simpler comes first, one that is not (a square written out) late.
        reason = self._by_factor(e, goal, simpler=True) if self.level >= POLYNOMIALS else None
        reason = reason or structure.by_structure(self, e, goal)
        if reason is None and self.level >= POLYNOMIALS:
            reason = polynomial.by_polynomial(self, e, goal)
        if reason is None and self.level >= BOXES and self._depth <= 2:
            reason = self._by_factor(e, goal, simpler=False)
        if reason is None and self.level >= BOXES:
            reason = self._by_growth_or_boxes(e, goal)
        if reason is None and self.level >= CASES:
            reason = self._by_cases(e, goal)
        return reason

    def spend(self, steps: int) -> bool:
        """Take steps from the budget; whether there were any left."""
        self.steps -= steps
        if self.steps <= 0:
            self._cut_short = True
        return self.steps > 0

    @contextmanager
    def at_most(self, level: int) -> Iterator[None]:
        """Search with cheap rules only."""
        before = self.level
        self.level = min(level, before)
        try:
            yield
        finally:
            self.level = before

    # -- certified points: what is false is not tried ------------------------------------------------------------------------
    def signs_at_points(self, e: Expr) -> frozenset[int]:
        """Signs that e certainly takes at points of the domain."""
        found = self._signs.get(e)
        if found is None:
            if not e.free_symbols <= set(self.domain.variables):
                return frozenset()
            if self._points is None:
                self._points = self._evaluators() if self.ranges.contradiction is None else []
            signs: set[int] = set()
            for at in self._points:
                sign = boxes.sign_at(at, e)
                if sign is not None:
                    signs.add(sign)
            found = self._signs[e] = frozenset(signs)
        return found

    def has_point(self) -> bool:
        """Whether a certified point of the domain was found."""
        return bool(self.signs_at_points(ONE))

    def refuted(self, e: Expr, goal: int) -> bool:
        """Whether the goal fails at some certified point of the domain."""
        return any(_MASK_OF[s] & ~goal for s in self.signs_at_points(e))

    # -- the cheapest rules ----------------------------------------------------------------------------------------------------
    def _by_range(self, e: Expr, goal: int) -> Reason | None:
        i = self.ranges.interval(e)
        mask = signs_of(i)
        return None if mask & ~goal else self.range_reason(e, mask if mask in STATEMENTS else goal)

    def range_reason(self, e: Expr, mask: int) -> Reason:
        i = self.ranges.interval(e)
        sources = sorted(set(self.ranges.fact_sources(e)))
        premises = (*(self._given(k) for k in sources), *self.bounds_of(e))
        return Reason("range", STATEMENTS[mask], e, premises, (("interval", repr(i)),))

    def bounds_of(self, e: Expr) -> tuple[Reason, ...]:
        """The bounds of the variables of e, as reasons."""
        latest = self.ranges.latest
        return tuple(self._bound(latest[v, s]) for v in sorted(e.free_symbols) for s in (-1, 1) if (v, s) in latest)

    def _bound(self, k: int) -> Reason:
        found = self._bounds.get(k)
        if found is None:
            step = self.ranges.steps[k]
            v, end = symbol(step.variable), end_expression(step.end)
            subject = v - end if step.side < 0 else end - v
            premises = (self._given(step.constraint), *(self._bound(j) for j in step.earlier))
            statement = STATEMENTS[NONNEGATIVE if step.closed else POSITIVE]
            data = (("variable", step.variable), ("side", str(step.side)))
            if subject is premises[0].subject and statement == premises[0].statement:
                found = premises[0]
            else:
                found = Reason("bound", statement, subject, premises, data)
            self._bounds[k] = found
        return found

    def _given(self, k: int) -> Reason:
        """The k-th condition of the domain, in the order positive, nonnegative, nonzero."""
        n = len(self.domain.positive)
        mask = POSITIVE if k < n else NONNEGATIVE if k < n + len(self.domain.nonnegative) else NONZERO
        return Reason("given", STATEMENTS[mask], self.domain.conditions[k], (), (("constraint", str(k)),))

    def given(self) -> Iterator[Reason]:
        """The inequalities of the domain as reasons."""
        return map(self._given, range(len(self.ranges.constraints)))

    def _given_nonzero(self) -> dict[tuple[frozenset[tuple[Expr, fmpq]], fmpq], Reason]:
        """Expressions that are not zero because a product with them is not, up to rational factors."""
        found: dict[tuple[frozenset[tuple[Expr, fmpq]], fmpq], Reason] = {}
        first = len(self.ranges.constraints)
        for k in (*range(first, first + len(self.domain.nonzero)), *range(len(self.domain.positive))):
            reason = self._given(k)
            e = reason.subject
            bases, others, _ = powers_of(e)
            for part in (e, *(b for b, n in bases.items() if n > 0), *others):
                found.setdefault(_up_to_factor(part), reason)
        return found

    def _by_given(self, e: Expr, goal: int) -> Reason | None:
        if goal != NONZERO:
            return None
        reason = self._nonzero.get(_up_to_factor(e)) if e is not ZERO else None
        return None if reason is None else Reason("factor-of", STATEMENTS[NONZERO], e, (reason,))

    def _by_value(self, e: Expr, goal: int) -> Reason | None:
        found = boxes.constant_sign(e)
        if found is None:
            if goal & ZERO_SIGN and self.is_zero is not None and self.is_zero(e):
                return Reason("zero", STATEMENTS[goal], e)
            return None
        sign, precision = found
        mask = _MASK_OF[sign]
        return None if mask & ~goal else Reason("value", STATEMENTS.get(mask, STATEMENTS[goal]), e, (), (("precision", str(precision)),))

    def _by_factor(self, e: Expr, goal: int, *, simpler: bool) -> Reason | None:
        if goal & ZERO_SIGN and self.is_zero is not None and self.is_zero(e):
            return Reason("zero", STATEMENTS[goal], e)
        if self.factor is None:
            return None
        factors = self.factor(e)
        if not factors or (len(factors) == 1 and factors[0][0] is e):
            return None
        sizes = [sum(1 for _ in f.walk()) for f, _ in factors if f.free_symbols]
        if (max(sizes, default=0) < sum(1 for _ in e.walk())) != simpler:
            return None
        items = [(f, Fraction(n)) for f, n in factors]
        return structure.product(self, e, items, fmpq(1), goal, "factors", denominators_vanish=True)

    # -- the dearest rules -----------------------------------------------------------------------------------------------------
    def _by_growth_or_boxes(self, e: Expr, goal: int) -> Reason | None:
        if goal == NONZERO:
            signs = self.signs_at_points(e)
            return self.prove(e, POSITIVE if 1 in signs else NEGATIVE) if signs else None
        return self._by_boxes(e, goal, _FEW_BOXES) or by_growth(self, e, goal) or self._by_boxes(e, goal, _BOXES)

    def _by_boxes(self, e: Expr, goal: int, limit: int) -> Reason | None:
        names = sorted(e.free_symbols)
        if not 1 <= len(names) <= 4 or goal in (NONNEGATIVE, NONPOSITIVE):
            return None
        ends = boxes.finite_box(names, self.ranges.variables)
        if ends is None:
            return None
        inside = [(c, k < len(self.domain.positive)) for k, (c, _) in enumerate(self.ranges.constraints) if c.free_symbols <= set(names)]
        subject = e if goal == POSITIVE else -e
        limit = min(limit, self.steps)
        if limit <= 0:
            return None
        found = boxes.cut_until_positive(subject, names, ends, inside, limit)
        self.spend(limit if found is None else found[1])
        if found is None:
            return None
        data = (
            ("variables", ",".join(names)),
            ("box", " ".join(f"{low},{high}" for low, high in ends)),
            ("constraints", tuple(c for c, _ in inside)),
            ("tree", found[0]),
            ("precision", str(boxes.PRECISION)),
        )
        return Reason("boxes", STATEMENTS[goal], e, self.bounds_of(e), data)

    def _by_cases(self, e: Expr, goal: int) -> Reason | None:
        """v > 0, v < 0 and v = 0, each by itself."""
        if self.cases <= 0 or self._depth > 2:
            return None
        names = [v for v in sorted(e.free_symbols) if v in self.ranges.variables and signs_of(self.ranges.variables[v]) == 7]
        for name in names[:4]:
            v = symbol(name)
            premises: list[Reason] = []
            for part, image, own in (
                (self.domain.substitute(name, ZERO), e.substitute({name: ZERO}), False),
                (self.domain.restrict(positive=(v,)), e, True),
                (self.domain.restrict(positive=(-v,)), e, True),
            ):
                found = self.ask_within(self.within(part, own=own), image, goal)
                if found is None:
                    break
                premises.append(found)
            if len(premises) == 3:
                return Reason("cases", STATEMENTS[goal], e, tuple(premises), (("variable", name),))
        return None

    def within(self, part: Domain, *, own: bool = False) -> Prover:
        """A prover for a part of the domain (or one over it), with fewer means; `own`: where the engine's hooks still hold."""
        return Prover(
            part,
            factor=self.factor if own else None,
            is_zero=self.is_zero if own else None,
            budget=max(1, self.steps // 2),
            cases=self.cases - 1,
        )

    def ask_within(self, part: Prover, e: Expr, goal: int) -> Reason | None:
        """What the prover of a part says, on this one's account."""
        before = part.used
        found = part._ask(e, goal)
        self.spend(2 + part.used - before)
        return found

    def _look_for_contradiction_first(self) -> None:
        """Closed conditions often come in pairs of which one is empty (s between two functions): cheaper than a search for points."""
        if self._sought_contradiction or self._points is not None:
            return
        before = self.steps, self.level
        self._points, self.steps = [], _FEW_STEPS
        try:
            self.level = CERTIFICATES
            for k in range(len(self.domain.positive), len(self.ranges.constraints)):
                given = self._given(k)
                found = self.prove(given.subject, NEGATIVE)
                if found is not None:
                    self._empty = Reason("contradiction", STATEMENTS[POSITIVE], number(-1), (given, found))
                    self._sought_contradiction = True
                    return
        finally:
            self._points = [] if self._empty is not None else None
            self.steps, self.level = before
            self._signs.clear()
            self._failed_now.clear()

    def _find_contradiction(self) -> Reason | None:
        k = self.ranges.contradiction
        if k is not None:
            given = self._given(k)
            return Reason("contradiction", STATEMENTS[POSITIVE], number(-1), (given, *self.bounds_of(given.subject)))
        if self.has_point():
            return None
        before = self.steps, self.level
        try:
            for level in (STRUCTURE, POLYNOMIALS, CERTIFICATES):
                self.steps, self.level = max(self.steps, self.budget), level
                for k, (c, wanted) in enumerate(self.ranges.constraints):
                    found = self.prove(c, NEGATIVE if wanted.lo_closed else NONPOSITIVE)
                    if found is not None:
                        return Reason("contradiction", STATEMENTS[POSITIVE], number(-1), (self._given(k), found))
        finally:
            self.steps, self.level = before
        return None


_MASK_OF = {-1: NEGATIVE, 0: ZERO_SIGN, 1: POSITIVE}


def signs_of(i: Interval) -> int:
    """The signs that numbers of an interval may have."""
    if i.positive:
        return POSITIVE
    if i.negative:
        return NEGATIVE
    if i.nonnegative:
        return ZERO_SIGN if i.nonpositive else NONNEGATIVE
    return NONPOSITIVE if i.nonpositive else 7


def _up_to_factor(e: Expr) -> tuple[frozenset[tuple[Expr, fmpq]], fmpq]:
    """A key that e shares with its nonzero rational multiples."""
    terms, constant = linear_form(e)
    if not terms:
        return frozenset(), fmpq(1) if constant != 0 else fmpq(0)
    scale = sum((abs(q) for q in terms.values()), fmpq(0))
    if min((repr(t), q) for t, q in terms.items())[1] < 0:
        scale = -scale
    return frozenset((t, q / scale) for t, q in terms.items()), constant / scale
