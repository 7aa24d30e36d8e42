"""In every exponential family the alpha- and the (-alpha)-connection are dual: d_k g_ij = Gamma^(alpha)_jki + Gamma^(-alpha)_ikj.

The log-partition function psi is arbitrary, in two natural parameters: g is its Hessian, the Amari-Chentsov tensor T its third
derivative, and Gamma^(alpha)_kij = (1 - alpha)/2 T_kij, so that the two halves add up to T. A connection is dual to itself only
if it is that of Levi-Civita, alpha = 0; in the normal family alpha = 1 is not.
"""

from sympy import Function

from symgeo import Chart, coordinates, parameters
from symgeo.catalogue.statistics import normal
from symgeo.geometry.fisher import duality_of, exponential_family

title = "Dual connections"
reference = "Amari & Nagaoka, Methods of Information Geometry, ch. 3"

u, v = coordinates("u v")
(alpha,) = parameters("alpha")
family = exponential_family(Chart([u, v], parameters=[alpha]), Function("psi")(u, v))

gauss = normal()
exponential = gauss.alpha_connection_first(1)

claims = {
    **family.duality(alpha),
    "with itself, alpha = 1": duality_of(gauss.metric, exponential, exponential)["along m"],
}
expect = {**dict.fromkeys(claims, "proved"), "with itself, alpha = 1": "refuted"}
