"""The runtime says what the trained network says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnxruntime")

from fabula.encoder.model import open_model, relative_buckets
from fabula_training.checkpoint import Learner
from fabula_training.export import quantised, write_model
from fabula_training.network import MaskedPool, Network, relative_bucket
from fabula_training.parity import compare, is_quantised, round_words
from fabula_training.train import make_optimiser, set_rate, take_step
from handmade import SPECIAL, dog, tokenizer
from tiny import CONFIG, examples, material, network


@pytest.fixture(scope="module")
def trained() -> Network:
    """A network that is sure of its labels: an untrained one's best ones are near ties."""
    made, laid = network(), examples()
    learner = Learner(made, make_optimiser(made, CONFIG))
    set_rate(learner.optimiser, 1.0)
    dropout = MaskedPool(0.0)
    for _ in range(60):
        take_step(learner, laid, laid.windows, SPECIAL, CONFIG, dropout)
    return made


def write(made: Network, out: Path, *, quantised: bool) -> Path:
    rules = material().rules
    write_model(made, CONFIG, SPECIAL, tokenizer().to_str(), rules, "tiny", out, quantised=quantised)
    return out


def test_the_float_form_agrees_with_torch(trained: Network, tmp_path: Path) -> None:
    folder = write(trained, tmp_path, quantised=False)
    assert not is_quantised(folder)
    model = open_model(folder)
    rounded = network()
    rounded.load_state_dict(trained.state_dict())
    round_words(rounded, model)
    parity = compare(rounded, model, examples())
    assert max(parity.largest.values()) < 1e-3
    assert min(parity.agreement.values()) > 0.999


def test_the_quantised_form_keeps_most_labels(trained: Network, tmp_path: Path) -> None:
    folder = write(trained, tmp_path, quantised=True)
    assert is_quantised(folder)
    parity = compare(trained, open_model(folder), examples())
    assert min(parity.agreement.values()) > 0.85, parity.agreement


def test_an_exported_model_reads(trained: Network, tmp_path: Path) -> None:
    model = open_model(write(trained, tmp_path, quantised=True))
    words = dog().words
    starts = np.array([i in (0, 5) for i in range(len(words))])
    found = model.read(words, None, starts, np.arange(len(words)) == 0, sentences_given=True)
    assert len(found) == len(words)
    assert (model.name, model.lemma_rules, model.window) == ("tiny", material().rules, CONFIG.window)


def test_the_same_network_gives_the_same_bytes(trained: Network, tmp_path: Path) -> None:
    one, other = (write(trained, tmp_path / name, quantised=True) for name in "ab")
    for path in sorted(one.iterdir()):
        assert path.read_bytes() == (other / path.name).read_bytes(), path.name


def test_weights_keep_to_seven_bits_and_come_back_nearly() -> None:
    weight = np.random.default_rng(1).normal(size=(20, 5)).astype(np.float32)
    numbers, scales = quantised(weight)
    assert numbers.dtype == np.int8
    assert np.abs(numbers).max() == 63
    assert np.abs(numbers * scales - weight).max() <= scales.max() / 2 + 1e-6


@pytest.mark.parametrize("length", [16, 256, 512])
def test_training_and_runtime_count_relative_places_alike(length: int) -> None:
    places = torch.arange(length)
    theirs = relative_bucket(places[None, :] - places[:, None], 32).numpy()
    assert (relative_buckets(length, 32) == theirs).all()
