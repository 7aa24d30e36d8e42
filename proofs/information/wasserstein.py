"""In mean and standard deviation the normal distributions of the line are flat for the Wasserstein metric.

Optimal transport between two of them is affine: it moves the mean and scales the deviation. In mean m and variance v
the metric is dm^2 + dv^2/(4 v).
"""

from sympy import sqrt

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates, euclidean

title = "The Wasserstein metric of normal distributions"
reference = "Takatsu 2011, Wasserstein Geometry of Gaussian Measures"

m, v = coordinates("m v")
chart = Chart([m, v], where=[v > 0])
wasserstein = Metric(chart, [[1, 0], [0, 1 / (4 * v)]])

claims = {
    "standard deviation": IsIsometric(SmoothMap(chart, euclidean(2), [m, sqrt(v)]), wasserstein),
    "variance": IsIsometric(SmoothMap(chart, euclidean(2), [m, v]), wasserstein),
}
expect = {"standard deviation": "proved", "variance": "refuted"}
