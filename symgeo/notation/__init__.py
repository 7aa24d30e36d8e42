"""Mathematics as people print it: expressions become boxes, boxes become lines, and lines LaTeX, MathML or plain text."""

from symgeo.notation.boxes import (
    Box,
    cases,
    comma_list,
    fenced,
    fraction,
    function_name,
    letter,
    matrix,
    negative,
    number_text,
    operator,
    relation,
    root,
    row,
    script,
    stack,
    upright,
    vector,
    word,
)
from symgeo.notation.breaking import lines, pieces
from symgeo.notation.latex import escape, is_latin, latex
from symgeo.notation.mathml import mathml
from symgeo.notation.measure import width
from symgeo.notation.plain import text
from symgeo.notation.writing import Notation

__all__ = [
    "Box",
    "Notation",
    "cases",
    "comma_list",
    "escape",
    "fenced",
    "fraction",
    "function_name",
    "is_latin",
    "latex",
    "letter",
    "lines",
    "mathml",
    "matrix",
    "negative",
    "number_text",
    "operator",
    "pieces",
    "relation",
    "root",
    "row",
    "script",
    "stack",
    "text",
    "upright",
    "vector",
    "width",
    "word",
]
