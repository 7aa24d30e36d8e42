"""Metamorphic laws of the pullback, on random polynomial maps; each law with a wrong implementation that it catches."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from sympy import Matrix, Symbol

from symgeo import Chart, IsConformal, IsHomothetic, IsIsometric, Metric, Proved, Refuted, SmoothMap, euclidean, identity, verify
from symgeo.expression import Expr

X = tuple(Symbol(n, real=True) for n in ("x1", "x2"))
Y = tuple(Symbol(n, real=True) for n in ("y1", "y2"))
Z = tuple(Symbol(n, real=True) for n in ("z1", "z2"))
small = st.integers(-2, 2)


def polynomials(letters: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Polynomials of degree 2 in two letters."""
    p, q = letters
    monomials = [1, p, q, p * q, p**2]
    return st.lists(small, min_size=5, max_size=5).map(lambda c: sum(a * m for a, m in zip(c, monomials, strict=True)) + 0 * p)


def maps(source: tuple[Any, ...], target: tuple[Any, ...]) -> st.SearchStrategy[SmoothMap]:
    part = polynomials(source)
    return st.tuples(part, part).map(lambda c: SmoothMap(Chart(source), Chart(target), c))


def metrics(letters: tuple[Any, ...]) -> st.SearchStrategy[Metric]:
    part = polynomials(letters)
    return st.tuples(part, part, part).map(lambda e: Metric(Chart(letters), [[e[0], e[1]], [e[1], e[2]]]))


POINTS = [(Fraction(1, 3), Fraction(2)), (Fraction(-5, 2), Fraction(1, 7)), (Fraction(3), Fraction(-4, 5)), (Fraction(-1), Fraction(11, 6))]


def value(e: Expr, at: dict[str, Fraction]) -> Fraction:
    """A polynomial at a rational point, exactly; independent of the engine and of SymPy."""
    known: dict[Expr, Fraction] = {}
    for node in e.walk():
        parts = [known[c] for c in node.children]
        if node.head == "number":
            known[node] = node.args[0]
        elif node.head == "symbol":
            known[node] = at[node.args[0]]
        else:
            known[node] = {"add": sum, "mul": prod, "pow": lambda p: p[0] ** int(p[1])}[node.head](parts)
    return known[e]


def equal(g: Metric, h: Metric) -> bool:
    """Equality of polynomial metrics at four points in general position."""
    points = [dict(zip(g.chart.coordinates, p, strict=True)) for p in POINTS]
    pairs = [(a, b) for rows in zip(g.entries, h.entries, strict=True) for a, b in zip(*rows, strict=True)]
    return all(value(a, p) == value(b, p) for p in points for a, b in pairs)


# -- the laws, for any implementation of the pullback ------------------------------------------------------------------
Pullback = Callable[[SmoothMap, Metric], Metric]


def honest(f: SmoothMap, h: Metric) -> Metric:
    return f.pullback(h)


def composition_law(pullback: Pullback, f: SmoothMap, F: SmoothMap, h: Metric) -> bool:
    """(F o f)* h = f* F* h."""
    return equal(pullback(F.compose(f), h), pullback(f, pullback(F, h)))


def identity_law(pullback: Pullback, h: Metric) -> bool:
    """id* h = h."""
    return equal(pullback(identity(h.chart), h), h)


def scaling_law(pullback: Pullback, f: SmoothMap, h: Metric, c: int) -> bool:
    """f*(c h) = c f*h."""
    return equal(pullback(f, Metric(h.chart, c * h.matrix)), Metric(f.source, c * pullback(f, h).matrix))


def sum_law(pullback: Pullback, f: SmoothMap, h: Metric, k: Metric) -> bool:
    """f*(h + k) = f*h + f*k."""
    total = pullback(f, h).matrix + pullback(f, k).matrix
    return equal(pullback(f, Metric(h.chart, h.matrix + k.matrix)), Metric(f.source, total))


@given(maps(X, Y), maps(Y, Z), metrics(Z))
def test_composition(f: SmoothMap, F: SmoothMap, h: Metric) -> None:
    assert composition_law(honest, f, F, h)


@given(metrics(X))
def test_identity(h: Metric) -> None:
    assert identity_law(honest, h)


@given(maps(X, Y), metrics(Y), st.integers(-3, 3))
def test_scaling(f: SmoothMap, h: Metric, c: int) -> None:
    assert scaling_law(honest, f, h, c)


@given(maps(X, Y), metrics(Y), metrics(Y))
def test_sum(f: SmoothMap, h: Metric, k: Metric) -> None:
    assert sum_law(honest, f, h, k)


# -- failing twins -----------------------------------------------------------------------------------------------------
def transposed(f: SmoothMap, h: Metric) -> Metric:
    """df h df^T: the differential the wrong way round."""
    df = f.differential
    along = h.matrix.subs(dict(zip(h.chart.symbols, f.expressions, strict=True)), simultaneous=True)
    return Metric(f.source, df * along * df.T)


def not_along_f(f: SmoothMap, h: Metric) -> Metric:
    """df^T h df with h at the source's point instead of its image."""
    df = f.differential
    along = h.matrix.subs(dict(zip(h.chart.symbols, f.source.symbols, strict=True)), simultaneous=True)
    return Metric(f.source, df.T * along * df)


def flattened(f: SmoothMap, h: Metric) -> Metric:
    """df^T df: the target's metric forgotten."""
    return Metric(f.source, f.differential.T * f.differential)


def lengths_for_squares(f: SmoothMap, h: Metric) -> Metric:
    """Off by a square: quadratic in h."""
    along = h.matrix.subs(dict(zip(h.chart.symbols, f.expressions, strict=True)), simultaneous=True)
    return Metric(f.source, f.differential.T * along * along * f.differential)


