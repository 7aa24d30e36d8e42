"""Every regular plane curve is isometric to a line by its arc length.

The arc length s(t), an integral from 0 to t of |c'|, has derivative |c'|, so s maps the metric |c'(t)|^2 dt^2 to the
standard one. Stated for the curves (t, F(t)) with an arbitrary smooth F.
"""

from sympy import Derivative, Function, Integral, sqrt

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "Arc length"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 1-3"

t, s = coordinates("t s")
F = Function("F")
line = Chart([t])
speed_squared = 1 + Derivative(F(t), t) ** 2
metric = Metric(line, [[speed_squared]])
length = SmoothMap(line, euclidean(1), [Integral(sqrt(1 + Derivative(F(s), s) ** 2), (s, 0, t))])

claims = {
    "curve": IsIsometric(SmoothMap(line, euclidean(2), [t, F(t)]), metric),
    "arc length": IsIsometric(length, metric),
}
expect = "proved"
