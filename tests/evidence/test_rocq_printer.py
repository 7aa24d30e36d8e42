"""The claim that Coq reads is the claim that symgeo decided: both are evaluated in balls from their own texts. No coqc is needed.

The reader below knows nothing of the printer: it parses the definitions of a claim file by Coq's precedences and evaluates them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flint import arb, ctx

from symgeo.claimfile import read_claim_file
from symgeo.evidence.rocq import CannotExport, scripts
from symgeo.evidence.rocq.printer import text
from symgeo.evidence.rocq.statement import Statement, claim_text, coq_names, statement
from symgeo.exact.balls.enclosure import Evaluator, NotDefined
from symgeo.exact.points import PointSource
from symgeo.exact.verdict import Proved, Refuted
from symgeo.exact.verify import Session
from symgeo.expression import ONE, Expr, call, number, sqrt, symbol

CLAIMS = sorted((Path(__file__).parents[1] / "claims").rglob("*.toml"))
PRECISION = 192


# -- a reader of claim files -----------------------------------------------------------------------------------------
TOKEN = re.compile(r"\s*(<=|<>|/\\|[A-Za-z_][A-Za-z_0-9']*|\d+|.)", re.S)
FUNCTIONS: dict[str, Any] = {
    "sin": arb.sin,
    "cos": arb.cos,
    "tan": arb.tan,
    "asin": arb.asin,
    "atan": arb.atan,
    "sinh": arb.sinh,
    "cosh": arb.cosh,
    "tanh": arb.tanh,
    "exp": arb.exp,
    "ln": arb.log,
    "sqrt": arb.sqrt,
    "arcsinh": arb.asinh,
    "arccosh": arb.acosh,
    "arctanh": arb.atanh,
    "Rabs": abs,
}


class Reader:
    """Parses one body: a real expression, a list of them, or a conjunction of comparisons."""

    def __init__(self, source: str) -> None:
        self.tokens = [t for t in TOKEN.findall(source) if t.strip()]
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str | None = None) -> str:
        token = self.peek()
        assert expected is None or token == expected, (token, expected)
        self.at += 1
        return token

    def body(self) -> Any:
        if self.peek() == "[":
            result = self.list()
        else:
            result = self.conjunction()
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return result

    def list(self) -> Any:
        self.take("[")
        items = []
        while self.peek() != "]":
            items.append(self.list() if self.peek() == "[" else self.sum())
            if self.peek() == ";":
                self.take()
        self.take("]")
        return ("list", *items)

    def conjunction(self) -> Any:
        parts = [self.comparison()]
        while self.peek() == "/\\":
            self.take()
            parts.append(self.comparison())
        return parts[0] if len(parts) == 1 else ("and", *parts)

    def comparison(self) -> Any:
        if self.peek() == "True":
            self.take()
            return ("and",)
        left = self.sum()
        if self.peek() in ("<", "<=", "<>"):
            return (self.take(), left, self.sum())
        return left

    def sum(self) -> Any:
        left = self.product()
        while self.peek() in ("+", "-"):
            left = (self.take(), left, self.product())
        return left

    def product(self) -> Any:
        left = self.signed()
        while self.peek() in ("*", "/"):
            left = (self.take(), left, self.signed())
        return left

    def signed(self) -> Any:
        if self.peek() in ("-", "/"):
            sign = self.take()
            return ("neg" if sign == "-" else "inv", self.signed())
        return self.power()

    def power(self) -> Any:
        base = self.application()
        if self.peek() == "^":
            self.take()
            return ("^", base, int(self.take()))
        return base

    def application(self) -> Any:
        name = self.peek()
        if name in FUNCTIONS or name in ("Rpower", "arctan2"):
            self.take()
            arguments = [self.atom() for _ in range(1 if name in FUNCTIONS else 2)]
            return ("call", name, *arguments)
        return self.atom()

    def atom(self) -> Any:
        token = self.take()
        if token == "(":
            inner = self.sum()
            self.take(")")
            return inner
        return ("number", int(token)) if token.isdigit() else ("name", token)


def evaluate(e: Any, at: dict[str, arb]) -> Any:
    """A ball, a list of them, or True, False, None (not known)."""
    head, *a = e
    if head == "list":
        return [evaluate(x, at) for x in a]
    if head == "and":
        values = [evaluate(x, at) for x in a]
        return False if False in values else None if None in values else True
    if head == "number":
        return arb(a[0])
    if head == "name":
        return arb.pi() if a[0] == "PI" else at[a[0]]
    if head == "call":
        x, *more = (evaluate(y, at) for y in a[1:])
        if a[0] == "Rpower":
            return (more[0] * x.log()).exp()
        return arb.atan2(x, more[0]) if a[0] == "arctan2" else FUNCTIONS[a[0]](x)
    if head == "^":
        return evaluate(a[0], at) ** a[1]
    if head == "neg":
        return -evaluate(a[0], at)
    if head == "inv":
        return 1 / evaluate(a[0], at)
    x, y = (evaluate(z, at) for z in a)
    if head in ("<", "<=", "<>"):
        d = y - x
        if not d.is_finite():
            return None
        yes = {"<": d > 0, "<=": d >= 0, "<>": d != 0}[head]
        no = {"<": d <= 0, "<=": d < 0, "<>": d == 0}[head]
        return True if yes else False if no else None
    return {"+": x + y, "-": x - y, "*": x * y, "/": x / y}[head]


DEFINITION = re.compile(r"Definition (\w+)(?: \(([^:)]*) : R\))? : ([^:]*) :=\n(.*?)\.\n(?=Definition|\(\*|\Z)", re.S)


def definitions(source: str) -> dict[str, tuple[list[str], Any]]:
    """Names, arguments and bodies of the definitions but the claim itself."""
    out = {}
    for name, arguments, _, body in DEFINITION.findall(source):
        if name != "claim":
            body = re.sub(r"\(exists z : Z, \w+ = IZR z\)", "True", body)
            out[name] = (arguments.split(), Reader(body).body())
    return out


# -- comparison --------------------------------------------------------------------------------------------------------
def value_in_balls(e: Expr, point: dict[str, Any]) -> arb | None:
    try:
        return Evaluator(point, PRECISION)(e)
    except NotDefined:
        return None


def random_points(s: Statement, count: int) -> list[dict[str, Fraction]]:
    """Points of the domain, and others anywhere."""
    random = Random(7)
    inside = [{k: Fraction(v) for k, v in p.items()} for p in islice(PointSource(s.domain), count)]
    anywhere = [{v: Fraction(random.randint(-900, 900), 211) for v in s.domain.variables} for _ in range(count)]
    return inside + anywhere


def disagreement(source: str, s: Statement, count: int = 3) -> str | None:
    """Where the text and the statement differ, or None. At least one value of each kind has to be compared."""
    read = definitions(source)
    names = coq_names(s.domain.variables)
    compared: set[str] = set()
    with ctx.workprec(PRECISION):
        for point in random_points(s, count):
            at = {names[v]: arb(q.numerator) / q.denominator for v, q in point.items()}
            images = [value_in_balls(e, point) for e in s.f]
            rows: list[tuple[str, list[Expr], dict[str, arb], dict[str, Any]]] = [
                ("f", list(s.f), at, point),
                ("g", [e for row in s.g for e in row], at, point),
            ]
            if s.factor is not None:
                rows.append(("c", [s.factor], at, point))
            if all(v is not None and v.is_finite() for v in images):
                along = {y: v for y, v in zip(s.targets, images, strict=True) if v is not None}
                parameters = {p: point[p] for p in s.parameters}
                there = {**{f"y{k}": v for k, v in enumerate(along.values())}, **{names[p]: at[names[p]] for p in s.parameters}}
                rows.append(("h", [e for row in s.h for e in row], there, {**along, **parameters}))
            for name, expressions, where, own in rows:
                arguments, body = read[name]
                if set(arguments) - set(where):
                    return f"{name} has other arguments"
                found = _flat(evaluate(body, where))
                if len(found) != len(expressions):
                    return f"{name} has another length"
                for a, e in zip(found, expressions, strict=True):
                    b = value_in_balls(e, own)
                    if b is not None and b.is_finite() and a.is_finite():
                        compared.add(name)
                        if not a.overlaps(b):
                            return f"{name} at {point}: {a} and {b}"
                    elif b is not None and b.is_finite():
                        return f"{name} at {point}: not defined, and {b}"
            inside = _conditions(s, point)
            if inside is not None:
                compared.add("U")
                if evaluate(read["U"][1], at) is (not inside):
                    return f"U at {point}: not {inside}"
            defined = [value_in_balls(e, point) is not None for e in (*s.f, *(e for row in s.g for e in row))]
            said = evaluate(read["defined"][1], at)
            if said is False and all(defined) and s.factor is None:
                return f"defined at {point}: said not to be"
            if said is True and not all(defined):
                return f"defined at {point}: said to be"
    return None if {"f", "g", "h", "U"} <= compared else f"only {sorted(compared)} were compared"


def _flat(value: Any) -> list[arb]:
    return [x for v in value for x in _flat(v)] if isinstance(value, list) else [value]


def _conditions(s: Statement, point: dict[str, Fraction]) -> bool | None:
    result: bool | None = True
    for conditions, holds, fails in (
        (s.domain.positive, lambda v: v > 0, lambda v: v <= 0),
        (s.domain.nonnegative, lambda v: v >= 0, lambda v: v < 0),
        (s.domain.nonzero, lambda v: v != 0, lambda v: v == 0),
    ):
        for e in conditions:
            v = value_in_balls(e, dict(point))
            if v is None:
                return None
            if fails(v):
                return False
            result = result if holds(v) else None
    return result


def statement_of(path: Path) -> Statement:
    claim = read_claim_file(path).claim
    factor = getattr(claim, "factor", None)
    if claim.relation in ("isometric", "equal-metrics"):
        factor = ONE
    elif factor is None:
        factor = getattr(Session(claim).verdict(), "factor", None)
    s = statement(claim, factor)
    claim_text(s, "")
    return s


def statements() -> list[tuple[str, Statement]]:
    out = []
    for path in CLAIMS:
        try:
            out.append((path.stem, statement_of(path)))
        except CannotExport:
            continue
    return out


STATEMENTS = statements()


def test_most_claims_can_be_printed() -> None:
    assert len(STATEMENTS) > 0.85 * len(CLAIMS)


@pytest.mark.parametrize(("name", "s"), STATEMENTS, ids=[n for n, _ in STATEMENTS])
def test_the_printed_claim_is_the_claim(name: str, s: Statement) -> None:
    assert disagreement(claim_text(s, name), s) is None


def mutants(s: Statement) -> list[tuple[str, Statement]]:
    """Statements that differ in one component, entry, bound or factor by very little."""
    tiny = number(Fraction(1, 10**9))
    f, g, h = s.f, [list(r) for r in s.g], [list(r) for r in s.h]
    g[-1][0] = g[-1][0] + tiny
    h[-1][-1] = h[-1][-1] * (1 + Fraction(1, 10**9))
    out = [
        ("component", replace(s, f=(*f[:-1], f[-1] + tiny))),
        ("components swapped", replace(s, f=(*f[:-2], f[-1], f[-2]))) if len(f) > 1 and f[-1] is not f[-2] else ("", s),
        ("metric", replace(s, g=tuple(map(tuple, g)))),
        ("target metric", replace(s, h=tuple(map(tuple, h)))),
    ]
    if s.factor is not None:
        out.append(("factor", replace(s, factor=s.factor + tiny)))
    return [(what, m) for what, m in out if what]


@pytest.mark.parametrize(("name", "s"), STATEMENTS[::5], ids=[n for n, _ in STATEMENTS[::5]])
def test_a_mutated_claim_is_noticed(name: str, s: Statement) -> None:
    for what, mutant in mutants(s):
        assert disagreement(claim_text(mutant, name), s) is not None, what


def test_a_moved_bound_is_noticed() -> None:
    seen = 0
    for name, s in STATEMENTS:
        if not s.domain.positive:
            continue
        far = replace(s.domain, positive=(s.domain.positive[0] - 1000, *s.domain.positive[1:]))
        seen += 1
        assert disagreement(claim_text(replace(s, domain=far), name), s) is not None, name
    assert seen > 40


def test_every_function_is_printed_as_what_it_is() -> None:
    x, y = symbol("x"), symbol("y")
    names = {x: "x", y: "y"}
    point = {"x": Fraction(3, 7), "y": Fraction(5, 3)}
    with ctx.workprec(PRECISION):
        at = {k: arb(q.numerator) / q.denominator for k, q in point.items()}
    both = [call("atan2", y, x), x**y, (x - y) ** 2 / -(x**3), -(x**2), (-x) ** 2, 2 - (x - y), x / (y / x), -x / y, x**-2 / y, 1 / (1 / x)]
    unary = [call(f, x) for f in "sin cos tan sec csc cot asin acos atan sinh cosh tanh sech csch coth asinh atanh exp log Abs".split()]
    roots = [sqrt(x), x ** Fraction(3, 2), x ** Fraction(-1, 2), x ** Fraction(-5, 2), x ** Fraction(2, 3), x ** Fraction(-2, 3)]
    for e in (*both, *unary, *roots, call("acosh", y), sqrt(x + sqrt(y)) ** 3, -sqrt(x), number(Fraction(-3, 4)) * x):
        written = Reader(text(e, names)).body()
        with ctx.workprec(PRECISION):
            a, b = evaluate(written, at), value_in_balls(e, dict(point))
        assert b is not None and a.overlaps(b) and a.rad() < 1e-30, (e, text(e, names))


def test_names_of_coordinates_are_kept_apart_from_those_of_coq() -> None:
    names = coq_names(["x", "U", "sin", "theta", "x1", "S", "π", "y", "forall", "a_b"])
    assert names["x"] == "x" and names["theta"] == "theta" and names["y"] == "y"
    assert len(set(names.values())) == len(names)
    assert not {"U", "sin", "S", "forall", "π"} & set(names.values())


# -- scripts -----------------------------------------------------------------------------------------------------------
def test_scripts_are_the_same_in_every_run() -> None:
    for path in CLAIMS[::9]:
        claim = read_claim_file(path).claim
        first, second = (Session(read_claim_file(path).claim).verdict() for _ in range(2))
        if not isinstance(first, (Proved, Refuted)):
            continue
        try:
            one = scripts(first, "example")
        except CannotExport:
            with pytest.raises(CannotExport):
                scripts(second, "example")
            continue
        assert one.files == scripts(second, "example").files, claim.relation


def test_nothing_is_written_where_nothing_can_be(tmp_path: Path) -> None:
    from symgeo.evidence.rocq import export

    path = next(p for p in CLAIMS if p.stem == "graph_general")
    verdict = Session(read_claim_file(path).claim).verdict()
    with pytest.raises(CannotExport, match="cannot"):
        export(verdict, tmp_path / "out", "graph")
    assert not (tmp_path / "out").exists()
    with pytest.raises(CannotExport, match="letters"):
        export(verdict, tmp_path / "out", "../graph")
