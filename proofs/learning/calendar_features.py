"""The hour as a point of a circle is homothetic to the line; a trend makes a helix, and a second harmonic keeps the speed constant.

The factor is (2 pi/24)^2 for the circle. All steps of an hour are equally long, and midnight is no jump.
"""

from sympy import cos, pi, sin

from symgeo import Chart, IsHomothetic, Metric, SmoothMap, coordinates, euclidean, parameters

title = "Calendar features"
reference = "Engels et al. 2024, Not All Language Model Features Are Linear"

(t,) = coordinates("t")
A, v = parameters("A v", positive=True)
line = Chart([t], parameters=[A, v])
w = 2 * pi / 24
circle = [cos(w * t), sin(w * t)]


def constant_speed(components, factor):
    return IsHomothetic(SmoothMap(line, euclidean(len(components)), components), Metric(line, [[1]]), factor=factor)


claims = {
    "circle": constant_speed(circle, w**2),
    "helix": constant_speed([*circle, v * t], w**2 + v**2),
    "second harmonic": constant_speed([*circle, A * cos(2 * w * t), A * sin(2 * w * t)], w**2 * (1 + 4 * A**2)),
    "second harmonic in one feature only": constant_speed([*circle, A * cos(2 * w * t)], w**2 * (1 + 4 * A**2)),
}
expect = {name: "refuted" if "only" in name else "proved" for name in claims}
