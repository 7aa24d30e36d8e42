"""What a claim means: its domain, and everything that has to hold there for the claim to be true.

Notation: f maps a chart of dimension n to a chart of dimension m, with components f_a; g is a matrix on the source, h one on
the target; f*h = df^T (h o f) df, that is (f*h)_ij = sum over a, b of (h_ab o f) d_i f_a d_j f_b.

    isometric     f is C^1, maps into the domains of its target and of h; g and h o f are defined, continuous, symmetric; f*h = g
    homothetic    the same with f*h = c g, where c > 0 does not depend on the coordinates
    conformal     the same with f*h = lambda g, where lambda > 0 is a continuous function
    equal-metrics the same as isometric, of a transition map between two charts
    immersion     f is C^1, maps into the domain of its target, and the rank of df is n
    embedding     f is C^1, maps into the domain of its target, and F o f = id for an F that is smooth near the image of f
    isometry      isometric; F o f = id and f o F = id, F is C^1 on the whole target and maps it into the source; F and f are
                  smooth near the points at which they are taken
    nondegenerate g is defined, continuous and symmetric, and det g vanishes nowhere
    riemannian    g is defined, continuous and symmetric, and positive definite
    all           each of several such claims

All functions are real. A term is *defined* where each of its parts is, as it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from math import inf
from typing import Any, NamedTuple, Union

from .terms import (
    COMPARISONS,
    ONE,
    ZERO,
    CannotReplay,
    E,
    Term,
    add,
    call,
    differentiate,
    mul,
    need,
    power,
    read,
    resolve,
    sub,
    substitute,
    symbol,
    walk,
)

Terms = Iterable[Term]
Rows = tuple[tuple[Term, ...], ...]


class Domain(NamedTuple):
    """The real points of `variables` at which each term of `positive` is > 0, of `nonnegative` >= 0, of `nonzero` /= 0, and each
    variable of `integers` is an integer. Functions are differentiated by `coordinates`; the other variables are parameters."""

    variables: tuple[str, ...]
    positive: frozenset[Term] = frozenset()
    nonnegative: frozenset[Term] = frozenset()
    nonzero: frozenset[Term] = frozenset()
    integers: frozenset[str] = frozenset()
    coordinates: tuple[str, ...] = ()

    def restrict(self, *, variables: tuple[str, ...] = (), positive: Terms = (), nonnegative: Terms = (), nonzero: Terms = ()) -> Domain:
        """The part where more conditions hold; `variables` are further ones, which range over R."""
        more = self.positive.union(positive), self.nonnegative.union(nonnegative), self.nonzero.union(nonzero)
        return Domain(self.variables + variables, *more, self.integers, self.coordinates)

    def is_part_of(self, other: Domain) -> bool:
        """Whether the conditions of the other domain are among those of this one."""
        return set(self.variables) >= set(other.variables) and all(a >= b for a, b in zip(self[1:5], other[1:5], strict=True))


# -- obligations: each is about all points of its domain -------------------------------------------------------------
class Defined(NamedTuple):
    """The function is real and C^level in the coordinates, for all values of the parameters. Where `as_written` is true each
    part of the term has to be C^level; otherwise each part has to be defined and continuous, and an equal term C^level.
    Level inf: smooth near each point."""

    term: Term
    level: float
    domain: Domain
    label: str
    as_written: bool = False


class Zero(NamedTuple):
    """left = right; `component` is the matrix entry that it comes from."""

    left: Term
    right: Term
    domain: Domain
    label: str
    component: tuple[int, int] | None = None


class Sign(NamedTuple):
    """The term is "positive", "nonnegative" or "nonzero"."""

    term: Term
    sign: str
    domain: Domain
    label: str


class OffCut(NamedTuple):
    """The point (u, v) of the plane is not on the half-line v = 0, u <= 0, on which atan2(v, u) is not continuous."""

    v: Term
    u: Term
    domain: Domain
    label: str


class Rank(NamedTuple):
    """The matrix of m rows of length n has rank n."""

    rows: Rows
    domain: Domain
    label: str


class Definite(NamedTuple):
    """The symmetric matrix is positive definite."""

    rows: Rows
    domain: Domain
    label: str


class Connected(NamedTuple):
    """For each choice of the parameters the points of the domain form a connected set."""

    domain: Domain
    label: str


class NeedsFactor(NamedTuple):
    """Some factor is claimed to exist, and none was given: not to be met."""

    domain: Domain
    label: str


class Cannot(NamedTuple):
    """No sufficient condition is known for this kind of term: not to be met."""

    kind: str


Condition = Union[Sign, OffCut, Cannot]
Obligation = Union[Defined, Zero, Sign, Rank, Definite, Connected, NeedsFactor]


# -- what a claim is about -------------------------------------------------------------------------------------------
class Chart(NamedTuple):
    """Coordinates on an open set: strict inequalities `where`, parameters with what is assumed of each, and `relations`, terms in
    undefined functions that are assumed to vanish."""

    coordinates: tuple[str, ...]
    where: tuple[Term, ...]
    parameters: tuple[tuple[str, str], ...]
    relations: tuple[Term, ...]

    @property
    def domain(self) -> Domain:
        of = {kind: frozenset(symbol(name) for name, k in self.parameters if k == kind) for kind in KINDS}
        counts = of["positive integer"]
        positive = of["positive"].union(counts, map(inequality, self.where))
        nonnegative = of["nonnegative"].union(sub(n, 1) for n in counts)
        integers = frozenset(n.args[0] for n in counts | of["integer"])
        names = tuple(name for name, _ in self.parameters)
        return Domain(self.coordinates + names, positive, nonnegative, of["nonzero"], integers, self.coordinates)

    def joined(self, *others: Chart) -> Chart:
        """This chart with the parameters of the others as well, and the conditions of those on their additional parameters alone."""
        declared, where = dict(self.parameters), dict.fromkeys(self.where)
        for other in others:
            additional = {name for name, _ in other.parameters if name not in declared}
            for name, kind in other.parameters:
                need(name not in self.coordinates, f"{name} is a coordinate, and a parameter of another chart")
                need(declared.setdefault(name, kind) == kind, f"two charts assume different things of {name}")
            where |= {c: None for c in other.where if c.free and c.free <= additional}
        return self._replace(where=tuple(where), parameters=tuple(declared.items()))


class Metric(NamedTuple):
    chart: Chart
    entries: Rows


class Map(NamedTuple):
    """A map by its components on the source. Where it is a composition, `through` are the maps on the way, from the same source."""

    source: Chart
    target: Chart
    components: tuple[Term, ...]
    ambient: Metric | None
    through: tuple[Map, ...] = ()

    def at(self, t: Term) -> Term:
        """t o f, for a term t on the target."""
        return put_in(t, dict(zip(self.target.coordinates, self.components, strict=True)))

    @property
    def differential(self) -> Rows:
        """df: rows a = 1..m of the n derivatives d_i f_a."""
        return tuple(tuple(differentiate(resolve(c), x) for x in self.source.coordinates) for c in self.components)


class Claim(NamedTuple):
    """A claim. Of equal-metrics f is the transition map. h is the ambient metric of f where none is given. `parts` are the claims
    of the relation "all", and nothing else is set there."""

    relation: str
    f: Map | None = None
    inverse: Map | None = None
    g: Metric | None = None
    h: Metric | None = None
    factor: Term | None = None
    parts: tuple[Claim, ...] = ()

    @property
    def charts(self) -> list[Chart]:
        """The charts of f, g and h, the source first."""
        return [*([self.f.source, self.f.target] if self.f else []), *(k.chart for k in (self.g, self.h) if k)]

    @property
    def domain(self) -> Domain:
        """The source domain, with the parameters of all charts."""
        return self.parts[0].domain if self.parts else self.charts[0].joined(*self.charts[1:]).domain

    @property
    def relations(self) -> tuple[Term, ...]:
        """What is assumed to vanish on the domain: the relations of the source as they stand, those of the target along f."""
        if self.parts:
            return self.parts[0].relations
        f, g, h = self.f, self.g, self.h
        along = [f.at(r) for r in (*f.target.relations, *(h.chart.relations if h else ()))] if f else []
        return tuple(dict.fromkeys([*(f.source.relations if f else ()), *(g.chart.relations if g else ()), *along]))

    def relations_on(self, domain: Domain) -> tuple[Term, ...]:
        """The relations, on the domain where they are assumed and on parts of it; none elsewhere."""
        return self.relations if any(domain.is_part_of(claim.domain) for claim in self.parts or (self,)) else ()


def put_in(t: Term, by: Mapping[str, Term]) -> Term:
    """t with terms in place of symbols. Derivatives are carried out before that, which could lose a condition: 1/y is defined
    where the derivative of log(y) is not. So only derivatives of what is smooth everywhere may stand in t."""
    for node in () if t.plain else walk(t):
        if node.head == "derivative":
            for _ in conditions(node, inf, Domain((), coordinates=tuple(node.free))):
                raise CannotReplay(f"terms in place of symbols of {t}")
    return substitute(t, by)


def inequality(condition: Term) -> Term:
    """What is positive where a strict inequality holds: b - a for a < b."""
    a, b = condition.children
    return sub(b, a) if condition.head == "lt" else sub(a, b)


# -- the obligations of a claim --------------------------------------------------------------------------------------
def obligations(claim: Claim, factor: Term | None = None) -> list[Obligation]:
    """Everything that has to hold for the claim to be true (that symbols and numbers are defined goes without saying).
    `factor`: what a certificate gives where the claim leaves it open."""
    found = [o for o in _obligations(claim, factor) if not (isinstance(o, Defined) and o.term.head in ("number", "symbol", "pi", "E"))]
    for o in found:
        rows = o.rows if isinstance(o, (Rank, Definite)) else (o,)
        terms = {t for row in rows for t in row if isinstance(t, Term)}.union(*o.domain[1:4])
        need(all(t.free.issubset(o.domain.variables) for t in terms), f"{o.label}: a symbol is no variable of the domain")
    return found


def _obligations(claim: Claim, factor: Term | None) -> Iterator[Obligation]:
    for part in claim.parts:
        yield from _obligations(part, None)
    if claim.parts:
        return
    relation, f, inverse, g, h, c, _ = claim
    domain = claim.domain
    if f:
        yield from _map(f, domain)
    if g:
        yield from _metric(g, lambda t: t, domain, "g")
    if f and g and h:  # isometric, homothetic, conformal, isometry, equal-metrics
        open_factor = relation in ("homothetic", "conformal")
        c = (factor if c is None else c) if open_factor else ONE
        if c is None:
            yield NeedsFactor(domain, "the factor")
            return
        if open_factor:
            yield from _factor(c, relation, domain)
        yield from _pullback_is(f, g, h, c, domain)
    if f and inverse:  # embedding, isometry
        yield from _left_inverse(f, inverse, domain)
    if f and relation == "immersion":
        yield Rank(f.differential, domain, "rank df = n")
    if f and inverse and relation == "isometry":
        whole = f.target.joined(f.source, inverse.source, inverse.target, *claim.charts)
        back = inverse._replace(source=whole, target=f.source)
        yield from _inside(inverse.source, lambda t: t, whole.domain, "the inverse is defined on the whole target", known=whole)
        yield from _map(back, whole.domain)
        yield from _left_inverse(back, f, whole.domain)
    if g and relation == "nondegenerate":
        yield Rank(g.entries, domain, "det g /= 0")
    if g and relation == "riemannian":
        yield Definite(g.entries, domain, "g is positive definite")


def _factor(c: Term, relation: str, domain: Domain) -> Iterator[Obligation]:
    need(_is_scalar(c), "the factor is no real number")
    constant = relation == "homothetic"
    name = "the factor c" if constant else "the factor lambda"
    yield Defined(c, 0, domain, name)
    yield Sign(c, "positive", domain, f"{name} is positive")
    if constant and not c.free.isdisjoint(domain.coordinates):
        # C^1 with derivative 0 on a connected set: constant.
        yield Defined(c, 1, domain, name)
        yield Connected(domain, f"{name} is one constant")
        for x in domain.coordinates:
            yield Zero(differentiate(resolve(c), x), ZERO, domain, f"{name} does not depend on {x}")


def _inside(chart: Chart, at: Callable[[Term], Term], domain: Domain, label: str, known: Chart | None = None) -> Iterator[Obligation]:
    """The conditions of a chart hold, along a map; those of the chart `known` do."""
    for condition in chart.where:
        if known is None or condition not in known.where:
            e = at(inequality(condition))
            yield Defined(e, 0, domain, f"{label}, where it is defined: {condition}")
            yield Sign(e, "positive", domain, f"{label}: {condition}")


def _map(f: Map, domain: Domain) -> Iterator[Obligation]:
    """f is C^1 and maps into its target's domain; and so do the maps of which it is composed."""
    for a, c in enumerate(f.components):
        yield Defined(c, 1, domain, f"component {a + 1} of f")
    yield from _inside(f.target, f.at, domain, "f maps into the target's domain")
    for step in f.through:
        for a, c in enumerate(step.components):
            yield Defined(c, 1, domain, f"component {a + 1} of a map that f is composed of")
        yield from _inside(step.target, step.at, domain, "a map that f is composed of stays in its target's domain")


