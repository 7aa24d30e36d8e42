"""A checker of certificates that trusts nothing but itself: the standard library, no search, no part of symgeo outside this folder.

Read it in this order: `terms` (what is written down), `claims` (what has to hold), `intervals` (ranges of functions), `algebra`
(equalities), `signs` (inequalities), `pieces` (branches), `points` (values), `replay` and `refute` (a certificate, step by step).
``python -m symgeo.evidence.check FILE...`` answers for each file: accepted; rejected, by which step and why; or cannot replay,
for want of which rule.
"""

from .answer import Answer, check, check_text

__all__ = ["Answer", "check", "check_text"]
