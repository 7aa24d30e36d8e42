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
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm
from typing import Any

from flint import arb, fmpq, fmpq_poly, fmpz

from symgeo.exact.constants import Constant, NumberField
from symgeo.exact.enclosure import evaluate
from symgeo.exact.ring import Fraction_, Key, NeedMoreSlots, Pair, Poly, Power, Ring
from symgeo.expression import ONE, PI, ZERO, Expr, add, call, expand_sum, mul, number, power, resolve_derivatives, symbol
from symgeo.expression import E as EULER
from symgeo.geometry.domain import Domain

HALF = Fraction(1, 2)
MAX_MULTIPLE = 48
MAX_TERMS_IN_ARGUMENT = 8


class Restart(Exception):
    """The generators have to be chosen again, with what was learnt (the hints)."""


class CannotConvert(Exception):
    """The expression has no place in the field; the reason is the message."""


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
        self._by_key: dict[Any, int] = {}
        self._memo: dict[Expr, Fraction_] = {}
        self._signs: dict[Key, int | None] = {}
        self._pairs: dict[Any, tuple[int, int]] = {}
        self._trees: dict[Key, Expr] = {}
        self._constants: list[tuple[int, Power]] = []
        self._theta: int | None = None
        if hints.number_field is not None:
            self._adjoin_theta(hints.number_field)

    # -- generators ----------------------------------------------------------------------------------------------
    def adjoin(self, key: Any, kind: str, tree: Expr, argument: Any = None) -> tuple[int, bool]:
        """The generator known by this key, and whether it is new."""
        if key in self._by_key:
            return self._by_key[key], False
        try:
            index = self.ring.new_generator()
        except NeedMoreSlots:
            self.hints.slots = 2 * self.hints.slots
            raise Restart from None
        self.generators.append(Generator(kind, tree, argument))
        self._by_key[key] = index
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
            return ring.number(_fmpq(e.args[0]))
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
                    return self.exp(ring.times(a[1], self.log(a[0])))
                exponent = constant
            return self.rational_power(a[0], exponent)
        converter = getattr(self, f"_{h}", None)
        if converter is not None:
            result = converter(e, *a)
            assert isinstance(result, Fraction_)
            return result
        if h in _ODD:
            return self._odd(e, a[0])
        if h in ("elliptic_e", "elliptic_f"):
            return self.opaque(h, e, self.key(a[0]), self.key(a[1]))
        raise CannotConvert(f"{h} is not known to the exact engine")

    def _symbolic_power(self, base: Expr, u: Fraction_, exponent: Fraction_) -> Fraction_:
        """u**a = exp(a log u) for u > 0; for an integer-valued a also (-u)**a (-1)**a where u < 0."""
        if self.is_integer_valued(exponent):
            sign = self.sign_of(base)
            if sign is None:
                return self.opaque("power", power(base, self.to_expr(exponent)), self.key(u), self.key(exponent))
            if sign < 0:
                size = self.exp(self.ring.times(exponent, self.log(self.ring.negate(u))))
                return self.ring.times(size, self.cos_sin(self.ring.times(self.pi(), exponent))[0])
        return self.exp(self.ring.times(exponent, self.log(u)))

    def is_integer_valued(self, u: Fraction_) -> bool:
        """Whether u is a polynomial with integer coefficients in integer parameters."""
        u = self.normal(u)
        return (
            not u.denominator
            and all(c.q == 1 for c in u.numerator.coeffs())
            and all(self.generators[i].argument in self.domain.integers for i in self.ring.used(u.numerator))
        )

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
        constant = self._of_theta(numerator)
        if constant is not None and self.hints.number_field is not None:
            return Fraction_(self.ring.multiply(ring.denominator_poly(u), self._in_theta(self.hints.number_field.inverse(constant))))
        content, factors = self.factor_poly(numerator)
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

    # -- factorisation -------------------------------------------------------------------------------------------
    def factor_poly(self, p: Poly) -> tuple[fmpq, list[tuple[Poly, int]]]:
        """p = content * product p_i^e_i modulo the relations, with primitive p_i that FLINT found irreducible.

        Sines and cosines of one angle are first made homogeneous by 1 = s^2 + c^2 where each term has the same parity,
        since binary forms factor uniquely: 1 - s^2 becomes c^2, and 1 - 2 s c becomes (s - c)^2.
        """
        ring = self.ring
        p = self._homogeneous(p)
        if len(p) == 1:
            content = p.leading_coefficient()
            monomial = p.monoms()[0]
            return content, [(ring.generator(i), int(d)) for i, d in enumerate(monomial) if d]
        ring.spend(len(p) * len(p))
        content, found = p.factor()
        content = fmpq(content)
        out: list[tuple[Poly, int]] = []
        units = {ring.key(self._unit(r)) for r in ring.relations if isinstance(r, Pair)}
        for f, e in found:
            inner, f = ring.primitive(f)
            content *= inner ** int(e)
            if ring.key(f) not in units:
                out.append((f, int(e)))
        return content, out

    def _unit(self, pair: Pair) -> Poly:
        return self.ring.generator(pair.cosine) ** 2 + self.ring.generator(pair.sine) ** 2

    def _homogeneous(self, p: Poly) -> Poly:
        for pair in self.ring.relations:
            if isinstance(pair, Pair):
                degrees = p.degrees()
                if degrees[pair.cosine] or degrees[pair.sine]:
                    p = self._homogeneous_in(p, pair)
        return p

    def _homogeneous_in(self, p: Poly, pair: Pair) -> Poly:
        by_degree: dict[int, dict[Any, Any]] = {}
        for m, c in p.to_dict().items():
            by_degree.setdefault(int(m[pair.cosine]) + int(m[pair.sine]), {})[m] = c
        if len(by_degree) == 1:
            return p
        if len({d % 2 for d in by_degree}) > 1:
            return self.ring.reduce_pairs(p, [pair])
        top = max(by_degree)
        unit = self._unit(pair)
        result = self.ring.zero
        for d, terms in by_degree.items():
            result += self.ring.multiply(self.ring.context.from_dict(terms), self.ring.power(unit, (top - d) // 2))
        # Divide out the powers of the unit again that were not needed.
        while len(result):
            quotient, remainder = divmod(result, unit)
            if len(remainder):
                break
            result = quotient
        return result

    def _half_angle_splits(self, p: Poly) -> None:
        """Ask for half the base angle where p, irreducible in s and c, is not squarefree in those of the half angle."""
        for pair in self.ring.relations:
            if not isinstance(pair, Pair):
                continue
            degrees = p.degrees()
            if not (degrees[pair.cosine] or degrees[pair.sine]) or len(p) > 200:
                continue
            parities = {(int(m[pair.cosine]) + int(m[pair.sine])) % 2 for m in p.monoms()}
            if len(parities) == 1:
                continue
            key = self.generators[pair.cosine].argument
            c, s = self.ring.generator(pair.cosine), self.ring.generator(pair.sine)
            top = max(int(m[pair.cosine]) + int(m[pair.sine]) for m in p.monoms())
            doubled = self.ring.zero
            for m, coefficient in p.to_dict().items():
                i, j = int(m[pair.cosine]), int(m[pair.sine])
                rest = self.ring.context.from_dict({tuple(0 if k in (pair.cosine, pair.sine) else d for k, d in enumerate(m)): coefficient})
                doubled += rest * (c**2 - s**2) ** i * (2 * s * c) ** j * (c**2 + s**2) ** (top - i - j)
            _, factors = doubled.factor()
            unit = self.ring.key(self._unit(pair))
            if any(e > 1 and self.ring.key(self.ring.primitive(f)[1]) != unit for f, e in factors):
                self.hints.refine(key, 2 * self.hints.denominators.get(key, 1))
                raise Restart

    def factors(self, u: Fraction_, *, halve: bool = False) -> tuple[fmpq, list[tuple[Poly, int]]]:
        """u = content * product p_i^e_i with integer e_i of either sign. `halve` looks for squares in half angles too."""
        numerator = self.ring.reduce(u.numerator)
        if numerator == 0:
            return fmpq(0), []
        content, found = self.factor_poly(numerator)
        total: dict[Key, tuple[Poly, int]] = {}
        for p, e in (*found, *((self.ring.atoms[i], -e) for i, e in u.denominator)):
            k = self.ring.key(p)
            total[k] = (p, total[k][1] + e) if k in total else (p, e)
        out = [(p, e) for p, e in total.values() if e]
        if halve:
            for p, _ in out:
                if len(p) > 1:
                    self._half_angle_splits(p)
        return content, out

    def sign(self, p: Poly) -> int | None:
        """The proved sign of a polynomial on the domain."""
        key = self.ring.key(p)
        if key not in self._signs:
            self._signs[key] = None  # a question about itself stays open
            single = self.single_generator(p)
            kind = self.generators[single].kind if single is not None else ""
            self._signs[key] = 1 if kind in ("exp", "root", "pi") else self.sign_of(self.poly_expr(p))
        return self._signs[key]

    # -- roots, absolute values ----------------------------------------------------------------------------------
    def root_power(self, u: Fraction_, q: Fraction) -> Fraction_:
        """u**q for u > 0 and a fraction q: the product of |p_i|^(e_i q) over the irreducible factors."""
        content, factors = self.factors(u, halve=True)
        if content == 0:
            raise CannotConvert("a root of zero")
        result = self.ring.number(1)
        if self._theta is not None:
            found = self._root_in_number_field(content, factors, q)
            if found is not None:
                content, factors, result = found
        signed: dict[Fraction, list[tuple[Poly, int]]] = {}
        negative = content < 0
        for p, e in factors:
            r = e * q
            s = self.sign(p)
            if s is not None:
                negative ^= s < 0 and e % 2 == 1
                result = self.ring.times(result, self.positive_power(p if s > 0 else -p, r))
            elif r.denominator == 1 and int(r) % 2 == 0:
                result = self.ring.times(result, self.rational_power(Fraction_(p), r))
            else:
                signed.setdefault(r, []).append((p, e))
        result = self.ring.times(self.constant_power(abs(content), q), result)
        odd = [g for g in signed.values() if any(e % 2 for _, e in g)]
        for r, group in signed.items():
            product = self.ring.one
            for p, _ in group:
                product = self.ring.multiply(product, p)
            # u > 0 fixes the sign of a product in which all factors of odd exponent with unknown signs take part.
            settled = len(odd) == 1 and odd[0] is group and len({e % 2 for _, e in group}) == 1
            sign = (-1 if negative else 1) if settled else self.sign(product)
            if sign is not None:
                result = self.ring.times(result, self.positive_power(product if sign > 0 else -product, r))
            elif r.denominator == 1:
                result = self.ring.times(result, self.rational_power(self.absolute_poly(product), r))
            else:
                result = self.ring.times(result, self.rational_power(self._root_of_absolute(product, r.denominator), Fraction(r.numerator)))
        return result

    def positive_power(self, p: Poly, r: Fraction) -> Fraction_:
        """p**r for a polynomial p > 0."""
        single = self.single_generator(p)
        if single is not None:
            g = self.generators[single]
            if g.kind == "exp" and r.denominator > 1:
                return self.exp(self.scale(self.exponent_of(single), r))
            relation = self.ring.relation_of(single)
            if g.kind == "root" and r.denominator > 1 and isinstance(relation, Power) and single not in self.ring.used(relation.value):
                return self.positive_power_of_radicand(relation.value, r / relation.exponent)
        if r.denominator == 1:
            return self.rational_power(Fraction_(p), r)
        return self.positive_power_of_radicand(p, r)

    def positive_power_of_radicand(self, p: Poly, r: Fraction) -> Fraction_:
        if p.is_constant():
            return self.constant_power(p.leading_coefficient(), r)
        key = ("root", self.ring.key(p))
        k = self._granularity(key, r)
        index, new = self.adjoin((key, k), "root", power(self.poly_expr(p), Fraction(1, k)), p)
        if new:
            self._relate_root(index, k, p)
        return self._power_of_root(index, p, k, int(r * k))

    def _power_of_root(self, index: int, p: Poly, k: int, n: int) -> Fraction_:
        whole, rest = divmod(n, k)
        result = self.rational_power(Fraction_(p), Fraction(whole))
        return self.ring.times(result, Fraction_(self.ring.power(self.ring.generator(index), rest)))

    def _granularity(self, key: Any, r: Fraction) -> int:
        """The k for which the generator is a k-th root (or k-th part); refined by a restart where r needs finer ones."""
        k = self.hints.denominators.get(key, 1)
        if k % r.denominator:
            known = any(isinstance(stored, tuple) and len(stored) == 2 and stored[0] == key for stored in self._by_key)
            self.hints.refine(key, r.denominator)
            if known:
                raise Restart
            k = self.hints.denominators[key]
        return k

    def _root_of_absolute(self, p: Poly, k: int) -> Fraction_:
        """|p|^(1/k) for a polynomial of unknown sign."""
        a = self.absolute_poly(p)
        index, new = self.adjoin(("absolute root", self.ring.key(p), k), "root", power(self.to_expr(a), Fraction(1, k)), a)
        if new:
            self.ring.relate(Power(index, k, a.numerator))
        return Fraction_(self.ring.generator(index))

    def absolute_poly(self, p: Poly) -> Fraction_:
        """|p|: p or -p where its sign is known, else a generator a with a^2 = p^2."""
        s = self.sign(p)
        if s is not None:
            return Fraction_(p if s > 0 else -p)
        index, new = self.adjoin(("absolute", self.ring.key(p)), "absolute", call("Abs", self.poly_expr(p)), p)
        if new:
            self.ring.relate(Power(index, 2, p * p))
        return Fraction_(self.ring.generator(index))

    def absolute(self, u: Fraction_) -> Fraction_:
        content, factors = self.factors(u, halve=True)
        result = self.ring.number(abs(content))
        for p, e in factors:
            base = Fraction_(p) if e % 2 == 0 else self.absolute_poly(p)
            result = self.ring.times(result, self.rational_power(base, Fraction(e)))
        return result

    # -- algebraic constants -------------------------------------------------------------------------------------
    def _relate_root(self, index: int, k: int, value: Poly) -> None:
        """The relation of a new root; if it is an algebraic constant, remember it as one."""
        relation = Power(index, k, value)
        constants = {i for i, _ in self._constants} | {index, self._theta}
        if all(i in constants for i in self.ring.used(value)):
            self._constants.append((index, relation))
            known = self.hints.number_field
            if known is not None and self.generators[index].tree in known.values:
                relation = Power(index, 1, self._in_theta(known.values[self.generators[index].tree]))
        self.ring.relate(relation)

    def algebraic_constants(self) -> list[Constant]:
        """The algebraic constants adjoined so far, for `unify`."""
        out = []
        for index, relation in self._constants:
            tree = self.generators[index].tree

            def residue(values: dict[Any, fmpq_poly], own: fmpq_poly, index: int = index, relation: Power = relation) -> fmpq_poly:
                total = fmpq_poly([0])
                for monomial, c in relation.value.to_dict().items():
                    term = fmpq_poly([c])
                    for i, d in enumerate(monomial):
                        if d:
                            term *= (own if i == index else values[self.generators[i].tree]) ** int(d)
                    total += term
                return own**relation.exponent - total

            def separated(ball: arb, index: int = index, relation: Power = relation, tree: Expr = tree) -> bool:
                if index not in self.ring.used(relation.value):
                    return bool(ball > 0)  # the positive one of the real k-th roots
                n = self.generators[index].argument  # cos(pi/n): apart from the other cos(j pi/n)
                return all(not ball.overlaps(evaluate(call("cos", PI * j / n), {}, 64)) for j in range(2, 2 * n - 1))

            def enclose(precision: int, tree: Expr = tree) -> arb:
                return evaluate(tree, {}, precision)

            out.append(Constant(tree, enclose, residue, separated))
        return out

    def _adjoin_theta(self, number_field: NumberField) -> None:
        m = number_field.modulus
        d = m.degree()
        tree = add(*(mul(w, c) for w, c in zip(number_field.weights, number_field.values, strict=True)))
        self._theta, _ = self.adjoin(("theta",), "theta", tree)
        g = self.ring.generator(self._theta)
        value = self.ring.zero
        for k in range(d):
            value += g**k * (-m[k] / m[d])
        self.ring.relate(Power(self._theta, d, value))

    def _in_theta(self, a: fmpq_poly) -> Poly:
        assert self._theta is not None
        g = self.ring.generator(self._theta)
        return sum((g**k * a[k] for k in range(a.degree() + 1)), self.ring.zero)

    def _of_theta(self, p: Poly) -> fmpq_poly | None:
        """A polynomial in theta alone, as one in one variable."""
        if self._theta is None or any(i != self._theta for i in self.ring.used(p)):
            return None
        coefficients = [fmpq(0)] * (int(p.degrees()[self._theta]) + 1)
        for monomial, c in p.to_dict().items():
            coefficients[int(monomial[self._theta])] = c
        return fmpq_poly(coefficients)

    def _root_in_number_field(
        self, content: fmpq, factors: list[tuple[Poly, int]], q: Fraction
    ) -> tuple[fmpq, list[tuple[Poly, int]], Fraction_] | None:
        """Take the constant factor c of a radicand out as rational**q * A^(q k), where c = rational * A^k for a known A."""
        known = self.hints.number_field
        assert known is not None
        c, rest = fmpq_poly([content]), []
        for p, e in factors:
            inside = self._of_theta(p)
            if inside is None:
                rest.append((p, e))
            else:
                c = c * (inside if e > 0 else known.inverse(inside)) ** abs(e) % known.modulus
        if len(rest) == len(factors):
            return None
        k = q.denominator
        for a in known.values.values():
            if not known.is_positive(a):
                continue
            ratio = c * known.inverse(a) ** k % known.modulus
            if ratio.degree() <= 0:
                root = self.rational_power(Fraction_(self._in_theta(a)), Fraction(q.numerator))
                return ratio[0], rest, root
        return None

    def constant_power(self, c: fmpq, r: Fraction) -> Fraction_:
        """c**r for a rational c > 0: a product of roots of primes (of one number where it is too large to factor)."""
        result = self.ring.number(1)
        for base, e in (*_prime_factors(c.p), *((b, -e) for b, e in _prime_factors(c.q))):
            s = r * e
            if s.denominator == 1:
                result = self.ring.times(result, self.ring.number(fmpq(base) ** int(s)))
                continue
            key = ("prime root", int(base))
            k = self._granularity(key, s)
            index, new = self.adjoin((key, k), "root", power(int(base), Fraction(1, k)), self.ring.constant(base))
            if new:
                self._relate_root(index, k, self.ring.constant(base))
            whole, rest = divmod(int(s * k), k)
            result = self.ring.times(result, self.ring.number(fmpq(base) ** whole))
            result = self.ring.times(result, Fraction_(self.ring.power(self.ring.generator(index), rest)))
        return result

    # -- logarithms and exponentials -------------------------------------------------------------------------------
    def log(self, u: Fraction_) -> Fraction_:
        """log u for u > 0: the sum of e_i log |p_i| over the irreducible factors."""
        content, factors = self.factors(u, halve=True)
        terms = [self._log_number(abs(content))]
        terms += [self.scale(self._log_poly(p), Fraction(e)) for p, e in factors]
        return self.ring.add(terms)

    def _log_number(self, c: fmpq) -> Fraction_:
        terms = [self.ring.zero]
        for base, e in (*_prime_factors(c.p), *((b, -e) for b, e in _prime_factors(c.q))):
            index, _ = self.adjoin(("log", int(base)), "log", call("log", int(base)), self.ring.constant(base))
            terms.append(self.ring.generator(index) * e)
        return Fraction_(sum(terms[1:], terms[0]))

    def _log_poly(self, p: Poly) -> Fraction_:
        single = self.single_generator(p)
        if single is not None:
            g = self.generators[single]
            relation = self.ring.relation_of(single)
            if g.kind == "exp":
                return self.exponent_of(single)
            if g.kind == "root" and isinstance(relation, Power) and single not in self.ring.used(relation.value):
                return self.scale(self.log(Fraction_(relation.value)), Fraction(1, relation.exponent))
            if g.kind == "absolute":
                p = g.argument
        tree = self.poly_expr(p)
        if self.sign(p) != 1:
            tree = -tree if self.sign(p) == -1 else call("Abs", tree)
        index, _ = self.adjoin(("log", self.ring.key(p)), "log", call("log", tree), p)
        return Fraction_(self.ring.generator(index))

    def scale(self, u: Fraction_, q: Fraction) -> Fraction_:
        return Fraction_(u.numerator * _fmpq(q), u.denominator)

    def exponent_of(self, index: int) -> Fraction_:
        """The u of a generator exp u."""
        u = self.generators[index].argument
        assert isinstance(u, Fraction_)
        return u

    def parts(self, u: Fraction_) -> list[tuple[Any, Fraction, Fraction_]]:
        """u as a sum of rational multiples of base arguments: (key, q, base). Proper fractions stay in one piece each."""
        u = self.normal(u)
        if u.numerator == 0:
            return []
        pieces = [u]
        if u.denominator:
            whole, rest = divmod(u.numerator, self.ring.denominator_poly(u))
            pieces = [Fraction_(whole)] if whole != 0 else []
            if rest != 0:
                pieces.append(self.cancel(Fraction_(rest, u.denominator)))
        if sum(len(piece.numerator) for piece in pieces) > MAX_TERMS_IN_ARGUMENT:
            content, p = self.ring.primitive(u.numerator)
            base = Fraction_(p, u.denominator)
            return [((self.ring.key(p), u.denominator), _fraction(content), base)]
        out: list[tuple[Any, Fraction, Fraction_]] = []
        for piece in pieces:
            for monomial, coefficient in piece.numerator.to_dict().items():
                base = Fraction_(self.ring.context.from_dict({monomial: 1}), piece.denominator)
                out.append(((tuple(map(int, monomial)), piece.denominator), _fraction(coefficient), base))
        return sorted(out, key=lambda part: part[0])

    def exp(self, u: Fraction_) -> Fraction_:
        """exp u: a product of powers of base exponentials; exp(q log p) = p^q."""
        result = self.ring.number(1)
        for key, q, base in self.parts(u):
            single = None if base.denominator else self.single_generator(base.numerator)
            if single is not None and self.generators[single].kind == "log":
                result = self.ring.times(result, self._exp_of_log(single, q))
                continue
            named = ("exp", key)
            k = self._granularity(named, q)
            argument = self.scale(base, Fraction(1, k))
            index, _ = self.adjoin((named, k), "exp", call("exp", self.to_expr(argument)), argument)
            g = Fraction_(self.ring.generator(index))
            result = self.ring.times(result, self.rational_power(g, q * k))
        return result

    def _exp_of_log(self, index: int, q: Fraction) -> Fraction_:
        p = self.generators[index].argument
        if p.is_constant():
            return self.constant_power(p.leading_coefficient(), q)
        if q.denominator == 1 and int(q) % 2 == 0:
            return self.rational_power(Fraction_(p), q)
        a = self.absolute_poly(p)
        return self.root_power(a, q) if q.denominator > 1 else self.rational_power(a, q)

    def _exp(self, e: Expr, u: Fraction_) -> Fraction_:
        return self.exp(u)

    def _log(self, e: Expr, u: Fraction_) -> Fraction_:
        return self.log(u)

    # -- sine and cosine -----------------------------------------------------------------------------------------
    def cos_sin(self, u: Fraction_) -> tuple[Fraction_, Fraction_]:
        """(cos u, sin u) by the addition formulas, from those of the base angles."""
        c, s = self.ring.number(1), self.ring.number(0)
        for key, q, base in self.parts(u):
            single = None if base.denominator else self.single_generator(base.numerator)
            kind = self.generators[single].kind if single is not None else ""
            if kind == "pi":
                one = self.cos_sin_pi(q)
            elif q.denominator == 1 and not base.denominator and self._is_integer_times_pi(base.numerator):
                one = (self._parity(base, int(q)), self.ring.number(0))
            elif single is not None and kind in ("atan", "asin", "atan2") and q.denominator <= 2:
                one = self._of_inverse(single, q)
            else:
                one = self._base_angle(("angle", key), q, base)
            c, s = self._rotate(c, s, *one)
        return c, s

    def _is_integer_times_pi(self, monomial: Poly) -> bool:
        kinds = {i: self.generators[i] for i in self.ring.used(monomial)}
        turns = [i for i, g in kinds.items() if g.kind == "pi"]
        rest = [g for i, g in kinds.items() if i not in turns]
        return len(turns) == 1 and monomial.degrees()[turns[0]] == 1 and all(g.argument in self.domain.integers for g in rest)

    def _parity(self, base: Fraction_, q: int) -> Fraction_:
        """cos(q n pi) for integers q and n: the generator (-1)^n, of square 1, to the power q."""
        index, new = self.adjoin(("parity", self.ring.key(base.numerator)), "parity", call("cos", self.to_expr(base)), None)
        if new:
            self.ring.relate(Power(index, 2, self.ring.one))
        return Fraction_(self.ring.generator(index) if q % 2 else self.ring.one)

    def _rotate(self, c: Fraction_, s: Fraction_, d: Fraction_, t: Fraction_) -> tuple[Fraction_, Fraction_]:
        times, plus = self.ring.times, self.ring.add
        if c.numerator == 1 and not c.denominator and s.numerator == 0:
            return d, t
        return plus([times(c, d), self.ring.negate(times(s, t))]), plus([times(s, d), times(c, t)])

    def _base_angle(self, key: Any, q: Fraction, base: Fraction_) -> tuple[Fraction_, Fraction_]:
        k = self._granularity(key, q)
        n = q * k
        if abs(n) > MAX_MULTIPLE:
            key, k, n, base = (*key, abs(q)), 1, Fraction(1 if q > 0 else -1), self.scale(base, abs(q))
        if (key, k) not in self._pairs:
            tree = self.to_expr(self.scale(base, Fraction(1, k)))
            ci, _ = self.adjoin((key, k), "cos", call("cos", tree), key)
            si, _ = self.adjoin((key, k, "sine"), "sin", call("sin", tree), key)
            self._pairs[key, k] = (ci, si)
            self.ring.relate(Pair(ci, si))
        ci, si = self._pairs[key, k]
        return self.multiple(Fraction_(self.ring.generator(ci)), Fraction_(self.ring.generator(si)), int(n))

    def multiple(self, c: Fraction_, s: Fraction_, n: int) -> tuple[Fraction_, Fraction_]:
        """cos and sin of n times the angle."""
        if n < 0:
            c, s = self.multiple(c, s, -n)
            return c, self.ring.negate(s)
        result = (self.ring.number(1), self.ring.number(0))
        for bit in bin(n)[2:]:
            result = self._rotate(*result, *result)
            if bit == "1":
                result = self._rotate(*result, c, s)
            result = (self._shorter(result[0]), self._shorter(result[1]))
        return result

    def _shorter(self, u: Fraction_) -> Fraction_:
        reduced = self.ring.reduce(u.numerator)
        return Fraction_(reduced, u.denominator) if len(reduced) < len(u.numerator) else u

    def _of_inverse(self, index: int, q: Fraction) -> tuple[Fraction_, Fraction_]:
        """cos and sin of a multiple of atan w, asin w or atan2(v, u)."""
        g = self.generators[index]
        one = self.ring.number(1)
        if g.kind == "atan":
            (w,) = g.argument
            c = self.root_power(self.ring.add([one, self.ring.times(w, w)]), -HALF)
            s = self.ring.times(w, c)
        elif g.kind == "asin":
            (s,) = g.argument
            c = self.rational_power(self.ring.add([one, self.ring.negate(self.ring.times(s, s))]), HALF)
        else:
            v, w = g.argument
            r = self.root_power(self.ring.add([self.ring.times(v, v), self.ring.times(w, w)]), -HALF)
            c, s = self.ring.times(w, r), self.ring.times(v, r)
        if q.denominator == 2:
            # All three lie in (-pi, pi): the cosine of the half is positive.
            half = self.root_power(self.scale(self.ring.add([one, c]), HALF), HALF)
            s = self.ring.times(s, self.inverse(self.scale(half, Fraction(2))))
            c, q = half, 2 * q
        return self.multiple(c, s, int(q))

    def cos_sin_pi(self, q: Fraction) -> tuple[Fraction_, Fraction_]:
        """cos(q pi) and sin(q pi) as algebraic numbers."""
        q %= 2
        n = q.denominator
        if n <= 2:
            quarter = int(2 * q)
            return self.ring.number((1, 0, -1, 0)[quarter]), self.ring.number((0, 1, 0, -1)[quarter])
        root = self.constant_power
        if n in (3, 6):
            c, s, k = self.scale(root(fmpq(3), HALF), HALF), self.ring.number(fmpq(1, 2)), int(6 * q)
        elif n == 4:
            half = self.scale(root(fmpq(2), HALF), HALF)
            c, s, k = half, half, int(4 * q)
        elif n == 12:
            a, b = root(fmpq(6), HALF), root(fmpq(2), HALF)
            c = self.scale(self.ring.add([a, b]), Fraction(1, 4))
            s, k = self.scale(self.ring.add([a, self.ring.negate(b)]), Fraction(1, 4)), int(12 * q)
        else:
            return self._cos_sin_pi_over(n, q)
        return self.multiple(c, s, k)

    def _cos_sin_pi_over(self, n: int, q: Fraction) -> tuple[Fraction_, Fraction_]:
        """By half angles down to a radical expression where n is 5, 10 or a multiple of 8, else by cos(pi/N) itself."""
        if n % 2 == 0:
            if n == 10 or n % 8 == 0:
                c, _ = self.cos_sin_pi(Fraction(2, n))
                one = self.ring.number(1)
                cosine = self.root_power(self.scale(self.ring.add([one, c]), HALF), HALF)
                sine = self.root_power(self.scale(self.ring.add([one, self.ring.negate(c)]), HALF), HALF)
                return self.multiple(cosine, sine, int(n * q))
            big = n
        elif n == 5:
            five = self.constant_power(fmpq(5), HALF)
            c = self.scale(self.ring.add([self.ring.number(1), five]), Fraction(1, 4))
            s = self.root_power(self.ring.add([self.ring.number(1), self.ring.negate(self.ring.times(c, c))]), HALF)
            return self.multiple(c, s, int(5 * q))
        else:
            big = 2 * n
        key = ("cos pi over",)
        k = self.hints.denominators.get(key, 1)
        if k % big:
            self.hints.refine(key, big)
            if any(stored[0] == "cos pi" for stored in self._by_key if isinstance(stored, tuple)):
                raise Restart
            k = self.hints.denominators[key]
        index, new = self.adjoin(("cos pi", k), "root", call("cos", PI / k), k)
        if new:
            self._relate_root(index, *self._minimal_polynomial(k, index))
        c = Fraction_(self.ring.generator(index))
        turns = int(q * k)
        return self._chebyshev(c, turns), self._chebyshev(c, k // 2 - turns)

    def _minimal_polynomial(self, k: int, index: int) -> tuple[int, Poly]:
        """The relation of c = cos(pi/k): the factor of T_k(c) + 1 that vanishes there and at no cos(j pi/k) of lower order."""
        from flint import fmpz_poly

        minimal = fmpz_poly.cos_minpoly(2 * k) if hasattr(fmpz_poly, "cos_minpoly") else _cos_minimal_polynomial(2 * k)
        d = minimal.degree()
        g = self.ring.generator(index)
        # minimal is the polynomial of 2 cos(2 pi / 2k)
        lead = fmpq(minimal[d]) * fmpq(2) ** d
        value = self.ring.zero
        for j in range(d):
            value += g**j * (-fmpq(minimal[j]) * fmpq(2) ** j / lead)
        return d, value

    def _chebyshev(self, c: Fraction_, n: int) -> Fraction_:
        n = abs(n)
        before, now = self.ring.number(1), c
        if n == 0:
            return before
        for _ in range(n - 1):
            twice = self.scale(self.ring.times(c, now), Fraction(2))
            before, now = now, self.normal(self.ring.add([twice, self.ring.negate(before)]))
        return now

    # -- elementary functions by name ------------------------------------------------------------------------------
    def _sin(self, e: Expr, u: Fraction_) -> Fraction_:
        return self.cos_sin(u)[1]

    def _cos(self, e: Expr, u: Fraction_) -> Fraction_:
        return self.cos_sin(u)[0]

    def _tan(self, e: Expr, u: Fraction_) -> Fraction_:
        c, s = self.cos_sin(u)
        return self.ring.times(s, self.inverse(c))

    def _cot(self, e: Expr, u: Fraction_) -> Fraction_:
        c, s = self.cos_sin(u)
        return self.ring.times(c, self.inverse(s))

    def _sec(self, e: Expr, u: Fraction_) -> Fraction_:
        return self.inverse(self.cos_sin(u)[0])

    def _csc(self, e: Expr, u: Fraction_) -> Fraction_:
        return self.inverse(self.cos_sin(u)[1])

    def _cosh_sinh(self, u: Fraction_) -> tuple[Fraction_, Fraction_]:
        plus = self.exp(u)
        minus = self.inverse(plus)
        return (
            self.scale(self.ring.add([plus, minus]), HALF),
            self.scale(self.ring.add([plus, self.ring.negate(minus)]), HALF),
        )

    def _cosh(self, e: Expr, u: Fraction_) -> Fraction_:
        return self._cosh_sinh(u)[0]

    def _sinh(self, e: Expr, u: Fraction_) -> Fraction_:
        return self._cosh_sinh(u)[1]

    def _tanh(self, e: Expr, u: Fraction_) -> Fraction_:
        c, s = self._cosh_sinh(u)
        return self.cancel(self.ring.times(s, self.inverse(c)))

    def _coth(self, e: Expr, u: Fraction_) -> Fraction_:
        c, s = self._cosh_sinh(u)
        return self.cancel(self.ring.times(c, self.inverse(s)))

    def _sech(self, e: Expr, u: Fraction_) -> Fraction_:
        return self.inverse(self._cosh_sinh(u)[0])

    def _csch(self, e: Expr, u: Fraction_) -> Fraction_:
        return self.inverse(self._cosh_sinh(u)[1])

    def _asinh(self, e: Expr, u: Fraction_) -> Fraction_:
        square = self.ring.add([self.ring.times(u, u), self.ring.number(1)])
        return self.log(self.ring.add([u, self.root_power(square, HALF)]))

    def _acosh(self, e: Expr, u: Fraction_) -> Fraction_:
        square = self.ring.add([self.ring.times(u, u), self.ring.number(-1)])
        return self.log(self.ring.add([u, self.root_power(square, HALF)]))

    def _atanh(self, e: Expr, u: Fraction_) -> Fraction_:
        one = self.ring.number(1)
        above, below = self.log(self.ring.add([one, u])), self.log(self.ring.add([one, self.ring.negate(u)]))
        return self.scale(self.ring.add([above, self.ring.negate(below)]), HALF)

    def _odd(self, e: Expr, u: Fraction_) -> Fraction_:
        """An odd function without further rules: known by its argument up to sign."""
        u = self.normal(u)
        if u.numerator == 0:
            return self.ring.number(0)
        flip = bool(u.numerator.leading_coefficient() < 0)
        if flip:
            u = self.ring.negate(u)
        tree = call(e.head, self.to_expr(u))
        index, _ = self.adjoin((e.head, self.key(u)), e.head, tree, (u,))
        g = self.ring.generator(index)
        return Fraction_(-g if flip else g)

    def _atan(self, e: Expr, u: Fraction_) -> Fraction_:
        if self.as_rational(u) in (1, -1):
            return self.scale(self.pi(), Fraction(self.as_rational(u) or 0) / 4)
        return self._odd(e, u)

    def _asin(self, e: Expr, u: Fraction_) -> Fraction_:
        known = self.as_rational(u)
        if known is not None and known in _ASIN:
            return self.scale(self.pi(), _ASIN[known])
        return self._odd(e, u)

    def _acos(self, e: Expr, u: Fraction_) -> Fraction_:
        return self.ring.add([self.scale(self.pi(), HALF), self.ring.negate(self._asin(call("asin", e.args[0]), u))])

    def _atan2(self, e: Expr, v: Fraction_, u: Fraction_) -> Fraction_:
        index, _ = self.adjoin(("atan2", self.key(v), self.key(u)), "atan2", e, (v, u))
        return Fraction_(self.ring.generator(index))

    def _Abs(self, e: Expr, u: Fraction_) -> Fraction_:
        return self.absolute(u)

    def _sign(self, e: Expr, u: Fraction_) -> Fraction_:
        s = self.sign_of(e.args[0])
        if s is not None:
            return self.ring.number(s)
        # u/|u|, wherever u /= 0
        return self.cancel(self.ring.times(u, self.inverse(self.absolute(u))))

    def _cbrt(self, e: Expr, u: Fraction_) -> Fraction_:
        """The real cube root, multiplicative on all of R."""
        content, factors = self.factors(u)
        third = Fraction(1, 3)
        if content == 0:
            return self.ring.number(0)
        result = self.constant_power(abs(content), third)
        if content < 0:
            result = self.ring.negate(result)
        for p, n in factors:
            s = self.sign(p)
            if s is not None:
                part = self.positive_power(p if s > 0 else -p, third)
                part = part if s > 0 else self.ring.negate(part)
            else:
                index, new = self.adjoin(("cbrt", self.ring.key(p)), "cbrt", call("cbrt", self.poly_expr(p)), p)
                if new:
                    self.ring.relate(Power(index, 3, p))
                part = Fraction_(self.ring.generator(index))
            result = self.ring.times(result, self.rational_power(part, Fraction(n)))
        return result

    # -- special functions ---------------------------------------------------------------------------------------
    def _shifted(self, u: Fraction_) -> tuple[Fraction_, int]:
        """(v, n) with u = v + n, n an integer, and the constant term of v in [0, 1)."""
        u = self.normal(u)
        constant = next((c for m, c in u.numerator.to_dict().items() if not any(m)), fmpq(0)) if not u.denominator else fmpq(0)
        n = int(_fraction(constant) // 1)
        return self.ring.add([u, self.ring.number(-n)]), n

    def _gamma(self, e: Expr, u: Fraction_) -> Fraction_:
        """By gamma(v + 1) = v gamma(v) and gamma(v) gamma(1 - v) = pi / sin(pi v) from arguments of one sign."""
        v, n = self._shifted(u)
        if v.numerator == 0:
            result = fmpz(1)
            if not 0 < n < 2000:
                raise CannotConvert("gamma of a large or nonpositive integer")
            for k in range(2, n):
                result *= k
            return self.ring.number(result)
        if self.as_rational(v) == HALF:
            base = self.root_power(self.pi(), HALF)
        elif v.numerator.leading_coefficient() < 0:
            w = self.ring.add([self.ring.number(1), self.ring.negate(v)])
            sine = self.cos_sin(self.ring.times(self.pi(), w))[1]
            other = self._gamma(e, w)
            base = self.ring.times(self.pi(), self.ring.times(self.inverse(sine), self.inverse(other)))
        else:
            base = self.opaque("gamma", call("gamma", self.to_expr(v)), self.key(v))
        if abs(n) > 200:
            raise CannotConvert("gamma with a large shift")
        for k in range(n):
            base = self.ring.times(base, self.ring.add([v, self.ring.number(k)]))
        for k in range(1, -n + 1):
            base = self.ring.times(base, self.inverse(self.ring.add([v, self.ring.number(-k)])))
        return base

    def _polygamma(self, e: Expr, order: Fraction_, u: Fraction_) -> Fraction_:
        m = self.as_rational(order)
        if m is None or m.denominator != 1 or m < 0 or m > 50:
            raise CannotConvert("polygamma needs a small order 0, 1, 2, ...")
        v, n = self._shifted(u)
        if v.numerator == 0:
            v, n = self.ring.number(1), n - 1
        if abs(n) > 200:
            raise CannotConvert("polygamma with a large shift")
        terms = [self.opaque("polygamma", call("polygamma", int(m), self.to_expr(v)), m, self.key(v))]
        factorial = fmpz(1)
        for k in range(2, int(m) + 1):
            factorial *= k
        sign = Fraction(int(factorial) * (-1) ** int(m))
        for k in range(n):
            at = self.inverse(self.ring.add([v, self.ring.number(k)]))
            terms.append(self.scale(self.rational_power(at, m + 1), sign))
        for k in range(1, -n + 1):
            at = self.inverse(self.ring.add([v, self.ring.number(-k)]))
            terms.append(self.scale(self.rational_power(at, m + 1), -sign))
        return self.ring.add(terms)

    def _besselj(self, e: Expr, order: Fraction_, x: Fraction_) -> Fraction_:
        """Integer orders from J_0 and J_1 by J_(n+1) = (2n/x) J_n - J_(n-1)."""
        n = self.as_rational(order)
        if n is None:
            raise CannotConvert("besselj needs a numeric order")
        if n.denominator > 1 or abs(n) > 60:
            return self.opaque("besselj", e, n, self.key(x))
        if n < 0:
            positive = self._besselj(e, self.ring.number(-int(n)), x)
            return self.ring.negate(positive) if n % 2 else positive
        tree = self.to_expr(x)
        j = [self.opaque("besselj", call("besselj", k, tree), Fraction(k), self.key(x)) for k in (0, 1)]
        for k in range(1, int(n)):
            ratio = self.scale(self.inverse(x), Fraction(2 * k))
            j.append(self.ring.add([self.ring.times(ratio, j[k]), self.ring.negate(j[k - 1])]))
        return j[int(n)]

    def _LambertW(self, e: Expr, x: Fraction_) -> Fraction_:
        return self.opaque("LambertW", e, self.key(x))

    # -- what stays as it is -------------------------------------------------------------------------------------
    def _apply(self, e: Expr, *arguments: Fraction_) -> Fraction_:
        return self._jet_of(e, e.args[0], (0,) * len(arguments), arguments)

    def _jet(self, e: Expr, *arguments: Fraction_) -> Fraction_:
        return self._jet_of(e, e.args[0], e.args[1], arguments)

    def _jet_of(self, e: Expr, name: str, orders: tuple[int, ...], arguments: tuple[Fraction_, ...]) -> Fraction_:
        index, _ = self.adjoin(("jet", name, orders, *(self.key(u) for u in arguments)), "jet", e, (name, orders))
        return Fraction_(self.ring.generator(index))

    def _integral(self, e: Expr) -> Fraction_:
        body, bound, lower, upper = e.args
        if lower is upper:
            return self.ring.number(0)
        renamed = symbol("\x00")  # so that the name of the bound variable does not matter
        body = body.substitute({bound.args[0]: renamed})
        return self.opaque("integral", e, body, self.key(self.convert(lower)), self.key(self.convert(upper)))

    def _sum(self, e: Expr) -> Fraction_:
        expanded = expand_sum(e)
        if expanded is None:
            raise CannotConvert(f"{e} has no numeric bounds")
        return self.convert(expanded)

    def _derivative(self, e: Expr) -> Fraction_:
        return self.convert(resolve_derivatives(e))

    # -- back to expressions -------------------------------------------------------------------------------------
    def poly_expr(self, p: Poly) -> Expr:
        """The expression that a polynomial in the generators stands for."""
        key = self.ring.key(p)
        if key not in self._trees:
            terms = []
            for monomial, c in p.terms():
                factors = [power(self.generators[i].tree, int(d)) for i, d in enumerate(monomial) if d]
                terms.append(mul(number(_fraction(c)), *factors))
            self._trees[key] = add(*terms) if terms else ZERO
        return self._trees[key]

    def to_expr(self, u: Fraction_) -> Expr:
        """The expression that a fraction stands for."""
        top = self.poly_expr(u.numerator)
        below = [power(self.poly_expr(self.ring.atoms[i]), -e) for i, e in u.denominator]
        return mul(top, *below) if below else top

    def factored_expr(self, u: Fraction_) -> Expr:
        """The same, written as a product of irreducible factors."""
        content, factors = self.factors(u)
        return mul(number(_fraction(content)), *(power(self.poly_expr(p), e) for p, e in factors)) if content else ZERO


_OPAQUE_BODY = ("integral", "sum", "derivative", "piecewise")
_ODD = ("erf", "atan", "asin")
_ASIN = {
    Fraction(1): HALF,
    Fraction(-1): -HALF,
    HALF: Fraction(1, 6),
    -HALF: Fraction(-1, 6),
}


def _fmpq(q: Fraction) -> fmpq:
    return fmpq(q.numerator, q.denominator)


def _fraction(q: Any) -> Fraction:
    q = fmpq(q)
    return Fraction(int(q.p), int(q.q))


def _prime_factors(n: fmpz) -> list[tuple[fmpz, int]]:
    """n = product b^e with primes b; a part beyond 90 bits without small factors stays one base (a k-th root, if it is one)."""
    if n == 1:
        return []
    if n.bit_length() <= 90:
        return [(b, int(e)) for b, e in n.factor()]
    out = []
    for p in _SMALL_PRIMES:
        e = 0
        while n % p == 0:
            n, e = n // p, e + 1
        if e:
            out.append((fmpz(p), e))
    if n == 1:
        return out
    if n.bit_length() <= 90:
        return out + [(b, int(e)) for b, e in n.factor()]
    for k in range(n.bit_length(), 1, -1):
        r = n.root(k)
        if r**k == n:
            return [*out, (r, k)]
    return [*out, (n, 1)]


_SMALL_PRIMES = [p for p in range(2, 2000) if all(p % q for q in range(2, int(p**0.5) + 1))]


def _cos_minimal_polynomial(n: int) -> Any:
    """The minimal polynomial of 2 cos(2 pi / n), from the cyclotomic one by x + 1/x."""
    from flint import fmpz_poly

    cyclotomic = fmpz_poly.cyclotomic(n)
    d = cyclotomic.degree() // 2
    # x^-d Phi(x) is a combination of V_j = x^j + x^-j, with V_0 = 2, V_1 = t, V_(j+1) = t V_j - V_(j-1).
    t = fmpz_poly([0, 1])
    v = [fmpz_poly([2]), t]
    for _ in range(d):
        v.append(t * v[-1] - v[-2])
    result = fmpz_poly([cyclotomic[d]])
    for j in range(1, d + 1):
        result += cyclotomic[d + j] * v[j]
    return result


__all__ = ["EULER", "ONE", "CannotConvert", "Field", "Generator", "Hints", "Restart", "replace"]
