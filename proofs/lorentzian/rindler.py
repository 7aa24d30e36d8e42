"""A uniformly accelerated observer sees flat space-time as -r^2 ds^2 + dr^2: the Rindler wedge X > |T|.

Boosts are its rotations: (T, X) = (r sinh s, r cosh s). The wedge is all of Minkowski space that can both see and be
seen by the observer.
"""

from sympy import atanh, cosh, sinh, sqrt

from symgeo import Chart, IsConformal, IsIsometry, Metric, SmoothMap, coordinates

title = "Rindler space"
reference = "Misner, Thorne & Wheeler, Gravitation, ch. 6"

s, r, T, X = coordinates("s r T X")
rindler = Metric(Chart([s, r], where=[r > 0]), [[-(r**2), 0], [0, 1]])
wedge = Metric(Chart([T, X], where=[X > T, X > -T]), [[-1, 0], [0, 1]])
to = SmoothMap(rindler, wedge.chart, [r * sinh(s), r * cosh(s)])
back = SmoothMap(wedge, rindler.chart, [atanh(T / X), sqrt(X**2 - T**2)])
as_they_are = SmoothMap(rindler, Metric(Chart([T, X]), [[-1, 0], [0, 1]]), [s, r])

claims = {"isometry": IsIsometry(to, back, rindler, wedge), "coordinates as they are": IsConformal(as_they_are, rindler)}
expect = {"isometry": "proved", "coordinates as they are": "refuted"}
