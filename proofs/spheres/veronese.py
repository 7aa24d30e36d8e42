"""The Veronese surface: (xy, xz, yz, (x^2 - y^2)/2, (x^2 + y^2 - 2 z^2)/(2 sqrt 3)) maps the unit sphere isometrically into R^5.

Up to a shift it is x -> x x^T / sqrt 2, which forgets the sign of x: a real projective plane in the sphere of radius
1/sqrt 3 of R^5.
"""

from sympy import sqrt

from symgeo import IsIsometric, SmoothMap, euclidean
from symgeo.catalogue.spheres import sphere

title = "The Veronese surface"
reference = "Chern, do Carmo & Kobayashi 1970, Minimal submanifolds of a sphere with second fundamental form of constant length"

f, g = sphere(2)
x, y, z = f.target.symbols
quadrics = [x * y, x * z, y * z, (x**2 - y**2) / 2, (x**2 + y**2 - 2 * z**2) / (2 * sqrt(3))]
veronese = SmoothMap(f.target, euclidean(5), quadrics)

claim = IsIsometric(veronese.compose(f), g)
expect = "proved"
