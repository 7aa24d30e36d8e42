"""The trusted checker computes by itself what a claim demands: nothing less than the main code does, on every claim there is."""

from __future__ import annotations

import copy
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from functools import cache
from itertools import islice
from math import inf
from pathlib import Path
from typing import Any

import mpmath
import pytest
import sympy

from symgeo.catalogue.spheres import sphere
from symgeo.claimfile import read_claim_file, read_claim_text
from symgeo.evidence.certificate import _Writer, certificate
from symgeo.evidence.check import claims as check
from symgeo.evidence.check.terms import (
    ARITY,
    COMPARISONS,
    DERIVATIVES,
    ONE,
    PI,
    TRUE,
    ZERO,
    CannotReplay,
    E,
    Malformed,
    Term,
    add,
    call,
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
from symgeo.evidence.check.terms import differentiate as d
from symgeo.exact.balls.enclosure import NotDefined
from symgeo.exact.pieces import expand_sums
from symgeo.exact.points import PointSource
from symgeo.exact.refute import evaluator
from symgeo.exact.verify import Session
from symgeo.expression import FUNCTIONS, Expr, resolve_derivatives
from symgeo.geometry import obligations as main
from symgeo.geometry.claims import AllHold, IsConformal, IsHomothetic, IsIsometric
from symgeo.geometry.domain import Domain
from symgeo.worker import read_proof

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tests" / "claims").rglob("*.toml"))
#: The checker has no rules for curvature and for distortion yet.
MORE = sorted(p for p in (ROOT / "tests" / "more_claims").rglob("*.toml") if p.parent.name not in ("curvature", "distortion"))
PROOFS = sorted((ROOT / "proofs").rglob("*.py"))
x, y, s, t = map(symbol, "xyst")


@cache
def every_claim() -> list[tuple[str, Any, list[Any]]]:
    """All claims with what the checker demands of them."""
    found = [(str(path.relative_to(ROOT)), read_claim_file(path).claim) for path in (*FILES, *MORE)]
    found += [(f"{path.relative_to(ROOT)}: {key}", s.claim) for path in PROOFS for key, s in read_proof(str(path)).items()]
    stated = []
    for name, claim in found:
        # Where the checker cannot say what a claim demands, its certificate is not replayed: a derivative along a map, mostly.
        with suppress(CannotReplay):
            stated.append((name, claim, demands(document(claim))))
    assert len(stated) > 0.98 * len(found)
    return stated


def document(claim: Any) -> dict[str, Any]:
    """The part of a certificate that states the claim."""
    writer = _Writer()
    return {"claim": writer._head("refuted", claim, None)["claim"], "expressions": writer.expressions}


def demands(document: dict[str, Any]) -> list[Any]:
    return check.obligations(check.read_claim(document))


@cache
def to_expr(term: Term) -> Expr:
    image: dict[Term, Expr] = {}
    for node in walk(term):
        image[node] = Expr(node.head, tuple(image[a] if isinstance(a, Term) else a for a in node.args))
    return image[term]


# -- against the main code ---------------------------------------------------------------------------------------------------
KINDS = {"Positive": "Sign", "NonZero": "Sign", "FullRank": "Rank", "PositiveDefinite": "Definite", "Unknown": "NeedsFactor"}


def value(e: Expr) -> Expr:
    """Sums written out, derivatives carried out."""
    return resolve_derivatives(expand_sums(e))


def domain_of(domain: Any) -> tuple[Any, ...]:
    mine = isinstance(domain, check.Domain)
    kinds = [frozenset(map(to_expr, k) if mine else k) for k in (domain.positive, domain.nonnegative, domain.nonzero)]
    return (domain.variables, *kinds, domain.integers, domain.coordinates)


def sign_of(o: Any) -> str:
    if isinstance(o, check.Sign):
        return o.sign
    return "nonzero" if isinstance(o, main.NonZero) else "positive" if o.strict else "nonnegative"


def fingerprint(o: Any) -> tuple[Any, ...]:
    """An obligation or condition of either side in one form."""
    kind = KINDS.get(type(o).__name__, type(o).__name__)
    mine = type(o).__module__ == check.__name__
    tree: Callable[[Any], Expr] = to_expr if mine else lambda e: e
    if isinstance(o, (check.Cannot, main.Unknown)):
        return ("NeedsFactor" if isinstance(o, main.Unknown) and o.node is None else "Cannot",)
    where = domain_of(o.domain)
    if kind == "Defined":
        return (kind, tree(o.term if mine else o.expression), min(o.level, 8), o.as_written, where)
    if kind == "Zero":
        return (kind, value(tree(o.left)), value(tree(o.right)), o.component, where)
    if kind == "Sign":
        return (kind, value(tree(o.term if mine else o.expression)), sign_of(o), where)
    if kind == "OffCut":
        return (kind, tree(o.v), tree(o.u), where)
    if kind in ("Rank", "Definite"):
        return (kind, tuple(tuple(value(tree(e)) for e in row) for row in o.rows), where)
    return (kind,) if kind == "NeedsFactor" else (kind, where)


def says_something(o: Any) -> bool:
    """That symbols and numbers are defined is left out."""
    return not isinstance(o, main.Defined) or bool(o.expression.children)


def label_of(o: Any) -> str:
    """The label without the text of a condition; the two sides print expressions differently."""
    return str(o.label).split(":")[0].split(" the condition ")[0]


def needs_factor(claim: Any) -> bool:
    if isinstance(claim, AllHold):
        return any(map(needs_factor, claim.claims))
    return isinstance(claim, (IsHomothetic, IsConformal)) and claim.factor is None


def agree(one: tuple[Any, ...], other: tuple[Any, ...], domain: Domain) -> bool:
    """Two equalities of one place, whose sides have the same values at points of the domain."""
    if one[0] != "Zero" or other[0] != "Zero" or one[3:] != other[3:]:
        return False
    for point in islice(PointSource(domain), 3):
        at = evaluator(point, 128)
        if not all(at(a).overlaps(at(b)) for a, b in zip(one[1:3], other[1:3], strict=True)):
            return False
    return True


def test_the_obligations_are_those_of_the_main_code() -> None:
    compared = 0
    for name, claim, ours in every_claim():
        theirs = [o for o in claim.obligations() if says_something(o)]
        a, b = Counter(map(fingerprint, theirs)), Counter(map(fingerprint, ours))
        compared += sum((a & b).values())
        missing, more = list((a - b).elements()), list((b - a).elements())
        for one in missing:
            if one[0] == "Defined" and ("derivative" in one[1].heads or not one[1].free_symbols):
                continue  # along a map it is written in another way; the sides of the equalities are compared all the same
            partner = next((other for other in more if agree(one, other, claim.domain)), None)
            assert partner is not None, f"{name}: {one}"
            more.remove(partner)
        if not needs_factor(claim):
            # What is demanded beyond: that conditions along a map are defined, before they are positive.
            # And that an inverse is smooth near the image, by the conditions of the inverse itself.
            near = {fingerprint(o) for o in ours if o.label.endswith("smooth near the image")}
            assert all(o[0] == "Defined" or (o[0] == "Zero" and o[1] is o[2]) or o in near for o in more), f"{name}: {more}"
            labels = {(fingerprint(o), label_of(o)) for o in ours}
            for o in theirs:
                if "the condition " not in o.label and fingerprint(o) not in missing:
                    assert (fingerprint(o), label_of(o)) in labels, f"{name}: {o.label}"
    assert compared > 9000


def test_the_sides_have_the_same_values() -> None:
    """The same once more by numbers, which know nothing of trees."""
    compared = 0
    for path in FILES:
        claim = read_claim_file(path).claim
        ours = {(o.label, o.component): o for o in demands(document(claim)) if isinstance(o, check.Zero)}
        point = next(iter(PointSource(claim.domain)))
        at = evaluator(point, 96)
        for o in claim.obligations():
            if not isinstance(o, main.Zero):
                continue
            mine = ours[o.label, o.component]
            for a, b in ((o.left, mine.left), (o.right, mine.right)):
                try:
                    assert at(a).overlaps(at(to_expr(b))), f"{path}: {o.label}"
                except NotDefined:
                    continue
                compared += 1
    assert compared > 1500


def test_the_conditions_are_those_of_the_main_code() -> None:
    compared = 0
    for name, _, ours in every_claim():
        for o in ours:
            # Derivatives of integrals have other sufficient conditions on the two sides: near the bounds there, between them here.
            if isinstance(o, check.Defined) and not {"derivative", "integral"} <= to_expr(o.term).heads:
                try:
                    found = set(map(fingerprint, check.conditions(o.term, o.level, o.domain)))
                except CannotReplay:
                    continue
                variables, positive, nonnegative, nonzero, integers, coordinates = domain_of(o.domain)
                there = Domain(variables, tuple(positive), tuple(nonnegative), tuple(nonzero), integers, coordinates)
                theirs = set(map(fingerprint, main.conditions(to_expr(o.term), o.level, there, "")))
                strict = {(*c[:2], "positive", *c[3:]) if c[0] == "Sign" and c[2] == "nonnegative" else c for c in theirs}
                assert found == theirs or (o.level == inf and found == strict) or ("Cannot",) in found, f"{name}: {o.label}"
                compared += len(found)
    assert compared > 4000


def test_the_domains_and_relations_are_those_of_the_main_code() -> None:
    for path in (*FILES, *MORE):
        claim = read_claim_file(path).claim
        ours = check.read_claim(document(claim))
        assert domain_of(ours.domain) == domain_of(claim.domain), path
        assert tuple(map(to_expr, ours.relations)) == claim.relations, path


def test_the_claim_of_a_certificate_is_read() -> None:
    for path in FILES[::6]:
        claim = read_claim_file(path).claim
        written = certificate(Session(claim).verdict())
        read_back = check.read_claim(written)
        assert domain_of(read_back.domain) == domain_of(claim.domain)
        assert read_back.relation == claim.relation
        assert demands({k: written[k] for k in ("claim", "expressions")}) == demands(document(claim))


def test_the_obligations_of_the_7_sphere_take_less_than_50_milliseconds() -> None:
    f, g = sphere(7)
    written = document(IsIsometric(f, g))
    times = []
    for _ in range(5):
        start = time.perf_counter()
        assert len(demands(written)) > 30
        times.append(time.perf_counter() - start)
    assert min(times) < 0.05


# -- mutants -----------------------------------------------------------------------------------------------------------------
def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of a claim at which an expression stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for k, inner in enumerate(value):
            yield from places(inner, (*path, k))
    elif type(value) is int:
        yield path


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def mutants(written: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """At each place, the expression plus a coordinate; a factor plus a number; a condition shifted."""
    for path in places(written["claim"]):
        changed = copy.deepcopy(written)
        rows, old = changed["expressions"], at(changed["claim"], path)
        around = at(changed["claim"], path[: path.index("components")] if "components" in path else path[:-1])
        if path[-1] == "factor" or rows[old][0] in COMPARISONS:
            rows.append(["number", "1/7"])
        else:
            chart = around["source"] if "components" in path else at(changed["claim"], path[: path.index("entries")])["chart"]
            rows.append(["symbol", chart["coordinates"][0]])
        if rows[old][0] in COMPARISONS:
            rows += [["add", rows[old][1], len(rows) - 1], [rows[old][0], len(rows), rows[old][2]]]
        else:
            rows.append(["add", old, len(rows) - 1])
        at(changed["claim"], path[:-1])[path[-1]] = len(rows) - 1
        yield path, changed


def test_whatever_is_changed_in_a_claim_changes_what_is_demanded() -> None:
    tried = 0
    for file in FILES[::3]:
        written = document(read_claim_file(file).claim)
        if "relations" in {key for path in places(written["claim"]) for key in path}:
            continue
        before = {fingerprint(o) for o in demands(written)}
        for path, changed in mutants(written):
            # The ambient metric has to stay on the target. Of an inverse only the formulas count for an embedding.
            if "ambient" in path or path[:2] in (("inverse", "source"), ("inverse", "target")):
                continue
            try:
                after = {fingerprint(o) for o in demands(changed)}
            except Malformed as error:
                assert "ambient" in str(error), f"{file}: {path}"
                continue
            assert before != after, f"{file}: {path}"
            tried += 1
    assert tried > 400


INVERSION = """
format = "symgeo-claim/1"
title = "Stereographic, with an inverse"
[parameters]
a = "positive"
n = "positive integer"
[source]
coordinates = ["u", "v"]
domain = ["u > 0", "u < a"]
metric = [["4*a**2/(1 + u**2 + v**2)**2", "0"], ["0", "4*a**2/(1 + u**2 + v**2)**2"]]
[map]
components = ["2*u/(1 + u**2 + v**2)", "2*v/(1 + u**2 + v**2)", "(u**2 + v**2 - 1)/(1 + u**2 + v**2)"]
[target]
coordinates = ["p", "q", "r"]
domain = ["r < 1"]
metric = [["a**2", "0", "0"], ["0", "a**2", "0"], ["0", "0", "a**2"]]
[claim]
relation = "isometric"
"""


def test_a_changed_component_changes_an_equality() -> None:
    written = document(read_claim_text(INVERSION).claim)
    before = [o for o in demands(written) if isinstance(o, check.Zero)]
    for k in range(3):
        changed = copy.deepcopy(written)
        rows = changed["expressions"]
        row = changed["claim"]["f"]["components"][k]
        u = rows.index(["symbol", "u"])
        changed["claim"]["f"]["components"][k] = len(rows)
        rows.append(["add", row, u])
        after = [o for o in demands(changed) if isinstance(o, check.Zero)]
        assert [o.left for o in before] != [o.left for o in after]
        assert [o.right for o in before] == [o.right for o in after]


# -- hostile documents ---------------------------------------------------------------------------------------------------------
ROWS: list[Any] = [["number", "2"], ["symbol", "x"], ["pi"], ["lt", 0, 1], ["true"]]


@pytest.mark.parametrize(
    "row",
    [
        *([], None, {}, "x", 7, [7], [None], ["add"], ["add", 0], ["sin"], ["sin", 0, 1], ["pow", 0], ["pow", 0, 1, 1], ["__class__", 0]),
        *(["exec", 0], ["Sin", 0], ["pi", 0], ["oo", 0], ["true", 0], ["atan2", 0], ["Max", 0], ["integral", 1, 1, 0], ["sum", 1, 1, 0]),
        *(["sin", 5], ["sin", 99], ["sin", -1], ["sin", True], ["sin", False], ["sin", 0.0], ["sin", "0"], ["sin", None], ["sin", [0]]),
        *(["number"], ["number", 2], ["number", "2.5"], ["number", "1e3"], ["number", "1/0"], ["number", "1/00"], ["number", " 1"]),
        *(["number", "1_0"], ["number", "١"], ["number", "nan"], ["number", "inf"], ["number", "+1"], ["number", ""], ["number", "1", "2"]),
        *(["number", "9" * 5000], ["number", True], ["number", "1/-2"], ["number", "2\n"], ["symbol"], ["symbol", 1], ["symbol", ""]),
        *(["symbol", "x", 0], ["symbol", "x", "y"], ["apply"], ["apply", "f"], ["apply", 0, 1], ["apply", "f", 9], ["apply", "", 1]),
        *(
            ["jet", "f", 1],
            ["jet", "f", [1]],
            ["jet", "f", [1], 1, 1],
            ["jet", "f", [-1], 1],
            ["jet", "f", [True], 1],
            ["jet", "f", ["1"], 1],
        ),
        *(["jet", "f", [0.5], 1], ["jet", "f", [], 1], ["jet", "f"], ["derivative", 1], ["derivative", 1, 0], ["derivative", 1, 1, 2]),
        *(["integral", 1, 0, 0, 1], ["integral", 1, 2, 0, 1], ["sum", 1, 0, 0, 0], ["integral", 3, 1, 0, 1], ["derivative", 3, 1]),
        *(["piecewise", 0], ["piecewise", 0, 1], ["piecewise", 3, 0], ["piecewise", 0, 3, 1], ["piecewise", 3, 3], ["add", 0, 3]),
        *(["add", 0, 4], ["lt", 3, 3], ["lt", 0], ["lt", 0, 1, 1], ["lt", 4, 0], ["sin", 4], ["apply", "f", 3], ["integral", 1, 1, 4, 1]),
    ],
    ids=str,
)
def test_malformed_rows(row: Any) -> None:
    with pytest.raises(Malformed):
        read([*ROWS, row])


@pytest.mark.parametrize("rows", [None, {}, "x", 3])
def test_malformed_tables(rows: Any) -> None:
    with pytest.raises(Malformed):
        read(rows)


def test_well_formed_rows() -> None:
    terms = read([*ROWS, ["piecewise", 0, 3, 1, 4], ["jet", "f", [2, 0], 1, 0], ["number", "-4/6"], ["integral", 1, 1, 0, 2]])
    assert [str(e) for e in terms[5:]] == ["piecewise(2, 2 < x, x, true)", "jet(f, (2, 0), x, 2)", "-2/3", "integral(x, x, 2, pi)"]
    assert terms[1] is symbol("x")


Edit = Callable[[dict[str, Any]], Any]


def add_row(written: dict[str, Any], row: list[Any]) -> int:
    written["expressions"].append(row)
    return len(written["expressions"]) - 1


def unknown_symbol(w: dict[str, Any]) -> None:
    w["claim"]["f"]["components"][0] = add_row(w, ["symbol", "w"])


def weak_condition(w: dict[str, Any]) -> None:
    w["claim"]["f"]["source"]["where"] = [add_row(w, ["le", *w["expressions"][w["claim"]["f"]["source"]["where"][0]][1:]])]


def is_true(w: dict[str, Any]) -> None:
    w["claim"]["f"]["source"]["where"] = [add_row(w, ["true"])]


def improper(w: dict[str, Any]) -> None:
    w["claim"]["g"]["entries"][0][0] = add_row(w, ["oo"])


def comparison(w: dict[str, Any]) -> None:
    w["claim"]["f"]["components"][0] = w["claim"]["f"]["source"]["where"][0]


def number_as_relation(w: dict[str, Any]) -> None:
    w["claim"]["relation"] = 3


def other_ambient(w: dict[str, Any]) -> None:
    w["claim"]["f"]["ambient"] = copy.deepcopy(w["claim"]["g"])


def other_kind(w: dict[str, Any]) -> None:
    w["claim"]["h"]["chart"]["parameters"] = [["a", "real"], ["n", "positive integer"]]


def parameter_of_a_coordinate(w: dict[str, Any]) -> None:
    w["claim"]["h"]["chart"]["parameters"].append(["u", "real"])


def hidden_step(w: dict[str, Any]) -> None:
    step = copy.deepcopy(w["claim"]["f"])
    step["source"]["coordinates"] = ["u", "w"]
    step["source"]["where"] = []
    step["components"] = [0] * 3
    w["claim"]["f"]["through"] = [step]


EDITS: dict[str, Edit] = {
    "no claim": lambda w: w.pop("claim"),
    "no object": lambda w: w.update(claim=[]),
    "no expressions": lambda w: w.pop("expressions"),
    "no relation": lambda w: w["claim"].pop("relation"),
    "relation": lambda w: w["claim"].update(relation="flat"),
    "number as relation": number_as_relation,
    "other parts": lambda w: w["claim"].update(relation="immersion"),
    "a part too many": lambda w: w["claim"].update(inverse=None),
    "no map": lambda w: w["claim"].update(f=None),
    "no metric": lambda w: w["claim"].update(g=None),
    "no metric on the target": lambda w: (w["claim"].update(h=None), w["claim"]["f"].update(ambient=None)),
    "no target": lambda w: w["claim"]["f"].pop("target"),
    "unknown symbol": unknown_symbol,
    "a component too few": lambda w: w["claim"]["f"]["components"].pop(),
    "a component too many": lambda w: w["claim"]["f"]["components"].append(0),
    "no row": lambda w: w["claim"]["f"]["components"].__setitem__(0, 10**6),
    "negative row": lambda w: w["claim"]["f"]["components"].__setitem__(0, -1),
    "bool as row": lambda w: w["claim"]["f"]["components"].__setitem__(0, True),
    "text as components": lambda w: w["claim"]["f"].update(components="012"),
    "a row of the metric too few": lambda w: w["claim"]["g"]["entries"].pop(),
    "an entry too few": lambda w: w["claim"]["g"]["entries"][1].pop(),
    "an entry too many": lambda w: w["claim"]["g"]["entries"][1].append(0),
    "duplicate coordinates": lambda w: w["claim"]["f"]["source"].update(coordinates=["u", "u"]),
    "other coordinates": lambda w: w["claim"]["g"]["chart"].update(coordinates=["v", "u"]),
    "other coordinates of the target": lambda w: w["claim"]["h"]["chart"].update(coordinates=["q", "p", "r"]),
    "no coordinates": lambda w: w["claim"]["f"]["source"].update(coordinates=[]),
    "number as coordinate": lambda w: w["claim"]["f"]["source"].update(coordinates=["u", 1]),
    "list as coordinate": lambda w: w["claim"]["f"]["source"].update(coordinates=["u", ["v"]]),
    "empty name": lambda w: w["claim"]["f"]["source"].update(coordinates=["u", ""]),
    "a parameter of that name": lambda w: w["claim"]["f"]["source"]["parameters"].append(["v", "real"]),
    "a parameter twice": lambda w: w["claim"]["f"]["source"]["parameters"].append(["a", "positive"]),
    "unknown assumption": lambda w: w["claim"]["f"]["source"].update(parameters=[["a", "even"], ["n", "real"]]),
    "list as assumption": lambda w: w["claim"]["f"]["source"].update(parameters=[["a", ["real"]], ["n", "real"]]),
    "a parameter without assumption": lambda w: w["claim"]["f"]["source"].update(parameters=[["a"], ["n", "real"]]),
    "another assumption": other_kind,
    "a parameter that is a coordinate elsewhere": parameter_of_a_coordinate,
    "a condition that is not strict": weak_condition,
    "a condition without sides": is_true,
    "an expression as condition": lambda w: w["claim"]["f"]["source"].update(where=[0]),
    "an infinite entry": improper,
    "a condition as component": comparison,
    "another ambient metric": other_ambient,
    "a step from another chart": hidden_step,
    "a key too many": lambda w: w["claim"]["f"].update(more=1),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_malformed_claims(edit: Edit) -> None:
    written = document(read_claim_text(INVERSION).claim)
    written["claim"]["h"], written["claim"]["f"]["ambient"] = written["claim"]["f"]["ambient"], None
    assert demands(written)
    edit(written)
    with pytest.raises(Malformed):
        demands(written)


def test_a_factor_of_other_symbols_or_none() -> None:
    claim = read_claim_text(INVERSION.replace('"isometric"', '"homothetic"')).claim
    read_back = check.read_claim(document(claim))
    assert any(isinstance(o, check.NeedsFactor) for o in check.obligations(read_back))
    for wrong in (symbol("w"), symbol("p"), Term("oo"), TRUE, call("lt", x, y)):
        with pytest.raises(Malformed):
            check.obligations(read_back, wrong)
    found = check.obligations(read_back, symbol("a"))
    assert not any(isinstance(o, (check.NeedsFactor, check.Connected)) for o in found)
    found = check.obligations(read_back, symbol("u"))
    assert [o.label for o in found if isinstance(o, check.Zero) and "depend" in o.label and o.left is not ZERO] == [
        "the factor c does not depend on u"
    ]
    assert any(isinstance(o, check.Connected) for o in found)


def test_an_empty_or_inconsistent_list_of_claims() -> None:
    part = document(read_claim_text(INVERSION).claim)
    rows = part["expressions"]
    for claims in ([], {}, None, [None], [{**part["claim"], "relation": "all"}]):
        with pytest.raises(Malformed):
            demands({"claim": {"relation": "all", "claims": claims}, "expressions": rows})
    other = copy.deepcopy(part["claim"])
    rows.append(["apply", "F", rows.index(["symbol", "u"])])
    other["f"]["source"]["relations"] = [len(rows) - 1]
    both = {"claim": {"relation": "all", "claims": [part["claim"], part["claim"]]}, "expressions": rows}
    assert len(demands(both)) == 2 * len(demands(part))
    with pytest.raises(Malformed):
        demands({"claim": {"relation": "all", "claims": [part["claim"], other]}, "expressions": rows})


# -- where conditions are easily lost -----------------------------------------------------------------------------------------
LINE = check.Domain(("x", "y", "a", "n"), coordinates=("x", "y"), integers=frozenset("n"))
HALF = Fraction(1, 2)
root, cube_root = power(x, HALF), call("cbrt", s)


def integral(body: Term, lower: Any = ZERO, upper: Any = x) -> Term:
    return Term("integral", body, s, number(lower), number(upper))


@pytest.mark.parametrize(
    ("term", "level", "expected"),
    [
        (power(x, 3), inf, []),
        (power(x, -1), 0, ["x nonzero"]),
        (root, 0, ["x nonnegative"]),
        (root, 1, ["x positive"]),
        (power(x, 3 * HALF), 1, ["x nonnegative"]),
        (power(x, 3 * HALF), 2, ["x positive"]),
        (power(x, 99 * HALF), inf, ["x positive"]),
        (power(x, -HALF), 0, ["x positive"]),
        (power(x, symbol("n")), 0, ["x nonzero"]),
        (power(x, add(symbol("n"), HALF)), 0, ["x positive"]),
        (power(x, symbol("a")), 0, ["x positive"]),
        (power(x, PI), 0, ["x positive"]),
        (mul(0, call("log", x)), 0, ["x positive"]),
        (call("gamma", x), 0, ["x positive"]),
        (call("Abs", x), 0, []),
        (call("Abs", x), 1, ["x nonzero"]),
        (call("cbrt", x), 0, []),
        (call("cbrt", x), 1, ["x nonzero"]),
        (call("sign", x), 0, ["x nonzero"]),
        (call("Max", x, y), 0, []),
        (call("Max", x, y, 1), 1, ["-1 + x nonzero", "-1 + y nonzero", "x - y nonzero"]),
        (call("tan", x), 0, ["cos(x) nonzero"]),
        (call("sec", x), 0, ["cos(x) nonzero"]),
        (call("cot", x), 0, ["sin(x) nonzero"]),
        (call("csc", x), 0, ["sin(x) nonzero"]),
        (call("coth", x), 0, ["x nonzero"]),
        (call("csch", x), 0, ["x nonzero"]),
        (call("asin", x), 0, ["1 + x nonnegative", "1 - x nonnegative"]),
        (call("acos", x), 1, ["1 + x positive", "1 - x positive"]),
        (call("atanh", x), 0, ["1 + x positive", "1 - x positive"]),
        (call("acosh", x), 0, ["-1 + x nonnegative"]),
        (call("acosh", x), 1, ["-1 + x positive"]),
        (call("LambertW", x), 0, ["1 + E*x nonnegative"]),
        (call("LambertW", x), 1, ["1 + E*x positive"]),
        (call("atan2", y, x), 0, ["off the cut y, x"]),
        (call("polygamma", 0, x), 0, ["x positive"]),
        (call("polygamma", HALF, x), 0, ["cannot", "x positive"]),
        (call("polygamma", -1, x), 0, ["cannot", "x positive"]),
        (call("polygamma", y, x), 0, ["cannot", "x positive"]),
        (call("besselj", -3, x), 1, []),
        (call("besselj", HALF, x), 0, ["x positive"]),
        (Term("oo"), 0, ["cannot"]),
        (Term("piecewise", x, TRUE), 0, ["cannot"]),
        (integral(call("exp", s), 0, Term("oo")), 0, ["cannot"]),
        (integral(call("exp", s), mul(-1, Term("oo"))), 0, ["cannot"]),
        (Term("sum", x, symbol("k"), ONE, symbol("n")), 0, ["cannot"]),
        (Term("sum", call("log", add(x, symbol("k"))), symbol("k"), ONE, number(2)), 0, ["1 + x positive", "2 + x positive"]),
        # A derivative asks for one level more inside.
        (Term("derivative", call("Abs", x), x), 0, ["x nonzero"]),
        (Term("derivative", power(x, 3 * HALF), x, x), 0, ["x positive"]),
        (Term("derivative", call("log", x), x), 0, ["x positive"]),
        (Term("derivative", call("sin", symbol("a")), symbol("a")), 0, ["cannot"]),
        # An integral is C^1 by its ends if the integrand is continuous, and no more than that.
        (integral(cube_root), 1, []),
        (integral(cube_root), 2, ["s nonzero if s, x - s", "s nonzero if -s, s - x"]),
        (integral(cube_root), inf, ["s nonzero if s, x - s", "s nonzero if -s, s - x"]),
        (Term("derivative", integral(cube_root), x), 0, []),
        (Term("derivative", integral(cube_root), x), 1, ["s nonzero if s, x - s", "s nonzero if -s, s - x"]),
        (integral(call("cbrt", sub(s, x)), 0, 1), 0, []),
        (integral(call("cbrt", sub(s, x)), 0, 1), 1, ["s - x nonzero if s, 1 - s", "s - x nonzero if -s, -1 + s"]),
        (integral(call("log", s), 1), 0, ["s positive if -1 + s, x - s", "s positive if 1 - s, s - x"]),
        # The inner integral is differentiated by the variable of the outer one.
        (
            Term("derivative", integral(Term("integral", call("cbrt", sub(t, s)), t, ZERO, ONE)), x),
            1,
            [f"s_ - s nonzero if {one}, {two}" for one in ("s, x - s", "-s, s - x") for two in ("s_, 1 - s_", "-s_, -1 + s_")],
        ),
        (call("elliptic_f", x, HALF), 0, ["1 - 1/2*sin(s)**2 positive if s, x - s", "1 - 1/2*sin(s)**2 positive if -s, s - x"]),
    ],
    ids=str,
)
def test_conditions(term: Term, level: float, expected: list[str]) -> None:
    assert {told(c) for c in check.conditions(term, level, LINE)} == {canonical(text) for text in expected}


def told(condition: Any) -> str:
    if isinstance(condition, check.Cannot):
        return "cannot"
    if isinstance(condition, check.OffCut):
        return f"off the cut {condition.v}, {condition.u}"
    more = [str(to_expr(e)) for e in condition.domain.nonnegative]
    return canonical(f"{to_expr(condition.term)} {condition.sign}" + (f" if {', '.join(more)}" if more else ""))


def canonical(text: str) -> str:
    """The text with its expressions multiplied out, and what they depend on in order."""
    if text.startswith(("cannot", "off")):
        return text
    what, _, more = text.partition(" if ")
    term, sign = what.rsplit(" ", 1)
    return f"{sympy.expand(term)} {sign} if {sorted(str(sympy.expand(e)) for e in more.split(', ') if e)}"


def test_a_derivative_along_a_map_keeps_its_conditions() -> None:
    """d log(y)/dy is 1/y, also where log(y) is not defined."""
    text = """
    format = "symgeo-claim/1"
    title = "The logarithm of a negative number"
    [source]
    coordinates = ["x"]
    domain = ["x < 0"]
    metric = [["1/x**2"]]
    [map]
    components = ["x"]
    [target]
    coordinates = ["y"]
    metric = [["Derivative(BODY, y)**2"]]
    [claim]
    relation = "isometric"
    """
    for body in ("log(y)", "log(y)/2 + log(y)/2", "y*log(y)", "0*log(y)", "Integral(log(s), (s, 1, y))"):
        with pytest.raises(CannotReplay):
            demands(document(read_claim_text(text.replace("BODY", body)).claim))
    assert demands(document(read_claim_text(text.replace("BODY", "y**3 + exp(y)")).claim))
    with pytest.raises(CannotReplay):
        list(check.conditions(integral(Term("derivative", call("log", s), s), -2, -1), 0, LINE))
    assert [told(c) for c in check.conditions(Term("sum", Term("derivative", mul(s, call("log", x)), x), s, ONE, ONE), 0, LINE)][:1] == [
        "cannot"
    ]


def test_relations_hold_where_they_are_assumed() -> None:
    domain = check.Domain(("x",), positive=frozenset([x]), coordinates=("x",))
    chart = check.Chart(("x",), (call("gt", x, 0),), (), (add(Term("apply", "r", x), -1),))
    claim = check.Claim("riemannian", g=check.Metric(chart, ((ONE,),)))
    assert claim.domain == domain
    assert claim.relations_on(domain) == claim.relations == chart.relations
    assert claim.relations_on(domain.restrict(variables=("s",), nonzero=(s,))) == chart.relations
    assert claim.relations_on(check.Domain(("x",), coordinates=("x",))) == ()
    assert check.Claim("all", parts=(claim,)).relations_on(domain) == chart.relations


def test_a_composition_has_to_stay_in_the_domains_on_its_way() -> None:
    written = document(read_claim_text(INVERSION).claim)
    f = written["claim"]["f"]
    step = {**copy.deepcopy(f), "ambient": None}
    before = demands(written)
    f["through"] = [step]
    more = [o for o in demands(written) if o not in before]
    assert {type(o) for o in more} == {check.Defined, check.Sign}
    assert len(more) == 5
    step["through"] = [copy.deepcopy(step)]
    with pytest.raises(Malformed):
        demands(written)


# -- terms ---------------------------------------------------------------------------------------------------------------------
def test_terms_are_interned_and_stay_as_they_were_written() -> None:
    assert add(x, 1) is add(x, 1)
    assert add(x, 0) is x
    assert mul(1, x) is x
    assert power(x, 1) is x
    assert str(mul(x, power(x, -1))) == "x*x**(-1)"
    assert str(mul(0, call("log", x))) == "0*log(x)"
    assert str(power(x, 0)) == "x**0"
    assert str(add(2, x, 3)) == "x + 5"
    assert power(number(2), -2).value == Fraction(1, 4)
    assert power(ZERO, -1).head == "pow"
    assert power(number(2), 10**6).head == "pow"


def test_deep_terms_and_big_ones_need_no_stack() -> None:
    rows: list[Any] = [["symbol", "x"]]
    for k in range(5000):
        rows += [["sin", 2 * k], ["add", 2 * k + 1, 2 * k + 1]]
    term = read(rows)[-1]
    assert len(str(term)) <= 1000
    assert substitute(term, {"x": y}).free == {"y"}
    assert resolve(Term("derivative", read(rows[:101])[-1], x)).free == {"x"}


def test_bound_symbols_do_not_capture() -> None:
    inner = Term("integral", mul(x, s), s, ZERO, x)
    assert inner.free == {"x"}
    assert str(substitute(inner, {"x": s})) == "integral(s*s_, s_, 0, s)"
    assert substitute(inner, {"s": y}) is inner
    assert str(substitute(Term("sum", mul(s, t), s, ONE, x), {"t": s, "x": s})) == "sum(s_*s, s_, 1, s)"
    both = substitute(Term("integral", mul(s, symbol("s_"), x), s, ZERO, ONE), {"x": s})
    assert str(both) == "integral(s__*s_*s, s__, 0, 1)"
    assert substitute(add(x, y), {"x": y, "y": x}) is add(y, x)
    assert resolve(Term("sum", mul(s, x), s, ONE, number(3))) is Term(
        "add", Term("mul", ONE, x), Term("mul", number(2), x), Term("mul", number(3), x)
    )
    assert resolve(Term("sum", x, s, ONE, ZERO)) is ZERO
    assert resolve(Term("derivative", power(x, 3), x, x)) is mul(3, 2, x)
    assert str(substitute(Term("derivative", power(x, 2), x), {"x": y})) == "2*y"


# -- derivatives, against numeric differentiation ----------------------------------------------------------------------------------
def lambert(u: Any) -> Any:
    return mpmath.lambertw(u).real


NUMERIC: dict[str, Callable[..., Any]] = {
    **{name: getattr(mpmath, name) for name in ("sin cos tan sec csc cot asin acos atan sinh cosh tanh sech csch coth".split())},
    **{name: getattr(mpmath, name) for name in ("asinh acosh atanh exp log erf gamma sign atan2 besselj".split())},
    "cbrt": lambda u: mpmath.sign(u) * mpmath.cbrt(abs(u)),
    "Abs": abs,
    "LambertW": lambert,
    "Max": max,
    "Min": min,
    "polygamma": mpmath.psi,
    "elliptic_e": mpmath.ellipe,
    "elliptic_f": mpmath.ellipf,
    "pow": lambda u, v: mpmath.mpf(u) ** v,
    "add": lambda *u: mpmath.fsum(u),
    "mul": lambda *u: mpmath.fprod(u),
}


def numeric(t: Term, at: dict[str, Any]) -> Any:
    """The value of a term, by mpmath."""
    if t.head == "number":
        return mpmath.mpf(t.args[0].numerator) / t.args[0].denominator
    if t.head == "symbol":
        return at[t.args[0]]
    if t.head in ("pi", "E"):
        return +getattr(mpmath, t.head.lower())
    if t.head == "piecewise":
        for value, condition in zip(t.args[::2], t.args[1::2], strict=True):
            if condition is TRUE or OPERATORS[condition.head](*(numeric(u, at) for u in condition.args)):
                return numeric(value, at)
    if t.head == "integral":
        body, bound, lower, upper = t.args
        return mpmath.quad(lambda u: numeric(body, {**at, bound.args[0]: u}), [numeric(lower, at), numeric(upper, at)], maxdegree=3)
    if t.head in ("apply", "jet"):
        # An undefined function of two arguments, by way of example: exp(2u) sin(3v).
        p, q = t.args[1] if t.head == "jet" else (0, 0)
        u, v = (numeric(e, at) for e in t.children)
        return 2**p * mpmath.exp(2 * u) * 3**q * mpmath.sin(3 * v + q * mpmath.pi / 2)
    return NUMERIC[t.head](*(numeric(u, at) for u in t.args))


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {"lt": lambda a, b: a < b, "gt": lambda a, b: a > b}
ABOVE_ONE = add(2, mul(x, y), power(x, 2))
BELOW_ONE = mul(Fraction(1, 3), call("sin", add(x, mul(2, y))), x)
SAMPLES: list[Term] = [
    *(call(head, ABOVE_ONE if head == "acosh" else BELOW_ONE) for head in sorted(DERIVATIVES) if head not in ("log", "gamma")),
    *(call(head, ABOVE_ONE) for head in ("log", "gamma", "tan", "sec", "csc", "cot", "coth", "csch", "LambertW", "cbrt", "Abs")),
    *(power(BELOW_ONE, k) for k in (0, 2, 3, -1, -2)),
    *(power(ABOVE_ONE, k) for k in (HALF, -HALF, Fraction(5, 3), PI, BELOW_ONE)),
    *(power(number(2), BELOW_ONE), power(symbol("a"), x), power(x, symbol("a")), power(ABOVE_ONE, ABOVE_ONE)),
    *(call("atan2", BELOW_ONE, ABOVE_ONE), call("atan2", y, x), call("atan2", 1, x), call("atan2", x, 1), call("atan2", ABOVE_ONE, -2)),
    *(call("Max", BELOW_ONE, ABOVE_ONE), call("Min", BELOW_ONE, ABOVE_ONE, x), call("Max", x, y, 1, BELOW_ONE)),
    *(call("polygamma", k, ABOVE_ONE) for k in (0, 1, 3)),
    *(call("besselj", k, ABOVE_ONE) for k in (0, 2, -1, HALF, symbol("a"))),
    *(call(head, BELOW_ONE, m) for head in ("elliptic_e", "elliptic_f") for m in (HALF, -3, symbol("a"))),
    *(mul(ABOVE_ONE, BELOW_ONE, call("exp", x)), mul(x, x), add(x, y, BELOW_ONE), mul(PI, E), number(3), x, y),
    Term("piecewise", BELOW_ONE, call("lt", x, 0), ABOVE_ONE, TRUE),
    Term("integral", call("exp", mul(s, x)), s, ZERO, mul(x, y)),
    Term("integral", call("sin", mul(s, y)), s, x, power(x, 2)),
    Term("integral", call("sin", x), x, ZERO, x),
    Term("integral", mul(x, Term("integral", mul(s, x, t), t, ZERO, s)), s, x, ONE),
    Term("apply", "F", BELOW_ONE, ABOVE_ONE),
    Term("jet", "F", (1, 2), mul(x, y), x),
    Term("sum", power(x, s), s, ONE, number(4)),
    Term("derivative", mul(power(x, 3), call("sin", y)), x, y),
]


@pytest.mark.parametrize("term", SAMPLES, ids=str)
def test_derivatives(term: Term) -> None:
    explicit = resolve(term)
    with mpmath.workdps(20 if "integral" in str(term) else 30):
        for point in ({"x": "0.7", "y": "0.4"}, {"x": "1.3", "y": "-0.45"}):
            at = {name: mpmath.mpf(value) for name, value in point.items()} | {"a": mpmath.mpf("0.3")}
            for name in ("x", "y"):
                expected = mpmath.diff(lambda u, name=name, at=at: numeric(explicit, {**at, name: u}), at[name], h=mpmath.mpf("1e-9"))
                found = numeric(resolve(d(term, name)), at)
                assert abs(found - expected) < 1e-7 * (1 + abs(expected)), f"d/d{name}: {d(term, name)}"


def test_every_function_was_differentiated() -> None:
    assert {head for term in SAMPLES for head in (node.head for node in walk(term))} >= set(FUNCTIONS)
    assert set(FUNCTIONS) <= set(ARITY)
    assert {head: ARITY[head][0] for head in FUNCTIONS} == {head: n or 2 for head, n in FUNCTIONS.items()}


@pytest.mark.parametrize(
    "term", [call("besselj", x, y), call("polygamma", x, y), call("elliptic_e", y, x), Term("sum", y, s, ONE, x)], ids=str
)
def test_unknown_derivatives(term: Term) -> None:
    with pytest.raises(CannotReplay):
        d(term, "x")
