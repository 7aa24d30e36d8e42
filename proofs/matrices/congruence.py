"""Congruence P -> A P A^T and inversion P -> P^(-1) are isometries of the positive definite matrices with the metric tr (P^(-1) dP)^2.

Both change P^(-1) dP by a conjugation, up to sign, and the trace does not see that. 2 x 2 matrices, A invertible.
"""

from sympy import Matrix

from symgeo import Chart, IsIsometric, IsIsometry, IsRiemannian, Metric, SmoothMap, parameters
from symgeo.catalogue.matrices import affine_invariant

title = "The affine-invariant metric of positive definite matrices"
reference = "Bhatia, Positive Definite Matrices, ch. 6"

a, b, c, d = parameters("a b c d")
A = Matrix([[a, b], [c, d]])
g, h = affine_invariant("p q r"), affine_invariant("s t u")
p, q, r = g.chart.symbols
s, t, u = h.chart.symbols
P = Matrix([[p, q], [q, r]])

moving = Chart([p, q, r], where=[p > 0, p * r - q**2 > 0, a * d - b * c > 0], parameters=[a, b, c, d])
moved = A * P * A.T
congruence = SmoothMap(moving, h.chart, [moved[0, 0], moved[0, 1], moved[1, 1]])
inverse = SmoothMap(g, h.chart, [r / (p * r - q**2), -q / (p * r - q**2), p / (p * r - q**2)])
back = SmoothMap(h, g.chart, [u / (s * u - t**2), -t / (s * u - t**2), s / (s * u - t**2)])

claims = {
    "congruence": IsIsometric(congruence, Metric(moving, g.matrix), h),
    "inversion": IsIsometry(inverse, back, g, h),
    "Riemannian": IsRiemannian(g),
}
expect = "proved"
