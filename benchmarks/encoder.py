"""How right the network is, head by head: ``python -m benchmarks.encoder --help``.

Tags, lemmas and trees are scored on the corpus's own words and sentences (LAS as CoNLL 2018 counts it: relations without
their subtypes); sentence ends on the same words with the sentences left to the network.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import DEFAULT_DATA, CorpusMissingError, Split
from benchmarks.layers import UNKNOWN, AnnotatedDocument
from benchmarks.results import write_results
from benchmarks.tallies import Tally, percent, tally_sets
from benchmarks.treebanks import load_ewt, load_gum, load_litbank
from fabula.annotate.events import find_triggers
from fabula.annotate.syntax import read_syntax
from fabula.annotate.tokens import sentence_ends
from fabula.encoder.analysis import Analysis
from fabula.encoder.labels import FORMS, RELATIONS
from fabula.encoder.model import Model, open_model

PRONOUN = FORMS.index("PRON")  # the form by which LitBank's entity layer leaves a mention out
_UNSUBTYPED = [relation.split(":")[0] for relation in RELATIONS]
# for each relation, one number for all that are its subtypes
UNIVERSAL = np.array([_UNSUBTYPED.index(relation) for relation in _UNSUBTYPED])


def read_document(model: Model, document: AnnotatedDocument, *, sentences_given: bool) -> Analysis:
    """Return what the network says of a gold document's words."""
    n_words = len(document)
    paragraphs = document.paragraph_starts
    if paragraphs is None:
        paragraphs = np.zeros(n_words, dtype=bool)
    paragraphs = paragraphs.copy()
    paragraphs[0] = True
    starts = document.sentence_starts if sentences_given else _likely_starts(document.words, paragraphs)
    spaces = None if document.space_before is None else document.space_before.tolist()
    return model.read(document.words, spaces, starts, paragraphs, sentences_given=sentences_given)


def _likely_starts(words: Sequence[str], paragraphs: np.ndarray[Any, np.dtype[np.bool_]]) -> Any:
    """Return where the rules think that sentences begin: windows are cut there."""
    bounds = [*np.flatnonzero(paragraphs).tolist(), len(words)]
    ends: list[bool] = []
    for first, last in pairwise(bounds):
        ends.extend(sentence_ends(list(words[first:last])))
    return np.append(True, np.array(ends, dtype=bool)[:-1])


def score_syntax(model: Model, documents: Iterable[AnnotatedDocument]) -> dict[str, float]:
    """Return the shares of words with the right tag, lemma, head, and head and relation, and F1 of sentence ends."""
    right = dict.fromkeys(("upos", "xpos", "lemma", "uas", "las", "las_strict"), 0)
    n_words = 0
    ends, senses = Tally(), Tally()
    for document in documents:
        gold, found = document.layers, read_document(model, document, sentences_given=True)
        assert gold.head is not None
        assert gold.lemma is not None
        n_words += len(document)
        right["upos"] += int((found.upos == gold.upos).sum())
        right["xpos"] += int((found.xpos == gold.xpos).sum())
        right["lemma"] += sum(map(str.__eq__, read_syntax(found, document.words).lemma, gold.lemma))
        attached = found.head == gold.head
        right["uas"] += int(attached.sum())
        right["las"] += int((attached & (UNIVERSAL[found.relation] == UNIVERSAL[gold.relation])).sum())
        right["las_strict"] += int((attached & (found.relation == gold.relation)).sum())
        if gold.supersense is not None:
            known = gold.supersense != UNKNOWN
            senses += _label_tally(gold.supersense[known], found.supersense[known])
        ends += _sentence_tally(document, read_document(model, document, sentences_given=False))
    report = {name: count / max(n_words, 1) for name, count in right.items()} | {"sentence_ends": ends.f1}
    return report | ({"supersenses": senses.f1} if senses.gold else {})


def _label_tally(gold: Any, found: Any) -> Tally:
    """Return the tally of labels over words; 0 is no label."""
    right = int(((gold == found) & (gold != 0)).sum())
    return Tally(right, int((found != 0).sum()), right, int((gold != 0).sum()))


def _sentence_tally(document: AnnotatedDocument, found: Analysis) -> Tally:
    starts = set(np.flatnonzero(np.diff(found.sentence, prepend=-1)).tolist())
    gold = set(np.flatnonzero(document.sentence_starts).tolist())
    return tally_sets(gold, starts)


def score_litbank(model: Model, documents: Iterable[AnnotatedDocument]) -> dict[str, float]:
    """Return F1 of entities (exact span and type, pronouns left out), mentions (exact span), events, sentence ends."""
    entities, mentions, events, ends = Tally(), Tally(), Tally(), Tally()
    for document in documents:
        gold, found = document.spans, read_document(model, document, sentences_given=False)
        assert gold is not None
        assert document.layers.event is not None
        spans = found.mentions
        mentions += tally_sets(_rows(gold.first, gold.last), _rows(spans.first, spans.last))
        entities += tally_sets(
            _rows(*(column[gold.form != PRONOUN] for column in (gold.first, gold.last, gold.type))),
            _rows(*(column[spans.form != PRONOUN] for column in (spans.first, spans.last, spans.type))),
        )
        events += tally_sets(set(np.flatnonzero(document.layers.event).tolist()), set(find_triggers(found)))
        ends += _sentence_tally(document, found)
    tallies = {"entities": entities, "mentions": mentions, "events": events}
    report = {name: tally.f1 for name, tally in tallies.items()} | {"sentence_ends": ends.f1}
    for name, tally in tallies.items():
        report |= {f"{name}_precision": tally.precision, f"{name}_recall": tally.recall}
    return report


def _rows(*columns: Any) -> set[tuple[int, ...]]:
    return set(zip(*(column.tolist() for column in columns), strict=True))


def score_model(model: Model, data: Path, split: Split = "dev") -> dict[str, dict[str, float]]:
    """Return every figure by corpus, in per cent: LitBank, EWT, GUM, and GUM's fiction apart."""
    gum = load_gum(data, split)
    shares = {
        "litbank": score_litbank(model, load_litbank(data, split)),
        "ewt": score_syntax(model, load_ewt(data, split)),
        "gum": score_syntax(model, gum),
        "gum_fiction": score_syntax(model, [document for document in gum if document.genre == "fiction"]),
    }
    return {corpus: {name: percent(share) for name, share in one.items()} for corpus, one in shares.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark as the command line says; return the exit code: 0, or 2 where a corpus is missing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.encoder", description=__doc__)
    parser.add_argument("--model", default="best", help="a model's name or folder")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="the folder of the corpora")
    parser.add_argument(
        "--out", type=Path, help="the results file, instead of benchmarks/results/<date>-encoder-<model>.json"
    )
    options = parser.parse_args(arguments)
    model = open_model(options.model)
    try:
        report = score_model(model, options.data)
    except CorpusMissingError as error:
        print(error, file=sys.stderr)
        return 2
    for corpus, figures in report.items():
        print(f"{corpus:12} " + "  ".join(f"{name} {value:.1f}" for name, value in figures.items()))
    print(
        f"results: {write_results(f'encoder-{model.name}', report | {'model_sha256': model.sha256}, out=options.out)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
