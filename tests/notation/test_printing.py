"""Prints that people would write, and pages that TeX sets."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from trees import expressions, notation

from symgeo.claimfile import read_claim_file
from symgeo.expression import Expr, number
from symgeo.notation import (
    Notation,
    comma_list,
    fenced,
    fraction,
    latex,
    letter,
    lines,
    mathml,
    matrix,
    number_text,
    operator,
    relation,
    row,
    script,
    text,
    upright,
    vector,
    width,
    word,
)
from symgeo.parser import Names, parse_expression

CLAIMS = Path(__file__).parents[1] / "claims"
NAMES = Names(frozenset("x y t s k a n m theta phi lam x1".split()), {"f": 1, "u": 2})

WRITTEN = [
    ("a**2*sin(theta)**2*cos(phi)", r"a^{2}\sin^{2}\theta\cos\phi"),
    ("1 - x**2", "1 - x^{2}"),
    ("-x/2", r"-\frac{x}{2}"),
    ("2*x/(3*y**2)", r"\frac{2x}{3y^{2}}"),
    ("x/y/t", r"\frac{x}{yt}"),
    ("1/sqrt(1 - x**2)", r"\frac{1}{\sqrt{1 - x^{2}}}"),
    ("x**Rational(-3, 2)", r"\frac{1}{x^{3/2}}"),
    ("cbrt(x) + x**Rational(1, 3)", r"\sqrt[3]{x} + x^{1/3}"),
    ("1/sin(x)", r"\frac{1}{\sin x}"),
    ("sin(2*theta)*cos(theta + phi)", r"\sin2\theta\cos(\theta + \phi)"),
    ("sin(x)*y", r"\sin(x)\,y"),
    ("y*sin(x)", r"y\sin x"),
    ("log(x)*(y + 1)", r"\log(x)\,(y + 1)"),
    ("log(2)*sin(x)", r"\log(2)\sin x"),
    ("sin(x/2)**2", r"\sin^{2}\frac{x}{2}"),
    ("sin(x)**Rational(1, 3)", r"(\sin x)^{1/3}"),
    ("asin(x)**2", r"(\arcsin x)^{2}"),
    ("sech(t)**2", r"\operatorname{sech}^{2}t"),
    ("asinh(t) + atan2(y, x)", r"\operatorname{arsinh}t + \operatorname{atan2}(y, x)"),
    ("exp(-t**2/2)", r"\mathrm{e}^{-t^{2}/2}"),
    ("exp(x)**2 + E", r"(\mathrm{e}^{x})^{2} + \mathrm{e}"),
    ("exp(exp(t))", r"\mathrm{e}^{\exp(t)}"),
    ("2**n*3**n", r"2^{n} \cdot 3^{n}"),
    ("(-2)**n*(x + y)**2", r"(-2)^{n}(x + y)^{2}"),
    ("x*lam*x1", r"x\,\mathit{lam}\,x_{1}"),
    ("Abs(x)*Abs(Abs(y) - 1)", r"\lvert x\rvert\,\bigl\lvert\lvert y\rvert - 1\bigr\rvert"),
    ("x - (y - t)", "x - (y - t)"),
    ("-(x + y)", "-(x + y)"),
    ("f(x)**2 + u(x, y)", "f(x)^{2} + u(x, y)"),
    ("Derivative(f(t), t)**2", "f'(t)^{2}"),
    ("Derivative(u(x, y), x, y, y)", r"\partial_{x}\partial_{y}^{2}u(x, y)"),
    ("Derivative(x**2*f(x), x, x)", r"\frac{\partial^{2}}{\partial x^{2}}(x^{2}f(x))"),
    ("Integral(sin(s)/s, (s, 0, t))", r"\int_{0}^{t}\frac{\sin s}{s}\,\mathrm{d}s"),
    ("Integral(1 + s, (s, 0, t))*x", r"\left(\int_{0}^{t}(s + 1)\,\mathrm{d}s\right)x"),
    ("Sum(k**2, (k, 1, 3)) + x", r"\left(\sum_{k = 1}^{3}k^{2}\right) + x"),
    ("Piecewise((x, x < 0), (x**2, True))", r"\begin{cases} x & \text{if }x < 0 \\ x^{2} & \text{otherwise} \end{cases}"),
    ("gamma(x) + polygamma(1, x) + besselj(n, x)", r"\Gamma(x) + \psi^{(1)}(x) + J_{n}(x)"),
    ("elliptic_e(phi, m) + LambertW(x)", r"E(\phi \mid m) + W(x)"),
    ("sign(x)*Max(x, y, 1)", r"\operatorname{sgn}(x)\max(x, y, 1)"),
]


@pytest.mark.parametrize(("source", "printed"), WRITTEN, ids=[w[0] for w in WRITTEN])
def test_expressions_print_as_people_write(source: str, printed: str) -> None:
    assert latex(Notation(sorted(NAMES.symbols), NAMES.functions).write(parse_expression(source, NAMES))) == printed


def test_jets_elsewhere_are_written_by_their_places() -> None:
    u = Expr("jet", ("u", (1, 2), number(0), number(1)))
    assert latex(Notation([], ["u"]).write(u)) == r"(\mathrm{D}_{1}\mathrm{D}_{2}^{2}u)(0, 1)"
    f = Expr("jet", ("f", (5,), number(0)))
    assert latex(Notation([], ["f"]).write(f)) == "f^{(5)}(0)"


def test_boxes_by_hand() -> None:
    box = row(
        letter("f"), relation(":="), vector([number_text("-1.5"), upright("d")]), relation("->"), script(letter("R"), sup=number_text("3"))
    )
    assert latex(box) == r"f \mathrel{:=} (-1.5, \mathrm{d}) \to R^{3}"
    assert text(box) == "f ≔ (−1.5, d) → R³"
    assert latex(matrix([[letter("a"), letter("b")], [letter("c"), letter("d")]])) == r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}"
    assert latex(fenced(fraction(letter("a"), letter("b")), "[", "]")) == r"\left\lbrack\frac{a}{b}\right\rbrack"
    assert latex(row(operator("+"), comma_list([letter("x"), word("50 %")]))) == r"{}+ x, \text{50 \%}"


def test_mathml_is_core() -> None:
    core = set("math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd".split())
    for source, _ in WRITTEN:
        box = Notation(sorted(NAMES.symbols), NAMES.functions).write(parse_expression(source, NAMES))
        tree = ElementTree.fromstring(f"<math>{mathml(box)}</math>")
        assert {e.tag for e in tree.iter()} <= core
        assert "-" not in "".join(tree.itertext())  # a hyphen is no minus


@given(expressions)
@settings(max_examples=50)
def test_printing_is_a_function(e: Expr) -> None:
    first, second = (notation().write(e) for _ in range(2))
    assert latex(first) == latex(second)
    assert mathml(first) == mathml(second)
    assert text(first) == text(second)


def _written() -> list[tuple[str, Notation, list[Expr]]]:
    out = []
    for path in sorted(CLAIMS.glob("*/*.toml"))[::4]:
        claim = read_claim_file(path).claim
        found = [e for n in ("g", "h") if getattr(claim, n, None) is not None for r in getattr(claim, n).entries for e in r]
        if hasattr(claim, "f"):
            found += [*claim.f.components, *(e for r in claim.f.pullback(getattr(claim, "h", None)).entries for e in r)]
        out.append((path.stem, Notation(claim.domain.variables), list(dict.fromkeys(found))))
    return out


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs a TeX installation")
def test_tex_sets_every_line_as_narrow_as_measured(tmp_path: Path) -> None:
    """38 em at 11 pt: no error, no missing character, no box wider than it was measured, and none much narrower."""
    body: list[str] = []
    measured: list[float] = []
    for title, names, found in _written():
        body.append(rf"\typeout{{{title}}}".replace("_", "-"))
        for e in found:
            for line in lines(names.write(e), 34, 38):
                body.append(rf"\setbox0\hbox{{$\displaystyle {latex(line)}$}}\typeout{{WIDTH {len(measured)}={{}}\the\wd0}}\box0\par")
                measured.append(width(line))
    head = r"\documentclass[11pt]{article}\usepackage{amsmath,lmodern}\usepackage[T1]{fontenc}\parindent0pt\textwidth38em\hsize38em"
    (tmp_path / "page.tex").write_text("\n".join((head, r"\begin{document}", *body, r"\end{document}")))
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"], cwd=tmp_path, capture_output=True, check=False, timeout=300
    )
    log = (tmp_path / "page.log").read_text(errors="replace").replace("\n", "")
    assert done.returncode == 0, log[-800:]
    assert "Missing character" not in log
    assert "Overfull" not in log
    found = re.findall(r"WIDTH (\d+)=(?:\{\})?([\d.]+)pt", log)
    assert len(found) == len(measured) > 200
    ratios = [(float(real) / 10.95) / measured[int(i)] for i, real in found if measured[int(i)] > 4]
    assert max(ratios) <= 1.01
    assert min(ratios) >= 0.75
