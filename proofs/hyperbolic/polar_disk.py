"""A point at hyperbolic distance r from the centre of the Poincare disk has Euclidean radius tanh(r/2), not tanh(r).

With tanh(r/2) the metric becomes dr^2 + sinh(r)^2 dt^2. The radius tanh(r) belongs to Klein's disk.
"""

from sympy import cos, sin, sinh, tanh

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates
from symgeo.catalogue.hyperbolic import klein_ball, poincare_ball

title = "Polar coordinates of the hyperbolic disks"
reference = "Lee, Introduction to Riemannian Manifolds (2018), ch. 3"

r, t = coordinates("r t")
chart = Chart([r, t], where=[r > 0])
polar = Metric(chart, [[1, 0], [0, sinh(r) ** 2]])


def at_radius(radius, model):
    return IsIsometric(SmoothMap(chart, model.chart, [radius * cos(t), radius * sin(t)]), polar, model)


claims = {
    "Poincare, tanh(r/2)": at_radius(tanh(r / 2), poincare_ball(2)),
    "Klein, tanh(r)": at_radius(tanh(r), klein_ball(2)),
    "Poincare, tanh(r)": at_radius(tanh(r), poincare_ball(2)),
}
expect = {"Poincare, tanh(r/2)": "proved", "Klein, tanh(r)": "proved", "Poincare, tanh(r)": "refuted"}
