"""Quadratic forms k and g over boxes, in balls: between which numbers k(v, v) / g(v, v) lies, for every vector v.

Over a box with middle m a basis of eigenvectors of k against g at m (found in floating point, then taken as it is: any basis
does) makes both matrices nearly diagonal. With t a number near an eigenvalue and c = k - t g, all eigenvalues over the box
are at most t + max_i (c_ii + sum_j |c_ij|) / g_ii', as Gershgorin's discs show; likewise from below. The entries of c are enclosed twice,
as they stand and by the mean value theorem, whose error is quadratic in the size of the box.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, arb_mat, ctx

from symgeo.errors import SymgeoError
from symgeo.exact.balls.enclosure import Evaluator, NotDefined, box, text
from symgeo.exact.eigen import eigenvectors, pencil
from symgeo.exact.pieces import has_switch
from symgeo.exact.points import Point, contains
from symgeo.exact.region import Region
from symgeo.exact.signs.boxes import finite_box
from symgeo.exact.verdict import Witness, point_text
from symgeo.expression import Expr, differentiate, number, resolve_derivatives, sqrt
from symgeo.geometry.domain import Domain
from symgeo.geometry.obligations import StretchWithin

Rows = Sequence[Sequence[Expr]]
Corners = tuple[tuple[Fraction, Fraction], ...]
Matrix = list[list[arb]]

PRECISION = 64
#: Boxes are not cut below this part of the whole.
SMALLEST = Fraction(1, 1 << 40)
#: Boxes in the first attempt for all bounds, for each before the exact engine is asked, and in the last one.
FEW_BOXES, MORE_BOXES, BOXES = 150, 1000, 8000


# -- forms over boxes ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Over:
    """What is known over one box: all eigenvalues are between `low` and `high`."""

    low: arb
    high: arb
    #: For each variable, how the smallest and the largest eigenvalue change with it, about.
    slopes: tuple[tuple[float, float], ...]


class Forms:
    """Two symmetric matrices of functions, and their enclosures over boxes of some variables.

    `framed`: the second is known to be positive definite on the domain, and may be turned into the unit matrix.
    """

    def __init__(self, form: Rows, metric: Rows, region: Region | None = None, *, framed: bool = True) -> None:
        self.n = len(form)
        self.form, self.metric = ([[resolve_derivatives(e) for e in row] for row in rows] for rows in (form, metric))
        self._entries = self._prepared(region, framed)
        self.names = sorted(set().union(*(e.free_symbols for rows in (self.form, self.metric) for row in rows for e in row)))
        self._rates: dict[tuple[Expr, str], Expr | None] = {}

    def _prepared(self, region: Region | None, framed: bool) -> list[list[list[tuple[Expr, ...]]]]:
        """The entries to enclose, each in the forms to try.

        Where g is diagonal, those of k in an orthonormal frame, and of the unit matrix: the eigenvalues are the same, and what both
        share cancels, as sin(theta)^2 does which vanishes on the boundary of a chart.
        """
        simple = [[[self._simple(e, region) for e in row] for row in rows] for rows in (self.form, self.metric)]
        g, n = simple[1], range(self.n)
        diagonal = all(g[i][j].value == 0 for i in n for j in n if i != j)
        if not framed or region is None or not diagonal or all(g[i][i].value is not None for i in n):
            pairs = zip((self.form, self.metric), simple, strict=True)
            return [[[(b, a) if a is not b else (a,) for a, b in zip(*r, strict=True)] for r in zip(*rows, strict=True)] for rows in pairs]
        frame = [
            [self._simple(simple[0][i][j] / g[i][i] if i == j else simple[0][i][j] / (sqrt(g[i][i]) * sqrt(g[j][j])), region) for j in n]
            for i in n
        ]
        return [[[(e,) for e in row] for row in frame], [[(number(int(i == j)),) for j in n] for i in n]]

    @staticmethod
    def _simple(e: Expr, region: Region | None) -> Expr:
        """e as the engine writes it: equal to e at each point of the domain, which is where the enclosures have to be right."""
        if region is None or has_switch(e) or not e.free_symbols:
            return e
        simple = resolve_derivatives(region.simplified(e))
        return simple if sum(1 for _ in simple.walk()) <= sum(1 for _ in e.walk()) else e

    def _rate(self, e: Expr, v: str) -> Expr | None:
        if (e, v) not in self._rates:
            try:
                self._rates[e, v] = differentiate(e, v)
            except (ValueError, SymgeoError):
                self._rates[e, v] = None
        return self._rates[e, v]

    def over(self, here: Corners) -> Over | None:
        """What is known over a box (ends in the order of `names`); None where something is not finite or g not definite."""
        with ctx.workprec(PRECISION):
            return self._over(here)

    def _over(self, here: Corners) -> Over | None:
        middle = {v: (low + high) / 2 for v, (low, high) in zip(self.names, here, strict=True)}
        balls = {v: box(low, high, PRECISION) for v, (low, high) in zip(self.names, here, strict=True)}
        wide = Evaluator(balls, PRECISION)
        at = Evaluator(middle, PRECISION)
        steps = [balls[v] - _ball(middle[v]) for v in self.names]
        direct: list[Matrix] = []
        centre: list[Matrix] = []
        rates: list[list[Matrix]] = [[], []]
        mean = True
        try:
            for which, rows in enumerate(self._entries):
                chosen = [[self._finite(wide, forms) for forms in row] for row in rows]
                if any(e is None for row in chosen for e in row):
                    return None
                direct.append([[wide(e) for e in row if e is not None] for row in chosen])
                centre.append([[at(e) for e in row if e is not None] for row in chosen])
                if not all(x.is_finite() for row in centre[which] for x in row):
                    return None
                for v in self.names:
                    rate = [[self._slope(wide, e, v) for e in row if e is not None] for row in chosen]
                    mean = mean and all(x.is_finite() for row in rate for x in row)
                    rates[which].append(rate)
        except NotDefined:
            return None
        found = pencil(*([[float(x.mid()) for x in row] for row in m] for m in centre))
        if found is None:
            return None
        basis = arb_mat([[found[j][1][i] for j in range(self.n)] for i in range(self.n)])
        k, g = (_in_basis(m, basis) for m in direct)
        ends: list[arb] = []
        if mean:
            km, gm = (_in_basis(m, basis) for m in centre)
            kr, gr = ([_in_basis(m, basis) for m in ms] for ms in rates)
            g = [[_both(g[i][j], _moved(gm[i][j], [m[i][j] for m in gr], steps)) for j in range(self.n)] for i in range(self.n)]
        for end_of, side in ((0, -1), (-1, 1)):
            t = arb(found[end_of][0])
            c = [[k[i][j] - t * g[i][j] for j in range(self.n)] for i in range(self.n)]
            if mean:
                for i in range(self.n):
                    for j in range(self.n):
                        slopes = [kr[v][i][j] - t * gr[v][i][j] for v in range(len(steps))]
                        c[i][j] = _both(c[i][j], _moved(km[i][j] - t * gm[i][j], slopes, steps))
            end = _beyond(c, g, t, side)
            if end is None:
                return None
            ends.append(end)
        growth: list[tuple[float, float]] = []
        for one, other in zip(kr, gr, strict=True) if mean else ():
            least, most = (float((one[i][i] - arb(found[i][0]) * other[i][i]).mid()) for i in (0, -1))
            growth.append((least, most))
        return Over(ends[0], ends[1], tuple(growth))

    @staticmethod
    def _finite(at: Evaluator, forms: tuple[Expr, ...]) -> Expr | None:
        for candidate in forms:
            try:
                if at(candidate).is_finite():
                    return candidate
            except NotDefined:
                continue
        return None

    def _slope(self, at: Evaluator, e: Expr, v: str) -> arb:
        """The derivative of e over the box, where the rules for it are right all over it; else nan."""
        if v not in e.free_symbols:
            return arb(0)
        if not at.is_smooth(e):
            return arb("nan")
        rate = self._rate(e, v)
        return arb("nan") if rate is None else at(rate)

    def value(self, point: Mapping[str, Any], vector: Sequence[Fraction], precision: int = PRECISION) -> tuple[arb, arb] | None:
        """k(v, v) and g(v, v) at a point, enclosed; None where they are not known."""
        at = Evaluator(point, precision)
        try:
            values = [
                [[at(e) if not has_switch(e) or at.is_smooth(e) else arb("nan") for e in row] for row in m]
                for m in (self.form, self.metric)
            ]
        except NotDefined:
            return None
        with ctx.workprec(precision):
            k, g = (_square(m, vector) for m in values)
        return (k, g) if k.is_finite() and g.is_finite() else None


def _ball(q: Fraction) -> arb:
    return arb(q.numerator) / q.denominator


def _both(x: arb, y: arb) -> arb:
    """Two enclosures of one set of values: what is in both."""
    return x.intersection(y) if y.is_finite() and x.overlaps(y) else x


def _moved(value: arb, rates: Sequence[arb], steps: Sequence[arb]) -> arb:
    for rate, step in zip(rates, steps, strict=True):
        value = value + rate * step
    return value


def _in_basis(m: Matrix, basis: arb_mat) -> Matrix:
    turned = basis.transpose() * arb_mat(m) * basis
    n = len(m)
    return [[turned[i, j] for j in range(n)] for i in range(n)]


def _square(m: Matrix, v: Sequence[Fraction]) -> arb:
    x = [_ball(q) for q in v]
    return sum((x[i] * m[i][j] * x[j] for i in range(len(x)) for j in range(len(x)) if v[i] and v[j]), arb(0))


def _beyond(c: Matrix, g: Matrix, t: arb, side: int) -> arb | None:
    """A number that no eigenvalue of k against g is beyond, upwards (side 1) or downwards (-1), from c = k - t g.

    Twice: all directions alike, and with the others made short against the one whose eigenvalue is near t, so that what turns
    the eigenvectors counts quadratically. None where g is not shown to be definite.
    """
    n = len(c)
    least = _gershgorin(c, g, side, [arb(1)] * n)
    if least is None:
        return None
    pivot = n - 1 if side > 0 else 0
    weights = []
    for j in range(n):
        gap = -side * c[j][j].mid()
        weight = 2 * g[pivot][j].abs_upper() + arb(2) ** -20
        weight = weight + 2 * c[pivot][j].abs_upper() / gap if gap > 0 else arb(1)
        weights.append(arb(1) if j == pivot or not weight < 1 else weight.mid())
    other = _gershgorin(c, g, side, weights)
    least = other if other is not None and other < least else least
    end = t + side * least
    end = end.upper() if side > 0 else end.lower()
    return end if end.is_finite() else None


def _gershgorin(c: Matrix, g: Matrix, side: int, d: Sequence[arb]) -> arb | None:
    """x with x g - side c diagonally dominant after the basis is scaled by d, so positive semidefinite: no eigenvalue of side c is
    greater than x. None where g itself is not shown to be diagonally dominant."""
    n = len(c)
    bound: arb | None = None
    for i in range(n):
        around = sum((d[j] * c[i][j].abs_upper() for j in range(n) if j != i), arb(0))
        others = sum((d[j] * g[i][j].abs_upper() for j in range(n) if j != i), arb(0))
        least = (d[i] * g[i][i] - others).lower()
        if not least > 0:
            return None
        above = (side * d[i] * c[i][i] + around).upper()
        # For x >= 0 a row needs x least >= above; for x < 0 it needs |x| (d g_ii + others) <= -above.
        divisor = least if above >= 0 else (d[i] * g[i][i] + others).upper()
        here = (above / divisor).upper()
        bound = here if bound is None or here > bound else bound
    return bound


# -- a region of boxes -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Cover:
    """A box around the part of a domain that some variables range over, and the conditions in those variables."""

    names: tuple[str, ...]
    ends: Corners
    constraints: tuple[tuple[Expr, bool], ...]

    def outside(self, here: Corners) -> bool:
        """Whether no point of a box satisfies all conditions."""
        at = Evaluator({v: box(low, high, PRECISION) for v, (low, high) in zip(self.names, here, strict=True)}, PRECISION)
        for e, strict in self.constraints:
            try:
                value = at(e)
            except NotDefined:
                return True
            if value <= 0 if strict else value < 0:
                return True
        return False

    def cut(self, here: Corners) -> tuple[Corners, Corners] | None:
        """The halves of a box, across its relatively longest side; None if it is too small."""
        sizes = [(high - low) / (e - s) if e > s else Fraction(0) for (low, high), (s, e) in zip(here, self.ends, strict=True)]
        if not sizes or max(sizes) < SMALLEST:
            return None
        k = sizes.index(max(sizes))
        low, high = here[k]
        middle = simple_middle(low, high)
        return (*here[:k], (low, middle), *here[k + 1 :]), (*here[:k], (middle, high), *here[k + 1 :])


def simple_middle(low: Fraction, high: Fraction) -> Fraction:
    """A number of small denominator near the middle."""
    middle, slack = (low + high) / 2, (high - low) / 16
    if slack <= 0:
        return middle
    d = 1
    while abs(Fraction(round(middle * d), d) - middle) > slack:
        d *= 2
    return Fraction(round(middle * d), d)


def cover(domain: Domain, region: Region, names: Sequence[str]) -> Cover | None:
    """The box that a domain lies in, for these variables; None where one of them is not bounded."""
    ends = finite_box(names, region.prover.ranges.variables)
    if ends is None:
        return None
    given = [*((e, True) for e in domain.positive), *((e, False) for e in domain.nonnegative)]
    inside = tuple((e, strict) for e, strict in given if e.free_symbols <= set(names) and e.heads.isdisjoint(("apply", "jet")))
    return Cover(tuple(names), tuple(ends), inside)


@dataclass(frozen=True)
class Covered:
    """The stretch is within its bounds on each of so many boxes, which cover the domain."""

    boxes: int

    @property
    def text(self) -> str:
        return f"balls prove it on each of {self.boxes} boxes, which cover the domain"


def prove_definite(rows: tuple[tuple[Expr, ...], ...], domain: Domain, region: Region, budget: int) -> Covered | None:
    """Boxes that prove a symmetric matrix to be positive definite: on each its quotient by itself is enclosed, in a basis in which it
    is diagonally dominant."""
    itself = StretchWithin(rows, rows, None, None, domain, "")
    found = _search(Forms(rows, rows, region, framed=False), itself, region, (), budget)
    return found if isinstance(found, Covered) else None


def prove_within(obligation: StretchWithin, region: Region, points: Sequence[Point], budget: int) -> Covered | Witness | None:
    """Boxes that prove the obligation where its metric is positive definite, or a point and a vector that refute it, or None."""
    return _search(Forms(obligation.form, obligation.metric, region), obligation, region, points, budget)


def _search(forms: Forms, obligation: StretchWithin, region: Region, points: Sequence[Point], budget: int) -> Covered | Witness | None:
    """The box whose enclosure is furthest beyond a bound is cut first, and those without an enclosure last."""
    domain = obligation.domain
    bounds = [e for e in (obligation.lower, obligation.upper) if e is not None]
    names = forms.names = sorted(set(forms.names).union(*(e.free_symbols for e in bounds)))
    whole = cover(domain, region, names)
    if whole is None:
        return None
    heap: list[tuple[bool, float, int, Corners]] = []
    fresh: list[Corners] = [whole.ends]
    used = 0
    while fresh or heap:
        for here in fresh:
            used += 1
            if used > budget:
                return None
            if whole.outside(here):
                continue
            found = forms.over(here)
            beyond = None if found is None else _beyond_bounds(found, obligation, dict(zip(names, here, strict=True)))
            if beyond is not None and beyond <= 0:
                continue
            point = complete({v: simple_middle(*ends) for v, ends in zip(names, here, strict=True)}, domain, points)
            if point is not None:
                witness = violation(obligation, point, PRECISION, Evaluator(point, PRECISION))
                if witness is not None:
                    return witness
            heapq.heappush(heap, (beyond is None, float(used) if beyond is None else -beyond, used, here))
        fresh = []
        if heap:
            halves = whole.cut(heapq.heappop(heap)[-1])
            if halves is None:
                return None
            fresh = list(halves)
    return Covered(used)


def _beyond_bounds(found: Over, obligation: StretchWithin, here: Mapping[str, tuple[Fraction, Fraction]]) -> float | None:
    """How far the enclosure of a box is beyond the bounds, about; 0 only where balls prove it within. None if that is unknown."""
    at = Evaluator({v: box(low, high, PRECISION) for v, (low, high) in here.items()}, PRECISION)
    far = 0.0
    try:
        for bound, end, side in ((obligation.lower, found.low, -1), (obligation.upper, found.high, 1)):
            if bound is not None:
                gap = side * (end - at(bound))
                if not gap.is_finite():
                    return None
                if not gap <= 0:
                    far = max(far, float(gap.upper()), 1e-300)
    except NotDefined:
        return None
    return far


def complete(part: Mapping[str, Fraction], domain: Domain, points: Sequence[Point]) -> Point | None:
    """A point of the domain with these coordinates; the others are those of a known point."""
    for other in points[:1]:
        point = {v: part.get(v, other[v]) for v in domain.variables}
        if contains(domain, point):
            return point
    return None


# -- refutation ------------------------------------------------------------------------------------------------------------
def violation(obligation: StretchWithin, point: Point, precision: int, at: Evaluator) -> Witness | None:
    """A rational vector at the point whose stretch balls prove to be beyond a bound."""
    everything = [e for rows in (obligation.form, obligation.metric) for row in rows for e in row]
    given = [e for e in (obligation.lower, obligation.upper) if e is not None]
    if any(not e.heads.isdisjoint(("apply", "jet")) for e in (*everything, *given)):
        return None  # it depends on the function that was chosen for an undefined one
    try:
        if any(has_switch(e) and not at.is_smooth(e) for e in everything):
            return None  # on a corner the rules of differentiation do not give the derivative
        k, g = ([[at(e) for e in row] for row in rows] for rows in (obligation.form, obligation.metric))
        for name, bound, side in (("lower", obligation.lower, -1), ("upper", obligation.upper, 1)):
            if bound is None:
                continue
            value = at(bound)
            with ctx.workprec(precision):
                for v in _vectors([[side * (k[i][j] - value * g[i][j]) for j in range(len(k))] for i in range(len(k))]):
                    left, right = _square(k, v), value * _square(g, v)
                    if (left < right if side < 0 else left > right) and left.is_finite() and right.is_finite():
                        return _witness(obligation, point, precision, name, v, left, right, bound)
    except NotDefined:
        return None
    return None


def _vectors(m: Matrix) -> list[tuple[Fraction, ...]]:
    """Rational vectors v that are likely to have m(v, v) > 0, simple ones first."""
    if not all(x.is_finite() for row in m for x in row):
        return []
    n = len(m)
    scale = max(x.mid().abs_upper() for row in m for x in row)
    if not scale > 0:
        return []
    small = [[(x.mid() / scale).mid() for x in row] for row in m]
    value, v = eigenvectors([[float(x) for x in row] for row in small])[-1]
    if value < -1e-9:
        return []
    longest = max(map(abs, v))
    unit = [tuple(Fraction(int(i == j)) for j in range(n)) for i in range(n)]
    exact = [Fraction(x / longest) for x in v]
    found = [*unit, *(tuple(x.limit_denominator(d) for x in exact) for d in (4, 64)), tuple(exact)]
    return found if value > 1e-9 else [*found, *_refined(small, exact)]


def _refined(m: Matrix, v: list[Fraction]) -> list[tuple[Fraction, ...]]:
    """An eigenvector to the working precision, by inverse iteration from one that is near."""
    n = len(m)
    a, x = arb_mat(m), arb_mat([[_ball(q)] for q in v])
    try:
        for _ in range(8):
            squared = (x.transpose() * x)[0, 0]
            shift = (x.transpose() * a * x)[0, 0] / squared + arb(2) ** (-ctx.prec // 2)
            step = (a - shift.mid() * arb_mat([[int(i == j) for j in range(n)] for i in range(n)])).solve(x)
            longest = max((step[i, 0].mid() for i in range(n)), key=lambda e: float(abs(e)))
            x = arb_mat([[(step[i, 0] / longest).mid()] for i in range(n)])
        return [tuple(_rational(x[i, 0]) for i in range(n))] if all(x[i, 0].is_finite() for i in range(n)) else []
    except (ZeroDivisionError, ValueError, OverflowError):
        return []


def _rational(x: arb) -> Fraction:
    q = x.mid().fmpq()
    return Fraction(int(q.p), int(q.q))


def _witness(
    obligation: StretchWithin, point: Point, precision: int, name: str, v: Sequence[Fraction], left: arb, right: arb, bound: Expr
) -> Witness:
    n = range(len(v))
    where = "At " + ", ".join(f"{k} = {x}" for k, x in point.items()) if point else "Everywhere"
    word = "less" if name == "lower" else "more"
    digits = next((d for d in range(15, 1200, 10) if text(left, d).split(" +/-")[0] != text(right, d).split(" +/-")[0]), 1200)
    statement = (
        f"{where}: for the vector v = ({', '.join(map(str, v))}) the value f*h(v, v) is {text(left, digits)}, {word} than "
        f"{text(right, digits)}, which is {bound} g(v, v)."
    )

    def squared(rows: Rows) -> Expr:
        terms = [number(v[i] * v[j]) * rows[i][j] for i in n for j in n if v[i] and v[j]]
        return sum(terms[1:], terms[0])

    sides = (squared(obligation.form), bound * squared(obligation.metric))
    return Witness(
        "stretch", (point_text(point),), statement, None, text(left, digits), text(right, digits), sides, precision, obligation.label
    )


# -- the exact engine ------------------------------------------------------------------------------------------------------
def difference(obligation: StretchWithin) -> tuple[tuple[Expr, ...], ...]:
    """The matrix that has to be positive semidefinite, for an obligation with one bound."""
    k, g, n = obligation.form, obligation.metric, range(len(obligation.form))
    if obligation.lower is not None:
        return tuple(tuple(k[i][j] - obligation.lower * g[i][j] for j in n) for i in n)
    assert obligation.upper is not None
    return tuple(tuple(obligation.upper * g[i][j] - k[i][j] for j in n) for i in n)


__all__ = [
    "BOXES",
    "FEW_BOXES",
    "MORE_BOXES",
    "Cover",
    "Covered",
    "Forms",
    "Over",
    "complete",
    "cover",
    "difference",
    "prove_definite",
    "prove_within",
    "violation",
]
