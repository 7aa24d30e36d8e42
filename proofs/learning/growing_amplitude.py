"""An encoding t -> A(t) (sin t, cos t) with an amplitude A has speed A'^2 + A^2; unless that is constant it is not homothetic to the line.

Conformal it is, as every regular curve. For A = t the factor is 1 + t^2.
"""

from sympy import Derivative, Function, cos, sin

from symgeo import Chart, IsConformal, IsHomothetic, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "Positional encoding with an amplitude"
reference = "Vaswani et al. 2017, Attention Is All You Need, sec. 3.5 (with the amplitude 1)"

(t,) = coordinates("t")
line = Chart([t])
A = Function("A")(t)
unit = Metric(line, [[1]])
growing = SmoothMap(line, euclidean(2), [t * sin(t), t * cos(t)])

claims = {
    "any amplitude": IsIsometric(SmoothMap(line, euclidean(2), [A * sin(t), A * cos(t)]), Metric(line, [[A**2 + Derivative(A, t) ** 2]])),
    "A = t, conformal": IsConformal(growing, unit, factor=1 + t**2),
    "A = t, homothetic": IsHomothetic(growing, unit),
}
expect = {"any amplitude": "proved", "A = t, conformal": "proved", "A = t, homothetic": "refuted"}
