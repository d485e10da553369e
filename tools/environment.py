"""The project's own virtual environment, made when it is missing. Needs nothing but Python 3.11 or newer."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def environment() -> Path:
    """Return the folder of the environment: ``FABULA_VENV``, or ``.venv`` beside the sources."""
    return Path(os.environ.get("FABULA_VENV", ROOT / ".venv"))


def python() -> Path:
    """Return the environment's Python."""
    windows = os.name == "nt"
    return environment() / ("Scripts" if windows else "bin") / ("python.exe" if windows else "python")


def install(target: str) -> None:
    """Make the environment if need be and install `target` (as pip takes it) into it."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is the one that an older Python may meet
        sys.exit(f"fabula needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    if not python().exists():
        venv.create(environment(), with_pip=True)
    run("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target)


def run(*arguments: str) -> None:
    """Run the environment's Python in the project's folder; leave with its exit code when it fails."""
    code = subprocess.run([str(python()), *arguments], cwd=ROOT, check=False).returncode
    if code:
        sys.exit(code)
