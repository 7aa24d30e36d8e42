"""Records as a table: a line a claim as the answers come, then what deserves a second look, then one line for all."""

from __future__ import annotations

import shutil
import sys
import textwrap
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from symgeo.record import Record, code_of, is_as_expected, plain, summary

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STYLES = {"proved": "green", "refuted": "cyan", "undecided": "yellow", "error": "bold red"}
INDENT = 11


def finding(record: Record) -> str:
    """What is known beyond the verdict: the strongest relation that holds where that is another one, and its factor."""
    strongest, factor = record["strongest"], record["factor"]
    if strongest is None:
        return ""
    if strongest == "none":
        return "not conformal" if record["relation"] != "conformal" else ""
    words = [] if strongest == record["relation"] else [strongest]
    if factor is not None and strongest != "isometric":
        words.append(f"factor {factor}")
    return ", ".join(words)


def verdict_word(record: Record) -> str:
    """The verdict; with an exclamation mark where another one was expected."""
    verdict = record["verdict"] or "undecided"
    return verdict if is_as_expected(record) else f"{verdict} !"


def needs_attention(record: Record) -> bool:
    """Whether a record is said more about below the table."""
    return record["verdict"] in ("undecided", "error") or not is_as_expected(record)


def details(record: Record) -> list[str]:
    """What happened to a claim, and what to do, in sentences."""
    lines: list[str] = []
    expect, verdict = record["expect"], record["verdict"]
    if verdict != "error" and expect is not None and not is_as_expected(record):
        lines.append(f"Expected: {expect}.")
    if record["witness"] is not None:
        lines.append(record["witness"]["statement"])
    if record["reason"] is not None:
        lines.append(record["reason"])
    if record["advice"] is not None:
        lines.append(record["advice"])
    code = code_of(record)
    if code is not None:
        lines.append(f"More: symgeo explain {code}")
    return [plain(line) for line in lines]


class ProgressBar:
    """How many claims are done, on a terminal; gone when all are."""

    def __init__(self, *, stderr: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self.console = Console(stderr=stderr, highlight=False, soft_wrap=False)
        columns = (TextColumn("verifying"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.bar = Progress(*columns, console=self.console, transient=True)
        self.task = self.bar.add_task("verifying", total=None)

    def __enter__(self) -> ProgressBar:
        self.bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.bar.stop()

    def update(self, done: int, total: int) -> None:
        self.bar.update(self.task, completed=done, total=total)


class Table:
    """The table for people: with colours and a progress bar on a terminal, as plain text elsewhere."""

    def __init__(self) -> None:
        self.start = time.perf_counter()
        self.rows = 0
        on_terminal = sys.stdout.isatty()
        self.bar: ProgressBar | nullcontext[None] = nullcontext()
        if on_terminal or sys.stderr.isatty():
            self.bar = ProgressBar(stderr=not on_terminal)
        self.console: Console | None = self.bar.console if on_terminal and isinstance(self.bar, ProgressBar) else None
        self.width = self.console.width if self.console is not None else shutil.get_terminal_size((100, 24)).columns
        self.found = max(14, min(40, (self.width - 46) // 2)) if self.console is not None else 30

    def __enter__(self) -> object:
        return self.bar.__enter__()

    def __exit__(self, *error: object) -> None:
        self.bar.__exit__(*error)

    def progress(self, done: int, total: int) -> None:
        if isinstance(self.bar, ProgressBar):
            self.bar.update(done, total)

    def record(self, record: Record) -> None:
        if not self.rows:
            self.line("verdict", "relation", "strongest, factor", "seconds", "claim", style="bold")
        self.rows += 1
        style = STYLES[record["verdict"] or "undecided"]
        if not is_as_expected(record) and record["verdict"] in ("proved", "refuted"):
            style = "bold red"
        relation, title = record["relation"] or "", record["title"] or record["path"]
        self.line(verdict_word(record), relation, finding(record), f"{record['seconds']:.3f}", title, style=style)

    def line(self, verdict: str, relation: str, found: str, seconds: str, title: str, *, style: str) -> None:
        cells = [plain(cell) for cell in (verdict, relation, found, seconds, title)]
        if self.console is None:
            found = cells[2] if len(cells[2]) <= self.found else cells[2][: self.found - 3] + "..."
            click.echo(f"{cells[0]:<11} {cells[1]:<13} {found:<{self.found}} {cells[3]:>7}  {cells[4]}".rstrip())
            return
        from rich.text import Text

        relation_width = 13 if self.width >= 100 else 11
        widths = (11, relation_width, self.found, 7, max(10, self.width - relation_width - self.found - 24))
        styles = (style, style if style == "bold" else "", *[style if style == "bold" else "dim"] * 2, style if style == "bold" else "")
        row = Text()
        for i, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            part = _fitted(cell, width, right=i == 3)
            part.stylize(styles[i])
            row.append_text(part).append("  " if i == 3 else " ")
        row.rstrip()
        self.console.print(row, no_wrap=True, overflow="crop")

    def finish(self, records: list[Record]) -> None:
        """Whatever is not as expected or not decided, and the last line."""
        for record in filter(needs_attention, records):
            style = STYLES[record["verdict"] or "undecided"]
            self.say("")
            self.say(f"{record['verdict']:<{INDENT}}{plain(record['title'] or record['path'])}", style=style)
            if record["title"]:
                self.say(" " * INDENT + plain(record["path"]), style="dim")
            for sentence in details(record):
                for line in textwrap.wrap(sentence, max(40, min(self.width, 120) - INDENT - 1), break_on_hyphens=False) or [""]:
                    self.say(" " * INDENT + line)
        if records:
            self.say("")
        self.say(f"{summary(records)} ({time.perf_counter() - self.start:.1f} s)", style="bold")

    def say(self, line: str, *, style: str | None = None) -> None:
        if self.console is None:
            click.echo(line)
        else:
            from rich.text import Text

            self.console.print(Text(line, style or ""), soft_wrap=True)


def _fitted(cell: str, width: int, *, right: bool) -> Text:
    """A cell of exactly that width on the screen; what is cut ends in an ellipsis."""
    from rich.cells import cell_len
    from rich.text import Text

    text = Text(cell)
    text.truncate(width, overflow="ellipsis")
    gap = width - cell_len(text.plain)
    if right:
        text.pad_left(gap)
    else:
        text.pad_right(gap)
    return text
