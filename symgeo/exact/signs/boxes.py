"""Signs by ball arithmetic: at certified points, and on a bounded box that is cut until every part is decided."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import arb, fmpq

from symgeo.exact.balls.enclosure import Evaluator, NotDefined, box
from symgeo.exact.signs.intervals import Interval, bounds_of
from symgeo.expression import Expr

PRECISION = 64


def sign_at(evaluator: Evaluator, e: Expr) -> int | None:
    """The certified sign of e at a point, 0 if it is exactly zero; None if it is not known."""
    try:
        value = evaluator(e)
    except NotDefined:
        return None
    if value > 0:
        return 1
    if value < 0:
        return -1
    return 0 if value.is_zero() else None


def constant_sign(e: Expr, precisions: Sequence[int] = (64, 256, 1024, 4096)) -> tuple[int, int] | None:
    """The sign of a number that is not zero, and the precision that showed it; None if balls do not tell."""
    for precision in precisions:
        sign = sign_at(Evaluator({}, precision), e)
        if sign is not None:
            return sign, precision
    return None


def finite_box(names: Sequence[str], variables: dict[str, Interval]) -> list[tuple[Fraction, Fraction]] | None:
    """Rational ends, none further in than the true ones; None if a range is infinite."""
    ends: list[tuple[Fraction, Fraction]] = []
    for name in names:
        i = variables.get(name)
        if i is None or i.lo is None or i.hi is None:
            return None
        low = i.lo if i.lo.b == 0 else bounds_of(i.lo)[0]
        high = i.hi if i.hi.b == 0 else bounds_of(i.hi)[1]
        ends.append((_fraction(low.a), _fraction(high.a)))
    return ends


def _fraction(q: fmpq) -> Fraction:
    return Fraction(int(q.p), int(q.q))


def cut_until_positive(
    e: Expr,
    names: Sequence[str],
    ends: Sequence[tuple[Fraction, Fraction]],
    constraints: Sequence[tuple[Expr, bool]],
    budget: int,
) -> tuple[str, int] | None:
    """A tree of boxes that proves e > 0 on the part of the box where the constraints (e' > 0, or >= 0) hold.

    The tree is text, parents first: ``k`` followed by a number cuts that variable in the middle, ``+`` is a box with e > 0, ``-``
    followed by a number a box where that constraint fails. Also returned: how many boxes it has.
    """
    tree: list[str] = []
    widths = [high - low for low, high in ends]
    stack: list[tuple[tuple[Fraction, Fraction], ...]] = [tuple(ends)]
    used = 0
    while stack:
        here = stack.pop()
        used += 1
        if used > budget:
            return None
        balls: dict[str, arb | Fraction | int] = {n: box(low, high, PRECISION) for n, (low, high) in zip(names, here, strict=True)}
        at = Evaluator(balls, PRECISION)
        sign = sign_at(at, e)
        if sign == 1:
            tree.append("+")
            continue
        failed = next((k for k, (c, strict) in enumerate(constraints) if _fails(at, c, strict)), None)
        if failed is not None:
            tree.append(f"-{failed}")
            continue
        if sign is not None and not constraints:
            return None
        sizes = [(high - low) / w if w else Fraction(0) for (low, high), w in zip(here, widths, strict=True)]
        if not sizes or max(sizes) < Fraction(1, 1 << 40):
            return None
        k = sizes.index(max(sizes))
        low, high = here[k]
        middle = (low + high) / 2
        tree.append(f"k{k}")
        stack.append((*here[:k], (middle, high), *here[k + 1 :]))
        stack.append((*here[:k], (low, middle), *here[k + 1 :]))
    return " ".join(tree), used


def _fails(at: Evaluator, constraint: Expr, strict: bool) -> bool:
    try:
        value = at(constraint)
    except NotDefined:
        return True
    return bool(value <= 0) if strict else bool(value < 0)
