"""Adding one number to all logits changes nothing: on all n logits the Fisher metric is degenerate, with one logit fixed it is not.

The null direction is (1, ..., 1). So logits are a quotient of R^n by a line, and the metric lives there.
"""

from sympy import Add, exp

from symgeo import Chart, IsNondegenerate, Metric
from symgeo.catalogue.common import indexed
from symgeo.catalogue.information import fisher_logits

title = "Softmax forgets a shift"
reference = "Amari & Nagaoka, Methods of Information Geometry, ch. 2"


def all_logits(n):
    z = indexed("z", n)
    p = [exp(c) / Add(*(exp(d) for d in z)) for c in z]
    return Metric(Chart(z), [[(p[i] if i == j else 0) - p[i] * p[j] for j in range(n)] for i in range(n)])


claims = {
    "all 3 logits": IsNondegenerate(all_logits(3)),
    "one of 3 fixed": IsNondegenerate(fisher_logits(2)),
}
expect = {"all 3 logits": "refuted", "one of 3 fixed": "proved"}
