"""From a proof of the engine to a certificate: the checker is run, and the engine answers what it asks.

The checker demands facts and hints (see `symgeo.evidence.check`). Here each demand that it cannot meet by itself is put to the
engine's prover and field; the answer is written in the checker's terms and recorded. Nothing here is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, TypeVar

from symgeo.evidence import methods, reasons
from symgeo.evidence.check.algebra import SLOT, Field, Hint, Poly, Rejected
from symgeo.evidence.check.claims import Defined, Definite, Domain, Rank, Zero
from symgeo.evidence.check.intervals import Interval
from symgeo.evidence.check.pieces import Cut
from symgeo.evidence.check.refute import Refutation
from symgeo.evidence.check.replay import Proof, Replay, with_functions
from symgeo.evidence.check.signs import IMPLIED, Facts, written
from symgeo.evidence.check.terms import ZERO, CannotReplay, Term, resolve, sub, walk
from symgeo.evidence.check.terms import add as term_add
from symgeo.evidence.check.terms import mul as term_mul
from symgeo.evidence.check.terms import power as term_power
from symgeo.evidence.terms import to_expr, to_term
from symgeo.exact.algebra import angles, factoring
from symgeo.exact.algebra import field as engine
from symgeo.exact.algebra.ring import CannotConvert, Fraction_, Power, StepLimit, fraction_of
from symgeo.exact.algebra.roots import prime_factors
from symgeo.exact.decide import Step
from symgeo.exact.functions import example_functions
from symgeo.exact.region import Region
from symgeo.exact.zero import ZeroProof
from symgeo.expression import PI, Expr, call, mul, power
from symgeo.geometry import domain as geometry

T = TypeVar("T")


def checker_domain(d: geometry.Domain) -> Domain:
    def terms(es: Iterable[Expr]) -> frozenset[Term]:
        return frozenset(map(to_term, es))

    return Domain(d.variables, terms(d.positive), terms(d.nonnegative), terms(d.nonzero), d.integers, d.coordinates)


class Engine:
    """The engine's regions by the checker's domains, and what they say."""

    def __init__(self, steps: Iterable[Step] = (), relations: tuple[Expr, ...] = ()) -> None:
        self.relations = relations
        self.methods: dict[tuple[str, Domain], ZeroProof] = {}
        self.regions: dict[Domain, Region] = {}
        self._fields: list[int] = []
        for step in steps:
            domain = checker_domain(step.region.domain)
            self.regions.setdefault(domain, step.region)
            if isinstance(step.how, ZeroProof):
                self.methods[step.obligation.label, domain] = step.how

    def region(self, d: Domain) -> Region:
        if d not in self.regions:
            positive, nonnegative, nonzero = (tuple(map(to_expr, sorted(ts, key=written))) for ts in (d.positive, d.nonnegative, d.nonzero))
            domain = geometry.Domain(d.variables, positive, nonnegative, nonzero, d.integers, d.coordinates)
            self.regions[d] = Region(domain, self.relations)
        return self.regions[d]

    def refined(self) -> bool:
        """Whether generators were chosen again since this was asked last."""
        now = [id(r.field) for r in self.regions.values()]
        before, self._fields = self._fields, now
        return before != now

    def ask(self, d: Domain, question: Callable[[engine.Field], T]) -> T:
        region = self.region(d)
        try:
            return region.attempt(lambda: question(region.field))
        except (CannotConvert, StepLimit) as error:
            raise CannotReplay(f"what the engine does not convert: {error}") from None


class RecordingFacts(Facts):
    """Facts that are sought from the engine where they are missing."""

    def __init__(self, field: Callable[[Domain], Field], oracle: Engine) -> None:
        super().__init__(field)
        self.oracle = oracle
        self.written: list[tuple[Domain, Term, str, str, tuple[Any, ...]]] = []
        self.busy: set[tuple[Domain, Term, str]] = set()
        self.failed: set[tuple[Domain, Term, str]] = set()

    def require(self, domain: Domain, term: Term, sign: str) -> None:
        if not self.holds(domain, term, sign):
            self.seek(domain, term, sign)
            super().require(domain, term, sign)

    def seek(self, domain: Domain, term: Term, sign: str) -> None:
        """Prove a fact in the checker's rules, from the engine's reason."""
        key = (domain, term, sign)
        if key in self.busy or key in self.failed:
            return
        self.busy.add(key)
        try:
            reason = self.oracle.region(domain).prove(sign, to_expr(term))
            if reason is not None:
                reasons.Elaboration(self, domain).show(reason)
            if sign == "nonzero" and not self.holds(domain, term, sign):
                self.divide_a_condition(domain, term)
            if not self.holds(domain, term, sign):
                self.failed.add(key)
        finally:
            self.busy.discard(key)

    def divide_a_condition(self, domain: Domain, term: Term) -> None:
        """A term is not zero if a product with it is not, by a condition of the domain."""
        for c in sorted(domain.positive | domain.nonzero, key=written):
            if c.free & term.free and not self.holds(domain, term, "nonzero"):
                quotient = self.oracle.region(domain).simplified(mul(to_expr(c), power(to_expr(term), -1)))
                self.write(domain, term, "nonzero", "divides", to_term(quotient), c)

    def sign_of(self, domain: Domain, term: Term) -> str | None:
        found = super().sign_of(domain, term)
        if found not in ("positive", "negative"):
            for sign in ("positive", "negative", "nonnegative", "nonpositive"):
                if sign not in IMPLIED.get(found or "", ()) and self.oracle.region(domain).prove(sign, to_expr(term)) is not None:
                    self.seek(domain, term, sign)
                    break
            found = super().sign_of(domain, term)
        return found

    def write(self, domain: Domain, term: Term, sign: str, rule: str, *data: Any) -> bool:
        """Enter a fact and record it, if its rule shows it."""
        try:
            self.enter(domain, term, sign, rule, data)
        except (Rejected, CannotReplay):
            return False
        self.written.append((domain, term, sign, rule, data))
        return True


class Recording(Replay):
    """A replay that records what it needs."""

    facts: RecordingFacts

    def __init__(self, replay: Replay, oracle: Engine) -> None:
        self.__dict__.update(replay.__dict__)
        self.oracle = oracle
        self.facts = RecordingFacts(self.field, oracle)
        self.fields = {}
        self.given: dict[tuple[Domain, Term], Hint | None] = {}
        self.relations = {}
        self.example: list[tuple[str, list[str], Term]] = []

    def field(self, domain: Domain, assuming: bool = True) -> Field:
        if assuming and domain not in self.fields and self.claim.relations_on(domain):
            self.relations[domain] = self.oracle.ask(domain, lambda f: self.solutions(domain, f))
        return super().field(domain, assuming)

    def check_example(self, example: Sequence[Any]) -> None:
        """Seek an example instead."""
        self.example.clear()
        found = example_functions(self.oracle.region(self.claim.domain))
        if found is None:
            raise CannotReplay("an example of functions that satisfy the relations")
        nodes = [n for r in self.claim.relations for n in walk(resolve(r)) if n.head in ("apply", "jet")]
        arity = {n.args[0]: len(n.children) for n in nodes}
        for name, body in sorted(found.items()):
            self.example.append((name, [f"#{k}" for k in range(arity[name])], to_term(body)))
        explicit = {name: (names, body) for name, names, body in self.example}
        for domain in dict.fromkeys(part.domain for part in self.claim.parts or (self.claim,)):
            for relation in self.claim.relations:
                self.field(domain, assuming=False).same(with_functions(resolve(relation), explicit), ZERO)

    def solutions(self, domain: Domain, f: engine.Field) -> list[tuple[int, list[str], Term, int]]:
        """The relations of the claim, each solved for a derivative where the engine could."""
        found: list[tuple[int, list[str], Term, int]] = []
        rules = [r for r in f.ring.relations if isinstance(r, Power) and f.generators[r.generator].kind == "jet"]
        for k, relation in enumerate(self.claim.relations):
            letters = f.ring.used(f.convert(to_expr(resolve(relation))).numerator)
            rule = next((r for r in rules if r.generator in letters), None)
            if rule is not None:
                rules.remove(rule)
                found.append((k, [], to_term(f.generators[rule.generator].tree), rule.exponent))
        return found

    # -- hints ---------------------------------------------------------------------------------------------------------------
    def hint(self, domain: Domain, term: Term) -> Hint | None:
        key = (domain, term)
        if key not in self.given:
            self.given[key] = None if term.head == "pow" and term.args[1].value == -1 else ["generator"]
            self.given[key] = self.sought(domain, term)
        return self.given[key]

    def sought(self, domain: Domain, term: Term) -> Hint | None:
        ask = self.oracle.ask
        if term.head == "pow" and term.args[1].value == -1:
            field = self.field(domain)
            numerator = to_expr(poly_term(field, field.reduce(field.convert(term.args[0]).numerator)))
            return ask(domain, lambda f: factors_hint(f, numerator))
        e = to_expr(term)
        rule = {"sin": angle_hint, "cos": angle_hint, "exp": exp_hint, "log": log_hint}.get(term.head, other_hint)
        return ask(domain, lambda f: rule(f, e))


class RefutationRecorder(Recording, Refutation):
    """The replay of a refutation, recorded; it fills in the enclosures. `outward(end, direction, bits)` makes an end rational."""

    def __init__(self, refutation: Refutation, oracle: Engine, outward: Callable[[Any, int, int], Fraction]) -> None:
        super().__init__(refutation, oracle)
        self.outward = outward

    def read_cut(self, given: Any) -> Cut | None:
        return given if given is None or isinstance(given, Cut) else super().read_cut(given)

    def sides(self, values: Sequence[Interval]) -> None:
        bits = self.witness["precision"]
        self.witness["enclosures"] = [[str(self.outward(i.lo, -1, bits)), str(self.outward(i.hi, 1, bits))] for i in values]
        super().sides(values)

    def prepare(self) -> None:
        pass

    def enter_facts(self) -> None:
        pass

    def all_used(self) -> None:
        pass


class Recorder(Recording, Proof):
    """The replay of a proof, recorded."""

    def __init__(self, proof: Proof, oracle: Engine) -> None:
        super().__init__(proof, oracle)
        self.determined: list[list[Term]] = []
        self.methods = {}
        self.cut = None

    def cuts(self) -> list[Cut]:
        """Where the claim's branches may change."""
        terms = [t for o in self.demands if isinstance(o, Defined) and o.domain == self.claim.domain for t in walk(o.term)]
        return switch_cuts(terms, self.claim.domain)

    def run(self, facts: Iterable[tuple[Domain, Term, str, str, tuple[Any, ...]]]) -> None:
        """Meet every demand of the claim, beginning with known facts."""
        if self.claim.relations:
            self.check_example(())
        for domain, term, sign, rule, data in facts:
            self.facts.write(domain, term, sign, rule, *data)
        self.open_charts()
        for k, demand in enumerate(self.demands):
            self.meet(demand, self.sought_method(k, demand))

    def sought_method(self, k: int, demand: Any) -> list[Any] | None:
        """The engine's argument for an equality, where it is not the normal form."""
        if not isinstance(demand, Zero):
            return None
        how = self.oracle.methods.get((demand.label, demand.domain))
        if how is None or how.method == "normal-form":
            return None
        found = methods.translated(self.oracle, demand, how)
        self.methods[k] = found
        return found

    def determinant_terms(self, demand: Rank | Definite) -> list[Term]:
        rows = tuple(tuple(to_expr(resolve(e)) for e in row) for row in demand.rows)
        region = self.oracle.region(demand.domain)
        n = len(rows[0])
        sizes = range(1, n + 1) if isinstance(demand, Definite) else [n]
        found = []
        for size in sizes:
            part = tuple(row[:size] for row in (rows[:size] if isinstance(demand, Definite) else rows))
            try:
                found.append(to_term(region.determinant(part, gram=len(part) != size)))
            except (CannotConvert, StepLimit) as error:
                raise CannotReplay(f"what the engine does not convert: {error}") from None
        self.determined.append(found)
        return found


