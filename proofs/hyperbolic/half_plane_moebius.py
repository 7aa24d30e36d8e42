"""A real Moebius map z -> (a z + b) / (c z + d) with a d - b c > 0 is an isometry of the half-plane.

The imaginary part is multiplied by (a d - b c) / |c z + d|^2, and so is every length; (d z - b) / (-c z + a) undoes it. Stated
for c /= 0; with c = 0 it is a dilation and a shift. With a negative determinant the half-plane is turned over.
"""

from symgeo import Chart, IsIsometric, IsIsometry, Metric, SmoothMap, parameters
from symgeo.catalogue.common import indexed, scaled_unit
from symgeo.catalogue.hyperbolic import moebius

title = "Moebius maps of the half-plane"
reference = "do Carmo, Riemannian Geometry, ch. 8"

a, b, d = parameters("a b d")
(c,) = parameters("c", nonzero=True)


def half_plane(name, determinant):
    x, y = indexed(name, 2)
    return Metric(Chart([x, y], where=[y > 0, determinant > 0], parameters=[a, b, c, d]), scaled_unit(2, 1 / y**2))


def moebius_map(g, h, *matrix):
    return SmoothMap(g, h.chart, moebius(*matrix, g.chart.symbols))


g, h = half_plane("x", a * d - b * c), half_plane("y", a * d - b * c)
wrong_g, wrong_h = half_plane("x", b * c - a * d), half_plane("y", b * c - a * d)

claims = {
    "isometry": IsIsometry(moebius_map(g, h, a, b, c, d), moebius_map(h, g, d, -b, -c, a), g, h),
    "negative determinant": IsIsometric(moebius_map(wrong_g, wrong_h, a, b, c, d), wrong_g, wrong_h),
}
expect = {"isometry": "proved", "negative determinant": "refuted"}
