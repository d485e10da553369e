from __future__ import annotations

import textwrap
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabula.readers.plain_text import read_plain_text, tell_shape, text_blocks
from fabula.types.text import Book

SENTENCES = [
    "The ferry came in late that evening, and nobody on the quay could say whether the old captain was on board.",
    "Marit counted the lamps along the mole, lost her place between the ninth and the tenth, and began again.",
    "It had rained since noon; the boards were black, and the gulls had gone inland to sit in the wet fields.",
    '"He promised," said her brother, who had never been promised anything, and who therefore believed in it.',
    "She let him talk, because his talk filled the time, and because there was no other voice to be heard.",
]
PARAGRAPHS = [" ".join(SENTENCES[i:] + SENTENCES[:i]) for i in range(5)]


def wrap(paragraph: str, indent: str = "") -> str:
    return textwrap.fill(paragraph, 70, initial_indent=indent)


def words(book: Book) -> list[str]:
    return [" ".join(book.text[p.start : p.end].split()) for p in book.paragraphs]


SHAPES = {
    "wrapped with blank lines": "\n\n".join(map(wrap, PARAGRAPHS)),
    "wrapped with wide blank lines": "\n\n\n".join(map(wrap, PARAGRAPHS)),
    "wrapped and indented": "\n".join(wrap(p, "    ") for p in PARAGRAPHS),
    "wrapped, only the last line short": "\n".join(map(wrap, PARAGRAPHS * 8)),
    "a paragraph a line": "\n".join(PARAGRAPHS),
    "a paragraph a line with blank lines": "\n\n".join(PARAGRAPHS),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_paragraphs_of_every_shape(read, shape, line_end):
    book = read(SHAPES[shape].replace("\n", line_end).encode())
    expected = PARAGRAPHS * 8 if "only the last" in shape else PARAGRAPHS
    assert words(book) == expected


def test_the_text_is_the_file_unchanged(read):
    source = "A line.\r\n\r\n\tAnother — with “quotes”.  \r\nAnd its rest.\n\n\n"
    assert read(source).text == source


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"\xef\xbb\xbfShe waited.", "She waited."),
        ("She waited — long.".encode("utf-16"), "She waited — long."),
        (b"\x93Wait,\x94 she said \x97 and left.", "“Wait,” she said — and left."),
        ("Ďáblík řekl: čekej na mě, prosím. Šla dál a nepřišla.".encode("iso8859_2"), None),
    ],
)
def test_encodings(read, raw, expected):
    text = read(raw).text
    assert text == expected if expected else "kej na m" in text


def test_verse_stays_together(read, paragraphs):
    verse = "    The lamp is out,\n    the tide is in,\n    and nobody knows where you have been."
    book = read("\n\n".join([wrap(PARAGRAPHS[0]), verse, wrap(PARAGRAPHS[1])]))
    assert len(paragraphs(book)) == 3


def test_verse_in_an_indented_text_stays_together(read, paragraphs):
    verse = "\n".join(f"          {line}" for line in ("The lamp is out", "the tide is in", "and nobody knows"))
    text = "\n".join([*(wrap(p, "   ") for p in PARAGRAPHS), verse, *(wrap(p, "   ") for p in PARAGRAPHS)])
    assert len(paragraphs(read(text))) == 11


def test_an_address_stays_together_where_blank_lines_are_the_rule(read, paragraphs):
    address = "Marit Holm\nThe Mole, 4\nNordhavn"
    assert paragraphs(read("\n\n".join([*PARAGRAPHS, address, *PARAGRAPHS])))[5] == address


def test_emphasis_marks_stay_in_the_text_and_outside_the_span(read):
    book = read("He was _very_ late, and *nobody minded it at all*. But snake_case_name, 2 * 3 * 4 stay.")
    assert [book.text[s.start : s.end] for s in book.emphasis] == ["very", "nobody minded it at all"]


def test_shape_of_one_line_and_of_none():
    assert tell_shape("", []) == "blank"
    assert len(text_blocks("One line.")) == 1
    assert text_blocks(" \n \r\n\t") == ()


@pytest.mark.parametrize(
    "text",
    ["a" * 5_000_000, "x" + " " * 5_000_000 + "x", "*" * 5_000_000, "a" + "\n" * 5_000_000 + "b", "(" * 5_000_000,
     "_a " * 1_600_000, "word " * 1_000_000, "x" + " (A/N: no" * 500_000],
    ids=["letters", "spaces", "asterisks", "line ends", "brackets", "open emphasis", "words", "open notes"],
)  # fmt: skip
def test_five_megabytes_of_one_thing_are_read_in_linear_time(text):
    began = time.perf_counter()
    read_plain_text(text)
    assert time.perf_counter() - began < 15  # a quadratic step would take hours


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["", " ", "\t", "CHAPTER I", "Chapter 2: The Storm", "I", "II.", "* * *", "o0o", "A/N: hello!", "THE END",
             "Contents", "He went (A/N: sorry!) home.", "    Verse", "Title: X", "[Illustration]", "Summary: Y",
             "PROLOGUE", "VOLUME I", "by A. Writer", "***", "Please review!", "-line break-", "(A/N", "1", "2",
             "*** START OF THE PROJECT GUTENBERG EBOOK X ***", '"Yes," he said.', "\u2028", "\x0c", "_a_", "\u00a0"]
        ),
        st.text(max_size=30),
        st.sampled_from(SENTENCES),
    ),
    max_size=30,
)  # fmt: skip


@settings(suppress_health_check=[*HealthCheck], deadline=None, max_examples=150)
@given(LINES, st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
def test_nothing_is_lost_and_nothing_overlaps(check, lines, line_end):
    text = line_end.join(lines)
    book = read_plain_text(text)
    assert book.text == text
    check(book)
