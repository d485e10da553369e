"""Where the library lies."""

from __future__ import annotations

import os
from pathlib import Path


def library_path(given: str | os.PathLike[str] | None = None) -> Path:
    """Return the library's file: `given`, else ``library.sqlite`` in ``$FABULA_HOME`` or the user's data folder."""
    if given is not None:
        return Path(given).expanduser()
    home = os.environ.get("FABULA_HOME")
    if home:
        return Path(home).expanduser() / "library.sqlite"
    from platformdirs import user_data_path

    return user_data_path("fabula", appauthor=False) / "library.sqlite"
