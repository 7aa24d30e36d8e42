"""Signs on the chart, as lemmas. The engine says which signs to expect and which facts lead to them; the kernel checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from symgeo.evidence.rocq.calculus import lower, minus, over, plus, pow_, times
from symgeo.evidence.rocq.errors import CannotExport
from symgeo.evidence.rocq.printer import Condition, chart_conditions, conditions, text
from symgeo.evidence.rocq.script import Script
from symgeo.exact.region import Region
from symgeo.exact.signs.reason import Reason
from symgeo.expression import ONE, PI, Expr, call, number

_ASKED = {"> 0": "positive", "< 0": "negative", ">= 0": "nonnegative", "<= 0": "nonpositive", "/= 0": "nonzero"}
_STRONGER = {
    "> 0": ("> 0",),
    "< 0": ("< 0",),
    ">= 0": ("> 0", ">= 0"),
    "<= 0": ("< 0", "<= 0"),
    "/= 0": ("> 0", "< 0", "/= 0"),
}
_RELATIONS = {what: relation for relation, what in _ASKED.items()}
_INCREASING = {"exp": "exp_increasing", "log": "ln_increasing", "sinh": "sinh_lt", "atan": "atan_increasing"}
_FUNCTIONS = ("sin", "cos", "sinh", "cosh", "exp", "log", "asin", "atan", "Abs")


def statement(relation: str, written: str) -> str:
    return {
        "> 0": f"0 < {written}",
        "< 0": f"{written} < 0",
        ">= 0": f"0 <= {written}",
        "<= 0": f"{written} <= 0",
        "/= 0": f"{written} <> 0",
    }[relation]


class Signs:
    """Proves signs of lowered expressions on one chart; `identity(a, b)` gives a lemma that a = b there."""

    def __init__(self, script: Script, region: Region, identity: Callable[[Expr, Expr], str]) -> None:
        self.script, self.region, self.identity = script, region, identity
        self.known: dict[tuple[str, Expr], str | None] = {}
        own = [*conditions(region.domain.conditions), *chart_conditions(region.domain)]
        self.given = {(c.relation, lower(c.subject)) for c in own}
        self._exponents = {n.args[0] for _, e in self.given for n in e.walk() if n.head == "exp"}
        self._depth = 0

    def holds(self, relation: str, e: Expr) -> bool:
        """Whether the engine proves it."""
        return self.region.prove(_ASKED[relation], e) is not None

    def strongest(self, relation: str, e: Expr) -> str | None:
        return next((r for r in _STRONGER[relation] if self.holds(r, e)), None)

    def sign_of(self, e: Expr) -> int | None:
        return 1 if self.holds("> 0", e) else -1 if self.holds("< 0", e) else None

    def fact(self, relation: str, e: Expr) -> str:
        """The name of a lemma: e has the sign on the whole chart. Raises CannotExport where the engine does not know it."""
        found = self.find(relation, e)
        if found is None:
            raise CannotExport(f"cannot prove that {e} {relation}: needs an argument that the export knows.")
        return found

    def find(self, relation: str, e: Expr) -> str | None:
        key = (relation, e)
        if key in self.known:
            return self.known[key]
        self.known[key] = None  # a question about itself stays open
        strongest = self.strongest(relation, e)
        if strongest is None:
            return None
        if strongest != relation:
            base = self.find(strongest, e)
            if base is not None:
                self.known[key] = self.script.on_chart(
                    "fact", statement(relation, self.script.text(e)), "first [ assumption | lra ].", [base]
                )
            return self.known[key]
        self._depth += 1
        try:
            self.known[key] = self._prove(relation, e)
        finally:
            self._depth -= 1
        return self.known[key]

    # -- proofs --------------------------------------------------------------------------------------------------
    def _prove(self, relation: str, e: Expr) -> str:
        claim = statement(relation, self.script.text(e))
        if (relation, e) in self.given:
            return self.script.on_chart("fact", claim, "open_chart HU; first [ assumption | lra ].")
        special = self._by_rule(relation, e) or self._by_root(relation, e) or self._as_product(relation, e)
        if special is not None:
            return special
        posed = list(dict.fromkeys(self._support(relation, e, 0)))
        bounds = "pose proof PI_RGT_0; pose proof PI2_3_2; pose proof PI_4; " if "pi" in e.heads or any("PI" in p for p in posed) else ""
        terms = "; ".join(f"pose proof ({p})" for p in posed)
        proof = f"open_chart HU; {bounds}{terms + '; ' if terms else ''}{self._closing(relation, e)}."
        return self.script.on_chart("fact", claim, proof)

    def _closing(self, relation: str, e: Expr) -> str:
        h = e.head
        if h == "sin" and relation == "> 0":
            return "apply sin_gt_0; lra"
        if h == "sin" and relation == "< 0":
            return "apply sin_lt_0_var; lra"
        if h == "cos" and relation == "> 0":
            return "apply cos_gt_0; lra"
        if h == "cos" and relation == "< 0":
            return "apply cos_lt_0; lra"
        if h == "log":
            return "apply ln_gt_0; lra" if relation == "> 0" else "apply ln_lt_0; lra"
        return "by_sign"

    def _as_product(self, relation: str, e: Expr) -> str | None:
        """Through a factorisation: the one that the engine's reason rests on, or any that shows more than the sum does."""
        if e.head not in ("add", "mul") or self._depth > 12:
            return None
        reason = self.region.prove(_ASKED[relation], e)
        rules = {"factors", "polynomial", "product"} if e.head == "add" else {"factors", "polynomial"}
        data = dict(reason.data) if reason is not None and reason.rule in rules else {}
        if "factors" in data:
            constant = data.get("constant", ONE)
            first = constant if isinstance(constant, Expr) else number(_fraction(constant))
            pairs = [(first, 1), *((b, int(n)) for b, n in data["factors"])]
        elif e.head == "add" and not self._is_easy(e):
            pairs = [(b, int(n)) for b, n in self.region.factors(e)]
            others = [(b, n) for b, n in pairs if b.head != "number"]
            alone = len(others) == 1 and others[0][1] == 1
            if (alone and not self._is_plain(lower(others[0][0]))) or not all(self.strongest("/= 0", b) for b, _ in others):
                return None
        else:
            return None
        whole = [b if n == 1 else Expr("pow", (b, number(n))) for b, n in pairs]
        product = lower(Expr("mul", tuple(whole)) if len(whole) > 1 else whole[0])
        if product is e:
            return None
        same = self.identity(e, product)
        sign = self.fact(relation, product)
        s = self.script
        return s.on_chart("fact", statement(relation, s.text(e)), f"rewrite {s.use(same)}; exact {s.use(sign)}.")

    def _is_easy(self, e: Expr) -> bool:
        """Whether a sum is linear, or all its terms have one sign."""
        if e.head != "add" or all(_is_linear(t) for t in e.args):
            return True
        return any(all(self.holds(r, t) for t in e.args) for r in (">= 0", "<= 0"))

    def _is_plain(self, e: Expr) -> bool:
        """Whether the terms of a sum show its sign: all of one, and one of them strictly."""
        return e.head != "add" or (self._is_easy(e) and any(self.holds("> 0", t) or self.holds("< 0", t) for t in e.args))

    def _by_root(self, relation: str, e: Expr) -> str | None:
        """a + b sqrt(u), by comparing a^2 with b^2 u."""
        if e.head != "add" or relation not in ("> 0", "< 0"):
            return None
        roots = {n for t in e.args for n in (t.args if t.head == "mul" else (t,)) if n.head == "pow" and n.args[1].value == Fraction(1, 2)}
        for r in sorted(roots, key=str):
            rest: list[Expr] = []
            slopes: list[Expr] = []
            for t in e.args:
                factors = list(t.args) if t.head == "mul" else [t]
                if factors.count(r) == 1:
                    factors.remove(r)
                    slopes.append(times(*factors) if len(factors) > 1 else factors[0] if factors else ONE)
                else:
                    rest.append(t)
            if not rest or not slopes or any(r in set(t.walk()) for t in (*rest, *slopes)):
                continue
            a = rest[0] if len(rest) == 1 else plus(*rest)
            b = slopes[0] if len(slopes) == 1 else plus(*slopes)
            if relation == "< 0":
                a, b = minus(a), minus(b)
            squares = pow_(a, 2), times(pow_(b, 2), r.args[0])
            for side, dominant, difference in (
                ("left", a, plus(squares[0], minus(squares[1]))),
                ("right", b, plus(squares[1], minus(squares[0]))),
            ):
                if not (self.holds("> 0", r.args[0]) and self.holds("> 0", dominant) and self.holds("> 0", difference)):
                    continue
                s = self.script
                facts = [self.find("> 0", x) for x in (r.args[0], dominant, difference)]
                if None in facts:
                    continue
                radicand, one, two = (s.use(x or "") for x in facts)
                before = "apply negative_by; " if relation == "< 0" else ""
                arguments = f"({s.text(a)}) ({s.text(b)}) ({s.text(r)}) _ _ _ (sqrt_pos _) (rel_sqrt _ {radicand}) {one} {two}"
                return s.on_chart(
                    "fact", statement(relation, s.text(e)), f"{before}apply (root_pos_{side} {arguments}); unfold Rdiv; ring."
                )
        return None

    def _by_rule(self, relation: str, e: Expr) -> str | None:
        """By a lemma that says what the engine's rule says: a quadratic, a root, an amplitude."""
        reason = self.region.prove(_ASKED[relation], e)
        if reason is None or relation not in ("> 0", "< 0") or reason.rule not in ("quadratic", "root", "amplitude"):
            return None
        data, s = dict(reason.data), self.script
        subjects = [lower(p.subject) for p in reason.premises]
        if any(p.statement != "positive" for p in reason.premises) or len(subjects) != 2:
            return None
        facts = [s.use(self.fact("> 0", x)) for x in subjects]
        coefficients = [f"({s.text(lower(x))})" for x in data["coefficients"]]
        if reason.rule == "quadratic":
            more = f"quadratic_pos {' '.join(coefficients)} ({s.text(lower(data['atom']))}) _ _ {' '.join(facts)}"
        elif reason.rule == "root":
            if data["degree"] != "2" or data["power"] != "1":
                return None
            r = lower(data["root"])
            positive = self.find("> 0", r.args[0])
            if positive is None:
                return None
            side = "left" if subjects[0] is lower(data["coefficients"][0]) else "right"
            square = f"(sqrt_pos _) (rel_sqrt _ {s.use(positive)})"
            more = f"root_pos_{side} {' '.join(coefficients)} ({s.text(r)}) _ _ _ {square} {' '.join(facts)}"
        else:
            u = next((n.args[0] for n in _parts(e) if n.head in ("sin", "cos")), None)
            if u is None:
                return None
            at = text(u, s.names, 0)
            more = f"amplitude_pos {' '.join(coefficients)} (sin {at}) (cos {at}) _ _ {' '.join(facts)} (rel_trig {at})"
        before = "apply negative_by; " if relation == "< 0" else ""
        return s.on_chart("fact", statement(relation, s.text(e)), f"{before}apply ({more}); unfold Rdiv; ring.")

    def _premises(self, relation: str, e: Expr) -> Iterator[str]:
        """What the engine's reason rests on."""
        reason = self.region.prove(_ASKED[relation], e)
        if reason is None:
            return
        below = list(reason.premises)
        while below:
            p = below.pop(0)
            if lower(p.subject) is e and p.statement == reason.statement:
                below += p.premises
                continue
            other = _RELATIONS.get(p.statement)
            subject = lower(p.subject)
            if other is not None and subject is not e and self._depth < 20:
                yield from self._facts((other, subject))
                if p.rule == "given":
                    yield from self._support_of_sum(subject, 1, known=False)
        if reason.rule == "increasing":
            yield from self._increasing(e)
        if reason.rule == "cone":
            yield from self._products(reason)

    def _increasing(self, e: Expr) -> Iterator[str]:
        """f(u) and f(v) compare like u and v."""
        s = self.script
        inner = [n.args[0] for n in _parts(e) if n.head in _INCREASING]
        if len(inner) != 2:
            return
        head = next(n.head for n in _parts(e) if n.head in _INCREASING)
        for u, v in (inner, inner[::-1]):
            name = self.find("> 0", plus(u, minus(v)))
            if name is None:
                continue
            smaller = f"(Rminus_gt_0_lt _ _ {s.use(name)})"
            if head == "log":
                positive = self.find("> 0", v)
                if positive is not None:
                    yield f"ln_increasing _ _ {s.use(positive)} {smaller}"
            else:
                yield f"{_INCREASING[head]} _ _ {smaller}"

    def _products(self, reason: Reason) -> Iterator[str]:
        """Products of what is known, as a certificate in the cone names them."""
        s = self.script
        for _, members in dict(reason.data).get("terms", ()):
            chosen = [reason.premises[int(k)] for k in members]
            if len(chosen) < 2 or any(p.statement not in ("positive", "nonnegative") for p in chosen):
                continue
            names = [self.find(">= 0", lower(p.subject)) for p in chosen]
            if any(n is None for n in names):
                continue
            term = s.use(names[0] or "")
            for n in names[1:]:
                term = f"(mult_nonneg _ _ {term} {s.use(n or '')})"
            yield term

    def _support(self, relation: str, e: Expr, depth: int) -> Iterator[str]:
        """Terms worth having in the context: signs of parts, and what is known of each function everywhere."""
        h, a = e.head, e.args
        if h == "mul":
            for factor in a:
                if factor.head != "number":
                    yield from self._sign_of_part(factor)
        elif h == "pow":
            yield from self._sign_of_part(a[0])
        elif h == "add":
            yield from self._support_of_sum(e, depth)
            yield from self._premises(relation, e)
        elif h == "symbol":
            yield from self._premises(relation, e)
        elif h == "sin":
            u = a[0]
            yield from (
                self._facts(("> 0", u), ("> 0", plus(PI, minus(u)))) if relation == "> 0" else self._facts(("< 0", u), ("> 0", plus(u, PI)))
            )
        elif h == "cos":
            u, half = a[0], over(PI, number(2))
            if relation == "> 0":
                yield from self._facts(("> 0", plus(half, u)), ("> 0", plus(half, minus(u))))
            else:
                yield from self._facts(
                    ("> 0", plus(u, minus(half))), ("> 0", plus(over(Expr("mul", (number(3), PI)), number(2)), minus(u)))
                )
        elif h in ("sinh", "atan", "asin"):
            yield from self._sign_of_part(a[0])
            if h == "asin":
                yield from self._facts((">= 0", plus(ONE, minus(a[0]))), (">= 0", plus(ONE, a[0])))
        elif h == "log":
            u = a[0]
            yield from self._facts(("> 0", u), ("> 0" if relation == "> 0" else "< 0", plus(u, minus(ONE))))
        elif h == "Abs":
            yield from self._sign_of_part(a[0])

    def _facts(self, *wanted: tuple[str, Expr]) -> Iterator[str]:
        for relation, e in wanted:
            name = self.find(relation, e)
            if name is not None:
                yield self.script.use(name)

    def _sign_of_part(self, e: Expr) -> Iterator[str]:
        if e.head == "number" or self._depth > 16:
            return
        if e.head == "pow" and e.args[1].value is not None and e.args[1].value.denominator == 1:
            yield from self._sign_of_part(e.args[0])
            return
        if e.head in ("exp", "cosh", "pi"):
            return
        for relation in ("> 0", "< 0", ">= 0", "<= 0", "/= 0"):
            if self.holds(relation, e):
                yield from self._facts((relation, e))
                return

    def _support_of_sum(self, e: Expr, depth: int, *, known: bool = True) -> Iterator[str]:
        s = self.script
        seen: set[Expr] = set()
        for node in _parts(e):
            if node in seen:
                continue
            seen.add(node)
            h = node.head
            if known and node is not e and h != "pi":
                yield from self._sign_of_part(node)
            written = text(node.args[0], s.names, 0) if h in _FUNCTIONS or h == "pow" else ""
            if h in ("sin", "cos"):
                yield f"{h.upper()}_bound {written}"
                other = call("cos" if h == "sin" else "sin", node.args[0])
                if known and self.holds("/= 0", other):
                    yield from (f"{h}_strict _ {t}" for t in self._facts(("/= 0", other)))
                if h == "sin" and known and other in _parts(e):
                    yield from self._phase(node.args[0])
                if any(n.head in ("sin", "cos") and n.args[0] is node.args[0] and n is not node for n in _parts(e)):
                    yield f"rel_trig {written}"
            elif h == "cosh":
                yield f"cosh_ge_1 {written}"
                if self.holds("/= 0", node.args[0]):
                    name = self.find("/= 0", node.args[0])
                    if name is not None:
                        yield f"cosh_gt_1 _ {s.use(name)}"
                yield f"cosh_gt_sinh {written}"
            elif h == "sinh":
                yield f"cosh_gt_sinh {written}"
            elif h == "exp":
                yield f"exp_pos {written}"
                if minus(node.args[0]) in self._exponents:
                    yield f"exp_inverse {written}"
                if self.holds("> 0", node.args[0]):
                    yield from (f"exp_gt_1 _ {t}" for t in self._facts(("> 0", node.args[0])))
                elif self.holds("< 0", node.args[0]):
                    yield from (f"exp_lt_1 _ {t}" for t in self._facts(("< 0", node.args[0])))
            elif h == "atan":
                yield f"atan_bound {written}"
            elif h == "Abs":
                yield f"Rabs_pos {written}"
            elif h == "pow" and not known:
                if node.args[1].value == Fraction(1, 2):
                    yield f"sqrt_pos {written}"
                    yield from (f"rel_sqrt _ {t}" for t in self._facts(("> 0", node.args[0])))
            elif h == "pow":
                q = node.args[1].value
                if q is not None and q.denominator == 1 and q % 2 == 0:
                    yield f"pow_even_nonneg {written} {q // 2}"
                elif q is not None and q.denominator == 2 and self.holds("> 0", node.args[0]):
                    yield from (f"rel_sqrt _ {t}" for t in self._facts(("> 0", node.args[0])))

    def _phase(self, u: Expr) -> Iterator[str]:
        """cos u - sin u and sin u + cos u, through the angle u + pi/4."""
        shifted, quarter = plus(u, over(PI, number(4))), over(PI, number(2))
        for lemma, low, high in (
            ("cos_minus_sin_pos", plus(quarter, shifted), plus(quarter, minus(shifted))),
            ("sin_plus_cos_pos", shifted, plus(PI, minus(shifted))),
        ):
            if self.holds("> 0", low) and self.holds("> 0", high):
                a, b = self.find("> 0", low), self.find("> 0", high)
                if a is not None and b is not None:
                    yield f"{lemma} _ {self.script.use(a)} (Rminus_gt_0_lt _ _ {self.script.use(b)})"


def _parts(e: Expr) -> Iterator[Expr]:
    """The terms, factors and bases that a sum is made of, down to functions."""
    stack = [e]
    while stack:
        node = stack.pop()
        if node.head == "number":
            continue
        yield node
        if node.head in ("add", "mul"):
            stack.extend(reversed(node.args))
        elif node.head == "pow":
            stack.append(node.args[0])


def _is_linear(e: Expr) -> bool:
    if e.head == "mul":
        return sum(a.head not in ("number", "pi") for a in e.args) <= 1 and all(_is_linear(a) for a in e.args)
    return e.head in ("number", "symbol", "pi") or (e.head == "pow" and e.args[0].head == "pi")


def _fraction(value: object) -> Fraction:
    return Fraction(str(value))


__all__ = ["Condition", "Signs", "statement"]
