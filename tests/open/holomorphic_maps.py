"""A holomorphic function w = U + i V is conformal where its derivative is not zero, with factor |w'|^2.

By the Cauchy-Riemann equations the differential is the matrix of multiplication by w'. U and V are any functions that
satisfy them; where w' vanishes is left out of the domain.
"""

from sympy import Derivative, Function

from symgeo import Chart, IsConformal, Metric, SmoothMap, coordinates, euclidean

title = "Holomorphic maps are conformal"
reference = "Needham, Visual Complex Analysis, ch. 4"

x, y = coordinates("x y")
U, V = Function("U")(x, y), Function("V")(x, y)
Ux, Uy, Vx, Vy = Derivative(U, x), Derivative(U, y), Derivative(V, x), Derivative(V, y)
chart = Chart([x, y], where=[Ux**2 + Uy**2 > 0], relations=[Ux - Vy, Uy + Vx])

claim = IsConformal(SmoothMap(chart, euclidean(2), [U, V]), Metric(chart, [[1, 0], [0, 1]]), factor=Ux**2 + Uy**2)
expect = "proved"
