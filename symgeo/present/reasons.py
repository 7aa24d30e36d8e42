"""Why a sign holds, and why an equality does, in words: what the engine recorded, read out. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from symgeo.exact.decide import Step as Proof
from symgeo.exact.signs.reason import Reason
from symgeo.exact.zero import ZeroProof
from symgeo.expression import ONE, ZERO, Expr, add, call, mul, number, power, symbol
from symgeo.geometry.domain import Domain
from symgeo.present.derivation import Text
from symgeo.present.laurent import TooLong, Writer, size

COMPARISON = {"positive": "gt", "negative": "lt", "nonnegative": "ge", "nonpositive": "le", "nonzero": "ne"}
Equal = Callable[[Expr, Expr], bool]


def statement(reason: Reason) -> Expr:
    """What a reason says of its subject, as a comparison with 0."""
    return Expr(COMPARISON[reason.statement], (reason.subject, ZERO))


def compared(head: str, e: Expr) -> Expr:
    """e > 0 and its like; where every sign in e is a minus, turned around: x < 0 for -x > 0, x <= a for a - x >= 0."""
    terms = e.args if e.head == "add" else (e,)
    minus = [t for t in terms if (t.value or 0) < 0 or (t.head == "mul" and (t.args[0].value or 0) < 0)]
    plus = [t for t in terms if t not in minus]
    turned = {"gt": "lt", "ge": "le", "ne": "ne"}
    if len(minus) == len(terms):
        return Expr(turned[head], (add(*(mul(-1, t) for t in minus)), ZERO))
    if len(terms) == 2 and all(t.value is not None for t in plus) and minus:
        return Expr(turned[head], (mul(-1, minus[0]), plus[0]))
    if len(terms) == 2 and plus and plus[0].value is None and (other := next(t for t in terms if t is not plus[0])).value is not None:
        return Expr(head, (plus[0], mul(-1, other)))
    return Expr(head, (e, ZERO))


def enumerated(items: Iterable[Any], joint: str = "and") -> Text:
    """a, b and c"""
    given = list(items)
    out: list[Any] = []
    for i, item in enumerate(given):
        if i:
            out.append(f" {joint} " if i == len(given) - 1 else ", ")
        out.append(item)
    return tuple(out)


def is_plain(reason: Reason) -> bool:
    """Whether nobody would ask why: a condition of the domain, or the sign of a rational number."""
    return reason.rule == "given" or reason.subject.value is not None or _is_number(reason.subject)


def _is_number(e: Expr) -> bool:
    """Whether terms cancel so that a number is left, as in x^2 - x^2 + 1."""
    if e.head != "add" or size(e) > 40:
        return False
    try:
        return Writer().tidy(e).value is not None
    except TooLong:
        return False


def _seen(e: Expr) -> frozenset[str]:
    """The symbols of e that its value depends on as far as is known: not those that an undefined function is taken at."""
    if e.head in ("apply", "jet"):
        return frozenset()
    if e.heads.isdisjoint(("apply", "jet")):
        return e.free_symbols
    return frozenset().union(*map(_seen, e.children)) & e.free_symbols


def because(
    reason: Reason,
    domain: Domain,
    equal: Equal,
    written: Callable[[Expr], Expr] = lambda e: e,
    together: Callable[[list[Expr]], list[Any]] = lambda conditions: conditions,
) -> Text:
    """Why, in half a sentence; an equality in it is one that `equal` decided. `written` gives a condition the form that it was given in,
    `together` joins conditions on one thing."""
    data: dict[str, Any] = dict(reason.data)
    rule = reason.rule
    if rule == "given":
        return ("by the domain",)
    if rule in ("bound", "range"):
        about = _seen(reason.subject)
        near = [Expr("gt", (c, ZERO)) for c in domain.positive if c.free_symbols & about]
        near += [Expr("ge", (c, ZERO)) for c in domain.nonnegative if c.free_symbols & about]
        signs = [statement(p) for p in reason.premises if not is_plain(p)]
        known = [written(e) for e in dict.fromkeys((*near, *signs))]
        known = list(dict.fromkeys(compared(e.head, e.args[0]) if e.head in ("gt", "ge") and e.args[1] is ZERO else e for e in known))
        if len(known) > 6:
            return ("by the ranges of its parts on the domain",)
        strict = [e for e in known if e.head in ("lt", "gt")]
        known = [*together(strict), *(e for e in known if e not in strict)]
        return ("by the ranges of its parts, as ", *enumerated(known)) if known else ("by the ranges of its parts, for all real values",)
    if rule in ("product", "factors", "polynomial") and "factors" in data:
        product = mul(number(Fraction(data["constant"])), *(power(base, Fraction(n)) for base, n in data["factors"]))
        return (*_equal_to(reason.subject, product, equal, "it is a product"), *_with(reason.premises))
    if rule == "sum":
        terms = [mul(Fraction(q), p.subject) for q, p in zip(data["coefficients"], reason.premises, strict=True)]
        return (*_equal_to(reason.subject, add(number(Fraction(data["constant"])), *terms), equal, "it is a sum"), *_with(reason.premises))
    if rule == "quadratic":
        v, (a, b, _) = data["atom"], data["coefficients"]
        square = add(
            mul(a, power(add(v, mul(Fraction(1, 2), b, power(a, -1))), 2)), mul(Fraction(1, 4), reason.premises[1].subject, power(a, -1))
        )
        return (*_equal_to(reason.subject, square, equal, "by completing the square"), *_with(reason.premises))
    if rule == "cone":
        terms = [mul(Fraction(c), *(reason.premises[int(k)].subject for k in label)) for c, label in data["terms"]]
        if terms:
            return (*_equal_to(reason.subject, add(*terms), equal, "it is a sum of products"), *_with(reason.premises))
    if rule == "boxes":
        return ("by ball arithmetic on boxes that cover the domain",)
    if rule == "value":
        return (f"by ball arithmetic with {data['precision']} bits",) if "precision" in data else ("by its value",)
    if rule == "cases":
        return ("on each part of the domain", *_with(reason.premises))
    return (_WORDS.get(rule, "by its form"), *_with(reason.premises))


_WORDS = {
    "zero": "it vanishes identically",
    "contradiction": "there is no such point",
    "nowhere": "there is no such point",
    "factor-of": "it divides what is not zero",
    "increasing": "the function is increasing",
    "odd-increasing": "the function is odd and increasing",
    "arc": "its argument stays in an arc where it has this sign",
    "no-root": "it has no root there, and this sign at one point",
    "coefficients": "all coefficients have one sign after the domain is mapped to a quadrant",
    "linear": "it is linear in one of its parts, and has this sign at both ends",
    "amplitude": "the constant exceeds the amplitude",
    "phase": "it is one sine with a phase",
    "root": "by comparing the powers",
    "cleared": "after multiplication by a positive denominator",
    "hyperbolic": "cosh exceeds sinh",
    "growth": "it has this sign at one end, and is monotonic",
    "piecewise": "on the part of each branch",
    "integral": "the integrand has this sign",
    "series": "each term has this sign",
    "log": "by its value against 1",
    "abs": "it is an absolute value",
    "power": "it is a power of what is positive",
}


def _with(premises: tuple[Reason, ...]) -> Text:
    shown = list(dict.fromkeys(statement(p) for p in premises if not is_plain(p)))
    return (", with ", *enumerated(shown)) if 0 < len(shown) <= 6 else ()


def _equal_to(subject: Expr, written: Expr, equal: Equal, otherwise: str) -> Text:
    if written is not subject and equal(subject, written):
        return ("it is ", written)
    return (otherwise,)


# -- equalities --------------------------------------------------------------------------------------------------------
_METHODS = {
    "exponential": "both sides have the same exponential",
    "rotation": "both sides have the same sine and cosine, are continuous, and agree at one point",
    "conjugate": "the difference times its conjugate vanishes, and it can only vanish itself, by the signs of its two parts",
    "relations": "by the relations that are assumed of the undefined functions",
    "derivatives": "all partial derivatives of the difference vanish, the domain is connected, and both sides agree at one point",
}


def equality(left: Expr, right: Expr, proofs: list[Proof]) -> Text:
    """Why two expressions are equal, where no smaller step was found."""
    methods = dict.fromkeys(p.how.method for p in proofs if isinstance(p.how, ZeroProof))
    special = [_METHODS[m] for m in methods if m in _METHODS]
    if special:
        point = next((dict(p.how.data).get("point") for p in proofs if isinstance(p.how, ZeroProof) and "point" in dict(p.how.data)), None)
        where: Text = (": ", *at_point(point)) if point else ()
        return (*enumerated(special), *where)
    known = identities(left, right)
    text: Text = ("one normal form on both sides",)
    if known:
        text = (*text, ", modulo ", *enumerated(known[:3]), *((" and the like",) if len(known) > 3 else ()))
    return (*text, ", on each part of the domain by itself") if len(proofs) > 1 else text


def identities(*expressions: Expr) -> list[Expr]:
    """The relations among the functions that occur."""
    found: dict[Expr, None] = {}
    for e in expressions:
        for node in e.walk():
            u = node.children[0] if node.children else None
            if node.head in ("sin", "cos", "tan", "sec", "csc", "cot") and u is not None:
                found[Expr("eq", (call("sin", u) ** 2 + call("cos", u) ** 2, ONE))] = None
            elif node.head in ("sinh", "cosh", "tanh", "sech", "csch", "coth") and u is not None:
                found[Expr("eq", (call("cosh", u) ** 2 - call("sinh", u) ** 2, ONE))] = None
            elif node.head == "pow" and node.args[1].value is not None and node.args[1].value.denominator > 1:
                k = node.args[1].value.denominator
                root = power(node.args[0], Fraction(1, k))
                found[Expr("eq", (power(root, k), node.args[0]))] = None
            elif node.head == "Abs":
                found[Expr("eq", (node**2, node.args[0] ** 2))] = None
    return list(found)


def at_point(point: dict[str, Any]) -> Text:
    """x = 1, y = 2"""
    out: list[Any] = []
    for k, v in point.items():
        out += [", " if out else "", symbol(k), " = ", number(Fraction(v))]
    return tuple(out)


__all__ = ["at_point", "because", "enumerated", "equality", "identities", "is_plain", "statement"]
