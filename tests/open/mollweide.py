"""Mollweide's projection keeps areas, in terms of its auxiliary angle t, with pi sin(latitude) = 2 t + sin 2t.

The angle solves a transcendental equation, so it is taken as the coordinate: the sphere has the area element (4/pi)
cos(t)^2 dl dt there, and so has the map (2 sqrt 2/pi) l cos t, sqrt 2 sin t.
"""

from sympy import asin, cos, pi, sin, sqrt

from symgeo import Chart, IsIsometric, SmoothMap, coordinates, euclidean
from symgeo.catalogue.cartography import globe, same_areas

title = "Mollweide's projection"
reference = "Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, chapter on the Mollweide projection"

l, t = coordinates("l t")
chart = Chart([l, t], where=[-pi < l, l < pi, -pi / 2 < t, t < pi / 2])
sphere = globe()
to_sphere = SmoothMap(chart, sphere.chart, [l, asin((2 * t + sin(2 * t)) / pi)])
to_paper = SmoothMap(chart, euclidean(2), [2 * sqrt(2) / pi * l * cos(t), sqrt(2) * sin(t)])

claim = IsIsometric(*same_areas(to_paper, to_sphere.pullback(sphere)))
expect = "proved"
