"""What a claim says, as one Coq file: the theorem that a proof has to prove. Trusted, with `printer`; nothing here searches.

A statement holds the chart U (coordinates and parameters), the map f, the metric g, the target's domain V and metric h, and the
factor c. The theorem: the chart has a point; the lists have their declared shapes; on the whole chart everything is defined and f
maps into V; for all parameters, f has all partial derivatives on the chart and f*h = c g with c > 0. Of a refuted claim: at some
point of the chart, where everything is defined and f has all partial derivatives, that fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symgeo.evidence.rocq.errors import CannotExport
from symgeo.evidence.rocq.printer import Condition, Names, chart_conditions, conditions, is_exact, text
from symgeo.expression import Expr, symbol
from symgeo.geometry.claims import AgreeOnOverlap, IsConformal, IsHomothetic, IsIsometric
from symgeo.geometry.domain import Domain, inequality

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]*\Z")
#: Names that have a meaning in the files already.
_TAKEN = frozenset(
    "U V J f g h c i j k claim proof checked main equal jacobian defined point upd along partial entry square fits pt im R S "
    "Z O E I D N K H A B r0 HU Ux Hk Hi Hj row Hrow conj PI INR IZR nat list length nth In map sin cos tan asin acos atan "
    "sinh cosh tanh exp ln sqrt arcsinh arccosh arctanh arctan2 Rabs Rpower exists exists2 forall fun fix cofix let in if "
    "then else match with end as return at by for where using mod Prop Set Type SProp Definition True False and or not iff eq "
    "le lt left right ex pow Derive sign total scal plus mult b z Axiom Axioms Context Module Section Instance Include "
    "Notation Infix Load Drop Cd Unset Primitive Register Add Remove Declare Redirect Coercion Canonical".split()
)
_RESERVED = re.compile(r"[xsyvEHNK]\d+\Z")


def coq_names(variables: Sequence[str]) -> dict[str, str]:
    """A Coq name for each variable: its own where that is free, else a numbered one."""
    out: dict[str, str] = {}
    for i, v in enumerate(variables):
        out[v] = v if _IDENTIFIER.match(v) and v not in _TAKEN and not _RESERVED.match(v) else f"v{i}"
    if len(set(out.values())) < len(out):
        out = {v: f"v{i}" for i, v in enumerate(variables)}
    return out


@dataclass(frozen=True)
class Statement:
    """The data of a claim f*h = c g, on the source's domain and along the target's coordinates.

    `factor` is None where a refuted claim speaks of no particular factor.
    """

    domain: Domain
    f: tuple[Expr, ...]
    g: tuple[tuple[Expr, ...], ...]
    targets: tuple[str, ...]
    inside: tuple[Expr, ...]
    h: tuple[tuple[Expr, ...], ...]
    factor: Expr | None
    constant: bool

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(v for v in self.domain.variables if v not in self.domain.coordinates)

    @property
    def names(self) -> Names:
        return {symbol(k): v for k, v in coq_names(self.domain.variables).items()}

    @property
    def target_names(self) -> Names:
        """Names for target coordinates; parameters keep theirs."""
        own = {symbol(y): f"y{i}" for i, y in enumerate(self.targets)}
        return {**{symbol(p): self.names[symbol(p)] for p in self.parameters}, **own}

    def along(self, e: Expr) -> Expr:
        """A scalar on the target, along f."""
        return e.substitute(dict(zip(self.targets, self.f, strict=True)))

    @property
    def source_conditions(self) -> list[Condition]:
        """What makes f, g and c defined on the chart."""
        return conditions([*self.f, *(e for row in self.g for e in row), *([self.factor] if self.factor is not None else [])])

    @property
    def target_conditions(self) -> list[Condition]:
        """The target's domain, and what makes its conditions and h defined there."""
        entries = [e for row in self.h for e in row]
        return list(dict.fromkeys([*(Condition("> 0", e) for e in self.inside), *conditions([*self.inside, *entries])]))


