"""Claims about curvature: of a metric, of fields and curves in it, and of an immersion.

What has to be defined comes first: metrics C^2 (C^1 where only first derivatives are taken) without a zero of det g, maps C^2 or C^3,
constants constant. The components that have to vanish are those of `symgeo.geometry.connection` and `symgeo.geometry.immersion` as
they are derived, each independent one once; conventions and signs stand there. Where a metric is one-dimensional it has no curvature.
`obligations(normal)` rewrites components on the way, by a function that keeps their values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement
from typing import Any, ClassVar, Union

from symgeo.errors import ChartMismatchError
from symgeo.expression import PI, ZERO, Expr, mul
from symgeo.geometry.connection import LeviCivita, minus, plus, times
from symgeo.geometry.domain import Domain
from symgeo.geometry.immersion import Immersion
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric
from symgeo.geometry.obligations import Obligation, Zero
from symgeo.geometry.requirements import (
    charts_of,
    constant,
    map_smooth,
    metric_smooth,
    metric_smooth_along,
    nondegenerate,
    relations_of,
    smooth,
)
from symgeo.geometry.tensor import Index, Tensor, tensor

#: What is done to each component as it is found: nothing, or what brings it into normal form.
Rewriting = Callable[[Expr], Expr]


def as_derived(e: Expr) -> Expr:
    """The component as it is."""
    return e


def _label(name: str, index: Index) -> str:
    return f"{name}[{','.join(str(i + 1) for i in index)}]"


def _zero(
    left: Expr, right: Expr, domain: Domain, name: str, index: Index, component: tuple[int, int] | None = None
) -> Iterator[Obligation]:
    if left is not right:
        yield Zero(left, right, domain, _label(name, index), component)


def _curved(g: Metric) -> Iterator[Obligation]:
    """g is a metric of class C^2 without a zero of its determinant."""
    yield from metric_smooth(g, 2, g.chart.domain)
    yield from nondegenerate(g.entries, g.chart.domain)


class _OfMetric:
    """What claims about one metric share."""

    g: Metric

    @property
    def domain(self) -> Domain:
        return self.g.chart.domain

    @property
    def relations(self) -> tuple[Expr, ...]:
        return self.g.chart.relations


@dataclass(frozen=True)
class IsFlat(_OfMetric):
    """R = 0: around each point there are coordinates in which the metric is constant."""

    g: Metric
    relation: ClassVar[str] = "flat"

    def obligations(self, normal: Rewriting = as_derived) -> Iterator[Obligation]:
        yield from _curved(self.g)
        for index, e in LeviCivita(self.g, normal).riemann.nonzero():
            yield from _zero(e, ZERO, self.domain, "R", index)


@dataclass(frozen=True)
class HasConstantCurvature(_OfMetric):
    """R_ijkl = K (g_ik g_jl - g_il g_jk) with one constant K, which may depend on parameters.

    Every sectional curvature is K. In dimension 1 there are none, and the claim holds for each K.
    """

    g: Metric
    constant: Any
    relation: ClassVar[str] = "constant-curvature"

    def __post_init__(self) -> None:
        object.__setattr__(self, "constant", self.g.chart.tree(self.constant, "the constant"))

    def obligations(self, normal: Rewriting = as_derived) -> Iterator[Obligation]:
        yield from _curved(self.g)
        yield from constant(self.constant, self.domain, "the constant K")
        g, riemann = self.g.entries, LeviCivita(self.g, normal).riemann
        for (i, j), (k, l) in combinations_with_replacement(list(combinations(range(self.g.chart.dimension), 2)), 2):
            area = minus(times(g[i][k], g[j][l]), times(g[i][l], g[j][k]))
            yield from _zero(riemann[i, j, k, l], times(self.constant, area), self.domain, "R", (i, j, k, l))


@dataclass(frozen=True)
class IsRicciFlat(_OfMetric):
    """Ric = 0, a solution of Einstein's equation in the vacuum."""

    g: Metric
    relation: ClassVar[str] = "ricci-flat"

    def obligations(self, normal: Rewriting = as_derived) -> Iterator[Obligation]:
        yield from _curved(self.g)
        for (i, j), e in LeviCivita(self.g, normal).ricci.nonzero():
            yield from _zero(e, ZERO, self.domain, "Ric", (i, j), (i, j))


@dataclass(frozen=True)
class IsEinstein(_OfMetric):
    """Ric = c g with one constant c, which may depend on parameters."""

    g: Metric
    constant: Any
    relation: ClassVar[str] = "einstein"

    def __post_init__(self) -> None:
        object.__setattr__(self, "constant", self.g.chart.tree(self.constant, "the constant"))

    def obligations(self, normal: Rewriting = as_derived) -> Iterator[Obligation]:
        yield from _curved(self.g)
        yield from constant(self.constant, self.domain, "the constant c")
        ricci = LeviCivita(self.g, normal).ricci
        for i, j in combinations_with_replacement(range(self.g.chart.dimension), 2):
            yield from _zero(ricci[i, j], times(self.constant, self.g.entries[i][j]), self.domain, "Ric", (i, j), (i, j))


