from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_groundworks import assert_same, groundwork_of
from texts import make_book
from worlds import make_world

from fabula.errors import LibraryError
from fabula.store import history
from fabula.store.history import History
from fabula.store.library import Library
from fabula.store.location import corrections_path


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as library:
        library.store(make_world())
        yield library


def told(found: History) -> tuple[list[str], str | None]:
    return [step.label for step in found.steps], None if found.holding is None else found.holding.toml


def test_steps_are_done_and_undone(library: Library) -> None:
    assert told(library.history(1)) == ([], None)
    library.record(1, "", "as it was")
    library.record(1, "a = 1", "first")
    found = library.record(1, "a = 2", "second")
    assert told(found) == (["as it was", "first", "second"], "a = 2")
    assert found.before is not None
    found = library.go_to(1, found.before.position)
    assert told(found)[1] == "a = 1"
    assert found.after is not None
    assert found.after.toml == "a = 2"


def test_a_new_step_forgets_what_was_undone(library: Library) -> None:
    library.record(1, "", "as it was")
    library.record(1, "a = 1", "first")
    library.go_to(1, 0)
    assert told(library.record(1, "a = 3", "other")) == (["as it was", "other"], "a = 3")


def test_the_oldest_steps_go_in_the_end(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_LONGEST", 3)
    for number in range(6):
        library.record(1, str(number), str(number))
    assert told(library.history(1)) == (["3", "4", "5"], "5")


def test_a_step_that_is_none_is_told(library: Library) -> None:
    with pytest.raises(LibraryError, match="no step 7"):
        library.go_to(1, 7)
    with pytest.raises(LibraryError, match="holds no work 9"):
        library.record(9, "", "x")


def test_a_work_read_again_keeps_its_steps_and_one_taken_out_loses_them(library: Library) -> None:
    library.record(1, "a = 1", "first")
    library.store(make_world())
    assert told(library.history(1))[1] == "a = 1"
    library.remove(1)
    library.store(make_world())
    assert library.history(library.latest().id).steps == ()


def test_a_groundwork_is_kept_with_its_world(library: Library) -> None:
    made = groundwork_of(make_book("Ada came."))
    world = replace(make_world("ada.txt"), text=made.book.text, **_EMPTY)
    work = library.store(world, made)
    kept = library.groundwork(work)
    assert kept is not None
    assert_same(kept, made)
    assert library.store(world) == work
    assert library.groundwork(work) is None, "it was of another reading"


def test_a_world_is_renewed_while_its_reading_stands(library: Library) -> None:
    summary = library.latest()
    renewed = replace(make_world(), findings=())
    assert library.renew(summary, renewed)
    assert library.load(summary.id) == renewed
    assert library.latest() == summary
    assert not library.renew(replace(summary, read_at=datetime(2000, 1, 1, tzinfo=UTC)), make_world())
    assert library.load(summary.id) == renewed


def test_corrections_lie_beside_the_book(tmp_path: Path) -> None:
    book = tmp_path / "story.txt"
    library = tmp_path / "home" / "library.sqlite"
    assert corrections_path(book, "a" * 64, library) == tmp_path / "story.cast.toml"
    apart = library.parent / "casts" / f"{'a' * 16}.cast.toml"
    assert corrections_path(None, "a" * 64, library) == apart
    assert corrections_path(tmp_path / "gone" / "story.txt", "a" * 64, library) == apart
    apart.parent.mkdir(parents=True)
    apart.touch()
    assert corrections_path(book, "a" * 64, library) == apart, "where they began they go on"
    (tmp_path / "story.cast.toml").touch()
    assert corrections_path(book, "a" * 64, library) == tmp_path / "story.cast.toml"


_LAYERS = "entities mentions events quotes scenes pov knowledge relations objects timeline findings"
_EMPTY = dict.fromkeys(_LAYERS.split(), ())
