"""Distortion: verdicts on bounds, and enclosures of the extreme stretches, each beside a twin that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Rational, cos, exp, log, pi, sin, sqrt, tan

from symgeo import (
    Chart,
    ChartMismatchError,
    DistortionWithin,
    DomainError,
    IsIsometric,
    IsRiemannian,
    IsRiemannianSubmersion,
    Metric,
    Proved,
    Refuted,
    SmoothMap,
    Undecided,
    coordinates,
    distortion,
    euclidean,
    minkowski,
    obstruction,
    parameters,
    verify,
)
from symgeo.claimfile import read_claim_file
from symgeo.exact import definite
from symgeo.exact.eigen import eigenvectors, pencil
from symgeo.exact.verify import Session

x, y = coordinates("x y")
PLANE = Chart([x, y])
FLAT = Metric(PLANE, [[1, 0], [0, 1]])
SQUARE = {x: (0, 1), y: (0, 1)}
SADDLE = SmoothMap(PLANE, euclidean(3), [x, y, x * y])
FOLDER = Path(__file__).parent.parent / "more_claims" / "distortion"


# -- eigenvectors --------------------------------------------------------------------------------------------------------
@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.floats(-3, 3), min_size=2 * n * n, max_size=2 * n * n)))
def test_eigenvectors_are_those_of_numpy(numbers: list[float]) -> None:
    n = round((len(numbers) / 2) ** 0.5)
    a, b = (np.array(part).reshape(n, n) for part in (numbers[: n * n], numbers[n * n :]))
    a, b = a + a.T, b @ b.T + np.eye(n)
    assert np.allclose([v for v, _ in eigenvectors(a.tolist())], np.linalg.eigvalsh(a), atol=1e-9)
    found = pencil(a.tolist(), b.tolist())
    assert found is not None
    for value, v in found:
        assert np.allclose(a @ np.array(v), value * (b @ np.array(v)), atol=1e-7)
    assert pencil(a.tolist(), (-b).tolist()) is None


# -- claims --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda p: p.stem)
def test_claims_as_data(path: Path) -> None:
    file = read_claim_file(path)
    word = Session(file.claim).verdict().word
    # A counterexample far out in an unbounded parameter is not looked for.
    assert word == file.expect or (word == "undecided" and path.stem == "dis_parameter")


@pytest.mark.parametrize(
    ("lower", "upper", "word"),
    [
        (1, 3, "proved"),
        (Rational(99, 100), Rational(301, 100), "proved"),
        (None, 3, "proved"),
        (1, None, "proved"),
        (1, Rational(299, 100), "refuted"),
        (Rational(101, 100), 3, "refuted"),
        (1 + Rational(1, 10**40), 3, "refuted"),
        (sqrt(2) - Rational(41422, 10**5), 3, "proved"),
    ],
)
def test_bounds_of_a_saddle(lower: object, upper: object, word: str) -> None:
    assert verify(DistortionWithin(SADDLE, FLAT, lower=lower, upper=upper, box=SQUARE)).word == word


def test_a_witness_is_a_vector_at_a_point() -> None:
    verdict = verify(DistortionWithin(SADDLE, FLAT, lower=1, upper=2, box=SQUARE))
    assert isinstance(verdict, Refuted)
    assert verdict.witness.kind == "stretch"
    assert "for the vector v = (" in verdict.witness.statement
    point = {k: Fraction(v) for k, v in verdict.witness.points[0].items()}
    assert 0 < point["x"] < 1
    assert 1 + point["x"] ** 2 + point["y"] ** 2 > 2


def test_bounds_multiply_squares_of_lengths() -> None:
    double = SmoothMap(PLANE, euclidean(2), [2 * x, 2 * y])
    assert isinstance(verify(DistortionWithin(double, FLAT, lower=4, upper=4)), Proved)
    assert isinstance(verify(DistortionWithin(double, FLAT, lower=2, upper=2)), Refuted)


def test_without_bounds_of_the_domain_minors_may_do() -> None:
    assert isinstance(verify(DistortionWithin(SADDLE, FLAT, lower=1)), Proved)
    assert isinstance(verify(DistortionWithin(SADDLE, FLAT, upper=100)), Refuted | Undecided)


def test_the_box_may_bound_parameters() -> None:
    (a,) = parameters("a", positive=True)
    chart = Chart([x, y], parameters=[a])
    f = SmoothMap(chart, euclidean(2), [a * x, y + x / 10])
    g = Metric(chart, [[1, 0], [0, 1]])
    bounded = DistortionWithin(f, g, lower=Rational(9, 10), upper=Rational(9, 2), box={**SQUARE, a: (1, 2)})
    assert isinstance(verify(bounded), Proved)
    assert not isinstance(verify(DistortionWithin(f, g, lower=Rational(9, 10), upper=Rational(9, 2), box=SQUARE)), Proved)


@pytest.mark.parametrize(
    ("build", "error", "words"),
    [
        (lambda: DistortionWithin(SADDLE, FLAT), DomainError, "needs lower, upper, or both"),
        (lambda: DistortionWithin(SADDLE, FLAT, upper=x), DomainError, "needs one number for all points"),
        (lambda: DistortionWithin(SADDLE, FLAT, upper=1, box={"z": (0, 1)}), ChartMismatchError, "cannot bound z"),
        (lambda: DistortionWithin(SADDLE, FLAT, upper=1, box={x: (0, y)}), DomainError, "needs a number"),
        (lambda: DistortionWithin(SADDLE, FLAT, upper=1, box={x: (0, 1, 2)}), DomainError, "got 3 numbers"),
        (lambda: verify(DistortionWithin(SADDLE, FLAT, upper=1, box={x: (1, 0)})), DomainError, "empty domain"),
    ],
)
def test_what_makes_no_claim(build: Callable[[], object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        build()


def test_a_corner_is_no_witness_and_no_proof() -> None:
    """At x = 0 the rules of differentiation give sign(0) = 0, which is no derivative of |x|."""
    line = Chart([x])
    f = SmoothMap(line, euclidean(1), [x + Abs(x) * x / 2])
    g = Metric(line, [[1]])
    assert isinstance(verify(DistortionWithin(f, g, lower=1, upper=4, box={x: (-1, 1)})), Proved)
    assert isinstance(verify(DistortionWithin(SmoothMap(line, euclidean(1), [Abs(x)]), g, upper=1, box={x: (-1, 1)})), Refuted)


def test_a_metric_that_is_not_definite_is_not_proved_to_be_by_boxes() -> None:
    """A diagonal metric divided by itself is the unit matrix, which proves nothing."""
    for metric in ([[x, 0], [0, 1]], [[x * x, 0], [0, 1]], [[1, x], [x, x * x]]):
        g = Metric(Chart([x, y], where=[-1 < x, x < 1, 0 < y, y < 1]), metric)
        obligation = list(IsRiemannian(g).obligations())[-1]
        decision = Session(IsRiemannian(g)).decision
        region = decision.region(obligation.domain)
        assert definite.prove_definite(obligation.rows, obligation.domain, region, 500) is None
    g = Metric(Chart([x, y], where=[-1 < x, x < 1, 0 < y, y < 1]), [[1, x * y / 2], [x * y / 2, 1 - x / 2]])
    obligation = list(IsRiemannian(g).obligations())[-1]
    region = Session(IsRiemannian(g)).decision.region(obligation.domain)
    assert definite.prove_definite(obligation.rows, obligation.domain, region, 500) is not None


# -- enclosures against a grid ---------------------------------------------------------------------------------------------
def on_a_grid(f: SmoothMap, g: Metric, box: dict[object, tuple[float, float]], size: int = 41) -> tuple[float, float]:
    """The smallest and the largest stretch at the points of a grid."""
    pulled = sympy.lambdify((x, y), f.pullback().matrix, "numpy")
    given_ = sympy.lambdify((x, y), g.matrix, "numpy")
    found = []
    for a in np.linspace(*map(float, box[x]), size)[1:-1]:
        for b in np.linspace(*map(float, box[y]), size)[1:-1]:
            lower = np.linalg.cholesky(np.array(given_(a, b), dtype=float))
            inverse = np.linalg.inv(lower)
            found += list(np.linalg.eigvalsh(inverse @ np.array(pulled(a, b), dtype=float) @ inverse.T))
    return max(min(found), 0) ** 0.5, max(found) ** 0.5


MAPS = {
    "linear": (SmoothMap(PLANE, euclidean(2), [2 * x, x + y]), FLAT),
    "saddle": (SADDLE, FLAT),
    "wavy": (SmoothMap(PLANE, euclidean(2), [x + sin(y) / 10, y + exp(-(x**2)) / 10]), FLAT),
    "dense": (SADDLE, Metric(PLANE, [[2 + x, x * y / 2], [x * y / 2, 1 + y]])),
    "diagonal": (SmoothMap(PLANE, euclidean(2), [(x + 1) * cos(y), (x + 2) * sin(y)]), Metric(PLANE, [[1 + x, 0], [0, 2 + x * y]])),
    "conformal": (SmoothMap(PLANE, euclidean(2), [exp(x) * cos(y), exp(x) * sin(y)]), FLAT),
}


@pytest.mark.parametrize("name", MAPS)
def test_enclosures_hold_on_a_grid_and_are_attained(name: str) -> None:
    f, g = MAPS[name]
    least, most = on_a_grid(f, g, {x: (0, 1), y: (0, 1)})
    found = distortion(f, g, box=SQUARE, budget=300)
    assert found.largest.high is not None
    assert found.smallest.high is not None
    assert found.smallest.low <= least + 1e-12
    assert found.largest.high >= most - 1e-12
    # Tight: nothing beyond what the grid shows, up to the distance of its points and the budget.
    assert found.smallest.low >= least * 0.93 - 1e-9
    assert found.largest.high <= most * 1.08
    for extreme in (found.smallest, found.largest):
        at = {sympy.Symbol(k, real=True): sympy.Rational(q) for k, q in extreme.point.items()}
        v = sympy.Matrix([sympy.Rational(q) for q in extreme.vector])
        k, m = (metric.matrix.subs(at) for metric in (f.pullback(), g))
        stretch = sympy.sqrt((v.T * k * v)[0] / (v.T * m * v)[0]).evalf(30)
        assert extreme.low - Fraction(1, 10**12) <= Fraction(str(stretch)) <= extreme.high + Fraction(1, 10**12)


def test_verdicts_agree_with_the_grid() -> None:
    for f, g in MAPS.values():
        least, most = (Fraction(s**2).limit_denominator(10**6) for s in on_a_grid(f, g, {x: (0, 1), y: (0, 1)}))
        inside = DistortionWithin(f, g, lower=least * Fraction(11, 10) + Fraction(1, 1000), upper=most * 2, box=SQUARE)
        outside = DistortionWithin(f, g, lower=least * Fraction(3, 4), upper=most * Fraction(3, 2), box=SQUARE)
        assert isinstance(verify(inside), Refuted)
        assert isinstance(verify(outside), Proved)


def test_the_grid_notices_bounds_that_are_too_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: enclosures that forget what is off the diagonal."""

    def careless(c: list[list[object]], g: list[list[object]], side: int, d: object) -> object:
        return max(((side * c[i][i]).mid() / g[i][i].mid() for i in range(len(c))), key=float)  # type: ignore[attr-defined, operator]

    f, g = MAPS["wavy"]
    _, most = on_a_grid(f, g, {x: (0, 1), y: (0, 1)})
    monkeypatch.setattr(definite, "_gershgorin", careless)
    found = distortion(f, g, box=SQUARE, budget=3)
    best = max(
        float(over.high) ** 0.5
        for over in [definite.Forms(f.pullback().entries, g.entries).over(((Fraction(0), Fraction(1)), (Fraction(0), Fraction(1))))]
        if over is not None
    )
    assert best < most
    assert found is not None


