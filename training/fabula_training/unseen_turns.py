"""Fit the model that tells where lines of dialogue are missing, on novels out of which lines were taken.

Run as ``python -m fabula_training.unseen_turns [--data DIR] [--epochs N] [--seed S]``. Novels in which the benchmark of faults
looks (seeds 1 and 2) are left out. The network reads a novel once: what it says of the lines that stay is kept when others go.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.analyses import kept_analyse
from benchmarks.corpora import DEFAULT_DATA, REPOSITORY
from benchmarks.faults import N_NOVELS
from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.spaced_quotations import with_speeches_joined
from fabula.annotate.syntax import read_syntax
from fabula.annotate.thoughts import with_thoughts
from fabula.annotate.tokens import tokenize
from fabula.encoder.analysis import Analysis
from fabula.encoder.heads import FoundSpans
from fabula.pipeline import linker_of, load_model
from fabula.readers.book import read_book
from fabula.resolve.resolution import choose_in_rounds, open_resolution, surroundings_after
from fabula.resolve.scorer import Scorer, mean_scorer
from fabula.resolve.speech_models import shipped_models
from fabula.resolve.unseen_turns import Features, open_dialogue, successions, unseen_features
from fabula.types.text import Book
from fabula_training.scoring import ScorerInTraining, save_arrays

SHIPPED = REPOSITORY / "src" / "fabula" / "resolve" / "unseen_model.npz"

SHIPPED_FROM = ("5348", "18581", "2891", "74", "95", "2005", "3457", "160", "805")  # Project Gutenberg's numbers

Example = tuple[Features, bool]  # what is to be seen between two lines, and whether one was taken out

_MARKS = '“"'
_SHARE, _APART = 0.12, 6  # of the lines that are taken out at once, and paragraphs between two of them
_VARIANTS = 4
_HIDDEN, _DROPOUT, _MEMBERS = 24, 0.3, 3
_RATE, _DECAY, _BATCH = 2e-3, 0.3, 128
_LEAST_COMMON, _LEAST_NOVELS = 30, 5  # times that a feature must hold to count, and novels that must have it
_HELD_OUT_SEEDS = (1, 2)


def held_out(novels: Sequence[Path]) -> set[Path]:
    """Return the novels that the benchmark of faults may draw, of all, in order of their names."""
    return {one for seed in _HELD_OUT_SEEDS for one in random.Random(seed).sample(list(novels), N_NOVELS)}


def choose_lines(book: Book, rng: random.Random) -> list[int]:
    """Return paragraphs to take out: dialogue, as the two before and after are, and far from each other."""
    paragraphs = book.paragraphs
    opens = [book.text[one.start] in _MARKS for one in paragraphs]
    chosen: list[int] = []
    for number in range(2, len(paragraphs) - 2):
        free = not chosen or number - chosen[-1] > _APART
        if free and all(opens[number - 2 : number + 3]) and rng.random() < _SHARE:
            chosen.append(number)
    return chosen


def without_lines(book: Book, lines: Sequence[int]) -> tuple[str, set[int]]:
    """Return a book's text without some paragraphs, and where the paragraphs after these then begin."""
    parts, places, at, length = [], set(), 0, 0
    for number in lines:
        parts.append(book.text[at : book.paragraphs[number].start])
        length += len(parts[-1])
        places.add(length)
        at = book.paragraphs[number + 1].start
    return "".join([*parts, book.text[at:]]), places


def without_words(analysis: Analysis, kept: npt.NDArray[np.bool_]) -> Analysis:
    """Return what the network says of the words that are kept; `kept` ``(n_words,)`` has whole sentences."""
    place = np.cumsum(kept) - 1
    return replace(
        analysis,
        upos=analysis.upos[kept], xpos=analysis.xpos[kept], relation=analysis.relation[kept],
        lemmas=tuple(one for one, stays in zip(analysis.lemmas, kept.tolist(), strict=True) if stays),
        head=place[analysis.head[kept]].astype(np.int32), supersense=analysis.supersense[kept],
        sentence=np.unique(analysis.sentence[kept], return_inverse=True)[1].astype(np.int32),
        event=analysis.event[kept],
        mentions=_spans_within(analysis.mentions, kept, place), referents=_spans_within(analysis.referents, kept, place),
    )  # fmt: skip


def _spans_within(spans: FoundSpans, kept: npt.NDArray[np.bool_], place: npt.NDArray[np.int64]) -> FoundSpans:
    stays = kept[spans.first] & kept[spans.last]
    return FoundSpans(
        place[spans.first[stays]].astype(np.int32), place[spans.last[stays]].astype(np.int32), spans.type[stays],
        spans.form[stays], spans.probability[stays], spans.type_probability[stays], spans.vector[stays],
    )  # fmt: skip


