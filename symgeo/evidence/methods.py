"""The engine's arguments for equalities other than the normal form, in the checker's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symgeo.evidence.check.claims import Zero
from symgeo.evidence.check.terms import CannotReplay, Term, resolve
from symgeo.evidence.terms import to_expr, to_term
from symgeo.exact.algebra.ring import Fraction_
from symgeo.exact.zero import ZeroProof
from symgeo.expression import ZERO, Expr, add, differentiate, mul, power, resolve_derivatives

if TYPE_CHECKING:
    from symgeo.evidence.elaborate import Engine


def translated(engine: Engine, demand: Zero, how: ZeroProof) -> list[Any]:
    """[name, data...] as the checker reads it."""
    data = dict(how.data)
    left, right = to_expr(resolve(demand.left)), to_expr(resolve(demand.right))
    difference = left - right

    def quotient(factor: Expr) -> Term:
        return to_term(engine.region(demand.domain).simplified(mul(difference, power(factor, -1))))

    if how.method == "exponential":
        return ["exponential", to_term(data["factor"]), quotient(data["factor"]), data["multiple"]]
    if how.method == "rotation":
        point = {k: str(v) for k, v in data["point"].items()}
        return ["rotation", to_term(data["factor"]), quotient(data["factor"]), data["multiple"], point]
    if how.method == "conjugate":
        a, b, r = data["a"], data["b"], data["root"]
        whole = add(a, mul(b, r))
        return ["conjugate", to_term(a), to_term(b), to_term(r), quotient(whole)]
    if how.method == "derivatives":
        return ["derivatives", {k: str(v) for k, v in data["point"].items()}]
    if how.method == "relations":
        return ["relations", combination(engine, demand, difference)]
    raise CannotReplay(f"the argument by {how.method}")


def combination(engine: Engine, demand: Zero, difference: Expr) -> list[tuple[int, list[str], Term]]:
    """The difference as a combination of the relations and their derivatives: cofactors by the engine's ideal."""
    from symgeo.exact.algebra.ideal import cofactors

    region = engine.region(demand.domain)
    sources: list[tuple[int, list[str], Expr]] = []
    layer = [(k, list[str](), resolve_derivatives(e)) for k, e in enumerate(region.relations)]
    for _ in range(3):
        sources += layer
        layer = [(k, [*names, x], d) for k, names, e in layer for x in region.domain.coordinates if (d := differentiate(e, x)) is not ZERO]
        if len(sources) > 24:
            break

    def task() -> list[tuple[int, list[str], Term]]:
        f = region.field
        u = f.convert(difference)
        given = [(k, names, f.convert(e)) for k, names, e in sources]
        polys = [f.ring.reduce(v.numerator) for _, _, v in given]
        kept = [i for i, p in enumerate(polys) if len(p)]
        relations = [f.ring.relation_poly(k) for k in range(len(f.ring.relations))]
        found = cofactors(f.ring.reduce(u.numerator), [polys[i] for i in kept] + relations)
        if found is None:
            raise CannotReplay("the argument by relations")
        out = []
        for i, q in zip(kept, found, strict=False):
            if len(q):
                k, names, v = given[i]
                below = f.to_expr(Fraction_(f.ring.denominator_poly(v), u.denominator))
                out.append((k, names, to_term(mul(f.poly_expr(q), below))))
        return out

    return region.attempt(task)


__all__ = ["translated"]
