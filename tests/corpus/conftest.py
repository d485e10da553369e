"""Small works in all the places that works come from."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

NAMES = ("Anna", "Boas", "Cyrus", "Dinah", "Esther")


def story_of(name: str) -> str:
    return f"“Good morning,” said {name}.\n\n“Is the kettle on?” asked Tom.\n\n“It is,” said {name}.\n"


@pytest.fixture
def works(tmp_path: Path) -> Path:
    """A folder with five stories, one twice, one empty, one binary, and two archives."""
    folder = tmp_path / "works"
    (folder / "deep").mkdir(parents=True)
    for name in NAMES:
        (folder / f"{name}.txt").write_text(story_of(name), encoding="utf-8")
    (folder / "deep" / "again.txt").write_text(story_of("Cyrus"), encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(b"\x00\x01\x02" * 50)
    (folder / "._Anna.txt").write_bytes(b"macOS")
    (folder / "notes.csv").write_text("no work", encoding="utf-8")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("inner/felix.md", story_of("Felix"))
        archive.writestr("picture.png", b"no work")
        archive.writestr("inner/._felix.md", b"macOS")
    with tarfile.open(folder / "packed.tar.gz", "w:gz") as archive_:
        for name in ("Gideon", "Hannah"):
            content = story_of(name).encode()
            member = tarfile.TarInfo(f"{name}.txt")
            member.size = len(content)
            archive_.addfile(member, io.BytesIO(content))
    return folder
