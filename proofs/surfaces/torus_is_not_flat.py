"""The torus of revolution is not isometric to the flat torus by its two angles.

The parallel at angle u has length 2 pi (R + r cos u), which depends on u; on a flat product torus all of them are
equally long.
"""

from sympy import cos, sin

from symgeo import Chart, IsConformal, IsHomothetic, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "The torus of revolution against the flat torus"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 4-2 and 4-3"

u, v = coordinates("u v")
angles = Chart([u, v])
torus = SmoothMap(angles, euclidean(3), [(2 + cos(u)) * cos(v), (2 + cos(u)) * sin(v), sin(u)])
flat_torus = Metric(angles, [[1, 0], [0, 4]])

claims = {
    "isometric": IsIsometric(torus, flat_torus),
    "homothetic": IsHomothetic(torus, flat_torus),
    "conformal": IsConformal(torus, flat_torus),
}
expect = "refuted"
