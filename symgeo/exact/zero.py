"""Proving that an expression vanishes identically, by one of six arguments.

1. *Normal form*: its numerator lies in the ideal of the relations.
2. *Exponential*: exp(N e) = 1 in the field. The real exponential is injective, so e = 0.
3. *Rotation*: cos(N e) = 1 and sin(N e) = 0 in the field. So N e / 2 pi takes integer values; where the domain is
   connected and e is continuous it is one integer, and one enclosure tells which.
4. *Conjugate*: a factor is a + b r with a root or absolute value r >= 0, a^2 = b^2 r^2 in the field, and a <= 0 <= b (or the
   reverse). Then a - b r vanishes only where a and b r both do, so a + b r vanishes everywhere.
5. *Relations*: its numerator lies in the ideal of the relations of undefined functions and their derivatives, with cofactors.
6. *Derivatives*: all partial derivatives vanish in the field, the domain is connected, e is C^1; so e is constant, and its
   exact value at one point settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from math import lcm
from typing import Any

from symgeo.exact.algebra.field import CannotConvert
from symgeo.exact.algebra.ideal import cofactors
from symgeo.exact.algebra.ring import Fraction_, Poly, Power, StepLimit
from symgeo.exact.balls.enclosure import Evaluator, NotDefined
from symgeo.exact.connected import is_connected
from symgeo.exact.points import Point, PointSource, contains
from symgeo.exact.region import Region
from symgeo.expression import PI, ZERO, Expr, differentiate, number, resolve_derivatives
from symgeo.geometry.domain import Domain

_PERIODIC = ("atan", "asin", "atan2", "pi")


@dataclass(frozen=True)
class ZeroProof:
    """How an equality was proved. `data` names what a replay needs beside the field."""

    method: str
    data: tuple[tuple[str, Any], ...] = field(default=())


def prove_zero(region: Region, left: Expr, right: Expr, is_smooth: Callable[[Expr], bool]) -> ZeroProof | None:
    """A proof that left = right wherever both are defined on the region; None if none was found.

    `is_smooth(e)` proves that e is C^1 on the region. Raises CannotConvert or StepLimit.
    """

    def difference() -> Fraction_:
        f = region.field
        return f.ring.add([f.convert(left), f.ring.negate(f.convert(right))])

    if left is right or region.attempt(lambda: region.field.is_zero(difference())):
        return ZeroProof("normal-form")
    if _differ_somewhere(region, left, right):
        return None  # no other argument can succeed
    for argument in (_by_exponential, _by_rotation, _by_conjugate, _by_relations):
        proof = _attempt(region, argument, difference)
        if proof is not None:
            return proof
    proof = _by_derivatives(region, left - right, is_smooth)
    if proof is None and region.unify_constants() and region.attempt(lambda: region.field.is_zero(difference())):
        return ZeroProof("normal-form")
    return proof


Argument = Callable[[Region, Fraction_], "ZeroProof | None"]


def _attempt(region: Region, argument: Argument, element: Callable[[], Fraction_]) -> ZeroProof | None:
    return region.attempt(lambda: argument(region, element()))


def _differ_somewhere(region: Region, left: Expr, right: Expr) -> bool:
    for point in islice(PointSource(region.domain), 2):
        at = Evaluator(point, 320)
        try:
            a, b = at(left), at(right)
        except NotDefined:
            continue
        if a.is_finite() and b.is_finite() and not a.overlaps(b):
            return True
    return False


def _factors_with(region: Region, u: Fraction_, kinds: tuple[str, ...]) -> list[Poly]:
    """Irreducible factors of the numerator in which a generator of one of the kinds occurs, each to the first power."""
    f = region.field
    found = []
    for p, e in f.factors(u)[1]:
        degrees = p.degrees()
        at = [i for i in f.ring.used(p) if f.generators[i].kind in kinds]
        if e > 0 and at and all(degrees[i] == 1 for i in at):
            found.append(p)
    return found


def _multiple(f: Any, p: Poly) -> int:
    return lcm(*(int(c.q) for c in p.coeffs()))


def _by_exponential(region: Region, u: Fraction_) -> ZeroProof | None:
    f = region.field
    for p in _factors_with(region, u, ("log",)):
        n = _multiple(f, p)
        e = f.exp(Fraction_(p * n))
        if f.is_zero(f.ring.add([e, f.ring.number(-1)])):
            return ZeroProof("exponential", (("factor", f.poly_expr(p)), ("multiple", n)))
    return None


def _by_rotation(region: Region, u: Fraction_) -> ZeroProof | None:
    f = region.field
    for p in _factors_with(region, u, _PERIODIC):
        if not any(f.generators[i].kind in _PERIODIC[:3] for i in f.ring.used(p)):
            continue
        n = _multiple(f, p)
        c, s = f.cos_sin(Fraction_(p * n))
        if not (f.is_zero(s) and f.is_zero(f.ring.add([c, f.ring.number(-1)]))):
            continue
        e = f.poly_expr(p)
        if not is_connected(region.domain):
            return None
        for point in islice(PointSource(region.domain), 3):
            ball = _value(e * n, point)
            if ball is not None and abs(ball) < 3:
                return ZeroProof("rotation", (("factor", e), ("multiple", n), ("point", point)))
        return None
    return None


def _by_conjugate(region: Region, u: Fraction_) -> ZeroProof | None:
    f = region.field
    for p, e in f.factors(u)[1]:
        if e < 0:
            continue
        degrees = p.degrees()
        for i in reversed(f.ring.used(p)):
            relation = f.ring.relation_of(i)
            kind = f.generators[i].kind
            if degrees[i] != 1 or kind not in ("root", "absolute") or not isinstance(relation, Power) or relation.exponent != 2:
                continue
            a, b = f.ring.split(p, i, 1)
            square = f.ring.multiply(f.ring.multiply(b, b), relation.value)
            if f.ring.reduce(f.ring.multiply(a, a) - square) != 0:
                continue
            first, second = f.poly_expr(a), f.poly_expr(b)
            for low, high in (("nonpositive", "nonnegative"), ("nonnegative", "nonpositive")):
                reasons = getattr(region.prover, low)(first), getattr(region.prover, high)(second)
                if all(reasons):
                    return ZeroProof("conjugate", (("root", f.generators[i].tree), ("a", first), ("b", second), ("signs", reasons)))
    return None


def _by_relations(region: Region, u: Fraction_) -> ZeroProof | None:
    f = region.field
    if not region.relations:
        return None
    numerator = f.ring.reduce(u.numerator)
    consequences: list[Expr] = []
    layer = [resolve_derivatives(e) for e in region.relations]
    for _ in range(3):  # the relations, and what follows by differentiating them twice
        consequences += layer
        layer = [d for e in layer for x in region.domain.coordinates if (d := differentiate(e, x)) is not ZERO]
        if len(consequences) > 24:
            break
    polys = [p for e in consequences if len(p := f.ring.reduce(f.convert(e).numerator))]
    used = {i for p in (numerator, *polys) for i in f.ring.used(p)}
    relations = [f.ring.relation_poly(k) for k in range(len(f.ring.relations))]
    polys += [p for p in relations if set(f.ring.used(p)) <= used]
    found = cofactors(numerator, polys)
    if found is None:
        return None
    parts = [(f.poly_expr(q), f.poly_expr(p)) for q, p in zip(found, polys, strict=True) if len(q)]
    return ZeroProof("relations", (("numerator", f.poly_expr(numerator)), ("consequences", consequences), ("cofactors", parts)))


def _by_derivatives(region: Region, e: Expr, is_smooth: Callable[[Expr], bool]) -> ZeroProof | None:
    e = resolve_derivatives(e)
    variables = sorted(e.free_symbols & set(region.domain.variables))
    if set(variables) & region.domain.integers:
        return None
    try:
        rates = [differentiate(e, x) for x in variables]
    except ValueError:
        return None
    if not region.attempt(lambda: all(region.field.is_zero(region.field.convert(rate)) for rate in rates)):
        return None
    if not is_connected(region.domain) or not is_smooth(e):
        return None
    for point in _special_points(region.domain, e):
        constant = e.substitute({name: number(value) for name, value in point.items()})
        value = _value(constant, {})
        if value is not None and not value.contains(0):
            return None
        try:
            here = Region(Domain(()))
            if prove_constant_zero(here, constant):
                return ZeroProof("derivatives", (("point", point),))
        except (CannotConvert, StepLimit):
            continue
    return None


def _special_points(domain: Domain, e: Expr) -> Iterator[Point]:
    """Points at which a value may be known: the bounds of an integral coincide, or the coordinates are simple."""
    some = list(islice(PointSource(domain), 6))
    for base in some[:2]:
        for node in e.walk():
            if node.head == "integral" and node.args[3].head == "symbol" and node.args[2].value is not None:
                yield from _inside(domain, {**base, node.args[3].args[0]: node.args[2].value})
    for value in (Fraction(0), Fraction(1)):
        yield from _inside(domain, dict.fromkeys(domain.variables, value))
    yield from some


def _inside(domain: Domain, point: Point) -> Iterator[Point]:
    if contains(domain, point):
        yield point


def prove_constant_zero(region: Region, constant: Expr) -> bool:
    """Whether a constant is proved to be zero by one of the first four arguments."""
    if region.attempt(lambda: region.field.is_zero(region.field.convert(constant))):
        return True
    for argument in (_by_exponential, _by_rotation, _by_conjugate):
        if _attempt(region, argument, lambda: region.field.convert(constant)) is not None:
            return True
    return region.unify_constants() and region.attempt(lambda: region.field.is_zero(region.field.convert(constant)))


def _value(e: Expr, point: dict[str, Fraction]) -> Any:
    try:
        ball = Evaluator(point, 128)(e)
    except NotDefined:
        return None
    return ball if ball.is_finite() else None


__all__ = ["PI", "ZeroProof", "prove_constant_zero", "prove_zero"]
