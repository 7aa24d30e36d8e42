"""The metric of the tangent surface of a curve depends on its curvature alone, not on its torsion.

For a unit-speed curve c the surface c(s) + t c'(s) has metric (1 + t^2 k^2) ds^2 + 2 ds dt + dt^2, with k^2 = |c''|^2.
Curves with equal curvature, plane ones too, have isometric tangent surfaces; so these are flat.
"""

from sympy import Derivative, Function

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "Tangent developables"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 2-3 and 3-5"

s, t = coordinates("s t")
c = [Function(name)(s) for name in ("a", "b", "c")]
chart = Chart([s, t], relations=[sum(Derivative(x, s) ** 2 for x in c) - 1])
surface = SmoothMap(chart, euclidean(3), [x + t * Derivative(x, s) for x in c])
curvature_squared = sum(Derivative(x, s, s) ** 2 for x in c)

claim = IsIsometric(surface, Metric(chart, [[1 + t**2 * curvature_squared, 1], [1, 1]]))
expect = "proved"
