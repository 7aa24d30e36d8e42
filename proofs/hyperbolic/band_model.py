"""The band |y| < pi/2 with metric (dx^2 + dy^2) / cos(y)^2 is the hyperbolic plane: z -> i exp z maps it to the half-plane.

Its translations along x are the isometries that move points along one geodesic, the middle line.
"""

from sympy import atan, cos, exp, log, pi, sin

from symgeo import Chart, IsIsometry, Metric, SmoothMap, coordinates
from symgeo.catalogue.hyperbolic import half_space

title = "The band model"
reference = "Hubbard, Teichmueller Theory and Applications to Geometry, Topology, and Dynamics, volume 1, ch. 2"

x, y = coordinates("x y")
band = Chart([x, y], where=[-pi / 2 < y, y < pi / 2])
plane = half_space(2)
X, Y = plane.chart.symbols
to = SmoothMap(band, plane.chart, [-exp(x) * sin(y), exp(x) * cos(y)])
back = SmoothMap(plane, band, [log(X**2 + Y**2) / 2, -atan(X / Y)])

claim = IsIsometry(to, back, Metric(band, [[1 / cos(y) ** 2, 0], [0, 1 / cos(y) ** 2]]), plane)
expect = "proved"
