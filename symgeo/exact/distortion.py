"""How much a map stretches and shrinks: enclosures of the extreme stretches over a box, by branch and bound in balls.

The stretch of a vector v is sqrt((f*h)(v, v) / g(v, v)). Over the part of the domain in a box its largest value is enclosed
from above by eigenvalue bounds on boxes, the most promising box cut first, and from below by one vector at one point.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Any

from flint import arb, ctx

from symgeo.errors import DomainError, UndecidedError
from symgeo.exact.balls.enclosure import Evaluator, NotDefined
from symgeo.exact.decide import Decision
from symgeo.exact.definite import PRECISION, Corners, Cover, Forms, Over, cover, simple_middle
from symgeo.exact.eigen import pencil
from symgeo.exact.points import Point, contains
from symgeo.exact.verdict import Proved, Refuted, Undecided
from symgeo.exact.verify import Session
from symgeo.expression import Expr, differentiate
from symgeo.geometry.claims import IsHomothetic, _domain, _relations
from symgeo.geometry.distortion import Box, comparable, within_box
from symgeo.geometry.domain import Domain
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric

SCHEMA = "symgeo-distortion/1"
#: Boxes that are looked at for each of the two extremes.
BUDGET = 1000
#: Enclosures narrower than this part of their value are narrow enough.
NARROW = 1e-9


@dataclass(frozen=True)
class Extreme:
    """The infimum or supremum of the stretch is in [low, high]; high is None where no bound was found.

    At `point`, the vector `vector` is stretched by a factor in [low, high] too: it (nearly) attains the extreme. The point lies in the
    domain or on the faces of its box, which belong to its closure.
    """

    low: Fraction
    high: Fraction | None
    point: dict[str, Fraction]
    vector: tuple[Fraction, ...]

    @property
    def width(self) -> Fraction | None:
        return None if self.high is None else self.high - self.low


@dataclass(frozen=True)
class Distortion:
    """The extreme stretches of a map: every length is multiplied by a factor between `smallest` and `largest`."""

    smallest: Extreme
    largest: Extreme

    @property
    def ratio(self) -> tuple[Fraction, Fraction | None]:
        """An enclosure of largest / smallest, the distortion up to scale: 1 for a homothety. Without upper bound where none is known."""
        least, most = self.smallest, self.largest
        low = Fraction(1) if least.high is None or least.high == 0 else max(Fraction(1), most.low / least.high)
        return low, None if most.high is None or least.low <= 0 else most.high / least.low

    def sentence(self) -> str:
        """What the enclosures say, in words."""
        least, most = self.smallest, self.largest
        if least.low > 0:
            shrink = f"No length shrinks to less than {below(least.low)} times itself"
        elif not least.high:
            shrink = "Some lengths shrink to 0"
        elif least.high < Fraction(1, 10**6):
            shrink = f"Some lengths shrink to (almost) 0, less than {above(least.high, 2)} times themselves"
        else:
            shrink = f"No bound was found for how much lengths shrink (some to {above(least.high)} times themselves)"
        if most.high is not None:
            grow = f"none grows to more than {above(most.high)} times itself"
        else:
            grow = f"no bound was found for how much they grow (some to {below(most.low)} times themselves)"
        low, high = self.ratio
        if high is None:
            ratio = f"at least {below(low)}"
        elif high - low <= low / 10**7:
            ratio = f"about {nearest((low + high) / 2)}"
        else:
            ratio = f"between {below(low)} and {above(high)}"
        return f"{shrink}, and {grow}; distortion ratio {ratio}."


def document(found: Distortion) -> dict[str, Any]:
    """The same for JSON: enclosures as decimal numbers rounded outwards, null where no bound was found; points and vectors exactly."""

    def extreme(e: Extreme) -> dict[str, Any]:
        high = None if e.high is None else above(e.high, 16)
        return {
            "low": below(e.low, 16),
            "high": high,
            "point": {k: str(v) for k, v in e.point.items()},
            "vector": [str(x) for x in e.vector],
        }

    low, high = found.ratio
    return {
        "schema": SCHEMA,
        "smallest": extreme(found.smallest),
        "largest": extreme(found.largest),
        "ratio": {"low": below(low, 16), "high": None if high is None else above(high, 16)},
        "sentence": found.sentence(),
    }


def below(q: Fraction, digits: int = 8) -> str:
    """A decimal number that is at most q."""
    return _decimal(q, digits, up=False)


def above(q: Fraction, digits: int = 8) -> str:
    """A decimal number that is at least q."""
    return _decimal(q, digits, up=True)


def nearest(q: Fraction, digits: int = 7) -> str:
    """A decimal number near q."""
    return _decimal(q, digits, up=None)


def _decimal(q: Fraction, digits: int, *, up: bool | None) -> str:
    if q == 0:
        return "0"
    size = 0
    while abs(q) < Fraction(10) ** size:
        size -= 1
    while abs(q) >= Fraction(10) ** (size + 1):
        size += 1
    unit = Fraction(10) ** (size - digits + 1)
    steps = q / unit
    whole = round(steps) if up is None else -(-steps.numerator // steps.denominator) if up else steps.numerator // steps.denominator
    value = whole * unit
    places = digits - 1 - size
    if not -3 <= size <= 12:
        mantissa = _plain(value / Fraction(10) ** size, digits - 1)
        return f"{mantissa}e{size}"
    return _plain(value, max(places, 0))


def _plain(q: Fraction, places: int) -> str:
    scaled = q * 10**places
    digits = str(abs(scaled.numerator // scaled.denominator)).rjust(places + 1, "0")
    whole, part = (digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")) if places else (digits, "")
    return ("-" if q < 0 else "") + whole + (f".{part}" if part else "")


def distortion(f: SmoothMap, g: Metric, h: Metric | None = None, *, box: Box | None = None, budget: int = BUDGET) -> Distortion:
    """Enclosures of the smallest and the largest stretch of f, over its source or the part of that in a box.

    They hold for every point of the open domain and, by continuity, where f and the metrics extend to its faces. `budget` counts boxes.
    Raises DomainError where f or a metric is not defined, g not positive definite, f*h not positive semidefinite, or the domain is not
    bounded; UndecidedError where such a thing is neither proved nor refuted.

    >>> from symgeo import Chart, Metric, SmoothMap, coordinates, euclidean
    >>> x, y = coordinates("x y")
    >>> plane = Chart([x, y])
    >>> f = SmoothMap(plane, euclidean(2), [2*x, x + y])
    >>> found = distortion(f, Metric(plane, [[1, 0], [0, 1]]), box={x: (0, 1), y: (0, 1)})
    >>> print(found.sentence().partition("; ")[2])
    distortion ratio about 2.618034.
    """
    h = f.metric_on_target(h)
    if box:
        f = within_box(f, box, g, h)
    domain = _domain(f, g, h)
    decision = Decision(_relations(f, g, h))
    verdict = decision.decide(None, list(comparable(f, g, h)))
    if isinstance(verdict, Refuted):
        raise DomainError(
            f"cannot measure a distortion: needs f and the metrics defined, and g positive definite. {verdict.witness.statement}"
        )
    if isinstance(verdict, Undecided):
        raise UndecidedError(
            f"cannot measure a distortion: needs f and the metrics proved to be defined, and g positive definite; it is undecided. "
            f"{verdict.detail}. {verdict.advice}"
        )
    homothetic = Session(IsHomothetic(f, g, h)).verdict()
    if isinstance(homothetic, Proved) and homothetic.factor is not None and not homothetic.factor.free_symbols:
        return _constant(homothetic.factor, domain, decision.points(domain, 1)[0])
    region = decision.region(domain)
    forms = Forms(f.pullback(h).entries, g.entries, region)
    whole = cover(domain, region, forms.names)
    if whole is None:
        raise DomainError(
            f"cannot measure a distortion on a domain that is not bounded: needs bounds of {', '.join(forms.names)}. Give a box."
        )
    search = _Search(forms, whole, domain, decision.points(domain, 8))
    least, most = search.extreme(-1, budget), search.extreme(1, budget)
    return Distortion(least, most)


def _constant(factor: Expr, domain: Domain, point: Point) -> Distortion:
    """Where f*h = c g is proved, every vector is stretched alike."""
    with ctx.workprec(4 * PRECISION):
        value = Evaluator({}, 4 * PRECISION)(factor)
        low, high = _root_down(value.lower()), _root_up(value.upper())
    vector = tuple(Fraction(int(i == 0)) for i in range(len(domain.coordinates)))
    both = Extreme(low, high, {v: point[v] for v in domain.variables}, vector)
    return Distortion(both, both)


class _Search:
    """Branch and bound for one pencil of forms over one cover."""

    def __init__(self, forms: Forms, whole: Cover, domain: Domain, points: list[Point]) -> None:
        self.forms, self.whole, self.domain, self.points = forms, whole, domain, points
        self.convex = _is_polytope(domain)

    def extreme(self, side: int, budget: int) -> Extreme:
        """The supremum (side 1) or infimum (-1)."""
        best: tuple[arb, Point, tuple[Fraction, ...]] | None = None

        def consider(point: Point, *, inside: bool) -> None:
            nonlocal best
            found = self._at(point, side, inside=inside)
            if found is not None and (best is None or side * found[0] > side * best[0]):
                best = found

        for point in self.points:
            consider(point, inside=True)
        order = count()
        heap: list[tuple[float, int, Corners, arb | None]] = []
        settled: arb | None = None  # the extreme bound of boxes too small to be cut
        endless = False

        def add(here: Corners) -> None:
            if self.whole.outside(here):
                return
            over = self.forms.over(here)
            if over is None:
                heapq.heappush(heap, (float("-inf"), next(order), here, None))
            else:
                bound = over.high if side > 0 else over.low
                heapq.heappush(heap, (float(-side * bound), next(order), here, bound))
            middle = {v: simple_middle(*ends) for v, ends in zip(self.forms.names, here, strict=True)}
            for part in (middle, *(self._corner(here, over, side) if over is not None else ())):
                point = {v: part.get(v, self.points[0][v]) for v in self.domain.variables}
                if contains(self.domain, point):
                    consider(point, inside=True)
                elif part is not middle and self._in_closure(point):
                    consider(point, inside=False)

        add(self.whole.ends)
        for _ in range(budget):
            if not heap:
                break
            _, _, here, bound = heapq.heappop(heap)
            if bound is not None and best is not None and _narrow(best[0], bound, side):
                heapq.heappush(heap, (float(-side * bound), next(order), here, bound))
                break
            halves = self.whole.cut(here)
            if halves is None:
                endless = endless or bound is None
                if bound is not None and (settled is None or side * bound > side * settled):
                    settled = bound
                continue
            for half in halves:
                add(half)
        bounds = [b for _, _, _, b in heap if b is not None] + ([settled] if settled is not None else [])
        endless = endless or any(b is None for _, _, _, b in heap)
        if best is None:
            raise UndecidedError("cannot measure a distortion: needs a point of the domain at which balls enclose the stretch, got none.")
        value, point, vector = best
        if side < 0 and value < 0:
            raise DomainError(
                f"cannot measure a distortion: needs f*h to be positive semidefinite, and at {_said(point)} it is negative for the vector "
                f"({', '.join(map(str, vector))})."
            )
        with ctx.workprec(PRECISION):
            return self._enclosed(value, None if endless else bounds, point, vector, side)

    def _enclosed(self, value: arb, bounds: list[arb] | None, point: Point, vector: tuple[Fraction, ...], side: int) -> Extreme:
        """From a stretch that is attained and bounds of all, both squared."""
        at = {v: point[v] for v in self.domain.variables}
        if side > 0:
            high = None if bounds is None else _root_up(_largest([value.upper(), *bounds]))
            return Extreme(_root_down(value.lower()), high, at, vector)
        least = arb(0) if bounds is None else -_largest([-value.lower(), *(-b for b in bounds)])
        return Extreme(_root_down(least), _root_up(value.upper()), at, vector)

    def _at(self, point: Point, side: int, *, inside: bool) -> tuple[arb, Point, tuple[Fraction, ...]] | None:
        """The stretch of the vector that a point stretches most, or least: squared, in a ball.

        On the boundary of the domain values count as limits, so that the forms have to be smooth around the point: atan2 is not,
        on its cut.
        """
        at = Evaluator(point, PRECISION)
        if not inside and not all(at.is_smooth(e) for m in (self.forms.form, self.forms.metric) for row in m for e in row):
            return None
        try:
            rows = [[[float(at(e).mid()) for e in row] for row in m] for m in (self.forms.form, self.forms.metric)]
        except NotDefined:
            return None
        if any(x != x for m in rows for row in m for x in row):
            return None
        found = pencil(*rows)
        if found is None:
            return None
        v = found[-1 if side > 0 else 0][1]
        longest = max(map(abs, v))
        if not longest > 0:
            return None
        vector = tuple(Fraction(x / longest).limit_denominator(10**6) for x in v)
        value = self.forms.value(point, vector)
        if value is None or not value[1] > 0:
            return None
        with ctx.workprec(PRECISION):
            return value[0] / value[1], point, vector

    def _corner(self, here: Corners, over: Over, side: int) -> tuple[Point, ...]:
        """The corner of a box towards which the extreme eigenvalue grows, or falls, as far as the slopes in the middle show."""
        if not over.slopes:
            return ()
        corner = {}
        for v, (low, high), slopes in zip(self.forms.names, here, over.slopes, strict=True):
            slope = slopes[1] if side > 0 else slopes[0]
            corner[v] = (low + high) / 2 if slope == 0 else high if side * slope > 0 else low
        return (corner,)

    def _in_closure(self, point: Point) -> bool:
        """Whether a point is in the closure of the domain; asked only where the domain is a polytope, and it is convex."""
        if not self.convex or self.domain.integers:
            return False
        at = Evaluator(point, PRECISION)
        try:
            return all(bool(at(e) >= 0) for e in (*self.domain.positive, *self.domain.nonnegative))
        except NotDefined:
            return False


def _is_polytope(domain: Domain) -> bool:
    """Whether all conditions are affine inequalities: what satisfies them weakly is then in the closure, by a segment to a point inside."""
    if domain.nonzero:
        return False
    names = set(domain.variables)
    for e in (*domain.positive, *domain.nonnegative):
        if not e.heads <= {"number", "symbol", "add", "mul", "pi", "E"}:
            return False
        if any(differentiate(e, v).free_symbols & names for v in domain.variables):
            return False
    return True


def _narrow(value: arb, bound: arb, side: int) -> bool:
    gap = float(side * (bound - value))
    return gap <= NARROW * max(abs(float(value)), 1e-300)


def _root_up(x: arb) -> Fraction:
    """A number at least the square root of x, which has radius 0."""
    return _fraction(x.sqrt().upper()) if x > 0 else Fraction(0)


def _root_down(x: arb) -> Fraction:
    """A number at most the square root of x, which has radius 0."""
    return _fraction(x.sqrt().lower()) if x > 0 else Fraction(0)


def _largest(values: list[arb]) -> arb:
    """The largest of numbers of radius 0."""
    found = values[0]
    for x in values[1:]:
        found = x if x > found else found
    return found


def _fraction(x: arb) -> Fraction:
    """The number that a ball of radius 0 is."""
    q = x.fmpq()
    return Fraction(int(q.p), int(q.q))


def _said(point: Point) -> str:
    return ", ".join(f"{k} = {v}" for k, v in point.items()) or "each point"


__all__ = ["BUDGET", "Distortion", "Extreme", "above", "below", "distortion", "document"]
