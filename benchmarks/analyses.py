"""The network's pass over the gold corpora, kept between runs: it takes most of the time and changes with the model only."""

from __future__ import annotations

import hashlib
import os
import pickle
from functools import partial

from benchmarks.corpora import REPOSITORY
from fabula.encoder.analysis import Analysis
from fabula.encoder.model import Model
from fabula.pipeline import RULES, Analyse, analyse_tokens, load_model
from fabula.types.text import Book, Tokens

FOLDER = REPOSITORY / ".work" / "analyses"
MODEL_VARIABLE = "FABULA_BENCHMARK_MODEL"  # an environment variable, so that worker processes have it too


def model_name() -> str:
    """Return the model that the benchmarks read with: ``best`` unless the environment names another name or folder."""
    return os.environ.get(MODEL_VARIABLE, "best")


def kept_analyse() -> Analyse | None:
    """Return the pass over the words that looks among the kept ones first; ``None`` where no model is used."""
    name = model_name()
    return None if name == RULES else partial(analyse_kept, load_model(name))


def analyse_kept(model: Model, book: Book, tokens: Tokens) -> Analysis:
    """Return what `model` says of a book's words, from disk where it has said it before."""
    key = hashlib.sha256()
    for part in (model.network_sha256, book.format, "\n".join(tokens.words)):
        key.update(part.encode("utf-8") + b"\0")
    for array in (tokens.sentence, tokens.paragraph):
        key.update(array.tobytes())
    path = FOLDER / f"{key.hexdigest()[:32]}.pickle"
    if path.exists():
        with path.open("rb") as file:
            kept: Analysis = pickle.load(file)
        return kept
    analysis = analyse_tokens(model, book, tokens)
    FOLDER.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.part")
    with beside.open("wb") as file:
        pickle.dump(analysis, file, protocol=5)
    os.replace(beside, path)
    return analysis
