"""What is written for people holds: README and pages run, and nothing that they name is missing."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from symgeo import errors
from symgeo.claimfile import read_claim_text, template
from symgeo.cli import COMMANDS, main
from symgeo.errors import SymgeoError
from symgeo.evidence.certificate import certificate, dumps
from symgeo.evidence.rocq.errors import CannotExport
from symgeo.exact.verdict import REASONS, Proved, Refuted
from symgeo.exact.verify import verify
from symgeo.explain import KINDS, codes, heading, page
from symgeo.geometry.claims import Claim
from symgeo.present.pdf import TeXError
from symgeo.present.pictures.sample import CannotDraw

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = codes()
WITNESSES = ("unequal", "undefined", "not-c1", "rank", "two-factors", "not-proportional", "outside-target", "stretch")
ANSWERS = ("accepted", "rejected", "cannot_replay", "not_exported", "not_accepted")
ERRORS = [*(e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, SymgeoError)), CannotExport, CannotDraw, TeXError]
PAGES_OF_DOCS = sorted((ROOT / "docs").glob("*.md"))


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def run_doctest(text: str, name: str) -> int:
    """Run the examples of a text, each seeing those before it; how many there are."""
    test = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    output: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=output.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(output)
    return len(test.examples)


# -- README ----------------------------------------------------------------------------------------------------------
def test_the_readme_runs() -> None:
    assert run_doctest("\n".join(blocks(README, "pycon")), "README.md") > 10


@pytest.mark.parametrize("path", PAGES_OF_DOCS, ids=lambda p: p.stem)
def test_the_examples_of_a_page_run(path: Path) -> None:
    run_doctest("\n".join(blocks(path.read_text(encoding="utf-8"), "pycon")), path.name)


def test_a_readme_that_is_wrong_is_noticed() -> None:
    with pytest.raises(AssertionError):
        run_doctest(">>> 1 + 1\n3\n", "wrong")


def test_the_readmes_claim_is_the_template_and_is_proved() -> None:
    (text,) = blocks(README, "toml")
    claim = read_claim_text(text)
    assert isinstance(verify(claim.claim), Proved)
    assert claim.raw == read_claim_text(template()).raw


def test_the_readme_has_two_commands_of_one_line_and_ci_takes_them_from_there() -> None:
    commands = [line for block in blocks(README, "sh") for line in block.splitlines()]
    assert len(commands) == 2
    assert commands[0].endswith(".venv/bin/symgeo verify proofs/")
    assert "pytest" in commands[1]
    for command in commands:
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
    tests = [line.strip() for line in script.splitlines() if "pytest" in line]
    assert tests == [".venv/bin/python -m pytest -q tests/evidence/test_rocq_kernel.py"], "the test command stands in the README only"


def test_the_readme_names_every_command_relation_and_option() -> None:
    from symgeo.claimfile import RELATIONS

    for name in (*COMMANDS, *RELATIONS, "--json", "--jobs N", "--timeout SECONDS"):
        assert name in README
    output = CliRunner().invoke(main, ["verify", "--help"]).output
    for option in ("--json", "--jobs", "--timeout"):
        assert option in output


def test_local_links_lead_somewhere() -> None:
    for file in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *PAGES_OF_DOCS):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text(encoding="utf-8")):
            assert (file.parent / target).exists(), f"{file.name}: {target}"


def test_the_readme_leads_to_every_page() -> None:
    assert {f"docs/{file.name}" for file in PAGES_OF_DOCS} <= set(re.findall(r"\]\(([^)#]+)", README))


def test_the_example_of_contributing_is_a_proof(tmp_path: Path) -> None:
    (text,) = blocks((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), "python")
    names: dict[str, object] = {}
    exec(compile(text, "CONTRIBUTING.md", "exec"), names)
    claim = names["claim"]
    assert hasattr(claim, "obligations")
    assert isinstance(verify(claim), Proved)


# -- docs ------------------------------------------------------------------------------------------------------------
CERTIFICATES = (ROOT / "docs" / "certificates.md").read_text(encoding="utf-8")
TRUST = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")


def example(claim: str = "") -> dict[str, Any]:
    return certificate(verify(read_claim_text(claim or template()).claim))


def test_the_page_about_certificates_names_every_field_and_rule() -> None:
    from symgeo.evidence.check.replay import FORMAT

    assert f"`{FORMAT}`" in CERTIFICATES
    refuted = example(template().replace("sin(theta)**2", "sin(theta)"))
    names = {*example(), *refuted, *refuted["witness"], *example()["claim"], *example()["claim"]["f"], *example()["claim"]["f"]["source"]}
    names |= {*example()["domains"][0], *example()["fields"][0], "cannot", "example", "cut"}
    source = "".join(f.read_text(encoding="utf-8") for f in sorted((ROOT / "symgeo" / "evidence" / "check").glob("*.py")))
    names |= {kind.replace("_", "-") for kind in re.findall(r"def by_(\w+)\(", source)} - {"growth"}
    names |= set(re.findall(r"def equal_by_(\w+)\(", source))
    missing = sorted(name for name in names if f"`{name}`" not in CERTIFICATES)
    assert not missing


def test_the_page_about_trust_has_three_lists_and_commands_that_work(tmp_path: Path) -> None:
    assert re.findall(r"^## (.*)$", TRUST, re.MULTILINE)[:3] == ["The engine", "The checker", "The kernel"]
    shell = "".join(blocks(TRUST, "sh"))
    assert "-m check" in shell
    assert "coq libcoq-coquelicot libcoq-interval" in shell
    # The commands for the checker, as they stand there.
    checker = next(block for block in blocks(TRUST, "sh") if "-m check" in block)
    (tmp_path / "symgeo").symlink_to(ROOT / "symgeo")
    (tmp_path / "sphere.json").write_text(dumps(example()), encoding="utf-8")
    run = subprocess.run(
        ["bash", "-ec", checker.replace("python3", sys.executable)], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("sphere.json: accepted\n    proved: isometric\n")


# -- pages -----------------------------------------------------------------------------------------------------------
def test_each_reason_witness_answer_and_error_has_a_page() -> None:
    assert set(codes("reason")) == set(REASONS)
    assert set(codes("witness")) == set(WITNESSES)
    assert set(codes("answer")) == set(ANSWERS)
    assert set(codes("error")) == {e.code for e in ERRORS}
    assert len({e.code for e in ERRORS}) == len(ERRORS)
    assert set(PAGES) == set(REASONS) | set(WITNESSES) | set(ANSWERS) | {e.code for e in ERRORS}


@pytest.mark.parametrize("code", PAGES)
def test_a_page_says_what_why_an_example_and_what_to_do(code: str) -> None:
    text = page(code)
    assert text.startswith(f"# {code}: ")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["What it means", "Why", "Example", "What to do"]
    assert all(len(part.split()) >= 5 for part in re.split(r"^## .*$", text, flags=re.MULTILINE)[1:])
    assert heading(code)


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: e.__name__)
def test_the_page_of_an_error_names_it_and_its_example_runs(error: type[SymgeoError]) -> None:
    text = page(error.code)
    assert f"`{error.__name__}" in text
    for block in blocks(text, "pycon"):
        assert run_doctest(block, error.code)


@pytest.mark.parametrize("kind", WITNESSES)
def test_the_example_of_a_witness_is_refuted_by_one(kind: str) -> None:
    (text,) = blocks(page(kind), "toml")
    claim: Claim = read_claim_text(text).claim
    verdict = verify(claim)
    assert isinstance(verdict, Refuted), verdict
    assert verdict.witness.kind == kind


@pytest.mark.parametrize("code", PAGES)
def test_explain_prints_the_page(code: str) -> None:
    for spelling in (code, code.upper(), code.replace("_", "-"), code.replace("-", "_")):
        result = CliRunner().invoke(main, ["explain", spelling])
        assert (result.exit_code, result.output) == (0, page(code))


def test_explain_lists_all_codes() -> None:
    output = CliRunner().invoke(main, ["explain"]).output
    for words in KINDS.values():
        assert f"{words}:" in output
    for code in PAGES:
        assert f"  {code} " in output
