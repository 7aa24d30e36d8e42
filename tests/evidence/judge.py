"""A judge who shows certificates false without the checker.

He evaluates the rows of a document in balls (python-flint), with first derivatives by dual numbers, at rational points. He
answers with a sentence that says what is false, and only where balls are apart or the document breaks its format; of a document
that may be right he says nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from duals import Dual, Place, Unclear, Undefined, ball
from flint import arb, ctx

from symgeo.evidence.check.claims import obligations, read_claim
from symgeo.evidence.check.terms import Malformed, number

Document = dict[str, Any]
BITS = 200


# -- points -----------------------------------------------------------------------------------------------------------------
Point = dict[str, Fraction]


def place(document: Document, point: Point, coordinates: Sequence[str] = ()) -> Place:
    n = len(coordinates)
    unit = [tuple(arb(int(i == j)) for j in range(n)) for i in range(n)]
    at = {x: Dual(ball(str(q)), unit[coordinates.index(x)] if x in coordinates else (arb(0),) * n) for x, q in point.items()}
    return Place(document["expressions"], at, n)


def sign_holds(value: arb, sign: str) -> bool | None:
    """Whether a number has a sign; None where its ball does not tell."""
    if sign == "nonzero":
        return True if value > 0 or value < 0 else False if value.is_zero() else None
    if sign in ("negative", "nonpositive"):
        return sign_holds(-value, {"negative": "positive", "nonpositive": "nonnegative"}[sign])
    strict = sign == "positive"
    if value > 0 or (not strict and value >= 0):
        return True
    return False if value < 0 or (strict and value.is_zero()) else None


def all_hold(at: Place, signs: Sequence[tuple[int, str]]) -> bool | None:
    """Whether each term has its sign: an undefined one has not. None where it is not clear."""
    clear = True
    for row, sign in signs:
        try:
            answer = sign_holds(at.value(row), sign)
        except Undefined:
            return False
        except Unclear:
            answer = None
        if answer is False:
            return False
        clear = clear and answer is True
    return True if clear else None


def table_signs(domain: Document) -> list[tuple[int, str]]:
    return [(row, sign) for sign in ("positive", "nonnegative", "nonzero") for row in domain[sign]]


def samples(names: Sequence[str], integers: Sequence[str], inside: Callable[[Point], bool], near: Sequence[Point]) -> list[Point]:
    """Some rational points of a set, from points that may be in it and from guesses."""
    rng, found = random.Random(str(names)), [p for p in near if set(p) == set(names) and inside(p)]
    for _ in range(60):
        if len(found) >= 6:
            break
        guess = {x: Fraction(rng.randint(-400, 400), 100) for x in names}
        if found and rng.random() < 0.6:
            guess = {x: q + Fraction(rng.randint(-30, 30), 37) for x, q in rng.choice(found).items()}
        for x in integers:
            if x in guess:
                guess[x] = Fraction(round(guess[x]))
        if inside(guess):
            found.append(guess)
    return found


def known_points(document: Document) -> list[Point]:
    given = [p for _, p in document.get("points", ())] + document.get("witness", {}).get("points", [])
    return [{x: Fraction(q) for x, q in p.items()} for p in given]


# -- the judge ----------------------------------------------------------------------------------------------------------------
OF_KIND = {"positive": ["positive"], "nonnegative": ["nonnegative"], "nonzero": ["nonzero"], "positive integer": ["positive"]}
HEADS = {
    "generator": None,
    "same": None,
    "angle": ("cos", "sin"),
    "parity": ("cos", "sin"),
    "sum": ("exp",),
    "product": ("log",),
    "root": ("pow", "cbrt", "Abs"),
    "turn": ("atan", "asin"),
    "factors": ("pow",),
}


class Judge:
    """Compares a document with what its own rows say, and with the right certificate that it was made from."""

    def __init__(self, document: Document, original: Document) -> None:
        self.document, self.original = document, original
        self.rows = document["expressions"]
        self.near = known_points(document) + known_points(original)

    def fault(self) -> str | None:
        """What is false or against the format; None where nothing is shown."""
        before, ctx.prec = ctx.prec, BITS
        try:
            return next(self.faults(), None)
        finally:
            ctx.prec = before

    def faults(self) -> Iterator[str]:
        yield from self.format_faults()
        if self.document["verdict"] == "refuted":
            yield from self.witness_faults()
            return
        yield from self.point_faults()
        for claim in self.document["claim"].get("claims", [self.document["claim"]]):
            yield from self.claim_faults(claim)
        yield from self.fact_faults()
        yield from self.hint_faults()
        yield from self.determinant_faults()

    def format_faults(self) -> Iterator[str]:
        d = self.document
        for k, row in enumerate(self.rows):
            if any(type(a) is int and not 0 <= a < k for a in row[1:]):
                yield f"row {k} refers to a row that is not before it"
        if d["verdict"] == "proved" and d["claim"] == self.original["claim"] and d["factor"] == self.original["factor"]:
            same = self.rows_kept()
            if same and d["obligations"] != self.original["obligations"]:
                yield "the obligations are not those of this claim"
            if same and len(d["determinants"]) != len(self.original["determinants"]):
                yield "a determinant is missing, or there is one too many"
        for where, row, sign, rule, *data in d["facts"]:
            if rule == "equal" and data == [row] and [where, row, sign] in [f[:3] for f in self.original["facts"]]:
                yield f"the fact about row {row} is its own reason"
        for entry in d["fields"]:
            for row, hint in entry["hints"]:
                heads = HEADS.get(hint[0], ())
                if heads is not None and self.rows[row][0] not in heads:
                    yield f"{hint[0]} is no axiom of {self.rows[row][0]}"

    # -- claims ----------------------------------------------------------------------------------------------------------------
    def domain_of(self, claim: Document) -> tuple[list[str], list[str], list[Any], Callable[[Point], bool | None]]:
        """Coordinates, integers, parameters of a claim's domain, and whether a point is in it."""
        f, g, h = claim.get("f") or claim.get("transition"), claim.get("g"), claim.get("h")
        charts = [*([f["source"], f["target"]] if f else []), *(k["chart"] for k in (g, h) if k)]
        parameters: dict[str, str] = {}
        where: list[int] = []
        for chart in charts:  # what is assumed beside the source's conditions: those of other charts about parameters of their own
            additional = {name for name, _ in chart["parameters"]} - set(parameters)
            parameters |= {name: kind for name, kind in chart["parameters"] if name in additional}
            where += [c for c in chart["where"] if chart is charts[0] or self.free(c) <= additional]

        def inside(p: Point) -> bool | None:
            answers = [self.inequality_holds(place(self.document, p), c) for c in where]
            for name, kind in parameters.items():
                answers += [sign_holds(ball(str(p[name])), sign) for sign in OF_KIND.get(kind, ())]
            return False if False in answers else None if None in answers else True

        integers = [name for name, kind in parameters.items() if "integer" in kind]
        return charts[0]["coordinates"], integers, list(parameters), inside

    def free(self, row: int) -> set[str]:
        head, *a = self.rows[row]
        return {a[0]} if head == "symbol" else set[str]().union(*(self.free(i) for i in a if type(i) is int))

    def inequality_holds(self, at: Place, condition: int) -> bool | None:
        head, a, b = self.rows[condition]
        try:
            difference = at.value(b) - at.value(a)
        except Undefined:
            return False
        except Unclear:
            return None
        return sign_holds(difference, "positive" if head == "lt" else "negative")

    def claim_faults(self, claim: Document) -> Iterator[str]:
        coordinates, integers, parameters, inside = self.domain_of(claim)
        names = [*coordinates, *parameters]
        for p in samples(names, integers, lambda q: inside(q) is True, self.near):
            at = place(self.document, p, coordinates)
            point = ", ".join(f"{x} = {q}" for x, q in p.items())
            try:
                yield from (f"{what} at {point}" for what in self.claim_faults_at(claim, at))
            except Undefined:
                yield f"a part of the claim is not defined at {point}"
            except (Unclear, ZeroDivisionError):
                continue

    def claim_faults_at(self, claim: Document, at: Place) -> Iterator[str]:
        f, g, relation = claim.get("f") or claim.get("transition"), claim.get("g"), claim["relation"]
        h = claim.get("h") or (f and f["ambient"])
        if g:
            for c in g["chart"]["where"]:
                if self.inequality_holds(at, c) is False:
                    yield "the point is outside the domain of g"
            yield from self.matrix_faults([[at.value(e) for e in row] for row in g["entries"]], relation, "g")
        if not f:
            return
        along, df = self.along(f, at)
        for c in (*f["target"]["where"], *(h["chart"]["where"] if h else ())):
            if self.inequality_holds(along, c) is False:
                yield "f leaves its target"
        if claim.get("inverse"):
            back = [along.value(c) for c in claim["inverse"]["components"]]
            for x, value in zip(f["source"]["coordinates"], back, strict=True):
                if not value.overlaps(at.at[x].value):
                    yield f"the inverse does not give back {x}"
        if g and h and relation != "embedding":
            factor = claim.get("factor") if claim.get("factor") is not None else self.document["factor"]
            c = arb(1) if factor is None or relation not in ("homothetic", "conformal") else at.value(factor)
            if not c > 0 and not c.contains(0):
                yield "the factor is negative"
            hs = [[along.value(e) for e in row] for row in h["entries"]]
            yield from self.matrix_faults(hs, "", "h")
            for i, row in enumerate(pulled_back(df, hs)):
                for j, left in enumerate(row):
                    if not left.overlaps(c * at.value(g["entries"][i][j])):
                        yield f"(f*h)[{i + 1},{j + 1}] is not what is claimed"

    def matrix_faults(self, matrix: list[list[arb]], relation: str, name: str) -> Iterator[str]:
        n = len(matrix)
        if any(not matrix[i][j].overlaps(matrix[j][i]) for i in range(n) for j in range(i)):
            yield f"{name} is not symmetric"
        sizes = range(1, n + 1) if relation == "riemannian" else [n] if relation == "nondegenerate" else []
        for k in sizes:
            minor = determinant([row[:k] for row in matrix[:k]])
            if (relation == "riemannian" and minor < 0) or minor.is_zero():
                yield f"a minor of {name} is not what it has to be"

    def along(self, f: Document, at: Place) -> tuple[Place, list[tuple[arb, ...]]]:
        """The rows at the image point, and df."""
        image = [at(c) for c in f["components"]]
        there = dict(zip(f["target"]["coordinates"], (Dual(y.value, ()) for y in image), strict=True))
        others = {x: Dual(y.value, ()) for x, y in at.at.items()}
        return Place(self.rows, {**others, **there}, 0), [y.slopes for y in image]

    # -- witnesses -------------------------------------------------------------------------------------------------------------
    def witness_faults(self) -> Iterator[str]:
        claim, w = self.document["claim"], self.document["witness"]
        ends = [[Fraction(e) for e in pair] for pair in w["enclosures"]]
        if len(ends) == 2 and max(ends[0][0], ends[1][0]) <= min(ends[0][1], ends[1][1]):
            yield "the enclosures have a common point"
        if "claims" in claim:
            return
        coordinates, integers, parameters, inside = self.domain_of(claim)
        points = known_points({"witness": w})
        for p in points:
            if set(p) != {*coordinates, *parameters} or any(p[x].denominator != 1 for x in integers):
                yield "the point has other coordinates than the claim"
                return
            if inside(p) is False:
                yield "a point is outside the domain"
        try:
            values = self.sides(claim, w, points, coordinates)
        except (Undefined, Unclear, Malformed, ZeroDivisionError):
            return  # where a side is not defined the claim is false anyway
        if values is None:
            yield "the witness is about other obligations than its kind"
        elif w["kind"] == "rank":
            if any(v > 0 or v < 0 for v in values):
                yield "the rank is full at the point"
        else:
            if len(values) != len(ends):
                yield "there are other enclosures than sides"
            for v, (low, high) in zip(values, ends, strict=False):
                if v < ball(str(low)) or v > ball(str(high)):
                    yield "an enclosure does not hold its value"

    def sides(self, claim: Document, w: Document, points: list[Point], coordinates: Sequence[str]) -> list[arb] | None:
        """The numbers that the witness speaks of. Which obligation has which number is a matter of the format."""
        open_factor = claim["relation"] in ("homothetic", "conformal") and claim.get("factor") is None
        listed = obligations(read_claim(self.document), number(1) if open_factor else None)
        if not all(0 <= k < len(listed) for k in w["obligations"]):
            return None
        chosen = [listed[k] for k in w["obligations"]]
        labels = [o.label for o in chosen]
        places = [place(self.document, p, coordinates) for p in points]
        if w["kind"] == "rank":
            if labels not in (["rank df = n"], ["det g /= 0"], ["g is positive definite"]):
                return None
            if claim.get("f"):
                df = self.along(claim["f"], places[0])[1]
                n = len(df[0])
                gram = [[sum((row[i] * row[j] for row in df), arb(0)) for j in range(n)] for i in range(n)]
                return [determinant(gram)]
            return [determinant([[places[0].value(e) for e in row] for row in claim["g"]["entries"]])]
        if w["kind"] in ("undefined", "not-c1"):
            raise Unclear
        if not all(label.startswith("(f*h)") for label in labels):
            if w["kind"] in ("unequal", "sign"):
                raise Unclear
            return None
        pairs = [self.entry_sides(claim, at, o.component) for at in places for o in chosen]  # type: ignore[union-attr]
        shape = {"unequal": (1, 1), "ratio": (1, 1), "minor": (1, 2), "two-factors": (2, 1)}.get(w["kind"])
        if shape != (len(places), len(chosen)):
            return None
        if w["kind"] in ("unequal", "ratio"):
            return list(pairs[0])
        (a, b), (c, d) = pairs
        return [a * d, c * b]

    def entry_sides(self, claim: Document, at: Place, component: tuple[int, int]) -> tuple[arb, arb]:
        f = claim.get("f") or claim["transition"]
        h, (i, j) = claim.get("h") or f["ambient"], component
        along, df = self.along(f, at)
        hs = [[along.value(e) for e in row] for row in h["entries"]]
        c = at.value(claim["factor"]) if claim.get("factor") is not None else arb(1)
        return pulled_back(df, hs)[i][j], c * at.value(claim["g"]["entries"][i][j])

    # -- evidence ----------------------------------------------------------------------------------------------------------------
    def inside(self, k: int, p: Point) -> bool | None:
        return all_hold(place(self.document, p), table_signs(self.document["domains"][k]))

    def places(self, k: int) -> list[Place]:
        """Points of a domain of the evidence."""
        domain = self.document["domains"][k]
        names = domain["variables"]
        near = [{x: p.get(x, Fraction(1, 3)) for x in names} for p in self.near]
        return [place(self.document, p) for p in samples(names, domain["integers"], lambda q: self.inside(k, q) is True, near)]

    def point_faults(self) -> Iterator[str]:
        d = self.document
        for k, p in d["points"]:
            q = {x: Fraction(v) for x, v in p.items()}
            if set(q) != set(d["domains"][k]["variables"]):
                yield "a point has other coordinates than its domain"
            elif self.inside(k, q) is False or any(q[x].denominator != 1 for x in d["domains"][k]["integers"]):
                yield "a point is outside its domain"
        if d["claim"]["relation"] not in ("all", "isometry") and d["points"]:
            coordinates, _, parameters, inside = self.domain_of(d["claim"])
            point = {x: Fraction(v) for x, v in d["points"][0][1].items()}
            if set(point) != {*coordinates, *parameters} or inside(point) is False:
                yield "the point is outside the claim's domain"

    def fact_faults(self) -> Iterator[str]:
        for k, row, sign, rule, *data in self.document["facts"]:
            for at in self.places(k):
                try:
                    value = at.value(row)
                    if sign_holds(value, sign) is False:
                        yield f"row {row} is not {sign} everywhere"
                    other = None
                    if rule == "equal":
                        other = at.value(data[0])
                    if rule == "divides":
                        value, other = value * at.value(data[0]), at.value(data[1])
                    if rule == "blend":
                        other = sum((at.value(w) * at.value(t) for w, t in data[0]), arb(0))
                    if rule == "increasing":
                        other = at.value(data[0]) * (at.value(data[1]) - at.value(data[2]))
                    if other is not None and not value.overlaps(other):
                        yield f"the reason for the sign of row {row} is an equality that does not hold"
                except (Undefined, Unclear, ZeroDivisionError):
                    continue

    def hint_faults(self) -> Iterator[str]:
        right = {(d["domain"], row): hint for d in self.original["fields"] for row, hint in d["hints"] if hint[0] == "factors"}
        for entry in self.document["fields"]:
            for row, hint in entry["hints"]:
                if hint == ["generator"]:
                    continue
                for at in self.places(entry["domain"]):
                    try:
                        if self.hint_is_false(at, row, hint, right.get((entry["domain"], row))):
                            yield f"{hint[0]} of row {row} does not hold"
                    except (Undefined, Unclear, ZeroDivisionError):
                        continue

    def hint_is_false(self, at: Place, row: int, hint: Sequence[Any], right: Sequence[Any] | None) -> bool:
        kind, *data = hint
        argument = self.rows[row][1] if type(self.rows[row][-1]) is int else None
        zero = None
        if kind == "same":
            zero = at.value(row) - data[1] * at.value(data[0])
        elif kind == "root":
            zero = at.value(row) - at.value(data[0])
        elif kind == "angle" and argument is not None:
            zero = sum((n * at.value(v) for v, n in data[0]), arb(0)) - at.value(argument)
        elif kind == "parity" and argument is not None:
            zero = at.value(argument).sin()
        elif kind == "turn":
            zero = at.value(row) - ball(data[0]) * arb.pi()
        elif kind == "sum" and argument is not None:
            if any(self.rows[v][0] != "exp" for v, _ in data[0]) or any(self.rows[v][0] != "log" for v, _ in data[1]):
                return True
            terms = [n * at.value(self.rows[v][1]) for v, n in data[0]] + [ball(m) * at.value(v) for v, m in data[1]]
            zero = sum(terms, arb(0)) - at.value(argument)
        elif kind == "product":
            if any(self.rows[v][0] not in ("exp", "log") for v, _ in data[0]):
                return True
            terms = [ball(c) * (at.value(v) if self.rows[v][0] == "log" else at.value(self.rows[v][1])) for v, c in data[0]]
            zero = sum(terms, arb(0)) - at.value(row)
        elif kind == "factors" and right is not None and self.rows_kept():
            zero = self.product(at, data) - self.product(at, right[1:])
        return zero is not None and bool(zero > 0 or zero < 0)

    def product(self, at: Place, data: Sequence[Any]) -> arb:
        whole = ball(data[1])
        for v, e in data[0]:
            if not 0 < e < 1000:
                raise Undefined
            whole *= at.value(v) ** e
        return whole

    def rows_kept(self) -> bool:
        """Whether the rows of the right certificate stand unchanged at the beginning."""
        rows = self.original["expressions"]
        return bool(self.rows[: len(rows)] == rows)

    def determinant_faults(self) -> Iterator[str]:
        """Against those of the right certificate of the same claim."""
        d, o = self.document, self.original
        if d["claim"] != o["claim"] or not self.rows_kept() or not d["domains"]:
            return
        for new, old in zip(d["determinants"], o["determinants"], strict=False):
            for at in self.places(0) if new != old else ():
                for a, b in zip(new, old, strict=False):
                    try:
                        if not at.value(a).overlaps(at.value(b)):
                            yield f"row {a} is not the determinant"
                    except (Undefined, Unclear, ZeroDivisionError):
                        continue


def determinant(matrix: Sequence[Sequence[arb]]) -> arb:
    if not matrix:
        return arb(1)
    total = arb(0)
    for j, a in enumerate(matrix[0]):
        if not a.is_zero():
            total += (-1) ** j * a * determinant([[*row[:j], *row[j + 1 :]] for row in matrix[1:]])
    return total


def pulled_back(df: Sequence[Sequence[arb]], h: Sequence[Sequence[arb]]) -> list[list[arb]]:
    n, m = len(df[0]), len(df)
    lowered = [[sum((h[a][b] * df[b][j] for b in range(m) if not h[a][b].is_zero()), arb(0)) for j in range(n)] for a in range(m)]
    return [[sum((df[a][i] * lowered[a][j] for a in range(m)), arb(0)) for j in range(n)] for i in range(n)]
