"""Hand-made certificates that use what a claim means: smoothness near an image, open charts, places where branches meet."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from test_forgeries import Hand, line, over, raw, root, unknown

from symgeo.claimfile import read_claim_text
from symgeo.errors import SymgeoError
from symgeo.evidence.check import check_text
from symgeo.evidence.check.claims import inequality
from symgeo.evidence.check.terms import TRUE, Term, call, mul, number, symbol
from symgeo.evidence.rocq.export import scripts
from symgeo.exact.verdict import Refuted, Witness

x, y, z, t, k = map(symbol, "xyztk")
NEAR = "component 1 of the inverse is smooth near the image"


def other_at_three() -> Term:
    """3 at 3, and x elsewhere: that is x, whose derivative is 1."""
    return Term("piecewise", number(3), raw("eq", x, 3), x, TRUE)


def inverse_of_inverse(h: Hand) -> str:
    """The embedding x of x < 0 has the inverse 1/(1/y): y is negative there, and not 0."""
    source, end = h.chart("x", [raw("lt", x, 0)]), h.chart("y")
    claim = {"relation": "embedding", "f": h.map(source, end, x), "inverse": h.map(end, source, over(over(y)))}
    return h.refutation(claim, NEAR, "sign", [{"x": "-1"}], [["-1", "-1"]])


def sufficient_only(h: Hand) -> str:
    """The inverse y + sqrt(y^4) - y^2 is y, though y^4 is not positive at 0."""
    source, end = h.chart("x"), h.chart("y")
    inverse = raw("add", y, root(raw("pow", y, 4)), mul(-1, raw("pow", y, 2)))
    claim = {"relation": "embedding", "f": h.map(source, end, x), "inverse": h.map(end, source, inverse)}
    return h.refutation(claim, NEAR, "sign", [{"x": "0"}], [["0", "0"]])


def entry_where_branches_meet(h: Hand) -> str:
    g = Term("derivative", other_at_three(), x)
    return h.refutation(line(h, x, g), "(f*h)[1,1]", "unequal", [{"x": "3"}], [["1", "1"], ["0", "0"]])


def factor_where_branches_meet(h: Hand) -> str:
    claim = line(h, x, relation="homothetic")
    claim["factor"] = h.row(raw("add", 1, x, mul(-1, other_at_three())))
    return h.refutation(claim, "the factor c does not depend on x", "unequal", [{"x": "3"}], [["1", "1"], ["0", "0"]])


def example_on_one_part(h: Hand) -> str:
    """r^2 + |x| - x = 0 has the solution 0 for x > 0; the other part is on the whole line."""
    size = call("Abs", x)
    relation = raw("add", raw("pow", unknown(x), 2), size, mul(-1, x))
    half, whole = h.domain("x", [x]), h.domain("x")
    h.hint(whole, unknown(x), "generator")
    h.hint(whole, size, "generator")
    h.field(whole)["relations"].append([0, [], h.row(unknown(x)), 2])
    rest = raw("add", x, mul(-1, size))
    facts = [[whole, h.row(rest), "nonnegative", "equal", h.row(raw("pow", unknown(x), 2))]]
    facts += [[whole, h.row(x), "nonnegative", "blend", [[h.row(1), h.row(rest)], [h.row(1), h.row(size)]]]]
    first = h.map(h.chart("x", [raw("gt", x, 0)], (), [relation]), h.chart("y"), x)
    second = h.map(h.chart("x", (), (), [relation]), h.chart("y", [raw("gt", y, -1)]), x)
    claim = {"relation": "all", "claims": [{"relation": "immersion", "f": first}, {"relation": "immersion", "f": second}]}
    return h.proof(claim, [[half, {"x": "1"}], [whole, {"x": "0"}]], facts, [[1], [1]], example=[["r", ["#0"], h.row(0)]])


def inverse_beside_the_image(inverse: Term, at: int) -> Callable[[Hand], str]:
    """The line z = at, and an inverse that is not defined for other z."""

    def forge(h: Hand) -> str:
        source, end, d = h.chart("x"), h.chart("yz"), h.domain("x")
        claim = {"relation": "embedding", "f": h.map(source, end, x, at), "inverse": h.map(end, source, inverse)}
        return h.proof(claim, [[d, {"x": "0"}]])

    return forge


def point_of_an_empty_chart(h: Hand) -> str:
    where = raw("lt", Term("derivative", other_at_three(), x), Fraction(1, 2))
    return h.proof(line(h, x, 1, [where]), [[h.domain("x", [inequality(where)]), {"x": "3"}]])


def chart_of_one_point(h: Hand) -> str:
    where = raw("gt", Term("piecewise", number(1), raw("eq", x, 0), number(-1), TRUE), 0)
    return h.proof(line(h, x, 1, [where]), [[h.domain("x", [inequality(where)]), {"x": "0"}]])


def chart_with_an_end(h: Hand) -> str:
    where = raw("gt", Term("piecewise", number(1), raw("ge", x, 0), number(-1), TRUE), 0)
    claim, sides = line(h, call("Abs", x), 1, [where]), [["1", "1"], ["-1", "-1"]]
    return h.refutation(claim, "component 1 of f", "not-c1", [{"x": "0"}], sides, cut=[h.row(x), "x"], order=1)


def condition_that_jumps(h: Hand) -> str:
    """The target 2 + sign(y) > 0 is the whole line, though the condition is not continuous."""
    where = raw("gt", raw("add", 2, call("sign", y)), 0)
    f = h.map(h.chart("x"), h.chart("y", [where]), x)
    label = f"f maps into the target's domain, where it is defined: {where}"
    return h.refutation(
        {"relation": "immersion", "f": f}, label, "not-c1", [{"x": "0"}], [["3", "3"], ["1", "1"]], cut=[h.row(x), "x"], order=0
    )


BY_HAND: dict[str, Callable[[Hand], str]] = {
    "an inverse of an inverse": inverse_of_inverse,
    "a condition that is sufficient only": sufficient_only,
    "an entry where branches meet": entry_where_branches_meet,
    "a factor where branches meet": factor_where_branches_meet,
    "an example on one part": example_on_one_part,
    "a sum beside the image": inverse_beside_the_image(Term("sum", raw("mul", Fraction(1, 3), y), k, number(1), z), 3),
    "an integral beside the image": inverse_beside_the_image(
        raw("add", y, mul(0, Term("integral", raw("pow", t, z), t, number(-1), number(1)))), 1
    ),
    "an order beside the image": inverse_beside_the_image(raw("mul", y, raw("add", call("polygamma", z, 1), 1)), 1),
    "a point of an empty chart": point_of_an_empty_chart,
    "a chart of one point": chart_of_one_point,
    "a chart with an end": chart_with_an_end,
    "a condition that jumps": condition_that_jumps,
}


@pytest.mark.parametrize("name", BY_HAND)
def test_forgeries_by_hand(name: str) -> None:
    assert check_text(BY_HAND[name](Hand())).word != "accepted"


# -- theorems for the kernel that would say something else ---------------------------------------------------------------
CLAIM = """
format = "symgeo-claim/1"
[source]
coordinates = ["x"]
domain = ["{where}"]
metric = [["{g}"]]
[map]
components = ["{f}"]
[target]
coordinates = ["y"]
metric = [["{h}"]]
[claim]
relation = "{relation}"
"""


@pytest.mark.parametrize(
    ("given", "witness"),
    [
        # Coq's conditions for an odd root are not necessary: they may be neither denied, nor assumed of a chart.
        (("x > -1", "1 + (x**2)**(1/3)", "x", "1 + (y**2)**(1/3)", "isometric"), Witness("undefined", ({"x": "0"},), "")),
        (("(x**2)**(1/3) > -1", "1", "x", "1", "isometric"), Witness("unequal", ({"x": "0"},), "", component=(0, 0))),
        # Two points refute a constant factor, and no other.
        (("x > -1", "exp(2*x)", "exp(exp(x))", "1", "conformal"), Witness("two-factors", ({"x": "0"}, {"x": "1"}), "", component=(0, 0))),
    ],
)
def test_theorems_that_are_not_exported(given: tuple[str, ...], witness: Witness) -> None:
    where, g, f, h, relation = given
    claim = read_claim_text(CLAIM.format(where=where, g=g, f=f, h=h, relation=relation)).claim
    with pytest.raises(SymgeoError, match="cannot export"):
        scripts(Refuted(claim, witness), "forged")