def some_example(strategy: st.SearchStrategy[Any], fails: Callable[[Any], bool]) -> bool:
    quick = settings(database=None, max_examples=200, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    try:
        find(strategy, fails, settings=quick)
    except NoSuchExample:
        return False
    return True


@pytest.mark.parametrize("wrong", [transposed, not_along_f, flattened, lengths_for_squares])
def test_the_composition_law_catches(wrong: Pullback) -> None:
    assert some_example(st.tuples(maps(X, Y), maps(Y, Z), metrics(Z)), lambda case: not composition_law(wrong, *case))


@pytest.mark.parametrize("wrong", [flattened, lengths_for_squares])
def test_the_identity_law_catches(wrong: Pullback) -> None:
    assert some_example(metrics(X), lambda h: not identity_law(wrong, h))


@pytest.mark.parametrize("wrong", [flattened, lengths_for_squares])
def test_the_scaling_law_catches(wrong: Pullback) -> None:
    assert some_example(st.tuples(maps(X, Y), metrics(Y), st.integers(-3, 3)), lambda case: not scaling_law(wrong, *case))


def test_the_sum_law_catches() -> None:
    assert some_example(st.tuples(maps(X, Y), metrics(Y), metrics(Y)), lambda case: not sum_law(lengths_for_squares, *case))


# -- the same laws, as claims for the engine ---------------------------------------------------------------------------
def target_is(f: SmoothMap, h: Metric) -> SmoothMap:
    return SmoothMap(f.source, h, f.components)


@settings(max_examples=25)
@given(maps(X, Y), maps(Y, Z), metrics(Z))
def test_the_engine_proves_the_composition_law(f: SmoothMap, F: SmoothMap, h: Metric) -> None:
    pulled_twice = f.pullback(F.pullback(h))
    assert isinstance(verify(IsIsometric(target_is(F, h).compose(f), pulled_twice)), Proved)
    matrix = pulled_twice.matrix
    matrix[0, 1] = matrix[1, 0] = matrix[0, 1] + 1
    assert isinstance(verify(IsIsometric(target_is(F, h).compose(f), Metric(f.source, matrix))), Refuted)


@settings(max_examples=25)
@given(maps(X, Y), metrics(Y), st.fractions(min_value=-2, max_value=4, max_denominator=7))
def test_a_constant_moves_from_the_target_to_the_factor(f: SmoothMap, h: Metric, c: Any) -> None:
    """f*(c h) = c f*h, and as a factor c has to be positive."""
    scaled = Metric(h.chart, h.matrix * c)
    verdict = verify(IsHomothetic(f, f.pullback(h), scaled, factor=c))
    assert isinstance(verdict, Proved if c > 0 else Refuted)


@settings(max_examples=25)
@given(maps(X, Y), st.integers(1, 3))
def test_a_function_moves_from_the_target_to_the_factor(f: SmoothMap, c: int) -> None:
    """f*(lambda h) = (lambda o f) f*h for lambda = c + |y|^2 > 0; with another lambda it is refuted wherever f*h is not zero."""
    weight = c + Y[0] ** 2 + Y[1] ** 2
    along = weight.subs(dict(zip(Y, f.expressions, strict=True)), simultaneous=True)
    weighted = Metric(Chart(Y), Matrix([[weight, 0], [0, weight]]))
    pulled = f.pullback(Metric(Chart(Y), Matrix([[1, 0], [0, 1]])))
    assert isinstance(verify(IsConformal(f, pulled, weighted, factor=along)), Proved)
    if not equal(pulled, Metric(Chart(X), Matrix([[0, 0], [0, 0]]))):
        assert isinstance(verify(IsConformal(f, pulled, weighted, factor=along + 1)), Refuted)


@settings(max_examples=25)
@given(st.lists(small, min_size=4, max_size=4), metrics(Y))
def test_a_change_of_chart_changes_no_verdict(entries: list[int], h: Metric) -> None:
    """In new coordinates of the source, by a shear and a shift, an isometric map stays one, and a wrong metric stays wrong."""
    a, b, c, d = entries
    f = SmoothMap(Chart(X), h, [X[0] + a * X[1] ** 2, X[1] + b])
    g = f.pullback()
    u, v = Z
    change = SmoothMap(Chart(Z), Chart(X), [u + c * v**2 + d, v - d])
    assert isinstance(verify(IsIsometric(f, g)), Proved)
    assert isinstance(verify(IsIsometric(f.compose(change), change.pullback(g))), Proved)
    wrong = Metric(Chart(X), g.matrix + Matrix([[1, 0], [0, 0]]))
    assert isinstance(verify(IsIsometric(f, wrong)), Refuted)
    assert isinstance(verify(IsIsometric(f.compose(change), change.pullback(wrong))), Refuted)


def test_polar_coordinates_of_a_flat_plane() -> None:
    """A law by hand: the pullback of the plane by (r cos t, r sin t) in two steps."""
    from sympy import cos, exp, sin

    r, t = (Symbol(n, real=True) for n in "rt")
    s = Symbol("s", real=True)
    polar = SmoothMap(Chart([r, t], where=[r > 0]), euclidean(2), [r * cos(t), r * sin(t)])
    log_polar = polar.compose(SmoothMap(Chart([s, t]), polar.source, [exp(s), t]))
    metric = Metric(Chart([s, t]), [[exp(2 * s), 0], [0, exp(2 * s)]])
    assert isinstance(verify(IsIsometric(log_polar, metric)), Proved)
