"""Claim files: each relation is read, and everything else is refused with file, key, column, reason and advice."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from symgeo.claimfile import RELATIONS, RESERVED, read_claim_file, read_claim_text, template, to_text
from symgeo.errors import ClaimFileError, SymgeoError
from symgeo.exact.verdict import Proved
from symgeo.exact.verify import verify
from symgeo.geometry import claims as kinds
from symgeo.tomltext import MAX_BYTES, read_toml, write_toml

CLAIMS = sorted((Path(__file__).parent / "claims").glob("*/*.toml"))

SPHERE: dict[str, Any] = {
    "format": "symgeo-claim/1",
    "title": "sphere",
    "reference": "none",
    "parameters": {"a": "positive", "k": "integer"},
    "functions": {"W": ["theta"]},
    "source": {
        "coordinates": ["theta", "phi"],
        "domain": ["0 < theta < pi", "-pi < phi", "phi < pi"],
        "metric": [["a**2", "0"], ["0", "a**2*sin(theta)**2"]],
    },
    "map": {"components": ["a*sin(theta)*cos(phi)", "a*sin(theta)*sin(phi)", "a*cos(theta)"]},
    "target": {"signature": [1, 1, 1]},
    "claim": {"relation": "isometric", "expect": "proved"},
}
LINE: dict[str, Any] = {
    "format": "symgeo-claim/1",
    "source": {"coordinates": ["x"], "domain": ["0 < x"], "metric": [["1/x**2"]]},
    "map": {"components": ["log(x)"]},
    "target": {"coordinates": ["t"], "metric": [[1]]},
    "inverse": {"components": ["exp(t)"]},
    "claim": {"relation": "isometry"},
}


def changed(document: dict[str, Any], path: str, value: Any = None) -> dict[str, Any]:
    """A copy with the value at a dotted path replaced; None deletes it."""
    new = copy.deepcopy(document)
    *tables, key = path.split(".")
    inner: Any = new
    for table in tables:
        inner = inner.setdefault(table, {})
    if value is None:
        del inner[key]
    else:
        inner[key] = value
    return new


def refusal(document: dict[str, Any] | str | bytes) -> str:
    with pytest.raises(ClaimFileError) as caught:
        read_claim_text(write_toml(document) if isinstance(document, dict) else document, path="claim.toml")
    message = str(caught.value)
    assert message.startswith("claim.toml: ")
    return message.removeprefix("claim.toml: ")


# -- what is read --------------------------------------------------------------------------------------------------
def test_there_are_claims() -> None:
    assert len(CLAIMS) >= 195


@pytest.mark.parametrize("path", CLAIMS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_each_claim_is_read_and_written(path: Path) -> None:
    found = read_claim_file(path)
    assert found.path == str(path)
    assert found.title
    assert found.claim.relation == found.relation
    assert found.expect in ("proved", "refuted", "undecided")
    again = read_claim_text(to_text(found))
    assert again.claim == found.claim
    assert again.raw == found.raw
    assert to_text(again) == to_text(found)


def test_the_template_is_read() -> None:
    found = read_claim_text(template())
    assert isinstance(found.claim, kinds.IsIsometric)
    assert found.expect == "proved"
    assert found.reference


def test_the_template_is_proved_as_it_stands() -> None:
    assert isinstance(verify(read_claim_text(template()).claim), Proved)


def test_a_claim_is_what_the_file_says() -> None:
    claim = read_claim_text(write_toml(SPHERE)).claim
    assert isinstance(claim, kinds.IsIsometric)
    chart = claim.f.source
    assert chart.coordinates == ("theta", "phi")
    assert [str(c) for c in chart.where] == ["0 < theta", "theta < pi", "-pi < phi", "phi < pi"]
    assert chart.parameters == (("a", "positive"), ("k", "integer"))
    assert str(claim.g.entries[1][1]) == "a**2*sin(theta)**2"
    assert claim.f.target.coordinates == ("y1", "y2", "y3")
    assert claim.f.ambient is not None


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (changed(SPHERE, "claim.relation", "homothetic"), kinds.IsHomothetic),
        (changed(changed(SPHERE, "claim.relation", "conformal"), "claim.factor", "1 + 0*theta"), kinds.IsConformal),
        (changed(changed(SPHERE, "claim.relation", "immersion"), "source.metric"), kinds.IsImmersion),
        (changed(changed(SPHERE, "claim.relation", "immersion"), "target"), kinds.IsImmersion),
        (changed(SPHERE, "claim.relation", "riemannian"), kinds.IsRiemannian),
        (changed(changed(SPHERE, "map"), "claim.relation", "nondegenerate") | {"target": {}}, kinds.IsNondegenerate),
        (LINE, kinds.IsIsometry),
        (changed(LINE, "claim.relation", "embedding"), kinds.IsEmbedding),
        (
            {k: v for k, v in changed(LINE, "claim.relation", "equal-metrics").items() if k not in ("map", "inverse")}
            | {"overlap": [{"domain": ["x < 1"], "components": ["log(x)"]}]},
            kinds.AgreeOnOverlap,
        ),
    ],
)
def test_each_relation_is_read(document: dict[str, Any], kind: type) -> None:
    found = read_claim_text(write_toml(document))
    assert isinstance(found.claim, kind)
    assert found.expect in (None, "proved")
    assert read_claim_text(to_text(found)).claim == found.claim


def test_every_relation_of_the_geometry_can_be_written_in_a_file() -> None:
    built = {c.relation for c in vars(kinds).values() if isinstance(c, type) and hasattr(c, "relation")} - {"all"}
    assert built - set(RESERVED) <= set(RELATIONS)


def test_relations_go_to_the_chart_of_their_coordinates() -> None:
    document = changed(SPHERE, "relations", ["Derivative(W(theta), theta)**2 = 1"])
    claim = read_claim_text(write_toml(document)).claim
    assert isinstance(claim, kinds.IsIsometric)
    assert [str(r) for r in claim.f.source.relations] == ["Derivative(W(theta), theta)**2 - 1"]
    assert claim.f.target.relations == ()


def test_plain_numbers_may_stand_without_quotes() -> None:
    text = write_toml(LINE).replace("[[1]]", "[[0.1]]")
    claim = read_claim_text(text).claim
    assert isinstance(claim, kinds.IsIsometry)
    assert claim.f.ambient is not None
    assert str(claim.f.ambient.entries[0][0]) == "1/10"


def test_generated_names_of_flat_coordinates_avoid_parameters() -> None:
    claim = read_claim_text(write_toml(changed(SPHERE, "parameters.y2", "real"))).claim
    assert isinstance(claim, kinds.IsIsometric)
    assert "y2" not in claim.f.target.coordinates


def test_a_byte_order_mark_and_windows_line_ends_are_accepted() -> None:
    assert read_claim_text(b"\xef\xbb\xbf" + write_toml(LINE).replace("\n", "\r\n").encode()).relation == "isometry"


# -- what is refused -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("format", None, 'format: is missing. Begin the file with format = "symgeo-claim/1".'),
        ("format", "symgeo-claim/2", "format: needs 'symgeo-claim/1', got the string 'symgeo-claim/2'."),
        ("title", 3, "title: needs a string, got an integer."),
        ("titel", "x", "titel: is not a key of the format. Did you mean title?"),
        ("source.metrik", "x", "source.metrik: is not a key of the format. Did you mean metric?"),
        ("claim.expect", "maybe", "claim.expect: needs one of proved, refuted, undecided, got the string 'maybe'."),
        ("claim.relation", "isometrc", "claim.relation: needs a relation, got the string 'isometrc'. Did you mean isometric?"),
        ("claim.relation", "ranking-agrees", "claim.relation: ranking-agrees is reserved and not built yet."),
        ("claim.relation", None, "claim.relation: is missing."),
        ("claim.relation", 1, "claim.relation: needs a string"),
        ("claim.factor", "4", "claim.factor: does not belong to the relation isometric."),
        ("claim", None, "claim: the table is missing. Add [claim] with the relation that is claimed."),
        ("claim", "isometric", "claim: needs a table, got the string 'isometric'."),
        ("source", None, "source: the table is missing."),
        ("map", None, "map: the table is missing."),
        ("target", None, "target: the table is missing."),
        ("target", {}, "target: needs a metric. Give signature"),
        ("inverse", {"components": ["y1", "y2"]}, "inverse: does not belong to the relation isometric."),
        ("source.metric", None, "source.metric: is missing. The relation isometric needs one."),
        ("source.metric", [["1", "0"]], "source.metric: needs a list of 2 rows of 2 expressions, one for each coordinate, got 1 rows."),
        (
            "source.metric",
            [["1", "0"], ["0"]],
            "source.metric[1]: needs a list of 2 rows of 2 expressions, one for each coordinate, got a list of 1.",
        ),
        ("source.metric", [["1", "0"], "01"], "source.metric[1]: needs a list of 2 rows of 2 expressions"),
        ("source.metric", [["1", True], ["0", "1"]], "source.metric[0][1]: needs an expression, got a truth value."),
        (
            "source.metric",
            [["1", "0"], ["0", "sin(thta)"]],
            "source.metric[1][1]: column 5: the name thta is not declared. Did you mean theta?",
        ),
        (
            "source.metric",
            [["1", "0"], ["0", "x.__class__"]],
            "source.metric[1][1]: column 2: attribute access is not part of the language.",
        ),
        ("source.metric", [["1", "0"], ["0", "Derivative(a**k, k)"]], "source.metric[1][1]: cannot differentiate by k: it is an integer."),
        (
            "source.domain",
            ["0 <= theta"],
            "source.domain[0]: column 3: needs a strict inequality, got <=. The domain is open: write < or >.",
        ),
        ("source.domain", ["theta == 0"], "source.domain[0]: column 7: needs a strict inequality"),
        ("source.domain", "0 < theta", "source.domain: needs a list, got the string '0 < theta'."),
        ("source.domain", [1], "source.domain[0]: needs a strict inequality, got an integer."),
        ("source.coordinates", ["theta", "theta"], "source.coordinates[1]: needs distinct names, got theta twice."),
        ("source.coordinates", ["theta", "a"], "source.coordinates: needs names of its own, got a, which is a parameter too."),
        ("source.coordinates", ["theta", "W"], "source.coordinates: needs names of its own, got W, which is a function too."),
        ("source.coordinates", ["theta", "2x"], "source.coordinates[1]: needs a name"),
        (
            "source.coordinates",
            ["theta", "\u001b[31m"],
            "source.coordinates[1]: needs a name (a letter or _, then letters, digits or _), got '\\x1b[31m'.",
        ),
        ("source.coordinates", ["theta", 2], "source.coordinates[1]: needs a name, got an integer."),
        ("source.coordinates", ["theta", "True"], "source.coordinates[1]: needs a name that is not one of Python's constants"),
        ("source.coordinates", [], "source.coordinates: needs 1 to 256 names, got 0."),
        ("parameters.a", "posative", "parameters.a: needs one of real, positive"),
        ("parameters.W", "real", "functions: needs names of its own, got W, which is a parameter too."),
        ("functions.W", [], "functions.W: needs a list of arguments, got a list of 0."),
        ("functions.W", ["thta"], "functions.W: needs coordinates or parameters as arguments, got thta. Did you mean theta?"),
        ("map.components", ["1"], "map.components: needs 3 components, one for each target coordinate, got 1."),
        ("map.components", "1", "map.components: needs a list"),
        ("map.components", ["1", "2", "oo"], "map.components[2]: column 1: oo is allowed only as a bound"),
        ("target.signature", [1, 1, 2], "target.signature[2]: needs 1, -1 or 0, got 2."),
        ("target.signature", [1, 1, "1"], "target.signature[2]: needs 1, -1 or 0, got the string '1'."),
        ("target.signature", [], "target.signature: needs 1 to 256 signs, got 0."),
        ("target.metric", [["1"]], "target: needs a signature or a metric, got both."),
        ("target.coordinates", ["u"], "target: needs one sign for each coordinate, got 3 for 1."),
        ("target", {"metric": [["1"]]}, "target.coordinates: is missing."),
        ("relations", ["W(theta)"], "relations[0]: column 9: needs = and a right-hand side, got the end of the text."),
        ("relations", ["theta = 1"], "relations[0]: needs a relation among declared functions."),
        ("relations", ["W(theta) = y1"], "relations[0]: needs the coordinates of one chart, got a mixture of source and target."),
        ("relations", "W(theta) = 0", "relations: needs a list, got"),
    ],
)
def test_refuses(path: str, value: Any, message: str) -> None:
    got = refusal(changed(SPHERE, path, value))
    assert got.startswith(message)
    assert got.endswith((".", "?"))


@pytest.mark.parametrize("relation", RESERVED)
def test_reserved_relations_say_so(relation: str) -> None:
    assert "reserved and not built yet" in refusal(changed(SPHERE, "claim.relation", relation))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "format: is missing"),
        (b"x = ", "needs TOML: Invalid value (at end of document)"),
        (b"a = 1\na = 2\n", "Give each key once"),
        (b"\xff\xfe", "line 1: needs text in UTF-8"),
        (b"title = 'a'\ntitle2 = '\0'", "line 2: needs text, got a NUL"),
        (b"a = " + b"[" * 100_000, "deep nesting"),
        (b"a = " + b"[" * 100_000 + b"]" * 100_000, "deep nesting"),
        (b"a = " + b"{a=" * 50_000, "deep nesting"),
        (b"a = " + b"1" * 10_000, "Write large numbers as expressions, in quotes"),
        (b"a = 2000-13-45", "needs TOML"),
        (b".".join([b"a"] * 900_000) + b" = 1", "fewer than 16 parts"),
        (b"x = { " + b".".join([b'"a"'] * 400_000) + b" = 1 }", "fewer than 16 parts"),
        (b'x = [ """a"""", { ' + b".".join([b"a"] * 400_000) + b' = 1 }, "b" ]', "fewer than 16 parts"),
        (b"# " + b"a" * MAX_BYTES, "needs at most 2000000 bytes"),
        (b"a = " + b"'''" + b'"""' * 300_000, "needs TOML"),
        (b"[a]\n" * 2, "needs TOML"),
        (b'"\\' * 900_000, "needs TOML"),
        (b'"""\\' * 400_000, "needs TOML"),
        (b"'''a" * 400_000, "needs TOML"),
        (b"'" * 1_999_999, "needs TOML"),
        (b"a" * 1_999_999, "needs TOML"),
        (b"x = 0." + b"1" * 1_900_000, "is not a key"),
        (b'"\\u001b[31m" = 1', "\\x1b[31m: is not a key"),
    ],
)
def test_bad_toml_is_refused_at_once(data: bytes, words: str) -> None:
    start = time.perf_counter()
    assert words in refusal(data)
    assert time.perf_counter() - start < 5


