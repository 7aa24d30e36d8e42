"""The connection and the curvature of a metric, and the extrinsic geometry of an immersion: each component in normal form."""

from __future__ import annotations

from symgeo.exact.region import Region
from symgeo.geometry.connection import LeviCivita
from symgeo.geometry.immersion import Immersion
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric


def levi_civita(g: Metric) -> LeviCivita:
    """The Levi-Civita connection of g, with every component in normal form: a product of irreducible factors, and 0 if it is
    proved to vanish.

    A component that the engine cannot bring to a normal form stays as it is derived.

    >>> from sympy import sin
    >>> from symgeo import Chart, coordinates
    >>> theta, phi = coordinates("theta phi")
    >>> sphere = levi_civita(Metric(Chart([theta, phi], where=[0 < theta, theta < 3]), [[1, 0], [0, sin(theta)**2]]))
    >>> sphere.scalar, sphere.christoffel[0, 1, 1]
    (2, -cos(theta)*sin(theta))
    """
    return LeviCivita(g, Region(g.chart.domain, g.chart.relations).simplified)


def immersion(f: SmoothMap, h: Metric | None = None) -> Immersion:
    """The extrinsic geometry of f in the space of h, with every component in normal form.

    >>> from sympy import cos, pi, sin
    >>> from symgeo import Chart, coordinates, euclidean, parameters
    >>> theta, phi = coordinates("theta phi")
    >>> a, = parameters("a", positive=True)
    >>> chart = Chart([theta, phi], where=[0 < theta, theta < pi], parameters=[a])
    >>> sphere = immersion(SmoothMap(chart, euclidean(3), [a*sin(theta)*cos(phi), a*sin(theta)*sin(phi), a*cos(theta)]))
    >>> sphere.gauss_curvature, sphere.mean_curvature, sphere.principal_curvatures
    (a**(-2), -2/a, (-1/a, -1/a))
    """
    chart = f.source.joined(f.target, f.metric_on_target(h).chart)
    return Immersion(f, h, Region(chart.domain, chart.relations).simplified)


__all__ = ["immersion", "levi_civita"]
