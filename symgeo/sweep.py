"""Many claims at once: worker processes, a limit of time for each claim, records in the order of the paths.

Each worker is a process of its own with one claim in hand. A claim that takes too long costs its worker, which is killed,
native code or not, and replaced; a worker that dies costs the claim it had in hand. The others go on.
"""

from __future__ import annotations

import heapq
import json
import math
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from symgeo.record import Record, blank, judged, unreadable

TIMEOUT = 60.0
#: How long a worker may take to load the engine; that is no part of a claim's time.
START_LIMIT = 120.0
#: A worker is replaced after so many tasks, whatever its size.
TASKS_A_WORKER = 500

# -P and the search path handed over: nothing is imported from the folder the claims happen to lie in.
_COMMAND = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from symgeo.worker import main; main()"


# -- which files -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Target:
    """A file that states a claim; `name` picks one claim of a proof; `problem` says why there is nothing to read."""

    path: str
    name: str | None = None
    problem: str | None = None


def targets(paths: Iterable[str]) -> list[Target]:
    """The files behind paths, in order: files as they are named, folders searched and sorted.

    A folder gives its *.toml (but pyproject.toml) and, under a folder named proofs, its *.py. Hidden folders, and names that begin with
    an underscore, are passed over. Python is run, so it is taken only from there, or where a file is named explicitly.
    """
    found: list[Target] = []
    for given in paths:
        path = Path(given)
        if path.is_dir():
            files = _search(path)
            nothing = f"{given}: needs a folder with claims, found none. Claims are *.toml files, and *.py under a folder named proofs."
            found += [Target(str(file)) for file in files] if files else [Target(given, problem=nothing)]
            continue
        file, separator, name = given.partition("::")
        found.append(Target(file, name) if separator and file.endswith(".py") else Target(given))
    return found


def _search(folder: Path) -> list[Path]:
    named = "proofs" in folder.parts or folder.resolve().name == "proofs"
    found: list[Path] = []
    for root, folders, files in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith((".", "__")) and f != "node_modules"]
        here = Path(root)
        under_proofs = named or "proofs" in here.relative_to(folder).parts
        for file in files:
            is_claim = file.endswith(".toml") and file != "pyproject.toml"
            is_proof = under_proofs and file.endswith(".py") and not file.startswith("_") and file != "conftest.py"
            if (is_claim or is_proof) and not file.startswith("."):
                found.append(here / file)
    return sorted(found)


class Answer(NamedTuple):
    """What a worker found: the record of a claim, and what else the task asked for."""

    record: Record
    attached: Mapping[str, Any]


# -- one worker --------------------------------------------------------------------------------------------------------
class _Worker:
    """A process that answers one task at a time, and can be ended at any moment from any thread."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _COMMAND, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            # A group of its own: Ctrl-C reaches it only through us, and its children end with it.
            start_new_session=True,
        )
        self.lock = threading.Lock()
        self.timer: threading.Timer | None = None
        self.expired = False
        self.tasks = 0

    def ask(self, task: Mapping[str, Any], limit: float) -> Iterator[dict[str, Any]]:
        """The replies to a task. They end early where the worker dies, or is killed since the limit is over (`expired`)."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            if not self.tasks:
                self._clock(START_LIMIT)
                if not self.process.stdout.readline():
                    return
            self.tasks += 1
            self._clock(limit)
            self.process.stdin.write(json.dumps({**task, "limit": limit}) + "\n")
            self.process.stdin.flush()
            while line := self.process.stdout.readline():
                reply = json.loads(line)
                if reply["kind"] == "ready":
                    self._clock(reply.get("limit", limit))
                    continue
                yield reply
                if reply["kind"] == "done":
                    return
        except (BrokenPipeError, ValueError):
            # The worker is gone, or went in the middle of a line.
            return
        finally:
            self._clock(None)

    def _clock(self, limit: float | None) -> None:
        """Start the time that is left, or stop it."""
        with self.lock:
            if self.timer is not None:
                self.timer.cancel()
            self.timer = None
            if limit is not None:
                self.timer = threading.Timer(limit, self._expire)
                self.timer.daemon = True
                self.timer.start()

    def _expire(self) -> None:
        with self.lock:
            if threading.current_thread() is not self.timer:
                return
            self.expired = True
        self.kill()

    def kill(self) -> None:
        """End the process and whatever it started, at once."""
        with self.lock:
            # Not waited for yet, so that its number is still its own.
            if self.process.returncode is None:
                if hasattr(os, "killpg"):
                    with suppress(ProcessLookupError, PermissionError):
                        os.killpg(self.process.pid, signal.SIGKILL)
                else:
                    self.process.kill()

    def settle(self) -> None:
        """Give a process that is ending a moment to end by itself, so that its exit status says why."""
        for _ in range(100):
            if hasattr(os, "waitid"):
                # Seen but not waited for: its number stays its own until `close`.
                if os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                    return
            elif self.process.poll() is not None:
                return
            time.sleep(0.01)

    def close(self) -> None:
        """End the process, and wait until it is gone."""
        self._clock(None)
        self.kill()
        with self.lock:
            self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()


