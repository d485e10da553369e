"""Collect the lemmas that no rule gives, from the training parts of EWT and GUM: ``python -m fabula_training.lemmas``.

It writes ``lemma_exceptions.tsv`` into the package: word in lower case, Penn tag, lemma.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.corpora import DEFAULT_DATA, REPOSITORY
from benchmarks.layers import UNKNOWN, AnnotatedDocument
from benchmarks.treebanks import load_ewt, load_gum
from fabula.annotate import lemmas
from fabula.encoder.labels import XPOS

TABLE = REPOSITORY / "src" / "fabula" / "lexicons" / "lemma_exceptions.tsv"
_FREE = frozenset(
    {"NNP", "NNPS", "FW", "ADD", "GW", "LS", "SYM", "CD", "NFP", "UH"}
)  # tags of words that are no list's
_LEAST, _SHARE = 2, 0.75  # how often a word must have a lemma, and what share of its uses


def exceptions(documents: Iterable[AnnotatedDocument]) -> list[tuple[str, str, str]]:
    """Return word, tag and lemma wherever the rules alone would give another lemma, sorted."""
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for document in documents:
        layers = document.layers
        if layers.lemma is None or layers.xpos is None:
            continue
        for word, tag, lemma in zip(document.words, layers.xpos.tolist(), layers.lemma, strict=True):
            if tag != UNKNOWN:
                counts[word.lower().replace("’", "'"), XPOS[tag]][lemma] += 1
    found = []
    for (word, xpos), lemmas_of in sorted(counts.items()):
        lemma, count = max(sorted(lemmas_of.items()), key=lambda one: one[1])
        odd = lemmas.lemma_of(word, xpos, "") != lemma
        if (
            odd
            and word[-1].isalpha()
            and lemma != "_"
            and xpos not in _FREE
            and count >= _LEAST
            and count >= _SHARE * lemmas_of.total()
        ):
            found.append((word, xpos, lemma))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the table as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="the folder of the corpora")
    options = parser.parse_args(arguments)
    TABLE.write_text("", encoding="utf-8")  # the rules alone, without the old table
    rows = exceptions([*load_ewt(options.data, "train"), *load_gum(options.data, "train")])
    TABLE.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} exceptions: {TABLE}")


if __name__ == "__main__":
    main()
