"""Reads a text with spaCy's small English pipeline, paragraph by paragraph, as fast as it goes on this machine.

Run by `benchmarks.speed`: ``python -m benchmarks.spacy_small FILE [FOLDER]``. Where ``en_core_web_sm`` can't be had,
``--make FOLDER CONLLU`` makes a pipeline of the same architecture (shared HashEmbed CNN of width 96 and depth 4, tagger,
parser, and an entity recognizer with a CNN of its own) and trains it for a minute: its speed is the same, its answers are of
no use to anyone. Needs spaCy alone, so that it may run in an environment of its own.
"""

from __future__ import annotations

import importlib
import random
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

MODEL = "en_core_web_sm"
_WIDTH = 96
_SENTENCES, _BATCH, _SEED = 4000, 64, 0
_TOK2VEC = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": _WIDTH,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"],
        "rows": [5000, 1000, 2500, 2500, 50, 50],
        "include_static_vectors": False,
    },
    "encode": {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": _WIDTH,
        "depth": 4,
        "window_size": 1,
        "maxout_pieces": 3,
    },
}
_LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": _WIDTH, "upstream": "tok2vec"}


def main(source: Path, pipeline: str = MODEL) -> None:
    """Print the number of tokens."""
    # By name, since spaCy is no dependency of fabula, not even for type checking.
    nlp = importlib.import_module("spacy").load(pipeline)
    paragraphs = re.split(r"\n\s*\n", source.read_text(encoding="utf-8"))
    print(sum(len(document) for document in nlp.pipe(paragraphs, batch_size=64)))


def make(folder: Path, treebank: Path) -> None:
    """Write a pipeline of the small one's architecture, trained on the first sentences of a CoNLL-U file."""
    spacy = importlib.import_module("spacy")
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": _TOK2VEC})
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": _LISTENER}})
    for name, tok2vec in (("parser", _LISTENER), ("ner", _TOK2VEC)):
        model = {
            "@architectures": "spacy.TransitionBasedParser.v2",
            "state_type": name,
            "extra_state_tokens": False,
            "hidden_width": 64,
            "maxout_pieces": 2,
            "use_upper": True,
            "tok2vec": tok2vec,
        }
        nlp.add_pipe(name, config={"model": model})
    examples = list(islice(_examples(nlp, treebank), _SENTENCES))
    spacy.util.fix_random_seed(_SEED)
    optimizer = nlp.initialize(lambda: examples)
    random.Random(_SEED).shuffle(examples)
    for first in range(0, len(examples), _BATCH):
        nlp.update(examples[first : first + _BATCH], sgd=optimizer)
    nlp.to_disk(folder)


def _examples(nlp: Any, treebank: Path) -> Iterator[Any]:
    """Yield sentences as spaCy's examples: tags, trees, and each run of proper nouns as an entity."""
    training, doc = importlib.import_module("spacy.training"), importlib.import_module("spacy.tokens").Doc
    for sentence in treebank.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in sentence.splitlines() if line[:1].isdigit()]
        rows = [row for row in rows if row[0].isdigit()]
        if rows:
            proper = [row[3] == "PROPN" for row in rows]
            marks = [
                "O" if not one else "I-PERSON" if i and proper[i - 1] else "B-PERSON" for i, one in enumerate(proper)
            ]
            gold = {
                "words": [row[1] for row in rows],
                "tags": [row[4] for row in rows],
                "heads": [int(row[6]) - 1 if int(row[6]) else i for i, row in enumerate(rows)],
                "deps": [row[7] if row[7] != "root" else "ROOT" for row in rows],
                "entities": marks,
            }
            yield training.Example.from_dict(doc(nlp.vocab, words=gold["words"]), gold)


if __name__ == "__main__":
    if sys.argv[1] == "--make":
        make(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(Path(sys.argv[1]), *sys.argv[2:])
