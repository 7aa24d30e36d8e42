"""Integrals along a real segment, certified by Arb's quadrature with analytic continuations of the integrand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flint import acb, arb, fmpq

from symgeo.errors import ExpressionError
from symgeo.exact.balls.enclosure_special import (
    MAX_BESSEL_ORDER,
    MAX_POLYGAMMA_ORDER,
    NAN,
    NotDefined,
    Undefined,
    Value,
    ball,
    exact,
    settle,
    truth_of,
)
from symgeo.expression import Expr, resolve_derivatives

if TYPE_CHECKING:
    from symgeo.exact.balls.enclosure import Evaluator

#: Evaluations of an integrand, and of one inside another.
MAX_EVALUATIONS, MAX_INNER_EVALUATIONS = 1_500, 150
#: Where a range is searched for gaps: middles and radii of short pieces, as parts of the whole; finer towards the ends.
_PROBES = [(fmpq(k, 16), fmpq(1, 128)) for k in range(1, 16, 2)] + [
    (place, fmpq(1, 3 * 4**k)) for k in (3, 8, 16) for place in (fmpq(1, 2 * 4**k), 1 - fmpq(1, 2 * 4**k))
]
#: Heads that are enclosed over real segments only.
_REAL_ONLY = ("integral", "sum", "apply", "jet")


class _NotAnalytic(Exception):
    """No analytic continuation to the rectangle is known."""


class Quadrature:
    """The integral of one expression along a real segment.

    Arb's adaptive Gauss-Legendre rule covers the segment by rectangles on each of which the integrand is either continued
    analytically or enclosed over the segment itself. Both happen here only where the *real* integrand is defined and
    continuous, so a finite result proves that for the whole segment, ends included.
    """

    def __init__(self, at: Evaluator, body: Expr, bound: str) -> None:
        self.at = at
        self.body = body
        self.bound = bound
        self.interior: tuple[arb, arb] | None = None
        self.undefined: NotDefined | None = None
        self.error: BaseException | None = None

    def integrate(self, lower: Value, upper: Value) -> arb:
        a, b = ball(lower), ball(upper)
        start, end = a.mid(), b.mid()
        if a < b:
            self.interior = (a.upper(), b.lower())
        elif b < a:
            self.interior = (b.upper(), a.lower())
        # The integral from a to b is the one from mid to mid, and at each end value times displacement.
        result = NAN
        if self._real((start + end) / 2).is_finite():
            result = self._real(b) * (b - end) - self._real(a) * (a - start)
        if result.is_finite() and start != end:
            limit = MAX_EVALUATIONS if self.at.nesting == 0 else MAX_INNER_EVALUATIONS
            between = acb.integral(self._integrand, start, end, eval_limit=limit)
            result = result + between.real if between.is_finite() else NAN
        if self.error is not None:
            raise self.error
        if not result.is_finite():
            self._look_for_gaps(start, end)
        return result

    def _look_for_gaps(self, start: arb, end: arb) -> None:
        """Is the integrand undefined all over one of a few short pieces? Then so is the integral."""
        length = end - start
        for place, size in _PROBES:
            if self.undefined is None:
                middle = start + length * place
                self._real(middle.mid() + arb(0, 1) * length * size)
        if self.undefined is not None:
            raise Undefined(f"the integrand is not defined on part of the range: {self.undefined.reason}")

    def _integrand(self, z: acb, analytic: bool) -> acb:
        # Exceptions cannot pass through Arb: they are kept and raised again afterwards.
        if self.error is not None or self.undefined is not None or self.at._exhausted():
            return acb(NAN)
        try:
            if not analytic and z.imag.is_zero():
                return acb(self._real(z.real))
            return self._continued(z)
        except BaseException as error:
            self.error = error
            return acb(NAN)

    def _real(self, x: arb) -> arb:
        """The integrand over a real ball."""
        try:
            return ball(self.at._inside(self.bound, exact(x))._value(self.body))
        except NotDefined as failure:
            # Undefined all over a ball that reaches into the range: then on a part of the range of positive length.
            if self.interior is not None and not x.is_exact() and self.interior[0] < x.mid() < self.interior[1]:
                self.undefined = failure
            return NAN

    def _continued(self, z: acb) -> acb:
        """The analytic function on a rectangle that equals the integrand on the reals; not finite if none is known."""
        values: dict[Expr, acb] = {}
        branch: dict[Expr, int] = {}
        stack = [self.body]
        try:
            while stack:
                node = stack[-1]
                if node in values:
                    stack.pop()
                    continue
                if self.bound not in node.free_symbols:
                    values[node] = acb(ball(self.at._value(node)))
                    continue
                if node.head in _REAL_ONLY:
                    raise _NotAnalytic
                if node.head == "derivative":
                    # By the rules, of what is analytic on the rectangle; in other variables it need not be smooth.
                    if any(v.args[0] != self.bound for v in node.args[1:]):
                        raise _NotAnalytic
                    carried_out = resolve_derivatives(node)
                    pending = [e for e in (node.args[0], carried_out) if e not in values]
                    if not pending:
                        values[node] = values[carried_out]
                elif node.head == "piecewise":
                    pending = _complex_branch(node, values, branch)
                else:
                    pending = [a for a in node.children if a not in values]
                if pending:
                    stack.extend(pending)
                    continue
                self.at._visits[0] += 1
                value = values[node] if node in values else self._complex(node, z, values)
                if not value.is_finite():
                    return acb(NAN)
                values[node] = value
        except (_NotAnalytic, NotDefined, ExpressionError):
            return acb(NAN)
        return values[self.body]

    def _complex(self, node: Expr, z: acb, values: dict[Expr, acb]) -> acb:
        head, args = node.head, node.args
        if head == "symbol":
            return z
        if head == "add":
            total = values[args[0]]
            for a in args[1:]:
                total = total + values[a]
            return total
        if head == "mul":
            product = values[args[0]]
            for a in args[1:]:
                product = product * values[a]
            return product
        if head == "pow":
            fixed = self.bound not in args[1].free_symbols
            return complex_power(values[args[0]], self.at._value(args[1]) if fixed else values[args[1]])
        function = COMPLEX_FUNCTIONS.get(head)
        if function is not None:
            return function(values[args[0]])
        if head == "atan2":
            return complex_atan2(values[args[0]], values[args[1]])
        if head in ("Max", "Min"):
            return complex_extremum(head == "Max", tuple(values[a] for a in args))
        if head in ("besselj", "polygamma") and self.bound not in args[0].free_symbols:
            continued = complex_besselj if head == "besselj" else complex_polygamma
            return continued(self.at._value(args[0]), values[args[1]])
        raise _NotAnalytic


def _complex_branch(node: Expr, values: dict[Expr, acb], branch: dict[Expr, int]) -> list[Expr]:
    """The branch of a Piecewise that holds for every real point of the rectangle, by the real parts."""
    for i in range(branch.get(node, 0), len(node.args), 2):
        value, condition = node.args[i : i + 2]
        branch[node] = i
        if condition.head != "true":
            missing = [a for a in condition.args if a not in values]
            if missing:
                return missing
        truth = truth_of(condition, {a: settle(values[a].real) for a in condition.children})
        if truth is None:
            raise _NotAnalytic
        if truth:
            if value not in values:
                return [value]
            values[node] = values[value]
            return []
    raise _NotAnalytic


# -- analytic continuations --------------------------------------------------------------------------------------
def _off_cut(z: acb) -> bool:
    """Does the rectangle stay off the half-line (-oo, 0]?"""
    return z.real > 0 or z.imag > 0 or z.imag < 0


def _where(condition: Callable[[acb], bool], f: Callable[[acb], acb]) -> Callable[[acb], acb]:
    return lambda z: f(z) if condition(z) else acb(NAN)


def _by_real_sign(positive: Callable[[acb], acb], negative: Callable[[acb], acb]) -> Callable[[acb], acb]:
    return lambda z: positive(z) if z.real > 0 else negative(z) if z.real < 0 else acb(NAN)


def complex_power(z: acb, y: Value | acb) -> acb:
    """z**y on a rectangle where it is analytic and agrees with the real power on the reals; else not finite."""
    if type(y) is fmpq:
        p, q = int(y.p), int(y.q)
        if q == 1:
            return z**p
        if not _off_cut(z):
            return acb(NAN)
        if q == 2:
            return (z.sqrt() if p > 0 else z.rsqrt()) ** abs(p)
        return z.pow(acb(arb(y)))
    return (acb(y) * z.log()).exp() if _off_cut(z) else acb(NAN)


def complex_atan2(v: acb, u: acb) -> acb:
    quarter = acb(arb.pi() / 2)
    if u.real > 0:
        return _complex_atan(v / u)
    if v.real > 0:
        return quarter - _complex_atan(u / v)
    return -quarter - _complex_atan(u / v) if v.real < 0 else acb(NAN)


def complex_extremum(largest: bool, values: tuple[acb, ...]) -> acb:
    """The one value whose real part is certainly beyond those of all others, if there is one."""
    for z in values:
        if all(w is z or (z.real > w.real if largest else z.real < w.real) for w in values):
            return z
    return acb(NAN)


def complex_besselj(order: Value, z: acb) -> acb:
    if type(order) is not fmpq or abs(order) > MAX_BESSEL_ORDER or not (order.q == 1 or z.real > 0):
        return acb(NAN)
    return z.bessel_j(acb(arb(order)))


def complex_polygamma(order: Value, z: acb) -> acb:
    if type(order) is not fmpq or order.q != 1 or order < 0 or order > MAX_POLYGAMMA_ORDER or not z.real > 0:
        return acb(NAN)
    return z.polygamma(int(order.p))


_complex_atan = _where(lambda z: abs(z.imag) < 1 or z.real > 0 or z.real < 0, acb.atan)

#: Each on a rectangle on which it is analytic and equals the real function on the reals; elsewhere not finite.
COMPLEX_FUNCTIONS: dict[str, Callable[[acb], acb]] = {
    **{f.__name__: f for f in (acb.sin, acb.cos, acb.tan, acb.sec, acb.csc, acb.cot, acb.exp, acb.erf, acb.gamma)},
    **{f.__name__: f for f in (acb.sinh, acb.cosh, acb.tanh, acb.sech, acb.csch, acb.coth)},
    "asin": _where(lambda z: abs(z.real) < 1, acb.asin),
    "acos": _where(lambda z: abs(z.real) < 1, acb.acos),
    "atan": _complex_atan,
    "asinh": _where(lambda z: abs(z.imag) < 1 or z.real > 0 or z.real < 0, acb.asinh),
    "acosh": _where(lambda z: z.real > 1, acb.acosh),
    "atanh": _where(lambda z: abs(z.real) < 1, acb.atanh),
    "log": _where(_off_cut, acb.log),
    "cbrt": _by_real_sign(lambda z: z.root(3), lambda z: -((-z).root(3))),
    "Abs": _by_real_sign(lambda z: z, lambda z: -z),
    "sign": _by_real_sign(lambda z: acb(1), lambda z: acb(-1)),
    "LambertW": _where(lambda z: z.real > -((-arb(1)).exp()), acb.lambertw),
}
