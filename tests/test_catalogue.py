"""The catalogue's families for several n, each beside a twin that is wrong and is not proved."""

from __future__ import annotations

import inspect
from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules
from typing import Any

import pytest
from sympy import Matrix, Rational, Symbol, diff, eye, symbols, sympify

import symgeo.catalogue
from symgeo import IsConformal, IsHomothetic, IsIsometric, IsIsometry, IsRiemannian, Metric, Proved, Refuted, SmoothMap, verify
from symgeo.catalogue import cartography, common, hyperbolic, information, learning, lie, lorentzian, matrices, spheres

MODULES = [import_module(f"symgeo.catalogue.{m.name}") for m in iter_modules(symgeo.catalogue.__path__)]
FUNCTIONS = [f for m in MODULES for name, f in inspect.getmembers(m, inspect.isfunction) if f.__module__ == m.__name__ and name[0] != "_"]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f"{f.__module__.rsplit('.', 1)[1]}.{f.__name__}")
def test_each_function_says_what_it_is(function) -> None:
    documentation = inspect.getdoc(function) or ""
    assert documentation.splitlines()[0]
    assert ">>>" in documentation, "a doctest shows the smallest case"


def scaled(g: Metric, factor: Any) -> Metric:
    return Metric(g.chart, g.matrix * factor)


def is_right_and_its_twin_is_not(f: SmoothMap, g: Metric, h: Metric | None = None) -> None:
    assert isinstance(verify(IsIsometric(f, g, h)), Proved)
    assert isinstance(verify(IsIsometric(f, scaled(g, 1 + Rational(1, 10**40)), h)), Refuted)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 6])
def test_spheres(n: int) -> None:
    is_right_and_its_twin_is_not(*spheres.sphere(n))
    is_right_and_its_twin_is_not(*spheres.sphere(n, radius=symbols("R", positive=True)))
    is_right_and_its_twin_is_not(*spheres.stereographic(n))
    is_right_and_its_twin_is_not(*spheres.gnomonic(n))
    is_right_and_its_twin_is_not(*spheres.torus_of_circles(range(1, n + 1)))


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_stereographic_projection_goes_back(n: int) -> None:
    f, _ = spheres.stereographic(n)
    there_and_back = spheres.stereographic_projection(n).compose(f)
    source, target = f.source, there_and_back.target
    assert source.coordinates == target.coordinates
    euclidean = Metric(target, eye(n))
    assert isinstance(verify(IsIsometric(there_and_back, Metric(source, eye(n)), euclidean)), Proved)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_atlas_of_the_sphere(n: int) -> None:
    manifold, metrics = spheres.sphere_atlas(n)
    assert isinstance(verify(manifold.agree(metrics)), Proved)
    assert isinstance(verify(manifold.agree((metrics[0], scaled(metrics[1], 2)))), Refuted)


def test_hopf_coordinates() -> None:
    is_right_and_its_twin_is_not(*spheres.hopf_coordinates())


@pytest.mark.parametrize("n", [1, 2, 3])
def test_hyperbolic_models(n: int) -> None:
    ball, space = hyperbolic.poincare_ball(n), hyperbolic.half_space(n)
    is_right_and_its_twin_is_not(hyperbolic.ball_to_hyperboloid(n), ball)
    to, back = hyperbolic.ball_to_half_space(n)
    assert isinstance(verify(IsIsometry(to, back, ball, space)), Proved)
    assert isinstance(verify(IsIsometry(to, back, scaled(ball, 2), space)), Refuted)
    to, back = hyperbolic.klein_to_ball(n)
    assert isinstance(verify(IsIsometry(to, back, hyperbolic.klein_ball(n), ball)), Proved)
    if n > 1:
        is_right_and_its_twin_is_not(*hyperbolic.hyperboloid(n))


def test_moebius_is_complex_division() -> None:
    a, b, c, d, s, t = (Rational(k, 7) for k in (3, -2, 5, 4, 6, 1))
    real, imaginary = hyperbolic.moebius(a, b, c, d, (s, t))
    z = complex(s, t)
    expected = (complex(a) * z + complex(b)) / (complex(c) * z + complex(d))
    assert abs(complex(real, imaginary) - expected) < 1e-12


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_information(n: int) -> None:
    is_right_and_its_twin_is_not(information.square_root_map(n), information.fisher_simplex(n))
    is_right_and_its_twin_is_not(information.softmax(n), information.fisher_logits(n), information.fisher_simplex(n))


def test_the_normal_distributions() -> None:
    assert isinstance(verify(IsRiemannian(information.gaussian())), Proved)


def test_cartography() -> None:
    globe = cartography.globe()
    is_right_and_its_twin_is_not(SmoothMap(globe, spheres.sphere(2)[0].ambient, cartography.ellipsoid_in_space(0)), globe)
    e = symbols("e", positive=True)
    earth = cartography.ellipsoid(e)
    is_right_and_its_twin_is_not(SmoothMap(earth, spheres.sphere(2)[0].ambient, cartography.ellipsoid_in_space(e)), earth)


