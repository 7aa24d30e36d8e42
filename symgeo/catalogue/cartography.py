"""The sphere and the ellipsoid by longitude and latitude, and what maps of them keep."""

from __future__ import annotations

from typing import Any

from sympy import Integer, cos, pi, sin, sqrt

from symgeo.catalogue.common import diagonal, symbols_in
from symgeo.geometry.chart import Chart
from symgeo.geometry.maps import SmoothMap, identity
from symgeo.geometry.metric import Metric


def globe() -> Metric:
    """The unit sphere by longitude l and latitude b: g = cos(b)^2 dl^2 + db^2 on |l| < pi, |b| < pi/2.

    Source: [Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395].

    >>> globe().matrix
    Matrix([
    [cos(b)**2, 0],
    [        0, 1]])
    """
    lon, lat = Chart("l b").symbols
    chart = Chart([lon, lat], where=[lon > -pi, lon < pi, lat > -pi / 2, lat < pi / 2])
    return Metric(chart, diagonal([cos(lat) ** 2, Integer(1)]))


def ellipsoid(eccentricity: Any) -> Metric:
    """The ellipsoid of revolution with equatorial radius 1 and eccentricity 0 < e < 1, by longitude l and geodetic latitude b:
    g = cos(b)^2 / (1 - e^2 sin(b)^2) dl^2 + (1 - e^2)^2 / (1 - e^2 sin(b)^2)^3 db^2.

    Source: [Snyder, USGS Professional Paper 1395].

    >>> from sympy import Symbol
    >>> ellipsoid(Symbol("e", positive=True)).chart.dimension
    2
    """
    lon, lat = Chart("l b").symbols
    e = eccentricity
    chart = Chart([lon, lat], where=[lon > -pi, lon < pi, lat > -pi / 2, lat < pi / 2, e < 1], parameters=symbols_in(e))
    w = 1 - e**2 * sin(lat) ** 2
    return Metric(chart, diagonal([cos(lat) ** 2 / w, (1 - e**2) ** 2 / w**3]))


def ellipsoid_in_space(eccentricity: Any) -> list[Any]:
    """The point of the ellipsoid: (N cos b cos l, N cos b sin l, (1 - e^2) N sin b) with N = 1 / sqrt(1 - e^2 sin(b)^2).

    >>> ellipsoid_in_space(0)
    [cos(b)*cos(l), sin(l)*cos(b), sin(b)]
    """
    lon, lat = Chart("l b").symbols
    e = eccentricity
    normal = 1 / sqrt(1 - e**2 * sin(lat) ** 2)
    return [normal * cos(lat) * cos(lon), normal * cos(lat) * sin(lon), (1 - e**2) * normal * sin(lat)]


def same_areas(f: SmoothMap, g: Metric, h: Metric | None = None) -> tuple[SmoothMap, Metric, Metric]:
    """What `IsIsometric` has to be asked in order to learn whether f keeps areas up to sign: det f*h = det g.

    The two determinants are the squares of the area elements in one chart. Each is put in the first place of an otherwise
    zero form, and the identity compares the two forms.

    >>> x, y = Chart("x y").symbols
    >>> plane = Metric(Chart("x y"), [[1, 0], [0, 1]])
    >>> shear = SmoothMap(plane, plane, [x + y, y])
    >>> same_areas(shear, plane)[2].matrix
    Matrix([
    [1, 0],
    [0, 0]])
    """
    pulled_back = f.pullback(h)
    chart = f.source

    def square_of_area(metric: Metric) -> Metric:
        # The determinant is expanded over the trees themselves: nothing that has to be defined is cancelled.
        (p, q), (r, s) = metric.entries
        return Metric(chart, [[p * s - q * r, 0], [0, 0]])

    return identity(chart), square_of_area(g), square_of_area(pulled_back)
