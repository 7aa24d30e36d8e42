"""The upper sheet of the hyperboloid in R^(1,n) is hyperbolic space: dr^2 + sinh(r)^2 g_(S^(n-1)) in polar coordinates.

The Minkowski form is positive on the tangent spaces of the sheet: a Riemannian metric in an indefinite space.
"""

from symgeo import IsIsometric, IsRiemannian
from symgeo.catalogue.hyperbolic import hyperboloid

title = "The hyperboloid model in polar coordinates"
reference = "O'Neill, Semi-Riemannian Geometry, ch. 4"

claims = {f"n = {n}": IsIsometric(*hyperboloid(n)) for n in (2, 3, 4)}
claims["Riemannian, n = 3"] = IsRiemannian(hyperboloid(3)[1])
expect = "proved"
