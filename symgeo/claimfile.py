"""Claim files: TOML in, a claim of `symgeo.geometry.claims` out. A claim file is data; nothing in it is ever run.

Besides the tables that every claim has, these belong to single relations:

* ``[inverse] components = [...]`` (embedding, isometry): the source coordinates as functions of the target coordinates;
* ``[[overlap]] domain = [...], components = [...]`` (equal-metrics): a part of the source chart, and on it the target
  coordinates as functions of the source coordinates; the claim is that phi*h = g on every overlap;
* ``factor`` in ``[claim]`` (homothetic, conformal), ``constant`` (einstein, constant-curvature), and ``field``, the components of
  a vector field (killing), ``lower`` and ``upper`` (distortion), which multiply the source metric;
* geodesic: ``[source]`` has one coordinate, and the metric is that of ``[target]``.

A flat target's coordinates are named y1, ..., ym unless ``coordinates`` stands beside ``signature``.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from symgeo.errors import ClaimFileError, SymgeoError
from symgeo.expression import Expr
from symgeo.geometry.chart import Chart
from symgeo.geometry.claims import (
    AgreeOnOverlap,
    AllHold,
    Claim,
    IsConformal,
    IsEmbedding,
    IsHomothetic,
    IsImmersion,
    IsIsometric,
    IsIsometry,
    IsNondegenerate,
    IsRiemannian,
)
from symgeo.geometry.curvature_claims import (
    HasConstantCurvature,
    IsEinstein,
    IsFlat,
    IsGeodesic,
    IsKilling,
    IsMinimal,
    IsRicciFlat,
    IsTotallyGeodesic,
)
from symgeo.geometry.distortion import DistortionWithin, IsRiemannianSubmersion
from symgeo.geometry.domain import ASSUMPTIONS
from symgeo.geometry.maps import SmoothMap
from symgeo.geometry.metric import Metric, flat
from symgeo.parser import Names, ParseError, parse_conditions, parse_expression, parse_relation
from symgeo.tokens import clip, name_problem, normal_name
from symgeo.tomltext import MAX_BYTES, Decimal, TomlError, kind_of, read_toml, write_toml

FORMAT = "symgeo-claim/1"
MAX_COORDINATES = 256
EXPECTATIONS = ("proved", "refuted", "undecided")

#: Relations that the format reserves and that this version cannot verify yet.
RESERVED = ("attention-agrees", "attention-agrees-after-temperature", "ranking-agrees")

_KEYS: dict[str, tuple[str, ...]] = {
    "": ("format", "title", "reference", "relations", "parameters", "functions", "source", "map", "target", "inverse", "overlap", "claim"),
    "source": ("coordinates", "domain", "metric"),
    "map": ("components",),
    "target": ("signature", "coordinates", "domain", "metric"),
    "inverse": ("components",),
    "overlap": ("domain", "components"),
    "claim": ("relation", "factor", "constant", "field", "lower", "upper", "expect"),
}
#: The relations that a key of [claim] belongs to.
_OWNERS = {"factor": ("homothetic", "conformal"), "constant": ("einstein", "constant-curvature"), "field": ("killing",)}
_OWNERS |= {"lower": ("distortion",), "upper": ("distortion",)}


@dataclass(frozen=True)
class ClaimFile:
    """A claim, as one file states it. `expect` is what a regression run should answer, or None."""

    path: str
    title: str
    reference: str
    claim: Claim
    relation: str
    expect: str | None
    raw: Mapping[str, Any] = field(repr=False)


class _Problem(Exception):
    """What is wrong, at which key; the file's name is added where it is known."""

    def __init__(self, key: str, reason: str, advice: str = "") -> None:
        self.key, self.reason, self.advice = key, reason, advice
        super().__init__(key, reason, advice)

    def __str__(self) -> str:
        where = f"{self.key}: " if self.key else ""
        return f"{where}{self.reason}. {self.advice}".rstrip()


