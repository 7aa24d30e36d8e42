"""One domain with its prover of signs and its field: what is known there, kept while generators are chosen again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import islice
from typing import TypeVar

from symgeo.exact.algebra.algebraic import algebraic_constants
from symgeo.exact.algebra.constants import unify
from symgeo.exact.algebra.field import CannotConvert, Field, Hints, Restart
from symgeo.exact.algebra.ring import Fraction_, Poly, Power, StepLimit
from symgeo.exact.balls.enclosure import Evaluator
from symgeo.exact.points import Point, PointSource
from symgeo.exact.signs.sign import POINTS, Prover, Reason, evaluators_at
from symgeo.expression import Expr, number, power
from symgeo.geometry.domain import Domain

T = TypeVar("T")


class Region:
    """A domain, and everything that is proved about it.

    The prover of signs asks the field for factorisations and the field asks the prover for signs; a question that comes
    back to itself stays open. Work that needs other generators starts again with what was learnt.
    """

    def __init__(self, domain: Domain, relations: Iterable[Expr] = (), points: Callable[[int], list[Point]] | None = None) -> None:
        self.domain = domain
        self.relations = tuple(relations)
        self._points = points
        self._evaluators: list[Evaluator] | None = None
        self.hints = Hints(slots=8 * (1 + len(domain.variables) // 3))
        self._known: dict[tuple[str, Expr], Reason | None] = {}
        self._tried = 0
        self._renew()

    def _renew(self) -> None:
        self.prover = Prover(self.domain, factor=self._factor, evaluators=self.evaluators)
        self.field = Field(self.domain, self.hints, self._sign_inside)
        self._related = False

    def evaluators(self) -> list[Evaluator]:
        """Evaluators at a few points of the domain."""
        if self._evaluators is None:
            points = self._points(POINTS) if self._points else list(islice(PointSource(self.domain), POINTS))
            self._evaluators = evaluators_at(points)
        return self._evaluators

    def attempt(self, task: Callable[[], T]) -> T:
        """The result of the task, run again with finer generators as long as it asks for them."""
        for _ in range(60):
            try:
                if not self._related:
                    self._related = True
                    self._relate()
                return task()
            except Restart:
                self._renew()
        raise StepLimit

    def unify_constants(self) -> bool:
        """Put the algebraic constants met so far into one number field; True if that was possible and not done before."""
        constants = algebraic_constants(self.field)
        if self.hints.number_field is not None or len(constants) < 2 or self._tried == len(constants):
            return False
        self._tried = len(constants)
        found = unify(constants)
        if found is None:
            return False
        self.hints.number_field = found
        self._renew()
        return True

    # -- signs ---------------------------------------------------------------------------------------------------
    def prove(self, what: str, e: Expr) -> Reason | None:
        """A reason for "positive", "negative", "nonnegative", "nonpositive" or "nonzero", on the whole domain."""
        key = (what, e)
        if key not in self._known:
            try:
                self._known[key] = self.attempt(lambda: getattr(self.prover, what)(e))
            except (StepLimit, CannotConvert):
                self._known[key] = None
        return self._known[key]

    def sign(self, e: Expr) -> int | None:
        if self.prove("positive", e):
            return 1
        return -1 if self.prove("negative", e) else None

    def _sign_inside(self, e: Expr) -> int | None:
        """The same for the field's own questions, which must not start the field again by themselves."""
        if self._known.get(("positive", e)):
            return 1
        if self._known.get(("negative", e)):
            return -1
        for sign, what in ((1, "positive"), (-1, "negative")):
            reason = getattr(self.prover, what)(e)
            if reason is not None:
                self._known[what, e] = reason
                return sign
        return None

    def _factor(self, e: Expr) -> list[tuple[Expr, int]] | None:
        try:
            u = self.field.convert(e)
            content, factors = self.field.factors(u)
        except (CannotConvert, StepLimit):
            return None
        constant = number(Fraction(int(content.p), int(content.q)))
        return [(constant, 1), *((self.field.poly_expr(p), n) for p, n in factors)]

    def factors(self, e: Expr) -> list[tuple[Expr, int]]:
        """e as a product of irreducible factors, constant first; e itself where it has no normal form."""
        return self.attempt(lambda: self._factor(e)) or [(e, 1)]

    # -- relations of undefined functions ---------------------------------------------------------------------------
    def _relate(self) -> None:
        """Use each relation as a rule that rewrites a power of one derivative, where it can be solved for it."""
        for e in self.relations:
            p = self.field.ring.reduce(self.field.convert(e).numerator)
            rule = self.solved(p)
            if rule is not None:
                self.field.ring.relate(rule)

    def solved(self, p: Poly) -> Power | None:
        """p = 0 as g^k = value for the latest derivative g of an undefined function in p that allows it."""
        field, ring = self.field, self.field.ring
        for index in reversed(ring.used(p)):
            if field.generators[index].kind != "jet":
                continue
            degree = int(p.degrees()[index])
            parts = ring.split(p, index, 1)
            if any(len(part) for part in parts[1:-1]) or not parts[-1].is_constant():
                continue
            return Power(index, degree, parts[0] / (-parts[-1].leading_coefficient()))
        return None

    # -- elements ------------------------------------------------------------------------------------------------
    def simplified(self, e: Expr) -> Expr:
        """e in normal form, written as a product of irreducible factors; e itself where there is none."""

        def task() -> Expr:
            u = self.field.normal(self.field.convert(e))
            return self.field.factored_expr(u) if u.numerator != 0 else number(0)

        try:
            return self.attempt(task)
        except (CannotConvert, StepLimit):
            return e

    def normal(self, e: Expr) -> Expr:
        """e in normal form, as a quotient of polynomials in generators. Raises CannotConvert or StepLimit."""
        return self.attempt(lambda: self.field.to_expr(self.field.normal(self.field.convert(e))))

    def determinant(self, rows: tuple[tuple[Expr, ...], ...], *, gram: bool) -> Expr:
        """det of the matrix, or of its Gram matrix J^T J, as a product of irreducible factors.

        Raises CannotConvert or StepLimit.
        """

        def task() -> Expr:
            field, ring = self.field, self.field.ring
            matrix = [[field.normal(field.convert(e)) for e in row] for row in rows]
            if gram:
                n = len(matrix[0])
                matrix = [[field.normal(ring.add([ring.times(row[i], row[j]) for row in matrix])) for j in range(n)] for i in range(n)]
            u = field.normal(determinant(field, matrix))
            return field.factored_expr(u) if u.numerator != 0 else number(0)

        return self.attempt(task)


def determinant(field: Field, matrix: list[list[Fraction_]]) -> Fraction_:
    """By expansion along the rows, each minor computed once; zero entries cost nothing."""
    n = len(matrix)
    ring = field.ring
    minors: dict[frozenset[int], Fraction_] = {frozenset(): ring.number(1)}
    for row in range(n):
        following: dict[frozenset[int], list[Fraction_]] = {}
        for columns, value in minors.items():
            for j in range(n):
                if j in columns or matrix[row][j].numerator == 0:
                    continue
                sign = -1 if sum(k > j for k in columns) % 2 else 1
                term = ring.times(value, matrix[row][j])
                following.setdefault(columns | {j}, []).append(ring.negate(term) if sign < 0 else term)
        minors = {columns: field.normal(ring.add(terms)) for columns, terms in following.items()}
    return minors.get(frozenset(range(n)), ring.number(0))


__all__ = ["Region", "determinant", "power"]
