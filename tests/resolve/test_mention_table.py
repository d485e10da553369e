"""The columns of mentions."""

from __future__ import annotations

from texts import analysis_of, make_book

from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.syntax import read_syntax
from fabula.annotate.tokens import tokenize
from fabula.resolve.mention_table import (
    DETERMINERS,
    GENDERS,
    NARRATION,
    NOBODY,
    PRONOUN_CLASSES,
    ROLES,
    tabulate,
    with_known,
)
from fabula.resolve.resolution import open_resolution

# 0 Anna 1 and 2 Tom 3 saw 4 her 5 old 6 brother 7 himself 8 . | 9 “ 10 The 11 old 12 brother 13 knows 14 me 15 ! 16 ”
TEXT = ("Anna and Tom saw her old brother himself.", "“The old brother knows me!”")
TREE = {
    0: (3, "nsubj"), 1: (2, "cc"), 2: (0, "conj"), 4: (6, "nmod:poss"), 5: (6, "amod"), 6: (3, "obj"), 7: (6, "appos"),
    10: (12, "det"), 11: (12, "amod"), 12: (13, "nsubj"), 14: (13, "obj"),
}  # fmt: skip
TAGS = {4: ("PRON", "PRP$"), 7: ("PRON", "PRP"), 14: ("PRON", "PRP")}
SPANS = [
    (0, 2, "PER", "NOM"), (0, 0, "PER", "PROP"), (2, 2, "PER", "PROP"), (4, 6, "PER", "NOM"), (4, 4, "PER", "PRON"),
    (7, 7, "PER", "PRON"), (10, 12, "PER", "NOM"), (14, 14, "PER", "PRON"),
]  # fmt: skip


def test_the_columns_of_a_small_text() -> None:
    book = make_book(*TEXT)
    tokens, quotations = tokenize(book), find_quotations(book)
    analysis = analysis_of(tokens, SPANS, heads=TREE, tags=TAGS)
    syntax = read_syntax(analysis, tokens.words)
    mentions = find_mentions(tokens, quotations, analysis, syntax)
    opening = open_resolution(book, tokens, quotations, mentions, None, syntax)
    tom = next(one.number for one in opening.people.everyone if one.name == "Tom")
    table = with_known(tabulate(opening.discourse, syntax), opening.discourse, opening.people, {0: tom}, {})
    words = [
        book.text[one.start : one.end]
        for one in (opening.discourse.references[number].mention for number in table.reference.tolist())
    ]
    assert words == ["Anna", "Anna and Tom", "Tom", "her", "her old brother", "himself", "The old brother", "me"]
    assert table.row.tolist() == [1, 0, 2, 4, 3, 5, 6, 7]
    assert table.owner.tolist() == [-1, -1, -1, -1, 3, -1, -1, -1]
    assert [PRONOUN_CLASSES[one] for one in table.pronoun] == ["", "", "", "she", "", "he", "", "I"]
    assert [ROLES[one] for one in table.role] == [
        "subject", "subject", "conjunct", "possessor", "object", "reflexive", "subject", "object",
    ]  # fmt: skip
    assert [GENDERS[one] for one in table.gender] == ["female", None, "male", "female", "male", "male", "male", None]
    assert [DETERMINERS[one] for one in table.determiner] == [
        "no noun", "", "no noun", "no noun", "possessive", "no noun", "definite", "no noun",
    ]  # fmt: skip
    assert table.joined.tolist() == [0, 1, 0, 0, 0, 0, 0, 0]
    assert table.plural.tolist() == [0, 1, 0, 0, 0, 0, 0, 0]
    assert table.kin.tolist() == [0, 0, 0, 0, 1, 0, 1, 0]
    assert table.governor.tolist() == [3, 3, 0, 6, 3, 6, 13, 13]
    assert table.quotation.tolist() == [-1] * 6 + [0, 0]
    assert table.speaker.tolist() == [NARRATION] * 6 + [tom, tom]
    assert set(table.addressee.tolist()) == {NOBODY}
    assert table.person.tolist()[2] == tom
    assert table.head[4] == table.head[6]
    assert table.content[4] != table.content[6]
    assert table.seen_head.tolist() == [0, 1, 0, 0, 0, 0, 1, 0]
    assert table.frequency.tolist() == [1, 1, 1, 0, 1, 0, 1, 0]


def test_a_text_without_mentions() -> None:
    book = make_book("Rain.")
    tokens = tokenize(book)
    syntax = read_syntax(analysis_of(tokens), tokens.words)
    opening = open_resolution(book, tokens, (), (), None, syntax)
    assert len(tabulate(opening.discourse, syntax)) == 0
