"""EPUB: the package file names the documents in reading order; each is read by the shape of the tool that made it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from lxml import etree, html

from fabula.errors import SourceError
from fabula.readers import fanficfare
from fabula.readers.ao3 import is_ao3, read_ao3
from fabula.readers.archive import Archive
from fabula.readers.blocks import Fragment, Role
from fabula.readers.gutenberg import drop_boilerplate
from fabula.readers.html import book_of
from fabula.readers.markers import BACK_TITLES, FRONT_TITLES, words
from fabula.readers.markup import parse_markup, read_fragments
from fabula.types.text import Book

_FONT_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_FRONT_TYPES = frozenset(
    words(
        "cover titlepage halftitlepage copyright-page toc landmarks dedication epigraph contributors title-page "
        "acknowledgements acknowledgments frontmatter-notes imprint loi lot other-credits seriespage"
    )
)
_BACK_TYPES = frozenset(words("colophon appendix bibliography index glossary"))
_FRONT_NAMES = ("cover", "titlepage", "title_page", "title-page", "copyright", "toc", "nav", "contents", "wrap0000")


@dataclass(frozen=True, slots=True)
class Package:
    """What the package file says: the documents in reading order, and the book's metadata."""

    documents: tuple[str, ...]
    front: frozenset[str]
    title: str | None
    author: str | None
    publishers: tuple[str, ...]
    contributors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One document of the reading order, parsed."""

    name: str
    root: html.HtmlElement


def read_epub(archive: Archive) -> Book:
    """Return the book of an EPUB, without source; ``SourceError`` when it is locked, broken or has nothing to read."""
    _refuse_locked(archive)
    package = _read_package(archive)
    pages = list(_read_pages(archive, package))
    if not pages:
        raise SourceError(f"{archive.name}: the EPUB has no readable document in its reading order; get the file again")
    book = _book(package, pages)
    if not book.text.strip():
        raise SourceError(f"{archive.name}: the EPUB holds no text (only pictures?); get an edition with text")
    return replace(book, title=book.title or package.title, author=book.author or package.author)


def _book(package: Package, pages: Sequence[Page]) -> Book:
    """Return the book, read by the tool that made it."""
    roots = [page.root for page in pages]
    ao3 = any("archive of our own" in name.lower() for name in package.publishers)
    if ao3 or any(is_ao3(root) for root in roots[:3]):
        book = read_ao3(roots, "epub")
        return replace(book, title=package.title or book.title, author=book.author or package.author)
    if fanficfare.is_fanficfare(roots, package.contributors):
        fragments = [part for page in pages for part in fanficfare.read_page(page.root, page.name)]
    else:
        fragments = [part for page in pages for part in _page_fragments(page, package)]
    return book_of(fragments, "epub", title=package.title, author=package.author)


def _page_fragments(page: Page, package: Package) -> list[Fragment]:
    """Return the fragments of one document of an EPUB of no special make."""
    role = _page_role(page, package)
    roles = drop_boilerplate(page.root)
    if role:
        roles |= dict.fromkeys(page.root.iter("body"), role)
    fragments = read_fragments(page.root, roles)
    if role is None and fragments and fragments[0].role == "heading":
        named = _title_role(fragments[0].text)
        if named:
            return [replace(part, role=named) for part in fragments]
    return fragments


def _page_role(page: Page, package: Package) -> Role | None:
    """Return what a whole document is: front or back matter by its declared type or its name, else ``None``."""
    for element in page.root.xpath("//body | //body/section | //body/div"):
        types = set((element.get("epub:type") or element.get("{http://www.idpf.org/2007/ops}type") or "").split())
        if types & _FRONT_TYPES:
            return "front_matter"
        if types & _BACK_TYPES:
            return "back_matter"
    name = posixpath.basename(page.name).lower()
    if page.name in package.front or name.startswith(_FRONT_NAMES):
        return "front_matter"
    return None


def _title_role(title: str) -> Role | None:
    """Return what a document is by its heading (``About the Author``, ``Copyright``)."""
    bare = " ".join(title.lower().split()).strip(" .:")
    if bare.startswith(FRONT_TITLES):
        return "front_matter"
    return "back_matter" if bare.startswith(BACK_TITLES) else None


def _read_pages(archive: Archive, package: Package) -> Iterator[Page]:
    """Yield the documents of the reading order that are there and can be parsed."""
    for name in package.documents:
        raw = archive.read(name)
        root = parse_markup(raw) if raw else None
        if root is not None:
            yield Page(name, root)


def _refuse_locked(archive: Archive) -> None:
    """Raise ``SourceError`` when the text itself is encrypted; obscured fonts are no hindrance."""
    raw = archive.read("META-INF/encryption.xml")
    root = _parse_xml(raw) if raw else None
    locked = archive.read("META-INF/rights.xml") is not None and root is not None
    for data in root.iter("{*}EncryptedData") if root is not None else ():
        method = data.find("{*}EncryptionMethod")
        algorithm = method.get("Algorithm") if method is not None else None
        locked = locked or algorithm not in _FONT_OBFUSCATION
    if locked:
        raise SourceError(f"{archive.name}: the EPUB is locked (DRM); only an edition without DRM can be read")


def _read_package(archive: Archive) -> Package:
    """Return what the package file says, found by the container file."""
    container = archive.read("META-INF/container.xml")
    root = _parse_xml(container) if container else None
    paths = [element.get("full-path") for element in root.iter("{*}rootfile")] if root is not None else []
    path = next((path for path in paths if path), None) or next(
        (name for name in archive.names() if name.lower().endswith(".opf")), None
    )
    package = _parse_xml(archive.read(path)) if path else None
    if path is None or package is None:
        raise SourceError(f"{archive.name}: the EPUB has no package file (OPF); get the file again")
    return _package_of(package, posixpath.dirname(path))


def _package_of(root: etree._Element, folder: str) -> Package:
    """Return the reading order and the metadata in a package file."""
    manifest = {item.get("id"): item for item in root.iter("{*}item")}
    documents: dict[str, None] = {}  # each once, in order
    front = set()
    for reference in root.iter("{*}itemref"):
        item = manifest.get(reference.get("idref"))
        if item is None or not item.get("href"):
            continue
        name = _entry_name(folder, item.get("href") or "")
        if _is_document(item):
            documents[name] = None
        if "nav" in (item.get("properties") or "").split():
            front.add(name)
    for reference in root.iter("{*}reference"):
        if (reference.get("type") or "").lower() in _FRONT_TYPES | {"copyright", "copyright-page"}:
            front.add(_entry_name(folder, reference.get("href") or ""))
    return Package(
        tuple(documents),
        frozenset(front),
        next(iter(_metadata(root, "title")), None),
        ", ".join(_metadata(root, "creator")) or None,
        tuple(_metadata(root, "publisher")),
        tuple(_metadata(root, "contributor")),
    )


def _is_document(item: etree._Element) -> bool:
    """Tell whether an item of the manifest is text to read."""
    media = (item.get("media-type") or "").lower()
    return (
        "html" in media or (not media and "htm" in (item.get("href") or "").lower()) or media == "text/x-oeb1-document"
    )


def _entry_name(folder: str, href: str) -> str:
    """Return the name in the archive of a file that the package file names."""
    return posixpath.normpath(posixpath.join(folder, unquote(href.split("#")[0])))


def _metadata(root: etree._Element, name: str) -> list[str]:
    """Return the values of a Dublin Core field."""
    values = (" ".join("".join(map(str, element.itertext())).split()) for element in root.iter(f"{{*}}{name}"))
    return [value for value in values if value]


def _parse_xml(raw: bytes | None) -> etree._Element | None:
    """Return the root of an XML file, read without entities and without the network, ``None`` when it is no XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        return etree.fromstring(raw, parser) if raw and raw.strip() else None
    except (etree.XMLSyntaxError, ValueError):
        return None
