"""Matrices of rank one, s u v^T with unit vectors u, v, form a cone over a product of circles: ds^2 + s^2 (da^2 + db^2).

The outer product of unit vectors keeps lengths in each argument. Of vectors of any length it does not: the map (u, v)
-> u v^T on R^2 x R^2 is far from isometric.
"""

from sympy import cos, diag, eye, sin

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean
from symgeo.catalogue.common import indexed

title = "Rank-one matrices"
reference = "Harris, Algebraic Geometry: A First Course, lecture 2 (Segre maps)"

s, a, b = coordinates("s a b")
chart = Chart([s, a, b], where=[s > 0])
outer = [s * p * q for p in (cos(a), sin(a)) for q in (cos(b), sin(b))]
u = indexed("u", 4)
pairs = Chart(u)

claims = {
    "unit vectors": IsIsometric(SmoothMap(chart, euclidean(4), outer), Metric(chart, diag(1, s**2, s**2))),
    "any vectors": IsIsometric(SmoothMap(pairs, euclidean(4), [p * q for p in u[:2] for q in u[2:]]), Metric(pairs, eye(4))),
}
expect = {"unit vectors": "proved", "any vectors": "refuted"}
