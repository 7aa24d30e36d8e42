"""Workers: a claim that hangs, dies or raises costs itself and nothing else, and the order is that of the paths."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from symgeo.claimfile import template
from symgeo.record import Record, blank
from symgeo.sweep import available_cores, sweep, targets

ROOT = Path(__file__).parents[1]
POSIX_ONLY = pytest.mark.skipif(os.name != "posix", reason="looks at processes and signals of POSIX")

GOOD = """
from symgeo import Chart, IsIsometric, Metric, SmoothMap, euclidean
title = "the line"
line = Chart("x")
f = SmoothMap(line, euclidean(1), [line.symbols[0]])
claim = IsIsometric(f, Metric(line, [[1]]))
expect = "proved"
"""
# Factoring an integer of 190 digits never comes back to Python.
HANGS = (
    GOOD
    + """
import flint
def hang():
    flint.fmpz(int("7" * 190)).factor()
object.__setattr__(claim, "obligations", hang)
"""
)
DEFECT = GOOD + "object.__setattr__(claim, 'obligations', lambda: 1 / 0)\n"


@pytest.fixture
def proofs(tmp_path: Path) -> Path:
    folder = tmp_path / "proofs"
    folder.mkdir()
    return folder


def put(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def answers(records: Iterator[Record]) -> list[tuple[str, str | None]]:
    return [(Path(r["path"]).name, r["verdict"]) for r in records]


def children(parent: int = os.getpid()) -> set[int]:
    """Processes that a process has started, zombies included."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.add(int(entry.name))
    return found


# -- which files -------------------------------------------------------------------------------------------------------
def test_folders_are_searched_and_sorted_and_python_is_taken_only_under_proofs(tmp_path: Path) -> None:
    for name in ("b.toml", "a/z.toml", "a/run.py", "proofs/one.py", "proofs/deep/two.py", "proofs/_helper.py", "proofs/x.toml"):
        path = tmp_path / "claims" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    (tmp_path / "claims" / "pyproject.toml").write_text("")
    (tmp_path / "claims" / ".venv").mkdir()
    (tmp_path / "claims" / ".venv" / "hidden.toml").write_text("")
    found = [Path(t.path).relative_to(tmp_path / "claims").as_posix() for t in targets([str(tmp_path / "claims")])]
    assert found == ["a/z.toml", "b.toml", "proofs/deep/two.py", "proofs/one.py", "proofs/x.toml"]
    assert [Path(t.path).name for t in targets([str(tmp_path / "claims/proofs")])] == ["two.py", "one.py", "x.toml"]
    assert [Path(t.path).name for t in targets([str(tmp_path / "claims/a")])] == ["z.toml"]


