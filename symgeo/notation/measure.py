"""How wide and how high a box is, in em of the surrounding text, set as a displayed formula.

The advances are those of Computer Modern, which Latin Modern and most faces for mathematics keep close to; the spacing is TeX's. The
result errs to the wide side by a few parts in a hundred.
"""

from __future__ import annotations

import unicodedata

from symgeo.notation.boxes import Array, Box, Delimiter, Fenced, Fraction, Glyph, Root, Row, Script, Space

#: Factor by which everything is taken wider than measured.
SAFETY = 1.03
#: The size of scripts of the first and second order; small faces run wider.
_SCALE = (1.0, 1.0, 0.8, 0.7)


def _table(text: str) -> dict[str, float]:
    words = text.split()
    return {c: float(w) / 1000 for group, w in zip(words[::2], words[1::2], strict=True) for c in group}


_ITALIC = _table(
    "A 750 BEFS 809 CGOQLRIJ 800 DKX 921 H 912 MW 1083 NU 912 PTV 806 YZ 803 ae 529 b 429 c 433 dhmnopquvx 610 m 878 f 597 g 513 "
    "ij 469 k 552 l 318 rst 479 w 743 yz 526 α 643 β 618 γ 573 δ 482 \u03f5 406 ζ 511 η 532 θ 497 ι 354 κ 576 λ 583 μ 603 ν 558 ξ 484 "
    "π 606 ρ 517 σ 607 τ 550 υ 576 \u03d5 596 χ 626 ψ 687 ω 658 ε 466 \u03d1 591 \u03d6 856 \u03f1 517 ς 443 φ 654 "
    "Γ 625 Δ 833 Θ 778 Λ 694 Ξ 667 Π 750 Σ 722 Υ 778 Φ 722 Ψ 778 Ω 722 ∂ 531"
)
_WORD = _table(
    "A 743 B 806 CGQO 861 D 849 E 799 F 786 HNU 907 IJ 665 K 914 L 627 M 1061 PR 781 S 682 T 849 VX 927 W 1182 Y 937 Z 759 "
    "a 588 bcef 535 dhnu 640 g 548 ij 451 k 568 l 359 m 894 opqvxyz 584 rst 532 w 772 0123456789 560 _# 840"
)
_UPRIGHT = _table(
    "ABCDENPRTUVXY 764 FLZ 653 GHKOQ 785 IJS 556 M 917 W 1028 acegoz 500 bdhknpquvxy 556 f 306 ijl 306 m 833 rst 394 w 722 "
    "0123456789 500 .,:;!'` 278 ()[] 390 {}/ 500 +=<>~ 778 *?\" 500 - 334 # 840 % 840 & 790 @ 790 | 334 _ 600 $ 500 \\ 500 ^ 600 "
    "Γ 625 Δ 833 Θ 778 Λ 694 Ξ 667 Π 750 Σ 722 Υ 778 Φ 722 Ψ 778 Ω 722 ∂ 531 ∞ 1000 ′ 275 ψ 687 π 606 ℝ 722"
)
_SIGNS = _table("+\u2212=±<>≤≥≠∼∈ 778 → 1000 ↦ 1000 ≔ 1056 ⋅ 278 × 778 ∣ 278 , 278 / 500 ∫ 1000 ∑ 1444")
#: Delimiters by size: as in text, \big, \Big, \bigg, \Bigg.
_DELIMITERS = {
    "(": (0.39, 0.46, 0.6, 0.74, 0.8),
    "[": (0.28, 0.42, 0.48, 0.53, 0.59),
    "{": (0.5, 0.59, 0.67, 0.75, 0.81),
    "|": (0.28, 0.34, 0.34, 0.34, 0.34),
    "<": (0.39, 0.48, 0.61, 0.75, 0.81),
}
_PARTNER = {")": "(", "]": "[", "}": "{", ">": "<", "\u2016": "["}
_HALF = (0.75, 0.85, 1.15, 1.45, 1.75)  # what a delimiter of each size covers above and below the axis

