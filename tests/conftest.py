"""Hypothesis profiles: dev for work, ci for the same examples on every run, long for a search. HYPOTHESIS_PROFILE picks one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]

_SLOW_IS_FINE = [HealthCheck.too_slow]
settings.register_profile("dev", deadline=None, suppress_health_check=_SLOW_IS_FINE)
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=_SLOW_IS_FINE, print_blob=True)
settings.register_profile("long", deadline=None, max_examples=2000, suppress_health_check=_SLOW_IS_FINE, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture
def python() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a fresh Python that finds this symgeo, as a user's shell would: ``python("-m", "symgeo", "--help")``."""

    def run(*arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "PYTHONWARNINGS")}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=cwd or ROOT,
            env={**clean, "PYTHONPATH": str(ROOT), **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run
