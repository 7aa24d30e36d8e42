"""symgeo show: what a claim compares."""

from __future__ import annotations

import shutil
import sys

import click


@click.command()
@click.argument("path")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True, max=1e6), default=60.0, show_default=True, help="Seconds.")
def command(path: str, timeout: float) -> None:
    """Print the chart, the metric and the pullback of the claim in PATH.

    Each entry of the pullback stands as it is derived, and then in normal form. A proof (a Python file) is run to be
    read; PATH::NAME picks one claim of a proof that has several.

    \b
      symgeo show sphere.toml
      symgeo show proofs/sphere.py
    """
    from symgeo.sweep import ask_once, targets

    target = targets([path])[0]
    if target.problem is not None or target.path != path.partition("::")[0]:
        raise click.UsageError(f"cannot show {path}: needs one claim file or proof, got a folder.")
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 120
    try:
        reply = ask_once({"do": "show", "path": target.path, "name": target.name, "width": width}, timeout=timeout)
    except KeyboardInterrupt:
        sys.exit(130)
    if "error" in reply:
        from symgeo.record import plain

        click.echo(f"Error: {plain(reply['error'])}", err=True)
        sys.exit(2)
    click.echo(reply["text"])
