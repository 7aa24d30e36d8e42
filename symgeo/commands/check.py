"""symgeo check: the checker's answers. The engine is not loaded here."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Generator, Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from symgeo.commands.running import each
from symgeo.record import plain

SCHEMA = 1
#: The lines of a claim that are shown without --full.
SHORT = ("f(", "g =", "factor", "part ")
STYLES = {"accepted": "green", "rejected": "bold red", "cannot replay": "yellow", "unreadable": "bold red"}


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array, an object a file.")
@click.option("--claim", "claim_path", metavar="PATH", help="The claim that the certificates have to be of: a claim file, or a proof.")
@click.option("--full", is_flag=True, help="Print the whole claim that an accepted certificate is about.")
def command(files: tuple[str, ...], as_json: bool, claim_path: str | None, full: bool) -> None:
    """Replay the certificates in FILEs, or in folders of *.json files, without search and without the engine.

    \b
      symgeo check certificates/sphere.json
      symgeo check certificates --json
      symgeo check certificates/sphere.json --claim sphere.toml

    \b
    The answers:
      accepted       the claim printed below holds (or, where it says refuted, does not)
      rejected       by which step, and why; nothing is known of the claim then
      cannot replay  the checker has no rule for something in it, which is named

    An accepted certificate is about the claim in it. Look at that claim, or name the one you mean with --claim: a
    certificate of another claim is then rejected. For that a claim file is only read; a proof (a Python file, PATH::NAME
    for one of several claims in it) is run.

    \b
    The same answers, with nothing but Python and a copy of one folder:
      python -m symgeo.evidence.check FILE...

    Exit status: 0 all accepted, 1 some not, 2 a file that cannot be read.
    """
    wanted = None if claim_path is None else _claim(claim_path)
    output = _Json() if as_json else _lines(full)
    count: Counter[str] = Counter()

    def take(row: dict[str, Any]) -> None:
        count[row["answer"]] += 1
        output.record(row)

    status = each(_rows(_certificates(files), wanted, claim_path), output, take)
    output.finish(count)
    if status is not None:
        click.echo(f"Interrupted: {count.total()} checked.", err=True)
        sys.exit(status)
    sys.exit(2 if count["unreadable"] else 0 if count["accepted"] == count.total() else 1)


def _certificates(files: Iterable[str]) -> Generator[tuple[str, str | None], None, None]:
    """The files, folders searched; with what is wrong with one that is none."""
    for given in files:
        path = Path(given)
        if not path.is_dir():
            yield given, None
            continue
        found = sorted(f for f in path.rglob("*.json") if not any(p.startswith(".") for p in f.relative_to(path).parts))
        yield from ((str(f), None) for f in found)
        if not found:
            yield given, "needs a folder with certificates, found none. Certificates are *.json files: symgeo certify PATH... -o DIR."


def _rows(files: Iterable[tuple[str, str | None]], wanted: Any, claim_path: str | None) -> Generator[dict[str, Any], None, None]:
    from symgeo.claimdata import difference
    from symgeo.evidence.check import check_text
    from symgeo.evidence.check.__main__ import statement
    from symgeo.evidence.check.claims import read_claim

    for file, problem in files:
        row: dict[str, Any] = {"schema": SCHEMA, "path": file, "answer": "unreadable", "detail": problem}
        row |= {"verdict": None, "relation": None, "statement": None, "seconds": 0.0}
        start = time.perf_counter()
        if problem is None:
            try:
                text = Path(file).read_text(encoding="utf-8")
            except OSError as error:
                row["detail"] = f"cannot be read: {error.strerror}. Check the path."
            except UnicodeDecodeError:
                row["detail"] = "cannot be read: needs UTF-8."
            else:
                answer = check_text(text)
                row |= {"answer": answer.word, "detail": answer.detail or None}
                if answer.word == "accepted":
                    document = json.loads(text)
                    claim = read_claim(document)
                    row |= {"verdict": document["verdict"], "relation": claim.relation, "statement": list(statement(document))}
                    other = None if wanted is None else difference(claim, wanted)
                    if other is not None:
                        detail = f"the certificate is of another claim than {claim_path}: {other} is not the same"
                        row |= {"answer": "rejected", "detail": detail}
        row["seconds"] = round(time.perf_counter() - start, 6)
        yield row


def _claim(path: str) -> Any:
    """The claim of a file, as the checker reads it."""
    from symgeo.errors import SymgeoError
    from symgeo.evidence.check.claims import read_claim

    if path.partition("::")[0].endswith(".py"):
        from symgeo.sweep import ask_once, targets

        (target,) = targets([path])
        reply = ask_once({"do": "state", "path": target.path, "name": target.name})
        if "error" in reply:
            raise click.UsageError(f"cannot compare with {reply['error']}")
        return read_claim(reply["document"])
    if Path(path).is_dir():
        raise click.UsageError(f"cannot compare with {path}: needs one claim file, got a folder.")
    from symgeo.claimdata import document
    from symgeo.claimfile import read_claim_file

    try:
        return read_claim(document(read_claim_file(path).claim))
    except SymgeoError as error:
        raise click.UsageError(f"cannot compare with {error}") from None


class _Json:
    """One array, an object a line; valid also after an interrupt."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> object:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def record(self, row: dict[str, Any]) -> None:
        click.echo((",\n" if self.count else "[\n") + json.dumps(row), nl=False)
        self.count += 1

    def finish(self, count: Counter[str]) -> None:
        click.echo("\n]" if self.count else "[]")


def _lines(full: bool) -> Any:
    from symgeo.commands.lines import Column, Lines

    class Answers(Lines):
        columns = (Column("answer", 14), Column("certifies", 22), Column("seconds", 7, right=True), Column("certificate", 0))

        def record(self, row: dict[str, Any]) -> None:
            word = row["answer"]
            what = f"{row['verdict']}: {row['relation']}" if row["verdict"] else ""
            self.row(word, what, f"{row['seconds']:.3f}", row["path"], style=STYLES[word])
            if word != "accepted":
                self.sentence(row["detail"], 15)
                if word != "unreadable":
                    self.sentence(f"More: symgeo explain {word.replace(' ', '_')}", 15)
                return
            lines = row["statement"][1:]
            for line in lines if full else [line for line in lines if line.startswith(SHORT)]:
                room = max(60, self.width - 16)
                self.say(" " * 15 + plain(line if full or len(line) <= room else f"{line[: room - 4]} ..."))

        def finish(self, count: Counter[str]) -> None:
            words = {"accepted": "accepted", "rejected": "rejected", "cannot replay": "not replayed", "unreadable": "unreadable"}
            parts = ", ".join(f"{count[word]} {said}" for word, said in words.items() if count[word])
            total = count.total()
            self.last(f"{total} certificate{'' if total == 1 else 's'}: {parts or 'none'}")

    lines = Answers("checking")
    lines.bar = nullcontext()
    return lines