# -- many workers ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, order=True)
class _Place:
    """Where a claim stands in the order of the output: the file, and the claim in it."""

    file: int
    claim: int


class _Pool:
    """Threads that drive one worker each, and take the task that comes first in the order of the output."""

    def __init__(self, task: Mapping[str, Any], jobs: int, limit: float) -> None:
        self.task, self.jobs, self.limit = task, jobs, limit
        self.results: queue.SimpleQueue[tuple[_Place, Answer | list[str]]] = queue.SimpleQueue()
        self.change = threading.Condition()
        self.tasks: list[tuple[_Place, str, str | None]] = []
        self.threads: list[threading.Thread] = []
        self.workers: set[_Worker] = set()
        self.idle = 0
        self.closed = False

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def submit(self, place: _Place, path: str, name: str | None) -> None:
        with self.change:
            heapq.heappush(self.tasks, (place, path, name))
            if len(self.tasks) > self.idle and len(self.threads) < self.jobs:
                thread = threading.Thread(target=self._serve, daemon=True)
                self.threads.append(thread)
                thread.start()
            self.change.notify()

    def close(self) -> None:
        """Kill every worker; tasks in hand are given up."""
        with self.change:
            self.closed = True
            self.tasks.clear()
            for worker in self.workers:
                worker.kill()
            self.change.notify_all()
        for thread in self.threads:
            thread.join()

    def _serve(self) -> None:
        worker: _Worker | None = None
        try:
            while True:
                with self.change:
                    self.idle += 1
                    self.change.wait_for(lambda: self.closed or self.tasks)
                    self.idle -= 1
                    if self.closed:
                        return
                    place, path, name = heapq.heappop(self.tasks)
                    if worker is None:
                        worker = _Worker()
                        self.workers.add(worker)
                result, keep = _run(worker, {**self.task, "path": path, "name": name}, self.limit)
                if not keep:
                    self._dismiss(worker)
                    worker = None
                if not self.closed:
                    self.results.put((place, result))
        finally:
            if worker is not None:
                self._dismiss(worker)

    def _dismiss(self, worker: _Worker) -> None:
        worker.close()
        with self.change:
            self.workers.discard(worker)


def _run(worker: _Worker, task: Mapping[str, Any], limit: float) -> tuple[Answer | list[str], bool]:
    """What a worker makes of one file, and whether it can be used again."""
    path, name = task["path"], task["name"]
    record, attached = blank(path if name is None else f"{path}::{name}"), {}
    start = time.perf_counter()
    for reply in worker.ask(task, limit):
        if reply["kind"] == "partial":
            record, attached = reply["record"], reply.get("attached", {})
        elif reply["kind"] == "done":
            keep = not reply["retire"] and not worker.expired and worker.tasks < TASKS_A_WORKER
            return reply.get("names", Answer(record, attached)), keep
    if record["verdict"] is None:
        from symgeo.exact.verdict import REASONS

        code = "timeout" if worker.expired else "crashed"
        text, advice = REASONS[code]
        detail = f" after {limit:g} s" if worker.expired else _how_it_ended(worker)
        record.update({"verdict": "undecided", "reason": f"{code}: {text}{detail}", "advice": advice})
        record["seconds"] = round(time.perf_counter() - start, 6)
    return Answer(judged(record), attached), False


