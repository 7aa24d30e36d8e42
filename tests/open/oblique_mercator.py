"""Mercator's projection about any tilted axis is conformal, on the hemisphere in which its axis lies on the rim.

With the sine B of the distance from the tilted equator the factor is 1/(1 - B^2), and 1 - B^2 >= (cos b cos l)^2 > 0, as B is a
product of unit vectors.
"""

from sympy import atan, atanh, cos, pi, sin, tan

from symgeo import Chart, IsConformal, Metric, SmoothMap, euclidean, parameters
from symgeo.catalogue.cartography import globe

title = "The oblique Mercator projection"
reference = "Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, chapter on the oblique Mercator projection"

sphere = globe()
lon, lat = sphere.chart.symbols
(tilt,) = parameters("tilt")
front = Chart([lon, lat], where=[-pi / 2 < lon, lon < pi / 2, -pi / 2 < lat, lat < pi / 2], parameters=[tilt])
B = sin(tilt) * sin(lat) - cos(tilt) * cos(lat) * sin(lon)
along = atan((tan(lat) * cos(tilt) + sin(tilt) * sin(lon)) / cos(lon))

claim = IsConformal(SmoothMap(front, euclidean(2), [along, atanh(B)]), Metric(front, sphere.matrix), factor=1 / (1 - B**2))
expect = "proved"
