"""symgeo rocq: a theorem for the kernel of a proof assistant a claim."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symgeo.commands.running import Folder, each, jobs_option, output_option, paths_argument, timeout_option

if TYPE_CHECKING:
    from symgeo.sweep import Answer

STYLES = {
    "accepted": "green",
    "exported": "green",
    "not accepted": "bold red",
    "not exported": "yellow",
    "undecided": "yellow",
    "unreadable": "bold red",
}
INSTALL = (
    "cannot run the kernel: needs coqc on PATH, found none. Install Coq 8.16 with its libraries: apt-get install coq "
    "libcoq-coquelicot libcoq-interval (Debian, Ubuntu), or opam install coq coq-coquelicot coq-interval. "
    "Or leave out --run: the files are written all the same."
)


@click.command()
@paths_argument
@output_option
@click.option("--run", "run", is_flag=True, help="Compile the theorems with coqc, and look at the axioms they use.")
@jobs_option
@timeout_option("The limit for one claim, and again for one run of the kernel.")
def command(paths: tuple[str, ...], folder: Path, run: bool, jobs: int | None, timeout: float) -> None:
    """Write a theorem for the Rocq (Coq) kernel of each claim in PATHs that is proved or refuted, with its proof.

    A theorem is three files: NAME_claim.v states it from the definition of the derivative up, NAME_proof.v proves it, and
    NAME_check.v prints the axioms it rests on. The library that they need is written beside them. PATHs are those of
    `symgeo verify`.

    \b
      symgeo rocq sphere.toml -o theorems
      symgeo rocq sphere.toml -o theorems --run
      symgeo rocq proofs/ -o theorems --run --jobs 4 --timeout 120

    What cannot be written as a theorem is listed with its reason: its verdict stays, and is not kernel-checked.

    Exit status: 0 every claim exported (with --run: and accepted by the kernel), 1 some not, 2 an unreadable file, or no
    coqc to --run.
    """
    if run and shutil.which("coqc") is None:
        click.echo(f"Error: {INSTALL}", err=True)
        sys.exit(2)
    from symgeo.commands.lines import Column, Lines
    from symgeo.sweep import answers

    output = Lines("compiling" if run else "exporting")
    output.columns = (Column("answer", 13), Column("verdict", 10), Column("seconds", 8, right=True), Column("theorem", 0))
    target = Folder(folder)
    count: Counter[str] = Counter()
    others: list[tuple[str, str, str, list[str]]] = []
    missing: list[str] = []
    library: list[str] = []

    def take(answer: Answer) -> None:
        record, attached = answer.record, answer.attached
        theorems: list[dict[str, Any]] = attached.get("theorems", [])
        for file, text in attached.get("library", {}).items():
            if file not in library:
                target.write(file, text)
                library.append(file)
        for theorem in theorems:
            for file, text in theorem["files"].items():
                target.write(file, text, record["path"])
        missing.extend([attached["no_kernel"]] if "no_kernel" in attached else [])
        word, why = outcome(answer, run=run)
        count[word] += 1
        verdict = record["verdict"] or "" if word not in ("undecided", "unreadable") else ""
        where = ", ".join(t["name"] for t in theorems) or f"none, of {record['path']}"
        output.row(word, verdict, f"{seconds(answer):.3f}", where, style=STYLES[word], dim=2)
        if why:
            code = {"not exported": "not_exported", "not accepted": "not_accepted"}.get(word)
            more = [f"More: symgeo explain {code}"] if code else []
            others.append((word, record["title"] or record["path"], record["path"], [*why, *more]))

    with tempfile.TemporaryDirectory(prefix="symgeo-rocq-", ignore_cleanup_errors=True) as scratch:
        task = {"do": "rocq", "run": run, "scratch": scratch}
        status = each(answers(paths, task, jobs=jobs, timeout=timeout, on_progress=output.progress), output, take)
    for word, title, path, why in others:
        output.item(word, title, why, path=path if title != path else "", style=STYLES[word])
    words = ", ".join(f"{count[word]} {word}" for word in STYLES if count[word])
    total = count.total()
    unchecked = total - count["accepted"] - count["unreadable"] if run else 0
    said = f"; {unchecked} not kernel-checked" if unchecked else ""
    output.last(f"{total} claim{'' if total == 1 else 's'}: {words or 'none'}{said}")
    if status is not None:
        click.echo(f"Interrupted: {total} answered; what is written is whole.", err=True)
    elif missing:
        click.echo(f"Error: {missing[0]}", err=True)
        status = 2
    else:
        if library and not run:
            click.echo(how_to_compile(folder, library))
        status = 2 if count["unreadable"] else 0 if count["accepted" if run else "exported"] == total else 1
    sys.exit(status)


def outcome(answer: Answer, *, run: bool) -> tuple[str, list[str]]:
    """What became of a claim: a word, and why."""
    record, attached = answer.record, answer.attached
    if record["verdict"] == "error":
        return "unreadable", [record["reason"] or ""]
    if record["verdict"] not in ("proved", "refuted"):
        return "undecided", [w for w in (record["reason"], record["advice"]) if w]
    if not attached.get("theorems"):
        problem = attached.get("problem", "its proof was not written")
        return "not exported", [f"{problem}".rstrip(".") + ".", f"The claim is {record['verdict']}, and not kernel-checked."]
    if not run:
        return "exported", []
    failed = [t for t in attached["theorems"] if not (t["kernel"] or {}).get("accepted")]
    if not failed:
        return "accepted", []
    why = [f"{t['name']}: {(t['kernel'] or {}).get('message') or 'the kernel was not asked'}" for t in failed]
    return "not accepted", [*why, f"The claim is {record['verdict']}, and not kernel-checked."]


def seconds(answer: Answer) -> float:
    """What the kernel took, or else the engine."""
    kernels = [t["kernel"]["seconds"] for t in answer.attached.get("theorems", []) if t["kernel"]]
    return float(sum(kernels)) if kernels else answer.record["seconds"]


def how_to_compile(folder: Path, library: list[str]) -> str:
    """What to type to have a theorem checked."""
    names = " ".join(file for file in _ORDER if file in library)
    return f"""Compile: cd {folder}; for file in {names}; do coqc -R . "" $file; done
and each theorem: for part in claim proof check; do coqc -R . "" NAME_$part.v; done"""


_ORDER = ["SymGeo.v", "SymGeoLemmas.v", "SymGeoTactics.v", "SymGeoNumeric.v"]
