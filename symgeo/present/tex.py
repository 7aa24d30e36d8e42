r"""Derivations as LaTeX: a fragment for \input, or a document that compiles by itself.

Lines are broken here, by measured width, so that nothing runs off the page: TeX breaks no display. Everything that comes from
people is escaped; what a plain pdflatex cannot print, the preamble leaves to lualatex and to the fonts that are there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from symgeo.expression import Expr
from symgeo.notation import Notation
from symgeo.notation.boxes import Box, relation, word
from symgeo.notation.breaking import lines, pieces
from symgeo.notation.latex import escape, latex
from symgeo.notation.measure import width
from symgeo.present.derivation import Block, Bullets, Chain, Definition, Derivation, Paragraph, Text
from symgeo.present.parts import Part, counted, part_of, references, standing, status_words
from symgeo.present.texchars import in_latex

#: The width of a line in the documents made here, in em of their text font, and that of displays within.
PAGE_WIDTH = 41.5
#: The width that a fragment is set for: the text of the article class.
FRAGMENT_WIDTH = 32.5
_INDENT = 1.5
#: What our measure of widths may be wrong by.
_SAFE = 0.97
_EQUALS = 1.8
_FURTHER = 2.0
_WIDEST_LABEL = 9.0
_WIDEST_INLINE = 11.0
_PIECE = 8.0
_WIDEST_IN_TEXT = 34.0
_SMALL = 0.8
#: A display of more lines is cut into several: TeX looks at each one as a whole.
_LONGEST_DISPLAY = 120
_LONGEST_WORD = 16

ENVIRONMENTS = {"Theorem": "symgeotheorem", "Refuted claim": "symgeorefuted", "Undecided claim": "symgeoundecided"}

#: What a document has to load.
PACKAGES = r"\usepackage{amsmath,amssymb}"
#: What derivations use. A document that defines one of them itself has it its own way.
DEFINITIONS = r"""\makeatletter
\@ifundefined{symgeotheorem}{\newtheorem{symgeotheorem}{Theorem}}{}
\@ifundefined{symgeorefuted}{\newtheorem{symgeorefuted}[symgeotheorem]{Refuted claim}}{}
\@ifundefined{symgeoundecided}{\newtheorem{symgeoundecided}[symgeotheorem]{Undecided claim}}{}
\@ifundefined{symgeounreadable}{\newtheorem{symgeounreadable}[symgeotheorem]{Unreadable claim}}{}
\makeatother
\providecommand{\symgeoheading}[1]{\par\medskip\noindent\textbf{#1}\nopagebreak}
\providecommand{\symgeoreason}[1]{\tag*{\footnotesize #1}}
\providecommand{\symgeoreasonbelow}[1]{\tag*{\footnotesize\parbox[t]{0.8\linewidth}{\raggedleft #1}}}
\providecommand{\symgeonote}[1]{{\footnotesize #1\par}}
\providecommand{\symgeoqed}{\hspace*{\fill}$\square$}
"""


# -- words -------------------------------------------------------------------------------------------------------------
def words(text: str) -> str:
    """Text for LaTeX, in which long words may be broken."""
    return "".join(_word(w) for w in re.split(r"( +)", text))


def _word(text: str) -> str:
    wide = not text.isascii() and any(unicodedata.east_asian_width(c) in "WF" for c in text)
    longest = _LONGEST_WORD // 2 if wide else _LONGEST_WORD
    if len(text) <= longest or text.isspace():
        return escape(text)
    parts = re.findall(rf"[^/_.,:;=&?-]{{1,{longest}}}[/_.,:;=&?-]?|[/_.,:;=&?-]", text)
    return r"\allowbreak{}".join(map(escape, parts))


class _Setter:
    """Sets the blocks of one derivation."""

    def __init__(self, notation: Notation, page: float) -> None:
        self.notation = notation
        self.page = page
        self.display = (page - _INDENT) * _SAFE

    def box(self, item: Expr | Box) -> Box:
        return self.notation.write(item) if isinstance(item, Expr) else item

    # -- text ----------------------------------------------------------------------------------------------------------
    def text(self, text: Text) -> str:
        """A sentence; wide formulas in it may be broken, very wide ones are displayed."""
        out: list[str] = []
        items = list(text)
        for i, item in enumerate(items):
            if isinstance(item, str):
                out.append(words(item))
                continue
            box = self.box(item)
            size = width(box)
            if size <= _WIDEST_INLINE:
                out.append(f"{_apart(out)}${latex(box)}$")
            elif size <= _WIDEST_IN_TEXT:
                out.append(_apart(out) + _joined(pieces(box, _PIECE)))
            else:
                mark = ""
                following = items[i + 1] if i + 1 < len(items) else None
                if isinstance(following, str) and following[:1] in (".", ",", ";", ":"):
                    mark = following[0]
                    items[i + 1] = following[1:].lstrip()
                out.append(self._displayed(box, mark))
        return "".join(out)

    def _displayed(self, box: Box, mark: str) -> str:
        broken = lines(box, self.display - 0.5, self.display - _FURTHER - 0.5)
        rows = [f"& {latex(broken[0])}", *(rf"& \quad {latex(line)}" for line in broken[1:])]
        rows[-1] += mark
        return "\n" + _align(rows)

    def small_width(self, text: Text) -> float:
        """How wide a text is in small type, in one line."""
        return sum(width(word(item)) if isinstance(item, str) else width(self.box(item)) for item in text) * _SMALL

    # -- blocks ----------------------------------------------------------------------------------------------------------
    def blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Paragraph):
                yield f"\\par {self.text(block.text)}\n"
            elif isinstance(block, Bullets):
                items = "".join(f"\\item {self.text(item)}\n" for item in block.items)
                if items:
                    yield f"\\par\\begin{{itemize}}\n{items}\\end{{itemize}}\n"
            elif isinstance(block, Definition):
                yield from self.definition(block)
            else:
                yield from self.chain(block)

    def definition(self, block: Definition) -> Iterator[str]:
        """left = right, row by row, aligned at the relation where the left sides are short."""
        rows: list[str] = []
        label = max((w for left, _ in block.rows if (w := width(left)) <= _WIDEST_LABEL), default=0.0)
        for left, right in block.rows:
            rows += self._row(left, relation("="), right, label)
        yield from _displays(rows)

    def chain(self, block: Chain) -> Iterator[str]:
        if block.where:
            yield f"\\par {self.text(block.where)}\n"
        start = self.box(block.start)
        rows: list[str] = []
        if block.label is not None:
            label = width(block.label) if width(block.label) <= _WIDEST_LABEL else 0.0
            rows += self._row(block.label, relation("="), start, label)
        elif width(start) <= _WIDEST_LABEL and block.steps:
            label = width(start)
            first, *rest = block.steps
            rows += self._row(start, relation(first.relation), self.box(first.expression), label, first.reason)
            block = Chain(block.start, tuple(rest), block.domain)
        else:
            label = 0.0
            broken = lines(start, self.display, self.display - _FURTHER)
            rows += [f"& {latex(broken[0])}", *(rf"& \quad {latex(line)}" for line in broken[1:])]
        for step in block.steps:
            rows += self._row(None, relation(step.relation), self.box(step.expression), label, step.reason)
        yield from _displays(rows)

    def _row(self, left: Box | None, sign: Box, right: Box, label: float, reason: Text = ()) -> list[str]:
        """left = right in as many lines as it takes; `label` is the width kept for left sides, a wider one gets a line of its own."""
        rows: list[str] = []
        own = left is not None and width(left) > max(label, 0.01)
        if left is not None and own:
            broken = lines(left, self.display, self.display - _FURTHER)
            rows += [f"& {latex(line)}" for line in broken]
        room = self.display - label - _EQUALS
        broken = lines(right, room - (1.0 if own else 0.0), room - _FURTHER)
        before = latex(left) + " " if left is not None and not own else ""
        indent = r"\quad " if own else ""
        rows.append(f"{before}& {indent}{latex(sign)} {latex(broken[0])}")
        rows += [rf"& \qquad {latex(line)}" for line in broken[1:]]
        if reason and any(not isinstance(item, str) or item.strip() for item in reason):
            last = width(broken[-1]) + (_FURTHER if len(broken) > 1 else _EQUALS + (1.0 if own else 0.0))
            if label + last + 1.2 + self.small_width(reason) <= self.page - _INDENT:
                rows[-1] += rf" \symgeoreason{{{self._reason(reason)}}}"
            else:
                # The reason belongs to the line above it: no page ends between the two.
                rows[-1] += NO_BREAK
                rows.append(rf"\symgeoreasonbelow{{{self._reason(reason)}}}")
        return rows

    def _reason(self, reason: Text) -> str:
        out: list[str] = []
        for item in reason:
            if isinstance(item, str):
                out.append(words(item))
            else:
                box = self.box(item)
                out.append(_apart(out) + _joined(pieces(box, _PIECE) if width(box) > _WIDEST_INLINE else [box]))
        return "".join(out)


def _apart(before: Sequence[str]) -> str:
    """What stands between two formulas in a line, lest two dollars make a display."""
    return "{}" if before and before[-1].endswith("$") and not before[-1].endswith(r"\$") else ""


def _joined(boxes: Sequence[Box]) -> str:
    """A formula in a line of text, in pieces between which the line may end."""
    out = ""
    for box in boxes:
        piece = latex(box)
        if not piece:
            continue
        out += (r"\allowbreak " if piece.startswith(("{}", r"\,")) else " " if out else "") + f"${piece}$"
    return out


NO_BREAK = "%nobreak"


def _displays(rows: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(rows), _LONGEST_DISPLAY):
        yield _align(rows[start : start + _LONGEST_DISPLAY])


def _align(rows: Sequence[str]) -> str:
    r"""Rows of an align*, with \\ between them."""
    out = [r.removesuffix(NO_BREAK) + (r" \\*[-0.3ex]" if r.endswith(NO_BREAK) else r" \\") for r in rows[:-1]]
    inside = "\n".join([*out, rows[-1].removesuffix(NO_BREAK)])
    return f"\\begin{{align*}}\n{inside}\n\\end{{align*}}\n"


# -- one derivation ----------------------------------------------------------------------------------------------------
def body(derivation: Derivation, page: float = PAGE_WIDTH) -> str:
    """What follows the heading of a derivation: its statement, the end of its theorem, and the calculation."""
    d = derivation
    setter = _Setter(d.notation, page)
    out = [*setter.blocks(d.statement), f"\\end{{{environment(d.heading)}}}\n", *_calculation(d, setter)]
    return in_latex("".join(out))


def environment(heading: str) -> str:
    return ENVIRONMENTS.get(heading, "symgeounreadable")


def _calculation(d: Derivation, setter: _Setter) -> Iterator[str]:
    for section in d.sections:
        yield f"\\symgeoheading{{{words(section.heading)}}}\n"
        yield from setter.blocks(section.blocks)
    for part in d.parts:
        inner = _Setter(part.notation, setter.page)
        yield f"\\symgeoheading{{{words(part.title)}}}\\par\n\\symgeonote{{{words(status_words(part.status, part.accepted_by))}.}}\n"
        yield from inner.blocks(part.statement)
        yield from _calculation(part, inner)
    if d.conclusion:
        yield f"\\par\\medskip\\noindent {setter.text(d.conclusion)}{_END if d.status == 'proved' else ''}\\par\n"


_END = r"\symgeoqed"


def body_without(heading: str, problem: str) -> str:
    """The body of a claim that has no derivation."""
    return in_latex(f"There is no derivation of this claim: {words(problem)}\\par\n\\end{{{environment(heading)}}}\n")


def _opening(part: Part, title: str, source: str) -> str:
    begin = f"\\begin{{{environment(part.heading)}}}\\label{{{part.key}}}\\upshape{title}"
    status = in_latex(f"{words(standing(part))}.")
    place = in_latex(f" {words(part.path)}.") if part.path else ""
    return f"{begin}\n\\symgeonote{{{status}{source}{place}}}\n"


def fragment(derivation: Derivation, page: float = FRAGMENT_WIDTH) -> str:
    r"""For \input into a document; its first lines say what that document needs."""
    part = part_of(derivation, body(derivation, page))
    return fragment_of([part], page)


def fragment_of(parts: Sequence[Part], page: float = FRAGMENT_WIDTH) -> str:
    everything = []
    for part in parts:
        source = in_latex(f" {words(part.reference)}{'' if part.reference.endswith('.') else '.'}") if part.reference else ""
        everything.append(_opening(part, f" \\textbf{{{in_latex(words(part.title))}}}\\par", source) + part.body)
    text = "".join(f"{{\\allowdisplaybreaks\\emergencystretch=9em\n{one}\\par}}\n" for one in everything)
    out = f"% Lines of {page:g} em and less. The document that this is put into needs {PACKAGES}"
    if not text.isascii():
        out += "\n% and a font for the letters beyond ASCII (lualatex or xelatex; pdflatex knows the Latin ones)"
    return f"{out}.\n{DEFINITIONS}{text}"


# -- documents -----------------------------------------------------------------------------------------------------------
def document(derivations: Sequence[Derivation], title: str = "") -> str:
    """A document that compiles by itself: with lualatex, and where all text is Latin with pdflatex."""
    return assemble([part_of(d, body(d)) for d in derivations], title)


def assemble(parts: Sequence[Part], title: str = "") -> str:
    """A document of parts whose bodies are LaTeX: one by itself, several with a title, contents and a bibliography."""
    several = len(parts) != 1
    title = title or (parts[0].title if parts and not several else "Derivations")
    out: list[str] = []
    if several:
        out.append(
            f"\\begin{{center}}\n{{\\LARGE {in_latex(words(title))}\\par}}\n\\bigskip\n{words(counted(parts))}.\\par\n\\end{{center}}\n"
        )
        out.append("\\tableofcontents\n" if parts else "")
    else:
        out.append(f"{{\\raggedright\\LARGE {in_latex(words(title))}\\par}}\n\\bigskip\n")
    numbers = references(parts)
    for part in parts:
        if several:
            heading = in_latex(words(part.title))
            out.append(f"\\clearpage\n\\section[{{{heading} \\symgeostatus{{{escape(part.status)}}}}}]{{{heading}}}\n")
        cited = f" \\cite{{symgeo{numbers[part.reference]}}}." if part.reference else ""
        out.append(_opening(part, "", cited) + part.body)
    if numbers:
        items = "".join(f"\\bibitem{{symgeo{n}}} {in_latex(words(text))}\n" for text, n in numbers.items())
        out.append(f"\\begin{{thebibliography}}{{{'9' * len(str(len(numbers)))}}}\n\\raggedright\n{items}\\end{{thebibliography}}\n")
    text = "".join(out)
    from symgeo.present.texchars import preamble_for

    return _PREAMBLE.replace("%FONTS%", preamble_for(text)).replace("%NEEDS%\n", f"{PACKAGES}\n{DEFINITIONS}") + text + "\\end{document}\n"


_PREAMBLE = r"""\documentclass[11pt,a4paper,fleqn]{article}
\usepackage[margin=25mm]{geometry}
%FONTS%
%NEEDS%
\usepackage[hidelinks,unicode,bookmarks=false]{hyperref}
\newcommand{\symgeostatus}[1]{{\normalfont\itshape(#1)}}
\setlength{\mathindent}{1.5em}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.4\baselineskip}
\setlength{\emergencystretch}{9em}
\AtBeginDocument{\abovedisplayskip=0.4\baselineskip plus 0.2\baselineskip \belowdisplayskip=\abovedisplayskip}
\makeatletter
\renewcommand*{\l@section}{\@dottedtocline{1}{0em}{2.3em}}
\makeatother
\allowdisplaybreaks
\setcounter{secnumdepth}{1}
\begin{document}
"""
