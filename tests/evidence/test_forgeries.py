"""The checker accepts no certificate of what is false: forged ones by the hundred in ten classes, and the best that were made by hand.

HYPOTHESIS_PROFILE=long makes at least 300 of each class from every claim there is; otherwise it is a sample.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from forge import KINDS, Document, forgeries
from judge import Judge

from symgeo.claimfile import read_claim_file
from symgeo.evidence.certificate import certificate, dumps
from symgeo.evidence.check import check_text
from symgeo.evidence.check.claims import inequality, obligations, read_claim
from symgeo.evidence.check.terms import TRUE, Term, add, call, mul, number, symbol, walk
from symgeo.exact.verdict import Undecided
from symgeo.exact.verify import Session
from symgeo.worker import read_proof

ROOT = Path(__file__).parents[2]
CLAIMS = sorted((ROOT / "tests" / "claims").rglob("*.toml"))
PROOFS = sorted((ROOT / "proofs").rglob("*.py"))
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
WANTED = 320 if LONG else 40


@cache
def certificates() -> dict[str, Document]:
    """Certificates that the checker accepts."""
    claims = [(path.stem, read_claim_file(path).claim) for path in (CLAIMS if LONG else CLAIMS[::3])]
    proofs = PROOFS if LONG else [p for p in PROOFS[::4] if p.stem != "positional_encoding"]
    claims += [(f"{path.stem}: {key}", stated.claim) for path in proofs for key, stated in read_proof(str(path)).items()]
    found: dict[str, Document] = {}
    for name, claim in claims:
        verdict = Session(claim).verdict()
        if not isinstance(verdict, Undecided):
            text = dumps(certificate(verdict))
            if check_text(text).word == "accepted":
                found[name] = json.loads(text)
    return found


# -- ten classes -----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_forgeries_are_rejected(kind: str) -> None:
    made, answers = 0, Counter[str]()
    for forgery in forgeries(kind, certificates()):
        made += 1
        if forgery.fault is None:
            continue
        answer = check_text(json.dumps(forgery.document))
        assert answer.word != "accepted", f"{forgery.origin}: {forgery.fault}"
        answers[answer.word] += 1
        if answers.total() >= WANTED:
            break
    print(f"{kind}: {made} made, {answers.total()} shown false, of which {dict(answers)}")
    assert answers["cannot replay"] <= 0.05 * answers.total()


# -- every leaf ------------------------------------------------------------------------------------------------------------------
#: Leaves of a certificate that may be changed, as long as nothing false comes out, and why.
FREE = {
    "claim": "another claim, which the same evidence proves or refutes",
    "expressions": "likewise; or a part of the evidence that stands for an equal one",
    "points": "any other point of the domain will do",
    "witness.points": "any other point where the sides differ will do",
    "witness.enclosures": "bounds may be wider",
    "witness.precision": "more bits than needed",
    "fields": "the domain counted from the end; or an equal term as the value of a root",
    "facts": "likewise; or a stronger sign than was needed",
    "methods": "any other point of the domain will do",
    "factor": "it is not looked at where the claim leaves no factor open",
}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, (dict, list)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, (*path, key))
    else:
        yield path, value


def others(leaf: Any) -> list[Any]:
    if leaf is None:
        return [0]
    if isinstance(leaf, int):
        return [leaf + 1, leaf - 1]
    try:
        return [str(Fraction(leaf) + 1), str(-Fraction(leaf)) if Fraction(leaf) else "1/3"]
    except ValueError:
        return [f"{leaf}_", {"positive": "nonnegative", "nonnegative": "positive", "real": "positive"}.get(leaf, "other")]


def test_every_leaf_of_a_certificate_matters() -> None:
    shapes: dict[Any, list[str]] = {}
    for name, d in certificates().items():
        if len(d["expressions"]) < (120 if LONG else 60):
            shapes.setdefault((d["verdict"], d["claim"]["relation"]), []).append(name)
    chosen = [name for names in shapes.values() for name in names[:: max(1, len(names) // 3)][: 3 if LONG else 1]]
    changed, accepted = 0, Counter[str]()
    for name in chosen:
        original = certificates()[name]
        text = json.dumps(original)
        for path, leaf in leaves(original):
            for value in others(leaf):
                d = json.loads(text)
                holder = d
                for key in path[:-1]:
                    holder = holder[key]
                holder[path[-1]] = value
                changed += 1
                if check_text(json.dumps(d)).word == "accepted":
                    known = next((p for p in FREE if ".".join(map(str, path)).startswith(p)), None)
                    fault = Judge(d, original).fault()
                    assert known is not None and fault is None, f"{name}: {path}: {leaf!r} -> {value!r}: {fault}"
                    accepted[known] += 1
    print(f"{len(chosen)} certificates, {changed} changes, accepted:", *(f"{k} {n}: {FREE[k]}" for k, n in accepted.items()), sep="\n  ")
    assert accepted.total() < 0.15 * changed


# -- by hand ---------------------------------------------------------------------------------------------------------------------
x, y, z, s, t = map(symbol, "xyzst")


def raw(head: str, *parts: Any) -> Term:
    """A term as it is written, with nothing folded."""
    return Term(head, *[p if isinstance(p, Term) else number(p) for p in parts])


def root(u: Any) -> Term:
    return raw("pow", u, Fraction(1, 2))


def over(u: Any) -> Term:
    return raw("pow", u, -1)


def unknown(u: Any) -> Term:
    return Term("apply", "r", u)


Terms = Sequence[Term]
Pairs = Sequence[tuple[str, str]]


class Hand:
    """Writes a certificate by hand."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self.known: dict[Term, int] = {}
        self.domains: list[Document] = []
        self.fields: list[Document] = []

    def row(self, term: Any) -> int:
        term = term if isinstance(term, Term) else number(term)
        for node in walk(term):
            if node not in self.known:
                self.known[node] = len(self.rows)
                arguments = [self.known[a] if isinstance(a, Term) else str(a) if node.head == "number" else a for a in node.args]
                self.rows.append([node.head, *arguments])
        return self.known[term]

    def chart(self, names: str, where: Terms = (), parameters: Pairs = (), relations: Terms = ()) -> Document:
        return {
            "coordinates": list(names),
            "where": [self.row(c) for c in where],
            "parameters": [list(p) for p in parameters],
            "relations": [self.row(r) for r in relations],
        }

    def metric(self, chart: Document, *entries: Any) -> Document:
        n = len(chart["coordinates"])
        return {"chart": chart, "entries": [[self.row(e) for e in entries[n * i : n * i + n]] for i in range(n)]}

    def map(self, source: Document, target: Document, *components: Any) -> Document:
        return {"source": source, "target": target, "components": [self.row(c) for c in components], "ambient": None}

    def domain(self, names: str = "", positive: Terms = (), nonnegative: Terms = (), coordinates: str | None = None) -> int:
        self.domains.append(
            {
                "variables": list(names),
                "coordinates": list(names if coordinates is None else coordinates),
                "integers": [],
                "positive": [self.row(c) for c in positive],
                "nonnegative": [self.row(c) for c in nonnegative],
                "nonzero": [],
            }
        )
        return len(self.domains) - 1

    def hint(self, domain: int, term: Term, *hint: Any) -> None:
        self.field(domain)["hints"].append([self.row(term), list(hint)])

    def field(self, domain: int) -> Document:
        if not any(f["domain"] == domain for f in self.fields):
            self.fields.append({"domain": domain, "hints": [], "relations": []})
        return next(f for f in self.fields if f["domain"] == domain)

    def proof(
        self, claim: Document, points: Sequence[Any], facts: Sequence[Any] = (), determinants: Sequence[Any] = (), **more: Any
    ) -> str:
        document = {
            "format": "symgeo-certificate/1",
            "verdict": "proved",
            "claim": claim,
            "factor": None,
            "domains": self.domains,
            "points": list(points),
            "facts": list(facts),
            "fields": self.fields,
            "determinants": [[self.row(t) for t in terms] for terms in determinants],
            "methods": [],
            "expressions": self.rows,
            **more,
        }
        try:
            listed = obligations(read_claim(document))
        except Exception:  # the checker does not even read the claim
            listed = []
        return json.dumps({**document, "obligations": [[type(o).__name__, o.label] for o in listed]})

    def refutation(self, claim: Document, label: str, kind: str, at: Sequence[Any], enclosures: Sequence[Any], **more: Any) -> str:
        document = {
            "format": "symgeo-certificate/1",
            "verdict": "refuted",
            "claim": claim,
            "factor": None,
            "domains": self.domains,
            "facts": [],
            "fields": self.fields,
            "expressions": self.rows,
        }
        open_factor = claim["relation"] in ("homothetic", "conformal")
        listed = obligations(read_claim(document), number(1) if open_factor else None)
        chosen = [next(k for k, o in enumerate(listed) if o.label == name) for name in label.split(" and ")]
        witness = {"kind": kind, "points": list(at), "obligations": chosen, "enclosures": list(enclosures), "precision": 64, **more}
        return json.dumps({**document, "witness": witness})


