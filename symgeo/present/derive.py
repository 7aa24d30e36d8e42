"""From a claim and its verdict to the derivation that a careful author would write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from symgeo.exact.decide import Decision, Stuck
from symgeo.exact.signs.reason import Reason
from symgeo.exact.verdict import Proved, Refuted, Undecided, Verdict
from symgeo.exact.verify import Session
from symgeo.expression import ZERO, Expr, add, mul, number, symbol
from symgeo.geometry.claims import AllHold, Claim, IsConformal, IsHomothetic
from symgeo.geometry.domain import Domain
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.obligations import (
    Connected,
    Defined,
    FullRank,
    NonZero,
    Obligation,
    OffCut,
    Positive,
    PositiveDefinite,
    StretchWithin,
    Zero,
)
from symgeo.notation.boxes import (
    PARTIAL,
    Box,
    fenced,
    matrix,
    number_text,
    operator,
    row,
    script,
    word,
)
from symgeo.present import curved
from symgeo.present.derivation import Block, Bullets, Chain, Definition, Derivation, Paragraph, Section, Text
from symgeo.present.laurent import TooLong, key_of, size
from symgeo.present.outcome import Outcome
from symgeo.present.reasons import because, compared, enumerated, equality, is_plain, statement
from symgeo.present.rewriting import Rewriting
from symgeo.present.statement import Statement

#: A chain beyond this size starts with its first simplification; signs beyond this number are counted only; components of a claim that is
#: not proved are shown to be differentiable, and what a sign is for is printed, up to these sizes.
_START, _SIGNS, _TRIED, _NODE = 1500, 30, 24, 60
#: Components of a curvature start simplified where they are larger than this as they are derived.
_RAW = 60


def derivation(
    session: Session, *, path: str = "", title: str = "", reference: str = "", accepted_by: tuple[str, ...] | None = None
) -> Derivation:
    """The derivation of a session's claim. `accepted_by` says who accepted the verdict, where that is more than the engine.

    >>> from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean
    >>> from symgeo.exact.verify import Session
    >>> r, t = coordinates("r t")
    >>> from sympy import cos, sin
    >>> plane = Chart([r, t], where=[r > 0])
    >>> claim = IsIsometric(SmoothMap(plane, euclidean(2), [r*cos(t), r*sin(t)]), Metric(plane, [[1, 0], [0, r**2]]))
    >>> derivation(Session(claim)).status
    'proved'
    """
    return _Author(session, session.claim).derivation(_accepted(session.verdict(), accepted_by), path, title, reference)


def derive(claim: Claim, *, title: str = "", reference: str = "") -> Derivation:
    """Decide a claim and derive it; a notebook shows the result as mathematics."""
    return derivation(Session(claim), title=title, reference=reference)


class _Author:
    """Writes the derivation of one claim."""

    def __init__(self, session: Session, claim: Any) -> None:
        self.session, self.decision, self.claim = session, session.decision, claim
        self._rewritings: dict[Domain, Rewriting] = {}
        self._asked: dict[tuple[Expr, Expr, Domain], Zero] = {}
        self.said = Statement(claim, self.neat)
        self.notation = self.said.notation
        self.outcome = Outcome(session, self.said, self.rewriting)

    # -- the whole -----------------------------------------------------------------------------------------------------
    def derivation(self, verdict: Verdict, path: str, title: str, reference: str) -> Derivation:
        claim = self.claim
        parts: list[Derivation] = []
        sections: list[Section] = []
        statement_: tuple[Block, ...]
        if isinstance(claim, AllHold):
            for i, part in enumerate(claim.claims, 1):
                own = self.session.decide(part)
                parts.append(_Author(self.session, part).derivation(own, f"{path}#{i}" if path else "", f"Part {i}", ""))
            statement_ = (Paragraph(("All of the following hold.",)),)
            failing = [p.title for p in parts if p.status == "refuted"]
            if isinstance(verdict, Refuted) and failing:
                which = "its counterexample is" if len(failing) == 1 else "their counterexamples are"
                text = (*enumerated(failing), f" {'is' if len(failing) == 1 else 'are'} refuted: {which} given there.")
                sections = [Section("Counterexample", (Paragraph(text),))]
            elif isinstance(verdict, Refuted):
                sections = [self.outcome.counterexample(verdict)]
            elif isinstance(verdict, Undecided) and all(p.status == "proved" for p in parts):
                sections = [Section("What is open", tuple(self.outcome.open(verdict, list(claim.obligations()))))]
        else:
            if isinstance(verdict, Proved) and verdict.factor is not None and claim.factor is None:
                verdict = replace(verdict, factor=self.rewriting(claim.domain).tidied(verdict.factor))
            statement_ = tuple(self.said.blocks(verdict))
            sections = [s for s in self._sections(verdict) if s.blocks]
        return Derivation(
            path=path,
            title=title,
            reference=reference,
            relation=claim.relation,
            status=verdict.word,
            statement=statement_,
            sections=tuple(sections),
            conclusion=self._conclusion(verdict, parts),
            notation=self.notation,
            accepted_by=verdict.accepted_by,
            parts=tuple(parts),
        )

    def _sections(self, verdict: Verdict) -> Iterator[Section]:
        if self.said.f is not None:
            yield Section("Differential", tuple(self._differential(self.said.f, isinstance(verdict, Proved))))
        yield Section("Connection", tuple(curved.christoffel_symbols(self.said, self.decision)))
        claim = self.claim
        if isinstance(verdict, Proved) and isinstance(claim, (IsHomothetic, IsConformal)) and claim.factor is None:
            claim = replace(claim, factor=verdict.factor)
        obligations = [o for o in claim.obligations() if not isinstance(o, Defined)]
        proved = isinstance(verdict, Proved)
        for heading, group in _grouped(obligations):
            yield Section(heading, tuple(self._group(group, proved)))
        if isinstance(verdict, Refuted):
            yield self.outcome.counterexample(verdict)
            yield Section("What holds instead", tuple(self.outcome.instead(verdict)))
        elif isinstance(verdict, Undecided):
            yield Section("What is open", tuple(self.outcome.open(verdict, list(claim.obligations()))))
        else:
            yield Section("Why everything is defined", tuple(self._definedness(verdict)))

    # -- calculations ------------------------------------------------------------------------------------------------------
    def rewriting(self, domain: Domain) -> Rewriting:
        if domain not in self._rewritings:
            parameters = [v for v in domain.variables if v not in domain.coordinates]
            names = (*parameters, *domain.coordinates)
            self._rewritings[domain] = Rewriting(lambda a, b: self.decision.equal(a, b, domain), names)
        return self._rewritings[domain]

    def neat(self, e: Expr, domain: Domain) -> Expr:
        """An expression of the claim as it stands, but for products of equal factors, and numbers in the middle of them."""
        if size(e) > _START:
            return e
        try:
            shorter = size(self.rewriting(domain).writer.tidy(e)) < size(e)
        except TooLong:
            return e
        return self.rewriting(domain).tidied(e) if shorter or _is_clumsy(e) else e

    def _reason(self, domain: Domain) -> Any:
        def reason(left: Expr, right: Expr) -> Text:
            if self.decision.relations and not Decision().equal(left, right, domain):
                return ("by what is assumed of the functions",)
            proofs = self._proof(self._asked.get((left, right, domain)) or Zero(left, right, domain, "a step"))
            text = equality(left, right, [] if isinstance(proofs, Stuck) else proofs)
            integers = sorted(domain.integers & (left.free_symbols | right.free_symbols))
            if integers and not Decision(self.decision.relations).equal(left, right, replace(domain, integers=frozenset())):
                text = (*text, ", as ", *enumerated(map(symbol, integers)), " is an integer" if len(integers) == 1 else " are integers")
            return text

        return reason

    def chain(self, label: Box | None, start: Expr, target: Expr | None, domain: Domain, *, proved: bool, raw: Expr | None = None) -> Chain:
        """The calculation from start to target; `raw` is what the label stands for."""
        rewriting = self.rewriting(domain)
        steps = rewriting.steps(start, target, proved=proved, last=self._reason(domain))
        return Chain(start, steps, domain, label)

    def _differential(self, f: SmoothMap, proved: bool) -> Iterator[Block]:
        domain = self.claim.domain
        if not proved and not all(self._is_differentiable(c) for c in f.components):
            yield Paragraph(("By the rules of differentiation, where the components are differentiable by them:",))
        rewriting = self.rewriting(domain)
        rows: list[tuple[Box, Box]] = []
        checked: list[tuple[Expr, Expr]] = []
        for i, x in enumerate(f.source.coordinates):
            shown = [rewriting.tidied(f.jacobian[a][i]) for a in range(f.target.dimension)]
            checked += [(Expr("derivative", (c, symbol(x))), e) for c, e in zip(f.components, shown, strict=True)]
            name = self.notation.name(x)
            rows.append((script(PARTIAL, sub=name), self.said.tuple_of(shown)))
        rows = [(row(left, self.said.letters.f), right) for left, right in rows]
        yield Definition(tuple(rows), tuple(checked), domain)

    def _proof(self, o: Obligation) -> list[Any] | Stuck:
        """What the engine says of an obligation, with bound variables that have names of their own: as the verdict asked for it."""
        return self.decision.prove(o)

    def _is_proved(self, o: Zero) -> bool:
        """Whether the right side is proved to be defined and to be the left one: asked as by the verdict, so that nothing is done twice."""
        defined = Defined(o.right, 0, o.domain, "a step")
        return not any(isinstance(self._proof(a), Stuck) for a in (o, defined))

    def _is_differentiable(self, c: Expr) -> bool:
        """Whether a component is proved to be; large ones are not tried where nothing depends on it."""
        return size(c) <= _TRIED and not isinstance(self._proof(Defined(c, 1, self.claim.domain, "a component")), Stuck)

    def _group(self, group: list[Obligation], proved: bool) -> Iterator[Block]:
        trivial: list[Box] = []
        for o in group:
            if isinstance(o, Zero):
                label = self.said.label(o)
                if o.left is ZERO and (o.right is ZERO or o.right.value == 0 or self.rewriting(o.domain).tidied(o.right) is ZERO):
                    trivial.append(label)
                    continue
                yield from self._equality(label, o, proved)
            elif isinstance(o, FullRank):
                yield from self._rank(o, proved)
            elif isinstance(o, PositiveDefinite):
                yield from self._minors(o, proved)
            elif isinstance(o, StretchWithin) and proved:
                yield Paragraph(("The differences of the two sides are nonnegative forms:",))
                shown: list[Text] = [self._bullet(s) if isinstance(s.how, Reason) else (str(s.how),) for s in self._steps(o)]
                yield Bullets(tuple((*words, ".") for words in dict.fromkeys(shown)))
            elif isinstance(o, (Positive, NonZero, OffCut)) and proved:
                yield from self._sign(o)
            elif isinstance(o, Connected) and proved:
                yield Paragraph(
                    ("The domain is connected, for each choice of the parameters: so ", self.said.letters.factor, " is one constant.")
                )
        if trivial:
            yield Paragraph(("In ", *_boxes(trivial), " each product has a factor 0: ", "they are 0." if len(trivial) > 1 else "it is 0."))

    def _equality(self, label: Box, o: Zero, proved: bool) -> Iterator[Block]:
        rewriting = self.rewriting(o.domain)
        start = o.left
        if size(start) <= _START and o.label.startswith("(f*h)"):
            start = rewriting.products(o.left)
        elif size(start) > _RAW and curved.heading(o) is not None:
            shorter = self.decision.region(o.domain).simplified(start)
            start = shorter if self.decision.equal(start, shorter, o.domain) else start
        known = proved or (self.decision.refute_quickly([o]) is None and self._is_proved(o))
        right = o.right if getattr(self.claim, "factor", None) is not None else self.neat(o.right, o.domain)
        if known and _in_another_order(start, right):
            if "symmetric" in o.label:
                return
            start = right
        if proved:
            self._asked[start, right, o.domain] = o  # what the verdict rests on is not worked out again
        chain = self.chain(label, start, right if known else None, o.domain, proved=known)
        if size(start) > _START and chain.steps:
            chain = Chain(chain.steps[0].expression, chain.steps[1:], o.domain, label)
        yield chain

    def _rank(self, o: FullRank, proved: bool) -> Iterator[Block]:
        m, n = len(o.rows), len(o.rows[0])
        f = self.said.letters.f
        df = row(word("d"), f)
        what = row(word("det "), df if m == n else row(script(df, sup=word("T")), df))
        metric = {"det g /= 0": self.said.letters.g, "det f*h /= 0": self.said.pulled_back()}.get(o.label)
        along = row(self.said.letters.h, operator("\u2218"), f)
        if metric is not None or self.said.f is None:
            what = row(word("det "), metric if metric is not None else self.said.letters.g)
        elif o.label.startswith("det h"):
            what = row(word("det "), fenced(along))
        if m < n or not proved:
            return
        for step in self._steps(o):
            if isinstance(step.how, Reason):
                yield from self._determinant(what, step, None)

    def _determinant(self, label: Box, step: Any, minor: int | None) -> Iterator[Block]:
        """The calculation of a determinant (of the first rows, or of all) on the part where the step is made, and its sign."""
        domain, reason = step.region.domain, step.how
        o = step.obligation
        rows = o.rows if minor is None else tuple(r[:minor] for r in o.rows[:minor])
        n = len(rows[0])
        gram = len(rows) != n
        det = step.region.determinant(rows, gram=gram)
        shown = self.rewriting(domain).tidied(det)
        part = self._part(domain)
        where: Text = ("On the part", *part, ":") if part else ()
        start = None
        if n <= 3:
            matrix_ = [[_inner(rows, i, j) for j in range(n)] for i in range(n)] if gram else [list(r) for r in rows]
            if gram:
                entries = [[self._shortest(e, domain) for e in r] for r in matrix_]
                if n > 1 and max(size(e) for r in entries for e in r) <= 40:
                    checked = tuple((e, o) for r, q in zip(matrix_, entries, strict=True) for e, o in zip(r, q, strict=True))
                    f = row(word("d"), self.said.letters.f)
                    product = row(script(f, sup=word("T")), f)
                    yield Definition(((product, matrix([[self.notation.write(e) for e in r] for r in entries])),), checked, domain)
                matrix_ = entries
            start = _leibniz(matrix_)
        if start is None or size(start) > 400 or not self.decision.equal(start, shown, domain):
            yield Chain(shown, (), domain, label, where)
        elif _in_another_order(start, shown):
            shown = start
            yield Chain(shown, (), domain, label, where)
        else:
            yield replace(self.chain(label, self.rewriting(domain).products(start), shown, domain, proved=True), where=where)
        if is_plain(reason) and reason.subject.value is not None:
            return
        if reason.subject is det:
            step = replace(step, how=replace(reason, subject=shown))
        yield Paragraph((*self._bullet(step), "."))

    def _shortest(self, e: Expr, domain: Domain) -> Expr:
        """e in the shortest form that was found for it; the steps are decided by the engine."""
        rewriting = self.rewriting(domain)
        steps = rewriting.steps(e, None, proved=False, last=lambda a, b: ())
        return min((rewriting.tidied(e), *(s.expression for s in steps)), key=size)

    def _minors(self, o: PositiveDefinite, proved: bool) -> Iterator[Block]:
        if not proved:
            return
        yield Paragraph(("By Sylvester's criterion, the leading principal minors have to be positive.",))
        n = len(o.rows)
        for k, step in enumerate(self._steps(o)):
            if isinstance(step.how, Reason):
                label = script(word("det "), sub=number_text(str(k % n + 1)))
                yield from self._determinant(label, step, k % n + 1)

    def _steps(self, o: Obligation) -> list[Any]:
        answer = self._proof(o)
        return [] if isinstance(answer, Stuck) else answer

    def _equal_on(self, domain: Domain) -> Any:
        return lambda a, b: self.decision.equal(a, b, domain)

    def _sign(self, o: Positive | NonZero | OffCut) -> Iterator[Block]:
        items: list[Text] = []
        for step in self._steps(o):
            if isinstance(step.how, Reason) and step.how.subject.value is None:
                given = self._is_given(step.how, step.region.domain)
                why = ("by the domain",) if given else self._because(step)
                items.append((statement(step.how), *self._part(step.region.domain), *self._purpose(o), ": ", *why, "."))
        if items:
            yield Bullets(tuple(items))

    def _purpose(self, o: Positive | NonZero | OffCut) -> Text:
        """What a sign among the obligations is for."""
        f, g, h, inverse = self.said.letters.f, self.said.letters.g, self.said.letters.h, self.said.letters.inverse
        if o.label.startswith("f maps into the target's domain"):
            back = self.said.is_backwards(o.domain)
            if back is None:
                return (", so that the maps stay in the domains",)
            return (", so that ", inverse, " maps into the domain") if back else (", so that ", f, " maps into the domain of the target")
        if o.label.startswith("f maps into the domain of h"):
            return (", so that ", f, " maps into the domain of ", h)
        if o.label.startswith("the identity maps"):
            return (", so that ", g, " is given there")
        if o.label.startswith("the inverse is defined on the whole target"):
            return (", so that ", inverse, " is given on the whole target")
        if o.label.startswith("a map that"):
            return (", on the way of the composition",)
        return ()

    def _bullet(self, step: Any) -> Text:
        reason: Reason = step.how
        return (statement(reason), *self._part(step.region.domain), ": ", *self._because(step))

    def _because(self, step: Any) -> Text:
        domain = step.region.domain
        return because(step.how, domain, self._equal_on(domain), lambda e: self.said.written.get(e, e), self.said.conditions)

    def _part(self, domain: Domain) -> Text:
        """Where a statement is made, if not on the whole domain."""
        whole = self.claim.domain
        if domain == whole:
            return ()
        extra: list[Expr] = []
        if domain.coordinates == whole.coordinates or set(domain.variables) < set(whole.variables):
            pairs = (
                ("gt", domain.positive, whole.positive),
                ("ge", domain.nonnegative, whole.nonnegative),
                ("ne", domain.nonzero, whole.nonzero),
            )
            extra = [compared(head, e) for head, mine, others in pairs for e in mine if e not in others and e.free_symbols]
        if set(domain.variables) < set(whole.variables):
            return (" on an interface of two branches",) + ((" with ", *enumerated(extra)) if extra else ())
        if len(extra) > 8:
            return (" for the points of one part of the domain",)
        return (" for ", *enumerated(extra)) if extra else ()

    # -- signs ---------------------------------------------------------------------------------------------------------------
    def _definedness(self, verdict: Proved) -> Iterator[Block]:
        needs: dict[tuple[str, Expr, Domain], list[Expr]] = {}
        first: dict[tuple[str, Expr, Domain], Any] = {}
        joints: dict[tuple[str, Expr], bool | None] = {}
        asked = False
        for step in verdict.grounds.steps:
            if isinstance(step.obligation, Zero) and " across " in step.obligation.label:
                rewriting = self.rewriting(step.region.domain)
                sides = rewriting.tidied(step.obligation.left), rewriting.tidied(step.obligation.right)
                joint = (step.obligation.label, Expr("eq", sides))
                joints.setdefault(joint, not set(step.region.domain.variables) <= set(self.claim.domain.variables))
            node = getattr(step.obligation, "node", None)
            if node is None or not isinstance(step.how, Reason):
                continue
            asked = True
            for reason in step.how.walk():
                top = reason is step.how
                constant = not reason.subject.free_symbols and reason.subject.heads <= {"number", "pi", "E", "pow", "mul"}
                if (
                    constant
                    or self._is_constant(reason.subject, step.region.domain)
                    or (not top and self._is_given(reason, step.region.domain))
                ):
                    continue
                key = (reason.statement, reason.subject, step.region.domain)
                first.setdefault(key, replace(step, how=reason))
                if top and node not in needs.setdefault(key, []):
                    needs[key].append(node)
        items: list[Text] = []
        for key, step in list(first.items())[:_SIGNS]:
            domain = step.region.domain
            used = [e for e in needs.get(key, []) if size(e) <= _NODE][:3]
            what: Text = (" (for ", *enumerated(used), ")") if used else ()
            why = (statement(step.how), ": by the domain") if self._is_given(step.how, domain) else self._bullet(step)
            items.append((*why, *what, "."))
        items += [self._joint(label, e, back) for (label, e), back in list(joints.items())[:_SIGNS]]
        if items:
            yield Bullets(tuple(items))
        elif not asked and not joints:
            yield Paragraph(("Every function in the claim is smooth for all real values: there is nothing to show.",))
        else:
            yield Paragraph(("Only constants have to be positive or not zero, and they are.",))
        left = len(first) + len(joints) - len(items)
        if left > 0:
            yield Paragraph((f"And {left} more of the same kind, in the certificate.",))

    def _is_constant(self, e: Expr, domain: Domain) -> bool:
        """Whether what was asked for is the sign of a number after all, as that of x^2 - x^2 + 1."""
        return e.head == "add" and size(e) <= _NODE and self.rewriting(domain).tidied(e).value is not None

    def _joint(self, label: str, e: Expr, back: bool | None) -> Text:
        """That two branches agree, in value or in a derivative."""
        what, _, where = label.rpartition(" across ")
        name, _, zero = where.rpartition(" = ")
        place: Text = (Expr("eq", (symbol(name), ZERO)),) if name.isidentifier() and zero == "0" else (where,)
        left, right = e.children
        sides: Text = ("on both sides a value or a derivative is ", left) if left is right else (e,)
        return ("Where ", *place, " the branches of ", *self.outcome.prose(what, back), " fit together: ", *sides, ".")

    def _is_given(self, reason: Reason, domain: Domain) -> bool:
        """Whether a condition of the domain says the same."""
        if is_plain(reason):
            return True
        writer = self.rewriting(domain).writer
        given = {
            "positive": domain.positive,
            "nonnegative": domain.nonnegative + domain.positive,
            "nonzero": domain.nonzero + domain.positive,
        }
        key = key_of(writer.sum(reason.subject))
        return any(key_of(writer.sum(e)) == key for e in given.get(reason.statement, ()) if e.free_symbols == reason.subject.free_symbols)

    def _conclusion(self, verdict: Verdict, parts: list[Derivation]) -> Text:
        by = " and ".join(verdict.accepted_by)
        count = {word_: sum(p.status == word_ for p in parts) for word_ in ("proved", "refuted", "undecided")}
        of_parts = f" ({', '.join(f'{n} of {len(parts)} parts {w}' for w, n in count.items() if n)})" if parts else ""
        if isinstance(verdict, Proved):
            return (f"Proved on the whole domain{of_parts}; accepted by: {by}.",)
        if isinstance(verdict, Refuted):
            return (f"Refuted{of_parts}; accepted by: {by}.",)
        return (f"Undecided{of_parts}: neither proved nor refuted.",)


def _in_another_order(a: Expr, b: Expr) -> bool:
    """Whether two sums or two products have the same terms, so that a line from one to the other says nothing."""
    return a.head == b.head and a.head in ("add", "mul") and sorted(map(str, a.args)) == sorted(map(str, b.args))


def _is_clumsy(e: Expr) -> bool:
    """Whether numbers stand where nobody writes them: behind a factor, or several in one sum or product."""
    for node in e.walk():
        if node.head in ("mul", "add"):
            numbers = [i for i, c in enumerate(node.children) if c.value is not None]
            if len(numbers) > 1 or (node.head == "mul" and numbers and numbers[0] > 0):
                return True
    return False


def _accepted(verdict: Verdict, by: tuple[str, ...] | None) -> Verdict:
    return verdict if by is None or by == verdict.accepted_by else replace(verdict, accepted_by=by)


# -- helpers -------------------------------------------------------------------------------------------------------------
def _grouped(obligations: list[Obligation]) -> Iterator[tuple[str, list[Obligation]]]:
    """Obligations under headings, in their order."""
    groups: dict[str, list[Obligation]] = {}
    for o in obligations:
        label = o.label
        curvature = curved.heading(o)
        if curvature is not None:
            heading = curvature
        elif label.startswith("(f*h)"):
            heading = "Pullback"
        elif "inverse gives back" in label:
            heading = "Inverse"
        elif "factor" in label:
            heading = "The factor"
        elif "symmetric" in label:
            heading = "Symmetry"
        elif isinstance(o, FullRank):
            heading = "Rank"
        elif isinstance(o, PositiveDefinite):
            heading = "Definiteness"
        elif isinstance(o, StretchWithin):
            heading = "Distortion"
        else:
            heading = "Domains"
        groups.setdefault(heading, []).append(o)
    return iter(groups.items())


def _inner(rows: tuple[tuple[Expr, ...], ...], i: int, j: int) -> Expr:
    terms = [mul(r[i], r[j]) for r in rows if r[i] is not ZERO and r[j] is not ZERO]
    return add(*terms) if terms else ZERO


def _leibniz(m: list[list[Expr]]) -> Expr:
    if len(m) == 1:
        return m[0][0]
    terms = []
    for j, e in enumerate(m[0]):
        if e is not ZERO:
            minor = _leibniz([[x for k, x in enumerate(r) if k != j] for r in m[1:]])
            if minor is ZERO:
                continue
            terms.append(Expr("mul", (e, minor)) if j % 2 == 0 else Expr("mul", (number(-1), e, minor)))
    return ZERO if not terms else terms[0] if len(terms) == 1 else Expr("add", tuple(terms))


def _boxes(boxes: list[Box]) -> Text:
    out: list[Any] = []
    for i, box in enumerate(boxes):
        out += [", " if i else "", box]
    return tuple(out)


__all__ = ["Derivation", "derivation", "derive"]
