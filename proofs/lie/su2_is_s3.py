"""SU(2) with half the Frobenius metric is the unit sphere S^3.

Its matrices are [[p, -conj q], [q, conj p]] with |p|^2 + |q|^2 = 1; each of the two complex numbers stands there twice.
"""

from sympy import Rational

from symgeo import IsHomothetic, SmoothMap, euclidean
from symgeo.catalogue.spheres import stereographic

title = "SU(2)"
reference = "Hall, Lie Groups, Lie Algebras, and Representations, ch. 1"

sphere3, round_metric = stereographic(3)
a, b, c, d = sphere3.target.symbols
# real and imaginary parts of the four entries
matrices = SmoothMap(sphere3.target, euclidean(8), [a, b, -c, d, c, d, a, -b])

claims = {
    "factor 2": IsHomothetic(matrices.compose(sphere3), round_metric, factor=2),
    "factor 1/2": IsHomothetic(matrices.compose(sphere3), round_metric, factor=Rational(1, 2)),
}
expect = {"factor 2": "proved", "factor 1/2": "refuted"}