@settings(max_examples=15)
@given(st.lists(st.integers(-3, 3), min_size=6, max_size=6))
def test_linear_maps_have_their_singular_values(entries: list[int]) -> None:
    m = np.array(entries).reshape(3, 2)
    f = SmoothMap(PLANE, euclidean(3), [a * x + b * y for a, b in m.tolist()])
    found = distortion(f, FLAT, box=SQUARE)
    values = np.linalg.svd(m.astype(float), compute_uv=False)
    assert found.largest.high is not None
    assert float(found.largest.low) - 1e-9 <= values[0] <= float(found.largest.high) + 1e-9
    assert float(found.smallest.low) - 1e-7 <= values[1] <= float(found.smallest.high or 0) + 1e-7
    assert found.largest.high - found.largest.low < Fraction(1, 10**6)


def test_an_isometry_and_a_homothety_are_exact() -> None:
    theta, phi = coordinates("theta phi")
    sphere = Chart([theta, phi], where=[theta > 0, theta < pi, -pi < phi, phi < pi])
    f = SmoothMap(sphere, euclidean(3), [sin(theta) * cos(phi), sin(theta) * sin(phi), cos(theta)])
    found = distortion(f, Metric(sphere, [[1, 0], [0, sin(theta) ** 2]]))
    assert (found.smallest.low, found.largest.high) == (1, 1)
    assert found.sentence().endswith("distortion ratio about 1.")
    found = distortion(SmoothMap(PLANE, euclidean(2), [pi * x, pi * y]), FLAT)
    assert found.smallest.low < Fraction(str(pi.evalf(100))) < (found.largest.high or 0)


