"""Documents of derivations in every format: whole, escaped, and as TeX accepted without complaints."""

from __future__ import annotations

import os
import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from symgeo.errors import SymgeoError
from symgeo.exact.verify import Session
from symgeo.expression import call, symbol
from symgeo.geometry.domain import Domain
from symgeo.notation import Notation
from symgeo.notation.boxes import letter, word
from symgeo.notation.latex import is_latin
from symgeo.present import html, markdown, pdf, tex
from symgeo.present.derivation import Bullets, Chain, Definition, Derivation, Paragraph, Section, Step
from symgeo.present.derive import derivation
from symgeo.present.parts import Part, counted, references, standing
from symgeo.present.texchars import in_latex, preamble_for
from symgeo.worker import read

TESTS = Path(__file__).parents[1]
CLAIMS = sorted(TESTS.glob("claims/*/*.toml"))
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
NEEDS_TEX = pytest.mark.skipif(shutil.which("lualatex") is None, reason="no lualatex (Debian: texlive-latex-recommended texlive-luatex)")
NEEDS_PDFTEX = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex (Debian: texlive-latex-recommended)")
HOSTILE = [
    r"<script>alert(1)</script> $\input{/etc/passwd} % & # _ {} ^ ~ \ \end{document} `x` --- \"q\" ]]> $$ \(",
    "한국어 제목과 Ἑλληνικά, Γ θ → 😀 𓀀",
    "tab\tnew\nline \x1b[31m \u202e right to left \x00 end",
    "x" * 300,
    "日本語" * 60,
    "https://example.org/" + "a/b_c-" * 40,
    "λ, S² × ℝ³ — “quotes” ± · Łódź",
    "[link](javascript:alert(1)) ![i](x) *b* | a | <b>",
    "",
]
FORMATS: dict[str, Callable[[Sequence[Derivation]], str]] = {
    "tex": tex.document,
    "html": html.page,
    "md": markdown.document,
    "fragment": lambda ds: "".join(map(tex.fragment, ds)),
}


@cache
def derived(path: Path) -> Derivation:
    stated = read(str(path), None)
    return derivation(Session(stated.claim), path=f"{path.parent.name}/{path.name}", title=stated.title, reference=stated.reference)


def claim(name: str) -> Derivation:
    return derived(TESTS / "claims" / f"{name}.toml")


@cache
def made_by_hand() -> Derivation:
    """Every kind of block, with hostile words, and expressions far too wide for any page."""
    x, y = symbol("x"), symbol("y")
    wide = sum((call("sin", x * k) * call("cos", y * (k + 1)) for k in range(1, 60)), x)
    deep = call("exp", wide / (wide + 1)) ** 2
    notation = Notation(["x", "y", "한", "theta"])
    domain = Domain(("x", "y"))
    because = ("by ", call("sin", x) ** 2 + call("cos", x) ** 2, " = 1, and ", HOSTILE[0], "; ", wide)
    return Derivation(
        path="a/b c%.toml",
        title=HOSTILE[0],
        reference=HOSTILE[1],
        relation="isometric",
        status="refuted",
        statement=(
            Paragraph(("Let ", letter("f"), word(HOSTILE[0]), " and ", wide, ", where ", symbol("한"), ".")),
            Definition(((letter("f"), notation.write(deep)), (notation.write(wide), notation.write(x)))),
        ),
        sections=(
            Section(HOSTILE[0], ()),
            Section(
                "Chains",
                (
                    Chain(wide, (Step(deep, because), Step(x, ()), Step(y, ("short",), "<")), domain, label=letter("A")),
                    Chain(x, (Step(y, ("for ", HOSTILE[5])), Step(wide, because, ">=")), domain, where=("Where ", x, " is positive:")),
                    Chain(wide, (Step(x, ("why",)),), domain),
                    Chain(x, (), domain),
                    Chain(x, (Step(y, ("why",)),), domain, label=notation.write(wide)),
                ),
            ),
            Section("Lists", (Bullets((("one ", x), ("two ", wide), (HOSTILE[4],))), Bullets(()), Paragraph(()))),
        ),
        conclusion=("Refuted ", HOSTILE[3]),
        notation=notation,
        accepted_by=("engine",),
        parts=(claim("surface/clifford_torus"),),
    )


@cache
def all_by_hand() -> tuple[Derivation, ...]:
    torus = claim("surface/clifford_torus")
    more = [
        replace(
            torus,
            title=h,
            reference=h and f"Ref: {h}",
            path=h[:40],
            statement=(*torus.statement, Paragraph((h, word(h[:60])))),
            conclusion=(h,),
        )
        for h in HOSTILE
    ]
    return (made_by_hand(), *more)


# -- TeX -----------------------------------------------------------------------------------------------------------------
def accepted(text: str) -> None:
    """TeX has nothing to complain about."""
    made, warnings = pdf.pdf_and_warnings(text)
    assert made.startswith(b"%PDF")
    assert warnings == []


