"""By its Cholesky factor a positive definite matrix is a point of a flat space: (log L11, L21, log L22).

Every triple is reached exactly once, so with the log-Cholesky metric, which these three functions pull back from R^3,
the positive definite 2 x 2 matrices are R^3.
"""

from sympy import exp, log, sqrt

from symgeo import Chart, IsIsometry, SmoothMap, euclidean

title = "The log-Cholesky metric"
reference = "Lin 2019, Riemannian Geometry of Symmetric Positive Definite Matrices via Cholesky Decomposition"

p, q, r = Chart("p q r").symbols
matrices = Chart([p, q, r], where=[p > 0, p * r - q**2 > 0])
space = euclidean(3)
y1, y2, y3 = space.chart.symbols
factor = SmoothMap(matrices, space, [log(p) / 2, q / sqrt(p), log(r - q**2 / p) / 2])
back = SmoothMap(space, matrices, [exp(2 * y1), y2 * exp(y1), y2**2 + exp(2 * y3)])

claim = IsIsometry(factor, back, factor.pullback(), space)
expect = "proved"
