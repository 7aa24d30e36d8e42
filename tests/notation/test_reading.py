"""What is printed can be read in one way only, and says what was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from reading import Unreadable, read_latex, read_mathml
from trees import agreement, conditions, expressions, notation

from symgeo.claimfile import read_claim_file
from symgeo.errors import SymgeoError
from symgeo.expression import ONE, TRUE, ZERO, Expr, call, power, symbol
from symgeo.notation import Notation, latex, lines, mathml, pieces, text

CLAIMS = sorted(Path(__file__).parents[1].glob("claims/*/*.toml"))


def all_readings(e: Expr, notation: Notation, at_most: float) -> dict[str, Expr]:
    box = notation.write(e)
    broken = lines(box, at_most - 2, at_most)
    text(box)
    return {
        "latex": read_latex(latex(box), notation),
        "mathml": read_mathml(mathml(box), notation),
        "lines of latex": read_latex(" ".join(map(latex, broken)), notation),
        "lines of mathml": read_mathml("".join(map(mathml, broken)), notation),
        "pieces": read_mathml("".join(map(mathml, pieces(box, at_most))), notation),
    }


@given(expressions)
@settings(max_examples=300)
def test_every_expression_reads_back(e: Expr) -> None:
    for how, found in all_readings(e, notation(), 14.0).items():
        assert agreement(e, found) is not False, (how, e, found)


@given(conditions)
@settings(max_examples=60)
def test_every_condition_reads_back(e: Expr) -> None:
    for how, found in all_readings(e, notation(), 14.0).items():
        assert found.head == e.head, how
        for mine, its in zip(e.children, found.children, strict=True):
            assert agreement(mine, its) is not False, (how, e, found)


@pytest.mark.parametrize("path", CLAIMS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_claims_read_back(path: Path) -> None:
    claim = read_claim_file(path).claim
    written = list(claim.f.components) if hasattr(claim, "f") else []
    written += [e for name in ("g", "h") if getattr(claim, name, None) is not None for r in getattr(claim, name).entries for e in r]
    if hasattr(claim, "f"):
        written += [e for r in claim.f.pullback(getattr(claim, "h", None)).entries for e in r][:4]
    names = Notation(claim.domain.variables, {e.args[0] for w in written for e in w.walk() if e.head in ("apply", "jet")})
    compared = 0
    for e in dict.fromkeys(written):
        if len(str(e)) > 1500:
            continue
        for how, found in all_readings(e, names, 20.0).items():
            assert _agreement(e, found) is not False, (how, str(e), str(found))
        compared += 1
    assert compared or not written


def _agreement(left: Expr, right: Expr) -> bool | None:
    renamed = {n: symbol(m) for n, m in zip(sorted(left.free_symbols | right.free_symbols), _MANY, strict=False)}
    try:
        return agreement(left.substitute(renamed), right.substitute(renamed))
    except SymgeoError:
        return None


_MANY = ("x", "y", "theta", "t1", "x_2", "lam", "e_", "Gamma_i", "s", "k")


@pytest.mark.parametrize(
    "ambiguous",
    [
        r"\sin x y",
        r"\sin x(y + 1)",
        r"\sin^{-1} x",
        r"\sin(x)^{2}",
        r"x/y y",
        r"\log 2\frac{x}{y}",
        r"x 2",
        r"\sin x^{2}",
        r"q",
        r"\left( x",
        r"x + ",
    ],
)
def test_the_reader_refuses(ambiguous: str) -> None:
    """Else that everything reads back would say little."""
    with pytest.raises((Unreadable, KeyError)):
        read_latex(ambiguous, notation())


@pytest.mark.parametrize("wrong", [(r"x^{1/3}", r"\sqrt[3]{x}"), (r"(-x)^{2}", r"-x^{2}"), (r"\sin(2x)", r"\sin(2)\,x")])
def test_the_comparison_tells_wrong_prints(wrong: tuple[str, str]) -> None:
    left, right = (read_latex(w, notation()) for w in wrong)
    found = agreement(left, right)
    assert found is False or {left.head, right.head} == {"pow", "cbrt"}


def test_cube_roots_differ() -> None:
    x = symbol("x")
    boxes = [notation().write(e) for e in (call("cbrt", x), power(x, power(3, -1)))]
    assert list(map(latex, boxes)) == [r"\sqrt[3]{x}", "x^{1/3}"]


def test_two_long_names_stay_two_where_lines_break() -> None:
    x, k, lam = map(symbol, ("x", "k", "lam"))
    wide = Expr("lt", (Expr("sum", (x * k**2, k, ZERO, ONE)), lam * lam))
    e = Expr("piecewise", (x, wide, x, TRUE))
    for found in all_readings(e, notation(), 14.0).values():
        assert found is e or agreement(found, e)
