"""Rotary position embedding acts by isometries of R^(2k), whatever the position and the frequencies; a scaled pair does not.

Each pair of coordinates is turned by the angle m w_i; position -m turns back. Because a rotation at m and one at n
differ by the rotation at m - n, scores depend on the difference of positions.
"""

from symgeo import IsIsometric, IsIsometry, Metric, SmoothMap, parameters
from symgeo.catalogue.common import scaled_unit
from symgeo.catalogue.learning import rotary

title = "Rotary position embedding"
reference = "Su et al. 2021, RoFormer: Enhanced Transformer with Rotary Position Embedding, sec. 3"

(m,) = parameters("m", integer=True)
w = parameters("w1 w2 w3", positive=True)


def rotation(k):
    turn, turn_back = rotary(w[:k], position=m), rotary(w[:k], position=-m)
    metric = Metric(turn.source, scaled_unit(2 * k, 1))
    return IsIsometry(turn, turn_back, metric, metric)


turn = rotary([1, 2], position=m)
x = turn.source.symbols
scale_last_pair = SmoothMap(turn.source, turn.source, [x[0], x[1], 2 * x[2], 2 * x[3]])
flat_metric = Metric(turn.source, scaled_unit(4, 1))

claims = {f"k = {k}": rotation(k) for k in (1, 2, 3)}
claims["a scaled pair"] = IsIsometric(scale_last_pair.compose(turn), flat_metric, flat_metric)
expect = {name: "refuted" if "scaled" in name else "proved" for name in claims}
