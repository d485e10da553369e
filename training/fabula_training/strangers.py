"""Count which common words never follow each other, and write them into the package.

Run as ``python -m fabula_training.strangers [--data DIR]``. The novels in which the benchmark of faults looks (seeds 1 and 2) are
left out. What is kept are pairs that chance would have put beside each other often, and that hardly ever are; no names.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.corpora import DEFAULT_DATA, REPOSITORY
from fabula.annotate.tokens import tokenize
from fabula.readers.book import read_book
from fabula_training.unseen_turns import held_out

WRITTEN = REPOSITORY / "src" / "fabula" / "lexicons" / "strangers.tsv"
_CHANCE = 40  # times that chance would put two words beside each other, for them to tell anything,
_SELDOM = 0.006  # and the share of these that they may be
_STOPS = (",", ".", ";", "!", "?")
_LEAST_NOVELS = 20  # in which a word stands in lower case

Counts = tuple[Counter[str], Counter[tuple[str, str]], frozenset[str]]


def count_pairs(words: Iterable[str], sentences: Iterable[int]) -> Counts:
    """Return how often each word stands, each pair within a sentence, and the words that stand in lower case.

    Capitals inside a sentence are names and count as one word, but for *I*.
    """
    times: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    small = set()
    before, last = "", -1
    for word, sentence in zip(words, sentences, strict=True):
        opens = sentence != last
        shown = word if word == "I" else "<name>" if word[0].isupper() and not opens else word.lower().replace("’", "'")
        times[shown] += 1
        if not opens:
            pairs[before, shown] += 1
        if word.islower():
            small.add(shown)
        before, last = shown, sentence
    return times, pairs, frozenset(small)


def strangers(counts: Iterable[Counts], least_novels: int = _LEAST_NOVELS) -> dict[str, list[str]]:
    """Return for each word those that never follow it, by the counts of some novels."""
    times: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    novels: Counter[str] = Counter()
    for some, beside, small in counts:
        times.update(some)
        pairs.update(beside)
        novels.update(small)
    total = times.total()
    common = [word for word, n in novels.items() if n >= least_novels and word.isalpha() and len(word) > 1]
    first = [*common, "I", "a"]
    frequent = sorted((*first, *_STOPS), key=lambda word: (-times[word], word))
    found = {}
    for one in first:
        after = set()
        for other in frequent:
            chance = times[one] * times[other] / total
            if chance < _CHANCE:
                break
            if pairs[one, other] <= _SELDOM * chance:
                after.add(other.lower())
        if after:
            found[one.lower()] = sorted(after)
    return found


def count_novel(path: Path) -> Counts:
    """Return the counts of one novel."""
    tokens = tokenize(read_book(path))
    return count_pairs(tokens.words, tokens.sentence.tolist())


def main() -> None:
    """Write the table: a word and those that never follow it, a line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    paths = sorted((options.data / "novels").glob("*.txt"))
    out = held_out(paths)
    with ProcessPoolExecutor(options.jobs) as pool:
        found = strangers(pool.map(count_novel, [one for one in paths if one not in out]))
    lines = [f"{word}\t{' '.join(after)}\n" for word, after in sorted(found.items())]
    WRITTEN.write_text("".join(lines), encoding="utf-8")
    print(f"{sum(map(len, found.values()))} pairs of {len(found)} words written to {WRITTEN}", file=sys.stderr)


if __name__ == "__main__":
    main()