def line(h: Hand, component: Any, g: Any = 1, where: Terms = (), target: Terms = (), relation: str = "isometric") -> Document:
    """A claim about a map of the line with coordinate x, or a part of it, to the line with coordinate y."""
    source, end = h.chart("x", where), h.chart("y", target)
    f = h.map(source, end, component)
    if relation == "immersion":
        return {"relation": relation, "f": f}
    return {"relation": relation, "f": f, "g": h.metric(source, g), "h": h.metric(end, 1)}


def degenerate(h: Hand, rule: str, where: Terms = ()) -> str:
    """x dx^2 is nondegenerate: x /= 0, since x * (1/x) > 0 wherever it is defined."""
    chart = h.chart("x", where)
    d = h.domain("x", [inequality(c) for c in where])
    product = raw("mul", x, over(x))
    fact = [d, h.row(product), "positive", "precision", 64]
    if rule == "divides":
        fact = [d, h.row(x), "nonzero", "divides", h.row(over(x)), h.row(product)]
    point = [[d, {"x": "1" if where else "0"}]]
    return h.proof({"relation": "nondegenerate", "g": h.metric(chart, x)}, point, [] if where else [fact], [[x]])


def lost_coefficient(h: Hand) -> str:
    """x / (x + x^2) = 2/(1 + x), as x / (2x) = 1."""
    positive = raw("gt", x, 0)
    below = raw("add", x, raw("pow", x, 2))
    d = h.domain("x", [x])
    h.hint(d, over(below), "factors", [[h.row(mul(2, x)), 1], [h.row(add(1, x)), 1]], "1/2")
    source, end = h.chart("x", [positive]), h.chart("y", [raw("gt", y, 0)])
    claim = {"relation": "isometric", "f": h.map(source, end, x)}
    claim |= {"g": h.metric(source, raw("mul", x, over(below))), "h": h.metric(end, raw("mul", 2, over(add(1, y))))}
    return h.proof(claim, [[d, {"x": "1"}]])


