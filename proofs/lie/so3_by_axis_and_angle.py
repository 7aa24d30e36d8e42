"""Rotations by axis and angle: half the Frobenius metric is dt^2 + 4 sin(t/2)^2 times the metric of the sphere of axes.

This is the sphere S^3 of radius 2 in polar coordinates about the identity, as far as angles below pi.
"""

from sympy import cos, diag, eye, pi, sin

from symgeo import Chart, IsHomothetic, Metric, SmoothMap, coordinates, euclidean
from symgeo.catalogue.lie import cross_product_matrix

title = "SO(3) by axis and angle"
reference = "Hall, Lie Groups, Lie Algebras, and Representations, ch. 1"

t, u, v = coordinates("t u v")
chart = Chart([t, u, v], where=[0 < t, t < pi, 0 < u, u < pi])
K = cross_product_matrix([sin(u) * cos(v), sin(u) * sin(v), cos(u)])
rotation = eye(3) + sin(t) * K + (1 - cos(t)) * K**2
bi_invariant = Metric(chart, diag(1, 4 * sin(t / 2) ** 2, 4 * sin(t / 2) ** 2 * sin(u) ** 2))

claim = IsHomothetic(SmoothMap(chart, euclidean(9), list(rotation)), bi_invariant, factor=2)
expect = "proved"
