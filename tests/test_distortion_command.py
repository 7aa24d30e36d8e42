"""symgeo distortion: enclosures on the command line, and new relations in claim files."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from symgeo import ClaimFileError, DistortionWithin, IsRiemannianSubmersion
from symgeo.claimfile import read_claim_text, to_text
from symgeo.cli import main
from symgeo.commands.templates import claim_template

MERCATOR = claim_template("distortion")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def mercator(tmp_path: Path) -> str:
    path = tmp_path / "mercator.toml"
    path.write_text(MERCATOR)
    return str(path)


def test_a_sentence_that_people_understand(mercator: str) -> None:
    result = call("distortion", mercator)
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[1].startswith("smallest stretch  in [0.99999")
    assert lines[2].startswith("largest stretch   in [1.99999")
    assert lines[3].startswith("No length shrinks to less than 0.9999")
    assert "none grows to more than 2.0000001 times itself; distortion ratio about 2." in lines[3]


def test_a_box_narrows_the_domain(mercator: str) -> None:
    found = json.loads(call("distortion", mercator, "--box", "-pi/4 < phi < pi/4", "--budget", "200", "--json").output)
    assert found["schema"] == "symgeo-distortion/1"
    low, high = (Fraction(found["largest"][k]) for k in ("low", "high"))
    assert low**2 <= 2 <= high**2
    assert high - low < Fraction(1, 10**6)
    assert set(found) == {"path", "title", "box", "schema", "smallest", "largest", "ratio", "sentence"}
    assert set(found["smallest"]) == {"low", "high", "point", "vector"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--box", "z < 1"], "the name z is not declared"),
        (["--box", "phi <= 1"], "--box 'phi <= 1'"),
        (["--box", "2 < phi < 3"], "empty domain"),
    ],
)
def test_a_box_that_is_none(mercator: str, arguments: list[str], words: str) -> None:
    result = call("distortion", mercator, *arguments)
    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output


def test_what_has_no_distortion(tmp_path: Path) -> None:
    path = tmp_path / "metric.toml"
    path.write_text(claim_template("riemannian"))
    result = call("distortion", str(path))
    assert result.exit_code == 2
    assert "needs a claim about a map and a metric on its source" in result.output
    assert call("distortion", str(tmp_path)).exit_code == 2
    path.write_text(MERCATOR.replace("-pi/3 < phi < pi/3", "-pi/2 < phi < pi/2").replace('"-pi < theta < pi", ', ""))
    assert "and none grows" not in call("distortion", str(path)).output


def test_claim_files_state_bounds() -> None:
    file = read_claim_text(MERCATOR)
    assert isinstance(file.claim, DistortionWithin)
    assert (str(file.claim.lower), str(file.claim.upper)) == ("1", "4")
    assert read_claim_text(to_text(file)).claim == file.claim
    assert isinstance(read_claim_text(claim_template("riemannian-submersion")).claim, IsRiemannianSubmersion)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('relation = "distortion"', 'relation = "isometric"', "claim.lower: does not belong to the relation isometric"),
        ('lower = "1"', 'lower = "phi"', "needs one number for all points"),
        ('lower = "1"', 'lower = "z"', "claim.lower: column 1"),
    ],
)
def test_bounds_that_are_none(before: str, after: str, words: str) -> None:
    with pytest.raises(ClaimFileError, match=words):
        read_claim_text(MERCATOR.replace(before, after))
    both = "\n".join(line for line in MERCATOR.splitlines() if not line.startswith(("lower", "upper")))
    with pytest.raises(ClaimFileError, match="needs lower, upper, or both"):
        read_claim_text(both)


@pytest.mark.parametrize("relation", ["distortion", "riemannian-submersion"])
def test_evidence_is_refused_in_words(tmp_path: Path, relation: str) -> None:
    path = tmp_path / "claim.toml"
    path.write_text(claim_template(relation))
    for command, words in (("certify", "cannot certify a claim of kind"), ("rocq", "cannot export a claim of kind")):
        result = call(command, str(path), "-o", str(tmp_path / command))
        assert words in " ".join(result.output.split())
        assert "the engine failed" not in result.output
    for command in (["derive", str(path), "-o", str(tmp_path / "out.md")], ["show", str(path)], ["verify", "--certify", str(path)]):
        result = call(*command)
        assert "Traceback" not in result.output
        assert "the engine failed" not in " ".join(result.output.split())
