"""A path that turns a corner is not C^1, though both its legs are straight; the same path through a rounded corner is.

(t, |t|) has metric 2 dt^2 on either side of 0 and no derivative at 0. The graph of t |t| is C^1: its slope 2 |t| is
continuous.
"""

from sympy import Abs, Piecewise

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "A corner and a rounded corner"
reference = "Spivak, Calculus, ch. 9 and 11"

(t,) = coordinates("t")
line = Chart([t])

claims = {
    "corner": IsIsometric(SmoothMap(line, euclidean(2), [t, Abs(t)]), Metric(line, [[2]])),
    "rounded": IsIsometric(SmoothMap(line, euclidean(2), [t, t * Abs(t)]), Metric(line, [[1 + 4 * t**2]])),
    "two parabolas": IsIsometric(
        SmoothMap(line, euclidean(2), [t, Piecewise((-(t**2), t < 0), (t**2, True))]), Metric(line, [[1 + 4 * t**2]])
    ),
    "a jump": IsIsometric(SmoothMap(line, euclidean(2), [t, Piecewise((0, t < 0), (1, True))]), Metric(line, [[1]])),
}
expect = {"corner": "refuted", "rounded": "proved", "two parabolas": "proved", "a jump": "refuted"}
