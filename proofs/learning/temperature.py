"""Dividing logits by a temperature T scales the dot product of logits by 1/T^2; for the Fisher metric it is no homothety unless T = 1.

Vectors of logits are flat, so z -> z/T is homothetic. The Fisher metric depends on the probabilities, which a
temperature changes.
"""

from symgeo import Chart, IsConformal, IsHomothetic, IsIsometric, Metric, SmoothMap, euclidean, parameters
from symgeo.catalogue.common import indexed, scaled_unit
from symgeo.catalogue.information import fisher_logits

title = "Temperature"
reference = "Hinton, Vinyals & Dean 2015, Distilling the Knowledge in a Neural Network, sec. 2"

(T,) = parameters("T", positive=True)
z = indexed("z", 2)
logits = Chart(z, parameters=[T])
fisher = fisher_logits(2)

claims = {
    "dot product": IsHomothetic(SmoothMap(logits, euclidean(2), [c / T for c in z]), Metric(logits, scaled_unit(2, 1)), factor=1 / T**2),
    "Fisher, T = 1": IsIsometric(SmoothMap(fisher, fisher, z), fisher, fisher),
    "Fisher, T = 2, homothetic": IsHomothetic(SmoothMap(fisher, fisher, [c / 2 for c in z]), fisher, fisher),
    "Fisher, T = 2, conformal": IsConformal(SmoothMap(fisher, fisher, [c / 2 for c in z]), fisher, fisher),
}
expect = {name: "refuted" if "T = 2" in name else "proved" for name in claims}
