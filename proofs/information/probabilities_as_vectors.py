"""The probabilities themselves, as a vector of R^(n+1), do not carry the Fisher metric, not even up to a factor.

dp_i^2 counts alike for likely and for rare events; Fisher's dp_i^2 / p_i does not.
"""

from sympy import Add

from symgeo import IsConformal, IsHomothetic, IsIsometric, SmoothMap, euclidean
from symgeo.catalogue.information import fisher_simplex

title = "Probabilities as vectors against Fisher"
reference = "Amari & Nagaoka, Methods of Information Geometry, ch. 2"

fisher = fisher_simplex(2)
p = fisher.chart.symbols
vector = SmoothMap(fisher, euclidean(3), [*p, 1 - Add(*p)])

claims = {"isometric": IsIsometric(vector, fisher), "homothetic": IsHomothetic(vector, fisher), "conformal": IsConformal(vector, fisher)}
expect = "refuted"
