"""A derivation as data: what every document is a walk over.

A `Chain` is one calculation: a start, and steps from each expression to the next, each decided by the engine and with its
reason. `Definition` rows state what something is, and claim nothing. Words come as `Text`: strings, with expressions and boxes of
mathematics between them. How symbols are printed is the derivation's `notation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Union

from symgeo.expression import Expr
from symgeo.geometry.domain import Domain
from symgeo.notation import Notation
from symgeo.notation.boxes import Box

#: Words and mathematics in one line of text.
Text = tuple[Union[str, Expr, Box], ...]


@dataclass(frozen=True)
class Step:
    """left `relation` expression, for the reason given. The relation is one of =, <, >, <=, >=, !=."""

    expression: Expr
    reason: Text
    relation: str = "="


@dataclass(frozen=True)
class Chain:
    """label = start = step = step ...: `label` is a name for `start` (None: there is none, and the start stands by itself).

    Each step relates its expression to the one before it, at every point of `domain`; on a part of it, `where` says on which.
    """

    start: Expr
    steps: tuple[Step, ...]
    domain: Domain
    label: Box | None = None
    where: Text = ()


@dataclass(frozen=True)
class Definition:
    """What things are, row by row: left = right. `checked` are the equalities, on `domain`, that the engine decided for it to be so."""

    rows: tuple[tuple[Box, Box], ...]
    checked: tuple[tuple[Expr, Expr], ...] = ()
    domain: Domain | None = None


@dataclass(frozen=True)
class Paragraph:
    """A sentence or a few."""

    text: Text


@dataclass(frozen=True)
class Bullets:
    """Sentences of equal standing."""

    items: tuple[Text, ...]


Block = Union[Chain, Definition, Paragraph, Bullets]


@dataclass(frozen=True)
class Section:
    """Blocks under a heading."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Derivation:
    """The derivation of one verdict.

    `status` is computed from the verdict, and from those of `parts` where the claim consists of several: proved, refuted or undecided.
    `statement` says what is claimed; `conclusion` is one sentence with the verdict; `checked_by` says who accepted it.
    """

    path: str
    title: str
    reference: str
    relation: str
    status: str
    statement: tuple[Block, ...]
    sections: tuple[Section, ...]
    conclusion: Text
    notation: Notation
    accepted_by: tuple[str, ...] = ()
    parts: tuple[Derivation, ...] = field(default=())

    def chains(self) -> Iterator[Chain]:
        """Every calculation, those of the parts included."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Chain):
                    yield block
        for part in self.parts:
            yield from part.chains()

    @property
    def heading(self) -> str:
        """What the statement is called, by its status: only what is proved is a theorem."""
        return {"proved": "Theorem", "refuted": "Refuted claim"}.get(self.status, "Undecided claim")

    def _repr_latex_(self) -> str:
        from symgeo.present.tex import fragment

        return fragment(self)

    def _repr_html_(self) -> str:
        from symgeo.present.html import section

        return section(self)
