"""Loaders that turn the gold corpora into plain typed values. The corpora stay where they are; nothing is copied."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

from benchmarks.annotated import (
    Annotations,
    CastMember,
    CharacterMention,
    Document,
    GapItem,
    Novel,
    SpokenQuotation,
    TypedSpan,
    deduplicated,
)
from fabula.types.annotations import QuotationKind
from fabula.types.text import Span

Split = Literal["train", "dev"]

REPOSITORY = Path(__file__).resolve().parent.parent
DEFAULT_DATA = REPOSITORY.parent / "shared" / "data"

# The reserved names under which PDNC files a speaker that no reader can tell.
UNKNOWABLE = frozenset({"unknowable", "_unknowable"})


class CorpusMissingError(FileNotFoundError):
    """A corpus, or one text of it, is not where it was looked for."""


def corpus_folder(data: Path, name: str) -> Path:
    """Return the folder of one corpus; `CorpusMissingError`, in one sentence with the remedy, where it is missing."""
    folder = data / name
    if not folder.is_dir():
        raise CorpusMissingError(f"The corpus {name} is not at {folder}; give the corpora's folder with --data.")
    return folder


def read_text(path: Path) -> str:
    """Return the characters of a UTF-8 file unchanged, line ends as they stand, so that offsets hold."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def is_unknowable(name: str | None) -> bool:
    """Tell whether a gold speaker is PDNC's name for 'nobody can tell'."""
    return name is not None and name.casefold() in UNKNOWABLE


# ---------------------------------------------------------------------------------------------------------------- PDNC


def novel_names(data: Path) -> tuple[str, ...]:
    """Return the names of the PDNC novels at `data`, sorted."""
    folder = corpus_folder(data, "pdnc")
    return tuple(sorted(path.parent.name for path in folder.glob("*/novel_text.txt")))


def load_novel(data: Path, name: str) -> Novel:
    """Return one PDNC novel; `CorpusMissingError` when there is none of that name."""
    folder = corpus_folder(data, "pdnc") / name
    if not (folder / "novel_text.txt").is_file():
        raise CorpusMissingError(f"PDNC has no novel {name} at {folder}; it has {', '.join(novel_names(data))}.")
    cast = _load_cast(folder / "character_info.csv")
    main_names = _main_names(cast)
    quotations: list[SpokenQuotation] = []
    mentions: list[CharacterMention] = []
    for row in _rows(folder / "quotation_info.csv"):
        quotations.append(_quotation(row, main_names))
        mentions.extend(_quotation_mentions(row, main_names))
    return Novel(
        name=name,
        path=folder / "novel_text.txt",
        cast_path=folder / "character_info.csv",
        text=read_text(folder / "novel_text.txt"),
        cast=cast,
        quotations=tuple(quotations),
        mentions=tuple(mentions),
    )


def _rows(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter, quoting=quoting)


def _load_cast(path: Path) -> tuple[CastMember, ...]:
    return tuple(
        CastMember(row["Main Name"], frozenset(_literal(row["Aliases"])), row["Gender"], row["Category"])
        for row in _rows(path)
    )


def _literal(text: str) -> Any:
    """Return the Python literal in a PDNC cell, or an empty list for an empty or 'nan' cell."""
    return [] if text in ("", "nan") else ast.literal_eval(text)


def _main_names(cast: Iterable[CastMember]) -> dict[str, str]:
    """Return main name by casefolded name: PDNC's speaker column sometimes gives an alias instead of the main name.

    A main name stands for itself; an alias that two characters share stands for nobody.
    """
    members = tuple(cast)
    owners: dict[str, set[str]] = {}
    for member in members:
        for alias in member.aliases:
            owners.setdefault(alias.casefold(), set()).add(member.name)
    found = {alias: next(iter(names)) for alias, names in owners.items() if len(names) == 1}
    return found | {member.name.casefold(): member.name for member in members}


def _quotation(row: dict[str, str], main_names: dict[str, str]) -> SpokenQuotation:
    def resolve(name: str) -> str:
        return main_names.get(name.strip().casefold(), name.strip())

    kind = row["quoteType"].casefold()
    return SpokenQuotation(
        spans=tuple(Span(start, end) for start, end in _literal(row["quoteByteSpans"])),
        speaker=resolve(row["speaker"]),
        addressees=frozenset(resolve(name) for name in _literal(row["addressees"])),
        kind=next((one for one in get_args(QuotationKind) if one == kind), None),
        id=row["quoteID"],
    )


def _quotation_mentions(row: dict[str, str], main_names: dict[str, str]) -> Iterator[CharacterMention]:
    # Both columns are lists with one list a sub-quotation, of spans and of lists of names.
    spans = [span for part in _literal(row["mentionSpansList"]) for span in part]
    entities = [names for part in _literal(row["mentionEntitiesList"]) for names in part]
    for (start, end), names in zip(spans, entities, strict=False):
        yield CharacterMention(start, end, frozenset(main_names.get(name.casefold(), name) for name in names))


