"""Algebraic constants of one claim in one number field Q(theta).

A tower of radicals adjoined one by one can contain hidden relations (sqrt(5 + 2 sqrt 6) beside sqrt 2 and sqrt 3): it then has
zero divisors, and equal numbers have different forms. Here theta is *defined* as the real root of an irreducible
polynomial m in an isolating ball, and each constant a is written as A(theta). That is found by lattice reduction, which
proves nothing, and then proved: A satisfies modulo m the equation that defines a, and a ball singles out the root.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import arb, ctx, fmpq, fmpq_poly, fmpz, fmpz_mat, fmpz_poly

DEGREES = (1, 2, 3, 4, 6, 8, 12, 16, 18, 24)


@dataclass(frozen=True)
class Constant:
    """One algebraic constant: how to enclose it, and the equation it satisfies over the constants before it.

    `residue(values, own)` is the defining equation with polynomials in theta for the earlier constants and this one,
    to be zero modulo m; `others(precision)` are balls of the other real roots that have to be told apart from it.
    """

    key: Any
    enclose: Callable[[int], arb]
    residue: Callable[[dict[Any, fmpq_poly], fmpq_poly], fmpq_poly]
    separated: Callable[[arb], bool]


@dataclass(frozen=True)
class NumberField:
    """theta, the root of `modulus` in `ball`; `values` writes each constant as a polynomial in theta.

    theta is the sum of `weights` times the constants, in their order.
    """

    modulus: fmpq_poly
    ball: arb
    values: dict[Any, fmpq_poly]
    weights: tuple[int, ...]

    def is_positive(self, a: fmpq_poly) -> bool:
        """Whether a(theta) > 0 is proved."""
        return bool(_at(a, self.ball) > 0)

    def inverse(self, a: fmpq_poly) -> fmpq_poly:
        """1/a modulo m, for a not divisible by m."""
        g, s, _ = a.xgcd(self.modulus)
        return s / g[0] % self.modulus


def unify(constants: list[Constant]) -> NumberField | None:
    """One number field that is proved to hold all constants; None if none of small degree was found."""
    for weights in (
        [1 + i for i in range(len(constants))],
        [1 + i * i for i in range(len(constants))],
        [(-2) ** i for i in range(len(constants))],
    ):
        found = _try(constants, weights)
        if found is not None:
            return found
    return None


def _try(constants: list[Constant], weights: list[int]) -> NumberField | None:
    for degree in DEGREES:
        precision = 120 + 40 * degree * max(4, degree)
        previous = ctx.prec
        ctx.prec = precision
        try:
            balls = [c.enclose(precision) for c in constants]
            theta = sum((b * w for b, w in zip(balls, weights, strict=True)), arb(0))
            modulus = _polynomial_of(theta, degree, precision)
            if modulus is None:
                continue
            field = _express(constants, balls, weights, theta, modulus, precision)
            if field is not None:
                return field
        finally:
            ctx.prec = previous
    return None


def _relation(numbers: list[arb], precision: int) -> list[int] | None:
    """Small integers c with sum c_i numbers_i apparently zero, by lattice reduction; None if there are none."""
    n = len(numbers)
    scale = precision - 40
    rows: list[list[Any]] = [[0] * (n + 1) for _ in range(n)]
    for i, x in enumerate(numbers):
        rows[i][i] = 1
        with ctx.workprec(4 * precision):
            rounded = (x.mid() * arb(2) ** scale).floor().unique_fmpz()
        if rounded is None:
            return None
        rows[i][n] = rounded
    reduced = fmpz_mat(rows).lll()
    first = [int(reduced[0, j]) for j in range(n + 1)]
    size = max(abs(c) for c in first)
    if size.bit_length() * n > scale // 2:
        return None
    return first[:n]


def _polynomial_of(theta: arb, degree: int, precision: int) -> fmpq_poly | None:
    powers = [theta**k for k in range(degree + 1)]
    relation = _relation(powers, precision)
    if relation is None:
        return None
    _, factors = fmpz_poly(relation).factor()
    candidates = [f for f, _ in factors if f.degree() >= 1 and _at(fmpq_poly(f), theta).contains(0)]
    if len(candidates) != 1:
        return None
    return fmpq_poly(candidates[0])


def _at(p: fmpq_poly, x: arb) -> arb:
    value = arb(0)
    for k in range(p.degree(), -1, -1):
        c = p[k]
        value = value * x + arb(c.p) / arb(c.q)
    return value


def _express(
    constants: list[Constant], balls: list[arb], weights: list[int], theta: arb, m: fmpq_poly, precision: int
) -> NumberField | None:
    """Each constant as a polynomial in theta, proved; theta is enclosed anew as a root of m."""
    root = _root_near(m, theta)
    if root is None:
        return None
    d = m.degree()
    powers = [root**k for k in range(d)]
    values: dict[Any, fmpq_poly] = {}
    for c, ball in zip(constants, balls, strict=True):
        relation = _relation([ball, *powers], precision)
        if relation is None or relation[0] == 0:
            return None
        a = fmpq_poly([fmpq(-k, relation[0]) for k in relation[1:]])
        if (c.residue(values, a) % m).degree() >= 0 or not c.separated(_at(a, root)):
            return None
        values[c.key] = a
    check = sum((values[c.key] * w for c, w in zip(constants, weights, strict=True)), fmpq_poly([0]))
    if ((check - fmpq_poly([0, 1])) % m).degree() >= 0:
        return None
    return NumberField(m, root, values, tuple(weights))


def _root_near(m: fmpq_poly, theta: arb) -> arb | None:
    """A ball that contains exactly one root of m, near theta: m changes sign over it and m' does not vanish."""
    scale = fmpz(1)
    for k in range(m.degree() + 1):
        scale = scale.lcm(m[k].q)
    derivative = m.derivative()
    if m.degree() == 1:
        return arb(-m[0].p) / arb(m[0].q) / (arb(m[1].p) / arb(m[1].q))
    radius = theta.rad() * 2 + arb(2) ** (-(ctx.prec // 2))
    ball = arb(theta.mid(), radius.mid())
    low, high = ball.lower(), ball.upper()
    if _at(derivative, ball).contains(0):
        return None
    if (_at(m, low) > 0 and _at(m, high) < 0) or (_at(m, low) < 0 and _at(m, high) > 0):
        return ball
    return None
