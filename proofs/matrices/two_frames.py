"""Orthonormal 2-frames of R^3 are rotations: the first two columns carry da^2 + ... with the same metric up to the third column's share.

For the Stiefel manifold V(2, 3) in Euler angles, the Frobenius metric of the two columns is that of all three, minus
the one of the last column, the unit sphere.
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
