"""The cylinder over any unit-speed plane curve is isometric to the plane.

Rolling a sheet of paper along a curve stretches nothing: the two directions stay orthogonal and of unit length.
"""

from sympy import Derivative, Function

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "Cylinders are flat"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 4-2"

s, z = coordinates("s z")
x, y = Function("x")(s), Function("y")(s)
plane = Chart([s, z], relations=[Derivative(x, s) ** 2 + Derivative(y, s) ** 2 - 1])

claim = IsIsometric(SmoothMap(plane, euclidean(3), [x, y, z]), Metric(plane, [[1, 0], [0, 1]]))
expect = "proved"
