"""A flat expanding universe is conformal to Minkowski space: in conformal time its metric is a^2 (-dn^2 + |dx|^2).

Conformal time is the integral of dt / a(t). Whatever the scale a = exp(c(t)), light runs along straight lines.
"""

from sympy import Function, Integral, exp

from symgeo import Chart, IsConformal, IsIsometric, SmoothMap, coordinates, minkowski
from symgeo.catalogue.lorentzian import robertson_walker

title = "Conformal time"
reference = "O'Neill, Semi-Riemannian Geometry, ch. 12"

t, s = coordinates("t s")
c = Function("c")
universe = robertson_walker(3, exp(c(t)))
x = universe.chart.symbols[1:]
conformal_time = Integral(exp(-c(s)), (s, 0, t))
flat_time = SmoothMap(universe, minkowski(4), [t, *x])

claims = {
    "conformal": IsConformal(SmoothMap(universe, minkowski(4), [conformal_time, *x]), universe, factor=exp(-2 * c(t))),
    "factor found": IsConformal(SmoothMap(universe, minkowski(4), [conformal_time, *x]), universe),
    "exponential expansion in its own time": IsIsometric(SmoothMap(Chart([t, *x]), minkowski(4), [t, *x]), robertson_walker(3, exp(t))),
}
expect = {"conformal": "proved", "factor found": "proved", "exponential expansion in its own time": "refuted"}
