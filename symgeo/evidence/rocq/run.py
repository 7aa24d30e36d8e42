"""Compiling an exported theorem, and judging the answer.

What is trusted comes from the toolkit, never from a folder: library, claim and check are compiled from the toolkit's own text;
only the proof may come from elsewhere. A theorem is accepted if coqc accepts the three
files and the axioms that it prints are on the allow-list.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from symgeo.errors import SymgeoError
from symgeo.evidence.rocq.export import Export, library_text

#: The axioms of classical real numbers in Coq's library, as `Print Assumptions` writes them.
CLASSICAL = {
    "ClassicalDedekindReals.sig_forall_dec": (
        "forall P : nat -> Prop, (forall n : nat, {P n} + {~ P n}) -> {n : nat | ~ P n} + {forall n : nat, P n}"
    ),
    "ClassicalDedekindReals.sig_not_dec": "forall P : Prop, {~ ~ P} + {~ P}",
    "FunctionalExtensionality.functional_extensionality_dep": (
        "forall (A : Type) (B : A -> Type) (f g : forall x : A, B x), (forall x : A, f x = g x) -> f = g"
    ),
    "Classical_Prop.classic": "forall P : Prop, P \\/ ~ P",
}
#: What coq-interval adds: the kernel's machine integers and floats, with their specifications.
PRIMITIVE = ("PrimInt63.", "Uint63.", "Uint63Axioms.", "Sint63.", "PrimFloat.", "FloatOps.", "FloatAxioms.", "SpecFloat.")


class NoKernel(SymgeoError):
    """coqc is not installed, or cannot compile the library."""


@dataclass(frozen=True)
class Kernel:
    """What the kernel said: `accepted`, with the axioms used; else `message` says why not."""

    accepted: bool
    axioms: tuple[str, ...]
    seconds: float
    message: str = ""


def coqc() -> str | None:
    """The compiler on PATH, or None."""
    return shutil.which("coqc")


def run(made: Export, *, timeout: float = 120.0, memory: int = 4 << 30) -> Kernel:
    """Compile an export. Its proof is read from its folder where it was written to one; everything else is the toolkit's own text."""
    proof = made.proof
    if made.folder is not None:
        try:
            proof = (made.folder / f"{made.name}_proof.v").read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            return Kernel(False, (), 0.0, f"the proof cannot be read: {error}")
    return judge(made, proof, timeout=timeout, memory=memory)


#: A proof needs none of these; what they do would not show in the axioms, or not as what it is.
_FORBIDDEN = re.compile(
    r"(?<![A-Za-z_'])(Admitted|admit|give_up|Axioms?|Parameters?|Conjecture|Hypothes[ie]s|Variables?|Context|Declare|Load|Redirect|Extraction|"
    r"Cd|Drop|Unset|Set|bypass_check|Register|Primitive|Add|Remove|Notation|Infix|Coercion|Canonical|Instance|Module|Section|Include|"
    r"Timeout|Time|Fail|Instructions|Universes?|Constraint|Guard)(?![A-Za-z0-9_'])|#\[|\""
)


def judge(made: Export, proof: str, *, timeout: float = 120.0, memory: int = 4 << 30) -> Kernel:
    """Compile claim, proof and check; accept if all three pass and the axioms are allowed. Raises NoKernel without coqc."""
    if coqc() is None:
        raise NoKernel("cannot run the kernel: needs coqc on PATH (Debian: coq libcoq-coquelicot libcoq-interval).")
    library = compiled_library(made.library)
    started = time.monotonic()

    def answer(accepted: bool, message: str, axioms: tuple[str, ...] = ()) -> Kernel:
        return Kernel(accepted, axioms, time.monotonic() - started, message)

    found = _FORBIDDEN.search(proof)
    if found:
        return answer(False, f"the proof uses {found.group(0)}")
    with tempfile.TemporaryDirectory(prefix="symgeo-rocq-") as folder_name:
        folder = Path(folder_name)
        for file_name in made.library:
            shutil.copy(library / f"{file_name}o", folder)
        name = made.name
        for stage, content in (("claim", made.claim), ("proof", proof), ("check", made.check)):
            file = folder / f"{name}_{stage}.v"
            file.write_text(content, encoding="utf-8")
            kept = {f: _digest(f) for f in folder.glob("*.vo")}
            left = timeout - (time.monotonic() - started)
            code, out = _compile(folder, file.name, left, memory)
            if code:
                return answer(False, f"{stage}: {_short(out) if code > 0 else 'time ran out'}")
            if any(_digest(f) != d for f, d in kept.items()):
                return answer(False, f"{stage}: a compiled file was changed")
        accepted, axioms, message = _judge_axioms(out)
        return answer(accepted, message, axioms)


def _judge_axioms(out: str) -> tuple[bool, tuple[str, ...], str]:
    """Read the output of `Print Assumptions`: every line has to be understood."""
    lines = [x for x in out.splitlines() if x.strip()]
    if lines == ["Closed under the global context"]:
        return True, (), ""
    if not lines or lines[0] != "Axioms:":
        return False, (), f"the check printed something else: {' '.join(lines)[:200]}"
    entries: list[str] = []
    for line in lines[1:]:
        if line.startswith(" ") and entries:
            entries[-1] += " " + line.strip()
        else:
            entries.append(line.strip())
    names = []
    for entry in entries:
        name, _, kind = entry.partition(":")
        name, kind = name.strip(), " ".join(kind.split())
        names.append(name)
        if CLASSICAL.get(name) != kind and not name.startswith(PRIMITIVE):
            return False, tuple(names), f"an axiom is not on the list: {entry[:200]}"
    return True, tuple(names), ""


def _short(out: str) -> str:
    at = out.rfind("Error")
    where = out.rfind("File ", 0, at)
    return " ".join(out[max(where, 0) :].split())[:400]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="symgeo-rocq-library-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _compiled(file: str) -> None:
    """One file of the library, compiled from the package's own text, once a process."""
    folder = _folder()
    (folder / file).write_text(library_text(file), encoding="utf-8")
    code, out = _compile(folder, file, 300.0, 4 << 30)
    if code:
        raise NoKernel(f"cannot compile {file}: {_short(out)}. Coq 8.16 with Coquelicot is needed (and coq-interval for refutations).")


def compiled_library(needed: tuple[str, ...]) -> Path:
    for file in needed:
        _compiled(file)
    return _folder()


def _compile(folder: Path, file: str, timeout: float, memory: int) -> tuple[int, str]:
    """coqc on one file: (exit status, what it printed); -1 where time ran out."""
    command = [coqc() or "coqc", "-q", "-w", "none", "-R", ".", "", file]
    environment = {k: v for k, v in os.environ.items() if k not in ("COQPATH", "COQLIB", "COQFLAGS")}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=max(timeout, 0.1),
            preexec_fn=_limit(memory),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -1, "time ran out"
    # Warnings go to the error stream; what `Print Assumptions` says comes on the output.
    return (done.returncode, done.stdout) if done.returncode == 0 else (abs(done.returncode), done.stdout + done.stderr)


def _limit(memory: int) -> Callable[[], None]:
    import resource  # not on every system; where it is missing there is no coqc to limit either

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    return limit
