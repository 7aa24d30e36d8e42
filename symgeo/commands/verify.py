"""symgeo verify: answers for people, and for programs."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Protocol

import click

from symgeo.commands.running import each, jobs_option, paths_argument, timeout_option
from symgeo.record import Record, exit_status

if TYPE_CHECKING:
    from symgeo.commands.lines import ProgressBar
    from symgeo.sweep import Answer


@click.command()
@paths_argument
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array, an object a claim, in the order of the paths.")
@click.option("--certify", is_flag=True, help="Replay the certificate of each verdict with the checker.")
@jobs_option
@timeout_option("The limit for one claim; what takes longer is undecided.")
def command(paths: tuple[str, ...], as_json: bool, certify: bool, jobs: int | None, timeout: float) -> None:
    """Answer the claims in PATHs: proved, refuted or undecided.

    A PATH is a claim file, a proof (a Python file, which is run; PATH::NAME for one of several claims in it), or a
    folder: searched for *.toml, and for *.py under folders named proofs.

    \b
      symgeo verify sphere.toml
      symgeo verify proofs/ claims/ --jobs 4 --timeout 10
      symgeo verify proofs/ --certify
      symgeo verify claims/ --json > answers.json

    With --certify a verdict is checked twice: by the engine that found it, and by the checker, which replays its
    certificate. What the checker cannot replay stays the engine's word alone; what it rejects is said loudly.

    Exit status: 0 every claim as expected (with no expectation: proved), 1 some not, or one that the checker rejects,
    2 an unreadable file.
    """
    from symgeo.sweep import answers

    output: _Output = _Json() if as_json else _table(certify)
    done: list[Record] = []

    def take(answer: Answer) -> None:
        done.append(answer.record)
        output.record(answer.record)

    task = {"do": "verify", "certify": certify}
    status = each(answers(paths, task, jobs=jobs, timeout=timeout, on_progress=output.progress), output, take)
    output.finish(done)
    if status is not None:
        click.echo(f"Interrupted: {len(done)} answered.", err=True)
        sys.exit(status)
    sys.exit(exit_status(done))


class _Output(Protocol):
    """What is done with the records as they come."""

    def __enter__(self) -> object: ...

    def __exit__(self, *error: object) -> None: ...

    def progress(self, done: int, total: int) -> None: ...

    def record(self, record: Record) -> None: ...

    def finish(self, records: list[Record]) -> None: ...


def _table(certify: bool) -> _Output:
    from symgeo.commands.table import Table

    return Table(certify=certify)


class _Json:
    """One array, an object a line; valid also after an interrupt."""

    def __init__(self) -> None:
        self.count = 0
        self.bar: ProgressBar | nullcontext[None] = nullcontext()
        if sys.stderr.isatty():
            from symgeo.commands.lines import ProgressBar

            self.bar = ProgressBar("verifying", stderr=True)

    def __enter__(self) -> object:
        return self.bar.__enter__()

    def __exit__(self, *error: object) -> None:
        self.bar.__exit__(*error)

    def progress(self, done: int, total: int) -> None:
        if not isinstance(self.bar, nullcontext):
            self.bar.update(done, total)

    def record(self, record: Record) -> None:
        click.echo((",\n" if self.count else "[\n") + json.dumps(record), nl=False)
        self.count += 1

    def finish(self, records: list[Record]) -> None:
        click.echo("\n]" if self.count else "[]")
