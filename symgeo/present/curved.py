"""What derivations say of claims beyond f*h = g: of curvature, of fields and curves, of submanifolds, of distortion."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from symgeo.exact.decide import Decision
from symgeo.expression import ONE, Expr
from symgeo.geometry.connection import LeviCivita
from symgeo.geometry.metric import Metric
from symgeo.geometry.obligations import Zero
from symgeo.geometry.tensor import tensor
from symgeo.notation.boxes import (
    PRIME,
    Box,
    comma_list,
    fenced,
    letter,
    number_text,
    operator,
    relation,
    row,
    script,
    upright,
    vector,
    word,
)
from symgeo.present.derivation import Block, Definition, Paragraph, Text

if TYPE_CHECKING:
    from symgeo.present.statement import Statement

#: Under which heading the equalities of a label stand: the name before the indices.
_HEADINGS = {
    "R": "Curvature",
    "Ric": "Ricci curvature",
    "G": "Einstein's equation",
    "(L_X g)": "Lie derivative",
    "(nabla_c' c')": "Acceleration",
    "H": "Mean curvature",
    "B": "Second fundamental form",
    "(df g^-1 df^T)": "Horizontal directions",
}
#: Claims about the curvature of g, for which its Christoffel symbols are shown.
_CURVED = ("flat", "ricci-flat", "einstein", "constant-curvature", "solves-einstein")
_LABEL = re.compile(r"^(.*)\[([\d,]+)\]$")
#: More Christoffel symbols than these are not printed.
_SYMBOLS = 40


def heading(o: Any) -> str | None:
    """The heading for an equality of one of these claims; None for others."""
    found = _LABEL.match(o.label) if isinstance(o, Zero) else None
    return _HEADINGS.get(found[1]) if found else None


def label(o: Zero, said: Statement) -> Box | None:
    """What an equality is about, with the coordinates as indices; None for equalities of other claims."""
    found = _LABEL.match(o.label)
    if found is None or found[1] not in _HEADINGS:
        return None
    name, places = found[1], [int(k) - 1 for k in found[2].split(",")]
    source = said.f.source.coordinates if said.f is not None else said.g.chart.coordinates if said.g is not None else ()
    target = said.f.target.coordinates if said.f is not None else ()

    def indices(chart: tuple[str, ...], of: list[int]) -> Box:
        return comma_list(said.notation.name(chart[k]) if k < len(chart) else number_text(str(k + 1)) for k in of)

    if name == "B":
        return script(said.letters.named("B", "\u0392"), sup=indices(target, places[:1]), sub=indices(source, places[1:]))
    if name == "H":
        return script(said.letters.named("H"), sup=indices(target, places))
    if name == "(nabla_c' c')":
        speed = script(said.letters.f, sup=PRIME)
        return script(fenced(row(script(upright("\u2207"), sub=speed), speed)), sup=indices(target, places))
    if name == "(L_X g)":
        return script(
            fenced(row(script(letter("L"), sub=said.letters.named("X", "Y", "V", "W")), said.letters.g)), sub=indices(source, places)
        )
    if name == "(df g^-1 df^T)":
        df = row(word("d"), said.letters.f)
        inside = row(df, script(said.letters.g, sup=number_text("-1")), script(df, sup=word("T")))
        return script(fenced(inside), sup=indices(target, places))
    return script(said.letters.named(name) if len(name) == 1 else word(name), sub=indices(source, places))


def claimed(said: Statement) -> Text | None:
    """What is claimed, in a sentence; None for claims of other kinds."""
    claim, f, g, h = said.claim, said.letters.f, said.letters.g, said.letters.h
    r = claim.relation
    write: Callable[[Expr], Box] = said.notation.write
    equals, zero = relation("="), number_text("0")
    if r == "flat":
        return ("Then ", g, " is flat: its curvature tensor ", said.letters.named("R"), " vanishes.")
    if r == "ricci-flat":
        return ("Then ", g, " is Ricci-flat: ", row(word("Ric"), equals, zero), ".")
    if r == "einstein":
        constant = write(claim.constant)
        return (
            "Then ",
            g,
            " is an Einstein metric: ",
            row(word("Ric"), equals, said.letters.constant, g),
            " with ",
            row(said.letters.constant, equals, constant),
            ".",
        )
    if r == "constant-curvature":
        k = row(said.letters.named("K", "\u03ba", "k"), equals, write(claim.constant))
        return ("Then ", g, " has constant sectional curvature ", k, ": ", _constant_curvature(said), ".")
    if r == "solves-einstein":
        terms = row(
            said.letters.named("G"),
            operator("+"),
            letter("\u039b"),
            g,
            equals,
            number_text("8"),
            letter("\u03c0"),
            said.letters.named("T", "S"),
        )
        cosmological = row(letter("\u039b"), equals, write(claim.cosmological_constant))
        return (
            "Then ",
            g,
            " solves Einstein's equation ",
            terms,
            ", with ",
            cosmological,
            " and the stress ",
            said.letters.named("T", "S"),
            " given.",
        )
    if r == "killing":
        field = vector(write(e) for e in _components_of(claim))
        return (
            "Then ",
            row(said.letters.named("X", "Y", "V", "W"), equals, field),
            " is a Killing field: the Lie derivative of ",
            g,
            " along it vanishes.",
        )
    if r == "geodesic":
        return ("Then ", f, " is a geodesic of ", h, ", with its parameter affine: its acceleration vanishes.")
    if r == "minimal":
        return ("Then ", f, " is minimal: the trace ", said.letters.named("H"), " of its second fundamental form vanishes.")
    if r == "totally-geodesic":
        return ("Then ", f, " is totally geodesic: its second fundamental form ", said.letters.named("B", "\u0392"), " vanishes.")
    if r in ("gauss-equation", "codazzi-equation", "ricci-equation"):
        return (f"Then {r.partition('-')[0].capitalize()}'s equation holds for ", f, ".")
    if r == "riemannian-submersion":
        return ("Then ", f, " is a Riemannian submersion: it keeps lengths of vectors orthogonal to its fibres.")
    if r == "distortion":
        lower, upper = getattr(claim, "lower", None), getattr(claim, "upper", None)

        def times_g(e: Expr) -> Box:
            return g if e is ONE else row(fenced(write(e)) if e.head == "add" else write(e), g)

        parts = [times_g(lower), relation("<=")] if lower is not None else []
        parts.append(said.pulled_back())
        parts += [relation("<="), times_g(upper)] if upper is not None else []
        return ("Then ", row(*parts), " as quadratic forms: the squares of lengths are multiplied by factors within these bounds.")
    return None


def _constant_curvature(said: Statement) -> Box:
    g = said.letters.g

    def index(name: Box, letters: str) -> Box:
        return script(name, sub=row(*map(letter, letters)))

    area = row(index(g, "ik"), index(g, "jl"), operator("-"), index(g, "il"), index(g, "jk"))
    return row(index(said.letters.named("R"), "ijkl"), relation("="), said.letters.named("K", "\u03ba", "k"), fenced(area))


def _components_of(claim: Any) -> list[Expr]:
    field = tensor(claim.g.chart, "u", claim.field) if not hasattr(claim.field, "positions") else claim.field
    return [field[i] for i in range(claim.g.chart.dimension)]


def christoffel_symbols(said: Statement, decision: Decision) -> list[Block]:
    """The symbols that do not vanish, each decided to be what is shown."""
    g = said.g
    if said.claim.relation not in _CURVED or not isinstance(g, Metric):
        return []
    domain, names = said.claim.domain, [said.notation.name(x) for x in g.chart.coordinates]
    simplify = decision.region(domain).simplified
    found: list[tuple[Box, Box]] = []
    checked: list[tuple[Expr, Expr]] = []
    for (k, i, j), e in LeviCivita(g).christoffel.nonzero():
        shown = simplify(e)
        if shown.value == 0:
            continue
        if not decision.equal(e, shown, domain):
            return [Paragraph(("The Christoffel symbols have no short form here.",))]
        checked.append((e, shown))
        found.append((script(letter("\u0393"), sub=comma_list([names[i], names[j]]), sup=names[k]), said.notation.write(shown)))
    if not found:
        return [Paragraph(("All Christoffel symbols vanish.",))]
    if len(found) > _SYMBOLS:
        return [Paragraph((f"{len(found)} Christoffel symbols do not vanish.",))]
    return [
        Definition(tuple(found), tuple(checked), domain),
        Paragraph(("Those that are not listed, and do not follow by symmetry, are 0.",)),
    ]
