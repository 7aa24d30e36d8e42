"""The Hopf map S^3 -> S^2 onto the sphere of radius 1/2 stretches no horizontal vector and forgets the fibre.

In Hopf coordinates S^3 has metric d eta^2 + cos(eta)^2 da^2 + sin(eta)^2 db^2. The pullback of the sphere is
d eta^2 + sin(eta)^2 cos(eta)^2 (da - db)^2: it vanishes on the fibre, the direction (0, 1, 1), so it is degenerate.
"""

from sympy import cos, sin

from symgeo import IsIsometric, IsNondegenerate, Metric, SmoothMap, euclidean
from symgeo.catalogue.spheres import hopf_coordinates

title = "The Hopf fibration"
reference = "Lee, Introduction to Riemannian Manifolds (2018), ch. 2 (Riemannian submersions)"

sphere3, round3 = hopf_coordinates()
chart = sphere3.source
eta, a, b = chart.symbols
hopf = SmoothMap(chart, euclidean(3), [sin(2 * eta) * cos(a - b) / 2, sin(2 * eta) * sin(a - b) / 2, cos(2 * eta) / 2])
across = (sin(eta) * cos(eta)) ** 2
horizontal = Metric(chart, [[1, 0, 0], [0, across, -across], [0, -across, across]])

claims = {
    "S^3": IsIsometric(sphere3, round3),
    "Hopf map": IsIsometric(hopf, horizontal),
    "the pullback is a metric": IsNondegenerate(horizontal),
}
expect = {"S^3": "proved", "Hopf map": "proved", "the pullback is a metric": "refuted"}
