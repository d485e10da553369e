"""Clauses as the shipped network's trees tell them."""

from __future__ import annotations

import pytest
from texts import parsed_reading

from fabula.world.clause_trees import tree_clauses
from fabula.world.clauses import Clause
from fabula.world.reading import Reading

ROOM = "Anna and Tom sat in the kitchen with Mrs. Pell."


def clause(text: str, verb: str) -> tuple[Reading, Clause]:
    """Return the clause of the last occurrence of a verb form in a text."""
    reading = parsed_reading(ROOM, text)
    syntax = reading.discourse.syntax
    assert syntax is not None
    found = [one for one in tree_clauses(reading, syntax) if reading.discourse.tokens.lower[one.verb] == verb]
    return reading, found[-1]


def names(reading: Reading, one: Clause) -> tuple[str | None, str | None]:
    """Return whom subject and object of a clause mean."""
    people = (None if it is None else reading.person(it) for it in (one.subject, one.object))
    subject, target = (None if who is None else who.name for who in people)
    return subject, target


@pytest.mark.parametrize(
    ("text", "verb", "subject", "target"),
    [
        ("Anna kissed Tom.", "kissed", "Anna", "Tom"),
        ("Tom was carried home by Anna.", "carried", "Anna", "Tom"),
        ("Anna rose and kissed Tom.", "kissed", "Anna", "Tom"),
        ("Anna began to scold Tom.", "scold", "Anna", "Tom"),
        ("Smiling, Anna followed Tom.", "smiling", "Anna", None),
        ("Anna made Tom laugh.", "laugh", "Tom", None),
        ("“Go away,” said Tom.", "said", "Tom", None),
    ],
)
def test_who_does_it_to_whom(text: str, verb: str, subject: str | None, target: str | None) -> None:
    assert names(*clause(text, verb)) == (subject, target)


def test_two_who_do_it_together_are_both_subjects() -> None:
    reading, one = clause("Anna and Tom laughed.", "laughed")
    assert one.subject is not None
    assert [reading.text[it.mention.start : it.mention.end] for it in (one.subject, *one.others)][-1] == "Tom"


@pytest.mark.parametrize(
    ("text", "verb", "asserted", "negated"),
    [
        ("Anna took the key.", "took", True, False),
        ("Anna did not take the key.", "take", False, True),
        ("Anna never took the key.", "took", False, True),
        ("Anna would take the key.", "take", False, False),
        ("Anna wanted to take the key.", "take", False, False),
        ("If Anna took the key, Tom slept.", "took", False, False),
        ("Anna could see the key.", "see", True, False),
        ("Nobody took the key.", "took", False, True),
    ],
)
def test_whether_it_happens(text: str, verb: str, asserted: bool, negated: bool) -> None:
    _, one = clause(text, verb)
    assert (one.asserted, one.negated) == (asserted, negated)


@pytest.mark.parametrize(
    ("text", "verb", "tense"),
    [
        ("Anna had taken the key.", "taken", "pluperfect"),
        ("Anna took the key.", "took", "past"),
        ("“I have taken it,” said Tom.", "taken", "perfect"),
        ("“I will take it,” said Tom.", "take", "future"),
        ("“I won’t take it,” said Tom.", "take", "future"),
        ("“I take it,” said Tom.", "take", "present"),
    ],
)
def test_tenses(text: str, verb: str, tense: str) -> None:
    assert clause(text, verb)[1].tense == tense


def test_a_gift_has_its_receiver() -> None:
    reading, one = clause("Anna gave Tom the key.", "gave")
    assert one.recipient is not None
    assert one.object_token is not None
    assert reading.discourse.tokens.lower[one.object_token] == "key"


def test_what_is_known_is_the_complement() -> None:
    reading, one = clause("Anna knew that the key was gone.", "knew")
    assert one.complement is not None
    assert "gone" in reading.discourse.tokens.lower[one.complement.start : one.complement.stop]
    _, inner = clause("Anna said that Tom had gone.", "gone")
    assert inner.embedded


def test_speech_hangs_on_nothing_of_its_tag() -> None:
    _, one = clause("“Tom took the key,” said Anna.", "took")
    assert (one.embedded, one.asserted) == (False, True)
    assert one.quotation >= 0


def test_what_somebody_is_has_its_predicate() -> None:
    reading, one = clause("Anna was afraid of Tom.", "afraid")
    assert (one.lemma, one.predicate) == ("be", one.verb)
    assert names(reading, one)[0] == "Anna"
