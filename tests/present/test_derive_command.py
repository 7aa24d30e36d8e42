"""symgeo derive: what it writes and prints, its exit status, and what happens when something goes wrong."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from symgeo.claimfile import template
from symgeo.cli import main
from symgeo.present import pdf

SPHERE = template()
FAMILY = """
from symgeo import Chart, IsIsometric, Metric, SmoothMap, euclidean
title = "lines"
line = Chart("x")
x = line.symbols[0]
claims = {c: IsIsometric(SmoothMap(line, euclidean(1), [c*x]), Metric(line, [[1]])) for c in (1, 2)}
expect = {1: "proved", 2: "refuted"}
"""
FAILS = "import symgeo.present.derive as derive\ndef fail(*a, **k):\n    raise RuntimeError('boom')\nderive.derivation = fail\n"
HANGS = FAILS.replace("raise RuntimeError('boom')", "__import__('time').sleep(60)")
NEEDS_TEX = pytest.mark.skipif(shutil.which("lualatex") is None, reason="no lualatex (Debian: texlive-latex-recommended texlive-luatex)")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in."""
    (tmp_path / "proofs").mkdir()
    (tmp_path / "sphere.toml").write_text(SPHERE, encoding="utf-8")
    (tmp_path / "wrong.toml").write_text(SPHERE.replace("sin(theta)**2", "sin(theta)"), encoding="utf-8")
    (tmp_path / "bad.toml").write_text("title = 3\n", encoding="utf-8")
    (tmp_path / "proofs" / "family.py").write_text(FAMILY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["derive", *arguments], prog_name="symgeo")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("ending", ["tex", "md", "html", pytest.param("pdf", marks=NEEDS_TEX)])
def test_the_ending_says_the_format(here: Path, ending: str) -> None:
    result = call("sphere.toml", "-o", f"a.{ending}")
    assert result.exit_code == 0, result.output
    assert f"Written: a.{ending}" in result.output
    begin = {"tex": b"\\documentclass", "md": b"# ", "html": b"<!DOCTYPE html>", "pdf": b"%PDF"}[ending]
    assert (here / f"a.{ending}").read_bytes().startswith(begin)
    assert [f.name for f in here.iterdir() if f.name.startswith(".")] == []


def test_claims_stand_in_the_order_of_the_paths(here: Path) -> None:
    result = call("proofs", "sphere.toml", "-o", "a.tex", "--jobs", "2")
    assert result.exit_code == 0, result.output
    text = (here / "a.tex").read_text(encoding="utf-8")
    places = [
        text.index(f"\\label{{claim-{n}") for n in [line.split("claim-")[1][:10] for line in text.splitlines() if "\\label{claim-" in line]
    ]
    assert places == sorted(places) and len(places) == 3
    assert text.index("lines: 1") < text.index("lines: 2") < text.index("]{The sphere of radius")
    assert "3 claims: 2 proved, 1 refuted" in text


def test_the_same_file_in_every_run(here: Path) -> None:
    for name, jobs in (("a.html", "1"), ("b.html", "2")):
        call("sphere.toml", "proofs", "-o", name, "--jobs", jobs)
    assert (here / "a.html").read_bytes() == (here / "b.html").read_bytes()


def test_a_fragment(here: Path) -> None:
    assert call("sphere.toml", "-o", "a.tex", "--fragment").exit_code == 0
    text = (here / "a.tex").read_text(encoding="utf-8")
    assert text.startswith("% Lines of 32.5 em and less.") and "\\documentclass" not in text
    assert "needs a file that ends in .tex" in flat(call("sphere.toml", "-o", "a.md", "--fragment").output)


def test_with_certify_the_checker_is_named(here: Path) -> None:
    assert call("sphere.toml", "-o", "a.md", "--certify").exit_code == 0
    assert "Proved; accepted by the engine and the checker" in (here / "a.md").read_text(encoding="utf-8")


def test_unreadable_and_unexpected_claims_have_their_place_and_their_status(here: Path) -> None:
    result = call("wrong.toml", "-o", "a.html")
    assert result.exit_code == 1
    assert "<strong>Refuted claim.</strong>" in (here / "a.html").read_text(encoding="utf-8")
    result = call("bad.toml", "sphere.toml", "-o", "a.html")
    assert result.exit_code == 2
    assert "unreadable" in result.output
    assert "There is no derivation of this claim: bad.toml" in (here / "a.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ["tex", "md", "html"])
def test_where_the_derivation_fails_the_document_says_so(here: Path, ending: str) -> None:
    (here / "proofs" / "fails.py").write_text(FAILS + FAMILY, encoding="utf-8")
    result = call("proofs/fails.py::1", "-o", f"a.{ending}", "--jobs", "1")
    assert result.exit_code == 1
    assert "no derivation" in result.output and "RuntimeError" in result.output
    text = (here / f"a.{ending}").read_text(encoding="utf-8")
    assert "There is no derivation of this claim" in text and "Proved" in text and "boom" in text


def test_where_it_takes_too_long_too(here: Path) -> None:
    (here / "proofs" / "hangs.py").write_text(HANGS + FAMILY, encoding="utf-8")
    result = call("proofs/hangs.py::2", "-o", "a.md", "--timeout", "2")
    assert result.exit_code == 1
    text = (here / "a.md").read_text(encoding="utf-8")
    assert "Refuted" in text and "its derivation was not finished in time." in text


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("a.txt", "cannot write a.txt: needs a file that ends in .tex, .pdf, .md or .html, got '.txt'."),
        ("a", "got 'no ending'."),
        ("none/a.md", "and none is none. Make it first."),
        ("proofs", "got 'no ending'."),
    ],
)
def test_a_file_that_cannot_be_written_is_said_before_any_work(here: Path, file: str, message: str) -> None:
    result = call("sphere.toml", "-o", file)
    assert result.exit_code == 2
    assert message in flat(result.output)
    assert "claim" not in result.output.split("Error:")[1] or "1 claim" not in result.output


def test_without_tex_it_says_what_to_install_before_any_work(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    result = call("sphere.toml", "-o", "a.pdf")
    assert result.exit_code == 2
    assert "apt-get install texlive-latex-recommended texlive-luatex" in flat(result.output)
    assert "1 claim" not in result.output


@pytest.mark.skipif(os.name != "posix", reason="sends signals of POSIX")
@pytest.mark.parametrize("command", ["derive", "report"])
def test_an_interrupt_keeps_what_is_done(here: Path, command: str) -> None:
    (here / "proofs" / "hangs.py").write_text(HANGS + FAMILY, encoding="utf-8")
    arguments = [sys.executable, "-m", "symgeo", command, "sphere.toml", "proofs/hangs.py::1", "-o", "a.html", "--jobs", "2"]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    seen = [process.stdout.readline(), process.stdout.readline()]
    assert "proved" in seen[1]
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, (out, err)
    assert "Interrupted: a.html has the 1 claim answered so far." in err
    assert "Proved" in (here / "a.html").read_text(encoding="utf-8")
