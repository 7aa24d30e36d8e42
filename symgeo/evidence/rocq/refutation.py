"""The theorem that a claim is false, at the rational points of the engine's witness: by plain arithmetic, or by coq-interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from typing import Any

from flint import ctx

from symgeo.evidence.rocq.calculus import Differentiator, lower
from symgeo.evidence.rocq.errors import CannotExport
from symgeo.evidence.rocq.printer import Condition, text
from symgeo.evidence.rocq.script import Script
from symgeo.evidence.rocq.signs import statement as sign_statement
from symgeo.evidence.rocq.statement import SHAPE, SQUARE, Statement, Writer, claim_text, statement
from symgeo.exact.balls.enclosure import Evaluator, NotDefined
from symgeo.exact.verdict import Refuted
from symgeo.expression import ONE, Expr, differentiate, number, resolve_derivatives, symbol
from symgeo.geometry.claims import AgreeOnOverlap, IsIsometric

HEAD = (
    "From Coq Require Import Reals Lra Lia List.\nFrom Coquelicot Require Import Coquelicot.\n"
    "Require Import SymGeo SymGeoLemmas SymGeoTactics SymGeoNumeric {name}_claim.\nImport ListNotations.\nOpen Scope R_scope.\n\n"
)
#: Bits beyond what tells the two sides apart, for intermediate results.
GUARD = 40
Point = Mapping[str, Fraction]
Place = tuple[int, int]


@dataclass(frozen=True)
class Case:
    """What fails: `kind` is factor, negative, minor, sign, zero, no metric, undefined or outside; at places of the matrices."""

    statement: Statement
    kind: str
    points: tuple[Point, ...]
    places: tuple[Place, ...]
    precision: int
    below: bool = False


def refuted_claim(verdict: Refuted, title: str) -> tuple[str, Case]:
    """The claim file's text, and the case that its proof has to make. Raises CannotExport."""
    case = _case(verdict)
    kind = {"undefined": "undefined", "outside": "outside"}.get(case.kind, "")
    return claim_text(case.statement, title, len(case.points), kind), case


def _case(verdict: Refuted) -> Case:
    witness, claim = verdict.witness, verdict.claim
    points = tuple({k: Fraction(v) for k, v in p.items()} for p in witness.points)
    given = ONE if isinstance(claim, (IsIsometric, AgreeOnOverlap)) else getattr(claim, "factor", None)
    s = statement(claim, given)
    if any(p[x] != points[0][x] for p in points for x in s.parameters):
        raise CannotExport("cannot export a refutation at points with different parameters: needs the same ones.")
    if witness.kind == "unequal" and witness.component is not None and given is not None:
        return _unequal(s, points, witness.component, witness.precision)
    if witness.kind in ("not-proportional", "two-factors"):
        if given is None:
            return _no_factor(s, points, witness.precision, witness.component)
        if len(points) == 1 and witness.about.startswith("the factor"):
            return Case(s, "negative", points, (), witness.precision)
    if witness.kind in ("undefined", "outside-target") and len(points) == 1:
        return Case(s, "undefined" if witness.kind == "undefined" else "outside", points, (), witness.precision)
    raise CannotExport(f"cannot export a refutation of kind {witness.kind}: needs a rational point where the two sides differ.")


class _Values:
    """f*h and g at a point, in balls: to choose what to prove."""

    def __init__(self, s: Statement, point: Point, precision: int) -> None:
        self.s, self.at, self.precision = s, Evaluator(point, precision), precision
        self.df = [[self.at(differentiate(resolve_derivatives(e), x)) for x in s.domain.coordinates] for e in s.f]
        self.hs = [[self.at(s.along(e)) for e in row] for row in s.h]
        self.gs = [[self.at(e) for e in row] for row in s.g]

    def pulled(self, i: int, j: int) -> Any:
        n = len(self.s.f)
        with ctx.workprec(self.precision):
            return sum(self.hs[a][b] * self.df[a][i] * self.df[b][j] for a in range(n) for b in range(n))


