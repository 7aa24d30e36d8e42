"""The inversion x -> x/|x|^2 of R^n is conformal with factor 1/|x|^4, and is its own inverse.

It turns spheres into spheres. Its differential is a reflection in the direction of x, divided by |x|^2.
"""

from symgeo import Chart, IsConformal, IsEmbedding, IsHomothetic, Metric, SmoothMap
from symgeo.catalogue.common import indexed, norm_squared, scaled_unit

title = "Inversion in the unit sphere"
reference = "do Carmo, Riemannian Geometry, ch. 8"


def parts(n):
    x, y = indexed("x", n), indexed("y", n)
    source, target = (Chart(c, where=[norm_squared(c) > 0]) for c in (x, y))
    inversion = SmoothMap(source, target, [c / norm_squared(x) for c in x])
    back = SmoothMap(target, source, [c / norm_squared(y) for c in y])
    g, h = Metric(source, scaled_unit(n, 1)), Metric(target, scaled_unit(n, 1))
    yield f"conformal, n = {n}", IsConformal(inversion, g, h, factor=norm_squared(x) ** -2)
    yield f"embedding, n = {n}", IsEmbedding(inversion, back)
    yield f"homothetic, n = {n}", IsHomothetic(inversion, g, h)


claims = {name: claim for n in (2, 3, 4) for name, claim in parts(n)}
expect = {name: "refuted" if name.startswith("homothetic") else "proved" for name in claims}
