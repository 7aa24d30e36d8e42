"""Smooth maps between charts: differential, composition, pullback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING, Any

from symgeo.errors import ChartMismatchError, ExpressionError
from symgeo.expression import ONE, ZERO, Expr, differentiate, resolve_derivatives, symbol
from symgeo.geometry.chart import Chart
from symgeo.geometry.metric import Metric
from symgeo.geometry.obligations import Condition, NonZero, Positive, conditions, derivatives_along
from symgeo.geometry.sympy_bridge import to_sympy

if TYPE_CHECKING:
    import sympy


@dataclass(frozen=True, init=False)
class SmoothMap:
    """A map f from a source chart to a target chart, by its m components on the source.

    The target is a chart, or a metric (`euclidean(3)`): then `ambient` is that metric and claims take it as default.
    That f is C^1 and maps into the target's domain is part of each claim about f, not assumed here. `through` are the maps
    that a composition passes on its way: they have to be C^1 and stay in their targets' domains too.
    Raises ChartMismatchError for a wrong number of components or unknown symbols.

    >>> from symgeo.geometry.metric import euclidean
    >>> from symgeo.geometry.chart import coordinates
    >>> from sympy import cos, sin
    >>> r, t = coordinates("r t")
    >>> polar = SmoothMap(Chart([r, t], where=[r > 0]), euclidean(2), [r*cos(t), r*sin(t)])
    >>> polar.differential
    Matrix([
    [cos(t), -r*sin(t)],
    [sin(t),  r*cos(t)]])
    """

    source: Chart
    target: Chart
    components: tuple[Expr, ...]
    ambient: Metric | None
    through: tuple[SmoothMap, ...]

    def __init__(
        self, source: Chart | Metric, target: Chart | Metric, components: Sequence[Any], *, through: Sequence[SmoothMap] = ()
    ) -> None:
        source = source.chart if isinstance(source, Metric) else source
        ambient = target if isinstance(target, Metric) else None
        target = target.chart if isinstance(target, Metric) else target
        if hasattr(components, "tolist"):
            components = [c[0] if isinstance(c, list) else c for c in components.tolist()]
        if len(components) != target.dimension:
            raise ChartMismatchError(
                f"cannot make a map into {target}: needs {target.dimension} components, got {len(components)}. "
                "Give one for each target coordinate."
            )
        object.__setattr__(self, "source", source)
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "components", tuple(source.tree(c, "a component") for c in components))
        object.__setattr__(self, "ambient", ambient)
        object.__setattr__(self, "through", tuple(through))

    @property
    def expressions(self) -> tuple[Any, ...]:
        """The components in SymPy."""
        return tuple(to_sympy(c) for c in self.components)

    @cached_property
    def jacobian(self) -> tuple[tuple[Expr, ...], ...]:
        """df as trees: rows a = 1..m, columns i = 1..n, entry d_i f_a."""
        resolved = [resolve_derivatives(c) for c in self.components]
        return tuple(tuple(differentiate(c, x) for x in self.source.coordinates) for c in resolved)

    @property
    def differential(self) -> sympy.Matrix:
        """df, a matrix of shape (m, n): entry (a, i) is the derivative of f_a by the i-th coordinate."""
        import sympy

        return sympy.Matrix([[to_sympy(e) for e in row] for row in self.jacobian])

    @property
    def by(self) -> dict[str, Expr]:
        """The components by the target coordinates that they stand for."""
        return dict(zip(self.target.coordinates, self.components, strict=True))

    def at(self, e: Expr) -> Expr:
        """e o f: a scalar on the target chart, evaluated along f."""
        return e.substitute(self.by)

    def pullback(self, h: Metric | None = None) -> Metric:
        """The pullback f*h = df^T (h o f) df on the source chart, as it is derived and not yet simplified.

        Shapes: df is (m, n), h is (m, m), the result is (n, n). A metric only where f is an immersion; that is a claim of
        its own. Raises ChartMismatchError if h is not on the target chart. Source: [Lee 2018, ch. 2].
        """
        h = self.metric_on_target(h)
        along = [[self.at(e) if e is not ZERO else ZERO for e in row] for row in h.entries]
        df = self.jacobian
        m, n = self.target.dimension, self.source.dimension
        rows: list[list[Expr]] = []
        for i in range(n):
            row: list[Expr] = []
            for j in range(n):
                if j < i:
                    row.append(rows[j][i])
                    continue
                # Products stay products of whole derivatives: each of those is then worked on once, not once an entry.
                terms = [
                    Expr("mul", (*(() if along[a][b] is ONE else (along[a][b],)), df[a][i], df[b][j]))
                    for a in range(m)
                    for b in range(m)
                    if along[a][b] is not ZERO and df[a][i] is not ZERO and df[b][j] is not ZERO
                ]
                row.append(ZERO if not terms else terms[0] if len(terms) == 1 else Expr("add", tuple(terms)))
            rows.append(row)
        return Metric(self.source.joined(self.target, h.chart), rows)

    def metric_on_target(self, h: Metric | None) -> Metric:
        """h, or the ambient metric where h is None; raises ChartMismatchError unless it lives on the target."""
        h = self.ambient if h is None else h
        if h is None:
            raise ChartMismatchError("cannot pull back without a metric on the target: needs one. Give h, or make the map into a metric.")
        if h.chart.coordinates != self.target.coordinates:
            raise ChartMismatchError(f"cannot pull back a metric on {h.chart}: needs one on the target {self.target}.")
        return h

    def compose(self, other: SmoothMap) -> SmoothMap:
        """self o other: first `other`, then this map.

        A derivative in this map is taken before `other` is put in; where that has to exist becomes a condition on the way.
        Raises ChartMismatchError unless the target of `other` has the coordinates of this source, ExpressionError where such a
        condition is no inequality.
        """
        if other.target.coordinates != self.source.coordinates:
            raise ChartMismatchError(f"cannot compose: needs a map into {self.source}, got one into {other.target}.")
        inner = dict(zip(self.source.coordinates, other.components, strict=True))
        source = other.source.joined(self.source)

        def after(outer: SmoothMap, target: Chart | Metric, through: Sequence[SmoothMap]) -> SmoothMap:
            return SmoothMap(source, target, [c.substitute(inner) for c in outer.components], through=through)

        # Substitution alone would lose what `other` needs where this map does not use it, and the domain of this map.
        everything = [c for outer in (self, *self.through) for c in outer.components]
        needed = dict.fromkeys(_inequality(c) for e in everything for c in self._differentiated(e, inner))
        whole = self.source.joined(other.target)
        where = dict.fromkeys((*whole.where, *other.target.where, *needed))
        on_the_way = Chart(whole.coordinates, where=where, parameters=dict(whole.parameters), relations=whole.relations)
        first = SmoothMap(source, on_the_way, other.components)
        return after(self, self.ambient or self.target, (*other.through, first, *(after(step, step.target, ()) for step in self.through)))

    def _differentiated(self, e: Expr, inner: Mapping[str, Expr]) -> Iterator[Condition]:
        """What e needs on the source for its derivatives to be taken before other coordinates are put in."""
        for part in derivatives_along(e, self.source.domain, inner):
            yield from conditions(part.written, inf, replace(part.space, positive=(), nonnegative=(), nonzero=()), str(part.written))

    def __repr__(self) -> str:
        return f"SmoothMap({self.source} -> {self.target}: {', '.join(map(str, self.components))})"


#: Functions that are not defined where their conditions fail; those of others may be sufficient only: cbrt(y)**3 is smooth.
_NOT_DEFINED_ELSEWHERE = ("log", "atanh", "tan", "sec", "cot", "csc", "coth", "csch", "pow")


def _inequality(condition: Condition) -> Expr:
    """A strict inequality that says the same, of a condition that is necessary too."""
    node = condition.node
    if node is not None and node.head in _NOT_DEFINED_ELSEWHERE and not condition.domain.conditions:
        if isinstance(condition, Positive) and node.head != "pow":
            return Expr("gt", (condition.expression, ZERO))
        if isinstance(condition, NonZero):
            return Expr("gt", (condition.expression**2, ZERO))
    raise ExpressionError(f"cannot compose with {condition.label}: needs derivatives that exist under inequalities. Carry them out first.")


def identity(chart: Chart) -> SmoothMap:
    """The identity of a chart."""
    return SmoothMap(chart, chart, [symbol(c) for c in chart.coordinates])
