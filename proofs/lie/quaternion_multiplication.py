"""Multiplication of R^4 by a quaternion q is homothetic with factor |q|^2.

The norm is multiplicative; a unit quaternion turns R^4 isometrically. Left and right multiplication together give all
rotations of R^4.
"""

from symgeo import Chart, IsHomothetic, Metric, SmoothMap, euclidean, parameters
from symgeo.catalogue.common import indexed, norm_squared, scaled_unit
from symgeo.catalogue.lie import quaternion_product

title = "Multiplication by a quaternion"
reference = "Conway & Smith, On Quaternions and Octonions, ch. 3 and 4"

q = parameters("a b c d")
x = indexed("x", 4)
chart = Chart(x, where=[norm_squared(q) > 0], parameters=q)
flat_metric = Metric(chart, scaled_unit(4, 1))

claims = {
    "left": IsHomothetic(SmoothMap(chart, euclidean(4), quaternion_product(q, x)), flat_metric, factor=norm_squared(q)),
    "right": IsHomothetic(SmoothMap(chart, euclidean(4), quaternion_product(x, q)), flat_metric, factor=norm_squared(q)),
    "factor found": IsHomothetic(SmoothMap(chart, euclidean(4), quaternion_product(q, x)), flat_metric),
}
expect = "proved"
