"""The cone over any unit-speed curve on the unit sphere is flat: its metric is that of the plane in polar coordinates.

Let c be a curve with |c| = 1 and |c'| = 1. The cone r c(t) has radial derivative c, of length 1, and angular derivative
r c', of length r; they are orthogonal because |c| is constant.
"""

from sympy import Derivative, Function

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "Cones are flat"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 4-2"

r, t = coordinates("r t")
c = [Function(name)(t) for name in ("a", "b", "c")]
on_sphere = sum(x**2 for x in c) - 1
unit_speed = sum(Derivative(x, t) ** 2 for x in c) - 1
chart = Chart([r, t], where=[r > 0], relations=[on_sphere, unit_speed])
cone = SmoothMap(chart, euclidean(3), [r * x for x in c])

claim = IsIsometric(cone, Metric(chart, [[1, 0], [0, r**2]]))
expect = "proved"