def read_claim_file(path: str | Path) -> ClaimFile:
    """The claim that a file states. Raises ClaimFileError: file, key, column, reason, and what to do."""
    path = Path(path)
    try:
        if not path.is_file():
            raise _Problem("", "needs a regular file" + ("" if path.exists() else ", got nothing at this path"), "Check the path.")
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        return _read(data, str(path))
    except _Problem as problem:
        raise _error(str(path), problem) from None
    except (OSError, ValueError) as error:
        if isinstance(error, SymgeoError):
            raise
        raise _error(str(path), _Problem("", f"cannot be opened: {getattr(error, 'strerror', None) or error}")) from None


def read_claim_text(text: str | bytes, *, path: str = "<claim>") -> ClaimFile:
    """The claim that a text in the format of claim files states. Raises ClaimFileError, naming `path`.

    >>> read_claim_text(template()).claim.relation
    'isometric'
    """
    try:
        return _read(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text, path)
    except _Problem as problem:
        raise _error(path, problem) from None


def _error(path: str, problem: _Problem) -> ClaimFileError:
    return ClaimFileError(f"{path}: {problem}")


def _read(data: bytes, path: str) -> ClaimFile:
    try:
        raw = read_toml(data)
    except TomlError as error:
        raise _Problem(error.where, error.reason, error.advice) from None
    document = _Document(raw)
    try:
        claim = document.claim()
    except ParseError as error:
        raise _Problem(document.at, f"column {error.column}: {error.reason}", error.advice) from None
    except SymgeoError as error:
        raise _Problem(document.at, str(error).rstrip(".")) from None
    return ClaimFile(path, document.title, document.reference, claim, document.relation, document.expect, raw)


