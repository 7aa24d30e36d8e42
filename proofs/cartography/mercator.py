"""Mercator's projection keeps angles and spoils areas: it is conformal with factor 1/cos(latitude)^2.

Stretching the parallels to equal length forces the meridians to be stretched alike; a ship's constant course becomes a
straight line, and Greenland as large as Africa.
"""

from sympy import cos, log, pi, tan

from symgeo import IsConformal, IsHomothetic, IsIsometric, SmoothMap, euclidean
from symgeo.catalogue.cartography import globe, same_areas

title = "Mercator's projection"
reference = "Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, chapter on the Mercator projection"

sphere = globe()
lon, lat = sphere.chart.symbols
mercator = SmoothMap(sphere, euclidean(2), [lon, log(tan(pi / 4 + lat / 2))])

claims = {
    "conformal": IsConformal(mercator, sphere, factor=1 / cos(lat) ** 2),
    "conformal, factor found": IsConformal(mercator, sphere),
    "homothetic": IsHomothetic(mercator, sphere),
    "equal-area": IsIsometric(*same_areas(mercator, sphere)),
}
expect = {"conformal": "proved", "conformal, factor found": "proved", "homothetic": "refuted", "equal-area": "refuted"}
