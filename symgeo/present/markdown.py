"""Derivations as Markdown, as GitHub and GitLab show it: formulas in ```math blocks and in $`...`$, which Markdown leaves alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from symgeo.expression import Expr
from symgeo.notation import Notation
from symgeo.notation.boxes import Box, printable, relation, row, word
from symgeo.notation.breaking import lines
from symgeo.notation.latex import latex
from symgeo.notation.measure import width
from symgeo.present.derivation import Block, Bullets, Chain, Definition, Derivation, Paragraph, Text
from symgeo.present.parts import Part, counted, part_of, references, standing, status_words

#: The width of a line, in em: about that of GitHub's pages.
_LINE = 44.0
_WIDEST_LABEL = 9.0
_EQUALS, _FURTHER, _REASON = 1.8, 2.0, 18.0

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "<span>$</span>", "@": "<span>@</span>", "|": "&#124;"}
#: What means something in Markdown only together with what stands beside it.
_SPECIAL = frozenset("\\`*_{}[]()#~!")


def escape(text: str) -> str:
    """Text for Markdown: nothing in it is a link, a heading, mathematics or HTML.

    >>> print(escape("*a* [b](c) <d> $e$ 1. f"))
    \\*a\\* \\[b\\]\\(c\\) &lt;d&gt; <span>$</span>e<span>$</span> 1\\. f
    """
    out = "".join(_ENTITIES.get(c) or (f"\\{c}" if c in _SPECIAL else c) for c in printable(text))
    out = re.sub(r"(https?|ftp|www)([:.])", r"\1<span></span>\2", out)
    return re.sub(r"(?:^|(?<= ))([0-9]+)([.)])", r"\1\\\2", re.sub(r"^(\s*)([-+=])", r"\1\\\2", out))


def tex(box: Box) -> str:
    """LaTeX as MathJax takes it there: no operatorname, which GitHub forbids; no backquote, which would end the formula."""
    text = re.sub(r"\\operatorname\{([A-Za-z0-9]*)\}", r"\\mathop{\\mathrm{\1}}\\nolimits", latex(box))
    return text.replace("`", "\u2018").replace("{\\itshape ", "{\\it ")


class _Setter:
    def __init__(self, notation: Notation) -> None:
        self.notation = notation

    def box(self, item: Expr | Box) -> Box:
        return self.notation.write(item) if isinstance(item, Expr) else item

    def text(self, text: Text) -> str:
        return "".join(escape(item) if isinstance(item, str) else f"$`{tex(self.box(item))}`$" for item in text)

    def blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Paragraph):
                yield f"{self.text(block.text)}\n\n"
            elif isinstance(block, Bullets):
                yield "".join(f"- {self.text(item)}\n" for item in block.items) + "\n"
            elif isinstance(block, Definition):
                yield _math(line for left, right in block.rows for line in self._row(left, relation("="), right))
            else:
                yield from self.chain(block)

    def chain(self, block: Chain) -> Iterator[str]:
        if block.where:
            yield f"{self.text(block.where)}\n\n"
        start = self.box(block.start)
        steps = list(block.steps)
        rows: list[str] = []
        if block.label is not None:
            rows += self._row(block.label, relation("="), start)
        elif steps and width(start) <= _WIDEST_LABEL:
            step = steps.pop(0)
            rows += self._row(start, relation(step.relation), self.box(step.expression), step.reason)
        else:
            rows += [f"& {tex(line)}" for line in lines(start, _LINE, _LINE)]
        for step in steps:
            rows += self._row(None, relation(step.relation), self.box(step.expression), step.reason)
        yield _math(rows)

    def _row(self, left: Box | None, sign: Box, right: Box, reason: Text = ()) -> list[str]:
        narrow = left is not None and width(left) <= _WIDEST_LABEL
        before = f"{tex(left)} " if left is not None and narrow else ""
        rows = [] if left is None or narrow else [f"& {tex(line)}" for line in lines(left, _LINE, _LINE)]
        room = _LINE - _EQUALS - (width(left) if left is not None and narrow else 0.0)
        broken = lines(right, room, room - _FURTHER)
        rows.append(f"{before}& {tex(sign)} {tex(broken[0])}")
        rows += [rf"& \qquad {tex(line)}" for line in broken[1:]]
        why = self._reason(reason)
        if why:
            fits = width(row(*why)) <= _REASON and len(broken) == 1
            words = "".join(map(tex, why))
            rows += [rf"& \qquad\qquad {words}"] if not fits else []
            rows[-1] += f" && {words}" if fits else ""
        return rows

    def _reason(self, reason: Text) -> list[Box]:
        """A reason as boxes; strings that follow each other are one."""
        boxes: list[Box] = []
        for is_word, items in groupby(reason, key=lambda item: isinstance(item, str)):
            if is_word:
                text = "".join(map(str, items))
                boxes += [word(text)] if text.strip() else []
            else:
                boxes += [self.box(item) for item in items if not isinstance(item, str)]
        return boxes


def _math(rows: Iterable[str]) -> str:
    body = " \\\\\n".join(rows)
    return f"```math\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n```\n\n"


# -- one derivation ----------------------------------------------------------------------------------------------------
def body(derivation: Derivation) -> str:
    """What follows the heading of a derivation."""
    setter = _Setter(derivation.notation)
    return "".join([*setter.blocks(derivation.statement), *_calculation(derivation, setter, 3)])


def _calculation(d: Derivation, setter: _Setter, level: int) -> Iterator[str]:
    for section in d.sections:
        yield f"{'#' * level} {escape(section.heading)}\n\n"
        yield from setter.blocks(section.blocks)
    for part in d.parts:
        inner = _Setter(part.notation)
        yield f"{'#' * level} {escape(part.title)}\n\n{escape(status_words(part.status, part.accepted_by))}.\n\n"
        yield from inner.blocks(part.statement)
        yield from _calculation(part, inner, min(level + 1, 6))
    if d.conclusion:
        yield f"{setter.text(d.conclusion)}\n\n"


def body_without(problem: str) -> str:
    """The body of a claim that has no derivation."""
    return f"There is no derivation of this claim: {escape(problem)}\n\n"


def document(derivations: Sequence[Derivation], title: str = "") -> str:
    return assemble([part_of(d, body(d)) for d in derivations], title)


def assemble(parts: Sequence[Part], title: str = "") -> str:
    """A document of parts whose bodies are Markdown."""
    title = title or (parts[0].title if len(parts) == 1 else "Derivations")
    numbers = references(parts)
    out = [f"# {escape(title)}\n\n"]
    if len(parts) != 1:
        out.append(f"{escape(counted(parts))}.\n\n")
        out += [f'{i}. <a href="#{p.key}">{escape(p.title)}</a> ({p.status})\n' for i, p in enumerate(parts, 1)]
        out.append("\n")
    for i, part in enumerate(parts, 1):
        if len(parts) != 1:
            out.append(f'<a id="{part.key}"></a>\n\n## {i}\\. {escape(part.title)}\n\n')
        source = f" \\[{numbers[part.reference]}\\]" if part.reference else ""
        number = f" {i}" if len(parts) != 1 else ""
        place = f" {escape(part.path)}" if part.path else ""
        out.append(f"**{escape(part.heading)}{number}.** {escape(standing(part))}.{source}{place}\n\n{part.body}")
    if numbers:
        out.append("## References\n\n" + "".join(f"{n}. {escape(text)}\n" for text, n in numbers.items()))
    return "".join(out).rstrip("\n") + "\n"
