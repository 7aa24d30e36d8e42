"""Verdicts on claims, and the strongest relation between a pullback and a metric."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

from symgeo.exact import refute
from symgeo.exact.algebra.field import CannotConvert
from symgeo.exact.algebra.ring import Fraction_, StepLimit
from symgeo.exact.decide import Decision
from symgeo.exact.points import contains
from symgeo.exact.region import Region
from symgeo.exact.verdict import Proved, Refuted, Undecided, Verdict, Witness, point_text
from symgeo.exact.zero import prove_constant_zero
from symgeo.expression import ONE, ZERO, Expr, number
from symgeo.geometry.claims import Claim, IsConformal, IsHomothetic, IsIsometric
from symgeo.geometry.curvature_claims import CurvatureClaim
from symgeo.geometry.domain import Domain
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric
from symgeo.geometry.obligations import Zero

RELATIONS = ("isometric", "homothetic", "conformal")


@dataclass(frozen=True)
class Strongest:
    """The strongest of isometric > homothetic > conformal that is proved while each stronger one is refuted.

    `name` is "none" where all three are refuted, None where one of the answers needed is undecided.
    """

    name: str | None
    factor: Expr | None
    verdicts: tuple[tuple[str, Verdict], ...]


def verify(claim: Claim) -> Verdict:
    """Decide a claim: Proved, Refuted or Undecided, each with its evidence.

    >>> from sympy import cos, sin, pi
    >>> from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean
    >>> theta, phi = coordinates("theta phi")
    >>> S2 = Chart([theta, phi], where=[0 < theta, theta < pi])
    >>> f = SmoothMap(S2, euclidean(3), [sin(theta)*cos(phi), sin(theta)*sin(phi), cos(theta)])
    >>> print(verify(IsIsometric(f, Metric(S2, [[1, 0], [0, sin(theta)**2]]))))
    proved: isometric
    """
    return Session(claim).verdict()


def strongest(f: SmoothMap, g: Metric, h: Metric | None = None) -> Strongest:
    """The strongest relation between f*h and g: isometric, homothetic or conformal, none of them, or not known.

    >>> from sympy import exp
    >>> from symgeo import Chart, Metric, SmoothMap, coordinates, euclidean
    >>> x, y = coordinates("x y")
    >>> plane = Chart([x, y])
    >>> result = strongest(SmoothMap(plane, euclidean(2), [3*x, 3*y]), Metric(plane, [[1, 0], [0, 1]]))
    >>> result.name, result.factor
    ('homothetic', 9)
    """
    return Session(IsIsometric(f, g, h)).strongest()


class Session:
    """All questions about one claim, sharing what is proved on the way."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.decision = Decision(claim.relations)
        self._verdicts: dict[Claim, Verdict] = {}

    def verdict(self) -> Verdict:
        return self.decide(self.claim)

    def decide(self, claim: Claim) -> Verdict:
        if claim not in self._verdicts:
            if isinstance(claim, (IsHomothetic, IsConformal)) and claim.factor is None:
                self._verdicts[claim] = self._find(claim)
            else:
                verdict = self.decision.decide(claim, list(claim.obligations()))
                if isinstance(verdict, Proved) and isinstance(claim, (IsHomothetic, IsConformal)):
                    verdict = replace(verdict, factor=claim.factor)
                if isinstance(verdict, Undecided) and verdict.reason in ("budget", "not_reduced"):
                    verdict = self._by_normal_forms(claim, verdict)
                self._verdicts[claim] = verdict
        return self._verdicts[claim]

    def _by_normal_forms(self, claim: Claim, verdict: Verdict) -> Verdict:
        """A proof, if there is one, where each component is brought into normal form before it is used: the same function wherever
        both forms are defined, in smaller terms."""
        if not isinstance(claim, get_args(CurvatureClaim)):
            return verdict
        fresh = Decision(claim.relations)  # in the old one's regions large terms have been met already
        found = fresh.decide(claim, list(claim.obligations(fresh.region(claim.domain).simplified)))
        return found if isinstance(found, Proved) else verdict

    # -- factors that are not given ----------------------------------------------------------------------------------
    def _find(self, claim: IsHomothetic | IsConformal) -> Verdict:
        """Decide whether some factor exists: refute by points, or find one and prove that it fits."""
        domain = claim.domain
        if not self.decision.points(domain, 1):
            return self.decision.decide(claim, list(IsIsometric(claim.f, claim.g, claim.h).obligations()))
        pulled = [list(row) for row in claim.f.pullback(claim.h).entries]
        declared = [list(row) for row in claim.g.entries]
        if not self.decision.relations:
            witness = self._no_factor(claim, pulled, declared, ((64, 4),))
            if witness is not None:
                return Refuted(claim, witness)
        if pulled == declared or isinstance(self._verdicts.get(IsIsometric(claim.f, claim.g, claim.h)), Proved):
            candidates = [ONE]
        else:
            candidates = self._candidates(claim, pulled, declared)
        answer: Verdict = Undecided(claim, "factor", "no entry of the metric could be divided by")
        for factor in candidates:
            verdict = self.decide(replace(claim, factor=factor))
            if isinstance(verdict, Proved):
                return replace(verdict, claim=claim, factor=factor)
            whatever_the_factor = ("undefined", "not-c1", "outside-target")
            if (
                isinstance(verdict, Refuted)
                and verdict.witness.kind in whatever_the_factor
                and not verdict.witness.about.startswith("the factor")
            ):
                return replace(verdict, claim=claim)
            if isinstance(verdict, Undecided):
                answer = replace(verdict, claim=claim)
        if not self.decision.relations:
            witness = self._no_factor(claim, pulled, declared, ((64, 16), (512, 6))) or self._factor_vanishes(
                claim, candidates, pulled, declared
            )
            if witness is not None:
                return Refuted(claim, witness)
        return answer

    def _no_factor(
        self, claim: IsHomothetic | IsConformal, pulled: list[list[Expr]], declared: list[list[Expr]], effort: tuple[tuple[int, int], ...]
    ) -> Witness | None:
        domain = claim.domain
        for precision, count in effort:
            for p in self.decision.points(domain, count):
                witness = refute.not_proportional(pulled, declared, p, precision)
                if witness is None and isinstance(claim, IsHomothetic):
                    others = domain
                    for name in domain.variables:
                        if name not in domain.coordinates:
                            others = others.substitute(name, number(p[name]))
                    for q in self.decision.points(others, 3):
                        whole = {v: q.get(v, p[v]) for v in domain.variables}
                        if not contains(domain, whole):
                            continue
                        witness = witness or refute.two_factors(pulled, declared, p, whole, precision)
                if witness is not None:
                    return witness
        return None

    def _factor_vanishes(
        self, claim: IsHomothetic | IsConformal, candidates: list[Expr], pulled: list[list[Expr]], declared: list[list[Expr]]
    ) -> Witness | None:
        """A point where f*h is exactly zero and g is not; tried where a candidate for the factor vanishes."""
        region = self.decision.region(claim.domain)
        points = self.decision.points(claim.domain, 24)
        for factor in candidates:
            factors = [p for p, _ in region.factors(factor)]
            point = refute.vanishing_point(factor, region, points, factors)
            if point is None:
                continue
            at = {k: number(v) for k, v in point.items()}
            here = Region(Domain(()))
            try:
                if not all(prove_constant_zero(here, e.substitute(at)) for row in pulled for e in row):
                    continue
            except (CannotConvert, StepLimit):
                continue
            evaluator = refute.evaluator(point, 64)
            if any(bool(refute.smooth_value(evaluator, e) != 0) for row in declared for e in row):
                why = f"{refute.describe(point)}: f*h = 0, and g is not 0; so no positive factor fits."
                return Witness("not-proportional", (point_text(point),), why)
        return None

    def _candidates(self, claim: IsHomothetic | IsConformal, pulled: list[list[Expr]], declared: list[list[Expr]]) -> list[Expr]:
        """Quotients (f*h)_ij / g_ij in simplest form; for a homothety only those without coordinates."""
        region = self.decision.region(claim.domain)
        n = len(pulled)
        places = sorted(((i, j) for i in range(n) for j in range(i, n)), key=lambda p: p[0] != p[1])
        found: list[Expr] = []

        def quotient() -> Expr | None:
            f = region.field
            g = f.normal(f.convert(declared[i][j]))
            if g.numerator == 0:
                return None
            h: Fraction_ = f.normal(f.convert(pulled[i][j]))
            if h.numerator == 0:
                return None
            return f.factored_expr(f.normal(f.ring.times(h, f.inverse(g))))

        for i, j in places:
            if declared[i][j] is ZERO or len(found) == 2:
                continue
            try:
                factor = region.attempt(quotient)
            except (CannotConvert, StepLimit):
                continue
            if factor is not None and factor not in found:
                if isinstance(claim, IsHomothetic) and factor.free_symbols & set(claim.domain.coordinates):
                    factor = self._constant(claim, factor)
                if factor is not None:
                    found.append(factor)
        return found

    def _constant(self, claim: IsHomothetic, factor: Expr) -> Expr | None:
        """The factor at one point, as a candidate for its value everywhere."""
        points = self.decision.points(claim.domain, 1)
        at = {k: number(v) for k, v in points[0].items() if k in claim.domain.coordinates}
        region = self.decision.region(claim.domain)
        return region.simplified(factor.substitute(at))

    # -- the strongest relation -----------------------------------------------------------------------------------
    def strongest(self) -> Strongest:
        claim = self.claim
        if not isinstance(claim, (IsIsometric, IsHomothetic, IsConformal)):
            return Strongest(None, None, ())
        f, g, h = claim.f, claim.g, claim.h
        done: list[tuple[str, Verdict]] = []
        isometric = self.decide(IsIsometric(f, g, h))
        done.append(("isometric", isometric))
        if isinstance(isometric, Proved):
            return Strongest("isometric", ONE, tuple(done))
        if isinstance(isometric, Refuted) and isometric.witness.kind != "unequal":
            # Not defined, not C^1 or outside the target: no factor helps.
            return Strongest("none", None, tuple(done))
        for kind in (IsHomothetic, IsConformal):
            given = claim.factor if isinstance(claim, kind) else None
            verdict = self.decide(kind(f, g, h, given)) if given is not None else None
            if not isinstance(verdict, Proved):
                verdict = self.decide(kind(f, g, h))
            done.append((kind.relation, verdict))
            if isinstance(verdict, Proved):
                if all(isinstance(v, Refuted) for _, v in done[:-1]):
                    return Strongest(kind.relation, verdict.factor, tuple(done))
                return Strongest(None, None, tuple(done))
        if all(isinstance(v, Refuted) for _, v in done):
            return Strongest("none", None, tuple(done))
        return Strongest(None, None, tuple(done))


def differences(claim: IsIsometric) -> list[Zero]:
    """The equalities of a claim, entry by entry."""
    return [o for o in claim.obligations() if isinstance(o, Zero)]


__all__ = ["Session", "Strongest", "differences", "strongest", "verify"]