# -- the document ------------------------------------------------------------------------------------------------
class _Document:
    """One claim file being read. `at` is the key in hand, for messages."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.at = ""
        self.fail_unknown(raw, "")
        for name in ("source", "map", "target", "inverse", "claim"):
            if name in raw:
                self.fail_unknown(self.table(raw, name), name)
        if "format" not in raw:
            self.fail("format", "is missing", f'Begin the file with format = "{FORMAT}".')
        if raw["format"] != FORMAT:
            self.fail("format", f"needs {FORMAT!r}, got {kind_of(raw['format'])}", f'Write format = "{FORMAT}".')
        self.title = self.string(raw, "title", "")
        self.reference = self.string(raw, "reference", "")
        table = self.required(raw, "claim", "with the relation that is claimed")
        if "relation" not in table:
            self.fail("claim.relation", "is missing", 'Write relation = "isometric", or another one.')
        self.relation = self.string(table, "relation", "", "claim.")
        expect = table.get("expect")
        if expect is not None and (not isinstance(expect, str) or expect not in EXPECTATIONS):
            self.fail("claim.expect", f"needs one of {', '.join(EXPECTATIONS)}, got {kind_of(expect)}")
        self.expect: str | None = expect

    # -- reading values --------------------------------------------------------------------------------------------
    def fail(self, key: str, reason: str, advice: str = "") -> NoReturn:
        raise _Problem(key, reason, advice)

    def fail_unknown(self, table: Mapping[str, Any], name: str) -> None:
        known = _KEYS[name]
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key[:60], known, 1)
                advice = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(known)}."
                self.fail(f"{name}.{clip(key)}" if name else clip(key), "is not a key of the format", advice)

    def table(self, table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        value = table[name]
        if not isinstance(value, dict):
            self.fail(name, f"needs a table, got {kind_of(value)}", f"Write a header [{name}].")
        return value

    def required(self, table: Mapping[str, Any], name: str, purpose: str) -> Mapping[str, Any]:
        if name not in table:
            self.fail(name, "the table is missing", f"Add [{name}] {purpose}.")
        return self.table(table, name)

    def string(self, table: Mapping[str, Any], key: str, default: str, prefix: str = "") -> str:
        value = table.get(key, default)
        if not isinstance(value, str):
            self.fail(prefix + key, f"needs a string, got {kind_of(value)}", "Put it in quotes.")
        return value

    def sequence(self, table: Mapping[str, Any], key: str, name: str) -> Sequence[Any]:
        value = table.get(key)
        if not isinstance(value, list):
            got = "is missing" if value is None else f"needs a list, got {kind_of(value)}"
            self.fail(f"{name}.{key}" if name else key, got, f'Write {key} = ["...", "..."].')
        return value

    def text(self, value: Any, key: str) -> str:
        """An expression as text: a string, or a number of TOML as it is written."""
        self.at = key
        if isinstance(value, Decimal):
            return value.text
        if isinstance(value, int) and not isinstance(value, bool):
            if value.bit_length() > 10_000:
                self.fail(key, "needs a smaller integer", "Write large numbers as expressions, in quotes.")
            return str(value)
        if not isinstance(value, str):
            self.fail(key, f"needs an expression, got {kind_of(value)}", "Put it in quotes.")
        return value

    def expression(self, value: Any, names: Names, key: str) -> Expr:
        e = parse_expression(self.text(value, key), names)
        self.check_derivatives(e, key)
        return e

    def check_derivatives(self, e: Expr, key: str) -> None:
        for node in e.walk() if self.integers else ():
            if node.head == "derivative":
                for x in node.args[1:]:
                    if x.args[0] in self.integers:
                        self.fail(key, f"cannot differentiate by {x}: it is an integer", "Declare it real.")

    def names(self, values: Sequence[Any], key: str) -> tuple[str, ...]:
        seen: set[str] = set()
        for i, value in enumerate(values):
            if not isinstance(value, str):
                self.fail(f"{key}[{i}]", f"needs a name, got {kind_of(value)}", "Put it in quotes.")
            problem = name_problem(value)
            if problem:
                self.fail(f"{key}[{i}]", problem)
            if normal_name(value) in seen:
                self.fail(f"{key}[{i}]", f"needs distinct names, got {clip(value)} twice", "Rename one of the two.")
            seen.add(normal_name(value))
        return tuple(values)

    def declared_names(self, name: str) -> Mapping[str, Any]:
        table = self.table(self.raw, name) if name in self.raw else {}
        self.names(list(table), name)
        return table

    # -- declarations ----------------------------------------------------------------------------------------------
    def declarations(self) -> None:
        """Parameters and functions."""
        self.parameters: dict[str, str] = {}
        for name, assumption in self.declared_names("parameters").items():
            if not isinstance(assumption, str) or assumption not in ASSUMPTIONS:
                self.fail(f"parameters.{clip(name)}", f"needs one of {', '.join(ASSUMPTIONS)}, got {kind_of(assumption)}")
            self.parameters[name] = assumption
        self.integers = {name for name, assumption in self.parameters.items() if "integer" in assumption}
        self.functions: dict[str, tuple[str, ...]] = {}
        for name, arguments in self.declared_names("functions").items():
            key = f"functions.{clip(name)}"
            if not isinstance(arguments, list) or not arguments:
                self.fail(key, f"needs a list of arguments, got {kind_of(arguments)}", f'Write {clip(name)} = ["u"].')
            self.functions[name] = self.names(arguments, key)
        self.check_distinct(self.functions, "functions", self.parameters, "parameter")

    def check_distinct(self, names: Iterable[str], key: str, others: Iterable[str], what: str) -> None:
        taken = {normal_name(n) for n in others}
        for name in names:
            if normal_name(name) in taken:
                self.fail(key, f"needs names of its own, got {clip(name)}, which is a {what} too", "Rename one of the two.")

    def coordinates(self, table: Mapping[str, Any], name: str) -> tuple[str, ...]:
        key = f"{name}.coordinates"
        found = self.names(self.sequence(table, "coordinates", name), key)
        if not 0 < len(found) <= MAX_COORDINATES:
            self.fail(key, f"needs 1 to {MAX_COORDINATES} names, got {len(found)}")
        self.check_distinct(found, key, self.parameters, "parameter")
        self.check_distinct(found, key, self.functions, "function")
        return found

    def scope(self, coordinates: Iterable[str]) -> Names:
        return Names(frozenset((*coordinates, *self.parameters)), {name: len(args) for name, args in self.functions.items()})

    def conditions(self, table: Mapping[str, Any], name: str, names: Names) -> tuple[Expr, ...]:
        out: list[Expr] = []
        for i, value in enumerate(self.sequence(table, "domain", name) if "domain" in table else ()):
            key = f"{name}.domain[{i}]"
            if not isinstance(value, str):
                self.fail(key, f"needs a strict inequality, got {kind_of(value)}", "Put it in quotes.")
            for condition in parse_conditions(self.text(value, key), names, strict=True):
                self.check_derivatives(condition, key)
                out.append(condition)
        return tuple(out)

    def chart(self, table: Mapping[str, Any], name: str, coordinates: tuple[str, ...], relations: tuple[Expr, ...]) -> Chart:
        names = self.scope(coordinates)
        where = self.conditions(table, name, names)
        self.at = name
        return Chart(coordinates, where=where, parameters=self.parameters, relations=relations)

    def metric(self, table: Mapping[str, Any], name: str, chart: Chart) -> Metric:
        key, n = f"{name}.metric", chart.dimension
        rows = self.sequence(table, "metric", name)
        shape = f"a list of {n} rows of {n} expressions, one for each coordinate"
        if len(rows) != n:
            self.fail(key, f"needs {shape}, got {len(rows)} rows")
        names = self.scope(chart.coordinates)
        for i, row in enumerate(rows):
            if not isinstance(row, list) or len(row) != n:
                self.fail(f"{key}[{i}]", f"needs {shape}, got {kind_of(row)}")
        entries = [[self.expression(e, names, f"{key}[{i}][{j}]") for j, e in enumerate(row)] for i, row in enumerate(rows)]
        self.at = key
        return Metric(chart, entries)

    def components(self, table: Mapping[str, Any], name: str, source: Chart, count: int | None, one_for: str) -> list[Expr]:
        key = f"{name}.components"
        values = self.sequence(table, "components", name)
        if count is not None and len(values) != count:
            self.fail(key, f"needs {count} components, one for each {one_for}, got {len(values)}")
        if not 0 < len(values) <= MAX_COORDINATES:
            self.fail(key, f"needs 1 to {MAX_COORDINATES} components, got {len(values)}")
        names = self.scope(source.coordinates)
        found = [self.expression(v, names, f"{key}[{i}]") for i, v in enumerate(values)]
        self.at = key
        return found

    # -- the geometry ----------------------------------------------------------------------------------------------
    def claim(self) -> Claim:
        build = _BUILDERS.get(self.relation)
        if build is None:
            if self.relation in RESERVED:
                self.fail("claim.relation", f"{self.relation} is reserved and not built yet", f"This version knows {', '.join(_BUILDERS)}.")
            near = difflib.get_close_matches(self.relation[:60], [*_BUILDERS, *RESERVED], 1)
            advice = f"Did you mean {near[0]}?" if near else f"This version knows {', '.join(_BUILDERS)}."
            self.fail("claim.relation", f"needs a relation, got {kind_of(self.relation)}", advice)
        needed, optional = _TABLES[self.relation]
        for name in ("map", "target", "inverse", "overlap"):
            if name in self.raw and name not in (*needed, *optional):
                self.fail(name, f"does not belong to the relation {self.relation}", f"Remove [{name}].")
        for key, owners in _OWNERS.items():
            if key in self.raw["claim"] and self.relation not in owners:
                advice = f"Only {' and '.join(owners)} {'have' if len(owners) > 1 else 'has'} a {key}."
                self.fail(f"claim.{key}", f"does not belong to the relation {self.relation}", advice)
        self.declarations()
        purposes = {
            "source": "with coordinates, domain and metric",
            "map": "with components",
            "target": "with a signature, or coordinates and a metric",
            "inverse": "with components, the source coordinates as functions of the target coordinates",
        }
        for name in ("source", *needed):
            if name != "overlap":
                self.required(self.raw, name, purposes[name])
        self.source_coordinates = self.coordinates(self.raw["source"], "source")
        self.target_coordinates = self.read_target_coordinates()
        self.check_arguments()
        self.sort_relations()
        self.source = self.chart(self.raw["source"], "source", self.source_coordinates, self.source_relations)
        return build(self)

    def read_target_coordinates(self) -> tuple[str, ...]:
        """Names of the target coordinates: given, or y1, ..., ym for a flat target."""
        table = self.raw.get("target", {})
        if "signature" in table and "metric" in table:
            self.fail("target", "needs a signature or a metric, got both", "Remove one of the two.")
        if "signature" in table:
            signature = self.sequence(table, "signature", "target")
            for i, sign in enumerate(signature):
                if isinstance(sign, bool) or not isinstance(sign, int) or sign not in (-1, 0, 1):
                    self.fail(f"target.signature[{i}]", f"needs 1, -1 or 0, got {sign if isinstance(sign, int) else kind_of(sign)}"[:120])
            if not 0 < len(signature) <= MAX_COORDINATES:
                self.fail("target.signature", f"needs 1 to {MAX_COORDINATES} signs, got {len(signature)}")
        if "coordinates" in table:
            found = self.coordinates(table, "target")
            if "signature" in table and len(table["signature"]) != len(found):
                self.fail("target", f"needs one sign for each coordinate, got {len(table['signature'])} for {len(found)}")
            return found
        if "metric" in table:
            self.fail("target.coordinates", "is missing", "A target metric needs the names of its coordinates.")
        m = len(table["signature"]) if "signature" in table else 0
        if not m and "map" in self.raw:
            m = min(len(self.sequence(self.table(self.raw, "map"), "components", "map")), MAX_COORDINATES)
        # Names that no parameter or function has, so that nothing is captured.
        taken = {*self.parameters, *self.functions}
        letter = "y"
        while any(f"{letter}{i + 1}" in taken for i in range(m)):
            letter += "_"
        return tuple(f"{letter}{i + 1}" for i in range(m))

    def check_arguments(self) -> None:
        known = [*self.source_coordinates, *self.target_coordinates, *self.parameters]
        for name, arguments in self.functions.items():
            for argument in arguments:
                if argument not in known:
                    near = difflib.get_close_matches(argument, known, 1)
                    advice = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(known[:12])}."
                    self.fail(f"functions.{name}", f"needs coordinates or parameters as arguments, got {clip(argument)}", advice)

    def sort_relations(self) -> None:
        """Relations among undefined functions belong to the chart whose coordinates they are written in."""
        both: list[tuple[Expr, str]] = []
        values = self.sequence(self.raw, "relations", "") if "relations" in self.raw else ()
        names = self.scope((*self.source_coordinates, *self.target_coordinates))
        for i, value in enumerate(values):
            key = f"relations[{i}]"
            if not isinstance(value, str):
                self.fail(key, f"needs a relation, got {kind_of(value)}", 'Write "lhs = rhs".')
            e = parse_relation(self.text(value, key), names)
            self.check_derivatives(e, key)
            if all(node.head != "apply" for node in e.walk()):
                self.fail(
                    key, "needs a relation among declared functions", "Put conditions on coordinates and parameters into source.domain."
                )
            both.append((e, key))
        of_source = {*self.source_coordinates, *self.parameters}
        of_target = {*self.target_coordinates, *self.parameters}
        for e, key in both:
            if not (e.free_symbols <= of_source or e.free_symbols <= of_target):
                self.fail(key, "needs the coordinates of one chart, got a mixture of source and target")
        self.source_relations = tuple(e for e, _ in both if e.free_symbols <= of_source)
        self.target_relations = tuple(e for e, _ in both if e.free_symbols <= of_target)

    def target(self) -> Metric | Chart:
        """The target with its metric; without one (an immersion may leave it out) the chart alone."""
        table = self.raw.get("target", {})
        coordinates = self.target_coordinates
        chart = self.chart(table, "target", coordinates, self.target_relations)
        self.at = "target"
        if "metric" in table:
            return self.metric(table, "target", chart)
        if "signature" in table:
            return Metric(chart, flat(table["signature"]).entries)
        if self.relation not in ("immersion", "embedding"):
            self.fail("target", "needs a metric", "Give signature = [1, ...] for a flat target, or coordinates and metric.")
        return chart

    def map(self) -> SmoothMap:
        target = self.target()
        count = target.chart.dimension if isinstance(target, Metric) else target.dimension
        components = self.components(self.raw["map"], "map", self.source, count, "target coordinate")
        return SmoothMap(self.source, target, components)

    def inverse(self, f: SmoothMap) -> SmoothMap:
        components = self.components(self.raw["inverse"], "inverse", f.target, self.source.dimension, "source coordinate")
        return SmoothMap(f.target, self.source, components)

    def source_metric(self) -> Metric:
        if "metric" not in self.raw["source"]:
            self.fail("source.metric", "is missing", f"The relation {self.relation} needs one.")
        return self.metric(self.raw["source"], "source", self.source)

    def checked_source_metric(self) -> None:
        """Where the metric may be left out, it is still read."""
        if "metric" in self.raw["source"]:
            self.source_metric()

    def metric_alone(self) -> Metric:
        """The metric of a claim that is about nothing else; a map beside it is read, and has no part in the claim."""
        if "map" in self.raw and "target" in self.raw:
            self.map()
        return self.source_metric()

    def factor(self) -> Expr | None:
        table = self.raw["claim"]
        return self.expression(table["factor"], self.scope(self.source_coordinates), "claim.factor") if "factor" in table else None

    def constant(self) -> Expr:
        table = self.raw["claim"]
        if "constant" not in table:
            self.fail("claim.constant", "is missing", f'The relation {self.relation} needs one: constant = "1".')
        return self.expression(table["constant"], self.scope(self.source_coordinates), "claim.constant")

    def bounds(self) -> list[Expr | None]:
        table, names = self.raw["claim"], self.scope(self.source_coordinates)
        if "lower" not in table and "upper" not in table:
            self.fail("claim", "needs lower, upper, or both", 'Write upper = "4": f*h <= 4 g, so that lengths at most double.')
        return [self.expression(table[key], names, f"claim.{key}") if key in table else None for key in ("lower", "upper")]

    def vector_field(self) -> list[Expr]:
        values, n = self.sequence(self.raw["claim"], "field", "claim"), len(self.source_coordinates)
        if len(values) != n:
            self.fail("claim.field", f"needs {n} components, one for each source coordinate, got {len(values)}")
        return [self.expression(v, self.scope(self.source_coordinates), f"claim.field[{i}]") for i, v in enumerate(values)]

    def overlaps(self) -> Claim:
        tables = self.raw.get("overlap")
        if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
            self.fail("overlap", "needs one table or more", "Add [[overlap]] with domain and components.")
        g, h = self.source_metric(), self.target()
        assert isinstance(h, Metric)
        claims: list[AgreeOnOverlap] = []
        for i, table in enumerate(tables):
            name = f"overlap[{i}]"
            self.fail_unknown(table, "overlap")
            where = self.conditions(table, name, self.scope(self.source_coordinates))
            self.at = name
            part = Chart(
                self.source_coordinates, where=(*self.source.where, *where), parameters=self.parameters, relations=self.source_relations
            )
            components = self.components(table, name, part, h.chart.dimension, "target coordinate")
            claims.append(AgreeOnOverlap(SmoothMap(part, h, components), Metric(part, g.entries), h))
        return claims[0] if len(claims) == 1 else AllHold(tuple(claims))


def _isometric(d: _Document) -> Claim:
    g = d.source_metric()
    return IsIsometric(d.map(), g)


def _homothetic(d: _Document) -> Claim:
    g = d.source_metric()
    return IsHomothetic(d.map(), g, factor=d.factor())


def _conformal(d: _Document) -> Claim:
    g = d.source_metric()
    return IsConformal(d.map(), g, factor=d.factor())


def _immersion(d: _Document) -> Claim:
    d.checked_source_metric()
    return IsImmersion(d.map())


def _embedding(d: _Document) -> Claim:
    d.checked_source_metric()
    f = d.map()
    return IsEmbedding(f, d.inverse(f))


def _isometry(d: _Document) -> Claim:
    g, f = d.source_metric(), d.map()
    return IsIsometry(f, d.inverse(f), g)


def _einstein(d: _Document) -> Claim:
    g = d.metric_alone()
    return IsEinstein(g, d.constant())


def _constant_curvature(d: _Document) -> Claim:
    g = d.metric_alone()
    return HasConstantCurvature(g, d.constant())


def _killing(d: _Document) -> Claim:
    g = d.metric_alone()
    return IsKilling(g, d.vector_field())


def _geodesic(d: _Document) -> Claim:
    d.checked_source_metric()
    if len(d.source_coordinates) != 1:
        d.fail("source.coordinates", f"needs one name, the parameter of the curve, got {len(d.source_coordinates)}")
    return IsGeodesic(d.map())


def _minimal(d: _Document) -> Claim:
    d.checked_source_metric()
    return IsMinimal(d.map())


def _totally_geodesic(d: _Document) -> Claim:
    d.checked_source_metric()
    return IsTotallyGeodesic(d.map())


def _distortion(d: _Document) -> Claim:
    g = d.source_metric()
    f = d.map()
    lower, upper = d.bounds()
    d.at = "claim"
    return DistortionWithin(f, g, lower=lower, upper=upper)


def _riemannian_submersion(d: _Document) -> Claim:
    g = d.source_metric()
    return IsRiemannianSubmersion(d.map(), g)


_BUILDERS: dict[str, Callable[[_Document], Claim]] = {
    "isometric": _isometric,
    "homothetic": _homothetic,
    "conformal": _conformal,
    "immersion": _immersion,
    "embedding": _embedding,
    "isometry": _isometry,
    "riemannian": lambda d: IsRiemannian(d.metric_alone()),
    "nondegenerate": lambda d: IsNondegenerate(d.metric_alone()),
    "equal-metrics": lambda d: d.overlaps(),
    "flat": lambda d: IsFlat(d.metric_alone()),
    "ricci-flat": lambda d: IsRicciFlat(d.metric_alone()),
    "einstein": _einstein,
    "constant-curvature": _constant_curvature,
    "killing": _killing,
    "geodesic": _geodesic,
    "minimal": _minimal,
    "totally-geodesic": _totally_geodesic,
    "distortion": _distortion,
    "riemannian-submersion": _riemannian_submersion,
}
#: The tables that a relation needs, and those that it allows, besides source.
_TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    **dict.fromkeys(("isometric", "homothetic", "conformal"), (("map", "target"), ())),
    "immersion": (("map",), ("target",)),
    "embedding": (("map", "inverse"), ("target",)),
    "isometry": (("map", "target", "inverse"), ()),
    **dict.fromkeys(("riemannian", "nondegenerate"), ((), ("map", "target"))),
    "equal-metrics": (("target", "overlap"), ()),
    **dict.fromkeys(("flat", "ricci-flat", "einstein", "constant-curvature", "killing"), ((), ("map", "target"))),
    **dict.fromkeys(("geodesic", "minimal", "totally-geodesic"), (("map", "target"), ())),
    **dict.fromkeys(("distortion", "riemannian-submersion"), (("map", "target"), ())),
}
#: The relations that can be verified.
RELATIONS = tuple(_BUILDERS)


# -- writing -----------------------------------------------------------------------------------------------------------
def to_text(claim: ClaimFile) -> str:
    """The file again, in a fixed layout; reading it gives an equal claim."""
    return write_toml(claim.raw)


def template() -> str:
    """A claim file to start from; it is proved as it stands."""
    return _TEMPLATE


_TEMPLATE = """\
# A claim of Riemannian geometry. Try it with: symgeo verify FILE
format = "symgeo-claim/1"
title = "The sphere of radius a in spherical coordinates"
reference = "do Carmo, Differential Geometry of Curves and Surfaces, 2-5"

