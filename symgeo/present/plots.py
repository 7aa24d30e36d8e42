"""Pictures of a claim: what f does to g, chosen by dimension.

* n = 2, g positive definite: the surface in space where the target is Euclidean R^3 (the image in the plane where it is R^2) in colours
  of the distortion, Tissot's indicatrices over the chart, and the largest and the smallest stretch;
* n = 1: the speed |f'| beside sqrt(g), and the curve where the target is Euclidean R^2 or R^3;
* otherwise: the generalised eigenvalues of f*h against g at sample points, and the ratios along the coordinates.

A stretch is the root of a generalised eigenvalue: it is 1 in each direction where f*h = g, constant where f is homothetic, and the same in
all directions at each point where f is conformal. Pictures are numeric. They prove nothing and decide nothing.
"""

from __future__ import annotations

import io
import math
import textwrap
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from symgeo.geometry.claims import Claim
from symgeo.present.pictures.names import LONGEST, entry, inside, name, text
from symgeo.present.pictures.sample import Array, CannotDraw, Drawn, Window, drawn, scattered, window
from symgeo.record import plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: The formats of a picture, by the ending of a file.
FORMATS = ("svg", "png", "pdf")
INSTALL = 'cannot draw: needs matplotlib, which is not installed. Install it: pip install "symgeo[plots]"'
NOTHING_PROVED = "A numeric picture in double precision: it illustrates, and proves nothing."

# Every setting that a picture depends on, so that it is the same whatever the reader's own settings are.
_SETTINGS: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 8.0,
    "mathtext.fontset": "dejavusans",
    "axes.titlesize": 9.0,
    "axes.labelsize": 8.0,
    "xtick.labelsize": 7.0,
    "ytick.labelsize": 7.0,
    "legend.fontsize": 7.0,
    "axes.unicode_minus": True,
    "svg.hashsalt": "symgeo",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "path.simplify": True,
}


def picture(claim: Claim, *, title: str = "", format: str = "svg", density: int = 110) -> bytes:
    """The figure of a claim as a file, the same bytes in every run. Formats: svg, png, pdf.

    `density` is that of the pixels, an inch: of surfaces and coloured areas in svg and pdf, of everything, twice over, in png.

    Raises CannotDraw where the claim has no map and two metrics, or nothing of it can be drawn honestly.
    """
    if format not in FORMATS:
        raise CannotDraw(f"cannot draw a picture as {text(format)}: needs one of {', '.join(FORMATS)}.")
    nothing: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": "symgeo", **({"Title": plain(title)} if title else {})},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": "symgeo", "Producer": None},
    }
    with _settings():
        made = _figure(claim, title)
        out = io.BytesIO()
        made.savefig(out, format=format, dpi=2 * density if format == "png" else density, metadata=nothing[format])
    return out.getvalue()


def figure(claim: Claim, *, title: str = "") -> Figure:
    """The same as a matplotlib figure, to be changed or shown. Raises CannotDraw."""
    with _settings():
        return _figure(claim, title)


@contextmanager
def _settings() -> Iterator[None]:
    """matplotlib with settings of our own, and without warnings of letters that its font lacks: those are drawn as boxes."""
    try:
        import matplotlib
        from matplotlib import font_manager
    except ImportError:
        raise CannotDraw(INSTALL) from None
    # Fonts that have the letters which the first one lacks, where they are installed.
    there = {f.name for f in font_manager.fontManager.ttflist}
    others = [f for f in ("Noto Sans", "Noto Sans CJK KR", "NanumGothic", "Noto Sans CJK JP", "WenQuanYi Zen Hei") if f in there]
    with warnings.catch_warnings(), matplotlib.rc_context():
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from")
        warnings.filterwarnings("ignore", message=r".*does not support.*natively")
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams
        settings.update({**_SETTINGS, "font.family": [*_SETTINGS["font.family"], *others]})
        yield


