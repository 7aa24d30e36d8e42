"""From a verdict to its part of a document, in the format asked for; and from parts to the document.

The first half runs in the worker that has the proof at hand, the second in the process that writes the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from symgeo.present import html, markdown, tex
from symgeo.present.derivation import Derivation
from symgeo.present.parts import Part, part_from, part_of, part_without
from symgeo.record import Record

if TYPE_CHECKING:
    from symgeo.exact.verify import Session

#: Endings of files, and the format in which the parts of such a document are set.
FORMATS = {".tex": "tex", ".pdf": "tex", ".md": "markdown", ".html": "html"}

#: Pixels an inch of what is coloured in the pictures of a report.
_DENSITY = 60

_BODIES: dict[str, Callable[[Derivation], str]] = {
    "tex": tex.body,
    "fragment": lambda d: tex.body(d, tex.FRAGMENT_WIDTH),
    "markdown": markdown.body,
    "html": html.body,
    "report": lambda d: html.body(d, annotated=False),
}


class Stated(Protocol):
    """A claim with what its author says about it."""

    @property
    def path(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def reference(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def claim(self) -> Any: ...


def attach(task: Mapping[str, Any], stated: Stated, session: Session, record: Record, attached: dict[str, Any]) -> Iterator[None]:
    """Set the derivation of a session's claim, as `task["format"]` says; `attached` is given the "part", and what a report asks for."""
    from symgeo.present.derive import derivation

    by = tuple(record["accepted_by"])
    made = derivation(session, path=stated.path, title=stated.title, reference=stated.reference, accepted_by=by)
    made = replace(made, relation=stated.relation)
    attached["part"] = part_of(made, _BODIES[task["format"]](made)).data()
    yield
    if task["format"] == "report":
        # The relation and its factor are told by the record; here the factor is set as mathematics.
        with suppress(Exception):
            strongest = session.strongest()
            if strongest.name not in (None, "isometric") and strongest.factor is not None:
                attached["factor"] = html.formulas(made.notation.write(strongest.factor), 16.0, annotated=False)
        yield
    if task.get("plots"):
        with suppress(Exception):
            from symgeo.present.plots import picture

            attached["picture"] = picture(stated.claim, density=_DENSITY).decode("utf-8")
        yield


def part(record: Record, attached: Any, format: str) -> Part:
    """The part of a claim, also of one that has no derivation: that says why."""
    if "part" in attached:
        return part_from(attached["part"])
    return part_without(record, _without(record, problem(record, attached), format))


def problem(record: Record, attached: Any) -> str:
    """Why a claim has no derivation, in a sentence."""
    if record["verdict"] in ("proved", "refuted") or not record["reason"]:
        return f"{attached.get('problem', 'it was not finished')}."
    return " ".join(s if s.endswith(".") else f"{s}." for s in (record["reason"], record["advice"]) if s)


def _without(record: Record, why: str, format: str) -> str:
    if format in ("tex", "fragment"):
        return tex.body_without(part_without(record, "").heading, why)
    return markdown.body_without(why) if format == "markdown" else html.body_without(why)


def assembled(parts: Sequence[Part], format: str, title: str = "") -> str:
    """The document of parts that were set in a format."""
    if format == "fragment":
        return tex.fragment_of(parts)
    return {"tex": tex.assemble, "markdown": markdown.assemble, "html": html.assemble}[format](parts, title)
