"""Charts: ordered real coordinates on an open domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from symgeo.errors import ChartMismatchError, DomainError, ExpressionError
from symgeo.expression import COMPARISONS, ZERO, Expr, symbol
from symgeo.geometry.domain import ASSUMPTIONS, Domain, inequality
from symgeo.geometry.sympy_bridge import as_tree, assumption_of, conditions_from_sympy, to_sympy

if TYPE_CHECKING:
    import sympy


def coordinates(names: str) -> tuple[sympy.Symbol, ...]:
    """Real SymPy symbols to use as coordinates, one for each name.

    >>> coordinates("theta phi")
    (theta, phi)
    """
    import sympy

    return tuple(sympy.symbols(names, real=True, seq=True))


def parameters(names: str, **assumptions: bool) -> tuple[sympy.Symbol, ...]:
    """Real SymPy symbols to use as parameters, with SymPy's assumptions (``positive=True``, ``integer=True``, ...).

    >>> R, r = parameters("R r", positive=True)
    >>> R.is_positive
    True
    """
    import sympy

    return tuple(sympy.symbols(names, seq=True, **{"real": True, **assumptions}))


@dataclass(frozen=True, init=False)
class Chart:
    """An open set of R^n with named coordinates, and the parameters that may occur in what is defined on it.

    ``coordinates``  SymPy symbols or names, in order;
    ``where``        strict inequalities among coordinates and parameters (SymPy relations; kept as data, never evaluated);
    ``parameters``   SymPy symbols, whose assumptions are read off, or a mapping from symbols or names to one of
                     "real", "positive", "nonnegative", "nonzero", "integer", "positive integer";
    ``relations``    expressions in undefined functions that are assumed to vanish.

    Symbols are bound by name: ``Symbol("r")`` and ``Symbol("r", positive=True)`` are the same coordinate r.
    Raises DomainError for a condition that is not a strict inequality, ChartMismatchError for an unknown symbol.

    >>> theta, phi = coordinates("theta phi")
    >>> Chart([theta, phi], where=[0 < theta, theta < 3])
    Chart(theta, phi; theta > 0, theta < 3)
    """

    coordinates: tuple[str, ...]
    where: tuple[Expr, ...]
    parameters: tuple[tuple[str, str], ...]
    relations: tuple[Expr, ...]

    def __init__(
        self,
        coordinates: str | Sequence[Any],
        *,
        where: Iterable[Any] = (),
        parameters: Mapping[Any, str] | Iterable[Any] = (),
        relations: Iterable[Any] = (),
    ) -> None:
        given = coordinates.replace(",", " ").split() if isinstance(coordinates, str) else list(coordinates)
        names = tuple(_name(c) for c in given)
        if len(set(names)) < len(names):
            raise ChartMismatchError(f"cannot make a chart with coordinates {', '.join(names)}: needs distinct names.")
        declared = _parameters(parameters)
        both = set(names) & {name for name, _ in declared}
        if both:
            raise ChartMismatchError(
                f"cannot make a chart: {', '.join(sorted(both))} is a coordinate and a parameter. Rename one of the two."
            )
        assumed = [condition for c in given if not isinstance(c, str) for condition in _assumed(_name(c), assumption_of(c))]
        carried = [s for s in (*given, *parameters) if not isinstance(s, str) and assumption_of(s) != "real"]
        where = tuple(where)
        conditions = (*conditions_from_sympy(where, assumed=bool(carried)), *assumed)
        object.__setattr__(self, "coordinates", names)
        object.__setattr__(self, "parameters", declared)
        object.__setattr__(self, "where", tuple(dict.fromkeys(conditions)))
        object.__setattr__(self, "relations", tuple(dict.fromkeys(r for given in relations for r in _relation(given))))
        for condition in self.where:
            self.check_symbols(condition, "a condition of the chart")
        for value in where:
            self.check_assumptions(value, "a condition of the chart")
        for relation in self.relations:
            self.check_symbols(relation, "a relation of the chart")

    @property
    def dimension(self) -> int:
        """The number of coordinates."""
        return len(self.coordinates)

    @property
    def symbols(self) -> tuple[sympy.Symbol, ...]:
        """The coordinates as SymPy symbols."""
        return tuple(to_sympy(symbol(c)) for c in self.coordinates)

    @property
    def domain(self) -> Domain:
        """The open set in coordinates and parameters together, as data for the engine."""
        positive = [inequality(c) for c in self.where]
        nonnegative: list[Expr] = []
        nonzero: list[Expr] = []
        for name, assumption in self.parameters:
            if assumption in ("positive", "positive integer"):
                positive.append(symbol(name))
            if assumption == "positive integer":
                nonnegative.append(symbol(name) - 1)
            if assumption == "nonnegative":
                nonnegative.append(symbol(name))
            if assumption == "nonzero":
                nonzero.append(symbol(name))
        names = tuple(name for name, _ in self.parameters)
        integers = frozenset(name for name, assumption in self.parameters if "integer" in assumption)
        return Domain(self.coordinates + names, tuple(positive), tuple(nonnegative), tuple(nonzero), integers, self.coordinates)

    def joined(self, *others: Chart) -> Chart:
        """This chart with the parameters of the others too, and with what they assume of those alone.

        A parameter is one number for all charts of a claim: raises ChartMismatchError where two charts assume different things
        of it, or where it is a coordinate here.

        >>> Chart("x").joined(Chart("y", parameters={"a": "positive"})).parameters
        (('a', 'positive'),)
        """
        declared = dict(self.parameters)
        where = list(self.where)
        for other in others:
            extra = {name for name, _ in other.parameters if name not in declared}
            for name, assumption in other.parameters:
                if name in self.coordinates:
                    raise ChartMismatchError(
                        f"cannot use {name} as a parameter of {other}: it is a coordinate of {self}. Rename one of the two."
                    )
                if declared.setdefault(name, assumption) != assumption:
                    raise ChartMismatchError(
                        f"cannot use {name} on {self} and {other}: needs one assumption, got {declared[name]} and {assumption}. "
                        "Declare it alike."
                    )
            where += [c for c in other.where if c.free_symbols and c.free_symbols <= extra]
        if len(declared) == len(self.parameters):
            return self
        return Chart(self.coordinates, where=where, parameters=declared, relations=self.relations)

    def check_symbols(self, e: Expr, what: str) -> None:
        """Raise ChartMismatchError unless each free symbol of e is a coordinate or a parameter of this chart."""
        known = [*self.coordinates, *(name for name, _ in self.parameters)]
        for name in sorted(e.free_symbols - set(known)):
            near = get_close_matches(name, known, 1)
            hint = f"Did you mean {near[0]}?" if near else "Declare it: Chart(..., parameters=[...])."
            raise ChartMismatchError(
                f"cannot use {e} as {what}: the symbol {name} is neither a coordinate nor a parameter of {self}. {hint}"
            )

    def check_assumptions(self, value: Any, what: str) -> None:
        """Raise ChartMismatchError where a SymPy symbol carries more than the chart declares of its name: SymPy has used it."""
        for s in getattr(value, "free_symbols", ()) if not isinstance(value, Expr) else ():
            name, own = s.name, dict(self.parameters).get(s.name, "real")
            if name in self.coordinates and Expr("gt", (symbol(name), ZERO)) in self.where:
                own = "positive"
            carried = assumption_of(s)
            if carried not in ("real", own) and not (own == "positive integer" and carried in ("positive", "integer")):
                raise ChartMismatchError(
                    f"cannot use {value} as {what}: the symbol {name} in it is {carried}, and {name} on {self} is {own}. "
                    f"Use the chart's own symbol, or declare {name} alike."
                )

    def tree(self, value: Any, what: str) -> Expr:
        """A scalar on this chart, as a tree; its symbols are checked."""
        self.check_assumptions(value, what)
        e = as_tree(value)
        if e.head in COMPARISONS or e.head in ("true", "oo"):
            raise ExpressionError(f"cannot use {e} as {what}: needs a real number at each point.")
        self.check_symbols(e, what)
        return e

    def __repr__(self) -> str:
        conditions = f"; {', '.join(map(str, self.where))}" if self.where else ""
        return f"Chart({', '.join(self.coordinates)}{conditions})"


def _name(c: Any) -> str:
    if isinstance(c, str):
        return c
    name = getattr(c, "name", None)
    if not isinstance(name, str):
        raise ChartMismatchError(f"cannot use {c!r} as a coordinate or parameter: needs a symbol or a name.")
    return name


def _parameters(given: Mapping[Any, str] | Iterable[Any]) -> tuple[tuple[str, str], ...]:
    if isinstance(given, Mapping):
        pairs = [(_name(k), v) for k, v in given.items()]
    else:
        pairs = [(_name(s), "real" if isinstance(s, str) else assumption_of(s)) for s in given]
    for name, assumption in pairs:
        if assumption not in ASSUMPTIONS:
            raise DomainError(f"cannot assume that {name} is {assumption!r}: needs one of {', '.join(ASSUMPTIONS)}.")
        if assumption != dict(pairs)[name]:
            raise ChartMismatchError(
                f"cannot declare {name} as {assumption} and as {dict(pairs)[name]}: needs one assumption. Declare it once."
            )
    return tuple(dict(pairs).items())


def _assumed(name: str, assumption: str) -> list[Expr]:
    zero = as_tree(0)
    if assumption in ("positive", "positive integer"):
        return [Expr("gt", (symbol(name), zero))]
    if assumption != "real":
        raise DomainError(f"cannot use {name} as a coordinate: it is declared {assumption}, and coordinates range over an open set.")
    return []


def _relation(r: Any) -> tuple[Expr, ...]:
    """What vanishes; nothing for an equation that SymPy has found to hold already."""
    e = as_tree(r)
    if e.head == "true":
        return ()
    if e.head == "eq":
        return (e.children[0] - e.children[1],)
    if e.head in COMPARISONS:
        raise DomainError(
            f"cannot use {e} as a relation: needs an equation, or an expression that vanishes. Conditions belong to where=[...]."
        )
    return (e,)
