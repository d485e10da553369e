"""Wrongly attributed quotations of one novel, to read: ``python -m benchmarks.errors BOOK --help``."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from benchmarks.corpora import DEFAULT_DATA, CorpusMissingError, load_novel
from benchmarks.quotations import Judgement, judge
from benchmarks.reading import Setting, named_quotations, read_novel
from benchmarks.speakers import KINDS, speaker_figures

CONTEXT = 400


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a sample of wrong attributions; return the exit code: 0, or 2 where the corpus or novel is missing."""
    options = _parser().parse_args(arguments)
    try:
        novel = load_novel(options.data, options.book)
    except CorpusMissingError as error:
        print(error, file=sys.stderr)
        return 2
    world = read_novel(novel, options.setting)
    judgements = judge(novel.text, novel.quotations, named_quotations(world, novel, options.setting))
    wanted = [one for one in judgements if options.kind in ("all", one.gold.kind)]
    wrong = [one for one in wanted if not one.right and (options.found or one.predicted)]
    for judgement in _sample(wrong, options.n, options.seed):
        print(show(novel.text, judgement, options.context))
    figures = speaker_figures(wanted)
    print(f"{novel.name}, {options.setting}, {options.kind}: {figures}; {len(wrong)} wrong to choose from")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.errors", description=__doc__)
    parser.add_argument("book", metavar="BOOK", help="a PDNC novel, such as Emma")
    parser.add_argument("--setting", choices=get_args(Setting), default="cast")
    parser.add_argument("--kind", choices=(*KINDS, "all"), default="all")
    parser.add_argument("--n", type=int, default=30, help="how many to print")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--context", type=int, default=CONTEXT, help="characters of context on either side")
    parser.add_argument("--no-missed", dest="found", action="store_false", help="leave out quotations not found at all")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="the folder of the corpora")
    return parser


def _sample(wrong: Sequence[Judgement], n: int, seed: int) -> list[Judgement]:
    """Return `n` of the judgements drawn by `seed`, in reading order."""
    chosen = sorted(random.Random(seed).sample(range(len(wrong)), min(n, len(wrong))))
    return [wrong[index] for index in chosen]


def show(text: str, judgement: Judgement, context: int = CONTEXT) -> str:
    """Return a judgement as text: gold, predicted, and the quotation between ⟦ ⟧ with `context` characters around."""
    gold, predicted = judgement.gold, judgement.predicted
    first, last = gold.spans[0].start, gold.spans[-1].end
    body, at = "", max(0, first - context)
    for span in gold.spans:
        body += f"{text[at : span.start]}⟦{text[span.start : span.end]}⟧"
        at = span.end
    body += text[at : last + context]
    said = "not found" if predicted is None else f"{predicted.speaker} ({predicted.confidence:.2f}, {predicted.kind})"
    to = ", ".join(sorted(predicted.addressees)) if predicted else ""
    return (
        f"== {gold.id} [{first}:{last}] {gold.kind}\n"
        f"   gold: {gold.speaker} to {', '.join(sorted(gold.addressees))}\n"
        f"   predicted: {said} to {to}\n{body}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
