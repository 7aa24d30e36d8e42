"""Pictures: the right numbers, no structure where there is none, the same bytes in every run, and foreign names as text."""

from __future__ import annotations

import math
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy
from click.testing import CliRunner, Result
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from sympy import Function, Symbol, cos, exp, log, pi, sin, sinh, sqrt

from symgeo.claimfile import read_claim_file, template
from symgeo.cli import main
from symgeo.geometry.chart import Chart, coordinates, parameters
from symgeo.geometry.claims import (
    AgreeOnOverlap,
    AllHold,
    Claim,
    IsConformal,
    IsHomothetic,
    IsImmersion,
    IsIsometric,
    IsIsometry,
    IsRiemannian,
)
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric, euclidean, minkowski
from symgeo.present.pictures.names import name, text
from symgeo.present.pictures.panels import Scale
from symgeo.present.pictures.sample import CannotDraw, drawn, scattered, window
from symgeo.present.plots import NOTHING_PROVED, figure, picture

CLAIMS = Path(__file__).parents[1] / "claims"
theta, phi, u, v, x, y, z, t = coordinates("theta phi u v x y z t")
a, b = parameters("a b", positive=True)

SPHERE = Chart([theta, phi], where=[0 < theta, theta < pi, -pi < phi, phi < pi], parameters=[a])
ON_SPHERE = SmoothMap(SPHERE, euclidean(3), [a * sin(theta) * cos(phi), a * sin(theta) * sin(phi), a * cos(theta)])
ROUND = [[a**2, 0], [0, a**2 * sin(theta) ** 2]]
PLANE, LINE = Chart([x, y]), Chart([t])


def sphere(metric: Any = ROUND) -> IsIsometric:
    return IsIsometric(ON_SPHERE, Metric(SPHERE, metric))


def of(m: int, components: list[Any], metric: Any = None, *, chart: Chart = PLANE, target: Metric | None = None) -> IsIsometric:
    n = chart.dimension
    return IsIsometric(SmoothMap(chart, target or euclidean(m), components), Metric(chart, metric or sympy.eye(n)))


def titles(made: Figure) -> list[str]:
    return [axes.get_title() for axes in made.axes if axes.get_title()]


def said(made: Figure) -> str:
    """The caption in one line."""
    return " ".join(made._supxlabel.get_text().split())  # type: ignore[attr-defined]


# -- the numbers -----------------------------------------------------------------------------------------------------------
def eigenvalues_of(claim: Claim, count: int = 20) -> Any:
    subject = drawn(claim)
    found, _ = subject.at(scattered(subject, count)).eigenvalues()
    return found


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (sphere(), (1, 1)),
        (sphere([[a**2 / 9, 0], [0, a**2 * sin(theta) ** 2 / 9]]), (9, 9)),
        (sphere([[a**2, 0], [0, a**2 * sin(theta) ** 2 / 4]]), (1, 4)),
        (of(2, [2 * x + y, 3 * y]), ((7 - math.sqrt(13), 7 + math.sqrt(13)))),
        (of(2, [x + y, x + y]), (0, 4)),
        (of(2, [x, y], [[-1, 0], [0, 1]], target=minkowski(2)), (1, 1)),
        (of(2, [2 * x, y], [[-1, 0], [0, 1]], target=minkowski(2)), (1, 4)),
        (of(3, [x, y, z], chart=Chart([x, y, z])), (1, 1, 1)),
    ],
    ids=["isometric", "homothetic", "stretched", "linear", "degenerate", "lorentzian", "boosted", "space"],
)
def test_generalised_eigenvalues(claim: Claim, expected: tuple[float, ...]) -> None:
    assert eigenvalues_of(claim) == pytest.approx(np.tile(expected, (20, 1)), rel=1e-9, abs=1e-9)


def test_eigenvalues_that_are_not_real_are_left_out() -> None:
    rotated = of(2, [x, y], [[0, 1], [1, 0]], target=minkowski(2))
    assert np.isnan(eigenvalues_of(rotated)).all()
    assert "not real" not in said(figure(sphere()))


def test_values_of_parameters_hide_nothing_and_are_said() -> None:
    subject = drawn(sphere())
    assert subject.values["a"] not in (0, 1, -1)
    assert f"Drawn for $a$ = {subject.values['a']}." in said(figure(sphere()))
    small = Chart([x], where=[0 < a, a < sympy.Rational(1, 10)], parameters=[a])
    assert 0 < drawn(of(1, [a * x], chart=small)).values["a"] < 0.1


