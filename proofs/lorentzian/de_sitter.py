"""De Sitter space is the one-sheeted hyperboloid of R^(1,n): closed with scale cosh T, flat with scale exp t, and static between horizons.

Three charts of one space: -dT^2 + cosh(T)^2 g_(S^(n-1)); -dt^2 + exp(2t) |dx|^2; and -(1 - r^2) ds^2 + dr^2 / (1 - r^2)
+ ...
"""

from sympy import cosh, diag, exp, sinh, sqrt

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, minkowski
from symgeo.catalogue.common import indexed, norm_squared
from symgeo.catalogue.lorentzian import de_sitter

title = "De Sitter space"
reference = "Hawking & Ellis, The Large Scale Structure of Space-Time, ch. 5"

t, s, r = coordinates("t s r")
x = indexed("x", 3)
flat_slices = Chart([t, *x])
steady = [sinh(t) + exp(t) * norm_squared(x) / 2, *(exp(t) * c for c in x), cosh(t) - exp(t) * norm_squared(x) / 2]
static = Chart([s, r], where=[r > -1, r < 1])
observer = [sqrt(1 - r**2) * sinh(s), r, sqrt(1 - r**2) * cosh(s)]

claims = {f"closed, n = {n}": IsIsometric(*de_sitter(n)) for n in (2, 3, 4)}
claims["flat"] = IsIsometric(SmoothMap(flat_slices, minkowski(5), steady), Metric(flat_slices, diag(-1, *(exp(2 * t) for _ in x))))
claims["static"] = IsIsometric(SmoothMap(static, minkowski(3), observer), Metric(static, [[-(1 - r**2), 0], [0, 1 / (1 - r**2)]]))
expect = "proved"
