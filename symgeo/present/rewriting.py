"""From one expression to another, in steps that a reader can follow.

The steps are proposals: products carried out, terms collected by sin^2 + cos^2 = 1 and its like, a common denominator, factors. Each
is put before the engine, and only what is decided becomes a step. Where no proposal leads from one side to the other, the last
step is the engine's own normal form, with the relations that it used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import comb

from flint import Ordering, fmpz_mpoly_ctx

from symgeo.expression import ONE, ZERO, Expr, add, call, mul, number, power, resolve_derivatives
from symgeo.present.derivation import Step, Text
from symgeo.present.laurent import MANY, Monomial, Rational, Sum, TooLong, Writer, key_of, replaced, size

HALF = Fraction(1, 2)
_BY_FACTORS: tuple[Text, ...] = (("cancelling common factors",), ("factoring",))
#: Larger expressions are passed over: nobody reads them.
LEGIBLE = 240
Equal = Callable[[Expr, Expr], bool]

#: Functions whose squares differ by one: (f, g, sign, c) for f(u)^2 = c + sign g(u)^2.
_SQUARES = (
    ("sin", "cos", -1, 1),
    ("sinh", "cosh", 1, -1),
    ("sec", "tan", 1, 1),
    ("csc", "cot", 1, 1),
    ("sech", "tanh", -1, 1),
    ("csch", "coth", 1, -1),
)
_BY_DEFINITION: dict[str, Callable[[Expr], Expr]] = {
    "tan": lambda u: call("sin", u) / call("cos", u),
    "cot": lambda u: call("cos", u) / call("sin", u),
    "sec": lambda u: 1 / call("cos", u),
    "csc": lambda u: 1 / call("sin", u),
    "tanh": lambda u: call("sinh", u) / call("cosh", u),
    "coth": lambda u: call("cosh", u) / call("sinh", u),
    "sech": lambda u: 1 / call("cosh", u),
    "csch": lambda u: 1 / call("sinh", u),
}


@dataclass(frozen=True)
class State:
    """A way to write what is calculated, and why it is the same as the state before."""

    terms: Sum
    shown: Expr
    reason: Text

    @property
    def key(self) -> object:
        return key_of(self.terms)


class Rewriting:
    """Proposes and checks calculations. `equal(a, b)` is the engine's: b is defined, and equal to a, wherever a is defined."""

    def __init__(self, equal: Equal, variables: Iterable[str] = ()) -> None:
        self.equal = equal
        self.writer = Writer(variables)
        self._given: tuple[Expr, ...] = ()

    # -- what is shown --------------------------------------------------------------------------------------------------
    def tidied(self, e: Expr) -> Expr:
        """e with the signs, numbers and equal factors of its products put together, if the engine agrees."""
        try:
            shown = self.writer.tidy(e)
        except TooLong:
            return e
        return shown if shown is e or self.equal(e, shown) else e

    def products(self, e: Expr) -> Expr:
        """A sum of products with each factor tidied and equal factors as powers: nothing is carried out yet."""
        terms = []
        for term in e.args if e.head == "add" else (e,):
            powers: dict[Expr, int] = {}
            for factor in term.args if term.head == "mul" else (term,):
                shown = self.tidied(factor)
                powers[shown] = powers.get(shown, 0) + 1
            factors = [power(f, n) if n > 1 and f is not ONE else f for f, n in powers.items() if f is not ONE]
            terms.append(factors[0] if len(factors) == 1 else Expr("mul", tuple(factors)) if factors else ONE)
        shown = terms[0] if len(terms) == 1 else Expr("add", tuple(terms))
        return shown if shown is e or self.equal(e, shown) else e

    def steps(self, start: Expr, target: Expr | None, *, proved: bool, last: Callable[[Expr, Expr], Text]) -> tuple[Step, ...]:
        """Steps from the start to the target (None: to the shortest form found). `proved`: that they are equal is known already.

        `last(a, b)` is the reason for the step that only the engine knows to take.
        """
        steps: list[Step] = []
        at = start
        reason: Text = ()
        refused = 0
        # A derivative prints alike whether it is written out or not.
        plain = resolve_derivatives(target) if target is not None else None
        if at is plain:
            return ()
        legible = min(LEGIBLE, max(120, size(start), size(target) if target is not None else 0))
        self._given = (start,) if target is None else (start, target)
        path = self._path(start, target)
        # A factoring that is undone by what comes next is no step.
        path = [s for i, s in enumerate(path) if s.reason != ("factoring",) or i == len(path) - 1 or path[i + 1].reason in _BY_FACTORS]
        for state in path:
            if state.shown is at or is_alike(state.shown, at):
                continue
            reason = _joined(reason, state.reason)
            if state.shown is target or state.shown is plain:
                break
            if size(state.shown) > legible:
                continue
            if not self.equal(at, state.shown):
                refused += 1
                if refused > 2:
                    reason = ()
                    break  # what the start needs is not there, or the engine works hard: the next would not be decided either
                continue
            steps.append(Step(state.shown, self._decided(reason) or last(at, state.shown)))
            at, reason = state.shown, ()
        else:
            reason = ()
        if (
            target is not None
            and not is_alike(at, target)
            and not (at is ZERO and self._vanishes(target))
            and (proved or self.equal(at, target))
        ):
            steps.append(Step(target, self._decided(reason) or last(at, target)))
        return tuple(steps)

    def _decided(self, reason: Text) -> Text:
        """The reason, if each equality in it is decided too."""
        return reason if all(self.equal(*e.children) for e in reason if isinstance(e, Expr) and e.head == "eq") else ()

    def _vanishes(self, e: Expr) -> bool:
        """Whether e is 0 times something."""
        try:
            return not self.writer.sum(e)
        except TooLong:
            return False

    def _path(self, start: Expr, target: Expr | None) -> list[State]:
        """States from the start on; the last one shows the target where both sides were brought together."""
        first = self._first(start)
        if first is None:
            return []
        first = State(first.terms, first.shown, _joined((_first_step(start, target),), first.reason))
        goal = self._first(target) if target is not None else None
        if goal is not None and not goal.terms:
            target = ZERO
        if target is None or goal is None:
            return _shortest(list(self._states(first)))
        left: list[State] = []
        for state in self._states(first):
            if state.key == goal.key:
                return [*left, State(state.terms, target, _joined(state.reason, goal.reason))]
            left.append(state)
        places = {s.key: i for i, s in reversed(list(enumerate(left)))}
        right: list[State] = []
        for state in self._states(goal):
            right.append(state)
            if state.key in places:
                # From there back to the target: each step of the right side, taken the other way.
                there = left[: places[state.key] + 1]
                back = [State(s.terms, s.shown, after.reason) for s, after in pairwise(right)]
                back[0] = State(goal.terms, target, _joined(back[0].reason, goal.reason))
                return [*there, *reversed(back)]
        return _shortest(left)

    # -- proposals -------------------------------------------------------------------------------------------------------
    def _first(self, e: Expr) -> State | None:
        self.writer.used.clear()
        try:
            terms = self.writer.plus([self.writer.sum(resolve_derivatives(e))])
        except TooLong:
            return None
        if len(terms) > MANY:
            return None
        return State(terms, self.writer.expression(terms), self._used(()))

    def _states(self, first: State) -> Iterator[State]:
        """The first state, and others that follow from it, each from the one before."""
        yield first
        at = first
        for stage in (
            self._collected,
            self._over_one_denominator,
            self._by_definition,
            self._multiples,
            self._exponentials,
            self._sums_of_arguments,
            self._common_factors,
            self._one_function,
        ):
            try:
                for state in stage(at):
                    if state.key != at.key or state.shown is not at.shown:
                        yield state
                        at = state
            except TooLong:
                continue

    def _state(self, terms: Sum, reason: Text, shown: Expr | None = None) -> State:
        if len(terms) > MANY:
            raise TooLong
        return State(terms, self.writer.expression(terms) if shown is None else shown, self._used(reason))

    def _used(self, reason: Text) -> Text:
        """The reason, with the rules that the writer applied meanwhile."""
        rules = list(self.writer.used.values())
        self.writer.used.clear()
        return _joined(reason, _by(rules))

    def _collected(self, at: State) -> Iterator[State]:
        """Terms put together by f(u)^2 = c + sign g(u)^2, as long as they become fewer."""
        terms = at.terms
        while True:
            best: tuple[int, Sum, Expr] | None = None
            for f, g, sign, c in _SQUARES:
                arguments = dict.fromkeys(k.args[0] for m in terms for k, n in m if k.head in (f, g) and n >= 2)
                for u in arguments:
                    for one, other, s, constant in ((f, g, sign, c), (g, f, sign, -c * sign)):
                        found = self._by_square(terms, call(one, u), call(other, u), s, constant)
                        if len(found) < len(terms) and (best is None or len(found) < best[0]):
                            best = (len(found), found, _identity(f, u))
            if best is None:
                return
            _, terms, identity = best
            yield self._state(terms, _by([identity]))

    def _by_square(self, terms: Sum, f: Expr, g: Expr, sign: int, c: int) -> Sum:
        """f^2 replaced by c + sign g^2 wherever it occurs."""
        out: list[Sum] = []
        for m, coefficient in terms.items():
            exponents = dict(m)
            n = exponents.get(f, 0)
            if n < 2 or n.denominator != 1:
                out.append({m: coefficient})
                continue
            half = int(n) // 2
            rest: Monomial = tuple((k, q) if k is not f else (k, n - 2 * half) for k, q in m)
            for j in range(half + 1):
                factor = comb(half, j) * sign**j * c ** (half - j)
                out.append({self.writer.times(rest, ((g, 2 * j),)): coefficient * factor})
        return self.writer.plus(out)

    def _over_one_denominator(self, at: State) -> Iterator[State]:
        """One fraction, its numerator multiplied out, collected, and factored."""
        writer = self.writer
        if not at.terms:
            return
        content, common, rest = writer.primitive(at.terms)
        # Sums that stand as factors belong to what is multiplied out.
        sums = tuple((k, n) for k, n in common if k.head == "add" and n > 0)
        common = tuple(p for p in common if p not in sums)
        rest = {writer.times(m, sums): c for m, c in rest.items()}
        if len(rest) == 1 and not sums:
            return
        below = any(n < 0 for _, n in common)
        if below and len(at.terms) > 1:
            yield self._state(writer.factor(at.terms), ("common denominator",))
        numerator = rest
        for _ in range(3):
            expanded = self._multiplied_out(numerator)
            if expanded == numerator:
                break
            numerator = expanded
            yield self._under(content, common, numerator, ("multiplying out",))
            for state in self._collected(State(numerator, ONE, ())):
                numerator = state.terms
                yield self._under(content, common, numerator, state.reason)
        factored = self._factored(numerator)
        if factored is not None:
            ((m, c),) = factored.items()
            product = writer.times(common, m)
            fewer = sum(n for _, n in product if n < 0) > sum(n for _, n in common if n < 0)
            yield self._state({product: content * c}, ("cancelling common factors",) if fewer else ("factoring",))

    def _common_factors(self, at: State) -> Iterator[State]:
        """Each sum that is a factor multiplied out and factored by itself, so that equal ones cancel."""
        if len(at.terms) != 1:
            return
        ((m, c),) = at.terms.items()
        product: list[Sum] = [{(): c}]
        for k, n in m:
            terms: Sum = {((k, 1),): 1}
            if k.head == "add":
                expanded = self._multiplied_out(self.writer.sum(k))
                terms = self._factored(expanded) or self.writer.factor(expanded)
            if len(terms) != 1 or n.denominator != 1:
                return
            ((inner, d),) = terms.items()
            product.append({self.writer.raised(inner, n): Fraction(d) ** int(n)})
        terms = self.writer.product(product)
        if key_of(terms) != at.key:
            yield self._state(terms, ("cancelling common factors",))

    def _one_function(self, at: State) -> Iterator[State]:
        """Even powers of cosine and hyperbolic cosine through sine and hyperbolic sine."""
        terms = self._multiplied_out(at.terms)
        rules: list[Expr] = []
        for f, g, sign, c in (("cos", "sin", -1, 1), ("cosh", "sinh", 1, 1)):
            for u in dict.fromkeys(k.args[0] for m in terms for k, n in m if k.head == f and n >= 2):
                terms = self._by_square(terms, call(f, u), call(g, u), sign, c)
                rules.append(_identity(g, u))
        if rules:
            yield self._state(terms, _by(rules))

    def _under(self, content: Rational, common: Monomial, numerator: Sum, reason: Text) -> State:
        """content * common * numerator, where the numerator may be a sum."""
        writer = self.writer
        if not numerator:
            return self._state({}, reason)
        whole = all(n > 0 for _, n in common)
        terms = writer.product([{common: content}, numerator if whole else writer.factor(numerator)])
        return self._state(terms, reason)

    def _multiplied_out(self, terms: Sum) -> Sum:
        writer = self.writer
        out: list[Sum] = []
        for m, c in terms.items():
            product: list[Sum] = [{(): c}]
            for k, n in m:
                if k.head == "add" and n > 0 and n.denominator == 1:
                    inner = self._multiplied_out(writer.sum(k))
                    product += [inner] * int(n)
                else:
                    product.append({((k, n),): 1})
            out.append(writer.product(product))
            if sum(map(len, out)) > 4 * MANY:
                raise TooLong
        return writer.plus(out)

    def _factored(self, terms: Sum) -> Sum | None:
        """The sum as a product of irreducible polynomials in its kernels."""
        kernels = list(dict.fromkeys(k for m in terms for k, _ in m))
        if not kernels or len(terms) < 2 or any(n.denominator != 1 for m in terms for _, n in m):
            return None
        content, common, rest = self.writer.primitive(terms)
        context = fmpz_mpoly_ctx.get([f"x{i}" for i in range(len(kernels))], Ordering.lex)
        places = {k: i for i, k in enumerate(kernels)}
        monomials = {}
        for m, c in rest.items():
            exponents = [0] * len(kernels)
            for k, n in m:
                exponents[places[k]] = int(n)
            monomials[tuple(exponents)] = int(c)
        constant, factors = context.from_dict(monomials).factor()
        if len(factors) == 1 and factors[0][1] == 1:
            return None
        order = {m: i for i, m in enumerate(monomials)}
        product: list[Sum] = [{common: content * int(constant)}]
        for p, e in factors:
            inner: Sum = {}
            for exponents_, coefficient in sorted(p.to_dict().items(), key=lambda item: order.get(tuple(map(int, item[0])), len(order))):
                m = tuple((kernels[i], int(n)) for i, n in enumerate(exponents_) if n)
                inner[m] = int(coefficient)
            ((m, c),) = self.writer.factor(inner).items()
            product.append({self.writer.raised(m, int(e)): Fraction(c) ** int(e)})
        return self.writer.product(product)

    def _by_definition(self, at: State) -> Iterator[State]:
        """tan and its like through sine and cosine, where those occur too."""
        heads = {k.head for m in at.terms for k, _ in m for k in k.walk()}
        rules: list[Expr] = []

        def rule(node: Expr) -> Expr | None:
            if node.head not in _BY_DEFINITION:
                return None
            value = _BY_DEFINITION[node.head](node.args[0])
            rules.append(Expr("eq", (node, value)))
            return value

        if heads & _BY_DEFINITION.keys():
            yield from self._anew(replaced(self.writer, at.terms, rule), _by(list(dict.fromkeys(rules))))

    def _anew(self, terms: Sum, reason: Text) -> Iterator[State]:
        """A state after a substitution, and what can be collected then."""
        at = self._state(terms, reason)
        yield at
        for stage in (self._collected, self._over_one_denominator):
            for state in stage(at):
                yield state
                at = state

    def _multiples(self, at: State) -> Iterator[State]:
        """sin 2u and its like by those of u, where both occur."""
        bases: dict[tuple[str, Expr], set[Rational]] = {}
        for e in self._given:
            for node in e.walk():
                if node.head in ("sin", "cos", "sinh", "cosh"):
                    c, base = self._multiple(node.args[0])
                    bases.setdefault((node.head[3:], base), set()).add(c)
        rules: list[Expr] = []

        def rule(node: Expr) -> Expr | None:
            if node.head not in ("sin", "cos", "sinh", "cosh"):
                return None
            c, base = self._multiple(node.args[0])
            among = bases.get((node.head[3:], base), {c})
            least = min(among, key=lambda q: q if q > 0 else -q)
            if c == least or Fraction(c, least).denominator != 1 or not 2 <= Fraction(c, least) <= 12:
                return None
            value = _multiple_angle(node.head, self.writer.tidy(mul(number(least), base)), int(Fraction(c, least)))
            rules.append(Expr("eq", (node, value)))
            return value

        if any(len(multiples) > 1 for multiples in bases.values()):
            terms = replaced(self.writer, at.terms, rule)
            if rules:
                yield from self._anew(terms, _by(list(dict.fromkeys(rules))))

    def _exponentials(self, at: State) -> Iterator[State]:
        """cosh u and sinh u through exp u, where that occurs too."""
        bases = {self._multiple(n.args[0])[1] for e in self._given for n in e.walk() if n.head == "exp"}
        rules: list[Expr] = []

        def rule(node: Expr) -> Expr | None:
            if node.head not in ("sinh", "cosh") or self._multiple(node.args[0])[1] not in bases:
                return None
            u, sign = node.args[0], 1 if node.head == "cosh" else -1
            value = mul(HALF, add(call("exp", u), mul(sign, call("exp", self.writer.tidy(-u)))))
            rules.append(Expr("eq", (node, value)))
            return value

        if bases:
            terms = replaced(self.writer, at.terms, rule)
            if rules:
                yield from self._anew(terms, _by(list(dict.fromkeys(rules))))

    def _multiple(self, u: Expr) -> tuple[Rational, Expr]:
        """u as a rational multiple of a base."""
        terms = self.writer.sum(u)
        if not terms:
            return 1, u
        content, common, rest = self.writer.primitive(terms)
        return content, self.writer.expression({self.writer.times(common, m): c for m, c in rest.items()})

    def _sums_of_arguments(self, at: State) -> Iterator[State]:
        """sin(u + v) and its like by the addition formulas."""
        rules: list[Expr] = []

        def rule(node: Expr) -> Expr | None:
            if node.head not in ("sin", "cos", "sinh", "cosh") or node.args[0].head != "add":
                return None
            u, v = node.args[0].args[0], add(*node.args[0].args[1:])
            value = _addition(node.head, u, v)
            rules.append(Expr("eq", (node, value)))
            return value

        terms = replaced(self.writer, at.terms, rule)
        if rules and len(rules) <= 12:
            yield from self._anew(terms, ("by the addition formulas",))


