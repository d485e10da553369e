"""Archive of Our Own: its HTML download, before 2019 and since, and the EPUB that Calibre makes of it.

In the EPUB the ids survive and the classes get numbers (``userstuff2``), and the page is cut into several files. So a
work is told by its ids where they stand, by the form of its classes, and by the archive's own labels over the notes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import html

from fabula.readers.blocks import Role, compose
from fabula.readers.markup import classes_of, first, read_fragments, words_of
from fabula.readers.structure import make_book
from fabula.types.text import Book, SourceFormat

TAG_TYPES = {
    "ratings": "Rating", "archive warnings": "Archive Warning", "categories": "Category", "fandoms": "Fandom",
    "relationships": "Relationship", "characters": "Character", "additional tag": "Additional Tags",
    "freeforms": "Additional Tags", "languages": "Language", "collection": "Collections",
}  # fmt: skip
"""The archive's plural (or singular) names of tag types that aren't the names used here."""

_WHOLE = frozenset({"Language", "Stats"})  # types whose value is words, not links
_BODY_CLASS = re.compile(r"userstuff\d*")
_LABELS: dict[str, Role] = {
    "summary": "summary", "chapter summary": "summary", "notes": "author_note", "chapter notes": "author_note",
    "end notes": "author_note", "chapter end notes": "author_note",
}  # fmt: skip
_POSTED = "Posted originally on the"


def is_ao3(root: html.HtmlElement) -> bool:
    """Tell whether a page is the archive's download: its message, or its own ids."""
    messages = root.xpath("//p[contains(., 'Archive of Our Own')]")
    return any(_POSTED in words_of(message) for message in messages[:3]) or (
        first(root, "//*[@id='preface']//dl") is not None and first(root, "//*[@id='chapters']") is not None
    )


def read_ao3(pages: Sequence[html.HtmlElement], source_format: SourceFormat) -> Book:
    """Return the book of a download in one page, or of the pages of its EPUB in order, without source."""
    fragments = [fragment for page in pages for fragment in read_fragments(page, _roles(page))]
    composed = compose(fragments)
    return make_book(
        composed.text,
        composed.blocks,
        source_format,
        title=next((title for page in pages if (title := _title(page))), None),
        author=next((author for page in pages if (author := _author(page))), None),
        tags=next((tags for page in pages if (tags := read_tags(page))), {}),
        emphasis=composed.emphasis,
    )


def _roles(page: html.HtmlElement) -> dict[html.HtmlElement, Role | None]:
    """Return what the parts of a page are: chapters' headings, summaries, notes, and the rest around the story."""
    roles: dict[html.HtmlElement, Role | None] = {}
    labels: dict[html.HtmlElement | None, Role | None] = {}  # what the last label in an element says
    n_chapters = 0
    for element in page.iter("body", "div", "p", "h1", "h2", "h3", "dl", "blockquote", "ul"):
        if element.tag == "p":
            labels[element.getparent()] = _label_role(element)
        role = _role(element, labels.get(element.getparent()), n_chapters)
        if role:
            roles[element] = role
        n_chapters += element.get("id") == "chapters"
    return roles


def _role(element: html.HtmlElement, label: Role | None, n_chapters: int) -> Role | None:
    """Return what one element is, ``None`` for what its parent is.

    `label` is what the label before it says, or it itself; `n_chapters` is the number of elements before it that hold chapters.
    """
    identity, tag = element.get("id") or "", element.tag
    names = [name.rstrip("0123456789") for name in classes_of(element)]
    if tag == "div" and identity != "chapters" and "userstuff" in names and not _is_noted(element):
        return "story"
    if identity in ("preface", "afterword"):
        return "front_matter" if identity == "preface" else "back_matter"
    if identity.startswith("endnotes") or "endnote-link" in names:
        return "author_note"
    if tag in ("h1", "dl") or "byline" in names or ("message" in names and tag == "p"):
        return None if _in_story(element) else "back_matter" if _is_last(element, n_chapters) else "front_matter"
    if tag in ("h2", "h3") and not _in_story(element):
        return _heading_role(element, names)
    if tag in ("p", "blockquote") and not _in_story(element):
        return label
    return None


def _heading_role(element: html.HtmlElement, names: Sequence[str]) -> Role:
    """Return whether a heading outside the prose is a chapter's, or the archive's own over preface and afterword."""
    for ancestor in element.iterancestors():
        if ancestor.get("id") == "preface":
            return "front_matter"
        if ancestor.get("id") == "afterword":
            return "back_matter"
    return {"preface": "front_matter", "afterword": "back_matter"}.get(words_of(element).lower(), "chapter")  # type: ignore[return-value]


def _label_role(label: html.HtmlElement) -> Role | None:
    """Return the role of a label over a blockquote, which is that of the blockquote under it too."""
    following = label.getnext()
    if following is None or following.tag not in ("blockquote", "div"):
        return None
    return _LABELS.get(words_of(label).rstrip(":").lower())


def _in_story(element: html.HtmlElement) -> bool:
    """Tell whether an element stands in the prose or in a note, as the author wrote it."""
    return any(
        ancestor.tag in ("div", "blockquote")
        and ancestor.get("id") != "chapters"
        and any(_BODY_CLASS.fullmatch(name) for name in classes_of(ancestor))
        for ancestor in element.iterancestors()
    )


def _is_noted(element: html.HtmlElement) -> bool:
    """Tell whether a body stands in the preface, the afterword or the notes."""
    return any(
        (ancestor.get("id") or "").startswith(("preface", "afterword", "endnotes")) or ancestor.tag == "blockquote"
        for ancestor in element.iterancestors()
    )


def _is_last(element: html.HtmlElement, n_chapters: int) -> bool:
    """Tell whether an element stands after the chapters, of which `n_chapters` stand before it or around it."""
    around = [ancestor.get("id") for ancestor in element.iterancestors()]
    return n_chapters > around.count("chapters") or "afterword" in around


def _title(page: html.HtmlElement) -> str | None:
    """Return the work's title."""
    for element in page.iter("h1"):
        if not _in_story(element) and words_of(element):
            return words_of(element)
    return None


def _author(page: html.HtmlElement) -> str | None:
    """Return the work's authors, ``Anonymous`` where the archive hides them, ``None`` on a page that names none."""
    for byline in page.xpath("//div[starts-with(@class, 'byline')] | //*[@rel='author']/.."):
        names = [words_of(link) for link in byline.iter("a") if words_of(link)]
        if names:
            return ", ".join(names)
        return words_of(byline).removeprefix("by ").strip() or None
    return None


def read_tags(page: html.HtmlElement) -> dict[str, tuple[str, ...]]:
    """Return the work's tags by type; each tag is one link, whatever commas are in it."""
    tags: dict[str, tuple[str, ...]] = {}
    for term in page.xpath("//dl[starts-with(@class, 'tags') or ancestor::*[@id='preface']]/dt"):
        value = term.getnext()
        if value is None or value.tag != "dd":
            continue
        name = words_of(term).rstrip(": ")
        name = TAG_TYPES.get(name.lower(), name)
        links = tuple(words_of(link) for link in value.iter("a") if words_of(link))
        whole = (words_of(value),) if words_of(value) else ()
        tags[name] = whole if name in _WHOLE or not links else links
    return tags
