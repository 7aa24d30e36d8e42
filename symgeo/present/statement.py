"""What a claim says, in words and formulas, and the letters that it is said with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from symgeo.errors import ChartMismatchError
from symgeo.exact.verdict import Proved, Verdict
from symgeo.expression import ZERO, Expr, add, mul, symbol
from symgeo.geometry.claims import AllHold
from symgeo.geometry.domain import Domain, inequality
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric
from symgeo.geometry.obligations import Zero
from symgeo.geometry.tensor import Tensor
from symgeo.notation import Notation, text
from symgeo.notation.boxes import (
    PARTIAL,
    Box,
    Glyph,
    comma_list,
    fenced,
    letter,
    matrix,
    number_text,
    operator,
    relation,
    row,
    script,
    upright,
    vector,
    word,
)
from symgeo.present import curved
from symgeo.present.derivation import Block, Definition, Paragraph, Text
from symgeo.present.laurent import size
from symgeo.present.reasons import enumerated

#: A metric is shown as a matrix up to this dimension, with entries of this size at most; else entry by entry.
_MATRIX, _ENTRY = 4, 24
_REALS = upright("\u211d")


class _Letters:
    """Letters for the map, the metrics and the factor that nothing in the claim is printed as."""

    def __init__(self, taken: Iterable[str], relation_: str) -> None:
        self.taken = {c for name in taken for c in (name, *_SPELLED.get(name, ()))}
        self.f = self._free("f", "F", "\u03c6", "\u03a6", "\u03b9")
        self.g = self._free("g", "G", "\u03b3", "\u0393")
        self.h = self._free("h", "H", "\u03b7", "\u0397")
        self.inverse = self._free("\u03c8", "\u03a8", "p", "P")
        self.constant = self._free("c", "C", "\u03ba", "k")
        self.function = self._free("\u03bb", "\u03bc", "\u03c1", "\u039b")
        self.factor = self.constant if relation_ == "homothetic" else self.function
        self._named: dict[str, Box] = {}

    def named(self, usual: str, *others: str) -> Box:
        """The usual letter for something, or one of the others where the claim uses it."""
        if usual not in self._named:
            self._named[usual] = self._free(usual, *others)
        return self._named[usual]

    def _free(self, *letters: str) -> Box:
        free = next(c for c in (*letters, *_MORE) if c not in self.taken)
        self.taken.add(free)
        return letter(free)


#: How names that are spelled out are printed, and letters for when all others are taken.
_SPELLED = {
    "phi": ("\u03c6", "\u03d5"),
    "varphi": ("\u03c6", "\u03d5"),
    "\u03d5": ("\u03c6",),
    "Phi": ("\u03a6",),
    "iota": ("\u03b9",),
    "gamma": ("\u03b3",),
    "Gamma": ("\u0393",),
    "eta": ("\u03b7",),
    "Eta": ("\u0397",),
    "psi": ("\u03c8",),
    "Psi": ("\u03a8",),
    "kappa": ("\u03ba",),
    "lambda": ("\u03bb",),
    "lamda": ("\u03bb",),
    "mu": ("\u03bc",),
    "rho": ("\u03c1",),
    "Lambda": ("\u039b",),
}
_MORE = [*"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", *map(chr, range(0x3B1, 0x3CA)), *map(chr, range(0x391, 0x3AA))]


class Statement:
    """One claim with its letters and its notation."""

    def __init__(self, claim: Any, tidied: Callable[[Expr, Domain], Expr] = lambda e, domain: e) -> None:
        self.claim = claim
        names, functions = _vocabulary(claim)
        self.notation = Notation(names, functions)
        printed = [text(self.notation.name(n)) for n in names] + [text(self.notation.function(n)) for n in functions]
        self.letters = _Letters((*names, *functions, *printed), claim.relation)
        self.tidied = tidied
        conditions = [c for chart in _charts(claim) for c in chart.where]
        self.written = {Expr("gt", (inequality(c), ZERO)): c for c in conditions}
        f = _map_of(claim)
        self.f: SmoothMap | None = f if isinstance(f, SmoothMap) else None
        self.g: Metric | None = getattr(claim, "g", None)
        h = getattr(claim, "h", None)
        self.h: Metric | None = h if h is not None else self.f.ambient if self.f is not None else None
        if claim.relation == "geodesic":
            self.g, self.h = None, self.g or self.h  # its metric is that of the space that the curve runs in

    def blocks(self, verdict: Verdict) -> Iterator[Block]:
        claim, f, g = self.claim, self.f, self.g
        h = self.h if claim.relation not in _WITHOUT_TARGET_METRIC else None
        letters = self.letters
        chart = f.source if f is not None else g.chart if g is not None else None
        if chart is not None:
            yield Paragraph(self._chart(chart))
        rows: list[tuple[Box, Box]] = []
        flat = _flat_signature(h) if h is not None else None
        if f is not None:
            yield Paragraph(self._target(f, h, flat))
            arguments = vector(map(self.notation.name, f.source.coordinates))
            rows.append((row(letters.f, arguments), self.tuple_of(f.components)))
        inverse = getattr(claim, "inverse", None)
        if isinstance(inverse, SmoothMap):
            arguments = vector(map(self.notation.name, inverse.source.coordinates))
            rows.append((row(letters.inverse, arguments), self.tuple_of(inverse.components)))
        if g is not None:
            rows += self._metric(letters.g, g)
        if h is not None and flat is None:
            rows += self._metric(letters.h, h)
        if rows:
            yield Definition(tuple(rows))
        if any(m is not None and m.chart.dimension > 1 and not _is_shown_whole(m) for m in (g, h if flat is None else None)):
            yield Paragraph(("Entries of a metric that are not listed are 0.",))
        for name, map_ in ((letters.f, f), (letters.inverse, inverse)):
            for step in map_.through if isinstance(map_, SmoothMap) else ():
                yield Paragraph(self._passed(name, step))
        if f is not None and g is not None and (narrower := [c for c in g.chart.where if c not in f.source.where and _has(c, g.chart)]):
            yield Paragraph(
                ("The metric ", letters.g, " is given for ", *enumerated(self.conditions(narrower)), ". This has to hold on the domain.")
            )
        if isinstance(inverse, SmoothMap) and f is not None and (own := [c for c in inverse.source.where if c not in f.target.where]):
            yield Paragraph((letters.inverse, " is given for ", *enumerated(self.conditions(own)), "."))
        yield Paragraph(self._claimed(verdict))

    def _passed(self, name: Box, step: SmoothMap) -> Text:
        """What a composition passes on its way."""
        point = vector(map(self.notation.name, step.target.coordinates)) if step.target.dimension > 1 else None
        left = point if point is not None else self.notation.name(step.target.coordinates[0])
        where = (", where ", *enumerated(self.conditions(step.target.where)), " has to hold") if step.target.where else ()
        return (name, " is a composition: on its way it passes ", row(left, relation("="), self.tuple_of(step.components)), *where, ".")

    def tuple_of(self, components: Sequence[Expr]) -> Box:
        """(a, b, c), and a single one without parentheses."""
        written = [self.notation.write(c) for c in components]
        return vector(written) if len(written) > 1 else written[0]

    def _chart(self, chart: Any) -> Text:
        coordinates = (
            vector(map(self.notation.name, chart.coordinates)) if chart.dimension > 1 else self.notation.name(chart.coordinates[0])
        )
        space = script(_REALS, sup=number_text(str(chart.dimension))) if chart.dimension > 1 else _REALS
        out: list[Any] = ["Let ", coordinates]
        conditions = self._assumed(chart)
        own = [c for c in conditions if _has(c, chart)]
        if own:
            out += [" range over the points with ", *enumerated(self.conditions(own))]
        else:
            out += [" range over ", space]
        declared: dict[str, list[str]] = {}
        for name, assumption in dict(p for c in _charts(self.claim) for p in c.parameters).items():
            declared.setdefault(assumption, []).append(name)
        kinds: list[Text] = []
        for assumption, names in declared.items():
            kinds.append((f"the {assumption} parameter{'s' if len(names) > 1 else ''} ", *enumerated(map(symbol, names))))
        for i, kind in enumerate(kinds):
            out += [", with " if i == 0 else " and " if i == len(kinds) - 1 else ", ", *kind]
        others = [c for c in conditions if not _has(c, chart)]
        if others:
            out += [", where " if kinds else ", with ", *enumerated(self.conditions(others))]
        heads: dict[str, Expr] = {}
        variables = {*self.claim.domain.variables, *(x for c in _charts(self.claim) for x in c.coordinates)}
        for n in (n for e in _expressions(self.claim) for n in e.walk() if n.head == "apply"):
            plain = all(a.head == "symbol" and a.args[0] in variables for a in n.args[1:])
            heads[n.args[0]] = heads.get(n.args[0], ZERO) if not plain or heads.get(n.args[0], ZERO) is not ZERO else n
        if heads:
            # Without its arguments where those are bound, or no coordinates.
            applied = [heads[name] if heads[name] is not ZERO else self.notation.function(name) for name in sorted(heads)]
            out += [", for all smooth functions " if len(heads) > 1 else ", for every smooth function ", *enumerated(applied)]
            if self.claim.relations:
                out += [" with ", *enumerated(map(equation, self.claim.relations))]
        return (*out, ".")

    def _assumed(self, chart: Any) -> tuple[Expr, ...]:
        """The conditions of the chart, and what other charts assume of their own parameters."""
        try:
            return tuple(chart.joined(*_charts(self.claim)).where)
        except ChartMismatchError:
            return tuple(chart.where)

    def conditions(self, where: Iterable[Expr]) -> list[Expr | Box]:
        """Conditions, with two bounds of one thing as a < u < b."""
        lower: dict[Expr, Expr] = {}
        upper: dict[Expr, Expr] = {}
        others: list[Expr] = []
        for c in where:
            left, right = c.children if c.head == "lt" else tuple(reversed(c.children))
            if right.free_symbols and right.head == "symbol" and right not in lower:
                lower[right] = left
            elif left.head == "symbol" and left not in upper:
                upper[left] = right
            else:
                others.append(c)
        out: list[Expr | Box] = []
        for u in dict.fromkeys((*lower, *upper)):
            if u in lower and u in upper:
                less = relation("<")
                out.append(row(self.notation.write(lower[u]), less, self.notation.write(u), less, self.notation.write(upper[u])))
            else:
                out.append(Expr("gt", (u, lower[u])) if u in lower else Expr("lt", (u, upper[u])))
        return [*out, *others]

    def _target(self, f: SmoothMap, h: Metric | None, flat: tuple[int, ...] | None) -> Text:
        m = f.target.dimension
        name = self.letters.h
        space = script(_REALS, sup=number_text(str(m))) if m > 1 else _REALS
        where = [c for c in dict.fromkeys((*f.target.where, *(h.chart.where if h is not None else ()))) if _has(c, f.target)]
        point = vector(map(self.notation.name, f.target.coordinates)) if m > 1 else self.notation.name(f.target.coordinates[0])
        part: Text = (" with ", *enumerated(self.conditions(where))) if where else ()
        if h is None:
            return ("Consider the map into the points ", point, *part, ":") if where else ("Consider the map into ", space, ":")
        of: Text = (space, ", on the points ", point, *part) if where else (space,)
        if flat is not None and all(s == 1 for s in flat):
            return ("Let ", name, " be the Euclidean metric of ", *of, ", and")
        if flat is not None:
            signs = comma_list(number_text(str(s)) for s in flat)
            kind = " be the degenerate form " if 0 in flat else " be the flat metric "
            return ("Let ", name, kind, row(word("diag"), fenced(signs)), " of ", *of, ", and")
        also = " also be " if f.target.coordinates == f.source.coordinates else " be "
        also += "coordinates of the target" if m > 1 else "the coordinate of the target"
        return ("Let ", point, also, *part, ", and")

    def _metric(self, name: Box, g: Metric) -> Iterator[tuple[Box, Box]]:
        n = g.chart.dimension
        if n == 1:
            yield self.index(name, g, 0, 0), self.notation.write(self.tidied(g.entries[0][0], g.chart.domain))
        elif _is_shown_whole(g):
            yield name, matrix([[self.notation.write(self.tidied(e, g.chart.domain)) for e in r] for r in g.entries])
        else:
            for i in range(n):
                for j in range(i, n):
                    if g.entries[i][j].value != 0:
                        yield self.index(name, g, i, j), self.notation.write(self.tidied(g.entries[i][j], g.chart.domain))

    def index(self, name: Box, g: Metric, i: int, j: int) -> Box:
        names = [self.notation.name(x) for x in g.chart.coordinates]
        short = all(isinstance(box, Glyph) and len(box.text) == 1 for box in names)
        return script(name, sub=row(names[i], names[j]) if short else comma_list([names[i], names[j]]))

    def is_backwards(self, domain: Domain) -> bool | None:
        """Whether an obligation on this domain speaks of the inverse, on the target; None if both have the same domain."""
        if not isinstance(getattr(self.claim, "inverse", None), SmoothMap) or self.claim.relation != "isometry":
            return False
        if domain != self.claim.domain:
            return True
        first, *others = self.f.target if self.f is not None else None, *_charts(self.claim)
        return None if first is not None and first.joined(*others).domain == domain else False

    def pulled_back(self) -> Box:
        return row(script(self.letters.f, sup=_star()), self.letters.h)

    def _claimed(self, verdict: Verdict) -> Text:
        r, f, g = self.claim.relation, self.letters.f, self.letters.g
        inverse = self.letters.inverse
        pulled = self.pulled_back()
        factor = getattr(self.claim, "factor", None) or (verdict.factor if isinstance(verdict, Proved) else None)
        if r in ("isometric", "equal-metrics"):
            return ("Then ", row(pulled, relation("="), g), ".")
        if r in ("homothetic", "conformal"):
            sign = self.letters.factor
            kind = "one constant " if r == "homothetic" else "a function "
            if factor is None:
                return ("Then ", row(pulled, relation("="), sign, g), " with ", kind, row(sign, relation(">"), number_text("0")), ".")
            return (
                "Then ",
                row(pulled, relation("="), sign, g),
                " with the ",
                kind[kind.index(" ") + 1 :],
                row(sign, relation("="), self.notation.write(factor)),
                ", which is positive.",
            )
        if r == "immersion":
            return ("Then ", f, " is an immersion: its differential is injective at every point.")
        if r == "embedding":
            return (
                "Then ",
                f,
                " is an embedding: ",
                inverse,
                " is smooth near the image of ",
                f,
                ", and ",
                row(inverse, operator("\u2218"), f, relation("="), word("id")),
                ".",
            )
        if r == "isometry":
            both = (
                row(inverse, operator("\u2218"), f, relation("="), word("id")),
                " and ",
                row(f, operator("\u2218"), inverse, relation("="), word("id")),
            )
            return (
                "Then ",
                f,
                " is an isometry: ",
                row(pulled, relation("="), g),
                ", ",
                inverse,
                " maps the whole target into the domain, ",
                *both,
                ".",
            )
        if r == "riemannian":
            return ("Then ", g, " is positive definite at every point.")
        if r == "nondegenerate":
            return ("Then ", g, " is nondegenerate at every point.")
        return curved.claimed(self) or (f"Then the claim holds ({r}).",)

    def label(self, o: Zero) -> Box:
        i, j = o.component or (0, 0)
        if o.label.startswith("(f*h)") and self.g is not None:
            return self.index(fenced(self.pulled_back()), self.g, i, j)
        if o.label.startswith("the inverse gives back"):
            outer, inner = self.letters.inverse, self.letters.f
            source = self.f.source.coordinates if self.f is not None else ()
            back = getattr(self.claim, "inverse", None)
            names = {o.right.args[0]} if o.right.head == "symbol" else set()
            if self.f is not None and isinstance(back, SmoothMap) and back.source.coordinates == self.f.source.coordinates:
                # The coordinates have the same names on both sides: what is put in where decides.
                if o.left is not self.f.at(back.components[i]):
                    outer, inner = inner, outer
            elif not names <= set(source):
                outer, inner = inner, outer
            return script(fenced(row(outer, operator("\u2218"), inner)), sub=self.notation.write(o.right))
        if "does not depend" in o.label:
            name = o.label.rsplit(" ", 1)[1]
            return row(script(PARTIAL, sub=self.notation.name(name)), self.letters.factor)
        if "symmetric" in o.label:
            g = self.h if "h is" in o.label and self.h is not None else self.g
            if g is not None:
                return self.index(self.letters.h if g is self.h and "h is" in o.label else self.letters.g, g, i, j)
        return curved.label(o, self) or word(o.label)


def equation(e: Expr) -> Expr:
    """e = 0, with what is subtracted on the right."""
    terms = e.args if e.head == "add" else (e,)
    minus = [t for t in terms if (t.value or 0) < 0 or (t.head == "mul" and (t.args[0].value or 0) < 0)]
    plus = [t for t in terms if t not in minus]
    if not plus or not minus:
        return Expr("eq", (e, ZERO))
    return Expr("eq", (add(*plus), add(*(mul(-1, t) for t in minus))))


#: Claims that say nothing about a metric of the target.
_WITHOUT_TARGET_METRIC = ("immersion", "embedding")


def _has(condition: Expr, chart: Any) -> bool:
    """Whether a condition is one on the coordinates, not on the parameters alone."""
    return bool(condition.free_symbols & set(chart.coordinates))


# -- what a claim is made of ----------------------------------------------------------------------------------------------
def _expressions(claim: Any) -> Iterator[Expr]:
    """Every expression of a claim."""
    if isinstance(claim, AllHold):
        for part in claim.claims:
            yield from _expressions(part)
        return
    for name in ("f", "transition", "curve", "inverse"):
        f = getattr(claim, name, None)
        if isinstance(f, SmoothMap):
            yield from (*f.components, *f.source.where, *f.target.where)
            for step in f.through:
                yield from (*step.components, *step.target.where)
    for name in ("g", "h"):
        g = getattr(claim, name, None)
        if isinstance(g, Metric):
            yield from (e for r in g.entries for e in r)
            yield from g.chart.where
    for name in ("factor", "constant", "lower", "upper", "cosmological_constant", "field", "stress"):
        value = getattr(claim, name, None)
        for e in value.independent.values() if isinstance(value, Tensor) else flattened(value):
            if isinstance(e, Expr):
                yield e
    yield from claim.relations
    f = _map_of(claim)
    if isinstance(f, SmoothMap) and f.ambient is not None:
        yield from (e for r in f.ambient.entries for e in r)


def flattened(value: Any) -> Iterator[Any]:
    """The leaves of nested tuples."""
    if isinstance(value, (tuple, list)):
        for part in value:
            yield from flattened(part)
    else:
        yield value


def _vocabulary(claim: Any) -> tuple[list[str], list[str]]:
    """The names of symbols and of undefined functions in a claim, coordinates first."""
    names = dict.fromkeys(claim.domain.variables)
    functions: dict[str, None] = {}
    for part in claim.claims if isinstance(claim, AllHold) else (claim,):
        for name in ("f", "transition", "curve", "inverse"):
            f = getattr(part, name, None)
            if isinstance(f, SmoothMap):
                names.update(dict.fromkeys((*f.source.coordinates, *f.target.coordinates)))
        for name in ("g", "h"):
            g = getattr(part, name, None)
            if isinstance(g, Metric):
                names.update(dict.fromkeys((*g.chart.coordinates, *(n for n, _ in g.chart.parameters))))
    for e in _expressions(claim):
        for node in e.walk():
            if node.head == "symbol":
                names[node.args[0]] = None
            elif node.head in ("apply", "jet"):
                functions[node.args[0]] = None
    return list(names), list(functions)


def _charts(claim: Any) -> list[Any]:
    """Every chart that a claim speaks of."""
    if isinstance(claim, AllHold):
        return [c for part in claim.claims for c in _charts(part)]
    f = _map_of(claim)
    metrics = [m for m in (getattr(claim, "g", None), getattr(claim, "h", None)) if isinstance(m, Metric)]
    return [*((f.source, f.target) if isinstance(f, SmoothMap) else ()), *(m.chart for m in metrics)]


def _map_of(claim: Any) -> Any:
    """The map that a claim is about: a map, a transition, or a curve."""
    return next((m for name in ("f", "transition", "curve") if (m := getattr(claim, name, None)) is not None), None)


def _flat_signature(h: Metric) -> tuple[int, ...] | None:
    """The signs of a diagonal metric of 1, -1 and 0; None for any other."""
    n = h.chart.dimension
    values = [h.entries[i][j].value for i in range(n) for j in range(n)]
    diagonal = values[:: n + 1]
    if (
        any(v is None for v in values)
        or any(v != 0 for k, v in enumerate(values) if k % (n + 1))
        or any(v not in (-1, 0, 1) for v in diagonal)
    ):
        return None
    return tuple(int(v) for v in diagonal if v is not None)


def _is_shown_whole(g: Metric) -> bool:
    return g.chart.dimension <= _MATRIX and all(size(e) <= _ENTRY for r in g.entries for e in r)


def _star() -> Box:
    """The star of a pullback."""
    return letter("*")
