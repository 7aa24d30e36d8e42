"""The command line: what it prints, and its exit status."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from symgeo import __version__
from symgeo.claimfile import RELATIONS, template
from symgeo.cli import COMMANDS, main
from symgeo.commands.table import details, finding, verdict_word
from symgeo.record import Record, blank, code_of, exit_status, judged, summary

CLAIMS = Path(__file__).parent / "claims"
SPHERE = template()


def call(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments), prog_name="symgeo")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return result


def put(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def record(**changes: Any) -> Record:
    found = blank("a.toml")
    found.update(changes)  # type: ignore[typeddict-item]
    return judged(found)


@pytest.fixture
def mixed(tmp_path: Path) -> dict[str, str]:
    """One claim of each kind of answer."""
    return {
        "proved": put(tmp_path / "a_proved.toml", SPHERE),
        "wrong": put(tmp_path / "b_wrong.toml", SPHERE.replace('expect = "proved"', 'expect = "refuted"')),
        "refuted": put(tmp_path / "c_refuted.toml", SPHERE.replace("sin(theta)**2", "sin(theta)").replace('"proved"', '"refuted"', 1)),
        "scaled": put(
            tmp_path / "d_scaled.toml", SPHERE.replace('metric = [["a**2"', 'metric = [["4*a**2"').replace('"a**2*s', '"4*a**2*s')
        ),
        "bad": put(tmp_path / "e_bad.toml", "title = 3\n"),
        "silent": put(tmp_path / "f_silent.toml", "\n".join(line for line in SPHERE.splitlines() if not line.startswith("expect"))),
    }


# -- the group ---------------------------------------------------------------------------------------------------------
def test_help_teaches() -> None:
    result = call("--help")
    assert result.exit_code == 0
    for name in COMMANDS:
        assert f"symgeo {name}" in result.output, "an example of each command"
    assert "Exit status: 0 every claim as expected" in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_an_example(name: str) -> None:
    result = call(name, "--help")
    assert result.exit_code == 0
    assert result.output.count(f"symgeo {name}") >= 2


def test_version() -> None:
    assert call("--version").output == f"symgeo {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["verfy", "x"], "No such command 'verfy'. Did you mean verify?"),
        (["qqq"], "The commands are verify, show, new, certify, check, rocq, derive, report, plot, distortion, explain."),
        (["verify"], "Missing argument 'PATH...'"),
        (["verify", "--jsn", "x"], "No such option"),
        (["verify", "--jobs", "0", "x"], "Invalid value for '--jobs'"),
        (["verify", "--timeout", "0", "x"], "Invalid value for '--timeout'"),
        (["verify", "--timeout", "nan", "x"], "needs a number of seconds, got nan"),
        (["verify", "--timeout", "soon", "x"], "'soon' is not a valid float"),
        (["explain", "not_reducd"], "there is no such code. Did you mean not_reduced?"),
        (["new", "--relation", "isometrc"], "Did you mean isometric?"),
        (["show", "tests"], "needs one claim file or proof, got a folder"),
    ],
)
def test_bad_usage_is_said_and_has_status_2(arguments: list[str], message: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in result.output


# -- verify ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["proved"], 0),
        (["refuted", "proved", "silent"], 0),
        (["proved", "wrong"], 1),
        (["scaled"], 1),
        (["bad"], 2),
        (["wrong", "bad", "proved"], 2),
    ],
)
@pytest.mark.parametrize("flags", [[], ["--json"]], ids=["table", "json"])
def test_exit_status(mixed: dict[str, str], names: list[str], status: int, flags: list[str]) -> None:
    assert call("verify", *(mixed[n] for n in names), *flags).exit_code == status


def test_json_has_every_key_in_the_order_of_the_paths(mixed: dict[str, str]) -> None:
    order = ["scaled", "bad", "proved", "silent", "refuted"]
    result = call("verify", *(mixed[n] for n in order), "--json", "--jobs", "2")
    rows = json.loads(result.output)
    assert [r["path"] for r in rows] == [mixed[n] for n in order]
    assert all(list(r) == list(blank("")) for r in rows)
    by = dict(zip(order, rows, strict=True))
    assert by["proved"] == {
        "schema": 1,
        "path": mixed["proved"],
        "title": "The sphere of radius a in spherical coordinates",
        "relation": "isometric",
        "verdict": "proved",
        "strongest": "isometric",
        "factor": "1",
        "witness": None,
        "reason": None,
        "advice": None,
        "accepted_by": ["engine"],
        "seconds": by["proved"]["seconds"],
        "expect": "proved",
        "as_expected": True,
    }
    assert (by["silent"]["expect"], by["silent"]["as_expected"]) == (None, None)
    assert (by["bad"]["verdict"], by["bad"]["relation"], by["bad"]["as_expected"]) == ("error", None, None)
    assert by["bad"]["reason"].startswith(f"{mixed['bad']}: ")
    assert (by["scaled"]["strongest"], by["scaled"]["factor"]) == ("homothetic", "1/4")
    assert by["scaled"]["as_expected"] is False
    witness = by["refuted"]["witness"]
    assert set(witness) == {"kind", "points", "component", "statement", "pulled_back", "declared"}
    assert witness["kind"] == "unequal"
    assert set(witness["points"][0]) == {"theta", "phi", "a"}
    assert all(re.fullmatch(r"-?\d+(/\d+)?", v) for v in witness["points"][0].values())
    assert witness["component"] == [1, 1]
    assert by["refuted"]["reason"] is None


@pytest.mark.parametrize(
    ("relation", "verdict", "strongest", "factor"),
    [("homothetic", "proved", "isometric", "1"), ("conformal", "proved", "isometric", "1"), ("immersion", "proved", None, None)],
)
def test_strongest_is_of_the_three_relations_only(tmp_path: Path, relation: str, verdict: str, strongest: str, factor: str) -> None:
    path = put(tmp_path / "a.toml", SPHERE.replace('relation = "isometric"', f'relation = "{relation}"'))
    (row,) = json.loads(call("verify", path, "--json").output)
    assert (row["verdict"], row["strongest"], row["factor"]) == (verdict, strongest, factor)


def test_a_domain_proved_empty_is_an_error(tmp_path: Path) -> None:
    path = put(tmp_path / "a.toml", SPHERE.replace('"theta < pi"', '"theta < -1"'))
    result = call("verify", path, "--json")
    (row,) = json.loads(result.output)
    assert result.exit_code == 2
    assert row["verdict"] == "error"
    assert "empty domain" in row["reason"]
    assert row["reason"].startswith(path)


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "é".encode("latin-1"),
        "[" * 100_000,
        SPHERE.replace('"a*cos(theta)"', "\"__import__('os')\""),
        SPHERE.replace('"a*cos(theta)"', '"9**9**9**9"'),
        SPHERE.replace('"a*cos(theta)"', f'"{"sin(" * 1000}"'),
        "x" * 10_000_000,
    ],
    ids=["NUL", "latin-1", "nested", "import", "tower", "sin(", "10 MB"],
)
def test_bad_files_are_unreadable_and_the_others_go_on(tmp_path: Path, text: str | bytes) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_bytes(text if isinstance(text, bytes) else text.encode())
    good = put(tmp_path / "good.toml", SPHERE)
    result = call("verify", str(bad), good, "--json")
    rows = json.loads(result.output)
    assert result.exit_code == 2
    assert [r["verdict"] for r in rows] == ["error", "proved"]
    assert rows[0]["reason"].startswith(f"{bad}: ")


def test_a_missing_path_is_unreadable(tmp_path: Path) -> None:
    result = call("verify", str(tmp_path / "none.toml"))
    assert result.exit_code == 2
    assert "needs a regular file, got nothing at this path" in " ".join(result.output.split())


def test_the_table_says_what_matters(mixed: dict[str, str]) -> None:
    lines = call("verify", *mixed.values()).output.splitlines()
    assert lines[0].split() == ["verdict", "relation", "strongest,", "factor", "seconds", "claim"]
    column = lines[0].index("claim")
    assert [line[:11].strip() for line in lines[1:7]] == ["proved", "proved !", "refuted", "refuted !", "error !", "proved"]
    assert lines[1][column:] == "The sphere of radius a in spherical coordinates"
    assert "homothetic, factor 1/4" in lines[4]
    text = "\n".join(lines[7:])
    assert "Expected: refuted." in text
    assert "(f*h)[1,1] is" in text
    assert "More: symgeo explain unequal" in text
    assert mixed["scaled"] in text
    assert mixed["proved"] not in text, "what is as expected needs no more words"
    assert re.fullmatch(r"6 claims: 3 proved, 2 refuted, 1 unreadable; 3 as expected \(\d+\.\d s\)", lines[-1])


def test_no_progress_and_no_colours_in_a_pipe(mixed: dict[str, str], python: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    run = python("-m", "symgeo", "verify", *mixed.values())
    assert run.stderr == ""
    assert "\x1b" not in run.stdout


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("no_color", ["", "1"], ids=["colour", "NO_COLOR"])
def test_on_a_terminal_lines_fit_and_colours_can_be_off(mixed: dict[str, str], columns: int, no_color: str) -> None:
    import fcntl
    import pty
    import struct
    import termios

    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    # COLUMNS would win over the terminal's own width.
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "FORCE_COLOR", "CI")} | {"TERM": "xterm-256color"}
    root = Path(__file__).parents[1]
    with subprocess.Popen(
        [sys.executable, "-m", "symgeo", "verify", *mixed.values()],
        stdin=subprocess.DEVNULL,
        stdout=child,
        stderr=child,
        cwd=root,
        env={**env, **({"NO_COLOR": no_color} if no_color else {})},
    ):
        os.close(child)
        output = b""
        while True:
            try:
                chunk = os.read(parent, 65536)
            except OSError:  # the other end is closed
                break
            if not chunk:
                break
            output += chunk
    os.close(parent)
    text = output.decode()
    assert "verifying" in text, "progress"
    assert bool(re.search(r"\x1b\[[0-9;]*3[0-9]", text)) is not bool(no_color)
    rows = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r", "\n").splitlines()
    table = [r.rstrip() for r in rows if r.startswith(("proved ", "refuted "))]
    assert len(table) >= 5
    assert max(map(len, table)) <= columns


def test_a_title_cannot_steer_the_terminal() -> None:
    lines = details(record(verdict="undecided", reason="sign: \x1b[2J", advice="x"))
    assert lines[0] == "sign: \\x1b[2J"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"relation": "isometric", "strongest": "isometric", "factor": "1"}, ""),
        ({"relation": "conformal", "strongest": "isometric", "factor": "1"}, "isometric"),
        ({"relation": "homothetic", "strongest": "homothetic", "factor": "4"}, "factor 4"),
        ({"relation": "isometric", "strongest": "conformal", "factor": "x**2"}, "conformal, factor x**2"),
        ({"relation": "isometric", "strongest": "none"}, "not conformal"),
        ({"relation": "conformal", "strongest": "none"}, ""),
        ({"relation": "immersion"}, ""),
    ],
)
def test_findings(changes: dict[str, Any], words: str) -> None:
    assert finding(record(**changes)) == words


def test_records_amount_to_a_status_and_a_sentence() -> None:
    proved, refuted = record(verdict="proved"), record(verdict="refuted", expect="refuted")
    undecided = record(verdict="undecided", reason="sign: not known", expect="undecided")
    error, wrong = record(verdict="error", reason="?"), record(verdict="proved", expect="refuted")
    assert exit_status([proved, refuted, undecided]) == 0
    assert exit_status([proved, wrong]) == 1
    assert exit_status([record(verdict="undecided")]) == 1
    assert exit_status([wrong, error]) == 2
    assert summary([proved, refuted, undecided, wrong]) == "4 claims: 2 proved, 1 refuted, 1 undecided; 3 as expected"
    assert summary([]) == "0 claims: none; 0 as expected"
    assert (verdict_word(proved), verdict_word(wrong)) == ("proved", "proved !")
    assert [code_of(r) for r in (proved, undecided, error)] == [None, "sign", "SG105"]


def test_a_reader_that_goes_away_is_no_traceback(python: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    script = f"{sys.executable} -m symgeo verify tests/claims/sphere | head -n 1"
    run = subprocess.run(["bash", "-c", script], cwd=CLAIMS.parents[1], capture_output=True, encoding="utf-8", check=False)
    assert "Traceback" not in run.stderr
    assert run.stdout.startswith("verdict")


# -- new, show -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("relation", RELATIONS)
def test_each_new_claim_is_proved_as_it_stands_and_can_be_shown(tmp_path: Path, relation: str) -> None:
    path = tmp_path / "claim.toml"
    assert call("new", str(path), "--relation", relation).exit_code == 0
    (row,) = json.loads(call("verify", str(path), "--json").output)
    assert (row["relation"], row["verdict"], row["as_expected"]) == (relation, "proved", True)
    shown = call("show", str(path))
    assert shown.exit_code == 0
    assert f"{relation}: " in shown.output
    assert "source       (" in shown.output


def test_new_does_not_overwrite_unless_told_to(tmp_path: Path) -> None:
    path = tmp_path / "claim.toml"
    path.write_text("mine")
    result = call("new", str(path))
    assert result.exit_code == 2
    assert "it is there already. Choose another name, or overwrite it with --force." in result.output
    assert path.read_text() == "mine"
    assert call("new", str(path), "--force").exit_code == 0
    assert path.read_text() == template()
    assert call("new").output == template()
    result = call("new", str(tmp_path / "no" / "folder.toml"))
    assert result.exit_code == 2
    assert "No such file or directory" in result.output


def test_show_prints_chart_metric_and_pullback(tmp_path: Path) -> None:
    result = call("show", put(tmp_path / "a.toml", SPHERE))
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    for line in (
        "The sphere of radius a in spherical coordinates",
        "claim isometric: f*h = g (expected: proved)",
        "source (theta, phi)",
        "parameters a positive",
        "map f y1 = a*sin(theta)*cos(phi)",
        "target (y1, y2, y3), flat, all signs +",
        "metric g g[theta, theta] = a**2",
    ):
        assert line in lines
    start = next(i for i, line in enumerate(lines) if line.startswith("pullback f*h[theta, theta] = "))
    assert "= a**2" in lines[start:]


def test_show_says_why_it_cannot(tmp_path: Path) -> None:
    result = call("show", put(tmp_path / "a.toml", "x"))
    assert result.exit_code == 2
    assert "Error: " in result.output
    folder = tmp_path / "proofs"
    folder.mkdir()
    result = call("show", put(folder / "a.py", "while True: pass"), "--timeout", "1")
    assert result.exit_code == 2
    assert "no answer within 1 s" in result.output
