"""Figures on GUM's fiction: coreference of persons, animals and places in modern prose (Zeldes 2017).

GUM marks every referent, ideas and times among them; LitBank, whose scheme fabula follows, only persons, places, vehicles and
organisations. Scored are the gold chains with a mention of a kind that both have, against all that is predicted but the mentions
of GUM's other chains.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.annotated import Chains, annotations_of, deduplicated
from benchmarks.clusters import NO_CLUSTERS, ClusterTally, tally_antecedents, tally_clusters
from benchmarks.layers import UNKNOWN, AnnotatedDocument
from benchmarks.reading import passage_file, read_pretokenized
from benchmarks.tallies import EMPTY, Tally
from benchmarks.treebanks import load_gum
from fabula.annotate.pronouns import PRONOUNS
from fabula.encoder.labels import REFERENT_TYPES
from fabula.types.text import Span

SHARED_KINDS = frozenset(REFERENT_TYPES.index(kind) for kind in ("person", "animal", "place", "organization"))


@dataclass(frozen=True, slots=True)
class GumScore:
    """What one document adds to the totals; `error` is what the pipeline raised, and then everything is missed."""

    name: str
    coreference: ClusterTally = NO_CLUSTERS
    antecedents: Tally = EMPTY
    error: str | None = None


def fiction_names(data: Path) -> list[str]:
    """Return the names of the fiction among GUM's development documents."""
    return [one.name for one in load_gum(data, "dev") if one.genre == "fiction"]


def score_gum(data: Path, name: str) -> GumScore:
    """Return the score of one document, its words and sentences taken as they stand."""
    document = next(one for one in load_gum(data, "dev") if one.name == name)
    text, offsets = laid_out(document)
    gold, other = gold_chains(document, offsets)
    predicted: Chains = ()
    error = None
    try:
        with passage_file(text) as path:
            predicted = annotations_of(read_pretokenized(path, text)).chains
    except Exception:  # a document that breaks must not stop the others
        error = traceback.format_exc(limit=-3)
    kept = deduplicated(chain - other for chain in predicted)
    pronouns = frozenset(span for chain in (*gold, *kept) for span in chain if span.of(text).lower() in PRONOUNS)
    return GumScore(name, tally_clusters(gold, kept), tally_antecedents(gold, kept, pronouns), error)


def laid_out(document: AnnotatedDocument) -> tuple[str, list[Span]]:
    """Return a document as text, a sentence a line and its words parted by blanks, and where each word is."""
    parts: list[str] = []
    offsets: list[Span] = []
    place = 0
    for word, starts in zip(document.words, document.sentence_starts.tolist(), strict=True):
        if parts:
            parts.append("\n" if starts else " ")
            place += 1
        parts.append(word)
        offsets.append(Span(place, place + len(word)))
        place += len(word)
    return "".join(parts), offsets


def gold_chains(document: AnnotatedDocument, offsets: Sequence[Span]) -> tuple[Chains, frozenset[Span]]:
    """Return the chains with a mention of a kind that LitBank has too, and the mentions of all others."""
    spans = document.spans
    if spans is None:
        return (), frozenset()
    chains: dict[int, set[Span]] = {}
    shared: set[int] = set()
    last_chain = int(spans.chain.max(initial=0))
    for number, (first, last, kind, chain) in enumerate(
        zip(*(column.tolist() for column in (spans.first, spans.last, spans.type, spans.chain)), strict=True)
    ):
        key = chain if chain != UNKNOWN else last_chain + 1 + number
        chains.setdefault(key, set()).add(Span(offsets[first].start, offsets[last].end))
        if kind in SHARED_KINDS:
            shared.add(key)
    mine = deduplicated(members for key, members in chains.items() if key in shared)
    covered = frozenset().union(*mine) if mine else frozenset()
    return mine, frozenset(span for key, members in chains.items() if key not in shared for span in members) - covered


def gum_report(scores: Sequence[GumScore]) -> dict[str, Any]:
    """Return the results of a run: totals and each document."""
    books = {one.name: _figures([one]) | {"error": one.error} for one in scores}
    return {"corpus": "gum-fiction", "total": _figures(scores), "books": books}


def _figures(scores: Sequence[GumScore]) -> dict[str, Any]:
    return {
        "documents": len(scores),
        "coreference": sum((one.coreference for one in scores), NO_CLUSTERS).as_json(),
        "antecedents": sum((one.antecedents for one in scores), EMPTY).as_json(),
    }
