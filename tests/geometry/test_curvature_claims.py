"""Claims of curvature: what they oblige to, verdicts of each kind, and traps."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

from symgeo.claimdata import document
from symgeo.claimfile import RELATIONS, read_claim_text
from symgeo.commands.templates import claim_template
from symgeo.display import STATEMENTS
from symgeo.errors import CertificateError, ChartMismatchError, ClaimFileError, DomainError, NotAMetricError
from symgeo.evidence.certificate import certificate
from symgeo.exact.verify import Session, verify
from symgeo.expression import ONE, TRUE, ZERO, Expr, number, symbol
from symgeo.geometry.chart import Chart, coordinates, parameters
from symgeo.geometry.connection import LeviCivita
from symgeo.geometry.curvature_claims import (
    CodazziEquationHolds,
    GaussEquationHolds,
    HasConstantCurvature,
    IsEinstein,
    IsFlat,
    IsGeodesic,
    IsKilling,
    IsMinimal,
    IsRicciFlat,
    IsTotallyGeodesic,
    RicciEquationHolds,
    SolvesEinstein,
)
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric, euclidean
from symgeo.geometry.obligations import Connected, Defined, FullRank, NonZero, Zero
from symgeo.geometry.tensor import tensor

th, ph, x, y, z, u, v, t, r = coordinates("theta phi x y z u v t r")
a, M, rho = parameters("a M rho", positive=True)
sin, cos, pi = sp.sin, sp.cos, sp.pi
F = sp.Function("F", real=True)
SPHERE = Metric(Chart([th, ph], where=[0 < th, th < pi], parameters=[a]), sp.diag(a**2, a**2 * sin(th) ** 2))
PLANE = Chart([x, y])
S3 = Metric(Chart([th, u, v], where=[0 < th, th < pi / 2]), sp.diag(1, sin(th) ** 2, cos(th) ** 2))
X = symbol("x")


def surface(g11: Any, g22: Any, *, where: Any = ()) -> Metric:
    return Metric(Chart([x, y], where=where), [[g11, 0], [0, g22]])


# -- obligations -----------------------------------------------------------------------------------------------------
def test_what_has_to_be_defined_comes_before_what_has_to_vanish() -> None:
    found = list(HasConstantCurvature(SPHERE, 1 / a**2).obligations())
    kinds = [type(o) for o in found]
    assert kinds.index(FullRank) < kinds.index(Zero)
    assert [o.level for o in found if isinstance(o, Defined)] == [2, 2, 2, 0]
    assert [o.label for o in found if isinstance(o, Zero)] == ["R[1,2,1,2]"]


def test_each_independent_component_once() -> None:
    space = Metric(Chart([x, y, z]), [[2 + x**2, x * y, z], [x * y, 3, 0], [z, 0, 4 + y**2]])
    labels = [o.label for o in IsFlat(space).obligations() if isinstance(o, Zero)]
    assert len(labels) == 6
    assert labels[:2] == ["R[1,2,1,2]", "R[1,2,1,3]"]
    assert sum(isinstance(o, Zero) for o in IsRicciFlat(space).obligations()) == 6


def test_branches_must_not_meet_beyond_first_derivatives() -> None:
    found = list(IsFlat(surface(1, 1 + sp.Abs(x) ** 3)).obligations())
    assert [str(o.expression) for o in found if isinstance(o, NonZero)] == ["x"]
    # An extra condition refutes nothing.
    assert verify(IsFlat(surface(1 + sp.Abs(x) ** 3, 1))).word == "undecided"
    assert verify(IsFlat(surface(1 + sp.Abs(x) ** 3, 1, where=[x > 1]))).word == "proved"


def test_a_constant_that_is_written_with_coordinates() -> None:
    claim = HasConstantCurvature(SPHERE, (sin(ph) ** 2 + cos(ph) ** 2) / a**2)
    assert any(isinstance(o, Connected) for o in claim.obligations())
    assert verify(claim).word == "proved"
    two_parts = Metric(Chart([x, y], where=[x**2 > 1]), sp.eye(2))
    assert verify(HasConstantCurvature(two_parts, 1 - sp.sqrt(x**2) / sp.Abs(x))).word in ("proved", "undecided")


# -- verdicts --------------------------------------------------------------------------------------------------------
SCHWARZSCHILD = Metric(
    Chart([t, r, th, ph], where=[r > 2 * M, 0 < th, th < pi], parameters=[M]),
    sp.diag(-(1 - 2 * M / r), 1 / (1 - 2 * M / r), r**2, r**2 * sin(th) ** 2),
)
FLRW = Metric(Chart([t, x, y, z], where=[t > 0]), sp.diag(-1, *[t ** sp.Rational(4, 3)] * 3))
DUST = sp.diag(1 / (6 * pi * t**2), 0, 0, 0)


def test_einsteins_equation() -> None:
    assert verify(SolvesEinstein(SCHWARZSCHILD, sp.zeros(4))).word == "proved"
    # Dust in the Einstein and de Sitter universe: rho = 1/(6 pi t^2).
    assert verify(SolvesEinstein(FLRW, DUST)).word == "proved"
    assert verify(SolvesEinstein(FLRW, 2 * DUST)).word == "refuted"
    assert verify(SolvesEinstein(FLRW, sp.zeros(4))).word == "refuted"
    de_sitter = Metric(Chart([t, x, y, z], parameters=[a]), sp.diag(-1, *[sp.exp(2 * a * t)] * 3))
    assert verify(SolvesEinstein(de_sitter, sp.zeros(4), 3 * a**2)).word == "proved"
    assert verify(SolvesEinstein(de_sitter, sp.zeros(4), -3 * a**2)).word == "refuted"
    skew = sp.zeros(4)
    skew[0, 1] = 1
    assert verify(SolvesEinstein(SCHWARZSCHILD, skew)).word == "refuted"


def test_fields_may_be_tensors() -> None:
    turn = tensor(SPHERE.chart, "u", [0, 1])
    assert verify(IsKilling(SPHERE, turn)).word == "proved"
    assert IsKilling(SPHERE, turn) == IsKilling(SPHERE, [0, 1])
    assert len({IsKilling(SPHERE, turn), IsKilling(SPHERE, [0, 1])}) == 1
    with pytest.raises(ChartMismatchError, match="needs 'u'"):
        IsKilling(SPHERE, LeviCivita(SPHERE).flat(turn))
    with pytest.raises(ChartMismatchError, match="nested lists of length 2"):
        IsKilling(SPHERE, [1, 2, 3])


def test_a_curve_has_one_parameter() -> None:
    with pytest.raises(ChartMismatchError, match="needs one coordinate on its source, got 2"):
        IsGeodesic(SmoothMap(PLANE, euclidean(2), [x, y]))
    with pytest.raises(ChartMismatchError, match="needs one"):
        IsGeodesic(SmoothMap(Chart([t]), PLANE, [t, t]))


def test_the_equations_of_a_submanifold_are_theorems() -> None:
    wave = SmoothMap(Chart([x, y]), S3, [pi / 4 + sin(x) / 4, x + y / 3, y])
    assert verify(GaussEquationHolds(wave)).word == "proved"
    assert verify(CodazziEquationHolds(wave)).word == "proved"
    surface = SmoothMap(Chart([x, y]), euclidean(4), [x, y, x**2, x * y])
    normals = [[-2 * x, 0, 1, 0], [-y, -x, 0, 1]]
    assert verify(RicciEquationHolds(surface, normals)).word == "proved"
    assert verify(RicciEquationHolds(surface, [[-2 * x, 0, 1, 0], [-y, x, 0, 1]])).word == "refuted"
    cusp = SmoothMap(Chart([x, y]), euclidean(3), [x**3, x**2, y])
    assert verify(GaussEquationHolds(cusp)).word == "refuted"
    with pytest.raises(ChartMismatchError, match="each with 4 components"):
        RicciEquationHolds(surface, [[1, 0, 0]])


def test_dense_metrics_are_proved_by_normal_forms() -> None:
    """The Fubini-Study metric of the complex projective plane, in real coordinates."""
    names = coordinates("x1 x2 x3 x4")
    n = 1 + sum(s**2 for s in names)
    real, imaginary = sp.Matrix(names), sp.Matrix([-names[1], names[0], -names[3], names[2]])
    g = Metric(Chart(names), sp.eye(4) / n - (real * real.T + imaginary * imaginary.T) / n**2)
    session = Session(IsEinstein(g, 6))
    assert session.verdict().word == "proved"
    assert verify(IsEinstein(g, 5)).word == "refuted"


# -- traps -------------------------------------------------------------------------------------------------------------
def test_a_refutation_needs_no_more_than_one_regular_point() -> None:
    """Where branches meet, the rules of differentiation may be wrong: 5 + x is written as a Piecewise here."""
    removable = Expr("piecewise", (number(5), Expr("eq", (X, ZERO)), X + 5, TRUE))
    same = Expr("piecewise", (X + 5, Expr("eq", (X, ZERO)), number(5), TRUE))
    for entry in (removable, same):
        assert verify(IsFlat(Metric(PLANE, [[entry, ZERO], [ZERO, ONE]]))).word != "refuted" or entry is removable
    by = {"x": symbol("y2")}
    target = Metric(Chart("y1 y2"), [[same.substitute(by), ZERO], [ZERO, ONE]])
    assert verify(IsGeodesic(SmoothMap(Chart("t"), target, [symbol("t"), ZERO]))).word != "refuted"


@pytest.mark.parametrize(
    ("claim", "word"),
    [
        (IsFlat(surface(1, (1 + sp.Abs(x)) ** 2)), "refuted"),  # flat on both sides of a corner
        (IsFlat(surface(1, x**2)), "refuted"),  # degenerate where x = 0
        (IsFlat(surface(1, x**2, where=[x > 0])), "proved"),
        (IsFlat(surface(1 / x**2, 1)), "refuted"),  # not defined where x = 0
        (IsFlat(Metric(Chart([x]), [[1 + x**2]])), "proved"),
        (IsFlat(Metric(Chart([x]), [[x**2]])), "refuted"),
        (HasConstantCurvature(Metric(Chart([x]), [[1 + x**2]]), 5), "proved"),
        (HasConstantCurvature(surface(1, 1), 1 / F(x)), "refuted"),
        (IsFlat(surface(1, F(x) ** 2)), "refuted"),
        (IsFlat(surface(sp.exp(F(x)), 1)), "proved"),
        (IsMinimal(SmoothMap(PLANE, euclidean(1), [x])), "refuted"),
        (IsMinimal(SmoothMap(PLANE, euclidean(2), [x + y, x - y])), "proved"),
        (IsTotallyGeodesic(SmoothMap(PLANE, euclidean(2), [x, x])), "refuted"),
    ],
    ids=range(13),
)
def test_traps(claim: Any, word: str) -> None:
    assert verify(claim).word == word


def test_a_matrix_that_is_not_symmetric_is_no_metric() -> None:
    with pytest.raises(NotAMetricError, match="needs a symmetric one"):
        verify(IsFlat(Metric(PLANE, [[1, x], [0, 1]])))
    with pytest.raises(NotAMetricError, match="needs a symmetric one"):
        verify(IsMinimal(SmoothMap(Chart([t]), Metric(PLANE, [[1, x], [0, 1]]), [t, t])))


def test_an_empty_domain_says_nothing() -> None:
    with pytest.raises(DomainError, match="empty domain"):
        verify(IsFlat(surface(1, 1, where=[x > 1, x < 0])))


# -- the rest of the tool ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "relation", ["flat", "ricci-flat", "einstein", "constant-curvature", "killing", "geodesic", "minimal", "totally-geodesic"]
)
def test_each_relation_is_read_shown_and_not_certified_yet(relation: str) -> None:
    assert relation in RELATIONS
    assert relation in STATEMENTS
    claim = read_claim_text(claim_template(relation)).claim
    assert claim.relation == relation
    verdict = verify(claim)
    with pytest.raises(CertificateError, match="no rules for curvature"):
        certificate(verdict)
    with pytest.raises(CertificateError, match="no rules for curvature"):
        document(claim)


@pytest.mark.parametrize(
    ("relation", "old", "new", "message"),
    [
        ("einstein", 'constant = "1/a**2"', "", 'claim.constant: is missing. The relation einstein needs one: constant = "1".'),
        ("flat", 'relation = "flat"', 'relation = "flat"\nconstant = "1"', "Only einstein and constant-curvature have a constant."),
        ("flat", 'relation = "flat"', 'relation = "flat"\nfield = ["1", "0"]', "Only killing has a field."),
        (
            "killing",
            '["sin(phi)", "cos(phi)*cot(theta)"]',
            '["1"]',
            "claim.field: needs 2 components, one for each source coordinate, got 1",
        ),
        ("killing", '["sin(phi)", "cos(phi)*cot(theta)"]', '"1"', "claim.field: needs a list"),
        ("geodesic", '["t"] ', '["t", "s"] ', "source.coordinates: needs one name, the parameter of the curve, got 2"),
    ],
)
def test_bad_claim_files_are_refused(relation: str, old: str, new: str, message: str) -> None:
    text = claim_template(relation)
    assert old in text
    with pytest.raises(ClaimFileError) as error:
        read_claim_text(text.replace(old, new))
    assert message in str(error.value)