def test_a_folder_named_proofs_is_known_from_inside(proofs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(proofs / "one.py", GOOD)
    monkeypatch.chdir(proofs)
    assert [t.path for t in targets(["."])] == ["one.py"]


def test_files_are_taken_as_they_are_named() -> None:
    found = targets(["x/setup.py", "b.toml", "a.toml", "b.toml", "p.py::n = 2"])
    assert [(t.path, t.name) for t in found] == [
        ("x/setup.py", None),
        ("b.toml", None),
        ("a.toml", None),
        ("b.toml", None),
        ("p.py", "n = 2"),
    ]


def test_a_folder_without_claims_is_unreadable(tmp_path: Path) -> None:
    (record,) = sweep([str(tmp_path)])
    assert record["verdict"] == "error"
    assert "needs a folder with claims, found none" in (record["reason"] or "")


# -- what can go wrong -----------------------------------------------------------------------------------------------
def test_a_hang_a_death_and_an_exception_cost_only_themselves(proofs: Path) -> None:
    good = put(proofs / "a_good.py", GOOD)
    dies = put(proofs / "b_dies.py", GOOD + "import os\nos._exit(3)\n")
    hangs = put(proofs / "c_hangs.py", HANGS)
    raises = put(proofs / "d_raises.py", GOOD + "\n1/0\n")
    leaves = put(proofs / "e_leaves.py", GOOD + "\nraise SystemExit(0)\n")
    busy = put(proofs / "f_busy.py", "title = 'a loop'\nwhile True: pass\n")
    defect = put(proofs / "g_defect.py", DEFECT)
    last = put(proofs / "h_good.py", GOOD)
    start = time.perf_counter()
    records = list(sweep([good, dies, hangs, raises, leaves, busy, defect, last], jobs=2, timeout=3))
    assert time.perf_counter() - start < 30
    by = {Path(r["path"]).stem[2:]: r for r in records}
    assert [r["path"] for r in records] == [good, dies, hangs, raises, leaves, busy, defect, last]
    assert [r["verdict"] for r in records] == ["proved", "undecided", "undecided", "error", "error", "undecided", "undecided", "proved"]
    assert (by["dies"]["reason"] or "").startswith("crashed: ")
    assert "(exit status 3)" in (by["dies"]["reason"] or "")
    assert by["hangs"]["reason"] == "timeout: time ran out after 3 s"
    assert by["hangs"]["advice"] == "Raise the limit: --timeout SECONDS."
    assert by["hangs"]["title"] == "the line"
    assert by["hangs"]["as_expected"] is False
    assert by["raises"]["reason"] == f"{raises}:9: ZeroDivisionError: division by zero"
    assert by["leaves"]["reason"] == f"{leaves}:9: SystemExit: 0"
    assert by["busy"]["reason"] == "timeout: time ran out after 3 s"
    assert "the engine failed with ZeroDivisionError" in (by["defect"]["reason"] or "")
    assert all(set(r) == set(blank("")) for r in records)


@POSIX_ONLY
def test_no_process_is_left(proofs: Path) -> None:
    paths = [put(proofs / "good.py", GOOD), put(proofs / "hangs.py", HANGS)]
    before = children()
    assert answers(sweep(paths, jobs=2, timeout=2)) == [("good.py", "proved"), ("hangs.py", "undecided")]
    assert children() <= before


@POSIX_ONLY
def test_closing_early_ends_the_workers(proofs: Path) -> None:
    before = children()
    start = time.perf_counter()
    with closing(sweep([put(proofs / "good.py", GOOD), put(proofs / "hangs.py", HANGS)], jobs=2, timeout=60)) as records:
        assert next(records)["verdict"] == "proved"
    assert time.perf_counter() - start < 30
    assert children() <= before


@POSIX_ONLY
def test_what_a_proof_starts_ends_with_it(proofs: Path) -> None:
    mark = proofs / "child"
    text = (
        "import subprocess, sys\nchild = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(mark)!r}, 'w').write(str(child.pid))\nwhile True: pass\n"
    )
    assert answers(sweep([put(proofs / "p.py", text)], timeout=2)) == [("p.py", "undecided")]
    child = Path("/proc") / mark.read_text()
    for _ in range(50):
        if not child.exists() or (child / "stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the child of a proof outlived its worker")


def test_a_verdict_survives_a_hang_in_what_comes_after_it(proofs: Path) -> None:
    """The comparison with stronger relations may take the rest of the time; the verdict stands."""
    text = GOOD + (
        "import flint, symgeo.exact.verify as v\ndef hang(self):\n    flint.fmpz(int('7' * 190)).factor()\nv.Session.strongest = hang\n"
    )
    (record,) = sweep([put(proofs / "p.py", text)], timeout=2)
    assert (record["verdict"], record["strongest"], record["as_expected"]) == ("proved", None, True)


def test_what_a_proof_prints_and_reads_stays_out_of_the_answers(proofs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = "import os, sys\nprint('{\"kind\": \"done\"}')\nos.write(1, b'raw')\nprint(repr(sys.stdin.read()))\n" + GOOD
    assert answers(sweep([put(proofs / "p.py", text)])) == [("p.py", "proved")]
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "raw" in captured.err


# -- proofs with several claims ----------------------------------------------------------------------------------------
FAMILY = """
'''Scaled lines.'''
from symgeo import Chart, IsIsometric, Metric, SmoothMap, euclidean
reference = "none"
line = Chart("x")
x = line.symbols[0]
def scaled(c):
    return IsIsometric(SmoothMap(line, euclidean(1), [c*x]), Metric(line, [[1]]))
claims = {"c = 1": scaled(1), "c = 2": lambda: scaled(2), "c = -1": scaled(-1)}
expect = {"c = 1": "proved", "c = 2": "refuted", "c = -1": "proved"}
"""


def test_a_family_gives_a_record_for_each_claim_in_order(proofs: Path) -> None:
    family, good = put(proofs / "family.py", FAMILY), put(proofs / "z.py", GOOD)
    records = list(sweep([family, good], jobs=2))
    assert [r["path"] for r in records] == [f"{family}::c = 1", f"{family}::c = 2", f"{family}::c = -1", good]
    assert [r["title"] for r in records][:3] == ["Scaled lines: c = 1", "Scaled lines: c = 2", "Scaled lines: c = -1"]
    assert [r["verdict"] for r in records] == ["proved", "refuted", "proved", "proved"]
    assert all(r["as_expected"] for r in records)
    assert [r["factor"] for r in records] == ["1", "4", "1", "1"]


def test_one_claim_of_a_family_can_be_named(proofs: Path) -> None:
    family = put(proofs / "family.py", FAMILY)
    (record,) = sweep([f"{family}::c = 2"])
    assert (record["path"], record["verdict"], record["expect"]) == (f"{family}::c = 2", "refuted", "refuted")
    (record,) = sweep([f"{family}::c = 3"])
    assert record["verdict"] == "error"
    assert "It has c = 1, c = 2, c = -1." in (record["reason"] or "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = 1\n", "needs a module that defines claim or claims, found neither"),
        ("claim = 3\n", "claim: needs a claim such as IsIsometric(f, g), got int"),
        ("claims = []\n", "needs one claim or more, got an empty claims"),
        (GOOD + "expect = 'yes'\n", "expect: needs one of proved, refuted, undecided, got 'yes'"),
        ("def broken(:\n", ":1: SyntaxError: invalid syntax"),
        ("import no_such_module_anywhere\n", ":1: ModuleNotFoundError: No module named 'no_such_module_anywhere'"),
    ],
)
def test_a_proof_that_cannot_be_used_says_why(proofs: Path, text: str, reason: str) -> None:
    (record,) = sweep([put(proofs / "p.py", text)])
    assert record["verdict"] == "error"
    assert reason in (record["reason"] or "")
    assert "Traceback" not in (record["reason"] or "")


