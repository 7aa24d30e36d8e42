"""Names as the field writes them: theta1 as a Greek letter with an index, never two names alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from symgeo.notation.boxes import PRIME, Box, Glyph, Script, comma_list, letter, printable, row, word

_LOWER = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega"
_VARIANTS = "varepsilon vartheta varpi varrho varsigma varphi"
_UPPER = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
#: Greek letters with a form of their own; the capitals that look Latin, and omicron, have none.
GREEK = {
    **dict(zip(_LOWER.split(), "αβγδ\u03f5ζηθικλμνξπρστυ\u03d5χψω", strict=True)),
    **dict(zip(_VARIANTS.split(), "ε\u03d1\u03d6\u03f1ςφ", strict=True)),
    **dict(zip(_UPPER.split(), "ΓΔΘΛΞΠΣΥΦΨΩ", strict=True)),
}
_SPELLED = {character: name for name, character in GREEK.items()}
#: An index with these names would read as an accent.
_ACCENTS = frozenset("dot ddot hat bar tilde vec prime check breve acute grave".split())
_LONGEST_INDEX = 6
_INDEXED = re.compile(r"([^\W\d_]+?)([0-9]*)((?:_[^\W_]+)*)(_*)")


class NameTable:
    """Boxes for names, one for each, all different.

    What is asked for first gets the form that people would choose; a later name that would print alike is spelled out.
    """

    def __init__(self, reserved: Iterable[Box] = ()) -> None:
        self._boxes: dict[tuple[str, str], Box] = {}
        self._owner: dict[Box, tuple[str, str]] = dict.fromkeys(reserved, ("", ""))
        self._kept: frozenset[str] = frozenset()

    def box(self, name: str, kind: str = "symbol") -> Box:
        """The box of a name; a symbol and a function of one name are two."""
        found = self._boxes.get((kind, name))
        if found is None:
            found = self._boxes[kind, name] = next(b for b in _forms(name, kind) if self._is_free(b))
            self._owner[found] = (kind, name)
        return found

    def printed(self) -> dict[tuple[str, str], Box]:
        """Every name asked for so far, with its kind, and its box."""
        return dict(self._boxes)

    def _is_free(self, box: Box) -> bool:
        return box not in self._owner and _letter_of(box) not in self._kept

    def has_letter(self, text: str) -> bool:
        """Is there a name printed as this letter, with or without indices?"""
        return any(_letter_of(box) == text for box in self._owner)

    def reserve(self, *letters: str) -> None:
        """Keep letters for something else than the names that come from now on."""
        self._kept = self._kept.union(letters)


def _letter_of(box: Box) -> str:
    base = box.base if type(box) is Script else box
    return base.text if type(base) is Glyph else ""


def _forms(name: str, kind: str) -> Iterator[Box]:
    """The ways to print a name, from the best to those that nothing else can have."""
    best = _natural(name)
    if best is not None and not (kind == "function" and type(best) is Script and best.sup is not None):  # f' is a derivative
        yield best
    literal = _SPELLED.get(name, printable(name))
    if len(literal) > 1:
        yield letter(literal)
    k = 2
    while True:  # no name has this sign in it
        yield letter(f"{literal}#{k}")
        k += 1


def _natural(name: str) -> Box | None:
    """A letter or a word with indices and primes, if the name is one.

    >>> from symgeo.notation.latex import latex
    >>> [latex(b) for b in map(_natural, ("theta1", "x_12", "Gamma", "g_i_j", "x_", "x_max")) if b]
    ['\\\\theta_{1}', 'x_{12}', '\\\\Gamma', 'g_{i, j}', "x'", 'x_{\\\\mathrm{max}}']
    """
    found = _INDEXED.fullmatch(unicodedata.normalize("NFKC", name))
    if not found:
        return None
    stem, digits, suffixes, primes = found.groups()
    base = _stem(stem)
    if base is None or len(primes) > 3 or (digits and len(stem) > 1 and stem not in GREEK):
        return None
    indices = [*([digits] if digits else []), *suffixes.split("_")[1:]]
    if any(i in _ACCENTS for i in indices) or sum(map(len, indices)) > _LONGEST_INDEX:
        return None
    if not indices and not primes:
        return base
    sub = comma_list(map(_index, indices)) if indices else None
    return Script(base, sub, row(*[PRIME] * len(primes)) if primes else None)


def _stem(stem: str) -> Box | None:
    greek = GREEK.get(stem)
    if greek is not None:
        return Glyph(greek, "italic")
    if len(stem) == 1 and (stem.isascii() or stem in _SPELLED):
        return Glyph(stem, "italic")
    return letter(stem)


def _index(text: str) -> Box:
    if text.isdigit() and text.isascii():
        return Glyph(text, "number")
    if len(text) == 1 or text in GREEK:
        return _stem(text) or word(text)
    return Glyph(text, "upright")
