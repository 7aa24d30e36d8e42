"""What a printed formula consists of, the same for LaTeX and for MathML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree import ElementTree

__all__ = ["FORMS", "FUNCTIONS", "LETTERS", "RELATIONS", "Node", "Unreadable", "nodes_of_latex", "nodes_of_mathml"]


class Unreadable(ValueError):
    """The text is not a formula, or not one that can be read in one way only."""


def nodes_of_latex(text: str) -> list[Node]:
    return LaTeX(text).nodes()


def nodes_of_mathml(text: str) -> list[Node]:
    return joined(from_xml(ElementTree.fromstring(f"<math>{text}</math>")))


# -- what a formula consists of, in either language -----------------------------------------------------------
@dataclass
class Node:
    """kind: number, id, function, op, relation, open, close, fraction, root, cases, matrix, big, text, comma, space."""

    kind: str
    text: str = ""
    upright: bool = False
    parts: list[list[Node]] = field(default_factory=list)
    rows: list[list[list[Node]]] = field(default_factory=list)
    sub: list[Node] | None = None
    sup: list[Node] | None = None
    primes: int = 0

    def key(self) -> tuple[object, ...]:
        """What tells names apart."""
        sub = tuple(n.key() for n in self.sub) if self.sub else ()
        kind = "id" if self.kind in ("function", "text") else self.kind  # an index may be a word that is a function elsewhere
        upright = (self.upright or kind != self.kind) and self.text not in _CAPITALS and self.text.isascii()
        return (kind, self.text, upright, sub, self.primes)


_GREEK = dict(
    zip(
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega "
            "varepsilon vartheta varpi varrho varsigma varphi Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
        ).split(),
        "αβγδϵζηθικλμνξπρστυϕχψωεϑϖϱςφΓΔΘΛΞΠΣΥΦΨΩ",
        strict=True,
    )
)
_CAPITALS = frozenset("ΓΔΘΛΞΠΣΥΦΨΩ")
RELATIONS = {"<": "lt", "≤": "le", ">": "gt", "≥": "ge", "=": "eq", "≠": "ne"}
_RELATION_COMMANDS = {"le": "≤", "ge": "≥", "ne": "≠", "mid": "∣"}
_DELIMITERS = {"lvert": "|", "rvert": "|", "lbrack": "[", "rbrack": "]", "{": "{", "}": "}", "langle": "⟨", "rangle": "⟩"}
FUNCTIONS = {
    **{n: n for n in "sin cos tan sec csc cot sinh cosh tanh sech csch coth exp log erf cbrt atan2".split()},
    **{n: n for n in "gamma polygamma besselj elliptic_e elliptic_f LambertW".split()},
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arsinh": "asinh",
    "arcosh": "acosh",
    "artanh": "atanh",
    "sgn": "sign",
    "max": "Max",
    "min": "Min",
}
FORMS = ("pow", "Integral", "Sum")
LETTERS = {"Γ": "gamma", "ψ": "polygamma", "J": "besselj", "E": "elliptic_e", "F": "elliptic_f", "W": "LambertW"}


def joined(nodes: Iterable[Node]) -> list[Node]:
    """Numbers and long names that were broken over lines, put together again; spaces dropped."""
    out: list[Node] = []
    adjacent = False
    for node in nodes:
        if node.kind == "space":
            adjacent = False
            continue
        last = out[-1] if out else None
        if adjacent and last is not None and last.kind == node.kind and last.sub is last.sup is None and not last.primes:
            long_names = node.kind == "id" and min(len(last.text), len(node.text)) > 1
            if node.kind == "number" or long_names:
                node.text = last.text + node.text
                out.pop()
        out.append(node)
        adjacent = True
    return out


# -- from LaTeX ----------------------------------------------------------------------------------------------------
_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[0-9]+(?:\.[0-9]+)?|\s+|.", re.DOTALL)
_SPACES = frozenset((r"\,", r"\:", r"\;", r"\quad", r"\qquad"))
_BIG = frozenset(rf"\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in "lr")


class LaTeX:
    def __init__(self, text: str) -> None:
        self.tokens = list(_TOKEN.findall(text))
        self.at = 0

    def nodes(self) -> list[Node]:
        out = self.list(("",))
        if self.at < len(self.tokens):
            raise Unreadable(f"unexpected {self.tokens[self.at]}")
        return out

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        if not token:
            raise Unreadable("the text ends too early")
        self.at += 1
        return token

    def blanks(self) -> None:
        while self.peek().isspace():
            self.at += 1

    def list(self, ends: tuple[str, ...], *, join: bool = True) -> list[Node]:
        """Nodes up to one of the given tokens, which is not taken; not joined where they become a part of a longer list."""
        out: list[Node] = []
        while self.peek() not in ends and self.peek():
            self.item(out)
        return joined(out) if join else out

    def group(self) -> list[Node]:
        self.blanks()
        if self.next() != "{":
            raise Unreadable("needs a group in braces")
        out = self.list(("}",))
        self.next()
        return out

    def raw(self) -> str:
        """What stands in braces, as text."""
        self.blanks()
        if self.next() != "{":
            raise Unreadable("needs a text in braces")
        out, depth = "", 1
        while True:
            token = self.next()
            depth += (token == "{") - (token == "}")
            if not depth:
                return out
            out += token

    def item(self, out: list[Node]) -> None:
        token = self.next()
        if token.isspace() or token == r"\displaystyle":
            return
        if token in _SPACES:
            out.append(Node("space"))
        elif token == r"\hspace":
            self.raw()
            out.append(Node("space"))
        elif token == "{":
            self.at -= 1
            out.extend(self.group())
        elif token in ("_", "^", "'"):
            self.script(token, out)
        elif token[0].isdigit():
            out.append(Node("number", token))
        elif token[0] == "\\" and token[1:].isalpha():
            self.command(token, out)
        else:
            out.append(self.sign(token))

    def script(self, token: str, out: list[Node]) -> None:
        if not out:
            raise Unreadable("a script without a base")
        if token == "'":
            out[-1].primes += 1
        elif token == "_":
            out[-1].sub = self.group()
        else:
            out[-1].sup = self.group()

    @staticmethod
    def sign(token: str) -> Node:
        if token in "()[]":
            return Node("open" if token in "([" else "close", token)
        if token in RELATIONS:
            return Node("relation", token)
        if token in "+-/":
            return Node("op", token)
        if token == ",":
            return Node("comma")
        if len(token) == 1 and token.isalpha() and token.isascii():
            return Node("id", token)
        raise Unreadable(f"unexpected {token!r}")

    def command(self, token: str, out: list[Node]) -> None:
        name = token[1:]
        if token in (r"\left", r"\right") or token in _BIG:
            self.blanks()
            delimiter = self.next()
            side = "open" if token == r"\left" or (token in _BIG and token[-1] == "l") else "close"
            out.append(Node(side, _DELIMITERS.get(delimiter.lstrip("\\"), delimiter)))
        elif name in ("lvert", "lbrack", "langle", "rvert", "rbrack", "rangle"):
            out.append(Node("open" if name[0] == "l" else "close", _DELIMITERS[name]))
        elif name == "frac":
            out.append(Node("fraction", parts=[self.group(), self.group()]))
        elif name == "sqrt":
            self.blanks()
            index: list[Node] = []
            if self.peek() == "[":
                self.next()
                index = self.list(("]",))
                self.next()
            out.append(Node("root", parts=[self.group(), index]))
        elif name in ("mathit", "mathrm"):
            out.append(Node("id", _unescaped(self.raw()), name == "mathrm"))
        elif name == "operatorname":
            out.append(Node("function", _unescaped(self.raw())))
        elif name == "text":
            text = self.raw()
            slanted = text.startswith(r"\itshape ")
            text = _unescaped(text.removeprefix(r"\itshape "))
            out.append(Node("id", text) if slanted else Node("text", text))
        elif name in _GREEK:
            out.append(Node("id", _GREEK[name]))
        elif name in ("partial", "infty"):
            out.append(Node("id", {"partial": "∂", "infty": "∞"}[name], True))
        elif name in ("int", "sum"):
            out.append(Node("big", {"int": "∫", "sum": "∑"}[name]))
        elif name in _RELATION_COMMANDS:
            out.append(Node("relation", _RELATION_COMMANDS[name]))
        elif name == "cdot":
            out.append(Node("op", "·"))
        elif name == "begin":
            self.environment(out)
        elif name in FUNCTIONS:
            out.append(Node("function", name))
        else:
            raise Unreadable(f"unexpected {token}")

    def environment(self, out: list[Node]) -> None:
        name = self.raw()
        if name == "array":
            self.raw()
        rows: list[list[list[Node]]] = [[]]
        while True:
            rows[-1].append(self.list(("&", "\\\\", r"\end"), join=name != "array"))
            token = self.next()
            if token == r"\end":
                if self.raw() != name:
                    raise Unreadable(f"\\begin{{{name}}} ends otherwise")
                break
            if token == "\\\\":
                rows.append([])
        if name == "array":
            out.extend(node for cells in rows for cell in cells for node in cell)
        else:
            out.append(Node("cases" if name == "cases" else "matrix", rows=rows))


def _unescaped(text: str) -> str:
    text = text.replace("-{}", "-").replace(r"\ ", " ")
    text = text.replace(r"\textbackslash{}", "\\").replace(r"\textasciicircum{}", "^").replace(r"\textasciitilde{}", "~")
    return re.sub(r"\\([{}$&#_%])", r"\1", text)


# -- from MathML ----------------------------------------------------------------------------------------------------
def from_xml(element: ElementTree.Element) -> list[Node]:
    tag, text = element.tag, (element.text or "").strip()
    if tag == "mtable":
        rows = [[from_xml(cell) for cell in row] for row in element]
        if element.get("displaystyle") == "true":
            return [node for cells in rows for cell in cells for node in cell]
        return [Node("table", rows=[[joined(cell) for cell in cells] for cells in rows])]
    inner = [from_xml(child) for child in element]
    if tag in ("math", "mrow"):
        nodes = [node for nodes in inner for node in nodes]
        return _with_tables(nodes)
    if tag == "mn":
        return [Node("number", text)]
    if tag == "mtext":
        return [Node("text", (element.text or "").replace("\u00a0", " "))]
    if tag == "mspace":
        return [Node("space")]
    if tag == "mi" and not text:
        return []
    if tag == "mi":
        return [_identifier(text, element)]
    if tag == "mo":
        return _operator(text, element)
    if tag == "mfrac":
        return [Node("fraction", parts=[joined(n) for n in inner])]
    if tag == "msqrt":
        return [Node("root", parts=[joined(_with_tables([n for nodes in inner for n in nodes])), []])]
    if tag == "mroot":
        return [Node("root", parts=[joined(n) for n in inner])]
    if tag in ("msub", "msup", "msubsup", "munder", "mover", "munderover"):
        return _scripted(tag, inner)
    if tag == "mtd":
        return [node for nodes in inner for node in nodes]
    raise Unreadable(f"unexpected <{tag}>")


def _identifier(text: str, element: ElementTree.Element) -> Node:
    if "italic" in element.get("style", ""):
        return Node("id", text)
    if len(text) > 1:
        return Node("function", text) if text in FUNCTIONS or text in FORMS else Node("id", text, True)
    upright = (element.get("mathvariant") == "normal" and text not in _CAPITALS) or text in "∂∞"
    return Node("id", text, upright)


def _operator(text: str, element: ElementTree.Element) -> list[Node]:
    if text in ("\u2061", "\u2062"):
        return [Node("space")] if text == "\u2062" else []
    if element.get("fence") == "true":
        return [Node("open" if element.get("form") == "prefix" else "close", text)]
    if text in "∫∑":
        return [Node("big", text)]
    if text == ",":
        return [Node("comma")]
    if text in RELATIONS or text == "∣":
        return [Node("relation", text)]
    if text in ("+", "\u2212", "/", "\u22c5"):
        return [Node("op", {"\u2212": "-", "\u22c5": "·"}.get(text, text))]
    if text == "\u2032":
        return [Node("prime", text)]
    raise Unreadable(f"unexpected operator {text}")


def _scripted(tag: str, inner: list[list[Node]]) -> list[Node]:
    base = inner[0]
    last = base[-1]
    if tag in ("msub", "munder", "msubsup", "munderover"):
        last.sub = joined(inner[1])
    if tag not in ("msub", "munder"):
        above = joined(inner[-1])
        if all(node.kind == "prime" for node in above):
            last.primes = len(above)
        else:
            last.sup = above
    return base


def _with_tables(nodes: list[Node]) -> list[Node]:
    """A table after a brace is cases, one between parentheses a matrix."""
    out: list[Node] = []
    skip = False
    for i, node in enumerate(nodes):
        if skip:
            skip = False
        elif node.kind == "table":
            opening = out.pop()
            node.kind = "cases" if opening.text == "{" else "matrix"
            skip = node.kind == "matrix" and i + 1 < len(nodes)
            out.append(node)
        else:
            out.append(node)
    return out
