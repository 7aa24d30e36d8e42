"""Names of files for claims: readable, the same in every run, and different for different claims.

A name is made of the path's parts. Where something of them is lost in it, be it only that some systems do not tell capitals
apart, eight digits of a digest follow; so a name depends on the path of its claim, and on no other claim.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

#: The greatest length of a name without its ending.
LENGTH = 120
#: No digit first, as names of theorems may not have one; and not the name of a part of another claim.
_PLAIN = re.compile(r"[a-z](?!.*_part_[0-9]+$).{0,119}")


def certificate_name(path: str) -> str:
    """The name of a claim's certificate.

    >>> certificate_name("claims/sphere.toml")
    'claims.sphere.json'
    >>> certificate_name("proofs/rotary.py::n = 2")
    'proofs.rotary.n_2-97610fc2.json'
    """
    return _name(path, ".", "a-z0-9_-", "-") + ".json"


def theorem_name(path: str) -> str:
    """The name of a claim's theorem: letters, digits and _, a letter first.

    >>> theorem_name("claims/sphere.toml")
    'claims__sphere'
    """
    return _name(path, "__", "a-z0-9_", "_")


def _name(path: str, between: str, allowed: str, before_digest: str) -> str:
    file, separator, part = path.partition("::")
    whole = _place(file)
    parts = [p for p in whole.split("/") if p]
    stem, dot, ending = parts[-1].rpartition(".")
    known = dot and stem and ending in ("toml", "py")
    # A proof beside a claim file of the same name: the claim file has the plain name.
    ambiguous = not known or (ending == "py" and Path(file).with_suffix(".toml").exists())
    names = [*parts[:-1], stem if known else parts[-1], *([part] if separator else [])]
    cleaned = [re.sub(f"[^{allowed.replace('a-z', 'a-zA-Z')}]+", "_", n).strip("_") or "_" for n in names]
    name = between.join(cleaned)
    if ambiguous or cleaned != names or name != name.lower() or name.split(between) != names or not _PLAIN.fullmatch(name):
        digest = hashlib.sha256(f"{whole}{separator}{part}".encode()).hexdigest()[:8]
        name = f"{name[:LENGTH] if name[0].isalpha() else f'claim_{name[:LENGTH]}'}{before_digest}{digest}"
    return name


def _place(file: str) -> str:
    """A file's path with /, from the current folder where it lies in there."""
    place = os.path.normpath(file)
    if os.path.isabs(place) or place.startswith(".."):
        absolute = os.path.abspath(file)
        relative = os.path.relpath(absolute) if os.path.splitdrive(absolute)[0] == os.path.splitdrive(os.getcwd())[0] else absolute
        place = absolute if relative.startswith("..") else relative
    return Path(place).as_posix()
