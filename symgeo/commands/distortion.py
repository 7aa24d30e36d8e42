"""symgeo distortion: how much the map of a claim stretches."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from symgeo.commands.running import timeout_option


@click.command()
@click.argument("path")
@click.option("--box", "box", multiple=True, metavar="CONDITION", help="A strict inequality that narrows the domain; may be repeated.")
@click.option("--budget", type=click.IntRange(1, 10**6), default=1000, show_default=True, metavar="N", help="Boxes for each extreme.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one object.")
@timeout_option("Seconds.")
def command(path: str, box: tuple[str, ...], budget: int, as_json: bool, timeout: float) -> None:
    """Enclose the smallest and the largest stretch of the map in PATH.

    The stretch of a vector v is the length of df(v) over the length of v. Over the whole domain, which has to be bounded (or made so by
    --box), its infimum and supremum are enclosed by ball arithmetic: the numbers printed are proved. The claim itself is not
    decided, and need not hold; a claim "distortion" states bounds to be verified.

    A proof (a Python file) is run to be read; PATH::NAME picks one claim of a proof that has several.

    \b
      symgeo distortion sphere.toml
      symgeo distortion map.toml --box "0 < x < 1" --box "-pi < t < pi"
    """
    from symgeo.record import plain
    from symgeo.sweep import ask_once, targets

    target = targets([path])[0]
    if target.problem is not None or target.path != path.partition("::")[0]:
        raise click.UsageError(f"cannot measure {path}: needs one claim file or proof, got a folder.")
    task = {"do": "distortion", "path": target.path, "name": target.name, "box": list(box), "budget": budget}
    try:
        reply = ask_once(task, timeout=timeout)
    except KeyboardInterrupt:
        sys.exit(130)
    if "error" in reply:
        click.echo(f"Error: {plain(reply['error'])}", err=True)
        sys.exit(2)
    found = reply["found"]
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    click.echo(plain(found["title"]))
    for word in ("smallest", "largest"):
        click.echo(_line(word, found[word]))
    click.echo(found["sentence"])


def _line(word: str, extreme: dict[str, Any]) -> str:
    between = f"in [{extreme['low']}, {extreme['high'] or 'oo'}{']' if extreme['high'] else ')'}"
    at = ", ".join(f"{k} = {_short(v)}" for k, v in extreme["point"].items())
    vector = ", ".join(map(_short, extreme["vector"]))
    return f"{word + ' stretch':<17} {between}, near {at} along ({vector})"


def _short(text: str) -> str:
    """A rational number, or a decimal number near it where that is shorter."""
    if len(text) <= 12:
        return text
    above, _, below = text.partition("/")
    return f"{int(above) / int(below or '1'):.6g}"
