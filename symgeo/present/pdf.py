"""LaTeX to PDF, by the TeX installation that is there.

TeX runs in a folder of its own, may read and write there only, and starts no other program.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from symgeo.errors import SymgeoError
from symgeo.notation.latex import is_latin

#: The limit for all runs on one document, in seconds. The first run of lualatex ever looks through all fonts.
LIMIT = 600.0
#: Lines that run further than this into the margin are reported, in points.
OVERFULL = 10.0
_RUNS = 4
_RERUN = re.compile(r"Rerun to get|There were undefined references|Label\(s\) may have changed|rerunfilecheck Warning: File .* has changed")
_INSTALL = (
    "Install TeX: apt-get install texlive-latex-recommended texlive-luatex lmodern (Debian, Ubuntu), or TeX Live or MiKTeX. "
    "Or write .tex, .html or .md instead: they need none."
)


class TeXError(SymgeoError):
    """A PDF cannot be made: no TeX, or TeX does not accept the document."""

    code = "SG110"


def require_tex(text: str = "") -> str:
    """The TeX for a document with that text. Raises TeXError, which says what to install, where there is none."""
    engine = _engine(text)
    if engine is None:
        wanted = "lualatex or pdflatex" if is_latin(text) else "lualatex"
        raise TeXError(f"cannot write a PDF: needs {wanted} on PATH, found none. {_INSTALL}")
    return engine


def pdf(tex: str, *, timeout: float = LIMIT) -> bytes:
    """The document as PDF. Raises TeXError where there is no TeX, it fails, or letters are missing."""
    return pdf_and_warnings(tex, timeout=timeout)[0]


def pdf_and_warnings(tex: str, *, timeout: float = LIMIT) -> tuple[bytes, list[str]]:
    """The PDF, and what is not as it should be: lines that run into the margin."""
    engine = require_tex(tex)
    with tempfile.TemporaryDirectory(prefix="symgeo-tex-", ignore_cleanup_errors=True) as folder:
        (Path(folder) / "document.tex").write_text(tex, encoding="utf-8")
        for _ in range(_RUNS):
            log = _run(engine, folder, timeout)
            if not _RERUN.search(log):
                break
        problem = problem_in(log)
        if problem is not None:
            raise TeXError(f"cannot write a PDF: {problem}. Write .tex or .html instead, and please report this claim.")
        return (Path(folder) / "document.pdf").read_bytes(), overfull(log)


def problem_in(log: str) -> str | None:
    """What a log of TeX says is wrong, if anything."""
    found = re.search(r"^! (.*(?:\n.*){0,3})", log, re.MULTILINE)
    if found:
        return f"TeX says {' '.join(found[1].split())[:300]!r}"
    missing = sorted(set(re.findall(r"Missing character: There is no (.{1,20}?) in font", log)))
    if missing:
        return f"no font has the characters {', '.join(missing[:8])}"
    undefined = re.search(r"Warning: (?:Reference|Citation) .*undefined", log)
    return f"TeX says {undefined[0]!r}" if undefined else None


def overfull(log: str) -> list[str]:
    """Lines that run into the margin, with how far."""
    found = re.findall(r"Overfull \\hbox \(([0-9.]+)pt too wide\)(.*)", log)
    return [f"a line is {points} pt too wide{where}" for points, where in found if float(points) > OVERFULL]


def _engine(text: str) -> str | None:
    names = ("lualatex", "pdflatex") if is_latin(text) else ("lualatex",)
    return next((path for name in names if (path := shutil.which(name))), None)


def _run(engine: str, folder: str, timeout: float) -> str:
    """One run; the log."""
    environment = {
        **os.environ,
        # TeX's own guards: nothing outside of this folder (and of the installation) is read or written; logs are not wrapped.
        "openin_any": "p",
        "openout_any": "p",
        "max_print_line": "10000",
        "SOURCE_DATE_EPOCH": "0",
        "FORCE_SOURCE_DATE": "1",
    }
    command = [engine, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "document.tex"]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout)
    except BaseException as error:
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()
        if isinstance(error, subprocess.TimeoutExpired):
            raise TeXError(
                f"cannot write a PDF: needs TeX to end within {timeout:g} s, and it did not. Choose fewer claims, or write .html."
            ) from None
        raise
    try:
        log = (Path(folder) / "document.log").read_text(encoding="utf-8", errors="replace")
    except OSError:
        log = ""
    if not log or (process.returncode and problem_in(log) is None) or not (Path(folder) / "document.pdf").exists():
        why = problem_in(log) or f"{Path(engine).name} ended with status {process.returncode}: {' '.join(log[-300:].split())}"
        raise TeXError(f"cannot write a PDF: {why}. Write .tex or .html instead, and please report this claim.")
    return log