def _metric(g: Metric, at: Callable[[Term], Term], domain: Domain, name: str) -> Iterator[Obligation]:
    """The entries of g are defined, continuous and symmetric, along a map."""
    for i, row in enumerate(g.entries):
        for j, e in enumerate(row):
            other = g.entries[j][i]
            if j >= i or e is not other:
                yield Defined(at(e), 0, domain, f"{name[0]}[{i + 1},{j + 1}]{name[1:]}")
            if j > i and e is not other:
                yield Zero(resolve(at(e)), resolve(at(other)), domain, f"{name} is symmetric", (i, j))


def _pullback_is(f: Map, g: Metric, h: Metric, factor: Term, domain: Domain) -> Iterator[Obligation]:
    """f maps into the domains of g and h, h o f is defined, and f*h = factor g."""
    yield from _inside(g.chart, lambda t: t, domain, "the identity maps the source of f into the domain of g, its target", known=f.source)
    yield from _inside(h.chart, f.at, domain, "f maps into the domain of h on the target", known=f.target)
    yield from _metric(h, f.at, domain, "h along f")
    n, df = len(f.source.coordinates), f.differential
    along = [(f.at(e), a, b) for a, row in enumerate(h.entries) for b, e in enumerate(row) if e is not ZERO]
    for i in range(n):
        for j in range(i, n):
            products = [(e, df[a][i], df[b][j]) for e, a, b in along if df[a][i] is not ZERO and df[b][j] is not ZERO]
            terms = [Term("mul", *(p[1:] if p[0] is ONE else p)) for p in products]
            left = Term("add", *terms) if len(terms) > 1 else terms[0] if terms else ZERO
            right = g.entries[i][j] if factor is ONE else mul(factor, g.entries[i][j])
            yield Zero(resolve(left), resolve(right), domain, f"(f*h)[{i + 1},{j + 1}]", (i, j))


