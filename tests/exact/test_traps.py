"""Traps: claims on which heuristics fail, each of a kind of its own. What is false must not come out proved, nor what is true refuted."""

from __future__ import annotations

import pytest

from symgeo.claimfile import read_claim_text
from symgeo.exact.verdict import Refuted, Verdict
from symgeo.exact.verify import Session


def verdict(
    metric: str,
    *,
    component: str = "x",
    domain: str = "",
    coordinates: str = '"x"',
    parameters: str = "",
    functions: str = "",
    relations: str = "",
    relation: str = "isometric",
) -> Verdict:
    """The verdict on a map x -> component in one dimension against a metric (or one with its own coordinates)."""
    rows = metric if metric.startswith("[[") else f'[["{metric}"]]'
    parts = component if component.startswith("[") else f'["{component}"]'
    count = parts.count('"') // 2
    text = f"""format = "symgeo-claim/1"
title = "trap"
{f"relations = [{relations}]" if relations else ""}
{f"[parameters]{chr(10)}{parameters}" if parameters else ""}
{f"[functions]{chr(10)}{functions}" if functions else ""}
[source]
coordinates = [{coordinates}]
domain = [{domain}]
metric = {rows}
[map]
components = {parts}
[target]
signature = [{", ".join(["1"] * count)}]
[claim]
relation = "{relation}"
"""
    return Session(read_claim_text(text).claim).verdict()


