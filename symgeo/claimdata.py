"""A claim as the data that a certificate holds, without the engine; and what two such claims differ in."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import Any, get_args

from symgeo.errors import CertificateError
from symgeo.evidence.check.claims import Claim as CheckedClaim
from symgeo.expression import Expr
from symgeo.geometry.chart import Chart
from symgeo.geometry.claims import AllHold, Claim
from symgeo.geometry.curvature_claims import CurvatureClaim
from symgeo.geometry.distortion import DistortionClaim
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric

#: What a part of a claim is called, where two claims differ in it.
PARTS = {
    "relation": "the relation",
    "f": "the map f",
    "inverse": "the inverse",
    "g": "the metric g",
    "h": "the metric h",
    "factor": "the factor",
    "parts": "the claims it consists of",
}


def needs_rules(claim: Claim) -> None:
    """Raise CertificateError for a claim that the checker has no rules for."""
    for part in claim.claims if isinstance(claim, AllHold) else (claim,):
        if isinstance(part, get_args(CurvatureClaim)):
            raise CertificateError(f"cannot certify a claim of kind {part.relation}: the checker has no rules for curvature yet")
        if isinstance(part, get_args(DistortionClaim)):
            raise CertificateError(f"cannot certify a claim of kind {part.relation}: the checker has no rules for it yet.")


def document(claim: Claim | AllHold) -> dict[str, Any]:
    """The claim and its expressions, as they stand in a certificate: what `symgeo.evidence.check.claims.read_claim` takes.

    Raises CertificateError for a claim that the checker has no rules for.
    """
    needs_rules(claim)
    rows: list[list[Any]] = []
    known: dict[Expr, int] = {}

    def row(e: Expr) -> int:
        for node in e.walk() if e not in known else ():
            if node not in known:
                known[node] = len(rows)
                rows.append([node.head, *map(argument, node.args)])
        return known[e]

    def argument(a: Any) -> Any:
        if isinstance(a, Expr):
            return known[a]
        return str(a) if isinstance(a, Fraction) else list(a) if isinstance(a, tuple) else a

    def chart(c: Chart) -> dict[str, Any]:
        where, relations = [row(e) for e in c.where], [row(e) for e in c.relations]
        return {"coordinates": list(c.coordinates), "where": where, "parameters": [list(p) for p in c.parameters], "relations": relations}

    def part(value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, Expr):
            return row(value)
        if isinstance(value, Metric):
            return {"chart": chart(value.chart), "entries": [[row(e) for e in line] for line in value.entries]}
        if isinstance(value, SmoothMap):
            ends = {"source": chart(value.source), "target": chart(value.target), "ambient": part(value.ambient)}
            steps = {"through": [part(step) for step in value.through]} if value.through else {}
            return {**ends, "components": [row(c) for c in value.components], **steps}
        if isinstance(value, tuple):
            return [whole(c) for c in value]
        raise TypeError(f"cannot write {type(value).__name__}: needs a part of a claim.")

    def whole(c: Any) -> dict[str, Any]:
        return {"relation": c.relation, **{f.name: part(getattr(c, f.name)) for f in fields(c)}}

    return {"claim": whole(claim), "expressions": rows}


def difference(claim: CheckedClaim, other: CheckedClaim) -> str | None:
    """What the first claim differs from the second in; None where they are one and the same, expression by expression."""
    return next((PARTS[name] for name, a, b in zip(CheckedClaim._fields, claim, other, strict=True) if a != b), None)
