"""Undefined functions: explicit ones to evaluate a claim at, and that functions with given relations exist.

Without relations any smooth function will do, and a polynomial is taken. With relations a *jet* is chosen at the point: values of
the function and its derivatives there, free but for those that a relation is solved for. By Borel's theorem smooth
functions with the free values exist, and by the existence theorem for ordinary differential equations the solved ones do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice, product
from math import prod
from random import Random

from flint import arb, ctx, fmpq

from symgeo.exact.algebra.field import Generator
from symgeo.exact.algebra.ring import CannotConvert, Power, StepLimit
from symgeo.exact.balls.enclosure import Evaluator, NotDefined
from symgeo.exact.points import Point, PointSource
from symgeo.exact.region import Region
from symgeo.expression import Expr, call, differentiate, number, resolve_derivatives, symbol


def solutions_exist(region: Region) -> str | None:
    """None if functions that satisfy all relations are proved to exist on some open subset; else what is missing.

    Either the relations are in solved form, or simple explicit functions satisfy them.
    """
    missing = missing_for_solved_form(region)
    return None if missing is None or example_functions(region) else missing


def missing_for_solved_form(region: Region) -> str | None:
    """None if every jet that satisfies the relations, each solved for one derivative, is that of functions that satisfy them.

    A relation that is solved as g^k = value for a derivative g, with value free of g, has solutions where value can be made
    positive (k even) or nonzero (k odd): choose the other derivatives at a point, and solve for g near it by the implicit
    function theorem and the existence theorem for ordinary differential equations. That needs functions of one variable, all
    at one and the same coordinate, no two relations solved for derivatives of one function, and right sides free of
    derivatives that are solved for, or of derivatives of those.
    """
    random = Random(7)

    def task() -> str | None:
        field, ring = region.field, region.field.ring
        solved_names: set[str] = set()
        rules: list[tuple[Power, str, int]] = []
        for e in region.relations:
            p = field.convert(e).numerator
            rule = region.solved(p)
            if rule is None:
                return f"the relation {e} = 0 was not solved for a derivative of a function"
            name, orders = field.generators[rule.generator].argument
            places = {field.generators[i].tree.args[-1] for i in ring.used(p) if field.generators[i].kind == "jet"}
            if len(orders) != 1 or name in solved_names or len(places) != 1 or next(iter(places)).head != "symbol":
                return f"no solution of the relation {e} = 0 is known to exist"
            others = set(region.domain.coordinates) - next(iter(places)).free_symbols
            if any(field.generators[i].argument in others for i in ring.used(p) if field.generators[i].kind == "variable"):
                return f"no solution of the relation {e} = 0 is known to exist"
            rules.append((rule, name, orders[0]))
            highest = max(
                field.generators[i].argument[1][0]
                for i in ring.used(p)
                if field.generators[i].kind == "jet" and field.generators[i].argument[0] == name
            )
            if orders[0] != highest:
                return f"no solution of the relation {e} = 0 is known to exist"
            solved_names.add(name)
            used = ring.used(rule.value)
            if any(field.generators[i].kind not in ("jet", "variable") for i in used):
                return f"no solution of the relation {e} = 0 is known to exist"
            for point in islice(PointSource(region.domain), 40):
                values = {f"g{i}": _choice(field.generators[i], point, random) for i in used}
                value = rule.value.subs(values) if values else rule.value
                constant = value.leading_coefficient() if value != 0 else fmpq(0)
                if constant > 0 or (constant != 0 and rule.exponent % 2 == 1) or rule.exponent == 1:
                    break
            else:
                return f"no solution of the relation {e} = 0 is known to exist"
        # In solved form: no right side contains a derivative that another rule, or a derivative of it, would replace.
        orders_of = {name: order for _, name, order in rules}
        for rule, _, _ in rules:
            for i in ring.used(rule.value):
                g = field.generators[i]
                if g.kind == "jet" and (len(g.argument[1]) != 1 or g.argument[1][0] >= orders_of.get(g.argument[0], 1 << 30)):
                    return "the relations were not brought to a form in which solutions are known to exist"
        return None

    return region.attempt(task)


def example_functions(region: Region) -> dict[str, Expr] | None:
    """Simple functions that are proved to satisfy the relations: constants, coordinates, squares, sines and exponentials."""
    relations = [resolve_derivatives(e) for e in region.relations]
    arity = {n.args[0]: len(n.children) for e in relations for n in e.walk() if n.head in ("apply", "jet")}
    names = sorted(arity)
    choices = [_simple_functions(arity[name]) for name in names]
    point = next(iter(PointSource(region.domain)), None)
    if point is None or prod(map(len, choices)) > 4000:
        return None
    for chosen in product(*choices):
        functions = dict(zip(names, chosen, strict=True))
        explicit = [_with_functions(e, functions) for e in relations]
        try:
            if not all(Evaluator(point, 64)(e).contains(0) for e in explicit):
                continue
            here = Region(region.domain)
            if here.attempt(lambda here=here, explicit=explicit: all(here.field.is_zero(here.field.convert(e)) for e in explicit)):  # type: ignore[misc]
                return functions
        except (NotDefined, CannotConvert, StepLimit):
            continue
    return None


def _simple_functions(arity: int) -> list[Expr]:
    """Functions of the formal arguments #0, #1, ..."""
    t = [symbol(f"#{k}") for k in range(arity)]
    constants = [number(0), number(1)]
    if arity == 1:
        return [*constants, t[0], *(call(name, t[0]) for name in ("cos", "sin", "exp", "cosh", "sinh")), t[0] ** 2 / 2]
    products = [t[i] * t[j] for i in range(arity) for j in range(i, arity)]
    return [*constants, *t, *(-x for x in t), *products, *(t[i] ** 2 - t[j] ** 2 for i in range(arity) for j in range(i + 1, arity))]