def read_examples(text: str, analysis: Analysis | None, places: set[int]) -> tuple[list[Example], Book, Analysis]:
    """Return the examples of one text, with its book and analysis (``None``: the network has yet to read it)."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "novel.txt"
        source.write_text(text, encoding="utf-8", newline="")
        book = with_speeches_joined(read_book(source))
    tokens = tokenize(book)
    if analysis is None:
        analyse = kept_analyse()
        assert analyse is not None, "the examples need the network's trees"
        analysis = analyse(book, tokens)
    if len(analysis) != len(tokens):
        raise ValueError(f"{len(tokens)} words are left, and {len(analysis)} have been read")
    syntax = read_syntax(analysis, tokens.words)
    tokens = replace(tokens, sentence=analysis.sentence)
    quotations = with_thoughts(book, find_quotations(book))
    mentions = find_mentions(tokens, quotations, analysis, syntax)
    opening = open_resolution(book, tokens, quotations, mentions, None, syntax)
    rounds = choose_in_rounds(opening, shipped_models().speakers, linker_of(load_model("best"), analysis), 2)
    dialogue = open_dialogue(surroundings_after(opening, rounds), rounds.first, rounds.choices)
    starts = [book.paragraphs[one.paragraph].start for one in opening.turns]
    found = [(unseen_features(dialogue, i), starts[i] in places) for i in successions(dialogue.around)]
    return found, book, analysis


def load_novel(path: Path) -> list[list[Example]]:
    """Return the examples of a novel as it stands, and then of its variants with lines taken out."""
    whole, book, analysis = read_examples(path.read_text(encoding="utf-8"), None, set())
    tokens = tokenize(book)
    found = [whole]
    for variant in range(_VARIANTS):
        lines = choose_lines(book, random.Random(f"{variant}/{path.stem}"))
        text, places = without_lines(book, lines)
        kept = ~np.isin(tokens.paragraph, lines)
        found.append(read_examples(text, without_words(analysis, kept), places)[0])
    return found


def feature_names(novels: Sequence[Sequence[Example]]) -> tuple[str, ...]:
    """Return the names of the features that are neither rare nor those of few novels."""
    times: Counter[str] = Counter()
    bearing: Counter[str] = Counter()
    for examples in novels:
        counts = Counter(name for features, _ in examples for name, value in features.items() if value)
        times.update(counts)
        bearing.update(counts.keys())
    least = min(_LEAST_NOVELS, len(novels))
    return tuple(sorted(name for name, n in times.items() if n >= _LEAST_COMMON and bearing[name] >= least))


def fit(novels: Sequence[Sequence[Example]], epochs: int, seed: int) -> Scorer:
    """Return the scorer of log-odds that fits the examples of some novels: the mean of several, from seeds of their own."""
    names = feature_names(novels)
    examples = [one for some in novels for one in some]
    return mean_scorer([_fit_one(examples, names, epochs, _MEMBERS * seed + one) for one in range(_MEMBERS)])


def _fit_one(examples: Sequence[Example], names: tuple[str, ...], epochs: int, seed: int) -> Scorer:
    rng = np.random.default_rng(seed)
    learner = ScorerInTraining(names, _HIDDEN, rng, _DROPOUT)
    rows = learner.finished().rows([features for features, _ in examples])
    truth = np.array([taken for _, taken in examples], np.float32)
    n_steps, done = epochs * -(-len(rows) // _BATCH), 0
    for _ in range(epochs):
        order = rng.permutation(len(rows))
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            chance = 1 / (1 + np.exp(-learner.score(rows[batch])))
            wrong = np.asarray(chance - truth[batch], np.float32) / np.float32(len(batch))
            learner.step(learner.gradients(wrong), _RATE * max(0.02, 1 - done / n_steps), _DECAY)
            done += 1
    return learner.finished()


def load_all(novels: Sequence[Path], jobs: int) -> Mapping[str, list[list[Example]]]:
    """Return the examples of some novels by name."""
    with ProcessPoolExecutor(jobs) as pool:
        return dict(zip((one.stem for one in novels), pool.map(load_novel, novels), strict=True))


def main() -> None:
    """Fit and write the model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--novels", nargs="*", default=SHIPPED_FROM, help="what the names of their files begin with")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    paths = sorted((options.data / "novels").glob("*.txt"))
    out = held_out(paths)
    wanted = {f"{one}_" for one in options.novels}
    chosen = [one for one in paths if one not in out and one.stem[: one.stem.index("_") + 1] in wanted]
    novels = load_all(chosen, options.jobs)
    examples = [[one for some in variants[1:] for one in some] for variants in novels.values()]
    save_arrays(SHIPPED, fit(examples, options.epochs, options.seed).arrays())
    taken = sum(positive for some in examples for _, positive in some)
    total = sum(map(len, examples))
    print(f"{taken} lines taken out, {total - taken} pairs as they were; written to {SHIPPED}", file=sys.stderr)


if __name__ == "__main__":
    main()
