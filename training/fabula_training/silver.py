"""Silver: stretches of novels labelled by a trained network, for a smaller one to learn from.

``python -m fabula_training.silver --model best --out .work/silver``. The excerpts that LitBank's development part is taken from
are left out, so that its figures stay those of unseen books.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.corpora import DEFAULT_DATA, corpus_folder, document_names
from benchmarks.layers import UNKNOWN, AnnotatedDocument, Layers, Spans
from fabula.annotate.tokens import tokenize
from fabula.encoder.model import Model, open_model
from fabula.readers.book import read_book
from fabula.types.text import Tokens

STRETCH = 2000  # words, as many as an excerpt of LitBank has


def label_novel(model: Model, path: Path, n_stretches: int, seed: int) -> list[AnnotatedDocument]:
    """Return some stretches of a novel, each of whole paragraphs, with the network's labels."""
    tokens = tokenize(read_book(path))
    starts = np.flatnonzero(np.diff(tokens.paragraph, prepend=-1) > 0)
    possible = starts[starts < len(tokens) - STRETCH]
    draw = np.random.default_rng([seed, len(tokens)])
    chosen = sorted(draw.choice(possible, size=min(n_stretches, len(possible)), replace=False).tolist())
    bounds = np.append(starts, len(tokens))
    ends = bounds[np.searchsorted(bounds, np.array(chosen, dtype=np.int64) + STRETCH)].tolist()
    return [
        label_words(model, tokens, f"{path.stem}-{at}", slice(at, end)) for at, end in zip(chosen, ends, strict=True)
    ]


def label_words(model: Model, tokens: Tokens, name: str, part: slice) -> AnnotatedDocument:
    """Return some words of a book with the network's labels; nobody's chains are known."""
    words, start, end = tokens.words[part], tokens.start[part], tokens.end[part]
    spaces = np.append(True, start[1:] > end[:-1])
    sentences, paragraphs = (np.diff(layer[part], prepend=-1) > 0 for layer in (tokens.sentence, tokens.paragraph))
    found = model.read(words, spaces.tolist(), sentences, paragraphs)
    spans = found.mentions
    return AnnotatedDocument(
        name=name,
        corpus="silver",
        genre="fiction",
        words=words,
        space_before=spaces,
        sentence_starts=np.diff(found.sentence, prepend=-1) > 0,
        paragraph_starts=paragraphs,
        layers=Layers(
            upos=found.upos.astype(np.int32),
            xpos=found.xpos.astype(np.int32),
            head=found.head,
            relation=found.relation.astype(np.int32),
            supersense=found.supersense.astype(np.int32),
            event=(found.event > 0.5).astype(np.int32),
            lemma=found.lemmas,
        ),
        spans=Spans("litbank", spans.first, spans.last, spans.type, spans.form, np.full_like(spans.first, UNKNOWN)),
    )


def load_silver(folder: Path) -> Iterator[AnnotatedDocument]:
    """Yield the documents that this command wrote into `folder`, in the order of the files' names."""
    for path in sorted(folder.glob("*.pickle")):
        yield from pickle.loads(path.read_bytes())


def main(arguments: Sequence[str] | None = None) -> None:
    """Label novels as the command line says; those that are labelled already are left alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="best", help="the teacher: a model's name or folder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--stretches", type=int, default=8, help=f"of {STRETCH} words, from each novel")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    teacher = open_model(options.model)
    unseen = set(document_names(options.data, "dev"))
    novels = [path for path in sorted(corpus_folder(options.data, "novels").glob("*.txt")) if path.stem not in unseen]
    for number, path in enumerate(novels, start=1):
        target = options.out / f"{path.stem}.pickle"
        if not target.exists():
            documents = label_novel(teacher, path, options.stretches, options.seed)
            target.write_bytes(pickle.dumps(documents))
        if sys.stderr.isatty():
            print(f"\r{number}/{len(novels)}", end="", file=sys.stderr)


if __name__ == "__main__":
    main()
