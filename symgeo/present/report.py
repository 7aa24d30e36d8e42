"""One page of many claims: a table of answers, and each derivation unfolded on demand.

The page is whole without its script, which only filters and unfolds. The same answers give the same page but for their times.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symgeo.present.html import ASSETS, POLICY, css_class, escape, standing_line, whole
from symgeo.present.parts import Part, references
from symgeo.record import Record, checked, is_as_expected, summary

#: Pictures are put in as long as the page stays below so many characters.
LIMIT = 9_500_000
_COLUMNS = ("Claim", "Verdict", "Strongest relation", "Factor", "Checked by", "Seconds")


@dataclass(frozen=True)
class Entry:
    """One claim of a report: its answer, its derivation, its factor as HTML, its picture as SVG."""

    record: Record
    part: Part
    factor: str = ""
    picture: str = ""


def entry(record: Record, part: Part, attached: Mapping[str, Any]) -> Entry:
    return Entry(record, part, str(attached.get("factor", "")), str(attached.get("picture", "")))


def report(entries: Sequence[Entry], title: str = "Report", *, certify: bool = False) -> str:
    """The page."""
    numbers = references(e.part for e in entries)
    rows = "".join(_table_row(i, e) for i, e in enumerate(entries, 1))
    articles = [_article(i, e, numbers) for i, e in enumerate(entries, 1)]
    _put_pictures(articles, entries, LIMIT - sum(map(len, articles)) - len(rows))
    heads = "".join(f'<th scope="col">{c}</th>' for c in _COLUMNS)
    items = "".join(f'<li id="reference-{n}">{escape(text)}</li>\n' for text, n in numbers.items())
    sources = f'<section class="references">\n<h2>References</h2>\n<ol>\n{items}</ol>\n</section>\n' if items else ""
    content = (
        f'<main class="symgeo report">\n<h1>{escape(title)}</h1>\n<p>{escape(summary([e.record for e in entries], certify=certify))}.</p>\n'
        f"{_LEGEND}{_FILTER}"
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
        f"<h2>Derivations</h2>\n{''.join(articles)}{sources}</main>\n"
    )
    code = (ASSETS / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode("ascii")
    css = (ASSETS / "report.css").read_text(encoding="utf-8")
    policy = f"{POLICY}; script-src 'sha256-{digest}'"
    return whole(title, content, policy=policy, css=css, script=f"<script>{code}</script>\n")


_LEGEND = """<details class="legend"><summary>How to read this</summary>
<p><strong>Proved</strong>: the claim holds at every point of its domain, for all values of its parameters. <strong>Refuted</strong>: there
is a point where it fails, given with its derivation. <strong>Undecided</strong>: neither was shown; that says nothing about the claim.
Checked by: the engine found the verdict by exact arithmetic; the checker replayed its certificate without the engine. Pictures prove
nothing.</p>
</details>
"""
_FILTER = """<div class="filter" hidden><label>Filter <input type="search" id="filter" autocomplete="off" spellcheck="false"></label>
<span id="shown" role="status"></span> <button type="button" id="unfold">Unfold all</button>
<button type="button" id="fold">Fold all</button></div>
"""


def _verdict(record: Record) -> str:
    """The verdict in words, with what was expected where that is something else."""
    word = "unreadable" if record["verdict"] == "error" else record["verdict"] or "undecided"
    if record["expect"] is not None and record["verdict"] != "error" and not is_as_expected(record):
        return f"{word} (expected: {record['expect']})"
    return word


def _strongest(record: Record) -> str:
    strongest = record["strongest"] or ""
    return "not conformal" if strongest == "none" else strongest


def _table_row(number: int, e: Entry) -> str:
    r = e.record
    verdict = f'<span class="status {css_class(e.part.status)}">{escape(_verdict(r))}</span>'
    link = f'<a href="#{e.part.key}">{escape(e.part.title)}</a>'
    relation = f' <span class="path">{escape(r["relation"] or "")}</span>'
    cells = (f"{number}. {link}{relation}", verdict, escape(_strongest(r)), e.factor, escape(checked(r)), f"{r['seconds']:.3f}")
    row = "".join(f'<td data-label="{c}">{v}</td>' for c, v in zip(_COLUMNS, cells, strict=True))
    return f"<tr>{row}</tr>\n"


def _article(number: int, e: Entry, numbers: Mapping[str, int]) -> str:
    n = numbers.get(e.part.reference)
    source = f' <a href="#reference-{n}">[{n}]</a>' if n else ""
    head = f"<summary><h3>{number}. {escape(e.part.title)}</h3> <em>({escape(e.part.status)})</em></summary>"
    # The link of the table leads inside, so that a browser unfolds what it leads to.
    return f'<article><details>{head}\n<div id="{e.part.key}">{standing_line(e.part, source)}</div>{e.part.body}</details></article>\n'


# -- pictures ----------------------------------------------------------------------------------------------------------
def _put_pictures(articles: list[str], entries: Sequence[Entry], room: int) -> None:
    """Put the pictures into their articles, first come first served."""
    for i, e in enumerate(entries):
        if not e.picture:
            continue
        drawn = small(e.picture)
        fits = len(drawn) <= room
        room -= len(drawn) if fits else 0
        figure = f"<figure>{drawn}</figure>" if fits else f'<p class="path">Picture left out, to keep this page small: {_hint(e)}</p>'
        articles[i] = articles[i].replace("</details></article>\n", f"{figure}</details></article>\n")


def _hint(e: Entry) -> str:
    return f"symgeo plot {escape(e.record['path'])} -o picture.svg"


def small(svg: str) -> str:
    """An SVG for putting into HTML: without its head, and with coordinates to a tenth of a point."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.DOTALL)
    return re.sub(r'(?<= d=")[^"]*(?=")', lambda found: re.sub(r"-?\d+\.\d{2,}", _tenth, found[0].replace("\n", "")), svg)


def _tenth(found: re.Match[str]) -> str:
    return f"{float(found[0]):.1f}".removesuffix(".0")