# -- the window ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("where", "sides", "cut"),
    [
        ([0 < x, x < pi, -pi < y, y < pi], [(0, math.pi), (-math.pi, math.pi)], ()),
        ([], [(-2, 2), (-2, 2)], ("x", "y")),
        ([y > 0], [(-2, 2), (0, 4)], ("x", "y")),
        ([x**2 + y**2 < 1], [(-1, 1), (-1, 1)], ()),
        ([x**2 + y**2 < sympy.Rational(1, 16)], [(-0.25, 0.25), (-0.25, 0.25)], ()),
        ([0 < x, x < y, y < 3], [(0, 3), (0, 3)], ()),
        ([x > 50, x + y > 0], [(50, 54), None], ("x", "y")),
        ([x**2 < sympy.Rational(1, 16), 0 < y, y < 1], [(-0.25, 0.25), (0, 1)], ()),
    ],
    ids=["box", "plane", "half-plane", "disk", "small disk", "triangle", "far", "strip"],
)
def test_the_window_is_the_domain_where_that_is_bounded(where: list[Any], sides: list[Any], cut: tuple[str, ...]) -> None:
    subject = drawn(of(2, [x, y], chart=Chart([x, y], where=where)))
    shown = window(subject)
    assert shown.cut == cut
    for found, expected in zip(shown.sides, sides, strict=True):
        if expected is not None:
            size = expected[1] - expected[0]
            assert found == pytest.approx(expected, abs=0.02 * size)
    assert subject.inside(shown.grid(31)).mean() > 0.2


def test_what_is_off_the_domain_or_not_finite_is_left_out() -> None:
    disk = drawn(of(2, [x, y], [[1 / (1 - x**2 - y**2), 0], [0, 1]], chart=Chart([x, y], where=[x**2 + y**2 < 1])))
    values = disk.at([np.array([0.0, 0.9]), np.array([0.0, 0.9])])
    assert np.isfinite(values.f[0]).all()
    assert np.isnan(values.f[1]).all()
    assert np.isnan(values.g[1]).all()
    assert "Grey: outside of the domain, or not finite." in said(figure(of(2, [x, y], chart=Chart([x, y], where=[x**2 + y**2 < 1]))))
    pole = drawn(of(2, [x, y], [[1 / x**2, 0], [0, 1]]))
    assert np.isnan(pole.at([np.array([0.0]), np.array([1.0])]).pulled).all()


# -- what is drawn -----------------------------------------------------------------------------------------------------------
SURFACE = ["Tissot's indicatrices over the chart", "largest stretch", "smallest stretch"]
POINTS = ["eigenvalues at 40 points of the domain", "along the coordinates"]
HALF_LINE = Chart([x], where=[x > 0])
FLAT, HALF, WHOLE = Metric(PLANE, [[1, 0], [0, 1]]), Metric(HALF_LINE, [[1 / x**2]]), Metric(LINE, [[1]])
LOGARITHM, EXPONENTIAL = SmoothMap(HALF_LINE, LINE, [log(x)]), SmoothMap(LINE, HALF_LINE, [exp(t)])
KINDS: list[tuple[str, Claim, list[str]]] = [
    ("surface in space", sphere(), ["the image in space", *SURFACE]),
    ("map of the plane", of(2, [x**2 - y**2, 2 * x * y]), ["the image in the plane", *SURFACE]),
    ("surface in R^4", of(4, [cos(x), sin(x), cos(y), sin(y)]), SURFACE),
    (
        "surface, curved target",
        IsConformal(SmoothMap(PLANE, SPHERE, [1, y]), FLAT, Metric(SPHERE, ROUND)),
        SURFACE,
    ),
    ("plane curve", of(2, [cos(t), sin(t)], chart=LINE), ["speed", "the curve"]),
    ("space curve", of(3, [t, t**2, t**3], chart=LINE), ["speed", "the curve"]),
    ("curve in R^4", of(4, [t, t, t, t], chart=LINE), ["speed", "stretch"]),
    ("timelike curve", of(2, [t, 0], [[-1]], chart=LINE, target=minkowski(2)), ["pullback and metric", "stretch"]),
    (
        "isometry of lines",
        IsIsometry(
            SmoothMap(HALF_LINE, LINE, [log(x)]), SmoothMap(LINE, HALF_LINE, [exp(t)]), Metric(HALF_LINE, [[1 / x**2]]), Metric(LINE, [[1]])
        ),
        ["speed", "stretch"],
    ),
    ("lorentzian plane", of(2, [sinh(x), y], [[-1, 0], [0, 1]], target=minkowski(2)), POINTS),
    ("space", of(3, [x, y, z], chart=Chart([x, y, z])), POINTS),
    ("degenerate metric", of(2, [x, y], [[1, 0], [0, 0]]), POINTS[1:]),
    ("overlap", AgreeOnOverlap(SmoothMap(HALF_LINE, LINE, [1 / x]), HALF, WHOLE), ["speed", "stretch"]),
    (
        "homothety",
        IsHomothetic(SmoothMap(PLANE, euclidean(2), [3 * x, 3 * y]), FLAT),
        ["the image in the plane", *SURFACE],
    ),
    ("several claims", AllHold((IsImmersion(ON_SPHERE), sphere())), ["the image in space", *SURFACE]),
]


