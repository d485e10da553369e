"""What needs no torch loads none."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["", ".hyphens", ".speakers", ".head_nouns", ".unseen_turns"])
def test_loads_without_torch(module: str) -> None:
    pytest.importorskip("lxml")  # as every dependency of fabula
    code = f"import sys; sys.modules['torch'] = None; import fabula_training{module}"
    paths = os.pathsep.join(path for path in sys.path if path)
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": paths})
