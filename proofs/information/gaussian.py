"""The normal distributions form a hyperbolic plane: (m, s) -> (m / sqrt 2, s) is homothetic to the half-plane, with factor 1/2.

Fisher's metric is (dm^2 + 2 ds^2) / s^2, of curvature -1/2. Without the division by sqrt 2 the map is not even
conformal.
"""

from sympy import Rational, sqrt

from symgeo import IsConformal, IsHomothetic, IsRiemannian, SmoothMap
from symgeo.catalogue.hyperbolic import half_space
from symgeo.catalogue.information import gaussian

title = "Normal distributions"
reference = "Amari & Nagaoka, Methods of Information Geometry, ch. 2"

fisher, plane = gaussian(), half_space(2)
m, s = fisher.chart.symbols

claims = {
    "rescaled mean": IsHomothetic(SmoothMap(fisher, plane, [m / sqrt(2), s]), fisher, factor=Rational(1, 2)),
    "Riemannian": IsRiemannian(fisher),
    "mean as it is": IsConformal(SmoothMap(fisher, plane, [m, s]), fisher),
}
expect = {"rescaled mean": "proved", "Riemannian": "proved", "mean as it is": "refuted"}
