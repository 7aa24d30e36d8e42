"""Boxes as LaTeX, for math mode with amsmath and amssymb.

Whatever comes from users is escaped: it is printed, and it can do nothing.
"""

from __future__ import annotations

import re

from symgeo.notation.boxes import Array, Box, Delimiter, Fenced, Fraction, Glyph, Root, Row, Script, Space, printable
from symgeo.notation.deep import deep
from symgeo.notation.measure import Measure
from symgeo.notation.names import GREEK

__all__ = ["escape", "is_latin", "latex"]

_SPECIAL = {
    **{c: f"\\{c}" for c in "{}$&#_%"},
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "-": "-{}",
    "`": "`{}",
    "'": "'{}",
    ",": ",{}",
    '"': "''",
}
_MATH = {
    **{character: f"\\{name}" for name, character in GREEK.items()},
    "\u2212": "-",
    "\u22c5": r"\cdot",
    "\u00d7": r"\times",
    "\u00b1": r"\pm",
    "\u2218": r"\circ",
    "\u211d": r"\mathbb{R}",
    "\u2207": r"\nabla",
    "\u2264": r"\le",
    "\u2265": r"\ge",
    "\u2260": r"\ne",
    "\u2208": r"\in",
    "\u223c": r"\sim",
    "\u2192": r"\to",
    "\u2254": r"\mathrel{:=}",
    "\u21a6": r"\mapsto",
    "\u2223": r"\mid",
    "\u2202": r"\partial",
    "\u221e": r"\infty",
    "\u222b": r"\int",
    "\u2211": r"\sum",
    "\u2032": r"\prime",
    "\u2061": "",
    "\u2062": "",
}
_FUNCTIONS = frozenset("sin cos tan sec csc cot arcsin arccos arctan sinh cosh tanh coth exp log max min det".split())
#: ASCII signs as operators.
_ALONE = {**{c: f"\\{c}" for c in "{}$&#_%"}, "\\": r"\backslash ", "^": r"\wedge ", "~": r"\sim "}
_SPACES = {1 / 6: r"\,", 2 / 9: r"\:", 5 / 18: r"\;", 1.0: r"\quad", 2.0: r"\qquad"}
_FENCES = {
    ("(", "open"): "(",
    (")", "close"): ")",
    ("[", "open"): r"\lbrack",
    ("]", "close"): r"\rbrack",
    ("{", "open"): r"\{",
    ("}", "close"): r"\}",
    ("|", "open"): r"\lvert",
    ("|", "close"): r"\rvert",
    ("<", "open"): r"\langle",
    (">", "close"): r"\rangle",
    ("", "open"): ".",
    ("", "close"): ".",
}
_SIZES = ("", r"\big", r"\Big", r"\bigg", r"\Bigg")
_COMMAND_AT_END = re.compile(r"\\[a-zA-Z]+$")
#: Signs and letters below U+017F that T1 fonts do not have.
_NOT_IN_T1 = "\u0149\u0138\u0166\u0167\u00b2\u00b3\u00b9\u00b5"
_WIDEST_MATRIX = 10  # columns of amsmath's matrices


@deep
def latex(box: Box) -> str:
    """The box as LaTeX for math mode.

    >>> from symgeo.notation.boxes import fraction, letter, number_text, row, script
    >>> latex(fraction(number_text("1"), row(number_text("2"), script(letter("x"), sup=number_text("2")))))
    '\\\\frac{1}{2x^{2}}'
    """
    return _Printer().latex(box)


def escape(text: str) -> str:
    """Text for LaTeX's text mode: every character stands for itself.

    >>> escape("50% of $x_1 & \\\\input{f}")
    '50\\\\% of \\\\$x\\\\_1 \\\\& \\\\textbackslash{}input\\\\{f\\\\}'
    """
    text = printable(text)
    if text.isalnum() and text.isascii():
        return text
    out = "".join(_SPECIAL.get(c, c) for c in text)
    return re.sub(r"(?<=[-`',])\{\}(?![-`',])", "", out)  # needed only where two of them would join


def is_latin(text: str) -> bool:
    """Can pdflatex print the text, which may be LaTeX itself? It is meant for Latin letters only.

    >>> is_latin("Erdős, Weyl"), is_latin("한국어"), is_latin("Ἑλληνικά")
    (True, False, False)
    """
    return all((ord(c) < 0x17F and c not in _NOT_IN_T1) or c in "\u2013\u2014\u2018\u2019\u201c\u201d\u2026" for c in text)


