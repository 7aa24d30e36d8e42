"""The report and the pages, as text and in a real browser: they render, filter, unfold, and complain of nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, found
from click.testing import CliRunner

from symgeo.claimfile import template
from symgeo.cli import main
from symgeo.present.rendering import part
from symgeo.present.report import LIMIT, Entry, report, small
from symgeo.record import blank, unreadable

ROOT = Path(__file__).parents[2]
CLAIMS = ROOT / "tests" / "claims"
HOSTILE = r"<script>alert(1)</script> </details> $x$ & 한국어 Ἑλληνικά"
NEEDS_BROWSER = pytest.mark.skipif(found() is None, reason="no Chromium on PATH (Debian: apt-get install chromium)")


def call(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(main, list(arguments), prog_name="symgeo")
    assert result.exit_code == status, result.output
    return result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some claims: proved, refuted, with wide formulas, with a hostile title, unreadable."""
    made = tmp_path_factory.mktemp("claims")
    for name in (
        "cartography/map_albers",
        "family/sphere_hyperspherical_5",
        "surface/clifford_torus",
        "lorentzian/rindler",
        "trap/tiny_homothetic",
    ):
        (made / f"{name.split('/')[1]}.toml").write_bytes((CLAIMS / f"{name}.toml").read_bytes())
    sphere = template()
    title = next(line for line in sphere.splitlines() if line.startswith("title"))
    (made / "hostile.toml").write_text(sphere.replace(title, f"title = '{HOSTILE}'"), encoding="utf-8")
    (made / "zz_bad.toml").write_text("title = 3\n", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def page(folder: Path) -> Path:
    call("report", str(folder), "-o", str(folder / "report.html"), "--certify", "--no-plots", status=2)
    return folder / "report.html"


# -- as text -----------------------------------------------------------------------------------------------------------
def test_the_page_has_all_claims_their_verdicts_and_who_checked_them(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.count("<tr>") == 8
    assert text.count("<article>") == 7
    assert "7 claims: 5 proved, 1 refuted, 1 unreadable; 6 as expected; checker: " in text
    assert "engine + checker" in text
    assert "There is no derivation of this claim: " in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;/details&gt; $x$ &amp; 한국어 Ἑλληνικά" in text


def test_the_page_is_the_same_in_every_run_but_for_times(folder: Path, page: Path) -> None:
    call("report", str(folder), "-o", str(folder / "again.html"), "--certify", "--no-plots", "--jobs", "1", status=2)
    one, two = (re.sub(r">\d+\.\d{3}<", "><", p.read_text(encoding="utf-8")) for p in (page, folder / "again.html"))
    assert one == two


def test_nothing_is_loaded_and_only_the_script_of_the_page_may_run(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy and "default-src 'none'" in policy[1] and "script-src 'sha256-" in policy[1] and "'unsafe-inline'; font" in policy[1]
    without_fonts = re.sub(r"url\(data:[^)]*\)", "", text)
    assert not re.search(r"url\(|@import|<link|<img|<iframe| src=| on[a-z]+=", without_fonts)


def test_pictures_stay_below_the_limit() -> None:
    record = {**blank("a.toml"), "verdict": "undecided", "reason": "timeout: time ran out", "advice": "Raise it."}
    picture = '<svg xmlns="http://www.w3.org/2000/svg"><path d="' + "M 1.234567 2.0 " * 200_000 + '"/></svg>'
    entries = [Entry(record, part(record, {}, "html"), "", picture) for _ in range(9)]  # type: ignore[arg-type]
    text = report(entries)
    assert len(text) < LIMIT + 500_000
    assert 0 < text.count("<svg") < 9
    assert text.count("<svg") + text.count("Picture left out") == 9
    assert text.count("symgeo plot a.toml -o picture.svg") == text.count("Picture left out")


def test_a_picture_is_made_smaller_where_it_does_not_show() -> None:
    path = '<path id="a1.234" d="M 1.2345 -0.049\nL 10.0 3" transform="scale(0.01234)"/>'
    svg = f'<?xml version="1.0"?>\n<!DOCTYPE svg><svg version="1.1"><metadata>x</metadata><!-- y -->{path}</svg>'
    assert small(svg) == '<svg version="1.1"><path id="a1.234" d="M 1.2 -0L 10.0 3" transform="scale(0.01234)"/></svg>'


def test_a_report_of_nothing_is_a_page() -> None:
    assert "no claims" not in report([])
    assert "0 claims" in report([])
    assert "cannot be opened" in report(
        [Entry(unreadable("a.toml", "cannot be opened"), part(unreadable("a.toml", "cannot be opened"), {}, "html"))]
    )


@pytest.mark.slow
def test_the_report_of_all_claims_is_small(tmp_path: Path) -> None:
    call("report", *(str(p) for p in sorted(CLAIMS.iterdir())), "-o", str(tmp_path / "r.html"), "--no-plots")
    assert (tmp_path / "r.html").stat().st_size < 10_000_000


# -- in a browser --------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as made:
        yield made


SHOWN = "[...document.querySelectorAll('{}')].filter(e => e.checkVisibility()).length"
#: How far the page is wider than the screen.
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@NEEDS_BROWSER
def test_the_report_renders_filters_and_unfolds(page: Path, browser: Browser) -> None:
    browser.complaints.clear()
    browser.requests.clear()
    browser.open(page)
    assert browser.run(SHOWN.format("tbody tr")) == 7
    assert browser.run(SHOWN.format("article h3")) == 7
    assert browser.run(SHOWN.format("article .chain")) == 0
    browser.run("document.getElementById('filter').focus()")
    browser.type("REFUTED albers")
    assert browser.run(SHOWN.format("tbody tr")) == browser.run(SHOWN.format("article h3")) == 1
    assert browser.run("document.getElementById('shown').textContent") == "1 of 7 shown"
    browser.run("document.getElementById('filter').value = ''; document.getElementById('filter').dispatchEvent(new Event('input'))")
    assert browser.run(SHOWN.format("tbody tr")) == 7
    # A link of the table unfolds what it leads to.
    browser.run("document.querySelector('tbody a').click()")
    browser.run("new Promise(done => setTimeout(done, 100))")
    assert browser.run(SHOWN.format("article .chain")) > 0
    browser.run("document.getElementById('fold').click()")
    assert browser.run(SHOWN.format("article .chain")) == 0
    browser.run("document.getElementById('unfold').click()")
    assert browser.run("[...document.querySelectorAll('article > details')].every(d => d.open)")
    assert browser.run("[...document.querySelectorAll('math')].filter(m => m.checkVisibility()).length") > 50
    assert browser.run("document.querySelectorAll('script').length") == 1
    assert browser.run("document.fonts.ready.then(() => document.fonts.check('16px \"symgeo math\"', '∫'))") is True
    assert browser.complaints == []
    assert [r for r in browser.requests if not r.startswith(("file:", "data:"))] == []


@NEEDS_BROWSER
@pytest.mark.parametrize("width", [360, 390, 768, 1400])
def test_no_page_is_wider_than_the_screen(page: Path, browser: Browser, width: int) -> None:
    browser.narrow(width, 800)
    browser.open(page)
    assert browser.run(WIDER) <= 0
    browser.run("document.getElementById('unfold').click()")
    # What is off the screen is laid out only when it is scrolled to.
    browser.run("document.querySelectorAll('article').forEach(a => { a.style.contentVisibility = 'visible' })")
    assert browser.run(WIDER) <= 0


@NEEDS_BROWSER
def test_a_page_of_derivations_fits_too_and_needs_no_script(folder: Path, browser: Browser) -> None:
    call("derive", str(folder), "-o", str(folder / "all.html"), status=2)
    browser.complaints.clear()
    assert "<script" not in (folder / "all.html").read_text(encoding="utf-8").replace("&lt;script", "")
    for width in (360, 1200):
        browser.narrow(width, 800)
        browser.open(folder / "all.html")
        assert browser.run(SHOWN.format(".chain")) > 20
        assert browser.run(WIDER) <= 0
    assert browser.complaints == []


@NEEDS_BROWSER
def test_dark_pages_are_dark_and_paper_is_white(page: Path, browser: Browser) -> None:
    browser.open(page)
    background = "getComputedStyle(document.documentElement).backgroundColor"
    browser.media(prefers_color_scheme="dark")
    assert browser.run(background) == "rgb(22, 23, 27)"
    browser.media("print", prefers_color_scheme="dark")
    assert browser.run(background) == "rgb(255, 255, 255)"
    assert browser.run(SHOWN.format(".filter")) == 0
    browser.media()


@NEEDS_BROWSER
def test_the_test_would_notice(tmp_path: Path, browser: Browser) -> None:
    """A page that is too wide, runs what it may not, and loads what it may not."""
    browser.complaints.clear()
    (tmp_path / "a.html").write_text(
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\"><script>1</script>"
        "<script src='http://127.0.0.1:9/x.js'></script><div style='width:9000px'>" + "x" * 5000 + "</div>",
        encoding="utf-8",
    )
    browser.open(tmp_path / "a.html")
    browser.run("new Promise(done => setTimeout(done, 200))")
    assert len(browser.complaints) >= 2
    assert browser.run(WIDER) > 0
