"""Orthonormal 2-frames of R^3, as the first two columns of a rotation, have the metric of the rotation less that of its third column.

The Frobenius metric of a rotation in Euler angles is twice da^2 + db^2 + dc^2 + 2 cos(b) da dc; the third column runs on
the unit sphere, with db^2 + sin(b)^2 da^2.
"""

from sympy import cos, pi, sin

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean
from symgeo.catalogue.lie import euler_angles

title = "The Stiefel manifold V(2, 3)"
reference = "Edelman, Arias & Smith 1998, The Geometry of Algorithms with Orthogonality Constraints, sec. 2"

a, b, c = coordinates("a b c")
chart = Chart([a, b, c], where=[b > 0, b < pi])
rotation = euler_angles(a, b, c)
frame = SmoothMap(chart, euclidean(6), [*rotation[:, 0], *rotation[:, 1]])

claim = IsIsometric(frame, Metric(chart, [[2 - sin(b) ** 2, 0, 2 * cos(b)], [0, 1, 0], [2 * cos(b), 0, 2]]))
expect = "proved"
