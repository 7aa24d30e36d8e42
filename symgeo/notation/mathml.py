"""Boxes as presentation MathML: the elements of MathML Core, without the outer <math>.

What people wrote goes into token elements as text, escaped; nothing else in the output comes from them.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from symgeo.notation.boxes import Array, Box, Delimiter, Fenced, Fraction, Glyph, Root, Row, Script, Space, parts
from symgeo.notation.deep import deep
from symgeo.notation.measure import GAP, Measure

__all__ = ["mathml"]

_CAPITALS = frozenset("ΓΔΘΛΞΠΣΥΦΨΩ")
_BIG = ("", "1.2em", "1.8em", "2.4em", "3em")
_ANGLES = {"<": "\u27e8", ">": "\u27e9"}


@deep
def mathml(box: Box) -> str:
    """The box as one MathML element.

    >>> from symgeo.notation.boxes import letter, number_text, script
    >>> mathml(script(letter("x"), sup=number_text("2")))
    '<msup><mi>x</mi><mn>2</mn></msup>'
    """
    return _Printer().mathml(box)


def _glyph(box: Glyph) -> str:
    text, kind = escape(box.text), box.kind
    if kind == "number":
        return f"<mn>{text}</mn>"
    if kind == "text":
        return f"<mtext>{_keep_spaces(text)}</mtext>"
    if kind == "italic":
        if len(box.text) == 1:
            return f'<mi mathvariant="normal">{text}</mi>' if box.text in _CAPITALS else f"<mi>{text}</mi>"
        return f'<mi style="font-style:italic">{text}</mi>' if text.isascii() else f"<mi>{text}</mi>"
    if kind in ("upright", "function"):
        if box.text in ("\u2032", "\u2202", "\u221e"):
            return f"<mo>{text}</mo>" if box.text == "\u2032" else f"<mi>{text}</mi>"
        return f'<mi mathvariant="normal">{text}</mi>' if len(box.text) == 1 else f"<mi>{text}</mi>"
    if kind == "sign":
        return f'<mo form="prefix">{text}</mo>'
    if kind == "binary":
        return f'<mo form="infix">{text}</mo>'
    if kind == "relation" and box.text == "\u2223":
        return f'<mo lspace="0.278em" rspace="0.278em" stretchy="false">{text}</mo>'
    if kind == "slash":
        return f'<mo lspace="0" rspace="0" stretchy="false">{text}</mo>'
    if kind == "punctuation":
        return f'<mo separator="true">{text}</mo>'
    return f"<mo>{text}</mo>"


def _keep_spaces(text: str) -> str:
    """White space at the ends of an element is dropped when it is read; here it is meant."""
    inner = text.strip(" ")
    if len(inner) == len(text):
        return text
    before = len(text) - len(text.lstrip(" "))
    return "\u00a0" * before + inner + "\u00a0" * (len(text) - len(inner) - before)


def _is_big(box: Box) -> bool:
    base = box.base if type(box) is Script else box
    return type(base) is Glyph and base.kind == "big"


def _space(box: Space) -> str:
    return f'<mspace width="{box.width:.3f}em"/>'


def _delimiter(box: Delimiter) -> str:
    form = "prefix" if box.side == "open" else "postfix"
    size = f' minsize="{_BIG[box.size]}" maxsize="{_BIG[box.size]}"' if box.size else ' stretchy="false"'
    return _fence(box.text, form, size)


def _fence(text: str, form: str, attributes: str = "") -> str:
    if not text:
        return ""
    return f'<mo form="{form}" fence="true"{attributes}>{escape(_ANGLES.get(text, text))}</mo>'


class _Printer:
    def __init__(self) -> None:
        self.measure = Measure()

    def mathml(self, box: Box) -> str:
        if type(box) is Glyph:
            return _glyph(box)
        printed: str = _PRINTERS[type(box)](self, box)
        return printed

    def _row(self, box: Row) -> str:
        return f"<mrow>{self._items(box.items)}</mrow>"

    def _items(self, items: tuple[Box, ...]) -> str:
        out: list[str] = []
        before, after_big = "", False
        for item in items:
            left, right = self.measure.classes(item)
            if left:
                # Operators bring their own space; what is missing is TeX's thin space around functions and tall fences.
                space = GAP[before, left] if before and before != "punct" and not after_big else 0.0
                if 0 < space < 0.2:
                    out.append(f'<mspace width="{space:.3f}em"/>')
                before, after_big = right, _is_big(item)
            out.append(self.mathml(item))
        return "".join(out)

    def _fenced(self, box: Fenced) -> str:
        if box.size is None:
            size = ' stretchy="false"' if self.measure.is_flat(box.inside) else ""
        else:
            size = f' minsize="{_BIG[box.size]}" maxsize="{_BIG[box.size]}"' if box.size else ' stretchy="false"'
        inside = self._items(parts(box.inside))
        return f"<mrow>{_fence(box.left, 'prefix', size)}{inside}{_fence(box.right, 'postfix', size)}</mrow>"

    def _fraction(self, box: Fraction) -> str:
        return f"<mfrac>{self.mathml(box.over)}{self.mathml(box.under)}</mfrac>"

    def _script(self, box: Script) -> str:
        above_and_below = type(box.base) is Glyph and box.base.text == "\u2211"
        under, over, both = ("munder", "mover", "munderover") if above_and_below else ("msub", "msup", "msubsup")
        base = self.mathml(box.base)
        if type(box.base) is Delimiter and box.base.size:
            base = f"<mrow>{base}<mi></mi></mrow>"  # only in a row that is more than an operator does it get its size
        if box.sub is None:
            return f"<{over}>{base}{self.mathml(box.sup)}</{over}>" if box.sup is not None else base
        if box.sup is None:
            return f"<{under}>{base}{self.mathml(box.sub)}</{under}>"
        return f"<{both}>{base}{self.mathml(box.sub)}{self.mathml(box.sup)}</{both}>"

    def _root(self, box: Root) -> str:
        if box.index is None:
            return f"<msqrt>{self._items(parts(box.inside))}</msqrt>"
        return f"<mroot>{self.mathml(box.inside)}{self.mathml(box.index)}</mroot>"

    def _array(self, box: Array) -> str:
        left = ' style="text-align:left"' if box.layout != "matrix" else ""
        if box.layout == "stack":
            left = ' style="text-align:left;padding-left:0"'
        cells = "".join(f"<mtr>{''.join(f'<mtd{left}>{self.mathml(c)}</mtd>' for c in cells)}</mtr>" for cells in box.rows)
        style = ' displaystyle="true"' if box.layout == "stack" else ""
        table = f"<mtable{style}>{cells}</mtable>"
        if box.layout == "matrix":
            return f"<mrow>{_fence('(', 'prefix')}{table}{_fence(')', 'postfix')}</mrow>"
        if box.layout == "cases":
            return f"<mrow>{_fence('{', 'prefix')}{table}</mrow>"
        return table


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
