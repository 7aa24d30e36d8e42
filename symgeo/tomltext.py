"""TOML as claim files need it: with limits, with numbers as they are written, and back to text."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symgeo.tokens import clip

MAX_BYTES = 2_000_000


@dataclass(frozen=True)
class Decimal:
    """A number with a point, kept as it is written."""

    text: str


class TomlError(Exception):
    """What is wrong with a text, where, and what to do."""

    def __init__(self, where: str, reason: str, advice: str = "") -> None:
        self.where, self.reason, self.advice = where, reason, advice
        super().__init__(where, reason, advice)


# Comments and strings. One that never ends is taken to the end all the same, or the search would begin again inside it.
_STRINGS = re.compile(
    r"""
    \#[^\n]*+
    |["]{3}(?:[^"\\]|\\.|"(?!""))*+["]{0,5}
    |"(?:[^"\\\n]|\\[^\n])*+"?
    |'{3}(?:.*?'{3,5}|.*)
    |'[^'\n]*+'?
    """,
    re.DOTALL | re.VERBOSE,
)
# tomllib's time grows with the square of the parts of a dotted key.
_LONG_KEY = re.compile(r"(?<![A-Za-z0-9_-])(?:(?:[A-Za-z0-9_-]++|\"\")[ \t]*+\.[ \t]*+){16}")


def read_toml(data: bytes) -> dict[str, Any]:
    """The document that the bytes of a file stand for. Raises TomlError, and nothing else, whatever they are."""
    if len(data) > MAX_BYTES:
        raise TomlError("", f"needs at most {MAX_BYTES} bytes, got more", "A claim file states one claim.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TomlError(f"line {line}", "needs text in UTF-8, got other bytes", "Save the file as UTF-8.") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise TomlError(f"line {line}", "needs text, got a NUL character", "Remove it.")
    long_key = _LONG_KEY.search(_STRINGS.sub('""', text))
    if long_key:
        raise TomlError("", "needs keys of fewer than 16 parts, got a longer one", "Use the keys of the format only.")
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        twice = "overwrite" in str(error) or "twice" in str(error)
        advice = "Give each key once." if twice else "Strings need quotes, tables a header like [source]."
        raise TomlError("", f"needs TOML: {str(error).rstrip('.')}", advice) from None
    except RecursionError:
        raise TomlError("", "needs TOML without deep nesting, got lists inside lists beyond the limit", "") from None
    except ValueError as error:  # an integer beyond Python's limit, a date that does not exist
        raise TomlError("", f"needs TOML: {str(error).split(';')[0]}", "Write large numbers as expressions, in quotes.") from None


def kind_of(value: Any) -> str:
    """What a value is, for a message."""
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, str):
        return f"the string {clip(value)!r}" if value else "an empty string"
    if isinstance(value, int):
        return "an integer"
    if isinstance(value, Decimal):
        return "a decimal"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "a table" if isinstance(value, dict) else "a date or time"


def write_toml(raw: Mapping[str, Any]) -> str:
    """A document of tables without tables inside, as text; reading it gives an equal document."""
    top, tables = [], []
    for key, value in raw.items():
        if isinstance(value, dict):
            tables.append((f"[{_key(key)}]", value))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            tables += [(f"[[{_key(key)}]]", table) for table in value]
        else:
            top.append(f"{_key(key)} = {_value(value)}\n")
    blocks = ["".join(top)]
    blocks += [header + "\n" + "".join(f"{_key(k)} = {_value(v)}\n" for k, v in table.items()) for header, table in tables]
    return "\n".join(blocks)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Decimal):
        return value.text
    return str(value).lower() if isinstance(value, bool) else str(value)
