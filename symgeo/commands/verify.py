"""symgeo verify: answers for people, and for programs."""

from __future__ import annotations

import json
import math
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from types import FrameType
from typing import TYPE_CHECKING, NoReturn, Protocol

import click

from symgeo.record import Record, exit_status

if TYPE_CHECKING:
    from symgeo.commands.table import ProgressBar


def _finite(ctx: click.Context, parameter: click.Parameter, value: float) -> float:
    if not math.isfinite(value):
        raise click.BadParameter(f"needs a number of seconds, got {value}.")
    return value


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array, an object a claim, in the order of the paths.")
@click.option("--jobs", type=click.IntRange(1, 4096), metavar="N", help="Worker processes.  [default: one a core]")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True, max=1e6),
    callback=_finite,
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="The limit for one claim; what takes longer is undecided.",
)
def command(paths: tuple[str, ...], as_json: bool, jobs: int | None, timeout: float) -> None:
    """Answer the claims in PATHs: proved, refuted or undecided.

    A PATH is a claim file, a proof (a Python file, which is run; PATH::NAME for one of several claims in it), or a
    folder: searched for *.toml, and for *.py under folders named proofs.

    \b
      symgeo verify sphere.toml
      symgeo verify proofs/ claims/ --jobs 4 --timeout 10
      symgeo verify claims/ --json > answers.json

    Exit status: 0 every claim as expected (with no expectation: proved), 1 some not, 2 an unreadable file.
    """
    from symgeo.sweep import sweep

    output: _Output = _Json() if as_json else _table()
    done: list[Record] = []
    with _termination_as_interrupt() as received:
        try:
            with output, closing(sweep(paths, jobs=jobs, timeout=timeout, on_progress=output.progress)) as records:
                for record in records:
                    done.append(record)
                    output.record(record)
        except KeyboardInterrupt:
            output.finish(done)
            click.echo(f"Interrupted: {len(done)} answered.", err=True)
            sys.exit(128 + (received[0] if received else signal.SIGINT))
    output.finish(done)
    sys.exit(exit_status(done))


@contextmanager
def _termination_as_interrupt() -> Iterator[list[int]]:
    """Within, a request to terminate acts like Ctrl-C, so that no worker is left behind; its number is put into the list."""
    received: list[int] = []

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        received.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield received
    finally:
        signal.signal(signal.SIGTERM, before)


class _Output(Protocol):
    """What is done with the records as they come."""

    def __enter__(self) -> object: ...

    def __exit__(self, *error: object) -> None: ...

    def progress(self, done: int, total: int) -> None: ...

    def record(self, record: Record) -> None: ...

    def finish(self, records: list[Record]) -> None: ...


def _table() -> _Output:
    from symgeo.commands.table import Table

    return Table()


class _Json:
    """One array, an object a line; valid also after an interrupt."""

    def __init__(self) -> None:
        self.count = 0
        self.bar: ProgressBar | nullcontext[None] = nullcontext()
        if sys.stderr.isatty():
            from symgeo.commands.table import ProgressBar

            self.bar = ProgressBar(stderr=True)

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
