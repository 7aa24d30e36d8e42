"""Every exception of symgeo, one tree.

Messages follow one pattern: ``cannot <verb> <the object>: needs <condition>, got <value>. <what to do>``.
"""

from __future__ import annotations


class SymgeoError(Exception):
    """Base of all errors raised by symgeo. `code` names its page: ``symgeo explain CODE``."""

    code = "SG100"


class ChartMismatchError(SymgeoError, ValueError):
    """Two objects live on different charts, or a symbol is unknown to its chart."""

    code = "SG101"


class NotAMetricError(SymgeoError, ValueError):
    """A matrix is not square, not symmetric, or of the wrong size for its chart."""

    code = "SG102"


class DomainError(SymgeoError, ValueError):
    """A domain is not given by strict inequalities, or is empty."""

    code = "SG103"


class ExpressionError(SymgeoError, ValueError):
    """An expression uses something that symgeo does not know."""

    code = "SG104"


class ClaimFileError(SymgeoError, ValueError):
    """A claim file cannot be read: the file, the key, the place, the reason and what to do."""

    code = "SG105"


class UndecidedError(SymgeoError, ValueError):
    """A three-valued verdict was used where a two-valued answer is needed."""

    code = "SG106"


class CertificateError(SymgeoError, ValueError):
    """Evidence cannot be read: wrong version, or malformed."""

    code = "SG107"
