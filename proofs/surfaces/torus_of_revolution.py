"""A circle of radius r turned about an axis at distance R > r sweeps a torus with metric r^2 du^2 + (R + r cos u)^2 dv^2.

Meridians are circles of radius r, parallels circles of radius R + r cos u, and they meet at right angles. The metric is
Riemannian because R > r keeps the tube off the axis.
"""

from sympy import cos, sin

from symgeo import Chart, IsIsometric, IsRiemannian, Metric, SmoothMap, coordinates, euclidean, parameters

title = "The torus of revolution"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 2-5"

u, v = coordinates("u v")
R, r = parameters("R r", positive=True)
angles = Chart([u, v], where=[r < R], parameters=[R, r])
torus = SmoothMap(angles, euclidean(3), [(R + r * cos(u)) * cos(v), (R + r * cos(u)) * sin(v), r * sin(u)])
metric = Metric(angles, [[r**2, 0], [0, (R + r * cos(u)) ** 2]])

claims = {"induced metric": IsIsometric(torus, metric), "Riemannian": IsRiemannian(metric)}
expect = "proved"