CASES: list[tuple[str, str, dict[str, str]]] = [
    # poles and branch points inside the domain
    ("a pole inside", "refuted", {"metric": "1/x**4", "component": "1/x"}),
    ("a pole outside", "proved", {"metric": "1/x**4", "component": "1/x", "domain": '"0 < x"'}),
    ("tan through its pole", "refuted", {"metric": "(1 + tan(x)**2)**2", "component": "tan(x)", "domain": '"0 < x", "x < 2"'}),
    ("tan before its pole", "proved", {"metric": "(1 + tan(x)**2)**2", "component": "tan(x)", "domain": '"0 < x", "x < 3/2"'}),
    ("log over its branch point", "refuted", {"metric": "1/x**2", "component": "log(x)", "domain": '"-1 < x"'}),
    (
        "1/(x**2 + y**2) at the origin",
        "refuted",
        {"metric": '[["(x**2+y**2)/(x**2+y**2)", "0"], ["0", "1"]]', "component": '["x", "y"]', "coordinates": '"x", "y"'},
    ),
    # what cancels is still undefined
    ("x/x at 0", "refuted", {"metric": "x/x"}),
    ("x/x off 0", "proved", {"metric": "x/x", "domain": '"0 < x"'}),
    ("sqrt(x)**2", "refuted", {"metric": "sqrt(x)**2 - x + 1"}),
    ("0*log(x)", "refuted", {"metric": "1 + 0*log(x)"}),
    ("0*log(x) on x > 0", "proved", {"metric": "1 + 0*log(x)", "domain": '"0 < x"'}),
    ("tan/tan", "refuted", {"metric": "tan(x)/tan(x)", "domain": '"-1 < x", "x < 1"'}),
    ("(x**2)**Rational(1,2) is not x", "refuted", {"metric": "sqrt(x**2)/x", "domain": '"-2 < x", "x < -1"'}),
    # hidden constants and connectedness
    ("atan x + atan 1/x on x > 0", "proved", {"metric": "(atan(x) + atan(1/x))*2/pi", "domain": '"0 < x"'}),
    ("atan x + atan 1/x on both sides", "refuted", {"metric": "(atan(x) + atan(1/x))*2/pi", "domain": '"Abs(x) > 1/4"'}),
    ("squared, it is true on both sides", "proved", {"metric": "((atan(x) + atan(1/x))*2/pi)**2", "domain": '"Abs(x) > 1/4"'}),
    ("asin + acos", "proved", {"metric": "(asin(x) + acos(x))*2/pi", "domain": '"-1 < x", "x < 1"'}),
    # branches
    ("a jump in Piecewise", "refuted", {"metric": "1", "component": "Piecewise((x, x < 0), (x + 1, True))"}),
    ("a kink in Piecewise", "refuted", {"metric": "1", "component": "Piecewise((x, x < 0), (-x, True))"}),
    ("Abs is not C^1", "refuted", {"metric": "1", "component": "Abs(x)"}),
    ("x*Abs(x) is C^1", "proved", {"metric": "4*x**2", "component": "x*Abs(x)"}),
    ("Abs away from 0", "proved", {"metric": "1", "component": "Abs(x)", "domain": '"0 < x"'}),
    ("smooth gluing", "proved", {"metric": "Piecewise((4*x**2, x > 0), (0, True))", "component": "Piecewise((x**2, x > 0), (0, True))"}),
    ("equal on half the domain", "refuted", {"metric": "Piecewise((1, x > 0), (1 + x**2, True))"}),
    ("Max with a kink", "refuted", {"metric": "1", "component": "Max(x, 2*x)"}),
    ("sign as a metric", "refuted", {"metric": "sign(x)**2"}),
    ("off one single point", "refuted", {"metric": "Piecewise((1, x < 0), (1, x > 0), (2, True))"}),
    # integrals
    ("a divergent integral", "not proved", {"metric": "1/x**2", "component": "Integral(1/s, (s, -1, x))", "domain": '"0 < x"'}),
    ("the same from 1", "proved", {"metric": "1/x**2", "component": "Integral(1/s, (s, 1, x))", "domain": '"0 < x"'}),
    ("an integral as an entry", "proved", {"metric": "1 + Integral(cos(s), (s, 0, x)) - sin(x)"}),
    # undefined functions
    (
        "a relation with solutions",
        "proved",
        {
            "metric": "1",
            "component": '["r(x)", "z(x)"]',
            "functions": 'r = ["x"]\nz = ["x"]',
            "relations": '"Derivative(r(x), x)**2 + Derivative(z(x), x)**2 - 1 = 0"',
        },
    ),
    (
        "a relation, and a false claim",
        "refuted",
        {
            "metric": "1",
            "component": '["r(x)", "2*z(x)"]',
            "functions": 'r = ["x"]\nz = ["x"]',
            "relations": '"Derivative(r(x), x)**2 + Derivative(z(x), x)**2 - 1 = 0"',
        },
    ),
    # constants
    ("cos(pi/5) beside sqrt(5)", "proved", {"metric": "16*cos(pi/5)**2/(1 + sqrt(5))**2"}),
    ("cos(pi/7) and its conjugates", "proved", {"metric": "2*(cos(pi/7) - cos(2*pi/7) + cos(3*pi/7))"}),
    ("cos(pi/7) with a wrong sign", "refuted", {"metric": "2*(cos(pi/7) + cos(2*pi/7) + cos(3*pi/7))"}),
    ("nested radicals", "proved", {"metric": "sqrt(4 + 2*sqrt(3)) - sqrt(3)"}),
    ("nested radicals nearly", "refuted", {"metric": "sqrt(4 + 2*sqrt(3)) - sqrt(3) + 1/10**40"}),
    ("a sum of three roots", "proved", {"metric": "sqrt(2)*sqrt(3)*sqrt(6)/6"}),
    # sines
    (
        "roots of 1 - sin and 1 + sin",
        "proved",
        {"metric": "1 + sqrt(1 - sin(x))*sqrt(1 + sin(x)) - Abs(cos(x))", "domain": '"0 < x", "x < 3/2"'},
    ),
    ("without the absolute value", "refuted", {"metric": "1 + sqrt(1 - sin(x))*sqrt(1 + sin(x)) - cos(x)", "domain": '"2 < x", "x < 4"'}),
    # integers
    ("sin(n pi)", "proved", {"metric": "1 + sin(n*pi)", "parameters": 'n = "integer"'}),
    ("sin(n pi) for real n", "refuted", {"metric": "1 + sin(n*pi)**2", "parameters": 'n = "real"'}),
    ("cos(n pi)", "proved", {"metric": "cos(n*pi)**2", "parameters": 'n = "integer"'}),
    ("cos(n pi) is not always 1", "refuted", {"metric": "2 + cos(n*pi) - 1", "parameters": 'n = "integer"'}),
    ("(-1)**(2n)", "proved", {"metric": "(-1)**(2*n)", "parameters": 'n = "integer"'}),
    # equal at every small rational point
    ("sin(5040 pi x)", "refuted", {"metric": "1 + sin(5040*pi*x)**2"}),
    ("a product with many zeros", "refuted", {"metric": "1 + x*(x**2-1)*(x**2-4)*(4*x**2-1)*(9*x**2-1)*(9*x**2-4)/10**9"}),
    ("a difference of 1e-40", "refuted", {"metric": "1 + 1/10**40"}),
    ("a difference of 1e-200", "refuted", {"metric": "1 + 1/10**200"}),
    # roots
    ("cbrt is real", "proved", {"metric": "cbrt(x)**3/x", "domain": '"x < 0"'}),
    ("x**(1/3) is not", "refuted", {"metric": "(x**Rational(1,3))**3/x", "domain": '"x < 0"'}),
    ("a cube root that cancels", "proved", {"metric": "1", "component": "cbrt(x)**3"}),
    ("a cube root is not C^1 at 0", "not proved", {"metric": "1", "component": "cbrt(x)"}),
    ("exp(log x)", "refuted", {"metric": "exp(log(x)) - x + 1"}),
    # factors
    ("a factor that vanishes on an interface", "not proved", {"metric": "1", "component": "x*Abs(x)/2", "relation": "conformal"}),
    ("a factor that vanishes at a point", "not proved", {"metric": "1", "component": "x**3", "relation": "conformal"}),
    (
        "two constants on two components",
        "not proved",
        {"metric": "1/(2 + sign(x))", "component": "x", "domain": '"Abs(x) > 1"', "relation": "homothetic"},
    ),
    (
        "a parameter at a special value",
        "refuted",
        {"metric": "x**(2*a)", "component": "x**(a+1)/(a+1)", "domain": '"0 < x"', "parameters": 'a = "real"'},
    ),
    ("and off it", "proved", {"metric": "x**(2*a)", "component": "x**(a+1)/(a+1)", "domain": '"0 < x"', "parameters": 'a = "positive"'}),
]


