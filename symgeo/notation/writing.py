"""Expressions as a careful author writes them.

The order and the structure of an expression are kept; what is chosen here is typography. Two expressions that differ in value never
print alike: sqrt(x) has a root sign and x**(1/3) has not, cbrt(x) has; what follows a function without parentheses
cannot be taken for a part of its argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction as Rational

from symgeo.expression import COMPARISONS, Expr, number
from symgeo.notation.boxes import (
    APPLY,
    INFINITY,
    INTEGRAL,
    MID,
    MINUS,
    NEGATIVE,
    PARTIAL,
    PLUS,
    PRIME,
    SLASH,
    SUM,
    THIN,
    TIMES,
    Box,
    Fenced,
    Fraction,
    Glyph,
    Root,
    Row,
    Script,
    cases,
    comma_list,
    fenced,
    function_name,
    parts,
    relation,
    row,
    upright,
    word,
)
from symgeo.notation.deep import deep
from symgeo.notation.joining import after_slash, before_slash, between, digits, has_primes, leading, raised
from symgeo.notation.measure import Measure
from symgeo.notation.names import NameTable

__all__ = ["Notation"]

#: How tightly a box holds together: what may stand in a sum, in a product, before a factor, under an exponent.
_WHOLE, _SUM, _SLASHED, _PRODUCT, _APPLIED, _TIGHT, _ATOM = range(7)

_OPERATORS = {
    **{name: name for name in "sin cos tan sec csc cot sinh cosh tanh sech csch coth exp log erf cbrt atan2".split()},
    **{f"a{name}": f"arc{name}" for name in ("sin", "cos", "tan")},
    **{f"a{name}": f"ar{name}" for name in ("sinh", "cosh", "tanh")},
    "sign": "sgn",
    "Max": "max",
    "Min": "min",
}
#: Functions whose positive integer powers stand on the name: sin^2 x.
_POWER_ON_NAME = frozenset("sin cos tan sec csc cot sinh cosh tanh sech csch coth log".split())
#: Those that stand beside each other without parentheses: sin x cos y.
_CIRCULAR = _POWER_ON_NAME - {"log"}
#: Functions written with one letter, unless a name of the claim is printed with it.
_LETTERS = {
    "gamma": Glyph("Γ", "italic"),
    "polygamma": Glyph("ψ", "italic"),
    "besselj": Glyph("J", "italic"),
    "elliptic_e": Glyph("E", "italic"),
    "elliptic_f": Glyph("F", "italic"),
    "LambertW": Glyph("W", "italic"),
}
_RELATIONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "=", "ne": "!="}
_PI = Glyph("π", "italic")
_EULER = Glyph("e", "upright")
_D = Glyph("d", "upright")
_PLACE = Glyph("D", "upright")
_ONE = Glyph("1", "number")
_TALL = frozenset(("integral", "sum", "piecewise", "derivative"))
_WIDEST_EXPONENT = 7.0
_WIDEST_ON_APPLICATION = 3.0
_WIDEST_LIMIT = 6.0
_WIDEST_NUMERATOR = 10.0


class Notation:
    """How the names of one claim are printed, and its expressions with them.

    `names` are its symbols (coordinates, parameters, bound variables), `functions` its undefined functions. Two names never print
    alike: the later one is spelled out.

    >>> from symgeo.expression import call, symbol
    >>> from symgeo.notation import latex
    >>> notation = Notation(["a", "theta", "x1"])
    >>> a, t = symbol("a"), symbol("theta")
    >>> print(latex(notation.write(-(a**2) * call("sin", t) ** 2 / (2 * symbol("x1")))))
    -\\frac{a^{2}\\sin^{2}\\theta}{2x_{1}}
    """

    def __init__(self, names: Iterable[str], functions: Iterable[str] = ()) -> None:
        self.names = tuple(names)
        self.functions = tuple(functions)
        self._table = NameTable((_PI,))
        for name in self.names:
            self._table.box(name)
        for name in self.functions:
            self._table.box(name, "function")
        self._has_euler = not self._table.has_letter("e")
        self._letters = {head: glyph for head, glyph in _LETTERS.items() if not self._table.has_letter(glyph.text)}
        self._table.reserve("e", *(glyph.text for glyph in self._letters.values()))
        self._memo: dict[tuple[Expr, bool], tuple[Box, int]] = {}
        self._measure = Measure()

    def name(self, name: str) -> Box:
        """A symbol."""
        return self._table.box(name)

    def function(self, name: str) -> Box:
        """An undefined function, without its arguments."""
        return self._table.box(name, "function")

    def printed(self) -> dict[tuple[str, str], Box]:
        """How each name is printed that was given or met so far, by what it is ("symbol" or "function") and the name."""
        return self._table.printed()

    @deep
    def write(self, e: Expr) -> Box:
        """The expression as mathematics."""
        return self._write(e, False)[0]

    # -- the walk ------------------------------------------------------------------------------------------------
    def _write(self, e: Expr, small: bool) -> tuple[Box, int]:
        """The box of e and how tightly it holds together; `small` is for exponents, where fractions are written with a slash."""
        found = self._memo.get((e, small))
        if found is None:
            found = self._memo[e, small] = self._head(e, small)
        return found

    def _head(self, e: Expr, small: bool) -> tuple[Box, int]:
        head, args = e.head, e.args
        if head == "symbol":
            return self._table.box(args[0]), _ATOM
        if head == "number":
            return _number(args[0], small)
        if head == "add":
            return self._sum(args, small)
        if head == "mul":
            return self._product(_factors(e), small)
        if head == "pow":
            return self._power(e, small)
        if head in COMPARISONS:
            return row(self._at(args[0], _SUM, small), relation(_RELATIONS[head]), self._at(args[1], _SUM, small)), _WHOLE
        special = _SPECIAL.get(head)
        return special(self, e, small) if special else self._call(e, small)

    def _at(self, e: Expr, level: int, small: bool) -> Box:
        """The box of e, in parentheses unless it holds together at least so tightly."""
        box, own = self._write(e, small)
        return box if own >= level else fenced(box)

    def _arguments(self, args: Iterable[Expr], small: bool) -> Box:
        return Fenced(comma_list(self._write(a, small)[0] for a in args))

    # -- arithmetic ----------------------------------------------------------------------------------------------
    def _sum(self, terms: Sequence[Expr], small: bool) -> tuple[Box, int]:
        items: list[Box] = []
        if len(terms) > 1 and (terms[-1].value or 0) > 0 and parts(self._write(terms[0], small)[0])[0] == NEGATIVE:
            terms = (terms[-1], *terms[:-1])  # 1 - x^2, not -x^2 + 1
        for i, term in enumerate(terms):
            box, level = self._write(term, small)
            if term.head in ("number", "mul") and parts(box)[0] == NEGATIVE:
                items += (NEGATIVE if i == 0 else MINUS, *parts(box)[1:])
                continue
            if i:
                items.append(PLUS)
            last_sum = term.head == "sum" and i == len(terms) - 1
            items += parts(box if level > _SUM or last_sum else fenced(box))
        return row(*items), _SUM

    def _product(self, factors: Sequence[Expr], small: bool) -> tuple[Box, int]:
        """The factors in their order, those with negative exponents in one denominator."""
        first = factors[0].value if factors else None
        coefficient = Rational(1) if first is None else first
        over: list[Expr] = []
        under: list[Expr] = []
        for factor in factors if first is None else factors[1:]:
            exponent = factor.args[1].value if factor.head == "pow" else None
            if exponent is not None and exponent < 0:
                base = factor.args[0]
                under.append(base if exponent == -1 else Expr("pow", (base, number(-exponent))))
            else:
                over.append(factor)
        p, q = abs(coefficient.numerator), coefficient.denominator
        apart = not small and q != 1 and not under and bool(over) and self._stands_apart(over)
        if apart:
            front: Box | None = Fraction(digits(p), digits(q))
        else:
            front = digits(p) if p != 1 or (first is not None and not over) else None
            if q != 1:
                under.insert(0, number(q))
        top = self._join(over, small, front) if over or front is not None else _ONE
        if under:
            bottom = self._join(under, small, None)
            box = row(before_slash(top), SLASH, after_slash(bottom)) if small else Fraction(top, bottom)
            level = _SLASHED if small else _TIGHT
        else:
            box = top
            single = len(over) == 1 and front is None
            level = self._write(over[0], small)[1] if single else _PRODUCT if over else _ATOM
        return (row(NEGATIVE, box if level >= _SLASHED else fenced(box)), _SUM) if coefficient < 0 else (box, level)

    def _stands_apart(self, over: Sequence[Expr]) -> bool:
        """Is it better to write a rational coefficient in front of these factors than to put them over its denominator?"""
        if any(not f.heads.isdisjoint(_TALL) for f in over):
            return True
        boxes = [self._write(f, False)[0] for f in over]
        return not all(map(self._measure.is_flat, boxes)) or sum(map(self._measure.width, boxes)) > _WIDEST_NUMERATOR

    def _join(self, factors: Sequence[Expr], small: bool, front: Box | None) -> Box:
        """Factors side by side, with a space or a dot where they would run together."""
        boxes = [self._write(f, small) for f in factors]
        alone = len(factors) == 1 and front is None
        items: list[Box] = []
        before: Box | None = None
        if front is not None:
            items.append(front)
            before = front
        for i, (factor, (box, level)) in enumerate(zip(factors, boxes, strict=True)):
            last = i == len(factors) - 1
            if alone:
                pass
            elif level < _PRODUCT and not (factor.head == "integral" and last):
                box = fenced(box)
            elif level == _APPLIED and not last and not (_starts_with_function(boxes[i + 1]) and _may_be_followed(factor)):
                box = self._closed(factor, small)
            if before is not None:
                items += between(before, box)
            items += parts(box)
            before = box
        return row(*items)

    def _closed(self, e: Expr, small: bool) -> Box:
        """A function application that nothing after it can be read into."""
        if e.head == "pow":
            function, exponent = e.children
            name = Script(function_name(_OPERATORS[function.head]), None, digits(int(exponent.args[0])))
            return self._apply(name, function.args[0], small, True)
        if e.head in _OPERATORS:
            return self._apply(function_name(_OPERATORS[e.head]), e.args[0], small, True)
        return fenced(self._write(e, small)[0])

    def _power(self, e: Expr, small: bool) -> tuple[Box, int]:
        base, exponent = e.args
        n = exponent.value
        if n is not None:
            if n < 0:
                return self._product((e,), small)
            if n == Rational(1, 2):
                return Root(self._write(base, small)[0]), _TIGHT
            if n.denominator == 1 and 2 <= n < 10**6 and base.head in _POWER_ON_NAME:
                name = Script(function_name(_OPERATORS[base.head]), None, digits(int(n)))
                return self._applied(name, base.args[0], small)
        box, above = self._at(base, _ATOM, small), self._write(exponent, True)[0]
        if type(box) is Row and self._measure.width(above) > _WIDEST_ON_APPLICATION:
            box = fenced(box)
        return raised(box, above), _TIGHT

    # -- functions -----------------------------------------------------------------------------------------------
    def _call(self, e: Expr, small: bool) -> tuple[Box, int]:
        name = function_name(_OPERATORS.get(e.head, e.head))
        if len(e.args) == 1:
            return self._applied(name, e.args[0], small)
        return row(name, APPLY, self._arguments(e.args, small)), _TIGHT

    def _applied(self, name: Box, argument: Expr, small: bool) -> tuple[Box, int]:
        bare = self._may_stand_bare(argument, small)
        return self._apply(name, argument, small, not bare), _APPLIED if bare else _TIGHT

    def _apply(self, name: Box, argument: Expr, small: bool, closed: bool) -> Box:
        box = self._write(argument, small)[0]
        # Without parentheses an argument stays in one piece.
        return row(name, APPLY, fenced(box) if closed else row(*(b for b in parts(box) if b != TIMES)))

    def _may_stand_bare(self, e: Expr, small: bool) -> bool:
        """May a function stand before it without parentheses?"""
        if e.head in ("symbol", "pi", "Abs", "oo"):
            return True
        if e.head == "number":
            return e.value is not None and e.value >= 0 and e.value.denominator == 1
        if e.head == "apply":
            return all(a.head == "symbol" for a in e.children)
        if e.head == "mul" and len(e.args) == 2 and e.args[1].head in ("symbol", "pi"):
            n = e.args[0].value
            if n is not None and n.denominator == 1 and n > 1:
                return True
        if e.head == "pow" and e.args[1].value == Rational(1, 2):
            return True
        box = self._write(e, small)[0]
        return type(box) is Fraction and self._measure.width(box) <= 3.0

    def _exp(self, e: Expr, small: bool) -> tuple[Box, int]:
        (u,) = e.args
        if self._has_euler and not small and u.heads.isdisjoint(_TALL):
            box = self._write(u, True)[0]
            if self._measure.is_flat(box) and self._measure.width(box) <= _WIDEST_EXPONENT:
                return Script(_EULER, None, box), _TIGHT
        return self._apply(function_name("exp"), u, small, True), _TIGHT

    def _euler(self, e: Expr, small: bool) -> tuple[Box, int]:
        return (_EULER, _ATOM) if self._has_euler else (row(function_name("exp"), APPLY, fenced(_ONE)), _TIGHT)

    def _cbrt(self, e: Expr, small: bool) -> tuple[Box, int]:
        return Root(self._write(e.args[0], small)[0], Glyph("3", "number")), _TIGHT

    def _abs(self, e: Expr, small: bool) -> tuple[Box, int]:
        box = self._write(e.args[0], small)[0]
        if "Abs" in e.args[0].heads and self._measure.is_flat(box):
            return Fenced(box, "|", "|", 1), _ATOM
        return fenced(box, "|", "|"), _ATOM

    def _with_letter(self, e: Expr, small: bool) -> tuple[Box, int]:
        """Functions of one letter; an order stands on it."""
        letter = self._letters.get(e.head)
        if letter is None:
            return self._named(e, small)
        if e.head in ("gamma", "LambertW"):
            return row(letter, APPLY, self._arguments(e.args, small)), _ATOM
        if e.head in ("elliptic_e", "elliptic_f"):
            first, second = (self._at(a, _SUM, small) for a in e.args)
            return row(letter, APPLY, Fenced(row(first, MID, second))), _ATOM
        order = self._write(e.args[0], True)[0]
        if self._measure.width(order) > 3.0:
            return self._named(e, small)
        name = Script(letter, order) if e.head == "besselj" else Script(letter, None, fenced(order))
        return row(name, APPLY, self._arguments(e.args[1:], small)), _ATOM

    def _named(self, e: Expr, small: bool) -> tuple[Box, int]:
        return row(function_name(e.head), APPLY, self._arguments(e.args, small)), _TIGHT

    def _undefined(self, e: Expr, small: bool) -> tuple[Box, int]:
        return row(self.function(e.args[0]), APPLY, self._arguments(e.args[1:], small)), _ATOM

    def _jet(self, e: Expr, small: bool) -> tuple[Box, int]:
        """A derivative of an undefined function: f'(u), in several variables by their names, elsewhere by their places."""
        name, orders, *at = e.args
        f, inside = self.function(name), self._arguments(at, small)
        if not any(orders):
            return row(f, APPLY, inside), _ATOM
        if len(at) == 1:
            k = orders[0]
            mark = row(*[PRIME] * k) if k <= 3 else fenced(digits(k))
            return row(raised(f, mark), APPLY, inside), _ATOM
        by_name = all(a.head == "symbol" for a in at) and len(set(at)) == len(at)
        signs: list[Box] = []
        for i, (a, k) in enumerate(zip(at, orders, strict=True)):
            if k:
                variable = self.name(a.args[0]) if by_name else digits(i + 1)
                by_name = by_name and self._measure.width(variable) <= 3.0
                signs.append(Script(PARTIAL if by_name else _PLACE, variable, digits(k) if k > 1 else None))
        if by_name:
            return row(*signs, f, APPLY, inside), _APPLIED
        places = (Script(_PLACE, digits(i + 1), digits(k) if k > 1 else None) for i, k in enumerate(orders) if k)
        return row(fenced(row(*places, f)), APPLY, inside), _ATOM

    def _derivative(self, e: Expr, small: bool) -> tuple[Box, int]:
        body, *by = e.args
        if body.head == "apply" and len(set(body.args[1:])) == len(body.args) - 1 and not set(by) - set(body.args[1:]):
            orders = tuple(by.count(a) for a in body.args[1:])
            if all(a.head == "symbol" for a in body.args[1:]):
                return self._jet(Expr("jet", (body.args[0], orders, *body.args[1:])), small)
        groups: list[tuple[Expr, int]] = []
        for v in by:
            if groups and groups[-1][0] is v:
                groups[-1] = (v, groups[-1][1] + 1)
            else:
                groups.append((v, 1))
        below: list[Box] = []
        for v, k in groups:
            if below:
                below += (TIMES, THIN)
            variable = self.name(v.args[0])
            below += (PARTIAL, raised(variable if not has_primes(variable) else fenced(variable), digits(k)) if k > 1 else variable)
        above = PARTIAL if len(by) == 1 else Script(PARTIAL, None, digits(len(by)))
        return row(Fraction(above, row(*below)), APPLY, fenced(self._write(body, small)[0])), _TIGHT

    # -- bound variables and cases -------------------------------------------------------------------------------
    def _integral(self, e: Expr, small: bool) -> tuple[Box, int]:
        body, bound, lower, upper = e.args
        limits = [self._write(a, True)[0] for a in (lower, upper)]
        if max(map(self._measure.width, limits)) > _WIDEST_LIMIT:
            return row(function_name("Integral"), APPLY, self._arguments(e.args, small)), _TIGHT
        inside, level = self._write(body, small)
        if level < _SLASHED:
            inside = fenced(inside)
        return row(Script(INTEGRAL, *limits), inside, THIN, _D, self.name(bound.args[0])), _SLASHED

    def _series(self, e: Expr, small: bool) -> tuple[Box, int]:
        body, bound, lower, upper = e.args
        below, above = (self._write(a, True)[0] for a in (lower, upper))
        if max(self._measure.width(below), self._measure.width(above)) > _WIDEST_LIMIT:
            return row(function_name("Sum"), APPLY, self._arguments(e.args, small)), _TIGHT
        sign = Script(SUM, row(self.name(bound.args[0]), relation("="), below), above)
        return row(sign, self._at(body, _SLASHED, small)), _SUM

    def _piecewise(self, e: Expr, small: bool) -> tuple[Box, int]:
        pairs = zip(e.args[::2], e.args[1::2], strict=True)
        return cases((self._write(v, small)[0], self._condition(c, small)) for v, c in pairs), _WHOLE

    def _condition(self, c: Expr, small: bool) -> Box:
        return word("otherwise") if c.head == "true" else row(word("if "), self._write(c, small)[0])