def switch_cuts(nodes: Iterable[Term], domain: Domain) -> list[Cut]:
    """The differences whose signs decide the switches among the nodes, with coordinates that they depend on."""
    found: dict[Cut, None] = {}
    for node in nodes:
        if node.head in ("Abs", "sign"):
            differences = [node.args[0]]
        elif node.head in ("Max", "Min"):
            differences = [sub(a, b) for a, b in zip(node.args, node.args[1:], strict=False)]
        elif node.head == "piecewise":
            differences = [sub(*c.args) for c in node.args[1::2] if c.args]
        else:
            continue
        found.update((Cut(u, x), None) for u in differences for x in domain.coordinates if x in u.free)
    return list(found)


def poly_term(field: Field, p: Poly) -> Term:
    """A polynomial of the checker's field as a term."""
    terms = []
    for m, c in sorted(p.terms.items()):
        factors = [term_power(field.names[g], p.exponent(m, g)) for g in range(m.bit_length() // SLOT + 1) if p.exponent(m, g)]
        terms.append(term_mul(Fraction(c), *factors))
    return term_add(*terms) if terms else term_add(0)


# -- what the engine's field says, as hints --------------------------------------------------------------------------------------
def factors_hint(f: engine.Field, e: Expr) -> Hint | None:
    u = f.normal(f.convert(e))
    if u.denominator:
        return None
    content, factors = factoring.factor_poly(f, u.numerator)
    if len(factors) == 1 and factors[0][1] == 1:
        return None
    return [[(to_term(f.poly_expr(p)), n) for p, n in factors], fraction_of(content)]


def angle_hint(f: engine.Field, e: Expr) -> Hint:
    argument = e.args[0]
    parts: list[tuple[Expr, int]] = []
    for key, q, base in f.parts(f.convert(argument)):
        single = None if base.denominator else f.single_generator(base.numerator)
        kind = f.generators[single].kind if single is not None else ""
        if kind == "pi":
            parts += turn_parts(q)
        elif q.denominator == 1 and not base.denominator and angles.is_integer_times_pi(f, base.numerator):
            parts.append((f.poly_expr(base.numerator), int(q)))
        elif single is not None and kind in ("atan", "asin", "atan2") and q.denominator == 1:
            parts.append((f.generators[single].tree, int(q)))
        else:
            f.cos_sin(f.scale(base, q))
            named: tuple[Any, ...] = ("angle", key)
            k = f.hints.denominators.get(named, 1)
            if (named, k) not in f.pairs:  # a multiple too high for the addition formulas
                named, k, q, base = (*named, abs(q)), 1, Fraction(1 if q > 0 else -1), f.scale(base, abs(q))
            parts.append((f.generators[f.pairs[named, k][0]].tree.args[0], int(q * k)))
    if len(parts) == 1 and parts[0][1] == 1 and parts[0][0] is argument:
        if angles.is_integer_times_pi(f, f.convert(argument).numerator) and argument.free_symbols:
            return ["parity"]
        if argument.head not in ("atan", "asin", "atan2") and not is_turn(argument):
            return ["generator"]
    return ["angle", [(to_term(v), n) for v, n in parts]]


def is_turn(e: Expr) -> bool:
    return e is PI or any(e is mul(Fraction(1, n), PI) for n in (2, 3, 4, 5, 6))


def turn_parts(q: Fraction) -> list[tuple[Expr, int]]:
    """q*pi from the turns that the checker knows."""
    n = q.denominator
    if n <= 6:
        return [(mul(Fraction(1, n), PI), q.numerator)]
    if n == 12:
        return [(mul(Fraction(1, 3), PI), q.numerator), (mul(Fraction(1, 4), PI), -q.numerator)]
    return [(mul(Fraction(1, n), PI), q.numerator)]


def exp_hint(f: engine.Field, e: Expr) -> Hint:
    exponents: list[tuple[Term, int]] = []
    logs: list[tuple[Term, Fraction]] = []
    for key, q, base in f.parts(f.convert(e.args[0])):
        single = None if base.denominator else f.single_generator(base.numerator)
        if single is not None and f.generators[single].kind == "log":
            logs.append((to_term(f.generators[single].tree), q))
            continue
        if single is not None and f.generators[single].kind == "LambertW":
            raise CannotReplay("LambertW")
        f.exp(f.scale(base, q))
        k = f.hints.denominators.get(("exp", key), 1)
        tree = f.generators[f.by_key[("exp", key), k]].tree
        exponents.append((to_term(tree), int(q * k)))
    if not logs and exponents == [(to_term(e), 1)]:
        return ["generator"]
    return ["sum", exponents, logs]


def log_hint(f: engine.Field, e: Expr) -> Hint:
    """The factors, each under a logarithm of its own, as in `exponentials.log`."""
    content, factors = f.factors(f.convert(e.args[0]), halve=True)
    parts: list[tuple[Expr, Fraction]] = []
    for sign, number in ((1, content.p), (-1, content.q)):
        parts += [(call("log", int(b)), Fraction(sign * n)) for b, n in prime_factors(abs(number))]
    for p, n in factors:
        parts += log_of_poly(f, p, Fraction(n))
    found = [(to_term(v), c) for v, c in parts]
    if found == [(to_term(e), Fraction(1))]:
        return ["generator"]
    return ["product", found]


def log_of_poly(f: engine.Field, p: Any, c: Fraction) -> list[tuple[Expr, Fraction]]:
    single = f.single_generator(p)
    if single is not None:
        g, relation = f.generators[single], f.ring.relation_of(single)
        if g.kind == "exp":
            return [(g.tree, c)]
        if g.kind == "root" and isinstance(relation, Power) and single not in f.ring.used(relation.value):
            under = log_hint(f, call("log", f.poly_expr(relation.value)))
            inner = (
                [(call("log", f.poly_expr(relation.value)), Fraction(1))]
                if under[0] == "generator"
                else [(to_expr(v), k) for v, k in under[1]]
            )
            return [(v, k * c / relation.exponent) for v, k in inner]
    f.log(Fraction_(p)) if f.sign(p) == 1 else None
    sign = f.sign(p)
    if sign is None:
        raise CannotReplay("the logarithm of an absolute value")
    return [(call("log", f.poly_expr(p) if sign > 0 else -f.poly_expr(p)), c)]


def other_hint(f: engine.Field, e: Expr) -> Hint:
    """A root, or a function that stands for itself or for another value of it."""
    u = f.convert(e)
    if e.head in ("atan", "asin"):
        turn = f.as_rational(f.ring.times(u, f.inverse(f.pi())))
        if turn is not None:
            return ["turn", turn]
    y = f.to_expr(f.normal(u))
    if y is e:
        return ["generator"]
    if e.head in ("pow", "cbrt", "Abs") and not (e.head == "pow" and e.args[1].value is None):
        return ["root", to_term(y)]
    sign = 1
    if y.head == "mul" and y.args[0].value == -1:
        sign, y = -1, mul(*y.args[1:])
    if y.head == e.head:
        return ["same", to_term(y), sign]
    raise CannotReplay(f"a functional equation of {e.head}")


__all__ = ["Engine", "Recorder", "checker_domain", "power", "to_expr", "to_term"]
