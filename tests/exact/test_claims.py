"""Every claim of the collection, whose truth was established independently, and mutants of the true ones."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import mpmath
import pytest
import sympy

from symgeo.claimfile import ClaimFile, read_claim_file
from symgeo.evidence.certificate import certificate, dumps, expression, loads
from symgeo.exact.points import PointSource
from symgeo.exact.verdict import Proved, Verdict
from symgeo.exact.verify import Session
from symgeo.expression import Expr, add, call, mul, number
from symgeo.geometry.claims import IsConformal, IsHomothetic, IsIsometric
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric
from symgeo.geometry.obligations import Zero
from symgeo.geometry.sympy_bridge import to_sympy

CLAIMS = Path(__file__).parent.parent / "claims"
FILES = sorted(CLAIMS.rglob("*.toml"))
NAMES = [str(p.relative_to(CLAIMS)) for p in FILES]


def decide(path: Path) -> tuple[ClaimFile, Session, Verdict]:
    claim = read_claim_file(path)
    session = Session(claim.claim)
    return claim, session, session.verdict()


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_claim_is_decided_as_it_should(path: Path) -> None:
    claim, session, verdict = decide(path)
    assert verdict.word == claim.expect, str(verdict)
    strongest = session.strongest()
    if isinstance(verdict, Proved):
        assert strongest.name == claim.relation or strongest.name in ("isometric", "homothetic", "conformal")


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_certificate_is_complete_and_the_same_in_every_run(path: Path) -> None:
    text = dumps(certificate(decide(path)[2]))
    assert text == dumps(certificate(decide(path)[2]))
    document = loads(text)
    assert dumps(document) == text
    for row in range(len(document["expressions"])):
        assert isinstance(expression(document, row), Expr)
    for step in document.get("steps", []):
        assert step.get("remainder", []) == []


# -- mutants -----------------------------------------------------------------------------------------------------
def with_metric(claim: IsIsometric | IsHomothetic | IsConformal, entries: list[list[Expr]]) -> object:
    g = Metric(claim.g.chart, entries)
    if isinstance(claim, IsIsometric):
        return IsIsometric(claim.f, g, claim.h)
    return type(claim)(claim.f, g, claim.h, claim.factor)


def changed(e: Expr, old: str, new: str) -> Expr:
    """The first call of one function replaced by another."""
    done = []

    def rewrite(node: Expr) -> Expr:
        if node.head == old and not done:
            done.append(node)
            return call(new, *node.args)
        return node

    return e.map_nodes(rewrite)


def mutants(claim: object) -> list[tuple[str, object]]:
    out: list[tuple[str, object]] = []
    if not isinstance(claim, (IsIsometric, IsHomothetic, IsConformal)):
        return out
    n = claim.g.chart.dimension
    entries = [list(row) for row in claim.g.entries]
    for i in range(n):
        tiny = [list(row) for row in entries]
        tiny[i][i] = mul(entries[i][i], number(1 + Fraction(1, 10**40)))
        out.append((f"entry {i} times 1 + 1e-40", with_metric(claim, tiny)))
        if i == 0:
            flipped = [list(row) for row in entries]
            flipped[i][i] = -entries[i][i]
            out.append(("sign flipped", with_metric(claim, flipped)))
    if n > 1:
        skew = [list(row) for row in entries]
        skew[0][1] = skew[1][0] = add(entries[0][1], number(Fraction(1, 10**40)))
        out.append(("off-diagonal + 1e-40", with_metric(claim, skew)))
    f = claim.f
    h = f.metric_on_target(claim.h)
    for a in range(min(2, len(f.components))):
        components = list(f.components)
        components[a] = changed(components[a], "sin", "cos")
        if components[a] is not f.components[a]:
            out.append((f"sin for cos in component {a}", with_map(claim, SmoothMap(f.source, h, components))))
        components = list(f.components)
        components[a] = number(0)
        out.append((f"component {a} dropped", with_map(claim, SmoothMap(f.source, h, components))))
    return out


def with_map(claim: IsIsometric | IsHomothetic | IsConformal, f: SmoothMap) -> object:
    if isinstance(claim, IsIsometric):
        return IsIsometric(f, claim.g)
    return type(claim)(f, claim.g, None, claim.factor)


def holds_numerically(claim: object) -> bool:
    """Both sides of each entry agree to 50 digits at a few points, by mpmath: an evaluation independent of the engine."""
    for zero in claim.obligations():  # type: ignore[attr-defined]
        if not isinstance(zero, Zero):
            continue
        points = iter(PointSource(zero.domain))
        for _ in range(3):
            point = next(points)
            with mpmath.workdps(70):
                left, right = by_mpmath(zero.left, point), by_mpmath(zero.right, point)
                if abs(left - right) > mpmath.mpf(10) ** -50 * (1 + abs(left)):
                    return False
    return True


def by_mpmath(e: Expr, point: dict[str, Fraction]) -> mpmath.mpf:
    value = to_sympy(e)
    at = {s: sympy.Rational(point[s.name].numerator, point[s.name].denominator) for s in value.free_symbols}
    return mpmath.mpf(sympy.N(value.subs(at), 60))


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_mutants_are_not_proved(path: Path) -> None:
    claim, _, verdict = decide(path)
    if not isinstance(verdict, Proved):
        return
    for name, mutant in mutants(claim.claim):
        answer = Session(mutant).verdict()  # type: ignore[arg-type]
        if isinstance(answer, Proved):
            assert "1e-40" not in name or "entry" in name, name
            assert holds_numerically(mutant), f"{name} came out proved, and is false"


def test_a_wrong_twin_is_caught() -> None:
    """The independent evaluation does tell a false claim from a true one."""
    claim = read_claim_file(CLAIMS / "surface" / "catenoid.toml").claim
    assert holds_numerically(claim)
    assert isinstance(claim, IsIsometric)
    assert not holds_numerically(
        with_metric(claim, [[claim.g.entries[0][0] * (1 + Fraction(1, 10**40)), number(0)], [number(0), claim.g.entries[1][1]]])
    )


def test_all_are_decided_and_none_wrongly(capsys: pytest.CaptureFixture[str]) -> None:
    count: Counter[tuple[str, str | None]] = Counter()
    for path in FILES:
        claim, _, verdict = decide(path)
        count[verdict.word, claim.expect] += 1
    with capsys.disabled():
        print("\n" + ", ".join(f"{word} (expected {expect}): {k}" for (word, expect), k in sorted(count.items())))
    assert not any(word != expect and word != "undecided" for word, expect in count)
