"""Fourier features x -> (cos <w, x>, sin <w, x>, ...) are flat: the metric is the constant matrix sum of w w^T, whatever the frequencies.

Their dot product depends on x - y only, so the metric cannot depend on the place. It is nondegenerate when the
frequencies span the space.
"""

from symgeo import IsIsometric, IsNondegenerate, parameters
from symgeo.catalogue.learning import fourier_features

title = "Fourier features"
reference = "Rahimi & Recht 2007, Random Features for Large-Scale Kernel Machines"

a, b, c, d, e, f = parameters("a b c d e f")

claims = {
    "one frequency in R^3": IsIsometric(*fourier_features([[a, b, c]])),
    "three frequencies in R^2": IsIsometric(*fourier_features([[a, b], [c, d], [e, f]])),
    "spanning": IsNondegenerate(fourier_features([[1, 0], [1, 1], [0, 3]])[1]),
    "not spanning": IsNondegenerate(fourier_features([[1, 2], [2, 4]])[1]),
}
expect = {name: "refuted" if name == "not spanning" else "proved" for name in claims}
