"""Algebraic constants as generators: which there are, and all of them in terms of one theta where that is asked for."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import arb, fmpq, fmpq_poly

from symgeo.exact.algebra.constants import Constant, NumberField
from symgeo.exact.algebra.ring import Fraction_, Poly, Power
from symgeo.exact.balls.enclosure import evaluate
from symgeo.expression import PI, Expr, add, call, mul

if TYPE_CHECKING:
    from symgeo.exact.algebra.field import Field


def relate_root(f: Field, index: int, k: int, value: Poly) -> None:
    """The relation of a new root; if it is an algebraic constant, remember it as one."""
    relation = Power(index, k, value)
    constants = {i for i, _ in f.constants} | {index, f.theta}
    if all(i in constants for i in f.ring.used(value)):
        f.constants.append((index, relation))
        known = f.hints.number_field
        if known is not None and f.generators[index].tree in known.values:
            relation = Power(index, 1, in_theta(f, known.values[f.generators[index].tree]))
    f.ring.relate(relation)


def algebraic_constants(f: Field) -> list[Constant]:
    """The algebraic constants adjoined so far, for `unify`."""
    out = []
    for index, relation in f.constants:
        tree = f.generators[index].tree

        def residue(values: dict[Any, fmpq_poly], own: fmpq_poly, index: int = index, relation: Power = relation) -> fmpq_poly:
            total = fmpq_poly([0])
            for monomial, c in relation.value.to_dict().items():
                term = fmpq_poly([c])
                for i, d in enumerate(monomial):
                    if d:
                        term *= (own if i == index else values[f.generators[i].tree]) ** int(d)
                total += term
            return own**relation.exponent - total

        def separated(ball: arb, index: int = index, relation: Power = relation, tree: Expr = tree) -> bool:
            if index not in f.ring.used(relation.value):
                return bool(ball > 0)  # the positive one of the real k-th roots
            n = f.generators[index].argument  # cos(pi/n): apart from the other cos(j pi/n)
            return all(not ball.overlaps(evaluate(call("cos", PI * j / n), {}, 64)) for j in range(2, 2 * n - 1))

        def enclose(precision: int, tree: Expr = tree) -> arb:
            return evaluate(tree, {}, precision)

        out.append(Constant(tree, enclose, residue, separated))
    return out


def adjoin_theta(f: Field, number_field: NumberField) -> None:
    m = number_field.modulus
    d = m.degree()
    tree = add(*(mul(w, c) for w, c in zip(number_field.weights, number_field.values, strict=True)))
    f.theta, _ = f.adjoin(("theta",), "theta", tree)
    g = f.ring.generator(f.theta)
    value = f.ring.zero
    for k in range(d):
        value += g**k * (-m[k] / m[d])
    f.ring.relate(Power(f.theta, d, value))


def in_theta(f: Field, a: fmpq_poly) -> Poly:
    assert f.theta is not None
    g = f.ring.generator(f.theta)
    return sum((g**k * a[k] for k in range(a.degree() + 1)), f.ring.zero)


def of_theta(f: Field, p: Poly) -> fmpq_poly | None:
    """A polynomial in theta alone, as one in one variable."""
    if f.theta is None or any(i != f.theta for i in f.ring.used(p)):
        return None
    coefficients = [fmpq(0)] * (int(p.degrees()[f.theta]) + 1)
    for monomial, c in p.to_dict().items():
        coefficients[int(monomial[f.theta])] = c
    return fmpq_poly(coefficients)


def root_in_number_field(
    f: Field, content: fmpq, factors: list[tuple[Poly, int]], q: Fraction
) -> tuple[fmpq, list[tuple[Poly, int]], Fraction_] | None:
    """Take the constant factor c of a radicand out as rational**q * A^(q k), where c = rational * A^k for a known A."""
    known = f.hints.number_field
    assert known is not None
    c, rest = fmpq_poly([content]), []
    for p, e in factors:
        inside = of_theta(f, p)
        if inside is None:
            rest.append((p, e))
        else:
            c = c * (inside if e > 0 else known.inverse(inside)) ** abs(e) % known.modulus
    if len(rest) == len(factors):
        return None
    k = q.denominator
    for a in known.values.values():
        if not known.is_positive(a):
            continue
        ratio = c * known.inverse(a) ** k % known.modulus
        if ratio.degree() <= 0:
            root = f.rational_power(Fraction_(in_theta(f, a)), Fraction(q.numerator))
            return ratio[0], rest, root
    return None
