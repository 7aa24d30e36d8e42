"""The catenoid can be bent into the helicoid through minimal surfaces without stretching.

The associate family cos(a) * helicoid + sin(a) * catenoid has the metric cosh(v)^2 (du^2 + dv^2) for every angle a: the
two surfaces are conjugate, so their derivatives are orthogonal and of equal length.
"""

from sympy import cos, cosh, sin, sinh

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean, parameters

title = "The associate family of catenoid and helicoid"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 4-2"

u, v = coordinates("u v")
(a,) = parameters("a")
strip = Chart([u, v], parameters=[a])
helicoid = [sinh(v) * sin(u), -sinh(v) * cos(u), u]
catenoid = [cosh(v) * cos(u), cosh(v) * sin(u), v]
bent = SmoothMap(strip, euclidean(3), [cos(a) * x + sin(a) * y for x, y in zip(helicoid, catenoid, strict=True)])

claim = IsIsometric(bent, Metric(strip, [[cosh(v) ** 2, 0], [0, cosh(v) ** 2]]))
expect = "proved"