#: What is sufficient for an inverse, and not necessary: no refutation may rest on it.
NEAR = "is smooth near the image"


def _left_inverse(f: Map, inverse: Map, domain: Domain) -> Iterator[Obligation]:
    """inverse o f = id, and the inverse is smooth near the image of f: its conditions are open ones (that is what level inf
    asks for) and hold on the image."""
    if inverse.through:
        raise CannotReplay("an inverse that is a composition")
    for i, (x, c) in enumerate(zip(f.source.coordinates, inverse.components, strict=True)):
        # Along f an exponent, an order or a bound may become a number, and lose what it asked for beside the image.
        for condition in conditions(c, inf, Domain(tuple(c.free), coordinates=tuple(c.free))):
            if isinstance(condition, Sign) and condition.term.free <= c.free:
                yield Sign(f.at(condition.term), condition.sign, domain, f"component {i + 1} of the inverse {NEAR}")
            elif not isinstance(condition, OffCut):
                raise CannotReplay("an inverse whose smoothness near the image is not seen from its form")
        yield Defined(f.at(c), inf, domain, f"component {i + 1} of the inverse along f", as_written=True)
        yield Zero(resolve(f.at(c)), symbol(x), domain, f"the inverse gives back {x}", (i, i))


# -- what it takes to be defined -------------------------------------------------------------------------------------
def conditions(term: Term, level: float, domain: Domain, moving: frozenset[str] = frozenset()) -> Iterator[Condition]:
    """Sufficient conditions for the term to be real on the domain, and C^level in the coordinates and the variables `moving`."""
    seen: dict[Term, float] = {}
    stack = [(term, level)]
    while stack:
        t, k = stack.pop()
        if seen.get(t, -1) < k:
            seen[t] = k
            yield from _own_conditions(t, k, domain, moving)
            if t.head == "derivative":
                stack.append((t.args[0], k + len(t.args) - 1))
            elif t.head == "sum":
                stack += [(e, k) for e in [resolve(t)] if e.head != "sum"]
            elif t.head != "piecewise":
                stack += [(c, k) for c in (t.args[2:] if t.head == "integral" else t.children)]


