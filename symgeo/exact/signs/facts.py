"""What is known of the atoms of an expression, and positivity from it: the cone of products of known inequalities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from flint import fmpq

from symgeo.exact.signs.atoms import ROOMS, Atoms, Relation, TooLargeError
from symgeo.exact.signs.cone import cone_certificate
from symgeo.exact.signs.intervals import Interval, sign_of
from symgeo.exact.signs.reason import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, STATEMENTS, Reason
from symgeo.expression import PI, Expr, call

if TYPE_CHECKING:
    from symgeo.exact.signs.sign import Prover

T = TypeVar("T")
Poly = Any
_STRUCTURE, _POLYNOMIALS = 1, 2
_MAX_MEMBERS = 14


class DomainAtoms(Atoms):
    """Atoms that know which bases of powers are positive on the domain."""

    def __init__(self, prover: Prover, expressions: Sequence[Expr], room: int) -> None:
        super().__init__(expressions, room)
        self.prover = prover
        #: Bases that were used as positive ones.
        self.assumed: list[Expr] = []

    def is_positive(self, base: Expr) -> bool:
        if not self.prover.ranges.interval(base).positive:
            return False
        if base not in self.assumed:
            self.assumed.append(base)
        return True

    def range_of(self, index: int) -> Interval:
        return self.prover.ranges.interval(self.atoms[index])

    def ranges_of(self, p: Poly) -> dict[int, Interval]:
        return {i: self.range_of(i) for i in self.used(p)}


def with_atoms(prover: Prover, expressions: Sequence[Expr], use: Callable[[DomainAtoms], T]) -> T | None:
    """Use a ring with as many atoms as it takes; nothing if the expressions are too large for this."""
    for room in ROOMS:
        atoms = DomainAtoms(prover, expressions, room)
        try:
            return use(atoms)
        except TooLargeError:
            if len(atoms.atoms) < room:
                return None
    return None


def statement(upward: bool, strict: bool) -> str:
    return STATEMENTS[(POSITIVE if strict else NONNEGATIVE) if upward else (NEGATIVE if strict else NONPOSITIVE)]


# -- the cone of what is known ---------------------------------------------------------------------------------------------------
def cone_small(prover: Prover, atoms: DomainAtoms, e: Expr, p: Poly, upward: bool, strict: bool) -> Reason | None:
    return with_atoms(prover, _connected(prover, e), lambda ring: _cone(prover, ring, e, upward, strict, (1, 2)))


def cone_large(prover: Prover, atoms: DomainAtoms, e: Expr, p: Poly, upward: bool, strict: bool) -> Reason | None:
    return with_atoms(prover, _connected(prover, e), lambda ring: _cone(prover, ring, e, upward, strict, (3,)))


def _connected(prover: Prover, e: Expr) -> list[Expr]:
    """e and the constraints that share variables with it, directly or through others."""
    names = set(e.free_symbols)
    rest = [c for c, _ in prover.ranges.constraints]
    found = [e]
    while True:
        near = [c for c in rest if not names.isdisjoint(c.free_symbols)]
        if not near:
            return found
        found += near
        rest = [c for c in rest if c not in near]
        for c in near:
            names |= c.free_symbols


def _cone(prover: Prover, atoms: DomainAtoms, e: Expr, upward: bool, strict: bool, orders: Sequence[int]) -> Reason | None:
    n, d = atoms.quotient(e if upward else -e)
    if not d.is_constant():
        return None
    for c in _connected(prover, e)[1:]:
        atoms.quotient(c)
    relations = [r for r in atoms.relations() if r.denominator == 1]
    others = [r for r in atoms.relations() if r.denominator != 1]
    members = list(_members(prover, atoms, n))[:_MAX_MEMBERS]
    polynomials = [(q, strictly) for q, strictly, _ in members]
    for relation in others:
        vanishing = relation.denominator * atoms.generators[relation.atom] ** relation.exponent - relation.numerator
        polynomials += [(vanishing, False), (-vanishing, False)]
        subject = atoms.expression(vanishing)
        for x in (subject, -subject):
            members.append((vanishing, False, Reason("zero", STATEMENTS[NONNEGATIVE], x, (), (("eliminate", "sin"),))))

    def normal(q: Poly) -> Poly | None:
        try:
            return atoms.reduce(q, relations)[0]
        except TooLargeError:
            return None

    target = normal(n)
    if not target:
        return None
    for order in orders:
        if not prover.spend(10):
            return None
        found = cone_certificate(target, polynomials, strict=strict, order=order, reduce=normal, spend=prover.spend)
        if found is not None:
            used = sorted({k for _, label in found.terms for k in label})
            place = {k: j for j, k in enumerate(used)}
            terms = tuple((str(c), tuple(str(place[k]) for k in label)) for c, label in found.terms)
            premises = tuple(members[k][2] for k in used)
            data = (("terms", terms), ("relations", tuple(_vanishing(atoms, r) for r in relations)))
            return Reason("cone", statement(upward, strict), e, premises, data)
    return None


def _vanishing(atoms: DomainAtoms, r: Relation) -> Expr:
    return atoms.expression(r.denominator * atoms.generators[r.atom] ** r.exponent - r.numerator)


def _members(prover: Prover, atoms: DomainAtoms, target: Poly) -> Iterator[tuple[Poly, bool, Reason]]:
    """Polynomials known to be >= 0 (or > 0: marked), nearest to the target first."""
    wanted = set(atoms.used(target))
    near: list[tuple[int, Poly, bool, Reason]] = []

    def offer(q: Poly, strictly: bool, reason: Reason) -> None:
        if q and not q.is_constant() and q.total_degree() <= 8 and not any(q == other for _, other, _, _ in near):
            near.append((len(set(atoms.used(q)) - wanted), q, strictly, reason))

    for given in prover.given():
        if given.subject not in atoms._memo:
            continue
        n, d = atoms.quotient(given.subject)
        strictly = given.statement == "positive"
        if d.is_constant():
            offer(n, strictly, given)
        else:
            with prover.at_most(_STRUCTURE):
                sign = prover.prove(atoms.expression(d), POSITIVE)
            if sign is not None:
                offer(n, strictly, Reason("cleared", given.statement, atoms.expression(n), (given, sign)))
    for index in range(len(atoms.atoms)):
        for q, strictly, reason in _known_of_atom(prover, atoms, index):
            offer(q, strictly, reason)
    for index in range(len(atoms.atoms)):
        i = atoms.range_of(index)
        if not (i.nonnegative or i.nonpositive) and any(q.degrees()[index] >= 2 for q in (target, *(m[1] for m in near))):
            square = atoms.generators[index] ** 2
            factors = (("constant", "1"), ("factors", ((atoms.atoms[index], "2"),)))
            offer(square, False, Reason("product", "nonnegative", atoms.expression(square), (), factors))
    near.sort(key=lambda item: item[0])
    for _, q, strictly, reason in near:
        yield q, strictly, reason


def _known_of_atom(prover: Prover, atoms: DomainAtoms, index: int) -> Iterator[tuple[Poly, bool, Reason]]:
    atom, x = atoms.atoms[index], atoms.generators[index]
    if atom.head == "pi":
        for q, sign in ((fmpq(333, 106), 1), (fmpq(355, 113), -1)):
            p = sign * (x - q)
            yield p, True, prover.range_reason(atoms.expression(p), POSITIVE)
        return
    i = atoms.range_of(index)
    for end, is_closed, sign in ((i.lo, i.lo_closed, 1), (i.hi, i.hi_closed, -1)):
        if end is None:
            continue
        if end.b == 0:
            p = sign * (x - end.a)
        elif (pi := atoms.find(PI)) is not None:
            p = sign * (x - end.a - end.b * atoms.generators[pi])
        else:
            continue
        strictly = not is_closed
        if not strictly and sign > 0 and sign_of(end) == 0 and atom.head in ("pow", "Abs"):
            with prover.at_most(_POLYNOMIALS):
                better = prover.prove(atom, POSITIVE)
            if better is not None:
                yield p, True, better
                continue
        statement = STATEMENTS[POSITIVE if strictly else NONNEGATIVE]
        subject = atoms.expression(p)
        if atom.head == "symbol":
            latest = prover.ranges.latest.get((atom.args[0], -sign))
            if latest is not None:
                yield p, strictly, prover._bound(latest)
                continue
        data = (("atom", atom), ("interval", repr(i)))
        yield p, strictly, Reason("range", statement, subject, prover.range_reason(atom, NONNEGATIVE).premises, data)
    if atom.head in ("Abs", "Max", "Min"):
        parts = (*atom.args, -atom.args[0]) if atom.head == "Abs" else atom.args
        for part in parts:
            n, d = atoms.quotient(part)
            if d.is_constant():
                p = n / d.leading_coefficient() - x if atom.head == "Min" else x - n / d.leading_coefficient()
                yield p, False, Reason("extremum", "nonnegative", atoms.expression(p))
    if atom.head == "cosh" and (other := atoms.find(call("sinh", atom.args[0]))) is not None:
        for p in (x - atoms.generators[other], x + atoms.generators[other]):
            yield p, True, Reason("hyperbolic", "positive", atoms.expression(p))
