"""Lambert's conformal conic projection with cone constant n maps longitude l to the angle n l and keeps angles.

The radius is F / tan(pi/4 + b/2)^n, a symbolic real power; the factor is (n rho / cos b)^2. As n tends to 0 it becomes
Mercator's.
"""

from sympy import cos, pi, sin, tan

from symgeo import Chart, IsConformal, Metric, SmoothMap, euclidean, parameters
from symgeo.catalogue.cartography import globe

title = "Lambert's conformal conic projection"
reference = "Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, chapter on the Lambert conformal conic projection"

n, F = parameters("n F", positive=True)
sphere = globe()
l, b = sphere.chart.symbols
chart = Chart([l, b], where=[-pi < l, l < pi, -pi / 2 < b, b < pi / 2], parameters=[n, F])
rho = F * tan(pi / 4 + b / 2) ** (-n)

claim = IsConformal(
    SmoothMap(chart, euclidean(2), [rho * sin(n * l), -rho * cos(n * l)]), Metric(chart, sphere.matrix), factor=(n * rho / cos(b)) ** 2
)
expect = "proved"