def _own_conditions(t: Term, k: float, domain: Domain, moving: frozenset[str] = frozenset()) -> Iterator[Condition]:
    """What the head of t needs of its arguments, beside that they are C^k themselves."""
    head, a = t.head, t.args

    def signs(sign: str, *terms: Term) -> Iterator[Sign]:
        return (Sign(e, sign, domain, f"needed by {head}") for e in terms)

    closed = "positive" if k > 0 else "nonnegative"
    if head == "pow":
        u, q = a[0], a[1].value
        if q is None:
            yield from signs("nonzero" if _is_integer(a[1], domain) else "positive", u)
        elif q.denominator > 1:  # u^q is C^k at u = 0, from the right, where q > k
            yield from signs("positive" if q <= k else "nonnegative", u)
        elif q < 0:
            yield from signs("nonzero", u)
    elif head in ("log", "gamma"):
        yield from signs("positive", a[0])
    elif head in ("sign", "coth", "csch") or (head in ("Abs", "cbrt") and k > 0):
        yield from signs("nonzero", a[0])
    elif head in ("Max", "Min") and k > 0:
        yield from signs("nonzero", *(sub(u, v) for u, v in combinations(a, 2)))
    elif head in ("tan", "sec", "cot", "csc"):
        yield from signs("nonzero", call("cos" if head in ("tan", "sec") else "sin", a[0]))
    elif head in ("asin", "acos", "atanh"):
        yield from signs("positive" if head == "atanh" else closed, sub(1, a[0]), add(1, a[0]))
    elif head in ("acosh", "LambertW"):
        yield from signs(closed, sub(a[0], 1) if head == "acosh" else add(1, mul(E, a[0])))
    elif head == "atan2":
        yield OffCut(a[0], a[1], domain, "needed by atan2")
    elif head in ("polygamma", "besselj"):
        order = a[0].value
        whole = order is not None and order.denominator == 1
        if head == "polygamma" and not (whole and order is not None and order >= 0):
            yield Cannot("polygamma of an order that is not 0, 1, 2, ...")
        if head == "polygamma" or not whole:
            yield from signs("positive", a[1])
    elif head in ("elliptic_e", "elliptic_f"):  # of (phi, m): the integral of (1 - m sin^2 s)^(+-1/2) from 0 to phi
        for part, s in _between(domain, ZERO, a[0]):
            yield Sign(add(1, mul(-1, a[1], power(call("sin", s), 2))), "positive", part, f"needed by {head}")
    elif head == "integral":
        body, bound, lower, upper = a
        if any(node.head == "oo" for end in (lower, upper) for node in walk(end)):
            yield Cannot("an improper integral")
            return
        # By its ends an integral is once more differentiable than the integrand.
        inside = k if (body.free - bound.free) & moving.union(domain.coordinates) else max(k - 1, 0)
        for part, s in _between(domain, lower, upper):
            yield from conditions(put_in(body, {bound.args[0]: s}), inside, part, moving | s.free)
    elif head == "derivative" and not all(v.args[0] in domain.coordinates or v.args[0] in moving for v in a[1:]):
        yield Cannot("a derivative by what is no coordinate")
    elif head == "sum" and (resolve(t).head == "sum" or any(node.head == "derivative" for node in walk(t))):
        yield Cannot("a sum without numbers as bounds, or of derivatives")
    elif head in ("piecewise", "oo"):
        yield Cannot(head)


