"""Loaders: LitBank, Universal Dependencies (EWT and GUM) and STREUSLE as `AnnotatedDocument` values."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks.corpora import Split, corpus_folder, document_names, read_text
from benchmarks.layers import UNKNOWN, AnnotatedDocument, Int, Layers, Spans
from fabula.encoder.labels import ENTITY_TYPES, FORMS, REFERENT_TYPES, RELATIONS, SUPERSENSES, UPOS, XPOS

UPOS_NUMBER, XPOS_NUMBER, RELATION_NUMBER, SUPERSENSE_NUMBER, ENTITY_NUMBER, REFERENT_NUMBER, FORM_NUMBER = (
    {label: number for number, label in enumerate(labels)}
    for labels in (UPOS, XPOS, RELATIONS, SUPERSENSES, ENTITY_TYPES, REFERENT_TYPES, FORMS)
)


# ------------------------------------------------------------------------------------------------------------- LitBank


def load_litbank(data: Path, split: Split) -> list[AnnotatedDocument]:
    """Return the excerpts of one split (``"train"`` or ``"dev"``) with entities, events and chains."""
    return [_litbank_document(data, split, name) for name in document_names(data, split)]


def _litbank_document(data: Path, split: Split, name: str) -> AnnotatedDocument:
    folder = corpus_folder(data, "litbank") / split
    sentences = [line.split() for line in read_text(folder / "text" / f"{name}.txt").split("\n")]
    bounds = np.cumsum([0, *map(len, sentences)])
    words = tuple(word for sentence in sentences for word in sentence)
    starts = np.zeros(len(words), dtype=bool)
    starts[[int(bound) for bound, sentence in zip(bounds, sentences, strict=False) if sentence]] = True
    events = [line.split("\t")[1] == "EVENT" for line in _lines(folder / "events" / f"{name}.tsv")]
    if len(events) != len(words):
        raise ValueError(f"{name}: {len(words)} words in the text, {len(events)} in the events")
    return AnnotatedDocument(
        name,
        "litbank",
        "fiction",
        words,
        None,
        starts,
        None,
        Layers(event=np.array(events, dtype=np.int32)),
        _litbank_spans(folder, name, bounds),
    )


def _litbank_spans(folder: Path, name: str, bounds: Int) -> Spans:
    chain_of = _conll_chains(folder / "conll" / f"{name}.conll")
    rows = set()
    for line in _lines(folder / "coref" / f"{name}.ann"):
        cells = line.split("\t")
        if cells[0] != "MENTION":
            continue
        sentence, first, last_sentence, last = map(int, cells[2:6])
        span = int(bounds[sentence]) + first, int(bounds[last_sentence]) + last
        rows.add((*span, ENTITY_NUMBER[cells[7]], FORM_NUMBER[cells[8]], chain_of.get(span, UNKNOWN)))
    return spans_of("litbank", rows)


def spans_of(scheme: str, rows: Iterable[tuple[int, int, int, int, int]]) -> Spans:
    """Return mentions from rows of first word, last word, type, form and chain, in reading order, one a stretch."""
    table = np.array(sorted({row[:2]: row for row in sorted(rows)}.values()), dtype=np.int32).reshape(-1, 5)
    return Spans(scheme, *(table[:, column].copy() for column in range(5)))


def _conll_chains(path: Path) -> dict[tuple[int, int], int]:
    """Return chain by span (last word inclusive); spans that two chains share keep the first."""
    chains: dict[tuple[int, int], int] = {}
    open_at: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(_lines(path)):
        for mark in line.split("\t")[-1].strip().split("|"):
            chain = mark.strip("()")
            if mark.startswith("("):
                open_at[chain].append(index)
            if mark.endswith(")"):
                chains.setdefault((open_at[chain].pop(), index), int(chain))
    return chains


def _lines(path: Path) -> list[str]:
    lines = (line.rstrip("\r") for line in read_text(path).split("\n"))
    return [line for line in lines if line.strip() and not line.startswith("#")]


# ------------------------------------------------------------------------------------------------------------------- UD


@dataclass(slots=True)
class _Rows:
    """One UD document while it is read."""

    name: str
    words: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    tags: list[tuple[int, int, int, int]] = field(default_factory=list)  # upos, xpos, head, relation
    spaces: list[bool] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)
    sentence_ids: list[tuple[str, int]] = field(default_factory=list)
    marks: list[tuple[int, str]] = field(default_factory=list)  # GUM's entity marks


def load_ewt(data: Path, split: Split) -> list[AnnotatedDocument]:
    """Return the documents of English EWT, with STREUSLE's supersenses on the reviews that it annotates."""
    senses = _streusle(data)
    path = corpus_folder(data, "ud/ewt") / f"{split}.conllu"
    found = []
    for rows in _ud_documents(path):
        document = _ud_document(rows, "ewt", rows.name.split("-")[0])
        supersense = np.full(len(document), UNKNOWN, dtype=np.int32)
        bounds = [*rows.sentences, len(document)]
        for (sentence_id, first), last in zip(rows.sentence_ids, bounds[1:], strict=True):
            found_senses = senses.get(_streusle_id(sentence_id))
            if found_senses is not None and len(found_senses) == last - first:
                supersense[first:last] = found_senses
        if (supersense != UNKNOWN).any():
            document = replace(document, layers=replace(document.layers, supersense=supersense))
        found.append(document)
    return found


