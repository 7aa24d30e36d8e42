"""symgeo derive: derivations that people read."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symgeo.commands.running import (
    asking_the_kernel,
    certify_option,
    check_file,
    each,
    jobs_option,
    kernel_option,
    paths_argument,
    timeout_option,
    write_whole,
)
from symgeo.record import exit_status

if TYPE_CHECKING:
    from symgeo.present.parts import Part
    from symgeo.record import Record
    from symgeo.sweep import Answer

ENDINGS = (".tex", ".pdf", ".md", ".html")
STYLES = {"proved": "green", "refuted": "cyan", "undecided": "yellow", "no derivation": "yellow", "unreadable": "bold red"}


@click.command()
@paths_argument
@click.option("-o", "--output", "file", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Ends in .tex .pdf .md .html.")
@click.option("--fragment", is_flag=True, help=r"With .tex: without a preamble, for \input into a document of yours.")
@certify_option
@kernel_option
@jobs_option
@timeout_option("The limit for one claim and its derivation.")
def command(paths: tuple[str, ...], file: Path, fragment: bool, certify: bool, kernel: bool, jobs: int | None, timeout: float) -> None:
    """Write the derivation of each claim in PATHs, in one document.

    A derivation states the claim, calculates the pullback line by line, and compares it with the metric; for a refuted claim it
    gives the counterexample. Every line is an equality that the engine has decided, with its reason. Several claims make a
    document with contents and references. PATHs are those of `symgeo verify`.

    \b
      symgeo derive sphere.toml -o sphere.html
      symgeo derive sphere.toml -o sphere.tex --fragment
      symgeo derive proofs/ -o book.pdf

    A claim that is undecided gets a derivation too: what was tried, and what is open. One whose derivation was not finished has its
    place in the document, with the reason.

    Exit status: that of `symgeo verify`; 1 also where a derivation is missing, 2 also where there is no TeX for a .pdf.
    """
    check_file(file, ENDINGS, "write")
    if fragment and file.suffix.lower() != ".tex":
        raise click.UsageError(f"cannot write a fragment to {file}: needs a file that ends in .tex.")
    from symgeo.commands.lines import Column, Lines
    from symgeo.present.pdf import TeXError, pdf_and_warnings, require_tex
    from symgeo.present.rendering import FORMATS, assembled, part, problem
    from symgeo.record import plain
    from symgeo.sweep import answers

    is_pdf = file.suffix.lower() == ".pdf"
    try:
        if is_pdf:
            require_tex()
    except TeXError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    form = "fragment" if fragment else FORMATS[file.suffix.lower()]
    output = Lines("deriving")
    output.columns = (Column("answer", 14), Column("seconds", 7, right=True), Column("claim", 0))
    records: list[Record] = []
    parts: list[Part] = []
    count: Counter[str] = Counter()
    others: list[tuple[str, Record, Any]] = []

    def take(answer: Answer) -> None:
        record, attached = answer.record, answer.attached
        word = outcome(record, attached)
        records.append(record)
        parts.append(part(record, attached, form))
        count[word] += 1
        output.row(word, f"{record['seconds']:.3f}", record["title"] or record["path"], style=STYLES[word])
        if word in ("no derivation", "unreadable"):
            others.append((word, record, attached))

    task = {"do": "derive", "format": form, "certify": certify}
    with asking_the_kernel(kernel) as asked:
        status = each(answers(paths, {**task, **asked}, jobs=jobs, timeout=timeout, on_progress=output.progress), output, take)
    for word, record, attached in others:
        title = record["title"] or record["path"]
        output.item(word, title, [problem(record, attached)], path=record["path"] if title != record["path"] else "", style=STYLES[word])
    words = ", ".join(f"{count[word]} {word}" for word in STYLES if count[word])
    output.last(f"{len(parts)} claim{'' if len(parts) == 1 else 's'}: {words or 'none'}")
    if status is not None and not parts:
        click.echo("Interrupted: nothing is written.", err=True)
        sys.exit(status)
    text = assembled(parts, form)
    try:
        content, warnings = pdf_and_warnings(text) if is_pdf else (text.encode("utf-8", "backslashreplace"), [])
    except TeXError as error:
        click.echo(f"Error: {plain(error)}", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        click.echo("Interrupted: nothing is written.", err=True)
        sys.exit(130)
    for warning in warnings:
        click.echo(f"Warning: {plain(warning)}", err=True)
    write_whole(file, content)
    if status is not None:
        click.echo(f"Interrupted: {file} has the {len(parts)} claim{'' if len(parts) == 1 else 's'} answered so far.", err=True)
        sys.exit(status)
    click.echo(f"Written: {file}")
    sys.exit(exit_status(records) or (1 if count["no derivation"] else 0))


def outcome(record: Record, attached: Any) -> str:
    """What became of a claim, in a word."""
    if record["verdict"] == "error":
        return "unreadable"
    return str(record["verdict"]) if "part" in attached else "no derivation"
