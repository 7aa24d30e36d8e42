"""In Sol, exp(2z) dx^2 + exp(-2z) dy^2 + dz^2, left translations and (x, y, z) -> (y, x, -z) are isometries; swapping x and y is not.

A step in z stretches one plane direction and shrinks the other one; turning z over exchanges their roles.
"""

from sympy import diag, exp

from symgeo import Chart, IsIsometric, Metric, SmoothMap, parameters
from symgeo.catalogue.common import indexed

title = "Sol"
reference = "Thurston, Three-Dimensional Geometry and Topology, ch. 3"

a, b, c = parameters("a b c")


def sol(name):
    x, y, z = indexed(name, 3)
    return Metric(Chart([x, y, z], parameters=[a, b, c]), diag(exp(2 * z), exp(-2 * z), 1))


g, h = sol("x"), sol("y")
x, y, z = g.chart.symbols

claims = {
    "left translation": IsIsometric(SmoothMap(g, h.chart, [a + exp(-c) * x, b + exp(c) * y, c + z]), g, h),
    "swap and turn over": IsIsometric(SmoothMap(g, h.chart, [y, x, -z]), g, h),
    "swap": IsIsometric(SmoothMap(g, h.chart, [y, x, z]), g, h),
}
expect = {"left translation": "proved", "swap and turn over": "proved", "swap": "refuted"}
