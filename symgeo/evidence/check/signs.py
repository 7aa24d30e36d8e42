"""Signs of terms on a domain: interval arithmetic from the domain's conditions, and facts by a few other rules.

A *fact* says that a term is positive, negative, nonnegative, nonpositive or nonzero at every point of a domain where it is
defined. What interval arithmetic shows needs no entry in a certificate; each other fact is an entry, proved from those before
it (so no circle is possible) by one of these rules, and is used by interval arithmetic from then on.

    equal        the term equals another one in the field, whose sign interval arithmetic shows
    divides      term * another = a third in the field, and that is not zero
    increasing   the term is c (f(u) - f(v)) in the field, with f increasing, and u - v has a sign
    cases        the fact holds where u > 0, where u < 0 and where u = 0
    blend        the term is the sum of w t, with weights w >= 0 that have a positive sum, and each t has the sign
    integral     the integrand has the sign between the bounds, which are in order
    boxes        interval arithmetic on each box of a tree of cuts, or one of the conditions fails there
    precision    interval arithmetic with more bits

Where the conditions of a domain contradict a fact the domain has no points, and every statement about it holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from . import intervals as iv
from .algebra import Field, Rejected
from .claims import Domain, OffCut, Sign, conditions
from .intervals import Interval
from .terms import ZERO, CannotReplay, Term, add, mul, power, substitute, symbol, walk

IMPLIED = {
    "positive": ("positive", "nonnegative", "nonzero"),
    "negative": ("negative", "nonpositive", "nonzero"),
    "nonnegative": ("nonnegative",),
    "nonpositive": ("nonpositive",),
    "nonzero": ("nonzero",),
}
OPPOSITE = {
    "positive": "negative",
    "negative": "positive",
    "nonnegative": "nonpositive",
    "nonpositive": "nonnegative",
    "nonzero": "nonzero",
}
RANGES = {"positive": iv.POSITIVE, "negative": iv.NEGATIVE, "nonnegative": iv.NONNEGATIVE, "nonpositive": iv.NONPOSITIVE}
INCREASING = frozenset("exp log acosh sinh tanh asinh atanh asin atan erf cbrt".split())
ROUNDS = 4
Form = tuple[dict[Term, Fraction], Fraction]


def written(t: Any) -> str:
    """The whole term as text: an order that does not depend on the run."""
    return f"{t.head}({','.join(map(written, t.args))})" if isinstance(t, Term) else str(t)


def linear_form(t: Term) -> Form:
    """t as a rational combination of terms that are no sums (some perhaps with coefficient 0), and a rational constant."""
    terms: dict[Term, Fraction] = {}
    constant = Fraction(0)
    stack = [(t, Fraction(1))]
    while stack:
        node, factor = stack.pop()
        if node.head == "number":
            constant += factor * node.args[0]
        elif node.head == "add":
            stack += [(a, factor) for a in node.args]
        elif node.head == "mul" and node.args[0].head == "number":
            stack.append((mul(*node.args[1:]), factor * node.args[0].args[0]))
        else:
            terms[node] = terms.get(node, Fraction(0)) + factor
    return terms, constant


def scaled_form(t: Term) -> tuple[frozenset[Any], Fraction, Fraction]:
    """(key, scale, constant) with t = scale * (the combination of the key) + constant and scale > 0.

    In the key the order of the factors of a product does not matter; nothing is cancelled, so t is defined just where they are.
    """
    terms, constant = linear_form(t)
    key: dict[Any, Fraction] = {}
    for u, q in terms.items():
        name = frozenset(Counter(u.args).items()) if u.head == "mul" else u
        key[name] = key.get(name, Fraction(0)) + q
    scale = sum(map(abs, key.values()), Fraction(0))
    return frozenset((u, q / scale) for u, q in key.items()) if scale else frozenset(), scale, constant


def times(q: Fraction, i: Interval) -> Interval:
    return iv.multiply(iv.exactly(q), i)


class Ranges:
    """What is known of the values of terms on one domain."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.variables: dict[str, Interval] = dict.fromkeys(domain.variables, iv.REAL)
        self.facts: dict[frozenset[Any], Interval] = {}
        self.nonzero: set[Term] = set()
        self.memo: dict[Term, Interval] = {}
        self.empty = False
        given = [*((c, "positive") for c in domain.positive), *((c, "nonnegative") for c in domain.nonnegative)]
        given += [(c, "nonzero") for c in domain.nonzero]
        given.sort(key=lambda item: written(item[0]))
        for _ in range(ROUNDS):
            before = dict(self.variables)
            for c, sign in given:
                if sign != "nonzero":
                    self.narrow(c, RANGES[sign])
            if before == self.variables:
                break
        for c, sign in given:
            self.learn(c, sign)

    def learn(self, term: Term, sign: str) -> None:
        """Use a fact from now on."""
        given = term in self.domain.positive | self.domain.nonnegative | self.domain.nonzero
        if "nonzero" in IMPLIED[sign]:
            self.nonzero.update(factors_of(term) if given else [term])
        if sign != "nonzero":
            key, scale, constant = scaled_form(term)
            if any(q == 0 for _, q in key):  # a part that cancels, and could be undefined where the rest is defined
                key = frozenset()
            i = times(1 / scale, iv.add(RANGES[sign], iv.exactly(-constant))) if key else iv.REAL
            for k, j in ((key, i), (frozenset((u, -q) for u, q in key), iv.negate(i))):
                self.facts[k] = iv.intersection(self.facts.get(k, iv.REAL), j)
            self.memo.clear()
        # A condition of the domain is defined there: where no value is left for it, there is no point.
        for own, wanted in ((self.domain.positive, iv.POSITIVE), (self.domain.nonnegative, iv.NONNEGATIVE)):
            if term in own and sign != "nonzero":
                self.empty = self.empty or iv.intersection(iv.intersection(self.interval(term), RANGES[sign]), wanted).empty

    # -- from conditions to variables ------------------------------------------------------------------------------------
    def narrow(self, t: Term, i: Interval) -> None:
        """t lies in i at every point of the domain: what follows for the variables in t."""
        if t.head == "symbol" and t.args[0] in self.variables:
            self.variables[t.args[0]] = iv.intersection(self.variables[t.args[0]], i)
            self.memo.clear()
            self.empty = self.empty or self.variables[t.args[0]].empty
        elif t.head == "add" or (t.head == "mul" and t.args[0].head == "number"):
            terms, constant = linear_form(t)
            for u, q in ((u, q) for u, q in terms.items() if q):
                rest = iv.exactly(constant)
                for v, r in terms.items():
                    if v is not u:
                        rest = iv.add(rest, times(r, self.interval(v)))
                self.narrow(u, times(1 / q, iv.add(i, iv.negate(rest))))
        elif t.head == "mul":
            for k, u in enumerate(t.args):
                rest = iv.exactly(Fraction(1))
                for v in (*t.args[:k], *t.args[k + 1 :]):
                    rest = iv.multiply(rest, self.interval(v))
                if i.nonzero or rest.nonzero:  # no factor vanishes where the product does not
                    self.narrow(u, iv.multiply(i, iv.reciprocal(rest)))
        elif t.head == "pow" and t.args[1].head == "number":
            self.narrow_power(t.args[0], t.args[1].args[0], i)
        elif t.head in ("exp", "log"):
            inside = iv.intersection(i, iv.POSITIVE) if t.head == "exp" else i
            if not inside.empty:
                self.narrow(t.args[0], iv.image("log" if t.head == "exp" else "exp", inside))

    def narrow_power(self, base: Term, q: Fraction, i: Interval) -> None:
        if q < 0:
            i, q = (iv.reciprocal(i) if i.nonnegative or i.nonpositive else iv.REAL), -q
        if q == 0 or max(q.numerator, q.denominator) > 64:
            return
        if q.denominator == 1 and q.numerator % 2 == 1:
            self.narrow(base, iv.root(i, q.numerator))
            return
        i = iv.intersection(i, iv.NONNEGATIVE)
        if i.empty:
            return
        size = iv.root(iv.power(i, q.denominator), q.numerator)
        now = self.interval(base)
        if q.denominator > 1 or now.nonnegative:
            self.narrow(base, size)
        else:
            self.narrow(base, iv.negate(size) if now.nonpositive else iv.hull(size, iv.negate(size)))

    # -- evaluation --------------------------------------------------------------------------------------------------------
    def interval(self, term: Term) -> Interval:
        """An interval with the values of the term at all points of the domain where it is defined."""
        stack = [term]
        while stack:
            node = stack[-1]
            pending = [] if node.head in _OPAQUE else [a for a in node.args if isinstance(a, Term) and a not in self.memo]
            if pending and node not in self.memo:
                stack += pending
                continue
            stack.pop()
            if node not in self.memo:
                i = value_of(node, self.memo, self.variables)
                i = iv.REAL if i.empty else i  # nowhere defined: nothing is concluded from that
                self.memo[node] = self.with_facts(node, i)
        return self.memo[term]

    def with_facts(self, t: Term, i: Interval) -> Interval:
        """The interval of a node, made smaller by what is known of it."""
        apart = t in self.nonzero or (t.head == "pow" and self.is_nonzero(t.args[0]))
        if apart and (i.nonnegative or i.nonpositive):
            i = iv.intersection(i, iv.POSITIVE if i.nonnegative else iv.NEGATIVE)
        if t.head in ("number", "pi") or not self.facts:
            return i
        key, scale, constant = scaled_form(t)
        fact = self.facts.get(key)
        if fact is None or not key:
            return i
        j = iv.intersection(i, iv.add(times(scale, fact), iv.exactly(constant)))
        return i if j.empty else j

    def sign(self, term: Term) -> str | None:
        """The strongest of the five statements that is known of the term."""
        if self.empty:
            return "positive"
        i, apart = self.interval(term), self.is_nonzero(term)
        if i.nonnegative:
            return "positive" if apart else "nonnegative"
        if i.nonpositive:
            return "negative" if apart else "nonpositive"
        return "nonzero" if apart else None

    def is_nonzero(self, term: Term) -> bool:
        if self.empty or self.interval(term).nonzero:
            return True
        if term.head == "mul":
            return all(self.is_nonzero(a) for a in term.args)
        if term.head == "pow":
            return term in self.nonzero or self.is_nonzero(term.args[0])
        return term in self.nonzero or any(proportional(term, known) for known in self.nonzero)

    def shows(self, term: Term, sign: str) -> bool:
        """Whether the statement is known of the term."""
        known = self.sign(term)
        return self.empty or sign in IMPLIED.get(known or "", ()) or (sign == "nonpositive" and self.interval(term).nonpositive)


