"""Replaying a certificate: what the claim demands is computed from the claim itself, and each demand is then met or not.

Proved: each obligation of the claim, in order. Definedness and signs come from the facts, equalities from the field, full rank
and definiteness from determinants. Each domain has a rational point. Evidence that nothing needs makes a certificate rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf
from typing import Any

from . import intervals as iv
from .algebra import Field, Hint, Quotient, Rejected
from .claims import (
    Claim,
    Connected,
    Defined,
    Definite,
    Domain,
    NeedsFactor,
    OffCut,
    Rank,
    Sign,
    Zero,
    conditions,
    obligations,
)
from .pieces import Cut, decisive, has_switch, without_branches
from .points import at_point, contains, rational, read_point
from .signs import Facts, linear_form
from .terms import (
    ONE,
    ZERO,
    CannotReplay,
    Malformed,
    Term,
    add,
    call,
    differentiate,
    mul,
    number,
    power,
    read,
    resolve,
    sub,
    substitute,
    symbol,
    walk,
)

FORMAT = "symgeo-certificate/1"


class Reader:
    """The parts of a certificate by name; terms by row."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.terms = read(document["expressions"])

    def term(self, row: Any) -> Term:
        if type(row) is not int or not 0 <= row < len(self.terms):
            raise Malformed(f"{row!r} is no row of the expressions")
        return self.terms[row]

    def pairs(self, rows: Any, read_second: Callable[[Any], Any]) -> list[tuple[Term, Any]]:
        return [(self.term(row), read_second(other)) for row, other in rows]


def integer(value: Any) -> int:
    if type(value) is not int:
        raise Malformed(f"needs an integer, got {value!r}")
    return value


