"""certify, check, rocq and verify --certify: what they write and print, their exit status, and what happens when something goes wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from symgeo.claimdata import difference, document
from symgeo.claimfile import read_claim_text, template
from symgeo.cli import main
from symgeo.commands.running import Folder
from symgeo.commands.templates import claim_template
from symgeo.evidence.check import check_text
from symgeo.evidence.check.__main__ import main as standalone
from symgeo.evidence.check.claims import read_claim
from symgeo.naming import certificate_name, theorem_name
from symgeo.record import blank

ROOT = Path(__file__).parents[1]
CHECKER = ROOT / "symgeo" / "evidence" / "check"
SPHERE = template()
POSIX_ONLY = pytest.mark.skipif(os.name != "posix", reason="looks at processes and signals of POSIX")
NEEDS_COQC = pytest.mark.skipif(
    shutil.which("coqc") is None, reason="coqc is not installed (Debian: coq libcoq-coquelicot libcoq-interval)"
)

LINE = """
from symgeo import Chart, IsIsometric, Metric, SmoothMap, euclidean
title = "lines"
line = Chart("x")
x = line.symbols[0]
def scaled(c):
    return IsIsometric(SmoothMap(line, euclidean(1), [c*x]), Metric(line, [[1]]))
"""
FAMILY = LINE + 'claims = {"c = 1": scaled(1), "c = 2": scaled(2), "c = -1": scaled(-1)}\n'
# True, by the duplication formula of gamma, which the engine does not know.
UNDECIDED = """
format = "symgeo-claim/1"
title = "Duplication"
reference = "Legendre"
[source]
coordinates = ["x"]
domain = ["0 < x"]
metric = [["1 + gamma(x)*gamma(x + 1/2) - 2**(1 - 2*x)*sqrt(pi)*gamma(2*x)"]]
[map]
components = ["x"]
[target]
signature = [1]
[claim]
relation = "isometric"
"""
HANGS_LATER = """
import time
import symgeo.evidence.certificate as certificate
def hang(verdict):
    while True:
        time.sleep(1)
certificate.certificate = hang
"""


def call(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments), prog_name="symgeo")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return result


def put(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with claims of several kinds."""
    put(tmp_path / "sphere.toml", SPHERE)
    put(tmp_path / "wrong.toml", SPHERE.replace("sin(theta)**2", "sin(theta)"))
    put(tmp_path / "disc.toml", claim_template("conformal"))
    put(tmp_path / "open.toml", UNDECIDED)
    put(tmp_path / "bad.toml", "title = 3\n")
    put(tmp_path / "proofs" / "family.py", FAMILY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def certificate(here: Path) -> Path:
    assert call("certify", "sphere.toml", "-o", "out").exit_code == 0
    return here / "out" / "sphere.json"


# -- names of files ----------------------------------------------------------------------------------------------------
PATHS = [
    "a.toml",
    "./b/a.toml",
    "b.a.toml",
    "b/c.toml",
    "b__c.toml",
    "b_/c.toml",
    "b/_c.toml",
    "A.toml",
    "a.py::n = 2",
    "a.py::n = -2",
    "a.py::n",
    "a.py::N",
    "a.py::",
    "a.n.toml",
    "a",
    "a.txt",
    "é.toml",
    "ê.toml",
    "1.toml",
    "claim_1.toml",
    "-x.toml",
    "x_part_1.toml",
    "../a.toml",
    "x" * 300 + ".toml",
    "x" * 299 + "y.toml",
    "a.py::" + "p" * 500,
    "con/../q.toml",
]


@pytest.mark.parametrize("name", [certificate_name, theorem_name])
def test_names_are_different_for_different_claims_also_where_capitals_are_not_told_apart(name: Callable[[str], str]) -> None:
    names = [name(p) for p in PATHS]
    assert len({n.lower() for n in names}) == len(PATHS)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]{0,150}", n) for n in names)


def test_names_depend_on_the_place_and_not_on_how_it_is_written(here: Path) -> None:
    assert (
        certificate_name("sphere.toml") == certificate_name("./sphere.toml") == certificate_name(str(here / "sphere.toml")) == "sphere.json"
    )
    assert certificate_name("claims/deep/sphere.toml") == "claims.deep.sphere.json"
    assert certificate_name("proofs/activations.py::relu") == "proofs.activations.relu.json"
    assert theorem_name("claims/sphere.toml") == "claims__sphere"
    put(here / "sphere.py", FAMILY)
    assert certificate_name("sphere.py") != certificate_name("sphere.toml") == "sphere.json"


