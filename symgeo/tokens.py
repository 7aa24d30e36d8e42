"""The words of the expression language: numbers, names, operators, and the limits that every text has to keep."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import NoReturn

from symgeo.errors import ExpressionError
from symgeo.expression import Expr, number

MAX_LENGTH = 100_000  #: characters of one text
MAX_DEPTH = 200  #: brackets inside brackets
MAX_LEVELS = 120  #: levels of the tree that a text stands for
MAX_OPERANDS = 20_000  #: numbers and names in one text
MAX_DIGITS = 4_000  #: decimal digits of a numerator or denominator
MAX_EXPONENT = 10**6  #: absolute value of a number standing as an exponent
MAX_NAME = 100  #: characters of one name
MAX_ORDER = 20  #: order of one `Derivative`
MAX_TERMS = 10_000  #: terms of one finite `Sum`

MAX_BITS = 13_288  # of MAX_DIGITS decimal digits


class ParseError(ExpressionError):
    """A text is not an expression of the language: `reason`, 1-based `column`, and a `hint` on what to write instead."""

    def __init__(self, reason: str, column: int, hint: str = "") -> None:
        self.reason, self.column, self.hint = reason, column, hint
        super().__init__(reason, column, hint)

    def __str__(self) -> str:
        return f"column {self.column}: {self.reason}. {self.advice}".rstrip()

    @property
    def advice(self) -> str:
        """The hint as a sentence."""
        return self.hint[:1].upper() + self.hint[1:] + "." * (self.hint[-1:] not in ("", "?"))


@dataclass(frozen=True)
class Names:
    """The declared symbols, and the declared functions with their numbers of arguments.

    Declared names come first: a symbol named E, lambda or sin is just that symbol. Names are compared as Python compares
    identifiers, by their normal form NFKC.
    """

    symbols: frozenset[str]
    functions: Mapping[str, int] = field(default_factory=dict)
    _declared: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _memo: dict[tuple[str, str], tuple[Expr, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "functions", MappingProxyType(dict(self.functions)))
        object.__setattr__(self, "_declared", {normal_name(n): n for n in (*self.symbols, *self.functions)})

    def __hash__(self) -> int:
        return hash((self.symbols, frozenset(self.functions.items())))


def normal_name(name: str) -> str:
    """The form in which two spellings of one identifier agree."""
    return name if name.isascii() else unicodedata.normalize("NFKC", name)


def name_problem(name: str) -> str | None:
    """Why a text cannot be declared as a name, or None."""
    if not name.isidentifier():
        return f"needs a name (a letter or _, then letters, digits or _), got {quote(name)}"
    if len(name) > MAX_NAME:
        return f"needs a name of at most {MAX_NAME} characters, got {len(name)}"
    if normal_name(name) in ("True", "False", "None"):
        return f"needs a name that is not one of Python's constants, got {name}"
    return None


# -- tokens ------------------------------------------------------------------------------------------------------
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<name>[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*)
    |(?P<operator>\*\*|<=|>=|==|!=|//|[-+*/(),<>=])""",
    re.VERBOSE,
)
_FOREIGN = {
    ".": ("attribute access is not part of the language", "a claim only has numbers, names, operators and calls"),
    "//": ("floor division is not part of the language", "write / for division"),
    "^": ("^ is not an operator of the language", "write ** for a power"),
    "#": ("comments are not part of an expression", "put the comment outside the quotes, after the value"),
    **dict.fromkeys("[]", ("subscripts and lists are not part of an expression", "write x1 or x_1 for an indexed name")),
    **dict.fromkeys("{}", ("braces are not part of the language", "group with ( and )")),
    **dict.fromkeys("\"'`", ("strings are not part of the language", "")),
    "!": ("! is not an operator of the language", "write gamma(n + 1) for a factorial"),
    **dict.fromkeys("&|~", ("logical operators are not part of the language", "write one comparison at a time")),
    "%": ("% is not an operator of the language", ""),
    ":": (": is not part of the language", ""),
    "\N{MINUS SIGN}": ("the sign \N{MINUS SIGN} (U+2212) is not an operator of the language", "write - for minus"),
    **dict.fromkeys("\N{MULTIPLICATION SIGN}\N{MIDDLE DOT}\N{DOT OPERATOR}", ("this sign is not an operator", "write * for a product")),
    **dict.fromkeys("\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}", ("a superscript is not a power here", "write **2, **3")),
    "\N{SQUARE ROOT}": ("this sign is not an operator", "write sqrt(...)"),
    "\N{INFINITY}": ("this sign is not a name", "write oo"),
    "\N{LESS-THAN OR EQUAL TO}": ("this sign is not an operator", "write <="),
    "\N{GREATER-THAN OR EQUAL TO}": ("this sign is not an operator", "write >="),
}
#: What people write, and its name here.
USUAL = {
    "infinity": "oo",
    "abs": "Abs",
    "ln": "log",
    "sgn": "sign",
    "max": "Max",
    "min": "Min",
    "e": "E",
    "exp1": "E",
    "Pi": "pi",
    "PI": "pi",
    "inf": "oo",
    "diff": "Derivative",
    "integrate": "Integral",
    "summation": "Sum",
    **{"arc" + f: "a" + f for f in ("sin", "cos", "tan", "tan2", "sinh", "cosh", "tanh")},
    **{"ar" + f: "a" + f for f in ("sinh", "cosh", "tanh")},
}


