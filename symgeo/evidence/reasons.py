"""The engine's reasons for signs, in the rules of the checker."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symgeo.evidence.bernstein import bernstein, outward
from symgeo.evidence.check.claims import Domain
from symgeo.evidence.check.signs import slice_of
from symgeo.evidence.check.terms import ZERO, Term, substitute
from symgeo.evidence.terms import to_term
from symgeo.exact.signs.reason import Reason
from symgeo.expression import PI, Expr, add, call, mul, number, power, sqrt, symbol

if TYPE_CHECKING:
    from symgeo.evidence.elaborate import RecordingFacts


def plus(*terms: Expr) -> Expr:
    """The sum with its terms as they are: what is known of each is seen."""
    return Expr("add", terms) if len(terms) > 1 else terms[0]


class Elaboration:
    """Shows a reason of the engine, and first what it rests on, to the checker's facts of one domain."""

    def __init__(self, facts: RecordingFacts, domain: Domain) -> None:
        self.facts, self.domain = facts, domain

    def show(self, reason: Reason) -> bool:
        """Whether the checker is convinced now."""
        subject, sign = to_term(reason.subject), reason.statement
        if self.facts.holds(self.domain, subject, sign):
            return True
        if reason.rule in ("given", "bound"):
            return False
        rule: Callable[[Reason, Term], bool] = getattr(self, "by_" + reason.rule.replace("-", "_"), self.by_premises)
        if reason.rule not in _APART:
            for premise in reason.premises:
                self.show(premise)
            if self.facts.holds(self.domain, subject, sign):
                return True
        return rule(reason, subject)

    def by_premises(self, reason: Reason, subject: Term) -> bool:
        return False

    def equal(self, reason: Reason, subject: Term, e: Expr) -> bool:
        other = to_term(e)
        return other is not subject and self.facts.write(self.domain, subject, reason.statement, "equal", other)

    # -- products and sums -----------------------------------------------------------------------------------------------------
    def by_product(self, reason: Reason, subject: Term) -> bool:
        data = dict(reason.data)
        if "factors" not in data:
            return self.equal(reason, subject, number(Fraction(data["constant"])))
        factors = [power(base, Fraction(n)) for base, n in data["factors"]]
        return self.equal(reason, subject, mul(number(Fraction(data["constant"])), *factors))

    by_factors = by_polynomial = by_product

    def by_cleared(self, reason: Reason, subject: Term) -> bool:
        given, sign = reason.premises
        return self.equal(reason, subject, mul(given.subject, sign.subject))

    def by_sum(self, reason: Reason, subject: Term) -> bool:
        data = dict(reason.data)
        terms = [mul(Fraction(q), p.subject) for q, p in zip(data["coefficients"], reason.premises, strict=True)]
        return self.equal(reason, subject, plus(number(Fraction(data["constant"])), *terms))

    def by_zero(self, reason: Reason, subject: Term) -> bool:
        return self.equal(reason, subject, number(0))

    def by_value(self, reason: Reason, subject: Term) -> bool:
        return self.facts.write(self.domain, subject, reason.statement, "precision", int(dict(reason.data)["precision"]))

    def by_factor_of(self, reason: Reason, subject: Term) -> bool:
        (given,) = reason.premises
        quotient = self.facts.oracle.region(self.domain).simplified(mul(given.subject, power(reason.subject, -1)))
        return self.facts.write(self.domain, subject, "nonzero", "divides", to_term(quotient), to_term(given.subject))

    def by_cone(self, reason: Reason, subject: Term) -> bool:
        terms = []
        for c, label in dict(reason.data)["terms"]:
            terms.append(mul(Fraction(c), *(reason.premises[int(k)].subject for k in label)))
        return self.signed(reason, subject, plus(*terms) if terms else number(0))

    def by_hyperbolic(self, reason: Reason, subject: Term) -> bool:
        arguments = {node.args[0] for node in reason.subject.walk() if node.head == "cosh"}
        return any(self.equal(reason, subject, call("exp", mul(s, u))) for u in arguments for s in (1, -1))

    # -- polynomials on boxes ----------------------------------------------------------------------------------------------------
    def by_coefficients(self, reason: Reason, subject: Term) -> bool:
        upward = reason.statement in ("positive", "nonnegative")
        ranges = {to_term(v): self.facts.ranges(self.domain).interval(to_term(v)) for v, _ in dict(reason.data)["ranges"]}
        for bits in (8, 24, 80):
            for elevation in (0, 1, 2, 4, 8, 16, 32, 64):
                if elevation and len(ranges) > 2:
                    break
                e = bernstein(reason.subject if upward else -reason.subject, ranges, bits, elevation)
                if e is not None and self.equal(reason, subject, e if upward else mul(-1, e)):
                    return True
        return False

    def by_no_root(self, reason: Reason, subject: Term) -> bool:
        if self.by_coefficients(reason, subject):
            return True
        ((v, _),) = dict(reason.data)["ranges"]
        return v.head == "symbol" and self.cut(reason, subject, v.args[0])

    # -- completing squares ------------------------------------------------------------------------------------------------------
    def by_quadratic(self, reason: Reason, subject: Term) -> bool:
        data: dict[str, Any] = dict(reason.data)
        v, (a, b, _) = data["atom"], data["coefficients"]
        discriminant = reason.premises[1].subject
        square = mul(a, power(add(v, mul(Fraction(1, 2), b, power(a, -1))), 2))
        return self.signed(reason, subject, plus(square, mul(Fraction(1, 4), discriminant, power(a, -1))))

    def by_amplitude(self, reason: Reason, subject: Term) -> bool:
        """d + a sin u + b cos u, from d > 0 and d^2 > a^2 + b^2: 2 d times it is a sum of squares and d^2 - a^2 - b^2."""
        d, a, b = dict(reason.data)["coefficients"]
        arguments = {node.args[0] for node in reason.subject.walk() if node.head in ("sin", "cos")}
        for u in sorted(arguments, key=str):
            s, c = call("sin", u), call("cos", u)
            first = power(add(d, mul(a, s), mul(b, c)), 2)
            second = power(add(mul(a, c), mul(-1, b, s)), 2)
            total = mul(Fraction(1, 2), power(d, -1), plus(first, second, reason.premises[1].subject))
            if self.signed(reason, subject, total):
                return True
        return False

    def by_phase(self, reason: Reason, subject: Term) -> bool:
        factor, shifted = (p.subject for p in reason.premises)
        return self.signed(reason, subject, mul(sqrt(number(2)), factor, shifted))

    def by_root(self, reason: Reason, subject: Term) -> bool:
        """a + b R^j by its product with the conjugate."""
        data: dict[str, Any] = dict(reason.data)
        k, j = int(data["degree"]), int(data["power"])
        (a, b), r = data["coefficients"], power(data["root"], j)
        if k == 2:
            for dominant in (a, mul(b, r)):
                total = plus(power(add(a, mul(b, r)), 2), reason.premises[-1].subject)
                if self.signed(reason, subject, mul(Fraction(1, 2), power(dominant, -1), total)):
                    return True
            return False
        if k == 3:
            br = mul(b, r)
            below = plus(power(add(a, mul(Fraction(-1, 2), br)), 2), mul(Fraction(3, 4), power(br, 2)))
            return self.signed(reason, subject, mul(reason.premises[0].subject, power(below, -1)))
        return False

    def signed(self, reason: Reason, subject: Term, e: Expr) -> bool:
        """The subject or its negative is e."""
        return self.equal(reason, subject, e) or self.equal(reason, subject, mul(-1, e))

    def by_linear(self, reason: Reason, subject: Term) -> bool:
        """slope*v + rest between its values at the ends of the range of v."""
        data: dict[str, Any] = dict(reason.data)
        v, (slope, rest) = data["atom"], data["coefficients"]
        low, high = ends_of(data["range"])
        if low is not None and high is not None:
            at_low, at_high = add(mul(slope, low), rest), add(mul(slope, high), rest)
            width = power(add(high, mul(-1, low)), -1)
            for s in (1, -1):
                parts = [
                    (to_term(mul(width, add(v, mul(-1, low)))), to_term(mul(s, at_high))),
                    (to_term(mul(width, add(high, mul(-1, v)))), to_term(mul(s, at_low))),
                ]
                if self.facts.write(self.domain, subject, reason.statement, "blend", parts):
                    return True
            return False
        end = low if low is not None else high
        assert end is not None
        return self.signed(reason, subject, plus(mul(slope, add(v, mul(-1, end))), add(mul(slope, end), rest)))

    def by_increasing(self, reason: Reason, subject: Term) -> bool:
        data = dict(reason.data)
        head, q = data["function"], Fraction(data["coefficient"])
        difference = reason.premises[0].subject
        for node in reason.subject.walk():
            if node.head == head:
                for other in (
                    *(n for n in reason.subject.walk() if n.head == head and n is not node),
                    call(head, 1 if head in ("log", "acosh") else 0),
                ):
                    if node.args[0] - other.args[0] is difference or other.head == head:
                        for c in (q, -q):
                            if self.facts.write(
                                self.domain, subject, reason.statement, "increasing", to_term(number(c)), to_term(node), to_term(other)
                            ):
                                return True
        return False

    # -- parts of the domain -----------------------------------------------------------------------------------------------------
    def by_contradiction(self, reason: Reason, subject: Term) -> bool:
        for premise in reason.premises:
            self.show(premise)
        return self.facts.ranges(self.domain).empty

    by_nowhere = by_contradiction

    def by_cases(self, reason: Reason, subject: Term) -> bool:
        name = dict(reason.data)["variable"]
        v = symbol(name)
        parts = (slice_of(self.domain, name), self.domain.restrict(positive=(to_term(v),)), self.domain.restrict(positive=(to_term(-v),)))
        for part, premise in zip(parts, reason.premises, strict=True):
            Elaboration(self.facts, part).show(premise)
        return self.facts.write(self.domain, subject, reason.statement, "cases", to_term(v))

    def cut(self, reason: Reason, subject: Term, name: str) -> bool:
        """At a variable: what the engine says of each part by itself."""
        v = symbol(name)
        at_zero = substitute(subject, {name: ZERO})
        for part, term in (
            (slice_of(self.domain, name), at_zero),
            (self.domain.restrict(positive=(to_term(v),)), subject),
            (self.domain.restrict(positive=(to_term(-v),)), subject),
        ):
            self.facts.seek(part, term, reason.statement)
        return self.facts.write(self.domain, subject, reason.statement, "cases", to_term(v))

    def by_integral(self, reason: Reason, subject: Term) -> bool:
        name = dict(reason.data)["variable"]
        self.show(reason.premises[0])
        _, _, lower, upper = reason.subject.args
        forward = "pos" in reason.premises[0].statement or reason.premises[0].statement == "nonnegative"
        s = symbol(name)
        low, high = (lower, upper) if forward else (upper, lower)
        between = self.domain.restrict(variables=(name,), nonnegative=(to_term(add(s, mul(-1, low))), to_term(add(high, mul(-1, s)))))
        Elaboration(self.facts, between).show(reason.premises[1])
        return self.facts.write(self.domain, subject, reason.statement, "integral", name)

    def by_boxes(self, reason: Reason, subject: Term) -> bool:
        data: dict[str, Any] = dict(reason.data)
        names = data["variables"].split(",")
        ends = [part.split(",") for part in data["box"].split()]
        known = self.facts.ranges(self.domain).variables
        for name, end in zip(names, ends, strict=True):
            i = known[name]
            if i.lo is not None and i.lo.b:
                end[0] = str(min(Fraction(end[0]), outward(i.lo, -1, 64) or Fraction(0)))
            if i.hi is not None and i.hi.b:
                end[1] = str(max(Fraction(end[1]), outward(i.hi, 1, 64) or Fraction(0)))
        cuts = {"+": -1}
        tree = [cuts[c] if c in cuts else int(c[1:]) if c[0] == "k" else -2 - int(c[1:]) for c in data["tree"].split()]
        conditions = [to_term(c) for c in data["constraints"]]
        return self.facts.write(self.domain, subject, reason.statement, "boxes", names, ends, conditions, tree)


_APART = frozenset(["cases", "integral", "series", "piecewise", "growth"])


def ends_of(text: str) -> tuple[Expr | None, Expr | None]:
    """The ends of an interval, from its text."""

    def end(part: str) -> Expr | None:
        part = part.strip()
        if part in ("oo", "-oo"):
            return None
        rational, _, multiple = part.rpartition(" + ") if "*pi" in part else (part, "", "")
        if "*pi" in part:
            multiple = multiple or part
            value = mul(Fraction(multiple.removesuffix("*pi")), PI)
            return add(Fraction(rational), value) if rational else value
        return number(Fraction(part))

    low, high = text[1:-1].split(",")
    return end(low), end(high)
