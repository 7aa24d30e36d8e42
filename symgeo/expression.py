"""Expressions as they were written.

An `Expr` is an immutable tree that is never evaluated behind the author's back: ``x/x`` stays a quotient, ``0*log(x)``
keeps its logarithm, ``0 < r`` stays an inequality even where r is a positive symbol. This is what makes it possible to
ask of each subexpression whether it is defined on the whole domain *before* anything is simplified.

Trees are interned: two equal trees are one object, so equality and hashing cost nothing and a repeated subexpression is
worked on once.

Heads
-----
``number`` (one `Fraction`), ``symbol`` (its name), ``pi``, ``E``, ``oo``, ``add``, ``mul``, ``pow``, the elementary and special
functions by their claim-file names (`FUNCTIONS`), ``apply`` (a declared undefined function: name, then arguments), ``jet`` (a
partial derivative of one: name, orders, then arguments), ``derivative`` (expression, then symbols), ``integral`` and
``sum`` (expression, bound symbol, lower, upper), ``piecewise`` (value, condition, ...), and the comparisons ``lt le gt ge eq ne``
and ``true``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Union
from weakref import WeakValueDictionary

from symgeo.errors import ExpressionError

ExprLike = Union["Expr", int, Fraction]

#: Functions of fixed arity that a claim may call, with the number of their arguments (None: two or more).
FUNCTIONS: dict[str, int | None] = {
    **dict.fromkeys("sin cos tan sec csc cot asin acos atan sinh cosh tanh sech csch coth asinh acosh atanh".split(), 1),
    **dict.fromkeys("exp log cbrt Abs sign erf gamma LambertW".split(), 1),
    **dict.fromkeys("atan2 polygamma besselj elliptic_e elliptic_f".split(), 2),
    "Max": None,
    "Min": None,
}
COMPARISONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}


class Expr:
    """One node of an expression: a head and its arguments. Build it with `number`, `symbol`, operators or `call`.

    >>> x = symbol("x")
    >>> x / x
    x/x
    >>> (x + 1) ** 2 is (x + 1) ** 2
    True
    """

    __slots__ = ("__weakref__", "_free", "_heads", "args", "children", "head")
    head: str
    args: tuple[Any, ...]
    children: tuple[Expr, ...]
    _free: frozenset[str] | None
    _heads: frozenset[str] | None

    def __new__(cls, head: str, args: tuple[Any, ...] = ()) -> Expr:
        key = (head, args)
        found = _interned.get(key)
        if found is None:
            found = object.__new__(cls)
            found.head = head
            found.args = args
            found.children = tuple([a for a in args if type(a) is Expr])
            found._free = None
            found._heads = None
            _interned[key] = found
        return found

    # Interned, so identity is equality and the default hash is right.
    def __reduce__(self) -> tuple[Any, ...]:
        return (Expr, (self.head, self.args))

    def __copy__(self) -> Expr:
        return self

    def __deepcopy__(self, memo: object) -> Expr:
        return self

    # -- arithmetic: builds nodes, folds only two plain numbers ------------------------------------------------
    def __add__(self, other: ExprLike) -> Expr:
        return add(self, other)

    def __radd__(self, other: ExprLike) -> Expr:
        return add(other, self)

    def __sub__(self, other: ExprLike) -> Expr:
        return add(self, -as_expr(other))

    def __rsub__(self, other: ExprLike) -> Expr:
        return add(other, -self)

    def __neg__(self) -> Expr:
        return number(-self.args[0]) if self.head == "number" else mul(-1, self)

    def __mul__(self, other: ExprLike) -> Expr:
        return mul(self, other)

    def __rmul__(self, other: ExprLike) -> Expr:
        return mul(other, self)

    def __truediv__(self, other: ExprLike) -> Expr:
        return mul(self, power(as_expr(other), -1))

    def __rtruediv__(self, other: ExprLike) -> Expr:
        return mul(other, power(self, -1))

    def __pow__(self, exponent: ExprLike) -> Expr:
        return power(self, exponent)

    # -- reading -----------------------------------------------------------------------------------------------
    @property
    def value(self) -> Fraction | None:
        """The rational number that this node is, or None."""
        return self.args[0] if self.head == "number" else None

    @property
    def free_symbols(self) -> frozenset[str]:
        """Names of the symbols that are not bound by an integral or a sum."""
        if self._free is None:
            for node in self._above(lambda e: e._free is not None):
                if node._free is None:
                    node._free = node._own_free_symbols()
        assert self._free is not None
        return self._free

    def _own_free_symbols(self) -> frozenset[str]:
        if self.head == "symbol":
            return frozenset(self.args)
        if self.head in ("integral", "sum"):
            body, bound, *limits = self.children
            inside: frozenset[str] = body.free_symbols - bound.free_symbols
            return inside.union(*(e.free_symbols for e in limits))
        own: frozenset[str] = frozenset()
        return own.union(*(e.free_symbols for e in self.children))

    @property
    def heads(self) -> frozenset[str]:
        """The heads of all nodes."""
        if self._heads is None:
            for node in self._above(lambda e: e._heads is not None):
                if node._heads is None:
                    node._heads = frozenset((node.head,)).union(*(e.heads for e in node.children))
        assert self._heads is not None
        return self._heads

    def _above(self, known: Callable[[Expr], bool]) -> Iterator[Expr]:
        """The nodes over those that are known already, children before parents, without deep recursion."""
        if all(known(c) for c in self.children):
            return iter((self,))
        return self.walk()

    def walk(self) -> Iterator[Expr]:
        """Every distinct node once, children before parents."""
        seen: set[Expr] = set()
        stack: list[tuple[Expr, bool]] = [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                yield node
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(node.children))

    def rebuild(self, args: tuple[Any, ...]) -> Expr:
        """The same head over other arguments."""
        return self if args == self.args else Expr(self.head, args)

    def substitute(self, replacements: Mapping[str, Expr]) -> Expr:
        """Replace free symbols by expressions, all at once; bound symbols are renamed where they would capture.

        A derivative stays one where its variables go to variables of their own, and is carried out elsewhere: what is needed for
        it to exist is then no longer to be seen, and `carried_out` names it.

        >>> x, y = symbol("x"), symbol("y")
        >>> (x + y).substitute({"x": y, "y": x})
        y + x
        >>> Expr("derivative", (x**2, x)).substitute({"x": y})
        Derivative(y**2, y)
        """
        return _substitute(self, dict(replacements), {})

    def map_nodes(self, rewrite: Callable[[Expr], Expr]) -> Expr:
        """Rebuild the tree from its leaves, each rebuilt node passed through `rewrite`."""
        image: dict[Expr, Expr] = {}
        for node in self.walk():
            image[node] = rewrite(node.rebuild(tuple(image[a] if isinstance(a, Expr) else a for a in node.args)))
        return image[self]

    def __repr__(self) -> str:
        return _text(self, 0)

    __str__ = __repr__


_interned: WeakValueDictionary[tuple[str, tuple[Any, ...]], Expr] = WeakValueDictionary()


def number(value: int | Fraction) -> Expr:
    """An exact rational number."""
    return Expr("number", (Fraction(value),))


def symbol(name: str) -> Expr:
    """A real variable, known by its name alone."""
    return Expr("symbol", (name,))


def call(function: str, *arguments: ExprLike) -> Expr:
    """A call of one of `FUNCTIONS`."""
    return Expr(function, tuple(as_expr(a) for a in arguments))


def as_expr(value: ExprLike) -> Expr:
    return value if isinstance(value, Expr) else number(value)


PI, E, OO, TRUE = Expr("pi"), Expr("E"), Expr("oo"), Expr("true")
ZERO, ONE = number(0), number(1)


def add(*terms: ExprLike) -> Expr:
    """A sum. Zeros are dropped and plain numbers folded; nothing else happens."""
    flat: list[Expr] = []
    constant = Fraction(0)
    for term in map(as_expr, terms):
        for part in term.args if term.head == "add" else (term,):
            if part.head == "number":
                constant += part.args[0]
            else:
                flat.append(part)
    if constant or not flat:
        flat.append(number(constant))
    return flat[0] if len(flat) == 1 else Expr("add", tuple(flat))


def mul(*factors: ExprLike) -> Expr:
    """A product. Ones are dropped and plain numbers folded; a factor 0 stays beside what it multiplies."""
    flat: list[Expr] = []
    constant = Fraction(1)
    for factor in map(as_expr, factors):
        for part in factor.args if factor.head == "mul" else (factor,):
            if part.head == "number":
                constant *= part.args[0]
            else:
                flat.append(part)
    if constant != 1 or not flat:
        flat.insert(0, number(constant))
    return flat[0] if len(flat) == 1 else Expr("mul", tuple(flat))


def power(base: ExprLike, exponent: ExprLike) -> Expr:
    """A power; only exponent 1 and integer powers of nonzero numbers are folded."""
    base, exponent = as_expr(base), as_expr(exponent)
    e = exponent.value
    if e == 1:
        return base
    b = base.value
    if b and e is not None and e.denominator == 1 and abs(e) <= 512 and _bits(b) * abs(e) <= 4096:
        return number(b ** int(e))
    return Expr("pow", (base, exponent))


def _bits(q: Fraction) -> int:
    return max(q.numerator.bit_length(), q.denominator.bit_length())


def sqrt(value: ExprLike) -> Expr:
    return power(value, Fraction(1, 2))


def _substitute(node: Expr, replacements: dict[str, Expr], memo: dict[Expr, Expr]) -> Expr:
    if not replacements or node.free_symbols.isdisjoint(replacements):
        return node
    found = memo.get(node)
    if found is not None:
        return found
    if node.head == "symbol":
        result = replacements[node.args[0]]
    elif node.head in ("integral", "sum"):
        body, bound, lower, upper = node.args
        name = bound.args[0]
        inner = {k: v for k, v in replacements.items() if k != name and k in body.free_symbols}
        taken = frozenset().union(*(v.free_symbols for v in inner.values()))
        if name in taken:
            fresh = name
            while fresh in taken or fresh in body.free_symbols:
                fresh += "_"
            body = _substitute(body, {name: symbol(fresh)}, {})
            bound = symbol(fresh)
        result = Expr(
            node.head,
            (
                _substitute(body, inner, {}),
                bound,
                _substitute(lower, replacements, memo),
                _substitute(upper, replacements, memo),
            ),
        )
    elif node.head == "derivative":
        by = _variables_after(node, replacements)
        if by is not None:
            result = Expr("derivative", (_substitute(node.args[0], replacements, memo), *by))
        else:
            # The derivative is taken first, where it is written, and evaluated afterwards.
            result = _substitute(resolve_derivatives(node), replacements, memo)
    else:
        args = tuple(_substitute(a, replacements, memo) if isinstance(a, Expr) else a for a in node.args)
        result = node.rebuild(args)
    memo[node] = result
    return result


def _variables_after(derivative: Expr, replacements: Mapping[str, Expr]) -> list[Expr] | None:
    """The variables of a derivative after a substitution, or None where it has to be carried out before.

    The derivative of e by x, at x = u, is that of e(x = u) by u if u is a variable, and no other symbol of e goes to what
    depends on u.
    """
    body, *by = derivative.args
    used = {v.args[0]: replacements.get(v.args[0], v) for v in by}
    others = [replacements.get(name, symbol(name)) for name in body.free_symbols if name not in used]
    images = [v.args[0] for v in used.values() if v.head == "symbol"]
    if len(set(images)) < len(used) or any(not e.free_symbols.isdisjoint(images) for e in others):
        return None
    return [used[v.args[0]] for v in by]


def carried_out(e: Expr, replacements: Mapping[str, Expr]) -> list[Expr]:
    """The outermost parts of e in which a substitution carries out a derivative: each a derivative, or an integral or a sum around one.

    Where they are smooth, e after the substitution is what it was before, evaluated.

    >>> x = symbol("x")
    >>> carried_out(1 + Expr("derivative", (call("log", x), x)), {"x": x**2})
    [Derivative(log(x), x)]
    """
    found: list[Expr] = []
    seen: set[Expr] = set()
    stack = [e]
    while stack:
        node = stack.pop()
        if node in seen or "derivative" not in node.heads or node.free_symbols.isdisjoint(replacements):
            continue
        seen.add(node)
        if node.head == "derivative" and _variables_after(node, replacements) is None:
            found.append(node)
        elif node.head in ("integral", "sum"):
            body, bound, *limits = node.args
            # The bound variable stays one, of a name that nothing else has.
            inner = {**replacements, bound.args[0]: symbol(bound.args[0] + "\0")}
            if carried_out(body, inner):
                found.append(node)
            else:
                stack += limits
        else:
            stack += node.children
    return found


def rename_bound(e: Expr, taken: frozenset[str]) -> Expr:
    """The same expression with bound variables renamed that have a name of `taken`.

    >>> x = symbol("x")
    >>> rename_bound(Expr("integral", (x, x, ZERO, x)), frozenset({"x"}))
    Integral(x_, (x_, 0, x))
    """
    if e.heads.isdisjoint(("integral", "sum")):
        return e

    def rename(node: Expr) -> Expr:
        if node.head not in ("integral", "sum") or node.args[1].args[0] not in taken:
            return node
        body, bound, lower, upper = node.children
        fresh = bound.args[0]
        while fresh in taken or fresh in body.free_symbols:
            fresh += "_"
        return Expr(node.head, (body.substitute({bound.args[0]: symbol(fresh)}), symbol(fresh), lower, upper))

    return e.map_nodes(rename)


# -- derivatives -------------------------------------------------------------------------------------------------
def differentiate(e: Expr, x: str) -> Expr:
    """The partial derivative of e by the symbol x, by the rules of calculus and nothing else.

    It holds wherever e is differentiable by those rules; interfaces of Abs, sign, Max, Min and Piecewise are not among
    them and must be looked at by whoever asks.

    >>> differentiate(call("sin", symbol("t")) ** 2, "t")
    2*sin(t)*cos(t)
    """
    return _derivative(e, x, {})


def resolve_derivatives(e: Expr) -> Expr:
    """The same expression with each ``Derivative(...)`` carried out."""
    if "derivative" not in e.heads:
        return e

    def carry_out(node: Expr) -> Expr:
        if node.head != "derivative":
            return node
        result, *by = node.children
        for v in by:
            result = differentiate(result, v.args[0])
        return result

    return e.map_nodes(carry_out)


def _derivative(e: Expr, x: str, memo: dict[Expr, Expr]) -> Expr:
    if x not in e.free_symbols:
        return ZERO
    found = memo.get(e)
    if found is not None:
        return found
    # An explicit stack keeps deep trees off Python's own.
    stack = [e]
    while stack:
        node = stack[-1]
        if node in memo:
            stack.pop()
            continue
        pending = [
            c for c in node.children if c not in memo and x in c.free_symbols and node.head not in _BINDING and c.head not in COMPARISONS
        ]
        if pending:
            stack.extend(pending)
            continue
        stack.pop()
        memo[node] = _rule(node, x, lambda c: memo[c] if x in c.free_symbols else ZERO)
    return memo[e]


_BINDING = ("integral", "sum", "derivative")


def _nonzero_sum(terms: list[Expr]) -> Expr:
    return add(*terms) if terms else ZERO


def _times(factor: Expr, inner: Expr) -> Expr:
    return ZERO if inner is ZERO or factor is ZERO else mul(factor, inner)


def _rule(e: Expr, x: str, d: Callable[[Expr], Expr]) -> Expr:
    h, a = e.head, e.args
    if h == "symbol":
        return ONE if a[0] == x else ZERO
    if h == "add":
        return _nonzero_sum([t for t in map(d, a) if t is not ZERO])
    if h == "mul":
        return _nonzero_sum([mul(*a[:i], t, *a[i + 1 :]) for i, t in enumerate(map(d, a)) if t is not ZERO])
    if h == "pow":
        base, exponent = a
        if exponent.value == 0:
            return ZERO
        if x not in exponent.free_symbols:
            return mul(exponent, power(base, add(exponent, -1)), d(base))
        if x not in base.free_symbols:
            return mul(e, call("log", base), d(exponent))
        return mul(e, add(mul(d(exponent), call("log", base)), mul(exponent, d(base), power(base, -1))))
    if h in ("apply", "jet"):
        orders, at = ((0,) * (len(a) - 1), a[1:]) if h == "apply" else (a[1], a[2:])
        terms = []
        for i, inner in enumerate(map(d, at)):
            if inner is not ZERO:
                raised = tuple(k + (j == i) for j, k in enumerate(orders))
                terms.append(mul(Expr("jet", (a[0], raised, *at)), inner))
        return _nonzero_sum(terms)
    if h == "derivative":
        return differentiate(resolve_derivatives(e), x)
    if h == "integral":
        body, bound, lower, upper = a
        name = bound.args[0]
        terms = [
            mul(sign, body.substitute({name: end}), differentiate(end, x))
            for sign, end in ((1, upper), (-1, lower))
            if x in end.free_symbols
        ]
        if x in body.free_symbols and x != name:
            terms.append(Expr("integral", (differentiate(body, x), bound, lower, upper)))
        return _nonzero_sum(terms)
    if h == "sum":
        return Expr("sum", (differentiate(a[0], x), *a[1:])) if x != a[1].args[0] else ZERO
    if h == "piecewise":
        return Expr("piecewise", tuple(d(v) if i % 2 == 0 else v for i, v in enumerate(a)))
    if h in ("Max", "Min"):
        first, rest = a[0], (a[1] if len(a) == 2 else Expr(h, a[1:]))
        d_rest = d(rest) if len(a) == 2 else differentiate(rest, x)
        return Expr("piecewise", (d(first), Expr("gt" if h == "Max" else "lt", (first, rest)), d_rest, TRUE))
    if h == "atan2":
        v, u = a
        return mul(add(_times(u, d(v)), -_times(v, d(u))), power(add(power(u, 2), power(v, 2)), -1))
    if h in ("polygamma", "besselj"):
        if x in a[0].free_symbols:
            raise ExpressionError(f"cannot differentiate {e} by {x}: needs an order without {x}.")
        n, u = a
        if h == "polygamma":
            return mul(call(h, add(n, 1), u), d(u))
        return mul(Fraction(1, 2), add(call(h, add(n, -1), u), -call(h, add(n, 1), u)), d(u))
    if h in ("elliptic_e", "elliptic_f"):
        if x in a[1].free_symbols:
            raise ExpressionError(f"cannot differentiate {e} by {x}: needs a modulus without {x}.")
        exponent = Fraction(1, 2) if h == "elliptic_e" else Fraction(-1, 2)
        return mul(power(add(1, mul(-1, a[1], power(call("sin", a[0]), 2))), exponent), d(a[0]))
    if h in _UNARY_RULES:
        return mul(_UNARY_RULES[h](a[0]), d(a[0]))
    raise ExpressionError(f"cannot differentiate {e} by {x}: needs a differentiable expression.")


_UNARY_RULES: dict[str, Callable[[Expr], Expr]] = {
    "sin": lambda u: call("cos", u),
    "cos": lambda u: -call("sin", u),
    "tan": lambda u: power(call("cos", u), -2),
    "sec": lambda u: call("sec", u) * call("tan", u),
    "csc": lambda u: -call("csc", u) * call("cot", u),
    "cot": lambda u: -power(call("sin", u), -2),
    "asin": lambda u: power(1 - u**2, Fraction(-1, 2)),
    "acos": lambda u: -power(1 - u**2, Fraction(-1, 2)),
    "atan": lambda u: power(1 + u**2, -1),
    "sinh": lambda u: call("cosh", u),
    "cosh": lambda u: call("sinh", u),
    "tanh": lambda u: power(call("cosh", u), -2),
    "sech": lambda u: -call("sech", u) * call("tanh", u),
    "csch": lambda u: -call("csch", u) * call("coth", u),
    "coth": lambda u: -power(call("sinh", u), -2),
    "asinh": lambda u: power(1 + u**2, Fraction(-1, 2)),
    "acosh": lambda u: power(u**2 - 1, Fraction(-1, 2)),
    "atanh": lambda u: power(1 - u**2, -1),
    "exp": lambda u: call("exp", u),
    "log": lambda u: power(u, -1),
    "cbrt": lambda u: Fraction(1, 3) * power(call("cbrt", u), -2),
    "Abs": lambda u: call("sign", u),
    "sign": lambda u: ZERO,
    "erf": lambda u: 2 * power(PI, Fraction(-1, 2)) * call("exp", -(u**2)),
    "gamma": lambda u: call("gamma", u) * call("polygamma", 0, u),
    "LambertW": lambda u: call("exp", -call("LambertW", u)) * power(1 + call("LambertW", u), -1),
}


def expand_sum(e: Expr) -> Expr | None:
    """A ``Sum`` with integer bounds written out, up to 10 000 terms; None for any other.

    >>> k = symbol("k")
    >>> expand_sum(Expr("sum", (k**2, k, number(1), number(3))))
    1**2 + 2**2 + 3**2
    """
    body, bound, lower, upper = e.args
    a, b = lower.value, upper.value
    if a is None or b is None or a.denominator != 1 or b.denominator != 1 or b - a > 10_000:
        return None
    terms = [body.substitute({bound.args[0]: number(k)}) for k in range(int(a), int(b) + 1)]
    return terms[0] if len(terms) == 1 else Expr("add", tuple(terms)) if terms else ZERO


# -- text --------------------------------------------------------------------------------------------------------
_SUM, _PRODUCT, _UNARY, _POWER, _ATOM = 1, 2, 3, 4, 5


def _text(e: Expr, outer: int) -> str:
    text, level = _text_level(e)
    return f"({text})" if level < outer else text


def _text_level(e: Expr) -> tuple[str, int]:
    h, a = e.head, e.args
    if h == "number":
        q: Fraction = a[0]
        if q.denominator == 1:
            return str(q), _ATOM if q >= 0 else _UNARY
        if _bits(q) > 4096:  # beyond this a quotient of integers is not folded when it is read
            return f"Rational({q.numerator}, {q.denominator})", _ATOM
        return f"{q.numerator}/{q.denominator}", _PRODUCT if q > 0 else _UNARY
    if h == "symbol":
        return a[0], _ATOM
    if h in ("pi", "E", "oo"):
        return h, _ATOM
    if h == "true":
        return "True", _ATOM
    if h == "add":
        out = _text(a[0], _SUM)
        for term in a[1:]:
            t = _text(term, _PRODUCT) if term.head != "add" else f"({_text(term, 0)})"
            out += f" - {t[1:]}" if t.startswith("-") else f" + {t}"
        return out, _SUM
    if h == "mul":
        return _product_text(a)
    if h == "pow":
        if a[1].value == Fraction(1, 2):
            return f"sqrt({_text(a[0], 0)})", _ATOM
        if a[1].value == -1:
            return f"1/{_text(a[0], _POWER)}", _PRODUCT
        return f"{_text(a[0], _ATOM)}**{_text(a[1], _ATOM)}", _POWER
    if h == "apply":
        return f"{a[0]}({', '.join(_text(x, 0) for x in a[1:])})", _ATOM
    if h == "derivative":
        return f"Derivative({', '.join(_text(x, 0) for x in a)})", _ATOM
    if h in ("integral", "sum"):
        name = "Integral" if h == "integral" else "Sum"
        return f"{name}({_text(a[0], 0)}, ({', '.join(_text(x, 0) for x in a[1:])}))", _ATOM
    if h == "jet":
        return _jet_text(a), _ATOM
    if h == "piecewise":
        pairs = ", ".join(f"({_text(a[i], 0)}, {_text(a[i + 1], 0)})" for i in range(0, len(a), 2))
        return f"Piecewise({pairs})", _ATOM
    if h in COMPARISONS:
        return f"{_text(a[0], _SUM)} {COMPARISONS[h]} {_text(a[1], _SUM)}", 0
    return f"{h}({', '.join(_text(x, 0) for x in a)})", _ATOM


def _jet_text(a: tuple[Any, ...]) -> str:
    """A derivative of an undefined function: in Leibniz' form where its arguments are distinct symbols."""
    name, orders, *at = a
    inside = ", ".join(_text(x, 0) for x in at)
    if all(x.head == "symbol" for x in at) and len(set(at)) == len(at):
        by = [str(x) for x, k in zip(at, orders, strict=True) for _ in range(k)]
        return f"Derivative({name}({inside}), {', '.join(by)})"
    return f"D[{', '.join(map(str, orders))}]{name}({inside})"


def _product_text(factors: tuple[Expr, ...]) -> tuple[str, int]:
    """The factors in their order, so that reading the text gives the same tree: ``x/y*z`` is not ``x*z/y``."""
    text = sign = ""
    for i, factor in enumerate(factors):
        if factor.head == "pow" and factor.args[1].value == -1:
            text = f"{text or 1}/{_text(factor.args[0], _POWER)}"
            continue
        if i == 0 and factor.head == "number" and factor.args[0] < 0 and len(factors) > 1:
            sign = "-"
            if factor.args[0] == -1:
                continue
            factor = number(-factor.args[0])
        level = _PRODUCT if factor.head == "number" and i == 0 else _POWER if factor.head == "mul" else _UNARY
        piece = _text(factor, level)
        text = f"{text}*{piece}" if text else piece
    return sign + text, _UNARY if sign else _PRODUCT
