"""The graphs of smooth activations are isometric curves; ReLU has a corner, and squared ReLU has none.

A graph (x, s(x)) has metric 1 + s'(x)^2: with softplus, s' is the logistic function; with GELU the normal distribution
enters. ReLU is not C^1 at 0.
"""

from sympy import Max, Rational, erf, exp, log, pi, sqrt, tanh

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "Activation functions"
reference = "Goodfellow, Bengio & Courville, Deep Learning, ch. 6"

(x,) = coordinates("x")
line = Chart([x])


def graph(activation, slope):
    return IsIsometric(SmoothMap(line, euclidean(2), [x, activation]), Metric(line, [[1 + slope**2]]))


claims = {
    "softplus": graph(log(1 + exp(x)), 1 / (1 + exp(-x))),
    "tanh": graph(tanh(x), 1 - tanh(x) ** 2),
    "swish": graph(x / (1 + exp(-x)), 1 / (1 + exp(-x)) + x * exp(-x) / (1 + exp(-x)) ** 2),
    "GELU": graph(x * (1 + erf(x / sqrt(2))) / 2, (1 + erf(x / sqrt(2))) / 2 + x * exp(-(x**2) / 2) / sqrt(2 * pi)),
    "squared ReLU": graph(Max(x, 0) ** 2, 2 * Max(x, 0)),
    "ReLU": IsIsometric(SmoothMap(Chart([x]), euclidean(2), [x, Max(x, 0)]), Metric(line, [[Rational(3, 2)]])),
}
expect = {name: "refuted" if name == "ReLU" else "proved" for name in claims}