# ------------------------------------------------------------------------------------------------------------- LitBank


def document_names(data: Path, split: Split) -> tuple[str, ...]:
    """Return the names of the LitBank excerpts of one split, sorted."""
    folder = corpus_folder(data, "litbank") / split / "text"
    return tuple(sorted(path.stem for path in folder.glob("*.txt")))


def load_document(data: Path, split: Split, name: str) -> Document:
    """Return one LitBank excerpt with its gold, all layers as character offsets in its pretokenised text."""
    folder = corpus_folder(data, "litbank") / split
    path = folder / "text" / f"{name}.txt"
    if not path.is_file():
        raise CorpusMissingError(f"LitBank's {split} part has no text {name} at {path}.")
    text = read_text(path)
    sentences = _token_spans(text)
    tokens = [token for sentence in sentences for token in sentence]
    gold = Annotations(
        entities=frozenset(_entities(_columns(folder / "entities" / f"{name}.tsv"), tokens)),
        events=frozenset(_events(_columns(folder / "events" / f"{name}.tsv"), tokens)),
        chains=_chains(_columns(folder / "conll" / f"{name}.conll"), tokens),
        quotations=_spoken(_columns(folder / "quotations" / f"{name}.ann"), sentences),
    )
    return Document(name, path, text, gold)


def _token_spans(text: str) -> list[list[Span]]:
    """Return the tokens' spans, sentence by sentence (one a line, tokens parted by single spaces)."""
    sentences: list[list[Span]] = []
    start = 0
    for line in text.split("\n"):
        spans: list[Span] = []
        for word in line.split(" "):
            if word:
                spans.append(Span(start, start + len(word)))
            start += len(word) + 1
        sentences.append(spans)
    return sentences


def _columns(path: Path) -> list[list[str]]:
    lines = (line.rstrip("\r") for line in read_text(path).split("\n"))
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


def _entities(rows: Sequence[Sequence[str]], tokens: Sequence[Span]) -> Iterator[TypedSpan]:
    """Yield the entity mentions of up to four BIO columns, the outermost first."""
    for column in range(1, max(map(len, rows), default=1)):
        first, last, kind = -1, -1, ""
        for index, row in enumerate([*rows, ["", "O", "O", "O", "O", "O"]]):
            label = row[column] if column < len(row) else "O"
            if kind and label != f"I-{kind}":
                yield TypedSpan(tokens[first].start, tokens[last].end, kind)
                kind = ""
            if label.startswith("B-"):
                first, kind = index, label[2:]
            last = index


def _events(rows: Sequence[Sequence[str]], tokens: Sequence[Span]) -> Iterator[Span]:
    return (token for token, row in zip(tokens, rows, strict=True) if row[1] == "EVENT")


def _chains(rows: Sequence[Sequence[str]], tokens: Sequence[Span]) -> tuple[frozenset[Span], ...]:
    """Return the chains of a CoNLL-2012 column such as ``(1|(5)`` or ``5)``."""
    chains: dict[str, list[Span]] = {}
    open_at: dict[str, list[int]] = {}
    for token, row in zip(tokens, rows, strict=True):
        for mark in row[-1].split("|"):
            chain = mark.strip("()")
            if mark.startswith("("):
                open_at.setdefault(chain, []).append(token.start)
            if mark.endswith(")"):
                chains.setdefault(chain, []).append(Span(open_at[chain].pop(), token.end))
    return deduplicated(chains.values())


def _spoken(rows: Sequence[Sequence[str]], sentences: Sequence[Sequence[Span]]) -> tuple[SpokenQuotation, ...]:
    speakers = {row[1]: row[2] for row in rows if row[0] == "ATTRIB"}
    found: list[SpokenQuotation] = []
    for row in rows:
        if row[0] == "QUOTE":
            first_sentence, first, last_sentence, last = map(int, row[2:6])
            span = Span(sentences[first_sentence][first].start, sentences[last_sentence][last].end)
            found.append(SpokenQuotation((span,), speakers.get(row[1]), id=row[1]))
    return tuple(found)


# ----------------------------------------------------------------------------------------------------------------- GAP


def load_gap(data: Path, part: Literal["development", "validation"] = "validation") -> tuple[GapItem, ...]:
    """Return GAP's items of one part; the scorer of antecedents learns from the development items."""
    return tuple(_gap_item(row) for row in _rows(corpus_folder(data, "gap") / f"gap-{part}.tsv", "\t"))


def _gap_item(row: dict[str, str]) -> GapItem:
    def span(column: str) -> Span:
        start = int(row[f"{column}-offset"])
        return Span(start, start + len(row[column]))

    return GapItem(
        id=row["ID"],
        text=row["Text"],
        pronoun=span("Pronoun"),
        a=span("A"),
        b=span("B"),
        a_same=row["A-coref"].upper() == "TRUE",
        b_same=row["B-coref"].upper() == "TRUE",
    )
