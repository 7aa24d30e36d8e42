"""The azimuthal equidistant map is the exponential map of the sphere at the pole: radial lengths are true, parallels are too long.

At distance r from the pole the parallel has length 2 pi sin r on the sphere and 2 pi r on the map.
"""

from sympy import cos, pi, sin

from symgeo import Chart, IsConformal, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "The azimuthal equidistant projection"
reference = "Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, chapter on the azimuthal equidistant projection"

r, t = coordinates("r t")
chart = Chart([r, t], where=[r > 0, r < pi])
sphere = Metric(chart, [[1, 0], [0, sin(r) ** 2]])
paper = SmoothMap(chart, euclidean(2), [r * cos(t), r * sin(t)])

claims = {
    "what the map shows": IsIsometric(paper, Metric(chart, [[1, 0], [0, r**2]])),
    "lengths": IsIsometric(paper, sphere),
    "angles": IsConformal(paper, sphere),
}
expect = {"what the map shows": "proved", "lengths": "refuted", "angles": "refuted"}
