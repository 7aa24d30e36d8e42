"""The Fisher metric of the gamma distributions is positive definite: k trigamma(k) > 1.

Any Fisher metric of independent parameters is; here it says that trigamma(k) > 1/k, since trigamma(k) = sum 1/(k + j)^2 is more than
the integral of 1/(k + x)^2.
"""

from sympy import polygamma

from symgeo import Chart, IsRiemannian, Metric, coordinates

title = "The Fisher metric of the gamma distributions"
reference = "Cox & Reid 1987, Parameter Orthogonality and Approximate Conditional Inference"

k, s = coordinates("k s")
claim = IsRiemannian(Metric(Chart([k, s], where=[k > 0, s > 0]), [[polygamma(1, k), 1 / s], [1 / s, k / s**2]]))
expect = "proved"
