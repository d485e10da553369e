"""Whom every mention means, by the antecedents that the scorer finds."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fabula.lexicons import words_of
from fabula.resolve.antecedents import AntecedentWeights, score_antecedents
from fabula.resolve.binding import find_barred
from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.groups import find_groups
from fabula.resolve.linking import NO_ANCHOR, Chains, Known, link_mentions, mentions_to_score
from fabula.resolve.mention_table import NARRATION, NOBODY, MentionTable, with_known
from fabula.resolve.names import normal_form
from fabula.resolve.people import People
from fabula.resolve.roles import described_person, known_relative
from fabula.resolve.rulings import find_ruled_out, is_anothers
from fabula.resolve.turns import paragraphs_after_breaks
from fabula.types.annotations import Gender

_SURE_OF_GENDER = 3  # times as many pronouns of one gender as of the other that tell somebody's


@dataclass(frozen=True, slots=True, eq=False)
class Linker:
    """What links mentions: the encoder's vectors of them, and the scorer's weights."""

    vectors: npt.NDArray[np.float16]
    weights: AntecedentWeights


@dataclass(frozen=True, slots=True)
class Links:
    """For each reference its chain, and how likely it is that it belongs there.

    `shares` tells for each reference asked for whom else it may mean, each with the likelihood.
    """

    chain: tuple[int, ...]
    confidence: tuple[float, ...]
    shares: Mapping[int, Mapping[int, float]]


def refer_all(
    linker: Linker,
    discourse: Discourse,
    people: People,
    described: MentionTable,
    speakers: Mapping[int, int],
    tag_speakers: Mapping[int, int],
    addressees: Mapping[int, Sequence[int]],
    *,
    nouns_known: bool = False,
    asked: AbstractSet[int] = frozenset(),
) -> Links:
    """Refer every mention, in place, and return the chain of each; those of pronouns alone keep no referent.

    `described` is the table of the mentions, whatever it knows of speakers.
    `speakers` and `addressees` are those of quotations as far as known, `tag_speakers` the referents of references in tags.
    With `nouns_known` the nouns keep their referents of a round before. `asked` are the references of which all that they may
    mean is wanted.
    """
    table = with_known(described, discourse, people, speakers, addressees)
    anchors = find_anchors(discourse, people, table, tag_speakers, nouns_known=nouns_known)
    order = np.argsort(table.reference)
    places = {int(order[number]) for number in asked}
    # *the child*, a name in a given cast, may be somebody with another name, or in a chain that has none
    by_phrase = frozenset() if nouns_known else frozenset(int(order[number]) for number in people.by_phrase)
    wanted = mentions_to_score(table, anchors, by_phrase)
    blocks = score_antecedents(table, linker.vectors, linker.weights, wanted)

    def relative(owner: int, place: int) -> int | None:
        return known_relative(discourse, people, discourse.references[table.reference[place]], owner)

    parts = [people.part(discourse.references[number].first) for number in table.reference.tolist()]
    members = {group: frozenset(members) for members, group in people.groups.items()}
    breaks = paragraphs_after_breaks(discourse)
    scenes = [bisect_right(breaks, number) for number in table.paragraph.tolist()] if breaks else []
    barred = () if discourse.syntax is None else find_barred(table, discourse.syntax, anchors)
    never = find_ruled_out(discourse, people, table)
    known = Known(relative, parts, members, barred, scenes, never, by_phrase)
    chains = link_mentions(table, blocks, anchors, known, places)
    who_is = _name_chains(discourse, people, table, chains)
    shares = {
        int(table.reference[place]): {who: share for chain, share in found if (who := who_is.get(chain)) is not None}
        for place, found in chains.shares.items()
    }
    return Links(
        tuple(np.array(chains.chain)[order].tolist()), tuple(np.array(chains.confidence)[order].tolist()), shares
    )


def find_anchors(
    discourse: Discourse,
    people: People,
    table: MentionTable,
    tag_speakers: Mapping[int, int],
    *,
    nouns_known: bool = False,
) -> list[int]:
    """Return for each mention of the table whom it is known to mean before any antecedent is sought."""
    known = []
    for number, speaker, addressee in zip(
        *(one.tolist() for one in (table.reference, table.speaker, table.addressee)), strict=True
    ):
        reference = discourse.references[number]
        if number in tag_speakers:
            found: int | None = tag_speakers[number]
        elif reference.mention.form == "PROP" or (reference.mention.form == "NOM" and nouns_known):
            found = people.referent[number]
        elif reference.mention.form == "NOM":
            found = _known_noun(discourse, people, reference)
        else:
            found = _known_pronoun(people, reference, speaker, addressee)
        known.append(NO_ANCHOR if found is None else found)
    numbers = table.reference.tolist()
    whom = {number: who for number, who in zip(numbers, known, strict=True) if who != NO_ANCHOR}
    groups = find_groups(discourse, people, whom)
    return [groups.get(number, who) for number, who in zip(numbers, known, strict=True)]


def _known_noun(discourse: Discourse, people: People, reference: Reference) -> int | None:
    named = people.referent[reference.number]
    if named is not None:
        return named
    found = described_person(discourse, people, reference)
    return None if found is None or is_anothers(discourse, people, reference.number, found) else found


def _known_pronoun(people: People, reference: Reference, speaker: int, addressee: int) -> int | None:
    """Return whom *I* and *you* mean where it is known who speaks, and to whom (by the table's columns)."""
    pronoun = reference.pronoun
    if pronoun is not None and pronoun.person == 1 and pronoun.gender is None:
        found = people.teller(reference.first) if speaker == NARRATION else speaker
    elif pronoun is not None and pronoun.person == 2:
        reader = people.reader(reference.first) if speaker == NARRATION else None
        found = addressee if reader is None else reader
    else:
        return None
    return None if found == NOBODY else found


def _name_chains(discourse: Discourse, people: People, table: MentionTable, chains: Chains) -> dict[int, int | None]:
    """Give every mention its chain's person, adding one for each chain that a noun stands for and nobody else.

    Return the person of each chain.
    """
    persons: dict[int, int | None] = {}
    members: defaultdict[int, list[Reference]] = defaultdict(list)
    for place, number in enumerate(table.reference.tolist()):
        members[chains.chain[place]].append(discourse.references[number])
    for chain, mentions in members.items():
        who: int | None = chains.anchors[chain]
        if who == NO_ANCHOR:
            nouns = [one for one in mentions if one.mention.form != "PRON"]
            who = _add(discourse, people, nouns) if nouns else None
        persons[chain] = who
        for one in mentions:
            people.referent[one.number] = who
        if who is not None:
            _learn_gender(people, who, mentions)
    return persons


def _add(discourse: Discourse, people: People, nouns: Sequence[Reference]) -> int:
    """Return somebody or something that is only ever described, added under what is said most, or the one whom a cast calls so.

    The rest of the descriptions are no names to go by.
    """
    said = Counter(_description(discourse, one) for one in nouns)
    name = max(said, key=lambda words: (not _is_indefinite(words), said[words]))
    given = next((who for who in people.bearers.get(normal_form(name), ()) if people.everyone[who].given), None)
    if given is not None and not any(is_anothers(discourse, people, one.number, given) for one in nouns):
        return given
    kind = Counter(one.mention.type for one in nouns).most_common(1)[0][0]
    genders = Counter(one.gender for one in nouns if one.gender is not None)
    gender: Gender | None = genders.most_common(1)[0][0] if genders else None
    return people.add(name, kind, gender, group=gender == "plural")


def _description(discourse: Discourse, reference: Reference) -> str:
    """Return the words of a description without the clauses after them; all of them where nothing else is left."""
    mention, text = reference.mention, discourse.book.text
    short = mention.name.of(text).split()
    if len(short) == 1 and short[0].lower() in words_of("determiners"):
        return " ".join(text[mention.start : mention.end].split())
    return " ".join(short)


def _is_indefinite(words: str) -> bool:
    return words.split()[0].lower() in words_of("indefinite_determiners")


def _learn_gender(people: People, who: int, mentions: Sequence[Reference]) -> None:
    """Take the gender of one whose names and descriptions tell none from the pronouns that mean her or him."""
    person = people.everyone[who]
    if person.gender is not None or person.group or person.type != "PER":
        return
    counts = Counter(one.gender for one in mentions if one.pronoun is not None and one.pronoun.person == 3)
    male, female = counts["male"], counts["female"]
    if max(male, female) >= _SURE_OF_GENDER * max(1, min(male, female)):
        person.gender = "male" if male > female else "female"
