"""Forgeries of certificates in ten classes.

A forger takes a certificate that is right and changes one thing: a number, an axiom, a bound, a component, an entry, a witness, an
enclosure, the list of obligations, the order of reasons, the claim. He is no fool: what the change makes inconsistent and he can
mend (the domains, the list of obligations) he mends. What is false in the result is for the judge to say; a forgery of which he
says nothing may be true, and is not counted.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any, NamedTuple

from judge import Document, Judge

from symgeo.evidence.check.claims import Domain, obligations, read_claim
from symgeo.evidence.check.terms import Term, read, walk


class Forgery(NamedTuple):
    """A changed certificate: its class, where it comes from, and what the judge says is false in it (None: nothing)."""

    kind: str
    origin: str
    document: Document
    fault: str | None


Maker = Callable[[Document, random.Random], bool]
NUMBERS: list[Callable[[Fraction], Fraction]] = [
    lambda q: q + 1,
    lambda q: q - 1,
    lambda q: 2 * q,
    lambda q: -q,
    lambda q: q + Fraction(1, 7),
    lambda q: q * Fraction(3, 2),
    lambda q: q + Fraction(1, 10**12),
]


def other_number(text: str, rng: random.Random) -> str:
    q = Fraction(text)
    return str(rng.choice([v for v in (change(q) for change in NUMBERS) if v != q]))


def append(document: Document, *row: Any) -> int:
    document["expressions"].append(list(row))
    return len(document["expressions"]) - 1


def constant(document: Document, q: Fraction | int) -> int:
    return append(document, "number", str(q))


def changed_term(document: Document, row: int, rng: random.Random) -> int:
    """A term like that of the row, and not the same."""
    rows = document["expressions"]
    symbols = [k for k in below(rows, row) if rows[k][0] == "symbol"]
    kind = rng.randrange(6)
    if kind == 0:
        return append(document, "mul", constant(document, rng.choice([-1, 2, Fraction(1, 2), Fraction(10**9 + 1, 10**9)])), row)
    if kind == 1:
        return append(document, "add", row, constant(document, rng.choice([1, -1, Fraction(1, 3)])))
    if kind == 2 and symbols:
        return append(document, "add", row, append(document, "mul", rng.choice(symbols), constant(document, Fraction(1, 10))))
    if kind == 3:
        return append(document, "pow", row, constant(document, 2))
    target = rng.choice(below(rows, row))
    head, *a = rows[target]
    twins = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh", "tan": "tanh", "exp": "cosh", "log": "atan"}
    twins |= {"add": "mul", "mul": "add"}
    if head in twins:
        new = append(document, twins[head], *a)
    elif head == "number":
        new = append(document, "number", other_number(a[0], rng))
    elif head == "pow":
        new = append(document, "pow", a[0], append(document, "add", a[1], constant(document, 1)))
    else:
        new = append(document, "mul", constant(document, -1), target)
    return replaced(document, row, target, new)


def below(rows: Sequence[Any], row: int) -> list[int]:
    """The rows that a row is made of, itself too."""
    found, stack = set[int](), [row]
    while stack:
        k = stack.pop()
        if k not in found:
            found.add(k)
            stack += [a for a in rows[k][1:] if type(a) is int]
    return sorted(found)


def replaced(document: Document, row: int, target: int, new: int) -> int:
    """The term of a row with one part replaced."""
    image = {target: new}
    for k in below(document["expressions"], row):
        head, *a = document["expressions"][k]
        if k != target and any(image.get(i, i) != i for i in a if type(i) is int):
            image[k] = append(document, head, *(image.get(i, i) if type(i) is int else i for i in a))
    return image.get(row, row)


def claims_in(document: Document) -> list[Document]:
    return list(document["claim"].get("claims", [document["claim"]]))


def charts_in(claim: Document) -> list[Document]:
    maps = [claim[k] for k in ("f", "transition", "inverse") if claim.get(k)]
    return [m[end] for m in maps for end in ("source", "target")] + [m["chart"] for m in metrics_in(claim)]


def metrics_in(claim: Document) -> list[Document]:
    maps = [claim[k] for k in ("f", "transition") if claim.get(k)]
    return [claim[k] for k in ("g", "h") if claim.get(k)] + [m["ambient"] for m in maps if m["ambient"]]


def claim_rows(document: Document) -> list[int]:
    """The rows that the claim is made of."""
    top: list[int] = []
    for c in claims_in(document):
        for m in (c[k] for k in ("f", "transition", "inverse") if c.get(k)):
            top += m["components"]
        top += [e for m in metrics_in(c) for row in m["entries"] for e in row]
        top += [e for chart in charts_in(c) for e in (*chart["where"], *chart["relations"])]
        top += [c["factor"]] if c.get("factor") is not None else []
    return sorted(set[int]().union(*(below(document["expressions"], row) for row in top)))


def pick(rng: random.Random, items: Sequence[Any]) -> Any:
    return rng.choice(items) if items else None


def forge_coefficient(d: Document, rng: random.Random) -> bool:
    """A number in the claim, wherever it stands; or in a hint, a determinant, a reason."""
    rows = d["expressions"]
    where = rng.randrange(4)
    if where == 0:
        row = pick(rng, [k for k in claim_rows(d) if rows[k][0] == "number"])
        if row is None:
            return False
        rows[row][1] = other_number(rows[row][1], rng)
        return True
    if where == 1 and d.get("determinants"):
        terms = rng.choice(d["determinants"])
        k = rng.randrange(len(terms))
        terms[k] = append(d, "mul", constant(d, rng.choice([2, -3, Fraction(1, 2)])), terms[k])
        return True
    spots: list[tuple[list[Any], int]] = []
    for entry in d["fields"]:
        for _, (kind, *data) in entry["hints"]:
            if kind in ("angle", "sum", "product"):
                spots += [(pair, 1) for group in data for pair in group]
            if kind == "factors":
                spots += [(pair, 1) for pair in data[0]]
    spots += [(hint, 2) for entry in d["fields"] for _, hint in entry["hints"] if hint[0] in ("same", "factors")]
    spots += [(pair, 1) for fact in d["facts"] if fact[3] == "blend" for pair in fact[4]]
    if not spots:
        return False
    holder, k = rng.choice(spots)
    if type(holder[k]) is int and holder not in [p for f in d["facts"] if f[3] == "blend" for p in f[4]]:
        holder[k] = rng.choice([holder[k] + 1, -holder[k], 2 * holder[k]])
    elif type(holder[k]) is int:
        holder[k] = changed_term(d, holder[k], rng)
    else:
        holder[k] = other_number(holder[k], rng)
    return True


def forge_relation(d: Document, rng: random.Random) -> bool:
    """An axiom of another kind, about another term, or with other parts."""
    entries = [e for e in d["fields"] if e["hints"]]
    if not entries:
        return False
    entry = rng.choice(entries)
    spot = rng.choice(entry["hints"])
    row, hint = spot
    head = d["expressions"][row][0]
    others = [r for r in range(len(d["expressions"])) if d["expressions"][r][0] == head and r != row]
    scalars = [r for e in d["fields"] for r, _ in e["hints"]] + below(d["expressions"], row)
    kind = rng.randrange(5)
    if kind == 0 and len(entry["hints"]) > 1:
        other = rng.choice([h for h in entry["hints"] if h is not spot])
        spot[1], other[1] = other[1], spot[1]
        return bool(spot[1] != other[1])
    if kind == 1:
        spot[1] = rng.choice([["root", rng.choice(scalars)], ["parity"], ["turn", "1/4"]])
        return True
    if kind == 2 and others:
        spot[1] = ["same", rng.choice(others), rng.choice([1, -1])]
        return True
    if kind == 3 and hint[0] in ("angle", "sum", "product", "factors") and hint[1]:
        pair = rng.choice(hint[1])
        pair[0] = rng.choice([changed_term(d, pair[0], rng), *others, *scalars])
        return True
    if kind == 4 and hint[0] in ("root", "same"):
        hint[1] = changed_term(d, hint[1], rng)
        return True
    if head in ("cos", "sin") and others:
        spot[1] = ["angle", [[d["expressions"][rng.choice(others)][1], rng.choice([1, 2, -1])]]]
        return True
    return False


def forge_bound(d: Document, rng: random.Random) -> bool:
    """A condition or an assumption is dropped, turned round or moved, in the claim or only in the evidence."""
    rows = d["expressions"]
    if rng.random() < 0.3 and d["domains"]:
        domain = rng.choice(d["domains"])
        name = pick(rng, [k for k in ("positive", "nonnegative", "nonzero") if domain[k]])
        if name is not None:
            k = rng.randrange(len(domain[name]))
            if rng.random() < 0.5:
                del domain[name][k]
            else:
                domain[name][k] = changed_term(d, domain[name][k], rng)
            return True
        domain["positive"] = [k for k in range(len(rows)) if rows[k][0] == "symbol"][:1]
        return bool(domain["positive"])
    charts = [c for claim in claims_in(d) for c in charts_in(claim)]
    chart = rng.choice(charts)
    alike = [c for c in charts if c == chart]
    changed = change_chart(d, chart, rng)
    for other in alike:
        other.update(copy.deepcopy(chart))
    return changed


def change_chart(d: Document, chart: Document, rng: random.Random) -> bool:
    rows = d["expressions"]
    if chart["parameters"] and rng.random() < 0.4:
        parameter = rng.choice(chart["parameters"])
        parameter[1] = rng.choice([k for k in ("real", "nonnegative", "nonzero", "integer") if k != parameter[1]])
        same = [p for claim in claims_in(d) for c in charts_in(claim) for p in c["parameters"] if p[0] == parameter[0]]
        for p in same:
            p[1] = parameter[1]
        return True
    if not chart["where"]:
        value = constant(d, rng.choice([0, 1, -1, 2]))
        chart["where"] = [append(d, rng.choice(["lt", "gt"]), rng.choice([append(d, "symbol", x) for x in chart["coordinates"]]), value)]
        return True
    k = rng.randrange(len(chart["where"]))
    head, a, b = rows[chart["where"][k]]
    kind = rng.randrange(4)
    if kind == 0:
        del chart["where"][k]
    elif kind == 1:
        chart["where"][k] = append(d, {"lt": "gt", "gt": "lt"}[head], a, b)
    else:
        moved = append(d, "add", b, constant(d, rng.choice([-5, -1, 1, 5])))
        chart["where"][k] = append(d, head, a, moved)
    return True


def forge_component(d: Document, rng: random.Random) -> bool:
    """A component of a map is another function, or two are exchanged."""
    maps = [c[k] for c in claims_in(d) for k in ("f", "transition", "inverse") if c.get(k)]
    if not maps:
        return False
    components = rng.choice(maps)["components"]
    k = rng.randrange(len(components))
    if len(components) > 1 and rng.random() < 0.2:
        components[k - 1], components[k] = components[k], components[k - 1]
        return bool(components[k - 1] != components[k])
    components[k] = changed_term(d, components[k], rng)
    return True


def forge_entry(d: Document, rng: random.Random) -> bool:
    """An entry of a metric, and its mirror image."""
    metrics = [m for c in claims_in(d) for m in metrics_in(c)]
    if not metrics:
        return False
    entries = rng.choice(metrics)["entries"]
    i, j = rng.randrange(len(entries)), rng.randrange(len(entries))
    entries[i][j] = changed_term(d, entries[i][j], rng)
    if rng.random() < 0.8:
        entries[j][i] = entries[i][j]
    return True


def forge_witness(d: Document, rng: random.Random) -> bool:
    """A point that is elsewhere, of a proof or of a refutation; another obligation, another kind."""
    if d["verdict"] == "proved":
        if not d["points"]:
            return False
        point = rng.choice(d["points"])[1]
    else:
        w = d["witness"]
        kind = rng.randrange(4)
        if kind == 0:
            w["obligations"] = [rng.randrange(2 * k + 3) for k in w["obligations"]]
            return True
        if kind == 1:
            w["kind"] = rng.choice(["unequal", "minor", "ratio", "two-factors", "rank", "sign"])
            return True
        point = rng.choice(w["points"])
    name = rng.choice(sorted(point))
    q = Fraction(point[name])
    point[name] = str(rng.choice([-q, q + 1, q - 3, 10 * q + 10, -100 * q - 7, Fraction(0), q / 7, q + Fraction(1, 2)]))
    return True


def forge_enclosure(d: Document, rng: random.Random) -> bool:
    """Bounds that do not hold the value, or that do not keep the sides apart."""
    ends = d.get("witness", {}).get("enclosures")
    if not ends:
        return False
    pair = rng.choice(ends)
    low, high = map(Fraction, pair)
    width = high - low or Fraction(1, 10**6)
    kind = rng.randrange(6)
    if kind == 0 and len(ends) == 2:
        ends[0], ends[1] = ends[1], ends[0]
    elif kind == 1:
        pair[:] = [str(high + width), str(high + 2 * width)]
    elif kind == 2:
        pair[:] = [str(low - 2 * width), str(low - width)]
    elif kind == 3:
        pair[:] = [pair[1], pair[0]] if low != high else [str(high + 1), str(low)]
    elif kind == 4 and len(ends) == 2:
        both = [Fraction(e) for p in ends for e in p]
        pair[:] = [str(min(both)), str(max(both))]
    else:
        pair[:] = [str(-high - 1), str(-low - 1)]
    return True


def forge_dropped(d: Document, rng: random.Random) -> bool:
    """An obligation is left out, repeated or renamed, and so is the evidence for it."""
    listed = d.get("obligations")
    if not listed:
        return False
    k = rng.randrange(len(listed))
    kind = rng.randrange(4)
    if kind == 3 and d.get("determinants"):
        del d["determinants"][rng.randrange(len(d["determinants"]))]
        return True
    dropped = listed.pop(k)
    if dropped[0] in ("Rank", "Definite") and d.get("determinants"):
        d["determinants"].pop()
    d["methods"] = [[m[0] - (m[0] > k), *m[1:]] for m in d["methods"] if m[0] != k]
    if kind == 1 and listed:
        listed.append(rng.choice(listed))
    if kind == 2 and listed:
        listed.insert(k, rng.choice(listed))
    return True


def forge_circle(d: Document, rng: random.Random) -> bool:
    """A sign that nothing shows, as a fact that rests on itself, on a later one, or on one that rests on it."""
    if d["verdict"] != "proved" or not d["domains"]:
        return False
    if d["facts"] and rng.random() < 0.3:
        fact = rng.choice(d["facts"])
        fact[3:] = ["equal", fact[1]]
        return True
    where = rng.randrange(len(d["domains"]))
    row = rng.choice(claim_rows(d))
    if d["expressions"][row][0] in ("number", "lt", "gt", "le", "ge", "eq", "ne", "true"):
        return False
    if rng.random() < 0.5:
        row = changed_term(d, row, rng)
    sign = rng.choice(["positive", "negative", "nonnegative", "nonpositive", "nonzero"])
    one, zero = constant(d, 1), constant(d, 0)
    same = append(d, "add", row, zero)
    minus = append(d, "mul", constant(d, -1), row)
    kind = rng.randrange(6)
    facts = [[[where, row, sign, "equal", row]]]
    facts += [[[where, row, sign, "equal", same], [where, same, sign, "equal", row]]]
    facts += [[[where, row, sign, "blend", [[one, row]]]]]
    facts += [[[where, row, "nonzero", "divides", one, row]]]
    facts += [[[where, row, sign, "cases", row]]]
    facts += [[[where, row, sign, "increasing", one, append(d, "atan", row), append(d, "atan", zero)], [where, minus, sign, "equal", same]]]
    place_of = rng.randrange(len(d["facts"]) + 1)
    d["facts"][place_of:place_of] = facts[kind]
    return True


MAKERS: dict[str, Maker] = {
    "coefficient": forge_coefficient,
    "relation": forge_relation,
    "bound": forge_bound,
    "component": forge_component,
    "entry": forge_entry,
    "witness": forge_witness,
    "enclosure": forge_enclosure,
    "obligation": forge_dropped,
    "circle": forge_circle,
}
KINDS = [*MAKERS, "other claim"]


def with_claim_of(evidence: Document, other: Document) -> Document:
    """The evidence of one certificate under the claim of another."""
    d = copy.deepcopy(evidence)
    shift = len(d["expressions"])
    moved = copy.deepcopy(other)

    def rows(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: v if k in ("coordinates", "parameters", "relation") else rows(v) for k, v in value.items()}
        return [rows(v) for v in value] if isinstance(value, list) else value + shift if type(value) is int else value

    d["expressions"] += [[h, *(a + shift if type(a) is int else a for a in args)] for h, *args in moved["expressions"]]
    d["claim"] = rows(moved["claim"])
    d["factor"] = rows(moved["factor"]) if d["factor"] is not None and moved["factor"] is not None else d["factor"]
    return d


def mended(d: Document, original: Document) -> Document:
    """A changed claim's own domains and list of obligations, in place of those of the original one."""
    if d["verdict"] != "proved":
        return d
    terms = read(d["expressions"])
    known = {t: k for k, t in reversed(list(enumerate(terms)))}

    def row(term: Term) -> int:
        for t in walk(term):
            if t not in known:
                known[t] = append(d, t.head, *(known[a] if isinstance(a, Term) else a if isinstance(a, str) else str(a) for a in t.args))
        return known[term]

    def listed(document: Document) -> list[Any]:
        factor = document["factor"]
        return obligations(read_claim(document), None if factor is None else read(document["expressions"])[factor])

    def table(document: Document) -> list[Domain]:
        t = read(document["expressions"])
        return [
            Domain(
                tuple(e["variables"]),
                *(frozenset(t[k] for k in e[name]) for name in ("positive", "nonnegative", "nonzero")),
                frozenset(e["integers"]),
                tuple(e["coordinates"]),
            )
            for e in document["domains"]
        ]

    new, old = listed(d), listed(original)
    d["obligations"] = [[type(o).__name__, o.label] for o in new]
    before = table(original)
    pairs = dict(zip(dict.fromkeys(o.domain for o in old), dict.fromkeys(o.domain for o in new), strict=False))
    for k, domain in enumerate(before[: len(d["domains"])]):
        if domain in pairs and pairs[domain] != domain:
            own = pairs[domain]
            d["domains"][k] = {
                "variables": list(own.variables),
                "coordinates": list(own.coordinates),
                "integers": sorted(own.integers),
                **{name: sorted(map(row, getattr(own, name))) for name in ("positive", "nonnegative", "nonzero")},
            }
    return d


