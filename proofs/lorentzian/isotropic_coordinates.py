"""With r = s (1 + M/2s)^2 the space of the Schwarzschild exterior is conformally flat: (1 + M/2s)^4 (ds^2 + s^2 dW^2).

In these isotropic coordinates light has the same coordinate speed in all directions.
"""

from sympy import diag, pi, sin

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, parameters
from symgeo.catalogue.lorentzian import schwarzschild

title = "Isotropic coordinates"
reference = "Misner, Thorne & Wheeler, Gravitation, ch. 31"

T, s, A, B = coordinates("T s A B")
(M,) = parameters("M", positive=True)
chart = Chart([T, s, A, B], where=[s > M / 2, 0 < A, A < pi, -pi < B, B < pi], parameters=[M])
factor = 1 + M / (2 * s)
isotropic = Metric(chart, diag(-(((2 - factor) / factor) ** 2), factor**4, factor**4 * s**2, factor**4 * s**2 * sin(A) ** 2))
outside = schwarzschild(M)

claim = IsIsometric(SmoothMap(isotropic, outside, [T, s * factor**2, A, B]), isotropic)
expect = "proved"
