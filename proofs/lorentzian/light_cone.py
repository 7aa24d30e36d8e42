"""The light cone is immersed, but the metric it inherits is degenerate: along a ray of light nothing is measured.

(r, r w) with w on the sphere has pullback 0 dr^2 + r^2 dW^2: rank df is 3, the rank of the pullback 2.
"""

from sympy import cos, diag, pi, sin

from symgeo import Chart, IsImmersion, IsIsometric, IsNondegenerate, Metric, SmoothMap, coordinates, minkowski

title = "The light cone"
reference = "O'Neill, Semi-Riemannian Geometry, ch. 5"

r, a, b = coordinates("r a b")
chart = Chart([r, a, b], where=[r > 0, a > 0, a < pi])
cone = SmoothMap(chart, minkowski(4), [r, r * sin(a) * cos(b), r * sin(a) * sin(b), r * cos(a)])
degenerate = Metric(chart, diag(0, r**2, r**2 * sin(a) ** 2))

claims = {
    "pullback": IsIsometric(cone, degenerate),
    "immersion": IsImmersion(cone),
    "the pullback is a metric": IsNondegenerate(degenerate),
}
expect = {"pullback": "proved", "immersion": "proved", "the pullback is a metric": "refuted"}
