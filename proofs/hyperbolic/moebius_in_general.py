"""A real Moebius map z -> (a z + b) / (c z + d) with a d - b c > 0 is an isometry of the half-plane.

The imaginary part is multiplied by (a d - b c) / |c z + d|^2, and so is every length; (d z - b) / (-c z + a) undoes it.
"""

from symgeo import Chart, IsIsometry, Metric, SmoothMap, parameters
from symgeo.catalogue.common import indexed, scaled_unit
from symgeo.catalogue.hyperbolic import moebius

title = "Moebius maps of the half-plane"
reference = "do Carmo, Riemannian Geometry, ch. 8"

a, b, c, d = parameters("a b c d")


def half_plane(name):
    x, y = indexed(name, 2)
    return Metric(Chart([x, y], where=[y > 0, a * d - b * c > 0], parameters=[a, b, c, d]), scaled_unit(2, 1 / y**2))


g, h = half_plane("x"), half_plane("y")
to = SmoothMap(g, h.chart, moebius(a, b, c, d, g.chart.symbols))
back = SmoothMap(h, g.chart, moebius(d, -b, -c, a, h.chart.symbols))

claim = IsIsometry(to, back, g, h)
expect = "proved"
