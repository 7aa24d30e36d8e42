"""Boxes as one line of plain text."""

from __future__ import annotations

from symgeo.notation.boxes import Array, Box, Delimiter, Fenced, Fraction, Glyph, Root, Row, Script, Space, parts

__all__ = ["text"]

_RAISED = str.maketrans("0123456789\u2212", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b")
_LOWERED = str.maketrans("0123456789", "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089")
_APART = ("binary", "relation")


def text(box: Box) -> str:
    """One line of Unicode, for places that show nothing else.

    >>> from symgeo.notation.boxes import fraction, letter, number_text, script
    >>> text(fraction(number_text("1"), script(letter("x"), sup=number_text("2"))))
    '1/x²'
    """
    if type(box) is Glyph:
        return "" if box.kind == "invisible" else box.text
    printed: str = _PRINTERS[type(box)](box)
    return printed


def _row(box: Row) -> str:
    out = ""
    before: Box | None = None
    for i, item in enumerate(box.items):
        piece = text(item)
        if type(item) is Fraction and not (_is_apart(box.items, i - 1) and _is_apart(box.items, i + 1)):
            piece = f"({piece})"
        kind = item.kind if type(item) is Glyph else ""
        if kind in _APART:
            piece = f" {piece} "
        elif kind == "punctuation":
            piece += " "
        elif out and piece and _runs_together(before, item, out, piece):
            piece = " " + piece
        out += piece
        if piece:
            before = item
    return out.strip()


def _is_apart(items: tuple[Box, ...], at: int) -> bool:
    """Is there nothing, or a sum, a relation or a comma?"""
    if not 0 <= at < len(items):
        return True
    item = items[at]
    return type(item) is Glyph and item.kind in (*_APART, "sign", "punctuation") and item.text != "\u22c5"


def _runs_together(before: Box | None, item: Box, left: str, right: str) -> bool:
    if left[-1] in ")|" and _is_function(item):
        return True
    if not (left[-1].isalnum() and (right[0].isalnum() or right[0] in "\u222b\u2211\u221a\u2202")):
        return False
    words = [b for b in (before, item) if type(b) is Glyph and (b.kind == "function" or len(b.text) > 1) and b.kind != "number"]
    return bool(words) or type(before) is not Glyph or type(item) is not Glyph


def _is_function(box: Box) -> bool:
    base = box.base if type(box) is Script else box
    return type(base) is Glyph and base.kind in ("function", "big")


def _script(box: Script) -> str:
    out = text(box.base)
    if type(box.base) not in (Glyph, Fenced, Delimiter):
        out = f"({out})"
    if box.sub is not None:
        sub = text(box.sub)
        out += sub.translate(_LOWERED) if sub.isdigit() and sub.isascii() else f"_{sub}" if sub.isalnum() else f"_({sub})"
    if box.sup is not None:
        sup = text(box.sup)
        if set(sup) <= {"\u2032"}:
            out += sup
        elif set(sup) <= set("0123456789\u2212"):
            out += sup.translate(_RAISED)
        else:
            out += f"^{sup}" if sup.isalnum() or (type(box.sup) is Fenced and sup[:1] == "(") else f"^({sup})"
    return out


def _grouped(box: Box) -> str:
    """An operand of a division."""
    inside = text(box)
    items = [i for i in parts(box) if not (type(i) is Glyph and i.kind == "invisible")]
    return inside if len(items) == 1 and type(items[0]) not in (Fraction, Array) else f"({inside})"


def _root(box: Root) -> str:
    sign = "\u221a" if box.index is None else "\u221b" if text(box.index) == "3" else f"{text(box.index)}\u221a"
    inside = text(box.inside)
    return f"{sign}{inside}" if len(inside) == 1 else f"{sign}({inside})"


def _array(box: Array) -> str:
    if box.layout == "stack":
        return " ".join(text(cells[0]) for cells in box.rows)
    rows = [", ".join(text(c) for c in cells) for cells in box.rows]
    return "{" + "; ".join(rows) + "}" if box.layout == "cases" else "[" + "; ".join(rows) + "]"


_PRINTERS = {
    Row: _row,
    Space: lambda box: " ",
    Delimiter: lambda box: box.text,
    Fenced: lambda box: f"{box.left}{text(box.inside)}{box.right}",
    Fraction: lambda box: f"{_grouped(box.over)}/{_grouped(box.under)}",
    Script: _script,
    Root: _root,
    Array: _array,
}
