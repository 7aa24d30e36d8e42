"""Where a claim is made: an open set of R^n, kept as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from symgeo.expression import Expr

#: What a parameter may be declared to be.
ASSUMPTIONS = ("real", "positive", "nonnegative", "nonzero", "integer", "positive integer")


@dataclass(frozen=True)
class Domain:
    """All real points of `variables` at which every expression of `positive` is > 0, of `nonnegative` >= 0, of `nonzero` /= 0.

    Coordinates and parameters are variables alike: a claim holds for all of both. `integers` names the variables that
    take integer values only; `coordinates` those that are differentiated by.
    """

    variables: tuple[str, ...]
    positive: tuple[Expr, ...] = ()
    nonnegative: tuple[Expr, ...] = ()
    nonzero: tuple[Expr, ...] = ()
    integers: frozenset[str] = frozenset()
    coordinates: tuple[str, ...] = field(default=())

    def restrict(
        self,
        *,
        positive: tuple[Expr, ...] = (),
        nonnegative: tuple[Expr, ...] = (),
        nonzero: tuple[Expr, ...] = (),
        variables: tuple[str, ...] = (),
    ) -> Domain:
        """The part of the domain where further conditions hold; `variables` are new ones, ranging over R."""
        return Domain(
            self.variables + variables,
            self.positive + positive,
            self.nonnegative + nonnegative,
            self.nonzero + nonzero,
            self.integers,
            self.coordinates,
        )

    @property
    def conditions(self) -> tuple[Expr, ...]:
        """All expressions in the conditions."""
        return (*self.positive, *self.nonnegative, *self.nonzero)

    def map(self, rewrite: Callable[[Expr], Expr]) -> Domain:
        """The domain with each condition rewritten."""
        return replace(
            self,
            positive=tuple(map(rewrite, self.positive)),
            nonnegative=tuple(map(rewrite, self.nonnegative)),
            nonzero=tuple(map(rewrite, self.nonzero)),
        )

    def substitute(self, name: str, value: Expr) -> Domain:
        """The slice {name = value}, in the remaining variables."""
        by = {name: value}
        return Domain(
            tuple(v for v in self.variables if v != name),
            tuple(e.substitute(by) for e in self.positive),
            tuple(e.substitute(by) for e in self.nonnegative),
            tuple(e.substitute(by) for e in self.nonzero),
            self.integers - {name},
            tuple(v for v in self.coordinates if v != name),
        )


def inequality(comparison: Expr) -> Expr:
    """The expression that is positive exactly where a strict comparison holds: ``a < b`` gives ``b - a``.

    >>> from symgeo.expression import ZERO, symbol
    >>> inequality(Expr("lt", (ZERO, symbol("r"))))
    r
    """
    left, right = comparison.children
    return right - left if comparison.head == "lt" else left - right
