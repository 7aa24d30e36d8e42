"""Einstein's static universe is a cylinder over S^2 in R^(1,3); with an expanding radius the cylinder has -(1 - a'^2) dT^2, not -dt^2.

Embedding the closed universe with scale a(T) = cosh T by (T, a w) measures time wrongly; (sinh T, cosh T w) is right.
"""

from sympy import cos, cosh, diag, pi, sin, sinh

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, minkowski

title = "Closed universes as hypersurfaces"
reference = "Hawking & Ellis, The Large Scale Structure of Space-Time, ch. 5"

T, a, b = coordinates("T a b")
chart = Chart([T, a, b], where=[a > 0, a < pi])
w = [sin(a) * cos(b), sin(a) * sin(b), cos(a)]


def universe(time, scale):
    return IsIsometric(
        SmoothMap(chart, minkowski(4), [time, *(scale * c for c in w)]), Metric(chart, diag(-1, scale**2, scale**2 * sin(a) ** 2))
    )


claims = {"static": universe(T, 1), "cosh T, right": universe(sinh(T), cosh(T)), "cosh T, wrong": universe(T, cosh(T))}
expect = {"static": "proved", "cosh T, right": "proved", "cosh T, wrong": "refuted"}
