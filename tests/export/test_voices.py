"""The names of a script's voices, and the macros file that lists them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from worlds import make_world

from fabula.export.files import OutputError
from fabula.export.script import ScriptLine, script_lines
from fabula.export.voices import Voices, camel_case, capitals, macros_to_json, recordings_in
from fabula.types.world import Entity


def lines_of(*names: str | None) -> tuple[ScriptLine, ...]:
    """Return a line of speech by each of some persons, all of them different; ``None`` is unknown."""
    speakers = [None if name is None else Entity(number, "PER", name) for number, name in enumerate(names)]
    return tuple(ScriptLine(0, 1, "a", "speech", 1, None, one, 0) for one in speakers)


@pytest.mark.parametrize(
    ("name", "voice"),
    [
        ("Mrs. Pell", "MrsPell"),
        ("Zoë O’Hara-Łuk", "ZoeOHaraLuk"),
        ("the captain", "TheCaptain"),
        ("McKay 2nd", "McKay2nd"),
        ("Groß & Ærø", "GrossAero"),
        ("[/voice]", "Voice"),
        ("日本", ""),
    ],
)
def test_names_of_voices_are_plain(name: str, voice: str) -> None:
    assert camel_case(name) == voice


def test_capitals_stand_on_one_line() -> None:
    assert capitals("Mrs.\n Pell") == "MRS. PELL"


def test_no_two_have_one_voice() -> None:
    lines = lines_of("Tom", "TOM", "Tom2", "Narrator", None, "unknown", "日", "本")
    voices = Voices(lines, camel_case)
    names = [voices.of(line) for line in lines]
    assert names == ["Tom", "TOM2", "Tom22", "Narrator2", "Unknown", "Unknown2", "Character", "Character2"]
    assert voices.all == ("Narrator", *names[:4], *names[5:], "Unknown")
    assert [Voices(lines, capitals).of(line) for line in lines[:5]] == ["TOM", "TOM2", "TOM22", "NARRATOR2", "UNKNOWN"]


def test_one_speaker_keeps_one_voice() -> None:
    voices = Voices(script_lines(make_world()), camel_case)
    assert voices.all == ("Narrator", "CaptainBrandt", "AdaQuill", "Tobias", "Unknown")


def test_macros_list_the_voices_and_keep_their_recordings(tmp_path: Path) -> None:
    path = tmp_path / "book.macros.json"
    assert recordings_in(path) == {}
    path.write_text(macros_to_json(lines_of("Anna", "Tom"), {}), encoding="utf-8")
    assert json.loads(path.read_bytes()) == {"macros": {"voices": {"Narrator": "", "Anna": "", "Tom": ""}}}
    path.write_text(macros_to_json(lines_of("Anna"), {"Tom": "tom.wav", "Anna": "anna.wav", "Ben": ""}), "utf-8")
    assert recordings_in(path) == {"Narrator": "", "Anna": "anna.wav", "Tom": "tom.wav"}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"macros": {"voices": {"A": 1}}}', '{"macros": {"voices": []}}'])
def test_another_file_is_not_taken_for_macros(tmp_path: Path, content: str) -> None:
    (tmp_path / "notes.json").write_text(content)
    with pytest.raises(OutputError, match="no macros file; name another"):
        recordings_in(tmp_path / "notes.json")
    with pytest.raises(OutputError, match="can't be read"):
        recordings_in(tmp_path)
