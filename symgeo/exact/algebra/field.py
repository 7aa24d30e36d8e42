"""The field in which a claim lives: from expression trees to fractions of polynomials in generators with relations.

A generator stands for a real function on the domain: a coordinate or parameter, pi, the sine and cosine of a base angle,
the exponential of a base argument, the logarithm or a root of an irreducible polynomial, an inverse function, an
undefined function and its derivatives, an integral, a special function. What is adjoined is chosen so that generators
are independent as far as the classical theory goes (Risch's structure theorem): arguments of sin, cos and exp are split
into rational multiples of base arguments; radicands and arguments of log into irreducible factors, with products of
sines and cosines factored as binary forms, by 1 = s^2 + c^2, since Q[s, c] itself does not factor uniquely.

Each identity used holds wherever the converted expression is defined; that it is defined is proved elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any

from flint import fmpq

from symgeo.exact.algebra import algebraic, angles, exponentials, factoring, roots, special
from symgeo.exact.algebra.constants import NumberField
from symgeo.exact.algebra.ring import CannotConvert, Fraction_, Key, NeedMoreSlots, Poly, Power, Restart, Ring, fmpq_of, fraction_of
from symgeo.expression import PI, ZERO, Expr, add, expand_sum, mul, number, power, resolve_derivatives, symbol
from symgeo.geometry.domain import Domain


@dataclass(frozen=True)
class Generator:
    """One generator: what it is, and the expression that it stands for."""

    kind: str
    tree: Expr
    argument: Any = None


@dataclass
class Hints:
    """What a first attempt taught: how fine the base arguments and roots must be."""

    slots: int = 8
    denominators: dict[Any, int] = field(default_factory=dict)
    number_field: NumberField | None = None

    def refine(self, key: Any, by: int) -> None:
        self.denominators[key] = lcm(self.denominators.get(key, 1), by)


class Field:
    """Converts expressions on one domain. `sign_of` proves the sign (+1, -1) of an expression on the domain, or None."""

    def __init__(self, domain: Domain, hints: Hints, sign_of: Callable[[Expr], int | None]) -> None:
        self.domain = domain
        self.hints = hints
        self.sign_of = sign_of
        self.ring = Ring(hints.slots)
        self.generators: list[Generator] = []
        self.by_key: dict[Any, int] = {}
        self._memo: dict[Expr, Fraction_] = {}
        self._signs: dict[Key, int | None] = {}
        self.pairs: dict[Any, tuple[int, int]] = {}
        self._trees: dict[Key, Expr] = {}
        self.constants: list[tuple[int, Power]] = []
        self.theta: int | None = None
        if hints.number_field is not None:
            algebraic.adjoin_theta(self, hints.number_field)

    # -- generators ----------------------------------------------------------------------------------------------
    def adjoin(self, key: Any, kind: str, tree: Expr, argument: Any = None) -> tuple[int, bool]:
        """The generator known by this key, and whether it is new."""
        if key in self.by_key:
            return self.by_key[key], False
        try:
            index = self.ring.new_generator()
        except NeedMoreSlots:
            self.hints.slots = 2 * self.hints.slots
            raise Restart from None
        self.generators.append(Generator(kind, tree, argument))
        self.by_key[key] = index
        return index, True

    def variable(self, name: str) -> Fraction_:
        index, _ = self.adjoin(("variable", name), "variable", symbol(name), name)
        return Fraction_(self.ring.generator(index))

    def pi(self) -> Fraction_:
        return Fraction_(self.ring.generator(self.adjoin(("pi",), "pi", PI)[0]))

    def opaque(self, kind: str, tree: Expr, *arguments: Any) -> Fraction_:
        """A function of which nothing but its derivatives is known."""
        index, _ = self.adjoin((kind, *arguments), kind, tree, arguments)
        return Fraction_(self.ring.generator(index))

    # -- conversion ----------------------------------------------------------------------------------------------
    def convert(self, e: Expr) -> Fraction_:
        """The element that the expression is. Raises CannotConvert, Restart or StepLimit."""
        found = self._memo.get(e)
        if found is not None:
            return found
        stack = [e]
        while stack:
            node = stack[-1]
            if node in self._memo:
                stack.pop()
                continue
            inner = () if node.head in _OPAQUE_BODY else node.children
            pending = [c for c in inner if c not in self._memo]
            if pending:
                stack.extend(pending)
                continue
            stack.pop()
            self._memo[node] = self._convert(node, [self._memo[c] for c in inner])
        return self._memo[e]

    def images(self) -> list[tuple[Expr, Fraction_]]:
        """Each expression converted so far with what it became, in order of conversion."""
        return list(self._memo.items())

    def _convert(self, e: Expr, a: list[Fraction_]) -> Fraction_:
        h, ring = e.head, self.ring
        if h == "number":
            return ring.number(fmpq_of(e.args[0]))
        if h == "symbol":
            return self.variable(e.args[0])
        if h == "pi":
            return self.pi()
        if h == "E":
            return self.exp(ring.number(1))
        if h == "add":
            return ring.add(a)
        if h == "mul":
            result = a[0]
            for factor in a[1:]:
                result = ring.times(result, factor)
            return result
        if h == "pow":
            exponent = e.args[1].value
            if exponent is None:
                constant = self.as_rational(a[1])
                if constant is None:
                    return exponentials.symbolic_power(self, e.args[0], a[0], a[1])
                exponent = constant
            return self.rational_power(a[0], exponent)
        if h in ("apply", "jet"):
            return self._jet(e, a)
        if h == "integral":
            return self._integral(e)
        if h == "derivative":
            return self.convert(resolve_derivatives(e))
        if h == "sum":
            expanded = expand_sum(e)
            if expanded is None:
                raise CannotConvert(f"{e} has no numeric bounds")
            return self.convert(expanded)
        if h in _CONVERTERS:
            return _CONVERTERS[h](self, e, *a)
        raise CannotConvert(f"{h} is not known to the exact engine")

    # -- rational operations ---------------------------------------------------------------------------------------
    def rational_power(self, u: Fraction_, q: Fraction) -> Fraction_:
        """u**q; u > 0 is supposed where q is not an integer, u /= 0 where it is negative."""
        if q.denominator == 1:
            n = int(q)
            base = u if n >= 0 else self.inverse(u)
            n = abs(n)
            return Fraction_(self.ring.power(base.numerator, n), tuple((i, e * n) for i, e in base.denominator if n))
        return self.root_power(u, q)

    def inverse(self, u: Fraction_) -> Fraction_:
        """1/u: the irreducible factors of the numerator become atoms; roots are kept out of denominators."""
        ring = self.ring
        numerator = ring.reduce(u.numerator)
        if numerator == 0:
            raise CannotConvert("a denominator vanishes identically")
        constant = algebraic.of_theta(self, numerator)
        if constant is not None and self.hints.number_field is not None:
            return Fraction_(
                self.ring.multiply(ring.denominator_poly(u), algebraic.in_theta(self, self.hints.number_field.inverse(constant)))
            )
        content, factors = factoring.factor_poly(self, numerator)
        result = Fraction_(ring.denominator_poly(u) * (1 / content))
        for p, e in factors:
            single = self.single_generator(p)
            relation = None if single is None else ring.relation_of(single)
            if single is not None and isinstance(relation, Power) and single not in ring.used(relation.value):
                # 1/r = r^(k-1) / r^k
                cofactor = Fraction_(ring.power(ring.generator(single), relation.exponent - 1))
                part = ring.times(cofactor, self.inverse(Fraction_(relation.value)))
                for _ in range(e):
                    result = ring.times(result, part)
            else:
                result = ring.times(result, Fraction_(ring.one, ((ring.atom(p), e),)))
        return self.cancel(result)

    def cancel(self, u: Fraction_) -> Fraction_:
        """The same fraction without the atoms that divide its numerator."""
        if not u.denominator or u.numerator == 0:
            return u
        numerator, left = u.numerator, []
        for i, e in u.denominator:
            atom = self.ring.atoms[i]
            while e:
                quotient, remainder = divmod(numerator, atom)
                if remainder != 0:
                    break
                numerator, e = quotient, e - 1
            if e:
                left.append((i, e))
        return Fraction_(numerator, tuple(left))

    def normal(self, u: Fraction_) -> Fraction_:
        """Reduced by the relations and cancelled; zero exactly if the relations prove it."""
        numerator = self.ring.reduce(u.numerator)
        return Fraction_(numerator) if numerator == 0 else self.cancel(Fraction_(numerator, u.denominator))

    def is_zero(self, u: Fraction_) -> bool:
        """True: u vanishes wherever it is defined. False: not proved."""
        return bool(self.ring.reduce(u.numerator) == 0)

    def key(self, u: Fraction_) -> Any:
        n = self.normal(u)
        return (self.ring.key(n.numerator), n.denominator)

    def as_rational(self, u: Fraction_) -> Fraction | None:
        """The rational number that u is, or None."""
        n = self.normal(u)
        if n.denominator or not n.numerator.is_constant():
            return None
        if n.numerator == 0:
            return Fraction(0)
        c = n.numerator.leading_coefficient()
        return Fraction(int(c.p), int(c.q))

    def single_generator(self, p: Poly) -> int | None:
        """The index of the generator that p is, or None."""
        if len(p) != 1 or p.total_degree() != 1 or p.leading_coefficient() != 1:
            return None
        return next(i for i, d in enumerate(p.degrees()) if d)

    # -- what the modules of functions know -----------------------------------------------------------------------
    def factors(self, u: Fraction_, *, halve: bool = False) -> tuple[fmpq, list[tuple[Poly, int]]]:
        """u = content * product p_i^e_i with integer e_i of either sign. `halve` looks for squares in half angles too."""
        return factoring.factors(self, u, halve=halve)

    def root_power(self, u: Fraction_, q: Fraction) -> Fraction_:
        """u**q for u > 0 and a fraction q."""
        return roots.root_power(self, u, q)

    def constant_power(self, c: fmpq, r: Fraction) -> Fraction_:
        """c**r for a rational c > 0."""
        return roots.constant_power(self, c, r)

    def absolute_poly(self, p: Poly) -> Fraction_:
        """|p|: p or -p where its sign is known, else a generator a with a^2 = p^2."""
        return roots.absolute_poly(self, p)

    def relate_root(self, index: int, k: int, value: Poly) -> None:
        """The relation r^k = value of a new root."""
        algebraic.relate_root(self, index, k, value)

    def exp(self, u: Fraction_) -> Fraction_:
        """exp u: a product of powers of base exponentials; exp(q log p) = p^q."""
        return exponentials.exp(self, u)

    def log(self, u: Fraction_) -> Fraction_:
        """log u for u > 0."""
        return exponentials.log(self, u)

    def exponent_of(self, index: int) -> Fraction_:
        """The u of a generator exp u."""
        return exponentials.exponent_of(self, index)

    def parts(self, u: Fraction_) -> list[tuple[Any, Fraction, Fraction_]]:
        """u as a sum of rational multiples of base arguments: (key, q, base)."""
        return exponentials.parts(self, u)

    def cos_sin(self, u: Fraction_) -> tuple[Fraction_, Fraction_]:
        """(cos u, sin u)."""
        return angles.cos_sin(self, u)

    def sign(self, p: Poly) -> int | None:
        """The proved sign of a polynomial on the domain."""
        key = self.ring.key(p)
        if key not in self._signs:
            self._signs[key] = None  # a question about itself stays open
            single = self.single_generator(p)
            kind = self.generators[single].kind if single is not None else ""
            self._signs[key] = 1 if kind in ("exp", "root", "pi") else self.sign_of(self.poly_expr(p))
        return self._signs[key]

    def granularity(self, key: Any, r: Fraction) -> int:
        """The k for which the generator is a k-th root (or k-th part); refined by a restart where r needs finer ones."""
        k = self.hints.denominators.get(key, 1)
        if k % r.denominator:
            known = any(isinstance(stored, tuple) and len(stored) == 2 and stored[0] == key for stored in self.by_key)
            self.hints.refine(key, r.denominator)
            if known:
                raise Restart
            k = self.hints.denominators[key]
        return k

    def scale(self, u: Fraction_, q: Fraction) -> Fraction_:
        return Fraction_(u.numerator * fmpq_of(q), u.denominator)

    # -- what stays as it is -------------------------------------------------------------------------------------
    def _jet(self, e: Expr, arguments: list[Fraction_]) -> Fraction_:
        name, orders = e.args[0], (0,) * len(arguments) if e.head == "apply" else e.args[1]
        index, _ = self.adjoin(("jet", name, orders, *(self.key(u) for u in arguments)), "jet", e, (name, orders))
        return Fraction_(self.ring.generator(index))

    def _integral(self, e: Expr) -> Fraction_:
        e = resolve_derivatives(e)
        body, bound, lower, upper = e.args
        if lower is upper:
            return self.ring.number(0)
        exact = self._polynomial_integral(e)
        if exact is not None:
            return exact
        renamed = symbol("\x00")  # so that the name of the bound variable does not matter
        body = body.substitute({bound.args[0]: renamed})
        return self.opaque("integral", e, body, self.key(self.convert(lower)), self.key(self.convert(upper)))

    def _polynomial_integral(self, e: Expr) -> Fraction_ | None:
        """The integral of a polynomial in the bound variable whose coefficients do not depend on it."""
        body, bound, lower, upper = e.args
        name = bound.args[0]
        if name in self.domain.variables or any(
            n.head not in ("add", "mul", "number", "symbol", "pi", "pow") for n in body.walk() if name in n.free_symbols
        ):
            return None
        u = self.normal(self.convert(body))
        index = self.by_key.get(("variable", name))
        if index is None:
            ends = [self.convert(upper), self.ring.negate(self.convert(lower))]
            return self.ring.times(u, self.ring.add(ends))
        below = {i for atom, _ in u.denominator for i in self.ring.used(self.ring.atoms[atom])}
        above = set(self.ring.used(u.numerator)) - {index}
        if any(name in self.generators[i].tree.free_symbols for i in above | below):
            return None
        parts = self.ring.split(u.numerator, index, 1)
        terms = []
        for end, sign in ((self.convert(upper), 1), (self.convert(lower), -1)):
            for k, part in enumerate(parts):
                value = self.ring.times(Fraction_(part, u.denominator), self.rational_power(end, Fraction(k + 1)))
                terms.append(self.scale(value, Fraction(sign, k + 1)))
        return self.ring.add(terms)

    # -- back to expressions -------------------------------------------------------------------------------------
    def poly_expr(self, p: Poly) -> Expr:
        """The expression that a polynomial in the generators stands for."""
        key = self.ring.key(p)
        if key not in self._trees:
            terms = []
            for monomial, c in p.terms():
                factors = [power(self.generators[i].tree, int(d)) for i, d in enumerate(monomial) if d]
                terms.append(mul(number(fraction_of(c)), *factors))
            self._trees[key] = add(*terms) if terms else ZERO
        return self._trees[key]

    def to_expr(self, u: Fraction_) -> Expr:
        """The expression that a fraction stands for."""
        top = self.poly_expr(u.numerator)
        below = [power(self.poly_expr(self.ring.atoms[i]), -e) for i, e in u.denominator]
        return mul(top, *below) if below else top

    def factored_expr(self, u: Fraction_) -> Expr:
        """The same, written as a product of irreducible factors, each as short as 1 = s^2 + c^2 makes it."""
        content, factors = self.factors(u)
        written = (power(self.poly_expr(factoring.shortest(self, p)), e) for p, e in factors)
        return mul(number(fraction_of(content)), *written) if content else ZERO


_OPAQUE_BODY = ("integral", "sum", "derivative", "piecewise")

#: What converts a call of each function: (field, expression, converted arguments) -> element.
_CONVERTERS: dict[str, Callable[..., Fraction_]] = {
    **{name: getattr(angles, f"convert_{name}") for name in ("sin", "cos", "tan", "cot", "sec", "csc", "atan", "asin", "acos", "atan2")},
    **{name: getattr(exponentials, f"convert_{name}") for name in ("exp", "log", "cosh", "sinh", "tanh", "coth", "sech", "csch")},
    **{name: getattr(exponentials, f"convert_{name}") for name in ("asinh", "acosh", "atanh")},
    **{name: getattr(roots, f"convert_{name}") for name in ("Abs", "sign", "cbrt")},
    **{name: getattr(special, f"convert_{name}") for name in ("gamma", "polygamma", "besselj", "LambertW", "elliptic_e", "elliptic_f")},
    "erf": angles.odd,
}

__all__ = ["CannotConvert", "Field", "Generator", "Hints", "Restart"]
