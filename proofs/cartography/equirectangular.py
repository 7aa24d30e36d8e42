"""The plate carree, longitude and latitude as plane coordinates, keeps neither lengths nor angles nor areas.

It keeps distances along meridians, and all distances at the equator to first order.
"""

from symgeo import IsConformal, IsIsometric, SmoothMap, euclidean
from symgeo.catalogue.cartography import globe, same_areas

title = "The equirectangular projection"
reference = "Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, chapter on the equidistant cylindrical projection"

sphere = globe()
plate = SmoothMap(sphere, euclidean(2), sphere.chart.symbols)

claims = {
    "lengths": IsIsometric(plate, sphere),
    "angles": IsConformal(plate, sphere),
    "areas": IsIsometric(*same_areas(plate, sphere)),
}
expect = "refuted"
