"""The map z -> z^3 is conformal off the origin with factor 9 |z|^4, and no homothety.

Angles at the origin are tripled: the differential vanishes there, so that the origin has to be left out.
"""

from symgeo import Chart, IsConformal, IsHomothetic, IsImmersion, Metric, SmoothMap, coordinates, euclidean

title = "z -> z^3"
reference = "Needham, Visual Complex Analysis, ch. 4"

x, y = coordinates("x y")
cube = [x**3 - 3 * x * y**2, 3 * x**2 * y - y**3]
plane, punctured = Chart([x, y]), Chart([x, y], where=[x**2 + y**2 > 0])
f, g = SmoothMap(punctured, euclidean(2), cube), Metric(punctured, [[1, 0], [0, 1]])

claims = {
    "conformal": IsConformal(f, g, factor=9 * (x**2 + y**2) ** 2),
    "homothetic": IsHomothetic(f, g),
    "immersion": IsImmersion(f),
    "immersion, with the origin": IsImmersion(SmoothMap(plane, euclidean(2), cube)),
    "conformal, with the origin": IsConformal(SmoothMap(plane, euclidean(2), cube), Metric(plane, [[1, 0], [0, 1]])),
}
expect = {name: "proved" if name in ("conformal", "immersion") else "refuted" for name in claims}
