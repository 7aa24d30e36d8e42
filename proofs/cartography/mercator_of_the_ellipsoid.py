"""On the ellipsoid Mercator's ordinate asinh(tan b) - e artanh(e sin b) keeps angles; the spherical one does not.

The meridian of an ellipse is longer near the poles than near the equator; the second term makes up for it.
"""

from sympy import asinh, atanh, cos, sin, tan

from symgeo import IsConformal, IsIsometric, SmoothMap, euclidean, parameters
from symgeo.catalogue.cartography import ellipsoid, ellipsoid_in_space

title = "Mercator's projection of the ellipsoid"
reference = "Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, chapter on the Mercator projection"

(e,) = parameters("e", positive=True)
earth = ellipsoid(e)
lon, lat = earth.chart.symbols
factor = (1 - e**2 * sin(lat) ** 2) / cos(lat) ** 2

claims = {
    "metric": IsIsometric(SmoothMap(earth, euclidean(3), ellipsoid_in_space(e)), earth),
    "ellipsoidal": IsConformal(SmoothMap(earth, euclidean(2), [lon, asinh(tan(lat)) - e * atanh(e * sin(lat))]), earth, factor=factor),
    "spherical": IsConformal(SmoothMap(earth, euclidean(2), [lon, asinh(tan(lat))]), earth),
}
expect = {"metric": "proved", "ellipsoidal": "proved", "spherical": "refuted"}
