"""From a verdict to files: claim, proof, check and the library."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

from symgeo.evidence.rocq.errors import CannotExport
from symgeo.evidence.rocq.proof import needs_numbers, proof_text
from symgeo.evidence.rocq.refutation import refutation_text, refuted_claim
from symgeo.evidence.rocq.statement import check_text, claim_text, statement
from symgeo.exact.points import Point, PointSource
from symgeo.exact.verdict import Proved, Refuted, Verdict
from symgeo.expression import ONE, Expr
from symgeo.geometry.claims import AllHold, IsConformal, IsHomothetic
from symgeo.geometry.domain import Domain

LIBRARY = ("SymGeo.v", "SymGeoLemmas.v", "SymGeoTactics.v")
NUMERIC = "SymGeoNumeric.v"


@dataclass(frozen=True)
class Export:
    """One theorem: its name, the three files' texts, and whether it needs coq-interval. `folder` is where they were written."""

    name: str
    claim: str
    proof: str
    check: str
    numeric: bool
    folder: Path | None = None

    @property
    def files(self) -> dict[str, str]:
        """Names and texts of the three files."""
        return {f"{self.name}_claim.v": self.claim, f"{self.name}_proof.v": self.proof, f"{self.name}_check.v": self.check}

    @property
    def library(self) -> tuple[str, ...]:
        return (*LIBRARY, NUMERIC) if self.numeric else LIBRARY


def library_text(file: str) -> str:
    """A file of the library, as the package ships it."""
    return (files("symgeo.evidence.rocq") / "library" / file).read_text(encoding="utf-8")


def scripts(verdict: Verdict, name: str, title: str = "") -> Export:
    """The three texts for a verdict, without writing them. Raises CannotExport."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        raise CannotExport(f"cannot name Coq files {name!r}: needs letters, digits and _, a letter first. Choose another name.")
    title = title or f"{verdict.word}: {getattr(verdict.claim, 'relation', '')}"
    if isinstance(verdict, Proved):
        s = statement(verdict.claim, _factor(verdict))
        claim = claim_text(s, title)
        return Export(name, claim, proof_text(s, name, _point(s.domain)), check_text(name), needs_numbers(s))
    if isinstance(verdict, Refuted):
        claim, case = refuted_claim(verdict, title)
        proof, numeric = refutation_text(case, name)
        return Export(name, claim, proof, check_text(name), numeric)
    raise CannotExport("cannot export an undecided claim: needs a verdict, got none. See its advice.")


def export(verdict: Verdict, folder: str | Path, name: str, title: str = "") -> Export:
    """Write the theorem and the library into a folder. Nothing is written where that is not possible: raises CannotExport."""
    return _write(scripts(verdict, name, title), folder)


def _write(made: Export, folder: str | Path) -> Export:
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for file in made.library:
        (folder / file).write_text(library_text(file), encoding="utf-8")
    for file, content in made.files.items():
        (folder / file).write_text(content, encoding="utf-8")
    return Export(made.name, made.claim, made.proof, made.check, made.numeric, folder)


def exports(verdict: Verdict, folder: str | Path, name: str, title: str = "") -> list[Export]:
    """The same for a claim that several claims hold: one theorem each; all are written, or none."""
    if isinstance(verdict, Proved) and isinstance(verdict.claim, AllHold):
        parts = [Proved(part, verdict.grounds) for part in verdict.claim.claims]
        made = [scripts(part, f"{name}_{k + 1}", title) for k, part in enumerate(parts)]
    else:
        made = [scripts(verdict, name, title)]
    return [_write(m, folder) for m in made]


def _factor(verdict: Proved) -> Expr:
    """The factor of a proved claim: 1 where it is isometric."""
    given: Expr | None = verdict.factor if verdict.factor is not None else getattr(verdict.claim, "factor", None)
    if given is None and isinstance(verdict.claim, (IsHomothetic, IsConformal)):
        raise CannotExport("cannot export a claim whose factor is not known: needs a proof that names it.")
    return ONE if given is None else given


def _point(domain: Domain) -> Point:
    for point in PointSource(domain):
        return {k: Fraction(v) for k, v in point.items()}
    raise CannotExport("cannot export a claim without a rational point of its chart.")
