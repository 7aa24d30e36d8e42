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


_CURVATURE = """\
# A claim of Riemannian geometry. Try it with: symgeo verify FILE
format = "symgeo-claim/1"
title = "TITLE"
reference = "REFERENCE"

[parameters]                # symbols that are constant: "real", "positive", "nonnegative", "nonzero", ...
a = "positive"

[source]
coordinates = COORDINATES
domain = DOMAIN
metric = METRIC

[claim]
relation = "RELATION"       # WORDS
KEYexpect = "proved"           # what a regression run should answer: "proved", "refuted" or "undecided"
"""

_CONE = {
    "TITLE": "A cone of slope a is flat",
    "REFERENCE": "do Carmo, Differential Geometry of Curves and Surfaces, 4-2",
    "COORDINATES": '["r", "phi"]',
    "DOMAIN": '["0 < r"]            # strict inequalities; [] for all of R^n',
    "METRIC": '[["1 + a**2", "0"], ["0", "r**2"]]',
}
_SPHERE = {
    "TITLE": "The sphere of radius a",
    "REFERENCE": "do Carmo, Riemannian Geometry, ch. 4",
    "COORDINATES": '["theta", "phi"]',
    "DOMAIN": '["0 < theta", "theta < pi"]',
    "METRIC": '[["a**2", "0"], ["0", "a**2*sin(theta)**2"]]',
}
_SCHWARZSCHILD = {
    "TITLE": "Schwarzschild's exterior, with r = a at the horizon",
    "REFERENCE": "Misner, Thorne, Wheeler, Gravitation, 31.2",
    "COORDINATES": '["t", "r", "theta", "phi"]',
    "DOMAIN": '["a < r", "0 < theta", "theta < pi"]',
    "METRIC": """[
    ["a/r - 1", "0", "0", "0"],
    ["0", "1/(1 - a/r)", "0", "0"],
    ["0", "0", "r**2", "0"],
    ["0", "0", "0", "r**2*sin(theta)**2"],
]""",
}
_OF_METRIC: dict[str, tuple[dict[str, str], str, str]] = {
    "flat": (_CONE, "R = 0", ""),
    "ricci-flat": (_SCHWARZSCHILD, "Ric = 0", ""),
    "einstein": (_SPHERE, "Ric = c g with one constant c", 'constant = "1/a**2"       # the c that is claimed\n'),
    "constant-curvature": (_SPHERE, "every sectional curvature is K", 'constant = "1/a**2"       # the K that is claimed\n'),
    "killing": (_SPHERE, "L_X g = 0", 'field = ["sin(phi)", "cos(phi)*cot(theta)"]   # the components of X\n'),
}

_SUBMANIFOLD = """\
# A claim of Riemannian geometry. Try it with: symgeo verify FILE
format = "symgeo-claim/1"
title = "TITLE"
reference = "REFERENCE"

# [parameters]              # symbols that are constant: "real", "positive", "nonnegative", "nonzero", ...
# a = "positive"

[source]
coordinates = COORDINATES
domain = []                 # strict inequalities; [] for all of R^n

[map]                       # one expression for each target coordinate
components = MAP

[target]                    # flat, with the signs of its metric; or with coordinates, domain and metric
TARGET

[claim]
relation = "RELATION"       # WORDS
expect = "proved"           # what a regression run should answer: "proved", "refuted" or "undecided"
"""

