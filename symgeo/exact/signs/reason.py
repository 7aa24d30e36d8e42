"""Why an expression has a sign on a domain: a tree that can be checked without search.

A `Reason` says of its subject that it is positive, negative, nonnegative, nonpositive or nonzero *at every point of the domain
where it is defined*, and from which premises by which rule. Signs are kept as sets: bits for negative, zero and positive.

The rules, with what they rest on (P: the premises' subjects, in order; names in quotes: entries of `data`):

===============  ===========================================================================================
given            the domain's condition number "constraint"
bound            one end of a variable's range, by following the first premise down to the variable in interval arithmetic
range            interval arithmetic from the bounds and conditions P
value            ball arithmetic at "precision" bits, for numbers
zero             e is zero (a normal form modulo the relations of its atoms, or the engine's)
contradiction    P cannot hold together, so the domain is empty; nowhere: a consequence of that
factor-of        e divides the nonzero expression P
product          e = "constant" * product of "factors" (base, exponent); P has the bases whose signs matter
polynomial       the same, where the equality is one of polynomials modulo relations of the atoms ("eliminate": which square)
factors          the same, where the equality is the engine's
sum              e = "constant" + sum of "coefficients" * P
increasing       e = "coefficient" * (f(u) - f(v)) with "function" f increasing, P = u - v
odd-increasing   f(u) has the sign of u; log, abs, acosh, acos, gamma, atan2, extremum, power: what their names say
arc              the argument lies strictly between "lower" and "upper" times pi
no-root          no root in "ranges" of the only atom, and the sign at the point "at"
coefficients     all coefficients have one sign once "ranges" are mapped to (0, oo)
linear           e is linear in "atom", which lies in "range"; P are the values at the ends (or slopes)
quadratic        e = a v^2 + b v + c; P = (a, 4ac - b^2)
amplitude        e = d + a sin u + b cos u; P = (d, d^2 - a^2 - b^2)
phase            e = a (sin u +- cos u); P = (a, sin(u +- pi/4))
root             e = a + b R^"power" with R^"degree" = n: P = (a or b, difference of the powers)
cone             e = sum of coefficient * product of P over "terms", modulo "relations"
cleared          a condition P times its positive denominator P
hyperbolic       cosh u > |sinh u|
growth           P = (e at "end" of the range of "variable", its "slope")
boxes            ball arithmetic on the "tree" of cuts of "box"
cases            P on the parts "variable" = 0, > 0, < 0 of the domain
piecewise        P on the parts where the branches apply
integral         P = (upper - lower, the integrand for "variable" between them); series: the terms
===============  ===========================================================================================
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


@dataclass(frozen=True, repr=False)
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
        return f"{self!r} ({self.rule})"

    def __repr__(self) -> str:
        return f"{self.subject} {_SYMBOLS[self.statement]}"

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
