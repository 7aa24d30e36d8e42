"""Complex lines of C^2 form a sphere of radius 1/2 with the Fubini-Study metric; their projectors have twice that metric.

In the affine coordinate z = x + i y the line through (1, z) has metric |dz|^2 / (1 + |z|^2)^2; as a matrix of R^8 the
projector has twice that. It is a qubit's Bloch sphere.
"""

from symgeo import Chart, IsHomothetic, IsIsometric, Metric, SmoothMap, coordinates, euclidean
from symgeo.catalogue.common import scaled_unit

title = "Fubini-Study metric and projectors"
reference = "Bengtsson & Zyczkowski, Geometry of Quantum States, ch. 4"

x, y = coordinates("x y")
s = 1 + x**2 + y**2
line = Chart([x, y])
fubini_study = Metric(line, scaled_unit(2, 1 / s**2))
projector = SmoothMap(line, euclidean(8), [1 / s, 0, x / s, -y / s, x / s, y / s, (x**2 + y**2) / s, 0])
bloch = SmoothMap(line, euclidean(3), [x / s, y / s, (1 - x**2 - y**2) / (2 * s)])

claims = {"projector": IsHomothetic(projector, fubini_study, factor=2), "Bloch sphere": IsIsometric(bloch, fubini_study)}
expect = "proved"
