"""Mercator's map of the sphere goes back by the Gudermannian: latitude = 2 atan(exp y) - pi/2, or atan(sinh y).

In Mercator's coordinates the sphere has metric (dx^2 + dy^2) / cosh(y)^2.
"""

from sympy import asinh, atan, cosh, exp, pi, sinh, tan

from symgeo import Chart, IsIsometric, IsIsometry, Metric, SmoothMap, coordinates
from symgeo.catalogue.cartography import globe

title = "The sphere in Mercator's coordinates"
reference = "Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, chapter on the Mercator projection"

x, y = coordinates("x y")
sphere = globe()
lon, lat = sphere.chart.symbols
paper = Metric(Chart([x, y], where=[-pi < x, x < pi]), [[1 / cosh(y) ** 2, 0], [0, 1 / cosh(y) ** 2]])
to_sphere = SmoothMap(paper, sphere.chart, [x, atan(sinh(y))])
to_paper = SmoothMap(sphere, paper.chart, [lon, asinh(tan(lat))])

claims = {
    "isometry": IsIsometry(to_sphere, to_paper, paper, sphere),
    "by exp": IsIsometric(SmoothMap(paper, sphere.chart, [x, 2 * atan(exp(y)) - pi / 2]), paper, sphere),
}
expect = "proved"