@pytest.mark.parametrize(("expected", "case"), [(e, c) for _, e, c in CASES], ids=[name for name, _, _ in CASES])
def test_trap(expected: str, case: dict[str, str]) -> None:
    answer = verdict(**case)
    if expected == "not proved":
        assert answer.word != "proved"
    else:
        assert answer.word == expected, str(answer)


def test_a_relation_without_solutions_proves_nothing() -> None:
    answer = verdict("5", component="r(x)", functions='r = ["x"]', relations='"Derivative(r(x), x)**2 + 1 = 0"')
    assert answer.word == "undecided"


@pytest.mark.parametrize("entry", ["exp(LambertW(s))", "gamma(s + 2)", "polygamma(1, s + 2)"])
def test_a_zero_that_cancels_in_the_normal_form_is_not_a_zero(entry: str) -> None:
    answer = verdict("1", domain='"-1/4 < x"', component=f"Integral({entry}, (s, 0, x))", relation="immersion")
    assert answer.word != "refuted", str(answer)


def test_hidden_consequences_of_relations_do_not_refute() -> None:
    """U_x = V and U_y = V imply V_x = V_y; a jet that ignores this is not one of functions that satisfy the relations."""
    answer = verdict(
        '[["1 + (Derivative(V(x, y), x) - Derivative(V(x, y), y))**2", "0"], ["0", "1"]]',
        component='["x", "y"]',
        coordinates='"x", "y"',
        functions='U = ["x", "y"]\nV = ["x", "y"]',
        relations='"Derivative(U(x, y), x) - V(x, y) = 0", "Derivative(U(x, y), y) - V(x, y) = 0"',
    )
    assert answer.word == "proved", str(answer)


def test_an_integral_does_not_leave_its_variable_behind() -> None:
    answer = verdict("1 + Integral(1/(1 + sqrt(s)), (s, 0, x)) - x*Integral(1/(1 + sqrt(s)), (s, 0, 1))", domain='"0 < x", "x < 1/2"')
    assert answer.word != "proved"


@pytest.mark.parametrize(("component", "inverse"), [("x**3", "cbrt(u)"), ("x**5 + x**3", "cbrt(u)")])
def test_an_inverse_has_to_be_smooth_itself(component: str, inverse: str) -> None:
    text = f"""format = "symgeo-claim/1"
title = "trap"
[source]
coordinates = ["x"]
domain = []
[map]
components = ["{component}"]
[inverse]
components = ["{inverse}"]
[target]
coordinates = ["u"]
domain = []
metric = [["1"]]
[claim]
relation = "embedding"
"""
    assert Session(read_claim_text(text).claim).verdict().word != "proved"


def test_the_witness_of_a_pole_is_inside_the_domain() -> None:
    answer = verdict("x/x")
    assert isinstance(answer, Refuted)
    assert answer.witness.kind == "undefined"
    assert answer.witness.points == ({"x": "0"},)
