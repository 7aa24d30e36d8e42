"""The alpha- and the (-alpha)-connection are dual in mean and deviation of the normal, and in shape and scale of the gamma distributions.

Duality is a statement about fields, X g(Y, Z) = g(nabla_X Y, Z) + g(Y, nabla*_X Z), and holds in all parameters alike. Here the metric and
the cubic tensor are pulled back from the natural ones.
"""

from symgeo import SmoothMap
from symgeo.catalogue.statistics import gamma_family, normal
from symgeo.geometry.chart import Chart, parameters

title = "Dual connections of normal and gamma distributions"
reference = "Lauritzen 1987, Statistical Manifolds, sec. 4"

(alpha,) = parameters("alpha")


def duality(family):
    own = family.chart
    chart = Chart(own.coordinates, where=own.where, parameters=[alpha])
    return family.in_parameters(SmoothMap(chart, own, own.symbols)).duality(alpha)


claims = {f"{name}, {along}": claim for name, f in (("normal", normal), ("gamma", gamma_family)) for along, claim in duality(f()).items()}
expect = "proved"
