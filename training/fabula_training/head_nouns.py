"""Count which nouns head LitBank's common-noun entities, and write those that mostly do into the package.

Run as ``python -m fabula_training.head_nouns [--data DIR]``. The list is learnt from the training split alone; words that the
hand-made lists hold but that LitBank's annotators mostly passed over are written with the type ``-``.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.annotated import Document
from benchmarks.corpora import DEFAULT_DATA, REPOSITORY, document_names, load_document
from fabula.annotate.nominals import listed_nouns

WRITTEN = REPOSITORY / "src" / "fabula" / "lexicons" / "head_nouns.tsv"
_LEAST, _SHARE = 3, 0.5  # occurrences, and the share of them that head an entity, for a word to be taken
_OFTEN, _SELDOM = 5, 0.2  # from how many occurrences below what share a listed word is dropped
_AFTER_HEAD = frozenset(
    {"of", "who", "that", "which", "in", "with", ",", "on", "at", "whom", "whose", "and", "to", "from"}
)


def count_heads(documents: list[Document]) -> tuple[Counter[str], defaultdict[str, Counter[str]]]:
    """Return how often each word occurs in lower case, and how often it heads an entity of each type."""
    words: Counter[str] = Counter()
    heads: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        words.update(word for word in document.text.split() if word.islower())
        for entity in document.gold.entities:
            head = _head(document.text[entity.start : entity.end].split())
            if head is not None:
                heads[head][entity.type] += 1
    return words, heads


def _head(tokens: list[str]) -> str | None:
    """Return the noun that a span is about: the last word before what follows the head; ``None`` for names."""
    cut = next((i for i, token in enumerate(tokens) if i and token in _AFTER_HEAD), len(tokens))
    last = tokens[cut - 1]
    return last if last.islower() and len(last) > 2 else None


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description="Learn head nouns from LitBank's training split.")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    data = parser.parse_args().data
    if not (data / "litbank").is_dir():
        sys.exit(f"{data}: no LitBank there; give the folder of the corpora with --data")
    words, heads = count_heads([load_document(data, "train", name) for name in document_names(data, "train")])
    rows = []
    for word in sorted(words):
        n_head = heads[word].total()
        if words[word] >= _LEAST and n_head >= _SHARE * words[word]:
            rows.append(f"{word}\t{heads[word].most_common(1)[0][0]}")
        elif word in listed_nouns() and words[word] >= _OFTEN and n_head < _SELDOM * words[word]:
            rows.append(f"{word}\t-")
    WRITTEN.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(rows)} words written to {WRITTEN}", file=sys.stderr)


if __name__ == "__main__":
    main()
