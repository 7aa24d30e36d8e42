"""Certified values: an expression at a point, or over a box, by ball arithmetic.

What an `Evaluator` returns is a ball that contains the exact real value; that two such balls are disjoint is a proof that
two expressions differ, and nothing else in symgeo may refute. All functions are real. Three answers are possible:

* a finite ball: at every point of the box the expression is defined, the ball contains its value, and the expression is
  continuous on the box (so intermediate values are taken);
* a ball that is not finite: nothing is certain;
* `NotDefined`: some subexpression has, for certain, no real value at any point of the box.

Work is counted in steps, never in seconds, so that results do not depend on the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TypeAlias, cast

from flint import arb, ctx, fmpq

from symgeo.errors import ExpressionError
from symgeo.exact.balls.enclosure_integral import Quadrature
from symgeo.exact.balls.enclosure_special import (
    NAN,
    ONE,
    REAL_FUNCTIONS,
    ZERO,
    NotDefined,
    Undefined,
    Value,
    as_integer,
    as_value,
    ball,
    bounds,
    box,
    differ,
    exact,
    is_zero,
    multiple_of_pi,
    parts,
    real_power,
    settle,
    text,
    truth_of,
)
from symgeo.expression import COMPARISONS, Expr, resolve_derivatives

__all__ = ["Evaluator", "Functions", "NotDefined", "bounds", "box", "compare", "evaluate", "text"]

Functions: TypeAlias = Callable[[str, tuple[int, ...], tuple[arb, ...]], arb]

#: Terms of a sum, nesting of sums and integrals, and node visits inside all of them.
MAX_TERMS = 10_000
MAX_NESTING = 4
MAX_VISITS = 1_000_000
#: Numbers written with more bits than this are not even converted.
MAX_NUMBER_BITS = 1_000_000
#: A smooth integrand is recognised on this many equal parts of the range.
SMOOTH_PARTS = 16


class Evaluator:
    """Values of many expressions at one point, or over one box.

    `values` gives each variable an exact rational or a ball; `functions(name, orders, arguments)` gives the derivative of
    that order of a declared function. Subexpressions are shared among all expressions asked for.

    >>> from symgeo.expression import call, symbol
    >>> at = Evaluator({"x": Fraction(1, 3)}, 64)
    >>> text(at(call("sin", symbol("x"))))
    '[0.327194696796152 +/- 2.5e-16]'
    """

    def __init__(
        self,
        values: Mapping[str, arb | Fraction | int],
        precision: int = 64,
        *,
        functions: Functions | None = None,
    ) -> None:
        self.precision = precision
        self._functions = functions
        self._values = {name: as_value(v) for name, v in values.items()}
        self._memo: dict[Expr, Value] = {}
        self._failed: dict[Expr, NotDefined] = {}
        self._branch: dict[Expr, int] = {}
        self._circular: dict[Expr, tuple[Value, Value]] = {}
        self._outer: tuple[Evaluator, str] | None = None
        self.nesting = 0
        self._visits = [0]

    def __call__(self, e: Expr) -> arb:
        """A ball that contains the value of e; see the module for what it proves."""
        found = self._memo.get(e)
        if type(found) is arb:
            return found
        before = ctx.prec
        ctx.prec = self.precision
        try:
            return ball(self._value(e))
        finally:
            ctx.prec = before

    def exact(self, e: Expr) -> Fraction | None:
        """The value as an exact rational number, where it is known to be one."""
        value = self.value(e)
        return Fraction(int(value.p), int(value.q)) if type(value) is fmpq else None

    def value(self, e: Expr) -> Value:
        """The value as it is held: an exact rational where it is known to be one, else a ball."""
        before = ctx.prec
        ctx.prec = self.precision
        try:
            return self._value(e)
        finally:
            ctx.prec = before

    def is_smooth(self, e: Expr) -> bool:
        """True proves that e is real analytic (declared functions: smooth) around every point of the box.

        A finite value proves continuity *on* the box only: Abs(x) at x = 0 and sqrt(x)**3 at 0 have one.
        """
        before = ctx.prec
        ctx.prec = self.precision
        try:
            return self._is_smooth(e)
        except NotDefined:
            return False
        finally:
            ctx.prec = before

    # -- the walk ----------------------------------------------------------------------------------------------
    def _value(self, e: Expr) -> Value:
        memo = self._memo
        stack = [e]
        try:
            while stack:
                node = stack[-1]
                if node in memo:
                    stack.pop()
                    continue
                if self._outer is not None and self._outer[1] not in node.free_symbols:
                    memo[node] = self._outer[0]._value(node)
                    continue
                lazy = _LAZY.get(node.head)
                pending = lazy(self, node) if lazy else [a for a in node.args if type(a) is Expr and a not in memo]
                if pending:
                    stack.extend(pending)
                    continue
                self._visits[0] += 1
                if node not in memo:
                    memo[node] = self._combine(node)
        except Undefined as reason:
            failure = NotDefined(node, str(reason))
            self._failed[node] = failure
            raise failure from None
        return memo[e]

    def _combine(self, node: Expr) -> Value:
        """One node from the values of its arguments."""
        head = node.head
        rule = _RULES.get(head)
        if rule is not None:
            return rule(self, node)
        function = REAL_FUNCTIONS.get(head)
        if function is None:
            return NAN
        memo = self._memo
        values = [memo[a] for a in node.args]
        if any(v is NAN for v in values):
            return NAN
        return settle(function(*values))

    def _number(self, node: Expr) -> Value:
        q: Fraction = node.args[0]
        if q.numerator.bit_length() + q.denominator.bit_length() > MAX_NUMBER_BITS:
            return NAN
        return settle(fmpq(q.numerator, q.denominator))

    def _symbol(self, node: Expr) -> Value:
        try:
            return self._values[node.args[0]]
        except KeyError:
            raise ExpressionError(f"cannot evaluate {node.args[0]}: needs a value for it.") from None

    def _add(self, node: Expr) -> Value:
        memo = self._memo
        rational, total = ZERO, None
        for a in node.args:
            v = memo[a]
            if type(v) is fmpq:
                rational = rational + v
            elif v is NAN:
                return NAN
            else:
                total = v if total is None else total + v
        if total is None:
            return settle(rational)
        return settle(cast(arb, total + rational if rational else total))

    def _mul(self, node: Expr) -> Value:
        memo = self._memo
        rational, product = ONE, None
        for a in node.args:
            v = memo[a]
            if type(v) is fmpq:
                rational = rational * v
            elif v is NAN:
                return NAN
            else:
                product = v if product is None else product * v
        if product is None or not rational:
            return settle(rational)
        return settle(cast(arb, product * rational if rational != 1 else product))

    def _pow(self, node: Expr) -> Value:
        base, exponent = node.args
        x, y = self._memo[base], self._memo[exponent]
        if x is NAN or y is NAN:
            return NAN
        if is_zero(y) and exponent.head != "number" and not differ(x, ZERO):
            return NAN  # u**0 is 1 for a written 0 only
        return settle(real_power(x, y, nonnegative=lambda: self._is_nonnegative(base, 8)))

    def _is_nonnegative(self, e: Expr, depth: int) -> bool:
        """Is e >= 0 by its form, given that it is defined? For sqrt(x**2 + y**2) over a box around the origin."""
        value = self._memo.get(e)
        if value is not None and value is not NAN and value >= 0:
            return True
        if depth == 0:
            return False
        if e.head in ("Abs", "exp", "cosh"):
            return True
        if e.head == "pow":
            exponent = e.args[1].value
            even = exponent is not None and exponent.denominator == 1 and exponent.numerator % 2 == 0
            integer = exponent is not None and exponent.denominator == 1
            return even or (not integer and exponent is not None) or self._is_nonnegative(e.args[0], depth - 1)
        if e.head == "mul" and len(e.args) <= 64:
            return all(e.args.count(a) % 2 == 0 or self._is_nonnegative(a, depth - 1) for a in e.args)
        if e.head in ("add", "Min"):
            return all(self._is_nonnegative(a, depth - 1) for a in e.args)
        return e.head == "Max" and any(self._is_nonnegative(a, depth - 1) for a in e.args)

    def _sin_cos(self, node: Expr) -> Value:
        return self._circle(node.args[0])[node.head == "cos"]

    def _circle(self, argument: Expr) -> tuple[Value, Value]:
        """Sine and cosine together; exact where it is easy, at 0 and at rational multiples of pi."""
        found = self._circular.get(argument)
        if found is None:
            x = self._memo[argument]
            turns = multiple_of_pi(argument)
            if x is NAN:
                found = (NAN, NAN)
            elif turns is not None:
                s, c = arb.sin_cos_pi_fmpq(turns)
                found = (exact(s), exact(c))
            elif is_zero(x):
                found = (ZERO, ONE)
            else:
                s, c = ball(x).sin_cos()
                found = (settle(s), settle(c))
            self._circular[argument] = found
        return found

    def _ratio(self, node: Expr) -> Value:
        """tan, sec, csc and cot at an exact multiple of pi; elsewhere as functions of the ball."""
        x = self._memo[node.args[0]]
        if x is NAN:
            return NAN
        if multiple_of_pi(node.args[0]) is None:
            return settle(REAL_FUNCTIONS[node.head](x))
        s, c = self._circle(node.args[0])
        above, below = {"tan": (s, c), "sec": (ONE, c), "csc": (ONE, s), "cot": (c, s)}[node.head]
        if is_zero(below):
            raise Undefined(f"{node.head} has a pole here")
        return settle(ball(above) / ball(below))

    def _declared(self, node: Expr) -> Value:
        """A declared function, or a derivative of it, by the hook."""
        name = node.args[0]
        orders, at = ((0,) * (len(node.args) - 1), node.args[1:]) if node.head == "apply" else (node.args[1], node.args[2:])
        values = [self._memo[a] for a in at]
        if self._functions is None or any(v is NAN for v in values):
            return NAN
        return settle(self._functions(name, orders, tuple(ball(v) for v in values)))

    # -- nodes that choose what to evaluate --------------------------------------------------------------------
    def _piecewise(self, node: Expr) -> list[Expr]:
        """The first value whose condition holds, all over the box; the others are not looked at."""
        memo, args = self._memo, node.args
        for i in range(self._branch.get(node, 0), len(args), 2):
            value, condition = args[i : i + 2]
            if condition.head != "true":
                missing = [a for a in condition.args if a not in memo]
                if missing:
                    self._branch[node] = i
                    return missing
            truth = truth_of(condition, memo)
            if truth is None:
                memo[node] = NAN
                return []
            if truth:
                if value not in memo:
                    self._branch[node] = i
                    return [value]
                memo[node] = memo[value]
                return []
        raise Undefined("no condition of the Piecewise holds")

    def _derivative(self, node: Expr) -> list[Expr]:
        """Differentiated by rule, which is right where the function is smooth."""
        body = node.args[0]
        if body not in self._memo:
            return [body]
        value: Value = NAN
        try:
            if self._is_smooth(body):
                value = self._value(resolve_derivatives(node))
        except (NotDefined, ExpressionError):
            pass
        self._memo[node] = value
        return []

    def _sum(self, node: Expr) -> list[Expr]:
        if node in self._failed:
            raise Undefined(self._failed[node].reason)
        body, bound, *limits = node.args
        missing = [a for a in limits if a not in self._memo]
        if missing:
            return missing
        self._memo[node] = self._sum_of(body, bound.args[0], *(as_integer(self._memo[a]) for a in limits))
        return []

    def _sum_of(self, body: Expr, name: str, first: int | None, last: int | None) -> Value:
        """Term by term; the sum from k to k - 1 is 0, and shorter ones have no agreed meaning."""
        if first is None or last is None or not -1 <= last - first < MAX_TERMS or not self._may_nest(body):
            return NAN
        rational, total = ZERO, arb(0)
        for k in range(first, last + 1):
            term = NAN if self._exhausted() else self._inside(name, fmpq(k))._value(body)
            if term is NAN:
                return NAN
            if type(term) is fmpq:
                rational = rational + term
            else:
                total = total + term
        return settle(rational if total.is_zero() else total + rational)

    def _integral(self, node: Expr) -> list[Expr]:
        if node in self._failed:
            raise Undefined(self._failed[node].reason)
        body, bound, *limits = node.args
        missing = [a for a in limits if a not in self._memo]
        if missing:
            return missing
        lower, upper = (self._memo[a] for a in limits)
        possible = lower is not NAN and upper is not NAN and self._may_nest(body)
        self._memo[node] = settle(Quadrature(self, body, bound.args[0]).integrate(lower, upper)) if possible else NAN
        return []

    def _may_nest(self, body: Expr) -> bool:
        for part in body.walk():
            _ = part.free_symbols  # from the leaves up, so that deep trees do not recurse
        return self.nesting < MAX_NESTING

    def _inside(self, bound: str, value: Value) -> Evaluator:
        """The same point with one more variable, bound by a sum or an integral."""
        inner = object.__new__(Evaluator)
        inner.precision = self.precision
        inner._functions = self._functions
        inner._values = {bound: value}
        inner._memo, inner._failed, inner._branch, inner._circular = {}, {}, {}, {}
        inner._outer = (self, bound)
        inner.nesting = self.nesting + 1
        inner._visits = self._visits
        return inner

    def _exhausted(self) -> bool:
        return self._visits[0] > MAX_VISITS

    # -- smoothness --------------------------------------------------------------------------------------------
    def _is_smooth(self, e: Expr) -> bool:
        if self._value(e) is NAN:
            return False
        memo = self._memo
        seen: set[Expr] = set()
        stack = [e]
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            if self._outer is not None and self._outer[1] not in node.free_symbols:
                if not self._outer[0]._is_smooth(node):
                    return False
            elif node.head == "piecewise":
                for i in range(0, len(node.args), 2):
                    value, condition = node.args[i : i + 2]
                    truth = truth_of(condition, memo)
                    if condition.head != "true":
                        if memo[condition.args[0]] is NAN or not differ(*(memo[a] for a in condition.args)):
                            return False
                        stack.extend(condition.args)
                    if truth:
                        stack.append(value)
                        break
            elif node.head == "derivative":
                stack += [node.args[0], resolve_derivatives(node)]
                self._value(stack[-1])
            elif node.head in ("sum", "integral"):
                if not self._is_smooth_inside(node):
                    return False
                stack += node.args[2:]
            elif self._is_corner(node):
                return False
            else:
                stack += node.children
        return True

    def _is_corner(self, node: Expr) -> bool:
        """Might this function not be smooth in its arguments here, although it is continuous?"""
        head = node.head
        values = [self._memo[a] for a in node.children]
        if head == "pow":
            exponent = node.args[1].value
            integer = exponent is not None and exponent.denominator == 1
            return not integer and not values[0] > 0
        if head in ("Abs", "sign", "cbrt"):
            return not (values[0] > 0 or values[0] < 0)
        if head in ("asin", "acos"):
            return not (values[0] > -1 and values[0] < 1)
        if head == "acosh":
            return not values[0] > 1
        if head == "atan2":
            return not (values[1] > 0 or values[0] > 0 or values[0] < 0)
        if head in ("besselj", "polygamma"):
            order = node.args[0].value
            return order is None or not (order.denominator == 1 or values[1] > 0)
        if head in ("Max", "Min"):
            return not any(
                all(v is w or (v > w if head == "Max" else v < w) for j, w in enumerate(values) if i != j) for i, v in enumerate(values)
            )
        return False

    def _is_smooth_inside(self, node: Expr) -> bool:
        body, bound, *limits = node.args
        name = bound.args[0]
        if node.head == "sum":
            first, last = (as_integer(self._memo[a]) for a in limits)
            if first is None or last is None:
                return False
            places: Iterable[Value] = (fmpq(k) for k in range(first, last + 1))
        else:
            whole = ball(self._memo[limits[0]]).union(ball(self._memo[limits[1]]))
            places = parts(whole, SMOOTH_PARTS)
        return not self._exhausted() and all(self._inside(name, place)._is_smooth(body) for place in places)


_RULES: dict[str, Callable[[Evaluator, Expr], Value]] = {
    "number": Evaluator._number,
    "symbol": Evaluator._symbol,
    "pi": lambda self, node: arb.pi(),
    "E": lambda self, node: arb.const_e(),
    "add": Evaluator._add,
    "mul": Evaluator._mul,
    "pow": Evaluator._pow,
    "sin": Evaluator._sin_cos,
    "cos": Evaluator._sin_cos,
    **dict.fromkeys(("tan", "sec", "csc", "cot"), Evaluator._ratio),
    "apply": Evaluator._declared,
    "jet": Evaluator._declared,
}
_LAZY: dict[str, Callable[[Evaluator, Expr], list[Expr]]] = {
    "piecewise": Evaluator._piecewise,
    "derivative": Evaluator._derivative,
    "sum": Evaluator._sum,
    "integral": Evaluator._integral,
}


# -- comparisons -------------------------------------------------------------------------------------------------
def compare(condition: Expr, at: Evaluator) -> bool | None:
    """Does a comparison hold all over the box (True), or nowhere in it (False)? None if the balls do not tell."""
    if condition.head != "true" and condition.head not in COMPARISONS:
        raise ExpressionError(f"cannot compare by {condition.head}: needs one of {', '.join(COMPARISONS)}.")
    return truth_of(condition, {a: at.value(a) for a in condition.children})


# -- small helpers -----------------------------------------------------------------------------------------------
def evaluate(e: Expr, values: Mapping[str, arb | Fraction | int], precision: int = 64) -> arb:
    """The value of one expression at one point; many are cheaper with one `Evaluator`."""
    return Evaluator(values, precision)(e)