def partial_cases(h: Hand) -> str:
    """x + 1 > 0 on the line: where 1 + sqrt(x) is positive, negative or zero."""
    d = h.domain("x")
    fact = [d, h.row(add(x, 1)), "positive", "cases", h.row(raw("add", 1, root(x)))]
    return h.proof(line(h, add(x, 1), target=[raw("gt", y, 0)], relation="immersion"), [[d, {"x": "0"}]], [fact], [[1]])


def captured_integral(h: Hand, phantom: bool) -> str:
    """The integral of 1 + t - s over t from 0 to 1 is positive for all s: let t be s. Or -1 is, where s > 5 as s <= 1."""
    where = [raw("gt", s, 5)] if phantom else []
    value = Term("integral", number(-1) if phantom else raw("add", 1, t, mul(-1, s)), t, number(0), number(1))
    source, end = h.chart("s", where), h.chart("y", [raw("gt", y, 0)])
    nothing, d = h.domain("", [inequality(c) for c in where]), h.domain("s", [inequality(c) for c in where])
    claim = {"relation": "isometric", "f": h.map(source, end, value), "g": h.metric(source, 0), "h": h.metric(end, 0)}
    return h.proof(claim, [[d, {"s": "6" if phantom else "0"}]], [[nothing, h.row(value), "positive", "integral", "s"]])


def captured_inverse(h: Hand) -> str:
    """x^2 has the left inverse x, a parameter."""
    source, end = h.chart("x"), h.chart("y")
    back = h.map(h.chart("y", (), [("x", "real")]), source, x)
    return h.proof({"relation": "embedding", "f": h.map(source, end, raw("pow", x, 2)), "inverse": back}, [[h.domain("x"), {"x": "0"}]])


