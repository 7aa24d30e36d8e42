"""A reader of what is printed: LaTeX and MathML back to expressions.

It shares nothing with the writer but the boxes of names, which it takes from the `Notation`. What it reads is a formula as
`symgeo.notation` prints it, whole or as its lines joined by blanks; it has to be an expression or a comparison. Where the print could be
read in two ways (what follows ``\\sin x`` without parentheses) it refuses. The result has the printed value, not always the same tree.

    read_latex(text, notation) -> Expr        read_mathml(text, notation) -> Expr
"""

from __future__ import annotations

from fractions import Fraction

from tokens_of_print import FORMS, FUNCTIONS, LETTERS, RELATIONS, Node, Unreadable, nodes_of_latex, nodes_of_mathml

from symgeo.expression import OO, PI, TRUE, E, Expr, call, mul, number, power, symbol
from symgeo.notation import Notation, latex

__all__ = ["Unreadable", "read_latex", "read_mathml"]


def read_latex(text: str, notation: Notation) -> Expr:
    """The expression that a formula in LaTeX stands for."""
    return _Parser(nodes_of_latex(text), notation).whole()


def read_mathml(text: str, notation: Notation) -> Expr:
    """The expression that a formula in MathML stands for, which may be several elements in a row."""
    return _Parser(nodes_of_mathml(text), notation).whole()


