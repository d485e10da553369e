"""Thinkers: whose each thought is. A thought is no turn of a dialogue: only its tag and the narration around it tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.people import People
from fabula.resolve.tags import Tag, find_beats, find_tag

_UNTAGGED = 0.6  # how sure it is that whoever acts beside a thought thinks it


@dataclass(frozen=True, slots=True)
class Cue:
    """What tells whose a thought is: its tag, or else whoever acts right before or after it in its paragraph."""

    tag: Tag | None
    reference: Reference | None


@dataclass(frozen=True, slots=True)
class Thinker:
    """Who thinks a thought, and how likely that is; `tag` names that person, if there is one."""

    who: int
    confidence: float
    tag: Tag | None


def find_cues(discourse: Discourse) -> dict[int, Cue]:
    """Return what tells whose each thought is, by the number of its quotation."""
    found = {}
    for number, quotation in enumerate(discourse.quotations):
        if quotation.thought:
            tag = find_tag(discourse, number)
            before, after = find_beats(discourse, number)
            found[number] = Cue(tag, tag.reference if tag is not None else before or after)
    return found


def find_thinkers(
    people: People, cues: Mapping[int, Cue], shares: Mapping[int, Mapping[int, float]]
) -> dict[int, Thinker]:
    """Return who thinks each thought, by the number of its quotation; `shares` tell whom references may mean, as in `Links`."""
    found = {}
    for number, cue in cues.items():
        if cue.reference is None:
            continue
        likely = shares.get(cue.reference.number)
        who = max(likely, key=lambda one: (likely[one], -one)) if likely else people.referent[cue.reference.number]
        if who is not None:
            sure = likely[who] if likely else 1.0
            found[number] = Thinker(who, sure * (1.0 if cue.tag is not None else _UNTAGGED), cue.tag)
    return found
