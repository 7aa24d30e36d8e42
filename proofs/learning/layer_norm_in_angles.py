"""LayerNorm on R^n in mean, radius and angles has n times the metric of S^(n-2), for n = 4 and 5.

The variance of x = mu + r H^T w is r^2/n, since the rows of H are orthonormal and |w| = 1; but its five squares hold square roots
of 2, 3, 5 and 6 and products of sines, and have to be reduced first.
"""

from symgeo import IsIsometric, Metric
from symgeo.catalogue.common import diagonal
from symgeo.catalogue.learning import layer_norm, mean_radius_angles
from symgeo.catalogue.spheres import sphere

title = "Layer normalisation in more dimensions"
reference = "Ba, Kiros, Hinton 2016, Layer Normalization"


def in_angles(n):
    chart, _ = mean_radius_angles(n)
    unit = sphere(n - 2)[1].matrix
    return IsIsometric(layer_norm(n).compose(chart), Metric(chart.source, diagonal([0, 0, *(n * unit[i, i] for i in range(n - 2))])))


claims = {f"n = {n}": in_angles(n) for n in (4, 5)}
expect = "proved"
