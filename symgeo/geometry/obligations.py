"""What has to hold for a claim to be true, as data: the narrow waist between geometry and the exact engine.

Each obligation is about all points of its domain. The engine answers each by itself: proved, refuted or undecided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf
from typing import Union

from symgeo.expression import PI, E, Expr, add, call, carried_out, expand_sum, mul, power, rename_bound, symbol
from symgeo.geometry.domain import Domain


@dataclass(frozen=True)
class Along:
    """A function as it was written on a chart, taken along a map: `by` gives each coordinate of `space` that the map replaces.

    A condition is read off before anything is put in: y**z needs y > 0, and y**2 does not.
    """

    written: Expr
    space: Domain
    by: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True)
class Defined:
    """The expression is a real function of class C^level on the domain; `as_written`: each of its parts is. Level inf: smooth
    near each point.

    `along`: functions on another chart, from which the expression was made, that are smooth near the points where they are taken.
    """

    expression: Expr
    level: float
    domain: Domain
    label: str
    as_written: bool = False
    along: tuple[Along, ...] = ()

    @property
    def differentiated(self) -> bool:
        """Whether a derivative was carried out in another place than where the expression is taken: 1/y is what is left of log(y)."""
        return any("derivative" in function.written.heads for function in self.along)


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
    level: float = 0
    strict: bool = True


@dataclass(frozen=True)
class NonZero:
    """expression /= 0 on the domain; `node` and `level` as for Positive."""

    expression: Expr
    domain: Domain
    label: str
    node: Expr | None = None
    level: float = 0


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
    """The domain is connected for each choice of the parameters; then what has derivative 0 by the coordinates does not depend on them."""

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
class StretchWithin:
    """lower g(v, v) <= k(v, v) <= upper g(v, v) for every vector v, at each point of the domain; a bound that is None says nothing.

    `form` is k, `metric` is g: symmetric matrices of continuous functions, g positive definite (obligations of their own).
    """

    form: tuple[tuple[Expr, ...], ...]
    metric: tuple[tuple[Expr, ...], ...]
    lower: Expr | None
    upper: Expr | None
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
Obligation = Union[Defined, Zero, Positive, NonZero, OffCut, Connected, FullRank, PositiveDefinite, StretchWithin, Unknown]


def conditions(e: Expr, level: float, domain: Domain, label: str, moving: frozenset[str] | None = None) -> Iterator[Condition]:
    """Conditions that are sufficient for e to be defined and C^level on the domain, read off the tree as it was written.

    C^level is meant in the variables `moving`, which are the coordinates where nothing else is said, and in whatever e is
    differentiated by. Abs, sign, Max, Min and Piecewise are conditions on the interface of their branches; whoever asks has
    already cut the domain there, so that what is left of them is a condition not to be on an interface.
    """
    moving = open_in = frozenset(domain.coordinates) if moving is None else moving
    if "derivative" in e.heads:
        moving = moving.union(*(v.free_symbols for node in e.walk() if node.head == "derivative" for v in node.args[1:]))
    seen: dict[Expr, float] = {}
    stack = [(e, level)]
    while stack:
        node, k = stack.pop()
        if seen.get(node, -1) >= k:
            continue
        seen[node] = k
        yield from _conditions_of(node, k, domain, label, moving)
        # A parameter may range over a closed set, on whose boundary there is no derivative by it.
        on_boundary = node.head == "derivative" and not open_in.issuperset(v.args[0] for v in node.args[1:])
        stack.extend(_children(node, inf if on_boundary else k))


def conditions_along(function: Along, domain: Domain, label: str) -> Iterator[Condition]:
    """Conditions that are sufficient for a function to be smooth near each point at which it is taken: open ones, which hold there."""
    for condition in conditions(function.written, inf, function.space, label):
        yield _put_in(condition, dict(function.by), function.space, domain)


def derivatives_along(e: Expr, space: Domain, by: Mapping[str, Expr]) -> tuple[Along, ...]:
    """The parts of e that have to be smooth where `by` is put in, since their derivatives are taken before that."""
    parts = carried_out(e, by)
    return tuple([Along(part, space, tuple(by.items())) for part in parts if next(conditions(part, inf, space, ""), None) is not None])


def _put_in(condition: Condition, by: Mapping[str, Expr], space: Domain, domain: Domain) -> Condition:
    """A condition on a domain over `space`, along a map from `domain` (whose variables are among those of `space`)."""
    own = condition.domain
    variables = own.variables[len(space.variables) :]
    between = tuple(e.substitute(by) for e in own.nonnegative[len(space.nonnegative) :])
    where = domain.restrict(variables=variables, nonnegative=between)

    def put(e: Expr) -> Expr:
        return rename_bound(e.substitute(by), frozenset(where.variables))

    if isinstance(condition, Unknown):
        return replace(condition, domain=where)
    if isinstance(condition, OffCut):
        return replace(condition, domain=where, u=put(condition.u), v=put(condition.v))
    return replace(condition, domain=where, expression=put(condition.expression))


def _children(node: Expr, level: float) -> list[tuple[Expr, float]]:
    h = node.head
    if h == "derivative":
        return [(node.args[0], level + len(node.args) - 1)]
    if h == "integral":
        return [(node.args[2], level), (node.args[3], level)]
    if h == "sum":
        expanded = written_out(node)
        return [] if expanded is None else [(expanded, level)]
    if h == "piecewise":
        return []
    return [(c, level) for c in node.children]


def written_out(node: Expr) -> Expr | None:
    """A sum term by term, as it stands; None where its bounds are not numbers, or its variable is differentiated by."""
    body, bound = node.args[:2]
    return None if carried_out(body, {bound.args[0]: add(0)}) else expand_sum(node)


def _conditions_of(node: Expr, level: float, domain: Domain, label: str, moving: frozenset[str]) -> Iterator[Condition]:
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
            yield Positive(rename_bound(inside, frozenset(part.variables)), part, label, node, level)
    elif h == "integral":
        if "oo" in a[2].heads | a[3].heads:
            yield Unknown(domain, label, f"{node} is an improper integral", node)
            return
        yield from _conditions_of_integral(node, level, domain, label, moving)
    elif h == "sum" and written_out(node) is None:
        yield Unknown(domain, label, f"{node} does not have numeric bounds", node)
    elif h == "piecewise":
        yield Unknown(domain, label, f"the branches of {node} could not be separated", node)
    elif h == "oo":
        yield Unknown(domain, label, "oo is not a real number", node)


def _conditions_of_integral(node: Expr, level: float, domain: Domain, label: str, moving: frozenset[str]) -> Iterator[Condition]:
    """The integrand is continuous between the bounds, and C^level there where it depends on a moving variable. By a moving bound
    an integral is once more differentiable than the integrand near that bound."""
    body, bound, *bounds = node.args
    deeper = level if (body.free_symbols - bound.free_symbols) & moving else 0

    def inside(part: Domain, s: Expr, k: float) -> Iterator[Condition]:
        integrand = rename_bound(body.substitute({bound.args[0]: s}), frozenset(part.variables))
        return conditions(integrand, k, part, label, moving | s.free_symbols)

    for part, s in _between(domain, *bounds):
        yield from inside(part, s, deeper)
    for end in dict.fromkeys(bounds):
        if deeper < level - 1 and end.free_symbols & moving:
            part = domain.restrict(variables=s.args)
            for condition in inside(part, s, level - 1):
                yield _put_in(condition, {s.args[0]: end}, part, domain)


def _is_integer_valued(e: Expr, domain: Domain) -> bool:
    """Whether e is built from integers and integer parameters by + and *."""
    return all(
        node.head in ("add", "mul")
        or (node.head == "number" and node.args[0].denominator == 1)
        or (node.head == "symbol" and node.args[0] in domain.integers)
        for node in e.walk()
    )


def _between(domain: Domain, lower: Expr, upper: Expr) -> Iterator[tuple[Domain, Expr]]:
    """The closed segment between two functions, as up to two domains with one more variable, of a name that nothing has."""
    given = (lower, upper, *domain.conditions)
    names = {node.args[0] for e in given for node in e.walk() if node.head == "symbol"}.union(domain.variables)
    name = "s"
    while name in names:
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
    "Along",
    "Condition",
    "Connected",
    "Defined",
    "FullRank",
    "NonZero",
    "Obligation",
    "OffCut",
    "Positive",
    "PositiveDefinite",
    "StretchWithin",
    "Unknown",
    "Zero",
    "conditions",
    "conditions_along",
    "derivatives_along",
    "on",
    "written_out",
]
