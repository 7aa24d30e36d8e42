"""The process that works on claims: tasks in, records out, one JSON object a line.

It is started by `symgeo.sweep`, which ends it when a claim takes too long. Proofs are Python, and are imported here and
nowhere else. What a proof prints goes to standard error; standard output carries the records only.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from symgeo.claimfile import EXPECTATIONS, read_claim_file
from symgeo.errors import ClaimFileError, SymgeoError
from symgeo.exact.verdict import REASONS, Proved, Refuted, Undecided, Verdict
from symgeo.exact.verify import RELATIONS, Session
from symgeo.geometry.claims import AllHold, Claim
from symgeo.record import Record, WitnessRecord, blank, judged

#: A worker that has grown beyond this many bytes is replaced by a fresh one before the next claim.
MEMORY_BOUND = 350 * 2**20

Message = dict[str, Any]


@dataclass(frozen=True)
class Stated:
    """A claim with what its author says about it."""

    path: str
    title: str
    reference: str
    relation: str
    claim: Claim
    expect: str | None


# -- proofs ------------------------------------------------------------------------------------------------------------
_proofs: dict[str, dict[str, Stated]] = {}


def read_proof(path: str) -> dict[str, Stated]:
    """The claims of a Python module: `claim`, or `claims` (a mapping from names, or a list), with `expect`, `title`, `reference`.

    This runs the module. `expect` is one word for all claims or a mapping from their names. A claim may be given as a
    function without arguments that returns it. Raises ClaimFileError for whatever goes wrong in the module.
    """
    if path not in _proofs:
        _proofs[path] = _claims_of(_run(path), path)
    return _proofs[path]


def _run(path: str) -> ModuleType:
    from importlib.util import module_from_spec, spec_from_file_location

    name = f"symgeo_proof_{len(_proofs)}_{Path(path).stem}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not Path(path).is_file():
        raise ClaimFileError(f"{path}: needs a Python file. Check the path.")
    module = module_from_spec(spec)
    sys.modules[name] = module
    folder = str(Path(path).resolve().parent)
    if folder not in sys.path:
        # Last, so that a proof named like a library shadows nothing.
        sys.path.append(folder)
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        raise _failure(path, error) from None
    return module


def _failure(path: str, error: BaseException) -> ClaimFileError:
    """What went wrong in a proof, at the last line of it that was running."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return ClaimFileError(f"{path}:{error.lineno}: {type(error).__name__}: {error.msg}")
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    place = f":{lines[-1]}" if lines else ""
    return ClaimFileError(f"{path}{place}: {type(error).__name__}: {error}")


def _claims_of(module: ModuleType, path: str) -> dict[str, Stated]:
    doc = (module.__doc__ or "").strip().splitlines()
    title = getattr(module, "title", None) or (doc[0].rstrip(".") if doc else Path(path).stem)
    reference = getattr(module, "reference", "")
    if hasattr(module, "claims"):
        given = module.claims
        pairs = list(given.items()) if isinstance(given, Mapping) else [(str(i + 1), c) for i, c in enumerate(given)]
    elif hasattr(module, "claim"):
        pairs = [("", module.claim)]
    else:
        raise ClaimFileError(f'{path}: needs a module that defines claim or claims, found neither. Write "claim = IsIsometric(f, g)".')
    if not pairs:
        raise ClaimFileError(f"{path}: needs one claim or more, got an empty claims.")
    expectations = getattr(module, "expect", None)
    found: dict[str, Stated] = {}
    for key, value in pairs:
        name = str(key)
        try:
            claim = value() if callable(value) else value
        except Exception as error:
            raise _failure(path, error) from None
        expect = expectations.get(key) if isinstance(expectations, Mapping) else expectations
        if expect is not None and expect not in EXPECTATIONS:
            raise ClaimFileError(f"{path}: expect: needs one of {', '.join(EXPECTATIONS)}, got {expect!r}.")
        if not hasattr(claim, "obligations") or not hasattr(claim, "relation"):
            raise ClaimFileError(f"{path}: {name or 'claim'}: needs a claim such as IsIsometric(f, g), got {type(claim).__name__}.")
        full = f"{path}::{name}" if len(pairs) > 1 else path
        words = f"{title}: {name}" if len(pairs) > 1 else str(title)
        found[name] = Stated(full, words, str(reference), _relation(claim), claim, expect)
    return found


def _relation(claim: Claim) -> str:
    """The relation that a claim states; that of its parts where it is several of one kind."""
    parts = {_relation(part) for part in claim.claims} if isinstance(claim, AllHold) else set()
    return parts.pop() if len(parts) == 1 else str(claim.relation)


def read(path: str, name: str | None) -> Stated:
    """The claim of a file; `name` picks one of a proof that has several."""
    if not path.endswith(".py"):
        file = read_claim_file(path)
        return Stated(path, file.title, file.reference, file.relation, file.claim, file.expect)
    claims = read_proof(path)
    if name is None and len(claims) == 1:
        return next(iter(claims.values()))
    if name not in claims:
        raise ClaimFileError(f"{path}: needs the name of one of its claims, got {name!r}. It has {', '.join(claims)}.")
    return claims[name]