@dataclass
class _Caption:
    """What is said under a picture, sentence by sentence."""

    sentences: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)

    def say(self, sentence: str, *, when: bool = True) -> None:
        if when:
            self.sentences.append(sentence)

    def name(self, sentence: str, symbols: Mapping[str, Fraction | None], between: str) -> None:
        """Say something of symbols, with their values. Where a name is no plain one, on lines of their own and without mathematics:
        mathtext has no letters beyond those of its own font."""
        plainly = any(inside(s) is None for s in symbols)
        names = [(text(s, LONGEST) if plainly else name(s)) + ("" if v is None else f" = {v}") for s, v in symbols.items()]
        if symbols:
            (self.apart if plainly else self.sentences).append(sentence.format(between.join(names)))

    def lines(self, width: int) -> list[str]:
        return [line for part in (" ".join(self.sentences), *self.apart) for line in textwrap.wrap(part, width)]


def _figure(claim: Claim, title: str) -> Figure:
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    subject = drawn(claim)
    caption = _Caption()
    if subject.part is not None:
        caption.say("Part {} of {} of the claim.".format(*subject.part))
    caption.name("Drawn for {}.", subject.values, ", ")
    made = Figure(layout=ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08))
    if subject.n == 1:
        _curve(made, subject, caption)
    elif subject.n == 2:
        _surface(made, subject, caption)
    else:
        _points(made, subject, caption)
    caption.say(NOTHING_PROVED)
    width = float(made.get_figwidth())
    if title:
        made.suptitle("\n".join(textwrap.wrap(text(title, 160), int(width * 11))), fontsize=11)
    made.supxlabel("\n".join(caption.lines(int(width * 17.5))), fontsize=7.5, x=0.02, ha="left")
    return made


# -- surfaces --------------------------------------------------------------------------------------------------------------
def _surface(made: Figure, subject: Drawn, caption: _Caption) -> None:
    shown = window(subject)
    grid = shown.grid(31 if subject.costly else 121)
    values = subject.at(grid)
    eigenvalues, definite = values.eigenvalues()
    usable = np.isfinite(values.g).all(axis=(2, 3))
    if not usable.any() or definite.sum() < 0.9 * usable.sum():
        _points(made, subject, caption)
        return
    from symgeo.present.pictures import panels

    eigenvalues[~definite] = math.nan
    negative = bool((eigenvalues[..., 0] < -1e-9 * np.abs(eigenvalues[..., 1])).any())
    with np.errstate(invalid="ignore", divide="ignore"):
        stretch = np.sqrt(np.where(eigenvalues < 0, np.where(negative, math.nan, 0.0), eigenvalues))
        distortion = stretch[..., 1] / np.where(stretch[..., 0] > 1e-7 * stretch[..., 1], stretch[..., 0], math.nan)
    image = subject.euclidean and subject.m in (2, 3)
    made.set_size_inches(10.4, 8.6 if image else 4.3)
    slots = made.subplots(2, 2) if image else made.subplots(1, 3)
    tissot, most, least = (slots[0, 1], slots[1, 0], slots[1, 1]) if image else slots
    coordinates, targets = subject.coordinates, subject.f.target.coordinates

    if image:
        scale = panels.Scale(distortion, "cividis")
        step = 1 if len(grid[0]) < 60 else 2
        places = values.f[::step, ::step]
        # Where the smallest stretch is 0 the image still is a surface; it has the last colour of the scale.
        painted = np.where(np.isnan(distortion) & definite, np.inf, distortion)[::step, ::step]
        painted = np.where(np.isinf(painted), np.nanmax(np.where(np.isinf(painted), -math.inf, painted)), painted)
        if subject.m == 3:
            slots[0, 0].remove()
            axes: Any = made.add_subplot(2, 2, 1, projection="3d")
            axes.set_title("the image in space")
            cut = panels.surface(axes, places, painted, scale, targets)
            scale.bar(made, axes, "distortion: largest / smallest stretch", shrink=0.75, pad=0.1)
        else:
            axes = slots[0, 0]
            axes.set_title("the image in the plane")
            cut = panels.sheet(axes, places, painted, scale, targets)
            scale.bar(made, axes, "distortion: largest / smallest stretch")
        caption.say("What runs far off is cut from the image.", when=cut)

    panels.chart(tissot, shown, coordinates)
    tissot.set_title("Tissot's indicatrices over the chart")
    tissot.set_facecolor("white")
    at = _cells(shown, 8)
    common, degenerate = panels.ellipses(tissot, at, subject.at(at), shown)

    scale = panels.Scale(stretch, "viridis")
    for axes, values_shown, words in ((most, stretch[..., 1], "largest"), (least, stretch[..., 0], "smallest")):
        panels.chart(axes, shown, coordinates)
        axes.set_title(f"{words} stretch")
        panels.heat(axes, values_shown, shown, scale)
    scale.bar(made, [most, least], "stretch $\\sqrt{\\lambda}$ of $f^*h$ against $g$")

    caption.say(
        "A stretch is the root of an eigenvalue of the pullback $f^*h$ against the metric $g$: how many times longer $f$ makes a vector. "
        "Both are 1 where $f^*h=g$, equal where $f$ is conformal."
    )
    caption.say(
        "Ellipses, solid for $g$ and dashed for $f^*h$: the vectors of length 1, "
        + ("all at one scale." if common else "each pair at its own scale.")
    )
    caption.say(f"Crosses: $f^*h$ is degenerate, or very nearly ({degenerate} of the points).", when=bool(degenerate))
    _window_said(shown, caption)
    missing = not np.isfinite(stretch).all()
    caption.say("Grey: outside of the domain, or not finite.", when=missing)
    caption.say("Where $f^*h$ has a negative eigenvalue there is no stretch.", when=negative)


