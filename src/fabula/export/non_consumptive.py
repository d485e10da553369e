"""What may be shared of a work whose text may not: the world without any words that would give the text back.

The rule is that of the HathiTrust Research Center for non-consumptive use: names, counts, structure and offsets may go out;
the text, and any run of words that would help to rebuild it, may not.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from fabula.export.json import world_to_dict
from fabula.types.world import StoryWorld

FORMAT = "fabula-non-consumptive"
VERSION = 1
MOST_WORDS = 4  # of a name; what is longer describes, in the story's own words

_WORD = re.compile(r"\w+")
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
    exported["provenance"] = {key: _short(value) for key, value in exported["provenance"].items()}
    head = {"format": FORMAT, "version": VERSION, "withheld": dict(sorted(withheld.items()))}
    body = {key: value for key, value in exported.items() if key not in head}
    counts = {"event_lemmas": dict(sorted(lemmas.items()))}
    return json.dumps({**head, **body, **counts}, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _take(record: _Record, key: str, withheld: Counter[str], name: str) -> None:
    """Take a text out of a record, and count it if there was one."""
    if record.pop(key, None):
        withheld[name] += 1


def _strip_entity(record: _Record, withheld: Counter[str]) -> None:
    if not _is_name(record["name"]):
        record["name"] = f"{record['type']} {record['id']}"
        withheld["names"] += 1
    kept = [one for one in record["aliases"] if _is_name(one)]
    withheld["aliases"] += len(record["aliases"]) - len(kept)
    record["aliases"] = kept


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
    record["break"] = _short(record["break"])


def _strip_work(work: _Record, withheld: Counter[str]) -> None:
    for record in (work, *work["chapters"]):
        for key in ("title", "author"):
            if key in record and record[key] != _short(record[key]):
                record[key] = _short(record[key])
                withheld["ends_of_titles"] += 1
    kept = {kind: [one for one in some if _is_name(one)] for kind, some in work["tags"].items() if _is_name(kind)}
    withheld["tags"] += sum(map(len, work["tags"].values())) - sum(map(len, kept.values()))
    work["tags"] = kept


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
    """Tell whether a text is short enough for a name."""
    return len(_WORD.findall(text)) <= MOST_WORDS and len(text.split()) <= MOST_WORDS and len(text) <= 100


def _short(text: str | None) -> str | None:
    """Return the first words of a text, which alone give nothing back."""
    if text is None or _is_name(text):
        return text
    end = [found.end() for found in _WORD.finditer(text)][:MOST_WORDS]
    cut = " ".join(text[: end[-1] if end else 0].split()[:MOST_WORDS])
    return f"{cut[:100]} …"
