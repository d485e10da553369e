"""HTML pages: tell which archive made one, and read any other by its headings and paragraphs."""

from __future__ import annotations

from lxml import html

from fabula.readers.ao3 import is_ao3, read_ao3
from fabula.readers.blocks import Block, Composition, Fragment, compose
from fabula.readers.fanfiction_net import is_fanfiction_net, read_fanfiction_net
from fabula.readers.gutenberg import drop_boilerplate, find_markers, header_fields, licence_blocks
from fabula.readers.markup import first, read_fragments, words_of
from fabula.readers.structure import make_book
from fabula.types.text import Book, SourceFormat


def read_html(root: html.HtmlElement) -> Book:
    """Return the book of an HTML page, without source: by its archive's shape, else by headings and paragraphs."""
    if is_ao3(root):
        return read_ao3([root], "html")
    if is_fanfiction_net(root):
        return read_fanfiction_net(root)
    fragments = read_fragments(root, drop_boilerplate(root))
    return book_of(fragments, "html", title=_page_title(root), author=_page_author(root))


def book_of(
    fragments: list[Fragment], source_format: SourceFormat, *, title: str | None = None, author: str | None = None
) -> Book:
    """Return the book that `fragments` make; title and author from its first lines where not given."""
    composed = compose(fragments)
    blocks, fields = _without_licence(composed)
    return make_book(
        composed.text,
        blocks,
        source_format,
        title=fields.get("title") or title,
        author=fields.get("author") or author,
        emphasis=composed.emphasis,
    )


def _without_licence(composed: Composition) -> tuple[list[Block], dict[str, str]]:
    """Return the blocks with what stands outside Gutenberg's markers as licence, and the fields of its header."""
    markers = find_markers(composed.text)
    if not markers:
        return list(composed.blocks), {}
    return licence_blocks(composed.blocks, markers), header_fields(composed.text, markers.body)


def _page_title(root: html.HtmlElement) -> str | None:
    """Return the title that the page's metadata give, without Gutenberg's way of naming its books."""
    title = _meta(root, "dc.title") or words_of(first(root, "//head//title"))
    for tail in (" | Project Gutenberg", " - Project Gutenberg"):
        title = title.removesuffix(tail)
    title = title.removeprefix("The Project Gutenberg eBook of ").removeprefix("The Project Gutenberg EBook of ")
    if ", by " in title:
        title = title.rsplit(", by ", 1)[0]
    return title.strip(" .") or None


def _page_author(root: html.HtmlElement) -> str | None:
    """Return the author that the page's metadata give."""
    title = words_of(first(root, "//head//title"))
    by = title.rsplit(", by ", 1)[1] if "Gutenberg" in title and ", by " in title else ""
    return _meta(root, "author") or _meta(root, "dc.creator") or by.strip(" .") or None


def _meta(root: html.HtmlElement, name: str) -> str:
    """Return the content of a <meta> by its name in any case, empty when there is none."""
    for element in root.iter("meta"):
        if (element.get("name") or "").lower() == name:
            return " ".join((element.get("content") or "").split())
    return ""
