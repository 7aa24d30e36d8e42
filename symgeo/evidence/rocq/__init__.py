"""Verdicts as theorems for the Rocq (Coq) kernel.

`export(verdict, folder, name)` writes three files and the library: the claim, printed from its own expression trees by a
printer small enough to read (`printer`); a proof, which nobody has to trust; a check, the same for all, that states the claim
again, closes it with the proof and prints the axioms used. `run(export)` compiles them and answers `Kernel(accepted, ...)`.
"""

from symgeo.evidence.rocq.errors import CannotExport
from symgeo.evidence.rocq.export import Export, export, exports, scripts
from symgeo.evidence.rocq.run import Kernel, NoKernel, coqc, judge, run

__all__ = ["CannotExport", "Export", "Kernel", "NoKernel", "coqc", "export", "exports", "judge", "run", "scripts"]
