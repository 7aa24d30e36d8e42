"""The proof of a statement that the engine proved. Nobody has to trust it: Coq's kernel reads every step again."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt

from symgeo.evidence.rocq.algebra import Algebra, functions_of, is_function
from symgeo.evidence.rocq.calculus import Differentiator, lower
from symgeo.evidence.rocq.errors import CannotExport
from symgeo.evidence.rocq.images import Images
from symgeo.evidence.rocq.printer import POWER, PRODUCT, Condition, Names, text
from symgeo.evidence.rocq.script import Script
from symgeo.evidence.rocq.signs import Signs, statement
from symgeo.evidence.rocq.statement import SHAPE, SQUARE, Statement, Writer
from symgeo.exact.algebra.field import CannotConvert
from symgeo.exact.algebra.ring import StepLimit
from symgeo.exact.balls.enclosure import Evaluator
from symgeo.exact.region import Region
from symgeo.expression import ONE, ZERO, Expr, number, symbol

HEAD = (
    "From Coq Require Import Reals Lra Lia List.\nFrom Coquelicot Require Import Coquelicot.\n"
    "Require Import SymGeo SymGeoLemmas SymGeoTactics {name}_claim.\nImport ListNotations.\nOpen Scope R_scope.\n\n"
)
#: Larger proofs are not worth a kernel's time.
MAX_LENGTH = 3_000_000


def proof_text(s: Statement, name: str, point: Mapping[str, Fraction]) -> str:
    """The proof file; `point` is a rational point of the chart. Raises CannotExport."""
    region = Region(s.domain)
    try:
        lines = region.attempt(lambda: _Proof(s, region, point).lines())
    except CannotConvert as error:
        raise CannotExport(f"cannot export the algebra: {error}.") from error
    except StepLimit as error:
        raise CannotExport("cannot export the algebra: the budget of algebraic steps is used up.") from error
    head = HEAD.replace("SymGeoTactics", "SymGeoTactics SymGeoNumeric") if needs_numbers(s) else HEAD
    result = head.replace("{name}", name) + "\n".join(lines) + "\n"
    if len(result) > MAX_LENGTH:
        raise CannotExport(f"cannot export a proof of {len(result)} characters: needs at most {MAX_LENGTH}.")
    return result


def needs_numbers(s: Statement) -> bool:
    """Whether the chart's conditions have functions whose values at a point need coq-interval."""
    nodes = [n for e in s.domain.conditions for n in lower(e).walk()]
    return any(is_function(n) and n.head not in ("pow", "Abs") for n in nodes)