def load_gum(data: Path, split: Split) -> list[AnnotatedDocument]:
    """Return the documents of GUM; the genre is the second part of a document's name."""
    folder = corpus_folder(data, f"ud/gum/{split}")
    found = []
    for path in sorted(folder.glob("*.conllu")):
        for rows in _ud_documents(path):
            document = _ud_document(rows, "gum", rows.name.split("_")[1])
            found.append(replace(document, spans=_gum_spans(rows)))
    return found


def _ud_documents(path: Path) -> Iterator[_Rows]:
    rows = _Rows("")
    base, inside_until, glued, pending_paragraph = 0, 0, False, True
    for line in read_text(path).split("\n"):
        if line.startswith("# newdoc id = "):
            if rows.words:
                yield rows
            rows, pending_paragraph, glued = _Rows(line.split(" = ", 1)[1].strip()), True, False
        elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
            # GUM tells it before the sentence's name, EWT after it
            if rows.sentences and rows.sentences[-1] == len(rows.words):
                if rows.paragraphs[-1:] != rows.sentences[-1:]:
                    rows.paragraphs.append(rows.sentences[-1])
            else:
                pending_paragraph = True
        elif line.startswith("# sent_id = "):
            base, inside_until = len(rows.words), 0
            rows.sentences.append(base)
            rows.sentence_ids.append((line.split(" = ", 1)[1].strip(), base))
            if pending_paragraph:
                rows.paragraphs.append(base)
            pending_paragraph = False
        elif line[:1].isdigit():
            cells = line.split("\t")
            if "." in cells[0]:
                continue
            if "-" in cells[0]:
                inside_until = int(cells[0].split("-")[1])
                multiword_glues = "SpaceAfter=No" in cells[9]
                continue
            number = int(cells[0])
            _add_word(rows, cells, base, space_before=not glued)
            if number < inside_until:
                glued = True
            elif number == inside_until:
                glued = multiword_glues
            else:
                glued = "SpaceAfter=No" in cells[9]
    if rows.words:
        yield rows


def _add_word(rows: _Rows, cells: Sequence[str], base: int, *, space_before: bool) -> None:
    head = int(cells[6])
    index = len(rows.words)
    rows.words.append(cells[1])
    rows.lemmas.append(cells[2])
    rows.tags.append(
        (
            UPOS_NUMBER[cells[3]],
            XPOS_NUMBER.get(cells[4], UNKNOWN),
            base + head - 1 if head else index,
            RELATION_NUMBER.get(cells[7], RELATION_NUMBER.get(cells[7].split(":")[0], UNKNOWN)),
        )
    )
    rows.spaces.append(space_before)
    for part in cells[9].split("|"):
        if part.startswith("Entity="):
            rows.marks.append((index, part.removeprefix("Entity=")))


def _ud_document(rows: _Rows, corpus: str, genre: str) -> AnnotatedDocument:
    tags = np.array(rows.tags, dtype=np.int32)
    n_words = len(rows.words)
    starts, paragraphs = np.zeros(n_words, dtype=bool), np.zeros(n_words, dtype=bool)
    starts[rows.sentences] = True
    paragraphs[rows.paragraphs] = True
    layers = Layers(
        upos=tags[:, 0].copy(),
        xpos=tags[:, 1].copy(),
        head=tags[:, 2].copy(),
        relation=tags[:, 3].copy(),
        lemma=tuple(rows.lemmas),
    )
    words = tuple(word if word.strip() else "_" for word in rows.words)
    return AnnotatedDocument(rows.name, corpus, genre, words, np.array(rows.spaces), starts, paragraphs, layers, None)


_ENTITY_MARK = re.compile(r"\(([^()]+)(\))?|([^()]+)\)")


def _gum_spans(rows: _Rows) -> Spans:
    open_at: dict[str, list[tuple[int, str]]] = defaultdict(list)
    found = set()
    for index, marks in rows.marks:
        for match in _ENTITY_MARK.finditer(marks):
            if match[1] is not None:
                chain, kind = match[1].split("-")[:2]
                chain = chain.split("[")[0]
                if match[2]:
                    found.add(_gum_row(index, index, kind, chain))
                else:
                    open_at[chain].append((index, kind))
            else:
                chain = match[3].split("[")[0]
                if open_at[chain]:
                    first, kind = open_at[chain].pop()
                    found.add(_gum_row(first, index, kind, chain))
    return spans_of("gum", found)


def _gum_row(first: int, last: int, kind: str, chain: str) -> tuple[int, int, int, int, int]:
    return first, last, REFERENT_NUMBER[kind], UNKNOWN, int(chain)


# ------------------------------------------------------------------------------------------------------------ STREUSLE


def _streusle_id(sentence_id: str) -> str:
    """Return STREUSLE's name of an EWT sentence: ``reviews-007403-0002`` is ``ewtb.r.007403.2``."""
    genre, _, rest = sentence_id.partition("-")
    document, _, number = rest.rpartition("-")
    return f"ewtb.{genre[0]}.{document}.{int(number)}" if number.isdigit() else sentence_id


def _streusle(data: Path) -> dict[str, Int]:
    """Return the supersense of each word by sentence; the first word of a multiword expression carries its sense."""
    rows: dict[str, list[int]] = defaultdict(list)
    for line in read_text(corpus_folder(data, "streusle") / "streusle.upos.tags").split("\n"):
        cells = line.split("\t")
        if len(cells) > 8:
            rows[cells[8]].append(_sense(cells[7]))
    return {name: np.array(senses, dtype=np.int32) for name, senses in rows.items()}


def _sense(cell: str) -> int:
    label = cell.replace(" ", "_")
    name = f"n.{label.lower()}" if label.isupper() else f"v.{label}"
    return SUPERSENSE_NUMBER.get(name, 0)
