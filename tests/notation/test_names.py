"""Names print as the field writes them, no two alike, and never as anything but names."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import _names, read_latex, read_mathml

from symgeo.expression import E, call, symbol
from symgeo.notation import Notation, is_latin, latex, mathml, text

HARD = (
    "x1 x_1 x_01 x01 e E i pi d D W J J_1 psi Gamma Γ gamma γ theta θ lam lambda λ phi_dot x_max x_ x__ _x _ __ x1y a_b_c a__b oo "
    "true sin exp cbrt partial int frac input mathit omicron Alpha A é ñ 각도 각도1 α1 a1_ Ω ohm aé ab a b xalpha e1 e_ pi1 θ1 "
    "theta1 theta_1 x_12 x_1_2 x12 µ 𝑥"
).split()


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("x", "x"),
        ("theta", r"\theta"),
        ("theta1", r"\theta_{1}"),
        ("x_12", "x_{12}"),
        ("x12", "x_{12}"),
        ("lambda", r"\lambda"),
        ("Theta", r"\Theta"),
        ("varphi", r"\varphi"),
        ("θ", r"\theta"),
        ("lam", r"\mathit{lam}"),
        ("x_i", "x_{i}"),
        ("x_alpha", r"x_{\alpha}"),
        ("r_max", r"r_{\mathrm{max}}"),
        ("phi_dot", r"\mathit{phi\_dot}"),
        ("s_", "s'"),
        ("Alpha", r"\mathit{Alpha}"),
        ("pi", r"\mathit{pi}"),
        ("각도", r"\text{\itshape 각도}"),
    ],
)
def test_names_print_as_the_field_writes(name: str, printed: str) -> None:
    assert latex(Notation([name]).name(name)) == printed


def test_the_later_of_two_is_spelled_out() -> None:
    notation = Notation(["x1", "x_1", "theta", "θ"])
    assert [latex(notation.name(n)) for n in notation.names] == ["x_{1}", r"\mathit{x\_1}", r"\theta", r"\mathit{theta}"]


@given(
    st.lists(
        st.sampled_from(HARD) | st.from_regex(r"[a-zA-Zα-ωА-я가-힣_][a-z0-9_α]{0,5}", fullmatch=True), min_size=1, max_size=12, unique=True
    )
)
def test_no_two_names_print_alike(names: list[str]) -> None:
    half = len(names) // 2
    notation = Notation(names, names[half:])
    assert len(_names(notation)) == len(names) + len(names[half:])
    for print_ in (latex, mathml):
        printed = [print_(box) for box in notation.printed().values()]
        assert len(set(printed)) == len(printed), print_
    for name in names:
        box = notation.name(name)
        assert read_latex(latex(box), notation) is symbol(name)
        assert read_mathml(mathml(box), notation) is symbol(name)


def test_names_do_not_meet_constants() -> None:
    notation = Notation(["e", "pi", "E", "W", "psi"])
    prints = [latex(notation.write(e)) for e in (symbol("e"), E, call("exp", symbol("e")), symbol("pi"), call("LambertW", symbol("W")))]
    assert prints == ["e", r"\exp(1)", r"\exp(e)", r"\mathit{pi}", r"\operatorname{LambertW}(W)"]
    assert latex(Notation(["x"]).write(call("exp", symbol("x")))) == r"\mathrm{e}^{x}"


def test_names_that_come_later_keep_off_reserved_letters() -> None:
    notation = Notation(["x"])
    assert latex(notation.name("e")) == r"\mathit{e\#2}"
    assert latex(notation.name("W_1")) == r"\mathit{W\_1}"


@given(st.text(min_size=1, max_size=20))
def test_any_text_is_only_text(name: str) -> None:
    from symgeo.notation import escape, word

    notation = Notation([name])
    for box in (notation.name(name), word(name)):
        ElementTree.fromstring(f"<math>{mathml(box)}</math>")
        printed = latex(box)
        assert printed.count("{") - printed.count(r"\{") == printed.count("}") - printed.count(r"\}")
        assert all(ord(c) >= 32 for c in printed + mathml(box) + text(box))
    bare = escape(name)
    for command in (r"\textbackslash{}", r"\textasciicircum{}", r"\textasciitilde{}", r"\textless{}", r"\textgreater{}", r"\textbar{}"):
        bare = bare.replace(command, "")
    for c in "{}$&#_%":
        bare = bare.replace(f"\\{c}", "")
    bare = bare.replace("{}", "")
    assert not set(bare) & set("\\{}$&#_%^~<>|")


def test_hostile_words() -> None:
    from symgeo.notation import word

    for hostile in ("<script>alert(1)</script>", r"$\input{/etc/passwd}", "50 % & #1", "a\x00b\x1b[31m\u202ec"):
        assert "<script" not in mathml(word(hostile))
        assert r"\input" not in latex(word(hostile)).replace(r"\textbackslash{}input", "")
        assert text(word(hostile)).isprintable()


def test_latin() -> None:
    assert is_latin(latex(Notation(["é"]).name("é")))
    assert not is_latin(latex(Notation(["각도"]).name("각도")))
