"""Geodesics as numbers, against those that are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from symgeo.errors import ChartMismatchError, DomainError
from symgeo.geometry.chart import Chart, coordinates, parameters
from symgeo.geometry.metric import Metric, euclidean
from symgeo.numeric.geodesics import geodesic

th, ph, x, y, r, t = coordinates("theta phi x y r t")
(a, M) = parameters("a M", positive=True)
SPHERE = Metric(Chart([th, ph], where=[0 < th, th < sp.pi], parameters=[a]), sp.diag(a**2, a**2 * sp.sin(th) ** 2))
HALF_PLANE = Metric(Chart([x, y], where=[y > 0]), sp.diag(1 / y**2, 1 / y**2))


def test_great_circles() -> None:
    found = geodesic(SPHERE, [1.0, 0.3], [0.4, 0.9], until=2.0, parameters={"a": 2.5})
    theta, phi = found.points.T
    on_sphere = np.stack([np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta)], axis=1)
    # It stays in the plane of its start and its velocity.
    normal = np.cross(on_sphere[0], on_sphere[1])
    assert np.abs(on_sphere @ normal).max() < 1e-9
    assert found.complete
    assert found.drift < 1e-8
    assert found.points.shape == (101, 2)


def test_half_circles() -> None:
    found = geodesic(HALF_PLANE, [0.0, 1.0], [1.0, 0.0], until=2.0, samples=21)
    assert np.allclose(found.points[:, 0], np.tanh(found.parameter), atol=1e-8)
    assert np.allclose(found.points[:, 1], 1 / np.cosh(found.parameter), atol=1e-8)


def test_lines_in_polar_coordinates() -> None:
    polar = Metric(Chart([r, ph], where=[r > 0]), sp.diag(1, r**2))
    found = geodesic(polar, [1.0, 0.0], [0.0, 1.0], until=3.0)
    assert np.allclose(found.points[:, 0] * np.cos(found.points[:, 1]), 1.0, atol=1e-8)
    wrong = geodesic(Metric(polar.chart, sp.diag(1, r**3)), [1.0, 0.0], [0.0, 1.0], until=3.0)
    assert not np.allclose(wrong.points[:, 0] * np.cos(wrong.points[:, 1]), 1.0, atol=1e-3)


def test_a_geodesic_ends_where_it_leaves_the_chart() -> None:
    found = geodesic(SPHERE, [1.0, 0.0], [-1.0, 0.0], until=3.0, parameters={"a": 1.0})
    assert not found.complete
    assert found.reason == "it leaves the chart"
    assert found.parameter[-1] < 1.0


def test_radial_light_in_schwarzschild() -> None:
    space = Metric(Chart([t, r], where=[r > 2 * M], parameters=[M]), sp.diag(-(1 - 2 * M / r), 1 / (1 - 2 * M / r)))
    found = geodesic(space, [0.0, 10.0], [1 / 0.8, 1.0], until=5.0, parameters={"M": 1.0})
    # E = (1 - 2M/r) t' is constant, and r grows evenly.
    assert np.allclose(found.points[:, 1], 10 + found.parameter, atol=1e-7)
    assert np.allclose((1 - 2 / found.points[:, 1]) * found.velocities[:, 0], 1.0, atol=1e-8)


def test_a_constant_curve() -> None:
    found = geodesic(euclidean(2), [1.0, 2.0], [0.0, 0.0])
    assert (found.points == [1.0, 2.0]).all()
    assert found.drift == 0.0


def test_bad_starts_are_refused() -> None:
    with pytest.raises(ChartMismatchError, match="values of a"):
        geodesic(SPHERE, [1.0, 0.0], [0.0, 1.0])
    with pytest.raises(ChartMismatchError, match="needs 2 coordinates, 2 components of the velocity and no parameters"):
        geodesic(HALF_PLANE, [1.0], [0.0, 1.0])
    with pytest.raises(DomainError, match="needs a point of"):
        geodesic(HALF_PLANE, [0.0, -1.0], [0.0, 1.0])
