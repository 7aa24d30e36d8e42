"""Every theorem of proofs/: its verdict is as expected, and the evidence for it is the same in a second run and in another process."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest

from symgeo import AgreeOnOverlap, verify
from symgeo.evidence.certificate import certificate, dumps
from symgeo.geometry.claims import Claim
from symgeo.worker import Stated, read_proof

ROOT = Path(__file__).parents[1]
PROOFS = sorted((ROOT / "proofs").rglob("*.py"))

#: What an author of proofs/ may not leave out.
NAMES = {"title", "reference", "expect"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "proofs").with_suffix("").as_posix()


def evidence(stated: Stated) -> str:
    return dumps(certificate(verify(stated.claim)))


@pytest.mark.parametrize("path", PROOFS, ids=name_of)
def test_the_verdicts_are_as_expected_twice(path: Path) -> None:
    for key, stated in read_proof(str(path)).items():
        verdict = verify(stated.claim)
        assert verdict.word == stated.expect, f"{key}: {verdict}"
        # A second run starts from nothing: no verdict is remembered from one call to the next.
        assert dumps(certificate(verdict)) == evidence(stated), key


@pytest.mark.parametrize("path", PROOFS, ids=name_of)
def test_a_proof_reads_like_a_theorem(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statement, _, why = (ast.get_docstring(tree) or "").partition("\n\n")
    assert "\n" not in statement, "the first line is the statement, in one sentence"
    assert statement.endswith(".")
    assert len(why) > 40, "a paragraph says why it is true, or what it means"
    defined = {t.id for node in tree.body if isinstance(node, ast.Assign) for t in node.targets if isinstance(t, ast.Name)}
    assert defined >= NAMES
    assert len(defined & {"claim", "claims"}) == 1


def test_a_proof_that_claims_too_much_is_noticed(tmp_path: Path) -> None:
    text = (ROOT / "proofs" / "spheres" / "sphere_is_not_flat.py").read_text(encoding="utf-8")
    folder = tmp_path / "proofs"
    folder.mkdir()
    wrong = folder / "sphere_is_flat.py"
    wrong.write_text(text.replace('expect = "refuted"', 'expect = "proved"'), encoding="utf-8")
    with pytest.raises(AssertionError, match="refuted"):
        test_the_verdicts_are_as_expected_twice(wrong)


def test_there_are_theorems_of_every_kind() -> None:
    stated = [s for path in PROOFS for s in read_proof(str(path)).values()]
    assert len(PROOFS) >= 45
    assert len({path.parent for path in PROOFS}) >= 9
    assert {s.expect for s in stated} == {"proved", "refuted"}
    assert {type(s.claim) for s in stated} >= {c for c in get_args(Claim) if isinstance(c, type)} - {AgreeOnOverlap}  # that one by AllHold


SAMPLE = ["surfaces/torus_isothermal.py", "spheres/two_stereographic_charts.py", "learning/layer_norm.py", "information/categorical.py"]
IN_ANOTHER_PROCESS = """
import hashlib, sys
from symgeo import AgreeOnOverlap, verify
from symgeo.evidence.certificate import certificate, dumps
from symgeo.geometry.claims import Claim
from symgeo.worker import read_proof
for path in sys.argv[1:]:
    for key, stated in read_proof(path).items():
        print(key, hashlib.sha256(dumps(certificate(verify(stated.claim))).encode()).hexdigest())
"""


def test_the_evidence_does_not_depend_on_the_process(python) -> None:
    paths = [str(ROOT / "proofs" / p) for p in SAMPLE]
    first, second = (python("-c", IN_ANOTHER_PROCESS, *paths, env={"PYTHONHASHSEED": seed}) for seed in ("1", "2"))
    assert first.returncode == 0, first.stderr
    assert first.stdout
    assert first.stdout == second.stdout
