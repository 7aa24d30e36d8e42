"""Expressions to print: generated trees of all heads, and a comparison of values that rests on ball arithmetic."""

from __future__ import annotations

import random
from fractions import Fraction

from flint import arb
from hypothesis import strategies as st

from symgeo.errors import SymgeoError
from symgeo.exact.balls.enclosure import Evaluator, NotDefined
from symgeo.expression import FUNCTIONS, OO, PI, TRUE, E, Expr, add, call, mul, number, power, symbol
from symgeo.notation import Notation

SYMBOLS = ("x", "y", "theta", "t1", "x_2", "lam", "e_", "Gamma_i")
BOUND = ("s", "k")
FUNCTION_NAMES = {"f": 1, "u": 2, "prof": 1, "g_1": 2, "h_": 1}


def notation() -> Notation:
    return Notation((*SYMBOLS, *BOUND), FUNCTION_NAMES)


_numbers = st.one_of(
    st.integers(-3, 12).map(number),
    st.fractions(-4, 4, max_denominator=7).map(number),
)
_symbols = st.sampled_from(SYMBOLS[:4]).map(symbol) | st.sampled_from(SYMBOLS).map(symbol)
_leaves = st.one_of(_symbols, _symbols, _numbers, st.sampled_from((PI, E)))
_exponents = st.one_of(
    st.integers(-3, 4).map(number),
    st.sampled_from((Fraction(1, 2), Fraction(1, 3), Fraction(-1, 2), Fraction(3, 2), Fraction(-2, 3))).map(number),
)
_COMPARED = ("lt", "le", "gt", "ge", "eq", "ne")


@st.composite
def _compound(draw: st.DrawFn, inner: st.SearchStrategy[Expr]) -> Expr:
    kind = draw(st.sampled_from(_KINDS))
    if kind == "raw":  # as the parser and the calculus never make it
        return Expr(draw(st.sampled_from(("add", "mul"))), tuple(draw(st.lists(inner, min_size=1, max_size=3))))
    if kind in ("add", "mul"):
        return (add if kind == "add" else mul)(*draw(st.lists(inner, min_size=2, max_size=4)))
    if kind == "pow":
        return power(draw(inner), draw(_exponents | inner))
    if kind == "function":
        name = draw(st.sampled_from(sorted(FUNCTIONS)))
        arity = FUNCTIONS[name] or draw(st.integers(2, 3))
        args = [draw(inner) for _ in range(arity)]
        if name in ("polygamma", "besselj"):
            args[0] = number(draw(st.integers(0, 4)))
        return call(name, *args)
    if kind in ("apply", "jet"):
        name = draw(st.sampled_from(sorted(FUNCTION_NAMES)))
        at = tuple(draw(inner | _symbols) for _ in range(FUNCTION_NAMES[name]))
        if kind == "apply":
            return Expr("apply", (name, *at))
        return Expr("jet", (name, tuple(draw(st.integers(0, 4)) for _ in at), *at))
    if kind == "derivative":
        return Expr("derivative", (draw(inner), *draw(st.lists(_symbols, min_size=1, max_size=3))))
    if kind == "integral":
        body = draw(inner) * draw(st.sampled_from((symbol("s"), call("sin", symbol("s")), number(1))))
        return Expr("integral", (body, symbol("s"), draw(inner), draw(inner)))
    if kind == "sum":
        body = draw(inner) * power(symbol("k"), 2)
        return Expr("sum", (body, symbol("k"), number(draw(st.integers(0, 2))), number(draw(st.integers(1, 4)))))
    pairs: list[Expr] = []
    for _ in range(draw(st.integers(1, 2))):
        head = draw(st.sampled_from(_COMPARED))
        pairs += (draw(inner), Expr(head, (draw(inner), draw(inner))))
    return Expr("piecewise", (*pairs, draw(inner), TRUE))


_KINDS = ("add", "mul", "mul", "pow", "pow", "function", "function", "raw", "apply", "jet", "derivative", "integral", "sum", "piecewise")
expressions = st.recursive(_leaves, _compound, max_leaves=14)
conditions = st.builds(lambda h, a, b: Expr(h, (a, b)), st.sampled_from(_COMPARED), expressions, expressions | st.just(OO))


def _some_function(name: str, orders: tuple[int, ...], at: tuple[arb, ...]) -> arb:
    """Some function of everything that tells one derivative from another."""
    total = arb(len(name) + ord(name[0]))
    for i, (k, x) in enumerate(zip(orders, at, strict=True)):
        total += (i + 2) * x * x + (k + 1) * (i + 3) * (x + k).sin()
    return total


def agreement(left: Expr, right: Expr) -> bool | None:
    """Do two expressions have the same value at points, and are they defined at the same? None: no point says anything."""
    if left is right:
        return True
    dice = random.Random(5)
    seen = None
    for _ in range(6):
        point = {n: Fraction(dice.randint(1, 60), dice.choice((41, 17, 7))) for n in (*SYMBOLS, *BOUND)}
        a, b = (_value(e, point) for e in (left, right))
        if a is None or b is None:
            continue
        if isinstance(a, NotDefined) or isinstance(b, NotDefined):
            if not (isinstance(a, NotDefined) and isinstance(b, NotDefined)):
                return False
            continue
        if not a.overlaps(b):
            return False
        seen = True
    return seen


def _value(e: Expr, point: dict[str, Fraction]) -> arb | NotDefined | None:
    try:
        value = Evaluator(point, 96, functions=_some_function)(e)
    except NotDefined as nothing:
        return nothing
    except SymgeoError:
        return None
    return value if value.is_finite() else None
