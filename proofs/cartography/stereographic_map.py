"""The stereographic map of the hemisphere around (0, 0), by longitude and latitude, is conformal with factor k^2, k = 2/(1 + cos b cos l).

Its scale k grows with the distance from the centre and reaches infinity at the antipode.
"""

from sympy import cos, sin

from symgeo import IsConformal, SmoothMap, euclidean
from symgeo.catalogue.cartography import globe

title = "The stereographic projection as a map"
reference = "Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, chapter on the stereographic projection"

sphere = globe()
l, b = sphere.chart.symbols
k = 2 / (1 + cos(b) * cos(l))

claim = IsConformal(SmoothMap(sphere, euclidean(2), [k * cos(b) * sin(l), k * sin(b)]), sphere, factor=k**2)
expect = "proved"
