"""Scherk's first surface z = log(cos y / cos x) has off-diagonal metric -tan x tan y; with z = log(cos x cos y) the sign is wrong.

The two graphs are congruent to no common surface: the second one, as a function, has gradient (-tan x, -tan y), so its
metric has +tan x tan y off the diagonal. Only the first is minimal.
"""

from sympy import cos, log, pi, tan

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "Scherk's surface, with the right and the wrong sign"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 3-5"

x, y = coordinates("x y")
square = Chart([x, y], where=[-pi / 2 < x, x < pi / 2, -pi / 2 < y, y < pi / 2])
metric = Metric(square, [[1 + tan(x) ** 2, -tan(x) * tan(y)], [-tan(x) * tan(y), 1 + tan(y) ** 2]])
scherk = SmoothMap(square, euclidean(3), [x, y, log(cos(y) / cos(x))])
wrong = SmoothMap(square, euclidean(3), [x, y, log(cos(x) * cos(y))])

claims = {"right": IsIsometric(scherk, metric), "wrong sign": IsIsometric(wrong, metric)}
expect = {"right": "proved", "wrong sign": "refuted"}
