"""symgeo report: one page of many claims."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

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
    from symgeo.present.report import Entry
    from symgeo.sweep import Answer

#: Up to so many claims are drawn, unless pictures are asked for.
DRAWN = 40


@click.command()
@paths_argument
@click.option("-o", "--output", "file", required=True, type=click.Path(path_type=Path), metavar="FILE", help="An .html file.")
@certify_option
@kernel_option
@click.option("--plots/--no-plots", default=None, help=f"Pictures of the claims (needs matplotlib).  [default: of up to {DRAWN} files]")
@jobs_option
@timeout_option("The limit for one claim, its derivation and its picture.")
def command(paths: tuple[str, ...], file: Path, certify: bool, kernel: bool, plots: bool | None, jobs: int | None, timeout: float) -> None:
    """Write one page of all claims in PATHs: their verdicts in a table, and their derivations, unfolded on demand.

    The page is one file: it loads nothing, and shows its formulas in any browser. Where it would become larger than 10 MB,
    pictures are left out. PATHs are those of `symgeo verify`.

    \b
      symgeo report claims/ -o report.html
      symgeo report proofs/ claims/ -o report.html --certify --jobs 4

    Exit status: that of `symgeo verify`; 1 also where a derivation is missing.
    """
    check_file(file, (".html",), "write")
    from symgeo.commands.table import Table
    from symgeo.present.rendering import part
    from symgeo.present.report import entry, report
    from symgeo.sweep import answers, targets

    drawn = len(targets(paths)) <= DRAWN if plots is None else plots
    output = Table(certify=certify)
    entries: list[Entry] = []
    missing = 0

    def take(answer: Answer) -> None:
        nonlocal missing
        missing += "part" not in answer.attached
        entries.append(entry(answer.record, part(answer.record, answer.attached, "html"), answer.attached))
        output.record(answer.record)

    task = {"do": "derive", "format": "report", "certify": certify, "plots": drawn}
    with asking_the_kernel(kernel) as asked:
        status = each(answers(paths, {**task, **asked}, jobs=jobs, timeout=timeout, on_progress=output.progress), output, take)
    records = [e.record for e in entries]
    output.finish(records)
    title = f"Report: {', '.join(Path(p).name or p for p in paths[:3])}{' and more' if len(paths) > 3 else ''}"
    write_whole(file, report(entries, title, certify=certify or kernel).encode("utf-8", "backslashreplace"))
    if status is not None:
        click.echo(f"Interrupted: {file} has the {len(entries)} claim{'' if len(entries) == 1 else 's'} answered so far.", err=True)
        sys.exit(status)
    click.echo(f"Written: {file}")
    sys.exit(exit_status(records) or int(missing > 0))
