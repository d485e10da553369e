"""What the scorer of antecedents learns from: LitBank's documents, whole, and GAP's pronouns, one each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.analyses import analyse_kept
from benchmarks.annotated import GapItem
from benchmarks.corpora import Split, load_document, load_gap
from benchmarks.reading import passage_file
from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.syntax import read_syntax
from fabula.annotate.tokens import tokenize
from fabula.encoder.model import Model
from fabula.readers.book import read_book
from fabula.resolve.addressees import find_addressees
from fabula.resolve.antecedent_candidates import find_candidates
from fabula.resolve.antecedents import EncoderPart, affinity
from fabula.resolve.mention_table import MentionTable, with_known
from fabula.resolve.referents import find_anchors
from fabula.resolve.resolution import (
    Opening,
    by_quotation,
    choose_in_rounds,
    known_speakers,
    open_resolution,
    surroundings_after,
)
from fabula.resolve.roles import known_relative
from fabula.resolve.speech_models import shipped_models
from fabula.types.text import Book, Span

Float = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One document: its mentions, their candidates ``(n, c)`` with the encoder's scores, and the gold chain of each mention.

    `chain` is int64 ``(n,)``, -1 for a mention that is none in the gold; `spans` and `gold` are what the chains are
    scored by, `anchor` whom the mentions are known to mean.
    """

    name: str
    table: MentionTable
    candidates: npt.NDArray[np.int32]
    closeness: npt.NDArray[np.float32]
    chain: npt.NDArray[np.int64]
    anchor: tuple[int, ...]
    relatives: Mapping[tuple[int, int], int]
    spans: tuple[Span, ...]
    gold: tuple[frozenset[Span], ...]

    def relative(self, owner: int, place: int) -> int | None:
        """Return whom a kin word means, by its owner."""
        return self.relatives.get((owner, place))


def load_lessons(
    data: Path, split: Split, names: Sequence[str], model: Model, encoder: EncoderPart
) -> Iterator[Lesson]:
    """Yield each document twice: before anybody knows who speaks, and after."""
    for name in names:
        document = load_document(data, split, name)
        opened = _open(read_book(document.path, pretokenized=True), model)
        if opened is None:
            continue
        opening, table_so_far, vectors = opened
        discourse, people = opening.discourse, opening.people
        named = list(people.referent)
        rounds = choose_in_rounds(opening, shipped_models().speakers, None, 2)
        addressees = find_addressees(surroundings_after(opening, rounds), rounds.choices, shipped_models().addressees)
        speakers, tags = known_speakers(opening.turns, rounds.choices)
        people.referent[:] = named
        chain_of = {span: number for number, chain in enumerate(document.gold.chains) for span in chain}
        for who, by_tag, to in (({}, {}, {}), (speakers, tags, by_quotation(opening.turns, addressees))):
            table = with_known(table_so_far, discourse, people, who, to)
            candidates = find_candidates(table)
            references = [discourse.references[number] for number in table.reference.tolist()]
            spans = tuple(Span(one.mention.start, one.mention.end) for one in references)
            relatives = {
                (owner, place): found
                for place, owner in _owned(table)
                if (found := known_relative(discourse, people, references[place], owner)) is not None
            }
            yield Lesson(
                name,
                table,
                candidates,
                affinity(table, np.arange(len(table)), candidates, vectors, encoder),
                np.array([chain_of.get(span, -1) for span in spans], dtype=np.int64),
                tuple(find_anchors(discourse, people, table, by_tag)),
                relatives,
                spans,
                document.gold.chains,
            )


def _owned(table: MentionTable) -> Iterator[tuple[int, int]]:
    """Yield each possessed mention with everybody who might turn out to own it."""
    people = sorted(set(table.person[table.person >= 0].tolist()) | set(table.speaker[table.speaker >= 0].tolist()))
    for place in np.flatnonzero((table.owner >= 0) & (table.kin == 1)).tolist():
        for owner in people:
            yield place, owner


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One pronoun and two names, one of which it means.

    `place` is the pronoun's in the table, `candidates` int32 ``(1, c)`` with the encoder's scores `closeness`; bool ``(1, c)``
    say which of them are mentions of the `right` name's bearer and which of the `wrong` one's. Of the others nothing is known.
    """

    table: MentionTable
    place: int
    candidates: npt.NDArray[np.int32]
    closeness: Float
    right: npt.NDArray[np.bool_]
    wrong: npt.NDArray[np.bool_]


def load_questions(data: Path, model: Model, encoder: EncoderPart) -> Iterator[Question]:
    """Yield GAP's development items whose pronoun means one of the two names, as far as the mentions are found."""
    for item in load_gap(data, "development"):
        if not (item.a_same or item.b_same):
            continue
        with passage_file(item.text) as path:
            opened = _open(read_book(path), model)
        question = None if opened is None else _question(item, *opened, encoder)
        if question is not None:
            yield question


def _question(
    item: GapItem, opening: Opening, table: MentionTable, vectors: npt.NDArray[np.float16], encoder: EncoderPart
) -> Question | None:
    mentions = [opening.discourse.references[number].mention for number in table.reference.tolist()]
    place = next((i for i, one in enumerate(mentions) if Span(one.start, one.end) == item.pronoun), None)
    table = with_known(table, opening.discourse, opening.people, {}, {})
    bearers = []
    for name in (item.a, item.b):
        touching = [i for i, one in enumerate(mentions) if one.start < name.end and name.start < one.end]
        if not touching or place is None:
            return None
        shortest = min(touching, key=lambda i: mentions[i].end - mentions[i].start)
        who = table.person[shortest]
        bearers.append({shortest} | (set(np.flatnonzero(table.person == who).tolist()) if who >= 0 else set()))
    right, wrong = bearers if item.a_same else reversed(bearers)
    assert place is not None
    mine = np.array([place])
    candidates = find_candidates(table)[mine]
    is_right, is_wrong = (np.isin(candidates, sorted(those)) for those in (right, wrong - right))
    if not is_right.any() or right & wrong:
        return None
    return Question(table, place, candidates, affinity(table, mine, candidates, vectors, encoder), is_right, is_wrong)


def _open(book: Book, model: Model) -> tuple[Opening, MentionTable, npt.NDArray[np.float16]] | None:
    """Return the mentions of a book as they stand before anybody is referred to, and their vectors."""
    tokens = tokenize(book)
    analysis = analyse_kept(model, book, tokens)
    if not len(analysis.mentions):
        return None
    syntax = read_syntax(analysis, tokens.words)
    tokens = replace(tokens, sentence=analysis.sentence)
    quotations = find_quotations(book)
    mentions = find_mentions(tokens, quotations, analysis, syntax)
    opening = open_resolution(book, tokens, quotations, mentions, None, syntax)
    assert opening.table is not None  # the network gives trees
    return opening, opening.table, analysis.mentions.vector
