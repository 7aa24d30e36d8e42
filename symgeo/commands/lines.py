"""Tables for people: a line an answer as the answers come, with colours and a progress bar on a terminal, as plain text elsewhere."""

from __future__ import annotations

import shutil
import sys
import textwrap
import time
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

import click

from symgeo.record import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

INDENT = 11


class Column(NamedTuple):
    """A column of a table. `narrow` is its width on a terminal of less than 100 columns; `cut` says that it is that wide in a pipe too."""

    heading: str
    width: int
    narrow: int | None = None
    cut: bool = False
    right: bool = False


class ProgressBar:
    """How much is done, on a terminal; gone when all is."""

    def __init__(self, doing: str, *, stderr: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self.console = Console(stderr=stderr, highlight=False, soft_wrap=False)
        columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.bar = Progress(*columns, console=self.console, transient=True)
        self.task = self.bar.add_task(doing, total=None)

    def __enter__(self) -> ProgressBar:
        self.bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.bar.stop()

    def update(self, done: int, total: int) -> None:
        self.bar.update(self.task, completed=done, total=total)


class Lines:
    """Lines on standard output, and a progress bar where there is a terminal."""

    columns: Sequence[Column]

    def __init__(self, doing: str) -> None:
        self.start = time.perf_counter()
        self.rows = 0
        on_terminal = sys.stdout.isatty()
        self.bar: ProgressBar | nullcontext[None] = nullcontext()
        if on_terminal or sys.stderr.isatty():
            self.bar = ProgressBar(doing, stderr=not on_terminal)
        self.console: Console | None = self.bar.console if on_terminal and isinstance(self.bar, ProgressBar) else None
        self.width = self.console.width if self.console is not None else shutil.get_terminal_size((100, 24)).columns

    def __enter__(self) -> object:
        return self.bar.__enter__()

    def __exit__(self, *error: object) -> None:
        self.bar.__exit__(*error)

    def progress(self, done: int, total: int) -> None:
        if isinstance(self.bar, ProgressBar):
            self.bar.update(done, total)

    def row(self, *cells: str, style: str, dim: int | None = None) -> None:
        """One line of the table; column `dim` and those after it but the last are dimmed."""
        if not self.rows:
            self.line([c.heading for c in self.columns], ["bold"] * len(cells))
        self.rows += 1
        last = len(cells) - 1
        styles = [style, *("dim" if dim is not None and dim <= i < last else "" for i in range(1, last)), ""]
        self.line([plain(cell) for cell in cells], styles)

    def line(self, cells: Sequence[str], styles: Sequence[str]) -> None:
        if self.console is None:
            text = ""
            for cell, column in zip(cells[:-1], self.columns, strict=False):
                if column.cut and len(cell) > column.width:
                    cell = cell[: column.width - 3] + "..."
                text += f"{cell:>{column.width}}  " if column.right else f"{cell:<{column.width}} "
            click.echo((text + cells[-1]).rstrip())
            return
        from rich.text import Text

        widths = [c.width if c.narrow is None or self.width >= 100 else c.narrow for c in self.columns[:-1]]
        widths.append(max(10, self.width - sum(w + (2 if c.right else 1) for w, c in zip(widths, self.columns, strict=False))))
        row = Text()
        for cell, width, column, style in zip(cells, widths, self.columns, styles, strict=True):
            part = _fitted(cell, width, right=column.right)
            part.stylize(style)
            row.append_text(part).append("  " if column.right else " ")
        row.rstrip()
        self.console.print(row, no_wrap=True, overflow="crop")

    def say(self, line: str, *, style: str | None = None) -> None:
        if self.console is None:
            click.echo(line)
        else:
            from rich.text import Text

            self.console.print(Text(line, style or ""), soft_wrap=True)

    def sentence(self, sentence: str, indent: int = INDENT) -> None:
        """A sentence below an answer, wrapped."""
        for line in textwrap.wrap(plain(sentence), max(40, min(self.width, 120) - indent - 1), break_on_hyphens=False) or [""]:
            self.say(" " * indent + line)

    def item(self, word: str, title: str, sentences: Sequence[str], *, path: str = "", style: str = "") -> None:
        """What deserves a second look: a heading, where it comes from, and what happened."""
        self.say("")
        self.say(f"{word:<{INDENT - 1}} {plain(title)}", style=style)
        if path:
            self.say(" " * INDENT + plain(path), style="dim")
        for sentence in sentences:
            self.sentence(sentence)

    def last(self, sentence: str) -> None:
        if self.rows:
            self.say("")
        self.say(f"{sentence} ({time.perf_counter() - self.start:.1f} s)", style="bold")


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
