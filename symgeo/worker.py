"""The process that works on claims: tasks in, records out, one JSON object a line.

It is started by `symgeo.sweep`, which ends it when a claim takes too long. Proofs are Python, and are imported here and
nowhere else. What a proof prints goes to standard error; standard output carries the records only.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Generator, Iterator, Mapping
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
from symgeo.naming import theorem_name
from symgeo.record import Record, WitnessRecord, blank, judged

#: A worker that has grown beyond this many bytes is replaced by a fresh one before the next claim.
MEMORY_BOUND = 350 * 2**20
#: How long the library of the Rocq theorems may take to compile, in seconds.
LIBRARY_LIMIT = 330.0

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
@dataclass(frozen=True)
class Decided:
    """A claim with its verdict, and when the work on it began."""

    stated: Stated
    session: Session
    verdict: Verdict
    start: float

    @property
    def seconds(self) -> float:
        return round(time.perf_counter() - self.start, 6)


def decide(record: Record, path: str, name: str | None) -> Generator[Record, None, Decided | None]:
    """Read a claim and decide it; its record as more is known. None where there is no verdict."""
    try:
        stated = read(path, name)
    except SymgeoError as error:
        record.update({"verdict": "error", "reason": str(error)})
        yield judged(record)
        return None
    record.update({"path": stated.path, "title": stated.title, "relation": stated.relation, "expect": stated.expect})
    yield record
    start = time.perf_counter()
    found = None
    try:
        session = Session(stated.claim)
        found = Decided(stated, session, session.verdict(), start)
        fill(record, found.verdict)
    except SymgeoError as error:
        # The claim says nothing (its domain is empty), or its parts do not fit together.
        record.update({"verdict": "error", "reason": f"{stated.path}: {error}"})
    except Exception as error:
        record.update({"verdict": "undecided", "reason": f"crashed: {_internal(error)}", "advice": REASONS["crashed"][1]})
    record["seconds"] = round(time.perf_counter() - start, 6)
    yield judged(record)
    return found


def verify(path: str, name: str | None, *, certify: bool = False) -> Iterator[Record]:
    """The record of one claim, again and again as more is known of it: read, decided, replayed, compared with stronger relations."""
    record = blank(path if name is None else f"{path}::{name}")
    found = yield from decide(record, path, name)
    if found is None:
        return
    if certify and not isinstance(found.verdict, Undecided):
        yield from replay(record, found)
    if found.stated.relation in RELATIONS:
        yield from compare(record, found)


def compare(record: Record, found: Decided) -> Iterator[Record]:
    """Find the strongest relation that holds. Failing to takes nothing away from the verdict."""
    with suppress(Exception):
        strongest = found.session.strongest()
        factor = strongest.factor
        record.update({"strongest": strongest.name, "factor": None if factor is None or strongest.name is None else str(factor)})
    record["seconds"] = found.seconds
    yield judged(record)


def replay(record: Record, found: Decided) -> Iterator[Record]:
    """Have the checker replay the certificate of a verdict. The verdict stays what it is; `reason` says what the checker lacks."""
    # What stands there should the time run out meanwhile.
    record.update({"reason": "cannot_replay: its certificate was not finished", "advice": "Raise the limit: --timeout SECONDS."})
    yield record
    word, detail = "cannot replay", ""
    try:
        from symgeo.evidence.certificate import certificate, dumps
        from symgeo.evidence.check import check_text

        word, detail = check_text(dumps(certificate(found.verdict)))
    except SymgeoError as error:
        detail = str(error)
    except Exception as error:
        detail = _internal(error)
    record.update({"reason": None, "advice": None})
    if word == "accepted":
        record["accepted_by"] = [*record["accepted_by"], "checker"]
    elif word == "rejected":
        record.update({"reason": f"rejected: the checker does not accept the certificate: {detail}", "advice": REJECTED})
    else:
        record.update({"reason": f"cannot_replay: {detail}", "advice": "The verdict rests on the engine alone."})
    record["seconds"] = found.seconds
    yield record


REJECTED = "Engine and checker disagree, and one of them is wrong: please report this claim, and rely on neither."


# -- evidence ----------------------------------------------------------------------------------------------------------
def certify(path: str, name: str | None, attached: Message) -> Iterator[Record]:
    """The record of one claim; `attached` is given its certificate as text, what the checker lacks for it, or the problem."""
    record = blank(path if name is None else f"{path}::{name}")
    found = yield from decide(record, path, name)
    if found is None or isinstance(found.verdict, Undecided):
        return
    attached["problem"] = "its certificate was not finished in time"
    yield record
    del attached["problem"]
    try:
        from symgeo.evidence.certificate import certificate, dumps

        document = certificate(found.verdict)
        attached.update({"certificate": dumps(document), "cannot": document.get("cannot")})
    except SymgeoError as error:
        attached["problem"] = str(error)
    except Exception as error:
        attached["problem"] = _internal(error)
    record["seconds"] = found.seconds
    yield record


def derive(task: Mapping[str, Any], attached: Message) -> Iterator[Record | float]:
    """The record of one claim; `attached` is given its derivation, set in the task's `format`, or the problem."""
    path, name = task["path"], task.get("name")
    record = blank(path if name is None else f"{path}::{name}")
    found = yield from decide(record, path, name)
    if found is None:
        return
    if task.get("certify") and not isinstance(found.verdict, Undecided):
        yield from replay(record, found)
    if task.get("run") and not isinstance(found.verdict, Undecided):
        # What is exported, or why it is not, is no matter of the document: only who accepted the verdict is.
        yield from theorems(record, found, task, {})
        yield float(task["limit"])
    if task["format"] == "report" and found.stated.relation in RELATIONS:
        yield from compare(record, found)
    attached["problem"] = "its derivation was not finished in time"
    yield record
    try:
        from symgeo.present.rendering import attach

        for _ in attach(task, found.stated, found.session, record, attached):
            attached.pop("problem", None)
            yield record
    except Exception as error:
        attached["problem"] = _internal(error)
    yield record


