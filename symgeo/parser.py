"""Text to `Expr`: the expression language of claim files, read without evaluating anything.

Grammar (``**`` binds tighter than a sign on its left, and to the right: ``-x**2**y`` is ``-(x**(2**y))``)::

    expression := term (("+" | "-") term)*
    term       := factor (("*" | "/") factor)*
    factor     := ("+" | "-") factor | atom ["**" factor]
    atom       := number | name | "(" expression ")" | name "(" arguments ")"

The reader is one loop over an explicit stack of open brackets, so that no text, however deep, can exhaust Python's own.
It builds with the constructors of `symgeo.expression`, which simplify nothing: ``x/x`` and ``0*log(x)`` survive.
"""

from __future__ import annotations

import difflib
import keyword
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn

from symgeo.expression import COMPARISONS, FUNCTIONS, OO, PI, TRUE, E, Expr, add, call, mul, number, power, symbol
from symgeo.expression import sqrt as square_root
from symgeo.tokens import (
    MAX_BITS,
    MAX_DIGITS,
    MAX_EXPONENT,
    MAX_LEVELS,
    MAX_ORDER,
    MAX_TERMS,
    USUAL,
    Names,
    ParseError,
    Token,
    clip,
    literal,
    name_problem,
    normal_name,
    quote,
    tokens_of,
)

__all__ = ["Names", "ParseError", "parse_condition", "parse_conditions", "parse_expression", "parse_relation"]

_CONSTANTS = {"pi": PI, "E": E, "oo": OO}
_FORMS = ("sqrt", "Rational", "Derivative", "Integral", "Sum", "Piecewise")
_HEADS = {text: head for head, text in COMPARISONS.items()}


def parse_expression(text: str, names: Names) -> Expr:
    """The expression that a text stands for.

    >>> parse_expression("-x**2/x + 0.1", Names(frozenset({"x"})))
    -x**2/x + 1/10
    """
    return _parse(text, names, "value")[0]


def parse_conditions(text: str, names: Names, *, strict: bool) -> list[Expr]:
    """The comparisons of a chain: ``0 < x < 1`` says ``0 < x`` and ``x < 1``.

    >>> parse_conditions("0 < x < 1", Names(frozenset({"x"})), strict=True)
    [0 < x, x < 1]
    """
    return list(_parse(text, names, "strict" if strict else "condition"))


def parse_condition(text: str, names: Names, *, strict: bool) -> Expr:
    """One comparison; with `strict` only ``<`` or ``>``."""
    found = parse_conditions(text, names, strict=strict)
    if len(found) > 1:
        raise ParseError("needs one comparison, got a chain", 1, "write each comparison by itself")
    return found[0]


def parse_relation(text: str, names: Names) -> Expr:
    """``lhs = rhs`` as the expression lhs - rhs, which the relation says is zero.

    >>> parse_relation("x**2 = 1", Names(frozenset({"x"})))
    x**2 - 1
    """
    return _parse(text, names, "relation")[0]


def _parse(text: str, names: Names, goal: str) -> tuple[Expr, ...]:
    found = names._memo.get((goal, text))
    if found is None:
        found = names._memo[goal, text] = _Reader(text, names, goal).read()
    return found


# -- the reader --------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class _Frame:
    """An open bracket, or the whole text: what it belongs to, and the expression being read inside it."""

    form: str  # "whole", "group", "call", or the name of a special form
    name: str = ""
    opened: int = 0  # index of its name or bracket
    variable: Expr | None = None  # of an integral or a sum
    arguments: list[Expr] = field(default_factory=list)
    comparisons: list[Token] = field(default_factory=list)
    waiting: list[Expr | None] = field(default_factory=list)  # of the factor being read: bases of powers, None for a minus
    divide: bool = False
    factors: list[Expr] = field(default_factory=list)
    product: Fraction = Fraction(1)
    negative: bool = False
    terms: list[Expr] = field(default_factory=list)
    total: Fraction = Fraction(0)


