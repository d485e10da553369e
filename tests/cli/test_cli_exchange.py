"""``fabula export`` and ``script``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from runs import Run
from worlds import STORY, make_world

from fabula.cli.exchange import ScriptFormat
from fabula.export.json import encode_world, load_world
from fabula.export.script import script_lines
from fabula.export.script_formats import FORMATS
from fabula.resolve.cast import read_cast
from fabula.store.library import Library
from fabula.store.location import library_path

COUNTED = "fabula: 14 lines; 6 of them speech; 1 by unknown speakers (16.7%)\n"


def test_export_writes_the_world(run: Run, shelved: None, tmp_path: Path) -> None:
    assert run("export", "lamp").out.encode() == encode_world(make_world())
    assert run("export", "2", "--to", "json", "--out", tmp_path / "w.json") == (0, "", "")
    assert load_world(tmp_path / "w.json") == make_world()
    assert run("export", "2", "--out", tmp_path).code == 8


def test_export_writes_the_cast(run: Run, shelved: None, tmp_path: Path) -> None:
    assert run("export", "2", "--to", "cast", "--out", tmp_path / "cast.toml") == (0, "", "")
    assert "Ada Quill" in {one.name for one in read_cast(tmp_path / "cast.toml").members}


def test_the_formats_of_a_script_are_the_exports() -> None:
    assert [one.value for one in ScriptFormat] == list(FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_script_writes_every_format(run: Run, shelved: None, tmp_path: Path, form: str) -> None:
    written = FORMATS[form](script_lines(make_world()))
    assert run("script", "lamp", "--to", form) == (0, written, COUNTED)
    assert run("script", "2", "--to", form, "--out", tmp_path / "script") == (0, "", COUNTED)
    assert (tmp_path / "script").read_bytes() == written.encode()
    assert [path.name for path in tmp_path.glob("*.json")] == (["script.macros.json"] if form == "sml" else [])


def test_script_writes_json_lines_unless_told(run: Run, shelved: None) -> None:
    rows = [json.loads(row) for row in run("script", "lamp").out.splitlines()]
    assert [row["speaker"] for row in rows][:3] == ["Narrator", "Narrator", "Captain Brandt"]


def test_script_reads_a_book_and_does_not_keep_it(run: Run, asked: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "lamp.txt").write_text(STORY, encoding="utf-8")
    done = run("script", tmp_path / "lamp.txt")
    assert (done.code, done.err) == (0, COUNTED)
    assert done.out == FORMATS["jsonl"](script_lines(make_world()))
    assert run("script", "-").out == done.out
    assert [call["source"] for call in asked] == [str(tmp_path / "lamp.txt"), "-"]
    assert not library_path().exists()


def test_script_leaves_the_book_alone(run: Run, asked: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "lamp.txt").write_text(STORY, encoding="utf-8")
    done = run("script", tmp_path / "lamp.txt", "--out", tmp_path / "lamp.txt")
    assert (done.code, "is read or written by the same command already; name another file" in done.err) == (2, True)
    assert asked == []


def test_script_makes_unsure_speakers_unknown(run: Run, shelved: None) -> None:
    done = run("script", "2", "--unknown-below", "0.96")
    assert done.err == "fabula: 14 lines; 6 of them speech; 3 by unknown speakers (50.0%)\n"
    speakers = [row["speaker"] for row in map(json.loads, done.out.splitlines()) if row["kind"] == "speech"]
    assert speakers == ["Captain Brandt", "Captain Brandt", None, None, "Ada Quill", None]
    assert run("script", "moor").err.endswith("0 of them speech; 0 by unknown speakers (0.0%)\n")


def test_script_keeps_the_recordings_in_its_macros(run: Run, shelved: None, tmp_path: Path) -> None:
    def voices(path: Path) -> dict[str, str]:
        found: dict[str, str] = json.loads(path.read_bytes())["macros"]["voices"]
        return found

    run("script", "2", "--to", "sml", "--out", tmp_path / "book.sml")
    beside = tmp_path / "book.macros.json"
    assert voices(beside) == dict.fromkeys(["Narrator", "CaptainBrandt", "AdaQuill", "Tobias", "Unknown"], "")
    beside.write_text(beside.read_text().replace('"Tobias": ""', '"Tobias": "voices/tobias.wav"'))
    run("script", "2", "--to", "sml", "--out", tmp_path / "book.sml")
    assert voices(beside)["Tobias"] == "voices/tobias.wav"
    assert run("script", "2", "--to", "sml", "--macros", tmp_path / "mine.json").code == 0
    assert set(voices(tmp_path / "mine.json")) == set(voices(beside))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--to", "opera"), 2, "opera"),
        (("--unknown-below", "1.1"), 2, "--unknown-below"),
        (("--unknown-below", "-0.1"), 2, "--unknown-below"),
        (("--unknown-below", "nan"), 2, "--unknown-below"),
        (("--out", "no/such/script"), 8, "does not exist"),
        (("--to", "sml", "--macros", "no/such/macros"), 8, "does not exist"),
        (("--macros", "macros.json"), 2, "--macros goes with --to sml"),
        (("--to", "sml", "--out", "one", "--macros", "one"), 2, "is read or written by the same command"),
        (("--to", "sml", "--macros", "notes.json"), 8, "no macros file"),
    ],
)
def test_script_refuses_what_can_not_be_before_any_reading(
    run: Run, asked: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], code: int, message: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("lamp.txt").write_text(STORY, encoding="utf-8")
    Path("notes.json").write_text("{}")
    done = run("script", "lamp.txt", *arguments)
    assert (done.code, done.out, asked) == (code, "", [])
    assert message in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lamp.txt", "notes.json"]


def test_script_of_no_work(run: Run, shelved: None) -> None:
    assert run("script", "zebra").code == 5


def test_two_books_of_one_name_are_two_works(run: Run, tmp_path: Path) -> None:
    for folder, words in (("a", "“No,” said Anna."), ("b", "“Yes,” said Tom. “I did.”")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "book.txt").write_text(words, encoding="utf-8-sig")  # with a byte order mark
        run("read", tmp_path / folder / "book.txt", "--model", "rules", "--quiet")
    with Library.open(library_path()) as library:
        numbers = [one.id for one in library.works()]
    for number, folder in zip(numbers, "ab", strict=True):
        run("export", number, "--to", "booknlp", "--out", tmp_path / folder / "nlp")
    stored = [
        run("import", tmp_path / folder / "nlp", "--text", tmp_path / folder / "book.txt").out for folder in ("a", "b")
    ]
    assert [one.split()[:4] for one in stored] == [["Stored", "as", "work", "3"], ["Stored", "as", "work", "4"]]


def test_no_output_replaces_what_it_is_made_of(run: Run, tmp_path: Path) -> None:
    book, cast = tmp_path / "lamp.txt", tmp_path / "cast.toml"
    book.write_text(STORY, encoding="utf-8")
    cast.write_text('[[character]]\nname = "Ada Quill"\n', encoding="utf-8")
    run("read", book, "--model", "rules", "--quiet")
    for arguments in (
        ("read", book, "--json", book),
        ("read", book, "--report", book, "--no-store"),
        ("read", book, "--cast", cast, "--json", cast),
        ("read", book, "--json", tmp_path / "one", "--report", tmp_path / "one"),
        ("import", tmp_path, "--text", book, "--json", book),
        ("export", "1", "--to", "tei", "--out", book),
        ("export", "1", "--to", "tei", "--out", library_path()),
    ):
        done = run(*arguments)
        assert (done.code, "by the same command" in done.err) == (2, True), arguments
    assert book.read_text(encoding="utf-8") == STORY
    assert not (tmp_path / "one").exists()