def statement(claim: Any, factor: Expr | None) -> Statement:
    """The statement of a claim with a factor (None: whatever the factor). Raises CannotExport."""
    if isinstance(claim, AgreeOnOverlap):
        f, g, h = claim.transition, claim.g, claim.h
    elif isinstance(claim, (IsIsometric, IsHomothetic, IsConformal)):
        f, g, h = claim.f, claim.g, claim.f.metric_on_target(claim.h)
    else:
        raise CannotExport(f"cannot export a claim of kind {claim.relation}: needs one on a pullback (isometric, homothetic, conformal).")
    if claim.relations:
        raise CannotExport("cannot export a claim about undefined functions: needs explicit ones.")
    if f.through:
        raise CannotExport("cannot export a composition: needs a map that is given by its components.")
    if any(c not in f.source.where for c in g.chart.where):
        raise CannotExport("cannot export a metric on a smaller chart than its map: needs them on one chart.")
    domain: Domain = claim.domain
    if not is_exact(domain.conditions):
        raise CannotExport("cannot export a chart with atan2 or odd roots in its conditions: Coq would state a smaller one.")
    inside = tuple(dict.fromkeys(inequality(c) for c in (*f.target.where, *h.chart.where)))
    constant = isinstance(claim, IsHomothetic)
    if constant and factor is not None and factor.free_symbols & set(domain.coordinates):
        raise CannotExport(f"cannot export the constant factor {factor}: needs one that is written without coordinates.")
    return Statement(domain, f.components, g.entries, f.target.coordinates, inside, h.entries, factor, constant)


# -- the file ------------------------------------------------------------------------------------------------------
_HEAD = "From Coq Require Import Reals List.\nRequire Import SymGeo.\nImport ListNotations.\nOpen Scope R_scope.\n\n"


class Writer:
    """Pieces of Coq text that a statement and its proof share."""

    def __init__(self, s: Statement) -> None:
        self.s = s
        self.m, self.n = len(s.domain.coordinates), len(s.f)
        self.names, self.target_names = s.names, s.target_names
        self.variables = [self.names[symbol(v)] for v in s.domain.variables]
        self.parameters = [self.names[symbol(v)] for v in s.parameters]
        self.binder = " ".join(self.variables)
        self.at_pt = " ".join([*(f"(pt {i}%nat)" for i in range(self.m)), *self.parameters])
        self.factor_arguments = self.parameters if s.constant else self.variables

    def source(self, name: str, point: str = "pt") -> str:
        """A function of coordinates and parameters as one of points."""
        return f"(fun {point} => {name} {self.at_pt.replace('pt', point)})"

    @property
    def target(self) -> str:
        arguments = " ".join([*(f"(nth {k} im 0)" for k in range(self.n)), *self.parameters])
        return f"(fun im => h {arguments})"

    @property
    def factor(self) -> str:
        return f"(fun pt => {' '.join(['c', *self.parameters])})" if self.s.constant else self.source("c")

    def definition(self, name: str, binder: str, kind: str, body: str) -> str:
        return f"Definition {name}{f' ({binder} : R)' if binder else ''} : {kind} :=\n  {body}.\n"

    def conjunction(self, parts: Sequence[Condition], names: Names) -> str:
        return " /\\\n  ".join(p.text(names) for p in parts) or "True"

    def chart(self) -> str:
        domain = self.s.domain
        given = [*conditions(domain.conditions), *chart_conditions(domain)]
        parts = [c.text(self.names) for c in dict.fromkeys(given)]
        parts += [f"(exists z : Z, {self.names[symbol(v)]} = IZR z)" for v in domain.variables if v in domain.integers]
        return " /\\\n  ".join(parts) or "True"

    def matrix(self, rows: Sequence[Sequence[Expr]], names: Names) -> str:
        return "[ " + ";\n    ".join("[ " + "; ".join(text(e, names) for e in row) + " ]" for row in rows) + " ]"

    @property
    def target_binder(self) -> str:
        return " ".join([*(f"y{k}" for k in range(self.n)), *self.parameters])

    def image(self) -> str:
        """The components of f at the coordinates, and the parameters."""
        point = " ".join(["f", *self.variables])
        return " ".join([*(f"(nth {k} ({point}) 0)" for k in range(self.n)), *self.parameters])

    def definitions(self) -> str:
        s = self.s
        out = [
            self.definition("U", self.binder, "Prop", self.chart()),
            self.definition("f", self.binder, "list R", "[ " + ";\n    ".join(text(e, self.names) for e in s.f) + " ]"),
            self.definition("g", self.binder, "list (list R)", self.matrix(s.g, self.names)),
            self.definition("V", self.target_binder, "Prop", self.conjunction(s.target_conditions, self.target_names)),
            self.definition("h", self.target_binder, "list (list R)", self.matrix(s.h, self.target_names)),
        ]
        if s.factor is not None:
            out.append(self.definition("c", " ".join(self.factor_arguments), "R", text(s.factor, self.names)))
        out.append("(* Coq's functions are total: 1/0, sqrt(-1), ln(-1) have values. That none is met: *)\n")
        out.append(self.definition("defined", self.binder, "Prop", self.conjunction(s.source_conditions, self.names)))
        return "".join(out)

    def shapes(self) -> str:
        here, there = self.binder, self.target_binder
        return (
            f"(forall {here} : R, length (f {here}) = {self.n}%nat /\\ square {self.m} (g {here})) /\\\n"
            f"  (forall {there} : R, square {self.n} (h {there}))"
        )

    def proved(self) -> str:
        here = self.binder
        quantified = f"forall {' '.join(self.parameters)} : R, " if self.parameters else ""
        return (
            f"(exists {here} : R, U {here}) /\\\n  {self.shapes()} /\\\n"
            f"  (forall {here} : R, U {here} -> defined {here}) /\\\n"
            f"  (forall {here} : R, U {here} -> V {self.image()}) /\\\n"
            f"  ({quantified}pulls_back_to {self.target} {self.m} {self.n}\n"
            f"    {self.source('U')} {self.source('f')} {self.source('g')} {self.factor})"
        )

    def refuted(self, points: int, kind: str) -> str:
        """With a factor: at some point it fails. Without: at some point, or at some two points, no factor fits. Or, as `kind` says:
        at some point something is undefined, or f is outside the target's domain."""
        s = self.s
        everything = [
            *s.f,
            *s.inside,
            *(e for rows in (s.g, s.h) for row in rows for e in row),
            *([s.factor] if s.factor is not None else []),
        ]
        if kind and not is_exact(everything):
            raise CannotExport("cannot export a refutation of definedness with atan2 or odd roots: Coq's conditions are not necessary.")
        if points == 2 and not s.constant:
            raise CannotExport("cannot export a refutation at two points: needs a factor that is claimed to be constant.")
        names = [f"{v}_{k}" for k in range(points) for v in self.variables[: self.m]]
        at = [" ".join([*names[k * self.m : (k + 1) * self.m], *self.parameters]) for k in range(points)]
        here = [f"U {p} /\\ defined {p} /\\ V {self._image_at(p)}" for p in at]
        shapes = self.shapes()
        if kind:
            fails = f"~ defined {at[0]}" if kind == "undefined" else f"defined {at[0]} /\\ ~ V {self._image_at(at[0])}"
            return f"({shapes}) /\\\n  exists {' '.join([*names, *self.parameters])} : R, U {at[0]} /\\ {fails}"
        spelled = [f"(fun i => nth i [ {'; '.join(names[k * self.m : (k + 1) * self.m])} ] 0)" for k in range(points)]
        common = f"{self.target} {self.m} {self.n} {self.source('f')} {self.source('g')}"
        if self.s.factor is not None:
            value = " ".join(["c", *(self.parameters if self.s.constant else [at[0]])])
            last = f"not_factor_at {common} ({value}) {spelled[0]}"
        else:
            last = f"no_factor_at {common}\n    [ {'; '.join(spelled if points == 2 else spelled * 2)} ]"
        bound = " ".join([*names, *self.parameters])
        return f"({shapes}) /\\\n  exists {bound} : R,\n  " + " /\\\n  ".join([*here, last])

    def _image_at(self, point: str) -> str:
        return " ".join([*(f"(nth {k} (f {point}) 0)" for k in range(self.n)), *self.parameters])


