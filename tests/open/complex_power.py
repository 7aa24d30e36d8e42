"""The map z -> z^3 is not conformal at the origin.

Its pullback vanishes there, and the factor of a conformal map is positive.
"""

from symgeo import Chart, IsConformal, Metric, SmoothMap, coordinates, euclidean

title = "z -> z^3 at the origin"
reference = "Needham, Visual Complex Analysis, ch. 4"

x, y = coordinates("x y")
plane = Chart([x, y])
f, g = SmoothMap(plane, euclidean(2), [x**3 - 3 * x * y**2, 3 * x**2 * y - y**3]), Metric(plane, [[1, 0], [0, 1]])

claims = {"factor given": IsConformal(f, g, factor=9 * (x**2 + y**2) ** 2), "no factor given": IsConformal(f, g)}
expect = "refuted"
