"""All formats together: they are those of the command line, and nothing that a story may have breaks one."""

from __future__ import annotations

import builtins
import time
from pathlib import Path
from typing import Any

import pytest
from hostile_worlds import hostile_world
from hypothesis import given, settings
from worlds import make_tokens, make_world, worlds

from fabula.cli.exchange import ExportFormat
from fabula.errors import MissingExtraError, UsageError
from fabula.export.files import OutputError
from fabula.export.formats import FORMATS, FolderFormat
from fabula.types.text import Chapter
from fabula.types.world import Entity, EntityMention, PointOfView, Quote, StoryWorld, Work

FOLDERS = [name for name, one in FORMATS.items() if isinstance(one, FolderFormat)]


def export(world: StoryWorld, name: str, out: Path) -> dict[str, bytes]:
    """Return the files of an export that was written to a place."""
    FORMATS[name].check(str(out))
    FORMATS[name].write(world, str(out))
    if out.is_file():
        return {"": out.read_bytes()}
    return {one.relative_to(out).as_posix(): one.read_bytes() for one in out.rglob("*") if one.is_file()}


def test_they_are_those_of_the_command_line() -> None:
    assert [one.value for one in ExportFormat] == list(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_world_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    world = make_world(tokens=make_tokens())
    assert export(world, name, tmp_path / "a") == export(world, name, tmp_path / "b")
    assert export(world, name, tmp_path / "a")


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_breaks_none_and_stays_in_its_place(name: str, tmp_path: Path) -> None:
    found = export(hostile_world(), name, tmp_path / "deep" / "out") if (tmp_path / "deep").mkdir() is None else {}
    assert [one.name for one in tmp_path.iterdir()] == ["deep"]
    assert [one.name for one in (tmp_path / "deep").iterdir()] == ["out"]
    assert all(len(one.encode()) < 250 for one in found)


@pytest.fixture(scope="module", params=["x" * 1_000_000, "x " * 5_000], ids=["a megabyte", "many words"])
def unwieldy(request: pytest.FixtureRequest) -> StoryWorld:
    """Return a world with a name that nobody would give."""
    return hostile_world((request.param, "Ada"))


@pytest.mark.parametrize("name", FORMATS)
def test_no_name_is_too_long(name: str, unwieldy: StoryWorld, tmp_path: Path) -> None:
    assert export(unwieldy, name, tmp_path / "out")


@pytest.fixture(scope="module")
def unbroken() -> StoryWorld:
    """Return a world that is one paragraph, one long speech in it, a mention a word, and very many blanks."""
    text = "“" + "she said it " * 5_000 + " " * 200_000 + "”"
    she = Entity(0, "PER", "she")
    tokens = make_tokens(text)
    mentions = tuple(EntityMention(one.start, one.end, she, "PER", "PRON") for one in tokens)
    said = Quote(0, 0, len(text), 0, she, (), (), "explicit")
    work = Work(chapters=(Chapter(0, len(text), 1, None),))
    seen = PointOfView(0, len(text), she, 3)
    return StoryWorld(make_world().provenance, text, work, (she,), mentions, quotes=(said,), pov=(seen,), tokens=tokens)


@pytest.mark.parametrize("name", FORMATS)
def test_a_text_in_one_paragraph_takes_no_longer(name: str, unbroken: StoryWorld) -> None:
    start = time.process_time()
    assert FORMATS[name].make(unbroken)
    assert time.process_time() - start < 10  # where work grows with the square it is minutes


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_world_breaks_none(name: str, tmp_path: Path) -> None:
    empty = StoryWorld(make_world().provenance, "", type(make_world().work)(), tokens=())
    assert export(empty, name, tmp_path / "out")


@settings(max_examples=30)
@given(world=worlds())
def test_any_world_that_holds_together_breaks_none(world: StoryWorld) -> None:
    for name, one in FORMATS.items():
        if world.tokens is not None or not one.of_tokens or name == "uima":
            assert one.make(world) is not None


@pytest.mark.parametrize("name", ["booknlp", "conll"])
def test_without_tokens_the_remedy_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"lamp.txt: was read without its tokens.*fabula read BOOK --tokens"):
        export(make_world(), name, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_no_standard_output(name: str) -> None:
    with pytest.raises(OutputError, match="--out FOLDER"):
        FORMATS[name].check("-")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(module: str, *more: Any) -> Any:
        if module.split(".")[0] == "pyarrow":
            raise ImportError(module)
        return real(module, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"pip install 'fabula\[corpus\]'"):
        FORMATS["parquet"].make(make_world())