def claim_text(s: Statement, title: str, points: int = 0, kind: str = "") -> str:
    """The claim file: of a proved claim, or (with the number of points of its witness, and what fails there) of a refuted one."""
    w = Writer(s)
    body = w.refuted(points, kind) if points else w.proved()
    return f"(* {_comment(title)} *)\n{_HEAD}{w.definitions()}Definition claim : Prop :=\n  {body}.\n"


def _comment(title: str) -> str:
    return re.sub(r"[^A-Za-z0-9 .,:;=+/^-]", " ", title)


def check_text(name: str) -> str:
    """The check file: the claim, closed by the proof, and the axioms it rests on."""
    return (
        f"Require {name}_claim {name}_proof.\n"
        f"Theorem checked : {name}_claim.claim.\nProof. exact {name}_proof.proof. Qed.\nPrint Assumptions checked.\n"
    )


#: What proves the shapes of f and g, and that of h.
SQUARE = "split; [ reflexivity | intros row Hrow; simpl in Hrow; repeat (destruct Hrow as [<-|Hrow]; [ reflexivity | ]); destruct Hrow ]"
SHAPE = f"split; [ reflexivity | {SQUARE} ]"

__all__ = ["SHAPE", "SQUARE", "Statement", "Writer", "check_text", "claim_text", "coq_names", "statement"]
