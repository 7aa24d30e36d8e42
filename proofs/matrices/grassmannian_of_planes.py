"""The planes through 0 in R^4, as orthogonal projectors divided by sqrt 2, have the metric tr ((1 + Z^T Z)^(-1) dZ^T (1 + Z Z^T)^(-1) dZ).

The chart is the affine one, Z -> span of the columns of (1, Z). Z and its transpose play the same part: taking a plane to its orthogonal
complement keeps the metric.
"""

from symgeo import IsHomothetic, IsIsometric, SmoothMap
from symgeo.catalogue.projective import grassmann

title = "Grassmannians"
reference = "Edelman, Arias & Smith 1998, The Geometry of Algorithms with Orthogonality Constraints, sec. 2"

projector, planes = grassmann(2, 4)
a, b, c, d = planes.chart.symbols
# The complement of the span of (1, Z) is that of (-Z^T, 1), which in the chart with the two blocks exchanged is -Z^T.
complement = SmoothMap(planes, planes, [-a, -c, -b, -d])
lines, planes_of_space = grassmann(1, 3)[1], grassmann(2, 3)[1]

claims = {
    "projectors": IsIsometric(projector, planes),
    "complements": IsIsometric(complement, planes),
    "planes of space are lines": IsIsometric(SmoothMap(lines, planes_of_space, lines.chart.symbols), lines),
    "without the root of 2": IsHomothetic(projector, planes, factor=2),
}
expect = {**dict.fromkeys(claims, "proved"), "without the root of 2": "refuted"}
