"""symgeo explain: the page of a code."""

from __future__ import annotations

import sys

import click


@click.command()
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain CODE: a reason for undecided, a kind of witness, an answer of the checker or the kernel, or a kind of error.

    Without CODE, list them all.

    \b
      symgeo explain
      symgeo explain not_reduced
      symgeo explain rejected
      symgeo explain SG105
    """
    from symgeo.explain import KINDS, UnknownCodeError, codes, heading, page

    if code is None:
        for kind, words in KINDS.items():
            click.echo(f"{words}:")
            for name in codes(kind):
                click.echo(f"  {name:<18}{heading(name)}")
            click.echo()
        click.echo("symgeo explain CODE says more.")
        return
    try:
        text = page(code)
    except UnknownCodeError as error:
        raise click.UsageError(str(error)) from None
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        console = Console()
        console.width = min(console.width, 100)
        console.print(Markdown(text))
    else:
        click.echo(text, nl=False)
