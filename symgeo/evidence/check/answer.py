"""The answer to a certificate: accepted; rejected, by which step and why; or cannot replay, for want of what."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from .algebra import Rejected
from .claims import read_claim
from .refute import Refutation
from .replay import FORMAT, Proof
from .terms import CannotReplay, Malformed


class Answer(NamedTuple):
    """accepted; rejected, by which step and why; or cannot replay, for want of what."""

    word: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.word}: {self.detail}" if self.detail else self.word


def check_text(text: str) -> Answer:
    """The answer to a certificate in JSON."""
    try:
        return check(json.loads(text, parse_float=_no_number, parse_constant=_no_number, object_pairs_hook=_once))
    except (ValueError, RecursionError) as error:
        return Answer("rejected", f"malformed: {error}")


def _no_number(text: str) -> Any:
    raise Malformed(f"numbers are integers or texts, not {text}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Malformed("a key stands twice in one object")
    return found


def check(document: Any) -> Answer:
    """The answer to a certificate."""
    try:
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise Malformed(f"needs the format {FORMAT}")
        claim = read_claim(document)
        if "cannot" in document:
            raise CannotReplay(str(document["cannot"]))
        if document.get("verdict") == "refuted":
            Refutation(claim, document).check()
        elif document.get("verdict") == "proved":
            Proof(claim, document).check()
        else:
            raise Malformed("needs the verdict proved or refuted")
    except CannotReplay as error:
        return Answer("cannot replay", str(error))
    except Rejected as error:
        return Answer("rejected", str(error))
    except (Malformed, TypeError, ValueError, KeyError, IndexError, AttributeError, ZeroDivisionError, OverflowError) as error:
        return Answer("rejected", f"malformed: {error or type(error).__name__}")
    return Answer("accepted")
