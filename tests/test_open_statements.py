"""True and false statements that the engine is known to leave undecided: they must never be answered wrongly.

They are counted and printed. A statement that is decided, rightly, belongs into proofs/: move its file there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from symgeo import Undecided, verify
from symgeo.worker import read_proof

OPEN = sorted((Path(__file__).parent / "open").glob("*.py"))
TRUTH = {"proved", "refuted"}


@pytest.mark.parametrize("path", OPEN, ids=lambda p: p.stem)
def test_no_open_statement_is_answered_wrongly(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for key, stated in read_proof(str(path)).items():
        verdict = verify(stated.claim)
        assert stated.expect in TRUTH
        assert verdict.word in (stated.expect, "undecided"), f"{key}: {verdict}"
        with capsys.disabled():
            print(f"\n{path.stem} {key}: {verdict.word}" + (f" ({verdict.reason})" if isinstance(verdict, Undecided) else ""), end="")
