from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabula.readers.html import read_html
from fabula.readers.markup import parse_markup

FIRST = "The ferry came in late that evening, and nobody on the quay could say whether the captain was on board."
SECOND = '"He promised," said her brother, who had never been promised anything himself, and believed in it.'


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def test_paragraphs_line_breaks_and_entities(read, paragraphs):
    book = read(page("<p>One&nbsp;&mdash; two&hellip;</p><p>Three<br/>four</p><div>Five <b>six</b></div>"), "a.html")
    assert paragraphs(book) == ["One\xa0— two…", "Three\nfour", "Five six"]
    assert book.text == "One\xa0— two…\n\nThree\nfour\n\nFive six"


def test_two_line_breaks_part_paragraphs(read, paragraphs):
    assert paragraphs(read(page(f"{FIRST}<br><br>{SECOND}<br/> <br/>{FIRST}"), "a.html")) == [FIRST, SECOND, FIRST]


def test_hidden_things_are_left_out(read):
    hidden = ("<script>var x;</script><style>p{}</style><nav>Home</nav><p style='display: none'>no</p><p hidden>no</p>"
              "<noscript>no</noscript><img alt='no'/><form><select><option>no</option></select></form><!-- no "
              "-->")  # fmt: skip
    assert read(page(f"{hidden}<p>{FIRST}</p>"), "a.html").text == FIRST


def test_emphasis(read):
    html = (
        "<p>He was <i>very <em>very</em></i> late, <span style='font-style: italic'>quite</span> <cite "
        "class='x'>so</cite>.</p>"
    )
    book = read(page(html), "a.html")
    assert [book.text[s.start : s.end] for s in book.emphasis] == ["very very", "quite", "so"]


def test_rules_and_empty_paragraphs(read, breaks):
    book = read(page(f"<p>{FIRST}</p><p>{SECOND}</p><hr/><p>{FIRST}</p><p>&nbsp;</p><p>{SECOND}</p>"), "a.html")
    assert breaks(book) == [("rule", "* * *"), ("blank", "\n\n\n")]


def test_empty_paragraphs_after_every_other_are_no_breaks(read, breaks):
    assert breaks(read(page(f"<p>{FIRST}</p><p>&nbsp;</p><p>{SECOND}</p><p>&nbsp;</p>" * 5), "a.html")) == []


def test_headings_by_level(read):
    chapter = f"<p>{FIRST}</p><p>{SECOND}</p>"
    body = f"<h1>The Late Ferry</h1><h2>The Quay</h2>{chapter}<h2>The Lamp</h2>{chapter}<h3>Later</h3>{chapter}"
    book = read(page(body, "<title>The Late Ferry</title><meta name='author' content='Ada Strand'>"), "a.html")
    assert [(c.number, c.title) for c in book.chapters] == [(None, "The Quay"), (None, "The Lamp")]
    assert (book.title, book.author) == ("The Late Ferry", "Ada Strand")
    assert len(book.paragraphs) == 6


def test_numbered_headings_under_parts(read):
    chapter = f"<p>{FIRST}</p><p>{SECOND}</p>"
    body = (
        f"<h1>X</h1><h2>PART ONE</h2><h3>CHAPTER I</h3>{chapter}<h3>CHAPTER II</h3>{chapter}<h2>PART "
        f"TWO</h2><h3>CHAPTER I</h3>{chapter}"
    )
    assert [c.number for c in read(page(body), "a.html").chapters] == [1, 2, 1]


def test_headings_in_plain_paragraphs(read):
    chapter = f"<p>{FIRST}</p><p>{SECOND}</p>"
    body = f"<h1>The Late Ferry</h1><p><b>Chapter 1</b></p>{chapter}<p><b>Chapter 2</b></p>{chapter}"
    book = read(page(body), "a.html")
    assert [c.number for c in book.chapters] == [1, 2]
    assert book.title == "The Late Ferry"