def _is_integer(e: Term, domain: Domain) -> bool:
    """Whether e is built by + and * from integers and variables that take integer values."""
    whole = [t.head in ("add", "mul") or (t.head == "number" and t.args[0].denominator == 1) for t in walk(e) if t.head != "symbol"]
    return all(whole) and e.free <= domain.integers


def _between(domain: Domain, lower: Term, upper: Term) -> Iterator[tuple[Domain, Term]]:
    """The closed segment between two functions, as two domains with one more variable: lower <= s <= upper or the reverse."""
    name = "s"
    while name in domain.variables:
        name += "_"
    s = symbol(name)
    for low, high in ((lower, upper), (upper, lower)):
        yield domain.restrict(variables=(name,), nonnegative=(sub(s, low), sub(high, s))), s


# -- reading ---------------------------------------------------------------------------------------------------------
KINDS = ("real", "positive", "nonnegative", "nonzero", "integer", "positive integer")
#: What each relation is about.
PARTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("homothetic", "conformal"), ("f", "g", "h", "factor")),
    **dict.fromkeys(("nondegenerate", "riemannian"), ("g",)),
    "isometric": ("f", "g", "h"),
    "immersion": ("f",),
    "embedding": ("f", "inverse"),
    "isometry": ("f", "inverse", "g", "h"),
    "equal-metrics": ("transition", "g", "h"),
    "all": ("claims",),
}


