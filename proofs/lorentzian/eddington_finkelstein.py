"""In the time v of light that falls in, the Schwarzschild metric is -(1 - 2M/r) dv^2 + 2 dv dr + r^2 dW^2, for r > 2M and beyond.

v = t + r + 2M log(r/(2M) - 1). Its determinant -r^4 sin^2 does not notice the horizon.
"""

from sympy import log, sin

from symgeo import Chart, IsIsometric, IsNondegenerate, Metric, SmoothMap, parameters
from symgeo.catalogue.lorentzian import schwarzschild

title = "Eddington-Finkelstein coordinates"
reference = "Misner, Thorne & Wheeler, Gravitation, ch. 31"

(M,) = parameters("M", positive=True)
outside = schwarzschild(M)
t, r, a, b = outside.chart.symbols
V, R, A, B = Chart("V R A B").symbols
light = Chart([V, R, A, B], where=[R > 0, sin(A) > 0], parameters=[M])
finkelstein = Metric(light, [[-(1 - 2 * M / R), 1, 0, 0], [1, 0, 0, 0], [0, 0, R**2, 0], [0, 0, 0, R**2 * sin(A) ** 2]])

claims = {
    "isometric": IsIsometric(SmoothMap(outside, light, [t + r + 2 * M * log(r / (2 * M) - 1), r, a, b]), outside, finkelstein),
    "regular at the horizon": IsNondegenerate(finkelstein),
}
expect = "proved"
