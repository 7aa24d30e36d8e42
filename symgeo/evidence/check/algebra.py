"""The algebra of the checker: polynomials, and the field of functions in which equalities are multiplied out.

A `Poly` has rational coefficients; its letters are *generators*, each of which stands for one term, a real function that is
defined on the whole domain. A `Quotient` is a polynomial over a product of *atoms*, polynomials that have no zero on the
domain. A `Field` turns terms into quotients. Sums, products and integer powers are multiplied out; every other function
is decided by a *hint* of the certificate, and each hint is checked against this table. (u, v, w: terms; U: what u became.)

    symbol, pi          a generator; no relation
    tan cot sec csc     quotients of sin and cos          sinh cosh tanh coth sech csch   rational in exp(u) and exp(-u)
    asinh acosh atanh   logarithms                        acos(u) = pi/2 - asin(u)        u**a = exp(a log u), if u > 0
    sin, cos            "generator": a pair c, s with c^2 + s^2 = 1
                        "angle": u = n_1 u_1 + ... + n_k u_k with integers n_i: by the addition formulas from cos u_i, sin u_i, where
                                 u_i = pi/q for q = 1, 2, 3, 4, 5, 6, or u_i = atan w, asin w, atan2(v, w), or a pair is known
                        "parity": u = pi n, n of integer values: cos u = p with p^2 = 1, sin u = 0
    exp                 "generator"
                        "sum": u = n_1 u_1 + ... + m_1 log v_1 + ...: the product of exp(u_i)^n_i and v_j^m_j
    log                 "generator"
                        "product": u^d = product of v_i^(d c_i): the sum of c_i log v_i (c_i rational, v_i > 0, log exp v = v)
    u**(1/k)            "generator": r^k = U, U a polynomial
    u**(p/q), cbrt      "root": a term y with Y^q = U^p, and y >= 0 proved (for cbrt: Y^3 = U is enough)
    Abs                 u or -u where that sign is proved; else "generator": a^2 = U^2
    sign, Max, Min      the branch that a proved sign selects
    atan, asin          "turn": q pi where sin(q pi) = U cos(q pi) and |q| < 1/2 (for asin: sin(q pi) = U and |q| <= 1/2)
    any other           "generator": nothing is known of it; "same": f(u) = f(v) where U = V (odd f: also f(u) = -f(v) where U = -V)

Side conditions: each term that is converted, hint or not, is *proved to be defined on the whole domain* by the facts of the
certificate, subterm by subterm. Relations of a claim (equations for undefined functions) may be solved for a power of
one derivative, which is then replaced by the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple, Protocol

from .claims import Domain, _own_conditions
from .terms import PI, CannotReplay, Term, add, call, mul, number, power

#: Monomials are packed into one integer, 32 bits an exponent; no exponent may come near to that.
SLOT, LIMIT = 32, 1 << 31
Hint = Sequence[Any]
Coefficient = Any  # int or Fraction


class Rejected(Exception):
    """A step of the certificate does not hold: which, and why."""

    def __init__(self, step: str, why: str) -> None:
        super().__init__(f"{step}: {why}")


class Poly:
    """A polynomial: coefficients by monomial. `degree` bounds every exponent."""

    __slots__ = ("degree", "terms")

    def __init__(self, terms: dict[int, Coefficient], degree: int) -> None:
        if degree >= LIMIT:
            raise Rejected("the algebra", "a degree is too large")
        self.terms = terms
        self.degree = degree

    def __add__(self, other: Poly) -> Poly:
        small, large = (self.terms, other.terms) if len(self.terms) < len(other.terms) else (other.terms, self.terms)
        out = dict(large)
        for m, c in small.items():
            total = out.get(m, 0) + c
            if total:
                out[m] = total
            else:
                out.pop(m, None)
        return Poly(out, max(self.degree, other.degree))

    def __mul__(self, other: Poly) -> Poly:
        (left, d), (right, e) = self.integral(), other.integral()
        out: dict[int, int] = {}
        for m, c in left.items():
            for n, k in right.items():
                out[m + n] = out.get(m + n, 0) + c * k
        below = d * e
        return Poly({m: c if below == 1 else simple(Fraction(c, below)) for m, c in out.items() if c}, self.degree + other.degree)

    def integral(self) -> tuple[dict[int, int], int]:
        """Integers n and d with n / d the coefficients."""
        d = lcm(*(c.denominator for c in self.terms.values()))
        return ({m: int(c * d) for m, c in self.terms.items()}, d) if d > 1 else (self.terms, 1)

    def scaled(self, q: Coefficient) -> Poly:
        return Poly({m: simple(c * q) for m, c in self.terms.items()} if q else {}, self.degree)

    def __neg__(self) -> Poly:
        return self.scaled(-1)

    def __sub__(self, other: Poly) -> Poly:
        return self + -other

    def __pow__(self, n: int) -> Poly:
        result, base = constant(1), self
        while n:
            if n & 1:
                result = result * base
            n >>= 1
            if n:
                base = base * base
        return result

    def exponent(self, m: int, generator: int) -> int:
        return (m >> (SLOT * generator)) & (LIMIT * 2 - 1)

    def exponents(self) -> dict[int, int]:
        """The highest exponent of each generator that occurs."""
        found: dict[int, int] = {}
        for m in self.terms:
            g = 0
            while m:
                e = m & (2 * LIMIT - 1)
                if e > found.get(g, 0):
                    found[g] = e
                m, g = m >> SLOT, g + 1
        return found

    def generators(self) -> list[int]:
        """The generators that occur."""
        return sorted(self.exponents())


def simple(q: Coefficient) -> Coefficient:
    return q.numerator if q.denominator == 1 else q


def constant(q: Coefficient) -> Poly:
    return Poly({0: simple(q)} if q else {}, 0)


class Quotient(NamedTuple):
    """numerator / product of atoms[i]**e for (i, e) in below."""

    numerator: Poly
    below: tuple[tuple[int, int], ...] = ()


class Facts(Protocol):
    """What the field asks of the facts that are proved already."""

    def require(self, domain: Domain, term: Term, sign: str) -> None: ...
    def require_condition(self, condition: Any) -> None: ...
    def sign_of(self, domain: Domain, term: Term) -> str | None: ...


DEFINITIONS: dict[str, Callable[..., Term]] = {
    "tan": lambda u: mul(call("sin", u), power(call("cos", u), -1)),
    "cot": lambda u: mul(call("cos", u), power(call("sin", u), -1)),
    "sec": lambda u: power(call("cos", u), -1),
    "csc": lambda u: power(call("sin", u), -1),
    "cosh": lambda u: mul(Fraction(1, 2), add(call("exp", u), power(call("exp", u), -1))),
    "sinh": lambda u: mul(Fraction(1, 2), add(call("exp", u), mul(-1, power(call("exp", u), -1)))),
    "tanh": lambda u: mul(call("sinh", u), power(call("cosh", u), -1)),
    "coth": lambda u: mul(call("cosh", u), power(call("sinh", u), -1)),
    "sech": lambda u: power(call("cosh", u), -1),
    "csch": lambda u: power(call("sinh", u), -1),
    "asinh": lambda u: call("log", add(u, power(add(power(u, 2), 1), Fraction(1, 2)))),
    "acosh": lambda u: call("log", add(u, power(add(power(u, 2), -1), Fraction(1, 2)))),
    "atanh": lambda u: mul(Fraction(1, 2), call("log", mul(add(1, u), power(add(1, mul(-1, u)), -1)))),
    "acos": lambda u: add(mul(Fraction(1, 2), PI), mul(-1, call("asin", u))),
}
ODD = frozenset(["atan", "asin", "erf", "cbrt"])
_ROOT3, _ROOT5 = power(number(3), Fraction(1, 2)), power(number(5), Fraction(1, 2))
#: (cos, sin) of pi/q.
TURNS: dict[Fraction, tuple[Term, Term]] = {
    Fraction(1): (number(-1), number(0)),
    Fraction(1, 2): (number(0), number(1)),
    Fraction(1, 3): (number(Fraction(1, 2)), mul(Fraction(1, 2), _ROOT3)),
    Fraction(1, 4): (mul(Fraction(1, 2), power(number(2), Fraction(1, 2))),) * 2,
    Fraction(1, 5): (
        mul(Fraction(1, 4), add(1, _ROOT5)),
        power(add(Fraction(5, 8), mul(Fraction(-1, 8), _ROOT5)), Fraction(1, 2)),
    ),
    Fraction(1, 6): (mul(Fraction(1, 2), _ROOT3), number(Fraction(1, 2))),
}
#: (cos u, sin u) for u an inverse function: of atan w, asin w, atan2(v, w).
INVERSES: dict[str, Callable[..., tuple[Term, Term]]] = {
    "atan": lambda w: (power(add(1, power(w, 2)), Fraction(-1, 2)), mul(w, power(add(1, power(w, 2)), Fraction(-1, 2)))),
    "asin": lambda w: (power(add(1, mul(-1, power(w, 2))), Fraction(1, 2)), w),
    "atan2": lambda v, w: (
        mul(w, power(add(power(v, 2), power(w, 2)), Fraction(-1, 2))),
        mul(v, power(add(power(v, 2), power(w, 2)), Fraction(-1, 2))),
    ),
}


class Field:
    """Terms on one domain as quotients of polynomials. `hint(term)` is what the certificate says of a function's value."""

    def __init__(self, domain: Domain, hint: Callable[[Term], Hint | None], facts: Facts) -> None:
        self.domain, self.hint, self.facts = domain, hint, facts
        self.names: list[Term] = []
        self.powers: dict[int, tuple[int, Poly]] = {}
        self.pairs: list[tuple[int, int]] = []
        self.atoms: list[Poly] = []
        self.atom_index: dict[frozenset[tuple[int, Coefficient]], int] = {}
        self.memo: dict[Term, Quotient] = {}
        self.angles: dict[Term, tuple[Quotient, Quotient]] = {}

    # -- generators and relations ------------------------------------------------------------------------------------
    def generator(self, term: Term) -> Poly:
        """A new letter. It stands for the term."""
        self.names.append(term)
        return Poly({1 << (SLOT * (len(self.names) - 1)): 1}, 1)

    def root(self, term: Term, k: int, value: Quotient) -> Quotient:
        """A new letter r with r^k = value."""
        p = self.reduce(value.numerator)
        if value.below:
            raise Rejected("the axiom of a root", f"{term} needs a polynomial under it")
        r = self.generator(term)
        self.powers[len(self.names) - 1] = (k, p)
        return Quotient(r)

    def solve(self, equation: Term, unknown: Term, k: int) -> None:
        """Use equation = 0, with unknown^k in it by itself with a constant coefficient, to replace that power."""
        p, r = self.reduce(self.convert(equation).numerator), self.convert(unknown)
        (m,) = r.numerator.terms
        (g,) = r.numerator.generators()
        c = p.terms.get(m * k, 0)
        rest = p - Poly({m * k: c}, k)
        if unknown.head not in ("apply", "jet", "symbol") or not c or k < 1 or g in rest.generators() or g in self.powers:
            raise Rejected("a relation", f"it does not have the form c*({unknown})**{k} + terms without it")
        if any(g in self.powers[h][1].generators() for h in self.powers):
            raise Rejected("a relation", f"{unknown} is in use already")
        self.powers[g] = (k, rest.scaled(Fraction(-1) / c))

    def reduce(self, p: Poly) -> Poly:
        """p with all relations used as rewriting rules: r^k is replaced, and one square of each pair c, s."""
        while high := [g for g, e in p.exponents().items() if g in self.powers and e >= self.powers[g][0]]:
            g = max(high)
            k, value = self.powers[g]
            parts: dict[int, dict[int, Coefficient]] = {}
            for m, c in p.terms.items():
                times = p.exponent(m, g) // k
                parts.setdefault(times, {})[m - ((times * k) << (SLOT * g))] = c
            p = constant(0)
            for times, part in parts.items():
                p = p + Poly(part, LIMIT // 4) * value**times
            p = Poly(p.terms, max(p.exponents().values(), default=0))
        for c, s in self.pairs:
            p = self.without_square(p, c, s)
        return p

    @staticmethod
    def without_square(p: Poly, c: int, s: int) -> Poly:
        """p by c^2 + s^2 = 1 without the second powers of c or of s, whichever makes fewer terms."""
        cost = {g: sum(p.exponent(m, g) // 2 for m in p.terms) for g in (c, s)}
        if not cost[c] or not cost[s]:
            return p
        g, other = (c, s) if cost[c] <= cost[s] else (s, c)
        out = Poly({}, p.degree)
        rule = constant(1) - Poly({2 << (SLOT * other): 1}, 2)
        parts: dict[int, dict[int, Coefficient]] = {}
        for m, q in p.terms.items():
            times = p.exponent(m, g) // 2
            parts.setdefault(times, {})[m - ((2 * times) << (SLOT * g))] = q
        for times, part in parts.items():
            out = out + Poly(part, p.degree) * rule**times
        return out

    # -- arithmetic ----------------------------------------------------------------------------------------------------
    def sum(self, items: Iterable[Quotient]) -> Quotient:
        items = list(items)
        common: dict[int, int] = {}
        for q in items:
            for i, e in q.below:
                common[i] = max(e, common.get(i, 0))
        total = constant(0)
        for q in items:
            n, own = q.numerator, dict(q.below)
            for i, e in common.items():
                n = n * self.atoms[i] ** (e - own.get(i, 0))
            total = total + n
        return Quotient(total, tuple(sorted(common.items())) if total.terms else ())

    def product(self, a: Quotient, b: Quotient) -> Quotient:
        below = dict(a.below)
        for i, e in b.below:
            below[i] = below.get(i, 0) + e
        n = a.numerator * b.numerator
        return self.cancelled(n if len(n.terms) < 64 else self.reduce(n), below)

    def cancelled(self, n: Poly, below: dict[int, int]) -> Quotient:
        """n over a product of atoms, without those that are one letter and divide n."""
        left = []
        for i, e in sorted(below.items()):
            atom = self.atoms[i]
            letter = atom.generators()[0] if atom.degree == 1 and list(atom.terms.values()) == [1] and len(atom.generators()) == 1 else None
            while e and letter is not None and n.terms and all(n.exponent(m, letter) for m in n.terms):
                n, e = Poly({m - (1 << (SLOT * letter)): c for m, c in n.terms.items()}, n.degree), e - 1
            if e:
                left.append((i, e))
        return Quotient(n, tuple(left) if n.terms else ())

    def power(self, a: Quotient, n: int) -> Quotient:
        return Quotient(a.numerator**n, tuple((i, e * n) for i, e in a.below if n))

    def atom(self, p: Poly) -> Quotient:
        """1/p, for a p without zeros on the domain."""
        key = frozenset(p.terms.items())
        if key not in self.atom_index:
            self.atom_index[key] = len(self.atoms)
            self.atoms.append(p)
        return Quotient(constant(1), ((self.atom_index[key], 1),))

    def inverse(self, term: Term) -> Quotient:
        """1/term, where term /= 0 is proved: a hint may split it into factors, none of which vanishes then."""
        u = self.convert(term)
        n = self.reduce(u.numerator)
        if not n.terms:
            raise Rejected("a quotient", f"the denominator {term} vanishes")
        c: Coefficient = 1
        parts = [(n, 1)]
        if len(n.terms) == 1:
            ((m, c),) = n.terms.items()
            parts = [(Poly({1 << (SLOT * g): 1}, 1), n.exponent(m, g)) for g in n.generators()]
        else:
            split = self.hint(power(term, -1))
            if split is not None:
                factors, content = split
                c = Fraction(content)
                parts = [(self.reduce(self.polynomial(factor)), int(e)) for factor, e in factors]
                whole = constant(c)
                for p, e in parts:
                    if e < 1:
                        raise Rejected("a factorisation", f"an exponent of {term} is {e}")
                    whole = whole * p**e
                if self.reduce(whole - n).terms or not c:
                    raise Rejected("a factorisation", f"the factors do not make {term}")
        result = Quotient(self.denominator(u).scaled(Fraction(1) / c))
        for p, e in parts:
            result = self.product(result, self.power(self.inverse_of(p), e))
        return result

    def inverse_of(self, p: Poly) -> Quotient:
        """1/p; for a root r it is r^(k-1) / r^k."""
        if not p.generators():
            return Quotient(constant(Fraction(1) / p.terms[0]))
        (g, *others) = p.generators()
        if not others and p.terms.keys() == {1 << (SLOT * g)} and g in self.powers:
            k, value = self.powers[g]
            if g not in value.generators():
                over = Quotient((p ** (k - 1)).scaled(Fraction(1) / next(iter(p.terms.values())) ** k))
                return self.product(over, self.inverse_of(value))
        return self.atom(p)

    def denominator(self, u: Quotient) -> Poly:
        result = constant(1)
        for i, e in u.below:
            result = result * self.atoms[i] ** e
        return result

    def polynomial(self, term: Term) -> Poly:
        u = self.convert(term)
        if u.below:
            raise Rejected("a factorisation", f"{term} is no polynomial")
        return u.numerator

    def is_zero(self, u: Quotient) -> bool:
        return not self.reduce(u.numerator).terms

    def equal(self, a: Quotient, b: Quotient) -> bool:
        return self.is_zero(self.sum([a, Quotient(-b.numerator, b.below)]))

    def same(self, left: Term, right: Term) -> bool:
        """Whether left = right on the whole domain, by the relations."""
        return self.equal(self.convert(left), self.convert(right))

    # -- conversion ------------------------------------------------------------------------------------------------------
    def convert(self, term: Term) -> Quotient:
        """The quotient that the term is on the whole domain."""
        stack = [term]
        while stack:
            node = stack[-1]
            pending = [] if node.head in _OPAQUE else [x for x in node.args if isinstance(x, Term) and x not in self.memo]
            if pending and node not in self.memo:
                stack += pending
                continue
            stack.pop()
            if node not in self.memo:
                for condition in _own_conditions(node, 0, self.domain, frozenset(self.domain.coordinates)):
                    self.facts.require_condition(condition)
                self.memo[node] = self.node(node)
        return self.memo[term]

    def told(self, t: Term) -> Hint:
        hint = self.hint(t)
        if not hint:
            raise Rejected("a hint", f"nothing is said of {t}")
        return hint

    def node(self, t: Term) -> Quotient:
        h, a = t.head, t.args
        if h == "number":
            return Quotient(constant(a[0]))
        if h in ("symbol", "pi"):
            return Quotient(self.generator(t))
        if h == "add":
            return self.sum([self.memo[x] for x in a])
        if h == "mul":
            result = self.memo[a[0]]
            for x in a[1:]:
                result = self.product(result, self.memo[x])
            return result
        if h == "pow":
            return self.node_power(t, a[0], a[1])
        if h == "E":
            return self.convert(call("exp", number(1)))
        if h in DEFINITIONS:
            return self.convert(DEFINITIONS[h](*a))
        if h in ("sin", "cos"):
            c, s = self.cos_sin(a[0], t)
            return c if h == "cos" else s
        if h in ("Abs", "sign", "Max", "Min"):
            chosen = self.branch(h, a)
            if chosen is not None:
                return self.convert(chosen)
        if h == "integral" and a[2] is a[3]:
            return Quotient(constant(0))
        if h in ("sum", "derivative", "piecewise"):
            raise CannotReplay(h)
        kind, *data = self.told(t)
        if kind == "generator":
            if h in ("cbrt", "Abs"):
                u = self.memo[a[0]]
                return self.root(t, 3, u) if h == "cbrt" else self.root(t, 2, self.power(u, 2))
            return Quotient(self.generator(t))
        if kind == "same":
            return self.node_same(t, *data)
        rule = getattr(self, f"hint_{h}_{kind}", None)
        if rule is None:
            raise Rejected("a hint", f"{kind!r} says nothing of {h}")
        found: Quotient = rule(t, *data)
        return found

    def node_power(self, t: Term, base: Term, exponent: Term) -> Quotient:
        if exponent.head != "number":
            if self.facts.sign_of(self.domain, base) == "positive":
                return self.convert(call("exp", mul(exponent, call("log", base))))
            kind, *data = self.told(t)
            return Quotient(self.generator(t)) if kind == "generator" else self.node_same(t, *data)
        q: Fraction = exponent.args[0]
        if q.denominator == 1:
            n = int(q)
            return self.power(self.memo[base], n) if n >= 0 else self.power(self.inverse(base), -n)
        kind, *data = self.told(t)
        if kind == "generator" and q.numerator == 1:
            return self.root(t, q.denominator, self.memo[base])
        if kind != "root":
            raise Rejected("a hint", f"{kind!r} says nothing of a root")
        (y,) = data
        self.facts.require(self.domain, y, "nonnegative")
        p, k = q.numerator, q.denominator
        radicand = self.power(self.memo[base], p) if p > 0 else self.power(self.inverse(base), -p)
        if not self.equal(self.power(self.convert(y), k), radicand):
            raise Rejected("the axiom of a root", f"({y})**{k} is not ({base})**{p}")
        return self.convert(y)

    def hint_Abs_root(self, t: Term, y: Term) -> Quotient:
        self.facts.require(self.domain, y, "nonnegative")
        if not self.equal(self.power(self.convert(y), 2), self.power(self.memo[t.args[0]], 2)):
            raise Rejected("the axiom of Abs", f"({y})**2 is not ({t.args[0]})**2")
        return self.convert(y)

    def hint_cbrt_root(self, t: Term, y: Term) -> Quotient:
        if not self.equal(self.power(self.convert(y), 3), self.memo[t.args[0]]):
            raise Rejected("the axiom of a root", f"({y})**3 is not {t.args[0]}")
        return self.convert(y)

    def node_same(self, t: Term, other: Term, sign: int) -> Quotient:
        """f(u) = f(v) where u = v; for an odd f also f(u) = -f(v) where u = -v."""
        if t.head != other.head or len(t.args) != len(other.args) or (sign != 1 and (sign != -1 or t.head not in ODD)):
            raise Rejected("a hint", f"{t} and {other} are not values of one function")
        value = self.convert(other)
        for u, v in zip(t.args, other.args, strict=True):
            if not isinstance(u, Term) or t.head == "integral":
                agrees = u == v
            else:
                agrees = self.equal(self.convert(u), self.convert(mul(sign, v)))
            if not agrees:
                raise Rejected("a hint", f"{t} and {other} have different arguments")
        return value if sign == 1 else Quotient(-value.numerator, value.below)

    def branch(self, head: str, a: tuple[Any, ...]) -> Term | None:
        """The value of Abs, sign, Max, Min where the facts tell which it is."""
        u: Term = a[0]
        if head in ("Abs", "sign"):
            sign = self.facts.sign_of(self.domain, u)
            if head == "sign":
                found = {"positive": 1, "negative": -1}.get(sign or "")
                if found is None:
                    raise CannotReplay("a sign that changes")
                return number(found)
            if sign in ("positive", "nonnegative"):
                return u
            return mul(-1, u) if sign in ("negative", "nonpositive") else None
        x: Term
        for x in a:
            differences = [add(x, mul(-1, y)) if head == "Max" else add(y, mul(-1, x)) for y in a if y is not x]
            if all(self.facts.sign_of(self.domain, d) in ("positive", "nonnegative") for d in differences):
                return x
        raise CannotReplay("a maximum that changes")

    # -- angles ------------------------------------------------------------------------------------------------------------
    def cos_sin(self, u: Term, t: Term) -> tuple[Quotient, Quotient]:
        """(cos u, sin u)."""
        if u not in self.angles:
            kind, *data = self.told(call("cos", u))
            if kind == "generator":
                pair = self.generator(call("cos", u)), self.generator(call("sin", u))
                self.pairs.append((len(self.names) - 2, len(self.names) - 1))
                self.angles[u] = Quotient(pair[0]), Quotient(pair[1])
            elif kind == "parity":
                self.angles[u] = self.parity(u), Quotient(constant(0))
            elif kind == "angle":
                self.angles[u] = self.sum_of_angles(u, data[0])
            else:
                raise Rejected("a hint", f"{kind!r} says nothing of {t.head}")
        return self.angles[u]

    def sum_of_angles(self, u: Term, parts: Sequence[tuple[Term, int]]) -> tuple[Quotient, Quotient]:
        total = self.sum([self.convert(mul(int(n), v)) for v, n in parts])
        if not self.equal(total, self.convert(u)):
            raise Rejected("the addition formulas", f"{u} is not the sum of the given angles")
        c, s = Quotient(constant(1)), Quotient(constant(0))
        for v, n in parts:
            d, e = self.basic_angle(v)
            if n < 0:
                e = Quotient(-e.numerator, e.below)
            c, s = self.rotated(c, s, *self.multiple(d, e, abs(n)))
        return c, s

    def multiple(self, c: Quotient, s: Quotient, n: int) -> tuple[Quotient, Quotient]:
        """(cos nu, sin nu) from (cos u, sin u), by doubling."""
        out = Quotient(constant(1)), Quotient(constant(0))
        for bit in bin(n)[2:]:
            out = self.rotated(*out, *out)
            if bit == "1":
                out = self.rotated(*out, c, s)
        return out

    def rotated(self, c: Quotient, s: Quotient, d: Quotient, e: Quotient) -> tuple[Quotient, Quotient]:
        """cos and sin of a sum: (c d - s e, s d + c e)."""
        minus = Quotient(-s.numerator, s.below)
        both = (
            self.sum([self.product(c, d), self.product(minus, e)]),
            self.sum([self.product(s, d), self.product(c, e)]),
        )
        return Quotient(self.reduce(both[0].numerator), both[0].below), Quotient(self.reduce(both[1].numerator), both[1].below)

    def basic_angle(self, v: Term) -> tuple[Quotient, Quotient]:
        if v in self.angles:
            return self.angles[v]
        turn = next((q for q in TURNS if v is mul(q, PI)), None)
        if turn is not None:
            c, s = TURNS[turn]
        elif v.head in INVERSES:
            for condition in _own_conditions(v, 0, self.domain, frozenset(self.domain.coordinates)):
                self.facts.require_condition(condition)
            c, s = INVERSES[v.head](*v.args)
        else:
            return self.cos_sin(v, call("cos", v))
        return self.convert(c), self.convert(s)

    def parity(self, u: Term) -> Quotient:
        """cos(n pi) = +-1 for an n of integer values."""
        n = self.convert(mul(u, power(PI, -1)))
        letters = [self.names[g] for g in n.numerator.generators()]
        whole = all(t.head == "symbol" and t.args[0] in self.domain.integers for t in letters)
        if n.below or not whole or any(c.denominator != 1 for c in n.numerator.terms.values()):
            raise Rejected("the axiom of parity", f"{u} is not known to be an integer times pi")
        return self.root(call("cos", u), 2, Quotient(constant(1)))

    # -- exponentials, logarithms, inverse functions -------------------------------------------------------------------------
    def hint_exp_sum(self, t: Term, exponents: Sequence[tuple[Term, int]], logs: Sequence[tuple[Term, Fraction]]) -> Quotient:
        """exp(sum n_i u_i + sum m_j log v_j) = product of exp(u_i)^n_i and v_j^m_j: terms exp(u_i), log(v_j)."""
        if any(g.head != "exp" for g, _ in exponents) or any(v.head != "log" for v, _ in logs):
            raise Rejected("the axiom of exp", "needs exponentials and logarithms")
        parts = [mul(n, g.args[0]) for g, n in exponents] + [mul(m, v) for v, m in logs]
        if not self.equal(self.sum([self.convert(p) for p in parts]), self.memo[t.args[0]]):
            raise Rejected("the axiom of exp", f"the exponents do not add up to {t.args[0]}")
        result = Quotient(constant(1))
        factors: list[tuple[Term, int | Fraction]] = [*exponents, *((v.args[0], m) for v, m in logs)]
        for base, n in factors:
            result = self.product(result, self.convert(power(base, n)))
        return result

    def hint_log_product(self, t: Term, parts: Sequence[tuple[Term, Any]]) -> Quotient:
        """log u = sum c_i log v_i where u^d = product v_i^(d c_i): terms log(v_i), or exp(w) for v_i with log v_i = w."""
        coefficients = [Fraction(c) for _, c in parts]
        d = 1
        for c in coefficients:
            d *= c.denominator
        left, right, terms = self.power(self.memo[t.args[0]], d), Quotient(constant(1)), []
        for (v, _), c in zip(parts, coefficients, strict=True):
            if v.head not in ("log", "exp"):
                raise Rejected("the axiom of log", "needs logarithms and exponentials")
            base, value = (v.args[0], v) if v.head == "log" else (v, v.args[0])
            n = int(c * d)
            power_of_base = self.power(self.convert(base), abs(n))
            value_quotient = self.convert(value)
            terms.append(Quotient(value_quotient.numerator.scaled(c), value_quotient.below))
            if n > 0:
                right = self.product(right, power_of_base)
            else:
                left = self.product(left, power_of_base)
        if not self.equal(left, right):
            raise Rejected("the axiom of log", f"the factors do not make {t.args[0]}")
        return self.sum(terms)

    def hint_atan_turn(self, t: Term, q: Any) -> Quotient:
        q = Fraction(q)
        c, s = self.convert(call("cos", mul(q, PI))), self.convert(call("sin", mul(q, PI)))
        if not abs(q) < Fraction(1, 2) or not self.equal(s, self.product(self.memo[t.args[0]], c)):
            raise Rejected("the axiom of atan", f"tan({q} pi) is not {t.args[0]}")
        return self.convert(mul(q, PI))

    def hint_asin_turn(self, t: Term, q: Any) -> Quotient:
        q = Fraction(q)
        if not abs(q) <= Fraction(1, 2) or not self.equal(self.convert(call("sin", mul(q, PI))), self.memo[t.args[0]]):
            raise Rejected("the axiom of asin", f"sin({q} pi) is not {t.args[0]}")
        return self.convert(mul(q, PI))


_OPAQUE = frozenset(["integral", "sum", "derivative", "piecewise"])