class _Proof:
    def __init__(self, s: Statement, region: Region, point: Mapping[str, Fraction]) -> None:
        self.s, self.region, self.point = s, region, point
        self.writer = Writer(s)
        self.script = Script(self.writer)
        self.m, self.n = self.writer.m, self.writer.n
        self.numeric = needs_numbers(s)
        self.f = [lower(e) for e in s.f]
        self.g = [[lower(e) for e in row] for row in s.g]
        self.h = [[lower(s.along(e)) for e in row] for row in s.h]
        assert s.factor is not None
        self.c = lower(s.factor)

    def lines(self) -> list[str]:
        script = self.script
        signs = Signs(script, self.region, lambda a, b: self.algebra.identity(a, b))
        self.signs = signs
        derivatives, needs = self._derivatives()
        field = self.region.field
        everything = [*self.f, *(e for row in (*self.g, *self.h, *derivatives) for e in row), self.c]
        for e in everything:
            for node in functions_of(e):
                field.convert(node)
            for x in sorted(e.free_symbols):
                field.variable(x)
        self.algebra = Algebra(script, field)
        images = Images(script, self.algebra, signs)
        self.algebra.prove_image, self.algebra.relation, self.algebra.nonzero = images.image, images.relation, images.nonzero
        self._jacobian(derivatives, needs)
        positive = signs.fact("> 0", self.c)
        self._gram(derivatives)
        source = [self._condition(c) for c in self.s.source_conditions]
        target = [self._condition(Condition(c.relation, self.s.along(c.subject))) for c in self.s.target_conditions]
        self._theorem(positive, source, target)
        return script.lines

    def _condition(self, c: Condition) -> str:
        """A lemma for one condition, stated on lowered expressions."""
        return self.signs.fact(c.relation, lower(c.subject))

    # -- derivatives ---------------------------------------------------------------------------------------------------
    def _derivatives(self) -> tuple[list[list[Expr]], list[list[list[Condition]]]]:
        values, needs = [], []
        for e in self.f:
            row, below = [], []
            for x in self.s.domain.coordinates:
                d = Differentiator(x, self.signs.sign_of)
                row.append(d(e))
                below.append(list(d.needs))
            values.append(row)
            needs.append(below)
        return values, needs

    def _jacobian(self, derivatives: list[list[Expr]], needs: list[list[list[Condition]]]) -> None:
        s, w = self.script, self.writer
        matrix = w.matrix(derivatives, s.names)
        s.lines.append(w.definition("J", w.binder, "list (list R)", matrix).rstrip())
        for k in range(self.n):
            for i in range(self.m):
                posed = [self.signs.fact(c.relation, c.subject) for c in needs[k][i]]
                x = s.names[symbol(self.s.domain.coordinates[i])]
                body = f"is_derive (fun {x} : R => {s.text(self.f[k])}) {x} ({s.text(derivatives[k][i])})"
                s.on_chart(f"d_{k}", body, "derive.", posed)
        cases = "\n".join(f"  - exact (d_{k}_{i} {w.at_pt} Ux)." for k in range(self.n) for i in range(self.m))
        quantified = f"forall {' '.join(w.parameters)} : R, " if w.parameters else ""
        s.lines.append(
            f"Lemma jacobian : {quantified}forall pt, {w.source('U')} pt ->\n"
            f"  jacobian_at {self.m} {self.n} {w.source('f')} ({w.source('J')} pt) pt.\n"
            f"Proof.\n  intros {' '.join([*w.parameters, 'pt Ux'])} k i Hk Hi. upto k Hk; upto i Hi.\n{cases}\nQed."
        )

    # -- the equality ----------------------------------------------------------------------------------------------------
    def _gram(self, J: list[list[Expr]]) -> None:
        s, w = self.script, self.writer
        diagonal = all(self.s.h[a][b] is ZERO for a in range(self.n) for b in range(self.n) if a != b)
        proofs: dict[tuple[int, int], str] = {}
        for i in range(self.m):
            for j in range(self.m):
                if j < i and self.g[i][j] is self.g[j][i] and diagonal:
                    continue
                proofs[i, j] = self._entry(J, i, j, diagonal)
        w_here = w.at_pt
        lines = []
        for i in range(self.m):
            for j in range(self.m):
                if (i, j) in proofs:
                    proof = f"exact ({proofs[i, j]} {w_here} Ux)"
                else:
                    proof = f"exact (eq_trans (gram_diagonal_sym _ _ _ _ _) ({proofs[j, i]} {w_here} Ux))"
                lines.append(f"  - {proof}.")
        reduce = ""
        if diagonal:
            reduce = "rewrite gram_of_diagonal by off_diagonal.\n  "
        quantified = f"forall {' '.join(w.parameters)} : R, " if w.parameters else ""
        s.lines.append(
            f"Lemma equal : {quantified}forall pt, {w.source('U')} pt -> forall i j, (i < {self.m})%nat -> (j < {self.m})%nat ->\n"
            f"  gram_of ({w.target} ({w.source('f')} pt)) {self.n} ({w.source('J')} pt) i j\n"
            f"  = {w.factor} pt * entry ({w.source('g')} pt) i j.\n"
            f"Proof.\n  intros {' '.join([*w.parameters, 'pt Ux'])} i j Hi Hj.\n  {reduce}upto i Hi; upto j Hj.\n"
            + "\n".join(lines)
            + "\nQed."
        )

    def _entry(self, J: list[list[Expr]], i: int, j: int, diagonal: bool) -> str:
        """sum_ab h_ab J_ai J_bj = c g_ij, in the very shape that unfolding the definitions gives."""
        ring, free = self.algebra.ring, self.algebra.free
        places = [[(a, a)] for a in range(self.n)] if diagonal else [[(a, b) for b in range(self.n)] for a in range(self.n)]
        terms = []
        for row in places:
            for a, b in row:
                terms.append(ring.times(free(self.h[a][b]), ring.times(free(J[a][i]), free(J[b][j]))))
        left = ring.add(terms)
        right = ring.times(free(self.c), free(self.g[i][j]))

        def product(names: Names, a: int, b: int) -> str:
            h, u, v = text(self.h[a][b], names, PRODUCT), text(J[a][i], names, PRODUCT), text(J[b][j], names, POWER)
            return f"{h} * ({u} * {v})"

        def write(names: Names) -> str:
            rows = []
            for row in places:
                sums = [product(names, a, b) for a, b in row]
                rows.append(sums[0] if diagonal else _nested(sums))
            return f"{_nested(rows)}\n  = {text(self.c, names, PRODUCT)} * {text(self.g[i][j], names, POWER)}"

        parts = [*(e for row in places for a, b in row for e in (self.h[a][b], J[a][i], J[b][j])), self.c, self.g[i][j]]
        w = self.writer
        here = w.binder
        images = " ".join([*(f"(nth {k} (f {here}) 0)" for k in range(self.n)), *w.parameters])
        c = " ".join(["c", *w.factor_arguments])
        head = "gram_diagonal" if diagonal else "gram_of"
        goal = f"{head} (h {images}) {self.n} (J {here}) {i} {j} = {c} * entry (g {here}) {i} {j}"
        return self.algebra.equality(write, parts, left, right, "gram", goal)

    # -- the theorem -----------------------------------------------------------------------------------------------------
    def _theorem(self, positive: str, source: list[str], target: list[str]) -> None:
        s, w = self.script, self.writer
        quantified = f"forall {' '.join(w.parameters)} : R, " if w.parameters else ""
        given = " ".join(w.parameters)
        s.lines.append(
            f"Lemma main : {quantified}pulls_back_to {w.target} {self.m} {self.n}\n"
            f"    {w.source('U')} {w.source('f')} {w.source('g')} {w.factor}.\n"
            f"Proof.\n  intros {given}. apply (pulls_back_by_jacobian _ _ _ _ _ _ _ {w.source('J')}).\n"
            f"  - exact (jacobian {given}).\n  - intros pt Ux. exact ({positive} {w.at_pt} Ux).\n  - exact (equal {given}).\nQed."
        )
        values = ", ".join(f"({s.text(number(self.point[v]))})" for v in self.s.domain.variables)
        s.lines.append(
            "Theorem proof : claim.\nProof.\n  split; [ | split; [ | split; [ | split; [ | split ] ] ] ].\n"
            f"  - exists {values}. unfold U. {self._witness()}\n"
            f"  - intros {w.binder}; {SHAPE}.\n  - intros {w.target_binder}; {SQUARE}.\n"
            f"  - intros {w.binder} HU; unfold defined. {_conjunction(source, s.here)}\n"
            f"  - intros {w.binder} HU; unfold V; cbn [nth f]. {_conjunction(target, s.here)}\n"
            f"  - exact main.\nQed."
        )

    def _witness(self) -> str:
        """That the rational point lies in the chart: with rational bounds for the square roots at the point."""
        at = {v: number(q) for v, q in self.point.items()}
        roots = [n for e in self.s.domain.conditions for n in lower(e).walk() if n.head == "pow" and is_function(n)]
        posed = []
        for n in dict.fromkeys(roots):
            q = Evaluator({}, 64).exact(n.args[0].substitute(at))
            if q is not None and q >= 0:
                low = Fraction(isqrt(int(q * 10**24)), 10**12)
                bounds = [self.script.text(number(x)) for x in (q, low, low + Fraction(2, 10**12))]
                posed.append("pose proof (sqrt_between " + " ".join(f"({b})" for b in bounds) + " ltac:(lra) ltac:(lra) ltac:(lra)). ")
        return "".join(posed) + ("inside 60%positive." if self.numeric else "at_witness.")


def _conjunction(lemmas: list[str], here: str) -> str:
    if not lemmas:
        return "exact I."
    *first, last = [f"({name} {here})" for name in lemmas]
    term = last
    for t in reversed(first):
        term = f"(conj {t} {term})"
    return f"exact {term}."


def _nested(terms: list[str]) -> str:
    """a0 + (a1 + (... + 0))."""
    out = "0"
    for t in reversed(terms):
        out = f"{t} + {out}" if out == "0" else f"{t} + ({out})"
    return out


__all__ = ["ONE", "proof_text", "statement"]
