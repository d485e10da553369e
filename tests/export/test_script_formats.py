"""The formats of a voice script, each read back by a small reader of its own."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from texts import EXAMPLE, world_of
from worlds import STORY, make_world, worlds

from fabula.export.script import ScriptLine, script_lines
from fabula.export.script_formats import (
    FORMATS,
    script_to_alexandria,
    script_to_jsonl,
    script_to_sml,
    script_to_ssml,
    script_to_voxnovel,
)
from fabula.pipeline import read
from fabula.types.world import Entity, StoryWorld

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "voices.md"
SML_TAG = re.compile(
    r"\[\s*/?\s*(?:voice|pause|break)(?:\s*:.*?)?\s*\]", re.DOTALL
)  # what ebook2audiobook takes for one
SSML = "{http://www.w3.org/2001/10/synthesis}"

HOSTILE = """<script>alert("1")</script> ]]> & &amp; <!-- [voice:X] [/voice] [pause:3] [break] [ voice:Y] [[/voice]
\x00\x07\x1b[31m\r\n\u2060[\u2060[ \ufffe "",'' \t\u2028\x85 \U0001d504"""

Parts = list[tuple[str | None, str]]


def read_jsonl(text: str) -> Parts:
    return [(row["speaker"], row["text"]) for row in map(json.loads, text.split("\n")[:-1])]


def read_voxnovel(text: str) -> Parts:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [(row["Speaker"], row["Text"]) for row in rows]


def read_sml(text: str) -> Parts:
    parts, at = [], 0
    for found in re.finditer(r"\[voice:([A-Za-z0-9]+)\](.*?)\[/voice\]", text, re.DOTALL):
        assert found.start() == at
        at = found.end()
        parts.append((found[1], found[2].replace("[\u2060", "[")))
    assert at == len(text)
    assert len(SML_TAG.findall(text)) == 2 * len(parts)
    return parts


def read_alexandria(text: str) -> Parts:
    return [(row["speaker"], row["text"]) for row in json.loads(text)]


def read_ssml(text: str) -> Parts:
    root = etree.fromstring(text.encode())
    assert (root.tag, root.get("version"), root[0].tag if len(root) else f"{SSML}p") == (
        f"{SSML}speak", "1.1", f"{SSML}p",
    )  # fmt: skip
    voices = root.iter(f"{SSML}voice")
    parts = [(str(one.get("name")), one.text or "") for one in voices]
    assert "".join(root.itertext()) == "".join(part for _, part in parts)
    return parts


READERS: dict[str, Callable[[str], Parts]] = {
    "jsonl": read_jsonl,
    "voxnovel": read_voxnovel,
    "sml": read_sml,
    "alexandria": read_alexandria,
    "ssml": read_ssml,
}


def as_xml(text: str) -> str:
    """Return a text with U+FFFD for every character that XML 1.0 has no way to write."""
    return "".join(
        one if one in "\t\n\r" or " " <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one > "\uffff" else "\ufffd"
        for one in text
    )


def check_formats(lines: tuple[ScriptLine, ...]) -> None:
    """Check that every format gives the lines' text back, and the same bytes for the same lines."""
    story = "".join(line.text for line in lines)
    for name, write in FORMATS.items():
        text = write(lines)
        assert write(lines) == text
        assert "".join(part for _, part in READERS[name](text)) == (as_xml(story) if name == "ssml" else story)


def line_of(text: str, speaker: Entity | None = None, cue: str | None = None) -> ScriptLine:
    """Return a line of speech."""
    return ScriptLine(0, len(text), text, "speech", 1, None, speaker, 0, 0.5, cue)


def test_every_format_has_a_reader_here() -> None:
    assert READERS.keys() == FORMATS.keys()


def test_every_format_holds_the_whole_story() -> None:
    check_formats(script_lines(make_world()))
    check_formats(())


@given(worlds())
def test_every_format_holds_any_story(world: StoryWorld) -> None:
    check_formats(script_lines(world))


@given(st.lists(st.text(min_size=1).filter(str.strip), max_size=4), st.text(max_size=5))
def test_every_format_holds_any_text(texts: list[str], name: str) -> None:
    check_formats(tuple(line_of(text, Entity(number % 2, "PER", name)) for number, text in enumerate(texts)))


def test_hostile_text_is_text() -> None:
    world = make_world(text=STORY.replace("You’re late", HOSTILE).replace("Brandt laughed", HOSTILE), quotes=())
    check_formats(script_lines(world))
    check_formats((line_of(HOSTILE, Entity(0, "PER", HOSTILE)), line_of("[", Entity(1, "PER", "]")), line_of("[/")))


def test_half_a_surrogate_pair_does_no_harm() -> None:
    assert read_ssml(script_to_ssml((line_of("a\ud800b"),))) == [("Unknown", "a\ufffdb")]


def test_json_lines_say_all() -> None:
    rows = [json.loads(row) for row in script_to_jsonl(script_lines(make_world())).splitlines()]
    start, last = STORY.index("“You"), STORY.index("“He lost")
    assert rows[2] == {
        "speaker": "Captain Brandt", "text": "“You’re late,” ", "start": start, "end": start + 15, "kind": "speech",
        "chapter": 1, "confidence": 0.98,
    }  # fmt: skip
    assert rows[0]["speaker"] == rows[1]["speaker"] == "Narrator"
    assert (rows[0]["kind"], rows[0]["confidence"]) == ("heading", None)
    assert (rows[-1]["speaker"], rows[-1]["start"], rows[-1]["confidence"]) == (None, last, 0.31)


def test_voxnovel_s_table_has_its_columns() -> None:
    text = script_to_voxnovel(script_lines(make_world()))
    assert text.startswith('Text,Start Location,End Location,Is Quote,Speaker,Chapter\n"CHAPTER I. The Key\n\n",33,53,')
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    told = [(row["Is Quote"], row["Speaker"], row["Chapter"]) for row in rows]
    assert told[:3] == [("False", "Narrator", "1"), ("False", "Narrator", "1"), ("True", "1:Captain Brandt.M", "1")]
    assert ("True", "0:Ada Quill.F", "2") in told
    assert told[-1] == ("True", "Unknown", "2")
    assert "5:Alex.?" in script_to_voxnovel((line_of("Hm.", Entity(5, "PER", "Alex", pronouns="they")),))
    assert script_to_voxnovel((line_of("Hm."),)).endswith(',True,"Unknown",0\n')


def test_sml_joins_what_one_voice_reads() -> None:
    assert script_to_sml(script_lines(world_of("It rained.", "All day.", "“No,” said Anna. “Yes.” She sat."))) == (
        "[voice:Narrator]It rained.\n\nAll day.\n\n[/voice][voice:Anna]“No,” [/voice][voice:Narrator]said Anna. "
        "[/voice][voice:Anna]“Yes.” [/voice][voice:Narrator]She sat.\n\n[/voice]"
    )


def test_alexandria_is_told_how_to_speak() -> None:
    cues = [None, "said", "whispered", "Shouting", "mutters", "wept", "toString"]
    rows = json.loads(script_to_alexandria(tuple(line_of("Hm.", cue=cue) for cue in cues)))
    assert [row["instruct"] for row in rows] == [
        "", "", "Whispered.", "Loud, with a raised voice.", "Low, under the breath.", "Tearful, with a breaking voice.",
        "",
    ]  # fmt: skip
    first = json.loads(script_to_alexandria(script_lines(make_world())))[0]
    assert first == {"speaker": "NARRATOR", "text": "CHAPTER I. The Key\n\n", "instruct": "Calm, even narration."}


def test_ssml_has_a_paragraph_for_each() -> None:
    root = etree.fromstring(script_to_ssml(script_lines(world_of("It rained.", "“No,” said Anna."))).encode())
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert [[(voice.get("name"), voice.text) for voice in paragraph] for paragraph in root] == [
        [("Narrator", "It rained.\n\n")],
        [("Anna", "“No,” "), ("Narrator", "said Anna.\n\n")],
    ]


# -- the document ---------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not DOCUMENT.exists(), reason="a source distribution has no docs")
def test_the_document_shows_what_is_written() -> None:
    lines = script_lines(read(EXAMPLE))
    sections = DOCUMENT.read_text(encoding="utf-8").split("\n## `")[1:]
    assert [section.split("`")[0] for section in sections] == list(FORMATS)
    for section in sections:
        name = section.split("`")[0]
        shown = re.findall(r"```\w+\n(.*?)\n```", section, re.DOTALL)[0]
        written = FORMATS[name](lines)
        for piece in shown.split("Chapter\n"):  # a table's header stands far above its rows
            assert without_figures(piece) in without_figures(written)


def without_figures(text: str) -> str:
    """Return a text without what each fit of the models may move: ids and confidences."""
    return re.sub(r'"\d+:|"confidence": [\d.]+', "", text)
