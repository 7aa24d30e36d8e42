"""The Fisher metric of n + 1 categories is that of a sphere of radius 2, by p -> 2 sqrt p.

Since sum p = 1, the point 2 sqrt p has length 2; d(2 sqrt p) = dp / sqrt p, whose square is sum dp_i^2 / p_i. The last
probability is 1 minus the others, so its derivatives are -1.
"""

from symgeo import IsIsometric, IsRiemannian
from symgeo.catalogue.information import fisher_simplex, square_root_map

title = "Categorical distributions"
reference = "Amari & Nagaoka, Methods of Information Geometry, ch. 2"

claims = {f"n = {n}": IsIsometric(square_root_map(n), fisher_simplex(n)) for n in (1, 2, 4, 8)}
claims["Riemannian, n = 2"] = IsRiemannian(fisher_simplex(2))
expect = "proved"
