"""The round metric is one metric on S^n: its expressions in the two stereographic charts agree where both are defined.

Going from pole to pole is the inversion x -> x/|x|^2, which is an isometry of 4 |dx|^2 / (1 + |x|^2)^2.
"""

from symgeo.catalogue.spheres import sphere_atlas

title = "S^n by two stereographic charts"
reference = "Lee, Introduction to Riemannian Manifolds (2018), ch. 3"


def agree(n):
    manifold, metrics = sphere_atlas(n)
    return manifold.agree(metrics)


claims = {f"n = {n}": agree(n) for n in (1, 2, 3, 4)}
expect = "proved"