def test_values_of_odd_types_are_refused() -> None:
    for value in ("1979-05-27", "07:32:00", "inf", "{}", "[[]]", "true", "0x10", "[1979-05-27]"):
        text = write_toml(LINE).replace("[[1]]", value)
        if value != "0x10":
            refusal(text)
        refusal(write_toml(LINE).replace('["log(x)"]', value))
        refusal(f"{write_toml(LINE)}\nextra = {value}")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.toml", "nul\0byte"):
        with pytest.raises(ClaimFileError, match="needs a regular file"):
            read_claim_file(path)
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * 10_000_000)
    with pytest.raises(ClaimFileError, match=r"large\.toml: needs at most 2000000 bytes, got more\. A claim file states one claim\."):
        read_claim_file(large)


# -- anything at all -----------------------------------------------------------------------------------------------
def reads_or_refuses(data: str | bytes) -> None:
    try:
        found = read_claim_text(data)
    except ClaimFileError as error:
        assert str(error).endswith((".", "?"))
        return
    assert read_claim_text(to_text(found)).claim == found.claim


@settings(deadline=None, max_examples=400)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200), st.text("[]=.\"'\n a1#{}", max_size=80)))
@example("\ud800")
@example("a = '\ud800'")
def test_any_bytes_are_read_or_refused(data: str | bytes) -> None:
    reads_or_refuses(data)


