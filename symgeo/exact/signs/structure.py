"""Signs from the form of an expression: products, sums, powers, functions, branches, integrals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq

from symgeo.exact.signs.bounds import integer_of, linear_form, powers_of
from symgeo.exact.signs.reason import NEGATIVE, NONNEGATIVE, NONPOSITIVE, NONZERO, POSITIVE, STATEMENTS, ZERO_SIGN, Reason, opposite
from symgeo.expression import COMPARISONS, PI, Expr, number, symbol

if TYPE_CHECKING:
    from symgeo.exact.signs.sign import Prover

_POLYNOMIALS = 2


def by_structure(prover: Prover, e: Expr, goal: int) -> Reason | None:
    """A reason from the signs of the parts of e, by whatever rules the prover may use for them."""
    if e.head in ("mul", "pow"):
        bases, others, constant = powers_of(e)
        items: list[tuple[Expr, Fraction]] = [(b, Fraction(n)) for b, n in bases.items() if n != 0]
        for other in others:
            base, exponent = other.args
            q = exponent.value
            # Symbolic powers stand for themselves; roots have the sign of what is under them.
            items.append((other, Fraction(1)) if q is None else (base, q))
        if e.head == "pow" and len(items) == 1 and items[0][0] is e:
            return _positive_base(prover, e, goal)
        return product(prover, e, items, constant, goal, "product")
    if e.head == "add":
        return _sum(prover, e, goal)
    if goal == NONZERO and e.head not in ("Abs", "piecewise"):
        return first_of(prover, e, (POSITIVE, NEGATIVE))
    if e.head in _ODD:
        return _same(prover, e, e.args[0], goal, "odd-increasing")
    rule = _RULES.get(e.head)
    return None if rule is None else rule(prover, e, goal)


def first_of(prover: Prover, e: Expr, goals: Sequence[int]) -> Reason | None:
    for goal in goals:
        if not prover.refuted(e, goal) and (reason := prover.prove(e, goal)) is not None:
            return reason
    return None


def _positive_base(prover: Prover, e: Expr, goal: int) -> Reason | None:
    """A power with a symbolic exponent is positive where its base is."""
    if POSITIVE & ~goal or e.args[1].value is not None:
        return None
    premise = prover.prove(e.args[0], POSITIVE)
    return None if premise is None else Reason("power", STATEMENTS[POSITIVE], e, (premise,))


def product(
    prover: Prover,
    e: Expr,
    items: Sequence[tuple[Expr, Fraction]],
    constant: fmpq,
    goal: int,
    rule: str,
    *,
    denominators_vanish: bool = False,
) -> Reason | None:
    """The sign of constant * product of base**exponent (which e equals), from the signs of the bases.

    A base with a negative exponent is not zero, since e is defined (unless the factors are not its own, and denominators may
    vanish); one with a non-integer exponent is not negative.
    """
    if constant == 0:
        return None
    strict = not goal & ZERO_SIGN
    premises: list[Reason] = []
    negative = constant < 0
    for base, exponent in items:
        if exponent == 0:
            continue
        even = exponent.denominator == 1 and exponent.numerator % 2 == 0
        root = exponent.denominator != 1
        if even or root or goal == NONZERO:
            if (exponent < 0 and not denominators_vanish) or (not strict and exponent > 0):
                continue  # of the right sign in any case
            goals: tuple[int, ...] = (POSITIVE,) if root else (NONZERO,)
        elif (strict and exponent > 0) or (denominators_vanish and exponent < 0):
            goals = (POSITIVE, NEGATIVE)
        else:
            goals = (NONNEGATIVE, NONPOSITIVE)
        reason = first_of(prover, base, goals)
        if reason is None:
            return None
        premises.append(reason)
        if not (even or root or goal == NONZERO) and not reason.mask & POSITIVE:
            negative = not negative
    mask = NONZERO if goal == NONZERO else (POSITIVE if strict else NONNEGATIVE)
    if negative:
        mask = opposite(mask)
    if mask & ~goal:
        return None
    factors = tuple((base, str(exponent)) for base, exponent in items)
    return Reason(rule, STATEMENTS[mask], e, tuple(premises), (("constant", str(constant)), ("factors", factors)))


def _sum(prover: Prover, e: Expr, goal: int) -> Reason | None:
    """All terms of one sign, and one of them strictly, if that is wanted."""
    terms, constant = linear_form(e)
    if goal == NONZERO:
        difference = _difference(prover, e, terms, constant, goal) if terms else None
        return difference or first_of(prover, e, (POSITIVE, NEGATIVE))
    upward = bool(goal & POSITIVE)
    strict = not goal & ZERO_SIGN
    if not terms:
        return None
    done = not strict or constant != 0
    if len(terms) == 1 and constant == 0:
        ((term, q),) = terms.items()
        reason = prover.prove(term, goal if q > 0 else opposite(goal))
        return None if reason is None else _scaled(e, reason, q)
    reason = _difference(prover, e, terms, constant, goal)
    if reason is not None:
        return reason
    if constant < 0 if upward else constant > 0:
        return None
    premises: list[Reason] = []
    weak: list[tuple[int, Expr, int]] = []
    for term, q in terms.items():
        wanted = NONNEGATIVE if (q > 0) == upward else NONPOSITIVE
        if prover.refuted(term, wanted):
            return None
        reason = prover.prove(term, wanted)
        if reason is None:
            return None
        if not reason.mask & ZERO_SIGN:
            done = True
        else:
            weak.append((len(premises), term, wanted & ~ZERO_SIGN))
        premises.append(reason)
    for place, term, wanted in weak:
        if done:
            break
        reason = prover.prove(term, wanted)
        if reason is not None:
            premises[place], done = reason, True
    if not done:
        return None
    data = (("constant", str(constant)), ("coefficients", tuple(map(str, terms.values()))))
    return Reason("sum", STATEMENTS[goal], e, tuple(premises), data)


#: Increasing functions f, with a point where the value is rational: f(point) = value.
_INCREASING: dict[str, tuple[int, int]] = {
    "exp": (0, 1),
    "log": (1, 0),
    "acosh": (1, 0),
    **dict.fromkeys(["sinh", "tanh", "asinh", "atanh", "asin", "atan", "erf", "cbrt"], (0, 0)),
}


def _difference(prover: Prover, e: Expr, terms: dict[Expr, fmpq], constant: fmpq, goal: int) -> Reason | None:
    """q*(f(u) - f(v)) with an increasing function f has the sign of q*(u - v)."""
    items = list(terms.items())
    head = items[0][0].head
    if head not in _INCREASING or len(items) > 2 or items[-1][0].head != head:
        return None
    point, value = _INCREASING[head]
    q = items[0][1]
    if len(items) == 2:
        if constant != 0 or items[1][1] != -q:
            return None
        difference = items[0][0].args[0] - items[1][0].args[0]
    elif constant == -q * value:
        difference = items[0][0].args[0] - point
    else:
        return None
    reason = prover.prove(difference, goal if q > 0 else opposite(goal))
    if reason is None:
        return None
    mask = reason.mask if q > 0 else opposite(reason.mask)
    return Reason("increasing", STATEMENTS[mask], e, (reason,), (("function", head), ("coefficient", str(q))))


def _scaled(e: Expr, reason: Reason, q: fmpq) -> Reason:
    mask = reason.mask if q > 0 else opposite(reason.mask)
    return Reason("sum", STATEMENTS[mask], e, (reason,), (("constant", "0"), ("coefficients", (str(q),))))


# -- functions ---------------------------------------------------------------------------------------------------------------
#: Functions with f(u) of the sign of u wherever they are defined.
_ODD = frozenset(["sinh", "tanh", "asinh", "asin", "atan", "atanh", "cbrt", "erf", "sign", "csch", "coth", "LambertW"])


def _same(prover: Prover, e: Expr, part: Expr, goal: int, rule: str) -> Reason | None:
    """e has the sign of the part."""
    reason = prover.prove(part, goal)
    return None if reason is None else Reason(rule, reason.statement, e, (reason,))


def _log(prover: Prover, e: Expr, goal: int) -> Reason | None:
    return _same(prover, e, e.args[0] - 1, goal, "log")


def _abs(prover: Prover, e: Expr, goal: int) -> Reason | None:
    if goal not in (POSITIVE, NONZERO):
        return None
    reason = prover.prove(e.args[0], NONZERO)
    return None if reason is None else Reason("abs", STATEMENTS[POSITIVE], e, (reason,))


def _above(limit: int, rule: str, *, below: bool = False) -> Callable[[Prover, Expr, int], Reason | None]:
    """Functions that are positive where the argument is above (below) a number, and never negative."""

    def prove(prover: Prover, e: Expr, goal: int) -> Reason | None:
        if goal != POSITIVE:
            return None
        difference = limit - e.args[0] if below else e.args[0] - limit
        reason = prover.prove(difference, POSITIVE)
        return None if reason is None else Reason(rule, STATEMENTS[POSITIVE], e, (reason,))

    return prove


_HALF = Fraction(1, 2)
#: Open intervals, in multiples of pi, on which a function has one sign.
_ARCS: dict[str, list[tuple[Fraction, Fraction, int]]] = {
    "sin": [(Fraction(0), Fraction(1), 1), (Fraction(-1), Fraction(0), -1)],
    "cos": [(-_HALF, _HALF, 1), (_HALF, 3 * _HALF, -1)],
    "tan": [(Fraction(0), _HALF, 1), (-_HALF, Fraction(0), -1)],
}
_ARCS["csc"], _ARCS["sec"], _ARCS["cot"] = _ARCS["sin"], _ARCS["cos"], _ARCS["tan"]


def _arc(prover: Prover, e: Expr, goal: int) -> Reason | None:
    u = e.args[0]
    for lower, upper, sign in _ARCS[e.head]:
        if (POSITIVE if sign > 0 else NEGATIVE) & ~goal:
            continue
        premises = []
        for difference in (u - lower * PI if lower else u, upper * PI - u if upper else -u):
            reason = prover.prove(difference, POSITIVE)
            if reason is None:
                break
            premises.append(reason)
        if len(premises) == 2:
            statement = STATEMENTS[POSITIVE if sign > 0 else NEGATIVE]
            return Reason("arc", statement, e, tuple(premises), (("lower", str(lower)), ("upper", str(upper))))
    return None


def _atan2(prover: Prover, e: Expr, goal: int) -> Reason | None:
    """atan2(v, u) is in (0, pi) for v > 0 and in (-pi, 0) for v < 0; for v >= 0 it is >= 0."""
    if goal == NONPOSITIVE:
        goal = NEGATIVE
    reason = prover.prove(e.args[0], goal)
    return None if reason is None else Reason("atan2", reason.statement, e, (reason,))


def _extremum(prover: Prover, e: Expr, goal: int) -> Reason | None:
    one_is_enough = (e.head == "Max") == bool(goal & POSITIVE)
    premises = []
    for a in e.args:
        reason = prover.prove(a, goal)
        if reason is not None and one_is_enough:
            return Reason("extremum", STATEMENTS[goal], e, (reason,))
        if reason is None and not one_is_enough:
            return None
        if reason is not None:
            premises.append(reason)
    return Reason("extremum", STATEMENTS[goal], e, tuple(premises)) if premises else None


# -- parts of the domain -----------------------------------------------------------------------------------------------------
def _piecewise(prover: Prover, e: Expr, goal: int) -> Reason | None:
    """Each branch has the sign on its part: where its condition holds and the earlier ones fail."""
    if prover.level < _POLYNOMIALS or prover.cases <= 0:
        return None
    positive: list[Expr] = []
    nonnegative: list[Expr] = []
    nonzero: list[Expr] = []
    premises: list[Reason] = []
    for value, condition in zip(e.args[::2], e.args[1::2], strict=True):
        holds = _conditions(condition, True)
        part = prover.domain.restrict(positive=(*positive, *holds[0]), nonnegative=(*nonnegative, *holds[1]), nonzero=(*nonzero, *holds[2]))
        inside = prover.within(part, own=True)
        reason = prover.ask_within(inside, value, goal)
        if reason is None:
            return None
        premises.append(reason)
        fails = _conditions(condition, False)
        positive += fails[0]
        nonnegative += fails[1]
        nonzero += fails[2]
    return Reason("piecewise", STATEMENTS[goal], e, tuple(premises))


def _conditions(c: Expr, holds: bool) -> tuple[list[Expr], list[Expr], list[Expr]]:
    """What is > 0, >= 0, /= 0 where a comparison holds (or fails); less may be said than is known."""
    if c.head not in COMPARISONS:
        return [], [], []
    a, b = c.args
    difference = a - b if c.head in ("gt", "ge") else b - a
    strict = c.head in ("lt", "gt")
    if c.head in ("lt", "gt", "le", "ge"):
        if holds:
            return ([difference], [], []) if strict else ([], [difference], [])
        return ([], [-difference], []) if strict else ([-difference], [], [])
    if (c.head == "ne") == holds:
        return [], [], [difference]
    return [], [difference, -difference], []


def _integral(prover: Prover, e: Expr, goal: int) -> Reason | None:
    """The integrand's sign, if the upper bound is above the lower one; the opposite sign below."""
    if prover.level < _POLYNOMIALS or prover.cases <= 0:
        return None
    body, bound, lower, upper = e.args
    if any(n.head == "oo" for limit in (lower, upper) for n in limit.walk()):
        return None
    strict = not goal & ZERO_SIGN
    order = first_of(prover, upper - lower, (POSITIVE, NEGATIVE) if strict else (NONNEGATIVE, NONPOSITIVE))
    if order is None:
        return None
    s, body = _fresh(prover, bound, body, lower, upper)
    forward = bool(order.mask & POSITIVE)
    low, high = (lower, upper) if forward else (upper, lower)
    inside = prover.within(prover.domain.restrict(variables=(s.args[0],), nonnegative=(s - low, high - s)))
    reason = prover.ask_within(inside, body, goal if forward else opposite(goal))
    return None if reason is None else Reason("integral", STATEMENTS[goal], e, (order, reason), (("variable", s.args[0]),))


