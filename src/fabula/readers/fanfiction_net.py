"""fanfiction.net: a saved page of one chapter. Its notes stand in the prose, where `notes` finds them."""

from __future__ import annotations

import re

from lxml import html

from fabula.readers.blocks import Fragment, compose
from fabula.readers.markup import first, read_fragments, words_of
from fabula.readers.structure import make_book
from fabula.types.text import Book

_NUMBERED = re.compile(r"(\d+)\.\s+(.*)")
_BODY = "//*[@id='storytextp'] | //*[@id='storytext']"


def is_fanfiction_net(root: html.HtmlElement) -> bool:
    """Tell whether a page is a chapter of fanfiction.net or its sister site."""
    return first(root, _BODY) is not None


def read_fanfiction_net(root: html.HtmlElement) -> Book:
    """Return the book of a saved page: its summary, the chapter chosen in its menu, and the prose, without source."""
    body = first(root, _BODY)
    title = words_of(first(root, "//*[@id='content_wrapper_inner']//b | //*[@id='profile_top']/b")) or None
    author = words_of(first(root, "//a[starts-with(@href, '/u/') or contains(@href, 'fanfiction.net/u/')]")) or None
    fragments = [*_front(root, title), *_chapter_heading(root), *(read_fragments(body) if body is not None else [])]
    composed = compose(fragments)
    return make_book(composed.text, composed.blocks, "html", title=title, author=author, emphasis=composed.emphasis)


def _front(root: html.HtmlElement, title: str | None) -> list[Fragment]:
    """Return the title, the summary and the line of facts over the prose."""
    fragments = [Fragment(title, role="front_matter")] if title else []
    summary = words_of(first(root, "//*[@id='profile_top']/div[contains(@class, 'xcontrast_txt')]"))
    facts = words_of(first(root, "//*[@id='profile_top']/span[contains(@class, 'xgray')]"))
    if summary:
        fragments.append(Fragment(summary, role="summary"))
    if facts:
        fragments.append(Fragment(facts, role="front_matter"))
    return fragments


def _chapter_heading(root: html.HtmlElement) -> list[Fragment]:
    """Return the heading of the chapter that the menu shows (``3. The Storm``), nothing for a single one."""
    chosen = words_of(first(root, "//select[@id='chap_select']/option[@selected]"))
    match = _NUMBERED.fullmatch(chosen)
    if not match:
        return [Fragment(chosen, role="chapter")] if chosen else []
    number, title = match.groups()
    heading = f"Chapter {number}" if title.lower() in ("", f"chapter {number}") else f"Chapter {number}: {title}"
    return [Fragment(heading, role="chapter")]