@dataclass(frozen=True, slots=True)
class Token:
    kind: str  # "number", "name", "end", or the operator itself
    text: str
    column: int


def quote(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")


def _foreign(character: str, column: int) -> NoReturn:
    if character in _FOREIGN:
        raise ParseError(*_with_column(_FOREIGN[character], column))
    code = f"U+{ord(character[0]):04X}"
    if not character.isprintable():
        raise ParseError(f"the character {code} is not allowed", column, "remove it; spaces, tabs and line ends are allowed")
    raise ParseError(f"the character {character!r} ({code}) is not part of the language", column)


def _with_column(message: tuple[str, str], column: int) -> tuple[str, int, str]:
    return message[0], column, message[1]


def tokens_of(text: str) -> tuple[list[Token], dict[int, int]]:
    """The tokens of a text, and for each opening bracket the place of its closing one."""
    if len(text) > MAX_LENGTH:
        raise ParseError(f"needs at most {MAX_LENGTH} characters, got {len(text)}", MAX_LENGTH + 1, "split the expression")
    tokens: list[Token] = []
    closing: dict[int, int] = {}
    opened: list[int] = []
    operands = at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        column = at + 1
        if match is None:
            _foreign(text[at], column)
        kind, word = str(match.lastgroup), match.group()
        at = match.end()
        if kind == "space":
            continue
        if kind == "name":
            _check_name(word, column)
        if kind == "operator":
            kind = word
            if word == "(":
                opened.append(len(tokens))
                if len(opened) > MAX_DEPTH:
                    raise ParseError(f"needs at most {MAX_DEPTH} brackets inside each other, got more", column)
            elif word == ")":
                if not opened:
                    raise ParseError("the bracket ) was never opened", column)
                closing[opened.pop()] = len(tokens)
            elif word == "//":
                _foreign(word, column)
        else:
            operands += 1
            if operands > MAX_OPERANDS:
                raise ParseError(f"needs at most {MAX_OPERANDS} numbers and names, got more", column, "split the expression")
        tokens.append(Token(kind, word, column))
    if opened:
        raise ParseError("the bracket ( is never closed", tokens[opened[-1]].column)
    tokens.append(Token("end", "", len(text) + 1))
    return tokens, closing


def _check_name(word: str, column: int) -> None:
    if word.isascii() or word.isidentifier():
        if len(word) > MAX_NAME:
            raise ParseError(f"needs names of at most {MAX_NAME} characters, got one of {len(word)}", column)
        return
    # The pattern takes every character beyond ASCII into a name; say which one is none.
    for i, character in enumerate(word):
        if not (word[0] + character if i and word[0].isidentifier() else character).isidentifier():
            _foreign(character, column + i)
    _foreign(word[0], column)


def literal(token: Token, following: Token) -> Expr:
    """A number as it is written, exactly: 0.1 is 1/10."""
    text = token.text
    if following.kind == "name" and following.column == token.column + len(text):
        word = text + following.text
        if re.fullmatch(r"[0-9_]+|0[xXoObB]\w*|[0-9.]+[jJ]", word):
            raise ParseError(f"{quote(word)} is not a number of the language", token.column, "write decimal digits, without _")
        if following.text in ("e", "E") or re.fullmatch(r"[eE]_?[0-9]*", following.text):
            raise ParseError(f"{quote(word)} is not a number of the language", token.column, "write 1e-3, or put a * between")
        raise ParseError(f"{quote(word)} needs an operator in between", token.column, f"write {clip(text)}*{clip(following.text)}")
    mantissa, _, exponent = text.replace("E", "e").partition("e")
    whole, _, decimals = mantissa.partition(".")
    if len(whole) > 1 and whole[0] == "0" and whole.strip("0") and mantissa == whole == text:
        raise ParseError(f"the integer {quote(text)} begins with 0", token.column, "leave out leading zeros")
    shift = 0 if len(exponent) > 8 else int(exponent or "0") - len(decimals)
    if len(whole) + len(decimals) > MAX_DIGITS or len(exponent) > 8 or abs(shift) > MAX_DIGITS:
        raise ParseError(f"needs numbers of at most {MAX_DIGITS} digits, got more", token.column)
    digits = int(whole + decimals)
    return number(Fraction(digits * 10**shift) if shift >= 0 else Fraction(digits, 10**-shift))


def clip(text: str) -> str:
    """A name for a message: short, and without characters that would disturb the line."""
    text = text if len(text) <= 40 else text[:37] + "..."
    return text if text.isprintable() else repr(text)[1:-1]
