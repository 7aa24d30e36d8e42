"""What has to hold for a claim to be true, as data: the narrow waist between geometry and the exact engine.

Each obligation is about all points of its domain. The engine answers each by itself: proved, refuted or undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Union

from symgeo.expression import PI, E, Expr, add, call, expand_sum, mul, power, symbol
from symgeo.geometry.domain import Domain


@dataclass(frozen=True)
class Defined:
    """The expression is a real function of class C^level on the domain; `as_written`: each of its parts is."""

    expression: Expr
    level: int
    domain: Domain
    label: str
    as_written: bool = False


@dataclass(frozen=True)
class Zero:
    """left = right on the domain. `component` is the matrix entry it comes from."""

    left: Expr
    right: Expr
    domain: Domain
    label: str
    component: tuple[int, int] | None = None


@dataclass(frozen=True)
class Positive:
    """expression > 0 on the domain. `node` is the subexpression that needs it, if it comes from one, to be C^level.
    `strict=False` asks for >= 0 only."""

    expression: Expr
    domain: Domain
    label: str
    node: Expr | None = None
    level: int = 0
    strict: bool = True


@dataclass(frozen=True)
class NonZero:
    """expression /= 0 on the domain; `node` and `level` as for Positive."""

    expression: Expr
    domain: Domain
    label: str
    node: Expr | None = None
    level: int = 0


@dataclass(frozen=True)
class OffCut:
    """(u, v) avoids the half-line v = 0, u <= 0, on which atan2(v, u) is not continuous."""

    v: Expr
    u: Expr
    domain: Domain
    label: str
    node: Expr | None = None


@dataclass(frozen=True)
class Connected:
    """The domain is connected; then what is locally constant on it is constant."""

    domain: Domain
    label: str


@dataclass(frozen=True)
class FullRank:
    """The matrix (rows of expressions, m x n with m >= n) has rank n on the domain."""

    rows: tuple[tuple[Expr, ...], ...]
    domain: Domain
    label: str


@dataclass(frozen=True)
class PositiveDefinite:
    """The symmetric matrix is positive definite on the domain."""

    rows: tuple[tuple[Expr, ...], ...]
    domain: Domain
    label: str


@dataclass(frozen=True)
class Unknown:
    """Something that the rules below cannot put into conditions; it stays undecided."""

    domain: Domain
    label: str
    reason: str
    node: Expr | None = None


Condition = Union[Positive, NonZero, OffCut, Unknown]
Obligation = Union[Defined, Zero, Positive, NonZero, OffCut, Connected, FullRank, PositiveDefinite, Unknown]


def conditions(e: Expr, level: int, domain: Domain, label: str) -> Iterator[Condition]:
    """Conditions that are sufficient for e to be defined and C^level on the domain, read off the tree as it was written.

    Abs, sign, Max, Min and Piecewise are conditions on the interface of their branches; whoever asks has already cut the
    domain there, so that what is left of them is a condition not to be on an interface.
    """
    seen: dict[Expr, int] = {}
    stack = [(e, level)]
    while stack:
        node, k = stack.pop()
        if seen.get(node, -1) >= k:
            continue
        seen[node] = k
        yield from _conditions_of(node, k, domain, label)
        stack.extend(_children(node, k))


def _children(node: Expr, level: int) -> list[tuple[Expr, int]]:
    h = node.head
    if h == "derivative":
        return [(node.args[0], level + len(node.args) - 1)]
    if h == "integral":
        return [(node.args[2], level), (node.args[3], level)]
    if h == "sum":
        expanded = expand_sum(node)
        return [] if expanded is None else [(expanded, level)]
    if h == "piecewise":
        return []
    return [(c, level) for c in node.children]


def _conditions_of(node: Expr, level: int, domain: Domain, label: str) -> Iterator[Condition]:
    h, a = node.head, node.args

    def positive(e: Expr, strict: bool = True) -> Positive:
        return Positive(e, domain, label, node, level, strict)

    def nonzero(e: Expr) -> NonZero:
        return NonZero(e, domain, label, node, level)

    if h == "pow":
        base, exponent = a
        q = exponent.value
        if q is None and _is_integer_valued(exponent, domain):
            yield nonzero(base)
        elif q is None:
            yield positive(base)
        elif q.denominator == 1:
            if q < 0:
                yield nonzero(base)
        else:
            # u**q is C^level at u = 0 from the right where q > level.
            yield positive(base, strict=q <= level)
    elif h == "log":
        yield positive(a[0])
    elif h in ("Abs", "cbrt"):
        if level > 0:
            yield nonzero(a[0])
    elif h == "sign":
        yield nonzero(a[0])
    elif h in ("Max", "Min"):
        if level > 0:
            for i, first in enumerate(a):
                for second in a[i + 1 :]:
                    yield nonzero(first - second)
    elif h in ("tan", "sec"):
        yield nonzero(call("cos", a[0]))
    elif h in ("cot", "csc"):
        yield nonzero(call("sin", a[0]))
    elif h in ("coth", "csch"):
        yield nonzero(a[0])
    elif h in ("asin", "acos"):
        yield positive(1 - a[0], strict=level > 0)
        yield positive(1 + a[0], strict=level > 0)
    elif h == "atanh":
        yield positive(1 - a[0])
        yield positive(1 + a[0])
    elif h == "acosh":
        yield positive(a[0] - 1, strict=level > 0)
    elif h == "atan2":
        yield OffCut(a[0], a[1], domain, label, node)
    elif h == "gamma":
        yield positive(a[0])
    elif h == "polygamma":
        if a[0].value is None or a[0].value.denominator != 1 or a[0].value < 0:
            yield Unknown(domain, label, f"polygamma needs an order 0, 1, 2, ...; got {a[0]}", node)
        yield positive(a[1])
    elif h == "besselj":
        if a[0].value is None or a[0].value.denominator != 1:
            yield positive(a[1])
    elif h == "LambertW":
        yield positive(1 + mul(E, a[0]), strict=level > 0)
    elif h in ("elliptic_e", "elliptic_f"):
        for part, t in _between(domain, add(0), a[0]):
            inside = add(1, mul(-1, a[1], power(call("sin", t), 2)))
            yield Positive(inside, part, label, node, level)
    elif h == "integral":
        body, bound, lower, upper = a
        if "oo" in lower.heads | upper.heads:
            yield Unknown(domain, label, f"{node} is an improper integral", node)
            return
        deeper = level if body.free_symbols & set(domain.coordinates) - {bound.args[0]} else 0
        for part, s in _between(domain, lower, upper):
            yield from conditions(body.substitute({bound.args[0]: s}), deeper, part, label)
    elif h == "sum" and expand_sum(node) is None:
        yield Unknown(domain, label, f"{node} does not have numeric bounds", node)
    elif h == "piecewise":
        yield Unknown(domain, label, f"the branches of {node} could not be separated", node)
    elif h == "oo":
        yield Unknown(domain, label, "oo is not a real number", node)


def _is_integer_valued(e: Expr, domain: Domain) -> bool:
    """Whether e is built from integers and integer parameters by + and *."""
    return all(
        node.head in ("add", "mul")
        or (node.head == "number" and node.args[0].denominator == 1)
        or (node.head == "symbol" and node.args[0] in domain.integers)
        for node in e.walk()
    )


def _between(domain: Domain, lower: Expr, upper: Expr) -> Iterator[tuple[Domain, Expr]]:
    """The closed segment between two functions, as up to two domains with one more variable."""
    name = "s"
    while name in domain.variables:
        name += "_"
    s = symbol(name)
    ordered = [(lower, upper)] if lower.value is not None and lower is upper else [(lower, upper), (upper, lower)]
    for low, high in ordered:
        yield domain.restrict(variables=(name,), nonnegative=(s - low, high - s)), s


def on(obligation: Obligation, domain: Domain) -> Obligation:
    """The same obligation on another domain."""
    return replace(obligation, domain=domain)


#: A rational number as an expression, for callers that build conditions.
HALF = Fraction(1, 2)
__all__ = [
    "HALF",
    "PI",
    "Condition",
    "Connected",
    "Defined",
    "FullRank",
    "NonZero",
    "Obligation",
    "OffCut",
    "Positive",
    "PositiveDefinite",
    "Unknown",
    "Zero",
    "conditions",
    "on",
]
