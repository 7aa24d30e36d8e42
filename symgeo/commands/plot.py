"""symgeo plot: a picture of a claim."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

FORMATS = (".svg", ".png", ".pdf")

# As the workers that answer claims: -P and the search path handed over, so that nothing is imported from the folder claims lie in.
_COMMAND = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from symgeo.commands.plot import draw; draw(json.loads(sys.argv[2]))"


@click.command()
@click.argument("path")
@click.option("-o", "--output", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="An .svg, .png or .pdf file.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True, max=1e6), default=120.0, show_default=True, help="Seconds.")
def command(path: str, file: Path, timeout: float) -> None:
    """Draw the claim in PATH: what the map does to the metric.

    A surface in space in the colours of its distortion, Tissot's indicatrices over the chart, the largest and the smallest stretch; for
    a curve its speed; for other dimensions and signatures the eigenvalues of the pullback against the metric. Parameters get a value,
    which is printed. A picture is numeric: it proves nothing, and says nothing about the verdict.

    A proof (a Python file) is run to be read; PATH::NAME picks one claim of a proof that has several. Needs matplotlib:
    pip install "symgeo[plots]".

    \b
      symgeo plot sphere.toml -o sphere.svg
      symgeo plot proofs/sphere.py -o sphere.png
    """
    if file.suffix.lower() not in FORMATS:
        raise click.UsageError(f"cannot draw {file}: needs a file that ends in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.")
    from symgeo.record import plain
    from symgeo.sweep import targets

    target = targets([path])[0]
    if target.problem is not None or target.path != path.partition("::")[0]:
        raise click.UsageError(f"cannot draw {path}: needs one claim file or proof, got a folder.")
    task = {"path": target.path, "name": target.name, "format": file.suffix.lower()[1:]}
    try:
        found, problem = _drawn(task, timeout)
        if problem is None:
            file.write_bytes(found)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        problem = f"cannot write {file}: {error.strerror or error}."
    if problem is not None:
        click.echo(f"Error: {plain(problem)}", err=True)
        sys.exit(2)
    click.echo(f"Written: {file}")


def _drawn(task: dict[str, Any], timeout: float) -> tuple[bytes, str | None]:
    """The picture of a claim, drawn by a process of its own; or what is wrong.

    The process ends with the time, and whatever it started with it: a proof may do anything.
    """
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", _COMMAND, json.dumps(sys.path), json.dumps(task)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        return b"", f"{task['path']}: no picture within {timeout:g} s. Raise the limit: --timeout SECONDS."
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
    head, separator, body = out.partition(b"\n")
    if not separator or head not in (b"picture", b"problem"):
        return b"", f"{task['path']}: the process that worked on it ended without an answer (exit status {process.returncode})."
    return (body, None) if head == b"picture" else (b"", body.decode("utf-8", "replace"))


def draw(task: dict[str, Any]) -> None:
    """In that process: read the claim, draw it, and write a word and the answer to standard output. What a proof prints goes elsewhere."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def answer(word: bytes, content: bytes) -> None:
        out.write(word + b"\n" + content)
        out.flush()
        # No finalisers of proofs.
        os._exit(0)

    from symgeo.errors import ClaimFileError, SymgeoError
    from symgeo.worker import read, read_proof

    try:
        import matplotlib  # noqa: F401
    except ImportError:
        from symgeo.present.plots import INSTALL

        answer(b"problem", INSTALL.encode())
    from symgeo.present.plots import picture

    path, name = task["path"], task["name"]
    try:
        if name is None and path.endswith(".py") and len(names := list(read_proof(path))) > 1:
            said = "; ".join(names)
            raise ClaimFileError(f'{path}: needs the name of one of its claims, as in "{path}::{names[0]}". It has: {said}.')
        stated = read(path, name)
        answer(b"picture", picture(stated.claim, title=stated.title, format=task["format"]))
    except SymgeoError as error:
        said = str(error)
        answer(b"problem", (said if said.startswith(path) else f"{path}: {said}").encode("utf-8", "replace"))
    except (ArithmeticError, ValueError, RuntimeError, MemoryError) as error:
        answer(b"problem", f"{path}: the drawing failed with {type(error).__name__}: {error}"[:400].encode("utf-8", "replace"))
