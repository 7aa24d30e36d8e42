"""Pages that explain: each reason for undecided, each kind of witness, each answer of checker and kernel, each kind of error has one."""

from __future__ import annotations

import difflib
import re
from functools import cache
from importlib.resources import files

#: Where a code comes from, in the order of the list that people see.
KINDS = {
    "reason": "Reasons for undecided",
    "witness": "Witnesses of a refutation",
    "answer": "Answers of the checker and of the kernel",
    "error": "Errors",
}
_WITNESSES = ("unequal", "undefined", "not-c1", "rank", "two-factors", "not-proportional", "outside-target", "stretch")
_ANSWERS = ("accepted", "rejected", "cannot_replay", "not_exported", "not_accepted")


class UnknownCodeError(LookupError):
    """There is no page under this code."""


@cache
def _pages() -> dict[str, str]:
    folder = files(__name__) / "pages"
    return {f.name.removesuffix(".md"): f.read_text(encoding="utf-8") for f in folder.iterdir() if f.name.endswith(".md")}


def codes(kind: str | None = None) -> list[str]:
    """The codes that have a page; all, or those of one kind of `KINDS`.

    >>> "not_reduced" in codes("reason")
    True
    """

    def belongs(code: str) -> bool:
        if code.startswith("SG"):
            return kind == "error"
        if code in _WITNESSES and kind == "witness":
            return True
        # rank is both a reason and a witness.
        return kind == ("answer" if code in _ANSWERS else "witness" if code in _WITNESSES and code != "rank" else "reason")

    return sorted(code for code in _pages() if kind is None or belongs(code))


def heading(code: str) -> str:
    """The first line of a page, without the code.

    >>> heading("timeout")
    'time ran out'
    """
    return _pages()[code].splitlines()[0].partition(": ")[2]


def page(code: str) -> str:
    """The page of a code, in Markdown. Case, and - or _, make no difference. Raises UnknownCodeError.

    >>> print(page("sg105").splitlines()[0])
    # SG105: a claim file cannot be read
    """
    known = {_plain(c): c for c in _pages()}
    found = known.get(_plain(code))
    if found is None:
        near = difflib.get_close_matches(_plain(code), known, 1, 0.5)
        advice = f"Did you mean {known[near[0]]}?" if near else "The list of all codes: symgeo explain"
        raise UnknownCodeError(f"cannot explain {code!r}: there is no such code. {advice}")
    return _pages()[found]


def _plain(code: str) -> str:
    return re.sub(r"[-_ ]+", "_", code.strip().lower())
