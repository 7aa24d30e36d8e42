"""Centred normal distributions of the plane carry half the affine-invariant metric of their covariances.

Fisher's metric is derived from the log-partition function; along the distributions with mean 0 the part in the means does not matter,
and what is left is tr (C^(-1) dC)^2 / 2. With the means in play it is that and dm^T C^(-1) dm, of scalar curvature -9/2.
"""

from sympy import Rational

from symgeo import IsHomothetic, IsIsometric, IsRiemannian, SmoothMap
from symgeo.catalogue.matrices import affine_invariant
from symgeo.catalogue.statistics import bivariate_normal

title = "Bivariate normal distributions"
reference = "Skovgaard 1984, A Riemannian Geometry of the Multivariate Normal Model"

family, covariances = bivariate_normal().metric, affine_invariant()
p, q, r = covariances.chart.symbols
centred = SmoothMap(covariances, family, [0, 0, p, q, r])

claims = {
    "Riemannian": IsRiemannian(family),
    "half": IsHomothetic(centred, covariances, factor=Rational(1, 2)),
    "the whole": IsIsometric(centred, covariances),
}
expect = {"Riemannian": "proved", "half": "proved", "the whole": "refuted"}