def terms_in(value: Any) -> Iterator[Term]:
    """The terms of nested sequences."""
    if isinstance(value, Term):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from terms_in(part)


def proportional(t: Term, other: Term) -> bool:
    one, two = scaled_form(t), scaled_form(other)
    if not one[0] or one[1] == 0 or two[1] == 0:
        return False
    same = one[0] == two[0] and one[2] / one[1] == two[2] / two[1]
    flipped = one[0] == frozenset((u, -q) for u, q in two[0]) and one[2] / one[1] == -two[2] / two[1]
    return same or flipped


def factors_of(term: Term) -> Iterator[Term]:
    """The term, and what divides it: no factor of a product that is defined on the whole domain and never zero is zero."""
    yield term
    if term.head == "mul":
        for a in term.args:
            yield from factors_of(a)
    if term.head == "pow" and term.args[1].head == "number" and term.args[1].args[0] > 0:
        yield from factors_of(term.args[0])


def value_of(t: Term, values: dict[Term, Interval], variables: dict[str, Interval]) -> Interval:
    """The interval of one node, from those of its parts."""
    h, a = t.head, t.args
    if h == "number":
        return iv.exactly(a[0])
    if h == "symbol":
        return variables.get(a[0], iv.REAL)
    if h == "pi":
        return iv.PI_INTERVAL
    if h == "E":
        return iv.image("exp", iv.exactly(Fraction(1)))
    if h == "add":
        # Term by term as written, and once more with like terms collected: each may see what the other does not.
        as_written = iv.exactly(Fraction(0))
        for x in a:
            as_written = iv.add(as_written, values[x])
        terms, constant = linear_form(t)
        collected = iv.exactly(constant)
        for u, q in terms.items():
            collected = iv.add(collected, times(q, values[u] if u in values else value_of(u, values, variables)))
        return iv.intersection(as_written, collected)
    if h == "mul":
        result = iv.exactly(Fraction(1))
        for base, n in powers_of(t).items():
            i = iv.power(values[base] if base in values else value_of(base, values, variables), n)
            known = values.get(power(base, n))  # more may be known of it: that it is not zero
            result = iv.multiply(result, i if known is None else iv.intersection(i, known))
        return result
    if h == "pow":
        return power_interval(values[a[0]], a[1], values[a[1]])
    if h == "piecewise" or h in _OPAQUE:
        return iv.REAL
    return iv.image(h, *(values[x] for x in a)) if h in iv.KNOWN else iv.REAL


