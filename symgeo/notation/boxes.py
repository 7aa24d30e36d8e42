"""Mathematics as a small tree of boxes, before it is LaTeX, MathML or plain text.

A box says what is printed and how its parts are placed, not how large they are: glyphs in rows, fractions, scripts, roots, fences and
arrays. The same tree goes to every printer, and to the one measure of width that lines are broken by.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "italic", "upright", "number", "function", "binary", "sign", "relation", "punctuation", "big", "slash", "invisible", "text"
]
Layout: TypeAlias = Literal["matrix", "cases", "stack"]
Side: TypeAlias = Literal["open", "close"]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A word of one kind: an identifier, a number, the name of a function, a sign, or text."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Space:
    """White space, `width` in em."""

    width: float


@dataclass(frozen=True, slots=True)
class Delimiter:
    """One delimiter by itself, of fixed size: 0 as in text, up to 4; its partner may stand on another line."""

    text: str
    side: Side
    size: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """Boxes beside each other; none of them is a row."""

    items: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Fraction:
    over: Box
    under: Box


@dataclass(frozen=True, slots=True)
class Script:
    """A base with a subscript, a superscript or both; for a sum sign, what stands below and above it."""

    base: Box
    sub: Box | None = None
    sup: Box | None = None


@dataclass(frozen=True, slots=True)
class Root:
    """The square root, or with an index another root."""

    inside: Box
    index: Box | None = None


@dataclass(frozen=True, slots=True)
class Fenced:
    """A box between delimiters, which grow with it unless `size` says how large they are."""

    inside: Box
    left: str = "("
    right: str = ")"
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Array:
    """Rows of cells: a matrix in parentheses, cases after a brace, or lines stacked at their left."""

    rows: tuple[tuple[Box, ...], ...]
    layout: Layout = "matrix"


Box: TypeAlias = Glyph | Space | Delimiter | Row | Fraction | Script | Root | Fenced | Array

# -- signs that have one form ------------------------------------------------------------------------------------
TIMES = Glyph("\u2062", "invisible")  #: between factors that stand side by side
APPLY = Glyph("\u2061", "invisible")  #: between a function and its argument
DOT = Glyph("\u22c5", "binary")
PLUS = Glyph("+", "binary")
MINUS = Glyph("\u2212", "binary")
NEGATIVE = Glyph("\u2212", "sign")
SLASH = Glyph("/", "slash")
COMMA = Glyph(",", "punctuation")
MID = Glyph("\u2223", "relation")
INTEGRAL = Glyph("\u222b", "big")
SUM = Glyph("\u2211", "big")
PARTIAL = Glyph("\u2202", "upright")
INFINITY = Glyph("\u221e", "upright")
PRIME = Glyph("\u2032", "upright")
THIN, QUAD = Space(1 / 6), Space(1.0)
EMPTY = Row()

_RELATIONS = {
    "!=": "\u2260",
    "<=": "\u2264",
    ">=": "\u2265",
    "in": "\u2208",
    "~": "\u223c",
    "->": "\u2192",
    ":=": "\u2254",
    "mapsto": "\u21a6",
    "|": "\u2223",
}
_OPERATORS = {"-": "\u2212", "*": "\u22c5"}


def row(*boxes: Box) -> Box:
    """Boxes beside each other; rows among them are opened, and a row of one box is that box."""
    items: list[Box] = []
    for box in boxes:
        if type(box) is Row:
            items.extend(box.items)
        else:
            items.append(box)
    return items[0] if len(items) == 1 else Row(tuple(items))


def word(text: str) -> Box:
    """Upright text as it is; nothing in it has a meaning."""
    return Glyph(printable(text), "text")


def relation(sign: str) -> Box:
    """One of ``= != < > <= >= in ~ -> := mapsto``, or the sign itself."""
    return Glyph(_RELATIONS.get(sign, printable(sign)), "relation")


def operator(sign: str) -> Box:
    """An operator between two operands: ``+ - *``, or the sign itself."""
    return SLASH if sign == "/" else Glyph(_OPERATORS.get(sign, printable(sign)), "binary")


def negative(box: Box) -> Box:
    """A minus sign in front of a box."""
    return row(NEGATIVE, box)


def letter(text: str) -> Box:
    """A letter in italics, or a word of them."""
    return Glyph(printable(text), "italic")


def upright(text: str) -> Box:
    """A letter or a word that stands upright within a formula."""
    return Glyph(printable(text), "upright")


def function_name(text: str) -> Box:
    """The name of a function with a fixed meaning, as sin."""
    return Glyph(printable(text), "function")


def number_text(digits: str) -> Box:
    """A number as it is written; a minus in front becomes a sign."""
    if digits[:1] in ("-", "\u2212"):
        return negative(Glyph(printable(digits[1:]), "number"))
    return Glyph(printable(digits), "number")


def script(base: Box, sub: Box | None = None, sup: Box | None = None) -> Box:
    """A base with what stands below and above on its right."""
    return Script(base, sub, sup)


def fraction(over: Box, under: Box) -> Box:
    return Fraction(over, under)


def root(inside: Box, index: Box | None = None) -> Box:
    return Root(inside, index)


def fenced(box: Box, left: str = "(", right: str = ")") -> Box:
    """A box between two delimiters of ``( ) [ ] { } | < >``; an empty one is not printed."""
    return Fenced(box, left, right)


def comma_list(boxes: Iterable[Box]) -> Box:
    """Boxes with commas between them."""
    items: list[Box] = []
    for box in boxes:
        items += (COMMA, box) if items else (box,)
    return row(*items)


def vector(boxes: Iterable[Box]) -> Box:
    """(a, b, c)"""
    return Fenced(comma_list(boxes))


def matrix(rows: Iterable[Sequence[Box]]) -> Box:
    return Array(tuple(tuple(r) for r in rows), "matrix")


def cases(rows: Iterable[tuple[Box, Box]]) -> Box:
    """Values, each with the words that say when."""
    return Array(tuple(tuple(r) for r in rows), "cases")


def stack(lines: Iterable[Box]) -> Box:
    """Lines below each other, all beginning at the left."""
    return Array(tuple((line,) for line in lines), "stack")


def parts(box: Box) -> tuple[Box, ...]:
    """The boxes that stand beside each other in a box."""
    return box.items if type(box) is Row else (box,)


def printable(text: str) -> str:
    """Text without what controls a terminal, a document or the direction of reading.

    >>> printable("a\\tb\\x1b[0m")
    'a b[0m'
    """
    if text.isascii() and text.isprintable():
        return text
    spaced = (" " if c in "\t\n\r\u2028\u2029" else c for c in text)
    return "".join(c for c in spaced if unicodedata.category(c)[0] != "C")