_SPECIAL = {
    "pi": lambda self, e, small: (_PI, _ATOM),
    "oo": lambda self, e, small: (INFINITY, _ATOM),
    "true": lambda self, e, small: (upright("true"), _ATOM),
    "E": Notation._euler,
    "exp": Notation._exp,
    "cbrt": Notation._cbrt,
    "Abs": Notation._abs,
    **dict.fromkeys(_LETTERS, Notation._with_letter),
    "apply": Notation._undefined,
    "jet": Notation._jet,
    "derivative": Notation._derivative,
    "integral": Notation._integral,
    "sum": Notation._series,
    "piecewise": Notation._piecewise,
}


def _factors(e: Expr) -> list[Expr]:
    """The factors of a product, those of products among them included; but a product with a minus stays by itself."""
    out: list[Expr] = []
    stack = list(reversed(e.args))
    alone = len(e.args) == 1 or (len(e.args) == 2 and e.args[0].value is not None)
    while stack:
        node = stack.pop()
        if node.head == "mul" and (alone or not _is_negative(node)):
            stack.extend(reversed(node.args))
        else:
            out.append(node)
    return out


def _is_negative(e: Expr) -> bool:
    while e.head == "mul" and e.args:
        e = e.args[0]
    return (e.value or 0) < 0


def _number(q: Rational, small: bool) -> tuple[Box, int]:
    p = abs(q.numerator)
    if q.denominator == 1:
        box, level = digits(p), _ATOM
    elif small:
        box, level = row(digits(p), SLASH, digits(q.denominator)), _SLASHED
    else:
        box, level = Fraction(digits(p), digits(q.denominator)), _TIGHT
    return (row(NEGATIVE, box), _SUM) if q < 0 else (box, level)


def _starts_with_function(written: tuple[Box, int]) -> bool:
    box, level = written
    first = leading(box)
    return level >= _PRODUCT and type(first) is Glyph and first.kind == "function"


def _may_be_followed(e: Expr) -> bool:
    """Is sin x before a function clear? log 2 sin x could be read in two ways, and so could a derivative."""
    inner = e.args[0] if e.head == "pow" else e
    return inner.head in _CIRCULAR and bool(inner.children[0].free_symbols)