def _series(prover: Prover, e: Expr, goal: int) -> Reason | None:
    """A sum with fixed bounds has the sign of its terms."""
    if prover.level < _POLYNOMIALS or prover.cases <= 0:
        return None
    body, bound, lower, upper = e.args
    first, last = integer_of(lower), integer_of(upper)
    if first is None or last is None or first > last:
        return None
    k, body = _fresh(prover, bound, body, lower, upper)
    inside = prover.within(prover.domain.restrict(variables=(k.args[0],), nonnegative=(k - first, number(last) - k)))
    reason = prover.ask_within(inside, body, goal)
    return None if reason is None else Reason("series", STATEMENTS[goal], e, (reason,), (("variable", k.args[0]),))


def _fresh(prover: Prover, bound: Expr, body: Expr, *limits: Expr) -> tuple[Expr, Expr]:
    """The bound variable under a name that nothing else has, and the body in it."""
    name: str = bound.args[0]
    taken = set(prover.domain.variables).union(*(x.free_symbols for x in limits))
    while name in taken:
        name += "_"
    return symbol(name), body.substitute({bound.args[0]: symbol(name)})


_RULES: dict[str, Callable[[Prover, Expr, int], Reason | None]] = {
    "log": _log,
    "Abs": _abs,
    "acosh": _above(1, "acosh"),
    "acos": _above(1, "acos", below=True),
    "gamma": _above(0, "gamma"),
    **dict.fromkeys(_ARCS, _arc),
    "atan2": _atan2,
    "Max": _extremum,
    "Min": _extremum,
    "piecewise": _piecewise,
    "integral": _integral,
    "sum": _series,
}