def captured_isometry(h: Hand) -> str:
    """The plane with dx^2 is isometric to the line."""
    source, end = h.chart("xz"), h.chart("y")
    back = h.map(h.chart("y", (), [("z", "real")]), source, y, z)
    claim = {"relation": "isometry", "f": h.map(source, end, x), "inverse": back}
    claim |= {"g": h.metric(source, 1, 0, 0, 0), "h": h.metric(end, 1)}
    points = [[h.domain("xz"), {"x": "0", "z": "0"}], [h.domain("yz", coordinates="y"), {"y": "0", "z": "0"}]]
    return h.proof(claim, points)


def inverse_on_the_image_only(h: Hand) -> str:
    """(x, 1) has the left inverse y^z, which is not defined near y < 0, z = 1."""
    source, end = h.chart("x"), h.chart("yz")
    claim = {"relation": "embedding", "f": h.map(source, end, x, 1), "inverse": h.map(end, source, raw("pow", y, z))}
    return h.proof(claim, [[h.domain("x"), {"x": "0"}]])


def relations_of_no_function(h: Hand) -> str:
    """r(x)^2 + |x| = x on the line, so x >= 0 there, so r = 0 will do."""
    size = call("Abs", x)
    relation = raw("add", raw("pow", unknown(x), 2), size, mul(-1, x))
    d = h.domain("x")
    h.hint(d, unknown(x), "generator")
    h.hint(d, size, "generator")
    h.field(d)["relations"].append([0, [], h.row(unknown(x)), 2])
    rest = raw("add", x, mul(-1, size))
    facts = [[d, h.row(rest), "nonnegative", "equal", h.row(raw("pow", unknown(x), 2))]]
    facts += [[d, h.row(x), "nonnegative", "blend", [[h.row(1), h.row(rest)], [h.row(1), h.row(size)]]]]
    f = h.map(h.chart("x", (), (), [relation]), h.chart("y", [raw("gt", y, -1)]), x)
    return h.proof({"relation": "immersion", "f": f}, [[d, {"x": "0"}]], facts, [[1]], example=[["r", ["#0"], h.row(0)]])


def refuted_for_no_function(h: Hand) -> str:
    """r(x)^2 = -1: whatever is claimed of all such functions is true, also that 2x is isometric."""
    claim = line(h, mul(2, x))
    claim["f"]["source"] = h.chart("x", (), (), [raw("add", raw("pow", unknown(x), 2), 1)])
    return h.refutation(claim, "(f*h)[1,1]", "unequal", [{"x": "0"}], [["4", "4"], ["1", "1"]])


def function_of_another_variable(h: Hand) -> str:
    """r(x) = z, for r of the value z."""
    d, relation = h.domain("xz"), raw("add", unknown(x), mul(-1, z))
    h.hint(d, unknown(x), "generator")
    h.field(d)["relations"].append([0, [], h.row(unknown(x)), 1])
    source, end = h.chart("xz", (), (), [relation]), h.chart("y", [raw("gt", y, -1)])
    claim = {"relation": "isometric", "f": h.map(source, end, raw("add", z, mul(-1, unknown(x))))}
    claim |= {"g": h.metric(source, 0, 0, 0, 0), "h": h.metric(end, 0)}
    fact = [d, h.row(raw("add", z, mul(-1, unknown(x)), 1)), "positive", "equal", h.row(1)]
    return h.proof(claim, [[d, {"x": "0", "z": "0"}]], [fact], example=[["r", ["#0"], h.row(z)]])


def symmetry_for_an_entry(h: Hand) -> str:
    """5, xz; zx, 5 times 2 is 10, 2yt; 2ty, 10 along (x, z): but g_12 = 1 g_21."""
    source, end = h.chart("xz"), h.chart("yt")
    g = h.metric(source, 5, raw("mul", x, z), raw("mul", z, x), 5)
    k = h.metric(end, 10, raw("mul", 2, y, t), raw("mul", 2, t, y), 10)
    claim = {"relation": "conformal", "f": h.map(source, end, x, z), "g": g, "h": k, "factor": None}
    return h.refutation(claim, "g is symmetric and (f*h)[1,1]", "minor", [{"x": "1", "z": "1"}], [["5", "5"], ["10", "10"]])


def derivative_at_a_corner(h: Hand, component: Term, at: str) -> str:
    """x, written with branches; the derivative of what it is at one point is another."""
    return h.refutation(line(h, component), "(f*h)[1,1]", "unequal", [{"x": at}], [["0", "0"], ["1", "1"]])


