"""The logarithmic spiral exp(a t) (cos t, sin t) meets its centre after a finite length: its arc length is sqrt(1 + a^2) exp(a t) / a.

So the spiral is homothetic to the half-line by s = exp(a t), with factor (1 + a^2) / a^2.
"""

from sympy import cos, exp, sin

from symgeo import Chart, IsHomothetic, IsIsometric, Metric, SmoothMap, coordinates, euclidean, parameters

title = "The logarithmic spiral"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 1-3"

(t,) = coordinates("t")
(a,) = parameters("a", positive=True)
line = Chart([t], parameters=[a])
spiral = SmoothMap(line, euclidean(2), [exp(a * t) * cos(t), exp(a * t) * sin(t)])
half_line = SmoothMap(line, euclidean(1), [exp(a * t)])
pulled_back = half_line.pullback()

claims = {
    "metric": IsIsometric(spiral, Metric(line, [[(1 + a**2) * exp(2 * a * t)]])),
    "to the half-line": IsHomothetic(spiral, pulled_back, factor=(1 + a**2) / a**2),
    "factor found": IsHomothetic(spiral, pulled_back),
}
expect = "proved"
