"""Every printed line is a checked equality: both sides are rebuilt from the printed LaTeX, and decided again."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from printed import Calculation, calculations, differ, expressions
from reading import read_latex

from symgeo.exact.decide import Decision, Stuck
from symgeo.exact.verdict import Proved
from symgeo.exact.verify import Session
from symgeo.expression import Expr, symbol
from symgeo.geometry.claims import AllHold
from symgeo.geometry.obligations import Zero
from symgeo.notation import latex
from symgeo.present.derivation import Bullets, Chain, Definition, Derivation, Paragraph
from symgeo.present.derive import derivation
from symgeo.present.statement import Statement
from symgeo.present.tex import fragment
from symgeo.worker import read

TESTS = Path(__file__).parents[1]
CLAIMS = sorted(TESTS.glob("claims/*/*.toml"))
MORE = sorted(TESTS.glob("more_claims/*/*.toml"))
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"


@cache
def derived(path: Path) -> tuple[Session, Derivation]:
    stated = read(str(path), None)
    session = Session(stated.claim)
    return session, derivation(session, path=path.name, title=stated.title, reference=stated.reference)


def meanings(session: Session) -> Iterator[tuple[str, Expr]]:
    """What each label of an equality stands for, from the claim and not from the derivation."""
    claim = session.claim
    verdict = session.verdict()
    for part in claim.claims if isinstance(claim, AllHold) else (claim,):
        said = Statement(part)
        own = session.decide(part) if part is not claim else verdict
        if isinstance(own, Proved) and getattr(part, "factor", 0) is None:
            part = type(part)(part.f, part.g, part.h, own.factor)
        for o in part.obligations():
            if isinstance(o, Zero):
                yield latex(said.label(o)), o.left


def identifier(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def each(made: Derivation) -> Iterator[Derivation]:
    yield made
    for part in made.parts:
        yield from each(part)


def check(session: Session, made: Derivation) -> tuple[int, list[str]]:
    """How many lines were rebuilt, and what is wrong with them."""
    wrong: list[str] = []
    lines = 0
    known: dict[str, list[Expr]] = {}
    for label, e in meanings(session):
        known.setdefault(label, []).append(e)
    printed = [c for c in calculations(fragment(made)) if c.label]
    decision = Decision(session.claim.relations)
    for d in each(made):
        for chain in (b for s in d.sections for b in s.blocks if isinstance(b, Chain)):
            label = latex(chain.label) if chain.label is not None else ""
            its = next((c for c in printed if c.label == label and len(c.lines) == 1 + len(chain.steps)), None)
            if its is None:
                wrong.append(f"{label} is not printed with {1 + len(chain.steps)} lines")
                continue
            printed.remove(its)
            forms = expressions(its, d.notation)
            pairs = list(itertools.pairwise(forms))
            if label in known:
                meant = known[label].pop(0) if len(known[label]) > 1 else known[label][0]
                lines += 1
                if isinstance(decision.prove(Zero(meant, forms[0], chain.domain, "a label")), Stuck):
                    wrong.append(f"{label}: {meant} is not {forms[0]}")
            for left, right in pairs:
                lines += 1
                point = differ(left, right, chain.domain) if not session.claim.relations else None
                if point is not None:
                    wrong.append(f"{label}: {left} /= {right} at {point}")
                elif not decision.equal(left, right, chain.domain):
                    wrong.append(f"{label}: not decided: {left} = {right}")
    return lines, wrong


@pytest.mark.parametrize("path", CLAIMS + (MORE if LONG else MORE[::9]), ids=identifier)
def test_every_line_is_a_checked_equality(path: Path) -> None:
    _lines, wrong = check(*derived(path))
    assert not wrong, wrong


def test_there_are_lines_to_check() -> None:
    counts = [check(*derived(path))[0] for path in CLAIMS[::8]]
    assert sum(counts) > 100


def corrupted(tex: str) -> Iterator[str]:
    """Prints with one line changed: a number, a sign, a function."""
    for old, new in (("2 ", "3 "), (r"\sin", r"\cos"), (" + ", " - "), ("^{2}", "^{3}"), (r"\cosh", r"\sinh")):
        places = [i for i in range(len(tex)) if tex.startswith(old, i)]
        for i in places[:1]:
            yield tex[:i] + new + tex[i + len(old) :]


@pytest.mark.parametrize(
    "name", ["sphere/sphere_gnomonic", "surface/catenoid", "surface/catalan", "sphere/s2_times_s2", "ml/softmax_temperature"]
)
def test_a_corrupted_line_is_found(name: str) -> None:
    """The check above can fail: a line that is changed differs from the one before it or the one after."""
    _session, made = derived(TESTS / "claims" / f"{name}.toml")
    found = tried = 0
    for chain in made.chains():
        forms = [chain.start, *(s.expression for s in chain.steps)]
        for k, form in enumerate(forms):
            for text in corrupted(latex(made.notation.write(form))):
                try:
                    (changed,) = expressions(Calculation("", [text]), made.notation)
                except ValueError:
                    continue
                neighbours = [forms[j] for j in (k - 1, k + 1) if 0 <= j < len(forms)]
                if not neighbours or changed is form:
                    continue
                tried += 1
                found += any(differ(n, changed, chain.domain) is not None for n in neighbours)
    assert tried >= 5
    assert found >= 0.9 * tried


@pytest.mark.parametrize("path", CLAIMS[::3], ids=identifier)
def test_the_differential_is_one(path: Path) -> None:
    """Each printed component of d_i f is the derivative of the component of f."""
    session, made = derived(path)
    claim = session.claim
    f = getattr(claim, "f", None) or getattr(claim, "transition", None)
    section = next((s for s in made.sections if s.heading == "Differential"), None)
    if section is None or f is None:
        pytest.skip("no map")
    definition = next(b for b in section.blocks if isinstance(b, Definition))
    decision = Decision(claim.relations)
    shown = [e for _, e in definition.checked]
    meant = [Expr("derivative", (c, symbol(x))) for x in f.source.coordinates for c in f.components]
    assert len(shown) == len(meant)
    for left, right in zip(meant, shown, strict=True):
        again = read_latex(latex(made.notation.write(right)), made.notation)
        assert differ(left, again, claim.domain) is None or claim.relations
        if made.status == "proved":
            assert decision.equal(left, again, claim.domain)


@pytest.mark.parametrize("path", CLAIMS[::2] + MORE[::20], ids=identifier)
def test_identities_and_signs_in_the_reasons_are_decided(path: Path) -> None:
    session, made = derived(path)
    decision = Decision(session.claim.relations)
    for d in each(made):
        for chain in d.chains():
            for step in chain.steps:
                for e in step.reason:
                    if isinstance(e, Expr) and e.head == "eq":
                        assert decision.equal(*e.children, chain.domain), e
        for section in d.sections:
            for block in section.blocks:
                texts = block.items if isinstance(block, Bullets) else (block.text,) if isinstance(block, Paragraph) else ()
                for text in texts:
                    first = text[0] if text else None
                    if isinstance(first, Expr) and first.head in ("gt", "ge", "ne", "lt", "le") and text[1] != " for ":
                        word = {"gt": "positive", "ge": "nonnegative", "ne": "nonzero", "lt": "negative", "le": "nonpositive"}[first.head]
                        domain = session.claim.domain
                        if first.free_symbols <= set(domain.variables):
                            assert decision.region(domain).prove(word, first.args[0]) is not None, first


def test_the_status_is_computed_from_the_verdict() -> None:
    for name, status, heading in (
        ("sphere/sphere_gnomonic", "proved", "Theorem"),
        ("surface/catenoid_wrong_scale", "refuted", "Refuted claim"),
    ):
        _, made = derived(TESTS / "claims" / f"{name}.toml")
        assert (made.status, made.heading) == (status, heading)