def test_names_of_theorems_are_names_in_rocq() -> None:
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", theorem_name(p)) for p in PATHS)


def test_all_claims_of_this_project_have_names_of_their_own() -> None:
    paths = [str(p.relative_to(ROOT)) for p in (*ROOT.glob("tests/*claims/**/*.toml"), *ROOT.glob("proofs/**/*.py"))]
    assert len(paths) > 200
    assert len({certificate_name(p) for p in paths}) == len({theorem_name(p) for p in paths}) == len(paths)


def test_two_claims_never_write_one_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("a.json", "1", "a.toml")
    folder.write("a.json", "2", "a.toml")
    with pytest.raises(click.UsageError, match=r"needs one claim for it, got a\.toml and b\.toml"):
        folder.write("a.json", "3", "b.toml")
    assert (tmp_path / "a.json").read_text() == "2"


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path)

    def stop(*arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        folder.write("a.json", "1")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    with pytest.raises(click.UsageError, match="cannot write"):
        folder.write("a.json", "\ud800")
    assert list(tmp_path.iterdir()) == []


# -- certify -----------------------------------------------------------------------------------------------------------
def test_a_certificate_a_claim_named_after_its_path(here: Path) -> None:
    result = call("certify", "sphere.toml", "wrong.toml", "proofs", "-o", "out", "--jobs", "2")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].split() == ["answer", "verdict", "seconds", "certificate"]
    assert [line.split()[:2] for line in lines[1:6]] == [["certified", v] for v in ("proved", "refuted", "proved", "refuted", "proved")]
    assert re.fullmatch(r"5 claims: 5 certified; 5 files written to out \(\d+\.\d s\)", lines[-2])
    assert lines[-1] == "Replay: symgeo check out"
    files = sorted((here / "out").iterdir())
    assert [f.name for f in files][-2:] == ["sphere.json", "wrong.json"]
    assert all(re.fullmatch(r"proofs\.family\.c_-?[12]-[0-9a-f]{8}\.json", f.name) for f in files[:3])
    assert [check_text(f.read_text(encoding="utf-8")).word for f in files] == ["accepted"] * 5


def test_certificates_are_the_same_byte_for_byte_in_every_run(here: Path) -> None:
    for folder, jobs in (("one", "1"), ("two", "2")):
        call("certify", "sphere.toml", "disc.toml", "proofs", "-o", folder, "--jobs", jobs)
    one, two = ({f.name: f.read_bytes() for f in (here / folder).iterdir()} for folder in ("one", "two"))
    assert one == two
    assert len(one) == 5


def test_undecided_and_unreadable_claims_are_listed_and_get_no_file(here: Path) -> None:
    put(here / "out" / "open.json", "of another day")
    result = call("certify", "sphere.toml", "open.toml", "-o", "out")
    assert result.exit_code == 1, result.output
    assert "undecided" in result.output
    assert "none, of open.toml" in result.output
    assert f"An older certificate is still there: {Path('out/open.json')}." in flat(result.output)
    assert (here / "out" / "open.json").read_text() == "of another day"
    result = call("certify", "open.toml", "bad.toml", "none.toml", "sphere.toml", "-o", "new")
    assert result.exit_code == 2
    assert "4 claims: 1 certified, 1 undecided, 2 unreadable; 1 file written to new" in result.output
    assert "needs a regular file, got nothing at this path" in flat(result.output)
    assert [f.name for f in (here / "new").iterdir()] == ["sphere.json"]


def test_what_the_checker_has_no_rule_for_is_said_and_written(here: Path) -> None:
    put(here / "proofs" / "p.py", LINE + "claim = scaled(1)\n" + cannot("a rule for lines"))
    result = call("certify", "proofs/p.py", "-o", "out")
    assert result.exit_code == 1
    assert "1 claim: 1 cannot replay; 1 file written to out" in result.output
    assert "The checker has no rule for a rule for lines." in result.output
    assert "More: symgeo explain cannot_replay" in result.output
    result = call("check", "out")
    assert result.exit_code == 1
    assert result.output.splitlines()[1].startswith("cannot replay ")


