"""What every test shares: the folder of `worlds.py` on the path (by being here), a library of its own, and patience.

How fast inputs are drawn depends on how busy the machine is, so no test fails for it; on CI the same examples are drawn
each time, elsewhere new ones.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile("patient", max_examples=40, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("ci", settings.get_profile("patient"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "patient")


@pytest.fixture(autouse=True)
def _own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the library of whoever runs it."""
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "fabula-home"))
