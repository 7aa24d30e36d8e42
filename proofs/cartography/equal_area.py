"""Five projections that keep areas: Lambert's cylindrical and azimuthal, the sinusoidal, Albers' conic, and Gall-Peters.

Each satisfies det f*<,> = det g = cos(b)^2. That a cylinder has the area of the sphere it touches is Archimedes'
theorem. None of them can keep angles as well.
"""

from sympy import Rational, cos, sin, sqrt

from symgeo import IsConformal, IsIsometric, SmoothMap, euclidean
from symgeo.catalogue.cartography import globe, same_areas

title = "Equal-area projections"
reference = "Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395"

sphere = globe()
l, b = sphere.chart.symbols
k = sqrt(2 / (1 + cos(b) * cos(l)))
n = Rational(3, 4)
rho = sqrt(2 - 2 * n * sin(b)) / n
projections = {
    "Lambert's cylindrical": [l, sin(b)],
    "Lambert's azimuthal": [k * cos(b) * sin(l), k * sin(b)],
    "sinusoidal": [l * cos(b), b],
    "Albers' conic": [rho * sin(n * l), -rho * cos(n * l)],
    "Gall-Peters": [l / sqrt(2), sqrt(2) * sin(b)],
}
maps = {name: SmoothMap(sphere, euclidean(2), components) for name, components in projections.items()}

claims = {name: IsIsometric(*same_areas(f, sphere)) for name, f in maps.items()}
claims |= {f"{name} keeps angles": IsConformal(f, sphere) for name, f in maps.items()}
expect = {name: "refuted" if "angles" in name else "proved" for name in claims}
