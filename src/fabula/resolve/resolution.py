"""The resolving stages together: from mentions and quotations to people, speakers and addressees.

Speakers and pronouns hang on each other: pronouns are referred with nobody's words known, then speakers are chosen, in
rounds, and then the pronouns are referred again with the speakers known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fabula.errors import CastError
from fabula.resolve.addressees import find_addressees
from fabula.resolve.called import find_apart, find_misplaced, find_reached
from fabula.resolve.characters import NARRATOR_NAME, Characters, NameVariant, build_characters
from fabula.resolve.coreference import refer_narration, refer_quoted, salience_at_quotations
from fabula.resolve.discourse import Discourse, build_discourse
from fabula.resolve.given import (
    NOBODY_NAMED,
    given_scenes,
    given_speakers,
    not_persons_of,
    with_given_lines,
    without_given_things,
)
from fabula.resolve.groups import refer_groups
from fabula.resolve.kin_apart import part_kin
from fabula.resolve.leftovers import Leftover, group_leftovers
from fabula.resolve.mention_table import MentionTable, tabulate
from fabula.resolve.names import normal_form
from fabula.resolve.narrator import find_focal_parts, find_narrator, find_tellers
from fabula.resolve.people import People, Person, gather_people
from fabula.resolve.referents import Linker, Links, refer_all
from fabula.resolve.roles import add_described_names, find_kin
from fabula.resolve.speakers import Choice, SpeakerModel, choose_speakers
from fabula.resolve.speech_models import SpeechModels, shipped_models, unseen_scorer
from fabula.resolve.surroundings import Surroundings, survey
from fabula.resolve.tags import Tag, find_tag
from fabula.resolve.thinkers import Cue, Thinker, find_cues, find_thinkers
from fabula.resolve.turns import Turn, find_turns
from fabula.resolve.unseen_turns import find_unseen_turns, open_dialogue
from fabula.resolve.writers import add_writers, writer_of
from fabula.types.annotations import Attribution, Mention, Quotation, QuotationKind, Syntax
from fabula.types.cast import Cast, CastMember
from fabula.types.text import Book, Span, Tokens

_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who everybody is: people, the referent of each reference, and who says each quotation (``None``: not speech).

    `referents` is parallel to ``discourse.references``, `attributions` to ``discourse.quotations``; both hold places in
    `people`. `leftover_of`, parallel to the references too, holds places in `leftovers` for those without a referent.
    `confidence`, parallel to them as well, tells how likely each is to mean that; ``None`` where nothing tells. `tellers` are
    those who tell the parts of the book in turn, as in `People`; `focal` those through whose eyes parts are told, as lines with
    *POV* say. `scenes` tells of some paragraphs whether the reader has a scene begin there. `unseen` tells of quotations that
    open a paragraph how likely a line of dialogue right before them is missing, in log-odds; it is empty without a linker.
    """

    discourse: Discourse
    people: tuple[Person, ...]
    referents: tuple[int | None, ...]
    attributions: tuple[Attribution | None, ...]
    variants: tuple[NameVariant, ...]
    first_person: bool
    leftovers: tuple[Leftover, ...]
    leftover_of: tuple[int | None, ...]
    confidence: tuple[float, ...] | None
    tellers: tuple[tuple[int, int | None], ...] = ()
    focal: tuple[tuple[int, int | None], ...] = ()
    scenes: Mapping[int, bool] = field(default_factory=dict)
    unseen: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before anybody's words are known: the indexed text, everybody with a name, the turns, the name variants.

    `table` holds what a linker knows of the mentions; ``None`` where there are no trees. `given` tells by quotation the speakers
    that are known for sure, `cues` what tells whose the thoughts are.
    """

    discourse: Discourse
    people: People
    turns: tuple[Turn, ...]
    variants: tuple[NameVariant, ...]
    table: MentionTable | None
    given: Mapping[int, int]
    cues: Mapping[int, Cue]


@dataclass(frozen=True, slots=True)
class Rounds:
    """What some rounds of choosing speakers come to: the choice for each turn, the salience at each quotation, as
    `salience_at_quotations` gives it, and the links of the mentions before any speaker was known (``None`` without a linker).
    `first` are the choices of the first round."""

    choices: tuple[Choice, ...]
    salience: list[list[tuple[float, int]]]
    links: Links | None
    first: tuple[Choice, ...] = ()


def open_resolution(
    book: Book,
    tokens: Tokens,
    quotations: Sequence[Quotation],
    mentions: Sequence[Mention],
    cast: Cast | None,
    syntax: Syntax | None = None,
) -> Opening:
    """Return who has a name, with the narrator found and the names referred; those of `cast` come first and as given."""
    gone = not_persons_of(cast)
    discourse = build_discourse(
        book,
        tokens,
        with_given_lines(book, quotations, cast),
        without_given_things(book.text, mentions, gone),
        syntax,
    )
    characters = build_characters(discourse, cast)
    unknown = [one for one in given_speakers(discourse.quotations, cast) if not _is_known(characters, one)]
    if cast is not None and unknown:
        cast = replace(cast, members=(*cast.members, *map(CastMember, unknown)))
        characters = build_characters(discourse, cast)
    people = gather_people(discourse, characters, gone)
    turns = find_turns(discourse, people)
    misplaced = find_misplaced(discourse, people, turns)
    same = (*find_reached(discourse, people, turns), *misplaced.same)
    apart = (*find_apart(discourse, people, turns), *misplaced.apart)
    if same or apart:
        characters = build_characters(discourse, cast, same, apart)
        people = gather_people(discourse, characters, gone)
        turns = find_turns(discourse, people)
    people.tellers = find_tellers(discourse, people)
    people.narrator = find_narrator(discourse, people, turns)
    add_writers(discourse, people, turns)
    people.kin = find_kin(discourse, people)
    table = None if syntax is None else tabulate(discourse, syntax)
    return Opening(
        discourse, people, turns, characters.variants, table, _given_speakers(discourse, people), find_cues(discourse)
    )


def _is_known(characters: Characters, name: str) -> bool:
    """Tell whether somebody is called so, or it is what the narrator is called whom nobody names."""
    return bool(characters.named(name)) or name == NARRATOR_NAME or any(one.name == name for one in characters.people)


def _given_speakers(discourse: Discourse, people: People) -> dict[int, int]:
    """Return the speakers that the reader gives, by quotation; `CastError` for one whom nothing names."""
    found = {}
    for number, quotation in enumerate(discourse.quotations):
        if quotation.speaker is None:
            who = writer_of(discourse, people, quotation)
            if who is not None:
                found[number] = who
            continue
        if quotation.speaker == NOBODY_NAMED:
            continue
        speaker = _bearer(people, quotation.speaker)
        if speaker is None and quotation.speaker == NARRATOR_NAME:
            speaker = people.add(NARRATOR_NAME, "PER", None)
        if speaker is None:
            raise CastError(
                f"[{quotation.start}, {quotation.end}] is given to {quotation.speaker!r}, a name that neither the cast nor "
                "the text has; write it as one of them does, or add it to the cast"
            )
        found[number] = speaker
    return found


def _bearer(people: People, name: str) -> int | None:
    """Return whom a reader means by a name: who is called so first of all, else who may be; ``None`` where nobody is."""
    bearers = people.bearers.get(normal_form(name), ())
    persons = [one.number for one in people.everyone if one.type == "PER" and one.name == name]
    if name == NARRATOR_NAME and people.narrator is not None:
        persons.append(people.narrator)
    return next(iter((*(one for one in persons if one in bearers), *bearers, *persons)), None)


def resolve(
    book: Book,
    tokens: Tokens,
    quotations: Sequence[Quotation],
    mentions: Sequence[Mention],
    cast: Cast | None,
    models: SpeechModels | None = None,
    syntax: Syntax | None = None,
    linker: Linker | None = None,
) -> Resolution:
    """Return the people of a book and who says what to whom; those of `cast` come first and as given.

    `models` choose speakers and addressees, the package's own unless given; `syntax` the tags and trees, if any; without a
    `linker` pronouns and descriptions are referred by salience.
    """
    opening = open_resolution(book, tokens, quotations, mentions, cast, syntax)
    discourse, people, turns = opening.discourse, opening.people, opening.turns
    speech = shipped_models() if models is None else models
    rounds = choose_in_rounds(opening, speech.speakers, linker, _ROUNDS)
    choices = rounds.choices
    speakers, tags = known_speakers(turns, choices)
    around = surroundings_after(opening, rounds)
    addressees = find_addressees(around, choices, speech.addressees)
    unseen = {} if linker is None else find_unseen_turns(open_dialogue(around, rounds.first, choices), unseen_scorer())
    heard = by_quotation(turns, addressees)
    thinkers = find_thinkers(people, opening.cues, {} if rounds.links is None else rounds.links.shares)
    for number, one in thinkers.items():
        speakers[number] = one.who
        if one.tag is not None and one.tag.reference.pronoun is not None:
            tags[one.tag.reference.number] = one.who
    confidence = chains = None
    if linker is None:
        refer_quoted(discourse, people, speakers, heard, rounds.salience)
        refer_groups(discourse, people)
    else:
        assert opening.table is not None
        assert rounds.links is not None
        links = refer_all(linker, discourse, people, opening.table, speakers, tags, heard, nouns_known=True)
        chains, confidence = links.chain, _confidences(opening, choices, rounds.links, links)
    found = _conclude(opening, choices, addressees, thinkers, chains, confidence)
    return replace(found, unseen=unseen, scenes=given_scenes(book, cast))


def choose_in_rounds(opening: Opening, model: SpeakerModel, linker: Linker | None, rounds: int) -> Rounds:
    """Return the speaker of each turn after some rounds, and what they leave."""
    found = begin_rounds(opening, linker)
    for _ in range(rounds):
        found = next_round(opening, model, found)
    return found


def begin_rounds(opening: Opening, linker: Linker | None) -> Rounds:
    """Return what is known before any speaker is chosen: mentions outside quotations are referred, with a `linker` for good."""
    links = None
    if linker is not None:
        assert opening.table is not None, "who links mentions needs their trees"
        asked = _near_speech(opening.turns, opening.cues)
        links = refer_all(linker, opening.discourse, opening.people, opening.table, {}, {}, {}, asked=asked)
    return Rounds((), _refer_again(opening, links, {}, {}), links)


def next_round(opening: Opening, model: SpeakerModel, rounds: Rounds) -> Rounds:
    """Return the rounds and one more: every turn's speaker is chosen anew, and pronouns in tags are referred to them."""
    choices = choose_speakers(surroundings_after(opening, rounds), model, opening.given)
    salience = _refer_again(opening, rounds.links, *known_speakers(opening.turns, choices))
    return Rounds(choices, salience, rounds.links, rounds.first or choices)


