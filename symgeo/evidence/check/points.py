"""Values at rational points: enclosures in interval arithmetic, and whether a point lies in a domain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from . import intervals as iv
from .algebra import Rejected
from .claims import Domain
from .intervals import Interval
from .pieces import TRUTHS, has_switch
from .signs import value_of
from .terms import CannotReplay, Malformed, Term, resolve, walk


def rational(value: Any) -> Fraction:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,5000}(/0*[1-9][0-9]{0,5000})?", value):
        raise Malformed(f"needs a rational number as text, got {str(value)[:60]!r}")
    return Fraction(value)


UNEVALUATED = frozenset(["integral", "sum", "derivative", "apply", "jet", "piecewise"])


def at_point(term: Term, point: Mapping[str, Fraction]) -> Interval:
    """An enclosure of the term's value at a point. Raises Rejected where it is not shown to be defined."""
    values: dict[Term, Interval] = {}
    box = {name: iv.exactly(value) for name, value in point.items()}
    if any(node.head == "derivative" and has_switch(node) for node in walk(term)):
        raise CannotReplay("a derivative of something with branches")
    for node in walk(resolve(term)):
        if node.head in TRUTHS or node.head in ("true", "piecewise"):
            if node.head == "piecewise":
                values[node] = values[branch_at(node, values)]
            continue
        if node.head in UNEVALUATED:
            raise CannotReplay(f"a value of {node.head}")
        if node.head == "symbol" and node.args[0] not in box:
            raise Rejected("a point", f"it has no {node.args[0]}")
        if node.head == "pow":
            base, e = values[node.args[0]], node.args[1].value
            if e is None:
                fine = base.positive
            elif e.denominator == 1:
                fine = e >= 0 or base.nonzero
            else:
                fine = base.nonnegative if e > 0 else base.positive
        elif node.head in ("number", "symbol", "pi", "E", "add", "mul"):
            fine = True
        elif node.head in iv.KNOWN:
            fine = iv.defined(node.head, *[values[a] for a in node.children])
        else:
            raise CannotReplay(f"a value of {node.head}")
        if not fine:
            raise Rejected("a value", f"{node} is not shown to be defined there")
        values[node] = value_of(node, values, box)
    return values[resolve(term)]


def branch_at(t: Term, values: Mapping[Term, Interval]) -> Term:
    """The value of a piecewise term whose condition holds at a point, where all earlier ones fail."""
    for value, condition in zip(t.children[::2], t.children[1::2], strict=True):
        if condition.head == "true":
            return value
        i = iv.add(values[condition.args[0]], iv.negate(values[condition.args[1]]))
        signs = [name for name in ("positive", "negative", "nonnegative", "nonpositive") if getattr(i, name)]
        holds, fails = TRUTHS[condition.head]
        if holds & set(signs) or (i.single == iv.ZERO and condition.head in ("ge", "le", "eq")):
            return value
        if not (fails & set(signs) or (i.single == iv.ZERO and condition.head in ("gt", "lt", "ne"))):
            break
    raise Rejected("a value", "the branch at the point is not known")


def read_point(domain: Domain, point: Mapping[str, Any]) -> dict[str, Fraction]:
    if set(point) != set(domain.variables):
        raise Rejected("a point", "its coordinates are not those of the domain")
    return {name: rational(value) for name, value in point.items()}


def contains(domain: Domain, point: Mapping[str, Any]) -> bool:
    """Whether the point is shown to lie in the domain."""
    at = read_point(domain, point)
    return (
        all(at_point(c, at).positive for c in domain.positive)
        and all(at_point(c, at).nonnegative for c in domain.nonnegative)
        and all(at_point(c, at).nonzero for c in domain.nonzero)
        and all(at[name].denominator == 1 for name in domain.integers)
    )
