"""The formats of a voice script, each a function from its lines to the text of a file.

Every one carries the lines' text whole, so that what a reader of the format joins together is the story, verbatim; only
SSML, being XML, must replace control characters. `docs/voices.md` shows an example of each.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import groupby
from types import MappingProxyType
from xml.sax.saxutils import quoteattr

from fabula.export import xml
from fabula.export.script import ScriptLine
from fabula.export.tables import rows_to_json
from fabula.export.voices import NARRATOR, UNKNOWN, Voices, camel_case, capitals
from fabula.lexicons import forms_of

_SEX: Mapping[str | None, str] = {"he": "M", "she": "F"}
_WORD_JOINER = "\u2060"
_SSML_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en">'
)
_NARRATION = "Calm, even narration."
# How somebody speaks whose verb is on the word list of that name.
_DELIVERY = {
    "delivery_whispered": "Whispered.",
    "delivery_low": "Low, under the breath.",
    "delivery_gentle": "Soft and gentle.",
    "delivery_loud": "Loud, with a raised voice.",
    "delivery_shrill": "Shrill, nearly screaming.",
    "delivery_angry": "Sharp and angry.",
    "delivery_mocking": "Mocking.",
    "delivery_excited": "Excited, with energy.",
    "delivery_laughing": "Amused, laughing.",
    "delivery_tearful": "Tearful, with a breaking voice.",
    "delivery_plaintive": "Plaintive, complaining.",
    "delivery_pleading": "Pleading.",
    "delivery_faltering": "Halting, unsure.",
    "delivery_weary": "Weary, with a sigh.",
    "delivery_breathless": "Breathless.",
    "delivery_hoarse": "Hoarse, rough.",
    "delivery_drawled": "Slow, drawling.",
    "delivery_flat": "Flat, without expression.",
    "delivery_sung": "Half sung.",
}


def script_to_jsonl(lines: Sequence[ScriptLine]) -> str:
    """Return JSON Lines, an object a line of the script.

    Its keys are `speaker` (``"Narrator"``, a name, or null for an unknown speaker), `text`, `start` and `end` (characters
    of the world's text), `kind`, `chapter` (from 1; null before the first), and `confidence` (three decimals; speech only).
    """
    rows = (
        {
            "speaker": None if one.unknown else _name(one),
            "text": one.text,
            "start": one.start,
            "end": one.end,
            "kind": one.kind,
            "chapter": one.chapter,
            "confidence": round(one.confidence, 3) if one.kind == "speech" else None,
        }
        for one in lines
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def script_to_voxnovel(lines: Sequence[ScriptLine]) -> str:
    """Return VoxNovel's ``book.csv``; its locations are characters of the world's text, its chapter 0 before the first.

    The speaker is ``Narrator``, ``Unknown``, or ``id:Name.M`` (``F`` for *she*, ``?`` for what is neither or not known).
    """
    text = io.StringIO(newline="")
    text.write("Text,Start Location,End Location,Is Quote,Speaker,Chapter\n")
    # Quoting every text keeps carriage returns safe in every version of Python.
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    for one in lines:
        who = one.speaker
        speaker = _name(one) if who is None else f"{who.id}:{who.name}.{_SEX.get(who.pronouns, '?')}"
        writer.writerow((one.text, one.start, one.end, one.kind == "speech", speaker, one.chapter or 0))
    return text.getvalue()


def script_to_sml(lines: Sequence[ScriptLine]) -> str:
    """Return ebook2audiobook's SML: ``[voice:MrsGrey]…[/voice]`` around whatever one voice reads without a change.

    A ``[`` of the story could begin a tag, so each has a U+2060 WORD JOINER after it, which no one sees or hears; taking
    that one away gives the text back.
    """
    voices = Voices(lines, camel_case)
    stretches = ((name, "".join(one.text for one in group)) for name, group in groupby(lines, key=voices.of))
    return "".join(f"[voice:{name}]{text.replace('[', '[' + _WORD_JOINER)}[/voice]" for name, text in stretches)


def script_to_alexandria(lines: Sequence[ScriptLine]) -> str:
    """Return Alexandria's script: a JSON list of `speaker` (in capitals), `text` and `instruct`, a line each.

    `instruct` says how to speak where the speech verb does (*whispered*), and is empty for other speech.
    """
    voices = Voices(lines, capitals)
    return rows_to_json([{"speaker": voices.of(one), "text": one.text, "instruct": _instruct(one)} for one in lines])


def script_to_ssml(lines: Sequence[ScriptLine]) -> str:
    """Return an SSML 1.1 document: a ``<p>`` a paragraph, a ``<voice>`` a line, named as in SML.

    What XML can't carry (control characters, lone surrogates) is U+FFFD. There is no white space but the story's own.
    """
    voices = Voices(lines, camel_case)
    paragraphs = (
        "".join(f"<voice name={quoteattr(voices.of(one))}>{xml.content(one.text)}</voice>" for one in group)
        for _, group in groupby(lines, key=lambda one: one.paragraph)
    )
    return _SSML_HEAD + "".join(f"<p>{one}</p>" for one in paragraphs) + "</speak>\n"


FORMATS: Mapping[str, Callable[[Sequence[ScriptLine]], str]] = MappingProxyType({
    "jsonl": script_to_jsonl,
    "voxnovel": script_to_voxnovel,
    "sml": script_to_sml,
    "alexandria": script_to_alexandria,
    "ssml": script_to_ssml,
})  # fmt: skip


def _name(line: ScriptLine) -> str:
    if line.speaker is not None:
        return line.speaker.name
    return UNKNOWN if line.unknown else NARRATOR


def _instruct(line: ScriptLine) -> str:
    if line.kind != "speech":
        return _NARRATION
    return _directions().get(line.cue.lower(), "") if line.cue is not None else ""


@cache
def _directions() -> Mapping[str, str]:
    """Return how to speak by the speech verb, in any of its forms."""
    return MappingProxyType({form: direction for name, direction in _DELIVERY.items() for form in forms_of(name)})
