"""What a claim looks like in numbers: one value for each parameter, a window of the chart, and f, g and f*h on arrays of points."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symgeo.errors import SymgeoError
from symgeo.exact.points import Point, PointSource
from symgeo.expression import Expr, number
from symgeo.geometry.claims import AllHold, Claim
from symgeo.geometry.domain import Domain
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric
from symgeo.numeric.compile import function

Array = NDArray[np.float64]

#: How far an unbounded coordinate is shown; and how far bounds are looked for.
REACH = 2.0
_FAR = 100.0
#: So many values of the parameters are tried for one at which everything is finite.
_TRIES = 4
#: Names of coordinates that are angles by custom.
_ANGLES = frozenset("theta phi psi chi alpha beta lambda mu omega varphi theta1 theta2 phi1 phi2 theta_1 theta_2 phi_1 phi_2".split())
_CIRCULAR = frozenset("sin cos tan sec csc cot".split())
#: Heads that take many evaluations each.
_COSTLY = frozenset({"integral", "sum"})


class CannotDraw(SymgeoError, ValueError):
    """Nothing of a claim can be drawn honestly; the reason is the message."""

    code = "SG112"


@dataclass(frozen=True)
class Drawn:
    """A claim with a map f and metrics g and h, at one value of each parameter.

    ``part`` is its number where it is one of several; ``base`` a point of the domain.
    """

    f: SmoothMap
    g: Metric
    h: Metric
    domain: Domain
    values: Point
    base: Point
    part: tuple[int, int] | None
    _numbers: Callable[..., tuple[Array, ...]]
    _conditions: Callable[..., tuple[Array, ...]]

    @property
    def n(self) -> int:
        """The dimension of the source."""
        return self.f.source.dimension

    @property
    def m(self) -> int:
        """The dimension of the target."""
        return self.f.target.dimension

    @property
    def coordinates(self) -> tuple[str, ...]:
        return self.f.source.coordinates

    @property
    def euclidean(self) -> bool:
        """Whether h is the dot product."""
        return all(self.h.entries[a][b].value == (a == b) for a in range(self.m) for b in range(self.m))

    @property
    def costly(self) -> bool:
        """Whether each point takes long: pictures are coarser then."""
        everything = [*self.f.components, *(e for row in (*self.g.entries, *self.h.entries) for e in row)]
        return any(not e.heads.isdisjoint(_COSTLY) for e in everything)

    def inside(self, points: Sequence[Array]) -> NDArray[np.bool_]:
        """Where the conditions of the domain hold, in doubles."""
        conditions = self._conditions(*points)
        result = np.ones(np.broadcast(*points).shape, dtype=bool)
        kinds = (np.greater, np.greater_equal, np.not_equal)
        of = (self.domain.positive, self.domain.nonnegative, self.domain.nonzero)
        tests = [test for test, group in zip(kinds, of, strict=True) for _ in group]
        for test, value in zip(tests, conditions, strict=True):
            result &= test(value, 0) & np.isfinite(value)
        return result

    def at(self, points: Sequence[Array]) -> Values:
        """f, g and f*h there; NaN off the domain, and wherever one of them is not finite."""
        numbers = np.stack(self._numbers(*points), axis=-1)
        usable = self.inside(points) & np.isfinite(numbers).all(axis=-1) & (np.abs(numbers) < 1e150).all(axis=-1)
        numbers[~usable] = math.nan
        m, n = self.m, self.n
        size = n * (n + 1) // 2
        return Values(numbers[..., :m], _symmetric(numbers[..., m : m + size], n), _symmetric(numbers[..., m + size :], n))


@dataclass(frozen=True)
class Values:
    """f, g and f*h at an array of points: shapes (..., m), (..., n, n), (..., n, n)."""

    f: Array
    g: Array
    pulled: Array

    def eigenvalues(self) -> tuple[Array, NDArray[np.bool_]]:
        """The generalised eigenvalues of f*h against g, ascending, of shape (..., n), and where g is positive definite.

        Where it is not, those of g^-1 (f*h) that are real; NaN for the others, and where g is degenerate.
        """
        shape = self.g.shape[:-1]
        n = shape[-1]
        g, pulled = self.g.reshape(-1, n, n), self.pulled.reshape(-1, n, n)
        found = np.full((len(g), n), math.nan)
        # Coordinates may have very different scales: measured in units of g itself, rounding does not see them.
        scale = np.sqrt(np.abs(np.diagonal(g, axis1=1, axis2=2)))
        scale = np.where(np.isfinite(scale) & (scale > 0), scale, 1.0)
        units = scale[:, :, None] * scale[:, None, :]
        own, other = g / units, pulled / units
        usable = np.isfinite(own).all(axis=(1, 2)) & np.isfinite(other).all(axis=(1, 2))
        definite = np.zeros(len(g), dtype=bool)
        definite[usable] = np.linalg.eigvalsh(own[usable])[:, 0] > 1e-13
        lower = np.linalg.inv(np.linalg.cholesky(own[definite]))
        found[definite] = np.linalg.eigvalsh(lower @ other[definite] @ np.swapaxes(lower, 1, 2))
        for k in np.flatnonzero(usable & ~definite):
            found[k] = _indefinite(own[k], other[k])
        return found.reshape(shape), definite.reshape(shape[:-1])


def _indefinite(g: Array, pulled: Array) -> Array:
    if np.linalg.matrix_rank(g, tol=1e-9) < len(g):
        return np.full(len(g), math.nan)
    values = np.linalg.eigvals(np.linalg.solve(g, pulled))
    # Double eigenvalues come out as a pair with an imaginary part of the root of the rounding.
    real = np.abs(values.imag) <= 1e-6 * np.maximum(np.abs(values), 1e-300)
    return np.sort(np.where(real, values.real, math.nan))


def _symmetric(upper: Array, n: int) -> Array:
    matrix = np.empty((*upper.shape[:-1], n, n))
    for k, (i, j) in enumerate(_upper(n)):
        matrix[..., i, j] = matrix[..., j, i] = upper[..., k]
    return matrix


def _upper(n: int) -> Iterator[tuple[int, int]]:
    return ((i, j) for i in range(n) for j in range(i, n))


# -- from a claim ----------------------------------------------------------------------------------------------------------
def drawn(claim: Claim) -> Drawn:
    """The claim in numbers. Raises CannotDraw where it has no map with two metrics, no point is found, or functions are undefined."""
    parts = claim.claims if isinstance(claim, AllHold) else (claim,)
    for i, part in enumerate(parts):
        f = getattr(part, "f", None) or getattr(part, "transition", None)
        g = getattr(part, "g", None)
        if isinstance(f, SmoothMap) and isinstance(g, Metric):
            return _drawn(part, f, g, (i + 1, len(parts)) if len(parts) > 1 else None)
    raise CannotDraw(f"cannot draw the claim: needs a map with a metric on its source and one on its target, got {claim.relation}.")


def _drawn(claim: Claim, f: SmoothMap, g: Metric, part: tuple[int, int] | None) -> Drawn:
    h = f.metric_on_target(getattr(claim, "h", None))
    parameters = tuple(v for v in claim.domain.variables if v not in f.source.coordinates)
    points = list(islice(PointSource(claim.domain), 32))
    if not points:
        raise CannotDraw("cannot draw the claim: needs a point of its domain, found none. Is the domain empty?")
    points.sort(key=lambda p: sum(_oddness(p[v]) for v in parameters) + 4 * (len(parameters) - len({p[v] for v in parameters})))
    made: list[Drawn] = []
    for point in points[:_TRIES]:
        made.append(_valued(claim.domain, f, g, h, {v: point[v] for v in parameters}, {x: point[x] for x in f.source.coordinates}, part))
        if all(np.isfinite(made[-1].at(_at(made[-1].base)).f).all(axis=-1).flat):
            return made[-1]
    return made[0]


def _at(point: Point) -> list[Array]:
    return [np.array([float(value)]) for value in point.values()]


def _valued(domain: Domain, f: SmoothMap, g: Metric, h: Metric, values: Point, base: Point, part: tuple[int, int] | None) -> Drawn:
    by = {v: number(value) for v, value in values.items()}
    for v, value in by.items():
        domain = domain.substitute(v, value)
    n = f.source.dimension
    pulled = f.pullback(h)
    wanted = [*f.components, *(g.entries[i][j] for i, j in _upper(n)), *(pulled.entries[i][j] for i, j in _upper(n))]
    if any(not e.heads.isdisjoint(("apply", "jet")) for e in wanted):
        raise CannotDraw("cannot draw the claim: needs functions that are given, got undefined ones. Put explicit ones in their place.")
    try:
        numbers = function([e.substitute(by) for e in wanted], f.source.coordinates)
        conditions = function(domain.conditions, f.source.coordinates)
    except SymgeoError as error:
        raise CannotDraw(f"cannot draw the claim: {error}") from None
    return Drawn(f, g, h, domain, values, base, part, numbers, conditions)


def _oddness(value: Fraction) -> float:
    """How poor an example a value of a parameter is: 0, 1 and -1 hide what depends on it, large and long ones are no good either."""
    special = 6 if abs(value) in (0, 1) else 0
    return special + abs(value.numerator) + 2 * (value.denominator - 1) + (1 if value < 0 else 0)


# -- the window --------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Window:
    """A box of the chart, one interval for each coordinate; ``cut`` names the coordinates that go on beyond it."""

    sides: tuple[tuple[float, float], ...]
    cut: tuple[str, ...]

    def grid(self, count: int) -> tuple[Array, ...]:
        """Points in the open box, `count` along each side, as arrays of the shape (count, ..., count) with the first coordinate first."""
        lines = [np.linspace(low + (high - low) / 200, high - (high - low) / 200, count) for low, high in self.sides]
        return tuple(np.meshgrid(*lines, indexing="ij"))


def window(claim: Drawn) -> Window:
    """The part of the chart that is shown: all of it where it is bounded, else so much of it around a simple point."""
    sides: list[tuple[float, float]] = []
    cut: list[str] = []
    coordinates = claim.coordinates
    for x in coordinates:
        own = [e for e in claim.domain.conditions if e.free_symbols & set(coordinates) == {x}]
        low, high = _line(_restricted(claim.domain, own), x, float(claim.base[x]))
        sides.append((low, high))
    joint = [e for e in claim.domain.conditions if len(e.free_symbols & set(coordinates)) > 1]
    if joint and len(coordinates) == 2:
        sides = _joint(claim, sides)
    shown: list[tuple[float, float]] = []
    for x, (low, high) in zip(coordinates, sides, strict=True):
        low, high, whole = _clipped(low, high, float(claim.base[x]), _angle(claim, x))
        shown.append((low, high))
        cut += [] if whole else [x]
    result = Window(tuple(shown), tuple(cut))
    return result if claim.inside(result.grid(41)).mean() > 0.02 else _around(claim, result)


def _restricted(domain: Domain, conditions: Sequence[Expr]) -> Domain:
    def keep(group: tuple[Expr, ...]) -> tuple[Expr, ...]:
        return tuple(e for e in group if e in conditions)

    return replace(domain, positive=keep(domain.positive), nonnegative=keep(domain.nonnegative), nonzero=keep(domain.nonzero))


def _line(domain: Domain, x: str, base: float) -> tuple[float, float]:
    """The interval of the domain around a point of it, for conditions on one coordinate alone; infinite where no end is found."""
    if not domain.conditions:
        return -math.inf, math.inf
    values = function(domain.conditions, [x])
    count = len(domain.positive), len(domain.nonnegative)

    def holds(t: Any) -> Any:
        v = np.array(values(t))
        with np.errstate(invalid="ignore"):
            ok = (v[: count[0]] > 0).all(axis=0) & (v[count[0] : sum(count)] >= 0).all(axis=0)
        return ok & np.isfinite(v).all(axis=0)

    # {v /= 0} excludes single points: they part nothing that a picture shows.
    steps = np.sinh(np.linspace(0, math.asinh(_FAR / 1e-3), 4000)) * 1e-3
    ends: list[float] = []
    for direction in (-1.0, 1.0):
        path = base + direction * steps
        outside = np.flatnonzero(~holds(path))
        if not len(outside) or outside[0] == 0:
            ends.append(direction * math.inf)
            continue
        near, far = path[outside[0] - 1], path[outside[0]]
        for _ in range(60):
            middle = (near + far) / 2
            near, far = (middle, far) if holds(middle) else (near, middle)
        # A simple number, where it is one to rounding.
        tidy = float(Fraction(near).limit_denominator(1000))
        ends.append(tidy if abs(tidy - near) < 1e-12 * max(1.0, abs(near)) else float(near))
    return ends[0], ends[1]


def _joint(claim: Drawn, sides: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The bounding box of the domain inside the given box, where conditions tie two coordinates; infinite where it goes far."""

    def line(low: float, high: float, base: float) -> Array:
        if math.isfinite(low) and math.isfinite(high):
            return np.linspace(low, high, 403)[1:-1]
        spread = np.sinh(np.linspace(-math.asinh(_FAR / 0.05), math.asinh(_FAR / 0.05), 401)) * 0.05 + base
        return np.asarray(spread[(spread > low) & (spread < high)], dtype=np.float64)

    box = list(sides)
    for _ in range(4):
        lines = [line(low, high, float(claim.base[x])) for (low, high), x in zip(box, claim.coordinates, strict=True)]
        inside = claim.inside(np.meshgrid(*lines, indexing="ij"))
        if not inside.any():
            return sides
        before = list(box)
        for i in range(2):
            hit = np.flatnonzero(inside.any(axis=1 - i))
            # One step beyond the outermost points inside; nothing beyond the last one is known to be outside.
            first, last = hit[0], hit[-1]
            low = lines[i][first - 1] if first > 0 else before[i][0]
            high = lines[i][last + 1] if last + 1 < len(lines[i]) else before[i][1]
            box[i] = float(low), float(high)
    return box


