"""What `symgeo verify --json` prints: one record a claim, and what a list of records amounts to.

Nothing here imports the engine, so that the command line can speak before the engine is loaded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, TypedDict

SCHEMA = 1


class WitnessRecord(TypedDict):
    """A witness, as JSON: `points` hold rational numbers as text."""

    kind: str
    points: list[dict[str, str]]
    component: list[int] | None
    statement: str
    pulled_back: str | None
    declared: str | None


class Record(TypedDict):
    """One claim and its answer, as JSON. Every key is always there."""

    schema: int
    path: str
    title: str
    relation: str | None
    verdict: str | None
    strongest: str | None
    factor: str | None
    witness: WitnessRecord | None
    reason: str | None
    advice: str | None
    accepted_by: list[str]
    seconds: float
    expect: str | None
    as_expected: bool | None


def blank(path: str) -> Record:
    """A record about which nothing is known but where the claim came from."""
    return Record(
        schema=SCHEMA,
        path=path,
        title="",
        relation=None,
        verdict=None,
        strongest=None,
        factor=None,
        witness=None,
        reason=None,
        advice=None,
        accepted_by=[],
        seconds=0.0,
        expect=None,
        as_expected=None,
    )


def unreadable(path: str, reason: str) -> Record:
    """The record of a claim that could not be read, or is about nothing (an empty domain)."""
    record = blank(path)
    record.update({"verdict": "error", "reason": reason})
    return record


def judged(record: Record) -> Record:
    """The record, with `as_expected` filled in."""
    expect = record["expect"]
    record["as_expected"] = None if expect is None else record["verdict"] == expect
    return record


def is_as_expected(record: Record) -> bool:
    """Whether the verdict is the expected one; with no expectation, whether it is "proved"."""
    return record["verdict"] == (record["expect"] or "proved")


def is_rejected(record: Record) -> bool:
    """Whether the checker does not accept the certificate of the verdict."""
    return record["verdict"] in ("proved", "refuted") and (record["reason"] or "").startswith("rejected:")


def checked(record: Record) -> str:
    """How a verdict was checked.

    >>> checked({**blank("a.toml"), "verdict": "proved", "accepted_by": ["engine", "checker"]})
    'engine + checker'
    """
    return " + ".join(record["accepted_by"]) + (", REJECTED" if is_rejected(record) else "")


def exit_status(records: Iterable[Record]) -> int:
    """0 every claim as expected, 1 some not, or rejected by the checker, 2 an unreadable one (2 wins).

    >>> exit_status([])
    0
    >>> exit_status([unreadable("a.toml", "cannot be opened")])
    2
    """
    status = 0
    for record in records:
        if record["verdict"] == "error":
            return 2
        if not is_as_expected(record) or is_rejected(record):
            status = 1
    return status


def code_of(record: Record) -> str | None:
    """The code of a record's reason or witness: what `symgeo explain` takes."""
    if record["verdict"] != "error" and record["reason"]:
        return record["reason"].partition(":")[0]
    if record["verdict"] == "refuted" and record["witness"]:
        return record["witness"]["kind"]
    return "SG105" if record["verdict"] == "error" else None


def summary(records: Iterable[Record], *, certify: bool = False) -> str:
    """One line: how many claims, with which verdicts, how many of them as expected, and what the checker said.

    >>> summary([unreadable("a.toml", "cannot be opened")])
    '1 claim: 1 unreadable; 0 as expected'
    """
    count: Counter[str] = Counter()
    expected = accepted = rejected = 0
    for record in records:
        accepted += "checker" in record["accepted_by"]
        rejected += is_rejected(record)
        count[record["verdict"] or "undecided"] += 1
        expected += is_as_expected(record)
    total = sum(count.values())
    words = {"proved": "proved", "refuted": "refuted", "undecided": "undecided", "error": "unreadable"}
    parts = ", ".join(f"{count[verdict]} {word}" for verdict, word in words.items() if count[verdict])
    others = count["proved"] + count["refuted"] - accepted - rejected
    answers = ((accepted, "accepted"), (others, "not replayed"), (rejected, "REJECTED"))
    checker = f"; checker: {', '.join(f'{n} {word}' for n, word in answers if n) or 'nothing to replay'}" if certify else ""
    return f"{total} claim{'' if total == 1 else 's'}: {parts or 'none'}; {expected} as expected{checker}"


def plain(text: Any) -> str:
    """Text with each control character written out, so that a title cannot steer a terminal.

    >>> plain("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in str(text))
