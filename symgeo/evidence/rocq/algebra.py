"""Equalities on the chart, as lemmas: pure polynomial identities with their cofactors, and how each function is one of generators.

The engine's field names the generators (sines and cosines of base angles, exponentials, roots, ...) with their relations, and for each
function of a claim a fraction of polynomials in them. Here each such image gets a lemma (addition formulas, the uniqueness of roots, ...);
an equality of expressions becomes one of fractions in real variables, whose numerator is a combination of the relations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from symgeo.evidence.rocq.errors import CannotExport
from symgeo.evidence.rocq.printer import POWER, PRODUCT, Names, text
from symgeo.evidence.rocq.script import Script
from symgeo.exact.algebra.field import Field
from symgeo.exact.algebra.ring import Fraction_, Pair, Poly, Power, fmpq_of
from symgeo.expression import Expr, number, symbol

_RATIONAL = ("number", "symbol", "add", "mul", "pi")


def is_function(e: Expr) -> bool:
    """Whether a lowered expression is no rational operation on its arguments."""
    if e.head == "pow":
        q = e.args[1].value
        return q is None or q.denominator != 1
    return e.head not in _RATIONAL


def functions_of(e: Expr) -> list[Expr]:
    return [n for n in e.walk() if is_function(n)]


@dataclass
class Image:
    """A function of the claim as a fraction of generators; `lemma` proves it (None: it is the generator itself)."""

    value: Fraction_
    lemma: str | None


@dataclass
class Equation:
    """left - right = (sum q_k relation_k) / denominator, as polynomials in generators."""

    cofactors: list[tuple[int, Poly]]
    denominator: tuple[tuple[int, int], ...]
    used: set[int] = field(default_factory=set)


class Algebra:
    """Identities on one chart. `prove_image(e)` and `relation(k)` (a proof term) and `nonzero(atom)` come from who knows the chart."""

    def __init__(self, script: Script, f: Field) -> None:
        self.script, self.field, self.ring = script, f, f.ring
        self.images: dict[Expr, Image] = {}
        self._free: dict[Expr, Fraction_] = {}
        self.prove_image: Callable[[Expr], Image]
        self.relation: Callable[[int], str]
        self.nonzero: Callable[[Expr], str]
        self._nonzero_of: dict[Expr, str] = {}

    def _tree(self, i: int) -> Expr:
        return self.field.generators[i].tree

    # -- fractions without any reduction ---------------------------------------------------------------------------
    def free(self, e: Expr) -> Fraction_:
        """The expression by rational operations on generators: what `field` and `ring` of Coq see."""
        found = self._free.get(e)
        if found is None:
            found = self._free[e] = self._convert(e)
        return found

    def _convert(self, e: Expr) -> Fraction_:
        h, ring = e.head, self.ring
        if h == "number":
            return ring.number(fmpq_of(e.args[0]))
        if h == "symbol":
            return self.field.variable(e.args[0])
        if h == "pi":
            return self.field.pi()
        if h == "add":
            return ring.add([self.free(a) for a in e.args])
        if h == "mul":
            result = self.free(e.args[0])
            for a in e.args[1:]:
                result = ring.times(result, self.free(a))
            return self.field.cancel(result) if result.denominator else result
        if h == "pow" and not is_function(e):
            return self._power(self.free(e.args[0]), int(e.args[1].value or 0))
        return self.image(e).value

    def _power(self, u: Fraction_, n: int) -> Fraction_:
        if n < 0:
            u, n = self.inverse(u), -n
        return Fraction_(self.ring.power(u.numerator, n), tuple((i, k * n) for i, k in u.denominator if n))

    def inverse(self, u: Fraction_) -> Fraction_:
        """1/u, its numerator as one new atom beside powers of single generators."""
        ring = self.ring
        if not len(u.numerator):
            raise CannotExport("cannot divide by what is identically zero.")
        content, p = ring.primitive(u.numerator)
        above = ring.denominator_poly(u) * (1 / content)
        below: dict[int, int] = {}
        monomials = [m for m, _ in p.terms()]
        lowest = [min(int(m[i]) for m in monomials) for i in range(ring.size)]
        for i, k in enumerate(lowest):
            if k:
                p = p / ring.generator(i) ** k
                below[ring.atom(ring.generator(i))] = k
        if not p.is_constant():
            below[ring.atom(p)] = 1
        return self.field.cancel(Fraction_(above, tuple(sorted(below.items()))))

    def image(self, e: Expr) -> Image:
        found = self.images.get(e)
        if found is None:
            found = self.images[e] = self.prove_image(e)
        return found

    def difference(self, left: Fraction_, right: Fraction_) -> Equation:
        """Raises CannotExport where the difference is not in the ideal of the relations."""
        u = self.ring.add([left, self.ring.negate(right)])
        if not len(u.numerator):
            return Equation([], ())
        cofactors, rest = self.ring.cofactors(u.numerator)
        if len(rest):
            raise CannotExport(f"cannot reduce a difference to zero by the relations: the remainder is {str(rest)[:80]}.")
        return Equation(cofactors, u.denominator)

    # -- lemmas ------------------------------------------------------------------------------------------------------
    def identity(self, left: Expr, right: Expr) -> str:
        """A lemma: left = right on the whole chart."""
        return self.equality(
            lambda names: f"{text(left, names)} = {text(right, names)}", [left, right], self.free(left), self.free(right), "id"
        )

    def equality(
        self, write: Callable[[Names], str], parts: Iterable[Expr], left: Fraction_, right: Fraction_, prefix: str, goal: str | None = None
    ) -> str:
        """A lemma on the chart, by a lemma on real variables that stand for coordinates, generators and functions."""
        parts = list(parts)
        equation = self.difference(left, right)
        s = self.script
        outer = self._outermost(parts)
        denominators = list(dict.fromkeys(d for e in parts for d in _denominators(e)))
        used: dict[int, None] = {}
        for e in outer:
            value = self.image(e).value
            self._note(used, value.numerator)
            for i, _ in value.denominator:
                self._note(used, self.ring.atoms[i])
        for i, _ in equation.denominator:
            self._note(used, self.ring.atoms[i])
        for k, q in equation.cofactors:
            self._note(used, q)
            self._note(used, self.ring.relation_poly(k))
        atoms = list(dict.fromkeys([i for e in outer for i, _ in self.image(e).value.denominator] + [i for i, _ in equation.denominator]))
        variables: dict[Expr, str] = {}
        for i in used:
            tree = self._tree(i)
            if tree.head not in ("symbol", "pi"):
                variables.setdefault(tree, f"x{len(variables)}")
        for e in outer:
            if e not in variables:
                variables[e] = f"s{len(variables)}"
        names: dict[Expr, str] = {**s.names, **variables}
        coordinates = self._coordinates(parts, used)
        binder = [*(s.names[symbol(v)] for v in coordinates), *variables.values()]
        hypotheses: list[tuple[str, str]] = []
        terms: list[str] = []
        substitutions: list[str] = []
        for e in outer:
            image = self.image(e)
            if image.lemma is not None:
                hypotheses.append((f"E{len(hypotheses)}", f"{variables[e]} = {self.fraction_text(image.value, names)}"))
                terms.append(s.use(image.lemma))
                substitutions.append(variables[e])
        relations: dict[int, str] = {}
        for k, _ in equation.cofactors:
            if k not in relations:
                relations[k] = f"H{k}"
                hypotheses.append((f"H{k}", f"{self.relation_text(k, names)} = 0"))
                terms.append(self.relation(k))
        nonzero: dict[str, str] = {}
        for d in denominators:
            for written, term in self._nonzero_parts(d, names):
                nonzero.setdefault(written, term)
        for i in atoms:
            tree = self.field.poly_expr(self.ring.atoms[i])
            for written, term in self._nonzero_parts(tree, names):
                nonzero.setdefault(written, term)
        for written, term in nonzero.items():
            hypotheses.append((f"N{len(hypotheses)}", f"{written} <> 0"))
            terms.append(term)
        subst = f"subst {' '.join(substitutions)}. " if substitutions else ""
        proof = subst + self._proof(equation, names, relations)
        lemma = s.pure("alg", binder, hypotheses, write(names), proof)
        arguments = [*(s.names[symbol(v)] for v in coordinates), *(f"({text(t, s.names)})" for t in variables), *terms]
        return s.on_chart(prefix, goal or write(s.names), f"exact ({' '.join([lemma, *arguments])}).")

    def _proof(self, equation: Equation, names: Names, relations: dict[int, str]) -> str:
        if not equation.cofactors:
            return "by_field."
        combination = " + ".join(f"({self.poly_text(q, names)}) * ({self.relation_text(k, names)})" for k, q in equation.cofactors)
        below = " * ".join(
            f"({self.poly_text(self.ring.atoms[i], names)}) ^ {k}" if k > 1 else f"({self.poly_text(self.ring.atoms[i], names)})"
            for i, k in equation.denominator
        )
        whole = f"({combination}) / ({below})" if below else f"({combination})"
        rewrites = "".join(f"rewrite {h}; " for h in relations.values())
        return f"apply Rminus_diag_uniq. transitivity ({whole}); [ by_field | {rewrites}unfold Rdiv; ring ]."

    def _note(self, used: dict[int, None], p: Poly) -> None:
        for i in self.ring.used(p):
            used[i] = None

    def _coordinates(self, parts: list[Expr], used: dict[int, None]) -> list[str]:
        found = {v for e in parts for v in e.free_symbols} | {self._tree(i).args[0] for i in used if self._tree(i).head == "symbol"}
        for e in parts:
            for d in _denominators(e):
                found |= d.free_symbols
        for i in used:
            found |= self._tree(i).free_symbols
        return [v for v in self.script.writer.s.domain.variables if v in found]

    def _outermost(self, parts: list[Expr]) -> list[Expr]:
        """The functions in the expressions that are in no other function."""
        found: dict[Expr, None] = {}
        for e in parts:
            stack = [e]
            while stack:
                node = stack.pop()
                if is_function(node):
                    found[node] = None
                else:
                    stack.extend(reversed(node.children))
        return list(found)

    def _nonzero_parts(self, e: Expr, names: Names) -> list[tuple[str, str]]:
        """Statements e_i <> 0 for the factors of a denominator, with proof terms on the chart."""
        if e.head == "number":
            return []
        if e.head == "mul":
            return [p for a in e.args for p in self._nonzero_parts(a, names)]
        if e.head == "pow" and not is_function(e):
            return self._nonzero_parts(e.args[0], names)
        if e not in self._nonzero_of:
            self._nonzero_of[e] = self.nonzero(e)
        return [(text(e, names), self._nonzero_of[e])]

    # -- text ------------------------------------------------------------------------------------------------------------
    def poly_text(self, p: Poly, names: Names) -> str:
        return text(self.field.poly_expr(p), names)

    def relation_text(self, k: int, names: Names) -> str:
        r = self.ring.relations[k]
        if isinstance(r, Pair):
            return f"{names[self._tree(r.cosine)]} ^ 2 + {names[self._tree(r.sine)]} ^ 2 - 1"
        assert isinstance(r, Power)
        value = text(self.field.poly_expr(r.value), names, POWER)
        return f"{names[self._tree(r.generator)]} ^ {r.exponent} - {value}"

    def fraction_text(self, u: Fraction_, names: Names, outer: int = PRODUCT) -> str:
        return text(self.fraction_expr(u), names, outer)

    def fraction_expr(self, u: Fraction_) -> Expr:
        top = self.field.poly_expr(u.numerator)
        below = [Expr("pow", (self.field.poly_expr(self.ring.atoms[i]), number(-k))) for i, k in u.denominator]
        return Expr("mul", (top, *below)) if below else top


def _denominators(e: Expr) -> list[Expr]:
    """Bases of negative integer powers that are outside functions."""
    found: dict[Expr, None] = {}
    stack = [e]
    while stack:
        node = stack.pop()
        if is_function(node):
            continue
        if node.head == "pow" and (node.args[1].value or 0) < 0:
            found[node.args[0]] = None
        stack.extend(node.children)
    return list(found)


__all__ = ["Algebra", "Equation", "Image", "functions_of", "is_function"]
