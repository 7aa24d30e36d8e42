"""The square root map without the factor 2, onto the unit sphere, is homothetic with factor 1/4.

Half the Hellinger distance squared is 1 minus the Bhattacharyya coefficient: the chord on the unit sphere.
"""

from sympy import Rational

from symgeo import IsHomothetic, IsIsometric, SmoothMap
from symgeo.catalogue.information import fisher_simplex, square_root_map

title = "Hellinger's embedding"
reference = "Amari & Nagaoka, Methods of Information Geometry, ch. 2"


def unit(n):
    twice = square_root_map(n)
    y = twice.target.symbols
    half = SmoothMap(twice.target, twice.ambient, [c / 2 for c in y])
    return half.compose(twice)


claims = {f"n = {n}": IsHomothetic(unit(n), fisher_simplex(n), factor=Rational(1, 4)) for n in (1, 2, 4)}
claims["factor found"] = IsHomothetic(unit(2), fisher_simplex(2))
claims["isometric"] = IsIsometric(unit(2), fisher_simplex(2))
expect = {name: "refuted" if name == "isometric" else "proved" for name in claims}
