"""Signs of polynomials on boxes and on sets given by inequalities, with certificates.

Three methods. *Coefficients*: after v = lo + t, v = hi - t or v = (lo + hi t)/(1 + t), t > 0, all coefficients are positive.
*Roots*: a polynomial in one variable has no root in an interval. *Cone*: p is a combination, with rational coefficients >= 0,
of products of polynomials that are known to be >= 0; the combination is found by linear programming over Q and checked by adding up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from typing import Any

from flint import arb, ctx, fmpq, fmpz_poly

from symgeo.exact.signs.intervals import Interval, Point, ball, bounds_of, compare

Poly = Any
Monomial = tuple[int, ...]

MAX_COLUMNS = 260
MAX_ROWS = 160
MAX_COEFFICIENTS = 3000


def rational_ends(i: Interval) -> tuple[fmpq | None, fmpq | None, bool, bool]:
    """Rational ends, further out where the ends are not rational (and then open)."""
    lo, lo_closed, hi, hi_closed = i.lo, i.lo_closed, i.hi, i.hi_closed
    if lo is not None and lo.b != 0:
        lo, lo_closed = bounds_of(lo)[0], False
    if hi is not None and hi.b != 0:
        hi, hi_closed = bounds_of(hi)[1], False
    if (lo is not None and lo.b != 0) or (hi is not None and hi.b != 0):
        return None, None, False, False
    return None if lo is None else lo.a, None if hi is None else hi.a, lo_closed, hi_closed


# -- coefficients ----------------------------------------------------------------------------------------------------------
def coefficients_positive(p: Poly, intervals: dict[int, Interval]) -> tuple[bool, bool]:
    """Whether p >= 0 and whether p > 0 follow from the signs of coefficients on the box of the intervals."""
    context = p.context()
    generators = context.gens()
    degrees = p.degrees()
    used = [i for i, d in enumerate(degrees) if d > 0]
    size = 1
    for i in used:
        size *= degrees[i] + 1
    if size > MAX_COEFFICIENTS or len(used) > 7:
        return False, False
    ends: dict[int, tuple[fmpq | None, fmpq | None, bool, bool]] = {}
    for i in used:
        ends[i] = lo, hi, _, _ = rational_ends(intervals[i])
        if lo is None and hi is None:
            if any(m[i] % 2 for m in p.monoms()):
                return False, False
            continue
        x = generators[i]
        if lo is not None and hi is not None:
            p = _moebius(p, i, int(degrees[i]), lo, hi)
        elif lo is not None:
            p = p.compose(*(generators[j] + lo if j == i else generators[j] for j in range(len(generators))), ctx=context)
        else:
            p = p.compose(*(hi - x if j == i else generators[j] for j in range(len(generators))), ctx=context)
    if not p or any(c < 0 for c in p.coeffs()):
        return False, False
    return True, _nowhere_zero(p.monoms(), degrees, ends)


def _moebius(p: Poly, i: int, degree: int, lo: fmpq, hi: fmpq) -> Poly:
    """(1 + t)**degree * p at (lo + hi*t)/(1 + t) in place of the i-th generator, written in t."""
    context = p.context()
    t = context.gens()[i]
    parts: dict[int, dict[Monomial, fmpq]] = {}
    for m, c in p.terms():
        parts.setdefault(int(m[i]), {})[(*m[:i], 0, *m[i + 1 :])] = c
    above, below = hi * t + lo, t + 1
    result = context.constant(0)
    for k, part in parts.items():
        result += context.from_dict(part) * above**k * below ** (degree - k)
    return result


def _nowhere_zero(monomials: Sequence[Monomial], degrees: Sequence[int], ends: dict[int, Any]) -> bool:
    """Whether at each point, on whichever closed ends it lies, some monomial does not vanish."""
    places: list[list[str]] = []
    order = sorted(ends)
    for i in order:
        lo, hi, lo_closed, hi_closed = ends[i]
        if lo is None and hi is None:
            places.append(["anywhere"])
        else:
            here = ["inside"]
            if lo is not None and lo_closed:
                here.append("start")
            if hi is not None and hi_closed:
                here.append("start" if lo is None else "end")
            places.append(here)
    count = 1
    for here in places:
        count *= len(here)
    if count > 243:
        return False

    def survives(m: Monomial, where: tuple[str, ...]) -> bool:
        for i, place in zip(order, where, strict=True):
            k = m[i]
            if (place in ("anywhere", "start") and k) or (place == "end" and k != degrees[i]):
                return False
        return True

    return all(any(survives(m, where) for m in monomials) for where in product(*places))


# -- roots of one variable ---------------------------------------------------------------------------------------------------
def has_no_root(p: Poly, index: int, i: Interval) -> bool:
    """Whether an irreducible polynomial in one generator has no root in the interval."""
    degree = int(p.degrees()[index])
    if degree > 60:
        return False
    coefficients = [fmpq(0)] * (degree + 1)
    for m, c in p.terms():
        coefficients[m[index]] = c
    if degree == 1:
        return not i.contains(Point(-coefficients[0] / coefficients[1], fmpq(0)))
    scale = 1
    for c in coefficients:
        scale = scale * int(c.q) // _gcd(scale, int(c.q))
    roots_of = fmpz_poly([int((c * scale).p) for c in coefficients])
    precision = 64
    while precision <= 2048:
        with ctx.workprec(precision):
            roots: Any = roots_of.complex_roots()
            states = [_outside(r.real, i) for r, _ in roots if r.imag.is_zero()]
        if all(s is True for s in states):
            return True
        if any(s is False for s in states):
            return False
        precision *= 2  # ends: a root of an irreducible polynomial of degree > 1 is no a + b*pi
    return False


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def _outside(root: arb, i: Interval) -> bool | None:
    below = above = None
    if i.lo is not None:
        lo = ball(i.lo)
        below = True if root < lo else False if root > lo else None
    else:
        below = False
    if i.hi is not None:
        hi = ball(i.hi)
        above = True if root > hi else False if root < hi else None
    else:
        above = False
    if below or above:
        return True
    return False if below is False and above is False else None


def inner_point(i: Interval) -> fmpq | None:
    """A rational number inside."""
    if i.lo is None and i.hi is None:
        return fmpq(0)
    if i.lo is None:
        assert i.hi is not None
        return bounds_of(i.hi)[0].a - 1
    if i.hi is None:
        return bounds_of(i.lo)[1].a + 1
    if compare(i.lo, i.hi) >= 0:
        return None
    q = (bounds_of(i.lo)[1].a + bounds_of(i.hi)[0].a) / 2
    return q if i.contains(Point(q, fmpq(0))) else None


# -- the cone ----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Combination:
    """p = sum of coefficient * product of the members named, member 0 and up; an empty product is 1."""

    terms: tuple[tuple[fmpq, tuple[int, ...]], ...]


def cone_certificate(
    p: Poly,
    members: Sequence[tuple[Poly, bool]],
    *,
    strict: bool,
    order: int,
    reduce: Any = None,
    spend: Any = None,
) -> Combination | None:
    """p as a combination of products of at most `order` members (polynomial, whether it is > 0 rather than >= 0).

    `reduce` brings a product to a normal form modulo what is known to vanish; None from it drops the product.
    If `strict`, some product of members that are all > 0 takes part, so that p > 0.
    """
    degree = max(p.total_degree(), 2)
    columns: list[dict[Monomial, fmpq]] = []
    labels: list[tuple[int, ...]] = []
    positive: list[bool] = []
    one = p.context().constant(1)
    for k in range(order + 1):
        for label in combinations_with_replacement(range(len(members)), k):
            if len(columns) > 4 * MAX_COLUMNS:
                break
            if sum(members[i][0].total_degree() for i in label) > degree:
                continue
            q = one
            for i in label:
                q *= members[i][0]
            if reduce is not None:
                q = reduce(q)
            if q is None or not q:
                continue
            columns.append(dict(q.terms()))
            labels.append(label)
            positive.append(all(members[i][1] for i in label))
    target: dict[Monomial, fmpq] = dict(p.terms())
    keep = _useful(columns, target)
    if len(keep) > MAX_COLUMNS or not keep:
        return None
    rows = sorted({m for k in keep for m in columns[k]} | set(target))
    if len(rows) > MAX_ROWS or not all(any(m in columns[k] for k in keep) for m in target):
        return None
    if strict and not any(positive[k] for k in keep):
        return None
    place = {m: i for i, m in enumerate(rows)}
    matrix = [{place[m]: c for m, c in columns[k].items()} for k in keep]
    found = solve([target.get(m, fmpq(0)) for m in rows], matrix, [positive[k] for k in keep] if strict else None, spend)
    if found is None:
        return None
    total: dict[Monomial, fmpq] = {}
    for c, k in zip(found, keep, strict=True):
        if c < 0:
            return None
        if c > 0:
            _subtract(total, columns[k], -c)
    if total != target:  # the simplex method is not trusted
        return None
    if strict and not any(c > 0 and positive[k] for c, k in zip(found, keep, strict=True)):
        return None
    return Combination(tuple((c, labels[k]) for c, k in zip(found, keep, strict=True) if c != 0))


def _useful(columns: Sequence[dict[Monomial, fmpq]], target: dict[Monomial, fmpq]) -> list[int]:
    """The columns that may take part: a monomial that the target has not must be able to cancel."""
    keep = list(range(len(columns)))
    while True:
        up: set[Monomial] = {m for m, c in target.items() if c < 0}
        down: set[Monomial] = {m for m, c in target.items() if c > 0}
        for k in keep:
            for m, c in columns[k].items():
                (up if c > 0 else down).add(m)
        left = [k for k in keep if all(m in (down if c > 0 else up) for m, c in columns[k].items())]
        if len(left) == len(keep):
            return keep
        keep = left


def solve(
    target: Sequence[fmpq], columns: Sequence[dict[int, fmpq]], rewarded: Sequence[bool] | None, spend: Any = None
) -> list[fmpq] | None:
    """Numbers x >= 0 with sum x_k column_k = target and, if asked, a positive sum of the rewarded ones.

    The simplex method in exact arithmetic: first for the sum of the artificial variables, then for a reward t <= 1 that is at
    most the sum of the rewarded x_k. `spend(steps)` answers whether there is budget left.
    """
    zero, one = fmpq(0), fmpq(1)
    count, height = len(columns), len(target)
    # Each row is a dictionary: column -> coefficient; the right-hand side stands at -1.
    rows: list[dict[int, fmpq]] = [{-1: b} for b in target]
    for k, column in enumerate(columns):
        for r, c in column.items():
            rows[r][k] = c
    for r in range(height):
        if rows[r][-1] < 0:
            rows[r] = {k: -c for k, c in rows[r].items()}
    reward, excess, room = count, count + 1, count + 2
    first_artificial = count + 3
    basis = [first_artificial + r for r in range(height)]
    objective: dict[int, fmpq] = {}
    for row in rows:
        for k, c in row.items():
            objective[k] = objective.get(k, zero) + c
    if rewarded is not None:
        chosen = [k for k in range(count) if rewarded[k]]
        rows.append({**dict.fromkeys(chosen, -one), reward: one, excess: one, -1: zero})  # reward + excess = sum of the chosen
        rows.append({**dict.fromkeys(chosen, one), excess: -one, room: one, -1: one})  # reward + room = 1, reward replaced
        basis += [reward, room]
    if not _maximise(rows, basis, objective, spend):
        return None
    if any(b >= first_artificial and row[-1] != 0 for b, row in zip(basis, rows, strict=True)):
        return None
    if rewarded is not None:
        for r, b in enumerate(basis):
            if b >= first_artificial:  # degenerate: leave the artificial variable where a column can replace it
                into = next((k for k, c in rows[r].items() if k >= 0 and c != 0), None)
                if into is not None:
                    _pivot(rows, basis, {}, r, into)
        objective = {reward: one}
        for b, row in zip(basis, rows, strict=True):
            c = objective.get(b, zero)
            if c != 0:
                _subtract(objective, row, c)
        if not _maximise(rows, basis, objective, spend):
            return None
    result = [zero] * count
    for b, row in zip(basis, rows, strict=True):
        if b < count:
            result[b] = row[-1]
    if rewarded is not None and not any(rewarded[k] and result[k] > 0 for k in range(count)):
        return None
    return result


def _maximise(rows: list[dict[int, fmpq]], basis: list[int], objective: dict[int, fmpq], spend: Any) -> bool:
    """Pivot until no reduced cost is positive. Artificial variables have no columns, so they never come back."""
    turns = 0
    while True:
        entering: int | None = None
        if turns < 3 * len(rows):
            best = fmpq(0)
            for k in sorted(objective):
                if k >= 0 and objective[k] > best:
                    entering, best = k, objective[k]
        else:  # Bland's rule cannot cycle
            entering = next((k for k in sorted(objective) if k >= 0 and objective[k] > 0), None)
        if entering is None:
            return True
        leaving: int | None = None
        ratio = fmpq(0)
        for r, row in enumerate(rows):
            c = row.get(entering)
            if c is not None and c > 0:
                here = row[-1] / c
                if leaving is None or here < ratio or (here == ratio and basis[r] < basis[leaving]):
                    leaving, ratio = r, here
        if leaving is None:
            return False
        if spend is not None and not spend(1 + sum(map(len, rows)) // 50):
            return False
        _pivot(rows, basis, objective, leaving, entering)
        turns += 1


def _pivot(rows: list[dict[int, fmpq]], basis: list[int], objective: dict[int, fmpq], leaving: int, entering: int) -> None:
    row = rows[leaving]
    scale = 1 / row[entering]
    row = rows[leaving] = {k: c * scale for k, c in row.items()}
    for r, other in enumerate(rows):
        if r != leaving and (c := other.get(entering)) is not None and c != 0:
            _subtract(other, row, c)
    if (c := objective.get(entering)) is not None and c != 0:
        _subtract(objective, row, c)
    basis[leaving] = entering


def _subtract(target: dict[Any, fmpq], row: dict[Any, fmpq], factor: fmpq) -> None:
    for k, c in row.items():
        value = target.get(k, fmpq(0)) - factor * c
        if value == 0 and k != -1:
            target.pop(k, None)
        else:
            target[k] = value
