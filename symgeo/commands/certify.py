"""symgeo certify: a certificate a claim."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symgeo.commands.running import Folder, each, jobs_option, output_option, paths_argument, timeout_option

if TYPE_CHECKING:
    from symgeo.sweep import Answer

STYLES = {"certified": "green", "cannot replay": "yellow", "no certificate": "yellow", "undecided": "yellow", "unreadable": "bold red"}


@click.command()
@paths_argument
@output_option
@jobs_option
@timeout_option("The limit for one claim and its certificate.")
def command(paths: tuple[str, ...], folder: Path, jobs: int | None, timeout: float) -> None:
    """Write a certificate of each claim in PATHs that is proved or refuted, one JSON file a claim.

    A certificate holds the claim and all that it takes to replay the verdict without search; `symgeo check` does that.
    It is named after the claim's path, and the same byte for byte in every run. PATHs are those of `symgeo verify`.

    \b
      symgeo certify sphere.toml -o certificates
      symgeo certify proofs/ claims/ -o certificates --jobs 4
      symgeo check certificates

    Undecided claims are listed, and get no file. Where the checker has no rule for a step, the certificate says so.

    Exit status: 0 every claim certified, 1 some undecided, or with a step that the checker cannot replay, 2 an unreadable
    file.
    """
    from symgeo.commands.lines import Column, Lines
    from symgeo.naming import certificate_name
    from symgeo.record import code_of
    from symgeo.sweep import answers

    output = Lines("certifying")
    output.columns = (Column("answer", 14), Column("verdict", 10), Column("seconds", 7, right=True), Column("certificate", 0))
    target = Folder(folder)
    count: Counter[str] = Counter()
    others: list[tuple[str, str, str, list[str]]] = []
    written = 0

    def take(answer: Answer) -> None:
        nonlocal written
        record, (word, why) = answer.record, outcome(answer)
        name = certificate_name(record["path"])
        text = answer.attached.get("certificate")
        if text is not None:
            where = str(target.write(name, text, record["path"]))
            written += 1
        else:
            where = f"none, of {record['path']}"
            if word != "unreadable" and (target.path / name).exists():
                why.append(f"An older certificate is still there: {target.path / name}.")
        count[word] += 1
        verdict = "" if word in ("undecided", "unreadable") else record["verdict"] or ""
        output.row(word, verdict, f"{record['seconds']:.3f}", where, style=STYLES[word], dim=2)
        if word != "certified":
            code = "cannot_replay" if word == "cannot replay" else code_of(record) if not verdict else None
            more = [f"More: symgeo explain {code}"] if code else []
            others.append((word, record["title"] or record["path"], record["path"], [*why, *more]))

    status = each(answers(paths, {"do": "certify"}, jobs=jobs, timeout=timeout, on_progress=output.progress), output, take)
    for word, title, path, why in others:
        output.item(word, title, why, path=path if title != path else "", style=STYLES[word])
    words = ", ".join(f"{count[word]} {word}" for word in STYLES if count[word])
    total = sum(count.values())
    files = f"{written} file{'' if written == 1 else 's'} written to {folder}"
    output.last(f"{total} claim{'' if total == 1 else 's'}: {words or 'none'}; {files}")
    if status is None:
        if written:
            click.echo(f"Replay: symgeo check {folder}")
        status = 2 if count["unreadable"] else 0 if count["certified"] == total else 1
    else:
        click.echo(f"Interrupted: {total} answered; what is written is whole.", err=True)
    sys.exit(status)


def outcome(answer: Answer) -> tuple[str, list[str]]:
    """What became of a claim: a word, and why."""
    record, attached = answer.record, answer.attached
    if record["verdict"] == "error":
        return "unreadable", [record["reason"] or ""]
    if "certificate" in attached:
        cannot = attached.get("cannot")
        return ("certified", []) if cannot is None else ("cannot replay", [f"The checker has no rule for {cannot}."])
    if record["verdict"] in ("proved", "refuted"):
        why = f"The claim is {record['verdict']}, and {attached.get('problem', 'its certificate was not finished')}."
        return "no certificate", [why]
    return "undecided", [w for w in (record["reason"], record["advice"]) if w]