def _cells(shown: Window, count: int) -> tuple[Array, ...]:
    """The middles of the cells of a grid over the window, `count` along its longer side."""
    spans = [high - low for low, high in shown.sides]
    across = spans[0] / spans[1]
    # About square where the chart is drawn at one scale.
    counts = (round(count * min(1, across)), round(count * min(1, 1 / across))) if 1 / 3 < across < 3 else (count, count)
    lines = [np.linspace(low, high, 2 * max(3, k) + 1)[1::2] for (low, high), k in zip(shown.sides, counts, strict=True)]
    return tuple(np.meshgrid(*lines, indexing="ij"))


def _window_said(shown: Window, caption: _Caption) -> None:
    caption.name("The domain goes on beyond what is shown of {}.", dict.fromkeys(shown.cut), " and ")


# -- curves ----------------------------------------------------------------------------------------------------------------
def _curve(made: Figure, subject: Drawn, caption: _Caption) -> None:
    from symgeo.present.pictures import panels

    shown = window(subject)
    (t,) = shown.grid(201 if subject.costly else 801)
    values = subject.at([t])
    own, pulled = values.g[:, 0, 0], values.pulled[:, 0, 0]
    if not (np.isfinite(own) & np.isfinite(pulled)).any():
        raise CannotDraw("cannot draw the claim: needs points where the map and the metrics are finite in double precision, found none.")
    (x,) = subject.coordinates
    definite = bool((own[np.isfinite(own)] > 0).all() and (pulled[np.isfinite(pulled)] >= 0).all())
    image = subject.euclidean and subject.m in (2, 3)
    made.set_size_inches(10.4, 4.8)
    left = made.add_subplot(1, 2, 1)
    if definite:
        left.set_title("speed")
        words = "$|f'|$" if subject.euclidean else "$\\sqrt{f^*h}$"
        panels.speeds(left, t, np.sqrt(own), np.sqrt(pulled), x, ("$\\sqrt{g}$", words, "speed"))
        caption.say(
            "The speed of $f$ in the metric of the target, dashed, beside that of the parameter in $g$, solid: equal where $f^*h=g$."
        )
    else:
        left.set_title("pullback and metric")
        panels.speeds(left, t, own, pulled, x, (entry("g", x), entry("(f^*h)", x), "entry"))
        caption.say("The pullback, dashed, beside the metric, solid: not both are positive, so no speeds are shown.")
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(own * pulled >= 0, np.sqrt(np.abs(pulled / own)), math.nan)
    ratio[~np.isfinite(ratio)] = math.nan
    scale = panels.Scale(ratio, "viridis")
    if image:
        right: Any = made.add_subplot(1, 2, 2, projection="3d" if subject.m == 3 else None)
        right.set_title("the curve")
        cut = panels.curve(right, values.f, ratio, scale, subject.f.target.coordinates)
        scale.bar(made, right, "stretch: speed of $f$ / $\\sqrt{g}$", **({"shrink": 0.75, "pad": 0.12} if subject.m == 3 else {}))
        caption.say("What runs far off is cut from the curve.", when=cut)
    elif np.isfinite(ratio).any():
        right = made.add_subplot(1, 2, 2)
        right.set_title("stretch")
        right.plot(t, ratio, color="#00204d", linewidth=1.5)
        panels.stretch_axis(right, ratio)
        right.set_xlabel(name(x))
        right.set_ylabel("stretch $\\sqrt{f^*h\\,/\\,g}$")
        right.grid(alpha=0.3)
    _window_said(shown, caption)