def powers_of(t: Term) -> dict[Term, int]:
    """A product as integer powers of distinct bases."""
    bases: dict[Term, int] = {}
    for x in t.args:
        base, n = x, 1
        if x.head == "pow" and x.args[1].head == "number" and x.args[1].args[0].denominator == 1:
            base, n = x.args[0], int(x.args[1].args[0])
        bases[base] = bases.get(base, 0) + n
    return {b: n for b, n in bases.items() if n}


def power_interval(i: Interval, exponent: Term, e: Interval) -> Interval:
    if exponent.head != "number":
        return iv.image("exp", iv.multiply(e, iv.image("log", i))) if i.positive else iv.REAL
    q: Fraction = exponent.args[0]
    if max(abs(q.numerator), q.denominator) > 512:
        return iv.POSITIVE if i.positive else iv.NONNEGATIVE if q.denominator > 1 or q.numerator % 2 == 0 else iv.REAL
    if q.denominator > 1:
        i = iv.intersection(i, iv.NONNEGATIVE)
        return iv.NONNEGATIVE if i.empty else iv.power(iv.root(i, q.denominator), q.numerator)
    return iv.power(i, int(q))


_OPAQUE = frozenset(["integral", "sum", "apply", "jet", "derivative", "piecewise", "symbol", "number"])