def read_claim(document: Mapping[str, Any], terms: list[Term] | None = None) -> Claim:
    """The claim of a certificate. `terms`: its expressions, where they have been read already."""
    return _Reader(read(document.get("expressions")) if terms is None else terms).claim(document.get("claim"))


def _is_scalar(t: Term) -> bool:
    return t.head not in COMPARISONS and t.head not in ("oo", "true")


class _Reader:
    """Reads the parts of a claim; `terms` are the expressions that they refer to by number."""

    def __init__(self, terms: list[Term]) -> None:
        self.terms = terms

    def object(self, value: Any, *keys: str) -> list[Any]:
        need(isinstance(value, dict) and set(value) == set(keys), f"there is no object with just {', '.join(keys)}")
        return [value[k] for k in keys]

    def items(self, value: Any) -> list[Any]:
        need(isinstance(value, list), "there is no list where one is needed")
        return list(value)

    def expressions(self, rows: Any, chart: Chart, what: str) -> tuple[Term, ...]:
        """Real functions on a chart."""
        names = frozenset(chart.domain.variables)
        for row in self.items(rows):
            need(type(row) is int and 0 <= row < len(self.terms), f"{what} is the number of no expression")
            t = self.terms[row]
            need(t.free <= names and _is_scalar(t) == (what != "a condition"), f"{what} does not make sense on its chart: expression {row}")
        return tuple(self.terms[row] for row in rows)

    def chart(self, value: Any) -> Chart:
        names, where, given, relations = map(self.items, self.object(value, "coordinates", "where", "parameters", "relations"))
        need(all(isinstance(p, list) and len(p) == 2 and p[1] in KINDS for p in given), "what a parameter is assumed to be is not known")
        every = [*names, *[p[0] for p in given]]
        need(names and all(isinstance(n, str) and n for n in every), "a chart needs coordinates, and names for them")
        need(len(set(every)) == len(every), "a name stands twice in a chart")
        chart = Chart(tuple(names), (), tuple((p[0], p[1]) for p in given), ())
        conditions = self.expressions(where, chart, "a condition")
        need(all(c.head in ("lt", "gt") for c in conditions), "a condition is no strict inequality")
        return chart._replace(where=conditions, relations=self.expressions(relations, chart, "a relation"))

    def metric(self, value: Any) -> Metric:
        on, entries = self.object(value, "chart", "entries")
        chart = self.chart(on)
        rows = tuple(self.expressions(row, chart, "an entry of a metric") for row in self.items(entries))
        need([len(row) for row in (*rows, rows)] == [len(chart.coordinates)] * (len(rows) + 1), "a metric has another shape than its chart")
        return Metric(chart, rows)

    def map(self, value: Any) -> Map:
        has_steps = isinstance(value, dict) and "through" in value
        start, end, rows, on, *steps = self.object(value, "source", "target", "components", "ambient", *["through"] * has_steps)
        source, target, ambient = self.chart(start), self.chart(end), None if on is None else self.metric(on)
        need(ambient is None or ambient.chart == target, "an ambient metric is not on the target")
        through = tuple(self.map(step) for given in steps for step in self.items(given))
        components = self.expressions(rows, source, "a component")
        need(len(components) == len(target.coordinates), "a map has another number of components than its target has coordinates")
        need(all(s.source.coordinates == source.coordinates and not s.through for s in through), "a map of a composition starts elsewhere")
        return Map(source, target, components, ambient, through)

    def claim(self, value: Any) -> Claim:
        relation = value.get("relation") if isinstance(value, dict) else None
        need(isinstance(relation, str) and relation in PARTS, "the relation is not known")
        keys = PARTS[str(relation)]
        given = dict(zip(keys, self.object(value, "relation", *keys)[1:], strict=True))
        if relation == "all":
            parts = tuple(map(self.claim, self.items(given["claims"])))
            need(parts and all(p.relations == parts[0].relations for p in parts), "the claims are none, or assume different relations")
            return Claim("all", parts=parts)
        maps = [self.map(given[k]) for k in ("f", "transition", "inverse") if k in given]
        f, inverse = maps[0] if maps else None, maps[1] if len(maps) > 1 else None
        g = self.metric(given["g"]) if "g" in given else None
        h = None if given.get("h") is None else self.metric(given["h"])
        if f and "h" in given and h is None:
            h = f.ambient
            need(h, "there is no metric on the target")
        if f:
            ends = [(g and g.chart, f.source), (h and h.chart, f.target)]
            ends += [(inverse.source, f.target), (inverse.target, f.source)] if inverse else []
            need(all(not a or a.coordinates == b.coordinates for a, b in ends), "a metric or an inverse is not on the charts of f")
            charts = [chart for m in maps for chart in (m.source, m.target, *(c for s in m.through for c in (s.source, s.target)))]
            named = {name for chart in charts for name, _ in chart.parameters} if inverse else set[str]()
            need(not named & {*f.source.coordinates, *f.target.coordinates}, "a parameter has the name of a coordinate")
        claim = Claim(str(relation), f, inverse, g, h)
        if given.get("factor") is None:
            return claim
        whole = claim.charts[0].joined(*claim.charts[1:])
        return claim._replace(factor=self.expressions([given["factor"]], whole, "the factor")[0])
