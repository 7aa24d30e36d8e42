"""The answers of `symgeo verify` as a table, then what deserves a second look, then one line for all."""

from __future__ import annotations

from symgeo.commands.lines import Column, Lines
from symgeo.record import Record, checked, code_of, is_as_expected, is_rejected, plain, summary

STYLES = {"proved": "green", "refuted": "cyan", "undecided": "yellow", "error": "bold red"}


def finding(record: Record) -> str:
    """What is known beyond the verdict: the strongest relation that holds where that is another one, and its factor."""
    strongest, factor = record["strongest"], record["factor"]
    if strongest is None:
        return ""
    if strongest == "none":
        return "not conformal" if record["relation"] != "conformal" else ""
    words = [] if strongest == record["relation"] else [strongest]
    if factor is not None and strongest != "isometric":
        words.append(f"factor {factor}")
    return ", ".join(words)


def verdict_word(record: Record) -> str:
    """The verdict; with an exclamation mark where another one was expected, or the checker rejects it."""
    verdict = record["verdict"] or "undecided"
    return verdict if is_as_expected(record) and not is_rejected(record) else f"{verdict} !"


def needs_attention(record: Record) -> bool:
    """Whether a record is said more about below the table."""
    return record["verdict"] in ("undecided", "error") or not is_as_expected(record) or record["reason"] is not None


def details(record: Record) -> list[str]:
    """What happened to a claim, and what to do, in sentences."""
    lines: list[str] = []
    expect, verdict = record["expect"], record["verdict"]
    if verdict != "error" and expect is not None and not is_as_expected(record):
        lines.append(f"Expected: {expect}.")
    if record["witness"] is not None and not (is_as_expected(record) and record["reason"]):
        lines.append(record["witness"]["statement"])
    if record["reason"] is not None:
        lines.append(record["reason"])
    if record["advice"] is not None:
        lines.append(record["advice"])
    code = code_of(record)
    if code is not None:
        lines.append(f"More: symgeo explain {code}")
    return [plain(line) for line in lines]


class Table(Lines):
    """The table for people. With `certify`, it shows how each verdict was checked."""

    def __init__(self, *, certify: bool = False) -> None:
        super().__init__("verifying")
        self.certify = certify
        rest = 51 + (17 if certify else 0)
        found = max(14, min(40, (self.width - rest) // 2)) if self.console is not None else 30
        self.columns = (
            Column("verdict", 11),
            Column("relation", 18, 11),
            Column("strongest, factor", found, cut=True),
            *([Column("checked by", 16)] if certify else []),
            Column("seconds", 7, right=True),
            Column("claim", 0),
        )

    def record(self, record: Record) -> None:
        style = STYLES[record["verdict"] or "undecided"]
        if verdict_word(record).endswith("!") and record["verdict"] in ("proved", "refuted"):
            style = "bold red"
        relation, title = record["relation"] or "", record["title"] or record["path"]
        how = [checked(record)] if self.certify else []
        self.row(verdict_word(record), relation, finding(record), *how, f"{record['seconds']:.3f}", title, style=style, dim=2)

    def finish(self, records: list[Record]) -> None:
        """Whatever is not as expected or not decided, and the last line."""
        for record in filter(needs_attention, records):
            title = record["title"]
            word = record["verdict"] or "undecided"
            self.item(word, title or record["path"], details(record), path=record["path"] if title else "", style=STYLES[word])
        self.last(summary(records, certify=self.certify))