class Facts:
    """All facts, by domain; each new one is proved by its rule."""

    def __init__(self, field: Callable[[Domain], Field]) -> None:
        self.field = field
        self.by_domain: dict[Domain, Ranges] = {}
        self.entries: list[tuple[Domain, Term, str]] = []

    def ranges(self, domain: Domain) -> Ranges:
        if domain not in self.by_domain:
            self.by_domain[domain] = found = Ranges(domain)
            for where, term, sign in self.entries:
                if domain.is_part_of(where):
                    found.learn(term, sign)
        return self.by_domain[domain]

    def sign_of(self, domain: Domain, term: Term) -> str | None:
        return self.ranges(domain).sign(term)

    def holds(self, domain: Domain, term: Term, sign: str) -> bool:
        return self.ranges(domain).shows(term, sign)

    def require(self, domain: Domain, term: Term, sign: str) -> None:
        """Raise Rejected unless the fact is known."""
        if not self.holds(domain, term, sign):
            raise Rejected("a sign", f"{term} is not shown to be {sign}")

    def require_condition(self, condition: Any) -> None:
        """What makes a term defined, or smooth."""
        if isinstance(condition, Sign):
            self.require(condition.domain, condition.term, condition.sign)
        elif isinstance(condition, OffCut):
            d, v, u = condition.domain, condition.v, condition.u
            if not (self.holds(d, v, "nonzero") or self.holds(d, u, "positive")):
                self.require(d, add(u, power(add(power(u, 2), power(v, 2)), Fraction(1, 2))), "positive")
        else:
            raise CannotReplay(condition.kind)

    def require_defined(self, domain: Domain, term: Term, level: float = 0) -> None:
        """Raise Rejected unless the term is known to be C^level on the whole domain."""
        for condition in conditions(term, level, domain):
            self.require_condition(condition)

    def enter(self, domain: Domain, term: Term, sign: str, rule: str, data: Sequence[Any]) -> None:
        """Prove a fact by a rule, and keep it."""
        if sign not in IMPLIED:
            raise Rejected("a fact", f"{sign!r} is no sign")
        method = getattr(self, f"by_{rule}", None)
        if method is None:
            raise Rejected("a fact", f"there is no rule {rule!r}")
        if not all(t.free.issubset(domain.variables) for t in terms_in((term, data))):
            raise Rejected("a fact", "a symbol in it is no variable of its domain")
        if not method(domain, term, sign, *data):
            raise Rejected(f"a fact by the rule {rule}", f"{term} is not shown to be {sign}")
        self.entries.append((domain, term, sign))
        for other, ranges in self.by_domain.items():
            if other.is_part_of(domain):
                ranges.learn(term, sign)

    # -- rules ---------------------------------------------------------------------------------------------------------------
    def by_equal(self, domain: Domain, term: Term, sign: str, other: Term) -> bool:
        return self.field(domain).same(term, other) and self.holds(domain, other, sign)

    def by_divides(self, domain: Domain, term: Term, sign: str, other: Term, third: Term) -> bool:
        return sign == "nonzero" and self.holds(domain, third, "nonzero") and self.field(domain).same(mul(term, other), third)

    def by_increasing(self, domain: Domain, term: Term, sign: str, c: Term, f: Term, g: Term) -> bool:
        if f.head != g.head or f.head not in INCREASING or c.head != "number" or not c.args[0]:
            return False
        if not self.field(domain).same(term, mul(c, add(f, mul(-1, g)))):
            return False
        return self.holds(domain, add(f.args[0], mul(-1, g.args[0])), sign if c.args[0] > 0 else OPPOSITE[sign])

    def by_cases(self, domain: Domain, term: Term, sign: str, u: Term) -> bool:
        """Where u > 0, where u < 0, and where u = 0; a variable u is replaced by 0 there."""
        self.require_defined(domain, u)
        above, below = domain.restrict(positive=(u,)), domain.restrict(positive=(mul(-1, u),))
        if not (self.holds(above, term, sign) and self.holds(below, term, sign)):
            return False
        if u.head != "symbol":
            return self.holds(domain.restrict(nonnegative=(u, mul(-1, u))), term, sign)
        return self.holds(slice_of(domain, u.args[0]), substitute(term, {u.args[0]: ZERO}), sign)

    def by_blend(self, domain: Domain, term: Term, sign: str, parts: Sequence[tuple[Term, Term]]) -> bool:
        """sum w_i t_i has the sign that all t_i have, if the weights w_i >= 0 have a positive sum."""
        total = add(*(mul(w, t) for w, t in parts))
        return (
            all(self.holds(domain, w, "nonnegative") and self.holds(domain, t, sign) for w, t in parts)
            and self.holds(domain, add(*(w for w, _ in parts)), "positive")
            and sign != "nonzero"
            and self.field(domain).same(term, total)
        )

    def by_precision(self, domain: Domain, term: Term, sign: str, bits: int) -> bool:
        with iv.precision(min(int(bits), 4096)):
            return Ranges(domain).shows(term, sign)

    def by_integral(self, domain: Domain, term: Term, sign: str, name: str) -> bool:
        """Between bounds that are apart, the integral has the sign of its integrand."""
        body, bound, lower, upper = term.args
        if term.head != "integral" or name in domain.variables or name in term.free:
            return False
        s = symbol(name)
        order = self.sign_of(domain, add(upper, mul(-1, lower)))
        strict = sign in ("positive", "negative", "nonzero")
        if order not in (("positive", "negative") if strict else ("positive", "nonnegative", "negative", "nonpositive")):
            return False
        forward = order in ("positive", "nonnegative")
        low, high = (lower, upper) if forward else (upper, lower)
        between = domain.restrict(variables=(name,), nonnegative=(add(s, mul(-1, low)), add(high, mul(-1, s))))
        return sign != "nonzero" and self.holds(between, substitute(body, {bound.args[0]: s}), sign if forward else OPPOSITE[sign])

    def by_boxes(
        self,
        domain: Domain,
        term: Term,
        sign: str,
        names: Sequence[str],
        ends: Sequence[Sequence[str]],
        conditions: Sequence[Term],
        tree: Sequence[int],
    ) -> bool:
        """The tree, parents first: k >= 0 cuts variable k in the middle, -1 is a box with the sign, -2 - j one where condition j fails."""
        ranges = self.ranges(domain)
        if not set(conditions) <= domain.positive | domain.nonnegative:
            return False
        stack = [[iv.closed(Fraction(low), Fraction(high)) for low, high in ends]]
        known = [
            iv.intersection(ranges.variables.get(n, iv.REAL), i) == ranges.variables.get(n) for n, i in zip(names, stack[0], strict=True)
        ]
        if not all(known) or not term.free <= set(names):
            return False
        for cut in tree:
            if not stack:
                return False
            box = stack.pop()
            at = dict(zip(names, box, strict=True))
            if cut >= 0:
                lo, hi = box[cut].lo, box[cut].hi
                if lo is None or hi is None:
                    return False
                middle = (lo.a + hi.a) / 2
                stack += [[*box[:cut], half, *box[cut + 1 :]] for half in (iv.closed(middle, hi.a), iv.closed(lo.a, middle))]
            elif cut == -1:
                if not getattr(evaluate(term, at), sign):
                    return False
            else:
                c = conditions[-2 - cut]
                i = evaluate(c, at)
                if not (i.nonpositive if c in domain.positive else i.negative):
                    return False
        return not stack


def slice_of(domain: Domain, name: str) -> Domain:
    """The part of the domain where a variable is 0, in the others."""
    at = {name: ZERO}

    def put(terms: frozenset[Term]) -> frozenset[Term]:
        return frozenset(substitute(c, at) for c in terms)

    return Domain(
        tuple(v for v in domain.variables if v != name),
        put(domain.positive),
        put(domain.nonnegative),
        put(domain.nonzero),
        domain.integers - {name},
        tuple(v for v in domain.coordinates if v != name),
    )


def evaluate(term: Term, variables: dict[str, Interval]) -> Interval:
    """The values of a term where its variables lie in the given intervals."""
    values: dict[Term, Interval] = {}
    for node in walk(term):
        if node not in values:
            values[node] = value_of(node, values, variables)
    return values[term]
