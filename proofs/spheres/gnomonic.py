"""Seen from the centre, the open hemisphere of S^n has metric ((1 + |x|^2) |dx|^2 - <x, dx>^2) / (1 + |x|^2)^2.

Great circles become straight lines. It is the counterpart of the Klein model, with the opposite sign of |x|^2.
"""

from symgeo import IsIsometric, IsRiemannian
from symgeo.catalogue.spheres import gnomonic

title = "The gnomonic chart"
reference = "Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, chapter on the gnomonic projection"

claims = {f"n = {n}": IsIsometric(*gnomonic(n)) for n in (1, 2, 3, 4)}
claims["Riemannian, n = 2"] = IsRiemannian(gnomonic(2)[1])
expect = "proved"