#: TeX's spaces between the classes of what stands side by side, in em: thin, medium, thick.
_ = 0.0
_T, _M, _K = 1 / 6, 2 / 9, 5 / 18
_CLASSES = ("ord", "op", "bin", "rel", "open", "close", "punct", "inner")
_GAPS = {
    "ord": (_, _T, _M, _K, _, _, _, _T),
    "op": (_T, _T, _, _K, _, _, _, _T),
    "bin": (_M, _M, _, _, _M, _, _, _M),
    "rel": (_K, _K, _, _, _K, _, _, _K),
    "open": (_, _, _, _, _, _, _, _),
    "close": (_, _T, _M, _K, _, _, _, _T),
    "punct": (_T, _T, _, _T, _T, _T, _T, _T),
    "inner": (_T, _T, _M, _K, _T, _, _T, _T),
}
GAP = {(left, right): gap for left, gaps in _GAPS.items() for right, gap in zip(_CLASSES, gaps, strict=True)}
_KIND_CLASS = {"function": "op", "big": "op", "binary": "bin", "relation": "rel", "punctuation": "punct"}

Size = tuple[float, float, float]


def width(box: Box) -> float:
    """The width in em of the surrounding text.

    >>> from symgeo.notation.boxes import letter, operator, row
    >>> 1.9 < width(row(letter("a"), operator("+"), letter("b"))) < 2.3
    True
    """
    return Measure().width(box)