@pytest.mark.parametrize(("claim", "expected"), [k[1:] for k in KINDS], ids=[k[0] for k in KINDS])
def test_what_is_drawn_goes_by_dimension_and_signature(claim: Claim, expected: list[str]) -> None:
    made = figure(claim)
    assert titles(made) == expected or sorted(titles(made)) == sorted(expected)
    assert said(made).endswith(NOTHING_PROVED)
    made.canvas.draw()


def test_axes_carry_their_coordinates_as_mathematics() -> None:
    made = figure(sphere())
    tissot = next(axes for axes in made.axes if axes.get_title().startswith("Tissot"))
    assert (tissot.get_xlabel(), tissot.get_ylabel()) == (r"$\theta$", r"$\phi$")
    bars = [axes.get_ylabel() for axes in made.axes if not axes.get_title()]
    assert any(words.startswith("distortion: largest / smallest stretch") for words in bars)
    assert any(words.startswith("stretch $\\sqrt{\\lambda}$") for words in bars)


def test_ellipses_are_told_apart_without_colour() -> None:
    tissot = next(axes for axes in figure(sphere()).axes if axes.get_title().startswith("Tissot"))
    own, pulled = tissot.lines[:2]
    assert own.get_linestyle() == "-"
    assert pulled.get_linestyle() == "--"
    assert own.get_linewidth() > pulled.get_linewidth()
    # The two coincide at an isometry, and the metric's own is an ellipse of g.
    np.testing.assert_allclose(own.get_xydata(), pulled.get_xydata(), rtol=1e-9, atol=1e-9)


# -- colours ----------------------------------------------------------------------------------------------------------------
def test_rounding_has_no_structure() -> None:
    noise = np.random.default_rng(1).normal(1, 1e-13, (40, 40))
    scale = Scale(noise, "viridis")
    assert scale.constant
    assert np.ptp(scale(noise).reshape(-1, 4), axis=0).max() < 1e-6
    shown = figure(sphere())
    assert any("1 at all points drawn, to six digits" in axes.get_ylabel() for axes in shown.axes)
    assert not [c for axes in shown.axes if axes.get_title().endswith("stretch") for c in axes.collections], "no contours of noise"


def test_a_difference_is_structure() -> None:
    values = np.linspace(1, 1.001, 100)
    scale = Scale(values, "viridis")
    assert not scale.constant
    assert np.ptp(scale(values), axis=0).max() > 0.5
    few = np.where(np.arange(1000) < 5, 2.0, 1.0)
    assert Scale(few, "viridis").constant
    assert Scale(few, "viridis").extend == "max", "the bar does not say that all points are alike"
    assert isinstance(Scale(np.geomspace(1, 1000, 100), "viridis").norm, LogNorm)


@pytest.mark.parametrize("values", [[math.nan], [], [0.0, 0.0], [1.0, math.nan]])
def test_scales_of_poor_values(values: list[float]) -> None:
    scale = Scale(np.array(values), "viridis")
    assert scale.constant
    assert scale.norm.vmin < scale.norm.vmax  # type: ignore[operator]


