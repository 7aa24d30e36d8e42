"""The witness of a refutation in the checker's terms: which obligation fails, where, and between which bounds the two sides lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

from symgeo.evidence.check import intervals as iv
from symgeo.evidence.check.algebra import Rejected
from symgeo.evidence.check.claims import Claim, Defined, NeedsFactor, Rank, Sign, Zero, obligations
from symgeo.evidence.check.refute import Refutation
from symgeo.evidence.check.terms import CannotReplay, number, walk
from symgeo.evidence.elaborate import Engine, RefutationRecorder, switch_cuts
from symgeo.exact.verdict import Refuted

PRECISIONS = (64, 128, 256, 512, 1024, 2048, 4096, 8192)


def witness_of(verdict: Refuted, claim: Claim, start: Mapping[str, Any]) -> tuple[dict[str, Any], RefutationRecorder]:
    """A witness that the checker accepts. Raises CannotReplay if none was found at the points of the engine's witness."""
    points = [dict(p) for p in verdict.witness.points]
    problem: Exception | None = None
    engine = Engine()
    for bits in PRECISIONS:
        for candidate in candidates(verdict, claim, points, bits):
            recorder = RefutationRecorder(Refutation(claim, {**start, "witness": candidate}), engine, outward)
            try:
                recorder.check()
            except (Rejected, CannotReplay, ValueError, KeyError) as error:
                problem = error
                continue
            return candidate, recorder
        if isinstance(problem, CannotReplay) or verdict.witness.kind in ("undefined", "rank", "not-c1"):
            break
    raise CannotReplay(str(problem) if isinstance(problem, CannotReplay) else f"a witness of the kind {verdict.witness.kind}")


def candidates(verdict: Refuted, claim: Claim, points: list[dict[str, str]], bits: int) -> Iterator[dict[str, Any]]:
    """Witnesses that may do, the engine's component first."""
    open_factor = any(isinstance(o, NeedsFactor) for o in obligations(claim, None))
    demands = obligations(claim, number(1) if open_factor else None)
    zeros = [k for k, o in enumerate(demands) if isinstance(o, Zero) and o.domain == claim.domain]
    component = verdict.witness.component
    zeros.sort(key=lambda k: demands[k].component != component)  # type: ignore[union-attr]

    def attempts() -> Iterator[tuple[str, list[dict[str, str]], list[int]]]:
        engine_kind = verdict.witness.kind
        for k, o in enumerate(demands):
            if o.domain != claim.domain or len(points) != 1:
                continue
            if isinstance(o, Rank) and engine_kind == "rank":
                yield "rank", points, [k]
            if isinstance(o, Sign) and engine_kind in ("outside-target", "not-proportional", "unequal"):
                yield "sign", points, [k]
            if isinstance(o, Defined) and engine_kind in ("undefined", "unequal"):
                yield "undefined", points, [k]
        for k in zeros if engine_kind in ("unequal", "not-proportional", "two-factors") else ():
            if not open_factor:
                yield "unequal", points[:1], [k]
                continue
            yield "ratio", points[:1], [k]
            if len(points) == 2:
                yield "two-factors", points, [k]
        for j, k in combinations_with_replacement(zeros, 2) if open_factor and engine_kind == "not-proportional" else ():
            yield "minor", points[:1], [j, k]

    for kind, at, chosen in attempts():
        yield {"kind": kind, "points": at, "obligations": chosen, "precision": bits}
    if verdict.witness.kind == "not-c1":
        for k, o in enumerate(demands):
            if isinstance(o, Defined) and o.domain == claim.domain and len(points) == 1:
                for cut in switch_cuts(walk(o.term), o.domain):
                    for order in (0, 1):
                        yield {"kind": "not-c1", "points": points, "obligations": [k], "precision": bits, "cut": cut, "order": order}


def outward(end: iv.End | None, direction: int, bits: int) -> Fraction:
    """A rational number at or beyond an end."""
    if end is None:
        raise Rejected("an enclosure", "it is not bounded")
    if end.b == 0:
        return end.a
    low = iv._pi(bits)  # low <= 2**bits pi <= low + 2
    upward = (end.b > 0) == (direction > 0)
    return end.a + end.b * Fraction(low + 2 if upward else low, 1 << bits)


__all__ = ["witness_of"]