def with_cut(h: Hand, component: Term, u: Term, g: Any = 1, other: Any = 1, where: Terms = (), at: str = "0", on_cut: Any = None) -> str:
    """A proof with a cut where u = 0; `on_cut` is a function that needs a hint there."""
    conditions = [inequality(c) for c in where]
    d = h.domain("x", conditions)
    for part in (u, mul(-1, u)):
        above = h.domain("x", [*conditions, part])
        for term in [] if other == 1 else [other]:
            h.hint(above, term, "generator")
    on = h.domain("x", conditions, [u, mul(-1, u)])
    if on_cut is not None:
        h.hint(on, on_cut, "generator")
    claim = line(h, component, g, where)
    claim["h"]["entries"] = [[h.row(other)]]
    return h.proof(claim, [[d, {"x": at}]], cut=[h.row(u), "x"])


def bound_variable(h: Hand) -> str:
    """The integral of |x - 2| over x from 0 to 1 is that of x - 2 where x > 2."""
    inner = raw("add", x, -2)
    one, two = (Term("integral", body, x, number(0), number(1)) for body in (call("Abs", inner), inner))
    return with_cut(h, x, raw("add", x, -3), one, two, [raw("gt", x, 2)], "4")


def cut_to_nothing(h: Hand) -> str:
    """Max(x - 10, x + 3) has a corner at 0: x - 10 on the side x + x^(3/2) < 0, where there are no points."""
    d = h.domain()
    h.hint(d, raw("pow", 0, Fraction(3, 2)), "root", h.row(0))
    u = raw("add", x, raw("pow", x, Fraction(3, 2)))
    claim = line(h, call("Max", raw("add", x, -10), raw("add", x, 3)))
    cut = [h.row(u), "x"]
    return h.refutation(claim, "component 1 of f", "not-c1", [{"x": "0"}], [["3", "3"], ["-10", "-10"]], cut=cut, order=0)


def root_in_a_condition(h: Hand) -> str:
    """x if sqrt(x) >= 0, and 0 if not: on the line."""
    return with_cut(h, Term("piecewise", x, raw("ge", root(x), 0), number(0), TRUE), raw("add", x, -7))


BY_HAND: dict[str, Callable[[Hand], str]] = {
    "factors of a product that is not defined": lambda h: degenerate(h, "precision"),
    "a divisor that is not defined": lambda h: degenerate(h, "divides"),
    "a factor with a coefficient": lost_coefficient,
    "cases that leave points out": partial_cases,
    "a variable of integration that is another": lambda h: captured_integral(h, False),
    "a variable of integration under a condition": lambda h: captured_integral(h, True),
    "an inverse with the point as parameter": captured_inverse,
    "an isometry with a coordinate as parameter": captured_isometry,
    "an inverse on the image only": inverse_on_the_image_only,
    "relations of no function": relations_of_no_function,
    "a refutation for no function": refuted_for_no_function,
    "a function of another variable": function_of_another_variable,
    "symmetry for an entry": symmetry_for_an_entry,
    "x sign(x)^2 at 0": lambda h: derivative_at_a_corner(h, raw("mul", x, raw("pow", call("sign", x), 2)), "0"),
    "3 at 3, else x": lambda h: derivative_at_a_corner(h, Term("piecewise", number(3), raw("eq", x, 3), x, TRUE), "3"),
    "x except at 3, 3 there": lambda h: derivative_at_a_corner(h, Term("piecewise", x, raw("ne", x, 3), number(3), TRUE), "3"),
    "a cut that is not defined": lambda h: with_cut(h, call("Abs", x), raw("add", x, call("log", x)), on_cut=call("log", x)),
    "a branch under an integral": bound_variable,
    "a cut to nothing": cut_to_nothing,
    "a root in a condition": root_in_a_condition,
}


@pytest.mark.parametrize("name", BY_HAND)
def test_forgeries_by_hand(name: str) -> None:
    assert check_text(BY_HAND[name](Hand())).word != "accepted"


def test_the_hand_can_write() -> None:
    """Twins of these that are true."""
    assert check_text(degenerate(Hand(), "", [raw("gt", x, 0)])).word == "accepted"
    assert check_text(with_cut(Hand(), x, raw("add", x, -7)).replace('"cut"', '"uncut"')).word == "accepted"
    h = Hand()
    false = h.refutation(line(h, mul(2, x)), "(f*h)[1,1]", "unequal", [{"x": "0"}], [["4", "4"], ["1", "1"]])
    assert check_text(false).word == "accepted"
