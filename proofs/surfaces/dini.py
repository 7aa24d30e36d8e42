"""Dini's surface, the pseudosphere twisted along its axis, has E = a^2 sin(v)^2 + b^2, F = a b cot(v) cos(v), G = a^2 cot(v)^2.

It has constant curvature -1/(a^2 + b^2). The pitch b couples the two coordinates.
"""

from sympy import cos, log, pi, sin, tan

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean, parameters

title = "Dini's surface"
reference = "Gray, Modern Differential Geometry of Curves and Surfaces with Mathematica, chapter on surfaces of constant Gaussian curvature"

u, v = coordinates("u v")
a, b = parameters("a b", positive=True)
chart = Chart([u, v], where=[v > 0, v < pi / 2], parameters=[a, b])
dini = SmoothMap(chart, euclidean(3), [a * cos(u) * sin(v), a * sin(u) * sin(v), a * (cos(v) + log(tan(v / 2))) + b * u])
mixed = a * b * cos(v) ** 2 / sin(v)

claim = IsIsometric(dini, Metric(chart, [[a**2 * sin(v) ** 2 + b**2, mixed], [mixed, a**2 * cos(v) ** 2 / sin(v) ** 2]]))
expect = "proved"
