"""The panels of a picture: a surface in space, ellipses over a chart, a map of the stretch, curves, rows of eigenvalues.

Colours are those of cividis and viridis, which keep their order for colour-blind readers and in grey; what is compared is told apart by
the style of its lines or the shape of its marks too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullFormatter
from mpl_toolkits.mplot3d.art3d import Line3DCollection, Poly3DCollection

from symgeo.present.pictures.names import name
from symgeo.present.pictures.sample import Array, Values, Window

#: Values that differ by less, relatively, are shown as equal: rounding has no structure.
ROUNDING = 1e-6
OUTSIDE = "0.9"
_OWN, _PULLED = "#c98b00", "#00204d"


# -- colours -----------------------------------------------------------------------------------------------------------------
class Scale:
    """From numbers to colours. Outliers do not stretch it, and what is equal up to rounding has one colour."""

    def __init__(self, values: Array, colours: str) -> None:
        finite = values[np.isfinite(values)]
        low, high = (float(v) for v in np.percentile(finite, (2, 98))) if len(finite) else (1.0, 1.0)
        self.constant = high - low <= ROUNDING * max(abs(low), abs(high))
        self.value = (low + high) / 2
        least, most = (float(finite.min()), float(finite.max())) if len(finite) else (1.0, 1.0)
        slack = ROUNDING * max(abs(low), abs(high))
        # A few outliers beyond the scale are said by the pointed ends of its bar.
        self.extend = {(False, False): "neither", (True, False): "min", (False, True): "max", (True, True): "both"}[
            (least < low - slack, most > high + slack)
        ]
        if self.constant:
            reach = max(abs(self.value), 1e-300) / 2
            self.norm: Normalize = Normalize(self.value - reach, self.value + reach)
        elif low > 0 and high / low > 20:
            self.norm = LogNorm(low, high)
        else:
            self.norm = Normalize(low, high)
        self.colours = colormaps[colours]

    def __call__(self, values: Array) -> Array:
        if self.constant:
            values = np.where(np.abs(values - self.value) <= 2 * ROUNDING * abs(self.value), self.value, values)
        return np.asarray(self.colours(self.norm(values)), dtype=np.float64)

    def levels(self, most: int = 6) -> list[float]:
        """Some round values within the scale, at most about so many."""
        low, high = float(self.norm.vmin or 0), float(self.norm.vmax or 1)
        if isinstance(self.norm, LogNorm):
            orders = math.log10(high / low)
            rounds = LogLocator(10, subs=(1, 2, 5) if 3 * orders <= 1.5 * most else (1,)).tick_values(low, high)
        else:
            rounds = MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        inside = [float(v) for v in rounds if low < v < high]
        return inside[:: -(-len(inside) // most) or 1]

    def bar(self, figure: Figure, axes: Any, words: str, **options: Any) -> None:
        """A colour bar with words; one number where everything is equal."""
        where = "all" if self.extend == "neither" else "nearly all"
        said = f"{words}\n({short(self.value)} at {where} points drawn, to six digits)" if self.constant else words
        bar = figure.colorbar(ScalarMappable(self.norm, self.colours), ax=axes, label=said, extend=self.extend, **options)
        if self.constant:
            bar.set_ticks([self.value], labels=[short(self.value)])
        elif isinstance(self.norm, LogNorm):
            bar.ax.yaxis.set_major_locator(FixedLocator(self.levels(12)))
            bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: short(v)))
            bar.ax.yaxis.set_minor_formatter(NullFormatter())


def short(value: float) -> str:
    """A number as short as a picture wants it."""
    return f"{value:.4g}"


# -- over the chart ------------------------------------------------------------------------------------------------------------
def chart(axes: Axes, window: Window, coordinates: Sequence[str]) -> None:
    """The chart as a plane: axes with the names of the coordinates, at one scale where that makes a picture."""
    (left, right), (bottom, top) = window.sides
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.set_xlabel(name(coordinates[0]))
    axes.set_ylabel(name(coordinates[1]))
    axes.set_facecolor(OUTSIDE)
    axes.set_aspect("equal" if 1 / 3 < (right - left) / (top - bottom) < 3 else "auto", adjustable="box")


def heat(axes: Axes, values: Array, window: Window, scale: Scale) -> None:
    """Values over the chart in colours, with a few labelled contours."""
    (left, right), (bottom, top) = window.sides
    axes.imshow(
        scale(values.T),
        extent=(left, right, bottom, top),
        origin="lower",
        aspect=axes.get_aspect(),
        interpolation="nearest",
        rasterized=True,
    )
    finite = values[np.isfinite(values)]
    if len(finite) and np.ptp(np.percentile(finite, (2, 98))) > 1e-3 * np.percentile(np.abs(finite), 98):
        levels = scale.levels()
        levels = [v for v in levels if finite.min() < v < finite.max() and (np.abs(finite - v) <= ROUNDING * abs(v)).mean() < 0.02]
        if levels:
            x = np.linspace(left, right, values.shape[0] * 2 + 1)[1::2]
            y = np.linspace(bottom, top, values.shape[1] * 2 + 1)[1::2]
            lines = axes.contour(x, y, np.ma.masked_invalid(values).T, levels=levels, colors="white", linewidths=0.7)
            axes.clabel(lines, fmt=short, fontsize=6)


def ellipses(axes: Axes, points: Sequence[Array], values: Values, window: Window) -> tuple[bool, int]:
    """The unit ellipses of g and of f*h at points of the chart.

    All at one scale where that can be seen, else each pair at its own (the first answer says which); the second counts points where
    f*h is degenerate and has no ellipse.
    """
    span = np.array([high - low for low, high in window.sides])
    cell = 0.43 * span / points[0].shape
    turn = np.linspace(0, 2 * math.pi, 41)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    pairs: list[tuple[Array, Array, Array | None, float]] = []
    degenerate = 0
    for index in np.ndindex(points[0].shape):
        at = np.array([p[index] for p in points])
        own, pulled = _ellipse(values.g[index], circle), _ellipse(values.pulled[index], circle)
        if own is None:
            continue
        degenerate += pulled is None
        both = own if pulled is None else np.concatenate([own, pulled], axis=1)
        pairs.append((at, own, pulled, float((np.abs(both) / cell[:, None]).max())))
    sizes = np.array([size for *_, size in pairs])
    common = bool(len(sizes) and sizes.max() <= 3 * sizes.min())
    for at, own, pulled, size in pairs:
        scale = 1 / (sizes.max() if common else size)
        axes.plot(*(at[:, None] + own * scale), color=_OWN, linewidth=2.0, alpha=0.75, solid_capstyle="round")
        if pulled is not None:
            axes.plot(*(at[:, None] + pulled * scale), color=_PULLED, linewidth=1.0, dashes=(4, 2))
        else:
            axes.plot(*at, marker="x", color=_PULLED, markersize=4)
    handles = [
        Line2D([], [], color=_OWN, linewidth=2.0, alpha=0.75, label="unit ellipse of $g$"),
        Line2D([], [], color=_PULLED, linewidth=1.0, dashes=(4, 2), label="unit ellipse of $f^*h$"),
    ]
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0), borderaxespad=4.2, ncols=2, frameon=False, handlelength=3)
    return common, degenerate


def _ellipse(form: Array, circle: Array) -> Array | None:
    """The points X with X^T form X = 1, of shape (2, k); None where the form is not positive definite, or very nearly not."""
    if not np.isfinite(form).all():
        return None
    scale = np.sqrt(np.abs(np.diagonal(form)))
    if not (scale > 0).all():
        return None
    try:
        lower = np.linalg.cholesky(form / np.outer(scale, scale))
    except np.linalg.LinAlgError:
        return None
    if np.diagonal(lower).min() < 1e-6:
        return None
    return np.asarray(np.linalg.solve(lower.T, circle) / scale[:, None])


# -- in the target -------------------------------------------------------------------------------------------------------------
def surface(axes: Any, places: Array, values: Array, scale: Scale, names: Sequence[str]) -> bool:
    """A grid of places in space, of shape (k, k, 3), as a surface in the colours of its values. Says whether it was cut."""
    corners = np.stack([places[:-1, :-1], places[1:, :-1], places[1:, 1:], places[:-1, 1:]], axis=2).reshape(-1, 4, 3)
    colours = np.stack([values[:-1, :-1], values[1:, :-1], values[1:, 1:], values[:-1, 1:]], axis=2).reshape(-1, 4).mean(axis=1)
    low, high, cut = box(places)
    whole = np.isfinite(corners).all(axis=(1, 2)) & np.isfinite(colours)
    middle = np.where(whole[:, None], corners.mean(axis=1), 0)
    whole &= ((middle >= low) & (middle <= high)).all(axis=1)
    corners, colours = corners[whole], colours[whole]
    # Facets that reach across the picture join sides of a cut, not neighbours.
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    size = np.linalg.norm(high - low)
    near = longest <= min(0.35 * size, max(0.08 * size, 12 * np.median(longest))) if len(longest) else longest > 0
    corners, colours = corners[near], colours[near]
    paint = scale(colours)
    paint[:, :3] *= _light(corners)[:, None]
    axes.add_collection3d(
        Poly3DCollection(corners, facecolors=paint, edgecolors=(*(0.15,) * 3, 0.35), linewidths=0.25, rasterized=True, zsort="average")
    )
    frame(axes, low, high, names)
    return cut


def _light(corners: Array) -> Array:
    """Brightness of facets from 0.72 to 1 by their inclination, the same for both sides: form without a second colour."""
    normal = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    size = np.linalg.norm(normal, axis=1)
    toward = np.array([0.35, -0.55, 0.76])
    return np.asarray(0.72 + 0.28 * np.abs(normal @ toward) / np.where(size > 0, size, 1), dtype=np.float64)


def box(places: Array) -> tuple[Array, Array, bool]:
    """The box around points, without far outliers; whether there are some."""
    flat = places.reshape(-1, places.shape[-1])
    flat = flat[np.isfinite(flat).all(axis=1)]
    low, high = flat.min(axis=0), flat.max(axis=0)
    inner_low, inner_high = np.percentile(flat, 4, axis=0), np.percentile(flat, 96, axis=0)
    reach = 0.75 * (inner_high - inner_low).max()
    shown_low, shown_high = np.maximum(low, inner_low - reach), np.minimum(high, inner_high + reach)
    return shown_low, shown_high, bool((shown_low > low).any() or (shown_high < high).any())


def frame(axes: Any, low: Array, high: Array, names: Sequence[str]) -> None:
    """Three axes at one scale (at most 1 : 4), few ticks."""
    sides = high - low
    most = float(sides.max()) or 1.0
    sides = np.maximum(sides, most / 4)
    middle = (low + high) / 2
    for i, (letter, ticks) in enumerate(zip("xyz", (axes.xaxis, axes.yaxis, axes.zaxis), strict=True)):
        getattr(axes, f"set_{letter}lim")(middle[i] - sides[i] / 2, middle[i] + sides[i] / 2)
        getattr(axes, f"set_{letter}label")(name(names[i]), labelpad=-4)
        ticks.set_major_locator(MaxNLocator(3 if sides[i] > most / 2 else 2))
        ticks.set_tick_params(pad=-2, labelsize=6)
        ticks.pane.set_facecolor((0.97, 0.97, 0.97, 1.0))
    axes.set_box_aspect(sides / most, zoom=0.92)
    axes.view_init(elev=24, azim=-52)


def sheet(axes: Axes, places: Array, values: Array, scale: Scale, names: Sequence[str]) -> bool:
    """A grid of places in a plane, of shape (k, k, 2), filled in the colours of its values, with every sixth line of the grid."""
    low, high, cut = box(places)
    span = high - low
    jump = 0.35 * np.linalg.norm(span)
    corners = np.stack([places[:-1, :-1], places[1:, :-1], places[1:, 1:], places[:-1, 1:]], axis=2).reshape(-1, 4, 2)
    colours = np.stack([values[:-1, :-1], values[1:, :-1], values[1:, 1:], values[:-1, 1:]], axis=2).reshape(-1, 4).mean(axis=1)
    whole = np.isfinite(corners).all(axis=(1, 2)) & np.isfinite(colours)
    whole[whole] = np.linalg.norm(corners[whole] - np.roll(corners[whole], 1, axis=1), axis=2).max(axis=1) <= jump
    paint = scale(colours[whole])
    axes.add_collection(PolyCollection(list(corners[whole]), facecolors=paint, edgecolors=paint, linewidths=0.4, rasterized=True))
    for lines in (places[::6], np.swapaxes(places, 0, 1)[::6]):
        for line in lines:
            steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
            broken = np.insert(line, np.flatnonzero(steps > jump) + 1, math.nan, axis=0)
            axes.plot(*broken.T, color="0.15", linewidth=0.35, alpha=0.6)
    _plane(axes, low, high, names)
    return cut


def _plane(axes: Axes, low: Array, high: Array, names: Sequence[str]) -> None:
    span = np.maximum(high - low, float((high - low).max()) / 8 or 1.0)
    middle = (low + high) / 2
    axes.set_xlim(middle[0] - 0.54 * span[0], middle[0] + 0.54 * span[0])
    axes.set_ylim(middle[1] - 0.54 * span[1], middle[1] + 0.54 * span[1])
    axes.set_aspect("equal", adjustable="box")
    axes.set_xlabel(name(names[0]))
    axes.set_ylabel(name(names[1]))


# -- curves ----------------------------------------------------------------------------------------------------------------
def speeds(axes: Axes, t: Array, own: Array, pulled: Array, parameter: str, symbols: tuple[str, str, str]) -> None:
    """Two functions of the parameter: a wide light line for that of g, a dashed dark one for that of f*h; then the axis."""
    axes.plot(t, own, color=_OWN, linewidth=3.2, alpha=0.75, label=symbols[0])
    axes.plot(t, pulled, color=_PULLED, linewidth=1.3, dashes=(5, 2), label=symbols[1])
    both = np.concatenate([own[np.isfinite(own)], pulled[np.isfinite(pulled)]])
    low, high = (float(v) for v in np.percentile(both, (1, 99)))
    if low > 0 and high / low > 100:
        axes.set_yscale("log")
    else:
        margin = max(0.08 * (high - low), 0.25 * max(abs(low), abs(high), 1e-300) if high - low < 0.05 * abs(high) else 0.0)
        axes.set_ylim(min(low - margin, 0.0) if low >= 0 and low < 0.5 * high else low - margin, high + margin)
    axes.set_xlabel(name(parameter))
    axes.set_ylabel(symbols[2])
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), borderaxespad=4.2, ncols=2, frameon=False, handlelength=3.5)
    axes.grid(alpha=0.3)


def curve(axes: Any, places: Array, values: Array, scale: Scale, names: Sequence[str]) -> bool:
    """A curve in the plane or in space, of shape (k, 2) or (k, 3), in the colours of its values."""
    low, high, cut = box(places)
    pieces = np.stack([places[:-1], places[1:]], axis=1)
    middle = (values[:-1] + values[1:]) / 2
    whole = np.isfinite(pieces).all(axis=(1, 2)) & np.isfinite(middle)
    whole[whole] = np.linalg.norm(pieces[whole, 1] - pieces[whole, 0], axis=1) <= 0.35 * np.linalg.norm(high - low)
    if places.shape[1] == 3:
        centre = np.where(whole[:, None], pieces.mean(axis=1), 0)
        whole &= ((centre >= low) & (centre <= high)).all(axis=1)
        axes.add_collection3d(Line3DCollection(list(pieces[whole]), colors=scale(middle[whole]), linewidths=2.2))
        frame(axes, low, high, names)
    else:
        axes.add_collection(LineCollection(list(pieces[whole]), colors=scale(middle[whole]), linewidths=2.2, capstyle="round"))
        _plane(axes, low, high, names)
        axes.grid(alpha=0.3)
    return cut


# -- in any dimension ------------------------------------------------------------------------------------------------------
_MARKS = "osD^vP*X<>hd"


def eigenvalue_rows(axes: Axes, eigenvalues: Array) -> None:
    """The generalised eigenvalues at sample points, of shape (k, n): a column of marks for each point, smallest to largest joined."""
    count, n = eigenvalues.shape
    along = np.arange(1, count + 1)
    finite = np.isfinite(eigenvalues)
    low = np.where(finite.any(axis=1), np.nanmin(np.where(finite, eigenvalues, math.inf), axis=1), math.nan)
    high = np.where(finite.any(axis=1), np.nanmax(np.where(finite, eigenvalues, -math.inf), axis=1), math.nan)
    axes.vlines(along, low, high, color="0.7", linewidth=1, zorder=1)
    colours = colormaps["viridis"](np.linspace(0, 0.85, n))
    for i in range(n):
        words = "smallest" if i == 0 else "largest" if i == n - 1 else None
        axes.scatter(along, eigenvalues[:, i], s=16, marker=_MARKS[i % len(_MARKS)], color=colours[i], label=words, zorder=2, linewidths=0)
    stretch_axis(axes, eigenvalues)
    axes.set_xlabel("sample point")
    axes.set_ylabel("generalised eigenvalue of $f^*h$ against $g$")
    if n > 1:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), borderaxespad=4.2, ncols=2, frameon=False)
    axes.grid(alpha=0.3, axis="y")


def directions(axes: Axes, ratios: Array, coordinates: Sequence[str]) -> None:
    """(f*h)_ii / g_ii at the sample points, of shape (k, n): a strip for each coordinate."""
    count, n = ratios.shape
    shift = np.linspace(-0.28, 0.28, count) if count > 1 else np.zeros(1)
    colours = colormaps["viridis"](np.linspace(0, 0.85, n))
    for i in range(n):
        axes.scatter(i + shift, ratios[:, i], s=12, marker=_MARKS[i % len(_MARKS)], color=colours[i], linewidths=0)
    stretch_axis(axes, ratios)
    axes.set_xlim(-0.6, n - 0.4)
    axes.set_xticks(range(n), [name(x) for x in coordinates], rotation=0 if n <= 6 else 60)
    axes.set_ylabel("$(f^*h)_{ii}\\,/\\,g_{ii}$")
    axes.set_xlabel("direction of the coordinate")
    axes.grid(alpha=0.3, axis="y")


def stretch_axis(axes: Axes, values: Array) -> None:
    """The axis of the values: wide around what is constant to rounding, logarithmic over many orders, a line at 1."""
    finite = values[np.isfinite(values)]
    axes.axhline(1, color="0.3", linewidth=0.8, linestyle=(0, (6, 3)), zorder=0)
    if not len(finite):
        return
    low, high = float(finite.min()), float(finite.max())
    if high - low <= ROUNDING * max(abs(low), abs(high)):
        middle = (low + high) / 2
        reach = abs(middle) / 2 or 0.5
        axes.set_ylim(middle - reach, middle + reach)
    elif low > 0 and high / low > 50:
        axes.set_yscale("log")
    elif high > 0 and (low < 0 or low < 0.5 * high):
        axes.set_ylim(min(0.0, low) - 0.05 * (high - low), high + 0.08 * (high - low))
