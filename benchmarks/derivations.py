"""How much a derivation costs, in terms of its proof: both in one run, claim by claim.

    python benchmarks/derivations.py [FOLDER ...]      (default: tests/claims)

For each claim: the time to decide it (with the comparison with other relations, where it is refuted), the time to derive it, and
the time to set the derivation in each format. The table gives totals, and the ratio to the proof in total, in the median and at worst.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

from symgeo.errors import SymgeoError
from symgeo.exact.verify import Session
from symgeo.present import html, markdown, tex
from symgeo.present.derive import derivation
from symgeo.worker import read

FORMATS = {"tex": tex.body, "html": html.body, "markdown": markdown.body}


def main(folders: list[str]) -> None:
    rows: list[dict[str, float]] = []
    worst: list[tuple[float, str]] = []
    for path in (p for folder in folders for p in sorted(Path(folder).rglob("*.toml"))):
        try:
            stated = read(str(path), None)
            start = time.perf_counter()
            session = Session(stated.claim)
            session.verdict()
            session.strongest()
        except SymgeoError:
            continue
        row = {"proof": time.perf_counter() - start}
        start = time.perf_counter()
        made = derivation(session, path=str(path), title=stated.title, reference=stated.reference)
        row["derivation"] = time.perf_counter() - start
        for name, body in FORMATS.items():
            start = time.perf_counter()
            body(made)
            row[name] = time.perf_counter() - start
        rows.append(row)
        worst.append(((row["derivation"] + row["tex"]) / row["proof"], str(path)))
    print(f"{len(rows)} claims\n\n{'':12} {'total s':>9} {'in proofs':>10} {'median':>8} {'worst':>8}")
    for name in rows[0]:
        ratios = [row[name] / row["proof"] for row in rows]
        total = sum(row[name] for row in rows)
        print(f"{name:12} {total:9.2f} {total / sum(row['proof'] for row in rows):10.2f} {median(ratios):8.2f} {max(ratios):8.2f}")
    print("\nderivation and LaTeX together, in proofs:")
    for ratio, path_ in sorted(worst)[-5:]:
        print(f"  {ratio:6.1f}  {path_}")


if __name__ == "__main__":
    main(sys.argv[1:] or ["tests/claims"])