_OF_MAP = {
    "minimal": {
        "TITLE": "The catenoid is minimal",
        "REFERENCE": "do Carmo, Differential Geometry of Curves and Surfaces, 3-5",
        "COORDINATES": '["u", "v"]',
        "MAP": '["cosh(u)*cos(v)", "cosh(u)*sin(v)", "u"]',
        "TARGET": "signature = [1, 1, 1]",
        "WORDS": "the trace of the second fundamental form vanishes",
    },
    "totally-geodesic": {
        "TITLE": "A plane in space",
        "REFERENCE": "do Carmo, Riemannian Geometry, ch. 6",
        "COORDINATES": '["u", "v"]',
        "MAP": '["u + v", "u - v", "2*u + 1"]',
        "TARGET": "signature = [1, 1, 1]",
        "WORDS": "the second fundamental form vanishes",
    },
    "geodesic": {
        "TITLE": "A half circle in the hyperbolic half-plane",
        "REFERENCE": "do Carmo, Riemannian Geometry, ch. 3",
        "COORDINATES": '["t"]         # the parameter of the curve',
        "MAP": '["tanh(t)", "sech(t)"]',
        "TARGET": 'coordinates = ["x", "y"]\ndomain = ["0 < y"]\nmetric = [["1/y**2", "0"], ["0", "1/y**2"]]',
        "WORDS": "the curve has no acceleration, in this parameter",
    },
}


_DISTORTION = """\
# A claim of Riemannian geometry. Try it with: symgeo verify FILE
format = "symgeo-claim/1"
title = "Mercator's map between 60 degrees south and north"
reference = "Snyder, Map Projections: A Working Manual, 7"

[source]
coordinates = ["theta", "phi"]
domain = ["-pi < theta < pi", "-pi/3 < phi < pi/3"]   # bounds of each coordinate; for this relation they are the box
metric = [["cos(phi)**2", "0"], ["0", "1"]]

[map]                       # one expression for each target coordinate
components = ["theta", "log(tan(phi/2 + pi/4))"]

[target]
signature = [1, 1]

[claim]
relation = "distortion"     # lower g <= f*h <= upper g; symgeo distortion FILE finds such bounds
lower = "1"                 # squares of lengths: no length shrinks,
upper = "4"                 # and none grows to more than its double
expect = "proved"           # what a regression run should answer: "proved", "refuted" or "undecided"
"""

_SUBMERSION = """\
# A claim of Riemannian geometry. Try it with: symgeo verify FILE
format = "symgeo-claim/1"
title = "The Hopf map from the unit sphere onto the sphere of radius 1/2"
reference = "O'Neill, The fundamental equations of a submersion"

[source]                    # (cos(eta) exp(i a), sin(eta) exp(i b)) in the unit sphere of C^2
coordinates = ["eta", "a", "b"]
domain = ["0 < eta", "eta < pi/2"]
metric = [["1", "0", "0"], ["0", "cos(eta)**2", "0"], ["0", "0", "sin(eta)**2"]]

[map]
components = ["2*eta", "a - b"]

[target]
coordinates = ["theta", "phi"]
domain = ["0 < theta", "theta < pi"]
metric = [["1/4", "0"], ["0", "sin(theta)**2/4"]]

[claim]
relation = "riemannian-submersion"   # df g^-1 df^T = h^-1 o f: isometric across the fibres
expect = "proved"           # what a regression run should answer: "proved", "refuted" or "undecided"
"""


def _filled(text: str, relation: str, words: dict[str, str]) -> str:
    for name, value in {**words, "RELATION": relation}.items():
        text = text.replace(name, value)
    return text


def claim_template(relation: str) -> str:
    """A claim of that relation, with comments."""
    if relation in ("riemannian", "nondegenerate"):
        return _METRIC.replace("RELATION", relation)
    if relation in _OF_METRIC:
        space, words, key = _OF_METRIC[relation]
        return _filled(_CURVATURE, relation, {**space, "WORDS": words, "KEY": key})
    if relation in _OF_MAP:
        return _filled(_SUBMANIFOLD, relation, _OF_MAP[relation])
    special = {
        "isometry": _ISOMETRY,
        "embedding": _EMBEDDING,
        "equal-metrics": _OVERLAP,
        "distortion": _DISTORTION,
        "riemannian-submersion": _SUBMERSION,
    }
    return special[relation] if relation in special else template().replace('relation = "isometric" ', f'relation = "{relation}" ', 1)
