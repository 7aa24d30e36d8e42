"""symgeo new: a claim file to start from."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--relation", default="isometric", show_default=True, metavar="RELATION", help="What the claim says of the map.")
@click.option("--force", is_flag=True, help="Overwrite FILE.")
def command(file: Path | None, relation: str, force: bool) -> None:
    """Write a commented claim file to start from; without FILE, print it.

    The claim in it is true, so that `symgeo verify FILE` answers proved as it stands.

    \b
      symgeo new sphere.toml
      symgeo new disc.toml --relation conformal
    """
    from symgeo.claimfile import RELATIONS

    if relation not in RELATIONS:
        import difflib

        near = difflib.get_close_matches(relation, RELATIONS, 1)
        advice = f"Did you mean {near[0]}?" if near else f"The relations are {', '.join(RELATIONS)}."
        raise click.BadParameter(f"there is no relation {relation!r}. {advice}", param_hint="--relation")
    from symgeo.commands.templates import claim_template

    text = claim_template(relation)
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        with file.open("w" if force else "x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise click.UsageError(f"cannot write {file}: it is there already. Choose another name, or overwrite it with --force.") from None
    except OSError as error:
        raise click.UsageError(f"cannot write {file}: {error.strerror}.") from None
    click.echo(f"Wrote {file}. Answer it with: symgeo verify {file}")