def _unequal(s: Statement, points: tuple[Point, ...], place: Place, precision: int) -> Case:
    try:
        values = _Values(s, points[0], precision + GUARD)
        assert s.factor is not None
        with ctx.workprec(precision + GUARD):
            difference = values.pulled(*place) - values.at(s.factor) * values.gs[place[0]][place[1]]
    except NotDefined as error:
        raise CannotExport(f"cannot export a refutation at a point where something is not defined: {error}") from error
    return Case(s, "factor", points, (place,), precision, bool(difference < 0))


def _no_factor(s: Statement, points: tuple[Point, ...], precision: int, place: Place | None) -> Case:
    try:
        values = [_Values(s, p, precision) for p in points]
    except NotDefined as error:
        raise CannotExport(f"cannot export a refutation at a point where something is not defined: {error}") from error
    m = len(s.domain.coordinates)
    places = list(combinations_with_replacement(range(m), 2))
    with ctx.workprec(precision):
        if len(points) == 2 and place is not None:
            i, j = place
            left = values[0].pulled(i, j) * values[1].gs[i][j]
            right = values[1].pulled(i, j) * values[0].gs[i][j]
            return Case(s, "minor", points, (place, place), precision, bool(left < right))
        v = values[0]
        for p, q in combinations(places, 2):
            left, right = v.pulled(*p) * v.gs[q[0]][q[1]], v.pulled(*q) * v.gs[p[0]][p[1]]
            if not left.overlaps(right):
                return Case(s, "minor", points, (p, q), precision, bool(left < right))
        for p in places:
            if bool(v.pulled(*p) * v.gs[p[0]][p[1]] < 0):
                return Case(s, "sign", points, (p,), precision)
        for p in places:
            g, h = v.gs[p[0]][p[1]], v.pulled(*p)
            if bool(g != 0) and h.contains(0):
                return Case(s, "zero", points, (p,), precision)
            if bool(h != 0) and g.contains(0):
                return Case(s, "no metric", points, (p,), precision)
    raise CannotExport("cannot export a refutation: needs a minor, a sign or a zero at its point.")


def refutation_text(case: Case, name: str) -> tuple[str, bool]:
    """The proof file, and whether it needs coq-interval."""
    return HEAD.replace("{name}", name) + "\n".join(_Refutation(case).lines()) + "\n", True


