"""A product of n circles of radii r1, ..., rn in R^(2n) is flat; with sum ri^2 = 1 it lies in the unit sphere.

For two equal radii it is the Clifford torus in S^3. Each pair of coordinates is a circle by itself, so the metric is
sum ri^2 dti^2.
"""

from sympy import Rational, sqrt

from symgeo import IsHomothetic, IsIsometric, Metric, parameters
from symgeo.catalogue.common import scaled_unit
from symgeo.catalogue.spheres import torus_of_circles

title = "Clifford tori"
reference = "do Carmo, Riemannian Geometry, ch. 6"

r = parameters("r1 r2 r3", positive=True)
clifford, _ = torus_of_circles([1 / sqrt(2), 1 / sqrt(2)])
claims = {f"n = {n}": IsIsometric(*torus_of_circles(r[:n])) for n in (1, 2, 3)}
claims["n = 8, radii 1, ..., 8"] = IsIsometric(*torus_of_circles(range(1, 9)))
claims["equal radii"] = IsHomothetic(clifford, Metric(clifford.source, scaled_unit(2, 1)), factor=Rational(1, 2))
expect = "proved"
