"""Enneper's surface is conformal to the plane with factor (1 + u^2 + v^2)^2, and is immersed but self-intersecting.

Its coordinates are harmonic and isothermal, so it is minimal; the factor vanishes nowhere, so it is an immersion.
"""

from symgeo import Chart, IsConformal, IsHomothetic, IsImmersion, Metric, SmoothMap, coordinates, euclidean

title = "Enneper's surface"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 3-5"

u, v = coordinates("u v")
plane = Chart([u, v])
enneper = SmoothMap(plane, euclidean(3), [u - u**3 / 3 + u * v**2, v - v**3 / 3 + v * u**2, u**2 - v**2])
flat_metric = Metric(plane, [[1, 0], [0, 1]])

claims = {
    "conformal": IsConformal(enneper, flat_metric, factor=(1 + u**2 + v**2) ** 2),
    "immersion": IsImmersion(enneper),
    "homothetic": IsHomothetic(enneper, flat_metric),
}
expect = {"conformal": "proved", "immersion": "proved", "homothetic": "refuted"}
