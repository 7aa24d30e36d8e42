"""The positive definite 2 x 2 matrices of determinant 1 are a hyperbolic plane, by x + i y -> [[x^2 + y^2, x], [x, 1]] / y.

With the trace metric the factor is 2. They are the inner products of the plane up to scale, and the upper half-plane is
their moduli. As symmetric matrices with the form -det they are the hyperboloid.
"""

from sympy import Rational

from symgeo import IsHomothetic, IsIsometric, SmoothMap, minkowski
from symgeo.catalogue.hyperbolic import half_space
from symgeo.catalogue.matrices import affine_invariant

title = "Positive definite matrices of determinant 1"
reference = "Bhatia, Positive Definite Matrices, ch. 6"

plane = half_space(2)
x, y = plane.chart.symbols
matrices = affine_invariant("p q r")

claims = {
    "trace metric": IsHomothetic(SmoothMap(plane, matrices, [(x**2 + y**2) / y, x / y, 1 / y]), plane, factor=2),
    "-det": IsIsometric(SmoothMap(plane, minkowski(3), [(x**2 + y**2 + 1) / (2 * y), (x**2 + y**2 - 1) / (2 * y), x / y]), plane),
    "wrong factor": IsHomothetic(SmoothMap(plane, matrices, [(x**2 + y**2) / y, x / y, 1 / y]), plane, factor=Rational(1, 2)),
}
expect = {"trace metric": "proved", "-det": "proved", "wrong factor": "refuted"}
