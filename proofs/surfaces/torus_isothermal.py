"""The torus of revolution is conformal to a flat strip once its tube angle u is replaced by the integral of r du / (R + r cos u).

The metric is (R + r cos u)^2 (dw^2 + dv^2) with dw = r du / (R + r cos u). The same integral gives Mercator's
projection for any surface of revolution; no antiderivative is needed.
"""

from sympy import Integral, cos

from symgeo import Chart, IsConformal, Metric, SmoothMap, coordinates, euclidean, parameters

title = "Isothermal coordinates on the torus"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 4-2"

u, v, s = coordinates("u v s")
R, r = parameters("R r", positive=True)
angles = Chart([u, v], where=[r < R], parameters=[R, r])
torus = Metric(angles, [[r**2, 0], [0, (R + r * cos(u)) ** 2]])
flatten = SmoothMap(angles, euclidean(2), [Integral(r / (R + r * cos(s)), (s, 0, u)), v])

claim = IsConformal(flatten, torus, factor=1 / (R + r * cos(u)) ** 2)
expect = "proved"
