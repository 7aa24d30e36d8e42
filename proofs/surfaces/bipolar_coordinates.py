"""Bipolar coordinates (sinh t, sin s) / (cosh t - cos s) of the plane are conformal with factor 1/(cosh t - cos s)^2.

As a map of the complex variable s + i t this is, up to a turn, a cotangent: the two families of coordinate lines are
circles that meet at right angles.
"""

from sympy import cos, cosh, sin, sinh

from symgeo import Chart, IsConformal, Metric, SmoothMap, coordinates, euclidean

title = "Bipolar coordinates"
reference = "Morse & Feshbach, Methods of Theoretical Physics, ch. 10"

s, t = coordinates("s t")
chart = Chart([s, t], where=[t > 0])
between = cosh(t) - cos(s)

claim = IsConformal(
    SmoothMap(chart, euclidean(2), [sinh(t) / between, sin(s) / between]), Metric(chart, [[1, 0], [0, 1]]), factor=1 / between**2
)
expect = "proved"
