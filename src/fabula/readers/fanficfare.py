"""EPUBs made by FanFicFare: a title page, then a file for each chapter with its notes in boxes."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import html

from fabula.readers.blocks import Fragment, Role
from fabula.readers.markup import classes_of, first, read_fragments, words_of

_SKIPPED = ("toc_page", "log_page", "nav", "toc")


def is_fanficfare(pages: Sequence[html.HtmlElement], contributors: Sequence[str]) -> bool:
    """Tell whether FanFicFare made the EPUB: it says so, or its classes do."""
    return any("fanficfare" in name.lower() for name in contributors) or any(
        name.startswith("fff_") for page in pages for body in page.iter("body") for name in classes_of(body)
    )


def read_page(page: html.HtmlElement, name: str) -> list[Fragment]:
    """Return the fragments of one file of the EPUB, none for its list of chapters and its log."""
    if name.rsplit("/", 1)[-1].startswith(_SKIPPED):
        return []
    body = first(page, "//body")
    if "title_page" in name or (body is not None and "fff_titlepage" in classes_of(body)):
        return read_fragments(page, dict.fromkeys(page.iter("body"), "front_matter"))
    fragments = read_fragments(page, _roles(page))
    if any(fragment.role == "chapter" for fragment in fragments):
        return fragments
    heading = _declared_title(page)
    return [Fragment(heading, role="chapter"), *fragments] if heading and fragments else fragments


def _roles(page: html.HtmlElement) -> dict[html.HtmlElement, Role | None]:
    """Return what the parts of a chapter's file are."""
    roles: dict[html.HtmlElement, Role | None] = {}
    for element in page.xpath("//*[contains(@class, 'fff_chapter')]"):
        names = classes_of(element)
        if "fff_chapter_notes" in names:
            roles[element] = "author_note"
        elif "fff_chapter_title" in names:
            roles[element] = "chapter"
    return roles


def _declared_title(page: html.HtmlElement) -> str:
    """Return the chapter's title in the file's metadata."""
    for element in page.iter("meta"):
        if element.get("name") == "chaptertitle":
            return " ".join((element.get("content") or "").split())
    return words_of(first(page, "//body//h3"))
