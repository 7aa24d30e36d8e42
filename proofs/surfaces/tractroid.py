"""The pseudosphere is a piece of the hyperbolic plane: the half-plane above y = 1, wound round a trumpet.

The tractrix turned about its asymptote, (cos x / y, sin x / y, arcosh y - sqrt(1 - 1/y^2)), has the metric (dx^2 +
dy^2) / y^2. By Hilbert's theorem no more than a piece can be had in R^3.
"""

from sympy import acosh, cos, sin, sqrt

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "The pseudosphere"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 3-3 and 5-11"

x, y = coordinates("x y")
above = Chart([x, y], where=[y > 1])
pseudosphere = SmoothMap(above, euclidean(3), [cos(x) / y, sin(x) / y, acosh(y) - sqrt(1 - 1 / y**2)])

claim = IsIsometric(pseudosphere, Metric(above, [[1 / y**2, 0], [0, 1 / y**2]]))
expect = "proved"