@NEEDS_TEX
def test_hostile_words_and_wide_formulas_compile() -> None:
    accepted(tex.document(all_by_hand(), HOSTILE[0]))


@NEEDS_TEX
@pytest.mark.parametrize("index", range(len(HOSTILE) + 1) if LONG else (0, 2))
def test_each_of_them_compiles_by_itself(index: int) -> None:
    accepted(tex.document([all_by_hand()[index]]))


@NEEDS_TEX
def test_a_sample_of_claims_compiles() -> None:
    sample = [p for p in CLAIMS if LONG or sum(map(ord, p.name)) % 8 == 0]
    assert len(sample) > 15
    accepted(tex.document([derived(p) for p in sample], "Sample"))


@NEEDS_PDFTEX
def test_latin_text_compiles_under_pdflatex(monkeypatch: pytest.MonkeyPatch) -> None:
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "lualatex" else which(name))
    latin = [d for d in all_by_hand() if is_latin(in_latex(d.title))]
    assert len(latin) > 4
    accepted(tex.document([*(replace(d, reference="Ł. Ørsted") for d in latin[1:]), claim("cartography/map_albers")]))
    with pytest.raises(pdf.TeXError, match=r"needs lualatex on PATH, found none\. Install TeX: apt-get"):
        pdf.pdf(tex.document([all_by_hand()[2]]))


@NEEDS_TEX
def test_a_fragment_goes_into_any_document_with_amsmath_as_often_as_one_likes() -> None:
    for d in (claim("family/sphere_hyperspherical_5"), all_by_hand()[1]):
        text = tex.fragment(d)
        assert text.splitlines()[0].endswith(tex.PACKAGES + ".")
        for more in ("", "\\usepackage{amsthm}\\newtheorem{symgeotheorem}{Satz}"):
            accepted(
                f"\\documentclass{{article}}\n{tex.PACKAGES}{more}\\begin{{document}}\nBefore.\n{text}Between.\n{text}\\end{{document}}\n".replace(
                    "\\label{claim", "\\label{c", 1
                )
            )


@NEEDS_TEX
def test_files_outside_are_not_read(tmp_path: Path) -> None:
    """Also where someone's own LaTeX tries to."""
    (tmp_path / "secret.tex").write_text("secret", encoding="utf-8")
    (tmp_path / ".secret.tex").write_text("secret", encoding="utf-8")
    with pytest.raises(pdf.TeXError):
        pdf.pdf(f"\\documentclass{{article}}\\begin{{document}}\\input{{../{tmp_path.name}/secret}}\\end{{document}}")
    with pytest.raises(pdf.TeXError):
        pdf.pdf("\\documentclass{article}\\begin{document}\\newwrite\\w\\immediate\\openout\\w=../x.txt x\\end{document}")


@NEEDS_TEX
def test_what_tex_complains_of_is_noticed() -> None:
    def inside(text: str) -> str:
        return f"\\documentclass{{article}}\\begin{{document}}{text}\\end{{document}}"

    with pytest.raises(pdf.TeXError, match="TeX says 'Undefined control sequence"):
        pdf.pdf(inside("\\nonsense"))
    with pytest.raises(pdf.TeXError, match="no font has the characters"):
        pdf.pdf(inside('\\char"13000 '))
    with pytest.raises(pdf.TeXError, match="undefined"):
        pdf.pdf(inside("\\cite{nothing}"))
    with pytest.raises(pdf.TeXError, match=r"needs TeX to end within 2 s"):
        pdf.pdf(inside("\\loop\\iftrue\\repeat"), timeout=2)
    assert pdf.pdf_and_warnings(inside("\\noindent\\rule{\\textwidth}{1pt}x\\rule{30pt}{1pt}"))[1] != []


def test_without_tex_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(
        SymgeoError, match=r"needs lualatex or pdflatex on PATH, found none\. Install TeX: .* Or write \.tex, \.html or \.md"
    ):
        pdf.pdf("x")


def test_rows_are_aligned_and_reasons_stand_beside_them() -> None:
    text = tex.fragment(claim("surface/clifford_torus"))
    assert r"(f^{*}h)_{uu} & = " in text
    assert re.search(r"^ *& = \\frac\{1\}\{2\} \\symgeoreason\{by \$", text, re.MULTILINE)


def test_signs_become_commands_and_words_do_not() -> None:
    assert in_latex("λ") == r"\ensuremath{\lambda}"
    assert in_latex("λόγος") == "λόγος"
    assert "fontspec" in preamble_for("λόγος") and "lualatex" in preamble_for("λόγος")
    assert "PackageError" not in preamble_for("Łódź")


# -- HTML ----------------------------------------------------------------------------------------------------------------
VOID = {"meta", "br", "hr", "img", "link", "input"}