def test_same_areas_sees_areas_and_nothing_else() -> None:
    x, y = common.indexed("x", 2)
    plane = Metric(spheres.stereographic(2)[0].source, eye(2))
    for components, keeps in (([x + 3 * y, y], True), ([-x, y], True), ([x * 2, y / 2], True), ([x * 2, y], False), ([x, y**2], False)):
        verdict = verify(IsIsometric(*cartography.same_areas(SmoothMap(plane, plane, components), plane, plane)))
        assert isinstance(verdict, Proved if keeps else Refuted), components


@pytest.mark.parametrize("n", [2, 3, 4])
def test_space_times(n: int) -> None:
    is_right_and_its_twin_is_not(*lorentzian.de_sitter(n))
    if n > 2:
        is_right_and_its_twin_is_not(*lorentzian.anti_de_sitter(n))


def test_lie_groups() -> None:
    a, b, c = common.indexed("a", 3)
    rotation = lie.euler_angles(a, b, c)
    assert (rotation.T * rotation).applyfunc(lambda e: e.simplify()) == eye(3)
    q = common.indexed("q", 4)
    turned = lie.rotation_of_quaternion(q)
    assert (turned.T * turned - common.norm_squared(q) ** 2 * eye(3)).expand().is_zero_matrix
    assert lie.quaternion_product([0, 0, 1, 0], [0, 1, 0, 0]) == [0, 0, 0, -1]
    v, w = common.indexed("v", 3), common.indexed("w", 3)
    assert (lie.cross_product_matrix(v) * Matrix(w) - Matrix(v).cross(Matrix(w))).expand().is_zero_matrix


def test_positive_definite_matrices() -> None:
    """tr (P^(-1) dP)^2, computed entry by entry."""
    g = matrices.affine_invariant()
    p, q, r = g.chart.symbols
    P = Matrix([[p, q], [q, r]])
    steps = [P.inv() * diff(P, s) for s in (p, q, r)]
    expected = Matrix(3, 3, lambda i, j: (steps[i] * steps[j]).trace())
    assert (expected - g.matrix).applyfunc(lambda e: e.simplify()).is_zero_matrix


@pytest.mark.parametrize("k", [1, 2, 3])
def test_encodings(k: int) -> None:
    w = symbols("w1:4", positive=True)[:k]
    f = learning.positional_encoding(w)
    line = Metric(f.source, [[1]])
    assert isinstance(verify(IsHomothetic(f, line, factor=common.norm_squared(w))), Proved)
    assert isinstance(verify(IsHomothetic(f, line, factor=common.norm_squared(w) + 1)), Refuted)
    turn = learning.rotary(w)
    dot = Metric(turn.source, eye(2 * k))
    assert isinstance(verify(IsIsometric(turn, dot, dot)), Proved)
    assert isinstance(verify(IsIsometric(turn, dot, scaled(dot, 2))), Refuted)


def test_frequencies_fall_from_one_by_equal_ratios() -> None:
    frequencies = learning.transformer_frequencies(8)
    assert frequencies[0] == 1
    assert {b / a for a, b in pairwise(frequencies)} == {Rational(1, 10)}


@pytest.mark.parametrize("n", [2, 3, 4])
def test_normalisations(n: int) -> None:
    if n > 2:
        is_right_and_its_twin_is_not(learning.layer_norm(n), learning.layer_norm_metric(n))
    f, g = spheres.sphere(n - 1)
    assert isinstance(verify(IsIsometric(learning.cosine_normalisation(n).compose(f), g)), Proved)
    assert isinstance(verify(IsHomothetic(learning.rms_norm(n).compose(f), g, factor=n)), Proved)
    assert isinstance(verify(IsConformal(learning.rms_norm(n).compose(f), scaled(g, 2), factor=n)), Refuted)


def test_helmert_rows_are_orthonormal_and_have_sum_zero() -> None:
    for n in (2, 3, 5):
        H = Matrix(learning.helmert(n))
        assert (H * H.T).applyfunc(lambda e: e.simplify()) == eye(n - 1)
        assert all(sum(row).equals(0) for row in H.tolist())


@pytest.mark.parametrize(("n", "degree", "constant"), [(1, 1, 0), (2, 2, 0), (2, 3, 1), (3, 2, symbols("c", positive=True))])
def test_kernels(n: int, degree: int, constant: Any) -> None:
    f, g = learning.polynomial_features(n, degree, constant), learning.kernel_metric(n, degree, constant)
    is_right_and_its_twin_is_not(f, g)
    x = f.source.symbols
    # Parameters come back from a chart as real symbols of the same name.
    shift = sympify(constant).subs({s: Symbol(s.name, real=True) for s in sympify(constant).free_symbols})
    kernel = (common.dot(x, [2 * c + 1 for c in x]) + shift) ** degree
    moved = [e.subs(dict(zip(x, [2 * c + 1 for c in x], strict=True)), simultaneous=True) for e in f.expressions]
    assert (common.dot(f.expressions, moved) - kernel + (shift**degree if constant != 0 else 0)).expand() == 0


def test_fourier_features() -> None:
    is_right_and_its_twin_is_not(*learning.fourier_features([[1, 2], [3, 4], [0, 1]]))
