"""The graph of a function F of two variables has the metric I + grad F grad F^T, which is Riemannian, and is embedded.

Each horizontal step (dx, dy) climbs dF; the projection to the plane is a left inverse, so the graph is embedded however
wild F is.
"""

from sympy import Derivative, Function

from symgeo import Chart, IsEmbedding, IsIsometric, IsRiemannian, Metric, SmoothMap, coordinates, euclidean

title = "The graph of a function"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, sec. 2-2 and 2-5"

x, y, X, Y, Z = coordinates("x y X Y Z")
F = Function("F")(x, y)
p, q = Derivative(F, x), Derivative(F, y)
plane, space = Chart([x, y]), Chart([X, Y, Z])
graph = SmoothMap(plane, euclidean(3), [x, y, F])
metric = Metric(plane, [[1 + p**2, p * q], [p * q, 1 + q**2]])

claims = {
    "induced metric": IsIsometric(graph, metric),
    "Riemannian": IsRiemannian(metric),
    "embedding": IsEmbedding(SmoothMap(plane, space, [x, y, F]), SmoothMap(space, plane, [X, Y])),
}
expect = "proved"
