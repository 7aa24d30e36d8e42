"""The group of maps x -> y x + b of the line, with its left-invariant metric, is the hyperbolic half-plane.

The forms dx / y and dy / y are left-invariant; the translations by (a, b) act as z -> a z + b. Right translations do
not act by isometries.
"""

from symgeo import Chart, IsIsometric, SmoothMap, parameters
from symgeo.catalogue.common import indexed
from symgeo.catalogue.lie import invariant_metric

title = "The affine group of the line"
reference = "do Carmo, Riemannian Geometry, ch. 1"

(a,) = parameters("a", positive=True)
(b,) = parameters("b")


def group(name):
    x, y = indexed(name, 2)
    return invariant_metric(Chart([x, y], where=[y > 0], parameters=[a, b]), [[1 / y, 0], [0, 1 / y]])


g, h = group("x"), group("y")
x, y = g.chart.symbols

claims = {
    "left": IsIsometric(SmoothMap(g, h.chart, [a * x + b, a * y]), g, h),
    "right": IsIsometric(SmoothMap(g, h.chart, [x + y * b, a * y]), g, h),
}
expect = {"left": "proved", "right": "refuted"}
