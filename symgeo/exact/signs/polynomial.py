"""Signs of expressions that are quotients of polynomials in atoms (variables, sines, roots, exponentials, ...)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq

from symgeo.exact.signs.cone import coefficients_positive, has_no_root, inner_point
from symgeo.exact.signs.facts import DomainAtoms, cone_large, cone_small, statement, with_atoms
from symgeo.exact.signs.growth import end_expression
from symgeo.exact.signs.intervals import Interval, power_of
from symgeo.exact.signs.reason import NEGATIVE, NONNEGATIVE, NONZERO, POSITIVE, STATEMENTS, ZERO_SIGN, Reason, opposite
from symgeo.exact.signs.structure import product
from symgeo.expression import PI, Expr, add, call, mul, power

if TYPE_CHECKING:
    from symgeo.exact.signs.sign import Prover

_CERTIFICATES = 3
#: Powers with more terms than this are not multiplied out.
_MAX_EXPANDED = 600
Poly = Any


def by_polynomial(prover: Prover, e: Expr, goal: int) -> Reason | None:
    """Factor e and take the signs of the factors; an irreducible e is looked at by itself."""
    return with_atoms(prover, [e], lambda atoms: _by_factors(prover, atoms, e, goal))


def _by_factors(prover: Prover, atoms: DomainAtoms, e: Expr, goal: int) -> Reason | None:
    seen: list[tuple[Poly, Poly]] = []
    for variant in ("", "sin", "cos"):
        n, d = atoms.quotient(e)
        if variant:
            relations = atoms.relations(variant)
            if not relations:
                break
            n, below = atoms.reduce(n, relations)
            d, above = atoms.reduce(d, relations)
            if not d:
                continue
            n, d = n * above, d * below
            if d.is_constant():
                n, d = n * (1 / d.leading_coefficient()), atoms.one
        if any(n == m and d == c for m, c in seen):
            continue
        seen.append((n, d))
        if not n:
            return Reason("zero", STATEMENTS[goal], e, (), (("eliminate", variant),)) if goal & ZERO_SIGN else None
        if not prover.spend(1 + (len(n) + len(d)) // 20):
            return None
        reason = _of_quotient(prover, atoms, e, n, d, goal)
        if reason is not None and reason.rule == "polynomial" and reason.subject is e:
            bases = tuple(prover.range_reason(b, POSITIVE) for b in atoms.assumed)
            return replace(reason, premises=(*reason.premises, *bases), data=(*reason.data, ("eliminate", variant)))
        if reason is not None:
            return reason
    return None


def _of_quotient(prover: Prover, atoms: DomainAtoms, e: Expr, n: Poly, d: Poly, goal: int) -> Reason | None:
    constant, above = atoms.factors(n)
    items = [(f, Fraction(k)) for f, k in above]
    if not d.is_constant():
        scale, below = atoms.factors(d)
        constant /= scale
        items += [(f, Fraction(-k)) for f, k in below]
    else:
        constant /= d.leading_coefficient()
    if not items:
        sign = POSITIVE if constant > 0 else NEGATIVE
        return Reason("polynomial", STATEMENTS[sign], e, (), (("constant", str(constant)),)) if not sign & ~goal else None
    expressions = [(atoms.expression(f), k) for f, k in items]
    if len(items) == 1 and items[0][1] == 1:
        p = items[0][0]
        inner = goal if constant > 0 else opposite(goal)
        if expressions[0][0] is not e:
            known = prover.prove(expressions[0][0], inner)
            if known is None:
                return None
            return product(prover, e, expressions, constant, goal, "polynomial")
        return irreducible(prover, atoms, e, p, goal)
    return product(prover, e, expressions, constant, goal, "polynomial")


# -- irreducible polynomials ---------------------------------------------------------------------------------------------------
def irreducible(prover: Prover, atoms: DomainAtoms, e: Expr, p: Poly, goal: int) -> Reason | None:
    """The sign of an irreducible polynomial p, of which e is the expression."""
    used = atoms.used(p)
    if len(used) == 1:
        return _one_variable(prover, atoms, e, p, used[0], goal)
    goals = (goal,) if goal != NONZERO else (POSITIVE, NEGATIVE)
    rules = [_coefficients, _ends]
    if prover.level >= _CERTIFICATES:
        rules += [_amplitude, _phase, _roots, cone_small, _quadratic, _ends_of_variables, cone_large]
    for wanted in goals:
        if prover.refuted(e, wanted):
            continue
        upward = bool(wanted & POSITIVE)
        for rule in rules:
            if prover.steps <= 0:
                return None
            reason = rule(prover, atoms, e, p if upward else -p, upward, not wanted & ZERO_SIGN)
            if reason is not None:
                return reason
    return None


def _range_premises(prover: Prover, atoms: DomainAtoms, p: Poly) -> tuple[Reason, ...]:
    """What the ranges of the atoms of p rest on."""
    found: dict[int, Reason] = {}
    for i in atoms.used(p):
        for reason in prover.bounds_of(atoms.atoms[i]):
            found[id(reason)] = reason
    return tuple(found.values())


def _range_data(atoms: DomainAtoms, p: Poly) -> tuple[str, Any]:
    return "ranges", tuple((atoms.atoms[i], repr(atoms.range_of(i))) for i in atoms.used(p))


def _one_variable(prover: Prover, atoms: DomainAtoms, e: Expr, p: Poly, index: int, goal: int) -> Reason | None:
    """No root in the range of the only atom, and the sign at one point of the range."""
    i = atoms.range_of(index)
    closed_goal = bool(goal & ZERO_SIGN)
    if closed_goal and i.bounded:  # the ends may be roots
        i = Interval(i.lo, i.hi)
    if i.empty or not prover.spend(5):
        return None
    at = inner_point(i)
    if at is None or not has_no_root(p, index, i):
        return None
    value = p.compose(*(atoms.context.constant(at) if j == index else g for j, g in enumerate(atoms.generators)), ctx=atoms.context)
    sign = sign_of_constant(value)
    if sign == 0:
        return None
    mask = (POSITIVE if sign > 0 else NEGATIVE) | (ZERO_SIGN if closed_goal else 0)
    if mask & ~goal:
        return None
    data = (_range_data(atoms, p), ("at", str(at)))
    return Reason("no-root", STATEMENTS[mask], e, _range_premises(prover, atoms, p), data)


def sign_of_constant(p: Poly) -> int:
    if not p:
        return 0
    return 1 if p.leading_coefficient() > 0 else -1


def _coefficients(prover: Prover, atoms: DomainAtoms, e: Expr, p: Poly, upward: bool, strict: bool) -> Reason | None:
    prover.spend(2)
    weakly, strictly = coefficients_positive(p, atoms.ranges_of(p))
    if not (strictly if strict else weakly):
        return None
    premises = _range_premises(prover, atoms, p)
    return Reason("coefficients", statement(upward, strictly), e, premises, (_range_data(atoms, p),))


# -- linear in one atom ----------------------------------------------------------------------------------------------------------
def _ends(prover: Prover, atoms: DomainAtoms, e: Expr, p: Poly, upward: bool, strict: bool) -> Reason | None:
    return _linear(prover, atoms, e, p, upward, strict, variables=False)


def _ends_of_variables(prover: Prover, atoms: DomainAtoms, e: Expr, p: Poly, upward: bool, strict: bool) -> Reason | None:
    return _linear(prover, atoms, e, p, upward, strict, variables=True)


def _linear(prover: Prover, atoms: DomainAtoms, e: Expr, p: Poly, upward: bool, strict: bool, *, variables: bool) -> Reason | None:
    """p = a*v^k + b lies between its values at the two ends of the range of v^k."""
    for index in atoms.used(p):
        atom = atoms.atoms[index]
        if (atom.head == "symbol") != variables or atom.head == "pi":
            continue
        k = int(p.degrees()[index])
        parts = atoms.split(p, index)
        i = power_of(atoms.range_of(index), k)
        if set(parts) - {0, k} or (i.lo is None and i.hi is None):
            continue
        slope, rest = atoms.expression(parts[k]), atoms.expression(parts.get(0, atoms.zero))
        at_ends: list[tuple[Expr, bool]] = []  # must be >= 0, and > 0 where the end is taken
        for end, is_closed, direction in ((i.lo, i.lo_closed, -1), (i.hi, i.hi_closed, 1)):
            if end is None:
                at_ends.append((mul(direction, slope), False))
            else:
                at_ends.append((add(mul(slope, end_expression(end)), rest), is_closed))
        premises = _nonnegative_and_one_positive(prover, at_ends, strict)
        if premises is not None:
            data = (("atom", power(atom, k)), ("range", repr(i)), ("coefficients", (slope, rest)))
            return Reason("linear", statement(upward, strict), e, (*prover.bounds_of(atom), *premises), data)
    return None


def _nonnegative_and_one_positive(prover: Prover, items: Sequence[tuple[Expr, bool]], strict: bool) -> list[Reason] | None:
    """Reasons that all are >= 0 and, if strict, that those marked and at least one are > 0."""
    premises: list[Reason] = []
    if any(prover.refuted(x, POSITIVE if strict and marked else NONNEGATIVE) for x, marked in items):
        return None
    for x, marked in items:
        reason = prover.prove(x, POSITIVE if strict and marked else NONNEGATIVE)
        if reason is None:
            return None
        premises.append(reason)
    if strict and all(r.mask & ZERO_SIGN for r in premises):
        for k, (x, _) in enumerate(items):
            reason = prover.prove(x, POSITIVE)
            if reason is not None:
                premises[k] = reason
                return premises
        return None
    return premises


# -- trigonometric bounds, squares, roots -------------------------------------------------------------------------------------------
def _pairs(atoms: DomainAtoms, p: Poly) -> Iterator[tuple[int | None, int | None]]:
    """Indices of the sine and cosine of each argument in p."""
    used = atoms.used(p)
    done: set[Expr] = set()
    for i in used:
        a = atoms.atoms[i]
        if a.head in ("sin", "cos") and a.args[0] not in done:
            done.add(a.args[0])
            pair = [atoms.find(call(h, a.args[0])) for h in ("sin", "cos")]
            yield tuple(k if k in used else None for k in pair)  # type: ignore[misc]


def _linear_in(atoms: DomainAtoms, p: Poly, pair: tuple[int | None, int | None]) -> tuple[Poly, Poly, Poly] | None:
    """(d, a, b) with p = d + a*sin + b*cos."""
    s, c = pair
    total: dict[tuple[int, int], dict[Any, fmpq]] = {}
    for m, q in p.terms():
        key = (m[s] if s is not None else 0, m[c] if c is not None else 0)
        if sum(key) > 1:
            return None
        rest = tuple(0 if j in (s, c) else k for j, k in enumerate(m))
        total.setdefault(key, {})[rest] = q
    d, a, b = (atoms.context.from_dict(total.get(key, {})) for key in ((0, 0), (1, 0), (0, 1)))
    return d, a, b


def _amplitude(prover: Prover, atoms: DomainAtoms, e: Expr, p: Poly, upward: bool, strict: bool) -> Reason | None:
    """d + a*sin + b*cos > 0 where d > 0 and d^2 > a^2 + b^2."""
    for pair in _pairs(atoms, p):
        found = _linear_in(atoms, p, pair)
        if found is None or not found[0]:
            continue
        d, a, b = found
        first = atoms.expression(d)
        second = atoms.expression(d**2 - a**2 - b**2)
        goal = POSITIVE if strict else NONNEGATIVE
        if prover.refuted(first, goal) or prover.refuted(second, goal):
            continue
        one = prover.prove(first, goal)
        two = prover.prove(second, goal) if one is not None else None
        if one is not None and two is not None:
            data = (("coefficients", (first, atoms.expression(a), atoms.expression(b))),)
            return Reason("amplitude", statement(upward, strict), e, (one, two), data)
    return None


def _phase(prover: Prover, atoms: DomainAtoms, e: Expr, p: Poly, upward: bool, strict: bool) -> Reason | None:
    """a*sin(u) + b*cos(u) with |a| = |b|: sqrt(2)*|a| times a sine shifted by pi/4."""
    for pair in _pairs(atoms, p):
        found = _linear_in(atoms, p, pair)
        s, c = pair
        if found is None or found[0] or s is None or c is None:
            continue
        _, a, b = found
        if a != b and a != -b:
            continue
        u = atoms.atoms[s].args[0]
        shifted = call("sin", add(u, mul(Fraction(1, 4) if a == b else Fraction(-1, 4), PI)))
        factor = atoms.expression(a)
        goal = POSITIVE if strict else NONNEGATIVE
        for one_goal in (goal, opposite(goal)):
            one = prover.prove(factor, one_goal)
            two = prover.prove(shifted, one_goal) if one is not None else None
            if one is not None and two is not None:
                return Reason("phase", statement(upward, strict), e, (one, two))
    return None


def _quadratic(prover: Prover, atoms: DomainAtoms, e: Expr, p: Poly, upward: bool, strict: bool) -> Reason | None:
    """a*v^2 + b*v + c > 0 where a > 0 and 4*a*c > b^2."""
    for index in atoms.used(p):
        if p.degrees()[index] != 2:
            continue
        parts = atoms.split(p, index)
        a, b, c = parts[2], parts.get(1, atoms.zero), parts.get(0, atoms.zero)
        if not b:
            continue
        leading, discriminant = atoms.expression(a), atoms.expression(4 * a * c - b**2)
        goal = POSITIVE if strict else NONNEGATIVE
        if prover.refuted(leading, POSITIVE) or prover.refuted(discriminant, goal):
            continue
        one = prover.prove(leading, POSITIVE)
        two = prover.prove(discriminant, goal) if one is not None else None
        if one is not None and two is not None:
            data = (("atom", atoms.atoms[index]), ("coefficients", tuple(map(atoms.expression, (a, b, c)))))
            return Reason("quadratic", statement(upward, strict), e, (one, two), data)
    return None


def _roots(prover: Prover, atoms: DomainAtoms, e: Expr, p: Poly, upward: bool, strict: bool) -> Reason | None:
    """a + b*R with R^k = n, R >= 0: compare a^k with b^k*n."""
    goal = POSITIVE if strict else NONNEGATIVE
    for index in atoms.used(p):
        if index not in atoms.roots:
            continue
        radicand, k = atoms.roots[index]
        parts = atoms.split(p, index)
        powers = [j for j in parts if j]
        if len(powers) != 1 or powers[0] >= k:
            continue
        j = powers[0]
        if len(p) ** k > _MAX_EXPANDED or not prover.spend(5):
            continue
        a, b = atoms.expression(parts.get(0, atoms.zero)), atoms.expression(parts[j])
        left, right = power(a, k), mul(power(b, k), power(radicand, j))
        data = (("root", atoms.atoms[index]), ("degree", str(k)), ("power", str(j)), ("coefficients", (a, b)))
        if k % 2:  # x -> x^k is increasing
            reason = prover.prove(add(left, right), goal)
            if reason is not None:
                return Reason("root", statement(upward, strict), e, (reason,), data)
            continue
        for dominant, difference in ((a, add(left, -right)), (b, add(right, -left))):
            if prover.refuted(dominant, goal) or prover.refuted(difference, goal):
                continue
            one = prover.prove(dominant, goal)
            two = prover.prove(difference, goal) if one is not None else None
            if one is not None and two is not None:
                return Reason("root", statement(upward, strict), e, (one, two), data)
    return None
