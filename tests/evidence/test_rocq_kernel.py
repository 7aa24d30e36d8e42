"""Theorems that the Rocq (Coq) kernel accepts, and mutants that it must not. Skipped where coqc is not installed."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from symgeo.claimfile import read_claim_file
from symgeo.cli import main
from symgeo.evidence.rocq import CannotExport, Export, NoKernel, export, exports, judge, run, scripts
from symgeo.evidence.rocq.run import CLASSICAL, _judge_axioms
from symgeo.evidence.rocq.statement import claim_text, statement
from symgeo.exact.verify import Session
from symgeo.expression import ONE, Expr, call, number, symbol

CLAIMS = {p.stem: p for p in sorted((Path(__file__).parents[1] / "claims").rglob("*.toml"))}
needs_coqc = pytest.mark.skipif(
    shutil.which("coqc") is None, reason="coqc is not installed (Debian: coq libcoq-coquelicot libcoq-interval)"
)

#: Theorems of different kinds: spheres, hyperbolic and Lorentzian models, factors, parameters, target metrics, roots, inverses, ...
PROVED = (
    "sphere_hyperspherical_3 sphere_hyperspherical_5 sphere_stereographic_3 sphere_gnomonic veronese_s4 halfplane_to_disk klein_to_disk "
    "halfplane_moebius_det hyperboloid_radius ball_to_hyperboloid_3 ads3_poincare btz ds4_static milne schwarzschild_painleve map_mercator "
    "map_lcc enneper_vs_flat torus_conformal_chart log_spiral_arclength catenoid scherk_first categorical_sqrt_3 negative_binomial "
    "affine_group_left so3_quaternion spd2_inversion pe_sinusoidal_8 rope_r2 softmax_fisher days_of_week log_abs cos_pi_5 nested_radical "
    "sqrt_sq_positive asin_double_in polar_by_atan power_of_square_negative unevaluated_sum whitney_umbrella"
).split()
REFUTED = (
    "torus_revolution_vs_flat hopf_map_vs_s3 categorical_identity sqrt_sq_offdiag_negative tiny_1e12_diag pi_355_113 map_albers "
    "halfplane_anisotropic chebyshev_5_wrong"
).split()


def made(name: str) -> Export:
    return scripts(Session(read_claim_file(CLAIMS[name]).claim).verdict(), name, name)


@needs_coqc
@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in PROVED if n in CLAIMS])
def test_the_kernel_accepts_a_proof(name: str) -> None:
    kernel = judge(made(name), made(name).proof)
    assert kernel.accepted, kernel.message
    assert set(kernel.axioms) <= set(CLASSICAL)


@needs_coqc
@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in REFUTED if n in CLAIMS])
def test_the_kernel_accepts_a_refutation(name: str) -> None:
    kernel = judge(made(name), made(name).proof)
    assert kernel.accepted, kernel.message


def test_the_lists_name_claims_that_exist() -> None:
    assert len([n for n in (*PROVED, *REFUTED) if n in CLAIMS]) >= 40


@needs_coqc
@pytest.mark.slow
def test_two_charts_of_a_sphere(tmp_path: Path) -> None:
    """Several claims: the metrics of two stereographic charts agree on the overlap, both ways."""
    from symgeo import Chart, Metric, SmoothMap
    from symgeo.geometry.claims import Manifold

    charts, metrics, maps = [], [], []
    for a, b in ("xy", "uv"):
        square = symbol(a) ** 2 + symbol(b) ** 2
        chart = Chart([a, b], where=[Expr("gt", (square, number(0)))])
        factor = 4 / (1 + square) ** 2
        charts.append(chart)
        metrics.append(Metric(chart, [[factor, number(0)], [number(0), factor]]))
        maps.append([symbol(a) / square, symbol(b) / square])
    there, back = SmoothMap(charts[0], charts[1], maps[0]), SmoothMap(charts[1], charts[0], maps[1])
    verdict = Session(Manifold(tuple(charts), (there, back)).agree(tuple(metrics))).verdict()
    made_here = exports(verdict, tmp_path, "overlap")
    assert [m.name for m in made_here] == ["overlap_1", "overlap_2"]
    assert all(run(m).accepted for m in made_here)


# -- mutants -----------------------------------------------------------------------------------------------------------
MUTATED = ["halfplane_polar", "sphere_stereographic_2", "gaussian_halfplane_factor2"]


def statement_of(name: str):  # type: ignore[no-untyped-def]
    claim = read_claim_file(CLAIMS[name]).claim
    return statement(claim, ONE if claim.relation == "isometric" else Session(claim).verdict().factor)  # type: ignore[union-attr]


@needs_coqc
@pytest.mark.slow
@pytest.mark.parametrize("name", MUTATED)
def test_mutants_of_the_claim_are_refused(name: str) -> None:
    """The same proof for another claim: a factor, a metric, a component, an empty chart, a target."""
    good, s = made(name), statement_of(name)
    x = symbol(s.domain.variables[0])
    wrong_g = ((s.g[0][0] * 2, *s.g[0][1:]), *s.g[1:])
    wrong_h = (*s.h[:-1], (*s.h[-1][:-1], s.h[-1][-1] + number(1)))
    mutants = {
        "factor": replace(s, factor=number(2)),
        "metric": replace(s, g=wrong_g),
        "component": replace(s, f=(*s.f[:-1], s.f[-1] * 2)),
        "target": replace(s, h=wrong_h),
        "empty chart": replace(s, domain=replace(s.domain, positive=(*s.domain.positive, x, -x))),
        "outside the target": replace(s, inside=(-call("exp", symbol(s.targets[0])),)),
    }
    for what, mutant in mutants.items():
        kernel = judge(replace(good, claim=claim_text(mutant, name)), good.proof)
        assert not kernel.accepted, what
        assert kernel.message, what


@needs_coqc
@pytest.mark.slow
def test_a_widened_chart_is_refused() -> None:
    good, s = made("halfplane_polar"), statement_of("halfplane_polar")
    wide = replace(s, domain=replace(s.domain, positive=()))
    assert not judge(replace(good, claim=claim_text(wide, "wide")), good.proof).accepted


@needs_coqc
@pytest.mark.slow
def test_mutants_of_the_proof_are_refused() -> None:
    good = made("sphere_hyperspherical_2")
    body = good.proof.index("Definition J")
    wrong_derivative = good.proof[:body] + re.sub(r"cos", "sin", good.proof[body:], count=1)
    axiom = "Axiom unsound : False.\n"
    at = good.proof.index("Theorem proof")
    head = good.proof[:at]
    by_axiom = head + axiom + "Theorem proof : claim.\nProof. destruct unsound. Qed.\n"
    admitted = head + "Theorem proof : claim.\nAdmitted.\n"
    other_claim = head + "Definition claim : Prop := True.\nTheorem proof : claim.\nProof. exact I. Qed.\n"
    unfinished = good.proof.rstrip().removesuffix("Qed.")
    assert judge(good, good.proof).accepted
    for proof in (wrong_derivative, by_axiom, admitted, other_claim, unfinished, "", 'Load "x".\n' + good.proof):
        kernel = judge(good, proof)
        assert not kernel.accepted
        assert kernel.message


@needs_coqc
@pytest.mark.slow
def test_axioms_are_found_by_the_check_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the list of forbidden words, the axioms printed still tell."""
    from importlib import import_module

    module = import_module("symgeo.evidence.rocq.run")
    monkeypatch.setattr(module, "_FORBIDDEN", re.compile(r"(?!)"))
    good = made("polar_plane")
    head = good.proof[: good.proof.index("Theorem proof")]
    for statement_ in (
        "Axiom unsound : False.\nTheorem proof : claim.\nProof. destruct unsound. Qed.\n",
        "Theorem proof : claim.\nAdmitted.\n",
        "Module Real.\nAxiom classic : False.\nEnd Real.\nTheorem proof : claim.\nProof. destruct Real.classic. Qed.\n",
        "Unset Guard Checking.\nFixpoint loop (n : nat) : False := loop n.\nTheorem proof : claim.\nProof. destruct (loop 0). Qed.\n",
        "Unset Universe Checking.\nTheorem proof : claim.\nAdmitted.\n",
    ):
        kernel = judge(good, head + statement_)
        assert not kernel.accepted
        assert kernel.message


