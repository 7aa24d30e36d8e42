"""Encoding the coordinates of the plane with unequal frequencies is flat, but neither isometric nor conformal to it.

The metric is diag(w1^2, w2^2): isometric to the plane after rescaling each coordinate, and homothetic exactly when the
frequencies agree.
"""

from sympy import cos, diag, sin

from symgeo import Chart, IsConformal, IsHomothetic, IsIsometric, Metric, SmoothMap, coordinates, euclidean, parameters

title = "Positional encoding of the plane"
reference = "Vaswani et al. 2017, Attention Is All You Need, sec. 3.5 (each coordinate encoded as there)"

x, y = coordinates("x y")
v, w = parameters("v w", positive=True)
plane = Chart([x, y], parameters=[v, w])
flat_metric = Metric(plane, diag(1, 1))


def encoding(p, q):
    return SmoothMap(plane, euclidean(4), [sin(p * x), cos(p * x), sin(q * y), cos(q * y)])


claims = {
    "flat": IsIsometric(encoding(v, w), Metric(plane, diag(v**2, w**2))),
    "equal frequencies": IsHomothetic(encoding(w, w), flat_metric, factor=w**2),
    "frequencies 1 and 2, isometric": IsIsometric(encoding(1, 2), flat_metric),
    "frequencies 1 and 2, conformal": IsConformal(encoding(1, 2), flat_metric),
}
expect = {name: "refuted" if "1 and 2" in name else "proved" for name in claims}
