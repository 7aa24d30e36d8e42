"""Rotary embeddings of a query at position m and a key at n have the score of the query at m - n and the key at 0.

The map (q, k) -> R(m) q - R(n) k and its relative form R(m - n) q - k have the same pullback of the dot product:
turning both by R(-n) is an isometry.
"""

from sympy import Matrix

from symgeo import Chart, IsIsometric, SmoothMap, euclidean, parameters
from symgeo.catalogue.common import indexed
from symgeo.catalogue.lie import rotation

title = "Rotary embedding sees relative positions"
reference = "Su et al. 2021, RoFormer: Enhanced Transformer with Rotary Position Embedding, sec. 3"

m, n = parameters("m n", integer=True)
(w,) = parameters("w", positive=True)
q, k = indexed("q", 2), indexed("k", 2)
pair = Chart([*q, *k], parameters=[m, n, w])


def turned(position, vector):
    return rotation(2, position * w)[:2, :2] * Matrix(vector)


absolute = list(turned(m, q) - turned(n, k))
relative = list(turned(m - n, q) - Matrix(k))
claim = IsIsometric(SmoothMap(pair, euclidean(2), absolute), SmoothMap(pair, euclidean(2), relative).pullback())
expect = "proved"
