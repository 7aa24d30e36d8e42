r"""Characters beyond ASCII in LaTeX: mathematical signs become commands, other scripts are left to lualatex and the fonts it finds."""

from __future__ import annotations

import re

from symgeo.notation.latex import is_latin
from symgeo.notation.names import GREEK

_SIGNS = {
    **{character: f"\\{name}" for name, character in GREEK.items()},
    "ϵ": r"\epsilon",
    "φ": r"\varphi",
    "ϕ": r"\phi",
    "→": r"\to",
    "←": r"\leftarrow",
    "↔": r"\leftrightarrow",
    "⇒": r"\Rightarrow",
    "⇔": r"\Leftrightarrow",
    "↦": r"\mapsto",
    "↪": r"\hookrightarrow",
    "∇": r"\nabla",
    "∂": r"\partial",
    "∫": r"\int",
    "∑": r"\sum",
    "∏": r"\prod",
    "∘": r"\circ",
    "∈": r"\in",
    "∉": r"\notin",
    "⊂": r"\subset",
    "⊆": r"\subseteq",
    "∩": r"\cap",
    "∪": r"\cup",
    "∅": r"\emptyset",
    "∀": r"\forall",
    "∃": r"\exists",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "≡": r"\equiv",
    "≅": r"\cong",
    "∼": r"\sim",
    "∝": r"\propto",
    "∞": r"\infty",
    "√": r"\surd",
    "−": "-",
    "×": r"\times",
    "÷": r"\div",
    "±": r"\pm",
    "·": r"\cdot",
    "⋅": r"\cdot",
    "∗": "*",
    "⊗": r"\otimes",
    "⊕": r"\oplus",
    "∧": r"\wedge",
    "⊥": r"\perp",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "¬": r"\neg",
    "°": r"{}^{\circ}",
    "′": "{}'",
    "″": "{}''",
    "ℓ": r"\ell",
    "ℏ": r"\hbar",
    "µ": r"\mu",
    **{c: rf"\mathbb{{{v}}}" for c, v in zip("ℂℍℕℚℝℤ", "CHNQRZ", strict=True)},
    **{c: rf"{{}}^{{{v}}}" for c, v in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵐ", "0123456789+-nm", strict=True)},
    **{c: rf"{{}}_{{{v}}}" for c, v in zip("₀₁₂₃₄₅₆₇₈₉₊₋ₙ", "0123456789+-n", strict=True)},
}
_GREEK_LETTER = "\u0370-\u03ff\u1f00-\u1fff\u0300-\u036f"
_SIGN = re.compile("|".join(f"(?<![{_GREEK_LETTER}]){c}(?![{_GREEK_LETTER}])" if "\u0370" <= c <= "\u03ff" else c for c in _SIGNS))


def in_latex(text: str) -> str:
    """LaTeX whose signs beyond ASCII are commands; a Greek letter by itself is a sign, a word of them is a word.

    >>> print(in_latex("S² → ℝ³, λ; λόγος"))
    S\\ensuremath{{}^{2}} \\ensuremath{\\to} \\ensuremath{\\mathbb{R}}\\ensuremath{{}^{3}}, \\ensuremath{\\lambda}; λόγος
    """
    return text if text.isascii() else _SIGN.sub(lambda found: rf"\ensuremath{{{_SIGNS[found[0]]}}}", text)


def preamble_for(text: str) -> str:
    """The fonts for a document with that text."""
    if is_latin(text):
        return _LATIN
    # Characters that need another font than Latin Modern, as hexadecimal numbers.
    others = sorted({ord(c) for c in text if not is_latin(c)})
    return _LUALATEX.replace("%OTHERS%", ",".join(f"{c:X}" for c in others))


_LATIN = r"""\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{lmodern}
\else
  \usepackage{fontspec}
\fi"""

# For each character the first font that has it. Those that no font has are printed as their number, in a frame.
_LUALATEX = r"""\usepackage{iftex}
\ifLuaTeX\else
  \PackageError{symgeo}{This text has letters that need lualatex}{Run lualatex instead.}
\fi
\usepackage{fontspec}
\ExplSyntaxOn
\clist_new:N \l_symgeo_missing_clist
\clist_new:N \l_symgeo_still_clist
\clist_new:N \l_symgeo_fonts_clist
\cs_new_protected:Npn \symgeo_try:n #1
  {
    \clist_if_empty:NF \l_symgeo_missing_clist
      {
        \IfFontExistsTF { #1 }
          {
            \font \l_symgeo_font = "#1" \relax
            \clist_clear:N \l_symgeo_still_clist
            \clist_map_inline:Nn \l_symgeo_missing_clist
              { \tex_iffontchar:D \l_symgeo_font "##1 \scan_stop: \else: \clist_put_right:Nn \l_symgeo_still_clist { ##1 } \fi: }
            \tl_if_eq:NNF \l_symgeo_still_clist \l_symgeo_missing_clist
              { \clist_put_right:Nn \l_symgeo_fonts_clist { #1 } }
            \clist_set_eq:NN \l_symgeo_missing_clist \l_symgeo_still_clist
          }
          { }
      }
  }
\clist_set:Nn \l_symgeo_missing_clist { %OTHERS% }
\clist_map_function:nN
  {
    DejaVu~Serif, Noto~Sans~CJK~KR, Noto~Serif~CJK~KR, DejaVu~Sans, Noto~Emoji, FreeSerif, Noto~Sans, Noto~Sans~Symbols2,
    Malgun~Gothic, Apple~SD~Gothic~Neo, Times~New~Roman, Arial~Unicode~MS, Segoe~UI~Symbol
  }
  \symgeo_try:n
\clist_map_inline:Nn \l_symgeo_missing_clist
  {
    \char_set_catcode_active:n { "#1 }
    \char_set_active_eq:nN { "#1 } \prg_do_nothing:
    \exp_args:Nno \use:n { \cs_new_protected:cpn { symgeo_missing_#1: } } { { \fbox { \tiny U+#1 } } }
    \exp_args:Nnc \char_set_active_eq:nN { "#1 } { symgeo_missing_#1: }
  }
\cs_new:Npn \symgeofonts { \clist_use:Nn \l_symgeo_fonts_clist { , } }
\ExplSyntaxOff
\directlua{
  local fonts = {}
  for name in string.gmatch("\symgeofonts", "[^,]+") do table.insert(fonts, name .. ":mode=node;") end
  luaotfload.add_fallback("symgeo", fonts)
}
\setmainfont{Latin Modern Roman}[RawFeature={fallback=symgeo}]
\setsansfont{Latin Modern Sans}[RawFeature={fallback=symgeo}]
\setmonofont{Latin Modern Mono}[RawFeature={fallback=symgeo}]"""