class Replay:
    """The evidence of a certificate: facts, and fields with their hints."""

    def __init__(self, claim: Claim, document: Mapping[str, Any]) -> None:
        self.claim, self.document = claim, document
        self.reader = Reader(document)
        self.facts = Facts(self.field)
        self.fields: dict[Domain, Field] = {}
        self.used: set[tuple[Domain, Term]] = set()
        self.hints: dict[tuple[Domain, Term], Hint] = {}
        self.relations: dict[Domain, list[tuple[int, list[str], Term, int]]] = {}
        self.cut: Cut | None = None

    # -- what the certificate says ---------------------------------------------------------------------------------------
    def domains(self) -> list[Domain]:
        t = self.reader.term
        found = [
            Domain(
                tuple(d["variables"]),
                frozenset(map(t, d["positive"])),
                frozenset(map(t, d["nonnegative"])),
                frozenset(map(t, d["nonzero"])),
                frozenset(d["integers"]),
                tuple(d["coordinates"]),
            )
            for d in self.document["domains"]
        ]
        for d in found:
            names = set(d.variables)
            known = all(c.free <= names for c in d.positive | d.nonnegative | d.nonzero) and names >= d.integers | set(d.coordinates)
            if not known or len(names) < len(d.variables) or not all(isinstance(x, str) for x in names):
                raise Rejected("the domains", "a name in one of them is no variable of it, or stands there twice")
        return found

    def domain(self, number: Any) -> Domain:
        if type(number) is not int or not 0 <= number < len(self.table):
            raise Malformed(f"{number!r} is no number of a domain")
        return self.table[number]

    def hint(self, domain: Domain, term: Term) -> Hint | None:
        """What the certificate says of a function's value on a domain."""
        self.used.add((domain, term))
        return self.hints.get((domain, term))

    def read_hint(self, hint: Sequence[Any]) -> Hint:
        kind, *data = hint
        pairs, t = self.reader.pairs, self.reader.term
        if kind in ("generator", "parity") and not data:
            return [kind]
        if kind == "same":
            return [kind, t(data[0]), integer(data[1])]
        if kind == "angle":
            return [kind, pairs(data[0], integer)]
        if kind == "sum":
            return [kind, pairs(data[0], integer), pairs(data[1], rational)]
        if kind == "product":
            return [kind, pairs(data[0], rational)]
        if kind == "root":
            return [kind, t(data[0])]
        if kind == "turn":
            return [kind, rational(data[0])]
        if kind == "factors":
            return [pairs(data[0], integer), rational(data[1])]
        raise Malformed(f"the hint {kind!r} is not known")

    def read_fact(self, fact: Sequence[Any]) -> tuple[Domain, Term, str, str, list[Any]]:
        domain, term, sign, rule, *data = fact
        t = self.reader.term
        readers: dict[str, list[Callable[[Any], Any]]] = {
            "equal": [t],
            "divides": [t, t],
            "increasing": [t, t, t],
            "cases": [t],
            "blend": [lambda rows: self.reader.pairs(rows, t)],
            "integral": [str],
            "precision": [integer],
            "boxes": [list, list, lambda rows: [t(row) for row in rows], lambda tree: [integer(k) for k in tree]],
        }
        if rule not in readers or len(readers[rule]) != len(data):
            raise Malformed(f"the rule {rule!r} is not known, or does not take {len(data)} entries")
        values = [read_one(value) for read_one, value in zip(readers[rule], data, strict=True)]
        return self.domain(domain), t(term), sign, rule, values

    def field(self, domain: Domain, assuming: bool = True) -> Field:
        """The field on a domain; `assuming` the relations of the claim, if they hold there."""
        if not assuming:
            return Field(domain, lambda term: self.hint(domain, term), self.facts)
        if domain not in self.fields:
            self.fields[domain] = field = Field(domain, lambda term: self.hint(domain, term), self.facts)
            if self.cut is not None and domain == self.cut.interface(self.claim.domain):
                field.solve(self.cut.u, symbol(self.cut.x), 1)  # u = 0 there
            if self.claim.relations_on(domain):
                for k, names, unknown, exponent in self.relations.get(domain, ()):
                    equation = resolve(self.claim.relations[k])
                    for x in names:
                        equation = differentiate(equation, x)
                    field.solve(equation, unknown, exponent)
        return self.fields[domain]

    def prepare(self) -> None:
        """Read the domains and the hints."""
        self.table = self.domains()
        if len(set(self.table)) != len(self.table):
            raise Rejected("the domains", "one of them stands there twice")
        for entry in self.document["fields"]:
            domain = self.domain(entry["domain"])
            for row, hint in entry["hints"]:
                key = (domain, self.reader.term(row))
                if key in self.hints:
                    raise Rejected("a hint", f"there are two of {key[1]}")
                self.hints[key] = self.read_hint(hint)
            self.relations[domain] = [
                (integer(k), [str(x) for x in names], self.reader.term(u), integer(n)) for k, names, u, n in entry["relations"]
            ]
            for k, names, _, _ in self.relations[domain]:
                if not 0 <= k < len(self.claim.relations) or not set(names) <= set(self.claim.domain.coordinates):
                    raise Rejected("a relation", "the claim has no such one")

    def read_cut(self, given: Any) -> Cut | None:
        return None if given is None else Cut(self.reader.term(given[0]), str(given[1]))

    def check_example(self, example: Sequence[Any]) -> None:
        """Smooth functions that satisfy the claim's relations exist: here are some. So the claim is about something."""
        functions: dict[str, tuple[list[str], Term]] = {}
        for name, parameters, row in example:
            functions[name] = (parameters, self.reader.term(row))
            if functions[name][1].free - set(parameters) or len(set(parameters)) < len(parameters):
                raise Rejected("the relations", "an example depends on more than its arguments")
            self.facts.require_defined(Domain(tuple(parameters), coordinates=tuple(parameters)), functions[name][1], inf)
        for domain in dict.fromkeys(part.domain for part in self.claim.parts or (self.claim,)):
            for relation in self.claim.relations:
                if not self.field(domain, assuming=False).same(with_functions(resolve(relation), functions), ZERO):
                    raise Rejected("the relations", "the example does not satisfy them")

    def enter_facts(self) -> None:
        for fact in self.document["facts"]:
            domain, term, sign, rule, data = self.read_fact(fact)
            self.facts.enter(domain, term, sign, rule, data)

    def all_used(self) -> None:
        if self.hints.keys() - self.used:
            raise Rejected("the certificate", "it holds hints that nothing needs")


