"""Euclidean space is the cone over its unit sphere: R^(n+1) in polar coordinates has metric dr^2 + r^2 g_(S^n).

Stated with the sphere in its stereographic chart, so that nothing but the ray through the pole is left out.
"""

from symgeo import Chart, IsIsometric, Metric, SmoothMap, euclidean
from symgeo.catalogue.common import diagonal
from symgeo.catalogue.spheres import stereographic

title = "Polar coordinates of R^(n+1)"
reference = "Lee, Introduction to Riemannian Manifolds (2018), ch. 3"


def polar(n):
    f, g = stereographic(n)
    (r,) = Chart("r").symbols
    chart = Chart([r, *f.source.symbols], where=[r > 0])
    y = f.target.symbols
    scale = SmoothMap(Chart([r, *y]), euclidean(n + 1), [r * c for c in y])
    cone = scale.compose(SmoothMap(chart, scale.source, [r, *f.components]))
    unit = g.matrix
    return IsIsometric(cone, Metric(chart, diagonal([1, *(r**2 * unit[i, i] for i in range(n))])))


claims = {f"n = {n}": polar(n) for n in (1, 2, 3)}
expect = "proved"
