"""Scaling the height alone, (x, y) -> (x, k y), is no isometry of the half-plane, nor conformal, unless k = 1.

Scaling both coordinates is an isometry, since the metric only sees ratios of lengths to heights. Stated for k = 2.
"""

from symgeo import IsConformal, IsIsometric, SmoothMap
from symgeo.catalogue.hyperbolic import half_space

title = "Dilations of the half-plane, of both coordinates and of one"
reference = "do Carmo, Riemannian Geometry, ch. 8"

g = half_space(2)
x, y = g.chart.symbols

claims = {
    "both": IsIsometric(SmoothMap(g, g.chart, [2 * x, 2 * y]), g, g),
    "height only": IsIsometric(SmoothMap(g, g.chart, [x, 2 * y]), g, g),
    "height only, conformal": IsConformal(SmoothMap(g, g.chart, [x, 2 * y]), g, g),
}
expect = {"both": "proved", "height only": "refuted", "height only, conformal": "refuted"}
