r"""The Levi-Civita connection of a metric, and its curvature.

Conventions, in this one place:

* Christoffel symbols of the first kind Gamma_kij = (d_i g_jk + d_j g_ik - d_k g_ij)/2, of the second kind Gamma^k_ij = g^kl Gamma_lij;
  (nabla_i V)^k = d_i V^k + Gamma^k_ij V^j.
* R(X, Y)Z = nabla_X nabla_Y Z - nabla_Y nabla_X Z - nabla_[X,Y] Z, with R(d_k, d_l) d_j = R^i_jkl d_i and R_ijkl = g_im R^m_jkl
  [do Carmo 1992 has the other sign; this is that of Lee 2018 up to the order of the indices, and of Misner, Thorne and Wheeler 1973].
* Ric_jl = R^i_jil, S = g^jl Ric_jl; the sectional curvature of the plane of X and Y is
  R_ijkl X^i Y^j X^k Y^l / (|X|^2 |Y|^2 - <X, Y>^2). On the unit sphere it is 1, and S = n(n-1) > 0.
* Einstein G = Ric - S g/2; Laplace-Beltrami Delta u = div grad u, which is u_xx + u_yy in the plane.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations, combinations_with_replacement
from typing import Any

from symgeo.errors import ChartMismatchError
from symgeo.expression import ONE, ZERO, Expr, call, differentiate, mul, power, resolve_derivatives, sqrt, symbol
from symgeo.geometry.chart import Chart
from symgeo.geometry.metric import Metric
from symgeo.geometry.tensor import Index, Tensor, riemann_pairs, symmetric_last, symmetric_pair, tensor

HALF = Fraction(1, 2)


def plus(*terms: Expr) -> Expr:
    """A sum without the terms that are written as 0; the others stay whole, so that they are worked on once."""
    left = [t for t in terms if t is not ZERO]
    return ZERO if not left else left[0] if len(left) == 1 else Expr("add", tuple(left))


def times(*factors: Expr) -> Expr:
    """A product; 0 if a factor is written as 0. Factors stay whole."""
    if any(f is ZERO for f in factors):
        return ZERO
    left = [f for f in factors if f is not ONE]
    return ONE if not left else left[0] if len(left) == 1 else Expr("mul", tuple(left))


def minus(a: Expr, b: Expr) -> Expr:
    return a if b is ZERO else plus(a, mul(-1, b))


@dataclass(frozen=True)
class LeviCivita:
    """The connection of a nondegenerate metric of any signature.

    `normal` is applied to each component as it is found: without it, components are as they are derived;
    `symgeo.levi_civita(g)` gives them in normal form. Where det g = 0 nothing here is defined: that it is not is a claim of its own.

    >>> from sympy import sin
    >>> from symgeo.geometry.chart import coordinates
    >>> t, p = coordinates("t p")
    >>> sphere = LeviCivita(Metric(Chart([t, p]), [[1, 0], [0, sin(t)**2]]))
    >>> sphere.christoffel_first[0, 1, 1]
    -sin(t)*cos(t)
    """

    metric: Metric
    normal: Callable[[Expr], Expr] = lambda e: e

    @property
    def chart(self) -> Chart:
        return self.metric.chart

    @property
    def dimension(self) -> int:
        return self.chart.dimension

    # -- the metric ------------------------------------------------------------------------------------------------
    @cached_property
    def _minors(self) -> dict[tuple[Index, Index], Expr]:
        return {}

    def _minor(self, rows: Index, columns: Index) -> Expr:
        """The determinant of a part of the metric, each computed once."""
        if not rows:
            return ONE
        key = (rows, columns)
        if key not in self._minors:
            first, rest = rows[0], rows[1:]
            terms = []
            for place, j in enumerate(columns):
                e = times(self.metric.entries[first][j], self._minor(rest, columns[:place] + columns[place + 1 :]))
                terms.append(mul(-1, e) if place % 2 and e is not ZERO else e)
            self._minors[key] = self.normal(plus(*terms))
        return self._minors[key]

    @cached_property
    def determinant(self) -> Expr:
        """det g"""
        everything = tuple(range(self.dimension))
        return self._minor(everything, everything)

    @cached_property
    def volume_density(self) -> Expr:
        """sqrt |det g|, the density of the Riemannian volume in these coordinates."""
        return self.normal(sqrt(call("Abs", self.determinant)))

    @cached_property
    def inverse(self) -> Tensor:
        """g^ij, by cofactors."""
        n = self.dimension
        everything = tuple(range(n))
        found: dict[Index, Expr] = {}
        for i, j in combinations_with_replacement(range(n), 2):
            minor = self._minor(everything[:i] + everything[i + 1 :], everything[:j] + everything[j + 1 :])
            if minor is not ZERO:
                signed = mul(-1, minor) if (i + j) % 2 else minor
                found[i, j] = self.normal(times(signed, power(self.determinant, -1)))
        return Tensor(self.chart, "uu", _without_zeros(found), symmetric_pair)

    @cached_property
    def _plain(self) -> tuple[tuple[Expr, ...], ...]:
        return tuple(tuple(resolve_derivatives(e) for e in row) for row in self.metric.entries)

    @cached_property
    def _derivatives(self) -> dict[tuple[int, int, int], Expr]:
        """d_k g_ij, for i <= j."""
        n, x = self.dimension, self.chart.coordinates
        pairs = combinations_with_replacement(range(n), 2)
        return {(i, j, k): self.normal(differentiate(self._plain[i][j], x[k])) for i, j in pairs for k in range(n)}

    def _d(self, i: int, j: int, k: int) -> Expr:
        return self._derivatives[(i, j, k) if i <= j else (j, i, k)]

    def _dd(self, i: int, j: int, k: int, l: int) -> Expr:
        """d_l d_k g_ij"""
        k, l = sorted((k, l))
        return differentiate(self._d(i, j, k), self.chart.coordinates[l])

    # -- the connection ----------------------------------------------------------------------------------------------
    @cached_property
    def christoffel_first(self) -> Tensor:
        """Gamma_kij = (d_i g_jk + d_j g_ik - d_k g_ij)/2, symmetric in i and j. Not a tensor."""
        n = self.dimension
        found = {}
        for k in range(n):
            for i, j in combinations_with_replacement(range(n), 2):
                e = minus(plus(self._d(j, k, i), self._d(i, k, j)), self._d(i, j, k))
                found[k, i, j] = self.normal(mul(HALF, e)) if e is not ZERO else ZERO
        return Tensor(self.chart, "ddd", _without_zeros(found), symmetric_last)

    @cached_property
    def christoffel(self) -> Tensor:
        """Gamma^k_ij = g^kl Gamma_lij, symmetric in i and j. Not a tensor."""
        n, first = self.dimension, self.christoffel_first
        found = {}
        for k in range(n):
            for i, j in combinations_with_replacement(range(n), 2):
                e = plus(*(times(self.inverse[k, l], first[l, i, j]) for l in range(n)))
                found[k, i, j] = self.normal(e) if e is not ZERO else ZERO
        return Tensor(self.chart, "udd", _without_zeros(found), symmetric_last)

    def covariant_derivative(self, t: Tensor) -> Tensor:
        """nabla T: one lower index more, the last one, which is that of the derivative."""
        self._same_chart(t)
        n, x, gamma = self.dimension, self.chart.coordinates, self.christoffel
        found: dict[Index, Expr] = {}
        for index in t.indices():
            for i in range(n):
                terms = [differentiate(resolve_derivatives(t[index]), x[i])]
                for place, position in enumerate(t.positions):
                    a = index[place]
                    for m in range(n):
                        other = t[(*index[:place], m, *index[place + 1 :])]
                        e = times(gamma[a, i, m], other) if position == "u" else times(gamma[m, i, a], other)
                        terms.append(mul(-1, e) if position == "d" and e is not ZERO else e)
                found[(*index, i)] = self.normal(plus(*terms))
        return Tensor(self.chart, t.positions + "d", _without_zeros(found))

    # -- curvature -----------------------------------------------------------------------------------------------------
    @cached_property
    def riemann(self) -> Tensor:
        """R_ijkl, all indices lower: from the second derivatives of g and products of Christoffel symbols.

        R_ijkl = (d_j d_k g_il + d_i d_l g_jk - d_i d_k g_jl - d_j d_l g_ik)/2 + Gamma_mjk Gamma^m_il - Gamma_mjl Gamma^m_ik.
        """
        n, first, second = self.dimension, self.christoffel_first, self.christoffel
        pairs = list(combinations(range(n), 2))
        found: dict[Index, Expr] = {}
        for (i, j), (k, l) in combinations_with_replacement(pairs, 2):
            waves = minus(plus(self._dd(i, l, j, k), self._dd(j, k, i, l)), plus(self._dd(j, l, i, k), self._dd(i, k, j, l)))
            products = [times(first[m, j, k], second[m, i, l]) for m in range(n)]
            subtracted = [times(first[m, j, l], second[m, i, k]) for m in range(n)]
            e = plus(mul(HALF, waves) if waves is not ZERO else ZERO, minus(plus(*products), plus(*subtracted)))
            found[i, j, k, l] = self.normal(e) if e is not ZERO else ZERO
        return Tensor(self.chart, "dddd", _without_zeros(found), riemann_pairs)

    @cached_property
    def riemann_mixed(self) -> Tensor:
        """R^i_jkl"""
        n = self.dimension
        found = {}
        for i in range(n):
            for j in range(n):
                for k, l in combinations(range(n), 2):
                    e = self.normal(plus(*(times(self.inverse[i, m], self.riemann[m, j, k, l]) for m in range(n))))
                    found[i, j, k, l] = e
        return Tensor(self.chart, "uddd", _without_zeros(found), _antisymmetric_last)

    @cached_property
    def ricci(self) -> Tensor:
        """Ric_jl = R^i_jil = g^ik R_kjil."""
        n = self.dimension
        found = {}
        for j, l in combinations_with_replacement(range(n), 2):
            e = plus(*(times(self.inverse[i, k], self.riemann[k, j, i, l]) for i in range(n) for k in range(n)))
            found[j, l] = self.normal(e) if e is not ZERO else ZERO
        return Tensor(self.chart, "dd", _without_zeros(found), symmetric_pair)

    @cached_property
    def scalar(self) -> Expr:
        """S = g^jl Ric_jl, the scalar curvature."""
        return self.trace(self.ricci)

    @cached_property
    def einstein(self) -> Tensor:
        """G_ij = Ric_ij - S g_ij / 2"""
        n = self.dimension
        found = {}
        for i, j in combinations_with_replacement(range(n), 2):
            found[i, j] = self.normal(minus(self.ricci[i, j], times(_half(self.scalar), self.metric.entries[i][j])))
        return Tensor(self.chart, "dd", _without_zeros(found), symmetric_pair)

    @cached_property
    def weyl(self) -> Tensor:
        """C_ijkl, the part of R_ijkl without traces. 0 for n = 3; needs n >= 3."""
        n, g, ric = self.dimension, self.metric.entries, self.ricci
        if n < 3:
            raise ChartMismatchError("cannot take the Weyl tensor: needs dimension 3 or more.")
        one, two = Fraction(1, n - 2), Fraction(1, (n - 1) * (n - 2))
        found = {}
        for (i, j), (k, l) in combinations_with_replacement(list(combinations(range(n), 2)), 2):
            traces = plus(times(g[i][k], ric[j, l]), times(g[j][l], ric[i, k]))
            crossed = plus(times(g[i][l], ric[j, k]), times(g[j][k], ric[i, l]))
            area = minus(times(g[i][k], g[j][l]), times(g[i][l], g[j][k]))
            ricci_part, scalar_part = minus(traces, crossed), times(self.scalar, area)
            e = self.riemann[i, j, k, l]
            e = minus(e, mul(one, ricci_part)) if ricci_part is not ZERO else e
            e = plus(e, mul(two, scalar_part)) if scalar_part is not ZERO else e
            found[i, j, k, l] = self.normal(e)
        return Tensor(self.chart, "dddd", _without_zeros(found), riemann_pairs)

    @cached_property
    def kretschmann(self) -> Expr:
        """R_ijkl R^ijkl"""
        return self.square(self.riemann)

    def sectional(self, x: Tensor, y: Tensor) -> Expr:
        """The sectional curvature of the plane that two vector fields span, where they span one that is not degenerate."""
        self._same_chart(x, y)
        n = range(self.dimension)
        terms = [times(self.riemann[i, j, k, l], x[i], y[j], x[k], y[l]) for i in n for j in n for k in n for l in n]
        area = minus(times(self.inner(x, x), self.inner(y, y)), power(self.inner(x, y), 2) if self.inner(x, y) is not ZERO else ZERO)
        return self.normal(times(plus(*terms), power(area, -1)))

    # -- fields ----------------------------------------------------------------------------------------------------------
    def inner(self, x: Tensor, y: Tensor) -> Expr:
        """g(X, Y) for two vector fields."""
        n, g = range(self.dimension), self.metric.entries
        return self.normal(plus(*(times(g[i][j], x[i], y[j]) for i in n for j in n)))

    def flat(self, x: Tensor) -> Tensor:
        """The covector X^flat = g(X, .)."""
        n, g = range(self.dimension), self.metric.entries
        found = {(i,): self.normal(plus(*(times(g[i][j], x[j]) for j in n))) for i in n}
        return Tensor(self.chart, "d", _without_zeros(found))

    def sharp(self, w: Tensor) -> Tensor:
        """The vector w^sharp, with g(w^sharp, .) = w."""
        n = range(self.dimension)
        found = {(i,): self.normal(plus(*(times(self.inverse[i, j], w[j]) for j in n))) for i in n}
        return Tensor(self.chart, "u", _without_zeros(found))

    def trace(self, t: Tensor) -> Expr:
        """g^ij T_ij of a tensor with two lower indices."""
        n = range(self.dimension)
        return self.normal(plus(*(times(self.inverse[i, j], t[i, j]) for i in n for j in n)))

    def square(self, t: Tensor) -> Expr:
        """T_a... T^a... of a tensor with lower indices, raised one index at a time."""
        n = range(self.dimension)
        raised = {index: t[index] for index in t.indices() if t[index] is not ZERO}
        for place in range(t.rank):
            found: dict[Index, list[Expr]] = {}
            for index, e in raised.items():
                for i in n:
                    if self.inverse[i, index[place]] is not ZERO:
                        found.setdefault((*index[:place], i, *index[place + 1 :]), []).append(times(self.inverse[i, index[place]], e))
            raised = _without_zeros({index: self.normal(plus(*terms)) for index, terms in found.items()})
        return self.normal(plus(*(times(t[index], e) for index, e in raised.items())))

    def gradient(self, u: Any) -> Tensor:
        """grad u = g^ij d_j u, the vector field with g(grad u, X) = X u.

        Not the list of partial derivatives: those are the components of the covector du. The two agree where g is the unit
        matrix, and nowhere else in general: in polar coordinates grad u = (u_r, u_t / r^2).
        """
        e = resolve_derivatives(self.chart.tree(u, "a function"))
        du = {(i,): differentiate(e, x) for i, x in enumerate(self.chart.coordinates)}
        return self.sharp(Tensor(self.chart, "d", _without_zeros(du)))

    def divergence(self, x: Tensor) -> Expr:
        """div X = nabla_i X^i = d_i X^i + Gamma^j_ji X^i, where Gamma^j_ji = d_i det g / (2 det g)."""
        self._same_chart(x)
        terms = []
        for i, name in enumerate(self.chart.coordinates):
            terms.append(differentiate(resolve_derivatives(x[i]), name))
            rate = differentiate(resolve_derivatives(self.determinant), name)
            terms.append(times(mul(HALF, rate, power(self.determinant, -1)), x[i]) if rate is not ZERO else ZERO)
        return self.normal(plus(*terms))

    def hessian(self, u: Any) -> Tensor:
        """Hess u = nabla du: d_i d_j u - Gamma^k_ij d_k u, symmetric."""
        e = resolve_derivatives(self.chart.tree(u, "a function"))
        x, n = self.chart.coordinates, range(self.dimension)
        d = [differentiate(e, name) for name in x]
        found = {}
        for i, j in combinations_with_replacement(n, 2):
            found[i, j] = self.normal(minus(differentiate(d[i], x[j]), plus(*(times(self.christoffel[k, i, j], d[k]) for k in n))))
        return Tensor(self.chart, "dd", _without_zeros(found), symmetric_pair)

    def laplacian(self, u: Any) -> Expr:
        """The Laplace-Beltrami operator, div grad u = g^ij (Hess u)_ij."""
        return self.trace(self.hessian(u))

    def lie_derivative_of_metric(self, x: Tensor) -> Tensor:
        """(L_X g)_ij = X^k d_k g_ij + g_kj d_i X^k + g_ik d_j X^k; X is a Killing field where it vanishes."""
        self._same_chart(x)
        n, g, names = range(self.dimension), self.metric.entries, self.chart.coordinates
        dx = [[differentiate(resolve_derivatives(x[k]), names[i]) for i in n] for k in n]
        found = {}
        for i, j in combinations_with_replacement(n, 2):
            terms = [times(x[k], self._d(i, j, k)) for k in n]
            terms += [times(g[k][j], dx[k][i]) for k in n] + [times(g[i][k], dx[k][j]) for k in n]
            found[i, j] = self.normal(plus(*terms))
        return Tensor(self.chart, "dd", _without_zeros(found), symmetric_pair)

    def acceleration(self, curve: Sequence[Expr], parameter: str) -> list[Expr]:
        """nabla_c' c' of a curve c(t), given by its components: c''^k + Gamma^k_ij(c) c'^i c'^j."""
        n = range(self.dimension)
        by = dict(zip(self.chart.coordinates, curve, strict=True))
        velocity = [differentiate(resolve_derivatives(c), parameter) for c in curve]
        out = []
        for k in n:
            terms = [differentiate(velocity[k], parameter)]
            for i in n:
                for j in n:
                    gamma = self.christoffel[k, i, j]
                    terms.append(times(gamma.substitute(by), velocity[i], velocity[j]) if gamma is not ZERO else ZERO)
            out.append(plus(*terms))
        return out

    def geodesic_equations(self, parameter: str = "s") -> list[Expr]:
        """What vanishes along a geodesic x(s): x''^k + Gamma^k_ij(x) x'^i x'^j, with each coordinate a function of the parameter.

        >>> from symgeo.geometry.chart import coordinates
        >>> r, t = coordinates("r t")
        >>> LeviCivita(Metric(Chart([r, t]), [[1, 0], [0, r**2]])).geodesic_equations()[0]
        Derivative(r(s), s, s) + ((r(s)**2/r(s)**2)*(-r(s)))*Derivative(t(s), s)*Derivative(t(s), s)
        """
        taken = {*self.chart.coordinates, *(name for name, _ in self.chart.parameters)}
        if parameter in taken:
            raise ChartMismatchError(f"cannot use {parameter} as the parameter of a curve in {self.chart}: needs a name of its own.")
        return self.acceleration([Expr("apply", (x, symbol(parameter))) for x in self.chart.coordinates], parameter)

    def _same_chart(self, *tensors: Tensor) -> None:
        for t in tensors:
            if t.chart.coordinates != self.chart.coordinates:
                raise ChartMismatchError(f"cannot use a tensor on {t.chart}: needs one on {self.chart}.")


def _half(e: Expr) -> Expr:
    return mul(HALF, e) if e is not ZERO else ZERO


def lie_bracket(x: Tensor, y: Tensor) -> Tensor:
    """[X, Y]^k = X^i d_i Y^k - Y^i d_i X^k."""
    n, names = range(x.chart.dimension), x.chart.coordinates
    if x.chart.coordinates != y.chart.coordinates:
        raise ChartMismatchError(f"cannot take the bracket of fields on {x.chart} and {y.chart}: needs one chart.")
    found = {}
    for k in n:
        forward = [times(x[i], differentiate(resolve_derivatives(y[k]), names[i])) for i in n]
        backward = [times(y[i], differentiate(resolve_derivatives(x[k]), names[i])) for i in n]
        found[(k,)] = minus(plus(*forward), plus(*backward))
    return Tensor(x.chart, "u", _without_zeros(found))


def _antisymmetric_last(index: Index) -> tuple[Index, int]:
    i, j, k, l = index
    return ((i, j, k, l), 1) if k < l else ((i, j, l, k), -1 if k != l else 0)


def _without_zeros(found: Mapping[Any, Expr]) -> dict[Index, Expr]:
    return {i: e for i, e in found.items() if e is not ZERO}


__all__ = ["LeviCivita", "Tensor", "lie_bracket", "tensor"]
