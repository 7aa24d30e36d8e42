"""The surface of revolution of curvature -1 with parallels of radius cosh t ends where sinh t = 1.

Its height is the integral of sqrt(1 - sinh(s)^2) from 0 to t; that |sinh s| < 1 in between follows as sinh is increasing.
"""

from sympy import Integral, asinh, cos, cosh, diag, sin, sinh, sqrt

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "The surface of revolution of hyperbolic type"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 3-3"

t, v, s = coordinates("t v s")
chart = Chart([t, v], where=[-asinh(1) < t, t < asinh(1)])
height = Integral(sqrt(1 - sinh(s) ** 2), (s, 0, t))
surface = SmoothMap(chart, euclidean(3), [cosh(t) * cos(v), cosh(t) * sin(v), height])

claim = IsIsometric(surface, Metric(chart, diag(1, cosh(t) ** 2)))
expect = "proved"
