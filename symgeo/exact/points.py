"""Rational points that are proved to lie in a domain, from simple ones to ones without any pattern.

The sequence is the same in every run. A point is given out only if balls prove each strict inequality at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from random import Random
from typing import Any

from symgeo.exact.balls.enclosure import Evaluator, NotDefined
from symgeo.expression import Expr, differentiate, resolve_derivatives
from symgeo.geometry.domain import Domain

Point = dict[str, Fraction]

_SIMPLE = [Fraction(n, d) for d in (1, 2, 3, 4, 5) for n in (1, -1, 2, -2, 3, -3)]
_REACH = (Fraction(1), Fraction(3), Fraction(1, 4), Fraction(10))


def contains(domain: Domain, point: Mapping[str, Any], precision: int = 64) -> bool | None:
    """Whether the point lies in the domain; None where balls do not decide."""
    answer: bool | None = True
    for integer in domain.integers:
        if integer in point and point[integer].denominator != 1:
            return False
    evaluator = Evaluator(point, precision)
    for conditions, strict in ((domain.positive, True), (domain.nonnegative, False), (domain.nonzero, None)):
        for e in conditions:
            try:
                value = evaluator(e)
            except NotDefined:
                return False
            if strict is None:
                inside = bool(value != 0)
                outside = bool(value == 0)
            else:
                inside = bool(value > 0) if strict else bool(value >= 0)
                outside = bool(value <= 0) if strict else bool(value < 0)
            if outside:
                return False
            if not inside:
                answer = None
    return answer


class PointSource:
    """Points of a domain, one after another."""

    def __init__(self, domain: Domain, seed: int = 0) -> None:
        self.domain = domain
        self._random = Random(20240229 + seed)
        self._bounds: dict[str, list[tuple[Expr, Expr]]] = {v: [] for v in domain.variables}
        self._rest: Point = {}
        for e in (*domain.positive, *domain.nonnegative):
            for v in sorted(e.free_symbols & set(domain.variables)):
                try:
                    slope = resolve_derivatives(e)
                    slope = differentiate(slope, v)
                except ValueError:
                    continue
                if v not in slope.free_symbols:
                    self._bounds[v].append((e, slope))
        rest: Point = {}
        for v in domain.variables:
            low, high = self._interval(v, {}) or (None, None)
            rest[v] = low if low is not None else high if high is not None else Fraction(0)
        self._rest = rest

    def __iter__(self) -> Iterator[Point]:
        """Distinct points without end; the end comes after many failures only."""
        failures = 0
        attempt = 0
        seen: set[tuple[Fraction, ...]] = set()
        while failures < 400:
            point = self._attempt(attempt)
            attempt += 1
            key = tuple(point.values()) if point is not None else ()
            if point is not None and key not in seen and contains(self.domain, point):
                failures = 0
                seen.add(key)
                yield point
            else:
                failures += 1

    def _attempt(self, attempt: int) -> Point | None:
        order = list(self.domain.variables)
        if attempt % 4 and len(order) > 1:
            self._random.shuffle(order)
        elif attempt % 8 == 4:
            order.reverse()
        point: Point = {}
        for v in order:
            bounds = self._interval(v, point)
            if bounds is None:
                return None
            point[v] = self._choose(v, *bounds, attempt)
        return {v: point[v] for v in self.domain.variables}

    def _interval(self, v: str, point: Point) -> tuple[Fraction | None, Fraction | None] | None:
        """Bounds of v from the conditions affine in v at the variables chosen so far. They guide only.

        A condition with variables that are not chosen yet is tried with those at their own bounds, and counts where it leaves
        room: so the coordinates of a simplex share it.
        """
        known = set(point)
        now = [b for b in self._bounds[v] if b[0].free_symbols - {v} <= known]
        low, high = self._narrow(v, now, point, None, None)
        if low is not None and high is not None and low >= high:
            return None
        later = [b for b in self._bounds[v] if not b[0].free_symbols - {v} <= known] if self._rest else []
        if later:
            inner_low, inner_high = self._narrow(v, later, {**self._rest, **point}, low, high)
            if inner_low is None or inner_high is None or inner_low < inner_high:
                return inner_low, inner_high
        return low, high

    def _narrow(
        self, v: str, bounds: list[tuple[Expr, Expr]], point: Point, low: Fraction | None, high: Fraction | None
    ) -> tuple[Fraction | None, Fraction | None]:
        if not bounds:
            return low, high
        evaluator = Evaluator({**point, v: Fraction(0)}, 64)
        for e, slope in bounds:
            try:
                at_zero, rate = evaluator(e), evaluator(slope)
            except NotDefined:
                continue
            if not (at_zero.is_finite() and rate.is_finite()) or rate.contains(0):
                continue
            bound = _near(float(-at_zero / rate))
            if rate > 0:
                low = bound if low is None else max(low, bound)
            else:
                high = bound if high is None else min(high, bound)
        return low, high

    def _choose(self, v: str, low: Fraction | None, high: Fraction | None, attempt: int) -> Fraction:
        random = self._random
        if v in self.domain.integers:
            start = 1 if low is None else int(low // 1) + 1
            if low is not None and low.denominator == 1 and low <= 0 < (high or 1) + 1:
                start = max(start, 1)
            return Fraction(start + random.randrange(3 if attempt < 6 else 7))
        simple = attempt < 12
        if low is not None and high is not None:
            if simple:
                t = random.choice([Fraction(1, 2), Fraction(1, 3), Fraction(2, 3), Fraction(1, 4), Fraction(3, 4)])
            else:
                t = Fraction(random.randrange(1, 10007), 10007)
            value = low + (high - low) * t
            return _simple_between(value, (high - low) / 50) if simple else value.limit_denominator(10**6)
        if low is None and high is None:
            if simple:
                return random.choice(_SIMPLE)
            return random.choice(_REACH) * Fraction(random.randrange(-10007, 10008), 10007)
        step = random.choice([Fraction(1), Fraction(1, 2), Fraction(2), Fraction(1, 3), Fraction(3)])
        if not simple:
            step = random.choice(_REACH) * Fraction(random.randrange(1, 10007), 10007)
        value = low + step if low is not None else (high or Fraction(0)) - step
        return _simple_between(value, step / 50) if simple else value


def _near(x: float) -> Fraction:
    return Fraction(x).limit_denominator(10**9)


def _simple_between(value: Fraction, slack: Fraction) -> Fraction:
    """A fraction of small denominator near the value."""
    for d in (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 50, 100, 1000, 10**6):
        rounded = Fraction(round(value * d), d)
        if abs(rounded - value) <= slack:
            return rounded
    return value
