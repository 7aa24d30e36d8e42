"""All of Minkowski's plane fits into a diamond, conformally: with light coordinates u = tan U, v = tan V.

-du dv becomes -dU dV / (cos U cos V)^2. The edges of the diamond are the infinities of light.
"""

from sympy import Rational, atan, cos, pi, tan

from symgeo import Chart, IsConformal, IsEmbedding, Metric, SmoothMap, coordinates

title = "The Penrose diagram of the Minkowski plane"
reference = "Hawking & Ellis, The Large Scale Structure of Space-Time, ch. 5"

U, V, u, v = coordinates("U V u v")
half = Rational(1, 2)
diamond = Chart([U, V], where=[-pi / 2 < U, pi / 2 > U, -pi / 2 < V, pi / 2 > V])
small = Metric(diamond, [[0, -half], [-half, 0]])
plane = Metric(Chart([u, v]), [[0, -half], [-half, 0]])
open_up = SmoothMap(diamond, plane, [tan(U), tan(V)])

claims = {
    "conformal": IsConformal(open_up, small, factor=1 / (cos(U) * cos(V)) ** 2),
    "embedding": IsEmbedding(open_up, SmoothMap(plane.chart, diamond, [atan(u), atan(v)])),
}
expect = "proved"