def _angle(claim: Drawn, x: str) -> bool:
    """Whether a coordinate is an angle: by its name, or since everything depends on its sine and cosine alone."""
    if x in _ANGLES:
        return True
    arguments = [
        node.args[0]
        for e in (*claim.f.components, *(e for row in claim.g.entries for e in row))
        for node in e.walk()
        if node.head in _CIRCULAR and x in node.args[0].free_symbols
    ]
    return bool(arguments) and all(a.head == "symbol" for a in arguments)


def _clipped(low: float, high: float, base: float, angle: bool) -> tuple[float, float, bool]:
    """A finite interval, and whether it is all there is."""
    reach = math.pi if angle else REACH
    if math.isfinite(low) and math.isfinite(high):
        return low, high, True
    if math.isfinite(low):
        return low, low + (2 * reach if base - low < 2 * reach else 2 * (base - low)), False
    if math.isfinite(high):
        return high - 2 * reach, high, False
    return -reach, reach, False


def _around(claim: Drawn, wide: Window) -> Window:
    """A smaller box around the point that is known to lie inside."""
    sides = wide.sides
    for _ in range(12):
        sides = tuple(
            (max(low, float(claim.base[x]) - (high - low) / 3), min(high, float(claim.base[x]) + (high - low) / 3))
            if low < float(claim.base[x]) < high
            else (float(claim.base[x]) - (high - low) / 2, float(claim.base[x]) + (high - low) / 2)
            for x, (low, high) in zip(claim.coordinates, sides, strict=True)
        )
        if claim.inside(Window(sides, ()).grid(41)).mean() > 0.3:
            break
    return Window(sides, claim.coordinates)


def scattered(claim: Drawn, count: int) -> list[Array]:
    """Points of the domain in doubles, one array for each coordinate: proved to lie in it before they are rounded."""
    points = list(islice(PointSource(claim.domain), count))
    if not points:
        raise CannotDraw("cannot draw the claim: needs points of its domain, found none.")
    return [np.array([float(p[x]) for p in points]) for x in claim.coordinates]
