"""Tasks for Label Studio, a chapter each, with what was read as predictions to be corrected, and the labels' configuration.

https://labelstud.io/guide/predictions. Offsets are characters of a task's own text; `data.start` says where that begins.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from fabula.export.file_names import title_of
from fabula.types.world import StoryWorld

_CONFIGURATION = """<View>
  <Relations>
    <Relation value="speaker"/>
  </Relations>
  <Labels name="label" toName="text">
    <Label value="PER"/>
    <Label value="FAC"/>
    <Label value="GPE"/>
    <Label value="LOC"/>
    <Label value="VEH"/>
    <Label value="ORG"/>
    <Label value="Quote"/>
  </Labels>
  <Text name="text" value="$text"/>
  <TextArea name="who" toName="text" perRegion="true" maxSubmissions="1"/>
</View>
"""
_Result = dict[str, Any]


def world_to_label_studio(world: StoryWorld) -> dict[str, str]:
    """Return ``tasks.json``, to be imported, and ``labels.xml``, the labeling configuration.

    A region's *who* is the entity's name, of a quote the speaker's. What crosses the edge of a chapter is left out.
    """
    starts = sorted({0, *(one.start for one in world.work.chapters)})
    edges = [*(one for one in starts if one < len(world.text) or one == 0), len(world.text)]
    tasks = [_task(world, start, end) for start, end in pairwise(edges)]
    return {"tasks.json": json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", "labels.xml": _CONFIGURATION}


def _task(world: StoryWorld, start: int, end: int) -> dict[str, Any]:
    data = {"text": world.text[start:end], "title": title_of(world), "start": start}
    model = f"fabula {world.provenance.fabula}, {world.provenance.model}"
    return {"data": data, "predictions": [{"model_version": model, "result": _results(world, start, end)}]}


def _results(world: StoryWorld, start: int, end: int) -> list[_Result]:
    results: list[_Result] = []
    at: dict[tuple[int, int], str] = {}

    def add(region: str, label: str, one: Any, who: str | None) -> None:
        value = {"start": one.start - start, "end": one.end - start, "text": world.text[one.start : one.end]}
        common = {"id": region, "to_name": "text", "score": round(one.confidence, 4)}
        results.append({**common, "from_name": "label", "type": "labels", "value": {**value, "labels": [label]}})
        if who is not None:
            results.append({**common, "from_name": "who", "type": "textarea", "value": {**value, "text": [who]}})

    for number, one in enumerate(world.mentions):
        if start <= one.start < one.end <= end:
            at[one.start, one.end] = f"m{number}"
            add(f"m{number}", one.type, one, one.entity.name)
    for quote in world.quotes:
        if start <= quote.start < quote.end <= end:
            add(f"q{quote.id}", "Quote", quote, quote.speaker.name if quote.speaker is not None else None)
            by = quote.speaker_mention and at.get((quote.speaker_mention.start, quote.speaker_mention.end))
            if by:
                ends = {"from_id": f"q{quote.id}", "to_id": by}
                results.append({"type": "relation", **ends, "direction": "right", "labels": ["speaker"]})
    return results
