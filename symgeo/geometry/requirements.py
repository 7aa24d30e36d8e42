"""What curvature needs of its objects before it can be spoken of, as obligations: metrics of class C^k, maps of class C^k that stay
where the metrics are, and determinants without zeros."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from symgeo.expression import ZERO, Expr, differentiate, rename_bound, resolve_derivatives
from symgeo.geometry.chart import Chart
from symgeo.geometry.domain import Domain, inequality
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric
from symgeo.geometry.obligations import (
    Along,
    Connected,
    Defined,
    FullRank,
    NonZero,
    Obligation,
    Positive,
    Unknown,
    Zero,
    derivatives_along,
)

_BRANCHES = ("Abs", "sign", "Max", "Min", "piecewise")


def smooth(e: Expr, level: float, domain: Domain, label: str) -> Iterator[Obligation]:
    """e is C^level on the domain.

    Where branches meet, their values and first derivatives are compared, and no higher ones; so beyond C^1 they must not meet
    inside the domain. That is enough and more than needed: |x|^3 is C^2 and stays undecided where x may vanish. It refutes nothing.
    """
    yield Defined(e, level, domain, label)
    if level <= 1 or e.heads.isdisjoint(_BRANCHES):
        return
    apart = rename_bound(e, frozenset(domain.variables))
    for u in dict.fromkeys(u for node in apart.walk() for u in _deciders(node)):
        if u.free_symbols <= frozenset(domain.variables):
            yield NonZero(u, domain, f"{label} has no branches that meet")
        else:
            yield Unknown(domain, label, f"{u} decides a branch under an integral or a sum", e)


def _deciders(node: Expr) -> Iterator[Expr]:
    """What vanishes where two branches of a node meet."""
    if node.head in ("Abs", "sign"):
        yield node.args[0]
    elif node.head in ("Max", "Min"):
        yield from (first - second for i, first in enumerate(node.args) for second in node.args[i + 1 :])
    elif node.head == "piecewise":
        yield from (c.children[0] - c.children[1] for c in node.args[1::2] if c.children)


def metric_smooth(g: Metric, level: float, domain: Domain, name: str = "g") -> Iterator[Obligation]:
    """The entries of g are C^level, and g_ij = g_ji."""
    n = g.chart.dimension
    for i in range(n):
        for j in range(n):
            if j >= i or g.entries[i][j] is not g.entries[j][i]:
                yield from smooth(g.entries[i][j], level, domain, f"{name}[{i + 1},{j + 1}]")
    for i in range(n):
        for j in range(i + 1, n):
            if g.entries[i][j] is not g.entries[j][i]:
                yield Zero(g.entries[i][j], g.entries[j][i], domain, f"{name} is symmetric", (i, j))


def nondegenerate(rows: tuple[tuple[Expr, ...], ...], domain: Domain, name: str = "g") -> Iterator[Obligation]:
    """det of a square matrix has no zero on the domain; of a matrix of plain numbers too."""
    yield FullRank(rows, domain, f"det {name} /= 0")


def constant(e: Expr, domain: Domain, name: str) -> Iterator[Obligation]:
    """e is one number, which may depend on parameters."""
    yield Defined(e, 0, domain, name)
    if e.free_symbols & set(domain.coordinates):
        for x in domain.coordinates:
            rate = differentiate(resolve_derivatives(e), x)
            if rate is not ZERO:
                yield Zero(rate, ZERO, domain, f"{name} does not depend on {x}")
        yield Defined(e, 1, domain, name)
        yield Connected(domain, f"{name} is one constant")


# -- maps ----------------------------------------------------------------------------------------------------------------
def charts_of(f: SmoothMap, h: Metric) -> Chart:
    """The source of f, with the parameters of all charts."""
    return f.source.joined(f.target, h.chart)


def relations_of(f: SmoothMap, h: Metric) -> tuple[Expr, ...]:
    """What is assumed of undefined functions: on the source as it stands, on the target along f."""
    of_target = [*f.target.relations, *h.chart.relations]
    found: dict[Expr, Expr] = {}
    for r in (*f.source.relations, *(f.at(resolve_derivatives(r)) for r in of_target)):
        found.setdefault(resolve_derivatives(r), r)
    return tuple(found.values())


def _space(f: SmoothMap, domain: Domain) -> Domain:
    names = dict.fromkeys((*f.target.coordinates, *domain.variables))
    return Domain(tuple(names), integers=domain.integers, coordinates=f.target.coordinates)


def _holds_along(f: SmoothMap, condition: Expr, domain: Domain, name: str, where: str) -> Iterator[Obligation]:
    e = inequality(condition)
    lost = derivatives_along(e, _space(f, domain), f.by)
    yield Defined(f.at(e), 0, domain, f"the condition {condition} of {where} along {name}", along=lost)
    yield Positive(f.at(e), domain, f"{name} maps into {where}: {condition}")


def map_smooth(f: SmoothMap, h: Metric, level: float, domain: Domain, name: str = "f") -> Iterator[Obligation]:
    """f is C^level, and so is every map that it is composed of; they stay in the domains of their targets, and f in that of h."""
    for a, c in enumerate(f.components):
        yield from smooth(c, level, domain, f"component {a + 1} of {name}")
    for step in f.through:
        for a, c in enumerate(step.components):
            if c.children:
                yield from smooth(c, level, domain, f"component {a + 1} of a map that {name} is composed of")
        for condition in step.target.where:
            yield from _holds_along(step, condition, domain, f"a map that {name} is composed of", "its target's domain")
    for condition in dict.fromkeys((*f.target.where, *h.chart.where)):
        yield from _holds_along(f, condition, domain, name, "the target's domain")


def metric_smooth_along(f: SmoothMap, h: Metric, domain: Domain) -> Iterator[Obligation]:
    """h is smooth near the image of f, and nondegenerate along f: its Christoffel symbols are derived before f is put in."""
    m = f.target.dimension
    for a in range(m):
        for b in range(m):
            e = h.entries[a][b]
            if e.children and (b >= a or e is not h.entries[b][a]):
                along = (Along(e, _space(f, domain), tuple(f.by.items())),)
                yield Defined(f.at(e), inf, domain, f"h[{a + 1},{b + 1}] along f", as_written=True, along=along)
    rows = tuple(tuple(f.at(e) for e in row) for row in h.entries)
    for a in range(m):
        for b in range(a + 1, m):
            # On the whole target and not only along f: else the two halves of h could have different derivatives there.
            if h.entries[a][b] is not h.entries[b][a]:
                yield Zero(h.entries[a][b], h.entries[b][a], h.chart.domain, "h is symmetric", (a, b))
                if h.chart.relations or f.source.relations:
                    yield Unknown(domain, "h is symmetric", "relations of undefined functions are not used on the target")
    yield from nondegenerate(rows, domain, "h along f")


__all__ = [
    "charts_of",
    "constant",
    "map_smooth",
    "metric_smooth",
    "metric_smooth_along",
    "nondegenerate",
    "relations_of",
    "smooth",
]