def is_alike(a: Expr, b: Expr) -> bool:
    """Whether two expressions print alike: they differ in how products of products and sums of sums are nested at most."""
    return a is b or (a.head == b.head and a.heads == b.heads and _flat(a) is _flat(b))


def _flat(e: Expr) -> Expr:
    def flat(node: Expr) -> Expr:
        if node.head not in ("add", "mul") or all(c.head != node.head for c in node.children):
            return node
        return Expr(node.head, tuple(x for c in node.children for x in (c.children if c.head == node.head else (c,))))

    return e.map_nodes(flat)


def _identity(f: str, u: Expr) -> Expr:
    """The identity between the squares of a function and its partner."""
    a = {"sin": ("sin", "cos", 1), "sinh": ("cosh", "sinh", -1), "sec": ("sec", "tan", -1), "csc": ("csc", "cot", -1)}
    b = {"sech": ("sech", "tanh", 1), "csch": ("coth", "csch", -1)}
    one, other, sign = {**a, **b}[f]
    return Expr("eq", (add(call(one, u) ** 2, mul(sign, call(other, u) ** 2)), ONE))


def _addition(head: str, u: Expr, v: Expr) -> Expr:
    if head == "sin":
        return call("sin", u) * call("cos", v) + call("cos", u) * call("sin", v)
    if head == "cos":
        return call("cos", u) * call("cos", v) - call("sin", u) * call("sin", v)
    if head == "sinh":
        return call("sinh", u) * call("cosh", v) + call("cosh", u) * call("sinh", v)
    return call("cosh", u) * call("cosh", v) + call("sinh", u) * call("sinh", v)