@needs_coqc
@pytest.mark.slow
def test_what_lies_in_the_folder_is_not_trusted(tmp_path: Path) -> None:
    """Claim, check and library are the toolkit's own; only the proof is read."""
    good = export(Session(read_claim_file(CLAIMS["polar_plane"]).claim).verdict(), tmp_path, "polar")
    (tmp_path / "polar_check.v").write_text("Theorem checked : True. Proof. exact I. Qed. Print Assumptions checked.\n")
    (tmp_path / "polar_claim.v").write_text("Definition claim : Prop := True.\n")
    (tmp_path / "SymGeo.v").write_text("Definition nothing := 0.\n")
    assert run(good).accepted
    (tmp_path / "polar_proof.v").write_text("Require Import polar_claim.\nTheorem proof : claim. Proof. exact I. Qed.\n")
    assert not run(good).accepted
    (tmp_path / "polar_proof.v").unlink()
    assert not run(good).accepted


@needs_coqc
@pytest.mark.slow
def test_time_and_memory_are_limited() -> None:
    good = made("polar_plane")
    endless = good.proof.replace(
        "Theorem proof", "Lemma long : True. Proof. do 100000000 (assert (1 = 1) by reflexivity). exact I. Qed.\nTheorem proof", 1
    )
    kernel = judge(good, endless, timeout=6)
    assert not kernel.accepted and "time" in kernel.message


@needs_coqc
@pytest.mark.slow
def test_a_report_says_that_the_kernel_accepted(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = CliRunner().invoke(main, ["report", str(CLAIMS["polar_plane"]), "-o", str(page), "--certify", "--kernel"])
    assert result.exit_code == 0, result.output
    assert "engine + checker + kernel" in page.read_text(encoding="utf-8")


# -- without coqc --------------------------------------------------------------------------------------------------------
def test_the_axioms_printed_are_read_strictly() -> None:
    known = "Axioms:\nClassicalDedekindReals.sig_not_dec : forall P : Prop,\n                                       {~ ~ P} + {~ P}\n"
    assert _judge_axioms(known) == (True, ("ClassicalDedekindReals.sig_not_dec",), "")
    assert _judge_axioms("Closed under the global context\n") == (True, (), "")
    assert not _judge_axioms(known + "x_proof.unsound : False\n")[0]
    assert not _judge_axioms(known.replace("~ ~ P", "P"))[0]
    assert not _judge_axioms(known + "proof relies on an unsafe hierarchy\n")[0]
    assert not _judge_axioms("")[0]
    assert not _judge_axioms("Closed under the global context\nAxioms:\nx : False\n")[0]
    assert not _judge_axioms("Axioms:\nClassical_Prop.classic : False\n")[0]


def test_without_coqc_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    good = made("polar_plane")
    with pytest.raises(NoKernel, match="needs coqc on PATH"):
        judge(good, good.proof)


def test_what_cannot_be_exported_says_why() -> None:
    for name, why in (("graph_general", "undefined functions|cannot print"), ("gelu_curve", "erf"), ("schwarzschild_fronsdal", "integral")):
        with pytest.raises(CannotExport, match=why):
            made(name)
