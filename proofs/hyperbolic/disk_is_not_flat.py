"""The Poincare disk keeps angles of the plane, with factor 4 / (1 - |u|^2)^2, but not its lengths.

Near the rim a small Euclidean step is long.
"""

from symgeo import IsConformal, IsHomothetic, IsIsometric, Metric, identity
from symgeo.catalogue.common import norm_squared, scaled_unit
from symgeo.catalogue.hyperbolic import poincare_ball

title = "The Poincare disk against the plane"
reference = "do Carmo, Riemannian Geometry, ch. 8"

disk = poincare_ball(2)
flat_metric = Metric(disk.chart, scaled_unit(2, 1))
same_point = identity(disk.chart)

claims = {
    "conformal": IsConformal(same_point, flat_metric, disk, factor=4 / (1 - norm_squared(disk.chart.symbols)) ** 2),
    "homothetic": IsHomothetic(same_point, flat_metric, disk),
    "isometric": IsIsometric(same_point, flat_metric, disk),
}
expect = {"conformal": "proved", "homothetic": "refuted", "isometric": "refuted"}
