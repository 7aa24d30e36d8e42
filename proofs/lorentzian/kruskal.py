"""Kruskal's coordinates (T, X) of the Schwarzschild exterior are conformal to it, with factor r exp(r/2M) / (32 M^3).

(T, X) = sqrt(r/2M - 1) exp(r/4M) (sinh, cosh)(t/4M). Radial light moves along the diagonals; at the horizon the factor
stays positive, which is how the metric is continued.
"""

from sympy import cosh, exp, sinh, sqrt

from symgeo import Chart, IsConformal, Metric, SmoothMap, coordinates, minkowski, parameters

title = "Kruskal coordinates"
reference = "O'Neill, Semi-Riemannian Geometry, ch. 13"

t, r = coordinates("t r")
(M,) = parameters("M", positive=True)
outside = Chart([t, r], where=[r > 2 * M], parameters=[M])
radial = Metric(outside, [[-(1 - 2 * M / r), 0], [0, 1 / (1 - 2 * M / r)]])
rho = sqrt(r / (2 * M) - 1) * exp(r / (4 * M))
kruskal = SmoothMap(outside, minkowski(2), [rho * sinh(t / (4 * M)), rho * cosh(t / (4 * M))])

claim = IsConformal(kruskal, radial, factor=r * exp(r / (2 * M)) / (32 * M**3))
expect = "proved"