def _multiple_angle(head: str, u: Expr, n: int) -> Expr:
    """The function at n u in powers of those at u."""
    hyperbolic = head.endswith("h")
    s, c = (call("sinh", u), call("cosh", u)) if hyperbolic else (call("sin", u), call("cos", u))
    terms = []
    for k in range(n + 1):
        if (k % 2 == 1) == head.startswith("sin"):
            sign = 1 if hyperbolic else (-1) ** (k // 2)
            terms.append(mul(sign * comb(n, k), power(c, n - k) if n - k else 1, power(s, k) if k else 1))
    return add(*terms)


def _by(rules: list[Expr]) -> Text:
    """Words for identities used: at most three are written out."""
    if not rules:
        return ()
    out: list[str | Expr] = ["by "]
    for i, rule in enumerate(rules[:3]):
        out += [", " if i else "", rule]
    return (*out, " and the like") if len(rules) > 3 else tuple(out)


def _first_step(start: Expr, target: Expr | None) -> str:
    """What is done to a sum of products first."""
    terms = start.args if start.head == "add" else (start,)
    target = resolve_derivatives(target) if target is not None else None
    if target is not None and target.head == "add" and set(terms) == set(target.args):
        return "in another order"
    products = any(t.head in ("mul", "pow") and any(c.head in ("mul", "add", "pow") for c in t.children) for t in terms)
    return "carrying out the products" if products else "by arithmetic"


def _joined(a: Text, b: Text) -> Text:
    return (*a, "; ", *b) if a and b else a or b


def _shortest(states: list[State]) -> list[State]:
    """The states up to the one that is shortest to print."""
    if not states:
        return []
    best = min(range(len(states)), key=lambda i: (size(states[i].shown), i))
    return states[: best + 1]