def test_mercator_doubles_at_60_degrees() -> None:
    theta, phi = coordinates("theta phi")
    belt = Chart([theta, phi], where=[-pi / 3 < phi, phi < pi / 3, -pi < theta, theta < pi])
    f = SmoothMap(belt, euclidean(2), [theta, log(tan(pi / 4 + phi / 2))])
    found = distortion(f, Metric(belt, [[cos(phi) ** 2, 0], [0, 1]]))
    assert found.largest.high is not None
    assert 2 <= found.largest.high < 2 + Fraction(1, 10**6)
    assert abs(found.smallest.low - 1) < Fraction(1, 10**6)


@pytest.mark.parametrize(
    ("f", "g", "box", "words"),
    [
        (SADDLE, FLAT, None, "needs bounds of x, y. Give a box."),
        (SmoothMap(PLANE, minkowski(2), [x, y]), FLAT, SQUARE, "needs f\\*h to be positive semidefinite"),
        (SmoothMap(PLANE, euclidean(1), [1 / (2 * x - 1)]), FLAT, SQUARE, "not defined"),
        (SADDLE, Metric(PLANE, [[1, 0], [0, -1]]), SQUARE, "not positive definite"),
    ],
)
def test_what_cannot_be_measured(f: SmoothMap, g: Metric, box: dict[object, object] | None, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        distortion(f, g, box=box)  # type: ignore[arg-type]


def test_a_pole_on_a_face_has_no_bound() -> None:
    found = distortion(SmoothMap(PLANE, euclidean(1), [1 / x]), FLAT, box=SQUARE, budget=100)
    assert found.largest.high is None
    assert found.ratio[1] is None
    assert "no bound was found" in found.sentence()


def test_a_value_on_a_cut_is_no_limit() -> None:
    """Below the negative half-line the angle tends to -pi; on it, which is a face of the box, it is pi."""
    from sympy import atan2

    f = SmoothMap(PLANE, euclidean(2), [x, y])
    g = Metric(PLANE, [[1 / (5 + atan2(y, x)), 0], [0, 1]])
    found = distortion(f, g, box={x: (-2, -1), y: (-1, 0)}, budget=100)
    # The angle is in (-pi, -3 pi / 4): the stretch along x is less than sqrt(5 - 3 pi / 4), and not sqrt(5 + pi).
    assert found.largest.low < Fraction(17, 10)


def test_two_runs_agree() -> None:
    f, g = MAPS["wavy"]
    assert distortion(f, g, box=SQUARE, budget=50) == distortion(f, g, box=SQUARE, budget=50)


# -- submersions -------------------------------------------------------------------------------------------------------------
def hopf(radius: Rational) -> IsRiemannianSubmersion:
    eta, a, b = coordinates("eta a b")
    theta, phi = coordinates("theta phi")
    above = Chart([eta, a, b], where=[eta > 0, eta < pi / 2])
    below = Chart([theta, phi], where=[theta > 0, theta < pi])
    g = Metric(above, sympy.diag(1, cos(eta) ** 2, sin(eta) ** 2))
    h = Metric(below, radius**2 * sympy.diag(1, sin(theta) ** 2))
    return IsRiemannianSubmersion(SmoothMap(above, h, [2 * eta, a - b]), g)


def test_the_hopf_map_and_its_twin() -> None:
    assert isinstance(verify(hopf(Rational(1, 2))), Proved)
    assert isinstance(verify(hopf(Rational(1))), Refuted)


def test_a_submersion_needs_riemannian_metrics() -> None:
    down = SmoothMap(PLANE, euclidean(1), [x])
    assert isinstance(verify(IsRiemannianSubmersion(down, FLAT)), Proved)
    assert isinstance(verify(IsRiemannianSubmersion(down, Metric(PLANE, [[1, 0], [0, -1]]))), Refuted)
    verdict = verify(IsRiemannianSubmersion(SmoothMap(PLANE, minkowski(1), [x]), FLAT))
    assert isinstance(verdict, Refuted)
    assert "h is not positive definite" in verdict.witness.statement


def test_a_submersion_in_sheared_coordinates() -> None:
    """An off-diagonal metric: the projection of (x, y) to x + y, in the plane with coordinates x, y - x^2."""
    f = SmoothMap(PLANE, euclidean(1), [x])
    assert isinstance(verify(IsRiemannianSubmersion(f, Metric(PLANE, [[1 + 4 * x**2, 2 * x], [2 * x, 1]]))), Proved)
    assert isinstance(verify(IsRiemannianSubmersion(f, Metric(PLANE, [[1 + 3 * x**2, 2 * x], [2 * x, 1 + x**2]]))), Refuted)


# -- obstructions ------------------------------------------------------------------------------------------------------------
def test_curvature_forbids_a_flat_sphere_and_not_a_wrong_chart() -> None:
    theta, phi = coordinates("theta phi")
    sphere = Chart([theta, phi], where=[theta > 0, theta < 3])
    round_ = Metric(sphere, [[1, 0], [0, sin(theta) ** 2]])
    found = obstruction(verify(IsIsometric(SmoothMap(sphere, euclidean(2), [theta, phi]), round_)))
    assert found is not None
    assert found.curvature == "Gauss curvature"
    assert "no change of chart that fixes the point repairs it" in found.statement
    # Both are flat: a linear map that is not isometric could be repaired.
    assert obstruction(verify(IsIsometric(SmoothMap(PLANE, euclidean(2), [2 * x, y]), FLAT))) is None
    # Nothing is refuted, or nothing is compared.
    assert obstruction(verify(IsIsometric(SmoothMap(PLANE, euclidean(2), [x, y]), FLAT))) is None
    # A degenerate pullback has no curvature.
    assert obstruction(verify(IsIsometric(SmoothMap(sphere, euclidean(2), [theta, 0]), round_))) is None


def test_scalar_curvature_in_dimension_three() -> None:
    a, b, c = coordinates("a b c")
    chart = Chart([a, b, c], where=[a > 0, a < 3, b > 0, b < 3])
    round_ = Metric(chart, sympy.diag(1, sin(a) ** 2, sin(a) ** 2 * sin(b) ** 2))
    found = obstruction(verify(IsIsometric(SmoothMap(chart, euclidean(3), [a, b, c]), round_)))
    assert found is not None
    assert found.curvature == "scalar curvature"
    assert found.declared.startswith("[6.0000")
