"""The command line: `symgeo COMMAND`. A command's module is imported when that command is called."""

from __future__ import annotations

import difflib
import sys
from importlib import import_module

import click

from symgeo import __version__

#: The commands, and what ``symgeo --help`` says of them without loading them.
COMMANDS = {
    "verify": "Answer claims: proved, refuted or undecided, with evidence.",
    "show": "Print the chart, the metric and the pullback of a claim.",
    "new": "Write a commented claim file to start from.",
    "certify": "Write a certificate of each verdict, one JSON file a claim.",
    "check": "Replay certificates by a small checker, without the engine.",
    "rocq": "Write each verdict as a theorem for the Rocq (Coq) kernel.",
    "derive": "Write derivations that people read: .tex, .pdf, .md, .html.",
    "report": "Write one page of many claims, with their derivations.",
    "plot": "Draw what the map of a claim does to the metric.",
    "distortion": "Enclose how much the map of a claim stretches lengths.",
    "explain": "Explain a code: a reason, a witness, an answer, an error.",
}

HELP = """Verify Riemannian geometry symbolically.

A claim says that an explicit map keeps a metric (f*h = g), keeps it up to a factor, is an immersion, ... It is answered
proved, refuted or undecided, exactly: no tolerance, no sampling, no guess.

\b
  symgeo new sphere.toml           a claim file to start from
  symgeo verify sphere.toml        answer it
  symgeo verify proofs/ claims/    answer all claims in folders
  symgeo verify claims/ --json     the same, for programs
  symgeo show sphere.toml          what is being compared
  symgeo certify sphere.toml -o c  write its certificate, c/sphere.json
  symgeo check c/sphere.json       replay it: a small checker, without the engine
  symgeo rocq sphere.toml -o t     write it as a theorem for the Rocq kernel
  symgeo derive proofs/ -o b.pdf   derivations, line by line
  symgeo report claims/ -o r.html  a page of all claims, with their derivations
  symgeo plot sphere.toml -o s.svg draw it (needs matplotlib)
  symgeo distortion sphere.toml    how far it is from an isometry
  symgeo explain not_reduced       what an answer means, and what to do

Exit status: 0 every claim as expected (with no expectation: proved), 1 some not, 2 bad usage or an unreadable file.
"""


class LazyGroup(click.Group):
    """A group whose commands are modules of symgeo.commands, loaded one at a time; it suggests the nearest name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"symgeo.commands.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            near = difflib.get_close_matches(name, COMMANDS, 1)
            advice = f"Did you mean {near[0]}?" if near else f"The commands are {', '.join(COMMANDS)}."
            ctx.fail(f"No such command {name!r}. {advice}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="symgeo", message="%(prog)s %(version)s")
def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        # A title in Greek is no reason to fail on a terminal that cannot show it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main(prog_name="symgeo")
