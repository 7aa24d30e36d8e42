"""Signs by growth: e >= 0 at one end of the range of a variable, and e increases from there.

>>> from symgeo.exact.signs.sign import Prover
>>> from symgeo.expression import call, symbol
>>> x = symbol("x")
>>> reason = Prover(Domain(("x",), positive=(x,))).positive(x - call("atan", x))
>>> reason.rule, reason.premises
('growth', (0 - atan(0) >= 0, -1/(x**2 + 1) + 1 > 0))
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq

from symgeo.exact.signs.bounds import Ranges, linear_form
from symgeo.exact.signs.intervals import Point
from symgeo.exact.signs.reason import NEGATIVE, POSITIVE, STATEMENTS, ZERO_SIGN, Reason
from symgeo.expression import PI, Expr, add, differentiate, mul, number, symbol
from symgeo.geometry.domain import Domain

if TYPE_CHECKING:
    from symgeo.exact.signs.sign import Prover

#: Larger expressions are not differentiated, nor derivatives of derivatives of ... without end.
_SIZE, _DEPTH = 60, 3
#: Analytic on the whole line.
_ENTIRE = frozenset(
    ["number", "symbol", "pi", "E", "add", "mul", "exp", "sin", "cos", "sinh", "cosh", "tanh", "sech", "atan", "asinh", "erf"]
)


def by_growth(prover: Prover, e: Expr, goal: int) -> Reason | None:
    """e at an end of a variable's range, and the sign of its derivative by that variable."""
    if prover.growing >= _DEPTH or sum(1 for _ in e.walk()) > _SIZE:
        return None
    upward = bool(goal & POSITIVE)
    strict = not goal & ZERO_SIGN
    for name in sorted(e.free_symbols):
        found = _box_direction(prover, name)
        if found is None:
            continue
        rest, numbers = found
        i = prover.ranges.variables[name]
        closed = _closed(prover, name, rest)
        if closed is None or not is_analytic(Ranges(closed), e):
            continue
        slope = differentiate(e, name)
        for end, is_closed, direction in ((i.lo, i.lo_closed, 1), (i.hi, i.hi_closed, -1)):
            if end is None or end not in numbers:
                continue
            rising = POSITIVE if (direction > 0) == upward else NEGATIVE
            weakly = rising | ZERO_SIGN
            if prover.refuted(slope, weakly):
                continue
            prover.growing += 1
            try:
                moves = prover.prove(slope, weakly)
            finally:
                prover.growing -= 1
            if moves is None or not prover.spend(5):
                continue
            at = e.substitute({name: end_expression(end)})
            slice_prover = prover.within(rest)
            start = prover.ask_within(slice_prover, at, goal)
            if start is None and not (strict and is_closed):
                start = prover.ask_within(slice_prover, at, goal | ZERO_SIGN)
            if start is None:
                continue
            if strict and start.mask & ZERO_SIGN and moves.mask & ZERO_SIGN:
                moves = prover.prove(slope, rising) or moves
                if moves.mask & ZERO_SIGN and not _somewhere(prover, e, name, goal):
                    continue
            data = (("variable", name), ("end", end_expression(end)), ("slope", slope))
            return Reason("growth", STATEMENTS[goal], e, (start, moves), data)
    return None


def _somewhere(prover: Prover, e: Expr, name: str, goal: int) -> bool:
    """An analytic function of one variable that grows weakly from 0 and is not constant leaves 0 at once."""
    return e.free_symbols == {name} and any(s != 0 for s in prover.signs_at_points(e))


def _box_direction(prover: Prover, name: str) -> tuple[Domain, set[Point]] | None:
    """The conditions without the variable, if those with it only bound it by numbers (which are given too).

    Then the domain is a product, with an interval for that variable.
    """
    d = prover.domain
    if name not in d.variables or any(name in c.free_symbols for c in d.nonzero):
        return None
    v = symbol(name)
    numbers: set[Point] = set()
    for c in (*d.positive, *d.nonnegative):
        if name in c.free_symbols:
            terms, constant = linear_form(c)
            q = terms.pop(v, None)
            pi = terms.pop(PI, fmpq(0))
            if terms or q is None:
                return None
            numbers.add(Point(-constant / q, -pi / q))

    def without(conditions: tuple[Expr, ...]) -> tuple[Expr, ...]:
        return tuple(c for c in conditions if name not in c.free_symbols)

    rest = Domain(
        tuple(x for x in d.variables if x != name),
        without(d.positive),
        without(d.nonnegative),
        d.nonzero,
        d.integers - {name},
        tuple(x for x in d.coordinates if x != name),
    )
    return rest, numbers


def _closed(prover: Prover, name: str, rest: Domain) -> Domain | None:
    """The domain with the ends of the variable's range."""
    i = prover.ranges.variables[name]
    v = symbol(name)
    ends = [v - end_expression(i.lo)] if i.lo is not None else []
    ends += [end_expression(i.hi) - v] if i.hi is not None else []
    return rest.restrict(variables=(name,), nonnegative=tuple(ends)) if ends else None


def is_analytic(ranges: Ranges, e: Expr) -> bool:
    """Whether e is analytic around every point of the domain of the ranges, seen from its parts."""
    for node in e.walk():
        if node.head in _ENTIRE:
            continue
        if node.head == "log":
            base, exponent = node.args[0], None
        elif node.head == "pow":
            base, exponent = node.args[0], node.args[1].value
        else:
            return False
        i = ranges.interval(base)
        whole = exponent is not None and exponent.denominator == 1
        if not (i.positive or (whole and (i.negative or (exponent is not None and exponent >= 0)))):
            return False
    return True


def end_expression(p: Point) -> Expr:
    """The number a + b*pi."""
    a, b = Fraction(int(p.a.p), int(p.a.q)), Fraction(int(p.b.p), int(p.b.q))
    return add(number(a), mul(b, PI)) if b else number(a)