# -- names ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("theta", r"$\theta$"),
        ("Lambda2", r"$\Lambda_{2}$"),
        ("x_1", "$x_{1}$"),
        ("x12", "$x_{12}$"),
        ("r_max", "$r_{max}$"),
        ("width", r"$\mathrm{width}$"),
        ("x__1", "x__1"),
        ("한글", "한글"),
        ("$x$", r"\$x\$"),
        ("\\input{/etc/passwd}", "\\input{/etc/passwd}"),
        ("a" * 99, "a" * 23 + "…"),
        ("a\nb", "a\\nb"),
    ],
)
def test_names(given: str, shown: str) -> None:
    assert name(given) == shown


def test_hostile_names_and_titles_are_text() -> None:
    p, q, r = (Symbol(s, real=True) for s in ("$\\frac{1}{", "<script>alert(1)</script>", "한글_$"))
    chart = Chart([p, q], where=[r > 1], parameters=[r])
    claim = IsIsometric(SmoothMap(chart, euclidean(3), [r * p, q, p * q]), Metric(chart, [[1, 0], [0, 1]]))
    title = "<script>$\\input{/etc/passwd}$ % & -- --> 한국어 Ἑλληνική \x00 \x1b[2J $"
    svg = picture(claim, title=title).decode()
    tree = ElementTree.fromstring(svg)
    assert not [e for e in tree.iter() if e.tag.endswith("script")]
    made = figure(claim, title=title)
    assert r"Drawn for 한글_\$ = " in said(made)
    assert text(title).startswith(made._suptitle.get_text()[:20])  # type: ignore[attr-defined]
    for format in ("png", "pdf"):
        assert picture(claim, title=title, format=format)


# -- files ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("format", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
@pytest.mark.parametrize("claim", [KINDS[0][1], KINDS[4][1], KINDS[10][1]], ids=["surface", "curve", "points"])
def test_pictures_are_the_same_bytes_again(claim: Claim, format: str, start: bytes) -> None:
    once = picture(claim, title="title", format=format)
    assert once.startswith(start)
    assert picture(claim, title="title", format=format) == once
    assert b"2026-" not in once
    assert len(once) < 1_200_000


def test_the_readers_own_settings_do_not_matter_and_stay() -> None:
    import matplotlib

    before = picture(KINDS[4][1])
    with matplotlib.rc_context({"axes.facecolor": "red", "font.size": 30.0, "text.usetex": True}):
        assert picture(KINDS[4][1]) == before
        assert matplotlib.rcParams["font.size"] == 30.0


@pytest.mark.parametrize("path", sorted(CLAIMS.rglob("*.toml"))[::24], ids=lambda p: p.stem)
def test_claims_of_all_kinds_are_drawn(path: Path) -> None:
    assert titles(figure(read_claim_file(path).claim))


# -- what cannot be drawn -----------------------------------------------------------------------------------------------------
r_of = Function("r", real=True)


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (IsImmersion(ON_SPHERE), "needs a map with a metric on its source and one on its target, got immersion"),
        (IsRiemannian(Metric(PLANE, [[1, 0], [0, 1]])), "got riemannian"),
        (of(1, [r_of(t)], chart=LINE), "needs functions that are given, got undefined ones"),
        (of(1, [t], chart=Chart([t], where=[t < 0, t > 1])), "needs a point of its domain, found none"),
        (of(1, [sqrt(-1 - t**2)], chart=LINE), "needs points where the map and the metrics are finite"),
        (of(3, [x, y, sqrt(-1 - z**2)], chart=Chart([x, y, z])), "needs points where the map and the metrics are finite"),
        (of(2, [x, y], [[0, 0], [0, 0]]), "needs a metric that is not degenerate"),
    ],
    ids=["immersion", "metric", "undefined", "empty", "imaginary curve", "imaginary", "zero"],
)
def test_what_cannot_be_drawn_is_said(claim: Claim, message: str) -> None:
    with pytest.raises(CannotDraw, match=message):
        picture(claim)


def test_an_unknown_format_is_said() -> None:
    with pytest.raises(CannotDraw, match="cannot draw a picture as gif: needs one of svg, png, pdf"):
        picture(sphere(), format="gif")


