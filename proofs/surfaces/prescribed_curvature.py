"""A plane curve with any given direction angle runs with unit speed: the integral of (cos theta, sin theta) is isometric to the line.

Its curvature is theta'. For theta = t^2 it is Euler's spiral, whose coordinates are Fresnel's integrals. Nothing is integrated
in closed form, and theta may be any smooth function.
"""

from sympy import Function, Integral, cos, sin

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "Curves of prescribed curvature"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 1-5 (the fundamental theorem of curves)"

t, s = coordinates("t s")
line = Chart([t])


def with_direction(angle):
    curve = SmoothMap(line, euclidean(2), [Integral(cos(angle(s)), (s, 0, t)), Integral(sin(angle(s)), (s, 0, t))])
    return IsIsometric(curve, Metric(line, [[1]]))


claims = {"any angle": with_direction(Function("theta")), "Euler's spiral": with_direction(lambda s: s**2)}
expect = "proved"
