"""Stereographic projection is conformal: the sphere S^n minus a point has metric 4 |dx|^2 / (1 + |x|^2)^2.

Points far out are crowded at the pole; lengths shrink there alike in all directions. The projection back is smooth on
the half-space below the pole, so the chart is an embedding.
"""

from symgeo import Chart, IsConformal, IsEmbedding, IsHomothetic, IsIsometric, Metric, SmoothMap
from symgeo.catalogue.common import indexed, norm_squared, scaled_unit
from symgeo.catalogue.spheres import stereographic, stereographic_projection

title = "Stereographic coordinates of S^n"
reference = "Lee, Introduction to Riemannian Manifolds (2018), ch. 3"


def parts(n):
    f, g = stereographic(n)
    x = f.source.symbols
    flat_metric = Metric(f.source, scaled_unit(n, 1))
    projection = stereographic_projection(n)
    below = Chart(indexed("y", n + 1), where=[projection.source.symbols[-1] < 1])
    yield f"isometric, n = {n}", IsIsometric(f, g)
    yield f"conformal, n = {n}", IsConformal(f, flat_metric, factor=4 / (1 + norm_squared(x)) ** 2)
    yield f"conformal, factor found, n = {n}", IsConformal(f, flat_metric)
    yield f"homothetic, n = {n}", IsHomothetic(f, flat_metric)
    yield f"embedding, n = {n}", IsEmbedding(SmoothMap(f.source, below, f.components), projection)


claims = {name: claim for n in (2, 3, 4) for name, claim in parts(n)}
expect = {name: "refuted" if name.startswith("homothetic") else "proved" for name in claims}