class Proof(Replay):
    """The replay of a proof."""

    def __init__(self, claim: Claim, document: Mapping[str, Any]) -> None:
        super().__init__(claim, document)
        factor = document.get("factor")
        if factor is not None and not any(isinstance(o, NeedsFactor) for o in obligations(claim, None)):
            raise Malformed("a factor is given where the claim leaves none open")
        self.demands = obligations(claim, None if factor is None else self.reader.term(factor))
        self.given_determinants: Iterator[Any] = iter(())
        self.methods: dict[int, Any] = {}

    # -- the replay ------------------------------------------------------------------------------------------------------
    def check(self) -> None:
        self.prepare()
        if self.claim.relations:  # before anything is used that rests on them
            self.check_example(self.document.get("example", ()))
        self.cut = self.read_cut(self.document.get("cut"))  # before the facts: a field on it takes u = 0 into account
        self.enter_facts()
        if [[type(o).__name__, o.label] for o in self.demands] != self.document["obligations"]:
            raise Rejected("the obligations", "those of the claim are others")
        points = [(self.domain(d), p) for d, p in self.document["points"]]
        for domain in dict.fromkeys(o.domain for o in self.demands):
            point = next((p for d, p in points if d == domain), None)
            if point is None or not contains(domain, point):
                raise Rejected("the domain", "no point of it is given, or the one given is outside")
        if len(points) != len({o.domain for o in self.demands}):
            raise Rejected("the domain", "a point is given of another domain")
        self.given_determinants = iter(self.document["determinants"])
        self.open_charts()
        self.methods = {integer(k): self.read_method(*method) for k, *method in self.document["methods"]}
        for k, demand in enumerate(self.demands):
            self.meet(demand, self.methods.pop(k, None))
        if next(self.given_determinants, None) is not None or self.methods:
            raise Rejected("the certificate", "it holds evidence that nothing needs")
        self.all_used()

    def open_charts(self) -> None:
        """The inequalities of a chart define an open set: they are continuous, and defined near each point where they hold."""
        for d in dict.fromkeys(o.domain for o in self.demands):
            if any(node.head in ("piecewise", "sign") for c in d.positive for node in walk(c)):
                raise CannotReplay("a chart that may not be open")
            for condition in (k for c in d.positive for k in conditions(c, 0, d)):
                strict = (
                    condition._replace(sign="positive") if isinstance(condition, Sign) and condition.sign == "nonnegative" else condition
                )
                try:
                    self.facts.require_condition(strict)
                except Rejected as error:
                    raise CannotReplay(f"a chart that may not be open ({error})") from None

    def meet(self, demand: Any, method: Sequence[Any] | None = None) -> None:
        """One obligation of the claim."""
        d = demand.domain
        try:
            if isinstance(demand, Defined):
                self.defined(demand)
            elif isinstance(demand, Sign):
                self.facts.require(d, demand.term, demand.sign)
            elif isinstance(demand, OffCut):
                self.facts.require_condition(demand)
            elif isinstance(demand, Zero):
                self.equality(demand, method)
            elif isinstance(demand, Connected):
                if not is_convex(d):
                    raise CannotReplay("a domain that is not seen to be connected")
            elif isinstance(demand, (Rank, Definite)):
                self.determinants(demand, self.determinant_terms(demand))
            elif isinstance(demand, NeedsFactor):
                raise Rejected("the factor", "none is given")
            else:
                raise CannotReplay(type(demand).__name__)
        except Rejected as error:
            raise Rejected(demand.label, str(error)) from None

    def defined(self, demand: Defined) -> None:
        """The term is C^level; where it has branches, they are compared along the cut."""
        t, level, d = demand.term, demand.level, demand.domain
        if self.cut is None or d != self.claim.domain or not has_switch(t):
            self.facts.require_defined(d, t, level)
            return
        if level > 1:
            raise CannotReplay("branches of something that has to be smooth")
        self.cut.require(d, self.facts)
        for e in decisive(t):  # what the branches drop has to be defined as well
            self.facts.require_defined(d, e)
        sides = [without_branches(t, part, self.facts) for part in self.cut.parts(d)]
        for side, closed in zip(sides, self.cut.closed_parts(d), strict=True):
            self.facts.require_defined(closed, side, level)
        on = self.cut.interface(d)
        field, (above, below) = self.field(on), sides
        fits = field.same(above, below) and field.same(above, without_branches(t, on, self.facts))
        slopes = [(differentiate(above, x), differentiate(below, x)) for x in d.coordinates] if level else []
        if not fits or not all(field.same(one, other) for one, other in slopes):
            raise Rejected("the branches", f"those of {t} do not fit")

    # -- equalities --------------------------------------------------------------------------------------------------------
    def read_method(self, name: str, *data: Any) -> list[Any]:
        t = self.reader.term
        if name == "relations":
            return [name, [(integer(k), [str(x) for x in names], t(q)) for k, names, q in data[0]]]
        if name in ("exponential", "rotation"):
            return [name, t(data[0]), t(data[1]), integer(data[2]), *data[3:]]
        if name == "conjugate":
            return [name, *map(t, data)]
        if name == "derivatives":
            return [name, *data]
        raise Malformed(f"the method {name!r} is not known")

    def equality(self, demand: Zero, method: Sequence[Any] | None) -> None:
        """left = right: by multiplying out, or by an argument that the certificate names.

        With branches: on both sides of the cut. Both f*h and g are continuous, so they agree on the cut as well.
        """
        if self.cut is not None and demand.domain == self.claim.domain and has_switch(demand.left, demand.right):
            if not demand.label.startswith(("(f*h)", "g is symmetric")):
                raise CannotReplay("branches in something that may not be continuous")
            for part in self.cut.parts(demand.domain):
                left, right = (without_branches(t, part, self.facts) for t in (demand.left, demand.right))
                if not self.field(part).same(left, right):
                    raise Rejected("an equality", "the two sides do not multiply out to the same on a part of the domain")
            return
        field, left, right = self.field(demand.domain), resolve(demand.left), resolve(demand.right)
        if method is None:
            if not field.same(left, right):
                raise Rejected("an equality", "the two sides do not multiply out to the same")
            return
        name, *data = method
        if not getattr(self, f"equal_by_{name}")(demand.domain, field, sub(left, right), *data):
            raise Rejected("an equality", f"the argument by {name} does not hold")

    def equal_by_relations(self, d: Domain, field: Field, e: Term, parts: Sequence[tuple[int, list[str], Term]]) -> bool:
        """e is a combination of the claim's relations and of their derivatives."""
        terms = []
        for k, names, q in parts:
            equation = self.claim.relations_on(d)[k]
            for x in names:
                equation = differentiate(resolve(equation), self.coordinate(x))
            terms.append(mul(q, resolve(equation)))
        return field.same(e, add(*terms))

    def coordinate(self, x: str) -> str:
        if x not in self.claim.domain.coordinates:
            raise Rejected("a relation", f"{x} is no coordinate")
        return x

    def equal_by_exponential(self, d: Domain, field: Field, e: Term, factor: Term, q: Term, n: int) -> bool:
        """e = factor * q, and exp(n factor) = 1."""
        return n != 0 and field.same(e, mul(factor, q)) and field.same(call("exp", mul(n, factor)), ONE)

    def equal_by_rotation(self, d: Domain, field: Field, e: Term, factor: Term, q: Term, n: int, point: Mapping[str, Any]) -> bool:
        """e = factor * q; n factor is continuous and a multiple of 2 pi everywhere on a connected domain, and less than 3 somewhere."""
        angle = mul(n, factor)
        turns = field.same(call("cos", angle), ONE) and field.same(call("sin", angle), ZERO) and field.same(e, mul(factor, q))
        value = at_point(angle, read_point(d, point))
        return n != 0 and turns and is_convex(d) and contains(d, point) and iv.intersection(value, iv.closed(-3, 3)) == value

    def equal_by_conjugate(self, d: Domain, field: Field, e: Term, a: Term, b: Term, r: Term, q: Term) -> bool:
        """e = (a + b r) q with r >= 0, a^2 = b^2 r^2, and a <= 0 <= b or the reverse: a - b r vanishes only where both parts do."""
        opposite = any(
            self.facts.holds(d, a, one) and self.facts.holds(d, b, other)
            for one, other in (("nonpositive", "nonnegative"), ("nonnegative", "nonpositive"))
        )
        squares = field.same(power(a, 2), mul(power(b, 2), power(r, 2)))
        return opposite and squares and self.facts.holds(d, r, "nonnegative") and field.same(e, mul(add(a, mul(b, r)), q))

    def equal_by_derivatives(self, d: Domain, field: Field, e: Term, point: Mapping[str, Any]) -> bool:
        """e is C^1 on a connected domain, all its derivatives vanish, and it is 0 at a point."""
        if not is_convex(d) or not contains(d, point):
            return False
        for condition in conditions(e, 1, d._replace(coordinates=d.variables)):
            self.facts.require_condition(condition._replace(domain=d) if isinstance(condition, (Sign, OffCut)) else condition)
        at = {x: number(v) for x, v in read_point(d, point).items()}
        constants = self.field(Domain(()))
        return all(field.same(differentiate(e, x), ZERO) for x in d.variables) and constants.same(substitute(e, at), ZERO)

    def determinant_terms(self, demand: Rank | Definite) -> list[Term]:
        return [self.reader.term(row) for row in next(self.given_determinants, ())]

    def determinants(self, demand: Rank | Definite, given: Sequence[Term]) -> None:
        """The determinant of a square matrix, of J^T J, or all leading minors: each equals the term given, which has the sign."""
        d, matrix = demand.domain, demand.rows
        field, n = self.field(d), len(demand.rows[0])
        q = [[field.convert(resolve(e)) for e in row] for row in matrix]
        if isinstance(demand, Rank) and len(q) != n:
            q = [[field.sum(field.product(row[i], row[j]) for row in q) for j in range(n)] for i in range(n)]
        sizes = range(1, n + 1) if isinstance(demand, Definite) else [n]
        if len(given) != len(sizes):
            raise Rejected("a determinant", f"needs {len(sizes)}, got {len(given)}")
        for size, value in zip(sizes, given, strict=True):
            if not field.equal(determinant(field, [r[:size] for r in q[:size]]), field.convert(value)):
                raise Rejected("a determinant", f"it is not {value}")
            self.facts.require(d, value, "positive" if isinstance(demand, Definite) else "nonzero")


