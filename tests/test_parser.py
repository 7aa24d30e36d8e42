"""The expression language: what is read, how it is printed, and how everything else is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from symgeo.errors import ExpressionError
from symgeo.expression import OO, PI, TRUE, E, Expr, add, call, mul, number, power, symbol
from symgeo.parser import Names, ParseError, parse_condition, parse_conditions, parse_expression, parse_relation
from symgeo.tokens import MAX_LEVELS

NAMES = Names(frozenset({"x", "y", "theta", "θ"}), {"r": 1, "F": 2})
x, y = symbol("x"), symbol("y")


def parse(text: str) -> Expr:
    return parse_expression(text, NAMES)


def refusal(text: str, read: Callable[[str, Names], object] = parse_expression, names: Names = NAMES) -> ParseError:
    with pytest.raises(ParseError) as caught:
        read(text, names)
    return caught.value


# -- what is read --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x/x", mul(x, power(x, -1))),
        ("0*log(x)", Expr("mul", (number(0), call("log", x)))),
        ("sqrt(x)**2", power(power(x, Fraction(1, 2)), 2)),
        ("-x**2", mul(-1, power(x, 2))),
        ("(-x)**2", power(mul(-1, x), 2)),
        ("x**y**2", power(x, power(y, 2))),
        ("x**-y*2", mul(power(x, mul(-1, y)), 2)),
        ("2**-x**2", power(2, mul(-1, power(x, 2)))),
        ("x/y/2", mul(x, power(y, -1), Fraction(1, 2))),
        ("x - y - 1", add(x, mul(-1, y), -1)),
        ("--x", x),
        ("- -+-x", mul(-1, x)),
        ("+x", x),
        ("0.1", number(Fraction(1, 10))),
        (".5 + 5. + 1e-3 + 2.5E2", number(Fraction(255501, 1000))),
        ("1e-40", number(Fraction(1, 10**40))),
        ("Rational(1, 10**40)", number(Fraction(1, 10**40))),
        ("Rational(-2**3 + 1, 3*4)", number(Fraction(-7, 12))),
        ("Rational(1, 10**2000)", number(Fraction(1, 10**2000))),
        ("1/3", number(Fraction(1, 3))),
        ("1/0", power(0, -1)),
        ("pi*E", mul(PI, E)),
        ("θ + theta", add(symbol("θ"), symbol("theta"))),
        ("r(2*x)", Expr("apply", ("r", mul(2, x)))),
        ("F(x, y)", Expr("apply", ("F", x, y))),
        ("atan2(y, x)", call("atan2", y, x)),
        ("Max(x, y, 0)", call("Max", x, y, 0)),
        ("cbrt(x)", call("cbrt", x)),
        ("Derivative(r(x), x)", Expr("derivative", (Expr("apply", ("r", x)), x))),
        ("Derivative(x*y, x, 2, y)", Expr("derivative", (mul(x, y), x, x, y))),
        ("Derivative(x*y, (x, 2), y)", Expr("derivative", (mul(x, y), x, x, y))),
        ("Integral(s**2, (s, 0, x))", Expr("integral", (power(symbol("s"), 2), symbol("s"), number(0), x))),
        ("Integral(x, (x, -oo, x))", Expr("integral", (x, x, -OO, x))),
        ("Sum(x**k, (k, 0, 3))", Expr("sum", (power(x, symbol("k")), symbol("k"), number(0), number(3)))),
        ("Sum(1/2**k, (k, 1, oo))", Expr("sum", (power(power(2, symbol("k")), -1), symbol("k"), number(1), OO))),
        ("Piecewise((x, x < 0), (y, True))", Expr("piecewise", (x, Expr("lt", (x, number(0))), y, TRUE))),
        (" ( x\n+\ty ) ", add(x, y)),
    ],
)
def test_reads(text: str, tree: Expr) -> None:
    assert parse(text) is tree


def test_a_bound_variable_is_local_and_shadows() -> None:
    inner = parse("Integral(Integral(s*t, (s, 0, t)), (t, 0, x))")
    assert inner.free_symbols == {"x"}
    refusal("Integral(s, (s, 0, 1)) + s")
    refusal("Integral(x, (s, 0, s))")
    assert refusal("Integral(sin(x), (sin, 0, 1))").column == 10


@pytest.mark.parametrize("name", ["E", "pi", "S", "I", "lambda", "beta", "Q", "zeta", "sin", "N", "oo", "Derivative", "λ", "é", "नमः"])
def test_a_declared_name_is_just_that_symbol(name: str) -> None:
    names = Names(frozenset({name}))
    assert parse_expression(f"2*{name}", names) is mul(2, symbol(name))
    assert refusal(f"{name}(1)", names=names).reason.endswith("is a symbol and cannot be called")


def test_a_declared_function_comes_before_a_built_in_one() -> None:
    assert parse_expression("gamma(1)", Names(frozenset(), {"gamma": 1})) is Expr("apply", ("gamma", number(1)))


def test_spellings_of_one_identifier_agree() -> None:
    assert parse_expression("e\u0301", Names(frozenset({"\u00e9"}))) is symbol("\u00e9")
    assert parse_expression("\u00b5", Names(frozenset({"\u03bc"}))) is symbol("\u03bc")


def test_conditions() -> None:
    assert parse_condition("0 < x", NAMES, strict=True) is Expr("lt", (number(0), x))
    assert parse_conditions("0 < x < 1", NAMES, strict=True) == [Expr("lt", (number(0), x)), Expr("lt", (x, number(1)))]
    assert parse_condition("x != y", NAMES, strict=False) is Expr("ne", (x, y))
    with pytest.raises(ParseError, match="needs a strict inequality, got <="):
        parse_condition("0 <= x", NAMES, strict=True)
    with pytest.raises(ParseError, match="got a chain"):
        parse_condition("0 < x < 1", NAMES, strict=True)
    for text in ("x", "x = 1", "x < ", "(x < 1)", "x < 1, y < 1", "True", "x == 1"):
        with pytest.raises(ParseError):
            parse_condition(text, NAMES, strict=True)


def test_relations() -> None:
    assert parse_relation("x**2 = 1", NAMES) is add(power(x, 2), -1)
    for text in ("x", "x == 1", "x = y = 1", "x < 1", "= 1", "x ="):
        refusal(text, parse_relation)


# -- what is refused -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "empty"),
        ("x^2", 2, "**"),
        ("2x", 1, "2*x"),
        ("x y", 3, "operator"),
        ("(x)(y)", 4, "product"),
        ("thta", 1, "theta"),
        ("abs(x)", 1, "Abs"),
        ("ln(x)", 1, "log"),
        ("arctan2(y, x)", 1, "atan2"),
        ("f(x)", 1, "not declared"),
        ("x(y)", 1, "cannot be called"),
        ("r", 1, "needs its arguments"),
        ("1 + r(x, y)", 5, "1 argument, got 2"),
        ("sin()", 5, "needs arguments"),
        ("log(x, 2)", 1, "log(x)/log(b)"),
        ("x.__class__", 2, "attribute"),
        ("__import__('os')", 12, "strings"),
        ("lambda x: x", 9, ":"),
        ("lambda", 1, "keyword"),
        ("x if x > 0 else y", 3, "keyword"),
        ("x[0]", 2, "subscripts"),
        ("{x}", 1, "braces"),
        ("x # y", 3, "comments"),
        ("x\0", 2, "U+0000"),
        ("x\x1b", 2, "U+001B"),
        ("x\u200b", 2, "U+200B"),
        ("x\u00a0+ y", 2, "U+00A0"),
        ("x\u2212y", 2, "Write -"),
        ("x\u00b2", 2, "superscript"),
        ("x//y", 2, "floor"),
        ("x < 1", 3, "comparison"),
        ("x = 1", 3, "comparison"),
        ("oo", 1, "bound"),
        ("x + oo", 5, "bound"),
        ("True", 1, "Piecewise"),
        ("x,y", 2, "comma"),
        ("(x,y)", 3, "tuple"),
        ("x)", 2, "never opened"),
        ("sin(x", 4, "never closed"),
        ("()", 2, "between the brackets"),
        ("x +", 4, "end of the text"),
        ("* x", 1, "'*'"),
        ("1_000", 1, "not a number"),
        ("0x1F", 1, "not a number"),
        ("1j", 1, "not a number"),
        ("007", 1, "begins with 0"),
        ("Rational(1, 0)", 1, "denominator"),
        ("Rational(1/2, 3)", 1, "integers"),
        ("Rational(x, 3)", 1, "integers"),
        ("Rational(1)", 1, "2 arguments, got 1"),
        ("Derivative(x)", 13, "variable"),
        ("Derivative(x, s)", 15, "not declared"),
        ("Derivative(x, 2)", 15, "symbol"),
        ("Derivative(x, x, 0)", 18, "positive integer"),
        ("Derivative(x, x, 1000)", 22, "order at most"),
        ("Integral(s, s)", 14, "two bounds"),
        ("Integral((s, 0, 1))", 19, "two bounds"),
        ("Integral(s, (s, 0))", 18, "two bounds"),
        ("Integral(s, (s, 0, 1), (t, 0, 1))", 25, "got more"),
        ("Integral(s, (s, 0, 1 + oo))", 24, "alone"),
        ("Integral(s, (2, 0, 1))", 14, "two bounds"),
        ("Sum(k, (k, 1, x))", 1, "integers"),
        ("Sum(k, (k, 5, 1))", 1, "not above"),
        ("Sum(k, (k, 1, 10**9))", 1, "terms"),
        ("Piecewise(x)", 11, "pair"),
        ("Piecewise((x, x < 1))", 21, "last condition"),
        ("Piecewise((x, True), (y, True))", 20, "last condition only"),
        ("Piecewise((x, 0 < x < 1), (y, True))", 21, "one comparison"),
        ("Piecewise((x, x = 1), (y, True))", 17, "=="),
        ("Piecewise((x, x), (y, True))", 16, "comparison"),
        ("Piecewise((x < 1, y), (y, True))", 14, "one comparison"),
        ("9**9**9**9", 11, "exponents"),
        ("x**1000001", 11, "exponents"),
        ("1e5000", 1, "digits"),
        ("1e99999999999", 1, "digits"),
        ("1" * 5000, 1, "digits"),
        ("x" * 500, 1, "100 characters"),
    ],
)
def test_refuses(text: str, column: int, words: str) -> None:
    error = refusal(text)
    assert words in str(error)
    assert error.column == column
    assert str(error).startswith(f"column {column}: {error.reason}.")


def test_an_error_says_what_to_do() -> None:
    assert str(refusal("x^2")) == "column 2: ^ is not an operator of the language. Write ** for a power."
    assert str(refusal("thta")) == "column 1: the name thta is not declared. Did you mean theta?"
    assert isinstance(refusal("x^2"), ExpressionError)
    assert isinstance(refusal("x^2"), ValueError)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "(" * 50_000 + "x" + ")" * 50_000,
        "sin(" * 1000,
        "sin(" * 1000 + "x" + ")" * 1000,
        "**".join(["x"] * 5000),
        "x + " * 1_000_000,
        "Integral(" * 150 + "x" + ", (s, 0, 1))" * 150,
        "+".join(f"1/{n}" for n in range(3, 19_000, 2)),
        "*".join(["7"] * 20_000),
        "2**" * 5000 + "2",
        "Rational(1, 2**(2**(2**(2**2))))*Rational(1, 2**300000)",
        "-" * 99_000,
        "a" * 99_000,
        "." * 99_000,
        "é" * 99_000,
    ],
)
def test_large_texts_are_refused_at_once(text: str) -> None:
    start = time.perf_counter()
    refusal(text)
    assert time.perf_counter() - start < 2  # generous: the machine may be busy; each takes milliseconds


def test_long_but_flat_texts_are_read() -> None:
    assert len(parse("+".join(["x*y"] * 9000)).args) == 9000
    assert len(parse("*".join(["x"] * 9000)).args) == 9000
    assert parse("-" * 50_000 + "x") is x


def test_the_deepest_tree_can_be_walked() -> None:
    e = parse("sin(" * (MAX_LEVELS - 1) + "x" + ")" * (MAX_LEVELS - 1))
    assert parse(str(e)) is e
    assert e.substitute({"x": y}).free_symbols == {"y"}
    deep = "(x+2*(" * ((MAX_LEVELS - 2) // 2) + "x" + "))" * ((MAX_LEVELS - 2) // 2)
    assert parse(str(parse(deep))) is parse(deep)
    refusal("sin(" * MAX_LEVELS + "x" + ")" * MAX_LEVELS)
    assert parse("(" * 190 + "x" + ")" * 190) is x


# -- printing and reading ------------------------------------------------------------------------------------------
rationals = st.builds(Fraction, st.integers(-30, 30), st.integers(1, 12))
leaves = st.one_of(rationals.map(number), st.sampled_from([x, y, symbol("θ"), PI, E]))


def with_children(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    conditions = st.builds(lambda h, a, b: Expr(h, (a, b)), st.sampled_from(["lt", "le", "gt", "ge", "eq", "ne"]), inner, inner)
    bounds = st.one_of(inner, st.sampled_from([OO, -OO]))
    return st.one_of(
        st.builds(add, inner, inner, inner),
        st.builds(lambda a, b: a - b, inner, inner),
        st.builds(mul, inner, inner, inner),
        st.builds(lambda a, b: a / b, inner, inner),
        st.builds(lambda a: -a, inner),
        st.builds(power, inner, st.one_of(inner, rationals.map(number))),
        st.builds(call, st.sampled_from(["sin", "log", "Abs", "gamma", "cbrt", "exp"]), inner),
        st.builds(call, st.sampled_from(["atan2", "Max", "Min", "besselj"]), inner, inner),
        st.builds(lambda a: Expr("apply", ("r", a)), inner),
        st.builds(lambda a, b: Expr("apply", ("F", a, b)), inner, inner),
        st.builds(lambda e, by: Expr("derivative", (e, *by)), inner, st.lists(st.sampled_from([x, y]), min_size=1, max_size=3)),
        st.builds(lambda e, s, a, b: Expr("integral", (e, s, a, b)), inner, st.sampled_from([x, symbol("s")]), bounds, bounds),
        st.builds(lambda e, a, n: Expr("sum", (e, y, number(a), number(a + n))), inner, st.integers(-5, 5), st.integers(0, 5)),
        st.builds(lambda e, c, d: Expr("piecewise", (e, c, d, TRUE)), inner, conditions, inner),
    )


trees = st.recursive(leaves, with_children, max_leaves=25)


@settings(deadline=None, max_examples=600)
@given(trees)
@example(mul(x, power(y, -1), x))
@example(mul(power(y, -1), x))
@example(mul(x, power(y, -2)))
@example(mul(x, power(power(y, 2), -1)))
@example(mul(Fraction(-1, 2), x))
@example(power(number(-2), x))
@example(number(Fraction(1, 3**3000)))
def test_what_is_printed_reads_as_the_same_tree(e: Expr) -> None:
    assert parse(str(e)) is e


# -- against Python's own grammar, on rational arithmetic ----------------------------------------------------------
def evaluate(e: Expr) -> Fraction:
    values: dict[Expr, Fraction] = {}
    for node in e.walk():
        inner = [values[c] for c in node.children]
        if node.head == "number":
            values[node] = node.args[0]
        elif node.head == "add":
            values[node] = sum(inner, Fraction(0))
        elif node.head == "mul":
            product = Fraction(1)
            for v in inner:
                product *= v
            values[node] = product
        else:
            assert node.head == "pow"
            values[node] = rational_power(inner[0], inner[1])
    return values[e]


def rational_power(base: Fraction, exponent: Fraction) -> Fraction:
    assume(exponent.denominator == 1 and abs(exponent) < 300)
    assume(base != 0 or exponent >= 0)
    return base**exponent.numerator


class Rational:
    """A rational number that goes through Python's own operators."""

    def __init__(self, value: Fraction) -> None:
        self.value = value

    def __add__(self, other: Rational) -> Rational:
        return Rational(self.value + other.value)

    def __sub__(self, other: Rational) -> Rational:
        return Rational(self.value - other.value)

    def __mul__(self, other: Rational) -> Rational:
        return Rational(self.value * other.value)

    def __truediv__(self, other: Rational) -> Rational:
        assume(other.value != 0)
        return Rational(self.value / other.value)

    def __pow__(self, other: Rational) -> Rational:
        return Rational(rational_power(self.value, other.value))

    def __neg__(self) -> Rational:
        return Rational(-self.value)

    def __pos__(self) -> Rational:
        return self


