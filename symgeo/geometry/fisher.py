"""Statistical manifolds: Fisher's metric, the Amari-Chentsov tensor and the alpha-connections.

For a family of densities p(x; theta) with l = log p and expectations E taken at theta:

* Fisher's metric g_ij = E[d_i l d_j l] = -E[d_i d_j l];
* the Amari-Chentsov tensor T_ijk = E[d_i l d_j l d_k l], symmetric in all indices;
* the alpha-connection Gamma^(alpha)_kij = E[(d_i d_j l + (1 - alpha)/2 d_i l d_j l) d_k l] = Gamma_kij - alpha/2 T_ijk, where
  Gamma_kij is the Levi-Civita connection of g; alpha = 0 is that one, alpha = 1 the exponential, alpha = -1 the mixture connection.
  Indices are those of `symgeo.geometry.connection`: the lowered one comes first, and Gamma^(alpha)_kij is written
  Gamma_ij,k in [Amari & Nagaoka, Methods of Information Geometry, ch. 2 and 3].

In an exponential family p = exp(theta^i t_i(x) - psi(theta)) h(x) all of it is in the log-partition function psi: in the natural
parameters g_ij = d_i d_j psi and T_ijk = d_i d_j d_k psi, because l differs from -psi by what is linear in theta.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations, combinations_with_replacement, product
from typing import Any

from symgeo.errors import ChartMismatchError
from symgeo.expression import ONE, ZERO, Expr, differentiate, mul, power, resolve_derivatives
from symgeo.geometry.chart import Chart
from symgeo.geometry.claims import IsIsometric
from symgeo.geometry.connection import LeviCivita, minus, plus, times
from symgeo.geometry.maps import SmoothMap, identity
from symgeo.geometry.metric import Metric
from symgeo.geometry.tensor import Index, Tensor, symmetric_last

HALF = Fraction(1, 2)
Rewrite = Callable[[Expr], Expr]


def symmetric(index: Index) -> tuple[Index, int]:
    """T_ijk is the same for each order of its indices."""
    return tuple(sorted(index)), 1


def antisymmetric_last(index: Index) -> tuple[Index, int]:
    """R^i_jkl = -R^i_jlk."""
    i, j, k, l = index
    if k == l:
        return index, 0
    return ((i, j, k, l), 1) if k < l else ((i, j, l, k), -1)


@dataclass(frozen=True)
class StatisticalManifold:
    """A metric g and a symmetric tensor T_ijk on one chart, and the alpha-connections that they give.

    `normal` is applied to each component as it is found, as in `LeviCivita`.
    """

    metric: Metric
    cubic: Tensor
    normal: Rewrite = field(default=lambda e: e, compare=False)

    @property
    def chart(self) -> Chart:
        """The parameters of the family."""
        return self.metric.chart

    @cached_property
    def levi_civita(self) -> LeviCivita:
        """The Levi-Civita connection of g, which is the alpha-connection with alpha = 0."""
        return LeviCivita(self.metric, self.normal)

    def rewritten(self, normal: Rewrite) -> StatisticalManifold:
        """The same, with each component rewritten, here and in what follows from it."""
        metric = Metric(self.chart, [[normal(e) for e in row] for row in self.metric.entries])
        return StatisticalManifold(metric, self.cubic.map(normal), normal)

    def in_parameters(self, f: SmoothMap) -> StatisticalManifold:
        """The same family by other parameters: g and T pulled back by f, which maps the new parameters to the old ones.

        Components come as they are derived: normal forms of this chart mean nothing on another.
        """
        chart, n, m = f.source, f.source.dimension, f.target.dimension
        found: dict[Index, Expr] = {}
        for index in combinations_with_replacement(range(n), 3):
            terms = []
            for old in product(range(m), repeat=3):
                e = self.cubic[old]
                if e is not ZERO:
                    terms.append(times(f.at(resolve_derivatives(e)), *(f.jacobian[a][i] for a, i in zip(old, index, strict=True))))
            found[index] = plus(*terms)
        pulled_back = f.pullback(self.metric)
        return StatisticalManifold(Metric(chart.joined(pulled_back.chart), pulled_back.entries), Tensor(chart, "ddd", found, symmetric))

    # -- connections -----------------------------------------------------------------------------------------------------
    def alpha_connection_first(self, alpha: Any) -> Tensor:
        """Gamma^(alpha)_kij = Gamma_kij - alpha/2 T_kij, symmetric in i and j. Not a tensor."""
        a = self.chart.tree(alpha, "the number alpha")
        n, gamma = range(self.chart.dimension), self.levi_civita.christoffel_first
        found: dict[Index, Expr] = {}
        for k in n:
            for i, j in combinations_with_replacement(n, 2):
                found[k, i, j] = self.normal(minus(gamma[k, i, j], _half(times(a, self.cubic[k, i, j]))))
        return Tensor(self.chart, "ddd", found, symmetric_last)

    def alpha_connection(self, alpha: Any) -> Tensor:
        """Gamma^(alpha)k_ij = g^kl Gamma^(alpha)_lij, symmetric in i and j. Not a tensor."""
        first, inverse, n = self.alpha_connection_first(alpha), self.levi_civita.inverse, range(self.chart.dimension)
        found: dict[Index, Expr] = {}
        for k in n:
            for i, j in combinations_with_replacement(n, 2):
                found[k, i, j] = self.normal(plus(*(times(inverse[k, l], first[l, i, j]) for l in n)))
        return Tensor(self.chart, "udd", found, symmetric_last)

    def alpha_curvature(self, alpha: Any) -> Tensor:
        """R^(alpha)i_jkl = d_k G^i_lj - d_l G^i_kj + G^i_km G^m_lj - G^i_lm G^m_kj for G = Gamma^(alpha).

        In an exponential family it vanishes for alpha = 1 and alpha = -1: the family is dually flat.
        """
        G, n, x = self.alpha_connection(alpha), range(self.chart.dimension), self.chart.coordinates
        plain = G.map(resolve_derivatives)
        found: dict[Index, Expr] = {}
        for i, j in product(n, repeat=2):
            for k, l in combinations(n, 2):
                waves = minus(differentiate(plain[i, l, j], x[k]), differentiate(plain[i, k, j], x[l]))
                products = [times(G[i, k, m], G[m, l, j]) for m in n]
                subtracted = [times(G[i, l, m], G[m, k, j]) for m in n]
                found[i, j, k, l] = self.normal(plus(waves, minus(plus(*products), plus(*subtracted))))
        return Tensor(self.chart, "uddd", found, antisymmetric_last)

    # -- what is true ------------------------------------------------------------------------------------------------------
    def duality(self, alpha: Any) -> Mapping[str, IsIsometric]:
        """The alpha- and the (-alpha)-connection are dual: d_k g_ij = Gamma^(alpha)_jki + Gamma^(-alpha)_ikj, as claims for `verify`.

        This is X g(Y, Z) = g(nabla_X Y, Z) + g(Y, nabla*_X Z) for coordinate fields. There is one claim for each k: two forms in
        i and j agree.
        """
        one, other = self.alpha_connection_first(alpha), self.alpha_connection_first(mul(-1, self.chart.tree(alpha, "the number alpha")))
        return duality_of(self.metric, one, other)


def duality_of(g: Metric, one: Tensor, other: Tensor) -> Mapping[str, IsIsometric]:
    """Two connections, by their symbols of the first kind, are dual with respect to g: the claims of `StatisticalManifold.duality`."""
    for connection in (one, other):
        if connection.positions != "ddd" or connection.chart.coordinates != g.chart.coordinates:
            raise ChartMismatchError(
                f"cannot compare a connection {connection.positions!r} on {connection.chart}: needs 'ddd' on {g.chart}."
            )
    n, x = range(g.chart.dimension), g.chart.coordinates
    claims = {}
    for k in n:
        left = [[differentiate(resolve_derivatives(g.entries[i][j]), x[k]) for j in n] for i in n]
        right = [[plus(one[j, k, i], other[i, k, j]) for j in n] for i in n]
        claims[f"along {x[k]}"] = IsIsometric(identity(g.chart), Metric(g.chart, left), Metric(g.chart, right))
    return claims


def exponential_family(chart: Chart, log_partition: Any) -> StatisticalManifold:
    """The exponential family with natural parameters `chart` and log-partition function psi: g = Hess psi, T = d^3 psi.

    psi may differ from the logarithm of the integral by a constant. It may contain undefined functions.
    Source: [Amari & Nagaoka, ch. 2 and 3].

    >>> from sympy import exp
    >>> from symgeo.geometry.chart import coordinates
    >>> theta, = coordinates("theta")
    >>> poisson = exponential_family(Chart([theta]), exp(theta))
    >>> poisson.metric.matrix, poisson.cubic[0, 0, 0]
    (Matrix([[exp(theta)]]), exp(theta))
    """
    n, x = chart.dimension, chart.coordinates
    psi = resolve_derivatives(chart.tree(log_partition, "the log-partition function"))
    first = [differentiate(psi, name) for name in x]
    second = {(i, j): differentiate(first[i], x[j]) for i, j in combinations_with_replacement(range(n), 2)}
    third: dict[Index, Expr] = {(i, j, k): differentiate(second[i, j], x[k]) for i, j, k in combinations_with_replacement(range(n), 3)}
    metric = Metric(chart, [[second[min(i, j), max(i, j)] for j in range(n)] for i in range(n)])
    return StatisticalManifold(metric, Tensor(chart, "ddd", third, symmetric))


def finite_family(chart: Chart, probabilities: Sequence[Any]) -> StatisticalManifold:
    """Finitely many outcomes with the probabilities p_x > 0: g_ij = sum d_i p_x d_j p_x / p_x, T_ijk = sum d_i p_x d_j p_x d_k p_x / p_x^2.

    That the p_x are positive with sum 1 is the author's to say; `normalisation` is the claim that the sum is 1.

    >>> from symgeo.geometry.chart import coordinates
    >>> p, = coordinates("p")
    >>> finite_family(Chart([p], where=[p > 0, p < 1]), [p, 1 - p]).metric.matrix
    Matrix([[1/(1 - p) + 1/p]])
    """
    n, x = chart.dimension, chart.coordinates
    given = [resolve_derivatives(chart.tree(p, "a probability")) for p in probabilities]
    slopes = [[differentiate(p, name) for name in x] for p in given]

    def moment(index: Index) -> Expr:
        return plus(*(times(*(d[i] for i in index), power(p, 1 - len(index))) for p, d in zip(given, slopes, strict=True)))

    metric = Metric(chart, [[moment((i, j)) for j in range(n)] for i in range(n)])
    cubic: dict[Index, Expr] = {index: moment(index) for index in combinations_with_replacement(range(n), 3)}
    return StatisticalManifold(metric, Tensor(chart, "ddd", cubic, symmetric))


def normalisation(chart: Chart, probabilities: Sequence[Any]) -> IsIsometric:
    """The claim that the probabilities have sum 1: two forms with that sum and with 1 in the first place agree.

    >>> from symgeo.geometry.chart import coordinates
    >>> p, = coordinates("p")
    >>> normalisation(Chart([p]), [p, 1 - p]).h.matrix
    Matrix([[1]])
    """
    total = plus(*(chart.tree(p, "a probability") for p in probabilities))
    n = range(chart.dimension)

    def form(e: Expr) -> Metric:
        return Metric(chart, [[e if i == j == 0 else ZERO for j in n] for i in n])

    return IsIsometric(identity(chart), form(total), form(ONE))


def _half(e: Expr) -> Expr:
    return mul(HALF, e) if e is not ZERO else ZERO


__all__ = ["StatisticalManifold", "duality_of", "exponential_family", "finite_family", "normalisation"]
