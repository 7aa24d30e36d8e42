"""The moment curve (t, t^2, ..., t^n) is embedded.

The first coordinate gives t back: it is a left inverse, smooth on the whole space.
"""

from symgeo import Chart, IsEmbedding, SmoothMap, coordinates
from symgeo.catalogue.common import indexed

title = "The twisted cubic and the moment curves"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, ch. 1"

(t,) = coordinates("t")
line = Chart([t])


def moment_curve(n):
    space = Chart(indexed("y", n))
    return IsEmbedding(SmoothMap(line, space, [t ** (k + 1) for k in range(n)]), SmoothMap(space, line, [space.symbols[0]]))


claims = {f"n = {n}": moment_curve(n) for n in (2, 3, 7)}
expect = "proved"
