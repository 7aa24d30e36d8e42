"""Certificates for signs of polynomials: right ones are found, and nothing is certified that is false."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import Ordering, fmpq, fmpq_mpoly_ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from symgeo.exact.signs.atoms import Atoms, TooLargeError
from symgeo.exact.signs.cone import coefficients_positive, cone_certificate, has_no_root, inner_point, solve
from symgeo.exact.signs.intervals import PI, REAL, Interval, closed, interval, point
from symgeo.expression import call, number, power, sqrt, symbol

RING = fmpq_mpoly_ctx.get(["a", "b", "c", "d"], Ordering.degrevlex)
a, b, c, d = RING.gens()


def expanded(certificate: Any, members: list[tuple[Any, bool]]) -> Any:
    total = RING.constant(0)
    for coefficient, label in certificate.terms:
        term = RING.constant(coefficient)
        for k in label:
            term *= members[k][0]
        total += term
    return total


def test_a_torus_of_revolution() -> None:
    members = [(a - b, True), (b, True), (1 - c, False), (1 + c, False)]
    found = cone_certificate(a + b * c, members, strict=True, order=2)
    assert found is not None
    assert all(q > 0 for q, _ in found.terms)
    assert expanded(found, members) == a + b * c


def test_strict_needs_a_strict_member() -> None:
    assert cone_certificate(a - b, [(a - b, False), (b, True)], strict=True, order=2) is None
    assert cone_certificate(a - b, [(a - b, False), (b, True)], strict=False, order=2) is not None
    assert cone_certificate(a - b, [(a - b * fmpq(11, 10), True), (b, True)], strict=True, order=1) is not None
    assert cone_certificate(a - b, [(a - b * fmpq(9, 10), True), (b, True)], strict=True, order=2) is None


def test_squares_of_numbers_near_one() -> None:
    members = [(10 * d - 1, True), (9 - 10 * d, True), (1 - c, False), (1 + c, False)]
    p = 1 + d**2 - 2 * d * c
    found = cone_certificate(p, members, strict=True, order=2)
    assert found is not None
    assert expanded(found, members) == p


def test_the_linear_program() -> None:
    one = fmpq(1)
    # x + y = 3, x - y = 1
    assert solve([fmpq(3), fmpq(1)], [{0: one, 1: one}, {0: one, 1: -one}], None) == [2, 1]
    # x - y = -1 with x + y = 0: no solution >= 0
    assert solve([fmpq(0), fmpq(-1)], [{0: one, 1: one}, {0: one, 1: -one}], None) is None
    # the reward must be reached: x + y = 1 and only y is rewarded
    found = solve([fmpq(1)], [{0: one}, {0: one}], [False, True])
    assert found is not None
    assert found[1] > 0
    assert solve([fmpq(0)], [{0: one}], [True]) is None


@pytest.mark.parametrize(
    ("p", "box", "expected"),
    [
        (a**2 - 2 * a + 1 + b**2, {0: interval(1, None), 1: REAL}, (True, True)),
        (a**2 - 2 * a + 1 + b**2, {0: Interval(point(1), None, True), 1: REAL}, (True, False)),
        (a**2 - 2 * a + 1 + b**2, {0: REAL, 1: REAL}, (False, False)),
        (1 - c, {2: closed(-1, 1)}, (True, False)),
        (1 - c, {2: interval(-1, 1)}, (True, True)),
        (2 - c, {2: closed(-1, 1)}, (True, True)),
        (1 - c**2, {2: closed(-1, 1)}, (True, False)),
        (a - b * c, {0: interval(2, 3), 1: interval(0, 1), 2: closed(-1, 1)}, (True, True)),
        (a, {0: Interval(None, point(0), False, True)}, (False, False)),
        (-a, {0: Interval(None, point(0), False, True)}, (True, False)),
        (22 - 7 * a, {0: Interval(point(0), PI)}, (True, True)),
        (355 - 113 * a + fmpq(1, 10**7), {0: Interval(point(3), PI)}, (True, True)),
        (333 - 106 * a, {0: Interval(point(3), PI)}, (False, False)),
    ],
)
def test_coefficients(p: Any, box: dict[int, Interval], expected: tuple[bool, bool]) -> None:
    assert coefficients_positive(p, box) == expected


def test_roots_of_one_variable() -> None:
    assert has_no_root(a**2 + 1, 0, REAL)
    assert not has_no_root(a**2 - 2, 0, REAL)
    assert has_no_root(a**2 - 2, 0, interval(Fraction(3, 2), None))
    near = Fraction(14142135623730950488016887242096980785696718753769, 10**49)  # below the root of 2
    assert not has_no_root(a**2 - 2, 0, interval(near, None))
    assert has_no_root(a**2 - 2, 0, interval(near + Fraction(1, 10**48), None))
    assert has_no_root(a - 1, 0, interval(1, 2))
    assert not has_no_root(a - 1, 0, closed(1, 2))


@given(
    st.lists(st.integers(-4, 4), min_size=4, max_size=4),
    st.fractions(-3, 3, max_denominator=4),
    st.fractions(-3, 3, max_denominator=4),
    st.fractions(0, 1, max_denominator=6),
)
def test_what_is_certified_holds_at_points(q: list[int], one: Fraction, two: Fraction, t: Fraction) -> None:
    lo, hi = sorted((one, two))
    box = {0: closed(lo, hi), 1: interval(0, None)}
    p = q[0] + q[1] * a + q[2] * a**2 + q[3] * a * b + b**2
    weakly, strictly = coefficients_positive(p, box)
    x, y = lo + t * (hi - lo), t + 1
    value = q[0] + q[1] * x + q[2] * x**2 + q[3] * x * y + y**2
    assert value >= 0 or not weakly
    assert value > 0 or not strictly


@settings(max_examples=60)
@given(st.lists(st.integers(-3, 3), min_size=6, max_size=6), st.lists(st.fractions(0, 1, max_denominator=5), min_size=2, max_size=2))
def test_the_cone_is_sound(q: list[int], at: list[Fraction]) -> None:
    """On the simplex a, b >= 0, a + b <= 1."""
    members = [(a, False), (b, False), (1 - a - b, False)]
    p = q[0] + q[1] * a + q[2] * b + q[3] * a**2 + q[4] * a * b + q[5] * b**2
    found = cone_certificate(p, members, strict=False, order=2) if p else None
    if found is not None:
        assert expanded(found, members) == p
        x, y = at[0], at[1] * (1 - at[0])
        assert q[0] + q[1] * x + q[2] * y + q[3] * x**2 + q[4] * x * y + q[5] * y**2 >= 0


def test_inner_points_lie_inside() -> None:
    for i in (REAL, interval(0, None), interval(None, 3), interval(1, 2), Interval(point(3), PI), closed(2, 2)):
        q = inner_point(i)
        assert q is None or i.contains(point(q))


# -- atoms -------------------------------------------------------------------------------------------------------------------
x, y = symbol("x"), symbol("y")


def test_quotients() -> None:
    for e, above, below in (
        (call("tan", x), "sin(x)", "cos(x)"),
        (call("exp", 2 * x - y), "exp(x)**2", "exp(y)"),
        (x / y - y / x, "x**2 - y**2", "x*y"),
        (call("sin", -x), "-sin(x)", "1"),
        (power(sqrt(x), 3), "sqrt(x)**3", "1"),
    ):
        ring = Atoms([e])
        n, m = ring.quotient(e)
        if n.leading_coefficient() < 0 and below != "1" and not above.startswith("-"):
            n, m = -n, -m
        assert (repr(ring.expression(n)), repr(ring.expression(m))) == (above, below)


def test_relations() -> None:
    e = call("sin", x) ** 2 + call("cos", x) ** 2 - 1
    ring = Atoms([e])
    for eliminate in ("sin", "cos"):
        assert not ring.reduce(ring.quotient(e)[0], ring.relations(eliminate))[0]
    e = sqrt(1 - x / y) ** 2 - 1 + x / y
    ring = Atoms([e])
    assert not ring.reduce(ring.quotient(e)[0], ring.relations())[0]


def test_symbolic_powers_need_a_positive_base() -> None:
    e = power(x, y + 1) / x - power(x, y)
    ring = Atoms([e])
    assert ring.quotient(e)[0], "x**(y + 1) is not taken apart unless x is known to be positive"


def test_large_expressions_are_left_alone() -> None:
    e = power(x + y + number(1), 50) * power(x - y + 2, 50) * power(x + 3 * y + call("sin", x), 50)
    with pytest.raises(TooLargeError):
        Atoms([e]).quotient(e)
