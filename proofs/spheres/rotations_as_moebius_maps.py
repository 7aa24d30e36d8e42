"""The Moebius maps z -> (a z + b) / (-conj(b) z + conj(a)) are rotations of the sphere in its stereographic chart.

They are isometries of 4 |dz|^2 / (1 + |z|^2)^2 away from the point that goes to infinity; a and b are any complex
numbers, not both zero. Stated for real a > 0 and b = p + i q.
"""

from symgeo import Chart, IsIsometric, Metric, SmoothMap, parameters
from symgeo.catalogue.spheres import round_metric

title = "Rotations of the sphere as Moebius maps"
reference = "Needham, Visual Complex Analysis, ch. 6"

(a,) = parameters("a", positive=True)
p, q = parameters("p q")
round2, target = round_metric(2, "x"), round_metric(2, "y")
x, y = round2.chart.symbols
# numerator a z + b and denominator -conj(b) z + a, by real and imaginary part
above = (a * x + p, a * y + q)
below = (a - p * x - q * y, q * x - p * y)
size = below[0] ** 2 + below[1] ** 2
chart = Chart([x, y], where=[size > 0], parameters=[a, p, q])
turned = [(above[0] * below[0] + above[1] * below[1]) / size, (above[1] * below[0] - above[0] * below[1]) / size]

claim = IsIsometric(SmoothMap(chart, target.chart, turned), Metric(chart, round2.matrix), target)
expect = "proved"
