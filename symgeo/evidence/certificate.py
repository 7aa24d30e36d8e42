"""Certificates: a verdict with all that a checker needs to replay it without search, as data.

A certificate is one JSON object, the same byte for byte in every run. Terms are a table whose rows refer to earlier rows by
number, so that shared parts are written once; numbers are texts.

    format        "symgeo-certificate/1"
    verdict       "proved" or "refuted"
    claim         relation, charts, maps, metrics, factor (terms by row)
    factor        the factor, where the claim leaves it open and it was found
    expressions   rows [head, argument, ...]
  proved:
    obligations   [kind, label] of each thing that has to hold, in order; the checker computes them again from the claim
    domains       variables, conditions (rows of terms that are > 0, >= 0, /= 0), integer variables, coordinates
    points        [domain, rational point]: no domain is empty
    facts         [domain, row, sign, rule, evidence...]: signs that interval arithmetic does not show by itself, in an order in
                  which each follows from those before it (see `symgeo.evidence.check.signs`)
    fields        for a domain: hints [row, kind, ...], what becomes of each function in the field, generators and
                  axioms (see `symgeo.evidence.check.algebra`); relations of undefined functions, solved
    example       where the claim assumes relations of undefined functions: [name, arguments, row] of functions that satisfy them
    methods       [number of an obligation, argument, evidence...] for equalities that do not simply multiply out
    cut           where the claim has branches: the row of a term u, and a coordinate; they are compared where u = 0
    determinants  rows of terms that are the determinants of the claim, in order
  refuted:
    witness       kind, points, numbers of the obligations that fail there, enclosures of the two sides, precision in bits
  where the checker lacks a rule:
    cannot        what is missing; the checker then answers "cannot replay"
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any

from symgeo.claimdata import needs_rules
from symgeo.errors import CertificateError
from symgeo.evidence.check.algebra import Rejected
from symgeo.evidence.check.claims import Domain as CheckerDomain
from symgeo.evidence.check.claims import read_claim
from symgeo.evidence.check.pieces import Cut
from symgeo.evidence.check.replay import Proof
from symgeo.evidence.check.signs import written
from symgeo.evidence.check.terms import CannotReplay, Term
from symgeo.evidence.elaborate import Engine, Recorder, checker_domain
from symgeo.evidence.refutation import witness_of
from symgeo.exact.verdict import Proved, Refuted, Undecided, Verdict
from symgeo.expression import Expr
from symgeo.geometry.chart import Chart
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric

FORMAT = "symgeo-certificate/1"
#: Runs in which facts and generators are found; the last one finds no more.
_RUNS = 6


def certificate(verdict: Verdict) -> dict[str, Any]:
    """The certificate of a Proved or Refuted verdict. Raises CertificateError for an undecided one, and for claims of curvature."""
    if not isinstance(verdict, Undecided):
        needs_rules(verdict.claim)
    if isinstance(verdict, Proved):
        return _Writer().proved(verdict)
    if isinstance(verdict, Refuted):
        return _Writer().refuted(verdict)
    raise CertificateError("cannot certify an undecided claim: needs a verdict, got none. See its advice.")


def dumps(document: Mapping[str, Any]) -> str:
    """The certificate as text; equal certificates give equal text."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def loads(text: str) -> dict[str, Any]:
    """A certificate from its text. Raises CertificateError if it is not one of this format."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CertificateError(f"cannot read a certificate: needs JSON, got an error ({error}).") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        found = document.get("format") if isinstance(document, dict) else type(document).__name__
        raise CertificateError(f"cannot read a certificate: needs format {FORMAT!r}, got {found!r}.")
    return document


def expression(document: Mapping[str, Any], row: int) -> Expr:
    """The expression of a row of a certificate."""
    rows = document["expressions"]
    built: dict[int, Expr] = {}
    stack = [row]
    while stack:
        i = stack[-1]
        head, *arguments = rows[i]
        if any(isinstance(a, int) and not 0 <= a < i for a in arguments):
            raise CertificateError(f"cannot read a certificate: needs rows that refer to earlier rows, got {rows[i]} in row {i}.")
        pending = [a for a in arguments if isinstance(a, int) and a not in built]
        if pending:
            stack.extend(pending)
            continue
        stack.pop()
        if head == "number":
            built[i] = Expr("number", (Fraction(arguments[0]),))
        else:
            built[i] = Expr(head, tuple(built[a] if isinstance(a, int) else tuple(a) if isinstance(a, list) else a for a in arguments))
    return built[row]


def _fields(claim: Any) -> list[str]:
    return [f.name for f in fields(claim)]


class _Writer:
    """Collects the tables of one certificate."""

    def __init__(self) -> None:
        self.expressions: list[list[Any]] = []
        self._rows: dict[Expr, int] = {}
        self._term_rows: dict[Term, int] = {}
        self.domains: list[dict[str, Any]] = []
        self._domain_rows: dict[CheckerDomain, int] = {}
        self._known: dict[str, int] = {}

    # -- documents -----------------------------------------------------------------------------------------------
    def proved(self, verdict: Proved) -> dict[str, Any]:
        head = self._head("proved", verdict.claim, verdict.factor if getattr(verdict.claim, "factor", None) is None else None)
        try:
            recorder = self._record(verdict, head)
        except CannotReplay as error:
            return {**head, "cannot": str(error), "expressions": self.expressions}
        except Rejected as error:
            return {**head, "cannot": f"a step of the engine ({error})", "expressions": self.expressions}
        points = {checker_domain(d): p for d, p in verdict.grounds.points}
        demanded = dict.fromkeys(o.domain for o in recorder.demands)
        return {
            **head,
            "obligations": [[type(o).__name__, o.label] for o in recorder.demands],
            "points": [[self.domain(d), {k: str(v) for k, v in points[d].items()}] for d in demanded],
            **({} if recorder.cut is None else {"cut": [self.term(recorder.cut.u), recorder.cut.x]}),
            "methods": [[k, *map(self.data, method)] for k, method in sorted(recorder.methods.items())],
            "determinants": [[self.term(t) for t in terms] for terms in recorder.determined],
            **self._evidence(recorder),
            "expressions": self.expressions,
        }

    def _record(self, verdict: Proved, head: dict[str, Any]) -> Recorder:
        """The last of several runs of the checker with the engine at its side."""
        start = {**head, "expressions": self.expressions}
        engine = Engine(verdict.grounds.steps, verdict.grounds.relations)
        error: Rejected | CannotReplay | None = None
        cuts: list[Cut | None] = [None, *Recorder(Proof(read_claim(start), start), engine).cuts()]
        for cut in cuts:
            facts: list[Any] = []
            for _ in range(_RUNS):
                recorder = Recorder(Proof(read_claim(start), start), engine)
                recorder.cut = cut
                try:
                    recorder.run(facts)
                    error = None
                except (Rejected, CannotReplay) as found:
                    error = error or found
                if recorder.facts.written == facts and not engine.refined():
                    if error is None:
                        return recorder
                    break
                facts = recorder.facts.written
        raise error or CannotReplay("facts that need each other")

    def _field(self, domain: CheckerDomain, recorder: Recorder) -> dict[str, Any]:
        hints = []
        for (where, term), hint in recorder.given.items():
            if where == domain and hint is not None:
                kind, *data = hint if isinstance(hint[0], str) else ("factors", *hint)
                hints.append([self.term(term), [kind, *map(self.data, data)]])
        solved = [[k, names, self.term(u), n] for k, names, u, n in recorder.relations.get(domain, ())]
        return {"domain": self.domain(domain), "hints": hints, "relations": solved}

    def refuted(self, verdict: Refuted) -> dict[str, Any]:
        head = self._head("refuted", verdict.claim, None)
        start = {**head, "expressions": self.expressions}
        try:
            witness, recorder = witness_of(verdict, read_claim(start), start)
        except (CannotReplay, Rejected) as error:
            return {**start, "cannot": str(error)}
        cut = witness.get("cut")
        if cut is not None:
            witness["cut"] = [self.term(cut.u), cut.x]
        return {**start, "witness": witness, **self._evidence(recorder)}

    def _evidence(self, recorder: Any) -> dict[str, Any]:
        """Facts and fields, with the domains they are about."""
        example = [[name, names, self.term(t)] for name, names, t in recorder.example]
        return {
            **({"example": example} if example else {}),
            "facts": [
                [self.domain(d), self.term(t), sign, rule, *map(self.data, data)] for d, t, sign, rule, data in recorder.facts.written
            ],
            "fields": [self._field(d, recorder) for d in recorder.fields],
            "domains": self.domains,
        }

    def _head(self, verdict: str, claim: Any, factor: Expr | None) -> dict[str, Any]:
        parts = {name: self.part(getattr(claim, name)) for name in _fields(claim)}
        return {
            "format": FORMAT,
            "verdict": verdict,
            "claim": {"relation": claim.relation, **parts},
            "factor": None if factor is None else self.row(factor),
        }

    def part(self, value: Any) -> Any:
        """A chart, map, metric or expression of a claim."""
        if value is None:
            return None
        if isinstance(value, Expr):
            return self.row(value)
        if isinstance(value, Chart):
            return {
                "coordinates": list(value.coordinates),
                "where": [self.row(c) for c in value.where],
                "parameters": [list(p) for p in value.parameters],
                "relations": [self.row(r) for r in value.relations],
            }
        if isinstance(value, Metric):
            return {"chart": self.part(value.chart), "entries": [[self.row(e) for e in r] for r in value.entries]}
        if isinstance(value, SmoothMap):
            return {
                "source": self.part(value.source),
                "target": self.part(value.target),
                "components": [self.row(c) for c in value.components],
                "ambient": self.part(value.ambient),
                **({"through": [self.part(step) for step in value.through]} if value.through else {}),
            }
        if isinstance(value, tuple):
            return [{"relation": c.relation, **{name: self.part(getattr(c, name)) for name in _fields(c)}} for c in value]
        raise CertificateError(f"cannot write {type(value).__name__} into a certificate.")

    # -- tables --------------------------------------------------------------------------------------------------
    def row(self, e: Expr) -> int:
        if e not in self._rows:
            for node in e.walk():
                if node not in self._rows:
                    self._rows[node] = len(self.expressions)
                    self.expressions.append([node.head, *(self._argument(a) for a in node.args)])
        return self._rows[e]

    def _argument(self, a: Any) -> Any:
        if isinstance(a, Expr):
            return self._rows[a]
        return str(a) if isinstance(a, Fraction) else list(a) if isinstance(a, tuple) else a

    def term(self, t: Term) -> int:
        """The row of one of the checker's terms."""
        stack = [t]
        while stack:
            node = stack[-1]
            pending = [c for c in node.children if c not in self._term_rows]
            if pending:
                stack += pending
                continue
            stack.pop()
            if node not in self._term_rows:
                row = [node.head, *(self._term_rows[a] if isinstance(a, Term) else self._argument(a) for a in node.args)]
                self._term_rows[node] = self._row_of(row)
        return self._term_rows[t]

    def _row_of(self, row: list[Any]) -> int:
        if not self._known:
            self._known = {repr(r): i for i, r in enumerate(self.expressions)}
        key = repr(row)
        if key not in self._known:
            self._known[key] = len(self.expressions)
            self.expressions.append(row)
        return self._known[key]

    def domain(self, d: CheckerDomain) -> int:
        if d not in self._domain_rows:
            self._domain_rows[d] = len(self.domains)
            conditions = {
                name: [self.term(t) for t in sorted(terms, key=written)]
                for name, terms in (("positive", d.positive), ("nonnegative", d.nonnegative), ("nonzero", d.nonzero))
            }
            self.domains.append(
                {"variables": list(d.variables), "coordinates": list(d.coordinates), "integers": sorted(d.integers), **conditions}
            )
        return self._domain_rows[d]

    def data(self, value: Any) -> Any:
        """Evidence: terms by row, rational numbers as text, and lists of these."""
        if isinstance(value, Term):
            return self.term(value)
        if isinstance(value, Fraction):
            return str(value)
        return [self.data(v) for v in value] if isinstance(value, (list, tuple)) else value


__all__ = ["FORMAT", "certificate", "dumps", "expression", "loads"]