values = st.recursive(
    st.one_of(
        st.text(max_size=8), st.integers(-3, 3), st.booleans(), st.sampled_from(["theta", "x", "1", "0 < x", "log(x)", "real", "sin", "W"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "x", "domain", "metric", ""]), inner, max_size=2)
    ),
    max_leaves=6,
)
PLACES = """format title relations parameters parameters.b functions functions.G source source.coordinates source.domain
    source.metric map map.components target target.signature target.coordinates target.domain target.metric inverse
    inverse.components overlap claim claim.relation claim.factor claim.expect"""
places = st.sampled_from(PLACES.split())


def as_toml(value: Any) -> str:
    """TOML with tables inside, which a claim never has and a stranger may send."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{as_toml(k)} = {as_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    return write_toml({"k": value}).removeprefix("k = ").removesuffix("\n")


@settings(deadline=None, max_examples=600)
@given(st.sampled_from([SPHERE, LINE]), st.lists(st.tuples(places, values), min_size=1, max_size=3), st.sampled_from(RELATIONS))
def test_any_change_of_a_value_is_read_or_refused(document: dict[str, Any], changes: list[tuple[str, Any]], relation: str) -> None:
    document = changed(document, "claim.relation", relation)
    for path, value in changes:
        try:
            document = changed(document, path, value)
        except (TypeError, AttributeError):  # an earlier change left no table there
            continue
    reads_or_refuses("\n".join(f"{as_toml(k)} = {as_toml(v)}" for k, v in document.items()))


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(CLAIMS), st.integers(0, 10_000), st.integers(0, 8), st.binary(max_size=4))
def test_a_damaged_file_is_read_or_refused(path: Path, at: int, length: int, piece: bytes) -> None:
    data = path.read_bytes()
    at %= len(data)
    reads_or_refuses(data[:at] + piece + data[at + length :])


def test_errors_belong_to_the_tree() -> None:
    read: Callable[[str], object] = read_claim_text
    with pytest.raises(SymgeoError):
        read("")
    with pytest.raises(ValueError, match="format"):
        read("")


def test_toml_is_written_as_it_was_read() -> None:
    text = 'a = "q\\"\\u0001\\u007F é"\nb = [1, 2.50, ["x"], true]\n\n["t t"]\nc = "d"\n'
    assert write_toml(read_toml(text.encode())) == text
