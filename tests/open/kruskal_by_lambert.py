"""Kruskal's metric in its own coordinates, where r is 2M (1 + W((X^2 - T^2)/e)), is isometric to the Schwarzschild exterior.

Along the map the argument of Lambert's W is (r/2M - 1) exp(r/2M - 1), and W(w exp w) = w for w > -1; so the r of the target is
the r of the source.
"""

from sympy import E, LambertW, cosh, exp, sinh, sqrt

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, parameters

title = "Kruskal coordinates by Lambert's W"
reference = "O'Neill, Semi-Riemannian Geometry, ch. 13"

t, r, T, X = coordinates("t r T X")
(M,) = parameters("M", positive=True)
outside = Chart([t, r], where=[r > 2 * M], parameters=[M])
radial = Metric(outside, [[-(1 - 2 * M / r), 0], [0, 1 / (1 - 2 * M / r)]])
height = 1 + LambertW((X**2 - T**2) / E)
size = 16 * M**2 / height * exp(-height)
kruskal = Metric(Chart([T, X], where=[X > T, X > -T], parameters=[M]), [[-size, 0], [0, size]])
rho = sqrt(r / (2 * M) - 1) * exp(r / (4 * M))

claim = IsIsometric(SmoothMap(outside, kruskal, [rho * sinh(t / (4 * M)), rho * cosh(t / (4 * M))]), radial)
expect = "proved"
