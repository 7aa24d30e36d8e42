"""A derivation that is already set in some format, with what a document says around it: what a worker hands over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from symgeo.present.derivation import Derivation
from symgeo.record import Record


@dataclass(frozen=True)
class Part:
    """One claim of a document: `body` is its derivation in the document's format, the rest is plain text."""

    path: str
    title: str
    reference: str
    relation: str
    status: str
    heading: str
    accepted_by: tuple[str, ...]
    body: str

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @property
    def key(self) -> str:
        """A name for links to it, the same in every run."""
        return f"claim-{hashlib.sha256(self.path.encode('utf-8', 'backslashreplace')).hexdigest()[:10]}"


def part_of(derivation: Derivation, body: str) -> Part:
    d = derivation
    return Part(d.path, d.title, d.reference, d.relation, d.status, d.heading, d.accepted_by, body)


def part_from(data: Mapping[str, Any]) -> Part:
    """The reverse of `Part.data`."""
    return Part(**{**data, "accepted_by": tuple(data["accepted_by"])})


def part_without(record: Record, body: str) -> Part:
    """The place of a claim that has no derivation; `body` says why, in the document's format."""
    status = record["verdict"] or "undecided"
    heading = {"proved": "Theorem", "refuted": "Refuted claim", "error": "Unreadable claim"}.get(status, "Undecided claim")
    return Part(
        record["path"],
        record["title"] or record["path"],
        "",
        record["relation"] or "",
        "unreadable" if status == "error" else status,
        heading,
        tuple(record["accepted_by"]),
        body,
    )


def standing(part: Part) -> str:
    """What is known of the claim and who says so, in words.

    >>> standing(Part("a.toml", "A", "", "isometric", "proved", "Theorem", ("engine", "checker"), ""))
    'Proved; accepted by the engine and the checker'
    """
    return status_words(part.status, part.accepted_by)


def status_words(status: str, accepted_by: Iterable[str]) -> str:
    who = [f"the {name}" for name in accepted_by]
    words = f"{', '.join(who[:-1])} and {who[-1]}" if len(who) > 1 else "".join(who)
    return status.capitalize() + (f"; accepted by {words}" if words else "")


def references(parts: Iterable[Part]) -> dict[str, int]:
    """The references of a document with their numbers, in order of first mention."""
    found: dict[str, int] = {}
    for part in parts:
        if part.reference:
            found.setdefault(part.reference, len(found) + 1)
    return found


def counted(parts: Iterable[Part]) -> str:
    """How many claims, by status.

    >>> counted([])
    'no claims'
    """
    statuses = [part.status for part in parts]
    order = ["proved", "refuted", "undecided", "unreadable"]
    words = ", ".join(f"{statuses.count(s)} {s}" for s in order if s in statuses)
    return f"{len(statuses)} claim{'' if len(statuses) == 1 else 's'}: {words}" if statuses else "no claims"
