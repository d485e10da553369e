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


def corrections_path(source: Path | None, source_sha256: str, library: Path) -> Path:
    """Return where the corrections of a book lie: ``NAME.cast.toml`` beside its file, else in ``casts`` beside the library.

    The latter is for what came by standard input, and for folders that can't be written to; it goes by the book's content.
    """
    apart = library.parent / "casts" / f"{source_sha256[:16]}.cast.toml"
    if source is None:
        return apart
    beside = source.with_name(f"{source.stem}.cast.toml")
    if os.path.exists(beside) or (source.parent.is_dir() and os.access(source.parent, os.W_OK)):
        return apart if os.path.exists(apart) and not os.path.exists(beside) else beside
    return apart
