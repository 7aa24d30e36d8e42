"""Elliptic coordinates (c cosh u cos v, c sinh u sin v) of the plane are conformal with factor c^2 (sinh(u)^2 + sin(v)^2).

They are real and imaginary part of c cosh(u + i v); off the foci (u > 0) the factor is positive.
"""

from sympy import cos, cosh, sin, sinh

from symgeo import Chart, IsConformal, Metric, SmoothMap, coordinates, euclidean, parameters

title = "Elliptic coordinates"
reference = "Morse & Feshbach, Methods of Theoretical Physics, ch. 5"

u, v = coordinates("u v")
(c,) = parameters("c", positive=True)
chart = Chart([u, v], where=[u > 0], parameters=[c])
elliptic = SmoothMap(chart, euclidean(2), [c * cosh(u) * cos(v), c * sinh(u) * sin(v)])

claim = IsConformal(elliptic, Metric(chart, [[1, 0], [0, 1]]), factor=c**2 * (sinh(u) ** 2 + sin(v) ** 2))
expect = "proved"
