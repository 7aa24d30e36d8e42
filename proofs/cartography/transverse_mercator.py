"""The transverse Mercator projection, Mercator's with a meridian for the equator, is conformal where it is defined.

With B = cos(b) sin(l) the ordinates are artanh B and atan(tan b / cos l); the factor is 1/(1 - B^2). Taken on the
hemisphere |l| < pi/2.
"""

from sympy import atan, atanh, cos, pi, sin, tan

from symgeo import Chart, IsConformal, Metric, SmoothMap, euclidean
from symgeo.catalogue.cartography import globe

title = "The transverse Mercator projection"
reference = "Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, chapter on the transverse Mercator projection"

sphere = globe()
l, b = sphere.chart.symbols
front = Chart([l, b], where=[-pi / 2 < l, l < pi / 2, -pi / 2 < b, b < pi / 2])
B = cos(b) * sin(l)

claim = IsConformal(SmoothMap(front, euclidean(2), [atanh(B), atan(tan(b) / cos(l))]), Metric(front, sphere.matrix), factor=1 / (1 - B**2))
expect = "proved"
