"""The map z -> z^3 is conformal off the origin with factor 9 |z|^4, but not at the origin.

Angles at the origin are tripled: the differential vanishes there.
"""

from symgeo import Chart, IsConformal, Metric, SmoothMap, coordinates, euclidean

title = "z -> z^3"
reference = "Needham, Visual Complex Analysis, ch. 4"

x, y = coordinates("x y")
components = [x**3 - 3 * x * y**2, 3 * x**2 * y - y**3]
whole, punctured = Chart([x, y]), Chart([x, y], where=[x**2 + y**2 > 0])


def conformal(chart):
    return IsConformal(SmoothMap(chart, euclidean(2), components), Metric(chart, [[1, 0], [0, 1]]), factor=9 * (x**2 + y**2) ** 2)


claims = {"off the origin": conformal(punctured), "on the whole plane": conformal(whole)}
expect = {"off the origin": "proved", "on the whole plane": "refuted"}
