"""With the time of freely falling rain the Schwarzschild metric is regular at its horizon, and space is flat.

The time T = t + 2 sqrt(2 M r) + 2M log((sqrt r - sqrt(2M)) / (sqrt r + sqrt(2M))) gives -dT^2 + (dr + sqrt(2M/r) dT)^2
+ r^2 dW^2, which is nondegenerate for all r > 0.
"""

from sympy import log, sin, sqrt

from symgeo import Chart, IsIsometric, IsNondegenerate, Metric, SmoothMap, parameters
from symgeo.catalogue.lorentzian import schwarzschild

title = "Painleve-Gullstrand coordinates"
reference = "Martel & Poisson 2001, Regular coordinate systems for Schwarzschild and other spherical spacetimes"

(M,) = parameters("M", positive=True)
outside = schwarzschild(M)
t, r, a, b = outside.chart.symbols
T, R, A, B = Chart("T R A B").symbols
rain = Chart([T, R, A, B], where=[R > 0, sin(A) > 0], parameters=[M])
inwards = sqrt(2 * M / R)
painleve = Metric(rain, [[-(1 - 2 * M / R), inwards, 0, 0], [inwards, 1, 0, 0], [0, 0, R**2, 0], [0, 0, 0, R**2 * sin(A) ** 2]])
fall = 2 * sqrt(2 * M * r) + 2 * M * log((sqrt(r) - sqrt(2 * M)) / (sqrt(r) + sqrt(2 * M)))

claims = {
    "isometric": IsIsometric(SmoothMap(outside, rain, [t + fall, r, a, b]), outside, painleve),
    "regular at the horizon": IsNondegenerate(painleve),
}
expect = "proved"
