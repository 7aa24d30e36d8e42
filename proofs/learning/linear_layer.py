"""A linear layer x -> W x has the constant metric W^T W; it is isometric exactly when its columns are orthonormal.

Whitening chooses W so that W^T W is the inverse covariance. The scaling of scores by 1/sqrt d is homothetic with factor
1/d.
"""

from sympy import Matrix, sqrt

from symgeo import Chart, IsHomothetic, IsIsometric, Metric, SmoothMap, euclidean, parameters
from symgeo.catalogue.common import indexed, scaled_unit

title = "Linear layers"
reference = "Vaswani et al. 2017, Attention Is All You Need, sec. 3.2 (scaling by 1/sqrt d)"

x = indexed("x", 2)
w = parameters("w1 w2 w3 w4 w5 w6")
(d,) = parameters("d", positive=True, integer=True)
W = Matrix(3, 2, w)
chart = Chart(x, parameters=[*w, d])
flat_metric = Metric(chart, scaled_unit(2, 1))
orthonormal = Matrix([[2, 1], [1, 2], [2, -2]]) / 3


def layer(matrix):
    return SmoothMap(chart, euclidean(matrix.rows), list(matrix * Matrix(x)))


claims = {
    "any W": IsIsometric(layer(W), Metric(chart, W.T * W)),
    "orthonormal columns": IsIsometric(layer(orthonormal), flat_metric),
    "other columns": IsIsometric(layer(Matrix([[1, 1], [0, 1]])), flat_metric),
    "scaling by 1/sqrt d": IsHomothetic(SmoothMap(chart, euclidean(2), [c / sqrt(d) for c in x]), flat_metric, factor=1 / d),
}
expect = {name: "refuted" if name == "other columns" else "proved" for name in claims}