def _how_it_ended(worker: _Worker) -> str:
    worker.settle()
    worker.close()
    status = worker.process.returncode
    if status >= 0:
        return f" (exit status {status})"
    with suppress(ValueError):
        return f" ({signal.Signals(-status).name})"
    return f" (signal {-status})"


def available_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def sweep(
    paths: Iterable[str],
    *,
    jobs: int | None = None,
    timeout: float = TIMEOUT,
    on_progress: Callable[[int, int], None] | None = None,
) -> Generator[Record, None, None]:
    """A record for each claim behind the paths, in their order, each as soon as those before it are there: see `answers`."""
    with closing(answers(paths, {"do": "verify"}, jobs=jobs, timeout=timeout, on_progress=on_progress)) as found:
        for answer in found:
            yield answer.record


def answers(
    paths: Iterable[str],
    task: Mapping[str, Any],
    *,
    jobs: int | None = None,
    timeout: float = TIMEOUT,
    on_progress: Callable[[int, int], None] | None = None,
) -> Generator[Answer, None, None]:
    """The answer to a task (see `symgeo.worker.answer`) for each claim behind the paths, in their order.

    `timeout` is for one claim, in seconds: a claim that takes longer is undecided. `on_progress(done, total)` is called in
    this thread. On KeyboardInterrupt the workers are killed, what is done is still given, and the interrupt goes on.
    Closing the iterator kills the workers too.
    """
    if not (timeout > 0 and math.isfinite(timeout)):
        raise ValueError(f"cannot limit claims to {timeout} seconds: needs a positive number.")
    wanted = targets(paths)
    done: dict[_Place, Answer] = {}
    sizes = [1] * len(wanted)
    at = _Place(0, 0)
    with _Pool(task, jobs or available_cores(), min(timeout, threading.TIMEOUT_MAX)) as pool:
        for i, target in enumerate(wanted):
            if target.problem is None:
                pool.submit(_Place(i, 0), target.path, target.name)
            else:
                done[_Place(i, 0)] = Answer(unreadable(target.path, target.problem), {})
        given = 0
        try:
            while at.file < len(wanted):
                while at in done:
                    given += 1
                    answer = done.pop(at)
                    at = _Place(at.file, at.claim + 1) if at.claim + 1 < sizes[at.file] else _Place(at.file + 1, 0)
                    yield answer
                if at.file == len(wanted):
                    return
                # In short waits, since an interrupt is not noticed within a wait on every system.
                try:
                    place, result = pool.results.get(timeout=0.5)
                except queue.Empty:
                    continue
                if isinstance(result, list):
                    sizes[place.file] = len(result)
                    for j, name in enumerate(result):
                        pool.submit(_Place(place.file, j), wanted[place.file].path, name)
                else:
                    done[place] = result
                if on_progress is not None:
                    on_progress(given + len(done), sum(sizes))
        except KeyboardInterrupt:
            pool.close()
            for place in sorted(done):
                yield done[place]
            raise


def ask_once(task: dict[str, Any], *, timeout: float = TIMEOUT) -> dict[str, Any]:
    """The final reply of a fresh worker to one task; "error" in it where there is none in time."""
    worker = _Worker()
    try:
        for reply in worker.ask(task, timeout):
            if reply["kind"] == "done":
                return reply
        if worker.expired:
            return {"error": f"{task['path']}: no answer within {timeout:g} s. Raise the limit: --timeout SECONDS."}
        return {"error": f"{task['path']}: the process that worked on it ended without an answer{_how_it_ended(worker)}."}
    finally:
        worker.close()
