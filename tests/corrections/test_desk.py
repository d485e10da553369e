from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from worlds import make_world

from fabula.corrections import desk
from fabula.corrections.actions import CorrectionError, HasPronouns, NoPerson
from fabula.corrections.desk import correct, corrections_of, redo, undo
from fabula.errors import CastError
from fabula.store.library import Library

ADA, TOBIAS = HasPronouns("Ada Quill", "she"), NoPerson("Tobias")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home" / "library.sqlite") as library:
        library.store(make_world(str(tmp_path / "lamp.txt")))
        yield library


def file_of(tmp_path: Path) -> Path:
    return tmp_path / "lamp.cast.toml"


def make(library: Library, *actions: HasPronouns | NoPerson) -> None:
    for action in actions:
        correct(library, library.latest(), make_world(), action)


def labels(library: Library) -> list[str]:
    return [step.label for step in library.history(1).steps]


def test_corrections_are_made_undone_and_made_again(library: Library, tmp_path: Path) -> None:
    make(library, ADA, TOBIAS)
    both = file_of(tmp_path).read_text()
    assert 'name = "Tobias"' in both
    found, label = undo(library, library.latest())
    assert label == "Tobias is not a person"
    assert "Tobias" not in file_of(tmp_path).read_text()
    assert found.history.after is not None
    undo(library, library.latest())
    assert file_of(tmp_path).read_text() == ""
    with pytest.raises(CorrectionError, match="nothing to undo"):
        undo(library, library.latest())
    redo(library, library.latest())
    _, label = redo(library, library.latest())
    assert label == "Tobias is not a person"
    assert file_of(tmp_path).read_text() == both
    with pytest.raises(CorrectionError, match="nothing to redo"):
        redo(library, library.latest())


def test_what_was_changed_by_hand_is_a_step(library: Library, tmp_path: Path) -> None:
    make(library, ADA)
    file_of(tmp_path).write_text("# mine\n")
    assert corrections_of(library, library.latest()).history.holding is not None
    assert labels(library)[-1] == desk.OTHERWISE
    undo(library, library.latest())
    assert 'pronouns = "she"' in file_of(tmp_path).read_text()


def test_a_file_that_was_deleted_can_be_had_again(library: Library, tmp_path: Path) -> None:
    make(library, ADA)
    file_of(tmp_path).unlink()
    make(library, TOBIAS)
    assert "she" not in file_of(tmp_path).read_text()
    undo(library, library.latest())
    undo(library, library.latest())
    assert "she" in file_of(tmp_path).read_text()


def test_a_correction_whose_step_was_not_noted_is_one_all_the_same(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(library, ADA)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Library, "record", killed)
    with pytest.raises(KeyboardInterrupt):
        make(library, TOBIAS)
    monkeypatch.undo()
    assert "Tobias" in corrections_of(library, library.latest()).toml
    monkeypatch.setattr(Library, "go_to", killed)
    with pytest.raises(KeyboardInterrupt):
        undo(library, library.latest())
    monkeypatch.undo()
    assert "Tobias" not in corrections_of(library, library.latest()).toml
    assert labels(library)[-1] == desk.OTHERWISE
    undo(library, library.latest())
    assert "Tobias" in corrections_of(library, library.latest()).toml, "what was undone can be had again"


def test_a_file_that_can_not_be_read_is_told_and_kept(library: Library, tmp_path: Path) -> None:
    file_of(tmp_path).write_text("[[character]\n")
    with pytest.raises(CastError, match=r"lamp\.cast\.toml"):
        make(library, ADA)
    assert file_of(tmp_path).read_text() == "[[character]\n"
    file_of(tmp_path).write_bytes(b"\xff\xfe")
    with pytest.raises(CastError, match="not UTF-8"):
        make(library, ADA)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_can_not_be_written_to_has_its_corrections_in_the_library(
    library: Library, tmp_path: Path
) -> None:
    tmp_path.chmod(0o500)
    try:
        make(library, ADA)
        assert list((tmp_path / "home" / "casts").iterdir())
    finally:
        tmp_path.chmod(0o700)


def test_a_correction_that_can_not_be_written_is_told(library: Library, tmp_path: Path) -> None:
    file_of(tmp_path).mkdir()
    with pytest.raises(CastError, match="can't read the corrections"):
        make(library, ADA)


def test_a_work_read_from_standard_input_has_its_corrections_in_the_library(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library.sqlite") as library:
        library.store(make_world("-"))
        make(library, ADA)
        assert [path.name for path in (tmp_path / "casts").iterdir()] == [
            f"{library.latest().source_sha256[:16]}.cast.toml"
        ]