def _refer_again(
    opening: Opening, links: Links | None, speakers: Mapping[int, int], tags: Mapping[int, int]
) -> list[list[tuple[float, int]]]:
    """Refer what hangs on the speakers by now known; return the salience at each quotation."""
    if links is None:
        return refer_narration(opening.discourse, opening.people, speakers, tags)
    for reference, who in tags.items():
        opening.people.referent[reference] = who
    return salience_at_quotations(opening.discourse, opening.people, speakers)


def surroundings_after(opening: Opening, rounds: Rounds) -> Surroundings:
    """Return what stands around the turns, as far as the rounds have come."""
    earlier = [(one.speaker, one.confidence) for one in rounds.choices]
    shares = {} if rounds.links is None else rounds.links.shares
    return survey(opening.discourse, opening.people, opening.turns, rounds.salience, earlier, shares)


def _near_speech(turns: Sequence[Turn], cues: Mapping[int, Cue]) -> set[int]:
    """Return the references in tags and beats, and those that tell whose a thought is, that are no names."""
    found = [one for turn in turns for one in (turn.tag.reference if turn.tag else None, turn.before, turn.after)]
    found += [cue.reference for cue in cues.values()]
    return {one.number for one in found if one is not None and one.mention.form != "PROP"}


def _confidences(opening: Opening, choices: Sequence[Choice], first: Links, last: Links) -> tuple[float, ...]:
    """Return for each reference how likely it is to mean what it was referred to.

    Nouns were linked before anybody's words were known; *I*, *you* and the pronouns of tags are as sure as the speaker.
    """
    discourse = opening.discourse
    speaker_known: dict[int, float] = {}  # by quotation
    found = []
    for turn, choice in zip(opening.turns, choices, strict=True):
        if choice.speaker is not None:
            speaker_known.update(dict.fromkeys(turn.quotations, choice.confidence))
    tags = {turn.tag.reference.number: turn.quotations[0] for turn in opening.turns if turn.tag is not None}
    for reference, before, after in zip(discourse.references, first.confidence, last.confidence, strict=True):
        pronoun = reference.pronoun
        if reference.mention.form != "PRON":
            found.append(before)
        elif reference.number in tags or (pronoun is not None and pronoun.person < 3):
            quotation = tags.get(reference.number, reference.quotation)
            found.append(min(after, speaker_known.get(quotation, after)))
        else:
            found.append(after)
    return tuple(found)


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
    thinkers: Mapping[int, Thinker],
    chains: Sequence[int] | None,
    confidence: tuple[float, ...] | None,
) -> Resolution:
    discourse, people = opening.discourse, opening.people
    attributions: list[Attribution | None] = [None] * len(discourse.quotations)
    for turn, choice, heard in zip(opening.turns, choices, addressees, strict=True):
        for number in turn.quotations:
            attributions[number] = _attribution(discourse, turn.tag, choice, heard)
    for number, one in thinkers.items():
        attributions[number] = _attribution(discourse, one.tag, Choice(one.who, one.confidence), ())
    for number, quotation in enumerate(discourse.quotations):
        if quotation.speaker == NOBODY_NAMED:
            attributions[number] = _attribution(discourse, find_tag(discourse, number), Choice(None, 1.0), ())
    narrators = any(one.narrator for one in people.everyone)
    part_kin(discourse, people, confidence)
    add_described_names(discourse, people)
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
        confidence,
        people.tellers,
        find_focal_parts(discourse, people),
    )


def _attribution(discourse: Discourse, tag: Tag | None, choice: Choice, heard: tuple[int, ...]) -> Attribution:
    kind: QuotationKind = "implicit"
    cue = mention = None
    if tag is not None:
        kind = "explicit" if tag.reference.mention.form == "PROP" else "anaphoric"
        mention = Span(tag.reference.mention.start, tag.reference.mention.end)
        if tag.verb is not None:
            cue = Span(discourse.starts[tag.verb], discourse.ends[tag.verb])
    return Attribution(choice.speaker, heard, kind, cue, mention, round(choice.confidence, 4))
