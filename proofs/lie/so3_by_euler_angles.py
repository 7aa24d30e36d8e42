"""The rotation group by Euler angles: half the Frobenius metric is da^2 + db^2 + dc^2 + 2 cos(b) da dc.

R^T dR is skew, with the angular velocity counted twice in its nine entries; so the matrix entries themselves are
homothetic with factor 2.
"""

from sympy import cos, pi

from symgeo import Chart, IsHomothetic, IsRiemannian, Metric, SmoothMap, coordinates, euclidean
from symgeo.catalogue.lie import euler_angles

title = "SO(3) by Euler angles"
reference = "Chirikjian & Kyatkin, Engineering Applications of Noncommutative Harmonic Analysis, chapter on rotations in three dimensions"

a, b, c = coordinates("a b c")
chart = Chart([a, b, c], where=[b > 0, b < pi])
bi_invariant = Metric(chart, [[1, 0, cos(b)], [0, 1, 0], [cos(b), 0, 1]])

claims = {
    "homothetic": IsHomothetic(SmoothMap(chart, euclidean(9), list(euler_angles(a, b, c))), bi_invariant, factor=2),
    "Riemannian": IsRiemannian(bi_invariant),
}
expect = "proved"
