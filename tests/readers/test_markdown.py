from __future__ import annotations

import pytest

FIRST = "The ferry came in late that evening, and nobody on the quay could say whether the captain was on board."
SECOND = '"He promised," said her brother, who had never been promised anything himself, and believed in it.'


def test_marks_go_and_emphasis_stays(read, paragraphs):
    book = read("He was *very* late, **really** _so_ late\\*, `ok`, [see](x) &amp; go.", "a.md")
    assert paragraphs(book) == ["He was very late, really so late*, ok, see & go."]
    assert [book.text[s.start : s.end] for s in book.emphasis] == ["very", "so"]
    assert book.format == "markdown"


def test_title_chapters_and_breaks(read, paragraphs, breaks):
    text = f"# The Late Ferry\n\n## Chapter 1: The Quay\n\n{FIRST}\n\n***\n\n{SECOND}\n\n## Chapter 2\n\n{FIRST}\n"
    book = read(text, "a.md")
    assert book.title == "The Late Ferry"
    assert [(c.number, c.title) for c in book.chapters] == [(1, "The Quay"), (2, None)]
    assert paragraphs(book) == [FIRST, SECOND, FIRST]
    assert breaks(book) == [("rule", "***"), ("chapter", "Chapter 2")]


def test_front_matter_gives_title_and_author(read):
    book = read(f'---\ntitle: "The Late Ferry"\nauthor: Ada Strand\ntags: [a]\n---\n\n{FIRST}\n\n{SECOND}', "a.md")
    assert (book.title, book.author) == ("The Late Ferry", "Ada Strand")
    assert book.text == f"{FIRST}\n\n{SECOND}"


def test_wrapped_lines_join_and_hard_breaks_stay(read, paragraphs):
    assert paragraphs(read("One\ntwo  \nthree\\\nfour", "a.md")) == ["One two\nthree\nfour"]


def test_a_rule_right_under_a_paragraph_makes_no_heading(read, breaks, paragraphs):
    book = read(f"{FIRST}\n---\n{SECOND}", "a.md")
    assert paragraphs(book) == [FIRST, SECOND]
    assert [cue for cue, _ in breaks(book)] == ["rule"]


def test_a_lone_hash_is_a_scene_break(read, breaks):
    assert breaks(read(f"{FIRST}\n\n#\n\n{SECOND}", "a.md")) == [("divider", "#")]


def test_indented_paragraphs_are_no_code(read, paragraphs):
    assert paragraphs(read(f"    {FIRST}\n\n    {SECOND}", "a.md")) == [FIRST, SECOND]


def test_underlined_titles(read):
    book = read(f"The Late Ferry\n==============\n\n{FIRST}", "a.md")
    assert book.title == "The Late Ferry"


def test_html_inside(read, paragraphs):
    book = read(f"<p>{FIRST}</p>\n\nA <i>b</i><br>c\n", "a.md")
    assert paragraphs(book) == [FIRST, "A b\nc"]


@pytest.mark.parametrize(("name", "expected"), [("a.txt", "text"), ("story", "markdown"), ("a.markdown", "markdown")])
def test_what_is_markdown(read, name, expected):
    text = f"# One\n\n{FIRST}\n\n# Two\n\n{SECOND}"
    book = read(text, name)
    assert book.format == expected
    if expected == "text":
        assert book.text == text
