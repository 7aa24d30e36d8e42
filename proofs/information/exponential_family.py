"""Natural and mean parameters of the categorical family: softmax is an isometry from the logits to the simplex, with inverse log(p_i / p0).

The Fisher metric in logits is the Hessian of log(1 + sum exp z_i), the covariance of the counts; in the means it is the
inverse matrix. The gradient of the potential is softmax.
"""

from sympy import Add, log

from symgeo import IsIsometry, IsRiemannian, SmoothMap
from symgeo.catalogue.information import fisher_logits, fisher_simplex, softmax

title = "Natural and mean parameters"
reference = "Amari & Nagaoka, Methods of Information Geometry, ch. 3"


def legendre(n):
    logits, simplex = fisher_logits(n), fisher_simplex(n)
    p = simplex.chart.symbols
    back = SmoothMap(simplex, logits.chart, [log(c / (1 - Add(*p))) for c in p])
    return IsIsometry(softmax(n), back, logits, simplex)


claims = {f"n = {n}": legendre(n) for n in (1, 2, 3)}
claims["Riemannian, n = 2"] = IsRiemannian(fisher_logits(2))
expect = "proved"
