"""Fisher's metric from a density, by SymPy's integrals and sums.

The result is as good as those are. So a derivation is handed out only if it passes what has to hold of every regular family: the
density has integral 1, the scores have mean 0, and E[d_i l d_j l] = -E[d_i d_j l]. Families with a log-partition function need none
of this: `symgeo.geometry.fisher.exponential_family` differentiates, and `finite_family` adds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import Any

import sympy

from symgeo.errors import ExpressionError
from symgeo.geometry.chart import Chart
from symgeo.geometry.fisher import StatisticalManifold, symmetric
from symgeo.geometry.metric import Metric
from symgeo.geometry.tensor import Index, tensor


def fisher_of_density(chart: Chart, density: Any, support: Sequence[Any], *, discrete: bool = False) -> StatisticalManifold:
    """The statistical manifold of a density p(x; theta) > 0 on the support (x, low, high), which may not depend on the parameters.

    The parameters are the coordinates of the chart; with `discrete`, x runs through integers and integrals are sums.
    Raises ExpressionError where SymPy finds no closed form, or where what it finds does not pass the checks.

    >>> x, m = sympy.symbols("x m", real=True)
    >>> shifted = fisher_of_density(Chart([m]), sympy.exp(-(x - m)**2/2)/sympy.sqrt(2*sympy.pi), (x, -sympy.oo, sympy.oo))
    >>> shifted.metric.matrix
    Matrix([[1]])
    """
    variable, low, high = support
    moving = {str(c) for bound in (low, high) for c in sympy.sympify(bound).free_symbols} & set(chart.coordinates)
    if moving:
        raise ExpressionError(f"cannot use the support {support}: needs one that does not depend on {', '.join(sorted(moving))}.")
    inside, back = _with_assumptions(chart)
    x = sympy.Dummy("x", integer=True, nonnegative=bool(low >= 0)) if discrete else sympy.Dummy("x", real=True, positive=low == 0 or None)
    p = sympy.sympify(density).subs({**inside, variable: x})
    theta = list(inside.values())
    log_density = sympy.expand_log(sympy.log(p), force=True)
    score = [sympy.diff(log_density, t) for t in theta]
    found: dict[Any, Any] = {}

    def mean(e: Any) -> Any:
        e = sympy.expand(e)
        if e not in found:
            terms = [_total(term * p, x, low, high, discrete) for term in sympy.Add.make_args(e)]
            value = sympy.simplify(sympy.gammasimp(sympy.Add(*terms)))
            if value.has(sympy.Integral, sympy.Sum, sympy.Piecewise, sympy.nan, sympy.zoo, x):
                raise ExpressionError(f"cannot take the mean of {e.subs(back)}: needs a closed form, and SymPy finds none.")
            found[e] = value
        return found[e]

    def check(e: Any, what: str) -> None:
        if sympy.simplify(e) != 0:
            raise ExpressionError(f"cannot use {density} as a density on {support}: needs {what}, got a difference of {e.subs(back)}.")

    n = range(len(theta))
    check(mean(sympy.Integer(1)) - 1, "an integral of 1")
    for s in score:
        check(mean(s), "scores with mean 0")
    g = {(i, j): mean(score[i] * score[j]) for i, j in combinations_with_replacement(n, 2)}
    for (i, j), e in g.items():
        check(e + mean(sympy.diff(score[i], theta[j])), "E[d_i l d_j l] = -E[d_i d_j l]")
    t: dict[Index, Any] = {index: mean(sympy.Mul(*(score[i] for i in index))) for index in combinations_with_replacement(n, 3)}
    metric = Metric(chart, [[g[min(i, j), max(i, j)].subs(back) for j in n] for i in n])
    cubic = tensor(chart, "ddd", [[[t[symmetric((i, j, k))[0]].subs(back) for k in n] for j in n] for i in n])
    return StatisticalManifold(metric, cubic)


def _with_assumptions(chart: Chart) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """From the chart's symbols to ones that SymPy knows to be positive where the chart has such a condition, and back."""
    positive = {
        c.children[0].args[0] for c in chart.where if c.head == "gt" and c.children[0].head == "symbol" and c.children[1].value == 0
    }
    inside = {s: sympy.Dummy(s.name, positive=True) if s.name in positive else sympy.Dummy(s.name, real=True) for s in chart.symbols}
    return inside, {new: old for old, new in inside.items()}


def _total(e: Any, x: Any, low: Any, high: Any, discrete: bool) -> Any:
    if not discrete:
        return sympy.integrate(sympy.powsimp(e), (x, low, high), conds="none")
    return sympy.summation(e, (x, low, high))