def test_missing_matplotlib_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(CannotDraw, match=r'needs matplotlib, which is not installed. Install it: pip install "symgeo\[plots\]"'):
        picture(sphere())


# -- the command ----------------------------------------------------------------------------------------------------------------
def call(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["plot", *arguments], prog_name="symgeo")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def claim_file(tmp_path: Path) -> Path:
    path = tmp_path / "claim.toml"
    path.write_text(template(), encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ["svg", "PNG", "pdf"])
def test_plot_writes_a_picture(claim_file: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"picture.{ending}"
    result = call(str(claim_file), "-o", str(file))
    assert (result.exit_code, result.output) == (0, f"Written: {file}\n")
    first = file.read_bytes()
    stated = read_claim_file(claim_file)
    assert first == picture(stated.claim, title=stated.title, format=ending.lower()), "the same in another process"


def test_plot_of_a_proof(tmp_path: Path) -> None:
    proof = tmp_path / "line.py"
    proof.write_text(
        "from symgeo import *\nprint('noise')\n(t,) = coordinates('t')\nc = Chart([t])\n"
        "f = SmoothMap(c, euclidean(1), [t])\nclaims = {'one': IsIsometric(f, Metric(c, [[1]])), 'two': IsImmersion(f)}\n"
    )
    file = tmp_path / "a.svg"
    result = call(str(proof), "-o", str(file))
    assert result.exit_code == 2
    assert f'needs the name of one of its claims, as in "{proof}::one". It has: one; two.' in result.output
    assert call(f"{proof}::one", "-o", str(file)).exit_code == 0
    assert file.read_bytes().startswith(b"<?xml")
    result = call(f"{proof}::two", "-o", str(file))
    assert result.exit_code == 2
    assert f"Error: {proof}: cannot draw the claim: needs a map with a metric" in result.output


@pytest.mark.parametrize(
    ("path", "file", "message"),
    [
        ("CLAIM", "a.gif", "needs a file that ends in .svg, .png or .pdf"),
        ("CLAIM", "a", "needs a file that ends in .svg, .png or .pdf"),
        ("CLAIM", "no/a.svg", "No such file or directory"),
        (".", "a.svg", "needs one claim file or proof, got a folder"),
        ("none.toml", "a.svg", "none.toml"),
    ],
)
def test_bad_usage_is_said(claim_file: Path, tmp_path: Path, path: str, file: str, message: str) -> None:
    given = {"CLAIM": str(claim_file), ".": str(tmp_path)}.get(path, str(tmp_path / path))
    result = call(given, "-o", str(tmp_path / file))
    assert result.exit_code == 2
    assert message in result.output
    assert not (tmp_path / file).exists()


def test_a_proof_that_hangs_costs_its_time_only(tmp_path: Path) -> None:
    proof = tmp_path / "hangs.py"
    proof.write_text("while True: pass\n")
    result = call(str(proof), "-o", str(tmp_path / "a.svg"), "--timeout", "1")
    assert result.exit_code == 2
    assert "no picture within 1 s. Raise the limit: --timeout SECONDS." in result.output


def test_a_proof_that_dies_is_said(tmp_path: Path) -> None:
    proof = tmp_path / "dies.py"
    proof.write_text("import os\nos._exit(3)\n")
    result = call(str(proof), "-o", str(tmp_path / "a.svg"))
    assert result.exit_code == 2
    assert "ended without an answer (exit status 3)" in result.output


def test_the_command_says_how_to_get_matplotlib(claim_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "stub" / "matplotlib").mkdir(parents=True)
    (tmp_path / "stub" / "matplotlib" / "__init__.py").write_text("raise ImportError('not here')\n")
    monkeypatch.syspath_prepend(tmp_path / "stub")
    result = call(str(claim_file), "-o", str(tmp_path / "a.svg"))
    assert result.exit_code == 2
    assert 'Install it: pip install "symgeo[plots]"' in result.output


def test_help_of_plot_loads_nothing_heavy(python: Callable[..., Any]) -> None:
    run = python("-X", "importtime", "-m", "symgeo", "plot", "--help")
    assert run.returncode == 0
    loaded = {line.rsplit("|", 1)[1].strip().split(".")[0] for line in run.stderr.splitlines() if line.startswith("import time:")}
    assert loaded.isdisjoint({"matplotlib", "numpy", "scipy", "sympy", "flint"})
