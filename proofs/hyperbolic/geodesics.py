"""The vertical line t -> (0, exp t) and the half circle t -> (R tanh t, R sech t) run through the half-plane with speed 1.

They are its geodesics, and never end: for every real t there is a point of them, so the half-plane is complete.
"""

from sympy import cosh, exp, tanh

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, parameters
from symgeo.catalogue.hyperbolic import half_space

title = "Geodesics of the half-plane by arc length"
reference = "do Carmo, Riemannian Geometry, ch. 3 and 8"

(t,) = coordinates("t")
(R,) = parameters("R", positive=True)
line = Chart([t], parameters=[R])
unit = Metric(line, [[1]])

claims = {
    "vertical": IsIsometric(SmoothMap(line, half_space(2), [0, exp(t)]), unit),
    "half circle": IsIsometric(SmoothMap(line, half_space(2), [R * tanh(t), R / cosh(t)]), unit),
}
expect = "proved"
