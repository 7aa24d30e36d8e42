"""Sums of products as a person writes them: Laurent polynomials in kernels.

A kernel is whatever is not multiplied out: a symbol, sin u, a root, and a sum such as R + r cos v that stands in a product. Nothing
here decides: it proposes how an expression may be written, and the engine is asked whether that is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import gcd, lcm
from typing import Union

from symgeo.expression import ONE, ZERO, E, Expr, add, call, mul, number, power

#: A product of powers of kernels, and a sum of such products.
Rational = Union[int, Fraction]
Monomial = tuple[tuple[Expr, Rational], ...]
Sum = dict[Monomial, Rational]
Pairs = frozenset[tuple[Expr, Rational]]

_ODD = ("sin", "tan", "csc", "cot", "asin", "atan", "sinh", "tanh", "csch", "coth", "asinh", "atanh", "erf", "cbrt")
_EVEN = ("cos", "sec", "cosh", "sech")
#: More terms than this are not worth reading.
MANY = 160


class TooLong(Exception):
    """The sum has more terms than a person would read, or none that could be written."""


class Writer:
    """Turns expressions into sums and back. `used` collects the rules that it applied on the way, by their names."""

    def __init__(self, variables: Iterable[str] = ()) -> None:
        self.used: dict[Expr, Expr] = {}
        self._sums: dict[Expr, Sum] = {}
        self._kernels: dict[frozenset[tuple[Pairs, Rational]], Expr] = {}
        self._ranks: dict[Expr, tuple[int, list[int], str]] = {}
        self._places: dict[str, int] = {name: i for i, name in enumerate(variables)}

    # -- from expressions ----------------------------------------------------------------------------------------------
    def sum(self, e: Expr) -> Sum:
        """e as a sum of products; sums inside products are kernels."""
        found = self._sums.get(e)
        if found is None:
            for node in e.walk():
                if node not in self._sums:
                    self._sums[node] = self._sum(node)
            found = self._sums[e]
        return found

    def tidy(self, e: Expr) -> Expr:
        """e with signs, numbers and equal factors of its products put together."""
        terms = self.sum(e)
        if len(terms) == 1:
            ((m, c),) = terms.items()
            if c == -1 and len(m) == 1 and m[0][0].head == "add" and m[0][1] == 1:
                terms = self.plus([terms])  # 1 - 2 x, not -(2 x - 1)
        return self.expression(terms)

    def _sum(self, e: Expr) -> Sum:
        h, a = e.head, e.args
        if h == "number":
            return {(): _plain(a[0])} if a[0] else {}
        if h == "add":
            return self.plus(self._sums[t] for t in a)
        if h == "mul":
            return self.product(self.factor(self._sums[t]) for t in a)
        if h == "pow":
            return self._power(*a)
        if h == "exp":
            return {self._exponential(self._sums[a[0]]): 1}
        if h == "E":
            return {((call("exp", ONE), 1),): 1}
        if h in _ODD or h in _EVEN or h in ("Abs", "sign"):
            sign, u = self._unsigned(a[0])
            if u is ZERO:
                return {} if h in _ODD or h == "Abs" else {(): 1} if h in _EVEN else {((e, 1),): 1}
            return {((Expr(h, (u,)), 1),): sign if h in _ODD or h == "sign" else 1}
        if h in ("symbol", "pi", "oo", "true") or not e.children:
            return {((e, 1),): 1}
        return {((self._inside(e), 1),): 1}

    def _inside(self, e: Expr) -> Expr:
        """The same call with tidy arguments; what binds a variable, and comparisons, stay as they are."""
        if e.head in ("integral", "sum", "derivative", "piecewise", "lt", "le", "gt", "ge", "eq", "ne"):
            return e
        return e.rebuild(tuple(self.expression(self._sums[a]) if isinstance(a, Expr) else a for a in e.args))

    def _unsigned(self, e: Expr) -> tuple[int, Expr]:
        terms = self._sums[e]
        negative = bool(terms) and next(iter(terms.values())) < 0
        return (-1, self.expression({m: -c for m, c in terms.items()})) if negative else (1, self.expression(terms))

    def factor(self, terms: Sum) -> Sum:
        """The same as one product: what its terms have in common, times a kernel."""
        if len(terms) <= 1:
            return terms
        content, common, rest = self.primitive(terms)
        flat = self.plus([rest])
        if key_of(flat) != key_of(rest):
            return self.product([{common: content}, self.factor(flat)])
        for sign in (1, -1):
            key = key_of({m: sign * c for m, c in rest.items()})
            if key in self._kernels:
                return {self.times(common, ((self._kernels[key], 1),)): sign * content}
        kernel = self._kernels[key_of(rest)] = self.expression(rest)
        self._sums.setdefault(kernel, rest)
        return {self.times(common, ((kernel, 1),)): content}

    def primitive(self, terms: Sum) -> tuple[Rational, Monomial, Sum]:
        """terms = content * common * rest, where the terms of the rest have no common divisor and not all of them are negative."""
        exponents: dict[Expr, Rational] = {}
        for i, monomial in enumerate(terms):
            mine = dict(monomial)
            if i == 0:
                exponents = dict(mine)
            else:
                for k in [*exponents, *mine]:
                    least = min(exponents.get(k, 0), mine.get(k, 0))
                    exponents[k] = least
        common = tuple((k, n) for k, n in exponents.items() if n)
        numerators = gcd(*(c.numerator for c in terms.values()))
        content: Rational = Fraction(numerators, lcm(*(c.denominator for c in terms.values())))
        if all(c < 0 for c in terms.values()):
            content = -content
        inverse = tuple((k, -n) for k, n in common)
        return _plain(content), common, {self.times(m, inverse): _plain(Fraction(c) / content) for m, c in terms.items()}

    def _power(self, base: Expr, exponent: Expr) -> Sum:
        q, terms = exponent.value, self._sums[base]
        if q is None:
            return {self._symbolic_power(base, exponent): 1}
        if not terms:
            return {((power(ZERO, q), 1),): 1} if q <= 0 else {}
        if q.denominator == 1:
            product = self.factor(terms)
            if not product and q > 0:
                return {}
            if not product:
                raise TooLong  # 1/0 is no number
            ((monomial, c),) = product.items()
            return _folded(self.raised(monomial, int(q)), _plain(Fraction(c) ** int(q)))
        inside = self.expression(terms)
        if inside is ONE:
            return {(): 1}
        return _folded(self.raised(((power(inside, Fraction(1, q.denominator)), 1),), q.numerator), 1)

    def _symbolic_power(self, base: Expr, exponent: Expr) -> Monomial:
        u, terms = self.expression(self._sums[base]), dict(self._sums[exponent])
        number_part = terms.pop((), 0)
        content = 1
        if len(terms) >= 1 and next(iter(terms.values())) < 0:
            content, terms = -1, {m: -c for m, c in terms.items()}
        kernels: list[tuple[Expr, Rational]] = [(power(u, self.expression(terms)), content)] if terms else []
        if number_part.denominator == 1 and number_part:
            kernels.append((u, number_part))
        elif number_part:
            return ((power(u, self.expression(self._sums[exponent])), 1),)
        return self.times((), tuple(kernels))

    def _exponential(self, terms: Sum) -> Monomial:
        """exp of a sum as a product, exponents with rational numbers in front."""
        out: list[tuple[Expr, Rational]] = []
        for m, c in terms.items():
            out.append((call("exp", self.expression({m: 1})), c))
        return tuple(out)

    # -- arithmetic ------------------------------------------------------------------------------------------------------
    def plus(self, sums: Iterable[Sum]) -> Sum:
        """The sum of sums, where a kernel that stands by itself and is a sum is one no longer."""
        out: Sum = {}
        places: dict[Pairs, Monomial] = {}

        def take(terms: Sum, times: Rational) -> None:
            for m, c in terms.items():
                if len(m) == 1 and m[0][0].head == "add" and m[0][1] == 1:
                    take(self.sum(m[0][0]), times * c)
                    continue
                ((m, c),) = _folded(m, c).items()
                place = places.setdefault(frozenset(m), m)
                out[place] = out.get(place, 0) + times * c

        for terms in sums:
            take(terms, 1)
        return {m: c for m, c in out.items() if c}

    def product(self, sums: Iterable[Sum]) -> Sum:
        out: Sum = {(): 1}
        for terms in sums:
            if len(out) * len(terms) > 4 * MANY:
                raise TooLong
            if len(out) == len(terms) == 1:
                ((m, c),), ((n, d),) = out.items(), terms.items()
                out = _folded(self.times(m, n), c * d)
            else:
                out = self.plus({self.times(m, n): c * d} for m, c in out.items() for n, d in terms.items())
        return out

    def times(self, m: Monomial, n: Monomial) -> Monomial:
        if not n:
            return m
        exponents = dict(m)
        for k, q in n:
            exponents[k] = exponents.get(k, 0) + q
        return self._settled(exponents)

    def raised(self, m: Monomial, q: Rational) -> Monomial:
        return self._settled({k: n * q for k, n in m})

    def _settled(self, exponents: dict[Expr, Rational]) -> Monomial:
        """Powers of roots and of absolute values that are no longer roots are written as what they are."""
        out: dict[Expr, Rational] = {}
        for k, n in exponents.items():
            if not n:
                continue
            root = _index(k)
            if root > 1 and (n >= root or -n >= root):
                whole = int(Fraction(n, root))  # towards zero
                self.used[k] = Expr("eq", (power(k, root), k.args[0]))
                ((inside, c),) = self.factor(self.sum(k.args[0])).items()
                if c != 1:
                    inside = (*inside, (number(c), 1))
                for base, exponent in inside:
                    out[base] = out.get(base, 0) + exponent * whole
                n -= whole * root
            elif k.head == "Abs" and n.denominator == 1 and (n >= 2 or n <= -2):
                whole = int(Fraction(n, 2))
                self.used[k] = Expr("eq", (k**2, k.args[0] ** 2))
                ((inside, c),) = self.factor(self.sum(k.args[0])).items()
                for base, exponent in inside if c == 1 else (*inside, (number(c), 1)):
                    out[base] = out.get(base, 0) + 2 * exponent * whole
                n -= 2 * whole
            if n:
                out[k] = out.get(k, 0) + n
        return tuple((k, n) for k, n in out.items() if n)

    # -- back to expressions -----------------------------------------------------------------------------------------------
    def expression(self, terms: Sum) -> Expr:
        """The sum as an expression: numbers first, then symbols, functions, sums; denominators last."""
        if not terms:
            return ZERO
        written = [self._term(m, c) for m, c in terms.items()]
        if len(written) > 1 and next(iter(terms.values())) < 0:
            first = next((i for i, c in enumerate(terms.values()) if c > 0), 0)
            written.insert(0, written.pop(first))
        return written[0] if len(written) == 1 else Expr("add", tuple(written))

    def _term(self, m: Monomial, c: Rational) -> Expr:
        above: list[Expr] = []
        below: list[Expr] = []
        exponent: list[Expr] = []
        for k, n in m if len(m) < 2 else sorted(m, key=lambda p: self._rank(p[0])):
            if k.head == "exp":
                exponent.append(mul(number(n), k.args[0]))
            elif k.head == "pow" and k.args[1].value is None:
                above.append(power(k.args[0], self.tidy(mul(number(n), k.args[1]))))
            else:
                e = power(k, n) if _index(k) == 1 else power(k.args[0], Fraction(n, _index(k)))
                (above if n > 0 else below).append(e)
        if exponent:
            u = self.tidy(add(*exponent))
            above.append(E if u is ONE else call("exp", u))
        if not above and not below:
            return number(c)
        # A fraction in front, a numerator and the denominators: c/d * a * b / e.
        return mul(number(c), *above, *below)

    def _rank(self, k: Expr) -> tuple[int, list[int], str]:
        """Where a factor stands in a product: numbers, symbols, their powers, functions by what they are of, sums."""
        if k not in self._ranks:
            self._ranks[k] = self._ranked(k)
        return self._ranks[k]

    def _ranked(self, k: Expr) -> tuple[int, list[int], str]:
        base = k.args[0] if k.head == "pow" else k
        places = sorted(self._places.setdefault(name, len(self._places)) for name in sorted(base.free_symbols))
        if k.head == "pow":
            return (2 if base.head == "symbol" else 1 if not places else 4), places, str(base)
        return _RANKS.get(k.head, 7), places, k.head


def _plain(q: Rational) -> Rational:
    return int(q) if q.denominator == 1 else q


def _folded(m: Monomial, c: Rational) -> Sum:
    """The product with its plain numbers in front."""
    if not any(k.head == "number" and n.denominator == 1 for k, n in m):
        return {m: c}
    rest = []
    for k, n in m:
        if k.head == "number" and n.denominator == 1 and k.args[0]:
            c = _plain(c * k.args[0] ** int(n))
        else:
            rest.append((k, n))
    return {tuple(rest): c}


def _index(k: Expr) -> int:
    """k for a k-th root, 1 for what is none."""
    if k.head == "pow" and k.args[1].value is not None and k.args[1].value.numerator == 1:
        return int(k.args[1].value.denominator)
    return 1


_RANKS = {"number": 0, "pi": 1, "symbol": 2, "add": 5, "apply": 6, "jet": 6}


def key_of(terms: Sum) -> frozenset[tuple[Pairs, Rational]]:
    """The same for sums that differ in the order of their terms and factors only."""
    return frozenset((frozenset(m), c) for m, c in terms.items())


def size(e: Expr) -> int:
    """How many signs it takes to print e, roughly: the nodes of the tree, repeated parts as often as they occur."""
    counts: dict[Expr, int] = {}
    for node in e.walk():
        own = 0 if node.head in ("add", "mul") else 1
        if node.head == "number":
            own = max(1, len(str(node.args[0])) // 4)
        counts[node] = own + sum(counts[c] for c in node.children)
    return counts[e]


def replaced(writer: Writer, terms: Sum, rule: Callable[[Expr], Expr | None]) -> Sum:
    """Each kernel put in place by what the rule says, and the products carried out anew."""
    changed: dict[Expr, Expr] = {}
    for m in terms:
        for k, _ in m:
            if k not in changed:
                changed[k] = k.map_nodes(lambda node: rule(node) or node)
    if all(k is v for k, v in changed.items()):
        return terms
    out = []
    for m, c in terms.items():
        product: list[Sum] = [{(): c}]
        for k, n in m:
            product.append(writer.factor(writer.sum(power(changed[k], int(n)))) if n.denominator == 1 else {((k, n),): 1})
        out.append(writer.product(product))
    return writer.plus(out)


__all__ = ["MANY", "Monomial", "Sum", "TooLong", "Writer", "key_of", "replaced", "size"]
