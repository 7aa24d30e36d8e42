"""Any one-parameter Fisher metric exp(c(t)) dt^2 is flat: the integral of exp(c/2) is its variance-stabilising parameter.

c is an arbitrary smooth function; the exponential keeps the metric positive.
"""

from sympy import Function, Integral, exp

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "One-parameter families are flat"
reference = "Amari & Nagaoka, Methods of Information Geometry, ch. 2"

t, s = coordinates("t s")
c = Function("c")
line = Chart([t])

claim = IsIsometric(SmoothMap(line, euclidean(1), [Integral(exp(c(s) / 2), (s, 0, t))]), Metric(line, [[exp(c(t))]]))
expect = "proved"
