"""Flamm's paraboloid z^2 = 8 M (r - 2 M) has the metric of a slice of the Schwarzschild exterior through its centre.

It is a picture of space around a mass at one time: steep at the horizon, flat far away, and of finite distance to the horizon.
"""

from sympy import cos, sin, sqrt

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean, parameters

title = "Flamm's paraboloid"
reference = "Misner, Thorne & Wheeler, Gravitation, ch. 23"

r, t = coordinates("r t")
(M,) = parameters("M", positive=True)
outside = Chart([r, t], where=[r > 2 * M], parameters=[M])
paraboloid = SmoothMap(outside, euclidean(3), [r * cos(t), r * sin(t), sqrt(8 * M * (r - 2 * M))])

claim = IsIsometric(paraboloid, Metric(outside, [[1 / (1 - 2 * M / r), 0], [0, r**2]]))
expect = "proved"
