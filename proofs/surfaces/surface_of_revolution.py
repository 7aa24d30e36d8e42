"""A surface of revolution over a unit-speed profile (r(u), z(u)) has metric du^2 + r(u)^2 dv^2.

The profile is any pair of functions with r'^2 + z'^2 = 1; meridians are then parametrised by arc length and parallels
are circles of radius r(u).
"""

from sympy import Derivative, Function, cos, sin

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "Surfaces of revolution"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 2-3 and 3-3"

u, v = coordinates("u v")
r, z = Function("r"), Function("z")
chart = Chart([u, v], relations=[Derivative(r(u), u) ** 2 + Derivative(z(u), u) ** 2 - 1])
surface = SmoothMap(chart, euclidean(3), [r(u) * cos(v), r(u) * sin(v), z(u)])

claim = IsIsometric(surface, Metric(chart, [[1, 0], [0, r(u) ** 2]]))
expect = "proved"
