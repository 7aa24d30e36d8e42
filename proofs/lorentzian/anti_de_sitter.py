"""Anti-de Sitter space in R^(2,n-1) has a global chart, a cylinder, and a half-space with metric (-dt^2 + dx^2 + dz^2) / z^2.

Globally the metric is -cosh(R)^2 dT^2 + dR^2 + sinh(R)^2 g_(S^(n-2)). Both charts satisfy -X^2 - Y^2 + |Z|^2 = -1.
"""

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, flat
from symgeo.catalogue.lorentzian import anti_de_sitter

title = "Anti-de Sitter space"
reference = "Hawking & Ellis, The Large Scale Structure of Space-Time, ch. 5"

t, x, z = coordinates("t x z")
half_space = Chart([t, x, z], where=[z > 0])
size = z**2 + x**2 - t**2
poincare = [(size + 1) / (2 * z), t / z, x / z, (1 - size) / (2 * z)]

claims = {f"global, n = {n}": IsIsometric(*anti_de_sitter(n)) for n in (3, 4)}
claims["Poincare chart"] = IsIsometric(
    SmoothMap(half_space, flat([-1, -1, 1, 1]), poincare), Metric(half_space, [[-1 / z**2, 0, 0], [0, 1 / z**2, 0], [0, 0, 1 / z**2]])
)
expect = "proved"
