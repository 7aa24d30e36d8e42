"""The sinusoidal positional encoding is a curve of constant speed: homothetic to the line with factor w1^2 + ... + wk^2.

Each pair (sin w t, cos w t) runs round a circle with speed w. So neighbouring positions are equally far apart
everywhere; only the factor depends on the frequencies.
"""

from symgeo import IsHomothetic, IsIsometric, Metric, parameters
from symgeo.catalogue.common import norm_squared
from symgeo.catalogue.learning import positional_encoding, transformer_frequencies

title = "Sinusoidal positional encoding"
reference = "Vaswani et al. 2017, Attention Is All You Need, sec. 3.5"

w = parameters("w1 w2 w3 w4", positive=True)


def line(f):
    return Metric(f.source, [[1]])


claims = {}
for k in (1, 2, 4):
    encoding = positional_encoding(w[:k])
    claims[f"k = {k}"] = IsHomothetic(encoding, line(encoding), factor=norm_squared(w[:k]))
    claims[f"k = {k}, factor found"] = IsHomothetic(encoding, line(encoding))
for d in (8, 16, 64):
    encoding = positional_encoding(transformer_frequencies(d))
    claims[f"d = {d}, base 10000"] = IsHomothetic(encoding, line(encoding), factor=norm_squared(transformer_frequencies(d)))
claims["unit speed"] = IsIsometric(positional_encoding([1, 1]), line(positional_encoding([1, 1])))
expect = {name: "refuted" if name == "unit speed" else "proved" for name in claims}
