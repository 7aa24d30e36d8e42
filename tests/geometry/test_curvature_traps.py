"""Traps: jumps in a parameter, powers with an integer exponent, and switches whose argument is a product."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Abs, Max, Ne, Piecewise, diag, sign

from symgeo.exact.verdict import Proved, Refuted
from symgeo.exact.verify import verify
from symgeo.geometry.chart import Chart, coordinates, parameters
from symgeo.geometry.curvature_claims import IsFlat, IsGeodesic, IsKilling
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric, euclidean

x, y, s = coordinates("x y s")
(a,) = parameters("a", real=True)
(n,) = parameters("n", integer=True, positive=True)
PLANE = Chart([x, y], parameters=[a, n])


def with_second(e: Any) -> Metric:
    return Metric(PLANE, diag(1, e))


@pytest.mark.parametrize("e", [2 + sign(a), Piecewise((1, Ne(a, 0)), (4, True)), Piecewise((1, a < 0), (4, True))])
def test_a_jump_in_a_parameter_refutes_nothing(e: Any) -> None:
    assert not isinstance(verify(IsFlat(with_second(e))), Refuted)
    assert not isinstance(verify(IsKilling(with_second(1), [e, 0])), Refuted)
    assert not isinstance(verify(IsGeodesic(SmoothMap(Chart([s], parameters=[a]), euclidean(2), [e * s, 0]))), Refuted)


@pytest.mark.parametrize("e", [x**n, (x**2) ** n, x ** (2 * n + 2)])
def test_a_power_is_defined_at_zero_where_its_exponent_is_a_positive_integer(e: Any) -> None:
    assert not isinstance(verify(IsKilling(with_second(2 + e), [0, 1])), Refuted)


@pytest.mark.parametrize("e", [Abs(a * x), Abs(a * x * y), sign(a * x), Max(a * x, 0)])
def test_a_switch_of_a_product_has_a_corner_where_either_factor_vanishes(e: Any) -> None:
    assert not isinstance(verify(IsKilling(with_second(3 + e), [0, 0])), Proved)


def test_a_corner_along_a_coordinate_is_still_found() -> None:
    assert isinstance(verify(IsKilling(with_second(2 + Max(x - a, 0) ** 2), [0, 1])), Proved)
    assert isinstance(verify(IsKilling(with_second(2 + Piecewise((1, x < a), (0, True))), [0, 1])), Refuted)
