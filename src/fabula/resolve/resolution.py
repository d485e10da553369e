"""The resolving stages together: from mentions and quotations to people, speakers and addressees.

Speakers and pronouns hang on each other: a first round refers pronouns by salience alone, chooses speakers, and a second
one refers the pronouns again with the speakers known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.resolve.addressees import find_addressees
from fabula.resolve.cast import Cast
from fabula.resolve.characters import NameVariant, build_characters
from fabula.resolve.coreference import refer_narration, refer_quoted, salience_at_quotations
from fabula.resolve.discourse import Discourse, build_discourse
from fabula.resolve.leftovers import Leftover, group_leftovers
from fabula.resolve.narrator import find_narrator
from fabula.resolve.people import People, Person, gather_people
from fabula.resolve.referents import Linker, refer_all
from fabula.resolve.speakers import Choice, Weights, choose_speakers, shipped_weights
from fabula.resolve.turns import Turn, find_turns
from fabula.types.annotations import Attribution, Mention, Quotation, QuotationKind, Syntax
from fabula.types.text import Book, Span, Tokens

_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who everybody is: people, the referent of each reference, and who says each quotation (``None``: not speech).

    `referents` is parallel to ``discourse.references``, `attributions` to ``discourse.quotations``; both hold places in
    `people`. `leftover_of`, parallel to the references too, holds places in `leftovers` for those without a referent.
    """

    discourse: Discourse
    people: tuple[Person, ...]
    referents: tuple[int | None, ...]
    attributions: tuple[Attribution | None, ...]
    variants: tuple[NameVariant, ...]
    first_person: bool
    leftovers: tuple[Leftover, ...]
    leftover_of: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before anybody's words are known: the indexed text, everybody with a name, the turns, the name variants."""

    discourse: Discourse
    people: People
    turns: tuple[Turn, ...]
    variants: tuple[NameVariant, ...]


def open_resolution(
    book: Book,
    tokens: Tokens,
    quotations: Sequence[Quotation],
    mentions: Sequence[Mention],
    cast: Cast | None,
    syntax: Syntax | None = None,
) -> Opening:
    """Return who has a name, with the narrator found and the names referred; those of `cast` come first and as given."""
    characters = build_characters(book.text, mentions, cast)
    discourse = build_discourse(book, tokens, quotations, mentions, syntax)
    people = gather_people(discourse, characters)
    turns = find_turns(discourse, people)
    people.narrator = find_narrator(discourse, people, turns)
    return Opening(discourse, people, turns, characters.variants)


def resolve(
    book: Book,
    tokens: Tokens,
    quotations: Sequence[Quotation],
    mentions: Sequence[Mention],
    cast: Cast | None,
    weights: Weights | None = None,
    syntax: Syntax | None = None,
    linker: Linker | None = None,
) -> Resolution:
    """Return the people of a book and who says what to whom; those of `cast` come first and as given.

    `weights` are those of the speaker model, the package's own unless given; `syntax` the tags and trees, if any; without a
    `linker` pronouns and descriptions are referred by salience.
    """
    opening = open_resolution(book, tokens, quotations, mentions, cast, syntax)
    speaking = shipped_weights() if weights is None else weights
    if linker is None:
        choices, addressees = refer_by_salience(opening, speaking)
        chains = None
    else:
        choices, addressees, chains = _refer_by_chains(opening, speaking, linker)
    return _conclude(opening, choices, addressees, chains)


def refer_by_salience(opening: Opening, weights: Weights) -> tuple[tuple[Choice, ...], tuple[tuple[int, ...], ...]]:
    """Return the speaker and the addressees of each turn; refer all mentions on the way."""
    discourse, people, turns = opening.discourse, opening.people, opening.turns
    speakers: dict[int, int] = {}
    tags: dict[int, int] = {}
    choices: tuple[Choice, ...] = ()
    for _ in range(_ROUNDS):
        before = refer_narration(discourse, people, speakers, tags)
        choices = choose_speakers(discourse, people, turns, before, weights, choices)
        speakers, tags = known_speakers(turns, choices)
    before = refer_narration(discourse, people, speakers, tags)
    addressees = find_addressees(people, turns, choices)
    refer_quoted(discourse, people, speakers, by_quotation(turns, addressees), before)
    return choices, addressees


def _refer_by_chains(
    opening: Opening, weights: Weights, linker: Linker
) -> tuple[tuple[Choice, ...], tuple[tuple[int, ...], ...], tuple[int, ...]]:
    """Return the same, and the chain of each mention: those of nouns are found first, then speakers, then pronouns again."""
    discourse, people, turns = opening.discourse, opening.people, opening.turns
    refer_all(linker, discourse, people, {}, {}, {})
    choices: tuple[Choice, ...] = ()
    speakers: dict[int, int] = {}
    for _ in range(_ROUNDS):
        before = salience_at_quotations(discourse, people, speakers)
        choices = choose_speakers(discourse, people, turns, before, weights, choices)
        speakers, tags = known_speakers(turns, choices)
        for number, who in tags.items():
            people.referent[number] = who
    addressees = find_addressees(people, turns, choices)
    heard = by_quotation(turns, addressees)
    chains = refer_all(linker, discourse, people, speakers, tags, heard, nouns_known=True)
    return choices, addressees, chains


def by_quotation(turns: Sequence[Turn], addressees: Sequence[tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    """Return the addressees of each quotation from those of the turns."""
    return {number: heard for turn, heard in zip(turns, addressees, strict=True) for number in turn.quotations}


def known_speakers(turns: Sequence[Turn], choices: Sequence[Choice]) -> tuple[dict[int, int], dict[int, int]]:
    """Return the speaker of each quotation, and the referent of each pronoun in a tag."""
    speakers: dict[int, int] = {}
    tags: dict[int, int] = {}
    for turn, choice in zip(turns, choices, strict=True):
        if choice.speaker is None:
            continue
        speakers.update(dict.fromkeys(turn.quotations, choice.speaker))
        if turn.tag is not None and turn.tag.reference.pronoun is not None:
            tags[turn.tag.reference.number] = choice.speaker
    return speakers, tags


def _conclude(
    opening: Opening,
    choices: Sequence[Choice],
    addressees: Sequence[tuple[int, ...]],
    chains: Sequence[int] | None,
) -> Resolution:
    discourse, people = opening.discourse, opening.people
    attributions: list[Attribution | None] = [None] * len(discourse.quotations)
    for turn, choice, heard in zip(opening.turns, choices, addressees, strict=True):
        for number in turn.quotations:
            attributions[number] = _attribution(discourse, turn, choice, heard)
    narrators = any(one.narrator for one in people.everyone)
    leftovers, leftover_of = group_leftovers(discourse, people.referent, chains)
    return Resolution(
        discourse,
        tuple(people.everyone),
        tuple(people.referent),
        tuple(attributions),
        opening.variants,
        people.narrator is not None and narrators,
        leftovers,
        leftover_of,
    )


def _attribution(discourse: Discourse, turn: Turn, choice: Choice, heard: tuple[int, ...]) -> Attribution:
    tag = turn.tag
    kind: QuotationKind = "implicit"
    cue = mention = None
    if tag is not None:
        kind = "explicit" if tag.reference.mention.form == "PROP" else "anaphoric"
        mention = Span(tag.reference.mention.start, tag.reference.mention.end)
        if tag.verb is not None:
            cue = Span(discourse.starts[tag.verb], discourse.ends[tag.verb])
    return Attribution(choice.speaker, heard, kind, cue, mention, round(choice.confidence, 4))
