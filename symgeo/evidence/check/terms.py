"""Terms: what a certificate writes down, read as hostile input and kept as it was written.

A `Term` is a head with arguments. Terms are interned: equal terms are one object, so `is` compares them. Nothing is simplified:
``x/x`` stays a quotient and ``0*log(x)`` keeps its logarithm, so that it can be asked of each part whether it is defined. Only
sums and products of plain numbers, 0 + u, 1*u and u^1 are folded.

Heads: ``number`` (one Fraction), ``symbol`` (its name), ``pi E oo true``, ``add mul pow``, the functions of `ARITY`, ``apply`` (an
undefined smooth function: name, arguments), ``jet`` (a partial derivative of one: name, orders, arguments), ``derivative``
(term, then symbols), ``integral`` and ``sum`` (body, bound symbol, lower, upper), ``piecewise`` (value, condition, ...), and the
comparisons ``lt le gt ge eq ne``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Union
from weakref import WeakValueDictionary


class Malformed(ValueError):
    """The document is not a certificate: a sentence says why."""


class CannotReplay(Exception):
    """The certificate may be right, and the checker does not know the rule that it needs."""


def need(holds: object, sentence: str) -> None:
    """Raise Malformed unless a document is as it has to be."""
    if not holds:
        raise Malformed(sentence)


MANY = 10**9
COMPARISONS = {"lt": " < ", "le": " <= ", "gt": " > ", "ge": " >= ", "eq": " == ", "ne": " != "}
#: The least and the greatest number of terms that are arguments.
ARITY: dict[str, tuple[int, int]] = {
    **dict.fromkeys("number symbol pi E oo true".split(), (0, 0)),
    **dict.fromkeys("sin cos tan sec csc cot asin acos atan sinh cosh tanh sech csch coth asinh acosh atanh".split(), (1, 1)),
    **dict.fromkeys("exp log cbrt Abs sign erf gamma LambertW".split(), (1, 1)),
    **dict.fromkeys(["pow", "atan2", "polygamma", "besselj", "elliptic_e", "elliptic_f", *COMPARISONS], (2, 2)),
    **dict.fromkeys("add mul Max Min derivative piecewise".split(), (2, MANY)),
    **dict.fromkeys(("integral", "sum"), (4, 4)),
    **dict.fromkeys(("apply", "jet"), (1, MANY)),
}


class Term:
    """A node. `children` are its arguments that are terms, `free` the names that no integral or sum binds in it; `plain`
    says that there are neither derivatives nor sums in it."""

    __slots__ = ("__weakref__", "args", "children", "free", "head", "plain")
    head: str
    args: tuple[Any, ...]
    children: tuple[Term, ...]
    free: frozenset[str]
    plain: bool

    def __new__(cls, head: str, *args: Any) -> Term:
        term = _interned.get((head, args))
        if term is None:
            term = object.__new__(cls)
            term.head, term.args, term.children = head, args, tuple([a for a in args if type(a) is Term])
            free = [c.free for c in term.children]
            if head in ("integral", "sum"):
                free[:2] = [free[0] - free[1]]
            term.free = frozenset(args if head == "symbol" else ()).union(*free)
            term.plain = head not in ("derivative", "sum") and all(c.plain for c in term.children)
            _interned[head, args] = term
        return term

    @property
    def value(self) -> Fraction | None:
        """The rational number that this is, or None."""
        return self.args[0] if self.head == "number" else None

    def __str__(self) -> str:
        """For messages: only the beginning of what is very long."""
        text: dict[Term, str] = {}
        for node in walk(self):
            parts = [text[a] if type(a) is Term else str(a) for a in node.args]
            if node.head in ("mul", "pow"):
                loose = ("add",) if node.head == "mul" else ("add", "mul", "pow")
                parts = [
                    f"({p})" if a.head in loose or (node.head == "pow" and p[0] in "-0123456789" and not p.isdigit()) else p
                    for a, p in zip(node.args, parts, strict=True)
                ]
            between = {"add": " + ", "mul": "*", "pow": "**", "number": "", "symbol": "", **COMPARISONS}.get(node.head)
            whole = f"{node.head}({', '.join(parts)})" if between is None else between.join(parts).replace("+ -", "- ")
            text[node] = whole.removesuffix("()")[:1000]
        return text[self]


_interned: WeakValueDictionary[tuple[str, tuple[Any, ...]], Term] = WeakValueDictionary()
Number = Union[Term, Fraction, int]


def walk(t: Term) -> Iterator[Term]:
    """Every distinct node of t once, children before parents."""
    seen: set[Term] = set()
    stack = [(t, False)]
    while stack:
        node, done = stack.pop()
        if done:
            yield node
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend([(c, False) for c in reversed(node.children) if c not in seen])


# -- building ------------------------------------------------------------------------------------------------------
def number(value: Number) -> Term:
    return value if isinstance(value, Term) else Term("number", Fraction(value))


def symbol(name: str) -> Term:
    return Term("symbol", name)


def call(head: str, *arguments: Number) -> Term:
    return Term(head, *map(number, arguments))


def _flat(head: str, unit: int, parts: tuple[Number, ...]) -> Term:
    """A sum (unit 0) or product (unit 1) in which the plain numbers are combined, and the unit is left out."""
    constant, others = Fraction(unit), []
    for part in map(number, parts):
        for p in part.args if part.head == head else (part,):
            if p.head != "number":
                others.append(p)
            else:
                constant = constant * p.args[0] if unit else constant + p.args[0]
    if constant != unit or not others:
        others.insert(0 if unit else len(others), number(constant))
    return others[0] if len(others) == 1 else Term(head, *others)


def add(*terms: Number) -> Term:
    return _flat("add", 0, terms)


def mul(*factors: Number) -> Term:
    """The product; 0*u stays as it is."""
    return _flat("mul", 1, factors)


def neg(u: Number) -> Term:
    return mul(-1, u)


def sub(u: Number, v: Number) -> Term:
    return add(u, neg(v))


def power(base: Number, exponent: Number) -> Term:
    """The power; u^1 is u, and small integer powers of nonzero numbers are carried out."""
    base, exponent = number(base), number(exponent)
    b, e = base.value, exponent.value
    if e == 1:
        return base
    if b and e is not None and e.denominator == 1 and abs(e) <= 512 and max(abs(b.numerator), b.denominator).bit_length() * abs(e) <= 4096:
        return number(b ** int(e))
    return Term("pow", base, exponent)


ZERO, ONE, PI, E, TRUE = number(0), number(1), Term("pi"), Term("E"), Term("true")
HALF = Fraction(1, 2)


# -- reading -------------------------------------------------------------------------------------------------------
def read(rows: object) -> list[Term]:
    """The terms of a table of rows [head, argument, ...], in which a term is referred to by the number of an earlier row."""
    need(isinstance(rows, list), "the expressions are not a list of rows")
    terms: list[Term] = []
    for row in rows if isinstance(rows, list) else ():
        try:
            terms.append(_read_row(row, terms))
        except Malformed as error:
            raise Malformed(f"expression {len(terms)} {error}: {str(row)[:80]}") from None
    return terms


def _read_row(row: Any, terms: list[Term]) -> Term:
    need(isinstance(row, list) and row and isinstance(row[0], str) and row[0] in ARITY, "has no known head")
    head, *given = row
    named: list[Any] = []
    if head in ("number", "symbol", "apply", "jet"):
        need(given and isinstance(given[0], str) and given[0], "has no text first")
        named.append(given.pop(0))
        need(head == "number" or re.fullmatch(r"[^\W\d]\w*'*|#\d+", named[0]), "has a name that is none")
    if head == "number":
        need(not given and len(named[0]) < 4000 and re.fullmatch("-?[0-9]+(/0*[1-9][0-9]*)?", named[0]), "is no rational number as text")
        return number(Fraction(named[0]))
    if head == "jet":
        orders = given.pop(0) if given and isinstance(given[0], list) else []
        need(len(orders) == len(given) and all(type(k) is int and k >= 0 for k in orders), "does not have an order for each argument")
        named.append(tuple(orders))
    need(all(type(a) is int and 0 <= a < len(terms) for a in given), "has an argument that is no earlier row")
    arguments = [terms[a] for a in given]
    least, most = ARITY[head]
    need(least <= len(arguments) <= most and not (head == "piecewise" and len(arguments) % 2), "has another number of arguments")
    places = [head == "piecewise" and k % 2 == 1 for k in range(len(arguments))]
    need(places == [a.head in COMPARISONS or a.head == "true" for a in arguments], "has a condition in place of a number, or the reverse")
    binders = {"derivative": arguments[1:], "integral": arguments[1:2], "sum": arguments[1:2]}.get(head, [])
    need(all(b.head == "symbol" for b in binders), "has a variable that is no symbol")
    return Term(head, *named, *arguments)


# -- substitution --------------------------------------------------------------------------------------------------
def _over(image: Mapping[Term, Term], node: Term) -> Term:
    """The node over the images of its arguments."""
    return Term(node.head, *[image[a] if type(a) is Term else a for a in node.args])


def substitute(t: Term, by: Mapping[str, Term]) -> Term:
    """t with free symbols replaced, all at once. Bound symbols that would capture are renamed; derivatives are taken first."""
    image: dict[Term, Term] = {}
    for node in walk(t):
        if node.free.isdisjoint(by):
            image[node] = node
        elif node.head == "symbol":
            image[node] = by[node.args[0]]
        elif node.head == "derivative":
            image[node] = substitute(resolve(node), by)
        elif node.head in ("integral", "sum"):
            body, bound, lower, upper = node.children
            inner = {name: u for name, u in by.items() if name in body.free - bound.free}
            taken = (body.free - bound.free).union(*[u.free for u in inner.values()])
            fresh = bound
            while fresh.free <= taken:
                fresh = symbol(fresh.args[0] + "_")
            if fresh is not bound:
                inner[bound.args[0]] = fresh
            image[node] = Term(node.head, substitute(body, inner), fresh, image[lower], image[upper])
        else:
            image[node] = _over(image, node)
    return image[t]


def resolve(t: Term) -> Term:
    """t with each derivative carried out, and each sum between integers, of at most 10 000 terms, written out."""
    if t.plain:
        return t
    image: dict[Term, Term] = {}
    for node in walk(t):
        image[node] = result = node if node.plain else _over(image, node)
        if node.head == "derivative":
            result, *variables = result.children
            for v in variables:
                result = differentiate(result, v.args[0])
            image[node] = result
        if node.head == "sum":
            body, bound, lower, upper = result.children
            a, b = lower.value, upper.value
            if a is not None and b is not None and a.denominator == b.denominator == 1 and b - a <= 10_000:
                terms = [substitute(body, {bound.args[0]: number(k)}) for k in range(int(a), int(b) + 1)]
                image[node] = Term("add", *terms) if len(terms) > 1 else terms[0] if terms else ZERO
    return image[t]


# -- differentiation -----------------------------------------------------------------------------------------------
#: f'(u), for each function f of one variable.
DERIVATIVES: dict[str, Callable[[Term], Term]] = {
    "sin": lambda u: call("cos", u),
    "cos": lambda u: neg(call("sin", u)),
    "tan": lambda u: power(call("cos", u), -2),
    "sec": lambda u: mul(call("sec", u), call("tan", u)),
    "csc": lambda u: mul(-1, call("csc", u), call("cot", u)),
    "cot": lambda u: neg(power(call("sin", u), -2)),
    "asin": lambda u: power(sub(1, power(u, 2)), -HALF),
    "acos": lambda u: neg(power(sub(1, power(u, 2)), -HALF)),
    "atan": lambda u: power(add(1, power(u, 2)), -1),
    "sinh": lambda u: call("cosh", u),
    "cosh": lambda u: call("sinh", u),
    "tanh": lambda u: power(call("cosh", u), -2),
    "sech": lambda u: mul(-1, call("sech", u), call("tanh", u)),
    "csch": lambda u: mul(-1, call("csch", u), call("coth", u)),
    "coth": lambda u: neg(power(call("sinh", u), -2)),
    "asinh": lambda u: power(add(1, power(u, 2)), -HALF),
    "acosh": lambda u: power(sub(power(u, 2), 1), -HALF),
    "atanh": lambda u: power(sub(1, power(u, 2)), -1),
    "exp": lambda u: call("exp", u),
    "log": lambda u: power(u, -1),
    "cbrt": lambda u: mul(Fraction(1, 3), power(call("cbrt", u), -2)),
    "Abs": lambda u: call("sign", u),
    "sign": lambda u: ZERO,
    "erf": lambda u: mul(2, power(PI, -HALF), call("exp", neg(power(u, 2)))),
    "gamma": lambda u: mul(call("gamma", u), call("polygamma", 0, u)),
    "LambertW": lambda u: mul(call("exp", neg(call("LambertW", u))), power(add(1, call("LambertW", u)), -1)),
}


def differentiate(t: Term, x: str) -> Term:
    """dt/dx by the rules of calculus, valid wherever each part of t is differentiable. Terms that are 0 are dropped."""
    d: dict[Term, Term] = {}
    for node in walk(t):
        d[node] = ZERO if x not in node.free or node.head in COMPARISONS else _rule(node, x, d)
    return d[t]


def _rule(t: Term, x: str, d: Mapping[Term, Term]) -> Term:
    """dt/dx, given the derivatives d of the parts of t."""
    head, a = t.head, t.args
    if head == "symbol":
        return ONE
    if head == "add":
        return add(*[d[u] for u in a if d[u] is not ZERO])
    if head == "mul":
        return add(*[mul(*a[:i], d[u], *a[i + 1 :]) for i, u in enumerate(a) if d[u] is not ZERO])
    if head in DERIVATIVES:
        return mul(DERIVATIVES[head](a[0]), d[a[0]])
    if head in ("apply", "jet"):
        orders = a[1] if head == "jet" else (0,) * len(t.children)
        raised = [tuple(k + (i == j) for j, k in enumerate(orders)) for i in range(len(orders))]
        return add(*[mul(Term("jet", a[0], r, *t.children), d[u]) for r, u in zip(raised, t.children, strict=True) if d[u] is not ZERO])
    if head == "derivative":
        return differentiate(resolve(t), x)
    if head == "sum" and x not in a[2].free | a[3].free:
        return Term("sum", d[a[0]], *a[1:])
    if head == "integral":  # Leibniz' rule
        body, bound, lower, upper = a
        ends = [mul(sign, substitute(body, {bound.args[0]: u}), d[u]) for sign, u in ((1, upper), (-1, lower)) if x in u.free]
        inside = [Term("integral", d[body], bound, lower, upper)] if x in body.free - bound.free else []
        return add(*ends, *inside)
    if head == "piecewise":
        return Term("piecewise", *[u if i % 2 else d[u] for i, u in enumerate(a)])
    if head in ("Max", "Min"):
        rest = a[1] if len(a) == 2 else Term(head, *a[1:])
        return Term("piecewise", d[a[0]], Term("gt" if head == "Max" else "lt", a[0], rest), differentiate(rest, x), TRUE)
    if len(a) == 2:
        u, v = a
        if head == "pow":
            if x not in v.free:
                return mul(v, power(u, sub(v, 1)), d[u])
            if x not in u.free:
                return mul(t, call("log", u), d[v])
            return mul(t, add(mul(d[v], call("log", u)), mul(v, d[u], power(u, -1))))
        if head == "atan2":
            both = [mul(p, q) for p, q in ((v, d[u]), (neg(u), d[v])) if q is not ZERO]
            return mul(add(*both), power(add(power(v, 2), power(u, 2)), -1))
        if head == "polygamma" and x not in u.free:
            return mul(call(head, add(u, 1), v), d[v])
        if head == "besselj" and x not in u.free:
            return mul(HALF, sub(call(head, sub(u, 1), v), call(head, add(u, 1), v)), d[v])
        if head in ("elliptic_e", "elliptic_f") and x not in v.free:
            return mul(power(add(1, mul(-1, v, power(call("sin", u), 2))), HALF if head == "elliptic_e" else -HALF), d[u])
    raise CannotReplay(f"the derivative of {head} by {x}")
