"""RMSNorm is sqrt(n) x/|x|: on the sphere of radius R it is homothetic with factor n/R^2, and it does not see the scale of x.

On the sphere of radius sqrt n, where activations of unit variance lie, it is the identity.
"""

from sympy import sqrt

from symgeo import IsHomothetic, IsIsometric, Metric, parameters
from symgeo.catalogue.common import scaled_unit
from symgeo.catalogue.learning import rms_norm
from symgeo.catalogue.spheres import sphere

title = "Root mean square normalisation"
reference = "Zhang & Sennrich 2019, Root Mean Square Layer Normalization"

(R,) = parameters("R", positive=True)


def on_sphere(n, radius):
    f, g = sphere(n - 1, radius=radius)
    return rms_norm(n).compose(f), g


claims = {f"radius R, n = {n}": IsHomothetic(*on_sphere(n, R), factor=n / R**2) for n in (2, 3, 4)}
claims |= {f"radius sqrt n, n = {n}": IsIsometric(*on_sphere(n, sqrt(n))) for n in (2, 3, 4)}
claims["isometric to R^3"] = IsIsometric(rms_norm(3), Metric(rms_norm(3).source, scaled_unit(3, 1)))
expect = {name: "refuted" if name == "isometric to R^3" else "proved" for name in claims}
