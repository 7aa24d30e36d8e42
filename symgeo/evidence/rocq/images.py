"""How each function of a claim is a fraction of the field's generators, lemma by lemma.

sin and cos by the addition formulas, exponentials by theirs, logarithms and roots by uniqueness: ln u = r if exp r = u, sqrt u = r if
r >= 0 and r^2 = u. The fraction comes from the engine's field; that it is right is what the lemma proves.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symgeo.evidence.rocq.algebra import Algebra, Image
from symgeo.evidence.rocq.calculus import TWO, lower, minus, over, plus, pow_, root, times
from symgeo.evidence.rocq.errors import CannotExport
from symgeo.evidence.rocq.printer import ATOM
from symgeo.evidence.rocq.printer import text as printed
from symgeo.evidence.rocq.script import Script
from symgeo.evidence.rocq.signs import Signs
from symgeo.exact.algebra.angles import MAX_MULTIPLE
from symgeo.exact.algebra.field import Field
from symgeo.exact.algebra.ring import Fraction_, Pair, Power
from symgeo.expression import ONE, PI, ZERO, Expr, call, number


@dataclass(frozen=True)
class Angle:
    """`term` proves cs at c s: cos at = c, sin at = s."""

    term: str
    at: Expr
    c: Expr
    s: Expr


@dataclass(frozen=True)
class Exponential:
    """`term` proves ex at value: exp at = value."""

    term: str
    at: Expr
    value: Expr


class Images:
    """The lemmas for one chart."""

    def __init__(self, script: Script, algebra: Algebra, signs: Signs) -> None:
        self.script, self.algebra, self.signs = script, algebra, signs
        self.field: Field = algebra.field
        self._relations: dict[int, str] = {}

    # -- functions -----------------------------------------------------------------------------------------------------
    def image(self, e: Expr) -> Image:
        f = self.field
        value = f.convert(e)
        single = None if value.denominator else f.single_generator(value.numerator)
        if single is not None and f.generators[single].tree is e:
            return Image(value, None)
        h = e.head
        if h in ("sin", "cos"):
            term = self._of_angle(e, value)
        elif h in ("exp", "cosh", "sinh"):
            term = self._of_exponential(e, value)
        elif h == "log":
            term = self._of_log(e, value)
        elif h == "pow" or h == "Abs":
            term = self._of_root(e, value)
        elif h in ("atan", "asin"):
            term = self._of_inverse(e, value, single)
        else:
            raise CannotExport(f"cannot export {h}: needs an elementary function.")
        expression = self.algebra.fraction_expr(value)
        s = self.script
        return Image(value, s.on_chart("im", f"{s.text(e)} = {s.text(expression)}", f"exact {term}."))

    def _identity(self, a: Expr, b: Expr) -> str:
        """A proof term of a = b on the chart."""
        return "(eq_refl _)" if a is b else self.script.use(self.algebra.identity(a, b))

    def _of_angle(self, e: Expr, value: Fraction_) -> str:
        u = e.args[0]
        angle = self.angle(self.algebra.free(u))
        same = self._identity(angle.at, u)
        part, which = (angle.c, "cos") if e.head == "cos" else (angle.s, "sin")
        reduced = self._identity(part, self.algebra.fraction_expr(value))
        return f"(eq_trans (f_equal {which} (eq_sym {same})) (eq_trans (cs_{which} _ _ _ {angle.term}) {reduced}))"

    def _of_exponential(self, e: Expr, value: Fraction_) -> str:
        u = e.args[0]
        x = self.exponential(self.algebra.free(u))
        same = self._identity(x.at, u)
        inverse = pow_(x.value, -1)
        raw = {"exp": x.value, "cosh": over(plus(x.value, inverse), TWO), "sinh": over(plus(x.value, minus(inverse)), TWO)}[e.head]
        reduced = self._identity(raw, self.algebra.fraction_expr(value))
        return f"(eq_trans (f_equal {e.head} (eq_sym {same})) (eq_trans (ex_{e.head} _ _ {x.term}) {reduced}))"

    def _of_log(self, e: Expr, value: Fraction_) -> str:
        u = e.args[0]
        x = self.exponential(value)
        same = self._identity(x.value, u)
        reduced = self._identity(x.at, self.algebra.fraction_expr(value))
        return f"(eq_trans (f_equal ln (eq_sym {same})) (eq_trans (ex_ln_of _ _ {x.term}) {reduced}))"

    def _of_root(self, e: Expr, value: Fraction_) -> str:
        s, u = self.script, e.args[0]
        expression = self.algebra.fraction_expr(value)
        sign = self._nonnegative(value, expression)
        if e.head == "Abs":
            square = self._identity(pow_(expression, 2), pow_(u, 2))
            return f"(abs_is {printed(u, s.names, ATOM)} _ {sign} {square})"
        k = e.args[1].value
        if k == Fraction(1, 2):
            square = self._identity(pow_(expression, 2), u)
            return f"(sqrt_is {printed(u, s.names, ATOM)} _ {sign} {square})"
        raise CannotExport(f"cannot export {e}: needs a square root or a power of something positive.")

    def _nonnegative(self, value: Fraction_, expression: Expr) -> str:
        factored = lower(self.field.factored_expr(value))
        if factored is expression or expression.head != "add":
            found = self.signs.find(">= 0", expression)
            if found is not None:
                return self.script.use(found)
        sign = self.script.use(self.signs.fact(">= 0", factored))
        same = self._identity(factored, expression)
        return f"(eq_ind _ (fun r => 0 <= r) {sign} _ {same})"

    def _of_inverse(self, e: Expr, value: Fraction_, single: int | None) -> str:
        f, u = self.field, e.args[0]
        if single is not None and f.generators[single].kind == e.head:
            same = self._identity(f.generators[single].tree.args[0], u)
            return f"(f_equal {e.head} (eq_sym {same}))"
        opposite = f.ring.negate(value)
        single = None if opposite.denominator else f.single_generator(opposite.numerator)
        if single is not None and f.generators[single].kind == e.head:
            w = f.generators[single].tree.args[0]
            same = self._identity(minus(w), u)
            return f"(eq_trans (f_equal {e.head} (eq_sym {same})) ({e.head}_opp _))"
        raise CannotExport(f"cannot export {e}: needs an angle without a closed form.")

    # -- angles --------------------------------------------------------------------------------------------------------
    def angle(self, u: Fraction_) -> Angle:
        """cos and sin of u by the addition formulas."""
        total: Angle | None = None
        for key, q, base in self.field.parts(u):
            one = self._part(key, q, base)
            total = one if total is None else self._plus(total, one)
        return total or Angle("cs_zero", ZERO, ONE, ZERO)

    def _part(self, key: object, q: Fraction, base: Fraction_) -> Angle:
        f = self.field
        single = None if base.denominator else f.single_generator(base.numerator)
        kind = f.generators[single].kind if single is not None else ""
        if kind == "pi":
            return self._of_pi(q)
        if single is not None and kind in ("atan", "asin") and q.denominator == 1:
            w = f.generators[single].tree.args[0]
            written = printed(w, self.script.names, ATOM)
            if kind == "atan":
                r = root(plus(ONE, pow_(w, 2)))
                start = Angle(f"(cs_atom_atan {written})", call("atan", w), pow_(r, -1), over(w, r))
            else:
                low, high = (self.script.use(self.signs.fact(">= 0", e)) for e in (plus(ONE, w), plus(ONE, minus(w))))
                start = Angle(f"(cs_atom_asin {written} {low} {high})", call("asin", w), root(plus(ONE, minus(pow_(w, 2)))), w)
            return self._multiple(start, int(q))
        named = ("angle", key)
        k = f.granularity(named, q)
        n = q * k
        if abs(n) > MAX_MULTIPLE or (named, k) not in f.pairs:
            raise CannotExport(f"cannot export the angle {q} * {f.to_expr(base)}: needs a small multiple of one that the field knows.")
        tree = f.generators[f.pairs[named, k][0]].tree
        a = tree.args[0]
        return self._multiple(Angle(f"(cs_atom {printed(a, self.script.names, ATOM)})", a, call("cos", a), call("sin", a)), int(n))

    def _plus(self, a: Angle, b: Angle) -> Angle:
        return self._shorter(
            Angle(
                f"(cs_plus _ _ _ _ _ _ {a.term} {b.term})",
                plus(a.at, b.at),
                plus(times(a.c, b.c), minus(times(a.s, b.s))),
                plus(times(a.s, b.c), times(a.c, b.s)),
            )
        )

    def _shorter(self, a: Angle) -> Angle:
        """With polynomials in place of deep products."""
        if max(_size(a.c), _size(a.s)) < 40:
            return a
        out = []
        for e in (a.c, a.s):
            u = self.field.normal(self.algebra.free(e))
            out.append(self.algebra.fraction_expr(u))
        c, s = out
        term = f"(cs_eq _ _ _ _ _ _ {a.term} (eq_refl _) {self._identity(a.c, c)} {self._identity(a.s, s)})"
        name = self.script.on_chart(
            "cs", f"cs ({self.script.text(a.at)}) ({self.script.text(c)}) ({self.script.text(s)})", f"exact {term}."
        )
        return Angle(self.script.use(name), a.at, c, s)

    def _multiple(self, a: Angle, n: int) -> Angle:
        if n < 0:
            b = self._multiple(a, -n)
            return Angle(f"(cs_opp _ _ _ {b.term})", minus(b.at), b.c, minus(b.s))
        result = a
        for bit in bin(n)[3:]:
            result = self._plus(result, result)
            if bit == "1":
                result = self._plus(result, a)
        return result

    def _of_pi(self, q: Fraction) -> Angle:
        """A rational multiple of pi, from those with closed forms."""
        n, d = q.numerator, q.denominator
        half = number(Fraction(1, 2))
        quarter = {
            1: Angle("cs_PI", PI, number(-1), ZERO),
            2: Angle("cs_PI2", over(PI, TWO), ZERO, ONE),
            3: Angle("cs_PI3", over(PI, number(3)), half, over(root(number(3)), TWO)),
            4: Angle("cs_PI4", over(PI, number(4)), over(root(TWO), TWO), over(root(TWO), TWO)),
            6: Angle("cs_PI6", over(PI, number(6)), over(root(number(3)), TWO), half),
        }
        if d in quarter:
            return self._multiple(quarter[d], n % (2 * d)) if n % (2 * d) else Angle("cs_zero", ZERO, ONE, ZERO)
        if d == 5:
            c = over(plus(ONE, root(number(5))), number(4))
            return self._multiple(Angle("cs_PI5", over(PI, number(5)), c, root(plus(ONE, minus(pow_(c, 2))))), n % 10)
        if d == 12:
            return (
                self._plus(self._of_pi(Fraction(1, 3)), self._multiple(quarter[4], -1))
                if n == 1
                else self._multiple(self._of_pi(Fraction(1, 12)), n % 24)
            )
        if d == 10 or d % 8 == 0:
            if n != 1:
                return self._multiple(self._of_pi(Fraction(1, d)), n % (2 * d))
            whole = self._of_pi(Fraction(2, d))
            bounds = "(conj ltac:(pose proof PI_RGT_0; lra) ltac:(pose proof PI_RGT_0; lra))"
            return Angle(
                f"(cs_half _ _ _ {whole.term} {bounds})",
                over(whole.at, TWO),
                root(over(plus(ONE, whole.c), TWO)),
                root(over(plus(ONE, minus(whole.c)), TWO)),
            )
        raise CannotExport(f"cannot export the cosine of {q} pi: needs an angle with a closed form.")

    # -- exponentials --------------------------------------------------------------------------------------------------
    def exponential(self, u: Fraction_) -> Exponential:
        total: Exponential | None = None
        for key, q, base in self.field.parts(u):
            one = self._factor(key, q, base)
            total = one if total is None else self._product(total, one)
        return total or Exponential("ex_zero", ZERO, ONE)

    def _product(self, a: Exponential, b: Exponential) -> Exponential:
        return Exponential(f"(ex_plus _ _ _ _ {a.term} {b.term})", plus(a.at, b.at), times(a.value, b.value))

    def _factor(self, key: object, q: Fraction, base: Fraction_) -> Exponential:
        f, s = self.field, self.script
        single = None if base.denominator else f.single_generator(base.numerator)
        kind = f.generators[single].kind if single is not None else ""
        if single is not None and kind == "log":
            p = f.generators[single].tree.args[0]
            positive = s.use(self.signs.fact("> 0", p))
            if q.denominator == 1:
                return self._times(Exponential(f"(ex_ln {printed(p, s.names, ATOM)} {positive})", call("log", p), p), int(q))
            k = q.denominator
            value = f.root_power(f.convert(p), Fraction(1, k))
            r = self.algebra.fraction_expr(value)
            equation = self.algebra.identity(plus(pow_(r, k), minus(p)), ZERO)
            known = f"(ex_root {k} _ _ {positive} {s.use(self.signs.fact('> 0', r))} (Nat.neq_succ_0 _) {s.use(equation)})"
            # / INR k is / k
            named = s.on_chart(
                "ex",
                f"ex (/ {k} * {printed(call('log', p), s.names, 35)}) ({s.text(r)})",
                f"pose proof {known} as K; rewrite INR_IZR_INZ in K; exact K.",
            )
            return self._times(Exponential(s.use(named), times(pow_(number(k), -1), call("log", p)), r), q.numerator)
        if kind == "LambertW":
            raise CannotExport("cannot export LambertW: needs an elementary function.")
        named_key = ("exp", key)
        k = f.granularity(named_key, q)
        tree = f.generators[f.by_key[named_key, k]].tree
        a = tree.args[0]
        return self._times(Exponential(f"(ex_atom {printed(a, s.names, ATOM)})", a, tree), int(q * k))

    def _times(self, x: Exponential, n: int) -> Exponential:
        if n < 0:
            y = self._times(x, -n)
            return Exponential(f"(ex_opp _ _ {y.term})", minus(y.at), pow_(y.value, -1))
        if n == 1:
            return x
        return Exponential(f"(ex_times {n} _ _ _ {x.term} (INR_IZR_INZ {n}))", times(number(n), x.at), pow_(x.value, n))

    # -- relations -----------------------------------------------------------------------------------------------------
    def relation(self, k: int) -> str:
        """A proof term of relation k on the chart."""
        if k not in self._relations:
            self._relations[k] = self._relation(k)
        return self._relations[k]

    def _relation(self, k: int) -> str:
        r = self.field.ring.relations[k]
        s, generators = self.script, self.field.generators
        if isinstance(r, Pair):
            return f"(rel_trig {printed(generators[r.cosine].tree.args[0], s.names, ATOM)})"
        assert isinstance(r, Power)
        g = generators[r.generator]
        stated = f"{self.algebra.relation_text(k, {**s.names, **{x.tree: f'({s.text(x.tree)})' for x in generators}})} = 0"
        if g.kind == "absolute":
            return s.use(s.on_chart("rel", stated, "rewrite pow2_abs; ring."))
        if g.kind != "root" or g.tree.head != "pow" or r.generator in self.field.ring.used(r.value):
            raise CannotExport(f"cannot export {g.tree}: needs a root of something positive.")
        radicand = g.tree.args[0]
        if self.field.poly_expr(r.value) is not radicand:
            raise CannotExport(f"cannot export {g.tree} in a number field: needs the root's own equation.")
        positive = s.use(self.signs.fact("> 0", radicand))
        if r.exponent == 2:
            return s.use(s.on_chart("rel", stated, f"exact (rel_sqrt _ {positive})."))
        q = printed(g.tree.args[1], s.names, ATOM)
        return s.use(s.on_chart("rel", stated, f"apply (rel_root {r.exponent} _ {q} {positive}); simpl; lra."))

    def nonzero(self, e: Expr) -> str:
        """A proof term of e <> 0 on the chart."""
        return self.script.use(self.signs.fact("/= 0", e))


def _size(e: Expr) -> int:
    """The number of leaves as a tree."""
    sizes: dict[Expr, int] = {}
    for node in e.walk():
        sizes[node] = sum(sizes[c] for c in node.children) or 1
    return sizes[e]