# -- from either to an expression -------------------------------------------------------------------------------------
class _Parser:
    def __init__(self, nodes: list[Node], notation: Notation, names: dict[tuple[object, ...], tuple[str, str]] | None = None) -> None:
        self.nodes = nodes
        self.at = 0
        self.notation = notation
        self.names = _names(notation) if names is None else names

    def inside(self, nodes: list[Node]) -> Expr:
        return _Parser(nodes, self.notation, self.names).whole()

    def whole(self) -> Expr:
        value = self.comparison()
        if self.at < len(self.nodes):
            raise Unreadable(f"unexpected {self.nodes[self.at]}")
        return value

    @property
    def node(self) -> Node:
        return self.nodes[self.at] if self.at < len(self.nodes) else Node("end")

    def take(self, kind: str, text: str | None = None) -> Node:
        node = self.node
        if node.kind != kind or (text is not None and node.text != text):
            raise Unreadable(f"needs {kind} {text or ''}, got {node}")
        self.at += 1
        return node

    def is_(self, kind: str, text: str | None = None) -> bool:
        return self.node.kind == kind and (text is None or self.node.text == text)

    # sums, products
    def comparison(self) -> Expr:
        left = self.sum()
        if self.node.kind == "relation" and self.node.text in RELATIONS:
            head = RELATIONS[self.take("relation").text]
            return Expr(head, (left, self.sum()))
        return left

    def sum(self) -> Expr:
        terms: list[Expr] = []
        sign = 1
        if self.is_("op", "-"):
            self.at += 1
            sign = -1
        while True:
            term = self.product()
            terms.append(mul(-1, term) if sign < 0 else term)
            if not (self.is_("op", "+") or self.is_("op", "-")):
                break
            sign = -1 if self.take("op").text == "-" else 1
        return terms[0] if len(terms) == 1 else Expr("add", tuple(terms))

    def product(self) -> Expr:
        factors = [self.factor()]
        while True:
            if self.is_("op", "·"):
                self.at += 1
                factors.append(self.factor())
            elif self.is_("op", "/"):
                self.at += 1
                factors.append(power(self.factor(), -1))
                if self.starts_factor() or self.is_("op", "/"):
                    raise Unreadable("what follows a quotient written with a slash could belong to either part")
            elif self.starts_factor():
                if self.node.kind == "number":
                    raise Unreadable("a number after a factor, without a dot")
                factors.append(self.factor())
            else:
                break
        return factors[0] if len(factors) == 1 else Expr("mul", tuple(factors))

    def starts_factor(self) -> bool:
        node = self.node
        if node.kind == "id" and node.upright and node.text == "d":
            return False
        return node.kind in ("number", "id", "function", "open", "fraction", "root", "cases", "big")

    def raised(self, base: Expr, node: Node) -> Expr:
        return base if node.sup is None else power(base, self.inside(node.sup))

    def factor(self) -> Expr:
        node = self.node
        if node.kind == "number":
            self.at += 1
            return self.raised(number(Fraction(node.text)), node)
        if node.kind == "fraction":
            return self.fraction()
        if node.kind == "root":
            self.at += 1
            inside = self.inside(node.parts[0])
            index = self.inside(node.parts[1]).value if node.parts[1] else 2
            if index not in (2, 3) or node.sup is not None:
                raise Unreadable("an unknown root")
            return power(inside, Fraction(1, 2)) if index == 2 else call("cbrt", inside)
        if node.kind == "open":
            return self.group()
        if node.kind == "cases":
            self.at += 1
            return Expr("piecewise", tuple(e for cells in node.rows for e in self.case(cells)))
        if node.kind == "big":
            return self.big()
        if node.kind == "function":
            return self.function()
        if node.kind == "id":
            return self.identifier()
        raise Unreadable(f"unexpected {node}")

    def fraction(self) -> Expr:
        node = self.take("fraction")
        over, under = node.parts
        if over and over[0].text == "∂" and over[0].sub is None:
            return self.derivative(under)
        top = self.inside(over)
        bottom = self.inside(under)
        return Expr("mul", (top, power(bottom, -1)))

    def derivative(self, under: list[Node]) -> Expr:
        """What stands in parentheses after a derivative operator."""
        by: list[Expr] = []
        reader = _Parser(under, self.notation, self.names)
        while reader.is_("id", "∂"):
            reader.at += 1
            times = 1
            if reader.is_("open"):
                close = next(i for i in range(reader.at, len(under)) if under[i].kind == "close")
                times = int(under[close].sup[0].text) if under[close].sup else 1
                variable = self.inside(under[reader.at + 1 : close])
                reader.at = close + 1
            else:
                named = reader.take("id")
                times = int(named.sup[0].text) if named.sup else 1
                variable = self.symbol(named)
            by += [variable] * times
        if reader.at < len(under):
            raise Unreadable("an unknown derivative operator")
        self.take("open", "(")
        body = self.comparison()
        self.take("close", ")")
        return Expr("derivative", (body, *by))

    def group(self) -> Expr:
        opening = self.take("open")
        if opening.text == "(":
            if self.is_("id", "D") and self.node.upright:
                return self.places()
            operator = self.linear_operator()
            if operator is not None:
                return operator
        inner = self.comparison()
        closing = self.take("close", {"(": ")", "|": "|", "[": "]"}[opening.text])
        return self.raised(call("Abs", inner) if opening.text == "|" else inner, closing)

    def linear_operator(self) -> Expr | None:
        """A derivative operator written in one line, ``(d^2/(dx dy))(...)``, the opening parenthesis being taken."""
        ahead = self.nodes[self.at :]
        start = next((i for i, n in enumerate(ahead) if n.kind != "open"), 0)
        if not ahead or ahead[start].text != "∂" or ahead[start].sub is not None:
            return None
        depth, end = 1, 0
        while depth:
            depth += (ahead[end].kind == "open") - (ahead[end].kind == "close")
            end += 1
        slash = next(i for i in range(end) if ahead[i].text == "/")
        under = ahead[slash + 1 : end - 1]
        if under[0].kind == "open":
            under = under[1:-1]
        under = [n for n in under if n.text != "·"]
        self.at += end
        return self.derivative(under)

    def places(self) -> Expr:
        """(D_1 D_2^2 f)(u, v), from the first D on."""
        raised: dict[int, int] = {}
        while self.is_("id", "D") and self.node.upright:
            node = self.take("id")
            place = int(node.sub[0].text) if node.sub else 0
            raised[place] = raised.get(place, 0) + (int(node.sup[0].text) if node.sup else 1)
        named = self.take("id")
        kind, name = self.names[named.key()]
        self.take("close", ")")
        arguments, closing = self.arguments()
        if kind != "function":
            raise Unreadable(f"{name} is no function")
        orders = tuple(raised.get(i + 1, 0) for i in range(len(arguments)))
        return self.raised(Expr("jet", (name, orders, *arguments)), closing)

    def arguments(self) -> tuple[list[Expr], Node]:
        self.take("open", "(")
        out = [self.comparison()]
        while self.is_("comma") or self.is_("relation", "∣"):
            self.at += 1
            out.append(self.comparison())
        return out, self.take("close", ")")

    def case(self, cells: list[list[Node]]) -> tuple[Expr, Expr]:
        reader = _Parser([node for cell in cells for node in cell], self.notation, self.names)
        value = reader.comparison()
        if reader.is_("comma"):
            reader.at += 1
        words = ""
        while reader.is_("text"):
            words += reader.take("text").text
        if words.strip() == "otherwise":
            condition = TRUE
        elif words.strip() == "if":
            condition = reader.comparison()
        else:
            raise Unreadable(f"a case for {words!r}")
        if reader.at < len(reader.nodes):
            raise Unreadable("more than a case")
        return value, condition

    def big(self) -> Expr:
        node = self.take("big")
        if node.sub is None or node.sup is None:
            raise Unreadable("needs limits")
        if node.text == "∫":
            body = self.product()
            self.take("id", "d")
            bound = self.symbol(self.take("id"))
            return Expr("integral", (body, bound, self.inside(node.sub), self.inside(node.sup)))
        below = _Parser(node.sub, self.notation, self.names)
        bound = self.symbol(below.take("id"))
        below.take("relation", "=")
        lower = below.comparison()
        body = self.product()
        return Expr("sum", (body, bound, lower, self.inside(node.sup)))

    # functions and names
    def function(self) -> Expr:
        node = self.take("function")
        if self.is_("open", "("):
            arguments, closing = self.arguments()
            if closing.sup is not None:
                raise Unreadable("an exponent after the argument of a function")
            if node.text in FORMS:
                return self.form(node.text, arguments)
            value = call(FUNCTIONS[node.text], *arguments)
        else:
            value = call(FUNCTIONS[node.text], self.bare())
            if self.starts_factor() and self.node.kind != "function":
                raise Unreadable("what follows a function without parentheses could belong to its argument")
        if node.sup is not None:
            exponent = self.inside(node.sup)
            if not (exponent.value is not None and exponent.value >= 2 and exponent.value.denominator == 1):
                raise Unreadable("an exponent on a function's name that could mean an inverse")
            value = power(value, exponent)
        return value

    @staticmethod
    def form(name: str, arguments: list[Expr]) -> Expr:
        if name == "pow":
            return power(*arguments)
        return Expr(name.lower(), tuple(arguments))

    def bare(self) -> Expr:
        """The argument of a function without parentheses: a number, a name, both, a fraction, a root, bars, or f(x)."""
        node = self.node
        if node.kind == "number":
            self.at += 1
            if node.sup is not None:
                raise Unreadable("a power as an argument without parentheses")
            n = number(Fraction(node.text))
            if self.node.kind != "id" or self.node.upright:
                return n
            return mul(n, self.plain_name())
        if node.kind == "id":
            return self.plain_name()
        if node.kind in ("fraction", "root") or (node.kind == "open" and node.text == "|"):
            value = self.factor()
            if value.head == "pow" and value.args[1].value not in (Fraction(1, 2), -1):
                raise Unreadable("a power as an argument without parentheses")
            return value
        raise Unreadable(f"no argument: {node}")

    def plain_name(self) -> Expr:
        if self.node.sup is not None:
            raise Unreadable("a power as an argument without parentheses")
        return self.identifier()

    def symbol(self, node: Node) -> Expr:
        kind, name = self.names.get(node.key(), ("", ""))
        if kind != "symbol":
            raise Unreadable(f"no symbol is printed as {node}")
        return symbol(name)

    def identifier(self) -> Expr:
        node = self.take("id")
        kind, name = self.names.get(node.key(), ("", ""))
        if kind == "symbol":
            return self.raised(symbol(name), node)
        if kind == "function" or self.names.get((*node.key()[:-1], 0), ("",))[0] == "function":
            return self.undefined(node)
        if node.text in LETTERS and not node.upright and self.is_("open", "("):
            return self.letter(node)
        if node.text == "π" and not node.upright:
            return self.raised(PI, node)
        if node.upright and node.text == "e":
            return E if node.sup is None else call("exp", self.inside(node.sup))
        if node.upright and node.text == "∞":
            return OO
        if node.upright and node.text == "true":
            return TRUE
        if node.upright and node.text == "∂":
            return self.partials(node)
        raise Unreadable(f"an unknown name: {node}")

    def letter(self, node: Node) -> Expr:
        head = LETTERS[node.text]
        arguments, closing = self.arguments()
        if head == "besselj":
            arguments.insert(0, self.inside(node.sub or []))
        elif head == "polygamma":
            arguments.insert(0, self.inside((node.sup or [])[1:-1]))
        return self.raised(call(head, *arguments), closing)

    def undefined(self, node: Node) -> Expr:
        """f(x), f'(x) or f^{(k)}(x)."""
        primes = 0
        found = self.names.get(node.key())
        if found is None:
            primes = node.primes
            found = self.names[*node.key()[:-1], 0]
        if node.sup is not None:
            if [n.kind for n in node.sup] != ["open", "number", "close"]:
                raise Unreadable("a power between a function and its arguments")
            primes = int(node.sup[1].text)
        arguments, closing = self.arguments()
        value = Expr("jet", (found[1], (primes,), *arguments)) if primes else Expr("apply", (found[1], *arguments))
        return self.raised(value, closing)

    def partials(self, node: Node) -> Expr:
        by: list[Expr] = []
        while True:
            if node.sub is None:
                raise Unreadable("a partial derivative by nothing")
            by += [self.inside(node.sub)] * (int(node.sup[0].text) if node.sup else 1)
            if not self.is_("id", "∂"):
                break
            node = self.take("id")
        value = self.identifier()
        if value.head != "apply":
            raise Unreadable("a partial derivative of what is no undefined function")
        if self.starts_factor():
            raise Unreadable("what follows could be differentiated too")
        return Expr("jet", (value.args[0], tuple(by.count(a) for a in value.args[1:]), *value.args[1:]))


def _names(notation: Notation) -> dict[tuple[object, ...], tuple[str, str]]:
    """Printed form -> what it is; two alike are an error of the notation."""
    out: dict[tuple[object, ...], tuple[str, str]] = {}
    for (kind, name), box in notation.printed().items():
        (node,) = nodes_of_latex(latex(box))
        if node.kind == "text":
            node.kind = "id"
        if node.key() in out:
            raise Unreadable(f"{name} and {out[node.key()][1]} are printed alike")
        out[node.key()] = (kind, name)
    return out
