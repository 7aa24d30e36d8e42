"""Cutting a domain where Abs, sign, Max, Min and Piecewise change their branch.

On each open piece every branch is decided and the expressions are free of them. A piece boundary inside the domain is an
*interface*: there the branches have to be compared. An interface is always {v = w} for one variable v and an expression
w free of v, so that it has no interior and can be parametrised by the other variables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from symgeo.exact.points import PointSource
from symgeo.exact.region import Region
from symgeo.expression import TRUE, ZERO, Expr, differentiate, number, resolve_derivatives
from symgeo.geometry.domain import Domain
from symgeo.geometry.obligations import written_out

SWITCHES = ("Abs", "sign", "Max", "Min", "piecewise")
MAX_PIECES = 32


class CannotCut(Exception):
    """The domain cannot be cut along an argument; the message says along which."""


@dataclass(frozen=True)
class Interface:
    """The part {variable = value} of a domain, between the parts where `switch` is positive and negative."""

    switch: Expr
    variable: str
    value: Expr
    domain: Domain

    @property
    def slice(self) -> Domain:
        """The interface itself, in the other variables."""
        return self.domain.substitute(self.variable, self.value)


@dataclass(frozen=True)
class Piece:
    """An open part of the domain, with the sign of each switch on it."""

    domain: Domain
    closed: Domain
    sign: Callable[[Expr], int | None]

    def resolve(self, e: Expr) -> Expr:
        """e with its branches here."""
        return resolve_with(e, self.sign)

    def deciders(self, e: Expr) -> list[Expr]:
        """What decides the branches of e here; under an integral or a sum, that of it. No branch is taken where these are not defined,
        and what is left of e does not show them: sign(2 + sqrt(x)) is 1 where it is defined."""
        found: dict[Expr, None] = {}
        seen: set[tuple[Expr, tuple[Expr, ...]]] = set()
        stack: list[tuple[Expr, tuple[Expr, ...]]] = [(e, ())]

        def decided_by(u: Expr, around: tuple[Expr, ...]) -> None:
            for node in reversed(around):
                if node.args[1].args[0] in u.free_symbols:
                    u = Expr(node.head, (u, *node.args[1:]))
            found[self.resolve(u)] = None

        while stack:
            node, around = stack.pop()
            if (node, around) in seen or not has_switch(node):
                continue
            seen.add((node, around))
            if node.head == "piecewise":
                for value, condition in zip(node.children[::2], node.children[1::2], strict=True):
                    for side in condition.children:
                        decided_by(side, around)
                        stack.append((side, around))
                    truth = _truth(condition, lambda c: self.sign(self.resolve(c.args[0]) - self.resolve(c.args[1])))
                    if truth is not False:
                        stack.append((value, around))
                        break
                continue
            if node.head in SWITCHES:
                for argument in node.children:
                    decided_by(argument, around)
            binds = node.head in ("integral", "sum")
            stack += [(c, (*around, node) if binds and c is node.args[0] else around) for c in node.children]
        return list(found)


def has_switch(e: Expr) -> bool:
    return not e.heads.isdisjoint(SWITCHES)


def arguments(node: Expr) -> list[Expr]:
    """The expressions whose signs decide the branch of a switch."""
    if node.head in ("Abs", "sign"):
        return [node.args[0]]
    if node.head in ("Max", "Min"):
        return [node.args[i] - node.args[j] for i in range(len(node.args)) for j in range(i + 1, len(node.args))]
    return [c.args[0] - c.args[1] for c in node.args[1::2] if c is not TRUE]


def resolve_with(e: Expr, sign: Callable[[Expr], int | None]) -> Expr:
    """e with each switch replaced by its branch, as far as the signs (+1, -1, 0; None unknown) of their arguments decide it."""

    def branch(node: Expr) -> Expr:
        if node.head not in SWITCHES:
            return node
        if node.head in ("Abs", "sign"):
            s = sign(node.args[0])
            if s is None:
                return node
            u = node.children[0]
            return number(s) if node.head == "sign" else u if s > 0 else -u if s < 0 else ZERO
        if node.head in ("Max", "Min"):
            best, *others = node.children
            for other in others:
                s = sign(best - other)
                if s is None:
                    return node
                best = best if (s >= 0) == (node.head == "Max") else other
            return best
        for value, condition in zip(node.children[::2], node.children[1::2], strict=True):
            truth = _truth(condition, lambda c: sign(c.args[0] - c.args[1]))
            if truth is None:
                return node
            if truth:
                return value
        return node

    if not has_switch(e) or any(n.head == "derivative" and has_switch(n) for n in e.walk()):
        return e  # a derivative of branches is not the branch of a derivative
    return e.map_nodes(branch)


def _truth(condition: Expr, sign: Callable[[Expr], int | None]) -> bool | None:
    """Whether a condition of a Piecewise holds, given the sign of the difference of its sides."""
    if condition is TRUE:
        return True
    s = sign(condition)
    if s is None:
        return None
    return {"lt": s < 0, "le": s <= 0, "gt": s > 0, "ge": s >= 0, "eq": s == 0, "ne": s != 0}[condition.head]


def expand_sums(e: Expr) -> Expr:
    """e with each numeric Sum written out, and the switches decided whose arguments are plain numbers."""
    if "sum" not in e.heads:
        return e

    def rewrite(node: Expr) -> Expr:
        return (written_out(node) or node) if node.head == "sum" else node

    return resolve_with(e.map_nodes(rewrite), lambda u: None if u.value is None else (u.value > 0) - (u.value < 0))


def without_extrema(e: Expr) -> Expr:
    """Max(a, b) = (a + b + |a - b|)/2 and Min(a, b) = (a + b - |a - b|)/2."""

    def rewrite(node: Expr) -> Expr:
        if node.head not in ("Max", "Min"):
            return node
        best, *others = node.children
        for other in others:
            gap = Expr("Abs", (best - other,))
            best = (best + other + (gap if node.head == "Max" else -gap)) / 2
        return best

    return e.map_nodes(rewrite)


def sign_in(region: Region) -> Callable[[Expr], int | None]:
    """The sign of an expression on a region: +1, -1, or 0 where it vanishes identically; None where nothing is proved."""
    known: dict[Expr, int | None] = {}

    def sign(u: Expr) -> int | None:
        if u not in known:
            value = u.value if u.value is not None else region.simplified(u).value if not region.sign(u) else None
            known[u] = region.sign(u) if value is None else (value > 0) - (value < 0)
        return known[u]

    return sign


def cut(
    domain: Domain, expressions: list[Expr], region_of: Callable[[Domain], Region], is_defined: Callable[[Expr, Domain], bool]
) -> tuple[list[Piece], list[Interface]]:
    """Pieces that cover the domain up to interfaces, and the interfaces. `is_defined` proves that a function is, on a domain: else
    it does not cut it. Raises CannotCut."""
    pieces: list[Piece] = []
    interfaces: list[Interface] = []
    stack = [(domain, domain)]
    while stack:
        opened, closed = stack.pop()
        if len(pieces) + len(stack) > MAX_PIECES:
            raise CannotCut("more pieces than the limit")
        region = region_of(opened)
        if opened is not domain and region.prover.empty() is not None:
            continue
        sign = sign_in(region)

        def resolve(e: Expr, sign: Callable[[Expr], int | None] = sign) -> Expr:
            return resolve_with(e, sign)

        resolved = opened.map(resolve)
        target = _undecided(list(map(resolve, expressions)), sign, region)
        if target is not None and not is_defined(target, closed):
            raise CannotCut(f"{target} was not proved to be defined")
        if target is None:
            target = _undecided([*resolved.conditions], sign, region)
        if target is None:
            if resolved == opened or region_of(resolved).prover.empty() is None:
                pieces.append(Piece(resolved, closed.map(resolve), sign))
            continue
        interfaces.append(_interface(target, opened))
        sides = (target, -target)
        stack += [(opened.restrict(positive=(side,)), closed.restrict(nonnegative=(side,))) for side in sides]
    return pieces, interfaces


def _undecided(expressions: list[Expr], sign: Callable[[Expr], int | None], region: Region) -> Expr | None:
    """An expression along which to cut: a factor of unknown sign of the argument of an innermost switch."""
    for e in expressions:
        for node in e.walk():
            if node.head not in SWITCHES:
                continue
            for u in arguments(node):
                if not u.free_symbols <= set(region.domain.variables):
                    continue  # it depends on a bound variable
                if has_switch(u) or sign(u) is not None:
                    continue
                if node.head == "Abs" and region.prove("nonnegative", u):
                    continue
                factors = region.factors(u)
                unknown = [f for f, _ in factors if region.sign(f) is None]
                return unknown[0] if unknown else u
    return None


def _interface(u: Expr, domain: Domain) -> Interface:
    """{u = 0} as {v = w}. Raises CannotCut where u is not affine in any variable with a constant slope."""
    for v in domain.variables:
        if v in domain.integers:
            continue
        if v not in u.free_symbols:
            continue
        slope = differentiate(u, v)
        if not slope.free_symbols and slope.value != 0 and _certainly_nonzero(slope):
            w = -(u.substitute({v: ZERO})) / slope
            return Interface(u, v, w, domain)
    raise CannotCut(f"{u} is not affine in a variable")


def _certainly_nonzero(constant: Expr) -> bool:
    from symgeo.exact.balls.enclosure import evaluate

    return bool(evaluate(constant, {}, 64) != 0)


#: Functions that are analytic on the whole of R^n: what they are built into vanishes nowhere densely, or everywhere.
_ENTIRE = frozenset(("number", "symbol", "pi", "E", "add", "mul", "pow", "sin", "cos", "sinh", "cosh", "exp"))


def _open_arguments(e: Expr, heads: tuple[str, ...], domain: Domain) -> list[Expr]:
    """The arguments of the switches that are left in e, but for those with a bound variable."""
    left = [u for node in e.walk() if node.head in heads for u in arguments(node)]
    return [u for u in dict.fromkeys(left) if u.free_symbols <= set(domain.variables)]


def _vanishes_on(interface: Interface, u: Expr, region: Region) -> bool:
    """Whether u was not proved to be nonzero on a dense part of the interface: as a x where x = 0 is crossed before the sign of a is
    known. Its branches on the sides are then not those that are compared."""
    from symgeo.exact.balls.enclosure import NotDefined, evaluate

    there = u.substitute({interface.variable: interface.value})
    if region.prove("nonzero", there) is not None:
        return False
    powers = [node.args[1].value for node in there.walk() if node.head == "pow"]
    if not there.heads <= _ENTIRE or any(q is None or q < 0 or q.denominator > 1 for q in powers):
        return True
    for point in islice(PointSource(interface.slice), 6):
        try:
            if evaluate(there, point, 64) != 0:
                return False
        except NotDefined:
            continue
    return True


def interface_conditions(e: Expr, level: float, interface: Interface, region_of: Callable[[Domain], Region]) -> Iterator[tuple[Expr, Expr]]:
    """Pairs of expressions on the interface whose equality makes e C^level (0 or 1) across it."""
    at = {interface.variable: interface.value}
    above, below = (
        resolve_with(e, sign_in(region_of(interface.domain.restrict(positive=(side,))))) for side in (interface.switch, -interface.switch)
    )
    # What is continuous by itself is compared as it stands, as long as no derivative is.
    open_ = SWITCHES if level > 0 else ("sign", "piecewise")
    region = region_of(interface.slice)
    if any(_vanishes_on(interface, u, region) for side in (above, below) for u in _open_arguments(side, open_, interface.domain)):
        raise CannotCut(f"a switch that changes where {interface.switch} = 0 is not decided on either side")
    yield above.substitute(at), below.substitute(at)
    yield above.substitute(at), resolve_derivatives(e).substitute(at)
    if level > 0:
        for x in sorted(e.free_symbols & set(interface.domain.coordinates)):
            yield differentiate(above, x).substitute(at), differentiate(below, x).substitute(at)


__all__ = [
    "CannotCut",
    "Interface",
    "Piece",
    "cut",
    "expand_sums",
    "has_switch",
    "interface_conditions",
    "resolve_with",
    "sign_in",
    "without_extrema",
]
