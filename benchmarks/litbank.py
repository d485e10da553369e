"""Figures on LitBank: entities, events, mentions, coreference, quotations and their speakers."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from benchmarks.annotated import Annotations, Document, SpokenQuotation, annotations_of, deduplicated
from benchmarks.clusters import NO_CLUSTERS, ClusterTally, tally_antecedents, tally_clusters, tally_pronouns
from benchmarks.corpora import Split, load_document
from benchmarks.quotations import tally_exact, tally_overlap, trimmed
from benchmarks.reading import read_document
from benchmarks.tallies import EMPTY, Tally, tally_sets
from fabula.annotate.pronouns import PRONOUNS
from fabula.types.text import Span

NOTHING = Annotations(frozenset(), frozenset(), (), ())


@dataclass(frozen=True, slots=True)
class LitbankTally:
    """All tallies of one excerpt or of many.

    `antecedents` are personal pronouns with the right antecedent, `pronouns` those that mean the right entity by name (recall: of
    the gold's), `speakers` clusters of quotations by speaker.
    """

    entities: Tally = EMPTY
    events: Tally = EMPTY
    mentions: Tally = EMPTY
    coreference: ClusterTally = NO_CLUSTERS
    antecedents: Tally = EMPTY
    pronouns: Tally = EMPTY
    quotations_exact: Tally = EMPTY
    quotations_overlap: Tally = EMPTY
    speakers: ClusterTally = NO_CLUSTERS
    speakers_quotes_given: ClusterTally = NO_CLUSTERS

    def __add__(self, other: LitbankTally) -> LitbankTally:
        return LitbankTally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def as_json(self) -> dict[str, Any]:
        """Return every tally's figures, in per cent."""
        return {one.name: getattr(self, one.name).as_json() for one in fields(self)}


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """What one excerpt adds to the totals; `error` is what the pipeline raised, and then everything is missed."""

    name: str
    split: Split
    tally: LitbankTally
    seconds: float = 0.0
    error: str | None = None


def score_document(data: Path, split: Split, name: str) -> DocumentScore:
    """Return the score of one excerpt, read twice: end to end, and with the gold quotation spans given."""
    document = load_document(data, split, name)
    started = time.perf_counter()
    try:
        predicted = annotations_of(read_document(document))
        seconds = time.perf_counter() - started
        given = annotations_of(read_document(document, quotes_given=True))
    except Exception:  # an excerpt that breaks must not stop the others; it counts as wholly wrong
        return DocumentScore(name, split, score_annotations(document), error=traceback.format_exc(limit=-3))
    return DocumentScore(name, split, score_annotations(document, predicted, given), seconds)


def score_annotations(
    document: Document, predicted: Annotations = NOTHING, quotes_given: Annotations = NOTHING
) -> LitbankTally:
    """Return all tallies of `predicted` against the gold of `document`; `quotes_given` is scored for speakers alone."""
    gold, text = document.gold, document.text
    pronouns = frozenset(
        span for chain in (*gold.chains, *predicted.chains) for span in chain if span.of(text).lower() in PRONOUNS
    )
    speakers = clusters_by_speaker(text, gold.quotations)
    return LitbankTally(
        entities=tally_sets(gold.entities, predicted.entities),
        events=tally_sets(gold.events, predicted.events),
        mentions=tally_sets(frozenset().union(*gold.chains), frozenset().union(*predicted.chains)),
        coreference=tally_clusters(gold.chains, predicted.chains),
        antecedents=tally_antecedents(gold.chains, predicted.chains, pronouns),
        pronouns=tally_pronouns(gold.chains, predicted.chains, pronouns),
        quotations_exact=tally_exact(text, gold.quotations, predicted.quotations),
        quotations_overlap=tally_overlap(text, gold.quotations, predicted.quotations),
        speakers=tally_clusters(speakers, clusters_by_speaker(text, predicted.quotations)),
        speakers_quotes_given=tally_clusters(speakers, clusters_by_speaker(text, quotes_given.quotations)),
    )


def clusters_by_speaker(text: str, quotations: Iterable[SpokenQuotation]) -> tuple[frozenset[Span], ...]:
    """Return the trimmed quotation spans, one cluster a speaker; one without a speaker is a cluster of its own."""
    clusters: dict[object, list[Span]] = {}
    for quotation in quotations:
        for span in quotation.spans:
            key = span if quotation.speaker is None else quotation.speaker
            clusters.setdefault(key, []).append(trimmed(text, span))
    return deduplicated(clusters.values())


def litbank_report(scores: Sequence[DocumentScore]) -> dict[str, Any]:
    """Return the results of a run: totals, each split, and each excerpt."""
    splits = {
        split: _figures([one for one in scores if one.split == split])
        for split in sorted({one.split for one in scores})
    }
    books = {f"{one.split}/{one.name}": _figures([one]) | {"error": one.error} for one in scores}
    return {"corpus": "litbank", "total": _figures(scores), "splits": splits, "books": books}


def _figures(scores: Sequence[DocumentScore]) -> dict[str, Any]:
    tally = sum((one.tally for one in scores), LitbankTally())
    return tally.as_json() | {
        "documents": len(scores),
        "seconds": round(sum(one.seconds for one in scores), 2),
        "errors": sum(one.error is not None for one in scores),
    }
