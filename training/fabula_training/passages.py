"""GAP's development passages as documents: a teacher's labels, and the gold's word on whom one pronoun means.

``python -m fabula_training.passages --model best --out .work/passages``; `train --silver` learns from the folder as from what
`silver` labels.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.annotated import GapItem
from benchmarks.corpora import DEFAULT_DATA, load_gap
from benchmarks.layers import UNKNOWN, AnnotatedDocument, Int, Spans
from benchmarks.reading import passage_file
from fabula.annotate.tokens import tokenize
from fabula.encoder.labels import ENTITY_TYPES, FORMS
from fabula.encoder.model import Model, open_model
from fabula.readers.book import read_book
from fabula.types.text import Span, Tokens
from fabula_training.silver import label_words

CORPUS = "gap"
PERSON, NAME, PRONOUN = ENTITY_TYPES.index("PER"), FORMS.index("PROP"), FORMS.index("PRON")


def label_passage(model: Model, item: GapItem) -> AnnotatedDocument | None:
    """Return a passage with the teacher's labels and the item's chains; ``None`` where its three mentions are no whole words."""
    with passage_file(item.text) as path:
        tokens = tokenize(read_book(path))
    asked = [_words_of(tokens, span) for span in (item.a, item.b, item.pronoun)]
    first, second, pronoun = asked
    if first is None or second is None or pronoun is None or first == second:
        return None
    document = label_words(model, tokens, item.id, slice(0, len(tokens)))
    assert document.spans is not None
    rows = {
        (one, other): (type_, form, UNKNOWN)
        for one, other, type_, form in zip(
            *(getattr(document.spans, name).tolist() for name in ("first", "last", "type", "form")), strict=True
        )
    }
    words = document.words
    names = [_name(words, first), _name(words, second)]
    for place, (type_, form, _) in rows.items():
        if type_ == PERSON and form == NAME:
            rows[place] = (type_, form, _chain_of(_name(words, place), names))
    rows[first], rows[second] = (PERSON, NAME, 0), (PERSON, NAME, 1)
    rows[pronoun] = (PERSON, PRONOUN, 0 if item.a_same else 1 if item.b_same else 2)
    return replace(document, corpus=CORPUS, genre="encyclopaedia", spans=_spans(rows))


def _chain_of(name: frozenset[str], names: Sequence[frozenset[str]]) -> int:
    """Return the chain of the one name that another name shares a word with; of a name that is neither's nothing is known."""
    shared = [number for number, other in enumerate(names) if name & other]
    return shared[0] if len(shared) == 1 else UNKNOWN


def _name(words: Sequence[str], place: tuple[int, int]) -> frozenset[str]:
    first, last = place
    return frozenset(word for word in words[first : last + 1] if word[:1].isupper() and len(word.rstrip(".")) > 1)


def _words_of(tokens: Tokens, span: Span) -> tuple[int, int] | None:
    """Return the first and last word of a stretch; ``None`` where it begins or ends within one."""
    first = int(np.searchsorted(tokens.start, span.start))
    last = int(np.searchsorted(tokens.end, span.end))
    whole = last < len(tokens) and tokens.start[first] == span.start and tokens.end[last] == span.end
    return (first, last) if whole else None


def _spans(rows: dict[tuple[int, int], tuple[int, int, int]]) -> Spans:
    table: Int = np.array([(*place, *labels) for place, labels in sorted(rows.items())], dtype=np.int32)
    return Spans("litbank", *(table[:, column].copy() for column in range(5)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Label the passages as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="best", help="the teacher: a model's name or folder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    teacher = open_model(options.model)
    found = [label_passage(teacher, item) for item in load_gap(options.data, "development")]
    (options.out / "gap.pickle").write_bytes(pickle.dumps([one for one in found if one is not None]))


if __name__ == "__main__":
    main()