class Measure:
    """Sizes of many boxes, each measured once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[Size, Box]] = {}

    def width(self, box: Box) -> float:
        return self.size(box, 0)[0] * SAFETY

    def is_flat(self, box: Box) -> bool:
        """Is it low enough for parentheses of the usual size?"""
        _, up, down = self.size(box, 0)
        return up <= 1.2 and down <= 0.55

    def classes(self, box: Box) -> tuple[str, str]:
        """What a box is, as its neighbours on the left and on the right see it; empty where it does not count."""
        if type(box) is Glyph:
            if box.kind == "invisible":
                return "", ""
            kind = _KIND_CLASS.get(box.kind, "ord")
            return kind, kind
        if type(box) is Script:
            return self.classes(box.base)
        if type(box) is Fenced:
            return ("inner", "inner") if box.size is None and not self.is_flat(box.inside) else ("open", "close")
        if type(box) is Delimiter:
            return box.side, box.side
        if type(box) is Row:
            outer = [c for c in map(self.classes, box.items) if c[0]]
            return (outer[0][0], outer[-1][1]) if outer else ("", "")
        if type(box) is Space:
            return "", ""
        return ("inner", "inner") if type(box) is Array else ("ord", "ord")

    def size(self, box: Box, style: int) -> Size:
        """Width, height above and depth below the baseline; style 0 is a display, 1 text, 2 and 3 scripts."""
        key = (id(box), style)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = (self._size(box, style), box)  # the box is kept, so that its id stays its own
        return found[0]

    def _size(self, box: Box, style: int) -> Size:
        scale = _SCALE[style]
        if type(box) is Glyph:
            return _glyph(box, style)
        if type(box) is Row:
            return self._row(box.items, style)
        if type(box) is Space:
            return box.width * scale, 0.0, 0.0
        if type(box) is Delimiter:
            half = _HALF[box.size]
            return _delimiter(box.text, box.size) * scale, half * scale + 0.0, (half - 0.5) * scale
        if type(box) is Fraction:
            inner = 1 if style == 0 else min(style + 1, 3)
            w1, u1, d1 = self.size(box.over, inner)
            w2, u2, d2 = self.size(box.under, inner)
            gap = 0.25 if style == 0 else 0.12
            return max(w1, w2) + 0.24, 0.25 + gap + u1 + d1, gap - 0.25 + u2 + d2
        if type(box) is Script:
            return self._script(box, style)
        if type(box) is Root:
            w, up, down = self.size(box.inside, style)
            total = up + down
            sign = 0.84 * scale if total <= 1.1 * scale else 1.0 if total < 3 else 1.06
            index = max(0.0, self.size(box.index, 3)[0] - 0.3) if box.index else 0.0
            return w + sign + index, up + 0.2 * scale, down
        if type(box) is Fenced:
            w, up, down = self.size(box.inside, style)
            size = self.fence_size(up, down) if box.size is None else box.size
            edges = _delimiter(box.left, size) + _delimiter(box.right, size)
            return w + edges * max(scale, 0.8), max(up, 0.75 * scale) + 0.05, max(down, 0.25 * scale) + 0.05
        assert type(box) is Array
        return self._array(box, style)

    @staticmethod
    def fence_size(up: float, down: float) -> int:
        """The smallest delimiter that covers what reaches so far up and down."""
        if up <= 1.2 and down <= 0.55:
            return 0
        half = max(up - 0.25, down + 0.25)
        return next((k for k in range(1, 5) if half <= _HALF[k] + 0.15), 4)

    def _row(self, items: tuple[Box, ...], style: int) -> Size:
        total, up, down = 0.0, 0.0, 0.0
        before = ""
        for item in items:
            w, u, d = self.size(item, style)
            total += w
            up, down = max(up, u), max(down, d)
            left, right = self.classes(item)
            if not before and left == "bin" and style < 2:
                total += _M
            if before and left:
                gap = GAP[before, left]
                if gap and (style < 2 or ("op" in (before, left) and gap == _T)):
                    total += gap * _SCALE[style]
            before = right or before
        return total, up, down

    def _script(self, box: Script, style: int) -> Size:
        w, up, down = self.size(box.base, style)
        inner = min(max(style, 1) + 1, 3)
        sub = self.size(box.sub, inner) if box.sub else (0.0, 0.0, 0.0)
        sup = self.size(box.sup, inner) if box.sup else (0.0, 0.0, 0.0)
        if type(box.base) is Glyph and box.base.text == "\u2211" and style == 0:
            return max(w, sub[0], sup[0]), up + 0.15 + sup[1] + sup[2], down + 0.25 + sub[1] + sub[2]
        scale = _SCALE[style]
        raised = max(0.42 * scale, up - 0.35 * scale)
        lowered = max(0.2 * scale, down - 0.1 * scale)
        up = max(up, raised + sup[1]) if box.sup else up
        down = max(down, lowered + sub[2] + 0.1) if box.sub else down
        return w + max(sub[0], sup[0]) + 0.06, up, down

    def _array(self, box: Array, style: int) -> Size:
        inner = 0 if box.layout == "stack" else 1  # also where the array stands in a script
        sizes = [[self.size(cell, inner) for cell in cells] for cells in box.rows]
        columns = max(map(len, sizes), default=0)
        total = sum(max((r[k][0] for r in sizes if k < len(r)), default=0.0) for k in range(columns))
        height = sum(max((u for _, u, _ in r), default=0.0) + max((d for _, _, d in r), default=0.0) + 0.45 for r in sizes)
        total += (columns - 1) * 1.0
        if box.layout == "matrix":
            total += 1.8
        elif box.layout == "cases":
            total += 1.5
        return total, height / 2 + 0.25, height / 2 - 0.25


def _delimiter(text: str, size: int) -> float:
    if not text:
        return 0.12
    return _DELIMITERS.get(_PARTNER.get(text, text), _DELIMITERS["{"])[size]


def _glyph(box: Glyph, style: int) -> Size:
    scale = _SCALE[style]
    text, kind = box.text, box.kind
    if kind == "invisible":
        return 0.0, 0.0, 0.0
    if kind == "big":
        big = style == 0
        return (_SIGNS.get(text, 1.5) if big else 1.06 * scale), (1.4 if big else 0.8 * scale), (0.9 if big else 0.35 * scale)
    if kind == "italic":
        table = _ITALIC if len(text) == 1 else _WORD
    elif kind in ("upright", "function", "text", "number"):
        table = _UPRIGHT
    else:
        table = _SIGNS
    total = 0.0
    for c in text:
        w = table.get(c)
        if w is None:
            w = 0.34 if c == " " else 1.0 if unicodedata.east_asian_width(c) in "WF" else 0.0 if unicodedata.combining(c) else 0.8
        total += w
    return total * scale, 0.75 * scale, 0.22 * scale
