"""The Klein ball, whose geodesics are chords, and the Poincare ball, whose angles are true, are isometric.

Along each radius: k -> k / (1 + sqrt(1 - |k|^2)), with inverse u -> 2 u / (1 + |u|^2).
"""

from symgeo import IsConformal, IsIsometry, Metric, identity
from symgeo.catalogue.common import scaled_unit
from symgeo.catalogue.hyperbolic import klein_ball, klein_to_ball, poincare_ball

title = "Klein's and Poincare's ball"
reference = "Lee, Introduction to Riemannian Manifolds (2018), ch. 3"


def same(n):
    to, back = klein_to_ball(n)
    return IsIsometry(to, back, klein_ball(n), poincare_ball(n))


klein = klein_ball(2)
claims = {f"n = {n}": same(n) for n in (1, 2, 3)}
claims["Klein's angles are true"] = IsConformal(identity(klein.chart), Metric(klein.chart, scaled_unit(2, 1)), klein)
expect = {name: "refuted" if "angles" in name else "proved" for name in claims}