def measure(task: Mapping[str, Any]) -> Message:
    """How much the map of a claim stretches, as far as conditions of the task's `box` hold too."""
    from symgeo.exact.distortion import distortion, document
    from symgeo.geometry.distortion import restricted
    from symgeo.parser import Names, ParseError, parse_conditions

    path, name = task["path"], task.get("name")
    try:
        stated = read(path, name)
        claim = stated.claim
        f, g = getattr(claim, "f", None) or getattr(claim, "transition", None), getattr(claim, "g", None)
        if f is None or g is None:
            raise ClaimFileError(f"{path}: needs a claim about a map and a metric on its source, got one of kind {claim.relation}.")
        h = f.metric_on_target(getattr(claim, "h", None))
        conditions = []
        for text in task["box"]:
            try:
                conditions += parse_conditions(text, Names(frozenset(claim.domain.variables)), strict=True)
            except ParseError as error:
                raise ClaimFileError(f"--box {text!r}: column {error.column}: {error.reason}. {error.advice}".rstrip()) from None
        found = distortion(restricted(f, conditions, g, h), g, h, budget=int(task["budget"]))
        return {"found": {"path": stated.path, "title": stated.title, "box": list(task["box"]), **document(found)}}
    except SymgeoError as error:
        return {"error": str(error) if str(error).startswith((path, "--box")) else f"{path}: {error}"}
    except Exception as error:
        return {"error": f"{path}: {_internal(error)}"}


def formalise(task: Mapping[str, Any], attached: Message) -> Iterator[Record | float]:
    """The record of one claim; `attached` is given theorems for the Rocq kernel, with its answers where the task says run, or the problem.

    A number stands for a fresh start of the clock, with so many seconds. Whatever is written meanwhile goes into the task's `scratch`.
    """
    path, name = task["path"], task.get("name")
    record = blank(path if name is None else f"{path}::{name}")
    found = yield from decide(record, path, name)
    if found is None or isinstance(found.verdict, Undecided):
        return
    yield from theorems(record, found, task, attached)