def cannot(what: str) -> str:
    return f"""
import symgeo.evidence.certificate as c
whole = c.certificate
c.certificate = lambda verdict: {{**whole(verdict), "cannot": {what!r}}}
"""


def test_a_certificate_that_takes_too_long_costs_itself_only(here: Path) -> None:
    put(here / "proofs" / "a.py", LINE + "claim = scaled(1)\n" + HANGS_LATER)
    put(here / "proofs" / "b.py", LINE + "claim = scaled(1)\n")
    result = call("certify", "proofs/a.py", "proofs/b.py", "-o", "out", "--timeout", "2")
    assert result.exit_code == 1
    assert "2 claims: 1 certified, 1 no certificate; 1 file written" in result.output
    assert "The claim is proved, and its certificate was not finished in time." in result.output
    assert [f.name for f in (here / "out").iterdir()] == ["proofs.b.json"]


LISTENING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from symgeo.cli import main; main(prog_name='symgeo')"


@POSIX_ONLY
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_whole_files_and_nothing_else(here: Path, sent: int) -> None:
    put(here / "proofs" / "g.py", LINE + "claim = scaled(1)\nwhile True: pass\n")
    with subprocess.Popen(
        [sys.executable, "-c", LISTENING, "certify", "sphere.toml", "proofs", "disc.toml", "-o", "out", "--jobs", "2"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as run:
        for _ in range(200):
            time.sleep(0.1)
            if (here / "out" / "sphere.json").exists():
                break
        time.sleep(1.5)
        run.send_signal(sent)
        out, err = run.communicate(timeout=20)
    assert run.returncode == 128 + sent, err
    assert "Traceback" not in err
    assert re.search(r"Interrupted: \d answered; what is written is whole\.", err)
    files = {f.name: f for f in (here / "out").iterdir()}
    # disc comes after the one that hangs, and is done while it does.
    assert {"sphere.json", "disc.json"} <= set(files)
    assert all(check_text(f.read_text(encoding="utf-8")).word == "accepted" for f in files.values())
    assert f"{len(files)} files written to out" in out


# -- check -------------------------------------------------------------------------------------------------------------
def test_an_accepted_certificate_says_which_claim_it_is_about(certificate: Path) -> None:
    result = call("check", str(certificate), "--full")
    assert result.exit_code == 0
    lines = [line.strip() for line in result.output.splitlines()]
    assert lines[1].startswith("accepted       proved: isometric")
    for line in (
        "f(theta, phi) = (a*sin(theta)*cos(phi), a*sin(theta)*sin(phi), a*cos(theta))",
        "from (theta, phi), 0 < theta, theta < pi, -1*pi < phi, phi < pi, a positive",
        "to (y1, y2, y3), a positive",
        "g = diag(a**2, a**2*sin(theta)**2) on (theta, phi), 0 < theta, theta < pi, -1*pi < phi, phi < pi, a positive",
    ):
        assert line in lines
    assert lines[-1].startswith("1 certificate: 1 accepted (")
    short = call("check", str(certificate)).output
    assert "f(theta, phi) = (a*sin(theta)*cos(phi)" in short
    assert len(short.splitlines()) < len(lines)


def test_the_four_answers(here: Path, certificate: Path) -> None:
    whole = json.loads(certificate.read_text(encoding="utf-8"))
    put(here / "d" / "1.json", json.dumps({**whole, "obligations": whole["obligations"][1:]}))
    put(here / "d" / "2.json", json.dumps({**whole, "cannot": "besselj"}))
    put(here / "d" / "3.json", "[]")
    put(here / "d" / "4.json", "{")
    put(here / "d" / "5.json", json.dumps(whole))
    (here / "d" / "6.json").write_bytes(b"\xff")
    result = call("check", "d", "none.json")
    assert result.exit_code == 2
    rows = [line for line in result.output.splitlines() if line and not line.startswith(" ")][1:-1]
    assert [r[:14].strip() for r in rows] == [*"rejected|cannot replay|rejected|rejected|accepted|unreadable|unreadable".split("|")]
    text = flat(result.output)
    for words in (
        "the obligations: those of the claim are others",
        "besselj",
        "needs the format symgeo-certificate/1",
        "cannot be read: needs UTF-8.",
        "cannot be read: No such file or directory. Check the path.",
        "7 certificates: 1 accepted, 3 rejected, 1 not replayed, 2 unreadable",
        "More: symgeo explain rejected",
    ):
        assert words in text
    for files, status in ((["5"], 0), (["5", "1"], 1), (["5", "2"], 1), (["1", "2"], 1), (["1", "6"], 2)):
        assert call("check", *(f"d/{n}.json" for n in files)).exit_code == status


def test_check_in_json(here: Path, certificate: Path) -> None:
    put(here / "out" / "a.json", "[]")
    result = call("check", "out", "--json")
    rows = json.loads(result.output)
    assert result.exit_code == 1
    assert [list(r) for r in rows] == [["schema", "path", "answer", "detail", "verdict", "relation", "statement", "seconds"]] * 2
    assert (rows[0]["answer"], rows[0]["verdict"], rows[0]["statement"]) == ("rejected", None, None)
    assert (rows[1]["answer"], rows[1]["detail"], rows[1]["verdict"], rows[1]["relation"]) == ("accepted", None, "proved", "isometric")
    assert rows[1]["statement"][0] == "proved: isometric"


OTHERS = {
    "the relation": SPHERE.replace('relation = "isometric"', 'relation = "homothetic"'),
    "the map f": SPHERE.replace('"a*cos(theta)"', '"-a*cos(theta)"'),
    "the metric g": SPHERE.replace('metric = [["a**2"', 'metric = [["a*a"'),
    "the metric h": SPHERE.replace("[1, 1, 1]", "[1, 1, -1]"),
}


@pytest.mark.parametrize("part", OTHERS)
def test_a_certificate_of_another_claim_is_rejected(here: Path, certificate: Path, part: str) -> None:
    assert call("check", str(certificate), "--claim", "sphere.toml").exit_code == 0
    put(here / "other.toml", OTHERS[part])
    result = call("check", str(certificate), "--claim", "other.toml")
    assert result.exit_code == 1
    assert "the certificate is of another claim than other.toml" in flat(result.output)
    # The target is a part of the map.
    assert f"{'the map f' if part == 'the metric h' else part} is not the same" in flat(result.output)


def test_a_smaller_domain_or_another_assumption_is_another_claim(here: Path, certificate: Path) -> None:
    for old, new in (('"theta < pi"', '"theta < 3"'), ('a = "positive"', 'a = "nonzero"'), ('"phi < pi"]', '"phi < pi", "theta < 4"]')):
        put(here / "other.toml", SPHERE.replace(old, new))
        assert call("check", str(certificate), "--claim", "other.toml").exit_code == 1
    put(here / "other.toml", SPHERE.replace('title = "', 'title = "Once more: ').replace('expect = "proved"', ""))
    assert call("check", str(certificate), "--claim", "other.toml").exit_code == 0, "a title is no part of a claim"


def test_a_certificate_is_compared_with_one_claim_of_a_proof(here: Path) -> None:
    call("certify", "proofs", "-o", "out")
    name = certificate_name("proofs/family.py::c = 2")
    assert call("check", f"out/{name}", "--claim", "proofs/family.py::c = 2").exit_code == 0
    assert call("check", f"out/{name}", "--claim", "proofs/family.py::c = 1").exit_code == 1
    assert call("check", "out", "--claim", "proofs/family.py::c = 1").exit_code == 1


def test_claims_as_data_are_those_of_the_certificates() -> None:
    """The reader of --claim and the writer of certificates are two, and agree on every claim here."""
    from symgeo.claimfile import read_claim_file
    from symgeo.evidence.certificate import certificate
    from symgeo.exact.verify import verify

    for path in sorted(ROOT.glob("tests/claims/*/*.toml"))[::7]:
        claim = read_claim_file(str(path)).claim
        written = certificate(verify(claim))
        assert difference(read_claim(written), read_claim(document(claim))) is None, path
    other = read_claim(document(read_claim_text(OTHERS["the metric g"]).claim))
    assert difference(read_claim(document(read_claim_text(SPHERE).claim)), other) == "the metric g"


def test_the_checker_runs_without_the_engine(
    here: Path, certificate: Path, python: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    for arguments in (
        ("-m", "symgeo", "check", str(certificate)),
        ("-m", "symgeo", "check", str(certificate), "--claim", str(here / "sphere.toml")),
        ("-m", "symgeo.evidence.check", str(certificate)),
    ):
        run = python("-X", "importtime", *arguments)
        assert run.returncode == 0, run.stderr
        loaded = {line.rsplit("|", 1)[1].strip() for line in run.stderr.splitlines() if line.startswith("import time:")}
        assert not [m for m in loaded if m.split(".")[0] in ("sympy", "flint", "numpy", "mpmath") or m.startswith("symgeo.exact")]


def test_a_copy_of_one_folder_is_enough(here: Path, certificate: Path) -> None:
    """As a stranger would: the folder of the checker copied elsewhere, no site packages, no symgeo."""
    shutil.copytree(CHECKER, here / "copy" / "check", ignore=shutil.ignore_patterns("__pycache__"))
    put(here / "forged.json", certificate.read_text(encoding="utf-8").replace('"refuted"', '"proved"').replace('"1/2"', '"1/3"', 1) + " x")

    def run(*files: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-S", "-s", "-P", "-m", "check", *files]
        return subprocess.run(command, env={"PYTHONPATH": "copy"}, cwd=here, capture_output=True, encoding="utf-8", check=False)

    alone = run("out/sphere.json")
    assert (alone.returncode, alone.stderr) == (0, "")
    lines = alone.stdout.splitlines()
    assert lines[0] == "out/sphere.json: accepted"
    assert lines[1:3] == [
        "    proved: isometric",
        "    f(theta, phi) = (a*sin(theta)*cos(phi), a*sin(theta)*sin(phi), a*cos(theta))",
    ]
    assert run("out/sphere.json", "forged.json").returncode == 1
    assert run("out/sphere.json", "none.json", "forged.json").returncode == 2
    nothing = run()
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "usage: " in nothing.stderr
    code = "import check, sys; print([m for m in sys.modules if m.partition('.')[0] in ('symgeo', 'sympy', 'flint', 'numpy', 'click')])"
    listed = subprocess.run(
        [sys.executable, "-S", "-s", "-P", "-c", code],
        env={"PYTHONPATH": "copy"},
        cwd=here,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert listed.stdout == "[]\n"


def test_both_ways_to_check_give_the_same_answers(here: Path, certificate: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = json.loads(certificate.read_text(encoding="utf-8"))
    for k, text in enumerate((json.dumps({**whole, "points": []}), json.dumps({**whole, "cannot": "x"}), "{}", "[" * 100_000)):
        put(here / "out" / f"{k}.json", text)
    rows = json.loads(call("check", "out", "--json").output)
    assert standalone([str(Path("out") / f"{n}.json") for n in ("0", "1", "2", "3", "sphere")]) == 1
    plain = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert plain == [f"{r['path']}: {r['answer']}{': ' if r['detail'] else ''}{r['detail'] or ''}" for r in rows]


@pytest.mark.parametrize("name", ["a), 0 < theta, (b", "a\\u001b[2J", "1", ""])
def test_a_name_that_could_be_taken_for_something_else_is_rejected(here: Path, certificate: Path, name: str) -> None:
    """What is printed of a claim must not look like another one."""
    put(here / "odd.json", certificate.read_text(encoding="utf-8").replace('"a"', f'"{name}"'))
    for flags in ([], ["--full"]):
        result = call("check", "odd.json", *flags)
        assert "rejected" in result.output
        assert "\x1b" not in result.output


# -- verify --certify --------------------------------------------------------------------------------------------------
def test_verdicts_say_who_accepted_them(here: Path) -> None:
    result = call("verify", "sphere.toml", "disc.toml", "open.toml", "--certify", "--json")
    rows = json.loads(result.output)
    assert all(list(r) == list(blank("")) for r in rows), "the keys are those of verify without --certify"
    assert [r["accepted_by"] for r in rows] == [["engine", "checker"], ["engine", "checker"], []]
    assert rows[0]["reason"] is None
    lines = call("verify", "sphere.toml", "wrong.toml", "--certify").output.splitlines()
    assert "checked by" in lines[0]
    assert all("engine + checker" in line for line in lines[1:3])
    assert "; checker: 2 accepted (" in lines[-1]
    assert "checked by" not in call("verify", "sphere.toml").output


def patched(answer: str, detail: str = "the sky: it fell") -> str:
    return f"import symgeo.evidence.check as check\ncheck.check_text = lambda text: check.Answer({answer!r}, {detail!r})\n"


def test_a_rejection_is_said_loudly_and_has_status_1(here: Path) -> None:
    path = put(here / "proofs" / "p.py", LINE + "claim = scaled(1)\nexpect = 'proved'\n" + patched("rejected"))
    result = call("verify", path, "--certify")
    assert result.exit_code == 1
    text = flat(result.output)
    assert "proved ! " in text
    assert "engine, REJECTED" in text
    assert "rejected: the checker does not accept the certificate: the sky: it fell" in text
    assert "one of them is wrong" in text
    assert "More: symgeo explain rejected" in text
    assert "checker: 1 REJECTED" in text
    (row,) = json.loads(call("verify", path, "--certify", "--json").output)
    assert (row["verdict"], row["accepted_by"], row["as_expected"]) == ("proved", ["engine"], True)
    assert row["reason"].startswith("rejected: ")
    assert call("verify", path).exit_code == 0, "nothing is replayed without --certify"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (patched("cannot replay", "besselj"), "cannot_replay: besselj"),
        (HANGS_LATER, "cannot_replay: its certificate was not finished"),
        (
            "import symgeo.evidence.certificate as c\nc.certificate = lambda v: 1 / 0\n",
            "cannot_replay: the engine failed with ZeroDivisionError",
        ),
    ],
    ids=["cannot", "hangs", "fails"],
)
def test_what_is_not_replayed_stays_the_engines_word(here: Path, text: str, reason: str) -> None:
    path = put(here / "proofs" / "p.py", LINE + "claim = scaled(1)\nexpect = 'proved'\n" + text)
    result = call("verify", path, "--certify", "--json", "--timeout", "2")
    (row,) = json.loads(result.output)
    assert result.exit_code == 0
    assert (row["verdict"], row["accepted_by"], row["as_expected"]) == ("proved", ["engine"], True)
    assert row["reason"].startswith(reason)


# -- rocq --------------------------------------------------------------------------------------------------------------
def test_a_theorem_is_three_files_and_the_library(here: Path) -> None:
    result = call("rocq", "sphere.toml", "-o", "out")
    assert result.exit_code == 0, result.output
    files = {f.name for f in (here / "out").iterdir()}
    assert files >= {"SymGeo.v", "sphere_claim.v", "sphere_proof.v", "sphere_check.v"}
    assert not [f for f in files if f.startswith(".")]
    assert "1 claim: 1 exported" in result.output
    assert 'for part in claim proof check; do coqc -R . "" NAME_$part.v; done' in result.output


def test_what_cannot_be_exported_is_said_with_its_reason(here: Path) -> None:
    put(here / "bessel.toml", (ROOT / "tests/claims/trap/bessel_recurrence.toml").read_text(encoding="utf-8"))
    result = call("rocq", "bessel.toml", "sphere.toml", "open.toml", "-o", "out")
    assert result.exit_code == 1
    text = flat(result.output)
    assert "besselj" in text
    assert "The claim is proved, and not kernel-checked." in text
    assert "3 claims: 1 exported, 1 not exported, 1 undecided" in text
    assert not list((here / "out").glob("bessel*"))
    assert call("rocq", "bad.toml", "-o", "out").exit_code == 2


def test_without_coqc_it_says_what_to_install(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(here))
    result = call("rocq", "sphere.toml", "-o", "out", "--run")
    assert result.exit_code == 2
    assert "needs coqc on PATH, found none" in result.output
    assert "apt-get install coq libcoq-coquelicot libcoq-interval" in result.output
    assert not (here / "out").exists()
    assert call("rocq", "sphere.toml", "-o", "out").exit_code == 0, "the files can be written all the same"


@POSIX_ONLY
def test_a_coqc_without_its_libraries_is_said_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = here / "bin" / "coqc"
    put(fake, "#!/bin/sh\necho 'Error: Cannot find a physical path bound to logical path Coquelicot.' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
    result = call("rocq", "sphere.toml", "disc.toml", "-o", "out", "--run")
    assert result.exit_code == 2
    text = flat(result.output)
    assert text.count("Error: cannot compile SymGeo.v") == 1
    assert "Coquelicot" in text
    assert "2 claims: 2 not accepted; 2 not kernel-checked" in text
    assert "the kernel was not asked" in text


@NEEDS_COQC
@pytest.mark.slow
def test_the_kernel_accepts_a_theorem_and_leaves_nothing_behind(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(here / "tmp"))
    result = call("rocq", "sphere.toml", "-o", "out", "--run")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[1].startswith("accepted      proved")
    assert list((here / "tmp").iterdir()) == []


@NEEDS_COQC
@pytest.mark.slow
def test_a_kernel_that_refuses_is_said_and_has_status_1(here: Path) -> None:
    text = (
        LINE
        + "claim = scaled(1)\n"
        + (
            "import sys, symgeo.evidence.rocq\nr = sys.modules['symgeo.evidence.rocq.run']\n"
            "r.run = lambda made, **k: r.Kernel(False, (), 0.5, 'an axiom is not on the list: magic')\n"
        )
    )
    path = put(here / "proofs" / "p.py", text)
    result = call("rocq", path, "-o", "out", "--run")
    assert result.exit_code == 1, result.output
    assert "an axiom is not on the list: magic" in flat(result.output)
    assert "1 claim: 1 not accepted; 1 not kernel-checked" in result.output
    assert "More: symgeo explain not_accepted" in result.output


# -- mistakes ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["certify"], "Missing argument 'PATH...'"),
        (["certify", "sphere.toml"], "Missing option '-o'"),
        (
            ["certify", "sphere.toml", "-o", "sphere.toml"],
            "cannot write to sphere.toml: needs a folder, got a file. Choose another name for -o.",
        ),
        (["certify", "sphere.toml", "-o", "sphere.toml/x"], "cannot write to sphere.toml/x: Not a directory."),
        (["certify", "sphere.toml", "-o", "out", "--timeout", "nan"], "needs a number of seconds, got nan"),
        (["certfy", "sphere.toml"], "No such command 'certfy'. Did you mean certify?"),
        (["check"], "Missing argument 'FILE...'"),
        (["check", "none.json"], "cannot be read: No such file or directory. Check the path."),
        (
            ["check", "proofs"],
            "needs a folder with certificates, found none. Certificates are *.json files: symgeo certify PATH... -o DIR.",
        ),
        (["check", "x.json", "--claim", "none.toml"], "cannot compare with none.toml: needs a regular file, got nothing at this path"),
        (["check", "x.json", "--claim", "proofs"], "cannot compare with proofs: needs one claim file, got a folder."),
        (["check", "x.json", "--claim", "proofs/family.py"], "needs the name of one of its claims, got None. It has c = 1, c = 2, c = -1."),
        (["rocq", "sphere.toml"], "Missing option '-o'"),
        (["rocq", "none.toml", "-o", "out"], "needs a regular file, got nothing at this path"),
        (["rocq", "sphere.toml", "-o", "out", "--rn"], "No such option"),
        (["verify", "sphere.toml", "--certfy"], "No such option"),
        (["explain", "rejectd"], "Did you mean rejected?"),
    ],
)
def test_mistakes_are_said_with_what_to_do_and_have_status_2(here: Path, arguments: list[str], message: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in flat(result.output)


def test_a_toml_file_is_no_certificate(here: Path) -> None:
    result = call("check", "sphere.toml")
    assert result.exit_code == 1
    assert "malformed" in result.output


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_completion_knows_the_commands(python: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    code = "from symgeo.cli import main; main(prog_name='symgeo')"
    words = {"_SYMGEO_COMPLETE": "bash_complete", "COMP_WORDS": "symgeo c", "COMP_CWORD": "1"}
    assert python("-c", code, env=words).stdout.split() == ["plain,certify", "plain,check"]
    words = {"_SYMGEO_COMPLETE": "bash_complete", "COMP_WORDS": "symgeo check --c", "COMP_CWORD": "2"}
    assert python("-c", code, env=words).stdout.split() == ["plain,--claim"]
