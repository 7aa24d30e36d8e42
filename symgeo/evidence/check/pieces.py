"""Abs, sign, Max, Min and Piecewise: a domain D is cut where a term u vanishes, and the branches are compared there.

The cut is along a hypersurface: du/dx vanishes nowhere on {u = 0}, for one coordinate x. So the points with u > 0 and u < 0 are
dense, and what is continuous on D and holds on both open parts holds on D. A term t is written without branches on
each open part, as t+ and t-; on {u = 0} it is t0.

* t is continuous on D if it is so on both open parts, t+ and t- are continuous on u >= 0 and u <= 0, and t+ = t- = t0 on {u = 0};
* t is C^1 on D if moreover t+ and t- are C^1 on the closed parts and their first derivatives agree on {u = 0};
* t is not C^1 if at a point of {u = 0} the values, or the derivatives by x, of t+ and t- differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .algebra import Rejected
from .claims import Domain
from .signs import Facts
from .terms import CannotReplay, Term, differentiate, mul, number, resolve, sub, walk

SWITCHES = frozenset(["Abs", "sign", "Max", "Min", "piecewise"])
BINDERS = frozenset(["integral", "sum", "derivative"])


class Cut(NamedTuple):
    """A term u and a coordinate x with du/dx /= 0 where u = 0."""

    u: Term
    x: str

    def parts(self, d: Domain) -> tuple[Domain, Domain]:
        """Where u > 0, and where u < 0."""
        return d.restrict(positive=(self.u,)), d.restrict(positive=(mul(-1, self.u),))

    def closed_parts(self, d: Domain) -> tuple[Domain, Domain]:
        return d.restrict(nonnegative=(self.u,)), d.restrict(nonnegative=(mul(-1, self.u),))

    def interface(self, d: Domain) -> Domain:
        return d.restrict(nonnegative=(self.u, mul(-1, self.u)))

    def require(self, d: Domain, facts: Facts) -> None:
        if self.x not in d.coordinates:
            raise Rejected("the cut", f"{self.x} is no coordinate")
        facts.require_defined(d, self.u, 1)
        facts.require(self.interface(d), differentiate(self.u, self.x), "nonzero")


def has_switch(*terms: Term) -> bool:
    return any(node.head in SWITCHES for t in terms for node in walk(t))


def decisive(t: Term) -> Iterator[Term]:
    """What decides the switches in t: arguments, and both sides of conditions."""
    for node in walk(t):
        if node.head in SWITCHES:
            yield from (e for c in node.args[1::2] for e in c.args) if node.head == "piecewise" else node.args


def without_branches(t: Term, d: Domain, facts: Facts) -> Term:
    """t on a domain on which facts tell which branch each switch takes."""
    if any(has_switch(node) for node in walk(t) if node.head in BINDERS):
        raise CannotReplay("branches in an integral, a sum or a derivative")
    image: dict[Term, Term] = {}
    for node in walk(resolve(t)):
        args = [image[a] if isinstance(a, Term) else a for a in node.args]
        if node.head == "piecewise":
            image[node] = branch_of(args, d, facts)
        elif node.head in ("Abs", "sign", "Max", "Min"):
            image[node] = value_of_switch(node.head, args, d, facts)
        else:
            image[node] = Term(node.head, *args)
    return image[resolve(t)]


def value_of_switch(head: str, args: list[Term], d: Domain, facts: Facts) -> Term:
    if head in ("Abs", "sign"):
        sign = facts.sign_of(d, args[0]) or ""
        if head == "Abs" and sign in ("positive", "nonnegative", "negative", "nonpositive"):
            return args[0] if sign in ("positive", "nonnegative") else mul(-1, args[0])
        if head == "sign" and sign in ("positive", "negative"):
            return number(1 if sign == "positive" else -1)
        if head == "sign" and sign == "nonnegative" and facts.holds(d, args[0], "nonpositive"):
            return number(0)
    for x in args if head in ("Max", "Min") else ():
        others = [y for y in args if y is not x]
        if all((facts.sign_of(d, sub(x, y) if head == "Max" else sub(y, x)) or "") in ("positive", "nonnegative") for y in others):
            return x
    raise CannotReplay(f"a branch of {head}")


def branch_of(args: list[Term], d: Domain, facts: Facts) -> Term:
    """The value whose condition holds on the whole domain, where all earlier ones fail."""
    for value, condition in zip(args[::2], args[1::2], strict=True):
        holds = truth(condition, d, facts)
        if holds is None:
            break
        if holds:
            return value
    raise CannotReplay("a branch of piecewise")


#: For each comparison of a with b: the signs of a - b with which it holds, and with which it fails.
TRUTHS = {
    "gt": ({"positive"}, {"negative", "nonpositive"}),
    "ge": ({"positive", "nonnegative"}, {"negative"}),
    "lt": ({"negative"}, {"positive", "nonnegative"}),
    "le": ({"negative", "nonpositive"}, {"positive"}),
    "ne": ({"positive", "negative", "nonzero"}, set[str]()),
    "eq": (set[str](), {"positive", "negative", "nonzero"}),
}


def truth(condition: Term, d: Domain, facts: Facts) -> bool | None:
    if condition.head == "true":
        return True
    holds, fails = TRUTHS[condition.head]
    a, b = condition.args
    difference = sub(a, b)
    if facts.holds(d, difference, "nonnegative") and facts.holds(d, difference, "nonpositive"):
        return condition.head in ("ge", "le", "eq")  # a = b
    sign = facts.sign_of(d, difference)
    return True if sign in holds else False if sign in fails else None