def theorems(record: Record, found: Decided, task: Mapping[str, Any], attached: Message) -> Iterator[Record | float]:
    """Export a verdict, and run the kernel on it where the task says so; see `formalise`."""
    attached["problem"] = "its proof was not written in time"
    yield record
    try:
        from symgeo.evidence.rocq import CannotExport, NoKernel, exports
        from symgeo.evidence.rocq.export import library_text

        tempfile.tempdir = task["scratch"]
        folder = tempfile.mkdtemp()
        name = theorem_name(found.stated.path) + ("_part" if isinstance(found.stated.claim, AllHold) else "")
        made = list(exports(found.verdict, folder, name, found.stated.title))
        attached["theorems"] = [{"name": e.name, "files": e.files, "library": list(e.library), "kernel": None} for e in made]
        attached["library"] = {file: library_text(file) for e in made for file in e.library}
        del attached["problem"]
        record["seconds"] = found.seconds
        yield record
        if task.get("run"):
            yield from judge(made, attached, float(task["limit"]))
            if made and all(t["kernel"]["accepted"] for t in attached["theorems"]):
                record["accepted_by"] = [*record["accepted_by"], "kernel"]
            record["seconds"] = found.seconds
            yield record
    except CannotExport as error:
        attached["problem"] = str(error)
    except NoKernel as error:
        attached["no_kernel"] = str(error)
        for theorem in attached["theorems"]:
            theorem["kernel"] = None
    except Exception as error:
        attached["problem"] = _internal(error)
        for theorem in attached.get("theorems", []):
            theorem["kernel"] = theorem["kernel"] and {**theorem["kernel"], "message": _internal(error)}
    yield record


def judge(made: list[Any], attached: Message, limit: float) -> Iterator[float]:
    """The kernel's answer to each theorem, `limit` seconds for each."""
    from dataclasses import asdict

    from symgeo.evidence.rocq.run import compiled_library as prepare
    from symgeo.evidence.rocq.run import run

    for theorem in attached["theorems"]:
        theorem["kernel"] = {"accepted": False, "axioms": [], "seconds": 0.0, "message": "no answer in time"}
    for export, theorem in zip(made, attached["theorems"], strict=True):
        yield LIBRARY_LIMIT
        prepare(export.library)
        # The kernel ends at the limit by itself; the clock is for what does not.
        yield limit + 15
        theorem["kernel"] = asdict(run(export, timeout=limit))


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
    """The messages for one task; the last one is final.

    A task says what to `do`: verify (and `certify` too), certify, rocq (and `run` too), derive (in a `format`), show, distortion (within
    a `box`, by a `budget`), or state;
    `path` and `name` say of which claim.
    """
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
    if task["do"] == "distortion":
        yield {"kind": "done", **measure(task)}
        return
    if task["do"] == "state":
        from symgeo.claimdata import document

        try:
            yield {"kind": "done", "document": document(read(path, name).claim)}
        except SymgeoError as error:
            yield {"kind": "done", "error": str(error)}
        return
    if name is None and path.endswith(".py"):
        with suppress(SymgeoError):
            names = list(read_proof(path))
            if len(names) > 1:
                yield {"kind": "done", "names": names}
                return
    attached: Message = {}
    work: Iterator[Record | float]
    if task["do"] == "certify":
        work = certify(path, name, attached)
    elif task["do"] == "rocq":
        work = formalise(task, attached)
    elif task["do"] == "derive":
        work = derive(task, attached)
    else:
        work = verify(path, name, certify=bool(task.get("certify")))
    for step in work:
        if isinstance(step, float):
            yield {"kind": "ready", "limit": step}
        else:
            yield {"kind": "partial", "record": step, **({"attached": attached} if attached else {})}
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
                if message["kind"] == "ready":
                    _alarm(message.get("limit", task["limit"]) + 30)
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