class Balance(HTMLParser):
    """Every tag is closed, in order; which tags there are."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.identifiers: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            if name == "id":
                self.identifiers.append(value or "")
            elif name == "href":
                self.links.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("made", [*range(len(HOSTILE) + 1), None])
def test_pages_are_balanced_load_nothing_and_run_nothing(made: int | None) -> None:
    text = html.page(all_by_hand() if made is None else [all_by_hand()[made]], HOSTILE[0])
    parser = Balance()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    assert not parser.seen & {"script", "img", "link", "iframe", "object", "b", "i"}
    assert len(set(parser.identifiers)) == len(parser.identifiers)
    assert {link.removeprefix("#") for link in parser.links} <= set(parser.identifiers)
    assert "default-src 'none'" in text
    assert "\x1b" not in text and "\u202e" not in text and "\x00" not in text


def test_each_formula_is_xml_and_carries_its_latex() -> None:
    text = html.section(claim("cartography/map_albers"))
    found = re.findall(r"<math.*?</math>", text, re.DOTALL)
    assert len(found) > 30
    for one in found:
        tree = ElementTree.fromstring(one)
        note = tree.find("semantics/annotation")
        assert note is not None and note.text
    assert "<annotation" not in html.body(claim("cartography/map_albers"), annotated=False)


def test_the_font_is_embedded_and_its_licence_lies_beside_it() -> None:
    assert 20_000 < len(html.font()) < 130_000
    assert "SIL OPEN FONT LICENSE" in (html.ASSETS / "OFL.txt").read_text(encoding="utf-8")


def test_attributes_without_effect_are_left_out_and_others_stay() -> None:
    assert html._short('<mi>a</mi><mo form="infix">+</mo><mi>b</mi>') == "<mi>a</mi><mo>+</mo><mi>b</mi>"
    for kept in ('<mrow><mo form="infix">+</mo><mi>b</mi></mrow>', '<mrow><mi>a</mi><mo form="infix">+</mo></mrow>'):
        assert html._short(kept) == kept


# -- Markdown --------------------------------------------------------------------------------------------------------------
def test_markdown_keeps_words_words() -> None:
    text = markdown.document(all_by_hand())
    fences = re.findall(r"^```(.*)$", text, re.MULTILINE)
    assert set(fences[::2]) == {"math"} and set(fences[1::2]) == {""}
    outside = re.sub(r"```math.*?^```$|\$`.*?`\$", "", text, flags=re.DOTALL | re.MULTILINE)
    assert not re.search(r"(?<!\\)`|(?<!\\)!\[|\]\((?!\))|<script|<b>|(?<!span>)\$(?!</span>)", outside)
    assert "operatorname" not in text
    for block in re.findall(r"^```math\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        assert block.startswith("\\begin{aligned}\n") and block.endswith("\\end{aligned}\n") and "`" not in block


# -- all formats -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", FORMATS)
def test_every_claim_in_every_format_twice_the_same(form: str) -> None:
    sample = CLAIMS if LONG else CLAIMS[::6]
    for path in sample:
        d = derived(path)
        assert FORMATS[form]([d]) == FORMATS[form]([d])


@pytest.mark.parametrize("form", FORMATS)
def test_status_heading_and_source_are_said_in_words(form: str) -> None:
    for name, heading, status in (("cartography/map_albers", "Refuted claim", "Refuted"), ("surface/clifford_torus", "Theorem", "Proved")):
        d = claim(name)
        text = FORMATS[form]([d])
        assert heading in text
        assert f"{status}; accepted by the engine" in text
        assert len(references([Part("", "", d.reference, "", "", "", (), "")])) == 1


def test_several_claims_have_contents_and_share_references() -> None:
    torus = claim("surface/clifford_torus")
    two = [replace(torus, path=p, title=p, reference="Same") for p in ("a", "b")]
    assert tex.document(two).count("\\bibitem") == 1 and "\\tableofcontents" in tex.document(two)
    assert html.page(two).count("reference-1") == 3 and "<nav>" in html.page(two)
    assert markdown.document(two).count("Same") == 1
    assert "\\tableofcontents" not in tex.document(two[:1])


def test_a_derivation_in_a_notebook() -> None:
    d = claim("surface/clifford_torus")
    assert d._repr_html_().startswith("<style>")
    assert "symgeotheorem" in d._repr_latex_()


def test_words_for_what_is_known() -> None:
    assert standing(Part("", "", "", "", "undecided", "", (), "")) == "Undecided"
    assert standing(Part("", "", "", "", "proved", "", ("engine", "checker", "kernel"), "")).endswith(
        "the engine, the checker and the kernel"
    )
    assert counted([Part("", "", "", "", s, "", (), "") for s in ("proved", "undecided", "proved")]) == "3 claims: 2 proved, 1 undecided"
