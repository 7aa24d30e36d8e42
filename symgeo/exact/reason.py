"""Why an expression has a sign on a domain: a tree that can be checked without search.

A `Reason` says of its subject that it is positive, negative, nonnegative, nonpositive or nonzero *at every point of the domain
where it is defined*, and from which premises by which rule. Signs are kept as sets: bits for negative, zero and positive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from symgeo.expression import Expr

#: Sets of signs.
NEGATIVE, ZERO_SIGN, POSITIVE = 1, 2, 4
NONPOSITIVE, NONZERO, NONNEGATIVE = NEGATIVE | ZERO_SIGN, NEGATIVE | POSITIVE, ZERO_SIGN | POSITIVE

STATEMENTS = {
    POSITIVE: "positive",
    NEGATIVE: "negative",
    NONNEGATIVE: "nonnegative",
    NONPOSITIVE: "nonpositive",
    NONZERO: "nonzero",
}
MASKS = {text: mask for mask, text in STATEMENTS.items()}
_SYMBOLS = {"positive": "> 0", "negative": "< 0", "nonnegative": ">= 0", "nonpositive": "<= 0", "nonzero": "/= 0"}


def opposite(mask: int) -> int:
    """The signs of -x where those of x are given."""
    return (mask & ZERO_SIGN) | (NEGATIVE if mask & POSITIVE else 0) | (POSITIVE if mask & NEGATIVE else 0)


@dataclass(frozen=True)
class Reason:
    """A proved statement on the sign of `subject`, the rule that gave it, and what it rests on.

    `data` holds what the rule needs to be applied again: numbers as text, expressions as they are.
    """

    rule: str
    statement: str
    subject: Expr
    premises: tuple[Reason, ...] = ()
    data: tuple[tuple[str, Any], ...] = ()

    @property
    def mask(self) -> int:
        return MASKS[self.statement]

    def __hash__(self) -> int:
        return hash((self.rule, self.statement, self.subject))

    def __str__(self) -> str:
        return f"{self.subject} {_SYMBOLS[self.statement]} ({self.rule})"

    def walk(self) -> Iterator[Reason]:
        """Every distinct reason once, premises first."""
        seen: set[int] = set()
        stack: list[tuple[Reason, bool]] = [(self, False)]
        while stack:
            reason, done = stack.pop()
            if done:
                yield reason
            elif id(reason) not in seen:
                seen.add(id(reason))
                stack.append((reason, True))
                stack.extend((p, False) for p in reversed(reason.premises))

    def explain(self) -> str:
        """The tree as indented text, a repeated reason only once."""
        lines: list[str] = []
        seen: set[int] = set()
        stack = [(self, 0)]
        while stack:
            reason, depth = stack.pop()
            lines.append("  " * depth + str(reason))
            if id(reason) not in seen:
                seen.add(id(reason))
                stack.extend((p, depth + 1) for p in reversed(reason.premises))
        return "\n".join(lines)