def test_nothing_is_imported_from_the_folder_of_the_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim file is data also where a module named like a library lies beside it."""
    mark = tmp_path / "was_run"
    for name in ("flint", "json", "symgeo", "sympy"):
        put(tmp_path / f"{name}.py", f"open({str(mark)!r}, 'w')\n")
    put(tmp_path / "a.toml", template())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [p for p in sys.path if p])
    assert answers(sweep(["a.toml"])) == [("a.toml", "proved")]
    assert not mark.exists()


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf")])
def test_a_limit_that_is_none_is_refused(timeout: float) -> None:
    with pytest.raises(ValueError, match="needs a positive number"):
        next(sweep([], timeout=timeout))


def test_progress_counts_up_to_all(proofs: Path) -> None:
    seen: list[tuple[int, int]] = []
    records = list(sweep([put(proofs / "family.py", FAMILY)], on_progress=lambda done, total: seen.append((done, total))))
    assert len(records) == 3
    assert seen[-1] == (3, 3)


def test_there_is_a_core() -> None:
    assert available_cores() >= 1


# -- interrupts --------------------------------------------------------------------------------------------------------
# A process started in the background may ignore Ctrl-C, and its children then do too.
LISTENING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from symgeo.cli import main; main(prog_name='symgeo')"


@POSIX_ONLY
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "terminate"])
@pytest.mark.parametrize("flags", [(), ("--json",)], ids=["table", "json"])
def test_an_interrupt_leaves_what_is_done_and_no_process(proofs: Path, sent: int, status: int, flags: tuple[str, ...]) -> None:
    paths = [put(proofs / "a.py", GOOD), put(proofs / "b.py", HANGS), put(proofs / "c.py", GOOD)]
    output = proofs / "output"
    with output.open("w") as stream:
        run = subprocess.Popen(
            [sys.executable, "-c", LISTENING, "verify", *paths, "--jobs", "2", *flags],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=stream,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
    with run:
        for _ in range(200):
            time.sleep(0.1)
            if "proved" in output.read_text():
                break
        # c comes after b in the order, and is done while b hangs.
        time.sleep(2)
        workers = children(run.pid)
        start = time.perf_counter()
        run.send_signal(sent)
        err = run.communicate(timeout=20)[1]
    assert time.perf_counter() - start < 5
    assert run.returncode == status, err
    assert "Traceback" not in err
    assert "Interrupted: 2 answered." in err
    assert workers
    assert not [p for p in workers if Path(f"/proc/{p}").exists()]
    text = output.read_text()
    if flags:
        assert [Path(r["path"]).name for r in json.loads(text)] == ["a.py", "c.py"]
    else:
        assert text.count("proved") == 3  # two rows and the summary