def _glyph(box: Glyph) -> str:
    text, kind = box.text, box.kind
    if kind == "number" or (kind == "italic" and len(text) == 1 and text.isascii()):
        return text
    if kind == "text":
        return rf"\text{{{escape(text)}}}"
    if kind == "function":
        return f"\\{text}" if text in _FUNCTIONS else rf"\operatorname{{{_letters(text)}}}"
    found = _MATH.get(text)
    if found is not None:
        return found
    if kind == "italic":
        return rf"\mathit{{{_letters(text)}}}" if text.isascii() else rf"\text{{\itshape {escape(text)}}}"
    if kind == "upright":
        return rf"\mathrm{{{_letters(text)}}}" if text.isascii() else rf"\text{{{escape(text)}}}"
    if text.isascii() and not text.isalnum():
        return "".join(_ALONE.get(c, c) for c in text)
    return rf"\mathrel{{\text{{{escape(text)}}}}}"


def _letters(text: str) -> str:
    """A word inside \\mathit and the like: letters and digits as they are."""
    return escape(text).replace(" ", r"\ ")


def _space(box: Space) -> str:
    for em, command in _SPACES.items():
        if abs(box.width - em) < 1e-6:
            return command
    return rf"\hspace{{{box.width:.3f}em}}"


def _delimiter(box: Delimiter) -> str:
    fence = _FENCES[box.text, box.side]
    if box.size == 0:
        return "" if fence == "." else fence
    return f"{_SIZES[box.size]}{'l' if box.side == 'open' else 'r'}{fence}"


def _around(left: str, inside: str, right: str) -> str:
    space = " " if _COMMAND_AT_END.search(left) and inside[:1].isalpha() and inside[:1].isascii() else ""
    return f"{left}{space}{inside}{right}"


class _Printer:
    def __init__(self) -> None:
        self.measure = Measure()

    def latex(self, box: Box) -> str:
        if type(box) is Glyph:
            return _glyph(box)
        printed: str = _PRINTERS[type(box)](self, box)
        return printed

    def _row(self, box: Row) -> str:
        out = ""
        glued = True  # does a control word end here, which a letter would run into?
        for i, item in enumerate(box.items):
            piece = _glyph(item) if type(item) is Glyph else self.latex(item)
            if not piece:
                continue
            if i == 0 and type(item) is Glyph and item.kind == "binary":
                piece = "{}" + piece
            spaced = type(item) is Glyph and item.kind in ("binary", "relation")
            if out and (spaced or glued) and (spaced or (piece[0].isalpha() and piece[0].isascii())):
                out += " "
            out += piece
            if spaced or (type(item) is Glyph and item.kind == "punctuation"):
                out += " "
                glued = False
            else:
                glued = _COMMAND_AT_END.search(piece) is not None
        return out.rstrip()

    def _fenced(self, box: Fenced) -> str:
        inside = self.latex(box.inside)
        left, right = _FENCES[box.left, "open"], _FENCES[box.right, "close"]
        size = box.size
        if size is None:
            if not self.measure.is_flat(box.inside):
                return _around(rf"\left{left}", inside, rf"\right{right}")
            size = 0
        return _around(_delimiter(Delimiter(box.left, "open", size)), inside, _delimiter(Delimiter(box.right, "close", size)))

    def _fraction(self, box: Fraction) -> str:
        return rf"\frac{{{self.latex(box.over)}}}{{{self.latex(box.under)}}}"

    def _script(self, box: Script) -> str:
        base = self.latex(box.base)
        if type(box.base) not in (Glyph, Fenced, Delimiter):
            base = f"{{{base}}}"
        if box.sub is not None:
            base += f"_{{{self.latex(box.sub)}}}"
        if box.sup is not None:
            primes = [p for p in (box.sup.items if type(box.sup) is Row else (box.sup,)) if type(p) is Glyph and p.text == "\u2032"]
            whole = len(primes) == (len(box.sup.items) if type(box.sup) is Row else 1)
            base += "'" * len(primes) if primes and whole else f"^{{{self.latex(box.sup)}}}"
        return base

    def _root(self, box: Root) -> str:
        index = f"[{{{self.latex(box.index)}}}]" if box.index is not None else ""
        return rf"\sqrt{index.replace('[{3}]', '[3]')}{{{self.latex(box.inside)}}}"

    def _array(self, box: Array) -> str:
        before = r"\displaystyle " if box.layout == "stack" else ""
        body = r" \\ ".join(" & ".join(before + self.latex(cell) for cell in cells) for cells in box.rows)
        if box.layout == "cases":
            return rf"\begin{{cases}} {body} \end{{cases}}"
        if box.layout == "stack":
            return rf"\begin{{array}}{{@{{}}l@{{}}}} {body} \end{{array}}"
        columns = max(map(len, box.rows), default=1)
        if columns <= _WIDEST_MATRIX:
            return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"
        return rf"\left(\begin{{array}}{{{'c' * columns}}} {body} \end{{array}}\right)"


_PRINTERS = {
    Row: _Printer._row,
    Space: lambda self, box: _space(box),
    Delimiter: lambda self, box: _delimiter(box),
    Fenced: _Printer._fenced,
    Fraction: _Printer._fraction,
    Script: _Printer._script,
    Root: _Printer._root,
    Array: _Printer._array,
}
