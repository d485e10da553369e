"""What every test shares: the folder of `worlds.py` on the path (by being here), and a library of its own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the library of whoever runs it."""
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "fabula-home"))
