"""Looking for points where a claim fails, certified by balls or exactly. What is not certified is not reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations_with_replacement, islice, product
from typing import Any

from flint import arb, ctx

from symgeo.exact.algebra.field import CannotConvert
from symgeo.exact.algebra.ring import StepLimit
from symgeo.exact.balls.enclosure import Evaluator, NotDefined, text
from symgeo.exact.definite import violation
from symgeo.exact.pieces import has_switch
from symgeo.exact.points import Point, contains
from symgeo.exact.region import Region
from symgeo.exact.verdict import Witness, point_text
from symgeo.exact.zero import prove_constant_zero
from symgeo.expression import Expr, differentiate, number, symbol
from symgeo.geometry.domain import Domain
from symgeo.geometry.obligations import Along, Defined, FullRank, NonZero, Obligation, Positive, PositiveDefinite, StretchWithin, Zero

Functions = Callable[[str, tuple[int, ...], tuple[arb, ...]], arb]


def polynomial_function(name: str, orders: tuple[int, ...], at: tuple[arb, ...]) -> arb:
    """A smooth function for each undefined one: a fixed polynomial of degree 5 in each argument, and its derivatives.

    A product over the arguments t of a polynomial in t, plus a mixed term, so that no accidental symmetry is left.
    """
    seed = sum((i + 1) * ord(c) for i, c in enumerate(name)) % 97
    total = arb(0)
    for shift in (0, 1):
        value = arb(1)
        for k, (order, t) in enumerate(zip(orders, at, strict=True)):
            coefficients = [Fraction((seed * (j + 2) + 31 * (k + 1) + 17 * shift * (j + 1)) % 19 + 1, 7 + j) for j in range(6)]
            part = arb(0)
            for j in range(5, order - 1, -1):
                falling = 1
                for i in range(order):
                    falling *= j - i
                c = coefficients[j] * falling
                part = part * t + arb(c.numerator) / c.denominator
            value *= part
        total += value
    return total


def evaluator(point: Mapping[str, Any], precision: int) -> Evaluator:
    return Evaluator(point, precision, functions=polynomial_function)


def describe(point: Mapping[str, Fraction]) -> str:
    return "At " + ", ".join(f"{k} = {v}" for k, v in point.items()) if point else "Everywhere"


def smooth_value(at: Evaluator, e: Expr) -> arb:
    """The value of e, or nan on a corner: there the rules of differentiation do not give the derivative."""
    return arb("nan") if has_switch(e) and not at.is_smooth(e) else at(e)


def unequal(zero: Zero, point: Point, precision: int, at: Evaluator) -> Witness | None:
    """A witness that the two sides differ at the point."""
    try:
        left, right = smooth_value(at, zero.left), smooth_value(at, zero.right)
    except NotDefined:
        return None
    if not (left.is_finite() and right.is_finite()) or left.overlaps(right):
        return None
    digits = 15 if precision <= 64 else max(15, int(precision * 0.3) - 2)
    shown = _digits_apart(left, right, digits)
    return Witness(
        "unequal",
        (point_text(point),),
        f"{describe(point)}: {zero.label} is {text(left, shown)}, and the claim says {text(right, shown)}.",
        zero.component,
        text(left, shown),
        text(right, shown),
        (zero.left, zero.right),
        precision,
        zero.label,
    )


def _digits_apart(left: arb, right: arb, most: int) -> int:
    """As many digits as it takes to see the difference."""
    for digits in range(15, most, 10):
        if text(left, digits).split(" +/-")[0] != text(right, digits).split(" +/-")[0]:
            return digits
    return most


def fails_at(obligation: Obligation, point: Point, precision: int = 64, at: Evaluator | None = None) -> Witness | None:
    """A witness that the obligation fails at a point of its domain; `at` is an `evaluator` there, if one is at hand."""
    at = at or evaluator(point, precision)
    if isinstance(obligation, Zero):
        return unequal(obligation, point, precision, at)
    if isinstance(obligation, Defined):
        try:
            at(obligation.expression)
            for function in obligation.along:
                values_along(function, point, precision, at)
        except NotDefined as error:
            if not error.node.heads.isdisjoint(("apply", "jet")):
                return None  # it depends on the function that was chosen for an undefined one
            if obligation.differentiated and error.node.head == "pow":
                return None  # the derivative of cbrt(y)**3 is 1 at y = 0, which its rule does not show
            return Witness(
                "undefined",
                (point_text(point),),
                f"{describe(point)}: {obligation.label} is not defined: {_why(error)}.",
                sides=(obligation.expression, obligation.expression),
                precision=precision,
                about=obligation.label,
            )
        return None
    if isinstance(obligation, Positive) and obligation.node is None:
        try:
            value = at(obligation.expression)
        except NotDefined:
            return None
        if not obligation.expression.heads.isdisjoint(("apply", "jet")):
            return None  # the sign depends on the function that was chosen
        if value <= 0 if obligation.strict else value < 0:
            inside = "target" in obligation.label
            return Witness(
                "outside-target" if inside else "not-proportional",
                (point_text(point),),
                f"{describe(point)}: it is not true that {obligation.label} ({obligation.expression} is {text(value)}).",
                pulled_back=text(value),
                sides=(obligation.expression, number(0)),
                precision=precision,
                about=obligation.label,
            )
    if isinstance(obligation, StretchWithin):
        return violation(obligation, point, precision, at)
    if isinstance(obligation, PositiveDefinite):
        n = len(obligation.rows)
        for size in range(1, n + 1):
            try:
                with ctx.workprec(precision):
                    minor = _determinant([[at(obligation.rows[i][j]) for j in range(size)] for i in range(size)])
            except NotDefined:
                return None
            if minor < 0:
                return Witness(
                    "rank",
                    (point_text(point),),
                    f"{describe(point)}: the leading principal minor of size {size} is {text(minor)}, so {obligation.label[0]} is not "
                    "positive definite.",
                    pulled_back=text(minor),
                    precision=precision,
                )
    return None


def values_along(function: Along, point: Point, precision: int, at: Evaluator) -> None:
    """Evaluate what was written on another chart where the map takes it. Raises NotDefined if that is not defined."""
    if function.written.heads.isdisjoint(("apply", "jet")):
        values: dict[str, Any] = dict(point)
        for name, e in function.by:
            exact = at.exact(e)
            values[name] = at(e) if exact is None else exact
        evaluator(values, precision)(function.written)


def _why(error: NotDefined) -> str:
    return str(error).rstrip(".")


def _determinant(rows: list[list[arb]]) -> arb:
    from flint import arb_mat

    return arb_mat(rows).det()


def not_proportional(pulled: list[list[Expr]], declared: list[list[Expr]], point: Point, precision: int) -> Witness | None:
    """A witness that f*h is no positive multiple of g at the point: a nonzero minor, or a ratio <= 0."""
    at = evaluator(point, precision)
    n = len(pulled)
    places = [(i, j) for i in range(n) for j in range(i, n)]
    try:
        h = {p: smooth_value(at, pulled[p[0]][p[1]]) for p in places}
        g = {p: smooth_value(at, declared[p[0]][p[1]]) for p in places}
    except NotDefined:
        return None
    if not all(v.is_finite() for v in (*h.values(), *g.values())):
        return None
    for k, p in enumerate(places):
        for q in places[k + 1 :]:
            with ctx.workprec(precision):
                left, right = h[p] * g[q], h[q] * g[p]
            if not left.overlaps(right):
                names = [f"[{i + 1},{j + 1}]" for i, j in (p, q)]
                return Witness(
                    "not-proportional",
                    (point_text(point),),
                    f"{describe(point)}: (f*h){names[0]} g{names[1]} is {text(left)}, but (f*h){names[1]} g{names[0]} is {text(right)}; "
                    "so f*h is no multiple of g.",
                    p,
                    text(left),
                    text(right),
                    (pulled[p[0]][p[1]] * declared[q[0]][q[1]], pulled[q[0]][q[1]] * declared[p[0]][p[1]]),
                    precision,
                )
    for name, one, other in (("f*h = 0, and g is not 0", h, g), ("g = 0, and f*h is not 0", g, h)):
        sides = pulled if one is h else declared
        if all(at.exact(sides[i][j]) == 0 for i, j in places) and any(v != 0 for v in other.values()):
            return Witness("not-proportional", (point_text(point),), f"{describe(point)}: {name}; so no positive factor fits.")
    for p in places:
        if (g[p] > 0 and h[p] < 0) or (g[p] < 0 and h[p] > 0):
            name = f"[{p[0] + 1},{p[1] + 1}]"
            return Witness(
                "not-proportional",
                (point_text(point),),
                f"{describe(point)}: (f*h){name} is {text(h[p])} and g{name} is {text(g[p])}; so a factor would be negative.",
                p,
                text(h[p]),
                text(g[p]),
                (pulled[p[0]][p[1]], declared[p[0]][p[1]]),
                precision,
            )
    return None


def two_factors(pulled: list[list[Expr]], declared: list[list[Expr]], p: Point, q: Point, precision: int) -> Witness | None:
    """A witness that no one factor fits both points (which agree in the parameters)."""
    n = len(pulled)
    first, second = evaluator(p, precision), evaluator(q, precision)
    for i, j in combinations_with_replacement(range(n), 2):
        try:
            a, b = smooth_value(first, pulled[i][j]), smooth_value(first, declared[i][j])
            c, d = smooth_value(second, pulled[i][j]), smooth_value(second, declared[i][j])
        except NotDefined:
            continue
        if not all(v.is_finite() for v in (a, b, c, d)) or b.contains(0) or d.contains(0):
            continue
        with ctx.workprec(precision):
            left, right = a / b, c / d
        if not left.overlaps(right):
            name = f"[{i + 1},{j + 1}]"
            return Witness(
                "two-factors",
                (point_text(p), point_text(q)),
                f"(f*h){name} / g{name} is {text(left)} at the first point and {text(right)} at the second; so no constant factor fits.",
                (i, j),
                text(left),
                text(right),
                (pulled[i][j], declared[i][j]),
                precision,
            )
    return None


# -- corners -----------------------------------------------------------------------------------------------------
def one_sided_slopes(e: Expr, point: Point, x: str) -> tuple[arb, arb] | None:
    """The limits of the derivative of e along x from below and from above, where a normal form on each side extends
    smoothly through the point; None where it does not.

    On each side e equals an expression that is defined and C^1 on a whole interval around the point, as balls prove.
    """
    t = symbol("t")
    moved = {k: number(v) if k != x else number(v) + t for k, v in point.items()}
    along = e.substitute(moved)
    around = arb(0, 1) / 2**20
    slopes = []
    for side in (-t, t):
        region = Region(Domain(("t",), (side, Fraction(1, 64) - side), coordinates=("t",)))
        try:
            normal = region.normal(along)
            slope = differentiate(normal, "t")
            box = Evaluator({"t": around}, 64)
            if has_switch(slope) or not box(normal).is_finite() or not box(slope).is_finite():
                return None
            slopes.append(Evaluator({"t": Fraction(0)}, 64)(slope))
        except (NotDefined, CannotConvert, StepLimit):
            return None
    return (slopes[0], slopes[1]) if all(s.is_finite() for s in slopes) else None


# -- zeros -------------------------------------------------------------------------------------------------------
def vanishing_point(e: Expr, region: Region, points: Iterable[Point], factors: list[Expr]) -> Point | None:
    """A rational point of the domain at which e is proved to be exactly zero."""
    for point in _candidates(region.domain, points, factors):
        if not contains(region.domain, point):
            continue
        constant = e.substitute({k: number(v) for k, v in point.items()})
        try:
            value = Evaluator(point, 64)(e)
            if not value.is_finite() or not value.contains(0):
                continue
            if prove_constant_zero(Region(Domain(())), constant):
                return point
        except (NotDefined, CannotConvert, StepLimit):
            continue
    return None


def _candidates(domain: Domain, points: Iterable[Point], factors: list[Expr]) -> Iterator[Point]:
    """Simple points, and for each affine factor the points where it vanishes."""
    names = domain.variables
    simple = [Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 2)]
    if len(names) <= 4:
        for values in islice(product(simple, repeat=len(names)), 64):
            yield dict(zip(names, values, strict=True))
    for point in islice(points, 6):
        for v in names:
            yield {**point, v: Fraction(0)}
        yield {v: Fraction(0) if v in domain.coordinates else point[v] for v in names}
        for factor in factors:
            for v in sorted(factor.free_symbols):
                root = _affine_root(factor, v, point)
                if root is not None:
                    yield {**point, v: root}


def _affine_root(factor: Expr, v: str, point: Point) -> Fraction | None:
    """The zero in v of an expression affine in v, at the other coordinates of the point; a guess, to be checked."""
    try:
        at_zero = Evaluator({**point, v: Fraction(0)}, 64).exact(factor)
        at_one = Evaluator({**point, v: Fraction(1)}, 64).exact(factor)
    except NotDefined:
        return None
    if at_zero is None or at_one is None or at_zero == at_one:
        return None
    return at_zero / (at_zero - at_one)


def sign_change(e: Expr, whole: Expr, domain: Domain, points: list[Point]) -> tuple[Point, Point] | None:
    """Two points of the domain whose segment lies in the domain, with e continuous on it, positive at one and negative at
    the other: so e vanishes between them. `whole`, a product of which e is a factor, is continuous on the segment too, so
    that it vanishes with e (x * 1/x does not)."""
    positive: list[Point] = []
    negative: list[Point] = []
    for point in points:
        try:
            value = Evaluator(point, 64)(e)
        except NotDefined:
            continue
        if value > 0:
            positive.append(point)
        elif value < 0:
            negative.append(point)
    for p in positive[:4]:
        for q in negative[:4]:
            if any(p[v] != q[v] for v in domain.integers if v in p):
                continue
            if _segment_is_inside((e, whole), domain, p, q):
                return p, q
    return None


def _segment_is_inside(continuous: tuple[Expr, ...], domain: Domain, p: Point, q: Point) -> bool:
    """Whether balls prove the segment to lie in the domain and the expressions to be continuous on it."""
    parts = [(Fraction(0), Fraction(1))]
    budget = 400
    while parts:
        budget -= 1
        if budget < 0:
            return False
        a, b = parts.pop()
        box = {v: _box(p[v] + (q[v] - p[v]) * a, p[v] + (q[v] - p[v]) * b) for v in domain.variables}
        at = Evaluator(box, 64)
        try:
            inside = (
                all(bool(at(c) > 0) for c in domain.positive)
                and all(bool(at(c) >= 0) for c in domain.nonnegative)
                and all(bool(at(c) != 0) for c in domain.nonzero)
                and all(bool(at(e).is_finite()) for e in continuous)
            )
        except NotDefined:
            return False
        if not inside:
            middle = (a + b) / 2
            if b - a < Fraction(1, 1 << 16):
                return False
            parts += [(a, middle), (middle, b)]
    return True


def _box(a: Fraction, b: Fraction) -> arb:
    low, high = min(a, b), max(a, b)
    return (arb(low.numerator) / low.denominator).union(arb(high.numerator) / high.denominator)


__all__ = [
    "FullRank",
    "NonZero",
    "describe",
    "fails_at",
    "not_proportional",
    "polynomial_function",
    "sign_change",
    "two_factors",
    "unequal",
    "vanishing_point",
]