def _components(chart: Any, positions: str, given: Any) -> Any:
    """The components of a tensor, given as one or as lists, in nested tuples: so that a claim can be looked up."""
    if isinstance(given, Tensor):
        if given.positions != positions or given.chart.coordinates != chart.coordinates:
            raise ChartMismatchError(f"cannot use a tensor {given.positions!r} on {given.chart}: needs {positions!r} on {chart}.")
        for e in given.independent.values():
            chart.check_symbols(e, "a component")
        read = given
    else:
        read = tensor(chart, positions, given)
    n = range(chart.dimension)
    return tuple(read[i] for i in n) if len(positions) == 1 else tuple(tuple(read[i, j] for j in n) for i in n)


@dataclass(frozen=True)
class SolvesEinstein(_OfMetric):
    """Einstein's equation G + Lambda g = 8 pi T, in units where the constant of gravity and the speed of light are 1.

    `stress` is T with lower indices.
    """

    g: Metric
    stress: Any
    cosmological_constant: Any = 0
    relation: ClassVar[str] = "solves-einstein"

    def __post_init__(self) -> None:
        object.__setattr__(self, "stress", _components(self.g.chart, "dd", self.stress))
        cosmological = self.g.chart.tree(self.cosmological_constant, "the cosmological constant")
        object.__setattr__(self, "cosmological_constant", cosmological)

    def obligations(self, normal: Rewriting = as_derived) -> Iterator[Obligation]:
        g, t, n = self.g.entries, self.stress, range(self.g.chart.dimension)
        yield from _curved(self.g)
        yield from constant(self.cosmological_constant, self.domain, "the cosmological constant")
        for i in n:
            for j in n:
                if j >= i or t[i][j] is not t[j][i]:
                    yield from smooth(t[i][j], 0, self.domain, _label("T", (i, j)))
        for i, j in combinations(n, 2):
            yield from _zero(t[i][j], t[j][i], self.domain, "T", (i, j), (i, j))
        einstein = LeviCivita(self.g, normal).einstein
        for i, j in combinations_with_replacement(n, 2):
            left = plus(einstein[i, j], times(self.cosmological_constant, g[i][j]))
            yield from _zero(left, times(mul(8, PI), t[i][j]), self.domain, "(G + Lambda g)", (i, j), (i, j))


@dataclass(frozen=True)
class IsKilling(_OfMetric):
    """L_X g = 0: the flow of the vector field X = X^i d_i keeps g. (A form g that is degenerate is allowed; X = 0 is one too.)"""

    g: Metric
    field: Any
    relation: ClassVar[str] = "killing"

    def __post_init__(self) -> None:
        object.__setattr__(self, "field", _components(self.g.chart, "u", self.field))

    def obligations(self, normal: Rewriting = as_derived) -> Iterator[Obligation]:
        yield from metric_smooth(self.g, 1, self.domain)
        for i, e in enumerate(self.field):
            yield from smooth(e, 1, self.domain, f"component {i + 1} of X")
        rates = LeviCivita(self.g, normal).lie_derivative_of_metric(tensor(self.g.chart, "u", self.field))
        for (i, j), e in rates.nonzero():
            yield from _zero(e, ZERO, self.domain, "(L_X g)", (i, j), (i, j))


@dataclass(frozen=True)
class IsGeodesic:
    """nabla_c' c' = 0: the curve c has no acceleration, so it is parametrised proportionally to length. (A constant curve is one too.)

    `curve` maps a chart with one coordinate into the chart of h; without h, into a metric.
    """

    curve: SmoothMap
    h: Metric | None = None
    relation: ClassVar[str] = "geodesic"

    def __post_init__(self) -> None:
        if self.curve.source.dimension != 1:
            n = self.curve.source.dimension
            raise ChartMismatchError(f"cannot use {self.curve} as a curve: needs one coordinate on its source, got {n}.")
        object.__setattr__(self, "h", self.curve.metric_on_target(self.h))

    @property
    def metric(self) -> Metric:
        return self.curve.metric_on_target(self.h)

    @property
    def domain(self) -> Domain:
        return charts_of(self.curve, self.metric).domain

    @property
    def relations(self) -> tuple[Expr, ...]:
        return relations_of(self.curve, self.metric)

    def obligations(self, normal: Rewriting = as_derived) -> Iterator[Obligation]:
        yield from map_smooth(self.curve, self.metric, 2, self.domain, "the curve")
        yield from metric_smooth_along(self.curve, self.metric, self.domain)
        acceleration = LeviCivita(self.metric).acceleration(self.curve.components, self.curve.source.coordinates[0])
        for k, e in enumerate(acceleration):
            yield from _zero(normal(e), ZERO, self.domain, "(nabla_c' c')", (k,))


