"""Groundworks as bytes: one archive of arrays with the book's layout as JSON among them; its text lies with the world's.

Nothing in it is code, so that somebody else's library is safe to open.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, fields, replace
from typing import Any

import numpy as np

from fabula.encoder.analysis import Analysis
from fabula.encoder.groundwork import Groundwork
from fabula.encoder.heads import FoundSpans
from fabula.errors import LibraryError
from fabula.types.annotations import Quotation
from fabula.types.cast import Cast, CastMember, Passage, SaidLine, SceneMark, Waiver
from fabula.types.text import Book, Chapter, Paragraph, Paratext, SceneBreak, Span

VERSION = 1
_SPANS = ("mentions", "referents")
_OF_WORDS = ("upos", "xpos", "relation", "supersense", "sentence", "event")
_OPTIONS = ("with_tokens", "model", "model_sha256", "tokens_sha256")
_ENTRY = "head"
_LAID_OUT = {"chapters": Chapter, "paragraphs": Paragraph, "paratext": Paratext, "breaks": SceneBreak, "emphasis": Span}


def pack(groundwork: Groundwork) -> bytes:
    """Return a groundwork as bytes, without the book's text."""
    head = {
        "version": VERSION,
        "book": asdict(replace(groundwork.book, text="")),
        "quotations": None if groundwork.quotations is None else [asdict(one) for one in groundwork.quotations],
        "cast": None if groundwork.cast is None else asdict(groundwork.cast),
        **{name: getattr(groundwork, name) for name in _OPTIONS},
    }
    arrays: dict[str, Any] = {} if groundwork.analysis is None else _arrays_of(groundwork.analysis)
    written = np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)
    buffer = io.BytesIO()
    arrays[_ENTRY] = written
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def unpack(data: bytes, text: str) -> Groundwork:
    """Return the groundwork that `pack` wrote, of a book with this text; ``LibraryError`` for bytes that are none."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            head = json.loads(archive[_ENTRY].tobytes())
            analysis = _analysis_of(archive) if "head_of_word" in archive else None
        quotations = None if head["quotations"] is None else tuple(Quotation(**one) for one in head["quotations"])
        cast = None if head["cast"] is None else _cast(head["cast"])
        options = {name: head[name] for name in _OPTIONS}
        return Groundwork(_book(head["book"], text), quotations, cast, analysis=analysis, **options)
    except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise LibraryError(
            f"what the network said of this book can't be read ({type(error).__name__}); read the book again with `fabula read`"
        ) from error


def _arrays_of(analysis: Analysis) -> dict[str, Any]:
    """Return the layers by name; lemmas as the different ones and which of them each word has."""
    place_of = {lemma: place for place, lemma in enumerate(dict.fromkeys(analysis.lemmas))}
    joined = "\n".join(place_of)  # no lemma has a line's end in it: no word has
    arrays: dict[str, Any] = {
        "lemmas": np.frombuffer(joined.encode("utf-8", "surrogatepass"), dtype=np.uint8),
        "lemma_of_word": np.array([place_of[lemma] for lemma in analysis.lemmas], dtype=np.int32),
        "head_of_word": analysis.head,
    }
    for name in _OF_WORDS:
        arrays[name] = getattr(analysis, name)
    for scheme in _SPANS:
        spans = getattr(analysis, scheme)
        arrays |= {f"{scheme}_{one.name}": getattr(spans, one.name) for one in fields(FoundSpans)}
    return arrays


def _analysis_of(archive: Any) -> Analysis:
    lemmas = archive["lemmas"].tobytes().decode("utf-8", "surrogatepass").split("\n")
    spans: dict[str, Any] = {
        scheme: FoundSpans(*(archive[f"{scheme}_{one.name}"] for one in fields(FoundSpans))) for scheme in _SPANS
    }
    words: dict[str, Any] = {name: archive[name] for name in _OF_WORDS}
    of_word = archive["lemma_of_word"].tolist()
    return Analysis(lemmas=tuple(lemmas[one] for one in of_word), head=archive["head_of_word"], **words, **spans)


def _book(given: dict[str, Any], text: str) -> Book:
    laid_out = {name: tuple(kind(**one) for one in given[name]) for name, kind in _LAID_OUT.items()}
    tags = {kind: tuple(tags) for kind, tags in given["tags"].items()}
    return Book(**{**given, **laid_out, "tags": tags, "text": text})


def _cast(given: dict[str, Any]) -> Cast:
    return Cast(
        tuple(
            CastMember(**{**one, "aliases": tuple(one["aliases"]), "not_same": tuple(one["not_same"])})
            for one in given["members"]
        ),
        given["sha256"],
        tuple(Waiver(**one) for one in given["waived"]),
        tuple(given["not_persons"]),
        tuple(SaidLine(Passage(**one["passage"]), one["speaker"]) for one in given["lines"]),
        tuple(SceneMark(Passage(**one["passage"]), one["begins"]) for one in given["scenes"]),
    )
