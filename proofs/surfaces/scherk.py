"""Scherk's first surface z = log(cos y / cos x) has off-diagonal metric -tan x tan y; z = log(cos x cos y) has the opposite sign.

The gradients are (tan x, -tan y) and (-tan x, -tan y): lengths along either coordinate agree, angles do not. Only the
first surface is minimal.
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
