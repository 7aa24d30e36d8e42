"""What a verdict other than "proved" comes with: the counterexample and what holds instead, or what is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from symgeo.exact.decide import Stuck
from symgeo.exact.obstruction import obstruction
from symgeo.exact.verdict import REASONS, Proved, Refuted, Undecided
from symgeo.exact.verify import RELATIONS, Session
from symgeo.expression import Expr, mul, number, power
from symgeo.geometry.claims import AllHold
from symgeo.geometry.domain import Domain
from symgeo.geometry.obligations import Obligation, Zero
from symgeo.notation.boxes import Box, fenced, fraction, number_text, operator, relation, row, script, word
from symgeo.present.derivation import Block, Bullets, Definition, Paragraph, Section, Text
from symgeo.present.laurent import size
from symgeo.present.reasons import at_point
from symgeo.present.rewriting import Rewriting
from symgeo.present.statement import Statement


class Outcome:
    """Writes about one claim that is not proved."""

    def __init__(self, session: Session, said: Statement, rewriting: Callable[[Domain], Rewriting]) -> None:
        self.session, self.decision, self.said, self.claim = session, session.decision, said, said.claim
        self.rewriting = rewriting

    def counterexample(self, verdict: Refuted) -> Section:
        w = verdict.witness
        points = [{k: Fraction(v) for k, v in p.items()} for p in w.points if all(_is_rational(v) for v in p.values())]
        blocks: list[Block] = []
        text = w.statement
        if points and len(points) == len(w.points):
            text = text.partition(": ")[2] if text.startswith("At ") else text
            where = tuple(x for i, p in enumerate(points) for x in ((" and at " if i else ""), *at_point(p)))
            if "where it vanishes" in text or "Between these" in text:
                blocks.append(Paragraph(("Take the points ", *where, ".")))
            else:
                blocks.append(Paragraph(("At ", *where, *self._chosen(w), ":")))
        if w.kind == "unequal" and w.sides is not None and len(points) == 1:
            blocks += self._values(w, points[0])
        elif w.kind == "two-factors" and w.sides is not None and len(points) == 2:
            blocks += self._ratios(w, points)
        else:
            blocks.append(Paragraph(self.prose(text, self._is_about_the_inverse(w))))
        return Section("Counterexample", tuple(blocks))

    def _is_about_the_inverse(self, w: Any) -> bool:
        """Whether what fails is asked of the inverse: its labels are those of a map like any other."""
        if self.claim.relation != "isometry" or not w.points:
            return False
        if set(w.points[0]) != set(self.claim.domain.variables):
            return True
        about = [o for o in self._all_obligations() if o.label == w.about and (not w.sides or getattr(o, "expression", None) is w.sides[0])]
        return bool(about) and all(self.said.is_backwards(o.domain) for o in about)

    def _chosen(self, w: Any) -> Text:
        """That undefined functions were chosen, where the two sides depend on them."""
        functions = {n.args[0] for e in w.sides or () for n in e.walk() if n.head in ("apply", "jet")}
        if not functions:
            return ()
        what = "a smooth function" if len(functions) == 1 else "smooth functions"
        out: list[Any] = [f", for {what} "]
        for i, name in enumerate(sorted(functions)):
            out += [", " if i else "", self.said.notation.function(name)]
        return (*out, " with suitable derivatives there")

    def _values(self, w: Any, point: dict[str, Fraction]) -> Iterator[Block]:
        o = next((o for o in self._all_obligations() if isinstance(o, Zero) and o.label == w.about and o.component == w.component), None)
        left = self.said.label(o) if o is not None else word("left side")
        i, j = w.component or (0, 0)
        right: Box = word("claimed")
        if o is not None and o.label.startswith("(f*h)") and self.said.g is not None:
            right = self.said.index(self.said.letters.g, self.said.g, i, j)
            if getattr(self.claim, "factor", None) is not None:
                right = row(self.said.letters.factor, right)
        elif o is not None and o.label.startswith("the inverse gives back"):
            right = self.said.notation.write(o.right)
        elif o is not None and "symmetric" in o.label:
            right = self.said.label(replace(o, component=(j, i)))
        rows: list[tuple[Box, Box]] = []
        checked: list[tuple[Expr, Expr]] = []
        for name, side, enclosure in ((left, w.sides[0], w.pulled_back), (right, w.sides[1], w.declared)):
            rows.append((name, self._value(side, point, enclosure, checked)))
        yield Definition(tuple(rows), tuple(checked), Domain(()))
        yield Paragraph(("The two are different numbers.",))

    def _ratios(self, w: Any, points: list[dict[str, Fraction]]) -> Iterator[Block]:
        i, j = w.component or (0, 0)
        ratio: Box = word("the ratio")
        if self.said.g is not None:
            index = self.said.index
            ratio = fraction(index(fenced(self.said.pulled_back()), self.said.g, i, j), index(self.said.letters.g, self.said.g, i, j))
        checked: list[tuple[Expr, Expr]] = []
        quotient = mul(w.sides[0], power(w.sides[1], -1))
        rows = [
            (row(ratio, word(f" at the {which} point")), self._value(quotient, point, enclosure, checked))
            for which, point, enclosure in zip(("first", "second"), points, (w.pulled_back, w.declared), strict=True)
        ]
        yield Definition(tuple(rows), tuple(checked), Domain(()))
        yield Paragraph(("The two are different numbers, so no constant factor fits.",))

    def _value(self, e: Expr, point: dict[str, Fraction], enclosure: str | None, checked: list[tuple[Expr, Expr]]) -> Box:
        """The value at a point: in closed form, and as an interval where it is not rational."""
        at = e.substitute({k: number(v) for k, v in point.items()})
        exact, interval = self._exact(at), _enclosure(enclosure)
        if exact is None:
            return interval
        checked.append((at, exact))
        written = self.said.notation.write(exact)
        return written if exact.value is not None else row(written, relation("in"), interval)

    def prose(self, text: str, back: bool | None = False) -> Text:
        """The engine's words with their numbers and letters as mathematics; `back`: they speak of the inverse as if it were f."""
        letters, g = self.said.letters, self.said.g
        forth, inverse = (letters.inverse, letters.f) if back else (letters.f, letters.inverse)
        if back:
            text = text.replace("f maps into the target's domain", "f maps into the domain")
        out: list[Any] = []
        at = 0
        text = text.replace("has 1 rows", "has 1 row")
        for found in _MATHEMATICS.finditer(text):
            part = found.group()
            i, j = (int(found["i"]) - 1, int(found["j"]) - 1) if found["i"] else (0, 0)
            box: Box | None = None
            if found["number"]:
                box = _enclosure(part)
            elif found["i"] and g is not None and not part.startswith("h["):
                box = self.said.index(fenced(self.said.pulled_back()) if part.startswith("(f*h)") else letters.g, g, i, j)
            elif found["i"] and part.startswith("h[") and self.said.h is not None:
                box = self.said.index(letters.h, self.said.h, i, j)
            elif part == "df^T df":
                box = row(script(row(word("d"), letters.f), sup=word("T")), word("d"), letters.f)
            elif part == "the inverse":
                box = inverse
            elif part == "f*h":
                box = self.said.pulled_back()
            elif part == "f":
                box = forth
            elif part == "g":
                box = letters.g
            elif part.startswith("factor "):
                out += [text[at : found.start()], "factor ", letters.factor]
                at = found.end()
            if box is not None:
                out += [text[at : found.start()], box]
                at = found.end()
        return tuple(x for x in (*out, text[at:]) if x != "")

    def _exact(self, value: Expr) -> Expr | None:
        """A constant in closed form, as short as it was found; None where undefined functions occur."""
        if not value.heads.isdisjoint(("apply", "jet")) or value.free_symbols:
            return None
        try:
            rewriting = self.rewriting(Domain(()))
            steps = rewriting.steps(value, None, proved=False, last=lambda a, b: ())
        except (ArithmeticError, ValueError):
            return value
        forms = [value, *(s.expression for s in steps)]
        simple = self.decision.region(Domain(())).simplified(value)
        if self.decision.equal(value, simple, Domain(())):
            forms.append(simple)
        return min(forms, key=size)

    def _all_obligations(self) -> Iterator[Obligation]:
        claim = self.claim
        yield from (o for c in (claim.claims if isinstance(claim, AllHold) else (claim,)) for o in c.obligations())

    def instead(self, verdict: Refuted) -> Iterator[Block]:
        curved = obstruction(verdict)
        if curved is not None:
            point = {k: Fraction(v) for k, v in curved.point.items()}
            yield Paragraph(("At ", *at_point(point), ": ", *self.prose(curved.statement.partition(": ")[2])))
        if self.claim.relation not in RELATIONS:
            return
        given = getattr(self.claim, "factor", None) is not None
        found = dict(self.session.strongest().verdicts)
        others = [
            (name, verdict) for name, verdict in found.items() if name != self.claim.relation or (given and isinstance(verdict, Proved))
        ]
        if isinstance(found.get("homothetic"), Proved):
            others = [(name, verdict) for name, verdict in others if name != "conformal"]
        witnesses = [v.witness for _, v in others if isinstance(v, Refuted)]
        if len(others) == 2 == len(witnesses) and witnesses[0] == witnesses[1]:
            others = [(f"{others[0][0]} and {others[1][0]}", others[0][1])]
        for name, other in others:
            text: list[Any] = [f"{name}: {other.word}"]
            if isinstance(other, Proved) and other.factor is not None:
                sign = self.said.letters.constant if name == "homothetic" else self.said.letters.function
                factor = self.rewriting(self.claim.domain).tidied(other.factor)
                text += [
                    ", with ",
                    row(self.said.pulled_back(), relation("="), sign, self.said.letters.g),
                    " and ",
                    row(sign, relation("="), self.said.notation.write(factor)),
                ]
            elif isinstance(other, Refuted):
                w = other.witness
                points = [{k: Fraction(v) for k, v in p.items()} for p in w.points if all(_is_rational(v) for v in p.values())]
                said = w.statement.partition(": ")[2] if w.statement.startswith("At ") else w.statement
                if len(points) == len(w.points) and not said.startswith("Between"):
                    where = [x for i, p in enumerate(points) for x in ((" and at " if i else ""), *at_point(p))]
                    text += [". At ", *where, *self._chosen(w), ": ", *self.prose(said)]
                else:
                    text += [". ", *self.prose(w.statement)]
            yield Paragraph((*text, "." if not str(text[-1]).endswith(".") else ""))

    def open(self, verdict: Undecided, obligations: list[Obligation]) -> Iterator[Block]:
        why, advice = REASONS[verdict.reason]
        proved = [o for o in obligations if isinstance(self.decision.known(o), list)]
        stuck = [a for o in obligations if isinstance(a := self.decision.known(o), Stuck)]
        yield Paragraph(
            (
                f"Undecided ({verdict.reason}): {why}.",
                *(
                    (" Where: ", *self.prose(verdict.detail, bool(stuck) and self.said.is_backwards(stuck[0].obligation.domain)), ".")
                    if verdict.detail
                    else ()
                ),
            )
        )
        if proved:
            listed: list[Any] = []
            for label, back in dict.fromkeys((o.label, bool(self.said.is_backwards(o.domain))) for o in proved):
                listed += [", " if listed else "", *self.prose(label, back)]
            yield Paragraph((f"Proved on the way: {len(proved)} of {len(obligations)} obligations (", *listed, ")."))
        stuck = [s for s in stuck if f"{s.obligation.label}: {s.detail}" != verdict.detail]
        if stuck:
            yield Bullets(
                tuple(
                    ("Not settled: ", *self.prose(f"{s.obligation.label}: {s.detail}", self.said.is_backwards(s.obligation.domain)), ".")
                    for s in stuck
                )
            )
        yield Paragraph((f"What would help: {advice}",))


