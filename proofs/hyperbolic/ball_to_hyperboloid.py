"""Projecting the hyperboloid from the south pole onto the ball |u| < 1 gives the Poincare metric 4 |du|^2 / (1 - |u|^2)^2.

The map back is u -> (1 + |u|^2, 2 u) / (1 - |u|^2): stereographic projection with the Minkowski form.
"""

from symgeo import IsIsometric
from symgeo.catalogue.hyperbolic import ball_to_hyperboloid, poincare_ball

title = "The Poincare ball on the hyperboloid"
reference = "Lee, Introduction to Riemannian Manifolds (2018), ch. 3"

claims = {f"n = {n}": IsIsometric(ball_to_hyperboloid(n), poincare_ball(n)) for n in (1, 2, 3, 5)}
expect = "proved"
