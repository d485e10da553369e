from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import make_book, texts

from fabula.annotate.quotations import find_quotations
from fabula.resolve.anchors import find_passages, opening_at, passage_at
from fabula.types.cast import Passage
from fabula.types.text import Span

STORY = (
    "Anna put the lamp on the table and sat down.",
    "“Did you see the boat?” she asked.",
    "“Yes.”",
    "“And you said nothing to your brother, nor to the old man at the mill?”",
    "Tom looked at the window. The rain had begun again, and the road was white with it.",
    "“Yes.” He turned his cap in his hands. “I never saw it come back.”",
    "Nobody spoke for a while.",
)


def spans_of(text: str) -> list[Span]:
    """Return the quotations of a text, each a paragraph's or a part of one."""
    return [Span(one.start(), one.end()) for one in re.finditer(r"[“\"][^”\"]*[”\"]", text)]


def found_in(changed: str, *numbers: int, story: str = "\n\n".join(STORY)) -> list[str | None]:
    """Return the quotations of a changed text that those of the story with these numbers are found to be."""
    spans, places = spans_of(story), spans_of(changed)
    passages = [passage_at(story, spans[number].start, spans[number].end) for number in numbers]
    return [None if one is None else places[one].of(changed) for one in find_passages(changed, places, passages)]


def test_a_passage_has_single_blanks_and_whole_words_around_it() -> None:
    text = "Anna  put the\nlamp on the  big table and sat\n\n“Where\nis it?”\n\nshe asked, and  nobody in the whole house knew."
    start = text.index("“")
    found = passage_at(text, start, text.index("”") + 1)
    assert found == Passage(
        "“Where is it?”", "put the lamp on the big table and sat", "she asked, and nobody in the whole house"
    )


def test_at_the_ends_of_a_text_there_is_nothing_around() -> None:
    assert passage_at("“Go.”", 0, 5) == Passage("“Go.”")
    assert passage_at("One “Go.” two", 4, 9) == Passage("“Go.”", "One", "two")


def test_a_paragraph_is_told_by_its_first_words() -> None:
    text = "One.\n\nThe rain had begun again, and the road was white with it."
    assert opening_at(text, 6, len(text)) == Passage(
        "The rain had begun again, and the road", "One.", "was white with it."
    )


@given(texts(), st.integers(0, 200), st.integers(0, 200))
def test_any_stretch_gives_a_passage_of_single_blanks(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    found = passage_at(text, start, end)
    for part in (found.text, found.before, found.after):
        assert part == " ".join(part.split())
    assert max(len(found.before), len(found.after)) <= 40


@given(texts())
def test_every_quotation_that_has_words_of_its_own_is_found_where_it_stands(text: str) -> None:
    places = find_quotations(make_book(text))
    passages = [passage_at(text, one.start, one.end) for one in places]
    for number, found in enumerate(find_passages(text, places, passages)):
        assert found is None or _key(text, places[found]) == _key(text, places[number])


def _key(text: str, place: Span | object) -> list[str]:
    return re.findall(r"[^\W_]+", text[place.start : place.end].lower())  # type: ignore[union-attr]


def test_every_line_of_the_same_text_is_found() -> None:
    story = "\n\n".join(STORY)
    assert found_in(story, *range(5)) == [one.of(story) for one in spans_of(story)]


def test_other_line_ends_and_marks_do_not_matter() -> None:
    plain = "\n\n".join(STORY).replace("“", '"').replace("”", '"').replace(" the ", "\nthe ")
    assert found_in(plain, *range(5)) == [one.of(plain) for one in spans_of(plain)]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("I never saw it come back.", "I never saw her come back.", 4),
        ("I never saw it come back.", "I… never saw it -- come back!", 4),
        ("Did you see the boat?", "Did you see the boats?", 0),
        ("nor to the old man at the mill?", "nor to the miller?", 2),
    ],
)
def test_a_word_or_mark_may_change(old: str, new: str, line: int) -> None:
    changed = "\n\n".join(STORY).replace(old, new)
    (found,) = found_in(changed, line)
    assert found is not None
    assert new in found


