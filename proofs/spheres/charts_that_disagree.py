"""The plane's metric is no metric on S^2: flat in both stereographic charts, it disagrees on their overlap.

The inversion x -> x/|x|^2 stretches by 1/|x|^2. It keeps the flat metric on the unit circle only.
"""

from symgeo import Metric
from symgeo.catalogue.common import scaled_unit
from symgeo.catalogue.spheres import sphere_atlas

title = "A flat metric in two charts of S^2 that is not one metric"
reference = "Lee, Introduction to Riemannian Manifolds (2018), ch. 3"

manifold, metrics = sphere_atlas(2)
claim = manifold.agree(tuple(Metric(g.chart, scaled_unit(2, 1)) for g in metrics))
expect = "refuted"
