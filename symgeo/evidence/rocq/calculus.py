"""Expressions as the proofs see them, and their derivatives in the very form in which the rules of SymGeoLemmas.v give them.

`lower` unfolds what Coq's kernel unfolds too (tan is sin/cos, arcsinh a logarithm, ...), so that a lemma about the lowered expression
is one about the printed one. `derivative` mirrors the tactic `derive`: the same rule at each node, so that no algebra is needed to compare.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symgeo.evidence.rocq.errors import CannotExport
from symgeo.evidence.rocq.printer import Condition
from symgeo.expression import ONE, PI, ZERO, Expr, call, expand_sum, number

HALF = number(Fraction(1, 2))
TWO = number(2)
MINUS = number(-1)


def plus(*terms: Expr) -> Expr:
    return Expr("add", terms)


def times(*factors: Expr) -> Expr:
    return Expr("mul", factors)


def pow_(base: Expr, n: int) -> Expr:
    return Expr("pow", (base, number(n)))


def over(a: Expr, b: Expr) -> Expr:
    return times(a, pow_(b, -1))


def minus(e: Expr) -> Expr:
    return times(MINUS, e)


def root(e: Expr) -> Expr:
    return Expr("pow", (e, HALF))


def lower(e: Expr) -> Expr:
    """The expression in +, *, integer powers, roots, sin, cos, sinh, cosh, exp, log, asin, atan and Abs."""
    return e.map_nodes(_lower)


def _lower(e: Expr) -> Expr:
    h, a = e.head, e.args
    if h == "pow":
        q = a[1].value
        if q is not None and q.denominator == 2 and q != Fraction(1, 2):
            return pow_(root(a[0]), q.numerator)
        if q is None or q.denominator > 2:
            # Rpower u q is exp (q * ln u)
            exponent = minus(number(-q)) if q is not None and q < 0 else a[1]
            return call("exp", times(exponent, call("log", a[0])))
        return e
    rule = _LOWER.get(h)
    if rule is not None:
        return rule(*e.args)
    if h == "E":
        return call("exp", ONE)
    if h == "sum":
        written_out = expand_sum(e)
        if written_out is not None:
            return lower(written_out)
    return e


_LOWER: dict[str, Callable[..., Expr]] = {
    "tan": lambda u: over(call("sin", u), call("cos", u)),
    "tanh": lambda u: over(call("sinh", u), call("cosh", u)),
    "cot": lambda u: over(call("cos", u), call("sin", u)),
    "coth": lambda u: over(call("cosh", u), call("sinh", u)),
    "sec": lambda u: pow_(call("cos", u), -1),
    "csc": lambda u: pow_(call("sin", u), -1),
    "sech": lambda u: pow_(call("cosh", u), -1),
    "csch": lambda u: pow_(call("sinh", u), -1),
    "acos": lambda u: plus(over(PI, TWO), minus(call("asin", u))),
    "asinh": lambda u: call("log", plus(u, root(plus(pow_(u, 2), ONE)))),
    "acosh": lambda u: call("log", plus(u, root(plus(pow_(u, 2), MINUS)))),
    "atanh": lambda u: over(call("log", over(plus(ONE, u), plus(ONE, minus(u)))), TWO),
    "atan2": lambda v, u: times(TWO, call("atan", over(v, plus(root(plus(pow_(u, 2), pow_(v, 2))), u)))),
}


# -- derivatives ---------------------------------------------------------------------------------------------------
class Differentiator:
    """Derivatives by one coordinate; `needs` collects what has to hold for the rules. `sign_of` tells the sign of an Abs' argument."""

    def __init__(self, x: str, sign_of: Callable[[Expr], int | None]) -> None:
        self.x, self.sign_of = x, sign_of
        self.needs: dict[Condition, None] = {}

    def __call__(self, e: Expr) -> Expr:
        if self.x not in e.free_symbols:
            return ZERO
        h, a = e.head, e.args
        if h == "symbol":
            return ONE
        if h == "add":
            return self._sum(a)
        if h == "mul":
            if a[0].head == "number" and a[0].args[0] < 0:
                q, rest = -a[0].args[0], a[1:]
                positive = rest if q == 1 else (number(q), *rest)
                return minus(self(positive[0] if len(positive) == 1 else times(*positive)))
            return self._product(a)
        if h == "pow":
            return self._power(a[0], a[1])
        if h == "Abs":
            sign = self.sign_of(a[0])
            if sign is None:
                raise CannotExport(f"cannot differentiate Abs({a[0]}): needs a sign that is known on the whole chart.")
            self._need("> 0" if sign > 0 else "< 0", a[0])
            return self(a[0]) if sign > 0 else minus(self(a[0]))
        rule = _RULES.get(h)
        if rule is None:
            raise CannotExport(f"cannot differentiate {h}: needs an elementary function that Coq's library knows.")
        if h == "log":
            self._need("> 0", a[0])
        if h == "asin":
            self._need("> 0", plus(ONE, minus(a[0])))
            self._need("> 0", plus(ONE, a[0]))
        return rule(a[0], self(a[0]))

    def _need(self, relation: str, e: Expr) -> None:
        self.needs[Condition(relation, e)] = None

    def _depends(self, e: Expr) -> bool:
        return self.x in e.free_symbols

    def _sum(self, terms: tuple[Expr, ...]) -> Expr:
        found: Expr | None = None
        for t in terms:
            if self._depends(t):
                d = self(t)
                found = d if found is None else plus(found, d)
        assert found is not None
        return found

    def _product(self, factors: tuple[Expr, ...]) -> Expr:
        before: Expr | None = None
        result: Expr = ZERO
        for k, factor in enumerate(factors):
            depends = self._depends(factor)
            if before is None:
                result = self(factor) if depends else ZERO
            else:
                earlier = any(self._depends(p) for p in factors[:k])
                if earlier and depends:
                    result = plus(times(result, factor), times(before, self(factor)))
                elif earlier:
                    result = times(result, factor)
                elif depends:
                    result = times(before, self(factor))
            before = factor if before is None else times(*factors[: k + 1])
        return result

    def _power(self, base: Expr, exponent: Expr) -> Expr:
        q = exponent.value
        if q is None:
            if self._depends(exponent):
                raise CannotExport(f"cannot differentiate {Expr('pow', (base, exponent))}: needs a constant exponent.")
        elif q.denominator == 1:
            n = int(q)
            if n < 0:
                inner = base if n == -1 else pow_(base, -n)
                self._need("/= 0", base)
                return minus(over(self(inner), pow_(inner, 2)))
            if n == 0:
                return times(ZERO, self(base))
            return times(number(n), pow_(base, n - 1), self(base))
        self._need("> 0", base)
        if q == Fraction(1, 2):
            return over(self(base), times(TWO, root(base)))
        return times(over(times(exponent, Expr("pow", (base, exponent))), base), self(base))


_RULES: dict[str, Callable[[Expr, Expr], Expr]] = {
    "sin": lambda u, d: times(call("cos", u), d),
    "cos": lambda u, d: minus(times(call("sin", u), d)),
    "sinh": lambda u, d: times(call("cosh", u), d),
    "cosh": lambda u, d: times(call("sinh", u), d),
    "exp": lambda u, d: times(call("exp", u), d),
    "log": lambda u, d: over(d, u),
    "atan": lambda u, d: over(d, plus(ONE, pow_(u, 2))),
    "asin": lambda u, d: over(d, root(plus(ONE, minus(pow_(u, 2))))),
}