def test_a_list_of_links_is_front_matter(read, paratext):
    toc = "".join(f"<li><a href='#c{n}'>The {name}</a></li>" for n, name in enumerate(("Quay", "Lamp", "Storm")))
    chapters = "".join(
        f"<h2 id='c{n}'>The {name}</h2><p>{FIRST}</p>" for n, name in enumerate(("Quay", "Lamp", "Storm"))
    )
    book = read(page(f"<ul>{toc}</ul>{chapters}"), "a.html")
    assert len(book.chapters) == 3
    assert len(book.paragraphs) == 3
    assert len(paratext(book, "front_matter")) == 1


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"<html><head><meta charset='iso-8859-1'></head><body><p>caf\xe9 \x93so\x94</p></body></html>", "café “so”"),
        (b"<html><body><p>caf\xc3\xa9</p></body></html>", "café"),
        (b"<html><body><p>caf\xe9</p></body></html>", "café"),
        ("<html><body><p>café</p></body></html>".encode("utf-16"), "café"),
        (b'<?xml version="1.0" encoding="windows-1252"?><html><body><p>caf\xe9</p></body></html>', "café"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><a '
        b'id="x"/><p>caf&eacute;</p></body></html>', "café"),
    ],
)  # fmt: skip
def test_encodings_and_xhtml(read, raw, expected):
    assert read(raw, "a.html").text == expected


def test_external_entities_are_not_read(read, tmp_path):
    (tmp_path / "secret").write_text("SECRET")
    raw = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><html><body><p>{FIRST} &x;</p></body></html>'
    assert "SECRET" not in read(raw, "a.html").text


def test_deep_nesting_is_read(read):
    assert FIRST in read("<html><body>" + "<div>" * 200 + FIRST + "</div>" * 200, "a.html").text


@pytest.mark.parametrize("unclosed", ["<font><p>", "<div>", "<i><br><br>"])
def test_thousands_of_unclosed_elements_lose_no_text(read, unclosed):
    book = read("<html><body>" + f"{unclosed}{FIRST}\n" * 3000, "a.html")
    assert book.text.count(FIRST) == 3000


def test_fanfiction_net(read, paragraphs, paratext):
    html = page(
        "<div id='content_wrapper_inner'><div id='profile_top'><b class='xcontrast_txt'>The Late Ferry</b> By: "
        "<a class='xcontrast_txt' href='/u/99/gullwing'>gullwing</a><div class='xcontrast_txt'>A ferry is late.</div>"
        "<span class='xgray xcontrast_txt'>Rated: Fiction T - English - Words: 99</span></div>"
        "<select id='chap_select'><option value=1>1. The Quay</option><option value=2 selected>2. The "
        "Lamp</option></select>"
        f"<div id='storytextp'><div id='storytext'><p>A/N: Hello!</p><p>{FIRST}</p><hr size=1 "
        f"noshade><p>{SECOND}</p></div></div></div>"
    )
    book = read(html, "a.html")
    assert (book.title, book.author) == ("The Late Ferry", "gullwing")
    assert [(c.number, c.title) for c in book.chapters] == [(2, "The Lamp")]
    assert paragraphs(book) == [FIRST, SECOND]
    assert paratext(book, "author_note") == ["A/N: Hello!"]
    assert paratext(book, "summary") == ["A ferry is late."]
    assert [b.cue for b in book.breaks] == ["rule"]


def test_five_megabytes_of_html_are_read_quickly(read):
    book = read(page(f"<p>{FIRST}</p>" * 10_000), "a.html")
    assert len(book.paragraphs) == 10_000


TAGS = st.sampled_from(
    ["<p>", "</p>", "<br>", "<hr>", "<i>", "</i>", "<em>", "</em>", "<div>", "</div>", "<h2>", "</h2>", "<a href='#x'>",
     "</a>", "<pre>", "</pre>", "<b>", "</b>", "<li>", "&nbsp;", "&#8203;", "<script>", "</script>", "<p hidden>"]
)  # fmt: skip


@settings(suppress_health_check=[*HealthCheck], deadline=None, max_examples=150)
@given(
    st.lists(st.one_of(TAGS, st.text(max_size=12), st.sampled_from([FIRST, SECOND, "Chapter 1", "* * *"])), max_size=30)
)
def test_any_tangle_of_tags_gives_a_sound_book(check, pieces):
    root = parse_markup(f"<html><body>{FIRST}{''.join(pieces)}</body></html>".encode("utf-8", "replace"))
    assert root is not None
    check(read_html(root))
