"""What an answer is: Proved, Refuted or Undecided, each with its evidence.

There is no truth value in a verdict: ``bool(verdict)`` raises, so that an undecided answer is never taken for a no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NoReturn, Union

from symgeo.errors import UndecidedError
from symgeo.expression import Expr

#: Why a claim can be undecided, with what to do about it.
REASONS: dict[str, tuple[str, str]] = {
    "no_point": (
        "no point of the domain could be found",
        "Check that the inequalities can hold together, or give the domain by bounds on single coordinates.",
    ),
    "not_reduced": (
        "the difference of the two sides is zero wherever it was evaluated, but it was not reduced to zero",
        "Rewrite one side nearer to the other, or split the domain where a sign changes.",
    ),
    "definedness": (
        "it was not proved that everything is defined and smooth enough on the whole domain",
        "Narrow the domain, or add the inequality that is missing to it.",
    ),
    "sign": ("a sign that is needed was not proved on the whole domain", "Narrow the domain, or add the inequality that is missing to it."),
    "target": (
        "it was not proved that the map stays in the target's domain",
        "Narrow the source domain, or leave out the target's domain: then it is where the target metric is defined.",
    ),
    "interface": (
        "the branches of Abs, sign, Max, Min or Piecewise could not be compared where they meet",
        "State the claim on each branch by itself.",
    ),
    "rank": ("the rank was not proved to be full on the whole domain", "Narrow the domain."),
    "factor": ("no factor was found", 'Give the factor: factor = "...".'),
    "unknown_function": (
        "the engine does not know enough about a function",
        "Replace it by an undefined function with relations, or by its integral.",
    ),
    "budget": ("the budget of algebraic steps is used up", "Simplify the claim, or raise the budget."),
    "timeout": ("time ran out", "Raise the limit: --timeout SECONDS."),
    "crashed": ("the process that worked on the claim ended without an answer", "Please report the claim; the others are not affected."),
}


@dataclass(frozen=True)
class Witness:
    """Why a claim is false: points of the domain, parameters included, and what happens there.

    kinds: unequal, undefined, not-c1, rank, two-factors, not-proportional, outside-target, stretch.
    `pulled_back` and `declared` enclose the two sides; they are disjoint. `about` is the label of the obligation that fails.
    """

    kind: str
    points: tuple[Mapping[str, str], ...]
    statement: str
    component: tuple[int, int] | None = None
    pulled_back: str | None = None
    declared: str | None = None
    sides: tuple[Expr, Expr] | None = None
    precision: int = 64
    about: str = ""


@dataclass(frozen=True)
class Proved:
    """The claim holds on its whole domain. `grounds` is what the proof rests on; `symgeo.evidence.certificate(verdict)` writes
    it out for a checker to replay without search."""

    claim: Any
    grounds: Any = field(repr=False)
    factor: Expr | None = None
    accepted_by: tuple[str, ...] = ("engine",)
    word = "proved"

    def require_proved(self) -> Proved:
        return self

    def __bool__(self) -> NoReturn:
        _no_truth_value(self.word)

    def __str__(self) -> str:
        return f"proved: {self.claim.relation}" + (f", factor {self.factor}" if self.factor is not None else "")


@dataclass(frozen=True)
class Refuted:
    """The claim is false, by the witness."""

    claim: Any
    witness: Witness
    accepted_by: tuple[str, ...] = ("engine",)
    word = "refuted"

    def require_proved(self) -> NoReturn:
        raise UndecidedError(
            f"cannot rely on the claim ({self.claim.relation}): needs a proof, and it is refuted. {self.witness.statement}"
        )

    def __bool__(self) -> NoReturn:
        _no_truth_value(self.word)

    def __str__(self) -> str:
        return f"refuted: {self.witness.statement}"


@dataclass(frozen=True)
class Undecided:
    """Neither proved nor refuted. `reason` is a key of `REASONS`; `detail` says where it got stuck."""

    claim: Any
    reason: str
    detail: str = ""
    accepted_by: tuple[str, ...] = ()
    word = "undecided"

    @property
    def advice(self) -> str:
        return REASONS[self.reason][1]

    def require_proved(self) -> NoReturn:
        raise UndecidedError(
            f"cannot rely on the claim ({self.claim.relation}): needs a proof, and it is undecided ({self.reason}). {self.advice}"
        )

    def __bool__(self) -> NoReturn:
        _no_truth_value(self.word)

    def __str__(self) -> str:
        return f"undecided ({self.reason}): {REASONS[self.reason][0]}" + (f": {self.detail}" if self.detail else "")


Verdict = Union[Proved, Refuted, Undecided]


def _no_truth_value(word: str) -> NoReturn:
    raise UndecidedError(
        f"cannot use a verdict ({word}) as a truth value: needs a choice among three. "
        "Ask isinstance(verdict, Proved), or call verdict.require_proved()."
    )


def point_text(point: Mapping[str, Fraction]) -> dict[str, str]:
    """A rational point as text, exactly."""
    return {name: str(value) for name, value in point.items()}
