"""The Poincare ball and the Poincare half-space are isometric, by the Cayley transform.

Both maps are restrictions of inversions; each takes the whole of one model to the whole of the other and undoes the
other one.
"""

from symgeo import IsIsometry
from symgeo.catalogue.hyperbolic import ball_to_half_space, half_space, poincare_ball

title = "The Cayley transform"
reference = "Lee, Introduction to Riemannian Manifolds (2018), ch. 3"


def cayley(n):
    to, back = ball_to_half_space(n)
    return IsIsometry(to, back, poincare_ball(n), half_space(n))


claims = {f"n = {n}": cayley(n) for n in (1, 2, 3, 4)}
expect = "proved"
