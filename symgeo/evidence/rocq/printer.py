"""From a claim to the Coq text that states it. Small on purpose: this file, SymGeo.v and Coq's kernel are what a reader trusts.

No expression is simplified: each node is printed as it stands. Coq's functions are total (1/0, sqrt(-1), ln(-1) have values), so
`conditions` collects for each node what makes it meaningful; the claim states them all, on the whole chart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symgeo.evidence.rocq.errors import CannotExport
from symgeo.expression import Expr, call, expand_sum, sqrt
from symgeo.geometry.domain import Domain

Names = Mapping[Expr, str]

SUM, PRODUCT, SIGN, POWER, CALL, ATOM = 50, 40, 35, 30, 10, 0

#: Functions of one argument that are printed by Coq's name for them.
_FUNCTIONS = {
    **{f: f for f in ("sin", "cos", "tan", "asin", "atan", "sinh", "cosh", "tanh", "exp")},
    "log": "ln",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
    "Abs": "Rabs",
}
#: Functions that are printed as a quotient: above, below.
_QUOTIENTS = {
    "sec": ("", "cos"),
    "csc": ("", "sin"),
    "cot": ("cos", "sin"),
    "sech": ("", "cosh"),
    "csch": ("", "sinh"),
    "coth": ("cosh", "sinh"),
}
#: tan and tanh need this function of their argument not to vanish; cosh never does.
_POLES = {"tan": "cos", "sec": "cos", "csc": "sin", "cot": "sin", "csch": "sinh", "coth": "sinh"}


def text(e: Expr, names: Names, outer: int = SUM) -> str:
    """The expression in Coq, in parentheses where `outer` binds more tightly. `names` says what symbols are called."""
    written, level = _write(e, names)
    return f"({written})" if level > outer else written


def _write(e: Expr, names: Names) -> tuple[str, int]:
    if e in names:
        return names[e], ATOM
    h, a = e.head, e.args
    if h == "number":
        return _number(a[0])
    if h == "pi":
        return "PI", ATOM
    if h == "E":
        return "exp 1", CALL
    if h == "add":
        return _sum(a, names), SUM
    if h == "mul":
        return _product(a, names)
    if h == "pow":
        return _power(a[0], a[1], names)
    if h in _FUNCTIONS:
        return f"{_FUNCTIONS[h]} {text(a[0], names, ATOM)}", CALL
    if h in _QUOTIENTS:
        above, below = _QUOTIENTS[h]
        under = text(call(below, a[0]), names, CALL)
        return (f"{text(call(above, a[0]), names, CALL)} / {under}", PRODUCT) if above else (f"/ {under}", SIGN)
    if h == "acos":
        return f"PI / 2 - asin {text(a[0], names, ATOM)}", SUM
    if h == "atan2":
        return f"arctan2 {text(a[0], names, ATOM)} {text(a[1], names, ATOM)}", CALL
    if h == "sum":
        written_out = expand_sum(e)
        if written_out is not None:
            return _write(written_out, names)
    raise CannotExport(f"cannot print {h}: needs an elementary function, got {e}.")


def _number(q: Fraction) -> tuple[str, int]:
    if q < 0:
        return f"- {text(Expr('number', (-q,)), {}, POWER)}", SIGN
    return (str(q), ATOM) if q.denominator == 1 else (f"{q.numerator} / {q.denominator}", PRODUCT)


def _negative(e: Expr) -> Expr | None:
    """What e is minus of, if it is written with a minus sign."""
    if e.head == "number" and e.args[0] < 0:
        return Expr("number", (-e.args[0],))
    if e.head == "mul" and e.args[0].head == "number" and e.args[0].args[0] < 0:
        q, rest = -e.args[0].args[0], e.args[1:]
        return rest[0] if q == 1 and len(rest) == 1 else Expr("mul", rest if q == 1 else (Expr("number", (q,)), *rest))
    return None


def _sum(terms: Sequence[Expr], names: Names) -> str:
    out = text(terms[0], names, SUM)
    for term in terms[1:]:
        negated = None if term in names else _negative(term)
        out += f" + {text(term, names, PRODUCT)}" if negated is None else f" - {text(negated, names, PRODUCT)}"
    return out


def _product(factors: Sequence[Expr], names: Names) -> tuple[str, int]:
    negated = _negative(Expr("mul", tuple(factors)))
    if negated is not None:
        return f"- {text(negated, names, POWER)}", SIGN
    out = ""
    for factor in factors:
        inverse = None if factor in names else _inverse(factor)
        if not out:
            out = text(factor, names, PRODUCT if inverse is None else SIGN)
        elif inverse is None:
            out += f" * {text(factor, names, POWER)}"
        else:
            out += f" / {text(inverse, names, POWER)}"
    return out, PRODUCT


def _inverse(e: Expr) -> Expr | None:
    """b^n where e is b^-n, for an integer n or half of one."""
    q = e.args[1].value if e.head == "pow" else None
    if q is None or q >= 0 or q.denominator > 2:
        return None
    return e.args[0] if q == -1 else Expr("pow", (e.args[0], Expr("number", (-q,))))


def _power(base: Expr, exponent: Expr, names: Names) -> tuple[str, int]:
    q = exponent.value
    if q is not None and q < 0 and q.denominator <= 2:
        return f"/ {text(base if q == -1 else Expr('pow', (base, Expr('number', (-q,)))), names, POWER)}", SIGN
    if q is not None and q.denominator == 1:
        return f"{text(base, names, CALL)} ^ {q}", POWER
    if q is not None and q.denominator == 2:
        root = f"sqrt {text(base, names, ATOM)}"
        return (root, CALL) if q == Fraction(1, 2) else (f"{root} ^ {q.numerator}", POWER)
    return f"Rpower {text(base, names, ATOM)} {text(exponent, names, ATOM)}", CALL


# -- what makes an expression meaningful ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Condition:
    """`relation` is one of ``> 0``, ``>= 0``, ``/= 0`` and tells of `subject`."""

    relation: str
    subject: Expr

    def text(self, names: Names) -> str:
        left = text(self.subject, names, SUM)
        return {"> 0": f"0 < {left}", ">= 0": f"0 <= {left}", "/= 0": f"{left} <> 0"}[self.relation]


def conditions(expressions: Sequence[Expr]) -> list[Condition]:
    """What has to hold for every node of the expressions to be defined, each condition once."""
    return list(dict.fromkeys(c for e in expressions for node in e.walk() for c in _conditions(node)))


def _conditions(e: Expr) -> Iterator[Condition]:
    h, a = e.head, e.args
    if h == "pow":
        q = a[1].value
        if q is None or q.denominator > 2 or (q.denominator == 2 and q < 0):
            yield Condition("> 0", a[0])
        elif q.denominator == 2:
            yield Condition(">= 0", a[0])
        elif q < 0:
            yield Condition("/= 0", a[0])
    elif h == "log":
        yield Condition("> 0", a[0])
    elif h in _POLES:
        yield Condition("/= 0", call(_POLES[h], a[0]))
    elif h in ("asin", "acos"):
        yield Condition(">= 0", 1 - a[0])
        yield Condition(">= 0", 1 + a[0])
    elif h == "acosh":
        yield Condition(">= 0", a[0] - 1)
    elif h == "atanh":
        yield Condition("> 0", 1 - a[0])
        yield Condition("> 0", 1 + a[0])
    elif h == "atan2":
        yield Condition("> 0", sqrt(a[1] ** 2 + a[0] ** 2) + a[1])
    elif h == "sum":
        written_out = expand_sum(e)
        if written_out is not None:
            yield from conditions([written_out])


def is_exact(expressions: Sequence[Expr]) -> bool:
    """Whether `conditions` are necessary too, so that they may be assumed of a chart, or denied: not those of atan2 (it has a value
    on its cut) and of powers that Coq has for positive bases only."""
    for e in expressions:
        for node in e.walk():
            q = node.args[1].value if node.head == "pow" else Fraction(1)
            if node.head == "atan2" or q is None or (q.denominator > 2 and q > 0):
                return False
    return True


def chart_conditions(domain: Domain) -> list[Condition]:
    """The inequalities of a domain."""
    return [
        *(Condition("> 0", e) for e in domain.positive),
        *(Condition(">= 0", e) for e in domain.nonnegative),
        *(Condition("/= 0", e) for e in domain.nonzero),
    ]