#: What stands for mathematics in the engine's words.
_MATHEMATICS = re.compile(
    r"(?P<number>\[-?[\d.]+(e[-+]?\d+)? \+/- [\d.e+-]+\])|(?:\(f\*h\)|\bg|\bh)\[(?P<i>\d+),(?P<j>\d+)\]|f\*h|df\^T df"
    r"|\bfactor (?:lambda|c)\b"
    r"|\bf(?= maps)|(?<=of )f\b|(?<=along )f\b|(?<=of )the inverse(?= along)|(?<=multiple of )g\b|\bg(?= is (?:not|0))"
)


def _is_rational(text: str) -> bool:
    try:
        Fraction(text)
    except ValueError:
        return False
    return True


def _enclosure(text: str | None) -> Box:
    """[0.5 +/- 1e-16] as mathematics."""
    middle, _, radius = (text or "").strip("[]").partition(" +/- ")
    mantissa, _, exponent = radius.partition("e")
    if "." in middle and "e" not in middle:
        middle = middle.rstrip("0").rstrip(".")
    parts = [number_text(middle)]
    if radius and radius != "0":
        parts += [operator("\u00b1"), number_text(mantissa)]
        if exponent:
            parts += [operator("\u00d7"), script(number_text("10"), sup=number_text(str(int(exponent))))]
    return row(*parts)
