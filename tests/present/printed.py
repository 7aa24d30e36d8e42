"""The calculations of a LaTeX document, read back from what is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from flint import arb
from reading import read_latex

from symgeo.errors import SymgeoError
from symgeo.exact.balls.enclosure import Evaluator, NotDefined
from symgeo.exact.points import PointSource
from symgeo.expression import Expr
from symgeo.geometry.domain import Domain
from symgeo.notation import Notation

_ALIGN = re.compile(r"\\begin\{align\*\}\n(.*?)\n\\end\{align\*\}", re.DOTALL)
_ROW_END = re.compile(r" \\\\(?:\*\[-0\.3ex\])?\n")
_REASON = re.compile(r" \\symgeoreason(?:below)?\{.*\}$", re.DOTALL)


@dataclass
class Calculation:
    """label = lines[0] = lines[1] = ..., as LaTeX."""

    label: str
    lines: list[str]


def calculations(tex: str) -> list[Calculation]:
    """The calculations of a document, in order; a row without a left side goes on with the one before."""
    found: list[Calculation] = []
    for block in _ALIGN.findall(tex):
        if "= " not in block:
            continue  # a wide formula in a sentence
        wide = ""
        for row in _ROW_END.split(block):
            if row.startswith(r"\symgeoreasonbelow"):
                continue
            left, _, right = _REASON.sub("", row).partition("& ")
            left = left.strip()
            if right.startswith(r"\quad = "):
                found.append(Calculation(wide, [right.removeprefix(r"\quad = ")]))
            elif right.startswith("= ") and left:
                found.append(Calculation(left, [right[2:]]))
            elif right.startswith("= "):
                found[-1].lines.append(right[2:])
            elif right.startswith(r"\q"):
                found[-1].lines[-1] += " " + right.partition(" ")[2]
            else:
                wide = right
    return found


def expressions(calculation: Calculation, notation: Notation) -> list[Expr]:
    return [read_latex(line, notation) for line in calculation.lines]


def _some_function(name: str, orders: tuple[int, ...], at: tuple[arb, ...]) -> arb:
    """Values of a polynomial and its derivatives: any smooth function will do where no relation is assumed."""
    total = arb(len(name) + 2) if not any(orders) else arb(0)
    for i, (k, x) in enumerate(zip(orders, at, strict=True)):
        if not any(n for j, n in enumerate(orders) if j != i):
            total += (i + 2) * [x * x * x, 3 * x * x, 6 * x, arb(6)][k] if k < 4 else arb(0)
    return total


def differ(left: Expr, right: Expr, domain: Domain, points: int = 3) -> dict[str, Fraction] | None:
    """A point of the domain at which balls show that two expressions have different values."""
    for point in islice(PointSource(domain), points):
        at = Evaluator(point, 128, functions=_some_function)
        try:
            a, b = at(left), at(right)
        except (NotDefined, SymgeoError):
            continue
        if a.is_finite() and b.is_finite() and not a.overlaps(b):
            return point
    return None
