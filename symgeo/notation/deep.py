"""Trees that are deeper than Python's own stack usually allows."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")
#: Enough for any tree that a claim can give; most of these calls take no other stack than Python's own.
_DEEPEST = 12_000


def deep(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """The function, called once more with a deeper stack where the usual one was too small."""

    @functools.wraps(function)
    def called(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return function(*args, **kwargs)
        except RecursionError:
            if sys.getrecursionlimit() >= _DEEPEST:
                raise
            sys.setrecursionlimit(_DEEPEST)
            return function(*args, **kwargs)

    return called