# -- any dimension, any signature ------------------------------------------------------------------------------------------
def _points(made: Figure, subject: Drawn, caption: _Caption) -> None:
    from symgeo.present.pictures import panels

    points = scattered(subject, 12 if subject.costly else 40)
    values = subject.at(points)
    eigenvalues, definite = values.eigenvalues()
    usable = np.isfinite(values.g).all(axis=(1, 2))
    if not usable.any():
        raise CannotDraw("cannot draw the claim: needs points where the map and the metrics are finite in double precision, found none.")
    eigenvalues, definite = eigenvalues[usable], definite[usable]
    own = np.diagonal(values.g[usable], axis1=1, axis2=2)
    pulled = np.diagonal(values.pulled[usable], axis1=1, axis2=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = np.where(np.abs(own) > 1e-12 * np.abs(own).max(axis=1, keepdims=True), pulled / own, math.nan)
    some = bool(np.isfinite(eigenvalues).any())
    if not some and not np.isfinite(ratios).any():
        raise CannotDraw("cannot draw the claim: needs a metric that is not degenerate, or entries on its diagonal, got neither.")
    made.set_size_inches(10.4, 4.8)
    left, right = made.subplots(1, 2)
    if some:
        left.set_title(f"eigenvalues at {len(eigenvalues)} points of the domain")
        panels.eigenvalue_rows(left, eigenvalues)
    else:
        left.set_axis_off()
        left.text(0.5, 0.5, "$g$ is degenerate at each point:\nno eigenvalues against it", ha="center", va="center")
    right.set_title("along the coordinates")
    panels.directions(right, ratios, subject.coordinates)
    caption.say(
        "Left, the eigenvalues of the pullback $f^*h$ against the metric $g$ at sample points: all 1 where $f^*h=g$, equal at each point "
        "where $f^*h$ is a multiple of $g$. Right, the ratio of their diagonal entries."
    )
    total = len(eigenvalues)
    indefinite, lacking = int((~definite).sum()), int((~np.isfinite(eigenvalues)).any(axis=1).sum())
    caption.say(f"$g$ is not positive definite at {_of(indefinite, total)}.", when=indefinite > 0)
    caption.say(f"At {_of(lacking, total)}, eigenvalues are left out: not real, or $g$ is degenerate.", when=some and lacking > 0)
    caption.say(f"{int((~usable).sum())} further points are left out: not finite in double precision.", when=bool((~usable).any()))


def _of(count: int, total: int) -> str:
    return "each of them" if count == total else f"{count} of them"
