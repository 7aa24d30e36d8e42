"""The ladder: from a claim's obligations to a verdict.

For each claim: find points of its domain; look for a point where an obligation fails (cheap, and decisive); cut the domain
where branches change; prove on each piece that everything is defined and smooth enough, that signs are as needed, and
that the two sides are equal; where that does not succeed, look harder for a point. What neither step settles is
undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain, combinations, islice
from typing import Any

from symgeo.errors import DomainError, NotAMetricError
from symgeo.exact import refute
from symgeo.exact.algebra.field import CannotConvert
from symgeo.exact.algebra.ring import StepLimit
from symgeo.exact.balls.enclosure import Evaluator, text
from symgeo.exact.connected import is_connected
from symgeo.exact.definite import BOXES, FEW_BOXES, MORE_BOXES, Covered, difference, prove_definite, prove_within
from symgeo.exact.functions import Jets, solutions_exist
from symgeo.exact.pieces import (
    CannotCut,
    Interface,
    Piece,
    cut,
    expand_sums,
    has_switch,
    interface_conditions,
    resolve_with,
    sign_in,
    without_extrema,
)
from symgeo.exact.points import Point, PointSource, contains
from symgeo.exact.region import Region
from symgeo.exact.signs.sign import Reason
from symgeo.exact.verdict import Proved, Refuted, Undecided, Verdict, Witness, point_text
from symgeo.exact.zero import ZeroProof, prove_zero
from symgeo.expression import Expr, mul, number, power, rename_bound, resolve_derivatives, sqrt
from symgeo.geometry.domain import Domain
from symgeo.geometry.obligations import (
    Condition,
    Connected,
    Defined,
    FullRank,
    NonZero,
    Obligation,
    OffCut,
    Positive,
    PositiveDefinite,
    StretchWithin,
    Unknown,
    Zero,
    conditions,
    conditions_along,
    derivatives_along,
)

QUICK_POINTS = 2
#: Matrices of more rows are not shown to be semidefinite by their principal minors.
_MINORS = 5
DEEP = ((64, 24), (256, 16), (1024, 4), (4096, 1))


@dataclass(frozen=True)
class Step:
    """One thing that was proved: an obligation (or a condition of one) on a region, and how."""

    obligation: Obligation
    region: Region
    how: ZeroProof | Reason | str


@dataclass(frozen=True)
class Grounds:
    """All that a proof rests on: its obligations, the steps that settle them, and a point of each domain."""

    obligations: list[Obligation]
    steps: list[Step]
    points: list[tuple[Domain, Point]]
    relations: tuple[Expr, ...]


@dataclass(frozen=True)
class Stuck:
    """Why an obligation was not proved."""

    obligation: Obligation
    reason: str
    detail: str
    region: Region | None = None
    witness: Witness | None = None


@dataclass
class Decision:
    """Work on the claims about one set of objects: regions and points are kept from one question to the next."""

    relations: tuple[Expr, ...] = ()
    steps: list[Step] = field(default_factory=list)
    _regions: dict[Domain, Region] = field(default_factory=dict)
    _points: dict[Domain, tuple[PointSource, list[Point], Iterator[Point]]] = field(default_factory=dict)
    _answers: dict[Obligation, list[Step] | Stuck] = field(default_factory=dict)
    _jets: dict[tuple[Domain, tuple[Expr, ...]], Jets] = field(default_factory=dict)

    def region(self, domain: Domain) -> Region:
        if domain not in self._regions:
            self._regions[domain] = Region(domain, self.relations, lambda count: self.points(domain, count))
        return self._regions[domain]

    def points(self, domain: Domain, count: int) -> list[Point]:
        """The first `count` points of the domain (fewer if no more are found)."""
        if domain not in self._points:
            source = PointSource(domain)
            self._points[domain] = (source, [], iter(source))
        _, found, more = self._points[domain]
        if len(found) < count:
            found.extend(islice(more, count - len(found)))
        return found[:count]

    # -- the ladder ----------------------------------------------------------------------------------------------
    def decide(self, claim: Any, obligations: list[Obligation]) -> Verdict:
        """The verdict on all obligations together."""
        obligations = [_apart(o) for o in obligations]
        for domain in dict.fromkeys(o.domain for o in obligations):
            if not self.points(domain, 1):
                if self.region(domain).prover.empty() is not None:
                    raise DomainError("cannot decide a claim on an empty domain: needs inequalities that can hold together.")
                return Undecided(claim, "no_point", "no rational point was found that satisfies all inequalities")
        witness = self._too_few_rows(obligations) or self.refute_quickly(obligations)
        if witness is not None:
            return self._refuted(claim, witness)
        if self.relations:
            unsolved = self.unsolved_relation(obligations[0].domain)
            if unsolved is not None:
                return Undecided(claim, "no_point", unsolved)
        steps: list[Step] = []
        stuck: list[Stuck] = []
        for obligation in obligations:
            answer = self.prove(obligation)
            if isinstance(answer, Stuck):
                witness = self.refute_deeply(answer)
                if witness is not None:
                    return self._refuted(claim, witness)
                stuck.append(answer)
            else:
                steps += answer
        if stuck:
            first = stuck[0]
            return Undecided(claim, first.reason, f"{first.obligation.label}: {first.detail}")
        domains = dict.fromkeys(o.domain for o in obligations)
        return Proved(claim, Grounds(obligations, steps, [(d, self.points(d, 1)[0]) for d in domains], self.relations))

    def _refuted(self, claim: Any, witness: Witness) -> Refuted:
        if witness.about.endswith("symmetric") or " symmetric " in witness.about:
            i, j = witness.component or (0, 0)
            raise NotAMetricError(
                f"cannot use a matrix as a metric: needs a symmetric one, got entries [{i + 1},{j + 1}] and [{j + 1},{i + 1}] that differ. "
                f"{witness.statement}"
            )
        return Refuted(claim, witness)

    # -- refutation ----------------------------------------------------------------------------------------------
    def evaluators(self, domain: Domain, count: int, precision: int, expressions: list[Expr]) -> list[tuple[Point, Evaluator]]:
        """Points of a domain with evaluators there; undefined functions are such that the relations hold."""
        points = self.points(domain, count)
        if not self.relations:
            return [(p, refute.evaluator(p, precision)) for p in points]
        jets = self._jets_of(domain, expressions)
        if not jets.usable:
            return []
        found = []
        for k, p in enumerate(points):
            functions = next((f for f in (jets.at(p, precision, 10 * k + j) for j in range(6)) if f is not None), None)
            if functions is not None:
                found.append((p, Evaluator(p, precision, functions=functions)))
        return found

    def _jets_of(self, domain: Domain, expressions: list[Expr]) -> Jets:
        key = (domain, tuple(expressions))
        if key not in self._jets:
            self._jets[key] = Jets(self.region(domain), expressions)
        return self._jets[key]

    def _too_few_rows(self, obligations: list[Obligation]) -> Witness | None:
        """The rank of df is at most m: with m < n it is nowhere n."""
        for o in obligations:
            if isinstance(o, FullRank) and len(o.rows) < len(o.rows[0]):
                point = self.points(o.domain, 1)[0]
                why = f"df has {len(o.rows)} rows, so its rank is less than {len(o.rows[0])}"
                return Witness("rank", (point_text(point),), f"{refute.describe(point)} (and everywhere): {why}.")
        return None

    def refute_quickly(self, obligations: list[Obligation]) -> Witness | None:
        """One pass over a few points at low precision."""
        all_expressions = [e for o in obligations for e in self._expressions(o)]
        at = {d: self.evaluators(d, QUICK_POINTS, 64, all_expressions) for d in dict.fromkeys(o.domain for o in obligations)}
        for obligation in obligations:
            for point, evaluator in at[obligation.domain]:
                witness = refute.fails_at(obligation, point, 64, evaluator)
                if witness is not None:
                    return witness
        return None

    def refute_deeply(self, stuck: Stuck) -> Witness | None:
        """More points, higher precision, and exact zeros, for one obligation that was not proved."""
        obligation = stuck.obligation
        if stuck.witness is not None:
            return stuck.witness
        domains = [obligation.domain]
        if (
            stuck.region is not None
            and stuck.region.domain != obligation.domain
            and stuck.region.domain.variables == obligation.domain.variables
        ):
            domains.append(stuck.region.domain)  # a small piece on which it got stuck
        # Whether an integral is defined shows at once or not at all, and high precision takes long.
        once = isinstance(obligation, Defined) and "integral" in obligation.expression.heads
        for precision, count in DEEP[:1] if once else DEEP:
            for domain in domains:
                for point, evaluator in self.evaluators(domain, count, precision, self._expressions(obligation)):
                    if domain is not obligation.domain and not contains(obligation.domain, point):
                        continue
                    witness = refute.fails_at(obligation, point, precision, evaluator)
                    if witness is not None:
                        return witness
        if self.relations:
            return None
        if isinstance(obligation, Defined):
            return self._undefined_somewhere(obligation) or self._not_differentiable_somewhere(obligation)
        if isinstance(obligation, FullRank):
            return self._rank_drops_somewhere(obligation)
        if isinstance(obligation, Positive) and obligation.node is None and obligation.strict and not has_switch(obligation.expression):
            kind = "outside-target" if "target" in obligation.label else "not-proportional"
            return self._zero_of(obligation.expression, obligation, f"it is not true that {obligation.label}", kind)
        return None

    def _undefined_somewhere(self, obligation: Defined) -> Witness | None:
        """An exact zero of a denominator (or of the argument of a logarithm, ...) inside the domain."""
        e = obligation.expression
        if has_switch(e) or obligation.differentiated:
            return None
        region = self.region(obligation.domain)
        for condition in conditions(e, 0, obligation.domain, obligation.label):
            if isinstance(condition, NonZero) or (isinstance(condition, Positive) and condition.strict):
                subject = condition.expression
            else:
                continue
            if condition.domain != obligation.domain or _has_functions(subject):
                continue
            if condition.node is not None and condition.node.head == "cbrt":
                continue  # what is differentiated may be smooth without its form
            if condition.node is not None and condition.node.head == "pow" and condition.node.args[1].value is None:
                continue  # x**n is defined at x = 0 where the parameter n is a positive integer
            if self._prove_condition(condition, region) is not None:
                continue
            if isinstance(condition, Positive) and (
                condition.node is None or condition.node.head not in ("log", "atanh", "gamma", "polygamma")
            ):
                continue  # roots, for instance, are defined at 0
            witness = self._zero_of(subject, obligation, f"{obligation.label} is not defined, since {subject} = 0 in {condition.node}")
            if witness is not None:
                return witness
        return None

    def _not_differentiable_somewhere(self, obligation: Defined) -> Witness | None:
        """A point at which a one-sided derivative along a coordinate has two values, as sqrt(x^2 + y^2) has at the origin."""
        e = obligation.expression
        if obligation.level == 0 or not e.heads.isdisjoint(("sign", "piecewise", "Max", "Min", "derivative", "apply", "jet")):
            return None
        region = self.region(obligation.domain)
        for condition in conditions(e, obligation.level, obligation.domain, obligation.label):
            if not isinstance(condition, (Positive, NonZero)) or condition.domain != obligation.domain:
                continue
            if self._prove_condition(condition, region) is not None:
                continue
            factors = [f for f, _ in region.factors(condition.expression)]
            point = refute.vanishing_point(condition.expression, region, self.points(obligation.domain, 24), factors)
            if point is None:
                continue
            for x in sorted(e.free_symbols & set(obligation.domain.coordinates)):
                slopes = refute.one_sided_slopes(e, point, x)
                if slopes is not None and not slopes[0].overlaps(slopes[1]):
                    below, above = map(text, slopes)
                    return Witness(
                        "not-c1",
                        (point_text(point),),
                        f"{refute.describe(point)}: {obligation.label} is not C^1: its derivative by {x} tends to {below} from below "
                        f"and to {above} from above.",
                        pulled_back=below,
                        declared=above,
                        sides=(e, e),
                        about=obligation.label,
                    )
        return None

    def _zero_of(self, e: Expr, obligation: Obligation, why: str, kind: str = "undefined") -> Witness | None:
        region = self.region(obligation.domain)
        points = self.points(obligation.domain, 24)
        product = region.factors(e)
        whole = mul(*(power(f, n) for f, n in product))
        factors = [f for f, n in product if n > 0]
        point = refute.vanishing_point(e, region, points, factors)
        if point is not None:
            return Witness(kind, (point_text(point),), f"{refute.describe(point)}: {why}.", sides=(e, number(0)), about=obligation.label)
        for factor in factors:
            ends = refute.sign_change(factor, whole, obligation.domain, points)
            if ends is not None:
                p, q = ends
                return Witness(
                    kind,
                    (point_text(p), point_text(q)),
                    f"Between these two points, on the segment that joins them inside the domain, {factor} changes sign; "
                    f"where it vanishes, {why}.",
                    sides=(factor, number(0)),
                    about=obligation.label,
                )
        return None

    def _rank_drops_somewhere(self, obligation: FullRank) -> Witness | None:
        if any(has_switch(e) for row in obligation.rows for e in row):
            return None
        region = self.region(obligation.domain)
        square = len(obligation.rows) == len(obligation.rows[0])
        try:
            det = region.determinant(obligation.rows, gram=not square)
        except (CannotConvert, StepLimit):
            return None
        what = "det" if square else "det df^T df"
        if square:
            return self._zero_of(det, obligation, f"{what} = 0, so the rank is not full", "rank")
        factors = [f for f, _ in region.factors(det)]
        point = refute.vanishing_point(det, region, self.points(obligation.domain, 12), factors)
        if point is None:
            return None
        return Witness(
            "rank", (point_text(point),), f"{refute.describe(point)}: {what} = 0, so the rank is not full.", sides=(det, number(0))
        )

    # -- proof ---------------------------------------------------------------------------------------------------
    def prove(self, obligation: Obligation) -> list[Step] | Stuck:
        """What proves the obligation, or why it is stuck. Remembered."""
        obligation = _apart(obligation)
        if obligation not in self._answers:
            try:
                self._answers[obligation] = self._prove(obligation)
            except StepLimit:
                self._answers[obligation] = Stuck(obligation, "budget", "the algebra grew beyond the budget")
            except CannotConvert as error:
                self._answers[obligation] = Stuck(obligation, "unknown_function", str(error))
            except CannotCut as error:
                self._answers[obligation] = Stuck(obligation, "interface", str(error))
        return self._answers[obligation]

    def equal(self, left: Expr, right: Expr, domain: Domain) -> bool:
        """Whether it is proved that right is defined and equal to left wherever left is defined on the domain."""
        zero, defined = Zero(left, right, domain, "a step"), Defined(right, 0, domain, "a step")
        return not isinstance(self.prove(zero), Stuck) and not isinstance(self.prove(defined), Stuck)

    def known(self, obligation: Obligation) -> list[Step] | Stuck | None:
        """What was found about an obligation so far."""
        return self._answers.get(_apart(obligation))

    def _expressions(self, obligation: Obligation) -> list[Expr]:
        if isinstance(obligation, Zero):
            return [obligation.left, obligation.right]
        if isinstance(obligation, (Defined, Positive, NonZero)):
            return [obligation.expression]
        if isinstance(obligation, (FullRank, PositiveDefinite)):
            return [e for row in obligation.rows for e in row]
        if isinstance(obligation, StretchWithin):
            return [e for rows in (obligation.form, obligation.metric) for row in rows for e in row]
        return []

    def _prove(self, obligation: Obligation) -> list[Step] | Stuck:
        if isinstance(obligation, Unknown):
            return Stuck(obligation, "unknown_function" if obligation.node else "factor", obligation.reason)
        if isinstance(obligation, Connected):
            region = self.region(obligation.domain)
            if is_connected(obligation.domain, obligation.domain.coordinates):
                return [Step(obligation, region, "the domain is connected for each choice of the parameters: convex up to rays")]
            return Stuck(obligation, "not_reduced", "the domain was not proved to be connected", region)
        expressions = self._expressions(obligation)
        if isinstance(obligation, Defined) and any(n.head == "derivative" and has_switch(n) for n in obligation.expression.walk()):
            return Stuck(obligation, "interface", "a derivative is taken of an expression with branches")
        if isinstance(obligation, Defined) and (obligation.as_written or obligation.along) and any(map(has_switch, _forms(obligation))):
            return Stuck(obligation, "interface", "a function with branches is not proved to be smooth around the image")
        if not any(map(has_switch, (*expressions, *obligation.domain.conditions))):
            return self._prove_on(obligation, self.region(obligation.domain), obligation.domain)
        try:
            pieces, interfaces = cut(obligation.domain, expressions, self.region, self._is_defined)
        except CannotCut:
            return self._prove_uncut(obligation, expressions)
        steps: list[Step] = []
        for piece in pieces:
            # An equality of continuous functions extends to the interfaces; an inequality has to be proved there too.
            domain = piece.domain if isinstance(obligation, Zero) else piece.closed
            parts = [_resolved(obligation, piece, domain)]
            if isinstance(obligation, Defined):
                parts += [Defined(e, 0, domain, obligation.label) for e in piece.deciders(obligation.expression)]
            for part in parts:
                answer = self._prove_on(part, self.region(domain), domain)
                if isinstance(answer, Stuck):
                    return replace(answer, obligation=obligation)
                steps += answer
        if isinstance(obligation, Defined):
            for interface in interfaces:
                answer = self._prove_across(obligation, interface)
                if isinstance(answer, Stuck):
                    return answer
                steps += answer
        return steps

    def _prove_uncut(self, obligation: Obligation, expressions: list[Expr]) -> list[Step] | Stuck:
        """For continuous branches only: |u| is defined and continuous where u is, and an equality needs only |u|^2 = u^2.

        Raises CannotCut for anything else.
        """
        continuous = all(e.heads.isdisjoint(("sign", "piecewise")) for e in expressions)
        region = self.region(obligation.domain)
        if continuous and isinstance(obligation, Zero):
            plain = replace(obligation, left=without_extrema(obligation.left), right=without_extrema(obligation.right))
            return self._prove_on(plain, region, obligation.domain)
        if continuous and isinstance(obligation, Defined) and obligation.level == 0:
            return self._prove_on(obligation, region, obligation.domain)
        raise CannotCut("a switch does not change along the graph of a function")

    def _prove_across(self, obligation: Defined, interface: Interface) -> list[Step] | Stuck:
        """That the branches fit together on an interface."""
        e = resolve_derivatives(obligation.expression)
        if not has_switch(e):
            return []
        domain = interface.slice
        if self.region(domain).prover.empty() is not None:
            return [Step(obligation, self.region(domain), "the interface is outside the domain")]
        # On the interface itself another branch may be taken than on its sides.
        at = {interface.variable: interface.value}
        lost = derivatives_along(obligation.expression, replace(obligation.domain, positive=(), nonnegative=(), nonzero=()), at)
        there = self.prove(Defined(e.substitute(at), 0, domain, f"{obligation.label} where {interface.switch} = 0", along=lost))
        if isinstance(there, Stuck):
            return replace(there, obligation=obligation, region=None, witness=None)  # those speak of fewer variables
        steps = [*there]
        sign = sign_in(self.region(domain))
        for one, other in interface_conditions(e, obligation.level, interface, self.region):
            left, right = resolve_with(one, sign), resolve_with(other, sign)
            answer = self.prove(Zero(left, right, domain, f"{obligation.label} across {interface.switch} = 0"))
            if isinstance(answer, Stuck):
                why = f"the branches were not proved to fit where {interface.switch} = 0"
                return Stuck(obligation, "interface", why, answer.region, self._corner(obligation, interface, answer))
            steps += answer
        return steps

    def _corner(self, obligation: Defined, interface: Interface, stuck: Stuck) -> Witness | None:
        """A point of the interface at which the branches are proved to differ, in value or in a derivative.

        Along a coordinate: for each value of its parameters a claim speaks of other objects, and between those may be a jump.
        """
        if interface.variable not in obligation.domain.coordinates:
            return None
        found = self.refute_deeply(stuck)
        if found is None or found.kind != "unequal":
            return None
        at = {name: number(Fraction(value)) for name, value in found.points[0].items()}
        value = self.region(Domain(())).simplified(interface.value.substitute(at))
        point = {v: str(value) if v == interface.variable else found.points[0][v] for v in interface.domain.variables}
        place: dict[str, Any] = {v: Fraction(value) for v, value in found.points[0].items()}
        if not contains(obligation.domain, {**place, interface.variable: Evaluator({}, 256)(value)}):
            return None  # conditions with a derivative are weaker on the interface
        where = "At " + ", ".join(f"{k} = {v}" for k, v in point.items())
        what = "continuous" if obligation.level == 0 else "C^1"
        return replace(
            found,
            kind="not-c1",
            about=obligation.label,
            points=(point,),
            statement=f"{where}: {obligation.label} is not {what}: on the two sides of {interface.switch} = 0 it tends to "
            f"{found.pulled_back} and {found.declared} in value or in a first derivative.",
        )

    def _prove_on(self, obligation: Obligation, region: Region, domain: Domain) -> list[Step] | Stuck:
        """One obligation on one piece, without switches."""
        if isinstance(obligation, Zero):
            proof = prove_zero(region, obligation.left, obligation.right, lambda e: self._smooth(e, region))
            if proof is None:
                return Stuck(obligation, "not_reduced", "the difference was not reduced to zero", region)
            return [Step(obligation, region, proof)]
        if isinstance(obligation, Defined):
            return self._prove_defined(obligation, region)
        if isinstance(obligation, (Positive, NonZero, OffCut, Unknown)):
            reason = self._prove_condition(obligation, region)
            if reason is None:
                target = "target" in obligation.label
                return Stuck(obligation, "target" if target else "sign", "it was not proved on the whole domain", region)
            return [Step(obligation, region, reason)]
        if isinstance(obligation, FullRank):
            square = len(obligation.rows) == len(obligation.rows[0])
            det = region.determinant(obligation.rows, gram=not square)
            reason = region.prove("nonzero" if square else "positive", det)
            if reason is None:
                return Stuck(obligation, "rank", f"the determinant {det} was not proved to have no zero", region)
            return [Step(obligation, region, reason)]
        if isinstance(obligation, StretchWithin):
            return self._prove_stretch(obligation, region)
        assert isinstance(obligation, PositiveDefinite)
        n = len(obligation.rows)
        steps = []
        for size in range(1, n + 1):
            minor = region.determinant(tuple(row[:size] for row in obligation.rows[:size]), gram=False)
            reason = region.prove("positive", minor)
            if reason is None:
                return self._definite_on_boxes(obligation, region) or Stuck(
                    obligation, "sign", f"the leading minor {minor} was not proved to be positive", region
                )
            steps.append(Step(obligation, region, reason))
        return steps

    def _prove_stretch(self, obligation: StretchWithin, region: Region) -> list[Step] | Stuck:
        """By a few boxes in balls; else each bound by itself: by the signs of principal minors, which shows a bound that is attained,
        or by many boxes."""
        points = self.points(obligation.domain, 4)
        first = prove_within(obligation, region, points, FEW_BOXES)
        if isinstance(first, Covered):
            return [Step(obligation, region, first.text)]
        why = "the stretch was not proved to be within its bounds"
        witness = first
        for precision in (256, 1024) if witness is None else ():
            failures = (refute.fails_at(obligation, p, precision) for p in points)
            witness = witness or next((w for w in failures if w is not None), None)
        if witness is not None:
            return Stuck(obligation, "sign", why, region, witness)
        steps: list[Step] = []
        for part in (replace(obligation, upper=None), replace(obligation, lower=None)):
            if part.lower is None and part.upper is None:
                continue
            found = prove_within(part, region, points, MORE_BOXES)
            if found is None and (exact := self._semidefinite(part, region)):
                steps += exact
                continue
            found = found or prove_within(part, region, points, BOXES)
            if not isinstance(found, Covered):
                return Stuck(obligation, "sign", f"{why} by {BOXES} boxes", region, found)
            steps.append(Step(obligation, region, found.text))
        return steps

    def _definite_on_boxes(self, obligation: PositiveDefinite, region: Region) -> list[Step]:
        """Many matrices have minors too long for the signs of their parts, and no zero near. Empty if that fails."""
        found = prove_definite(obligation.rows, obligation.domain, region, FEW_BOXES)
        if found is None:
            return []
        return [Step(obligation, region, found.text)]

    def _semidefinite(self, obligation: StretchWithin, region: Region) -> list[Step]:
        """Steps that prove one bound: no principal minor of the difference is negative. Empty if that fails."""
        rows = difference(obligation)
        n, steps = len(rows), []
        if n > _MINORS:
            return []
        try:
            for size in range(1, n + 1):
                for chosen in combinations(range(n), size):
                    minor = region.determinant(tuple(tuple(rows[i][j] for j in chosen) for i in chosen), gram=False)
                    reason = region.prove("nonnegative", minor)
                    if reason is None:
                        return []
                    steps.append(Step(obligation, region, reason))
        except (CannotConvert, StepLimit):
            return []
        return steps

    def _prove_defined(self, obligation: Defined, region: Region) -> list[Step] | Stuck:
        e = obligation.expression
        steps, failed = self._conditions(e, obligation.level, obligation, region)
        if failed is None:
            return steps
        if obligation.level > 0 and not obligation.as_written:
            # Defined and continuous as it stands, and equal to something that is smooth by its own form.
            steps, weak = self._conditions(e, 0, obligation, region)
            if weak is None:
                other = region.normal(e)
                more, failed = self._conditions(other, obligation.level, obligation, region)
                if failed is None:
                    return steps + more
            else:
                failed = weak
        return failed

    def _conditions(self, e: Expr, level: float, obligation: Defined, region: Region) -> tuple[list[Step], Stuck | None]:
        steps: list[Step] = []
        own = conditions(e, level, region.domain, obligation.label)
        for condition in chain(own, *(conditions_along(f, region.domain, obligation.label) for f in obligation.along)):
            where = region if condition.domain == region.domain else self.region(condition.domain)
            reason = self._prove_condition(condition, where)
            if reason is None:
                detail = (
                    condition.reason if isinstance(condition, Unknown) else f"it needs {_condition_text(condition)}, for {condition.node}"
                )
                code = "unknown_function" if isinstance(condition, Unknown) else "definedness"
                return steps, Stuck(obligation, code, detail, where)
            steps.append(Step(condition, where, reason))
        return steps, None

    def _prove_condition(self, condition: Condition, region: Region) -> Reason | None:
        if isinstance(condition, Unknown):
            return None
        if isinstance(condition, OffCut):
            for what, e in (("nonzero", condition.v), ("positive", condition.u)):
                reason = region.prove(what, e)
                if reason is not None:
                    return reason
            return region.prove("positive", condition.u + sqrt(power(condition.u, 2) + power(condition.v, 2)))
        if isinstance(condition, NonZero):
            return region.prove("nonzero", condition.expression)
        reason = region.prove("positive", condition.expression)
        if reason is None and not condition.strict:
            reason = region.prove("nonnegative", condition.expression)
        return reason

    def _is_defined(self, e: Expr, domain: Domain) -> bool:
        """Whether e is proved to be defined and continuous on a domain."""
        found = conditions(e, 0, domain, "where the domain is cut")
        return all(self._prove_condition(c, self.region(c.domain)) is not None for c in found)

    def _smooth(self, e: Expr, region: Region) -> bool:
        # In the parameters too: by those it is differentiated as well.
        found = conditions(e, 1, region.domain, "an expression whose derivatives vanish", frozenset(region.domain.variables))
        return all(self._prove_condition(c, region if c.domain == region.domain else self.region(c.domain)) is not None for c in found)

    # -- relations -----------------------------------------------------------------------------------------------
    def unsolved_relation(self, domain: Domain) -> str | None:
        """Why functions that satisfy the relations are not known to exist; None if they are."""
        return solutions_exist(self.region(domain))


def _forms(obligation: Defined) -> tuple[Expr, ...]:
    """What is to be defined, as it stands and as it was written."""
    return (obligation.expression, *(function.written for function in obligation.along))


def _condition_text(condition: Condition) -> str:
    if isinstance(condition, NonZero):
        return f"{condition.expression} /= 0"
    if isinstance(condition, OffCut):
        return f"({condition.u}, {condition.v}) off the negative half-line"
    assert isinstance(condition, Positive)
    return f"{condition.expression} {'>' if condition.strict else '>='} 0"


def _resolved(obligation: Obligation, piece: Piece, domain: Domain) -> Obligation:
    r: Callable[[Expr], Expr] = piece.resolve
    if isinstance(obligation, Zero):
        return replace(obligation, left=r(obligation.left), right=r(obligation.right), domain=domain)
    if isinstance(obligation, (Defined, Positive, NonZero)):
        return replace(obligation, expression=r(obligation.expression), domain=domain)
    if isinstance(obligation, (FullRank, PositiveDefinite)):
        return replace(obligation, rows=tuple(tuple(r(e) for e in row) for row in obligation.rows), domain=domain)
    if isinstance(obligation, StretchWithin):
        form, metric = (tuple(tuple(r(e) for e in row) for row in rows) for rows in (obligation.form, obligation.metric))
        return replace(obligation, form=form, metric=metric, domain=domain)
    return replace(obligation, domain=domain)


def _apart(obligation: Obligation) -> Obligation:
    """The obligation with sums written out, and bound variables that have no name of a variable of its domain."""
    taken = frozenset(obligation.domain.variables)

    def apart(e: Expr) -> Expr:
        return rename_bound(expand_sums(e), taken)

    if isinstance(obligation, Zero):
        return replace(obligation, left=apart(obligation.left), right=apart(obligation.right))
    if isinstance(obligation, (Defined, Positive, NonZero)):
        return replace(obligation, expression=apart(obligation.expression))
    if isinstance(obligation, (FullRank, PositiveDefinite)):
        return replace(obligation, rows=tuple(tuple(apart(e) for e in row) for row in obligation.rows))
    if isinstance(obligation, StretchWithin):
        form, metric = (tuple(tuple(apart(e) for e in row) for row in rows) for rows in (obligation.form, obligation.metric))
        return replace(obligation, form=form, metric=metric)
    return obligation


def _has_functions(e: Expr) -> bool:
    return not e.heads.isdisjoint(("apply", "jet"))
