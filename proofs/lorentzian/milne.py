"""An empty expanding universe is flat: the Milne metric -dt^2 + t^2 (dr^2 + sinh(r)^2 dW^2) is Minkowski's inside the future light cone.

Space at time t is a hyperboloid of radius t. The expansion is a matter of coordinates.
"""

from sympy import cos, cosh, diag, pi, sin, sinh

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, minkowski

title = "The Milne universe"
reference = "O'Neill, Semi-Riemannian Geometry, ch. 12"

t, r, a, b = coordinates("t r a b")
chart = Chart([t, r, a, b], where=[t > 0, r > 0, a > 0, a < pi])
components = [t * cosh(r), t * sinh(r) * sin(a) * cos(b), t * sinh(r) * sin(a) * sin(b), t * sinh(r) * cos(a)]
milne = Metric(chart, diag(-1, t**2, t**2 * sinh(r) ** 2, t**2 * sinh(r) ** 2 * sin(a) ** 2))

claim = IsIsometric(SmoothMap(chart, minkowski(4), components), milne)
expect = "proved"
