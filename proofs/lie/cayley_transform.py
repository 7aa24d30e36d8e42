"""For a skew matrix A the Cayley transform (I - A)^(-1) (I + A) is a rotation, so it acts by isometries of R^3.

(I + A)^T = I - A, and both commute. For n = 3 it is the rotation about the vector v of A by the angle 2 atan |v|,
rational in v.
"""

from sympy import Matrix, eye

from symgeo import Chart, IsIsometry, Metric, SmoothMap, parameters
from symgeo.catalogue.common import indexed, norm_squared, scaled_unit
from symgeo.catalogue.lie import cross_product_matrix

title = "Cayley's rotations"
reference = "Weyl, The Classical Groups, ch. II (Cayley's rational parametrization of the orthogonal group)"

v = parameters("v1 v2 v3")
A = cross_product_matrix(v)
x, y = indexed("x", 3), indexed("y", 3)
source, target = Chart(x, parameters=v), Chart(y, parameters=v)
# (I - A)^(-1) = (I + A + v v^T) / (1 + |v|^2)
rotation = (eye(3) + A + Matrix(v) * Matrix(v).T) * (eye(3) + A) / (1 + norm_squared(v))
turn = SmoothMap(source, target, list(rotation * Matrix(x)))
turn_back = SmoothMap(target, source, list(rotation.T * Matrix(y)))

claim = IsIsometry(turn, turn_back, Metric(source, scaled_unit(3, 1)), Metric(target, scaled_unit(3, 1)))
expect = "proved"