def with_functions(t: Term, functions: Mapping[str, tuple[list[str], Term]]) -> Term:
    """t with undefined functions replaced by explicit ones."""
    image: dict[Term, Term] = {}
    for node in walk(t):
        args = [image[a] if isinstance(a, Term) else a for a in node.args]
        if node.head in ("apply", "jet"):
            names, value = functions[node.args[0]]
            for x, order in zip(names, node.args[1] if node.head == "jet" else (), strict=node.head == "jet"):
                for _ in range(order):
                    value = differentiate(value, x)
            image[node] = substitute(value, dict(zip(names, args[-len(node.children) :], strict=True)))
        else:
            image[node] = Term(node.head, *args)
    return image[t]


def determinant(field: Field, matrix: Sequence[Sequence[Quotient]]) -> Quotient:
    """By expansion along the rows, each minor once."""
    minors = {frozenset[int](): field.convert(ONE)}
    for row in matrix:
        found: dict[frozenset[int], list[Quotient]] = {}
        for columns, value in minors.items():
            for j, entry in enumerate(row):
                if j not in columns:
                    term = field.product(value, entry)
                    odd = sum(k > j for k in columns) % 2
                    found.setdefault(columns | {j}, []).append(Quotient(-term.numerator, term.below) if odd else term)
        minors = {columns: field.sum(terms) for columns, terms in found.items()}
    return minors[frozenset(range(len(matrix)))]


def is_convex(domain: Domain) -> bool:
    """All conditions are linear in the variables: then the domain is convex, so connected."""
    if domain.nonzero or domain.integers:
        return False
    forms = [linear_form(c)[0] for c in (*domain.positive, *domain.nonnegative)]
    return all(t.head in ("symbol", "pi") for form in forms for t in form)
