"""Rotary embeddings of a query at position m and a key at n have the score of the query at m - n and the key at 0.

The map (q, k) -> R(m) q - R(n) k and its relative form R(m - n) q - k have the same pullback of the dot product: turning both by R(-n) is an isometry.
"""

from symgeo import Chart, IsIsometric, SmoothMap, euclidean, parameters
from symgeo.catalogue.common import indexed
from symgeo.catalogue.learning import rotary

title = "Rotary embedding sees relative positions"
reference = "Su et al. 2021, RoFormer: Enhanced Transformer with Rotary Position Embedding, sec. 3"

m, n = parameters("m n", integer=True)
(w,) = parameters("w", positive=True)
q, k = indexed("q", 2), indexed("k", 2)
pair = Chart([*q, *k], parameters=[m, n, w])


def turned(position, vector):
    return SmoothMap(Chart(vector, parameters=[m, n, w]), euclidean(2), rotary_of(position, vector))


def rotary_of(position, vector):
    turn = rotary([w], position=position)
    values = dict(zip(turn.source.symbols, vector, strict=True))
    return [c.subs(values, simultaneous=True) for c in turn.expressions]


absolute = [p - s for p, s in zip(rotary_of(m, q), rotary_of(n, k), strict=True)]
relative = [p - s for p, s in zip(rotary_of(m - n, q), k, strict=True)]
claim = IsIsometric(SmoothMap(pair, euclidean(2), absolute), SmoothMap(pair, euclidean(2), relative).pullback())
expect = "proved"