class _Refutation:
    def __init__(self, case: Case) -> None:
        self.case, self.s = case, case.statement
        self.writer = Writer(self.s)
        self.script = Script(self.writer)
        self.m, self.n = self.writer.m, self.writer.n
        self.f = [lower(e) for e in self.s.f]
        self.needs: dict[Place, int] = {}
        self.precision = f"{case.precision + GUARD}%positive"

    def lines(self) -> list[str]:
        s, w, case = self.script, self.writer, self.case
        at = [self._at(p) for p in case.points]
        if case.kind not in ("undefined", "outside"):
            self._jacobian()
        names = [f"({s.text(number(p[v]))})" for p in case.points for v in self.s.domain.coordinates]
        names += [f"({s.text(number(case.points[0][v]))})" for v in self.s.parameters]
        goals: list[str] = []
        for _ in case.points:
            goals.append(f"unfold U; inside {self.precision}")
            if case.kind != "undefined":
                goals.append(f"unfold defined; inside {self.precision}")
            if case.kind not in ("undefined", "outside"):
                goals.append(f"unfold V; cbn [nth f]; inside {self.precision}")
        goals.append(self._last(at))
        body = goals[-1]
        for goal in reversed(goals[:-1]):
            body = f"split; [ {goal} | {body} ]"
        s.lines.append(
            "Theorem proof : claim.\nProof.\n"
            f"  split; [ split; [ intros {w.binder}; {SHAPE} | intros {w.target_binder}; {SQUARE} ] | ].\n"
            f"  exists {', '.join(names)}.\n  {body}.\nQed."
        )
        return s.lines

    def _at(self, point: Point) -> str:
        return " ".join(f"({self.script.text(number(point[v]))})" for v in self.s.domain.variables)

    def _last(self, at: list[str]) -> str:
        """What proves the last conjunct: that the claim fails at the points."""
        case, p = self.case, self.precision
        if case.kind in ("undefined", "outside"):
            body = "unfold defined" if case.kind == "undefined" else "unfold V; cbn [nth f]"
            return f"{body}; intros K; split_hyps; not_so {p}"
        unfolded = "J h g f" if self.s.factor is None else "J h g f c"
        solve = f"cbv [gram_of sumR map seq fold_right nth entry {unfolded}]; {{}}numeric {p}"
        apart = solve.format("apply Rlt_not_eq; " if case.below else "apply Rgt_not_eq; ")
        solve = solve.format("")
        first, second = at[0], at[-1]
        here = self._derivatives(first)
        if case.kind == "negative":
            return f"apply (refute_negative_factor _ _ _ _ _ _ _ (J {first})); [ {here} | {solve} ]"
        if case.kind == "minor":
            (i, j), (k, l) = case.places
            return (
                f"apply (refute_minor _ _ _ _ _ _ _ (J {first}) (J {second}) {i} {j} {k} {l}); "
                f"[ {here} | {self._derivatives(second)} | lia | lia | lia | lia | {apart} ]"
            )
        i, j = case.places[0]
        if case.kind == "factor":
            return f"apply (refute_factor _ _ _ _ _ _ _ (J {first}) {i} {j}); [ {here} | lia | lia | {apart} ]"
        lemma = {"sign": "refute_sign", "zero": "refute_zero", "no metric": "refute_no_metric"}[case.kind]
        goals = " | ".join([here, "lia", "lia", solve, *([] if case.kind == "sign" else [solve])])
        return f"apply ({lemma} _ _ _ _ _ _ (J {first}) {i} {j}); [ {goals} ]"

    def _derivatives(self, at: str) -> str:
        cases = [
            f"exact ({' '.join([f'd_{a}_{i}', at, *[f'ltac:(inside {self.precision})'] * self.needs[a, i]])})"
            for a in range(self.n)
            for i in range(self.m)
        ]
        return f"intros k i Hk Hi; upto k Hk; upto i Hi; [ {' | '.join(cases)} ]"

    def _jacobian(self) -> None:
        s, w = self.script, self.writer
        rows = []
        lemmas = []
        for a in range(self.n):
            row = []
            for i, x in enumerate(self.s.domain.coordinates):
                d = Differentiator(x, self._sign)
                value = d(self.f[a])
                row.append(value)
                bound = s.names[symbol(x)]
                hypotheses = "".join(f"{_condition(c, s)} -> " for c in d.needs)
                self.needs[a, i] = len(d.needs)
                intros = " ".join([w.binder, *(f"K{k}" for k in range(len(d.needs)))])
                lemmas.append(
                    f"Lemma d_{a}_{i} : forall {w.binder} : R, {hypotheses}\n"
                    f"  is_derive (fun {bound} : R => {s.text(self.f[a])}) {bound} ({s.text(value)}).\nProof. intros {intros}. derive. Qed."
                )
            rows.append(row)
        s.lines.append(w.definition("J", w.binder, "list (list R)", w.matrix(rows, s.names)).rstrip())
        s.lines += lemmas

    def _sign(self, e: Expr) -> int | None:
        """The sign of an argument of Abs at the points."""
        signs = set()
        for point in self.case.points:
            value = Evaluator(point, 128)(e)
            signs.add(1 if value > 0 else -1 if value < 0 else 0)
        return signs.pop() if len(signs) == 1 and 0 not in signs else None


def _condition(c: Condition, s: Script) -> str:
    return sign_statement(c.relation, text(c.subject, s.names))


__all__ = ["Case", "refutation_text", "refuted_claim"]