def test_what_is_put_in_before_does_not_matter() -> None:
    new = (*STORY[:3], "The door opened and a dog came in.", *STORY[3:])
    assert found_in("\n\n".join(new), 2) == ["“And you said nothing to your brother, nor to the old man at the mill?”"]


def test_two_lines_of_the_same_words_are_told_apart_by_what_stands_around() -> None:
    text = "\n\n".join(STORY)
    spans = spans_of(text)
    passages = [passage_at(text, *(spans[number].start, spans[number].end)) for number in (3, 1)]
    assert find_passages("New. " + text, [Span(one.start + 5, one.end + 5) for one in spans], passages) == (3, 1)


def test_lines_with_the_same_words_around_are_taken_in_turn() -> None:
    text = "“Go.” he said. " * 9
    spans = spans_of(text)
    passages = [passage_at(text, spans[number].start, spans[number].end) for number in (3, 4, 5)]
    assert passages[0] == passages[1]
    assert len(set(find_passages(text, spans, passages))) == 3


def test_a_line_that_is_gone_is_not_found() -> None:
    assert found_in("\n\n".join((*STORY[:2], *STORY[3:])), 1) == [None]
    assert found_in("\n\n".join((*STORY[:3], *STORY[4:])), 2) == [None]
    assert found_in("\n\n".join(STORY[:5]), 3, 4) == [None, None]


def test_a_line_cut_in_two_is_found_by_its_longer_part() -> None:
    changed = "\n\n".join(STORY).replace("to your brother, nor", "to your brother,” she said slowly, “nor")
    assert found_in(changed, 2) == ["“nor to the old man at the mill?”"]


def test_a_line_joined_with_its_neighbour_is_found_in_it() -> None:
    changed = "\n\n".join(STORY).replace("“Yes.” He turned his cap in his hands. “I", "“Yes. I")
    assert found_in(changed, 4) == ["“Yes. I never saw it come back.”"]


def test_without_words_around_only_a_line_of_its_own_is_found() -> None:
    text = "\n\n".join(STORY)
    passages = [Passage("“yes”"), Passage("Did you see the boat"), Passage("“No.”")]
    assert find_passages(text, spans_of(text), passages) == (None, 0, None)


def test_a_paragraph_is_found_by_its_opening() -> None:
    text = "\n\n".join(STORY)
    places = [Span(one.start(), one.end()) for one in re.finditer(r"[^\n]+", text)]
    passages = [opening_at(text, one.start, one.end) for one in places]
    changed = text.replace("Tom looked at the window.", "Tom looked at the\nwide window.").replace("the lamp", "a lamp")
    after = [Span(one.start(), one.end()) for one in re.finditer(r"(?:[^\n]|\n(?!\n))+", changed)]
    assert find_passages(text, places, passages, opening=True) == tuple(range(len(STORY)))
    assert find_passages(changed, after, passages, opening=True) == tuple(range(len(STORY)))
    assert find_passages(text, places[:4] + places[5:], [passages[4]], opening=True) == (None,)


def test_hundreds_of_passages_are_found_in_a_long_novel_at_once() -> None:
    words = re.findall(
        r"\w+", "lamp road boat rain cap mill table window brother door night letter stone water bread hand"
    )
    parts = [
        f"“{words[i % 16]} {words[i // 16 % 16]} and the {words[i * 7 % 13]} {i} is not here.” He {words[i % 11]} and "
        f"the {words[i * 3 % 16]} went on by the {words[i % 5]} until nobody of them all could tell what it was. " * 2
        for i in range(2500)
    ]
    text = "\n\n".join(parts)
    spans = spans_of(text)
    asked = spans[7::16][:300]
    passages = [passage_at(text, one.start, one.end) for one in asked]
    changed = text.replace(" is not ", " was never ")
    started = time.process_time()
    found = find_passages(changed, spans_of(changed), passages)
    assert time.process_time() - started < 2  # a fourth of that on an idle machine
    assert sum(one is not None for one in found) == len(passages)
