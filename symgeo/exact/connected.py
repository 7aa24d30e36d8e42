"""Proving that a domain is connected."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from symgeo.exact.balls.enclosure import evaluate
from symgeo.expression import Expr, differentiate
from symgeo.geometry.domain import Domain


def is_connected(domain: Domain, variables: Collection[str] | None = None) -> bool:
    """Whether the domain is proved to be connected; with `variables`, each of its slices in these, for fixed others.

    A set given by concave functions > 0 is convex. A variable that occurs in conditions of one kind only, all of them lower
    bounds or all of them upper bounds v > w(rest), can be dropped if w is defined and continuous on the shadow: each fibre
    is a ray, so the set is connected if its shadow is. Integer variables and conditions e /= 0 are not proved to leave the set connected.
    """
    free = frozenset(domain.variables if variables is None else variables)
    conditions = [e for e in (*domain.positive, *domain.nonnegative) if e.free_symbols & free]
    if any(e.free_symbols & free for e in domain.nonzero) or domain.integers & free:
        return False
    if any("derivative" in e.heads for e in domain.conditions):
        return False  # where it does not exist a condition does not hold
    try:
        while True:
            if all(_is_concave(e, free) for e in conditions):
                return True
            ray = next((v for v in domain.variables if v in free and _is_ray(v, conditions, domain)), None)
            if ray is None:
                return False
            conditions = [e for e in conditions if ray not in e.free_symbols]
    except ValueError:
        return False


def _is_ray(v: str, conditions: list[Expr], domain: Domain) -> bool:
    """Whether v occurs, and each condition with v is affine in v with a constant slope of one common sign."""
    signs = set()
    for e in conditions:
        if v in e.free_symbols:
            if not _is_continuous(e, domain):
                return False
            slope = differentiate(e, v)
            if slope.free_symbols:
                return False
            value = evaluate(slope, {}, 64)
            signs.add(1 if value > 0 else -1 if value < 0 else 0)
    return len(signs) == 1 and 0 not in signs


_ENTIRE = ("sin", "cos", "exp", "sinh", "cosh", "tanh", "sech", "atan", "asinh", "cbrt", "Abs", "erf")


def _is_continuous(e: Expr, domain: Domain) -> bool:
    """Whether e is built from polynomials, functions continuous on all of R, and roots of variables that are positive."""
    for node in e.walk():
        if node.head == "pow":
            base, exponent = node.args
            q = exponent.value
            if q is None or q < 0 or (q.denominator > 1 and base not in domain.positive and not (base.value or 0) > 0):
                return False
        elif node.head not in ("number", "symbol", "pi", "E", "add", "mul", *_ENTIRE):
            return False
    return True


def _is_concave(e: Expr, variables: Collection[str]) -> bool:
    """A polynomial whose Hessian in the variables is constant, diagonal and nonpositive."""
    if not _is_polynomial(e):
        return False
    names = sorted(e.free_symbols.intersection(variables))
    for i, x in enumerate(names):
        first = differentiate(e, x)
        for y in names[i:]:
            second = _number(differentiate(first, y))
            if second is None or (second > 0 if x == y else second != 0):
                return False
    return True


def _is_polynomial(e: Expr) -> bool:
    for node in e.walk():
        if node.head == "pow":
            exponent = node.args[1].value
            if exponent is None or exponent.denominator != 1 or exponent < 0 or exponent > 4:
                return False
        elif node.head not in ("number", "symbol", "pi", "E", "add", "mul"):
            return False
    return True


def _number(e: Expr) -> Fraction | None:
    """The rational value of a variable-free expression in +, * and integer powers; None for anything else."""
    if e.head == "number":
        return Fraction(e.args[0])
    if e.free_symbols:
        return None
    values = [_number(c) for c in e.children]
    if any(v is None for v in values):
        return None
    exact = [v for v in values if v is not None]
    if e.head == "add":
        return sum(exact, Fraction(0))
    if e.head == "mul":
        product = Fraction(1)
        for v in exact:
            product *= v
        return product
    if e.head == "pow" and exact[1].denominator == 1 and exact[0] != 0:
        return exact[0] ** int(exact[1])
    return None
