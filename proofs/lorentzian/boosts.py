"""A Lorentz boost by a velocity |v| < 1 is an isometry of Minkowski space; a Galilei transformation is not.

Time and length mix so that -t^2 + x^2 stays. The boost by -v goes back.
"""

from sympy import sqrt

from symgeo import Chart, IsIsometric, IsIsometry, Metric, SmoothMap, coordinates, parameters

title = "Lorentz boosts"
reference = "O'Neill, Semi-Riemannian Geometry, ch. 6"

t, x, T, X = coordinates("t x T X")
(v,) = parameters("v")
slower_than_light = [v < 1, v > -1]
g = Metric(Chart([t, x], where=slower_than_light, parameters=[v]), [[-1, 0], [0, 1]])
h = Metric(Chart([T, X], where=slower_than_light, parameters=[v]), [[-1, 0], [0, 1]])
gamma = 1 / sqrt(1 - v**2)
boost = SmoothMap(g, h.chart, [gamma * (t - v * x), gamma * (x - v * t)])
back = SmoothMap(h, g.chart, [gamma * (T + v * X), gamma * (X + v * T)])

claims = {
    "Lorentz": IsIsometry(boost, back, g, h),
    "Galilei": IsIsometric(SmoothMap(g, h.chart, [t, x - v * t]), g, h),
}
expect = {"Lorentz": "proved", "Galilei": "refuted"}