class _Reader:
    def __init__(self, text: str, names: Names, goal: str) -> None:
        self.names, self.goal = names, goal
        self.tokens, self.closing = tokens_of(text)
        self.opening = {closing: opening for opening, closing in self.closing.items()}
        self.at = 0
        self.frames = [_Frame("whole")]
        self.bound: list[str] = []  # variables of the integrals and sums whose body is being read
        self.depth: dict[Expr, int] = {}
        self.infinite: Token | None = None  # an oo in the bound being read

    def read(self) -> tuple[Expr, ...]:
        if not self.tokens[:-1]:
            raise ParseError("needs an expression, got an empty text", 1)
        while True:
            value = self.operand()
            while value is not None:
                if not self.operator(value):
                    token, whole = self.token, self.frames[-1]
                    inner = self.expression()
                    if whole.form == "whole" and token.kind == "end":
                        return self.result(whole, inner)
                    value = self.delimiter(whole, token, inner)
                else:
                    value = None

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def fail(self, reason: str, hint: str = "", token: Token | None = None) -> NoReturn:
        raise ParseError(reason, (token or self.token).column, hint)

    def expect(self, kind: str, after: str) -> None:
        if self.token.kind != kind:
            self.unexpected(f"{kind} {after}")
        self.at += 1

    def unexpected(self, needed: str) -> NoReturn:
        token = self.token
        if token.kind == "name" and keyword.iskeyword(token.text):
            hint = "write Piecewise((value, condition), (value, True))" if token.text in ("if", "else") else ""
            self.fail(f"Python's keyword {token.text} is not part of the language", hint)
        got = "the end of the text" if token.kind == "end" else quote(token.text)
        self.fail(f"needs {needed}, got {got}")

    def made(self, e: Expr) -> Expr:
        """The same node, its depth noted and limited; deeper trees would exhaust the stack of whoever walks them."""
        if e not in self.depth:
            level = self.depth[e] = 1 + max((self.depth.get(c, 1) for c in e.children), default=0)
            if level > MAX_LEVELS:
                self.fail(f"needs at most {MAX_LEVELS} levels of nesting, got more")
        return e

    # -- one operand: a literal, a name, or the opening of a bracket -----------------------------------------------
    def operand(self) -> Expr | None:
        """Read one operand; None where it opens a bracket, whose inside is to be read next."""
        while True:
            token = self.token
            waiting = self.frames[-1].waiting
            if token.kind == "-":
                if waiting and waiting[-1] is None:
                    waiting.pop()  # --x is x
                else:
                    waiting.append(None)
            elif token.kind != "+":
                break
            self.at += 1
        if token.kind == "number":
            self.at += 1
            return literal(token, self.token)
        if token.kind == "(":
            self.frames.append(_Frame("group", opened=self.at))
            self.at += 1
            if self.token.kind == ")":
                self.unexpected("an expression between the brackets")
            return None
        if token.kind == "name":
            self.at += 1
            if self.token.kind != "(":
                return self.name(token)
            self.open_call(token)
            return None
        return self.unexpected("a number, a name or a bracket")

    def resolve(self, word: str) -> str | None:
        """The symbol that a word names here, if any: the innermost bound variable first, then the declared ones."""
        normal = normal_name(word)
        if normal in self.bound:
            return normal
        declared = self.names._declared.get(normal)
        return declared if declared in self.names.symbols else None

    def name(self, token: Token) -> Expr:
        found = self.resolve(token.text)
        if found is not None:
            return symbol(found)
        word = normal_name(token.text)
        if word in self.names._declared or word in FUNCTIONS or word in _FORMS:
            self.fail(f"the function {word} needs its arguments", f"write {word}(...)", token)
        if word == "oo":
            frame = self.frames[-1]
            if frame.form not in ("Integral", "Sum") or not frame.arguments:
                self.fail("oo is allowed only as a bound of Integral or Sum", "", token)
            self.infinite = token
        if word in _CONSTANTS:
            return _CONSTANTS[word]
        if word == "True":
            self.fail("True is allowed only as the last condition of Piecewise", "", token)
        self.unknown(token, "name")

    def unknown(self, token: Token, what: str) -> NoReturn:
        word = normal_name(token.text)
        if keyword.iskeyword(word):
            self.fail(f"Python's keyword {word} is not part of the language", "declare it, if it is meant as a name", token)
        functions = [*self.names.functions, *FUNCTIONS, *_FORMS]
        known = functions if what == "function" else [*self.names.symbols, *self.bound, *_CONSTANTS, *functions]
        nearest = [USUAL[word]] if word in USUAL else difflib.get_close_matches(word, known, 1)
        if not nearest:
            nearest = [k for k in known if k.lower() == word.lower()][:1]
        if nearest:
            hint = f"did you mean {nearest[0]}?"
        elif word == "I":
            hint = "all functions are real; a symbol I can be declared"
        else:
            hint = f"declare it, or use one of the declared names: {_clip_list(sorted(self.names.symbols)) or 'none so far'}"
        self.fail(f"the {what} {clip(token.text)} is not declared", hint, token)

    def open_call(self, token: Token) -> None:
        """Open the call whose name was just read."""
        word = normal_name(token.text)
        if self.resolve(word) is not None:
            self.fail(f"{clip(word)} is a symbol and cannot be called", f"write {clip(word)}*(...) for a product", token)
        declared = self.names._declared.get(word)
        if declared is not None:
            frame = _Frame("apply", declared, self.at)
        elif word in FUNCTIONS or word in ("sqrt", "Rational"):
            frame = _Frame("call", word, self.at)
        elif word in _FORMS:
            frame = _Frame(word, word, self.at)
        else:
            self.unknown(token, "function")
        self.at += 1
        if self.token.kind == ")":
            self.fail(f"{word} needs arguments, got none")
        if word in ("Integral", "Sum") and declared is None:
            self.bound.append(self.peek_bound_variable(frame))
        elif frame.form == "Piecewise":
            self.expect("(", "to begin the pair (value, condition)")
        self.frames.append(frame)

    def peek_bound_variable(self, frame: _Frame) -> str:
        """The variable s of ``Integral(e, (s, a, b))``, found from the end of the call before e is read."""
        end = self.closing[frame.opened]
        usage = f"write {frame.name}(expression, (variable, lower, upper))"
        opening = self.opening.get(end - 1, 0)
        if opening > frame.opened + 1 and self.tokens[opening - 1].kind == ",":
            variable = self.tokens[opening + 1]
            if self.tokens[self.opening.get(opening - 2, 1) - 1].kind == ",":
                self.fail(f"{frame.name} needs one variable with its two bounds, got more", f"nest one {frame.name} in the other", variable)
            if variable.kind == "name" and name_problem(variable.text) is None and self.tokens[opening + 2].kind == ",":
                return normal_name(variable.text)
            self.fail(f"{frame.name} needs a variable with its two bounds", usage, variable)
        self.fail(f"{frame.name} needs a variable with its two bounds", usage, self.tokens[end])

    # -- arithmetic ------------------------------------------------------------------------------------------------
    def operator(self, value: Expr) -> bool:
        """Take the operator after an operand, if there is one."""
        frame, kind = self.frames[-1], self.token.kind
        if kind == "**":
            frame.waiting.append(value)
        elif kind in ("*", "/", "+", "-"):
            self.factor(frame, value)
            if kind in ("+", "-"):
                self.term(frame)
                frame.negative = kind == "-"
            else:
                frame.divide = kind == "/"
        else:
            self.factor(frame, value)
            return False
        self.at += 1
        return True

    def factor(self, frame: _Frame, value: Expr) -> None:
        """Close the factor that ends with an operand: its powers from the right, its signs where they stand."""
        while frame.waiting:
            base = frame.waiting.pop()
            value = self.made(-value if base is None else self.power(base, value))
        if frame.divide:
            value = self.made(power(value, -1))
        q = value.value
        if q is None:
            frame.factors.append(value)
        else:
            frame.product = self.limited(frame.product * q)
        frame.divide = False

    def power(self, base: Expr, exponent: Expr) -> Expr:
        e = exponent.value
        if e is not None and abs(e) > MAX_EXPONENT:
            self.fail(f"needs exponents of at most {MAX_EXPONENT}, got a larger one")
        return power(base, exponent)

    def term(self, frame: _Frame) -> None:
        value = self.made(mul(number(frame.product), *frame.factors))
        if frame.negative:
            value = self.made(-value)
        q = value.value
        if q is None:
            frame.terms.append(value)
        else:
            frame.total = self.limited(frame.total + q)
        frame.factors, frame.product, frame.negative = [], Fraction(1), False

    def expression(self) -> Expr:
        """Close the expression of the innermost bracket."""
        frame = self.frames[-1]
        self.term(frame)
        value = self.made(add(*frame.terms, number(frame.total)))
        frame.terms, frame.total = [], Fraction(0)
        return value

    def limited(self, q: Fraction) -> Fraction:
        if max(q.numerator.bit_length(), q.denominator.bit_length()) > MAX_BITS:
            self.fail(f"needs numbers of at most {MAX_DIGITS} digits, got more")
        return q

    # -- what follows an expression: a comma, a closing bracket, a comparison --------------------------------------
    def delimiter(self, frame: _Frame, token: Token, value: Expr) -> Expr | None:
        """Hand an expression to its bracket; the value of the bracket if that closes it, None if more is to be read."""
        if token.kind in _HEADS or token.kind == "=":
            self.comparison(frame, token)
        self.at += 1
        form = frame.form
        if form == "Piecewise":
            return self.piecewise(frame, token, value)
        if form in ("Integral", "Sum"):
            return self.limits(frame, token, value)
        if form == "Derivative" and token.kind == ",":
            return self.close(self.derivative(value))
        if token.kind in _HEADS or token.kind == "=" or (form in ("call", "apply") and token.kind == ","):
            frame.arguments.append(value)
            return None
        if token.kind == ")" and form == "group":
            return self.close(value)
        if token.kind == ")" and form in ("call", "apply"):
            return self.close(self.called(frame, [*frame.arguments, value]))
        self.at -= 1
        if token.kind == "," and form == "whole":
            self.fail("a comma is allowed only between the arguments of a call", "write decimals with a point")
        if token.kind == "," and form == "group":
            self.fail("a tuple is not an expression", "write decimals with a point, and f(x, y) for a call")
        if form == "Derivative":
            self.fail("Derivative needs a variable", "write Derivative(expression, x)")
        if token.kind == "(":
            self.fail("a bracket needs an operator before it", "write * for a product")
        return self.unexpected("an operator")

    def comparison(self, frame: _Frame, token: Token) -> None:
        """Refuse a comparison where it does not belong; note it where it does."""
        if frame.form == "Piecewise":
            if len(frame.arguments) % 2 == 0 or frame.comparisons or token.kind == "=":
                self.fail("a condition of Piecewise is one comparison", "write == for equality", token)
        elif frame.form != "whole" or self.goal == "value":
            self.fail("a comparison is not an expression", "", token)
        elif self.goal == "relation":
            if token.kind != "=" or frame.comparisons:
                self.fail("a relation needs one sign =", "write lhs = rhs", token)
        elif token.kind == "=":
            self.fail("a condition needs a comparison, got =", "write < or >" if self.goal == "strict" else "write ==", token)
        elif self.goal == "strict" and token.kind not in ("<", ">"):
            self.fail(f"needs a strict inequality, got {token.kind}", "the domain is open: write < or >", token)
        frame.comparisons.append(token)

    def result(self, whole: _Frame, last: Expr) -> tuple[Expr, ...]:
        sides = [*whole.arguments, last]
        if self.goal == "value":
            return (last,)
        if len(sides) < 2:
            self.unexpected("= and a right-hand side" if self.goal == "relation" else "a comparison")
        if self.goal == "relation":
            return (sides[0] - sides[1],)
        pairs = zip(whole.comparisons, sides, sides[1:], strict=False)
        return tuple(Expr(_HEADS[c.kind], (left, right)) for c, left, right in pairs)

    def close(self, value: Expr) -> Expr:
        self.frames.pop()
        return self.made(value)

    # -- calls -----------------------------------------------------------------------------------------------------
    def called(self, frame: _Frame, arguments: list[Expr]) -> Expr:
        name, got = frame.name, len(arguments)
        declared = frame.form == "apply"
        needed = self.names.functions[name] if declared else {"sqrt": 1, "Rational": 2}.get(name) or FUNCTIONS[name]
        if got < 2 if needed is None else got != needed:
            count = "two or more" if needed is None else str(needed)
            hint = "write log(x)/log(b) for another base" if name == "log" and not declared else ""
            self.fail(f"{name} needs {count} argument{'s' * (needed != 1)}, got {got}", hint, self.tokens[frame.opened - 1])
        if declared:
            return Expr("apply", (name, *arguments))
        if name == "sqrt":
            return square_root(arguments[0])
        if name == "Rational":
            p, q = (self.integer(a, frame) for a in arguments)
            if q == 0:
                self.fail("Rational needs a denominator other than 0", "", self.tokens[frame.opened - 1])
            return number(Fraction(p, q))
        return call(name, *arguments)

    def integer(self, e: Expr, frame: _Frame) -> int:
        """The integer that an argument of Rational is; powers too large for the tree are carried out here."""
        values: dict[Expr, Fraction | None] = {}
        for node in e.walk():
            inner = [values[c] for c in node.children]
            q: Fraction | None = node.value
            if node.head in ("add", "mul") and None not in inner:
                q = Fraction(node.head == "mul")
                for v in inner:
                    assert v is not None
                    q = self.limited(q + v if node.head == "add" else q * v)
            elif node.head == "pow" and None not in inner:
                base, exponent = inner
                assert base is not None and exponent is not None
                if exponent.denominator == 1 and exponent >= 0 and base.denominator == 1:
                    if abs(base) > 1 and base.numerator.bit_length() * exponent > 2 * MAX_BITS:
                        self.fail(f"needs numbers of at most {MAX_DIGITS} digits, got more")
                    q = self.limited(base**exponent.numerator)
            values[node] = q
        found = values[e]
        if found is None or found.denominator != 1:
            self.fail("Rational needs two integers", "write p/q for other quotients", self.tokens[frame.opened - 1])
        return found.numerator

    def derivative(self, e: Expr) -> Expr:
        """The variables of ``Derivative(e, x, y, 2, (z, 3))``, up to the closing bracket."""
        by: list[Expr] = []
        while True:
            pair = self.token.kind == "("
            self.at += pair
            variable = self.token
            found = self.resolve(variable.text) if variable.kind == "name" else None
            if found is None:
                if variable.kind == "name" and normal_name(variable.text) not in (*_CONSTANTS, *FUNCTIONS, *_FORMS, *self.names.functions):
                    self.unknown(variable, "name")
                self.fail("Derivative needs a symbol to differentiate by", "write Derivative(expression, x)")
            self.at += 1
            counted = self.token.kind == "," and self.tokens[self.at + 1].kind == "number"
            order = 1
            if pair and not counted:
                self.unexpected("an order: (x, 2)")
            if counted:
                order = self.order(self.tokens[self.at + 1])
                self.at += 2
            if pair:
                self.expect(")", "after the order")
            by += [symbol(found)] * order
            if len(by) > MAX_ORDER:
                self.fail(f"needs derivatives of order at most {MAX_ORDER}, got more")
            if self.token.kind == ")":
                self.at += 1
                return Expr("derivative", (e, *by))
            self.expect(",", "or ) after a variable")

    def order(self, token: Token) -> int:
        if not token.text.isdigit() or not 0 < len(token.text) <= 4 or int(token.text) == 0:
            self.fail("an order of Derivative needs a positive integer", "", token)
        return min(int(token.text), MAX_ORDER + 1)

    def limits(self, frame: _Frame, token: Token, value: Expr) -> Expr | None:
        """Body, lower and upper bound of an integral or a sum, in turn; the variable is bound in the body alone."""
        stage = len(frame.arguments)
        usage = f"write {frame.name}(expression, (variable, lower, upper))"
        if token.kind != (",", ",", ")")[stage]:
            self.at -= 1
            self.fail(f"{frame.name} needs an expression and one variable with two bounds", usage)
        if stage and self.infinite is not None:
            if value not in (OO, -OO):
                self.fail("oo needs to stand alone as a bound", "write oo or -oo", self.infinite)
            self.infinite = None
        frame.arguments.append(value)
        if stage == 0:
            self.expect("(", f"after the expression; {usage}")
            if self.tokens[self.at + 1].kind != "," or self.closing[self.at - 1] != self.closing[frame.opened] - 1:
                self.fail(f"{frame.name} needs one variable with its two bounds", usage)
            self.at += 2
            frame.variable = symbol(self.bound.pop())  # the bounds are outside its reach
            return None
        if stage == 1:
            return None
        self.expect(")", f"to close {frame.name}")
        body, lower, upper = frame.arguments
        variable = frame.variable
        if frame.name == "Integral":
            return self.close(Expr("integral", (body, variable, lower, upper)))
        self.check_sum(lower, upper, self.tokens[frame.opened - 1])
        return self.close(Expr("sum", (body, variable, lower, upper)))

    def check_sum(self, lower: Expr, upper: Expr, token: Token) -> None:
        """Bounds of a sum are integers or infinite; where they run backwards authors differ on what is meant."""
        for end in (lower, upper):
            if end not in (OO, -OO) and (end.value is None or end.value.denominator != 1):
                self.fail("Sum needs integers or oo as bounds", "write the number of terms out", token)
        if lower.value is not None and upper.value is not None:
            terms = upper.value - lower.value + 1
            if terms < 0:
                self.fail("Sum needs a lower bound that is not above the upper one", "", token)
            if terms > MAX_TERMS:
                self.fail(f"Sum needs at most {MAX_TERMS} terms, got more", "", token)
        elif lower is OO or upper is -OO:
            self.fail("Sum needs a lower bound that is not above the upper one", "", token)

    def piecewise(self, frame: _Frame, token: Token, value: Expr) -> Expr | None:
        """Value, then condition, of one pair after another; the last condition is True."""
        arguments = frame.arguments
        usage = "write Piecewise((value, condition), ..., (value, True))"
        if token.kind in _HEADS:  # the left side of a condition
            arguments.append(value)
            return None
        if len(arguments) % 2 == 0 and not frame.comparisons:
            if token.kind != ",":
                self.at -= 1
                self.fail("Piecewise needs a condition after each value", usage)
            arguments.append(value)
            if not (self.token.text == "True" and self.tokens[self.at + 1].kind == ")"):
                return None
            self.at += 2
            arguments.append(TRUE)
            if self.token.kind != ")":
                self.fail("Piecewise needs True as its last condition only", usage)
            self.at += 1
            return self.close(Expr("piecewise", tuple(arguments)))
        if token.kind != ")" or not frame.comparisons:
            self.at -= 1
            self.fail("Piecewise needs a comparison or True after each value", usage)
        left = arguments.pop()
        arguments.append(self.made(Expr(_HEADS[frame.comparisons.pop().kind], (left, value))))
        if self.token.kind == ")":
            self.fail("Piecewise needs True as its last condition", usage)
        self.expect(",", "before the next pair of Piecewise")
        self.expect("(", "to begin the pair (value, condition)")
        return None


def _clip_list(words: list[str]) -> str:
    return ", ".join(words[:8]) + (", ..." if len(words) > 8 else "")
