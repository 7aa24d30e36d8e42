"""Replaying a refutation: the point is in the domain, and the obligation that the witness names fails there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from . import intervals as iv
from .algebra import Rejected
from .claims import NEAR, Claim, Defined, Definite, Domain, NeedsFactor, Rank, Sign, Zero, conditions, obligations
from .intervals import Interval
from .pieces import has_switch, without_branches
from .points import UNEVALUATED, at_point, contains, rational, read_point
from .replay import Replay, determinant, integer
from .signs import value_of
from .terms import ZERO, CannotReplay, Malformed, Term, differentiate, mul, number, resolve, sub, substitute, walk


class Refutation(Replay):
    """The replay of a refutation: one obligation fails at a point."""

    def __init__(self, claim: Claim, document: Mapping[str, Any]) -> None:
        super().__init__(claim, document)
        self.witness = document["witness"]
        if document.get("factor") is not None:
            raise Malformed("a refuted claim has no factor of its own")

    def check(self) -> None:
        self.prepare()
        if self.claim.relations:
            self.check_example(self.document.get("example", ()))
        self.enter_facts()
        w = self.witness
        kind, bits = w["kind"], integer(w["precision"])
        if not 32 <= bits <= 1 << 14:
            raise Malformed("needs a precision from 32 to 16384 bits")
        needs_factor = any(isinstance(o, NeedsFactor) for o in obligations(self.claim, None))
        demands = obligations(self.claim, number(1) if needs_factor else None)
        domain = self.claim.domain
        with iv.precision(bits):
            points = [read_point(domain, p) for p in w["points"]]
            if not points or not all(contains(domain, p) for p in w["points"]):
                raise Rejected("the witness", "a point is not shown to lie in the domain")
            chosen = [demands[k] for k in map(integer, w["obligations"]) if k >= 0]
            if any(o.domain != domain for o in chosen):
                raise Rejected("the witness", "the obligation is about another domain")
            rule = getattr(self, f"by_{kind.replace('-', '_')}", None)
            if rule is None:
                raise CannotReplay(f"a witness of the kind {kind}")
            whatever_the_factor = kind in ("sign", "undefined", "rank", "not-c1") and not chosen[0].label.startswith("the factor")
            if needs_factor != (kind in ("minor", "ratio", "two-factors")) and not whatever_the_factor:
                raise Rejected("the witness", f"{kind} does not refute this relation")
            if kind in ("minor", "ratio", "two-factors") and not all(isinstance(o, Zero) and o.label.startswith("(f*h)") for o in chosen):
                raise Rejected("the witness", "it is not about f*h and g")
            if any(isinstance(o, Zero) for o in chosen) and not away_from_switches(self.claim, points):
                raise CannotReplay("a derivative where branches meet")
            rule(points, chosen)
        self.all_used()

    def sides(self, values: Sequence[Interval]) -> None:
        """The enclosures in the certificate hold the values, and are apart."""
        stated = [iv.closed(rational(low), rational(high)) for low, high in self.witness["enclosures"]]
        if len(stated) != len(values) or not all(iv.intersection(i, s) == i for i, s in zip(values, stated, strict=True)):
            raise Rejected("an enclosure", "it does not hold the value found here")
        if len(stated) == 2 and not iv.disjoint(*stated):
            raise Rejected("the witness", "the two sides are not shown to differ")

    def by_unequal(self, points: list[dict[str, Fraction]], chosen: list[Any]) -> None:
        """left /= right at the point."""
        (p,), (o,) = points, chosen
        if not isinstance(o, Zero):
            raise Rejected("the witness", "it names no equality")
        self.sides([at_point(o.left, p), at_point(o.right, p)])

    def by_sign(self, points: list[dict[str, Fraction]], chosen: list[Any]) -> None:
        """What has to be positive is not."""
        (p,), (o,) = points, chosen
        value = at_point(o.term, p)
        if not isinstance(o, Sign) or o.sign != "positive" or o.label.endswith(NEAR):
            raise Rejected("the witness", "it is about no sign that the claim needs")
        if not value.nonpositive:
            raise Rejected("the witness", "the sign is not shown to fail")
        self.sides([value])

    def by_rank(self, points: list[dict[str, Fraction]], chosen: list[Any]) -> None:
        """The rank is not full at the point: too few rows, or the determinant (of J^T J) is exactly 0."""
        (p,), (o,) = points, chosen
        if not isinstance(o, (Rank, Definite)):
            raise Rejected("the witness", "it is about no rank")
        n, field, at = len(o.rows[0]), self.field(Domain(())), {x: number(v) for x, v in p.items()}
        if len(o.rows) >= n:
            q = [[field.convert(substitute(resolve(e), at)) for e in row] for row in o.rows]
            if len(q) > n:
                q = [[field.sum(field.product(row[i], row[j]) for row in q) for j in range(n)] for i in range(n)]
            if not field.is_zero(determinant(field, q)):
                raise Rejected("the witness", "the rank is not shown to drop")
        self.sides([])

    def by_undefined(self, points: list[dict[str, Fraction]], chosen: list[Any]) -> None:
        """A part of the term is certainly not a real number at the point."""
        (p,), (o,) = points, chosen
        if not isinstance(o, Defined):
            raise Rejected("the witness", "it is about no definedness")
        field, at, values = self.field(Domain(())), {x: number(v) for x, v in p.items()}, dict[Term, Interval | None]()
        inner = {t for node in walk(o.term) if node.head in UNEVALUATED for a in node.children for t in walk(a)}
        for node in walk(o.term):
            if node in inner:
                values[node] = None  # it may stand where it is not evaluated
                continue
            parts = [values[a] for a in node.children]
            known = [i for i in parts if i is not None]
            if node.head in UNEVALUATED or len(known) < len(parts):
                values[node] = None
                continue
            i = known[0] if known else iv.REAL
            e = node.args[1].value if node.head == "pow" else None
            if (node.head == "log" and i.nonpositive) or (e is not None and e.denominator > 1 and i.negative):
                return
            if node.head in ("asin", "acos", "atanh") and iv.disjoint(i, iv.closed(-1, 1)):
                return
            if e is not None and e < 0 and not i.nonzero and field.is_zero(field.convert(substitute(resolve(node.args[0]), at))):
                return
            values[node] = value_of(node, {a: values[a] or iv.REAL for a in node.children}, {x: iv.exactly(v) for x, v in p.items()})
        raise Rejected("the witness", "everything may be defined")

    def by_not_c1(self, points: list[dict[str, Fraction]], chosen: list[Any]) -> None:
        """At a point of a cut, the values or the derivatives on the two sides differ."""
        (p,), (o,), cut, d = points, chosen, self.read_cut(self.witness["cut"]), self.claim.domain
        at = {x: number(v) for x, v in p.items()}
        if not isinstance(o, Defined) or cut is None or cut.x not in d.coordinates:
            raise Rejected("the witness", "it is about no cut")
        if not re.fullmatch(r"component \d+ of f|g\[.*\]|h\[.*\] along f|the factor .*", o.label):
            # A condition of the target, say, may jump: it only has to hold.
            raise Rejected("the witness", "nothing there has to be continuous")
        on_cut = self.field(Domain(())).same(substitute(cut.u, at), ZERO) and at_point(differentiate(cut.u, cut.x), p).nonzero
        above, below = (without_branches(o.term, part, self.facts) for part in cut.parts(d))
        if self.witness["order"] == 1 and o.level >= 1:
            above, below = differentiate(above, cut.x), differentiate(below, cut.x)
        elif self.witness["order"] != 0:
            raise Rejected("the witness", "no more than continuity is claimed")
        if has_switch(cut.u):
            raise Rejected("the witness", "the cut has branches itself")
        free = Domain(d.variables, coordinates=d.coordinates)
        if any(node.head in ("piecewise", "sign") for c in d.positive for node in walk(c)):
            raise CannotReplay("a chart that may not be open")
        own = [k for c in d.positive for k in conditions(c, 0, free)]  # so the chart is open near the point
        for condition in (*conditions(above, 0, free), *conditions(below, 0, free), *conditions(cut.u, 1, free), *own):
            if isinstance(condition, Sign) and condition.domain.variables == d.variables:
                value = at_point(condition.term, p)  # so it is near the point, where u, and both sides, are defined
                if not (value.positive or (condition.sign == "nonzero" and value.nonzero)):
                    raise Rejected("the witness", "a side is not shown to be continuous")
            else:
                raise CannotReplay("a side of the cut with integrals in it")
        if not on_cut:
            raise Rejected("the witness", "the point is not on the cut")
        self.sides([at_point(above, p), at_point(below, p)])

    def by_minor(self, points: list[dict[str, Fraction]], chosen: list[Any]) -> None:
        """h = lambda g for no number lambda, since h_1 g_2 /= h_2 g_1 at the point."""
        (p,), (one, two) = points, chosen
        self.sides([at_point(mul(one.left, two.right), p), at_point(mul(two.left, one.right), p)])

    def by_ratio(self, points: list[dict[str, Fraction]], chosen: list[Any]) -> None:
        """h = lambda g for no lambda > 0: h and g have entries of opposite signs, or just one of them is 0."""
        (p,), (o,) = points, chosen
        h, g = at_point(o.left, p), at_point(o.right, p)
        opposite = (h.positive and g.negative) or (h.negative and g.positive)
        one_zero = (h.nonzero and g.single == iv.ZERO) or (g.nonzero and h.single == iv.ZERO)
        if not (opposite or one_zero):
            raise Rejected("the witness", "a positive factor is not excluded")
        self.sides([h, g])

    def by_two_factors(self, points: list[dict[str, Fraction]], chosen: list[Any]) -> None:
        """h = c g with one c for no c: h(p) g(q) /= h(q) g(p), the parameters being the same."""
        (p, q), (o,) = points, chosen
        if self.claim.relation != "homothetic" or any(p[x] != q[x] for x in set(p) - set(self.claim.domain.coordinates)):
            raise Rejected("the witness", "two points do not refute this")
        h = at_point(o.left, p), at_point(o.left, q)
        g = at_point(o.right, p), at_point(o.right, q)
        self.sides([iv.multiply(h[0], g[1]), iv.multiply(h[1], g[0])])


def away_from_switches(claim: Claim, points: Sequence[Mapping[str, Fraction]]) -> bool:
    """Whether no branch changes at the points in anything of which a derivative or a value is taken there."""
    for part in claim.parts or (claim,):
        here = [*(part.f.components if part.f else ()), *([part.factor] if part.factor is not None else [])]
        here += [e for row in part.g.entries for e in row] if part.g else []
        there = [*(part.inverse.components if part.inverse else ()), *([e for row in part.h.entries for e in row] if part.h else [])]
        if has_switch(*there) or not all(off_boundaries(t, p) for t in here for p in points):
            return False
    return True


def off_boundaries(t: Term, p: Mapping[str, Fraction]) -> bool:
    """Whether no switch in t changes its branch at the point; there the rules of differentiation hold."""
    for node in walk(t):
        if node.head in ("Abs", "sign"):
            edges = [node.args[0]]
        elif node.head in ("Max", "Min"):
            edges = [sub(a, b) for a, b in combinations(node.args, 2)]
        elif node.head == "piecewise":
            edges = [sub(*c.args) for c in node.args[1::2] if c.args]
        else:
            continue
        if not all(at_point(e, p).nonzero for e in edges):
            return False
    return True
