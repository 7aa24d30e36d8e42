r"""Submanifolds: the extrinsic geometry of an immersion, in any codimension and signature.

Conventions, in this one place, beside those of `symgeo.geometry.connection`:

* D_i V is the ambient derivative of a vector field V along f: (D_i V)^a = d_i V^a + Gamma(h)^a_bc(f) d_i f^b V^c.
* The second fundamental form B_ij = (D_i d_j f)^normal has its values in the normal bundle. It is
  B^a_ij = d_i d_j f^a + Gamma(h)^a_bc(f) d_i f^b d_j f^c - Gamma(f*h)^k_ij d_k f^a; what is subtracted is the tangent part.
* The mean curvature vector is the trace H = g^ij B_ij, not the average: on the unit sphere in R^(n+1) it is -n times the position.
* For a unit normal N, h(N, N) = 1 or -1, the shape operator A of N is g(A X, Y) = h(B(X, Y), N), and the mean curvature its trace.
  On the unit sphere A = -1 for the outward normal. The normal of `unit_normal` makes (d_1 f, ..., d_n f, N) positively oriented.
* Gauss:   R_ijkl = <R(h)(f_k, f_l) f_j, f_i> + <B_ik, B_jl> - <B_il, B_jk>
* Codazzi: (nabla_i B)_jk - (nabla_j B)_ik = (R(h)(f_i, f_j) f_k)^normal
* Ricci:   <R^normal(f_i, f_j) N, N'> = <R(h)(f_i, f_j) N, N'> + <[A_N, A_N'] d_i, d_j>

Source: [do Carmo 1992, ch. 6], with the sign of R as in `symgeo.geometry.connection`; [O'Neill 1983, ch. 4] for signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations, combinations_with_replacement

from symgeo.errors import ChartMismatchError
from symgeo.expression import ONE, ZERO, Expr, call, differentiate, mul, number, power, resolve_derivatives, sqrt
from symgeo.geometry.connection import LeviCivita, minus, plus, times
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric
from symgeo.geometry.tensor import Index, Tensor, symmetric_pair

Vector = tuple[Expr, ...]
HALF = number(Fraction(1, 2))


@dataclass(frozen=True)
class Immersion:
    """A map whose induced metric f*h is not degenerate, and what it does to the space around it.

    `normal` is applied to each component as it is found; `symgeo.immersion(f)` gives them in normal form. That f is such a map is a
    claim of its own: where det f*h = 0, nothing here is defined.

    >>> from sympy import cos, sin
    >>> from symgeo.geometry.chart import Chart, coordinates
    >>> from symgeo.geometry.metric import euclidean
    >>> t, = coordinates("t")
    >>> Immersion(SmoothMap(Chart([t]), euclidean(2), [t, t**2])).metric.entries
    ((1*1 + (2*t)*(2*t),),)
    """

    f: SmoothMap
    h: Metric | None = None
    normal: Callable[[Expr], Expr] = lambda e: e

    def __post_init__(self) -> None:
        object.__setattr__(self, "h", self.f.metric_on_target(self.h))

    @property
    def dimension(self) -> int:
        """n, that of the source."""
        return self.f.source.dimension

    @property
    def codimension(self) -> int:
        return self.f.target.dimension - self.dimension

    # -- the ambient space along f -----------------------------------------------------------------------------------
    @cached_property
    def ambient(self) -> LeviCivita:
        """The connection of h, as it is derived on the target."""
        assert self.h is not None
        return LeviCivita(self.h)

    @cached_property
    def _along(self) -> dict[Expr, Expr]:
        return {}

    def _at(self, e: Expr) -> Expr:
        if e is ZERO or e is ONE:
            return e
        if e not in self._along:
            self._along[e] = self.normal(self.f.at(e))
        return self._along[e]

    @cached_property
    def _h(self) -> tuple[Vector, ...]:
        assert self.h is not None
        return tuple(tuple(self._at(e) for e in row) for row in self.h.entries)

    @cached_property
    def tangents(self) -> tuple[Vector, ...]:
        """d_i f, for i = 1..n, in the target's coordinates."""
        rows = self.f.jacobian
        return tuple(tuple(self.normal(row[i]) if row[i] is not ZERO else ZERO for row in rows) for i in range(self.dimension))

    def inner(self, v: Sequence[Expr], w: Sequence[Expr]) -> Expr:
        """h(V, W) of two vector fields along f."""
        m = range(self.f.target.dimension)
        return self.normal(plus(*(times(self._h[a][b], v[a], w[b]) for a in m for b in m)))

    def derivative(self, i: int, v: Sequence[Expr]) -> Vector:
        """D_i V, the ambient derivative of a vector field along f."""
        x, f_i = self.f.source.coordinates[i], self.tangents[i]
        m = range(self.f.target.dimension)
        out = []
        for a in m:
            terms = [times(self._at(self.ambient.christoffel[a, b, c]), f_i[b], v[c]) for b in m for c in m]
            out.append(self.normal(plus(differentiate(resolve_derivatives(v[a]), x), *terms)))
        return tuple(out)

    # -- the induced metric ----------------------------------------------------------------------------------------
    @cached_property
    def metric(self) -> Metric:
        """f*h on the source, also called the first fundamental form."""
        pulled = self.f.pullback(self.h)
        n = range(self.dimension)
        entries = {(i, j): self.normal(pulled.entries[i][j]) for i in n for j in n if i <= j}
        return Metric(pulled.chart, [[entries[min(i, j), max(i, j)] for j in n] for i in n])

    @cached_property
    def levi_civita(self) -> LeviCivita:
        """The connection of the induced metric: its `riemann`, `ricci`, ... are those of the submanifold."""
        return LeviCivita(self.metric, self.normal)

    def tangent_part(self, v: Sequence[Expr]) -> Vector:
        """The coefficients V^k of the tangent part V^k d_k f = g^kl h(V, d_l f) d_k f."""
        n, inverse = range(self.dimension), self.levi_civita.inverse
        along = [self.inner(v, self.tangents[l]) for l in n]
        return tuple(self.normal(plus(*(times(inverse[k, l], along[l]) for l in n))) for k in n)

    def normal_part(self, v: Sequence[Expr]) -> Vector:
        """V without its tangent part."""
        tangent, n = self.tangent_part(v), range(self.dimension)
        return tuple(self.normal(minus(v[a], plus(*(times(tangent[k], self.tangents[k][a]) for k in n)))) for a in range(len(v)))

    # -- the second fundamental form -------------------------------------------------------------------------------
    @cached_property
    def _hessians(self) -> dict[Index, Vector]:
        pairs = combinations_with_replacement(range(self.dimension), 2)
        return {(i, j): self.derivative(i, self.tangents[j]) for i, j in pairs}

    @cached_property
    def _second(self) -> dict[Index, Vector]:
        return {pair: self.normal_part(v) for pair, v in self._hessians.items()}

    def second_fundamental_form(self, i: int, j: int) -> Vector:
        """B_ij = (D_i d_j f)^normal, a vector field along f in the target's coordinates; indices from 0."""
        return self._second[min(i, j), max(i, j)]

    def _trace(self, of: Callable[[int, int], Expr]) -> Expr:
        n, inverse = range(self.dimension), self.levi_civita.inverse
        return self.normal(plus(*(times(inverse[i, j], of(i, j)) for i in n for j in n if inverse[i, j] is not ZERO)))

    @cached_property
    def mean_curvature_vector(self) -> Vector:
        """H = g^ij B_ij, the trace; f is minimal where it vanishes."""

        def component(a: int) -> Expr:
            return self._trace(lambda i, j: self.second_fundamental_form(i, j)[a])

        return tuple(component(a) for a in range(self.f.target.dimension))

    # -- hypersurfaces ---------------------------------------------------------------------------------------------
    @cached_property
    def normal_field(self) -> Vector:
        """A normal field N of a hypersurface, not yet of length 1: N_a = det(d_1 f, ..., d_n f, e_a), with the index raised by h.

        In Euclidean R^3 the cross product of d_1 f and d_2 f.
        """
        if self.codimension != 1:
            raise ChartMismatchError(f"cannot choose a normal: needs codimension 1, got {self.codimension}. Give a normal field.")
        m = self.f.target.dimension
        rows = self.tangents

        def det(first: int, columns: tuple[int, ...]) -> Expr:
            if first == len(rows):
                return ONE
            terms = []
            for place, a in enumerate(columns):
                if rows[first][a] is not ZERO:
                    e = times(rows[first][a], det(first + 1, columns[:place] + columns[place + 1 :]))
                    terms.append(mul(-1, e) if place % 2 and e is not ZERO else e)
            return plus(*terms)

        lower = []
        for a in range(m):
            e = self.normal(det(0, tuple(b for b in range(m) if b != a)))
            lower.append(mul(-1, e) if (m - 1 - a) % 2 and e is not ZERO else e)
        raised = self.ambient.inverse
        return tuple(self.normal(plus(*(times(self._at(raised[a, b]), lower[b]) for b in range(m)))) for a in range(m))

    @cached_property
    def unit_normal(self) -> Vector:
        """The normal field of a hypersurface with h(N, N) = 1 or -1, such that (d_1 f, ..., d_n f, N) is positively oriented.

        Defined where the induced metric is not degenerate.
        """
        length = sqrt(call("Abs", self.inner(self.normal_field, self.normal_field)))
        return tuple(self.normal(times(e, power(length, -1))) for e in self.normal_field)

    def second_form(self, unit: Sequence[Expr] | None = None) -> Tensor:
        """h(B_ij, N) for a normal field N; without one, for the `unit_normal` of a hypersurface."""
        unit = self.unit_normal if unit is None else unit
        found = {pair: self.inner(v, unit) for pair, v in self._hessians.items()}
        return Tensor(self.f.source, "dd", {pair: e for pair, e in found.items() if e is not ZERO}, symmetric_pair)

    def shape_operator(self, unit: Sequence[Expr] | None = None) -> Tensor:
        """A^i_j = g^ik h(B_kj, N)."""
        n, form, inverse = range(self.dimension), self.second_form(unit), self.levi_civita.inverse
        found = {(i, j): self.normal(plus(*(times(inverse[i, k], form[k, j]) for k in n))) for i in n for j in n}
        return Tensor(self.f.source, "ud", {pair: e for pair, e in found.items() if e is not ZERO})

    @cached_property
    def mean_curvature(self) -> Expr:
        """tr A for the `unit_normal`: the sum of the principal curvatures, not their average."""
        form = self.second_form()
        return self._trace(lambda i, j: form[i, j])

    @cached_property
    def gauss_curvature(self) -> Expr:
        """K = R_1212 / det g of a surface."""
        if self.dimension != 2:
            raise ChartMismatchError(f"cannot take the Gauss curvature: needs a surface, got dimension {self.dimension}.")
        return self.normal(times(self.levi_civita.riemann[0, 1, 0, 1], power(self.levi_civita.determinant, -1)))

    @cached_property
    def principal_curvatures(self) -> tuple[Expr, Expr]:
        """The eigenvalues of A for a surface, the greater one first: tr A/2 +- sqrt((tr A)^2/4 - det A). Real where f*h is definite."""
        if self.dimension != 2:
            raise ChartMismatchError(f"cannot write principal curvatures: needs a surface, got dimension {self.dimension}.")
        a = self.shape_operator()
        half = self.normal(times(self.mean_curvature, HALF)) if self.mean_curvature is not ZERO else ZERO
        # (tr A)^2/4 - det A, which is not negative in this form where A is symmetric.
        gap = minus(a[0, 0], a[1, 1])
        square = power(times(gap, HALF), 2) if gap is not ZERO else ZERO
        discriminant = self.normal(plus(square, times(a[0, 1], a[1, 0])))
        root = sqrt(discriminant) if discriminant is not ZERO else ZERO
        return self.normal(plus(half, root)), self.normal(minus(half, root))

    # -- the equations of a submanifold ----------------------------------------------------------------------------
    def _ambient_curvature(self, v: Sequence[Expr], w: Sequence[Expr], z: Sequence[Expr]) -> Vector:
        """R(h)(V, W) Z along f, with the index lowered."""
        riemann, m = self.ambient.riemann, range(self.f.target.dimension)
        out = []
        for a in m:
            terms = []
            for b in m:
                for c, d in combinations(m, 2):
                    r = riemann[a, b, c, d]
                    area = minus(times(v[c], w[d]), times(v[d], w[c]))
                    terms.append(times(self._at(r), z[b], area) if r is not ZERO else ZERO)
            out.append(plus(*terms))
        return tuple(out)

    def gauss_equation(self) -> Iterator[tuple[Index, Expr, Expr]]:
        """The two sides of Gauss' equation, for each independent component of R_ijkl."""
        t = self.tangents
        for (i, j), (k, l) in combinations_with_replacement(list(combinations(range(self.dimension), 2)), 2):
            lowered = self._ambient_curvature(t[k], t[l], t[j])
            ambient = plus(*(times(e, t[i][a]) for a, e in enumerate(lowered)))
            b = self.second_fundamental_form
            extrinsic = minus(self.inner(b(i, k), b(j, l)), self.inner(b(i, l), b(j, k)))
            yield (i, j, k, l), self.levi_civita.riemann[i, j, k, l], self.normal(plus(ambient, extrinsic))

    def codazzi_equation(self) -> Iterator[tuple[Index, Expr, Expr]]:
        """The two sides of Codazzi's equation; the index is (i, j, k, a), with i < j."""
        n, m = range(self.dimension), range(self.f.target.dimension)
        gamma, b, t = self.levi_civita.christoffel, self.second_fundamental_form, self.tangents
        for i, j in combinations(n, 2):
            for k in n:
                one, other = self.derivative(i, b(j, k)), self.derivative(j, b(i, k))
                turned = self.normal_part(tuple(minus(one[a], other[a]) for a in m))
                # nabla_i B takes - B(Gamma^l_ik d_l, d_j), and nabla_j B with i and j exchanged; the terms with Gamma^l_ij cancel.
                forward = [plus(*(times(gamma[l, j, k], b(i, l)[a]) for l in n)) for a in m]
                backward = [plus(*(times(gamma[l, i, k], b(j, l)[a]) for l in n)) for a in m]
                lowered = self._ambient_curvature(t[i], t[j], t[k])
                raised = [plus(*(times(self._at(self.ambient.inverse[a, c]), lowered[c]) for c in m)) for a in m]
                right = self.normal_part(raised)
                for a in m:
                    yield (i, j, k, a), self.normal(plus(turned[a], minus(forward[a], backward[a]))), right[a]

    def ricci_equation(self, normals: Sequence[Sequence[Expr]]) -> Iterator[tuple[Index, Expr, Expr]]:
        """The two sides of Ricci's equation for normal fields; the index is (i, j, p, q): f_i, f_j, and the numbers of two fields."""
        shape = [self.shape_operator(v) for v in normals]
        forms = [self.second_form(v) for v in normals]
        n, t = range(self.dimension), self.tangents
        for i, j in combinations(n, 2):
            for p, v in enumerate(normals):
                one = self.normal_part(self.derivative(i, self.normal_part(self.derivative(j, v))))
                other = self.normal_part(self.derivative(j, self.normal_part(self.derivative(i, v))))
                turned = tuple(minus(a, b) for a, b in zip(one, other, strict=True))
                lowered = self._ambient_curvature(t[i], t[j], v)
                for q, w in enumerate(normals):
                    ambient = plus(*(times(e, w[a]) for a, e in enumerate(lowered)))
                    # <[A_v, A_w] d_i, d_j> = <A_w d_i, A_v d_j> - <A_v d_i, A_w d_j>
                    swapped = minus(
                        plus(*(times(shape[q][k, i], forms[p][k, j]) for k in n)), plus(*(times(shape[p][k, i], forms[q][k, j]) for k in n))
                    )
                    yield (i, j, p, q), self.inner(turned, w), self.normal(plus(ambient, swapped))


__all__ = ["Immersion"]
