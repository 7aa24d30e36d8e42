"""Normalising to unit length, x -> x/|x|, forgets the radius: the pullback of the dot product is (I - x x^T/|x|^2) / |x|^2.

On a sphere of radius R it is homothetic with factor 1/R^2. Against the dot product of x it is not even conformal, since
radial steps are not seen at all; for the same reason the pullback is no metric.
"""

from symgeo import IsConformal, IsHomothetic, IsIsometric, IsNondegenerate, Metric, parameters
from symgeo.catalogue.common import norm_squared, scaled_unit
from symgeo.catalogue.learning import cosine_normalisation
from symgeo.catalogue.spheres import sphere

title = "Cosine normalisation"
reference = "Luo et al. 2017, Cosine Normalization: Using Cosine Similarity Instead of Dot Product in Neural Networks"


def pulled_back(n):
    f = cosine_normalisation(n)
    x = f.source.symbols
    s = norm_squared(x)
    return f, Metric(f.source, [[((1 if i == j else 0) - x[i] * x[j] / s) / s for j in range(n)] for i in range(n)])


(R,) = parameters("R", positive=True)
f, g = pulled_back(2)
on_sphere, round_metric = sphere(2, radius=R)

claims = {f"n = {n}": IsIsometric(*pulled_back(n)) for n in (2, 3, 4)}
claims["on spheres"] = IsHomothetic(cosine_normalisation(3).compose(on_sphere), round_metric, factor=1 / R**2)
claims["isometric to the plane"] = IsIsometric(f, Metric(f.source, scaled_unit(2, 1)))
claims["conformal to the plane"] = IsConformal(f, Metric(f.source, scaled_unit(2, 1)))
claims["the pullback is a metric"] = IsNondegenerate(g)
expect = {name: "refuted" if "plane" in name or "is a" in name else "proved" for name in claims}
