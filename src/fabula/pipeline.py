"""The stages in order: from a source to its story world."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fabula import __version__
from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.tokens import tokenize
from fabula.errors import CastError, FabulaError, StageError
from fabula.readers.book import read_book
from fabula.resolve.cast import Cast, read_cast
from fabula.resolve.resolution import Resolution, resolve
from fabula.resolve.speakers import Weights
from fabula.types.annotations import Quotation
from fabula.types.text import Book, Tokens
from fabula.types.world import Provenance, StoryWorld, Work
from fabula.world.assemble import assemble_world

Progress = Callable[[str, float], None]

STAGES = ("read", "tokens", "quotations", "mentions", "resolve", "world")
MODEL = "rules"  # no trained model takes part yet


def read(
    source: str | os.PathLike[str],
    *,
    cast: str | os.PathLike[str] | None = None,
    quotes: str | os.PathLike[str] | None = None,
    pretokenized: bool = False,
    tokens: bool = False,
    progress: Progress | None = None,
    speaker_weights: Weights | None = None,
) -> StoryWorld:
    """Return the story world of a book.

    `source` is a file in any supported format, or ``"-"``; `cast` the reader's own characters, `quotes` a JSON list of
    quotation spans to take as given, `pretokenized` for LitBank's text files, `tokens` to carry the token layer.
    `speaker_weights` stand in for the package's own (the benchmark's folds use it).
    `progress` is called after each stage with its name and the seconds it took. Raises `SourceError`, `CastError`, and
    `StageError` when a stage fails.
    """
    given = read_cast(cast) if cast is not None else None
    stage = _Stages(os.fspath(source), progress)
    with stage("read"):
        book = read_book(source, pretokenized=pretokenized)
    with stage("tokens"):
        found_tokens = tokenize(book)
    with stage("quotations"):
        quotations = find_quotations(book) if quotes is None else read_quotations(quotes, book)
    with stage("mentions"):
        mentions = find_mentions(found_tokens, quotations)
    with stage("resolve"):
        resolution = resolve(book, found_tokens, quotations, mentions, given, speaker_weights)
    with stage("world"):
        return _world(book, found_tokens, resolution, given, with_tokens=tokens)


def _world(book: Book, tokens: Tokens, resolution: Resolution, cast: Cast | None, *, with_tokens: bool) -> StoryWorld:
    provenance = Provenance(
        __version__,
        MODEL,
        hashlib.sha256(MODEL.encode()).hexdigest(),
        book.source,
        book.source_sha256,
        cast.sha256 if cast is not None else None,
    )
    work = Work(book.title, book.author, book.language, book.tags, book.chapters, book.paratext)
    return assemble_world(provenance, work, resolution, tokens if with_tokens else None)


class _Stages:
    """Times each stage, and names stage and book in any error that is not the user's to mend."""

    def __init__(self, source: str, progress: Progress | None) -> None:
        self._source, self._progress = source, progress

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        except (FabulaError, KeyboardInterrupt, MemoryError):
            raise
        except Exception as error:
            cause = f"{type(error).__name__}: {error}"
            raise StageError(f"{self._source}: the stage {name!r} failed ({cause}); please report it") from error
        if self._progress is not None:
            self._progress(name, time.perf_counter() - started)


def read_quotations(path: str | os.PathLike[str], book: Book) -> tuple[Quotation, ...]:
    """Return the quotations whose spans a JSON file lists as ``[start, end]``; `CastError` names file and place."""
    path = Path(path)
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CastError(
            f"{path}: can't read the quotations file ({error.strerror}); give a JSON list of [start, end]"
        ) from error
    except ValueError as error:
        raise CastError(f"{path}: not JSON ({error}); give a list of [start, end]") from error
    if not isinstance(rows, list):
        raise CastError(f"{path}: must hold a list of [start, end], not {type(rows).__name__}")
    spans = sorted(_span(path, number, row) for number, row in enumerate(rows))
    return tuple(_given_quotation(path, number, start, end, book) for number, (start, end) in enumerate(spans))


def _span(path: Path, number: int, row: object) -> tuple[int, int]:
    if isinstance(row, list) and len(row) == 2:
        start, end = row
        if type(start) is int and type(end) is int:
            return start, end
    raise CastError(f"{path}: item {number} is {row!r}; each must be [start, end], two whole numbers")


def _given_quotation(path: Path, number: int, start: int, end: int, book: Book) -> Quotation:
    if not 0 <= start < end <= len(book.text):
        raise CastError(f"{path}: [{start}, {end}] is not a span of a text of {len(book.text)} characters")
    return Quotation(start, end, number, "double")
