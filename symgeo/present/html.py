"""Derivations as HTML: one file, without network and without JavaScript.

Formulas are MathML, each with its LaTeX for copying. Long ones come in pieces between which a browser wraps lines, so that a page fits
any width; what cannot be cut scrolls by itself. A font for mathematics is embedded, since few systems have one.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from html import escape as escape_markup
from importlib.resources import files

from symgeo.expression import Expr
from symgeo.notation import Notation
from symgeo.notation.boxes import DOT, Box, Glyph, parts, printable, relation, row
from symgeo.notation.breaking import pieces
from symgeo.notation.latex import latex
from symgeo.notation.mathml import mathml
from symgeo.notation.measure import width
from symgeo.present.derivation import Block, Bullets, Chain, Definition, Derivation, Paragraph, Text
from symgeo.present.parts import Part, counted, part_of, references, standing, status_words

#: How wide a piece of a formula may be, in em, where it is by itself and in a line of text.
_PIECE, _PIECE_IN_TEXT = 26.0, 9.0
#: From what width on a piece scrolls by itself on a narrow screen, and on every screen.
_WIDE, _VAST = 15.5, 34.0
_WIDEST_LABEL = 7.5

ASSETS = files("symgeo.present") / "assets"
#: Nothing is loaded from anywhere, and nothing runs.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'"


def escape(text: str) -> str:
    """Text for HTML, between tags and inside of attributes."""
    return escape_markup(printable(text), quote=True)


def formula(box: Box, *, display: bool = False, annotated: bool = True) -> str:
    """One formula, with its LaTeX if it is to be `annotated`."""
    style = ' displaystyle="true"' if display else ""
    if not annotated:
        return f"<math{style}>{_short(mathml(box))}</math>"
    note = f'<annotation encoding="application/x-tex">{escape_markup(latex(box), quote=False)}</annotation>'
    return f"<math{style}><semantics>{_short(mathml(box))}{note}</semantics></math>"


def _short(text: str) -> str:
    """MathML without attributes that have no effect."""
    text = text.replace(' fence="true"', "").replace('<mo form="prefix" stretchy="false">(', '<mo stretchy="false">(')
    text = text.replace('<mo form="postfix" stretchy="false">)', '<mo stretchy="false">)')
    return re.sub(r'(</m[a-z]+>)<mo form="infix">(?=[^<]*</mo><m)', r"\1<mo>", text)


def formulas(box: Box, at_most: float, *, display: bool = False, annotated: bool = True) -> str:
    """A formula in pieces, between which a line may end; a piece that is too wide for a telephone scrolls."""
    terms = _terms(box)
    if len(terms) > 1 and sum(map(_width, terms)) > at_most:
        return "".join(_term(term, at_most, display, annotated) for term in terms)
    return _term(box, at_most, display, annotated)


def _terms(box: Box) -> list[Box]:
    """A formula cut before each operator and each relation that stands in it openly."""
    terms: list[list[Box]] = [[]]
    for item in parts(box):
        if type(item) is Glyph and item.kind in ("binary", "relation") and item != DOT and terms[-1]:
            terms.append([])
        terms[-1].append(item)
    return [row(*term) for term in terms]


# The entries of a pullback have many terms in common.
_width = lru_cache(4096)(width)


@lru_cache(4096)
def _term(term: Box, at_most: float, display: bool, annotated: bool) -> str:
    out = ""
    for piece in pieces(term, min(at_most, _WIDE)) if _width(term) > at_most else [term]:
        size = width(piece)
        if size:
            one = formula(piece, display=display, annotated=annotated)
            out += f'<span class="{"wide vast" if size > _VAST else "wide"}" tabindex="0">{one}</span>' if size > _WIDE else one
    return out


class _Setter:
    """Sets the blocks of one derivation."""

    def __init__(self, notation: Notation, annotated: bool) -> None:
        self.notation = notation
        self.annotated = annotated

    def box(self, item: Expr | Box) -> Box:
        return self.notation.write(item) if isinstance(item, Expr) else item

    def text(self, text: Text) -> str:
        return "".join(
            escape(item) if isinstance(item, str) else formulas(self.box(item), _PIECE_IN_TEXT, annotated=self.annotated) for item in text
        )

    def display(self, box: Box) -> str:
        return formulas(box, _PIECE, display=True, annotated=self.annotated)

    def blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Paragraph):
                yield f"<p>{self.text(block.text)}</p>\n"
            elif isinstance(block, Bullets):
                items = "".join(f"<li>{self.text(item)}</li>\n" for item in block.items)
                yield f"<ul>\n{items}</ul>\n" if items else ""
            elif isinstance(block, Definition):
                yield _grid(line for left, right in block.rows for line in self._line(left, relation("="), right))
            else:
                yield from self.chain(block)

    def chain(self, block: Chain) -> Iterator[str]:
        if block.where:
            yield f"<p>{self.text(block.where)}</p>\n"
        start = self.box(block.start)
        steps = list(block.steps)
        out: list[str] = []
        if block.label is not None:
            out += self._line(block.label, relation("="), start)
        elif steps and width(start) <= _WIDEST_LABEL:
            step = steps.pop(0)
            out += self._line(start, relation(step.relation), self.box(step.expression), step.reason)
        else:
            out += self._line(None, None, start)
        for step in steps:
            out += self._line(None, relation(step.relation), self.box(step.expression), step.reason)
        yield _grid(out)

    def _line(self, left: Box | None, sign: Box | None, right: Box, reason: Text = ()) -> Iterator[str]:
        before = ""
        if left is not None:
            narrow = width(left) <= _WIDEST_LABEL
            before = f'<div class="{"l" if narrow else "l long"}">{self.display(left)}</div>'
        mark = f'<div class="r">{formula(sign, annotated=self.annotated)}</div>' if sign is not None else ""
        why = f'<div class="y">{self.text(reason)}</div>' if any(not isinstance(i, str) or i.strip() for i in reason) else ""
        yield f'{before}{mark}<div class="e"><div>{self.display(right)}</div></div>{why}\n'


def _grid(rows: Iterable[str]) -> str:
    return f'<div class="chain">\n{"".join(rows)}</div>\n'


# -- one derivation ----------------------------------------------------------------------------------------------------
def body(derivation: Derivation, *, annotated: bool = True) -> str:
    """What follows the heading of a derivation; `annotated` formulas carry their LaTeX, which takes a third of the page."""
    setter = _Setter(derivation.notation, annotated)
    statement = "".join(setter.blocks(derivation.statement))
    return f'<div class="statement">\n{statement}</div>\n' + "".join(_calculation(derivation, setter, 3))


def _calculation(d: Derivation, setter: _Setter, level: int) -> Iterator[str]:
    for section_ in d.sections:
        yield f"<h{level}>{escape(section_.heading)}</h{level}>\n"
        yield from setter.blocks(section_.blocks)
    for part in d.parts:
        inner = _Setter(part.notation, setter.annotated)
        yield f"<h{level}>{escape(part.title)}</h{level}>\n"
        yield f'<p class="standing">{escape(status_words(part.status, part.accepted_by))}.</p>\n'
        yield f'<div class="statement">\n{"".join(inner.blocks(part.statement))}</div>\n'
        yield from _calculation(part, inner, min(level + 1, 6))
    if d.conclusion:
        yield f'<p class="conclusion">{setter.text(d.conclusion)}</p>\n'


def body_without(problem: str) -> str:
    """The body of a claim that has no derivation."""
    return f'<p class="conclusion">There is no derivation of this claim: {escape(problem)}</p>\n'


def section(derivation: Derivation) -> str:
    """A derivation inside of another page, as that of a notebook."""
    part = part_of(derivation, body(derivation))
    source = f' <span class="source">{escape(part.reference)}</span>' if part.reference else ""
    heading = f"<h2>{escape(part.title)}</h2>\n" if part.title else ""
    return f'<style>{layout()}</style>\n<section class="symgeo">\n{heading}{standing_line(part, source)}{part.body}</section>\n'


def standing_line(part: Part, source: str = "", *, number: str = "") -> str:
    """The line below a title: what is known, who says so, where it comes from."""
    place = f' <span class="path">{escape(part.path)}</span>' if part.path else ""
    name = f"<strong>{escape(part.heading)}{number}.</strong> "
    return f'<p class="standing">{name}<span class="status {css_class(part.status)}">{escape(standing(part))}.</span>{source}{place}</p>\n'


def css_class(status: str) -> str:
    return status if status in ("proved", "refuted", "undecided") else "unreadable"


# -- pages -------------------------------------------------------------------------------------------------------------
def page(derivations: Sequence[Derivation], title: str = "") -> str:
    """A page that needs nothing else."""
    return assemble([part_of(d, body(d)) for d in derivations], title)


def assemble(parts: Sequence[Part], title: str = "") -> str:
    """A page of parts whose bodies are HTML; several are folded below a list of contents."""
    title = title or (parts[0].title if len(parts) == 1 else "Derivations")
    numbers = references(parts)
    out = [f"<h1>{escape(title)}</h1>\n"]
    if len(parts) != 1:
        out.append(f"<p>{escape(counted(parts))}.</p>\n<nav>\n<h2>Contents</h2>\n<ol>\n")
        out += [f'<li><a href="#{p.key}">{escape(p.title)}</a> <em>({escape(p.status)})</em></li>\n' for p in parts]
        out.append("</ol>\n</nav>\n")
    for i, part in enumerate(parts, 1):
        n = numbers.get(part.reference)
        source = f' <a href="#reference-{n}">[{n}]</a>' if n else ""
        if len(parts) == 1:
            out.append(f'<article class="symgeo" id="{part.key}">\n{standing_line(part, source)}{part.body}</article>\n')
        else:
            line = standing_line(part, source, number=f" {i}")
            summary = f"<summary><h2>{i}. {escape(part.title)}</h2> <em>({escape(part.status)})</em></summary>"
            out.append(f'<article class="symgeo" id="{part.key}"><details open>{summary}\n{line}{part.body}</details></article>\n')
    if numbers:
        items = "".join(f'<li id="reference-{n}">{escape(text)}</li>\n' for text, n in numbers.items())
        out.append(f'<section class="references">\n<h2>References</h2>\n<ol>\n{items}</ol>\n</section>\n')
    return whole(title, f"<main>\n{''.join(out)}</main>\n")


def whole(title: str, content: str, *, policy: str = POLICY, css: str = "", script: str = "") -> str:
    """A whole page around some content."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>\n{font()}{layout()}{page_layout()}{css}</style>\n</head>\n<body>\n{content}{script}</body>\n</html>\n"
    )


@cache
def font() -> str:
    """The font for mathematics, as data in CSS."""
    data = base64.b64encode((ASSETS / "stix-two-math-subset.woff2").read_bytes()).decode("ascii")
    return f'@font-face{{font-family:"symgeo math";src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'


@cache
def layout() -> str:
    """How derivations are laid out."""
    return (ASSETS / "derivation.css").read_text(encoding="utf-8")


@cache
def page_layout() -> str:
    """How a page around them is."""
    return (ASSETS / "page.css").read_text(encoding="utf-8")
