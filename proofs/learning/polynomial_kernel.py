"""The feature map of the polynomial kernel (c + <x, y>)^d induces d s^(d-1) I + d (d-1) s^(d-2) x x^T with s = c + |x|^2.

It is the mixed derivative of the kernel on the diagonal; features need not be written down to know it. For c = 0 and d
> 1 the origin is no regular point.
"""

from symgeo import IsConformal, IsImmersion, IsIsometric, IsRiemannian, Metric, parameters
from symgeo.catalogue.common import scaled_unit
from symgeo.catalogue.learning import kernel_metric, polynomial_features

title = "Polynomial kernels"
reference = "Burges 1999, Geometry and Invariance in Kernel Based Methods"

(c,) = parameters("c", positive=True)
cases = [(2, 2, 0), (3, 2, 0), (2, 3, 0), (2, 2, 1), (3, 2, c), (2, 3, c), (2, 4, c)]
claims = {f"n = {n}, d = {d}, c = {k}": IsIsometric(polynomial_features(n, d, k), kernel_metric(n, d, k)) for n, d, k in cases}
f = polynomial_features(2, 2, c)
claims["Riemannian for c > 0"] = IsRiemannian(kernel_metric(2, 2, c))
claims["conformal"] = IsConformal(f, Metric(f.source, scaled_unit(2, 1)))
claims["immersion for c = 0"] = IsImmersion(polynomial_features(2, 2))
expect = {name: "refuted" if name in ("conformal", "immersion for c = 0") else "proved" for name in claims}
