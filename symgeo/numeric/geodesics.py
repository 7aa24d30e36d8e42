"""Geodesics as numbers: the equation x''^k + Gamma^k_ij x'^i x'^j = 0 with the exact Christoffel symbols, solved by SciPy.

Values suggest and illustrate, they decide nothing; that a curve is a geodesic is the claim `IsGeodesic`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symgeo.errors import ChartMismatchError, DomainError, ExpressionError
from symgeo.exact.curvature import levi_civita
from symgeo.expression import ZERO
from symgeo.geometry.metric import Metric
from symgeo.numeric.compile import function

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Geodesic:
    """Points of a geodesic: `parameter` of shape (k,), `points` and `velocities` of shape (k, n).

    `complete` is False where the curve left the chart or the solver gave up; `reason` says which. g(x', x') is constant along a
    geodesic: `drift` is the greatest change of it, relative to |g_ij x'^i x'^j| summed term by term, and measures the error.
    """

    parameter: Array
    points: Array
    velocities: Array
    complete: bool
    reason: str
    drift: float


def geodesic(
    g: Metric,
    start: Sequence[float],
    velocity: Sequence[float],
    *,
    until: float = 1.0,
    samples: int = 101,
    parameters: Mapping[str, float] | None = None,
    tolerance: float = 1e-10,
) -> Geodesic:
    """The geodesic with x(0) = start and x'(0) = velocity, for 0 <= s <= until.

    It ends where it leaves the chart. `parameters` gives those of the chart numbers. Raises DomainError for a start outside the chart,
    ChartMismatchError for numbers that are missing or too many, ExpressionError where SciPy is missing.

    >>> from sympy import sin, pi
    >>> from symgeo import Chart, coordinates
    >>> theta, phi = coordinates("theta phi")
    >>> sphere = Metric(Chart([theta, phi], where=[0 < theta, theta < pi]), [[1, 0], [0, sin(theta)**2]])
    >>> equator = geodesic(sphere, [np.pi/2, 0], [0, 1], until=3, samples=4)
    >>> equator.points[:, 1].round(6).tolist(), equator.complete
    ([0.0, 1.0, 2.0, 3.0], True)
    """
    try:
        from scipy.integrate import solve_ivp
    except ImportError:
        raise ExpressionError("cannot solve for a geodesic: needs SciPy, which is not installed. Install it: pip install scipy") from None
    n, chart = g.chart.dimension, g.chart
    constants = dict(parameters or {})
    names = [name for name, _ in chart.parameters]
    if len(start) != n or len(velocity) != n or set(constants) != set(names):
        raise ChartMismatchError(
            f"cannot start a geodesic in {chart}: needs {n} coordinates, {n} components of the velocity"
            + (f" and values of {', '.join(names)}." if names else " and no parameters.")
        )
    given = [float(constants[name]) for name in names]
    gamma = levi_civita(g).christoffel
    places = [(index, e) for index, e in gamma.nonzero() if e is not ZERO]
    symbols = _numbers([e for _, e in places], [*chart.coordinates, *names], given)
    entries = _numbers([e for row in g.entries for e in row], [*chart.coordinates, *names], given)
    inside = _numbers(list(chart.domain.positive), [*chart.coordinates, *names], given)

    def rate(_: float, state: Array) -> Array:
        x, v = state[:n], state[n:]
        acceleration = np.zeros(n)
        for ((k, i, j), _e), value in zip(places, symbols(x), strict=True):
            acceleration[k] -= value * v[i] * v[j] * (1 if i == j else 2)
        return np.concatenate([v, acceleration])

    def margin(_: float, state: Array) -> float:
        values = inside(state[:n])
        return float(min(values)) if len(values) else 1.0

    margin.terminal = True  # type: ignore[attr-defined]
    x0, v0 = np.asarray(start, dtype=np.float64), np.asarray(velocity, dtype=np.float64)
    first = np.concatenate([x0, v0])
    if not (np.isfinite(first).all() and margin(0.0, first) > 0 and np.isfinite(rate(0.0, first)).all()):
        raise DomainError(f"cannot start a geodesic at {list(map(float, start))}: needs a point of {chart} where the metric is regular.")
    with np.errstate(all="ignore"):
        found: Any = solve_ivp(
            rate,
            (0.0, until),
            first,
            method="DOP853",
            t_eval=np.linspace(0.0, until, samples),
            rtol=tolerance,
            atol=tolerance,
            events=margin,
        )
        points, velocities = found.y[:n].T, found.y[n:].T
        pairs = [entries(x).reshape(n, n) * np.outer(v, v) for x, v in zip(points, velocities, strict=True)]
    energy = np.array([p.sum() for p in pairs])
    scale = max((float(np.abs(p).sum()) for p in pairs), default=0.0)
    drift = float(np.abs(energy - energy[0]).max() / scale) if scale else 0.0
    complete = bool(found.status == 0)
    reason = "" if complete else "it leaves the chart" if found.status == 1 else str(found.message)
    return Geodesic(found.t, points, velocities, complete, reason, drift)


def _numbers(expressions: list[Any], variables: list[str], given: list[float]) -> Callable[[Array], Array]:
    """The values of expressions at a point, parameters being fixed."""
    compiled = function(expressions, variables)

    def values(x: Array) -> Array:
        return np.array([float(v) for v in compiled(*x, *given)], dtype=np.float64)

    return values


__all__ = ["Geodesic", "geodesic"]
