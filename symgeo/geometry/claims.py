"""Claims: a property of maps and metrics, as a frozen value with the obligations that make it true.

A claim asserts nothing about its objects beyond what it says: a map is an ordinary `SmoothMap`, a metric an ordinary
`Metric`. Conventions: f*h = df^T (h o f) df; a homothetic factor c and a conformal factor lambda multiply the source
metric, f*h = c g and f*h = lambda g; both are positive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any, ClassVar, Union

from symgeo.errors import ChartMismatchError
from symgeo.expression import ONE, ZERO, Expr, differentiate, mul, resolve_derivatives, symbol
from symgeo.geometry.chart import Chart
from symgeo.geometry.domain import Domain, inequality
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric
from symgeo.geometry.obligations import (
    Along,
    Connected,
    Defined,
    FullRank,
    Obligation,
    Positive,
    PositiveDefinite,
    Unknown,
    Zero,
    derivatives_along,
)

if TYPE_CHECKING:
    from symgeo.geometry.curvature_claims import CurvatureClaim
    from symgeo.geometry.distortion import DistortionClaim


def _charts(f: SmoothMap, *metrics: Metric | None) -> tuple[Chart, ...]:
    """The charts that a claim about f and these metrics speaks of, the source first."""
    return (f.source, f.target, *(g.chart for g in metrics if g is not None))


def _domain(f: SmoothMap, *metrics: Metric | None) -> Domain:
    """The source domain, with the parameters of all charts."""
    first, *others = _charts(f, *metrics)
    return first.joined(*others).domain


def _relations(f: SmoothMap, g: Metric | None = None, h: Metric | None = None) -> tuple[Expr, ...]:
    """What is assumed of undefined functions: on the source as it stands, on the target along f; each only once."""
    own = [*f.source.relations, *(g.chart.relations if g is not None else ())]
    of_target = [*f.target.relations, *(h.chart.relations if h is not None else ())]
    found: dict[Expr, Expr] = {}
    for r in (*own, *(f.at(resolve_derivatives(r)) for r in of_target)):
        found.setdefault(resolve_derivatives(r), r)
    return tuple(found.values())


def _same_coordinates(chart: Chart, other: Chart, what: str) -> None:
    if chart.coordinates != other.coordinates:
        raise ChartMismatchError(f"cannot use {what} on {chart}: needs {other}, with coordinates of the same names in the same order.")


def _check_inverse(f: SmoothMap, inverse: SmoothMap) -> None:
    _same_coordinates(inverse.source, f.target, "an inverse that starts")
    _same_coordinates(inverse.target, f.source, "an inverse that ends")


def _symmetric(g: Metric, domain: Domain, name: str) -> Iterator[Obligation]:
    n = g.chart.dimension
    for i in range(n):
        for j in range(i + 1, n):
            if g.entries[i][j] is not g.entries[j][i]:
                yield Zero(g.entries[i][j], g.entries[j][i], domain, f"{name} is symmetric", (i, j))


def _metric_defined(g: Metric, domain: Domain, name: str) -> Iterator[Obligation]:
    n = g.chart.dimension
    for i in range(n):
        for j in range(n):
            if j >= i or g.entries[i][j] is not g.entries[j][i]:
                yield Defined(g.entries[i][j], 0, domain, f"{name}[{i + 1},{j + 1}]")


def _space(f: SmoothMap, domain: Domain) -> Domain:
    """The coordinates of the target of f, and names for whatever occurs on the source."""
    names = dict.fromkeys((*f.target.coordinates, *domain.variables))
    return Domain(tuple(names), integers=domain.integers, coordinates=f.target.coordinates)


def _defined_along(f: SmoothMap, e: Expr, domain: Domain, label: str) -> Obligation:
    """e o f is defined and continuous, for a function e on the target."""
    return Defined(f.at(e), 0, domain, label, along=derivatives_along(e, _space(f, domain), f.by))


def _smooth_near(f: SmoothMap, e: Expr, domain: Domain, label: str) -> Obligation:
    """A function e on the target is smooth near the image of f. As written, since cbrt(x^3) is smooth and cbrt is not."""
    return Defined(f.at(e), inf, domain, label, as_written=True, along=(Along(e, _space(f, domain), tuple(f.by.items())),))


def _holds_along(f: SmoothMap, condition: Expr, domain: Domain, defined: str, label: str) -> Iterator[Obligation]:
    """A condition on the target makes sense along f, and holds."""
    yield _defined_along(f, inequality(condition), domain, defined)
    yield Positive(f.at(inequality(condition)), domain, label)


def _map_defined(f: SmoothMap, domain: Domain) -> Iterator[Obligation]:
    for a, c in enumerate(f.components):
        yield Defined(c, 1, domain, f"component {a + 1} of f")
    for step in f.through:
        for a, c in enumerate(step.components):
            if c.children:
                yield Defined(c, 1, domain, f"component {a + 1} of a map that f is composed of")
        for condition in step.target.where:
            label = f"a map that f is composed of stays in its target's domain: {condition}"
            yield from _holds_along(step, condition, domain, f"the condition {condition} along a map that f is composed of", label)


def _inside_target(f: SmoothMap, domain: Domain) -> Iterator[Obligation]:
    for condition in f.target.where:
        label = f"f maps into the target's domain: {condition}"
        yield from _holds_along(f, condition, domain, f"the condition {condition} of the target along f", label)


def _target_metric_defined(f: SmoothMap, h: Metric, domain: Domain) -> Iterator[Obligation]:
    m = f.target.dimension
    for a in range(m):
        for b in range(a, m):
            e = f.at(h.entries[a][b])
            if h.entries[a][b].children:
                yield _defined_along(f, h.entries[a][b], domain, f"h[{a + 1},{b + 1}] along f")
            if a != b and h.entries[a][b] is not h.entries[b][a]:
                yield _defined_along(f, h.entries[b][a], domain, f"h[{b + 1},{a + 1}] along f")
                yield Zero(e, f.at(h.entries[b][a]), domain, "h is symmetric along f", (a, b))


def _inside_metrics(f: SmoothMap, g: Metric, h: Metric, domain: Domain) -> Iterator[Obligation]:
    """g may live on a smaller domain than the source, and h on a smaller one than the target: f has to be within both."""
    for condition in g.chart.where:
        if condition not in f.source.where:
            label = f"the identity maps the source of f into the domain of g, its target: {condition}"
            yield Defined(inequality(condition), 0, domain, f"the condition {condition} of g")
            yield Positive(inequality(condition), domain, label)
    for condition in h.chart.where:
        if condition not in f.target.where:
            label = f"f maps into the domain of h on the target: {condition}"
            yield from _holds_along(f, condition, domain, f"the condition {condition} of h along f", label)


def _pullback_is(f: SmoothMap, g: Metric, h: Metric | None, factor: Expr) -> Iterator[Obligation]:
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
    pulled = f.pullback(h)
    n = g.chart.dimension
    for i in range(n):
        for j in range(i, n):
            right = g.entries[i][j] if factor is ONE else mul(factor, g.entries[i][j])
            yield Zero(pulled.entries[i][j], right, domain, f"(f*h)[{i + 1},{j + 1}]", (i, j))


@dataclass(frozen=True)
class IsIsometric:
    """f*h = g. (With g nondegenerate f is then an isometric immersion; that is not part of the claim.)"""

    f: SmoothMap
    g: Metric
    h: Metric | None = None
    relation: ClassVar[str] = "isometric"

    @property
    def domain(self) -> Domain:
        return _domain(self.f, self.g, self.h)

    @property
    def relations(self) -> tuple[Expr, ...]:
        return _relations(self.f, self.g, self.h)

    def obligations(self) -> Iterator[Obligation]:
        return _pullback_is(self.f, self.g, self.h, ONE)


@dataclass(frozen=True)
class IsHomothetic:
    """f*h = c g with one constant c > 0, which may depend on parameters. Without `factor`, some such c is claimed to exist."""

    f: SmoothMap
    g: Metric
    h: Metric | None = None
    factor: Any = None
    relation: ClassVar[str] = "homothetic"

    def __post_init__(self) -> None:
        if self.factor is not None:
            first, *others = _charts(self.f, self.g, self.h)
            object.__setattr__(self, "factor", first.joined(*others).tree(self.factor, "the factor"))

    @property
    def domain(self) -> Domain:
        return _domain(self.f, self.g, self.h)

    @property
    def relations(self) -> tuple[Expr, ...]:
        return _relations(self.f, self.g, self.h)

    def obligations(self) -> Iterator[Obligation]:
        if self.factor is None:
            yield Unknown(self.domain, "the factor", "no factor is given; it has to be found first")
            return
        yield Defined(self.factor, 0, self.domain, "the factor c")
        yield Positive(self.factor, self.domain, "the factor c is positive")
        for x in self.f.source.coordinates:
            rate = differentiate(resolve_derivatives(self.factor), x)
            if rate is not ZERO:
                yield Zero(rate, ZERO, self.domain, f"the factor c does not depend on {x}")
        if self.factor.free_symbols & set(self.f.source.coordinates):
            yield Defined(self.factor, 1, self.domain, "the factor c")
            yield Connected(self.domain, "the factor c is one constant")
        yield from _pullback_is(self.f, self.g, self.h, self.factor)


@dataclass(frozen=True)
class IsConformal:
    """f*h = lambda g with a function lambda > 0. Without `factor`, some such lambda is claimed to exist."""

    f: SmoothMap
    g: Metric
    h: Metric | None = None
    factor: Any = None
    relation: ClassVar[str] = "conformal"

    def __post_init__(self) -> None:
        if self.factor is not None:
            first, *others = _charts(self.f, self.g, self.h)
            object.__setattr__(self, "factor", first.joined(*others).tree(self.factor, "the factor"))

    @property
    def domain(self) -> Domain:
        return _domain(self.f, self.g, self.h)

    @property
    def relations(self) -> tuple[Expr, ...]:
        return _relations(self.f, self.g, self.h)

    def obligations(self) -> Iterator[Obligation]:
        if self.factor is None:
            yield Unknown(self.domain, "the factor", "no factor is given; it has to be found first")
            return
        yield Defined(self.factor, 0, self.domain, "the factor lambda")
        yield Positive(self.factor, self.domain, "the factor lambda is positive")
        yield from _pullback_is(self.f, self.g, self.h, self.factor)


@dataclass(frozen=True)
class IsImmersion:
    """rank df = n at every point of the domain. (Not det f*h /= 0: the light cone is immersed with determinant 0.)"""

    f: SmoothMap
    relation: ClassVar[str] = "immersion"

    @property
    def domain(self) -> Domain:
        return _domain(self.f)

    @property
    def relations(self) -> tuple[Expr, ...]:
        return _relations(self.f)

    def obligations(self) -> Iterator[Obligation]:
        yield from _map_defined(self.f, self.domain)
        yield from _inside_target(self.f, self.domain)
        yield FullRank(self.f.jacobian, self.domain, "rank df = n")


def _left_inverse(f: SmoothMap, inverse: SmoothMap, domain: Domain) -> Iterator[Obligation]:
    """inverse o f = id, and the inverse is smooth near the image of f: its conditions, read off before f is put in, are open and
    hold on the image."""
    for i, (x, c) in enumerate(zip(f.source.coordinates, inverse.components, strict=True)):
        yield _smooth_near(f, c, domain, f"component {i + 1} of the inverse along f")
        yield Zero(f.at(c), symbol(x), domain, f"the inverse gives back {x}", (i, i))


@dataclass(frozen=True)
class IsEmbedding:
    """f has a left inverse that is smooth on an open set that contains the image; so f is injective, an immersion and a
    homeomorphism onto its image. `inverse` maps the target chart to the source chart."""

    f: SmoothMap
    inverse: SmoothMap
    relation: ClassVar[str] = "embedding"

    def __post_init__(self) -> None:
        _check_inverse(self.f, self.inverse)

    @property
    def domain(self) -> Domain:
        return _domain(self.f)

    @property
    def relations(self) -> tuple[Expr, ...]:
        return _relations(self.f)

    def obligations(self) -> Iterator[Obligation]:
        yield from _map_defined(self.f, self.domain)
        yield from _inside_target(self.f, self.domain)
        yield from _left_inverse(self.f, self.inverse, self.domain)
        for step in self.inverse.through:
            for c in step.components:
                yield _smooth_near(self.f, c, self.domain, "a component of a map that the inverse is composed of, along f")
            for condition in step.target.where:
                label = f"a map that the inverse is composed of stays in its target's domain: {condition}"
                e = step.at(inequality(condition))
                yield _smooth_near(self.f, e, self.domain, f"the condition {condition} along a map that the inverse is composed of")
                yield Positive(self.f.at(e), self.domain, label)


@dataclass(frozen=True)
class IsIsometry:
    """f*h = g, and `inverse` is defined and C^1 on the whole target, maps it into the source, and both compositions are
    the identity."""

    f: SmoothMap
    inverse: SmoothMap
    g: Metric
    h: Metric | None = None
    relation: ClassVar[str] = "isometry"

    def __post_init__(self) -> None:
        _check_inverse(self.f, self.inverse)

    @property
    def domain(self) -> Domain:
        return _domain(self.f, self.g, self.h)

    @property
    def relations(self) -> tuple[Expr, ...]:
        return _relations(self.f, self.g, self.h)

    def obligations(self) -> Iterator[Obligation]:
        yield from _pullback_is(self.f, self.g, self.h, ONE)
        yield from _left_inverse(self.f, self.inverse, self.domain)
        # The inverse may have been written for a part of the target, or into more than the source: what counts are the two of f.
        first, *others = self.f.target, self.f.source, self.inverse.source, self.inverse.target, *_charts(self.f, self.g, self.h)
        whole = first.joined(*others)
        inverse = SmoothMap(whole, self.f.source, self.inverse.components, through=self.inverse.through)
        target = whole.domain
        for condition in self.inverse.source.where:
            if condition not in whole.where:
                yield Defined(inequality(condition), 0, target, f"the condition {condition} of the inverse")
                yield Positive(inequality(condition), target, f"the inverse is defined on the whole target: {condition}")
        yield from _map_defined(inverse, target)
        yield from _inside_target(inverse, target)
        yield from _left_inverse(inverse, self.f, target)


@dataclass(frozen=True)
class IsNondegenerate:
    """det g /= 0 at every point of the domain."""

    g: Metric
    relation: ClassVar[str] = "nondegenerate"

    @property
    def domain(self) -> Domain:
        return self.g.chart.domain

    @property
    def relations(self) -> tuple[Expr, ...]:
        return self.g.chart.relations

    def obligations(self) -> Iterator[Obligation]:
        yield from _metric_defined(self.g, self.domain, "g")
        yield from _symmetric(self.g, self.domain, "g")
        yield FullRank(self.g.entries, self.domain, "det g /= 0")


@dataclass(frozen=True)
class IsRiemannian:
    """g is positive definite at every point of the domain."""

    g: Metric
    relation: ClassVar[str] = "riemannian"

    @property
    def domain(self) -> Domain:
        return self.g.chart.domain

    @property
    def relations(self) -> tuple[Expr, ...]:
        return self.g.chart.relations

    def obligations(self) -> Iterator[Obligation]:
        yield from _metric_defined(self.g, self.domain, "g")
        yield from _symmetric(self.g, self.domain, "g")
        yield PositiveDefinite(self.g.entries, self.domain, "g is positive definite")


@dataclass(frozen=True)
class AgreeOnOverlap:
    """Two metrics are one metric in two charts: phi*h = g on the overlap, which is the source of the transition map phi."""

    transition: SmoothMap
    g: Metric
    h: Metric
    relation: ClassVar[str] = "equal-metrics"

    @property
    def domain(self) -> Domain:
        return _domain(self.transition, self.g, self.h)

    @property
    def relations(self) -> tuple[Expr, ...]:
        return _relations(self.transition, self.g, self.h)

    def obligations(self) -> Iterator[Obligation]:
        return _pullback_is(self.transition, self.g, self.h, ONE)


@dataclass(frozen=True)
class AllHold:
    """Every one of several claims holds."""

    claims: tuple[Claim, ...]
    relation: ClassVar[str] = "all"

    def __post_init__(self) -> None:
        if not self.claims:
            raise ChartMismatchError("cannot claim that all of no claims hold: needs one claim or more.")
        if any(claim.relations != self.relations for claim in self.claims):
            raise ChartMismatchError("cannot join claims: needs the same relations on undefined functions in each. Verify them one by one.")

    @property
    def domain(self) -> Domain:
        return self.claims[0].domain

    @property
    def relations(self) -> tuple[Expr, ...]:
        return self.claims[0].relations

    def obligations(self) -> Iterator[Obligation]:
        for claim in self.claims:
            yield from claim.obligations()


Claim = Union[
    IsIsometric,
    IsHomothetic,
    IsConformal,
    IsImmersion,
    IsEmbedding,
    IsIsometry,
    IsNondegenerate,
    IsRiemannian,
    AgreeOnOverlap,
    AllHold,
    "CurvatureClaim",
    "DistortionClaim",
]


@dataclass(frozen=True)
class Manifold:
    """Charts and the transition maps between them, each on an overlap (the source of the map).

    >>> from symgeo.geometry.chart import Chart, coordinates
    >>> x, y = coordinates("x y")
    >>> right, left = Chart([x], where=[x > 0]), Chart([y], where=[y > 0])
    >>> len(Manifold((right, left), (SmoothMap(right, left, [1/x]),)).transitions)
    1
    """

    charts: tuple[Any, ...]
    transitions: tuple[SmoothMap, ...] = field(default=())

    def agree(self, metrics: tuple[Metric, ...]) -> AllHold:
        """The claim that the metrics, one for each chart in order, agree on every overlap."""
        by_coordinates = {g.chart.coordinates: g for g in metrics}
        missing = [c for c in self.charts if c.coordinates not in by_coordinates]
        if missing or not self.transitions:
            raise ChartMismatchError(
                "cannot compare metrics on overlaps: needs a metric for each chart and a transition map; "
                + (f"no metric is given on {missing[0]}." if missing else "there are no transition maps.")
            )
        unknown = [t for t in self.transitions for c in (t.source, t.target) if c.coordinates not in by_coordinates]
        if unknown:
            raise ChartMismatchError(f"cannot compare metrics by {unknown[0]}: needs a transition between charts of the manifold.")
        return AllHold(
            tuple(
                AgreeOnOverlap(t, Metric(t.source, by_coordinates[t.source.coordinates].entries), by_coordinates[t.target.coordinates])
                for t in self.transitions
            )
        )
