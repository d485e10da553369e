"""One batch read: from the plan's works to the bytes of its tables. The outcome depends on the works and options alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from fabula.corpus.contents import Contents
from fabula.corpus.plan import Batch, Planned
from fabula.corpus.sources import without_options
from fabula.corpus.tables import ERRORS, WORKS, layer_rows, to_parquet
from fabula.errors import FabulaError, MissingExtraError, ModelError, SourceError
from fabula.query.counts import count_words
from fabula.types.world import StoryWorld

UNAVAILABLE = "Unavailable"  # the kind of what could not be had; it may be another time
INTERNAL = "InternalError"  # the kind of a fault of fabula's own
DIED = "the process that read it was ended; the work may need more memory than there is"


@dataclass(frozen=True, slots=True)
class Options:
    """What a corpus is read with: the network's name and the layers that are kept."""

    model: str
    layers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The tables of a batch as Parquet, by name, and what sums it up."""

    number: int
    tables: dict[str, bytes]
    n_works: int
    n_errors: int
    n_words: int
    n_bytes: int


def read_batch(batch: Batch, options: Options, fatal: Collection[str] = ()) -> Outcome:
    """Return the tables of a batch; a work that can't be read is a row of the table of errors.

    `fatal` are the sources that ended the process that read them.
    """
    rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    n_words = 0
    for planned, world in _worlds(batch.works, options, fatal):
        if isinstance(world, StoryWorld):
            try:
                found = _rows_of(planned, world, options.layers)
            except Exception as error:  # of ours; it must not cost the other works
                world = INTERNAL, f"{planned.source}: its tables could not be made: {type(error).__name__}: {error}"
            else:
                n_words += count_words(world)
                for name, some in found.items():
                    rows[name] += some
        if world is None:
            rows[WORKS].append(_row(planned))
        elif isinstance(world, tuple):
            kind, message = world
            rows[ERRORS].append(
                {"work": planned.sha256 or None, "source": planned.source, "kind": kind, "message": message}
            )
    tables = {name: to_parquet(name, rows[name]) for name in (WORKS, ERRORS, *options.layers)}
    return Outcome(batch.number, tables, len(rows[WORKS]), len(rows[ERRORS]), n_words, batch.n_bytes)


def _rows_of(planned: Planned, world: StoryWorld, layers: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    return {WORKS: [_work_row(planned, world)]} | {layer: layer_rows(planned.sha256, world, layer) for layer in layers}


def _worlds(
    works: Sequence[Planned], options: Options, fatal: Collection[str]
) -> Iterator[tuple[Planned, StoryWorld | tuple[str, str] | None]]:
    """Yield each work with its world, ``None`` for one that was read by another name, or with what is wrong with it."""
    for one in works:
        if one.same_as is not None:
            yield one, None
        elif one.source in fatal:
            yield one, ("Died", DIED)
        else:
            yield one, _read(one, options)


@cache
def _contents() -> Contents:
    """Return what a process reads from: batches come to it in their order, so that it goes through an archive once."""
    return Contents()


def _read(planned: Planned, options: Options) -> StoryWorld | tuple[str, str]:
    from fabula.pipeline import RULES, analyse_tokens, load_model, read
    from fabula.readers.source import source_of

    try:
        raw = _contents().of(planned.found)
    except SourceError as error:
        return UNAVAILABLE, str(error)
    try:
        source = source_of(without_options(planned.source), raw)
        if source.sha256 != planned.sha256:
            return UNAVAILABLE, f"{planned.source}: has changed since the corpus was planned; run the command again"
        # One thread a process: there are as many processes as there is room for.
        analyse = None if options.model == RULES else partial(analyse_tokens, load_model(options.model), threads=1)
        return read(source, model=options.model, tokens="tokens" in options.layers, analyse=analyse)
    except (ModelError, MissingExtraError):
        raise  # no work's fault: all would fail
    except MemoryError:
        return "MemoryError", "there is not enough memory for it"
    except FabulaError as error:
        return type(error).__name__, str(error)
    except RecursionError as error:
        return "RecursionError", str(error)


def _row(planned: Planned) -> dict[str, Any]:
    return {"work": planned.sha256, "source": planned.source, "same_as": planned.same_as}


def _work_row(planned: Planned, world: StoryWorld) -> dict[str, Any]:
    work = world.work
    return {
        **_row(planned),
        "title": work.title,
        "author": work.author,
        "language": work.language,
        "tags": "; ".join(f"{kind}: {tag}" for kind, tags in sorted(work.tags.items()) for tag in tags) or None,
        "words": count_words(world),
        "chapters": len(work.chapters),
        "scenes": len(world.scenes),
        "characters": len(world.characters),
        "quotes": len(world.quotes),
        "words_in_quotes": sum(len(world.text[one.start : one.end].split()) for one in world.quotes),
        "findings": len(world.findings),
        "fabula": world.provenance.fabula,
        "model": world.provenance.model,
    }
