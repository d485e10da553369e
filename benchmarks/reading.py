"""The one place where the benchmarks call fabula."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from benchmarks.analyses import kept_analyse, model_name
from benchmarks.annotated import Document, Novel, SpokenQuotation, quotations_of
from benchmarks.casts import given_names, match_cast
from benchmarks.folds import fold_of
from benchmarks.quotations import with_marks
from fabula.resolve import addressees, speakers
from fabula.resolve.addressees import AddresseeModel
from fabula.resolve.speakers import SpeakerModel
from fabula.resolve.speech_models import SpeechModels
from fabula.types.text import Span
from fabula.types.world import Entity, StoryWorld

Setting = Literal["cast", "nothing", "quotes"]

SPEAKER_MODELS = Path(__file__).parent / "speaker_models_by_fold.npz"  # python -m fabula_training.speakers writes it
ADDRESSEE_MODELS = Path(__file__).parent / "addressee_models_by_fold.npz"  # python -m fabula_training.addressees


class TextChangedError(ValueError):
    """A world's text is not the source's, so that its offsets mean nothing in the gold."""


def read_novel(novel: Novel, setting: Setting) -> StoryWorld:
    """Return the world of a PDNC novel, read with its cast (`cast`), with cast and quotation spans, or with nothing."""
    from fabula.pipeline import read

    cast = None if setting == "nothing" else novel.cast_path
    with tempfile.TemporaryDirectory() as folder:
        quotes = _write_quotes(Path(folder), novel.text, novel.quotations) if setting == "quotes" else None
        world = read(
            novel.path,
            cast=cast,
            quotes=quotes,
            model=model_name(),
            speech_models=speech_models_of(novel.name),
            analyse=kept_analyse(),
        )
    return _checked(world, novel.text, novel.path)


def speech_models_of(novel: str) -> SpeechModels | None:
    """Return the models of speech that were fitted without this novel's fold; ``None`` for a novel of no fold."""
    fold = fold_of(novel)
    return None if fold is None else SpeechModels(_speaker_model(fold), _addressee_model(fold))


def speaker_model_of(novel: str) -> SpeakerModel | None:
    """Return the speaker model that was fitted without this novel's fold; ``None`` for a novel of no fold."""
    fold = fold_of(novel)
    return None if fold is None else _speaker_model(fold)


@cache
def _speaker_model(fold: int) -> SpeakerModel:
    with np.load(SPEAKER_MODELS, allow_pickle=False) as arrays:
        return speakers.model_from(arrays, f"{fold}/")


@cache
def _addressee_model(fold: int) -> AddresseeModel:
    with np.load(ADDRESSEE_MODELS, allow_pickle=False) as arrays:
        return addressees.model_from(arrays, f"{fold}/")


def read_document(document: Document, *, quotes_given: bool = False) -> StoryWorld:
    """Return the world of a LitBank excerpt, its tokens and sentences taken as they stand."""
    with tempfile.TemporaryDirectory() as folder:
        gold = document.gold.quotations
        quotes = _write_quotes(Path(folder), document.text, gold) if quotes_given else None
        return read_pretokenized(document.path, document.text, quotes)


def read_pretokenized(path: Path, text: str, quotes: Path | None = None) -> StoryWorld:
    """Return the world of a file that holds `text`, its tokens and sentences taken as they stand."""
    from fabula.pipeline import read

    world = read(path, quotes=quotes, pretokenized=True, model=model_name(), analyse=kept_analyse())
    return _checked(world, text, path)


def read_passage(text: str) -> StoryWorld:
    """Return the world of a short text that lies in no file (GAP)."""
    from fabula.pipeline import read

    with passage_file(text) as path:
        return _checked(read(path, model=model_name(), analyse=kept_analyse()), text, path)


@contextmanager
def passage_file(text: str) -> Iterator[Path]:
    """Keep a text in a file for a while."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "passage.txt"
        path.write_text(text, encoding="utf-8", newline="")
        yield path


def _checked(world: StoryWorld, text: str, path: Path) -> StoryWorld:
    if world.text != text:
        raise TextChangedError(f"{path}: the world's text is not the file's, so the gold offsets do not hold.")
    return world


def _write_quotes(folder: Path, text: str, quotations: Iterable[SpokenQuotation]) -> Path:
    """Write the gold spans as ``--quotes`` takes them, in reading order, with the marks that PDNC leaves out."""
    spans: set[Span] = {with_marks(text, span) for one in quotations for span in one.spans}
    path = folder / "quotes.json"
    path.write_text(json.dumps([[span.start, span.end] for span in sorted(spans)]), encoding="utf-8")
    return path


def named_quotations(world: StoryWorld, novel: Novel, setting: Setting) -> tuple[SpokenQuotation, ...]:
    """Return the world's quotes in the name space of the gold cast; an entity that is nobody in it stays ``?id``."""
    names = (match_cast if setting == "nothing" else given_names)(world.entities, novel.cast)

    def name_of(entity: Entity) -> str:
        return names.get(entity.id, f"?{entity.id} {entity.name}")

    return quotations_of(world, name_of)
