"""The stages in order: from a source to its story world."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, lru_cache, partial
from pathlib import Path

import numpy as np
from threadpoolctl import ThreadpoolController

from fabula import __version__
from fabula.annotate.events import find_triggers
from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.spaced_quotations import with_speeches_joined
from fabula.annotate.syntax import read_syntax
from fabula.annotate.thoughts import with_thoughts
from fabula.annotate.tokens import tokenize
from fabula.encoder.analysis import Analysis
from fabula.encoder.groundwork import Groundwork, sum_of_tokens
from fabula.encoder.model import Model, open_model
from fabula.errors import CastError, FabulaError, StageError
from fabula.readers.book import read_book
from fabula.readers.source import Source
from fabula.resolve.antecedents import weights_from
from fabula.resolve.cast import read_cast
from fabula.resolve.combined import combined_cast
from fabula.resolve.names import without_accents
from fabula.resolve.referents import Linker
from fabula.resolve.resolution import resolve
from fabula.resolve.series import cast_of_series
from fabula.resolve.speech_models import SpeechModels
from fabula.types.annotations import Quotation
from fabula.types.cast import Cast
from fabula.types.text import Book, Tokens
from fabula.types.world import Provenance, StoryWorld, Token, Work
from fabula.world.assemble import assemble_world
from fabula.world.lemmas import token_layer
from fabula.world.waivers import not_waived

Progress = Callable[[str, float], None]
Watch = Callable[[int, int], None]

STAGES = ("read", "tokens", "encode", "quotations", "mentions", "resolve", "world")
BEST, FAST, RULES = MODELS = ("best", "fast", "rules")  # the shipped networks, and none at all

Analyse = Callable[[Book, Tokens], Analysis]
Corrections = Callable[[Book], Cast | None]


def read(
    source: str | os.PathLike[str] | Source,
    *,
    cast: str | os.PathLike[str] | None = None,
    series: Sequence[StoryWorld] = (),
    quotes: str | os.PathLike[str] | None = None,
    pretokenized: bool = False,
    tokens: bool = False,
    model: str | os.PathLike[str] = BEST,
    progress: Progress | None = None,
    watch: Watch | None = None,
    speech_models: SpeechModels | None = None,
    analyse: Analyse | None = None,
    corrections: Corrections | None = None,
) -> StoryWorld:
    """Return the story world of a book.

    `source` is a file in any supported format, ``"-"``, or a `Source` whose bytes are in hand; `cast` the reader's own
    characters, `series` the worlds of works whose characters may come up again (the cast goes before them), `quotes` a JSON
    list of quotation spans to take as given, with their speakers where these are known, `pretokenized` for LitBank's text files,
    `tokens` to carry the token layer.
    `model` is a shipped network's name, a folder with another one, or ``"rules"`` for none: seven to nine times as fast, and
    less right. `speech_models` and `analyse` stand in for the package's own models and the network's pass over the words (the
    benchmark's folds, and whoever has kept an analysis, use them). What `corrections` tells of the book goes before the cast.
    `progress` is called after each stage with its name and the seconds it took, `watch` while the network reads with the
    number of words done and of all. Raises `SourceError`, `CastError`,
    `ModelError`, and `StageError` when a stage fails.
    """
    return read_and_keep(
        source,
        cast=cast,
        series=series,
        quotes=quotes,
        pretokenized=pretokenized,
        tokens=tokens,
        model=model,
        progress=progress,
        watch=watch,
        speech_models=speech_models,
        analyse=analyse,
        corrections=corrections,
    )[1]


def read_and_keep(
    source: str | os.PathLike[str] | Source,
    *,
    cast: str | os.PathLike[str] | None = None,
    series: Sequence[StoryWorld] = (),
    quotes: str | os.PathLike[str] | None = None,
    pretokenized: bool = False,
    tokens: bool = False,
    model: str | os.PathLike[str] = BEST,
    progress: Progress | None = None,
    watch: Watch | None = None,
    speech_models: SpeechModels | None = None,
    analyse: Analyse | None = None,
    corrections: Corrections | None = None,
) -> tuple[Groundwork, StoryWorld]:
    """Return what `read_again` needs to read the book anew without the network's pass, and the story world; as `read`."""
    given = read_cast(cast) if cast is not None else None
    stage = _Stages(source.name if isinstance(source, Source) else os.fspath(source), progress)
    with stage("read"):
        book = with_speeches_joined(read_book(source, pretokenized=pretokenized))
    corrected = None if corrections is None else corrections(book)  # now, for what is wrong with them is soon told
    with stage("tokens"):
        found_tokens = tokenize(book)
    with stage("encode"):
        reader = _reader(os.fspath(model))
        analysis = _analysed(reader, book, found_tokens, analyse, watch)
    quotations = None if quotes is None else read_quotations(quotes, book)
    if series:
        given = cast_of_series(series, given, frozenset(map(without_accents, found_tokens.lower)))
    sums = (_sha256_of(reader), sum_of_tokens(found_tokens))
    groundwork = Groundwork(book, quotations, given, tokens, os.fspath(model), *sums, analysis)
    try:
        return groundwork, _build(groundwork, found_tokens, reader, corrected, speech_models, stage)
    except CastError as error:
        if quotes is None:
            raise
        raise CastError(f"{quotes}: {error}") from None


def read_again(
    groundwork: Groundwork,
    corrections: Cast | None = None,
    *,
    progress: Progress | None = None,
    watch: Watch | None = None,
    speech_models: SpeechModels | None = None,
) -> StoryWorld:
    """Return the story world that a groundwork comes to, with a reader's `corrections` as fixed points.

    The network reads again only where it, or what a token is, has changed since; else as `read`.
    """
    stage = _Stages(groundwork.book.source, progress)
    with stage("tokens"):
        tokens = tokenize(groundwork.book)
    with stage("encode"):
        reader = _reader(groundwork.model)
        if not groundwork.fits(_sha256_of(reader), tokens):
            groundwork = replace(groundwork, analysis=_analysed(reader, groundwork.book, tokens, None, watch))
    return _build(groundwork, tokens, reader, corrections, speech_models, stage)


def tokens_again(groundwork: Groundwork) -> tuple[Token, ...] | None:
    """Return the token layer of the world that a groundwork comes to; ``None`` where a token is something else since."""
    tokens, analysis = tokenize(groundwork.book), groundwork.analysis
    if sum_of_tokens(tokens) != groundwork.tokens_sha256:
        return None
    if analysis is None:
        return token_layer(tokens)
    return token_layer(replace(tokens, sentence=analysis.sentence), read_syntax(analysis, tokens.words))


def _build(
    groundwork: Groundwork,
    tokens: Tokens,
    reader: Model | None,
    corrections: Cast | None,
    speech_models: SpeechModels | None,
    stage: _Stages,
) -> StoryWorld:
    """Return the world that the words, and what the network says of them, come to."""
    book, analysis = groundwork.book, groundwork.analysis
    with stage("quotations"):
        syntax = None if analysis is None else read_syntax(analysis, tokens.words)
        if analysis is not None:
            tokens = replace(tokens, sentence=analysis.sentence)
        found = find_quotations(book) if groundwork.quotations is None else groundwork.quotations
        quotations = with_thoughts(book, found)
    with stage("mentions"):
        mentions = find_mentions(tokens, quotations, analysis, syntax)
    with stage("resolve"):
        cast = combined_cast(groundwork.cast, corrections)
        linker = linker_of(reader, analysis)
        resolution = resolve(book, tokens, quotations, mentions, cast, speech_models, syntax, linker)
    with stage("world"):
        triggers = () if analysis is None else find_triggers(analysis)
        provenance = _provenance(book, reader, cast)
        work = Work(book.title, book.author, book.language, book.tags, book.chapters, book.paratext)
        carried = tokens if groundwork.with_tokens else None
        world = assemble_world(provenance, work, resolution, carried, syntax, triggers)
        return world if cast is None else replace(world, findings=not_waived(world, cast.waived))


def _reader(model: str) -> Model | None:
    return None if model == RULES else load_model(model)


def _sha256_of(reader: Model | None) -> str:
    return hashlib.sha256(RULES.encode()).hexdigest() if reader is None else reader.sha256


def _analysed(
    reader: Model | None, book: Book, tokens: Tokens, analyse: Analyse | None, watch: Watch | None
) -> Analysis | None:
    """Return the network's reading of a book's words, by `analyse` if it is given; ``None`` without a network."""
    if reader is None:
        return None
    return (analyse or partial(analyse_tokens, reader, watch=watch))(book, tokens)


@lru_cache(maxsize=2)
def load_model(name: str) -> Model:
    """Return a network by name or folder, opened once a process; `ModelError` where it is missing or damaged."""
    return open_model(name)


def analyse_tokens(
    reader: Model, book: Book, tokens: Tokens, watch: Watch | None = None, threads: int | None = None
) -> Analysis:
    """Return what a network says of a book's words; sentences that the source gives are kept; `threads` as `Model.read`."""
    starts = np.diff(tokens.sentence, prepend=-1) > 0
    given = book.format == "pretokenized"
    paragraphs = np.diff(tokens.paragraph, prepend=-1) > 0
    if given:
        paragraphs[1:] = False  # its lines are sentences
    spaces = None if given else np.append(True, tokens.start[1:] > tokens.end[:-1])[: len(tokens)].tolist()
    return reader.read(tokens.words, spaces, starts, paragraphs, sentences_given=given, threads=threads, progress=watch)


def linker_of(reader: Model | None, analysis: Analysis | None) -> Linker | None:
    """Return what tells who is who by the network's mention vectors; ``None`` for a model that can't, or none at all."""
    if reader is None or reader.antecedents is None or analysis is None:
        return None
    return Linker(analysis.mentions.vector, weights_from(reader.antecedents))


def _provenance(book: Book, reader: Model | None, cast: Cast | None) -> Provenance:
    return Provenance(
        __version__,
        RULES if reader is None else reader.name,
        _sha256_of(reader),
        book.source,
        book.source_sha256,
        cast.sha256 if cast is not None else None,
    )


@cache
def _pools() -> ThreadpoolController:
    """Return what holds the pools of threads of this process; looking for them takes as long as a short story does."""
    return ThreadpoolController()


class _Stages:
    """Times each stage, and names stage and book in any error that is not the user's to mend.

    While one runs, numpy keeps to one thread: its own would wait in a loop for the processors that the network's use.
    """

    def __init__(self, source: str, progress: Progress | None) -> None:
        self._source, self._progress = source, progress

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            with _pools().limit(limits=1, user_api="blas"):
                yield
        except (FabulaError, KeyboardInterrupt, MemoryError):
            raise
        except Exception as error:
            cause = f"{type(error).__name__}: {error}"
            raise StageError(f"{self._source}: the stage {name!r} failed ({cause}); please report it") from error
        if self._progress is not None:
            self._progress(name, time.perf_counter() - started)


def read_quotations(path: str | os.PathLike[str], book: Book) -> tuple[Quotation, ...]:
    """Return the quotations that a JSON file lists as ``[start, end]`` or, with who says it, ``[start, end, name]``.

    `CastError` names file and place.
    """
    path = Path(path)
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CastError(
            f"{path}: can't read the quotations file ({error.strerror}); give a JSON list of [start, end]"
        ) from error
    except (ValueError, RecursionError) as error:
        raise CastError(f"{path}: not JSON ({error}); give a list of [start, end]") from error
    if not isinstance(rows, list):
        raise CastError(f"{path}: must hold a list of [start, end], not {type(rows).__name__}")
    given = sorted((_given(path, number, row) for number, row in enumerate(rows)), key=lambda one: one[:2])
    return tuple(_given_quotation(path, number, *one, book) for number, one in enumerate(given))


def _given(path: Path, number: int, row: object) -> tuple[int, int, str | None]:
    if isinstance(row, list) and len(row) in (2, 3):
        start, end, name = (*row, None)[:3]
        if type(start) is int and type(end) is int and isinstance(name, str | None):
            return start, end, name
    raise CastError(
        f"{path}: item {number} is {row!r}; each must be [start, end], two whole numbers, or [start, end, name]"
    )


def _given_quotation(path: Path, number: int, start: int, end: int, speaker: str | None, book: Book) -> Quotation:
    if not 0 <= start < end <= len(book.text):
        raise CastError(f"{path}: [{start}, {end}] is not a span of a text of {len(book.text)} characters")
    return Quotation(start, end, number, "double", speaker=speaker)
