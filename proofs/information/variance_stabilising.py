"""A variance-stabilising transformation is the arc length of a one-parameter Fisher metric.

For a metric g(p) dp^2 the integral of sqrt(g) is isometric to the line: sqrt for Poisson, asin sqrt for Bernoulli, log
for scales. Anscombe's and Fisher's transformations are cases of it.
"""

from sympy import asin, asinh, atanh, log, sqrt

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean, parameters

title = "Variance-stabilising transformations"
reference = "Anscombe 1948, The Transformation of Poisson, Binomial and Negative-Binomial Data"

(p,) = coordinates("p")
(r,) = parameters("r", positive=True)


def stabilises(fisher, transformation, *where):
    chart = Chart([p], where=[p > 0, *where], parameters=[r])
    return IsIsometric(SmoothMap(chart, euclidean(1), [transformation]), Metric(chart, [[fisher]]))


claims = {
    "Poisson, mean p": stabilises(1 / p, 2 * sqrt(p)),
    "Bernoulli": stabilises(1 / (p * (1 - p)), 2 * asin(sqrt(p)), p < 1),
    "exponential, rate p": stabilises(1 / p**2, log(p)),
    "geometric": stabilises(1 / (p**2 * (1 - p)), 2 * atanh(sqrt(1 - p)), p < 1),
    "negative binomial, r fixed": stabilises(r / (p**2 * (1 - p)), 2 * sqrt(r) * asinh(sqrt((1 - p) / p)), p < 1),
}
expect = "proved"
