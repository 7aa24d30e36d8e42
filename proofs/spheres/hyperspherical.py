"""The sphere S^n of radius R in hyperspherical angles has metric R^2 (dt1^2 + sin(t1)^2 (dt2^2 + sin(t2)^2 (...))).

Each angle is a rotation of all later ones; the parallels of S^n are spheres S^(n-1) of radius R sin(t1).
"""

from symgeo import IsIsometric, parameters
from symgeo.catalogue.spheres import sphere

title = "The sphere S^n in hyperspherical angles"
reference = "Lee, Introduction to Riemannian Manifolds (2018), ch. 3"

(R,) = parameters("R", positive=True)
claims = {f"n = {n}": IsIsometric(*sphere(n, radius=R)) for n in (1, 2, 3, 5)}
expect = "proved"
