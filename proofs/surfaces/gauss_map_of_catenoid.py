"""The Gauss map of a minimal surface is conformal: for the catenoid its factor is 1/cosh(v)^4.

The normal is N = (-cos u, -sin u, sinh v) / cosh v up to sign. The pullback of the sphere is -K g, and the catenoid has
K = -1/cosh(v)^4.
"""

from sympy import cos, cosh, sin, sinh

from symgeo import Chart, IsConformal, Metric, SmoothMap, coordinates, euclidean

title = "The Gauss map of the catenoid is conformal"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 3-5"

u, v = coordinates("u v")
strip = Chart([u, v])
catenoid = Metric(strip, [[cosh(v) ** 2, 0], [0, cosh(v) ** 2]])
normal = SmoothMap(strip, euclidean(3), [-cos(u) / cosh(v), -sin(u) / cosh(v), sinh(v) / cosh(v)])

claims = {"given factor": IsConformal(normal, catenoid, factor=1 / cosh(v) ** 4), "found factor": IsConformal(normal, catenoid)}
expect = "proved"