# -- one claim -----------------------------------------------------------------------------------------------------
def verify(path: str, name: str | None) -> Iterator[Record]:
    """The record of one claim, again and again as more is known of it: read, decided, compared with stronger relations."""
    record = blank(path if name is None else f"{path}::{name}")
    try:
        stated = read(path, name)
    except SymgeoError as error:
        record.update({"verdict": "error", "reason": str(error)})
        yield judged(record)
        return
    record.update({"path": stated.path, "title": stated.title, "relation": stated.relation, "expect": stated.expect})
    yield record
    start = time.perf_counter()
    session = None
    try:
        session = Session(stated.claim)
        fill(record, session.verdict())
    except SymgeoError as error:
        # The claim says nothing (its domain is empty), or its parts do not fit together.
        record.update({"verdict": "error", "reason": f"{stated.path}: {error}"})
    except Exception as error:
        record.update({"verdict": "undecided", "reason": f"crashed: {_internal(error)}", "advice": REASONS["crashed"][1]})
    record["seconds"] = round(time.perf_counter() - start, 6)
    yield judged(record)
    if session is not None and stated.relation in RELATIONS and record["verdict"] in ("proved", "refuted", "undecided"):
        # Failing to compare with other relations takes nothing away from the verdict.
        with suppress(Exception):
            strongest = session.strongest()
            factor = strongest.factor
            record.update({"strongest": strongest.name, "factor": None if factor is None or strongest.name is None else str(factor)})
        record["seconds"] = round(time.perf_counter() - start, 6)
        yield judged(record)


def fill(record: Record, verdict: Verdict) -> None:
    """Write a verdict into a record."""
    record.update({"verdict": verdict.word, "accepted_by": list(verdict.accepted_by)})
    if isinstance(verdict, Refuted):
        w = verdict.witness
        record["witness"] = WitnessRecord(
            kind=w.kind,
            points=[dict(p) for p in w.points],
            component=None if w.component is None else list(w.component),
            statement=w.statement,
            pulled_back=w.pulled_back,
            declared=w.declared,
        )
    elif isinstance(verdict, Undecided):
        text = REASONS[verdict.reason][0]
        detail = f" ({verdict.detail})" if verdict.detail else ""
        record.update({"reason": f"{verdict.reason}: {text}{detail}", "advice": verdict.advice})
    else:
        assert isinstance(verdict, Proved)


def _internal(error: Exception) -> str:
    """A defect of the engine in one line: what was raised, and where."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {'/'.join(Path(frames[-1].filename).parts[-2:])}:{frames[-1].lineno}" if frames else ""
    return f"the engine failed with {type(error).__name__}{place}: {error}"[:400]


# -- the process -----------------------------------------------------------------------------------------------------
def answer(task: Mapping[str, Any]) -> Iterator[Message]:
    """The messages for one task; the last one is final."""
    path, name = task["path"], task.get("name")
    if path.endswith(".py"):
        # Loading SymPy is no part of the time that a claim may take.
        import sympy  # noqa: F401

        yield {"kind": "ready"}
    if task["do"] == "show":
        from symgeo.display import show

        try:
            statements = [read(path, name)] if name is not None or not path.endswith(".py") else list(read_proof(path).values())
            yield {"kind": "done", "text": "\n\n".join(show(s, int(task.get("width", 100))) for s in statements)}
        except SymgeoError as error:
            yield {"kind": "done", "error": str(error)}
        return
    if name is None and path.endswith(".py"):
        with suppress(SymgeoError):
            names = list(read_proof(path))
            if len(names) > 1:
                yield {"kind": "done", "names": names}
                return
    for record in verify(path, name):
        yield {"kind": "partial", "record": record}
    yield {"kind": "done"}


def main() -> None:
    """Serve tasks from standard input until it ends."""
    tasks = os.fdopen(os.dup(0), "r", encoding="utf-8")
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    _offer_to_out_of_memory_killer()

    def send(message: Message) -> None:
        replies.write(json.dumps(message) + "\n")
        replies.flush()

    send({"kind": "ready"})
    with suppress(BrokenPipeError):
        for line in tasks:
            task = json.loads(line)
            _alarm(task["limit"] + 30)
            for message in answer(task):
                if message["kind"] == "done":
                    _alarm(0)
                    message["retire"] = _memory() > MEMORY_BOUND
                send(message)
    # No finalisers of proofs, and no second flush of a broken pipe.
    os._exit(0)


def _alarm(seconds: float) -> None:
    """Let the system end this process, in native code too, should the one that watches it be gone."""
    import signal

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, min(seconds, 1e8))


def _offer_to_out_of_memory_killer() -> None:
    """On Linux: where memory runs out, this process goes before any other."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _memory() -> int:
    """The most memory that this process has used, in bytes; 0 where that is not known."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
