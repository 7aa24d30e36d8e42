"""How far a map is from an isometry, and maps that are isometric across their fibres.

Conventions: the *stretch* of a vector v is sqrt((f*h)(v, v) / g(v, v)), a quotient of lengths. The bounds of `DistortionWithin`
multiply g, so they are squares of stretches: f*h <= 4 g says that no length grows to more than its double.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import InitVar, dataclass
from typing import Any, ClassVar, Union

from symgeo.errors import ChartMismatchError, DomainError
from symgeo.expression import ONE, ZERO, Expr, add, mul, power, symbol
from symgeo.geometry.chart import Chart
from symgeo.geometry.claims import (
    _charts,
    _domain,
    _inside_metrics,
    _inside_target,
    _map_defined,
    _metric_defined,
    _relations,
    _symmetric,
    _target_metric_defined,
)
from symgeo.geometry.domain import Domain
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric
from symgeo.geometry.obligations import Defined, Obligation, PositiveDefinite, StretchWithin, Zero

#: Lower and upper bounds of coordinates and parameters, by name or symbol.
Box = Mapping[Any, tuple[Any, Any]]
Rows = tuple[tuple[Expr, ...], ...]


def within_box(f: SmoothMap, box: Box, *metrics: Metric | None) -> SmoothMap:
    """f on the part of its source that lies in a box; bounds may be given to the parameters of the metrics too.

    Charts are open, so this is the inside of the box. Raises ChartMismatchError for a name that is neither a coordinate nor a
    parameter, DomainError for bounds that are not two numbers.
    """
    whole = _whole(f, *metrics)
    known = (*whole.coordinates, *(name for name, _ in whole.parameters))
    where: list[Expr] = []
    for key, bounds in box.items():
        name = key if isinstance(key, str) else getattr(key, "name", str(key))
        if name not in known:
            raise ChartMismatchError(f"cannot bound {name}: needs a coordinate or parameter of {whole}, that is one of {', '.join(known)}.")
        ends = tuple(bounds)
        if len(ends) != 2:
            raise DomainError(f"cannot bound {name}: needs a lower and an upper bound, got {len(ends)} numbers.")
        low, high = (whole.tree(end, f"a bound of {name}") for end in ends)
        for end in (low, high):
            if end.free_symbols or not end.heads.isdisjoint(("apply", "jet")):
                raise DomainError(f"cannot bound {name} by {end}: needs a number.")
        where += [Expr("lt", (low, symbol(name))), Expr("lt", (symbol(name), high))]
    return restricted(f, where, *metrics)


def restricted(f: SmoothMap, conditions: Iterable[Expr], *metrics: Metric | None) -> SmoothMap:
    """f on the part of its source where more strict inequalities hold, among coordinates and parameters of the metrics too."""
    whole = _whole(f, *metrics)
    where = (*whole.where, *conditions)
    source = Chart(whole.coordinates, where=where, parameters=dict(whole.parameters), relations=whole.relations)
    return SmoothMap(source, f.ambient or f.target, f.components, through=f.through)


def _whole(f: SmoothMap, *metrics: Metric | None) -> Chart:
    """The source, with the parameters of all charts."""
    first, *others = _charts(f, *metrics)
    return first.joined(*others)


@dataclass(frozen=True)
class DistortionWithin:
    """lower g <= f*h <= upper g as quadratic forms, at every point of the domain; g is positive definite, f is C^1.

    The bounds multiply g, that is *squares* of lengths: lengths of vectors, and of curves, are then multiplied by factors between
    sqrt(lower) and sqrt(upper). They are numbers, or depend on parameters. Either may be left out.

    `box`, bounds by coordinate (or parameter), makes the source chart smaller; where f is C^1 and the metrics are continuous on the
    faces of the box too, the inequalities hold there as well, by continuity. Without a box and without bounds in the chart
    the claim is about a domain that is not bounded; that can be proved only where the principal minors are shown to be >= 0 exactly.

    >>> from symgeo import Chart, Metric, SmoothMap, coordinates, euclidean
    >>> x, y = coordinates("x y")
    >>> plane = Chart([x, y])
    >>> f = SmoothMap(plane, euclidean(2), [2*x, y])
    >>> DistortionWithin(f, Metric(plane, [[1, 0], [0, 1]]), lower=1, upper=4, box={x: (0, 1), y: (0, 1)}).f.source
    Chart(x, y; 0 < x, x < 1, 0 < y, y < 1)
    """

    f: SmoothMap
    g: Metric
    h: Metric | None = None
    lower: Any = None
    upper: Any = None
    box: InitVar[Box | None] = None
    relation: ClassVar[str] = "distortion"

    def __post_init__(self, box: Box | None) -> None:
        if self.lower is None and self.upper is None:
            raise DomainError("cannot claim that a distortion is within no bounds: needs lower, upper, or both.")
        if box:
            object.__setattr__(self, "f", within_box(self.f, box, self.g, self.h))
        whole = _whole(self.f, self.g, self.h)
        for name in ("lower", "upper"):
            if getattr(self, name) is not None:
                bound = whole.tree(getattr(self, name), f"the {name} bound")
                if bound.free_symbols & set(whole.coordinates):
                    raise DomainError(f"cannot use {bound} as the {name} bound: needs one number for all points.")
                object.__setattr__(self, name, bound)

    @property
    def domain(self) -> Domain:
        return _domain(self.f, self.g, self.h)

    @property
    def relations(self) -> tuple[Expr, ...]:
        return _relations(self.f, self.g, self.h)

    def obligations(self) -> Iterator[Obligation]:
        for name, bound in (("lower", self.lower), ("upper", self.upper)):
            if bound is not None:
                yield Defined(bound, 0, self.domain, f"the {name} bound")
        yield from comparable(self.f, self.g, self.h)
        form = self.f.pullback(self.f.metric_on_target(self.h)).entries
        said = " <= ".join([*(["a g"] if self.lower is not None else []), "f*h", *(["b g"] if self.upper is not None else [])])
        yield StretchWithin(form, self.g.entries, self.lower, self.upper, self.domain, said)


def comparable(f: SmoothMap, g: Metric, h: Metric | None = None) -> Iterator[Obligation]:
    """What has to hold for f*h to be compared with g: f is C^1, the metrics are continuous, and g is positive definite."""
    h = f.metric_on_target(h)
    domain = _domain(f, g, h)
    if g.chart.coordinates != f.source.coordinates:
        raise ChartMismatchError(f"cannot compare the pullback with a metric on {g.chart}: needs one on the source {f.source}.")
    yield from _map_defined(f, domain)
    yield from _inside_target(f, domain)
    yield from _inside_metrics(f, g, h, domain)
    yield from _target_metric_defined(f, h, domain)
    yield from _metric_defined(g, domain, "g")
    yield from _symmetric(g, domain, "g")
    yield PositiveDefinite(g.entries, domain, "g is positive definite")


@dataclass(frozen=True)
class IsRiemannianSubmersion:
    """df maps the orthogonal complement of its kernel isometrically onto the tangent space: df g^-1 df^T = h^-1 o f.

    g and h are Riemannian (h at least along f). That the rank of df is m follows, since h^-1 has rank m. Source: [O'Neill 1966].
    """

    f: SmoothMap
    g: Metric
    h: Metric | None = None
    relation: ClassVar[str] = "riemannian-submersion"

    @property
    def domain(self) -> Domain:
        return _domain(self.f, self.g, self.h)

    @property
    def relations(self) -> tuple[Expr, ...]:
        return _relations(self.f, self.g, self.h)

    def obligations(self) -> Iterator[Obligation]:
        f, domain = self.f, self.domain
        h = f.metric_on_target(self.h)
        yield from comparable(f, self.g, h)
        along = tuple(tuple(f.at(e) for e in row) for row in h.entries)
        yield PositiveDefinite(along, domain, "h is positive definite along f")
        above, below = inverse(self.g.entries), inverse(along)
        df, n, m = f.jacobian, f.source.dimension, f.target.dimension
        for a in range(m):
            for b in range(a, m):
                terms = [_product(df[a][i], above[i][j], df[b][j]) for i in range(n) for j in range(n)]
                yield Zero(_sum(terms), below[a][b], domain, f"(df g^-1 df^T)[{a + 1},{b + 1}]", (a, b))


DistortionClaim = Union[DistortionWithin, IsRiemannianSubmersion]


def inverse(rows: Rows) -> Rows:
    """The inverse of a symmetric matrix by cofactors, as it is derived. It is where the determinant is not 0."""
    n = len(rows)
    everything = tuple(range(n))
    minors: dict[tuple[tuple[int, ...], tuple[int, ...]], Expr] = {}

    def minor(over: tuple[int, ...], columns: tuple[int, ...]) -> Expr:
        if not over:
            return ONE
        if (over, columns) not in minors:
            first, rest = over[0], over[1:]
            signed = [
                _product(*(() if k % 2 == 0 else (mul(-1, ONE),)), rows[first][j], minor(rest, columns[:k] + columns[k + 1 :]))
                for k, j in enumerate(columns)
            ]
            minors[over, columns] = _sum(signed)
        return minors[over, columns]

    def entry(i: int, j: int) -> Expr:
        if all(rows[i][k] is ZERO for k in range(n) if k != i):
            return power(rows[i][i], -1) if i == j else ZERO
        if all(rows[j][k] is ZERO for k in range(n) if k != j):
            return ZERO
        cofactor = minor(everything[:j] + everything[j + 1 :], everything[:i] + everything[i + 1 :])
        sign = () if (i + j) % 2 == 0 else (mul(-1, ONE),)
        return _product(*sign, cofactor, power(minor(everything, everything), -1))

    return tuple(tuple(entry(i, j) for j in range(n)) for i in range(n))


def _product(*factors: Expr) -> Expr:
    if any(e is ZERO for e in factors):
        return ZERO
    kept = tuple(e for e in factors if e is not ONE)
    return ONE if not kept else kept[0] if len(kept) == 1 else mul(*kept)


def _sum(terms: list[Expr]) -> Expr:
    kept = [e for e in terms if e is not ZERO]
    return ZERO if not kept else kept[0] if len(kept) == 1 else add(*kept)


__all__ = ["Box", "DistortionClaim", "DistortionWithin", "IsRiemannianSubmersion", "comparable", "inverse", "restricted", "within_box"]
