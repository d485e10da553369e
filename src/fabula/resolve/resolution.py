"""The resolving stages together: from mentions and quotations to people, speakers and addressees.

Speakers and pronouns hang on each other: a first round refers pronouns by salience alone, chooses speakers, and a second
one refers the pronouns again with the speakers known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.resolve.addressees import find_addressees
from fabula.resolve.cast import Cast
from fabula.resolve.characters import Characters, NameVariant, build_characters
from fabula.resolve.coreference import refer_narration, refer_quoted
from fabula.resolve.discourse import Discourse, build_discourse
from fabula.resolve.leftovers import Leftover, group_leftovers
from fabula.resolve.narrator import find_narrator
from fabula.resolve.people import People, Person, gather_people
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


def resolve(
    book: Book,
    tokens: Tokens,
    quotations: Sequence[Quotation],
    mentions: Sequence[Mention],
    cast: Cast | None,
    weights: Weights | None = None,
    syntax: Syntax | None = None,
) -> Resolution:
    """Return the people of a book and who says what to whom; those of `cast` come first and as given.

    `weights` are those of the speaker model, the package's own unless given; `syntax` the tags and trees, if any.
    """
    characters = build_characters(book.text, mentions, cast)
    discourse = build_discourse(book, tokens, quotations, mentions, syntax)
    people = gather_people(discourse, characters)
    turns = find_turns(discourse, people)
    people.narrator = find_narrator(discourse, people, turns)
    choices, addressees = _choose(discourse, people, turns, shipped_weights() if weights is None else weights)
    return _conclude(discourse, people, turns, choices, addressees, characters)


def _choose(
    discourse: Discourse, people: People, turns: Sequence[Turn], weights: Weights
) -> tuple[tuple[Choice, ...], tuple[tuple[int, ...], ...]]:
    """Return the speaker and the addressees of each turn; refer all pronouns on the way."""
    speakers: dict[int, int] = {}
    tags: dict[int, int] = {}
    choices: tuple[Choice, ...] = ()
    for _ in range(_ROUNDS):
        before = refer_narration(discourse, people, speakers, tags)
        choices = choose_speakers(discourse, people, turns, before, weights, choices)
        speakers, tags = known_speakers(turns, choices)
    before = refer_narration(discourse, people, speakers, tags)
    addressees = find_addressees(people, turns, choices)
    heard = {number: addressees[i] for i, turn in enumerate(turns) for number in turn.quotations}
    refer_quoted(discourse, people, speakers, heard, before)
    return choices, addressees


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
    discourse: Discourse,
    people: People,
    turns: Sequence[Turn],
    choices: Sequence[Choice],
    addressees: Sequence[tuple[int, ...]],
    characters: Characters,
) -> Resolution:
    attributions: list[Attribution | None] = [None] * len(discourse.quotations)
    for turn, choice, heard in zip(turns, choices, addressees, strict=True):
        for number in turn.quotations:
            attributions[number] = _attribution(discourse, turn, choice, heard)
    narrators = any(one.narrator for one in people.everyone)
    leftovers, leftover_of = group_leftovers(discourse, people.referent)
    return Resolution(
        discourse,
        tuple(people.everyone),
        tuple(people.referent),
        tuple(attributions),
        characters.variants,
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
