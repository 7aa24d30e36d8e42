"""Shape and mean are orthogonal parameters of the gamma distributions; shape and scale are not.

In shape k and scale s Fisher's metric is [[trigamma(k), 1/s], [1/s, k/s^2]]; in shape and mean m = k s it is diagonal,
[[trigamma(k) - 1/k, 0], [0, k/m^2]].
"""

from sympy import polygamma

from symgeo import Chart, IsIsometric, Metric, SmoothMap, coordinates

title = "Gamma distributions"
reference = "Cox & Reid 1987, Parameter Orthogonality and Approximate Conditional Inference"

k, s, m = coordinates("k s m")
shape_scale = Metric(Chart([k, s], where=[k > 0, s > 0]), [[polygamma(1, k), 1 / s], [1 / s, k / s**2]])
shape_mean = Metric(Chart([k, m], where=[k > 0, m > 0]), [[polygamma(1, k) - 1 / k, 0], [0, k / m**2]])

claim = IsIsometric(SmoothMap(shape_mean, shape_scale.chart, [k, m / k]), shape_mean, shape_scale)
expect = "proved"
