"""symgeo: verify Riemannian geometry symbolically.

Names are loaded when they are first used, so that ``import symgeo`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "symgeo.errors": [
        "CertificateError",
        "ChartMismatchError",
        "ClaimFileError",
        "DomainError",
        "ExpressionError",
        "NotAMetricError",
        "SymgeoError",
        "UndecidedError",
    ],
    "symgeo.geometry.chart": ["Chart", "coordinates", "parameters"],
    "symgeo.geometry.metric": ["Metric", "euclidean", "flat", "minkowski"],
    "symgeo.geometry.maps": ["SmoothMap", "identity"],
    "symgeo.geometry.claims": [
        "AgreeOnOverlap",
        "AllHold",
        "IsConformal",
        "IsEmbedding",
        "IsHomothetic",
        "IsImmersion",
        "IsIsometric",
        "IsIsometry",
        "IsNondegenerate",
        "IsRiemannian",
        "Manifold",
    ],
    "symgeo.geometry.distortion": ["DistortionWithin", "IsRiemannianSubmersion"],
    "symgeo.geometry.dimensions": ["embedding_dimensions"],
    "symgeo.exact.distortion": ["Distortion", "distortion"],
    "symgeo.exact.obstruction": ["obstruction"],
    "symgeo.geometry.curvature_claims": [
        "CodazziEquationHolds",
        "GaussEquationHolds",
        "HasConstantCurvature",
        "IsEinstein",
        "IsFlat",
        "IsGeodesic",
        "IsKilling",
        "IsMinimal",
        "IsRicciFlat",
        "IsTotallyGeodesic",
        "RicciEquationHolds",
        "SolvesEinstein",
    ],
    "symgeo.geometry.connection": ["LeviCivita", "lie_bracket"],
    "symgeo.geometry.tensor": ["Tensor", "tensor"],
    "symgeo.geometry.immersion": ["Immersion"],
    "symgeo.exact.curvature": ["immersion", "levi_civita"],
    "symgeo.numeric.geodesics": ["Geodesic", "geodesic"],
    "symgeo.exact.verdict": ["Proved", "Refuted", "Undecided", "Witness"],
    "symgeo.exact.verify": ["Strongest", "strongest", "verify"],
    "symgeo.claimfile": ["read_claim_file"],
    "symgeo.present.derive": ["derive"],
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
__all__ = ["__version__", *sorted(_HOME_OF)]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'symgeo' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
