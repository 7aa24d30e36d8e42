"""How boxes stand beside each other: what is between two factors, where an exponent goes, what a slash divides."""

from __future__ import annotations

from symgeo.notation.boxes import DOT, THIN, TIMES, Array, Box, Fenced, Fraction, Glyph, Root, Row, Script, fenced, parts, row


def before_slash(box: Box) -> Box:
    kinds = {leading(item).kind for item in parts(box) if type(leading(item)) is Glyph}  # type: ignore[union-attr]
    return box if kinds.isdisjoint(("binary", "sign", "slash", "relation", "function", "big")) else fenced(box)


def after_slash(box: Box) -> Box:
    return fenced(box) if type(box) is Row else box


def digits(n: int) -> Box:
    return Glyph(str(n), "number")


def raised(base: Box, exponent: Box) -> Box:
    """An exponent on a base that holds together; on f(x) it stands at the closing parenthesis."""
    *before, last = parts(base)
    if type(last) is Script:
        if last.sup is not None:
            return Script(fenced(base), None, exponent)
        return row(*before, Script(last.base, last.sub, exponent))
    return row(*before, Script(last, None, exponent))


def has_primes(box: Box) -> bool:
    return type(box) is Script and box.sup is not None


def leading(box: Box) -> Box:
    while type(box) in (Row, Script):
        box = box.items[0] if type(box) is Row else box.base  # type: ignore[union-attr]
    return box


def between(left: Box, right: Box) -> tuple[Box, ...]:
    """What stands between two factors."""
    first = leading(right)
    if type(first) is Glyph and first.kind == "number":
        return (DOT,)
    last = parts(left)[-1]
    if type(last) is Glyph and last.kind == "number" and type(first) is Fraction:
        return (DOT,)
    if type(first) is Glyph and first.kind in ("function", "big"):  # these bring a space of their own
        return (TIMES,)
    if type(first) is Fenced and type(left) is not Row:
        bars = "|" in (first.left, last.left if type(last) is Fenced else "")
        return (TIMES, THIN) if bars else (TIMES,)
    return (TIMES, THIN) if type(left) is Row or is_loose(last) or is_loose(first) else (TIMES,)


def is_loose(box: Box) -> bool:
    if type(box) is Script and type(box.base) is Glyph:
        return box.base.kind == "italic" and len(box.base.text) > 1
    return type(box) in (Fraction, Root, Array) or (type(box) is Glyph and box.kind == "italic" and len(box.text) > 1)
