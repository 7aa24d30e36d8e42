"""Softmax followed by 2 sqrt p carries the Fisher metric of the logits; the probabilities themselves do not.

The Fisher metric in logits is diag(p) - p p^T, the Jacobian of softmax; that of the probabilities as vectors is its
square.
"""

from sympy import Add

from symgeo import IsConformal, IsIsometric, IsRiemannian, SmoothMap, euclidean
from symgeo.catalogue.information import fisher_logits, fisher_simplex, softmax, square_root_map

title = "Softmax and the Fisher metric"
reference = "Amari & Nagaoka, Methods of Information Geometry, ch. 2"


def as_vector(n):
    simplex = fisher_simplex(n)
    p = simplex.chart.symbols
    return SmoothMap(simplex, euclidean(n + 1), [*p, 1 - Add(*p)]).compose(softmax(n))


claims = {f"2 sqrt p, n = {n}": IsIsometric(square_root_map(n).compose(softmax(n)), fisher_logits(n)) for n in (1, 2, 3, 5)}
claims["Riemannian, n = 3"] = IsRiemannian(fisher_logits(3))
claims["p, isometric"] = IsIsometric(as_vector(2), fisher_logits(2))
claims["p, conformal"] = IsConformal(as_vector(2), fisher_logits(2))
expect = {name: "refuted" if name.startswith("p,") else "proved" for name in claims}