class _OfImmersion:
    """What claims about one immersion share: it is C^level, and neither h along f nor f*h is degenerate."""

    f: SmoothMap
    h: Metric | None

    @property
    def _ambient(self) -> Metric:
        return self.f.metric_on_target(self.h)

    @property
    def domain(self) -> Domain:
        return charts_of(self.f, self._ambient).domain

    @property
    def relations(self) -> tuple[Expr, ...]:
        return relations_of(self.f, self._ambient)

    def _immersed(self, level: int) -> Iterator[Obligation]:
        yield from map_smooth(self.f, self._ambient, level, self.domain)
        yield from metric_smooth_along(self.f, self._ambient, self.domain)
        yield from nondegenerate(self.f.pullback(self._ambient).entries, self.domain, "f*h")


@dataclass(frozen=True)
class IsMinimal(_OfImmersion):
    """H = g^ij B_ij = 0 for the induced metric g = f*h, which is not degenerate."""

    f: SmoothMap
    h: Metric | None = None
    relation: ClassVar[str] = "minimal"

    def obligations(self, normal: Rewriting = as_derived) -> Iterator[Obligation]:
        yield from self._immersed(2)
        for a, e in enumerate(Immersion(self.f, self.h, normal).mean_curvature_vector):
            yield from _zero(e, ZERO, self.domain, "H", (a,))


@dataclass(frozen=True)
class IsTotallyGeodesic(_OfImmersion):
    """B = 0: geodesics of the induced metric, which is not degenerate, are geodesics of the ambient one."""

    f: SmoothMap
    h: Metric | None = None
    relation: ClassVar[str] = "totally-geodesic"

    def obligations(self, normal: Rewriting = as_derived) -> Iterator[Obligation]:
        yield from self._immersed(2)
        immersion = Immersion(self.f, self.h, normal)
        for i, j in combinations_with_replacement(range(immersion.dimension), 2):
            for a, e in enumerate(immersion.second_fundamental_form(i, j)):
                yield from _zero(e, ZERO, self.domain, "B", (a, i, j))


@dataclass(frozen=True)
class GaussEquationHolds(_OfImmersion):
    """Gauss' equation, which is a theorem about immersions of class C^3: R_ijkl is the ambient curvature and a square of B."""

    f: SmoothMap
    h: Metric | None = None
    relation: ClassVar[str] = "gauss-equation"

    def obligations(self, normal: Rewriting = as_derived) -> Iterator[Obligation]:
        yield from self._immersed(3)
        for index, left, right in Immersion(self.f, self.h, normal).gauss_equation():
            yield from _zero(left, right, self.domain, "R", index)


@dataclass(frozen=True)
class CodazziEquationHolds(_OfImmersion):
    """Codazzi's equation, which is a theorem about immersions of class C^3: nabla B is symmetric but for the ambient curvature."""

    f: SmoothMap
    h: Metric | None = None
    relation: ClassVar[str] = "codazzi-equation"

    def obligations(self, normal: Rewriting = as_derived) -> Iterator[Obligation]:
        yield from self._immersed(3)
        for index, left, right in Immersion(self.f, self.h, normal).codazzi_equation():
            yield from _zero(left, right, self.domain, "d B", index)


@dataclass(frozen=True)
class RicciEquationHolds(_OfImmersion):
    """The fields are normal to f, and Ricci's equation holds for them: the curvature of the normal bundle is the ambient one and a
    commutator of shape operators. A theorem about immersions of class C^3."""

    f: SmoothMap
    normals: Any
    h: Metric | None = None
    relation: ClassVar[str] = "ricci-equation"

    def __post_init__(self) -> None:
        m = self.f.target.dimension
        if not isinstance(self.normals, Sequence) or any(not isinstance(v, Sequence) or len(v) != m for v in self.normals):
            raise ChartMismatchError(f"cannot use {self.normals} as normal fields: needs a list of fields, each with {m} components.")
        normals = tuple(tuple(self.f.source.tree(e, "a component") for e in v) for v in self.normals)
        object.__setattr__(self, "normals", normals)

    def obligations(self, normal: Rewriting = as_derived) -> Iterator[Obligation]:
        yield from self._immersed(3)
        immersion = Immersion(self.f, self.h, normal)
        for p, v in enumerate(self.normals):
            for a, e in enumerate(v):
                yield from smooth(e, 2, self.domain, f"component {a + 1} of normal field {p + 1}")
            for i, tangent in enumerate(immersion.tangents):
                yield from _zero(immersion.inner(v, tangent), ZERO, self.domain, "h(N, d f)", (p, i))
        for index, left, right in immersion.ricci_equation(self.normals):
            yield from _zero(left, right, self.domain, "R^normal", index)


CurvatureClaim = Union[
    IsFlat,
    HasConstantCurvature,
    IsRicciFlat,
    IsEinstein,
    SolvesEinstein,
    IsKilling,
    IsGeodesic,
    IsMinimal,
    IsTotallyGeodesic,
    GaussEquationHolds,
    CodazziEquationHolds,
    RicciEquationHolds,
]
