"""A horosphere of hyperbolic space is flat: at height c in the half-space its metric is 1/c^2 times that of R^(n-1).

So Euclidean geometry of every dimension lives in hyperbolic space of one dimension more.
"""

from symgeo import Chart, IsHomothetic, Metric, SmoothMap, parameters
from symgeo.catalogue.common import indexed, scaled_unit
from symgeo.catalogue.hyperbolic import half_space

title = "Horospheres are flat"
reference = "Lee, Introduction to Riemannian Manifolds (2018), ch. 3"

(c,) = parameters("c", positive=True)


def horosphere(n):
    t = indexed("t", n - 1)
    chart = Chart(t, parameters=[c])
    return IsHomothetic(SmoothMap(chart, half_space(n), [*t, c]), Metric(chart, scaled_unit(n - 1, 1)), factor=1 / c**2)


claims = {f"n = {n}": horosphere(n) for n in (2, 3, 4)}
expect = "proved"
