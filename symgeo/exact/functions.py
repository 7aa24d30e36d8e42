"""Undefined functions with relations: that there are any."""

from __future__ import annotations

from itertools import islice
from random import Random

from flint import fmpq

from symgeo.exact.field import Generator
from symgeo.exact.points import Point, PointSource
from symgeo.exact.region import Region


def solutions_exist(region: Region) -> str | None:
    """None if functions that satisfy all relations are proved to exist on some open subset; else what is missing.

    A relation that is solved as g^k = value for a derivative g, with value free of g, has solutions where value can be made
    positive (k even) or nonzero (k odd): choose the other derivatives at a point, and solve for g near it by the implicit
    function theorem and the existence theorem for ordinary differential equations. That needs g to belong to a function
    of one variable, and no two relations to be solved for derivatives of one function.
    """
    random = Random(7)

    def task() -> str | None:
        field, ring = region.field, region.field.ring
        solved_names: set[str] = set()
        for e in region.relations:
            p = field.convert(e).numerator
            rule = region.solved(p)
            if rule is None:
                return f"the relation {e} = 0 was not solved for a derivative of a function"
            name, orders = field.generators[rule.generator].argument
            if len(orders) != 1 or name in solved_names:
                return f"no solution of the relation {e} = 0 is known to exist"
            highest = max(
                (field.generators[i].argument[1][0] for i in ring.used(p) if field.generators[i].kind == "jet" and field.generators[i].argument[0] == name)
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
        return None

    return region.attempt(task)


def _choice(generator: Generator, point: Point, random: Random) -> fmpq:
    if generator.kind == "variable":
        value = point[generator.argument]
        return fmpq(value.numerator, value.denominator)
    return fmpq(random.randrange(-6, 7), random.randrange(1, 8))


__all__ = ["solutions_exist"]
