"""What may be shared of a work whose text may not: the world without any words that would give the text back.

The rule is that of the HathiTrust Research Center for non-consumptive use: names, counts, structure and offsets may go out;
the text, and any run of words that would help to rebuild it, may not. No three words that follow each other in the story do,
but for those of the work's own title and its chapters', which are bibliography.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from itertools import islice
from typing import Any

from fabula.export.file_names import stem_of
from fabula.export.json import world_to_dict
from fabula.types.world import StoryWorld

FORMAT = "fabula-non-consumptive"
VERSION = 1
MOST_WORDS = 2  # of the story that may follow each other
_TITLE_WORDS = 12  # of a title that is kept
_NAME_WORDS = 6  # of a name whose ends are kept

_WORD = re.compile(r"\w+(?:['’-]\w+)?")  # *O'Brien* and *Jean-Luc* are one word each
_NORMAL_TIME = re.compile(r"-?[A-Z0-9:.+-]{1,20}")  # a normal form, no words of the story
_Record = dict[str, Any]


def world_to_non_consumptive(world: StoryWorld) -> str:
    """Return one JSON object: the world's layers without words, and under ``withheld`` how much of what was left out."""
    withheld: Counter[str] = Counter({"characters_of_text": len(world.text)})
    exported = world_to_dict(world)
    exported.pop("text")
    lemmas = Counter(one.lemma for one in world.events if _is_name(one.lemma))
    for layer, strip in _STRIP.items():
        for record in exported.get(layer, ()):
            strip(record, withheld)
    _strip_work(exported["work"], withheld)
    exported["provenance"]["source"] = stem_of(world)
    head = {"format": FORMAT, "version": VERSION, "withheld": dict(sorted(withheld.items()))}
    body = {key: value for key, value in exported.items() if key not in head}
    counts = {"event_lemmas": dict(sorted(lemmas.items()))}
    return _laid_out({**head, **body, **counts})


def _laid_out(exported: dict[str, Any]) -> str:
    """Return JSON with a record a line."""
    return "{" + ",\n".join(f"{_json(key)}: {_listed(value)}" for key, value in exported.items()) + "}\n"


def _listed(value: object) -> str:
    lines = ",\n ".join(map(_json, value)) if isinstance(value, list) else ""
    return f"[\n {lines}]" if lines else _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _take(record: _Record, key: str, withheld: Counter[str], name: str) -> None:
    """Take a text out of a record, and count it if there was one."""
    if record.pop(key, None):
        withheld[name] += 1


def _strip_entity(record: _Record, withheld: Counter[str]) -> None:
    name = _called(record["name"], withheld)
    if name is None:
        withheld["names"] += 1
    record["name"] = name or f"{record['type']} {record['id']}"
    aliases = [_called(one, withheld) for one in record["aliases"]]
    withheld["aliases"] += aliases.count(None)
    record["aliases"] = list(dict.fromkeys(one for one in aliases if one is not None))


def _called(name: str, withheld: Counter[str]) -> str | None:
    """Return a name, a long one by its first and last word; ``None`` for descriptions, which are the story's own words."""
    if _is_name(name):
        return name
    words = name.split()
    ends = f"{words[0]} … {words[-1]}" if 1 < len(words) <= _NAME_WORDS else ""
    if not (ends and _is_name(ends) and words[0][0].isupper() and words[-1][0].isupper()):
        return None
    withheld["middles_of_names"] += 1
    return ends


def _strip_object(record: _Record, withheld: Counter[str]) -> None:
    if not _is_name(record["name"]):
        record["name"] = None
        withheld["names_of_things"] += 1


def _strip_time(record: _Record, withheld: Counter[str]) -> None:
    _take(record, "text", withheld, "times")
    for key in ("value", "anchor"):
        value = record[key]
        if value is not None and not (_NORMAL_TIME.fullmatch(value) or (key == "anchor" and value.isalpha())):
            record[key] = None
            withheld[f"{key}s_of_times"] += 1


def _strip_scene(record: _Record, withheld: Counter[str]) -> None:
    _take(record, "time", withheld, "times_of_scenes")
    record["break"] = _first(record["break"], MOST_WORDS)


def _strip_work(work: _Record, withheld: Counter[str]) -> None:
    for record in (work, *work["chapters"]):
        for key in ("title", "author"):
            if key in record and record[key] != (kept := _first(record[key], _TITLE_WORDS)):
                record[key] = kept
                withheld["ends_of_titles"] += 1
    tags = {kind: [one for one in some if _is_name(one)] for kind, some in work["tags"].items() if _is_name(kind)}
    withheld["tags"] += sum(map(len, work["tags"].values())) - sum(map(len, tags.values()))
    work["tags"] = tags


def _without(key: str, name: str) -> Callable[[_Record, Counter[str]], None]:
    return lambda record, withheld: _take(record, key, withheld, name)


_STRIP: dict[str, Callable[[_Record, Counter[str]], None]] = {
    "tokens": _without("lemma", "lemmas"),  # in order they are the text
    "entities": _strip_entity,
    "events": _without("lemma", "lemmas_of_events"),
    "scenes": _strip_scene,
    "knowledge": _without("claim", "claims"),
    "objects": _strip_object,
    "timeline": _strip_time,
    "findings": _without("message", "messages"),  # they quote
}


def _is_name(text: str) -> bool:
    """Tell whether a text is short enough to give nothing back."""
    return _first(text, MOST_WORDS) == text


def _first(text: str | None, n_words: int) -> str | None:
    """Return the first words of a text."""
    if text is None:
        return None
    words = [found.end() for found in islice(_WORD.finditer(text), n_words + 1)]
    if len(words) <= n_words and len(text) <= 100:
        return text
    return f"{text[: words[:n_words][-1] if words else 0][:100]} …"
