"""Why a refuted isometry cannot be repaired: curvature, which no change of chart alters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from symgeo.exact.balls.enclosure import Evaluator, NotDefined, text
from symgeo.exact.refute import describe
from symgeo.exact.verdict import Refuted, Verdict
from symgeo.expression import Expr, number
from symgeo.geometry.claims import AgreeOnOverlap, IsIsometric, IsIsometry
from symgeo.geometry.connection import LeviCivita
from symgeo.geometry.metric import Metric

#: Beyond this dimension the scalar curvature, as it is derived, is too long to be evaluated.
MAX_DIMENSION = 4
PRECISIONS = (64, 256, 1024)


@dataclass(frozen=True)
class Obstruction:
    """The curvatures of g and of f*h at one point, which are proved to differ: enclosures, as text."""

    curvature: str
    point: Mapping[str, str]
    declared: str
    pulled_back: str
    statement: str


def obstruction(verdict: Verdict) -> Obstruction | None:
    """Where f*h = g is refuted at a point, and the curvatures of the two differ there, what that means; None if that is not proved.

    The Gauss curvature for n = 2, the scalar curvature for more. Both metrics have to be smooth around the point and nondegenerate at
    it, which balls prove; what depends on undefined functions is not compared. If some isometry between neighbourhoods of the point
    fixed it, the curvatures there would agree; so neither another chart around the point nor another map with the same metric helps.

    >>> from sympy import sin
    >>> from symgeo import Chart, Metric, SmoothMap, coordinates, euclidean, verify
    >>> theta, phi = coordinates("theta phi")
    >>> sphere = Chart([theta, phi], where=[0 < theta, theta < 3])
    >>> flat = SmoothMap(sphere, euclidean(2), [theta, phi])
    >>> found = obstruction(verify(IsIsometric(flat, Metric(sphere, [[1, 0], [0, sin(theta)**2]]))))
    >>> found.curvature, found.declared, found.pulled_back
    ('Gauss curvature', '[1.00000000000000 +/- 1.6e-18]', '[0 +/- 0]')
    """
    if not isinstance(verdict, Refuted) or verdict.witness.kind != "unequal" or len(verdict.witness.points) != 1:
        return None
    claim = verdict.claim
    if not isinstance(claim, (IsIsometric, IsIsometry, AgreeOnOverlap)):
        return None
    f = claim.transition if isinstance(claim, AgreeOnOverlap) else claim.f
    n = f.source.dimension
    try:
        point = {name: Fraction(value) for name, value in verdict.witness.points[0].items()}
    except ValueError:
        return None
    if not 2 <= n <= MAX_DIMENSION or set(point) != set(claim.domain.variables):
        return None
    h = f.metric_on_target(claim.h)
    pulled = f.pullback(h)
    matrices = (*pulled.entries, *claim.g.entries, *([f.at(e) for e in row] for row in h.entries))
    smooth = (*f.components, *(e for row in matrices for e in row))
    written = (*smooth, *(e for row in h.entries for e in row))
    if any(not e.heads.isdisjoint(("apply", "jet", "derivative")) for e in written):
        return None
    curvatures = [_curvature(m) for m in (claim.g, pulled)]
    for precision in PRECISIONS:
        at = Evaluator(point, precision)
        try:
            if not all(at.is_smooth(e) for e in smooth):
                return None
            if any(not bool(at(LeviCivita(m).determinant) != 0) for m in (claim.g, pulled)):
                continue
            declared, found = (at(e) for e in curvatures)
        except NotDefined:
            return None
        if declared.is_finite() and found.is_finite() and not declared.overlaps(found):
            name = "Gauss curvature" if n == 2 else "scalar curvature"
            statement = (
                f"{describe(point)}: the {name} of g is {text(declared)} and that of f*h is {text(found)}. Isometries keep it: "
                "no change of chart that fixes the point repairs it."
            )
            return Obstruction(name, verdict.witness.points[0], text(declared), text(found), statement)
    return None


def _curvature(g: Metric) -> Expr:
    scalar = LeviCivita(g).scalar
    return scalar * number(Fraction(1, 2)) if g.chart.dimension == 2 else scalar


__all__ = ["Obstruction", "obstruction"]
