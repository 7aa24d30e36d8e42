"""In an exponential family the Fisher metric is the Hessian of the potential psi, and the mean parameter carries its inverse.

One parameter: the metric psi''(t) dt^2, in the mean e = psi'(t), is de^2 / psi''. So e = psi' pulls 1/psi'' de^2 back to psi'' dt^2; and the integral of
sqrt(psi'') is the arc length. psi is any function with psi'' = exp(c) > 0.
"""

from sympy import Derivative, Function, Integral, exp

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "One-parameter exponential families"
reference = "Amari & Nagaoka, Methods of Information Geometry, ch. 3"

t, s, u = coordinates("t s u")
c = Function("c")
line = Chart([t])
fisher = Metric(line, [[exp(c(t))]])
mean = Integral(exp(c(s)), (s, 0, t))
both = Chart([t, u])

claims = {
    "arc length": IsIsometric(SmoothMap(line, euclidean(1), [Integral(exp(c(s) / 2), (s, 0, t))]), fisher),
    "mean": IsIsometric(SmoothMap(line, euclidean(1), [mean]), Metric(line, [[Derivative(mean, t) ** 2]])),
}
expect = "proved"
