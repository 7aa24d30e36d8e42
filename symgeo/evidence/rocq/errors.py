"""Why a verdict has no proof script."""

from __future__ import annotations

from symgeo.errors import SymgeoError


class CannotExport(SymgeoError, ValueError):
    """A verdict cannot be written as a theorem for the kernel; the reason is the message. The verdict stays as it is."""

    code = "SG109"
