"""S^2 x S^2 in R^6, with radii A and B, has the product metric.

The two factors depend on different coordinates and lie in orthogonal subspaces.
"""

from sympy import cos, diag, pi, sin

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean, parameters

title = "The product of two spheres"
reference = "Lee, Introduction to Riemannian Manifolds (2018), ch. 2 (product metrics)"

t, p, s, q = coordinates("t p s q")
A, B = parameters("A B", positive=True)
chart = Chart([t, p, s, q], where=[t > 0, t < pi, s > 0, s < pi], parameters=[A, B])
first = [A * sin(t) * cos(p), A * sin(t) * sin(p), A * cos(t)]
second = [B * sin(s) * cos(q), B * sin(s) * sin(q), B * cos(s)]
product = Metric(chart, diag(A**2, A**2 * sin(t) ** 2, B**2, B**2 * sin(s) ** 2))

claim = IsIsometric(SmoothMap(chart, euclidean(6), first + second), product)
expect = "proved"
