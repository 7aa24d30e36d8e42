"""LayerNorm keeps only the direction of x - mean: in mean, radius and angles its pullback is n times the metric of S^(n-2).

Without its affine part LayerNorm is x -> sqrt(n) (x - mean) / |x - mean|, onto the sphere of radius sqrt n in the
hyperplane of mean 0. In Cartesian coordinates the pullback is (I - 1 1^T/n - y y^T/n) / variance, of rank n - 2.
"""

from symgeo import IsConformal, IsIsometric, IsNondegenerate, Metric
from symgeo.catalogue.common import diagonal, scaled_unit
from symgeo.catalogue.learning import layer_norm, layer_norm_metric, mean_radius_angles
from symgeo.catalogue.spheres import sphere

title = "Layer normalisation"
reference = "Ba, Kiros, Hinton 2016, Layer Normalization"


def in_angles(n):
    chart, _ = mean_radius_angles(n)
    unit = sphere(n - 2)[1].matrix
    return IsIsometric(layer_norm(n).compose(chart), Metric(chart.source, diagonal([0, 0, *(n * unit[i, i] for i in range(n - 2))])))


claims = {f"Cartesian, n = {n}": IsIsometric(layer_norm(n), layer_norm_metric(n)) for n in (2, 3, 4)}
claims["angles, n = 3"] = in_angles(3)
claims |= {f"mean, radius, angles, n = {n}": IsIsometric(*mean_radius_angles(n)) for n in (3, 4, 5)}
claims["conformal to R^3"] = IsConformal(layer_norm(3), Metric(layer_norm(3).source, scaled_unit(3, 1)))
claims["the pullback is a metric"] = IsNondegenerate(layer_norm_metric(3))
expect = {name: "refuted" if "conformal" in name or "is a" in name else "proved" for name in claims}
