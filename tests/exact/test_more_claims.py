"""A second collection of claims, made to break the engine. No verdict may be wrong; what stays undecided is counted and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from symgeo.claimfile import read_claim_file
from symgeo.exact.verify import Session

FOLDER = Path(__file__).parent.parent / "more_claims"
FAMILIES = sorted(p.name for p in FOLDER.iterdir())
#: Claims that take more than a few seconds today; they are run by the long tests.
SLOW = {"trap_cos_pi17", "trap_nest3", "trap_nest2", "trap_nest2b", "inf_langevin", "inf_vmf_cos", "trap_cos_pi15", "trap_asin_2x_b"}
#: How many of each family may stay undecided: what is decided must stay so.
UNDECIDED = {"traps": 58, "trap": 14, "curvature": 3}


@pytest.mark.parametrize("family", FAMILIES)
def test_no_verdict_is_wrong(family: str, capsys: pytest.CaptureFixture[str]) -> None:
    undecided = []
    for path in sorted((FOLDER / family).glob("*.toml")):
        if path.stem in SLOW:
            continue
        claim = read_claim_file(path)
        word = Session(claim.claim).verdict().word
        assert word in (claim.expect, "undecided"), f"{path.name}: {word}, but the truth is {claim.expect}"
        # Beside most traps that undo a condition stands a claim that keeps it.
        assert word == "proved" or not path.stem.endswith("_true"), f"{path.name}: {word}"
        if word == "undecided" and claim.expect != "undecided":
            undecided.append(path.stem)
    with capsys.disabled():
        if undecided:
            print(f"\n{family}: undecided {', '.join(undecided)}")
    assert len(undecided) <= UNDECIDED.get(family, 12)
