"""Signs on a domain: what is proved, what must not be, and that reasons say what they rest on."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import pytest
from flint import arb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symgeo.exact.balls.enclosure import Evaluator
from symgeo.exact.points import PointSource, contains
from symgeo.exact.signs.boxes import sign_at
from symgeo.exact.signs.reason import MASKS, STATEMENTS, Reason
from symgeo.exact.signs.sign import Prover
from symgeo.expression import OO, PI, TRUE, ZERO, Expr, add, call, mul, number, power, sqrt, symbol
from symgeo.geometry.domain import Domain

F = Fraction
NAMES = "a b k m n p q r rs s t u v x y z D M Q R"
a, b, k, m, n, p, q, r, rs, s, t, u, v, x, y, z, D, M, Q, R = map(
    symbol, ["a", "b", "k", "m", "n", "p", "q", "r", "rs", "s", "t", "u", "v", "x", "y", "z", "D", "M", "Q", "R"]
)


def sin(e: Expr) -> Expr:
    return call("sin", e)


def cos(e: Expr) -> Expr:
    return call("cos", e)


def cosh(e: Expr) -> Expr:
    return call("cosh", e)


def sinh(e: Expr) -> Expr:
    return call("sinh", e)


def exp(e: Expr) -> Expr:
    return call("exp", e)


def log(e: Expr) -> Expr:
    return call("log", e)


def domain(*positive: Expr, nonnegative: tuple[Expr, ...] = (), nonzero: tuple[Expr, ...] = (), more: str = "") -> Domain:
    """The domain of the variables that occur, and more."""
    names = {name for e in (*positive, *nonnegative, *nonzero) for name in e.free_symbols} | set(more.split())
    return Domain(tuple(sorted(names)), positive, nonnegative, nonzero)


EXTERIOR = domain(rs, r - F(11, 10) * rs)
HORIZON = domain(M, r - sqrt(M))
DISK = domain(1 - x, 1 + x, 1 - y, 1 + y, 1 - x**2 - y**2)
HALF_PLANE = domain(y, more="x")
PLANE = domain(more="x y")
LINE = domain(more="x")
CONE = domain(p, 1 - q, q + 1, r, p * r - q**2)
KERR = domain(M, a, M - a, r - M - sqrt(M**2 - a**2), more="t")

POSITIVE = [
    # ranges
    (domain(x, PI - x), sin(x)),
    (domain(x + PI / 2, PI / 2 - x), 1 / cos(x)),
    (domain(x, 2 * PI - x, more="t"), cosh(t) - cos(x)),
    (domain(x), cosh(x) - 1),
    (LINE, 1 + exp(-x)),
    (LINE, 1 - call("tanh", x) ** 2),
    (LINE, log(1 + exp(x))),
    (LINE, 2 - call("erf", x)),
    (domain(x), call("gamma", x)),
    (domain(x, more="y"), x**y),
    (domain(x - 1, y), x**y - 1),
    (domain(x, x * y - z**2), y),
    (HORIZON, r),
    (domain(M), sqrt(M)),
    # structure
    (domain(x, 1 - x, y - 1, 2 - y, z - 2, 4 - z), ((x - y) ** 2 + (y - z) ** 2 + (z - x) ** 2) / 9),
    (domain(b - a, a), log(b / a)),
    (domain(b - a, more="a b"), exp(b) - exp(a)),
    (domain(x, y, PI - x - y), sin(x + y)),
    (domain(x, nonzero=(y,)), x * y**2),
    (domain(nonzero=(x * y,)), x**2 + y**2),
    (domain(y, more="x"), call("atan2", y, x)),
    (domain(x, more="y"), call("Max", x, y)),
    # polynomials in atoms
    (EXTERIOR, 1 - rs / r),
    (EXTERIOR, r - rs),
    (CONE, r / (p * r - q**2) * p / (p * r - q**2) - (q / (p * r - q**2)) ** 2),
    (DISK, (1 - x) ** 2 + y**2),
    (DISK, 1 - (x / (1 + sqrt(1 - x**2 - y**2))) ** 2 - (y / (1 + sqrt(1 - x**2 - y**2))) ** 2),
    (domain(1 - x, 1 + x), 1 - (2 * x / (1 + x**2)) ** 2),
    (domain(x - 1, more="y"), x**2 - 2 * x + 1 + y**2),
    (PLANE, x**2 + x * y + y**2 + 1),
    (domain(R - r, r, more="v"), R + r * cos(v)),
    (domain(k, 1 - k, more="t"), 1 - k**2 * sin(t) ** 2),
    (domain(a, b, more="t"), a**2 * sin(t) ** 2 + b**2 * cos(t) ** 2),
    (domain(t, PI / 4 - t), cos(t) ** 2 - sin(t) ** 2),
    (domain(b - a, a), b**3 - a**3),
    (LINE, x**6 - 3 * x**2 + 3),
    (LINE, exp(x) + exp(-x) - F(3, 2)),
    # certificates, roots
    (HORIZON, r**2 - M),
    (HORIZON, r**2 / M - 1),
    (EXTERIOR, (sqrt(r) - sqrt(rs)) / (sqrt(r) + sqrt(rs))),
    (KERR, r**2 - 2 * M * r + a**2),
    (KERR, r**2 + a**2 * cos(t) ** 2),
    (domain(n - F(1, 10), F(9, 10) - n, more="t"), 1 + n**2 - 2 * n * sin(t)),
    (LINE, x + sqrt(1 + x**2)),
    (HALF_PLANE, sqrt(x**2 + y**2) - x),
    (domain(PI / 4 - x, x + 3 * PI / 4), cos(x) - sin(x)),
    (LINE, F(29, 10) + 2 * cos(x) + 2 * sin(x)),
    (domain(more="u v"), cosh(u) * cosh(v) - sinh(u) * sinh(v)),
    (domain(x - y, y - z), (x - z) ** 3 - (x - y) ** 3 - (y - z) ** 3),
    (domain(1 - x**2 - y**2 - z**2), 1 - x**2 - y**2),
    # growth, boxes, cases
    (domain(x), x - call("tanh", x)),
    (domain(x), x - sin(x)),
    (domain(x), exp(x) - 1 - x - x**2 / 2),
    (domain(x), x - log(1 + x)),
    (domain(x, PI - x), sin(x) - x * cos(x)),
    (domain(x - F(1, 10), 3 - x, y - F(1, 10), 2 - y), exp(x * y) + sin(5 * x) * cos(3 * y)),
    (domain(x - F(1, 2), 2 - x, y - F(1, 2), 2 - y), x**y + y**x - 1),
    (domain(y, p, D, more="x q r"), (r * x + (D + q * r) / p) ** 2 + r**2 * y**2),
    (domain(nonzero=(x,)), cosh(x) - 1),
    # parts
    (domain(more="x"), Expr("piecewise", (x, Expr("gt", (x, ZERO)), 1 - x, TRUE))),
    (domain(x, more="y"), Expr("integral", (1 + sin(s * y) ** 2, s, ZERO, x))),
    (EXTERIOR, Expr("integral", (sqrt(rs / s + (rs / s) ** 2), s, rs, r))),
    (LINE, Expr("sum", (k + x**2, k, number(1), number(10)))),
    # numbers
    (LINE, sqrt(2) + sqrt(3) - sqrt(9 + F(8989, 10000))),
    (LINE, number(355) / 113 - PI),
]


@pytest.mark.parametrize(("where", "e"), POSITIVE, ids=lambda value: str(value)[:60] if isinstance(value, Expr) else "")
def test_positive(where: Domain, e: Expr) -> None:
    prover = Prover(where)
    reason = prover.positive(e)
    assert reason is not None
    assert reason.statement == "positive"
    assert prover.sign(e) == 1
    assert prover.negative(-e) is not None
    assert prover.nonzero(e) is not None
    assert prover.negative(e) is None


NOT_POSITIVE = [
    (LINE, x**2 - F(1, 10**40)),
    (LINE, x**2),
    (LINE, x**2 - 2 * x + 1),
    (domain(x, F(22, 7) - x), sin(x)),
    (domain(x + F(11, 7), F(11, 7) - x), cos(x)),
    (domain(nonnegative=(x,)), x),
    (domain(nonnegative=(x, PI - x)), sin(x)),
    (domain(1 - x, nonnegative=(x,)), sqrt(x) * (1 - x)),
    (domain(x - F(9999, 10000), more="y"), x**2 - 2 * x + 1 + y**2),
    (domain(nonnegative=(R - r, r), more="v"), R + r * cos(v)),
    (domain(r, R - F(999, 1000) * r, more="v"), R + r * cos(v)),
    (domain(rs, r - F(999, 1000) * rs), 1 - rs / r),
    (domain(M, r - F(999, 1000) * sqrt(M)), r**2 - M),
    (domain(M, r + 1), r - sqrt(M)),
    (domain(more="k t"), 1 - k**2 * sin(t) ** 2),
    (LINE, F(28, 10) + 2 * cos(x) + 2 * sin(x)),
    (LINE, F(2828427124, 10**9) + 2 * cos(x) + 2 * sin(x)),
    (LINE, x - call("tanh", x)),
    (domain(x), exp(x) - 1 - x - x**2 / 2 - x**4 / 10),
    (domain(x), x - log(1 + x) - F(1, 10**6)),
    (domain(p, D, more="x y q r"), (r * x + (D + q * r) / p) ** 2 + r**2 * y**2),
    (PLANE, x**2 + 2 * x * y + y**2),
    (PLANE, x**4 * y**2 + x**2 * y**4 - 3 * x**2 * y**2 + 1),
    (domain(more="x y a"), sqrt(x**2 + y**2) - x),
    (domain(more="x"), Expr("piecewise", (x, Expr("ge", (x, ZERO)), 1 - x, TRUE))),
    (domain(more="x y"), Expr("integral", (1 + sin(s * y) ** 2, s, ZERO, x))),
    (domain(more="x"), Expr("integral", (exp(-(s**2)), s, ZERO, OO)) * x),
    (domain(more="x"), x * Expr("integral", (x * s, s, number(-1), number(1))) + ZERO),
    (LINE, Expr("sum", (k - 1 + x**2, k, number(1), number(1)))),
    (domain(x), x * (number(22) / 7 - PI - F(1, 790)) + x**2),
    (domain(more="u v"), cosh(u) ** 2 - sinh(v)),
    (domain(more="x y"), power(x, y)),
    (domain(more="x y"), call("atan2", y, x)),
    (domain(x, more="y"), call("Min", x, y)),
]


@pytest.mark.parametrize(("where", "e"), NOT_POSITIVE, ids=lambda value: str(value)[:60] if isinstance(value, Expr) else "")
def test_not_positive(where: Domain, e: Expr) -> None:
    prover = Prover(where)
    assert prover.positive(e) is None
    assert prover.sign(e) is None


def test_weak_statements() -> None:
    line = Prover(LINE)
    assert line.nonnegative(x**2 - 2 * x + 1) is not None
    assert line.nonnegative(exp(x) + exp(-x) - 2) is not None
    assert line.nonnegative(x**2 - 2 * x + 1 - F(1, 10**30)) is None
    assert line.nonzero(x**2 - F(1, 10**40)) is None
    assert line.nonpositive(-(x**2)) is not None
    assert Prover(PLANE).nonnegative(2 * x**2 - 2 * x * y + y**2) is not None
    weak = Prover(domain(nonnegative=(R - r, r), more="v"))
    assert weak.nonnegative(R + r * cos(v)) is not None
    closed = Prover(domain(nonnegative=(x, PI - x)))
    assert closed.nonnegative(sin(x)) is not None
    assert Prover(domain(nonnegative=(x,))).nonnegative(x - sin(x)) is not None
    assert Prover(LINE).nonnegative(sin(x) ** 2 + cos(x) ** 2 - 1) is not None


def test_what_is_defined_is_not_zero_below() -> None:
    """A denominator may be taken as nonzero, since e is defined; a numerator may not."""
    assert Prover(LINE).positive(1 / x**2) is not None
    assert Prover(LINE).positive(x**2 / x**2) is not None
    assert Prover(LINE).positive(x**2) is None
    assert Prover(LINE).nonzero(1 / x) is not None


def test_nonzero() -> None:
    assert Prover(domain(nonzero=(x,))).nonzero(3 * x) is not None
    assert Prover(domain(nonzero=(x,))).nonzero(sinh(x)) is not None
    assert Prover(domain(nonzero=(x - y,))).nonzero(2 * y - 2 * x) is not None
    assert Prover(domain(nonzero=(x - y,))).nonzero(x + y) is None
    assert Prover(domain(nonzero=(x - y,))).nonzero(3 * exp(x) - 3 * exp(y)) is not None
    assert Prover(domain(nonzero=(x - y,))).nonzero(3 * cosh(x) - 3 * cosh(y)) is None
    assert Prover(domain(nonzero=(x * y,))).nonzero(y) is not None
    assert Prover(domain(nonzero=(x + y,))).nonzero(x) is None
    assert Prover(domain(PI - x, x)).nonzero(cos(x)) is None


def test_ranges() -> None:
    prover = Prover(HORIZON)
    assert repr(prover.interval(r)) == "(0, oo)"
    assert repr(Prover(EXTERIOR).interval(1 / r)) == "(0, oo)"
    assert repr(Prover(DISK).interval(x**2 + y**2)) == "[0, 1)"
    assert repr(Prover(domain(x - 1, y - x)).interval(y)) == "(1, oo)"
    assert repr(Prover(domain(1 - exp(x))).interval(x)) == "(-oo, 0)"
    assert repr(Prover(domain(2 - x**3, x)).interval(x**3 + 1)) == "(1, 3)"


def test_empty_domains() -> None:
    for where in (
        domain(x, -x),
        domain(x - y, y - x),
        domain(-1 - x**2),
        domain(rs, r - F(11, 10) * rs, nonnegative=(s - r, F(21, 20) * rs - s)),
        domain(-x, nonnegative=(x,)),
        domain(number(-1), more="x"),
        Domain(("x",), nonzero=(ZERO,)),
    ):
        assert Prover(where).empty() is not None, where
    for where in (domain(x), domain(nonnegative=(x, -x)), domain(r - sqrt(M), M), PLANE, domain(nonnegative=(x - y, y - x))):
        assert Prover(where).empty() is None, where


def test_constants() -> None:
    prover = Prover(LINE)
    assert prover.constant_sign(PI - F(355, 113)) == -1
    assert prover.constant_sign(sin(number(1)) ** 2 + cos(number(1)) ** 2 - 1) is None
    assert prover.constant_sign(x) is None
    told = Prover(LINE, is_zero=lambda e: True)
    assert told.constant_sign(sqrt(2) ** 2 - 2) == 0


def test_hooks() -> None:
    """An engine may say how an expression factors, and what vanishes; it must not be believed about signs."""
    e = call("besselj", 0, x) * y**2 - call("besselj", 0, x) * y**2 + y**2 + 1
    asked: list[Expr] = []

    def factor(expression: Expr) -> list[tuple[Expr, int]] | None:
        asked.append(expression)
        return [(number(3), 1), (x**2 + 1, 1), (y, 2)] if expression is hard else None

    hard = call("besselj", 0, x) + F(1, 2)
    assert Prover(domain(nonzero=(y,), more="x"), factor=factor).positive(hard) is not None
    assert Prover(PLANE, factor=factor).positive(hard) is None  # y may be zero
    assert asked
    assert Prover(PLANE).positive(e) is not None

    def loops(expression: Expr) -> list[tuple[Expr, int]] | None:
        return [(expression + number(0), 1), (number(1), 1)]

    assert Prover(PLANE, factor=loops).positive(hard) is None


def test_a_factor_that_may_vanish_below_is_not_assumed() -> None:
    hard = call("besselj", 0, x) + F(1, 2)
    prover = Prover(domain(more="x y"), factor=lambda e: [(x**2 + 1, 1), (y, -2)] if e is hard else None)
    assert prover.positive(hard) is None
    prover = Prover(domain(nonzero=(y,), more="x"), factor=lambda e: [(x**2 + 1, 1), (y, -2)] if e is hard else None)
    assert prover.positive(hard) is not None


def test_the_same_question_has_the_same_answer() -> None:
    for where, e in POSITIVE[::4]:
        first, second = Prover(where).positive(e), Prover(where).positive(e)
        assert first is not None
        assert second is not None
        assert first.explain() == second.explain()


def test_a_small_budget_only_leaves_more_open() -> None:
    for where, e in POSITIVE[::3]:
        for budget in (1, 20, 100):
            reason = Prover(where, budget=budget).positive(e)
            assert reason is None or reason.statement == "positive"
    assert Prover(KERR, budget=2).positive(r**2 - 2 * M * r + a**2) is None


def test_reasons_are_trees_of_data() -> None:
    reason = Prover(HORIZON).positive(r**2 - M)
    assert reason is not None
    rules = {part.rule for part in reason.walk()}
    assert "given" in rules
    assert "r**2 - M > 0" in reason.explain()
    for part in reason.walk():
        assert part.statement in MASKS
        assert STATEMENTS[part.mask] == part.statement
        assert all(isinstance(value, (str, tuple, Expr)) for _, value in part.data)


def residual(reason: Reason, at: dict[str, Fraction], change: int = 0) -> arb:
    """subject - sum of coefficient * product of premises, at a point."""
    evaluator = Evaluator(at, 128)
    data = dict(reason.data)
    terms = []
    for coefficient, label in data["terms"]:
        factors = [reason.premises[int(j)].subject for j in label]
        terms.append(mul(F(coefficient) + change, *factors))
    sign = 1 if reason.statement in ("positive", "nonnegative") else -1
    return evaluator(add(sign * reason.subject, *(-term for term in terms)))


@pytest.mark.parametrize(
    ("where", "e", "at"),
    [
        (domain(rs, r - F(11, 10) * rs), r - rs, {"r": F(7, 3), "rs": F(5, 4)}),
        (domain(M, r - sqrt(M), more="x"), r**2 - M, {"r": F(9, 4), "M": F(2), "x": F(0)}),
        (domain(more="u v"), cosh(u) * cosh(v) - sinh(u) * sinh(v), {"u": F(1, 3), "v": F(2)}),
    ],
)
def test_cone_certificates_add_up(where: Domain, e: Expr, at: dict[str, Fraction]) -> None:
    reason = Prover(where).positive(e)
    assert reason is not None
    cones = [part for part in reason.walk() if part.rule == "cone"]
    assert cones
    for part in cones:
        assert all(F(coefficient) > 0 for coefficient, _ in dict(part.data)["terms"])
        assert residual(part, at).contains(0)
        assert not residual(part, at, change=1).contains(0)  # the check sees a changed coefficient


# -- soundness -----------------------------------------------------------------------------------------------------------------
VARIABLES = [x, y]
numbers = st.sampled_from([F(1), F(-1), F(2), F(1, 2), F(-3, 2), F(1, 10), F(3)])
leaves = st.one_of(st.sampled_from([*VARIABLES, *VARIABLES, PI]), numbers.map(number))
FUNCTIONS = ["sin", "cos", "tan", "exp", "log", "sinh", "cosh", "tanh", "atan", "asin", "acosh", "Abs", "cbrt", "sign"]


def grown(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.one_of(
        st.builds(lambda e, f: e + f, inner, inner),
        st.builds(lambda e, f: e - f, inner, inner),
        st.builds(lambda e, f: e * f, inner, inner),
        st.builds(power, inner, st.sampled_from([2, 3, -1, -2, F(1, 2), F(-1, 2), F(1, 3)])),
        st.builds(call, st.sampled_from(FUNCTIONS), inner),
        st.builds(lambda e, f, g: Expr("piecewise", (e, Expr("lt", (f, ZERO)), g, TRUE)), inner, st.sampled_from(VARIABLES), inner),
    )


expressions = st.recursive(leaves, grown, max_leaves=6)
bounds = st.sampled_from([x, y, x - y, 1 - x, 2 - y, PI - x, y + 1, 1 - x**2 - y**2, x * y, x - sqrt(y), x - F(11, 10) * y])
domains = st.builds(
    lambda positive, nonnegative: Domain(("x", "y"), tuple(positive), tuple(nonnegative)),
    st.lists(bounds, max_size=3),
    st.lists(bounds, max_size=1),
)
GRID = [F(i, j) for i in (-3, -2, -1, 0, 1, 2, 3, 10) for j in (1, 3)]


def points_of(where: Domain) -> list[dict[str, Fraction]]:
    some = list(islice(PointSource(where, seed=5), 8))
    return some + [at for i in GRID for j in GRID[::3] if contains(where, at := {"x": i, "y": j})]


def contradicted(reason: Reason, e: Expr, points: list[dict[str, Fraction]]) -> bool:
    bits = {-1: 1, 0: 2, 1: 4}
    return any((sign := sign_at(Evaluator(at, 96), e)) is not None and bits[sign] & ~reason.mask for at in points)


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(domains, expressions)
def test_what_is_proved_holds_at_points(where: Domain, e: Expr) -> None:
    prover = Prover(where, budget=600)
    reasons = [prover.positive(e), prover.nonnegative(e), prover.nonzero(e), prover.nonpositive(e)]
    points = points_of(where)
    for reason in reasons:
        assert reason is None or not contradicted(reason, e, points)
    assert prover.empty() is None or not points


def test_a_wrong_reason_is_seen() -> None:
    """The failing twin of the check above."""
    wrong = Reason("guess", "positive", x**2 - F(1, 10))
    assert contradicted(wrong, wrong.subject, points_of(PLANE))