def forgeries(kind: str, certificates: dict[str, Document], seed: int = 0) -> Iterator[Forgery]:
    """Forgeries of one class, without end; in the same order in every run."""
    rng = random.Random(f"{kind} {seed}")
    names = [name for name, d in certificates.items() if "cannot" not in d and len(d["expressions"]) < 1500]
    if kind == "enclosure":
        names = [name for name in names if certificates[name]["verdict"] == "refuted"]
    while True:
        name = rng.choice(names)
        original = certificates[name]
        if kind == "other claim":
            yield from islice(other_claims(name, names, certificates, rng), 1)
            continue
        d = copy.deepcopy(original)
        if not MAKERS[kind](d, rng):
            continue
        if d["claim"] != original["claim"] or d["expressions"][: len(original["expressions"])] != original["expressions"]:
            try:
                d = mended(d, original)
            except Exception:  # what cannot be mended stays as it is
                pass
        yield Forgery(kind, name, d, Judge(d, original).fault())


def other_claims(name: str, names: Sequence[str], certificates: dict[str, Document], rng: random.Random) -> Iterator[Forgery]:
    """A claim that the engine decides the other way, under this evidence; a similar one if there is."""
    original = certificates[name]

    def shape(d: Document) -> Any:
        return [[c["coordinates"] for c in charts_in(claim)][:1] for claim in claims_in(d)], d["claim"]["relation"]

    others = [n for n in names if certificates[n]["verdict"] != original["verdict"]]
    near = [n for n in others if shape(certificates[n]) == shape(original)]
    other = rng.choice(near if near and rng.random() < 0.8 else others)
    d = with_claim_of(original, certificates[other])
    try:
        d = mended(d, original)
    except Exception:  # what cannot be mended stays as it is
        pass
    verdicts = {"proved": "proves", "refuted": "refutes"}
    yield Forgery("other claim", f"{name} for {other}", d, f"the engine {verdicts[certificates[other]['verdict']]} this claim")
