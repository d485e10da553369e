"""Whom mentions mean, by a scorer that knows nothing but the encoder's vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from texts import analysis_of, make_book, make_cast

from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.syntax import read_syntax
from fabula.annotate.tokens import tokenize
from fabula.resolve.antecedent_features import count_features
from fabula.resolve.antecedents import weights_from
from fabula.resolve.referents import Linker, refer_all
from fabula.resolve.resolution import Resolution, open_resolution, resolve
from fabula.types.cast import Cast
from fabula.types.text import Book

FAR_APART = 10  # the encoder's score of two mentions that are one, above that of two that are not


def trusting_weights(width: int) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    """Return weights for which two mentions mean the same when their vectors are the same, and not else."""
    u, p = count_features()
    shapes: dict[str, tuple[int, ...]] = {
        "query_bias": (width,), "anaphoric": (width,), "anaphor": (u, 1), "antecedent": (u, 1), "hidden_bias": (1,),
        "second_bias": (1,), "fresh": (u + 2, 1), "fresh_bias": (1,), "fresh_last": (1,), "fresh_last_bias": (1,),
    }  # fmt: skip
    arrays = {name: np.zeros(shape, dtype=np.float32) for name, shape in shapes.items()}
    pair = np.zeros((p, 1), dtype=np.float32)
    pair[0] = 5  # a fifth of the encoder's score
    one = np.ones((1, 1), dtype=np.float32)
    return arrays | {
        "query": np.eye(width, dtype=np.float32) * FAR_APART, "anaphoric_bias": one[0] * -FAR_APART / 2, "pair": pair,
        "second": one, "last": one[0], "last_bias": -one[0],
    }  # fmt: skip


def read(
    book: Book,
    mentions: Sequence[tuple[int, int, str, str, int]],
    *,
    cast: Cast | None = None,
    **layers: dict[int, tuple[int, str]] | dict[int, tuple[str, str]],
) -> Resolution:
    """Resolve a text; each mention is first and last token, type, form, and a number that tells who the encoder thinks it is."""
    tokens, quotations = tokenize(book), find_quotations(book)
    analysis = analysis_of(tokens, [one[:4] for one in mentions], **layers)  # type: ignore[arg-type]
    syntax = read_syntax(analysis, tokens.words)
    width = 1 + max((one[4] for one in mentions), default=0)
    vectors = np.eye(width, dtype=np.float16)[[one[4] for one in mentions]]
    linker = Linker(vectors, weights_from(trusting_weights(width)))
    found = find_mentions(tokens, quotations, analysis, syntax)
    return resolve(book, tokens, quotations, found, cast, syntax=syntax, linker=linker)


def meant(resolution: Resolution) -> list[tuple[str, str | None]]:
    """Return each mention with whom it means; what has no referent with the first words of its chain, in brackets."""
    text = resolution.discourse.book.text
    found = []
    for one, known, unknown in zip(
        resolution.discourse.references, resolution.referents, resolution.leftover_of, strict=True
    ):
        name = None if known is None else resolution.people[known].name
        if unknown is not None:
            name = f"[{resolution.leftovers[unknown].name}]"
        found.append((text[one.mention.start : one.mention.end], name))
    return found


def test_pronouns_and_descriptions_go_to_whom_they_mean() -> None:
    # 0 Anna 1 met 2 a 3 stranger 4 . 5 She 6 liked 7 the 8 man 9 , 10 and 11 he 12 her 13 .
    book = make_book("Anna met a stranger. She liked the man, and he her.")
    resolution = read(
        book,
        [(0, 0, "PER", "PROP", 0), (2, 3, "PER", "NOM", 1), (5, 5, "PER", "PRON", 0), (7, 8, "PER", "NOM", 1),
         (11, 11, "PER", "PRON", 1), (12, 12, "PER", "PRON", 0)],
    )  # fmt: skip
    assert meant(resolution) == [
        ("Anna", "Anna"), ("a stranger", "the man"), ("She", "Anna"), ("the man", "the man"), ("he", "the man"),
        ("her", "Anna"),
    ]  # fmt: skip


def test_one_without_a_name_goes_by_what_is_said_most() -> None:
    # 0 A 1 cook 2 came 3 . 4 The 5 thief 6 ran 7 . 8 The 9 cook 10 fell 11 . 12 The 13 cook 14 slept 15 .
    resolution = read(
        make_book("A cook came. The thief ran. The cook fell. The cook slept."),
        [(first, first + 1, "PER", "NOM", 0) for first in (0, 4, 8, 12)],
        heads={first: (first + 1, "det") for first in (0, 4, 8, 12)},
    )
    assert [(one.name, one.aliases) for one in resolution.people] == [("The cook", ())]


def test_two_that_go_by_descriptions_with_capitals_stay_two() -> None:
    # 0 The 1 Duchess 2 saw 3 the 4 Queen 5 . 6 The 7 duchess 8 bowed 9 to 10 the 11 Queen 12 .
    resolution = read(
        make_book("The Duchess saw the Queen. The duchess bowed to the Queen."),
        [(0, 1, "PER", "NOM", 0), (3, 4, "PER", "NOM", 0), (6, 7, "PER", "NOM", 1), (10, 11, "PER", "NOM", 2)],
        heads={0: (1, "det"), 3: (4, "det"), 6: (7, "det"), 10: (11, "det")},
    )
    assert [name for _, name in meant(resolution)] == ["The Duchess", "the Queen", "The duchess", "the Queen"]


def test_a_short_description_with_a_capital_is_the_only_longer_one_s() -> None:
    # 0 The 1 White 2 Fox 3 ran 4 . 5 The 6 Fox 7 ran 8 . 9 The 10 White 11 Fox 12 sat 13 .
    resolution = read(
        make_book("The White Fox ran. The Fox ran. The White Fox sat."),
        [(first, last, "PER", "NOM", n) for n, (first, last) in enumerate([(0, 2), (5, 6), (9, 11)])],
        heads={0: (2, "det"), 1: (2, "amod"), 5: (6, "det"), 9: (11, "det"), 10: (11, "amod")},
    )
    assert [name for _, name in meant(resolution)] == ["The White Fox"] * 3


def test_a_title_with_adjectives_is_its_bearer_s_unless_they_tell_him_from_another() -> None:
    # 0 Captain 1 Vane 2 came 3 . 4 The 5 poor 6 old 7 Captain 8 sat 9 . 10 The 11 other 12 Captain 13 ran 14 .
    resolution = read(
        make_book("Captain Vane came. The poor old Captain sat. The other Captain ran."),
        [(0, 1, "PER", "PROP", 0), (4, 7, "PER", "NOM", 1), (10, 12, "PER", "NOM", 2)],
        heads={1: (0, "flat"), 4: (7, "det"), 5: (7, "amod"), 6: (7, "amod"), 10: (12, "det"), 11: (12, "amod")},
    )
    assert [name for _, name in meant(resolution)] == ["Captain Vane", "Captain Vane", "The other Captain"]


def test_a_noun_that_stands_as_names_do_is_one_person() -> None:
    # 0 Nurse 1 came 2 . 3 Then 4 nurse 5 sat 6 . 7 Soon 8 nurse 9 slept 10 .
    once = "Nurse came. Then nurse sat. Soon nurse slept."
    nouns = [(first, first, "PER", "NOM", n) for n, first in enumerate((0, 4, 8))]
    verbs = {first: (first + 1, "nsubj") for first in (0, 4, 8)}
    tags = {first + 1: ("VERB", "VBD") for first in (0, 4, 8)}
    resolution = read(make_book(once), nouns, heads=verbs, tags=tags)
    assert [name for _, name in meant(resolution)] == ["Nurse"] * 3
    resolution = read(make_book(once), nouns[:2], heads=verbs, tags=tags)
    assert len({name for _, name in meant(resolution)}) == 2


def test_a_description_with_a_capital_that_stands_often_is_a_name_of_his() -> None:
    # 0 Captain 1 Vane 2 came 3 . 4 The 5 Captain 6 sat 7 . …
    resolution = read(
        make_book("Captain Vane came. " + "The Captain sat. " * 3),
        [(0, 1, "PER", "PROP", 0), *((n, n + 1, "PER", "NOM", n) for n in (4, 8, 12))],
        heads={1: (0, "flat"), **{n: (n + 1, "det") for n in (4, 8, 12)}},
    )
    assert [one.aliases for one in resolution.people] == [("the Captain",)]


def test_pronouns_that_mean_nobody_known_share_one_unknown() -> None:
    # 0 They 1 came 2 . 3 Nobody 4 saw 5 them 6 or 7 him 8 .
    resolution = read(
        make_book("They came. Nobody saw them or him."),
        [(0, 0, "PER", "PRON", 0), (5, 5, "PER", "PRON", 0), (7, 7, "PER", "PRON", 1)],
    )
    assert meant(resolution) == [("They", "[They]"), ("them", "[They]"), ("him", "[him]")]


def test_i_is_the_speaker_and_the_narrator_when_they_are_known() -> None:
    # 0 I 1 sat 2 and 3 I 4 read 5 . | 6 “ 7 I 8 know 9 , 10 ” 11 said 12 Tom 13 .
    resolution = read(
        make_book("I sat and I read.", "“I know,” said Tom."),
        [(0, 0, "PER", "PRON", 0), (3, 3, "PER", "PRON", 1), (7, 7, "PER", "PRON", 2), (12, 12, "PER", "PROP", 3)],
        heads={12: (11, "nsubj")},
        tags={11: ("VERB", "VBD")},
    )
    assert meant(resolution) == [("I", "I"), ("I", "I"), ("I", "Tom"), ("Tom", "Tom")]


def test_the_cast_s_own_words_for_somebody_are_known() -> None:
    # 0 The 1 old 2 fox 3 slept 4 . 5 The 6 old 7 fox 8 woke 9 .
    resolution = read(
        make_book("The old fox slept. The old fox woke."),
        [(0, 2, "PER", "NOM", 0), (5, 7, "PER", "NOM", 1)],
        cast=make_cast("Anna Grey|the old fox"),
    )
    assert meant(resolution) == [("The old fox", "Anna Grey"), ("The old fox", "Anna Grey")]


def test_what_a_description_of_the_cast_may_mean_besides_is_told_when_asked() -> None:
    # 0 Tom 1 met 2 Anna 3 . 4 The 5 cook 6 laughed 7 .
    book = make_book("Tom met Anna. The cook laughed.")
    mentions = [(0, 0, "PER", "PROP", 1), (2, 2, "PER", "PROP", 2), (4, 5, "PER", "NOM", 2)]
    tokens = tokenize(book)
    analysis = analysis_of(tokens, [one[:4] for one in mentions])
    syntax = read_syntax(analysis, tokens.words)
    linker = Linker(np.eye(3, dtype=np.float16)[[one[4] for one in mentions]], weights_from(trusting_weights(3)))
    found = find_mentions(tokens, (), analysis, syntax)
    opening = open_resolution(book, tokens, (), found, make_cast("Tom", "Anna", "The Cook"), syntax)
    people, discourse = opening.people, opening.discourse
    assert opening.table is not None
    links = refer_all(linker, discourse, people, opening.table, {}, {}, {}, asked=frozenset({2}))
    assert [people.everyone[number or 0].name for number in people.referent] == ["Tom", "Anna", "The Cook"]
    assert links.shares.keys() == {2}
    assert {people.everyone[who].name: share > 0.5 for who, share in links.shares[2].items()} == {
        "Anna": True,
        "Tom": False,
    }


def test_pronouns_tell_the_gender_of_a_name_that_tells_none() -> None:
    # 0 Vexer 1 sat 2 . 3 She 4 read 5 . 6 She 7 wrote 8 . 9 She 10 slept 11 .
    resolution = read(
        make_book("Vexer sat. She read. She wrote. She slept."),
        [(0, 0, "PER", "PROP", 0), *((i, i, "PER", "PRON", 0) for i in (3, 6, 9))],
    )
    assert [one.gender for one in resolution.people] == ["female"]


def test_two_names_stay_two_however_alike_the_encoder_finds_them() -> None:
    # 0 Anna 1 met 2 Clara 3 . 4 Clara 5 left 6 .
    resolution = read(
        make_book("Anna met Clara. Clara left."),
        [(0, 0, "PER", "PROP", 0), (2, 2, "PER", "PROP", 0), (4, 4, "PER", "PROP", 0)],
    )
    assert meant(resolution) == [("Anna", "Anna"), ("Clara", "Clara"), ("Clara", "Clara")]