def _with_functions(e: Expr, functions: dict[str, Expr]) -> Expr:
    """e with undefined functions replaced by explicit ones."""

    def rewrite(node: Expr) -> Expr:
        if node.head not in ("apply", "jet") or node.args[0] not in functions:
            return node
        value = functions[node.args[0]]
        orders = node.args[1] if node.head == "jet" else ()
        for k, order in enumerate(orders):
            for _ in range(order):
                value = differentiate(value, f"#{k}")
        return value.substitute({f"#{k}": a for k, a in enumerate(node.children)})

    return e.map_nodes(rewrite)


def _choice(generator: Generator, point: Point, random: Random) -> fmpq:
    if generator.kind == "variable":
        value = point[generator.argument]
        return fmpq(value.numerator, value.denominator)
    return fmpq(random.randrange(-6, 7), random.randrange(1, 8))


class Jets:
    """Values of undefined functions and their derivatives at points, in accordance with the relations of a region.

    Only for relations in solved form (an explicit solution does not say which jets are possible: the derivatives of a relation
    restrict them too), and for functions that occur at one list of arguments, distinct coordinates, and in derivatives up to
    those solved for.
    """

    def __init__(self, region: Region, expressions: Iterable[Expr]) -> None:
        self.region = region
        self.rules: list[tuple[Power, str, tuple[int, ...]]] = []
        self.usable = missing_for_solved_form(region) is None and self._in_one_place(expressions)
        if self.usable:
            self.usable = region.attempt(self._solve)

    def _in_one_place(self, expressions: Iterable[Expr]) -> bool:
        places: dict[str, tuple[Expr, ...]] = {}
        self.highest: dict[str, int] = {}
        for e in (*expressions, *self.region.relations):
            for node in resolve_derivatives(e).walk():
                if node.head in ("apply", "jet"):
                    at = node.args[1:] if node.head == "apply" else node.args[2:]
                    if places.setdefault(node.args[0], at) != at or any(x.head != "symbol" for x in at) or len(set(at)) < len(at):
                        return False
                    order = 0 if node.head == "apply" else sum(node.args[1])
                    self.highest[node.args[0]] = max(order, self.highest.get(node.args[0], 0))
        return True

    def _solve(self) -> bool:
        field = self.region.field
        self.rules = []
        for e in self.region.relations:
            rule = self.region.solved(field.convert(e).numerator)
            if rule is None:
                return False
            name, orders = field.generators[rule.generator].argument
            if self.highest[name] > sum(orders):
                return False
            self.rules.append((rule, name, orders))
        return True

    def at(self, point: Point, precision: int, seed: int = 0) -> Callable[[str, tuple[int, ...], tuple[arb, ...]], arb] | None:
        """The values at one point, as a function for an Evaluator; None if the relations have no real solution for the choice."""
        random = Random(31 * seed + 5)
        chosen: dict[tuple[str, tuple[int, ...]], arb] = {}
        field = self.region.field

        def value_of(name: str, orders: tuple[int, ...]) -> arb:
            if (name, orders) not in chosen:
                chosen[name, orders] = arb(random.randrange(-9, 10)) / 10
            return chosen[name, orders]

        with ctx.workprec(precision):
            for name in sorted(self.highest):
                if all(name != solved for _, solved, _ in self.rules):
                    for order in range(self.highest[name] + 1):
                        value_of(name, (order,))
            for rule, name, orders in self.rules:
                total = arb(0)
                for monomial, c in rule.value.to_dict().items():
                    term = arb(c.p) / arb(c.q)
                    for i, d in enumerate(monomial):
                        if d:
                            g = field.generators[i]
                            if g.kind == "jet":
                                term *= value_of(*g.argument) ** int(d)
                            else:
                                q = point[g.argument]
                                term *= (arb(q.numerator) / q.denominator) ** int(d)
                    total += term
                if rule.exponent == 1:
                    chosen[name, orders] = total
                elif total > 0:
                    chosen[name, orders] = total.root(rule.exponent)
                else:
                    return None
        return lambda name, orders, _: value_of(name, orders)


__all__ = ["Jets", "example_functions", "solutions_exist"]
