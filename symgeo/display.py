"""A claim as text: its chart, its metric, its map and the pullback, entry by entry."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from symgeo.exact.region import Region
from symgeo.expression import Expr
from symgeo.geometry.chart import Chart
from symgeo.geometry.claims import AllHold, Claim
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric
from symgeo.record import plain

if TYPE_CHECKING:
    from symgeo.worker import Stated

#: What each relation says, in a formula.
STATEMENTS = {
    "isometric": "f*h = g",
    "homothetic": "f*h = c g, c > 0 constant",
    "conformal": "f*h = lambda g, lambda > 0",
    "immersion": "rank df = n",
    "embedding": "inverse o f = id, the inverse smooth near the image",
    "isometry": "f*h = g, inverse o f = id, f o inverse = id",
    "riemannian": "g is positive definite",
    "nondegenerate": "det g is nowhere 0",
    "equal-metrics": "f*h = g on the overlap",
    "distortion": "lower g <= f*h <= upper g",
    "riemannian-submersion": "df g^-1 df^T = h^-1 o f, g and h positive definite",
    "flat": "R = 0",
    "ricci-flat": "Ric = 0",
    "einstein": "Ric = c g, c constant",
    "constant-curvature": "R_ijkl = K (g_ik g_jl - g_il g_jk), K constant",
    "solves-einstein": "G + Lambda g = 8 pi T",
    "killing": "L_X g = 0",
    "geodesic": "nabla_c' c' = 0",
    "minimal": "H = 0, the trace of the second fundamental form",
    "totally-geodesic": "B = 0, the second fundamental form",
    "gauss-equation": "R_ijkl = ambient R + h(B_ik, B_jl) - h(B_il, B_jk)",
    "codazzi-equation": "(nabla_i B)_jk - (nabla_j B)_ik = (ambient R(d_i, d_j) d_k)^normal",
    "ricci-equation": "h(R^normal(d_i, d_j) N, N') = ambient h(R(d_i, d_j) N, N') + g([A_N, A_N'] d_i, d_j)",
}
MARGIN = 12


def show(stated: Stated, width: int = 100) -> str:
    """The whole claim."""
    lines = [plain(stated.title), *([plain(stated.reference)] if stated.reference else []), plain(stated.path), ""]
    meaning = STATEMENTS.get(stated.relation, "")
    expected = f"   (expected: {stated.expect})" if stated.expect else ""
    lines += _rows("claim", [f"{stated.relation}{': ' if meaning else ''}{meaning}{expected}"], width)
    parts = stated.claim.claims if isinstance(stated.claim, AllHold) else (stated.claim,)
    for number, claim in enumerate(parts, 1):
        if len(parts) > 1:
            lines += ["", f"part {number}: {claim.relation}"]
        lines += _one(claim, width)
    return "\n".join(line.rstrip() for line in lines)


def _one(claim: Claim, width: int) -> Iterator[str]:
    f = _map(claim)
    g: Metric | None = getattr(claim, "g", None)
    chart = f.source if f is not None else g.chart if g is not None else None
    if chart is not None:
        yield from _chart("source", chart, width)
    if f is not None:
        yield from _rows("map f", [f"{y} = {c}" for y, c in zip(f.target.coordinates, f.components, strict=True)], width)
        yield from _target(claim, f, width)
    inverse = getattr(claim, "inverse", None)
    if isinstance(inverse, SmoothMap):
        yield from _rows("inverse", [f"{x} = {c}" for x, c in zip(inverse.target.coordinates, inverse.components, strict=True)], width)
    for name in ("factor", "constant", "cosmological_constant"):
        value = getattr(claim, name, None)
        if value is not None:
            yield from _rows(name.replace("cosmological_constant", "Lambda"), [str(value)], width)
    if chart is not None and hasattr(claim, "field"):
        yield from _rows("field X", [f"X[{x}] = {e}" for x, e in zip(chart.coordinates, claim.field, strict=True)], width)
    if chart is not None and hasattr(claim, "stress"):
        yield from _rows("stress T", _entries("T", Metric(chart, claim.stress)), width)
    for name in ("lower", "upper"):
        if isinstance(bound := getattr(claim, name, None), Expr):
            yield from _rows(name, [str(bound)], width)
    if g is not None:
        yield from _rows("metric g", _entries("g", g), width)
    h = _metric_on_target(claim)
    if f is not None and h is not None:
        yield from _rows("pullback", _pullback(claim, f, h), width)


def _map(claim: Claim) -> SmoothMap | None:
    """The map that a claim is about; none for a claim about a metric alone."""
    f = next((found for name in ("f", "transition", "curve") if (found := getattr(claim, name, None)) is not None), None)
    return f if isinstance(f, SmoothMap) else None


def _metric_on_target(claim: Claim) -> Metric | None:
    f, h = _map(claim), getattr(claim, "h", None)
    return h if isinstance(h, Metric) else f.ambient if f is not None else None


def _chart(name: str, chart: Chart, width: int) -> Iterator[str]:
    yield from _rows(name, [f"({', '.join(chart.coordinates)})"], width)
    where = ", ".join(map(str, chart.where)) or f"all of R^{chart.dimension}"
    yield from _rows("domain", [where], width)
    if chart.parameters:
        yield from _rows("parameters", [", ".join(f"{name} {kind}" for name, kind in chart.parameters)], width)
    if chart.relations:
        yield from _rows("relations", [f"{e} = 0" for e in chart.relations], width)


def _target(claim: Claim, f: SmoothMap, width: int) -> Iterator[str]:
    h = _metric_on_target(claim)
    diagonal = [h.entries[i][i].value for i in range(len(h.entries))] if h is not None else []
    flat = h is not None and all(h.entries[i][j].value == 0 for i in range(len(diagonal)) for j in range(len(diagonal)) if i != j)
    if h is not None and flat and all(v in (-1, 0, 1) for v in diagonal):
        signs = (
            "all signs +"
            if set(diagonal) == {1}
            else "signs " + " ".join({1: "+", -1: "-", 0: "0"}[int(v)] for v in diagonal if v is not None)
        )
        yield from _rows("target", [f"({', '.join(f.target.coordinates)}), flat, {signs}"], width)
        return
    yield from _chart("target", f.target, width)
    if h is not None:
        yield from _rows("metric h", _entries("h", h), width)


def _entries(name: str, g: Metric) -> Iterator[str]:
    """The entries on and above the diagonal that are not plainly 0."""
    x, n = g.chart.coordinates, g.chart.dimension
    for i in range(n):
        for j in range(i, n):
            if i == j or g.entries[i][j].value != 0:
                yield f"{name}[{x[i]}, {x[j]}] = {g.entries[i][j]}"


def _pullback(claim: Any, f: SmoothMap, h: Metric) -> Iterator[str]:
    """The entries of f*h, as they are derived and in normal form."""
    pulled = f.pullback(h)
    region = Region(claim.domain, f.source.relations)
    x, n = f.source.coordinates, f.source.dimension
    for i in range(n):
        for j in range(i, n):
            e = pulled.entries[i][j]
            if i != j and e.value == 0:
                continue
            name = f"f*h[{x[i]}, {x[j]}]"
            yield f"{name} = {e}"
            simple = str(region.simplified(e))
            if simple != str(e):
                yield f"{' ' * len(name)} = {simple}"


def _rows(heading: str, rows: Iterable[str], width: int) -> Iterator[str]:
    """Rows beside a heading, long ones wrapped."""
    label = heading
    for row in rows:
        indent = " " * (len(row) - len(row.lstrip()))
        wrapped = textwrap.wrap(
            plain(row), max(40, width - MARGIN - 1), subsequent_indent=indent + "    ", break_long_words=False, break_on_hyphens=False
        )
        for line in wrapped or [""]:
            yield f"{label:<{MARGIN}} {line}"
            label = ""
