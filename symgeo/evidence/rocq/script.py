"""A proof file in the making: lemmas in the order in which they are needed, each about all points of the chart."""

from __future__ import annotations

from collections.abc import Iterable

from symgeo.evidence.rocq.printer import Names, text
from symgeo.evidence.rocq.statement import Writer
from symgeo.expression import Expr


class Script:
    """Collects lemmas. A lemma on the chart takes the variables and the proof that they are in U."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.names: Names = writer.names
        self.lines: list[str] = []
        self._count: dict[str, int] = {}

    def fresh(self, prefix: str) -> str:
        k = self._count.get(prefix, 0)
        self._count[prefix] = k + 1
        return f"{prefix}_{k}"

    @property
    def here(self) -> str:
        """The arguments that a lemma on the chart is given inside another."""
        return f"{self.writer.binder} HU"

    def use(self, name: str) -> str:
        return f"({name} {self.here})"

    def text(self, e: Expr) -> str:
        return text(e, self.names)

    def on_chart(self, prefix: str, statement: str, proof: str, posed: Iterable[str] = ()) -> str:
        """A lemma for all points of the chart, with earlier ones in its context."""
        name = self.fresh(prefix)
        b = self.writer.binder
        poses = "".join(f" pose proof ({p} {b} HU)." for p in posed)
        self.lines.append(f"Lemma {name} : forall {b} : R, U {b} -> {statement}.\nProof. intros {b} HU.{poses} {proof} Qed.")
        return name

    def pure(self, prefix: str, binder: Iterable[str], hypotheses: Iterable[tuple[str, str]], statement: str, proof: str) -> str:
        """A lemma about real variables."""
        name = self.fresh(prefix)
        variables = " ".join(binder)
        hypotheses = list(hypotheses)
        quantified = f"forall {variables} : R,\n" if variables else ""
        body = "".join(f"  {h} ->\n" for _, h in hypotheses)
        intros = " ".join([variables, *(n for n, _ in hypotheses)])
        self.lines.append(f"Lemma {name} : {quantified}{body}  {statement}.\nProof. intros {intros}. {proof} Qed.")
        return name
