"""Left translations of the Heisenberg group are isometries of dx^2 + dy^2 + (dz - x dy)^2; its dilations are not even conformal.

The three forms dx, dy, dz - x dy are invariant under (x, y, z) -> (a + x, b + y, c + z + a y). A dilation (2x, 2y, 4z)
stretches the centre twice as much.
"""

from symgeo import Chart, IsConformal, IsIsometric, IsIsometry, SmoothMap, parameters
from symgeo.catalogue.common import indexed
from symgeo.catalogue.lie import invariant_metric

title = "The Heisenberg group"
reference = "Thurston, Three-Dimensional Geometry and Topology, ch. 3"

a, b, c = parameters("a b c")


def nil(name):
    x, y, z = indexed(name, 3)
    return invariant_metric(Chart([x, y, z], parameters=[a, b, c]), [[1, 0, 0], [0, 1, 0], [0, -x, 1]])


g, h = nil("x"), nil("y")
x, y, z = g.chart.symbols
X, Y, Z = h.chart.symbols
left = SmoothMap(g, h.chart, [a + x, b + y, c + z + a * y])
left_back = SmoothMap(h, g.chart, [X - a, Y - b, Z - c - a * (Y - b)])
right = SmoothMap(g, h.chart, [x + a, y + b, z + c + x * b])
dilation = SmoothMap(g, h.chart, [2 * x, 2 * y, 4 * z])

claims = {
    "left translation": IsIsometry(left, left_back, g, h),
    "right translation": IsIsometric(right, g, h),
    "dilation": IsConformal(dilation, g, h),
}
expect = {"left translation": "proved", "right translation": "refuted", "dilation": "refuted"}