pieces = st.lists(st.sampled_from(["1", "2", "3", "5", "+", "-", "*", "/", "**", "(", ")"]), min_size=1, max_size=16)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "/", "**", " - ", "**-", "/-", "*+"])
    return st.one_of(
        st.builds(lambda a, o, b: a + o + b, inner, operators, inner),
        inner.map(lambda a: f"({a})"),
        inner.map(lambda a: f"-{a}"),
    )


@settings(deadline=None, max_examples=600)
@given(st.one_of(pieces.map(" ".join), st.recursive(st.sampled_from(["1", "2", "3", "5"]), grown, max_leaves=8)))
def test_precedence_is_that_of_python(text: str) -> None:
    assume(text.count("**") <= 3)
    python = "".join(f"R({c})" if c.isdigit() else c for c in text)
    try:
        code = compile(python, "generated", "eval")
    except SyntaxError:
        refusal(text)
        return
    try:
        expected = eval(code, {"R": lambda n: Rational(Fraction(n))})
    except (TypeError, AttributeError):  # R(1)(R(2)) calls a number, () is a tuple
        refusal(text)
        return
    if not isinstance(expected, Rational):
        refusal(text)
        return
    assert evaluate(parse(text)) == expected.value


# -- anything at all -----------------------------------------------------------------------------------------------
WORDS = (
    """x y r F sin log sqrt Piecewise Derivative Integral Sum Rational oo pi E True Max ( ) ( ) , , < = == ** * / + - 1 0 2.5 s k . ' \0"""
)
words = st.sampled_from(WORDS.split(" "))


@settings(deadline=None, max_examples=800)
@given(st.one_of(st.text(max_size=40), st.lists(words, max_size=25).map(" ".join), st.lists(words, max_size=25).map("".join)))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    for read in (
        parse_expression,
        parse_relation,
        lambda t, n: parse_conditions(t, n, strict=True),
        lambda t, n: parse_conditions(t, n, strict=False),
    ):
        try:
            read(text, NAMES)
        except ParseError as error:
            assert 1 <= error.column <= len(text) + 1
            assert error.reason
            assert str(error).endswith((".", "?"))


def damaged(text: str, at: int, piece: str) -> str:
    at %= len(text)
    return text[:at] + piece + text[at + 1 :]


@settings(deadline=None, max_examples=400)
@given(trees, st.integers(0, 10_000), st.sampled_from(["", "(", ")", ",", "x", "0", "*", "<", "oo", " "]))
def test_a_damaged_text_is_read_or_refused(e: Expr, at: int, piece: str) -> None:
    try:
        found = parse(damaged(str(e), at, piece))
    except ParseError:
        return
    assert parse(str(found)) is found
