"""Between SymPy, in which people write and read, and `Expr`, which keeps what was written. SymPy is imported on first use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symgeo.errors import DomainError, ExpressionError
from symgeo.expression import COMPARISONS, FUNCTIONS, OO, PI, TRUE, Expr, add, as_expr, call, mul, number, power, symbol
from symgeo.expression import E as EULER
from symgeo.geometry.domain import ASSUMPTIONS

if TYPE_CHECKING:
    import sympy

_CARRIED_BY_ALL = ("real", "complex", "finite", "hermitian", "commutative")
_COMPARISON_CLASSES = {
    "StrictLessThan": "lt",
    "LessThan": "le",
    "StrictGreaterThan": "gt",
    "GreaterThan": "ge",
    "Equality": "eq",
    "Unequality": "ne",
}


def from_sympy(e: Any) -> Expr:
    """The expression tree of a SymPy expression, exactly in the form that SymPy gave it; symbols are known by name.

    Raises ExpressionError for what has no real meaning or is unknown to symgeo (floats, I, matrices, ...).

    >>> from sympy.abc import r
    >>> from_sympy(1/(1 + r**2))
    1/(r**2 + 1)
    """
    if isinstance(e, Expr):
        return e
    if isinstance(e, (int, Fraction)) and not isinstance(e, bool):
        return number(e)
    import sympy

    try:
        e = sympy.sympify(e, strict=True)
    except (sympy.SympifyError, TypeError) as error:
        raise ExpressionError(f"cannot read {e!r}: needs a SymPy expression or an exact number, got {type(e).__name__}.") from error
    memo: dict[Any, Expr] = {}
    for node in sympy.postorder_traversal(e):
        if node not in memo and isinstance(node, sympy.Basic):
            converted = _convert(node, memo, sympy)
            if converted is not None:
                memo[node] = converted
    if e not in memo:
        raise ExpressionError(f"cannot read {e}: needs a scalar expression, got {type(e).__name__}.")
    return memo[e]


def _convert(e: Any, memo: Mapping[Any, Expr], sympy: Any) -> Expr | None:
    name = type(e).__name__
    if isinstance(e, sympy.Rational):
        return number(Fraction(int(e.p), int(e.q)))
    if e.is_Symbol:
        if e.is_real is False or (e.is_extended_real is False):
            raise ExpressionError(f"cannot use the symbol {e}: needs a real symbol. Declare it with real=True.")
        return symbol(e.name)
    if e is sympy.pi:
        return PI
    if e is sympy.E:
        return EULER
    if e is sympy.oo:
        return OO
    if e is sympy.true:
        return TRUE
    if e is sympy.false:
        return Expr("lt", (number(1), number(0)))
    if e is sympy.GoldenRatio:
        return (1 + power(5, Fraction(1, 2))) / 2
    if isinstance(e, sympy.Float):
        raise ExpressionError(f"cannot use the floating-point number {e}: needs an exact number. Write Rational(p, q) or an integer.")
    if e.is_number and e.is_Atom:
        raise ExpressionError(f"cannot use the number {e}: needs a real number built from rationals, pi, E and functions.")
    if isinstance(e, (sympy.Tuple, sympy.functions.elementary.piecewise.ExprCondPair)):
        return None
    if name in _COMPARISON_CLASSES:
        return Expr(_COMPARISON_CLASSES[name], (memo[e.args[0]], memo[e.args[1]]))
    if e.is_Add:
        return add(*(memo[a] for a in e.args))
    if e.is_Mul:
        return mul(*(memo[a] for a in e.args))
    if e.is_Pow:
        return call("exp", memo[e.exp]) if e.base is sympy.E else power(memo[e.base], memo[e.exp])
    if isinstance(e, sympy.core.function.AppliedUndef):
        if any(getattr(e, f"is_{word}") for word in ("positive", "negative", "nonnegative", "nonpositive", "nonzero", "integer")):
            raise ExpressionError(f"cannot use what is assumed of the function {e.func}: needs a function without assumptions.")
        return Expr("apply", (e.func.__name__, *(memo[a] for a in e.args)))
    if isinstance(e, sympy.Derivative):
        if not all(getattr(count, "is_Integer", True) for _, count in e.variable_count):
            raise ExpressionError(f"cannot use {e}: needs derivatives of a numeric order.")
        by = [v for v, count in e.variable_count for _ in range(int(count))]
        return Expr("derivative", (memo[e.expr], *(memo[v] for v in by)))
    if isinstance(e, sympy.Subs):
        return memo[e.expr].substitute({v.name: memo[p] for v, p in zip(e.variables, e.point, strict=True)})
    if isinstance(e, (sympy.Integral, sympy.Sum)):
        body = memo[e.function]
        for limit in e.limits:
            if len(limit) != 3:
                raise ExpressionError(f"cannot use {e}: needs both bounds of each variable.")
            body = Expr(name.lower(), (body, *(memo[a] for a in limit)))
        return body
    if isinstance(e, sympy.Piecewise):
        return Expr("piecewise", tuple(memo[x] for pair in e.args for x in pair.args))
    if name in FUNCTIONS and FUNCTIONS[name] in (None, len(e.args)):
        return call(name, *(memo[a] for a in e.args))
    if name in ("FunctionClass", "UndefinedFunction", "Str"):
        return None
    if getattr(e, "is_Matrix", False):
        raise ExpressionError(f"cannot read {e}: needs a scalar expression, got a matrix of shape {e.shape}. Give its entries one by one.")
    raise ExpressionError(f"cannot use {e}: the function {name} is not known to symgeo. See the list in the documentation of claim files.")


def conditions_from_sympy(conditions: Iterable[Any], *, assumed: bool = False) -> tuple[Expr, ...]:
    """Strict inequalities of a domain; conjunctions are taken apart.

    `assumed`: the chart's own symbols carry assumptions, so that a condition may have become True by them.
    Raises DomainError where SymPy has already evaluated the inequality away, or where it is not strict.
    """
    out: list[Expr] = []
    for condition in conditions:
        if isinstance(condition, Expr):
            converted = condition
        else:
            import sympy

            if condition is True or condition is sympy.true:
                if assumed:
                    continue  # implied by what is assumed of the chart's own symbols, and that becomes conditions of the chart
                raise DomainError(
                    "cannot use a condition that SymPy has evaluated to True: needs an inequality. "
                    "Write it with the chart's own symbols, or as text in a claim file."
                )
            if condition is False or condition is sympy.false:
                raise DomainError("cannot use a condition that is False: needs a domain that is not empty.")
            if isinstance(condition, sympy.And):
                out.extend(conditions_from_sympy(condition.args, assumed=assumed))
                continue
            converted = from_sympy(condition)
        if converted.head not in ("lt", "gt"):
            raise DomainError(f"cannot use the condition {converted}: needs a strict inequality (< or >), so that the domain is open.")
        if not converted.heads.isdisjoint(("sign", "piecewise")):
            raise DomainError(
                f"cannot use the condition {converted}: needs continuous sides (no sign, no Piecewise), so that the domain is open."
            )
        out.append(converted)
    return tuple(out)


def assumption_of(s: sympy.Symbol) -> str:
    """The one of `ASSUMPTIONS` that a SymPy symbol carries.

    Raises DomainError where it carries more than that (negative, even, ...): a claim must not be judged without it.
    """
    import sympy

    carried = {k: v for k, v in s.assumptions0.items() if k != "commutative"}
    try:
        mine = sympy.Dummy(**{**carried, "real": True}).assumptions0
    except sympy.core.facts.InconsistentAssumptions as error:
        raise ExpressionError(f"cannot use the symbol {s}: needs a real symbol. Declare it with real=True.") from error
    for word in ASSUMPTIONS:
        given = dict.fromkeys(word.split(), True)
        if sympy.Dummy(**{**given, "real": True}).assumptions0 == mine:
            return word
    beyond = ", ".join(sorted(k for k, v in mine.items() if v and not k.startswith("extended") and k not in _CARRIED_BY_ALL))
    raise DomainError(
        f"cannot use what is assumed of {s} ({beyond}): needs one of {', '.join(ASSUMPTIONS)}. "
        f"State the rest by where=[...], as in {s} < 0."
    )


def to_sympy(e: Expr) -> Any:
    """The SymPy expression of a tree, evaluated by SymPy's own rules; for reading, never for deciding.

    >>> to_sympy(symbol("x") / symbol("x"))
    1
    """
    import sympy

    memo: dict[Expr, Any] = {}
    for node in e.walk():
        memo[node] = _to_sympy(node, memo, sympy)
    return memo[e]


def _to_sympy(e: Expr, memo: Mapping[Expr, Any], sympy: Any) -> Any:
    h = e.head
    a = [memo[x] if isinstance(x, Expr) else x for x in e.args]
    if h == "number":
        return sympy.Rational(e.args[0].numerator, e.args[0].denominator)
    if h == "symbol":
        return sympy.Symbol(a[0], real=True)
    if h in ("pi", "E", "oo", "true"):
        return {"pi": sympy.pi, "E": sympy.E, "oo": sympy.oo, "true": sympy.true}[h]
    if h == "add":
        return sympy.Add(*a)
    if h == "mul":
        return sympy.Mul(*a)
    if h == "pow":
        return sympy.Pow(a[0], a[1])
    if h == "apply":
        return sympy.Function(a[0], real=True)(*a[1:])
    if h == "jet":
        places = [sympy.Dummy(f"xi_{i + 1}", real=True) if not x.is_Symbol else x for i, x in enumerate(a[2:])]
        by = [(v, k) for v, k in zip(places, a[1], strict=True) if k]
        value = sympy.Derivative(sympy.Function(a[0], real=True)(*places), *by)
        moved = [(v, x) for v, x in zip(places, a[2:], strict=True) if v != x]
        return sympy.Subs(value, [v for v, _ in moved], [x for _, x in moved]) if moved else value
    if h == "derivative":
        return sympy.Derivative(a[0], *a[1:])
    if h in ("integral", "sum"):
        return (sympy.Integral if h == "integral" else sympy.Sum)(a[0], (a[1], a[2], a[3]))
    if h == "piecewise":
        return sympy.Piecewise(*((a[i], a[i + 1]) for i in range(0, len(a), 2)))
    if h in COMPARISONS:
        classes = {"lt": sympy.Lt, "le": sympy.Le, "gt": sympy.Gt, "ge": sympy.Ge, "eq": sympy.Eq, "ne": sympy.Ne}
        return classes[h](a[0], a[1])
    if h == "cbrt":
        return sympy.real_root(a[0], 3)
    return getattr(sympy, h)(*a)


def as_tree(value: Any) -> Expr:
    """Whatever the user gave (a number, a SymPy expression or a tree) as a tree."""
    if isinstance(value, (Expr, int, Fraction)) and not isinstance(value, bool):
        return as_expr(value)
    return from_sympy(value)
