"""Claim files to start from, one for each relation; each is proved as it stands."""

from __future__ import annotations

from symgeo.claimfile import template

_ISOMETRY = """\
# A claim of Riemannian geometry. Try it with: symgeo verify FILE
format = "symgeo-claim/1"
title = "The half-line with dx^2/x^2 is the line"
reference = "the logarithm, and its inverse exp"

# [parameters]              # symbols that are constant: "real", "positive", "nonnegative", "nonzero", ...
# a = "positive"

[source]
coordinates = ["x"]
domain = ["0 < x"]          # strict inequalities; [] for all of R^n
metric = [["1/x**2"]]

[map]                       # one expression for each target coordinate
components = ["log(x)"]

[target]                    # a flat target may name its coordinates
coordinates = ["t"]
signature = [1]

[inverse]                   # the source coordinates as functions of the target coordinates
components = ["exp(t)"]

[claim]
relation = "isometry"       # f*h = g, and both compositions with the inverse are the identity
expect = "proved"           # what a regression run should answer: "proved", "refuted" or "undecided"
"""

_EMBEDDING = """\
# A claim of Riemannian geometry. Try it with: symgeo verify FILE
format = "symgeo-claim/1"
title = "A graph over the plane is embedded"
reference = "Lee, Introduction to Smooth Manifolds, 5.4"

# [parameters]              # symbols that are constant: "real", "positive", "nonnegative", "nonzero", ...
# a = "positive"

[source]
coordinates = ["u", "v"]
domain = []                 # strict inequalities; [] for all of R^n

[map]                       # one expression for each target coordinate
components = ["u", "v", "u**2 - v**2"]

[target]
coordinates = ["x", "y", "z"]
signature = [1, 1, 1]

[inverse]                   # a left inverse, smooth near the image: source coordinates as functions of the target ones
components = ["x", "y"]

[claim]
relation = "embedding"
expect = "proved"           # what a regression run should answer: "proved", "refuted" or "undecided"
"""

_METRIC = """\
# A claim of Riemannian geometry. Try it with: symgeo verify FILE
format = "symgeo-claim/1"
title = "The metric of the hyperbolic half-plane"
reference = "Lee, Introduction to Riemannian Manifolds, ch. 3"

# [parameters]              # symbols that are constant: "real", "positive", "nonnegative", "nonzero", ...
# a = "positive"

[source]
coordinates = ["x", "y"]
domain = ["0 < y"]          # strict inequalities; [] for all of R^n
metric = [["1/y**2", "0"], ["0", "1/y**2"]]

[claim]
relation = "RELATION"
expect = "proved"           # what a regression run should answer: "proved", "refuted" or "undecided"
"""

_OVERLAP = """\
# A claim of Riemannian geometry. Try it with: symgeo verify FILE
format = "symgeo-claim/1"
title = "The round metric in both stereographic charts of the sphere"
reference = "Lee, Introduction to Riemannian Manifolds, ch. 3"

[source]                    # the chart from the north pole
coordinates = ["x", "y"]
domain = []
metric = [["4/(1 + x**2 + y**2)**2", "0"], ["0", "4/(1 + x**2 + y**2)**2"]]

[target]                    # the chart from the south pole
coordinates = ["u", "v"]
metric = [["4/(1 + u**2 + v**2)**2", "0"], ["0", "4/(1 + u**2 + v**2)**2"]]

[[overlap]]                 # where both charts are, and there the target coordinates in terms of the source ones
domain = ["x**2 + y**2 > 0"]
components = ["x/(x**2 + y**2)", "y/(x**2 + y**2)"]

[claim]
relation = "equal-metrics"
expect = "proved"           # what a regression run should answer: "proved", "refuted" or "undecided"
"""


def claim_template(relation: str) -> str:
    """A claim of that relation, with comments."""
    if relation in ("riemannian", "nondegenerate"):
        return _METRIC.replace("RELATION", relation)
    special = {"isometry": _ISOMETRY, "embedding": _EMBEDDING, "equal-metrics": _OVERLAP}
    return special[relation] if relation in special else template().replace('relation = "isometric" ', f'relation = "{relation}" ', 1)