# Symbols that are constant in a claim, and what is assumed of them:
# "real", "positive", "nonnegative", "nonzero", "integer" or "positive integer".
[parameters]
a = "positive"

# Smooth functions about which nothing else is assumed, and their arguments; call them as F(theta, phi).
# [functions]
# F = ["theta", "phi"]

# The chart on which the claim is made: real coordinates, and strict inequalities for its domain ([] for all of R^n).
[source]
coordinates = ["theta", "phi"]
domain = ["0 < theta", "theta < pi", "-pi < phi", "phi < pi"]
metric = [["a**2", "0"], ["0", "a**2*sin(theta)**2"]]

# One expression for each target coordinate: + - * / **, sin, exp, log, sqrt, ..., Rational(p, q), pi, E;
# decimals are exact.
[map]
components = ["a*sin(theta)*cos(phi)", "a*sin(theta)*sin(phi)", "a*cos(theta)"]

# Flat, with the signs of its metric; or, like the source, with coordinates, domain and metric.
[target]
signature = [1, 1, 1]

[claim]
relation = "isometric"      # or "homothetic", "conformal", "immersion", ...
# factor = "4"              # homothetic and conformal only: the factor that is claimed; else it is looked for
expect = "proved"           # what a regression run should answer: "proved", "refuted" or "undecided"
"""
