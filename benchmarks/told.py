"""Who is told about whom: the addressees of PDNC's quotations with those whom the words mean (no figure of others is known)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from benchmarks.annotated import Novel
from benchmarks.casts import given_names, match_cast
from benchmarks.quotations import Judgement
from benchmarks.reading import Setting
from benchmarks.tallies import Tally, tally_sets
from fabula.types.text import Span
from fabula.types.world import StoryWorld

_Told = tuple[str, str, str]  # quotation, addressee, about whom


def tally_told(novel: Novel, world: StoryWorld | None, judgements: Sequence[Judgement], setting: Setting) -> Tally:
    """Return the tally of (quotation, addressee, third person spoken of); nobody is told about himself, nor about the speaker.

    Without a world, everything is missed.
    """
    entities, mentions = (world.entities, world.mentions) if world is not None else ((), ())
    names = (match_cast if setting == "nothing" else given_names)(entities, novel.cast)
    gold_mentions = sorted((one.start, one.end, one.characters) for one in novel.mentions)
    predicted_mentions = sorted(
        (one.start, one.end, frozenset({names[one.entity.id]})) for one in mentions if one.entity.id in names
    )
    gold: set[_Told] = set()
    predicted: set[_Told] = set()
    for judgement in judgements:
        one, found = judgement.gold, judgement.predicted
        gold |= set(_told(one.id, one.speaker, one.addressees, _meant(gold_mentions, one.spans)))
        if found is not None:
            about = _meant(predicted_mentions, one.spans)
            predicted |= set(_told(one.id, found.speaker, found.addressees, about))
    return tally_sets(gold, predicted)


def _meant(mentions: Sequence[tuple[int, int, frozenset[str]]], spans: Sequence[Span]) -> frozenset[str]:
    found: set[str] = set()
    for span in spans:
        for start, _, characters in mentions[bisect_left(mentions, (span.start,)) :]:
            if start >= span.end:
                break
            found |= characters
    return frozenset(found)


def _told(quotation: str, speaker: str | None, addressees: frozenset[str], about: frozenset[str]) -> Iterator[_Told]:
    for addressee in addressees:
        for one in about - {addressee, speaker}:
            yield quotation, addressee, one
