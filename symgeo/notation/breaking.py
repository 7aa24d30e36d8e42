"""Lines that fit, for every format.

A formula that is too wide is broken before a plus, a minus or a relation at its outermost level; where that is not enough, before a
factor; then inside parentheses, which are printed with a fixed size from there on. What has to be broken but is not in a row is
written in one first: a fraction with a slash, a root as a power, an exponential with its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from symgeo.notation.boxes import (
    APPLY,
    COMMA,
    DOT,
    EMPTY,
    SLASH,
    TIMES,
    Array,
    Box,
    Delimiter,
    Fenced,
    Fraction,
    Glyph,
    Root,
    Row,
    Script,
    Space,
    function_name,
    parts,
    row,
    stack,
)
from symgeo.notation.deep import deep
from symgeo.notation.measure import GAP, SAFETY, Measure

__all__ = ["lines", "pieces"]

#: What a break costs, against 1 for a line: each level deeper, before a factor, between digits, and where no one would break.
_DEEPER, _FACTOR, _AFTER_COMMA, _DIGITS, _NEVER = 4.0, 2.0, 0.5, 9.0, 300.0
_IN_GROUP = 6
_EXPONENT_SHARE = 0.4
#: What is narrower is not opened to make lines fuller.
_NARROWEST = 7.0
_NARROW_CELL = 10.0
_BRACE = 1.7


@deep
def lines(box: Box, first: float, rest: float) -> list[Box]:
    """The box as lines, the first at most `first` em wide and every other at most `rest`.

    The first line is empty where nothing fits into it. Every line but the first begins with an operator where it can; together, the
    lines read as the box does.

    >>> from symgeo.notation import latex
    >>> from symgeo.notation.boxes import letter, operator
    >>> a, b, c = map(letter, "abc")
    >>> [latex(line) for line in lines(row(a, operator("+"), b, operator("-"), c), 3, 3)]
    ['a + b', '{}- c']
    """
    return _Breaker().lines(box, first, rest)


@deep
def pieces(box: Box, at_most: float) -> list[Box]:
    """The box as a chain of pieces, each at most so wide where it can be, for readers that wrap between them.

    >>> from symgeo.notation import latex
    >>> from symgeo.notation.boxes import letter, operator
    >>> a, b, c = map(letter, "abc")
    >>> [latex(piece) for piece in pieces(row(a, operator("+"), b, operator("-"), c), 3)]
    ['a', '{}+ b', '{}- c']
    """
    breaker = _Breaker()
    out: list[Box] = []
    for term in _terms(box):
        out += [term] if breaker.measure.width(term) <= at_most else breaker.lines(term, at_most, at_most)
    return out


def _terms(box: Box) -> list[Box]:
    """The box cut before each relation and each plus or minus that stands in it openly."""
    terms: list[list[Box]] = [[]]
    for item in parts(box):
        if type(item) is Glyph and item.kind in ("binary", "relation") and item != DOT and terms[-1]:
            terms.append([])
        terms[-1].append(item)
    return [row(*term) for term in terms]


@dataclass(slots=True)
class _Item:
    """Something that is not broken, and what a break before it costs."""

    box: Box
    cost: float = _NEVER
    factor: bool = False  # a line that begins with it begins with a dot
    space: Space | None = None  # before it, except where a line begins


class _Breaker:
    def __init__(self) -> None:
        self.measure = Measure()

    def lines(self, box: Box, first: float, rest: float) -> list[Box]:
        if self.measure.width(box) <= first:
            return [box]
        best: tuple[float, list[Box]] | None = None
        for share in (1.0, 0.7, 0.4, 0.2):
            items = self._flat(parts(box), 0, max(rest * share, min(rest, _NARROWEST)))
            found = self._fill(items, first, rest)
            if best is None or found[0] < best[0]:
                best = found
            if found[0] < _NEVER:
                break
        assert best is not None
        return best[1]

    # -- a row of items that need not be broken ------------------------------------------------------------------
    def _flat(self, boxes: Sequence[Box], depth: int, limit: float) -> list[_Item]:
        out: list[_Item] = []
        cost, factor = _NEVER, False
        space: Space | None = None
        base = _DEEPER * depth
        for i, box in enumerate(boxes):
            if box == TIMES:
                cost, factor = base + _FACTOR, True
                continue
            if type(box) is Glyph and box.kind in ("binary", "relation"):
                cost, factor = base + (_FACTOR if box == DOT else 0.0), False
            elif box == SLASH:
                cost, factor = base + _FACTOR, False
            if type(box) is Space:
                space = box
                continue
            if self._fits(box, limit):
                inner = [_Item(box)]
            else:
                after = boxes[i + 1] if i + 1 < len(boxes) else None
                inner = self._opened(box, depth + 1, limit, boxes[i - 1] if i else None, after)
            inner[0].cost, inner[0].factor, inner[0].space = cost, factor, space
            space = None
            out += inner
            cost, factor = (base + _AFTER_COMMA if box == COMMA else _NEVER), False
        return out

    def _fits(self, box: Box, limit: float) -> bool:
        return self.measure.width(box) <= limit

    def _inside(self, box: Box, depth: int, limit: float) -> list[_Item]:
        return self._flat(parts(box), depth, limit)

    def _between(self, left: str, items: list[_Item], right: str, raised: Box | None = None) -> list[_Item]:
        """Items between delimiters that are as high as the highest of them."""
        up = max((self.measure.size(i.box, 0)[1] for i in items), default=0.0)
        down = max((self.measure.size(i.box, 0)[2] for i in items), default=0.0)
        size = max(1, Measure.fence_size(up, down))
        closing: Box = Delimiter(right, "close", size)
        if raised is not None:
            closing = Script(closing, None, raised)
        return [_Item(Delimiter(left, "open", size)), *items, _Item(closing)]

    def _opened(self, box: Box, depth: int, limit: float, before: Box | None, after: Box | None) -> list[_Item]:
        """A box that is too wide as items that are not, if there is a way."""
        if type(box) is Glyph:
            return self._cut(box, depth)
        if type(box) is Fenced:
            return self._between(box.left, self._inside(box.inside, depth, limit), box.right)
        if type(box) is Script:
            return self._opened_script(box, depth, limit)
        if type(box) is Array:
            return self._opened_array(box, depth, limit)
        if type(box) is Fraction:
            over, under = (self._operand(b, depth, limit) for b in (box.over, box.under))
            items = [*over, _Item(SLASH, _DEEPER * depth + _FACTOR), *under]
            closed = before == APPLY or not _ends_term(after)
        elif type(box) is Root and box.index is None:
            items = self._between("(", self._inside(box.inside, depth, limit), ")", _HALF)
            closed = before == APPLY
        elif type(box) is Root:
            items = [_Item(function_name("cbrt")), *self._between("(", self._inside(box.inside, depth, limit), ")")]
            closed = False
        else:
            return [_Item(box)]
        return self._between("(", items, ")") if closed else items

    def _operand(self, box: Box, depth: int, limit: float) -> list[_Item]:
        """What is divided, or divides by a slash."""
        if type(box) in (Glyph, Fenced, Script) and self._fits(box, limit):
            return [_Item(box)]
        return self._between("(", self._inside(box, depth + 1, limit), ")")

    def _opened_script(self, box: Script, depth: int, limit: float) -> list[_Item]:
        base, sup = box.base, box.sup
        if type(base) is Glyph and base.kind == "upright" and base.text == "e" and sup is not None:
            return [_Item(function_name("exp")), *self._between("(", self._inside(sup, depth, limit), ")")]
        named = type(base) is Glyph and base.kind in ("italic", "number")  # not a sign with limits or a function
        if sup is None or not (named or (type(base) is Fenced and box.sub is None)):
            return [_Item(box)]
        if type(base) is Fenced and self._fits(Script(EMPTY, None, sup), limit * _EXPONENT_SHARE):
            return self._between(base.left, self._inside(base.inside, depth, limit), base.right, sup)
        inner = base.inside if type(base) is Fenced and base.left == "(" else replace(box, sup=None) if box.sub is not None else base
        arguments = self._flat((*parts(inner), COMMA, *parts(sup)), depth, limit)
        return [_Item(function_name("pow")), *self._between("(", arguments, ")")]

    def _opened_array(self, box: Array, depth: int, limit: float) -> list[_Item]:
        if box.layout == "stack":
            return [_Item(stack(line for cells in box.rows for line in self.lines(cells[0], limit, limit)))]
        if box.layout == "cases":
            return [_Item(Array(tuple((self._stacked(row(*_joined(cells)), limit - _BRACE),) for cells in box.rows), "cases"))]
        columns = max(map(len, box.rows), default=1)
        share = (limit - 2.0 - columns) / columns
        if share >= _NARROW_CELL:
            narrow = replace(box, rows=tuple(tuple(self._stacked(c, share) for c in cells) for cells in box.rows))
            if self._fits(narrow, limit):
                return [_Item(narrow)]
        listed: list[_Item] = []
        for cells in box.rows:
            if listed:
                listed.append(_Item(COMMA))
            inside = self._flat(_joined(cells, spaced=False), depth + 1, limit)
            opened = self._between("(", inside, ")")
            opened[0].cost = _DEEPER * depth if listed else _NEVER
            listed += opened
        return self._between("(", listed, ")")

    def _stacked(self, box: Box, limit: float) -> Box:
        found = self.lines(box, limit, limit)
        return found[0] if len(found) == 1 else stack(found)

    def _cut(self, box: Glyph, depth: int) -> list[_Item]:
        """A number between groups of digits, a text between words, a long name anywhere."""
        if box.kind not in ("number", "italic", "text"):
            return [_Item(box)]
        cost = _DEEPER * depth + _DIGITS
        if box.kind == "text":
            words = [w + " " for w in box.text.split(" ")]
            words[-1] = words[-1][:-1]
            chunks = [w for w in words if w]
            if len(chunks) > 1:
                return [_Item(Glyph(w, "text"), _DEEPER * depth) for w in chunks]
        # The last group is never one letter: that would be a symbol.
        ends = [*range(_IN_GROUP, len(box.text) - 1, _IN_GROUP), len(box.text)]
        return [_Item(Glyph(box.text[i:j], box.kind), cost) for i, j in pairwise((0, *ends))]

    # -- filling lines -------------------------------------------------------------------------------------------
    def _fill(self, items: list[_Item], first: float, rest: float) -> tuple[float, list[Box]]:
        """The cheapest way to cut the items into lines: its cost, and the lines."""
        count = len(items)
        starts = [0.0]  # of each item in a line that never ends
        before = ""
        for item in items:
            left, right = self.measure.classes(item.box)
            space = GAP[before, left] if before and left else 0.0
            before = right or before
            space += item.space.width if item.space is not None else 0.0
            starts.append(starts[-1] + (space + self.measure.size(item.box, 0)[0]) * SAFETY)
        ends = starts[1:]
        lead = [ends[i] - self._leading(items[i]) for i in range(count)]  # where a line would begin that begins with it
        cheapest = [0.0] + [float("inf")] * count
        previous = [0] * (count + 1)
        for j in range(1, count + 1):
            for i in range(j - 1, -1, -1):
                length = ends[j - 1] - lead[i]
                limit = rest if i else first
                fits = length <= limit
                if not fits and length > rest and i < j - 1:
                    break
                if i == 0:
                    cost = 0.0 if fits else 1.0  # an empty first line
                else:
                    cost = cheapest[i] + 1.0 + items[i].cost
                if length > rest:
                    cost += 1e6
                if j < count:
                    cost += 0.3 * max(0.0, 1 - length / limit) ** 2 if fits else 0.0
                if cost < cheapest[j]:
                    cheapest[j], previous[j] = cost, i
        cuts = [count]
        while cuts[-1]:
            cuts.append(previous[cuts[-1]])
        cuts.reverse()
        out = [self._line(items[i:j], i) for i, j in pairwise(cuts)]
        if out and self.measure.width(out[0]) > first:
            out.insert(0, EMPTY)
        return cheapest[count], out

    def _leading(self, item: _Item) -> float:
        """The width of an item at the beginning of a line."""
        width = self.measure.size(item.box, 0)[0]
        if item.factor:
            width += self.measure.size(DOT, 0)[0] + 0.7
        elif type(item.box) is Glyph and item.box.kind == "binary":
            width += 0.23
        return width * SAFETY

    @staticmethod
    def _line(items: list[_Item], start: int) -> Box:
        factor = items[0].factor
        out: list[Box] = []
        for item in items:
            if item.factor and out:
                out.append(TIMES)
            if item.space is not None and out:
                out.append(item.space)
            out.append(item.box)
        return row(DOT, *out) if start and factor else row(*out)


_HALF = row(Glyph("1", "number"), SLASH, Glyph("2", "number"))


def _joined(cells: Sequence[Box], *, spaced: bool = True) -> list[Box]:
    out: list[Box] = []
    for cell in cells:
        if out:
            out += (COMMA, Space(0.5)) if spaced else (COMMA,)
        out += parts(cell)
    return out


def _ends_term(after: Box | None) -> bool:
    """Is a factor the last of its product, to judge by what follows?"""
    if after is None:
        return True
    if type(after) is Glyph:
        return (after.kind in ("binary", "relation", "punctuation") and after != DOT) or after == SLASH
    return type(after) is Row
