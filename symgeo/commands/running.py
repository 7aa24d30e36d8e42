"""What the commands share that sweep over many claims: their options, interrupts, and files that are there whole or not at all."""

from __future__ import annotations

import math
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, TypeVar

import click

T = TypeVar("T")


def _finite(ctx: click.Context, parameter: click.Parameter, value: float) -> float:
    if not math.isfinite(value):
        raise click.BadParameter(f"needs a number of seconds, got {value}.")
    return value


paths_argument = click.argument("paths", nargs=-1, required=True, metavar="PATH...")
jobs_option = click.option("--jobs", type=click.IntRange(1, 4096), metavar="N", help="Worker processes.  [default: one a core]")
output_option = click.option(
    "-o", "--output", "folder", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The folder to write to; it is made."
)

certify_option = click.option("--certify", is_flag=True, help="Replay the certificate of each verdict with the checker.")
kernel_option = click.option(
    "--kernel", is_flag=True, help="Compile each verdict as a theorem with the Rocq kernel (needs coqc; seconds a claim)."
)


@contextmanager
def asking_the_kernel(kernel: bool) -> Iterator[dict[str, Any]]:
    """What a task says to have verdicts compiled, and a place to do so. Raises a usage error where there is no kernel."""
    if not kernel:
        yield {}
        return
    if shutil.which("coqc") is None:
        raise click.UsageError(
            "cannot ask the kernel: needs coqc with Coquelicot and Interval, found none. "
            "On Debian: apt-get install coq libcoq-coquelicot libcoq-interval"
        )
    with tempfile.TemporaryDirectory(prefix="symgeo-rocq-", ignore_cleanup_errors=True) as scratch:
        yield {"run": True, "scratch": scratch}


def timeout_option(words: str) -> Callable[[Any], Any]:
    kind = click.FloatRange(min=0, min_open=True, max=1e6)
    return click.option("--timeout", type=kind, callback=_finite, default=60.0, show_default=True, metavar="SECONDS", help=words)


def each(results: Generator[T, None, None], screen: AbstractContextManager[object], take: Callable[[T], None]) -> int | None:
    """Take each result. Ctrl-C, or a request to terminate, ends that: then the exit status, 128 and the signal's number."""
    with _termination_as_interrupt() as received:
        try:
            with screen, closing(results):
                for result in results:
                    take(result)
        except KeyboardInterrupt:
            return 128 + (received[0] if received else signal.SIGINT)
    return None


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


class Folder:
    """A folder for results. A file in it is whole, or not there; no two claims write the same one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.owners: dict[str, str] = {}
        try:
            path.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise click.UsageError(f"cannot write to {path}: needs a folder, got a file. Choose another name for -o.") from None
        except OSError as error:
            raise click.UsageError(f"cannot write to {path}: {error.strerror}. Choose another folder for -o.") from None

    def write(self, name: str, text: str, owner: str = "") -> Path:
        """Write a file for a claim, in place of an older one."""
        if self.owners.setdefault(name, owner) != owner:
            both = f"{self.owners[name]} and {owner}"
            raise click.UsageError(f"cannot write {self.path / name}: needs one claim for it, got {both}. Rename one of them.")
        part = self.path / f".{name}.{os.getpid()}"
        try:
            with part.open("w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
            os.replace(part, self.path / name)
        except OSError as error:
            raise click.UsageError(f"cannot write {self.path / name}: {error.strerror}. Choose another folder for -o.") from None
        except UnicodeEncodeError:
            raise click.UsageError(f"cannot write {self.path / name}: a name in the claim is no text. Choose other names.") from None
        finally:
            part.unlink(missing_ok=True)
        return self.path / name


def write_whole(file: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        os.replace(part, file)
    except OSError as error:
        raise click.UsageError(f"cannot write {file}: {error.strerror}. Choose another name for -o.") from None
    finally:
        part.unlink(missing_ok=True)


def check_file(file: Path, endings: tuple[str, ...], verb: str) -> None:
    """Raise a usage error where a file cannot be written, before any work is done."""
    if file.suffix.lower() not in endings:
        named = f"{', '.join(endings[:-1])} or {endings[-1]}" if len(endings) > 1 else endings[0]
        raise click.UsageError(f"cannot {verb} {file}: needs a file that ends in {named}, got {file.suffix or 'no ending'!r}.")
    if file.is_dir():
        raise click.UsageError(f"cannot {verb} {file}: needs a file, got a folder.")
    if not file.parent.is_dir():
        raise click.UsageError(f"cannot {verb} {file}: needs a folder to write to, and {file.parent} is none. Make it first.")
