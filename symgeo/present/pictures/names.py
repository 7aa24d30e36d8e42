"""Names and texts for matplotlib. Its mathtext begins at a dollar sign, so a foreign one never comes through unescaped."""

from __future__ import annotations

import re

from symgeo.record import plain

_GREEK = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split()
)
_NAME = re.compile(r"([A-Za-z]+?)(?:_?([0-9]+))?((?:_[A-Za-z0-9]+)*)")
#: What a picture has room for.
LONGEST = 24


def text(words: object, longest: int = 400) -> str:
    """Words as themselves, whatever they contain.

    >>> print(text("$x"))
    \\$x
    """
    written = plain(words)
    if len(written) > longest:
        written = f"{written[: longest - 1]}…"
    return written.replace("$", r"\$")


def name(symbol: str) -> str:
    """A coordinate or parameter as mathematics: Greek letters by their names, digits as an index; other names as text.

    >>> print(name("theta"), name("x1"), name("r_max"), name("width"))
    $\\theta$ $x_{1}$ $r_{max}$ $\\mathrm{width}$
    """
    inner = inside(symbol)
    return text(symbol, LONGEST) if inner is None else f"${inner}$"


def inside(symbol: str) -> str | None:
    """The same to stand between dollar signs; None for a name that is no plain one."""
    match = _NAME.fullmatch(symbol) if len(symbol) <= LONGEST else None
    if match is None:
        return None
    base, digits, rest = match.groups()
    letter = f"\\{base}" if base in _GREEK else base if len(base) == 1 else rf"\mathrm{{{base}}}"
    index = ",".join(part for part in (digits, *rest.split("_")) if part)
    return f"{letter}_{{{index}}}" if index else letter


def entry(tensor: str, symbol: str) -> str:
    """A diagonal entry, ``g_{theta theta}``."""
    inner = inside(symbol)
    return f"${tensor}_{{{inner}{inner}}}$" if inner is not None and "_" not in inner else f"{tensor}({name(symbol)}, {name(symbol)})"
