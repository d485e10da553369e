from __future__ import annotations

from dataclasses import replace

from texts import analysis_of, make_book

from fabula.annotate.tokens import tokenize
from fabula.encoder.groundwork import Groundwork, sum_of_tokens
from fabula.encoder.parts import part_of, part_of_book
from fabula.types.annotations import Quotation
from fabula.types.text import Book, Chapter, Paratext, SceneBreak, Span, Tokens

FIRST, SECOND, THIRD = "Ada came home.", "“Go,” said Tom.", "Rain fell on Ada."
BOOK = make_book(FIRST, SECOND, THIRD)
START, END = BOOK.paragraphs[1].start, BOOK.paragraphs[2].start


def groundwork(book: Book, tokens: Tokens) -> Groundwork:
    mentions = [(0, 0, "PER", "PROP"), (8, 8, "PER", "PROP"), (13, 13, "PER", "PROP")]
    analysis = analysis_of(tokens, mentions, heads={8: (7, "nsubj"), 4: (1, "obj")}, tags={7: ("VERB", "VBD")})
    return Groundwork(book, None, None, False, "best", "m", sum_of_tokens(tokens), analysis)


def second(**changes: object) -> Groundwork | None:
    whole = tokenize(BOOK)
    made = replace(groundwork(BOOK, whole), **changes)  # type: ignore[arg-type]
    return part_of(made, START, END, whole, tokenize(part_of_book(BOOK, START, END)))


def test_a_part_has_the_words_and_what_is_said_of_them() -> None:
    part = second()
    assert part is not None
    assert part.book.text.strip() == SECOND
    tokens = tokenize(part.book)
    assert part.fits("m", tokens)
    assert part.analysis is not None
    whole = groundwork(BOOK, tokenize(BOOK)).analysis
    assert whole is not None
    n = len(tokens)
    assert len(part.analysis) == n
    assert part.analysis.lemmas == whole.lemmas[4 : 4 + n]
    assert part.analysis.sentence[0] == 0
    assert part.analysis.head.tolist()[0] == 0, "a head elsewhere makes a root"
    assert part.analysis.head.tolist()[4] == 3
    assert [(one.start, one.end) for one in part.book.paragraphs] == [(0, len(SECOND))]


def test_mentions_are_those_that_lie_within() -> None:
    part = second()
    assert part is not None
    assert part.analysis is not None
    found = part.analysis.mentions
    assert list(zip(found.first.tolist(), found.last.tolist(), strict=True)) == [(4, 4)]


def test_what_lies_around_is_left_out() -> None:
    book = replace(
        BOOK,
        chapters=(Chapter(0, len(BOOK.text), 1),),
        paratext=(Paratext(0, 3, "heading"), Paratext(START, START + 2, "divider")),
        breaks=(SceneBreak(START, START + 2, "rule"),),
        emphasis=(Span(START + 1, START + 3), Span(END, END + 4)),
    )
    part = part_of_book(book, START, END)
    assert part.chapters == ()
    assert part.paratext == (Paratext(0, 2, "divider"),)
    assert part.breaks == (SceneBreak(0, 2, "rule"),)
    assert part.emphasis == (Span(1, 3),)


def test_what_can_not_be_cut_is_not() -> None:
    assert second(analysis=None) is None
    assert second(quotations=(Quotation(START, START + 5, 0, "double"),)) is None
    whole = tokenize(BOOK)
    assert part_of(groundwork(BOOK, whole), START, END, whole, tokenize(BOOK)) is None
