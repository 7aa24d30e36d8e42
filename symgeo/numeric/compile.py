"""Expressions as NumPy functions.

A list of trees becomes one straight-line program over arrays, each distinct subexpression computed once. The arithmetic is that of
doubles: values suggest and illustrate, they decide nothing. Where an expression is not defined over R, its value is not finite.

Integrals are computed by double exponential quadrature [Takahasi, Mori 1974], halving the step until the sum settles; where it does
not settle the value is NaN, not a guess.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from symgeo.errors import ExpressionError
from symgeo.expression import Expr, resolve_derivatives

Array = NDArray[np.float64]
Operation = Callable[..., Any]

#: The steps of the quadrature halve this often at most, from 1/4 on; an integral settles when a halving changes it by no more than this.
_HALVINGS = 5
_SETTLED = 1e-8
#: A sum of more terms is not computed.
_TERMS = 100_000

_ELEMENTARY: dict[str, Operation] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "sec": lambda x: 1 / np.cos(x),
    "csc": lambda x: 1 / np.sin(x),
    "cot": lambda x: 1 / np.tan(x),
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "atan2": np.arctan2,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "sech": lambda x: 1 / np.cosh(x),
    "csch": lambda x: 1 / np.sinh(x),
    "coth": lambda x: 1 / np.tanh(x),
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "exp": np.exp,
    "log": np.log,
    "cbrt": np.cbrt,
    "Abs": np.abs,
    "sign": np.sign,
    "Max": lambda *x: reduce(np.maximum, x),
    "Min": lambda *x: reduce(np.minimum, x),
    "add": lambda *x: reduce(np.add, x),
    "mul": lambda *x: reduce(np.multiply, x),
    "pow": np.power,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
}
_CONSTANTS: dict[str, Any] = {"pi": np.float64(math.pi), "E": np.float64(math.e), "oo": np.float64(math.inf), "true": np.True_}
_SPECIAL = ("erf", "gamma", "LambertW", "polygamma", "besselj", "elliptic_e", "elliptic_f")


def function(expressions: Sequence[Expr], variables: Sequence[str]) -> Callable[..., tuple[Array, ...]]:
    """The NumPy function x -> (e_1(x), ..., e_k(x)) of the variables, in their order.

    Arguments broadcast against each other; each value has their common shape. Not finite where an expression is not defined over R.
    Raises ExpressionError for a symbol that is no variable, an undefined function, or a special function where SciPy is missing.

    >>> from symgeo.expression import call, sqrt, symbol
    >>> x, y = symbol("x"), symbol("y")
    >>> both = function([x**2 + y, sqrt(x)], ["x", "y"])
    >>> square, root = both([4.0, -1.0], 1)
    >>> square
    array([17.,  2.])
    >>> root
    array([ 2., nan])
    """
    return _Program([resolve_derivatives(e) for e in expressions], tuple(variables))


class _Program:
    """Steps in order, each an operation on the values of earlier ones; the variables are the first values."""

    def __init__(self, expressions: Sequence[Expr], variables: tuple[str, ...]) -> None:
        self.variables = variables
        self._slots: dict[Expr, int] = {Expr("symbol", (name,)): i for i, name in enumerate(variables)}
        self._steps: list[tuple[Operation, tuple[int, ...]]] = []
        for e in expressions:
            for node in _in_order(e, self._slots):
                operation, operands = _operation(node)
                arguments = tuple([self._slots[c] for c in operands])
                self._slots[node] = len(variables) + len(self._steps)
                self._steps.append((operation, arguments))
        self._results = tuple(self._slots[e] for e in expressions)
        self._dead = self._last_uses()

    def _last_uses(self) -> list[list[int]]:
        """After each step, the values that nothing needs any more: large arrays are let go."""
        last = {slot: i for i, (_, arguments) in enumerate(self._steps) for slot in arguments}
        dead: list[list[int]] = [[] for _ in self._steps]
        for slot, i in last.items():
            if slot not in self._results:
                dead[i].append(slot)
        return dead

    def __call__(self, *arguments: ArrayLike) -> tuple[Array, ...]:
        if len(arguments) != len(self.variables):
            raise TypeError(f"cannot evaluate: needs {len(self.variables)} arguments ({', '.join(self.variables)}), got {len(arguments)}.")
        arrays = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in arguments))
        shape = arrays[0].shape if arrays else ()
        values: list[Any] = list(arrays)
        with np.errstate(all="ignore"):
            for (operation, slots), dead in zip(self._steps, self._dead, strict=True):
                values.append(operation(*[values[s] for s in slots]))
                for s in dead:
                    values[s] = None
        return tuple(np.array(np.broadcast_to(values[r], shape), dtype=np.float64) for r in self._results)


def _in_order(e: Expr, known: dict[Expr, int]) -> Iterator[Expr]:
    """The nodes that are not known yet, operands before what is made of them. Integrals and sums are one node each."""
    stack = [(e, False)]
    while stack:
        node, ready = stack.pop()
        if node in known:
            continue
        if ready:
            yield node
        else:
            stack.append((node, True))
            stack.extend((c, False) for c in reversed(_operands(node)))


def _operands(node: Expr) -> tuple[Expr, ...]:
    """What has to be known before a node: of an integral its limits, and the symbols that stay free in it."""
    if node.head not in ("integral", "sum"):
        return node.children
    body, bound, lower, upper = node.children
    return (lower, upper, *(Expr("symbol", (name,)) for name in sorted(body.free_symbols - bound.free_symbols)))


def _operation(node: Expr) -> tuple[Operation, tuple[Expr, ...]]:
    """What computes a node, and from which others."""
    head, operands = node.head, _operands(node)
    if head == "number":
        return _constant(_double(node)), ()
    if head in _CONSTANTS:
        return _constant(_CONSTANTS[head]), ()
    if head == "pow":
        exponent = node.args[1].value
        if exponent is not None and exponent.denominator == 1 and abs(exponent) <= 64:
            # By a number, since NumPy has quicker and more accurate ways for small integers.
            n = float(exponent)
            return (lambda x: np.power(x, n)) if n != -1 else (lambda x: np.divide(1.0, x)), operands[:1]
        if exponent is not None and exponent.numerator == 1 and exponent.denominator == 2:
            return np.sqrt, operands[:1]
    if head in _ELEMENTARY:
        return _ELEMENTARY[head], operands
    if head in _SPECIAL:
        return _special(node), operands
    if head == "piecewise":
        return _piecewise, operands
    if head == "integral":
        return _integral(node), operands
    if head == "sum":
        return _sum(node), operands
    if head == "symbol":
        raise ExpressionError(f"cannot compute with the symbol {node}: needs one of the variables. Give it a value first.")
    if head in ("apply", "jet"):
        raise ExpressionError(f"cannot compute {node}: needs functions that are given, got an undefined one.")
    raise ExpressionError(f"cannot compute {node}: needs an expression with a numeric value.")


def _constant(value: Any) -> Operation:
    return lambda: value


def _double(node: Expr) -> np.float64:
    try:
        return np.float64(float(node.args[0]))
    except OverflowError:
        return np.float64(math.inf if node.args[0] > 0 else -math.inf)


def _piecewise(*arguments: Any) -> Any:
    """The value beside the first condition that holds; NaN where none does."""
    result: Any = np.float64(math.nan)
    for value, condition in reversed(list(zip(arguments[::2], arguments[1::2], strict=True))):
        result = np.where(condition, value, result)
    return result


def _special(node: Expr) -> Operation:
    try:
        from scipy import special
    except ImportError:
        raise ExpressionError(f"cannot compute {node}: needs SciPy, which is not installed. Install it: pip install scipy") from None
    found: dict[str, Operation] = {
        "erf": special.erf,
        "gamma": special.gamma,
        # Off the real branch x >= -1/e the value is complex.
        "LambertW": lambda x: np.where(x >= -math.exp(-1), special.lambertw(x).real, math.nan),
        "polygamma": lambda n, x: special.polygamma(np.asarray(n, dtype=int), x),
        "besselj": special.jv,
        "elliptic_e": special.ellipeinc,
        "elliptic_f": special.ellipkinc,
    }
    return found[node.head]


# -- sums and integrals --------------------------------------------------------------------------------------------------
def _inner(node: Expr) -> _Program:
    """The body as a program of the bound variable and whatever is free."""
    body, bound = node.children[:2]
    names = tuple(sorted(body.free_symbols - bound.free_symbols))
    return _Program([body], (bound.args[0], *names))


def _sum(node: Expr) -> Operation:
    body = _inner(node)
    if node.args[2].free_symbols or node.args[3].free_symbols:
        raise ExpressionError(f"cannot compute {node}: needs a sum between two numbers.")

    def total(lower: Any, upper: Any, *free: Any) -> Any:
        a, b = float(lower), float(upper)
        if not (a.is_integer() and b.is_integer() and b - a < _TERMS):
            raise ExpressionError(f"cannot compute {node}: needs integers as bounds, and at most {_TERMS} terms.")
        return sum((body(k, *free)[0] for k in range(int(a), int(b) + 1)), start=np.float64(0))

    return total


def _integral(node: Expr) -> Operation:
    body = _inner(node)
    infinite = ["oo" in limit.heads for limit in node.children[2:]]

    def integral(lower: Any, upper: Any, *free: Any) -> Any:
        a, b, sign = lower, upper, 1.0
        ends = list(infinite)
        if (ends[0] and a > 0) or (ends[1] and b < 0):
            a, b, sign = b, a, -1.0
            ends.reverse()
        place, reach = _substitution(a, b, *ends)

        def term(t: float) -> Any:
            s, weight = place(t)
            value = body(s, *free)[0] * weight
            # Nodes that have run into an end by rounding carry no weight, whatever the integrand does there.
            return np.where((s == a) | (s == b) | (weight == 0), 0.0, value)

        return sign * _settled(term, reach)

    return integral


def _substitution(a: Any, b: Any, a_infinite: bool, b_infinite: bool) -> tuple[Callable[[float], tuple[Any, Any]], float]:
    """A map of the line onto (a, b) that makes integrands decay doubly exponentially, with its derivative, and how far to go."""
    half_pi = math.pi / 2

    def finite(t: float) -> tuple[Any, Any]:
        u = half_pi * math.sinh(t)
        # From the nearer end, so that nodes close to it stay apart.
        step = (b - a) / (1 + math.exp(2 * abs(u)))
        return (b - step if u > 0 else a + step), (b - a) / 2 * half_pi * math.cosh(t) / math.cosh(u) ** 2

    def half(t: float) -> tuple[Any, Any]:
        step = math.exp(half_pi * math.sinh(t))
        return (a + step if b_infinite else b - step), half_pi * math.cosh(t) * step

    def line(t: float) -> tuple[Any, Any]:
        u = half_pi * math.sinh(t)
        return np.float64(math.sinh(u)), half_pi * math.cosh(t) * math.cosh(u)

    if a_infinite and b_infinite:
        return line, 4.0
    return (half, 4.0) if a_infinite or b_infinite else (finite, 3.5)


def _settled(term: Callable[[float], Any], reach: float) -> Any:
    """The integral of `term` over the line by the trapezium rule; NaN where it does not settle."""
    step = 0.25
    count = int(reach / step)
    total = sum(term(k * step) for k in range(-count, count + 1))
    value = total * step
    for _ in range(_HALVINGS):
        step /= 2
        count *= 2
        total = total + sum(term(k * step) for k in range(1 - count, count, 2))
        before, value = value, total * step
        settled = np.abs(value - before) <= _SETTLED * np.abs(value) + 1e-14
        if np.all(settled | ~np.isfinite(value)):
            break
    return np.where(settled, value, math.nan)
