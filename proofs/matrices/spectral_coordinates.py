"""In eigenvalues a, b and angle t the symmetric 2 x 2 matrices have Frobenius metric da^2 + db^2 + 2 (a - b)^2 dt^2.

Equal eigenvalues leave the angle undetermined, and the metric degenerates there. This repulsion of eigenvalues is the
Jacobian of random matrix theory.
"""

from sympy import cos, diag, sin, sqrt

from symgeo import Chart, IsIsometric, IsNondegenerate, Metric, SmoothMap, coordinates, euclidean

title = "Eigenvalues and angle of a symmetric matrix"
reference = "Mehta, Random Matrices, ch. 3"

a, b, t = coordinates("a b t")
everywhere, distinct = Chart([a, b, t]), Chart([a, b, t], where=[a > b])
entries = [a * cos(t) ** 2 + b * sin(t) ** 2, a * sin(t) ** 2 + b * cos(t) ** 2, sqrt(2) * (a - b) * sin(t) * cos(t)]
metric = diag(1, 1, 2 * (a - b) ** 2)

claims = {
    "metric": IsIsometric(SmoothMap(everywhere, euclidean(3), entries), Metric(everywhere, metric)),
    "nondegenerate where a > b": IsNondegenerate(Metric(distinct, metric)),
    "nondegenerate everywhere": IsNondegenerate(Metric(everywhere, metric)),
}
expect = {"metric": "proved", "nondegenerate where a > b": "proved", "nondegenerate everywhere": "refuted"}
