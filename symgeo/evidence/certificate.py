"""Certificates: what a verdict rests on, as data that a checker can replay without search.

A certificate is one JSON object, the same byte for byte in every run. Expressions and reasons are tables whose rows refer
to earlier rows by number, so that shared parts are written once.

    format        "symgeo-certificate/1"
    verdict       "proved" or "refuted"
    claim         relation, chart, map, metrics, factor (expressions by row)
    expressions   rows [head, argument, ...]: numbers as text, symbols by name, everything else by rows
    domains       variables, conditions (rows of expressions that are > 0, >= 0, /= 0), integer variables, a point of it
  proved:
    obligations   what has to hold: kind, domain, expressions, and for a matrix entry which one
    regions       for each domain (or part of one) the field in which equalities were proved: generators with kind,
                  defining expression and relation; atoms, the polynomials that occur in denominators; images, the
                  fraction of polynomials that each function of the claim was converted to
    reasons       rows {rule, statement, subject, premises, data}: why a sign holds on a region's domain
    steps         what settles the obligations: an equality by the numerator of its difference and cofactors of the
                  relations, or a sign by a reason
  refuted:
    witness       kind, points, sentence, the two sides (rows), their enclosures, the precision in bits

Polynomials are lists of terms [coefficient, [generator, exponent], ...].
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any

from symgeo.errors import CertificateError
from symgeo.exact.algebra.field import CannotConvert
from symgeo.exact.algebra.ring import Fraction_, Pair, Poly
from symgeo.exact.decide import Grounds, Step
from symgeo.exact.region import Region
from symgeo.exact.signs.sign import Reason
from symgeo.exact.verdict import Proved, Refuted, Verdict
from symgeo.exact.zero import ZeroProof
from symgeo.expression import Expr
from symgeo.geometry.chart import Chart
from symgeo.geometry.domain import Domain
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric
from symgeo.geometry.obligations import Obligation

FORMAT = "symgeo-certificate/1"


def certificate(verdict: Verdict) -> dict[str, Any]:
    """The certificate of a Proved or Refuted verdict. Raises CertificateError for an undecided one."""
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
        self.reasons: list[dict[str, Any]] = []
        self._reason_rows: dict[int, int] = {}
        self.domains: list[dict[str, Any]] = []
        self._domain_rows: dict[Domain, int] = {}
        self.regions: list[dict[str, Any]] = []
        self._region_rows: dict[int, int] = {}

    # -- documents -----------------------------------------------------------------------------------------------
    def proved(self, verdict: Proved) -> dict[str, Any]:
        grounds: Grounds = verdict.grounds
        head = self._head("proved", verdict.claim, verdict.factor)
        points = dict(grounds.points)
        for domain in points:
            self.domain(domain, points[domain])
        obligations = [self.obligation(o) for o in grounds.obligations]
        steps = [self.step(s) for s in grounds.steps]
        relations = [self.row(e) for e in grounds.relations]
        return {
            **head,
            "relations": relations,
            "obligations": obligations,
            "steps": steps,
            "reasons": self.reasons,
            "regions": [self._region(r) for r in self.regions],
            "domains": self.domains,
            "expressions": self.expressions,
        }

    def refuted(self, verdict: Refuted) -> dict[str, Any]:
        head = self._head("refuted", verdict.claim, None)
        w = verdict.witness
        self.domain(verdict.claim.domain, None)
        witness = {
            "kind": w.kind,
            "points": [dict(p) for p in w.points],
            "component": list(w.component) if w.component else None,
            "statement": w.statement,
            "pulled_back": w.pulled_back,
            "declared": w.declared,
            "sides": [self.row(e) for e in w.sides] if w.sides else None,
            "precision": w.precision,
        }
        return {**head, "witness": witness, "domains": self.domains, "expressions": self.expressions}

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

    def domain(self, domain: Domain, point: Mapping[str, Fraction] | None = None) -> int:
        if domain not in self._domain_rows:
            self._domain_rows[domain] = len(self.domains)
            self.domains.append(
                {
                    "variables": list(domain.variables),
                    "coordinates": list(domain.coordinates),
                    "integers": sorted(domain.integers),
                    "positive": [self.row(e) for e in domain.positive],
                    "nonnegative": [self.row(e) for e in domain.nonnegative],
                    "nonzero": [self.row(e) for e in domain.nonzero],
                    "point": {k: str(v) for k, v in point.items()} if point is not None else None,
                }
            )
        return self._domain_rows[domain]

    def obligation(self, o: Obligation) -> dict[str, Any]:
        out: dict[str, Any] = {"kind": type(o).__name__, "domain": self.domain(o.domain), "label": o.label}
        for name in ("left", "right", "expression", "node", "v", "u"):
            value = getattr(o, name, None)
            if value is not None:
                out[name] = self.row(value)
        for name in ("level", "strict"):
            if hasattr(o, name):
                out[name] = getattr(o, name)
        if getattr(o, "component", None):
            out["component"] = list(o.component)  # type: ignore[union-attr, arg-type]
        if hasattr(o, "rows"):
            out["rows"] = [[self.row(e) for e in r] for r in o.rows]
        return out

    def region(self, region: Region) -> int:
        if id(region) not in self._region_rows:
            self._region_rows[id(region)] = len(self.regions)
            self.regions.append({"region": region, "domain": self.domain(region.domain)})
        return self._region_rows[id(region)]

    def step(self, s: Step) -> dict[str, Any]:
        out: dict[str, Any] = {"obligation": self.obligation(s.obligation), "region": self.region(s.region)}
        if isinstance(s.how, Reason):
            out["reason"] = self.reason(s.how)
        elif isinstance(s.how, ZeroProof):
            out["method"] = s.how.method
            out["data"] = {name: self.data(value) for name, value in s.how.data}
            if s.how.method == "normal-form":
                out.update(self.equality(s))
        else:
            out["note"] = s.how
        return out

    def equality(self, s: Step) -> dict[str, Any]:
        """The numerator of left - right, and how it lies in the ideal of the relations."""
        left, right = s.obligation.left, s.obligation.right  # type: ignore[union-attr]
        region = s.region

        def difference() -> tuple[Fraction_, list[tuple[int, Poly]], Poly]:
            f = region.field
            u = f.ring.add([f.convert(left), f.ring.negate(f.convert(right))])
            cofactors, rest = f.ring.cofactors(u.numerator)
            return u, cofactors, rest

        u, cofactors, rest = region.attempt(difference)
        return {
            "numerator": self.poly(u.numerator),
            "denominator": [list(pair) for pair in u.denominator],
            "cofactors": [[k, self.poly(q)] for k, q in cofactors],
            "remainder": self.poly(rest),
        }

    def _region(self, entry: dict[str, Any]) -> dict[str, Any]:
        region: Region = entry["region"]
        f = region.field
        relations = []
        for k, r in enumerate(f.ring.relations):
            kind = "pair" if isinstance(r, Pair) else "power"
            relations.append({"kind": kind, "polynomial": self.poly(f.ring.relation_poly(k))})
        images = []
        for e, u in f.images():
            if e.head not in ("number", "symbol", "add", "mul"):
                images.append(
                    {"expression": self.row(e), "numerator": self.poly(u.numerator), "denominator": [list(p) for p in u.denominator]}
                )
        return {
            "domain": entry["domain"],
            "generators": [{"kind": g.kind, "expression": self.row(g.tree)} for g in f.generators],
            "relations": relations,
            "atoms": [self.poly(p) for p in f.ring.atoms],
            "images": images,
        }

    def reason(self, reason: Reason) -> int:
        for r in reason.walk():
            if id(r) not in self._reason_rows:
                self._reason_rows[id(r)] = len(self.reasons)
                self.reasons.append(
                    {
                        "rule": r.rule,
                        "statement": r.statement,
                        "subject": self.row(r.subject),
                        "premises": [self._reason_rows[id(p)] for p in r.premises],
                        "data": {name: self.data(value) for name, value in r.data},
                    }
                )
        return self._reason_rows[id(reason)]

    def data(self, value: Any) -> Any:
        if isinstance(value, Expr):
            return {"row": self.row(value)}
        if isinstance(value, Reason):
            return {"reason": self.reason(value)}
        if isinstance(value, (list, tuple)):
            return [self.data(v) for v in value]
        if isinstance(value, Mapping):
            return {str(k): self.data(v) for k, v in value.items()}
        if value is None or isinstance(value, (bool, int, str)):
            return value
        return str(value)

    @staticmethod
    def poly(p: Poly) -> list[Any]:
        return [[str(c), *([i, int(d)] for i, d in enumerate(m) if d)] for m, c in p.terms()]


__all__ = ["FORMAT", "CannotConvert", "certificate", "dumps", "expression", "loads"]
