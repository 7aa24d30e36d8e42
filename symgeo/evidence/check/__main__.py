"""``python -m symgeo.evidence.check FILE...``: the answer to each certificate, and the claim that it is about.

It needs this folder and Python. Exit status: 0 all accepted, 1 some not, 2 a file that cannot be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from .answer import check_text
from .claims import Chart, Claim, Map, Metric, read_claim
from .terms import ZERO, Term, read


def statement(document: Any) -> Iterator[str]:
    """The claim of a certificate that was accepted, every part of it, in lines."""
    claim, factor = read_claim(document), document.get("factor")
    yield f"{document['verdict']}: {claim.relation}"
    yield from _claim(claim)
    if factor is not None:
        yield f"factor found: {_text(read(document['expressions'])[factor])}"


def _claim(claim: Claim) -> Iterator[str]:
    for k, part in enumerate(claim.parts):
        yield f"part {k + 1}: {part.relation}"
        yield from (f"  {line}" for line in _claim(part))
    if claim.f:
        yield from _map("f", claim.f)
        yield from (f"f goes by {line}" for step in claim.f.through for line in _map("", step))
    if claim.inverse:
        yield from _map("inverse", claim.inverse)
    for name, metric in (("g", claim.g), ("h", claim.h)):
        if metric:
            yield f"{name} = {_matrix(metric)} on {_chart(metric.chart)}"
    if claim.factor is not None:
        yield f"factor = {_text(claim.factor)}"


def _map(name: str, f: Map) -> Iterator[str]:
    yield f"{name}{_list(f.source.coordinates)} = {_list(f.components)}"
    yield f"  from {_chart(f.source)}"
    yield f"  to {_chart(f.target)}"


def _chart(chart: Chart) -> str:
    given = [f"{_text(name)} {kind}" for name, kind in chart.parameters]
    conditions = [*map(_text, chart.where), *given, *(f"{_text(r)} = 0" for r in chart.relations)]
    return _list(chart.coordinates) + (f", {', '.join(conditions)}" if conditions else "")


def _matrix(metric: Metric) -> str:
    rows = metric.entries
    if all(e is ZERO for i, row in enumerate(rows) for j, e in enumerate(row) if i != j):
        return f"diag{_list(row[i] for i, row in enumerate(rows))}"
    return f"[{', '.join('[' + _list(row)[1:-1] + ']' for row in rows)}]"


def _list(items: Iterable[str | Term]) -> str:
    return f"({', '.join(map(_text, items))})"


def _text(item: str | Term) -> str:
    """A name, in quotes where it could be taken for something else; or a term, of which only the beginning where it is very long."""
    if isinstance(item, str):
        return item if item.isidentifier() else ascii(item)
    text = str(item)
    return text if len(text) < 1000 else f"{text} ..."


def main(files: list[str]) -> int:
    """Print the answers; the exit status."""
    status = 0 if files else 2
    if not files:
        print("usage: python -m symgeo.evidence.check FILE...", file=sys.stderr)
    for file in files:
        try:
            with open(file, encoding="utf-8") as stream:
                text = stream.read()
        except (OSError, ValueError) as error:
            print(f"{file!a}: cannot be read: {error}", file=sys.stderr)
            status = 2
            continue
        answer = check_text(text)
        lines = [f"{file}: {answer}"]
        if answer.word == "accepted":
            lines += [f"    {line}" for line in statement(json.loads(text))]
        else:
            status = max(status, 1)
        for line in lines:
            print(line if line.isprintable() else ascii(line), flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
