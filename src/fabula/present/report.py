"""The report: one self-contained page with every view of a world, and the text with its speakers.

Every claim is a link to the place in the text that supports it. The page needs no network and, but for conveniences, no
JavaScript.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from fabula.export.files import write_whole
from fabula.present.pages import make_environment, render_view, static
from fabula.present.prose import shown_stretches, text_blocks
from fabula.present.views import ONE_FILE, PAGE_VIEWS, PageView, colours
from fabula.present.views.findings import likely
from fabula.present.views.speaking import cast_order
from fabula.query.counts import count_words
from fabula.types.world import Entity, StoryWorld


def write_report(world: StoryWorld, path: Path) -> None:
    """Write the report of `world` to `path`, whole or not at all; `FabulaError` when it can't be written."""
    write_whole(path, render_report(world).encode("utf-8", "replace"))


def render_report(world: StoryWorld) -> str:
    """Return the report as one HTML document."""
    environment, places = make_environment(), _Places(world)
    views = list(_views(world, environment, places))
    chapters = [(places.href(one.start), one.title or f"Chapter {n}") for n, one in enumerate(world.work.chapters, 1)]
    return environment.get_template("report.html.jinja").render(
        world=world,
        title=world.work.title or Path(world.provenance.source).stem,
        figures=_figures(world),
        views=views,
        chapters=chapters,
        colours=colours(world),
        blocks=text_blocks(world, places.linked),
        style=Markup(static("story.css")),
        script=Markup(static("views.js") + static("highlight.js")),
    )


def _views(world: StoryWorld, environment: Environment, places: _Places) -> Iterator[tuple[PageView, Markup]]:
    """Yield the views with their pieces; a character has its card in the row of the cast, if it has one."""
    listed = {one.id for one in cast_order(world)[: ONE_FILE.cast]}

    def card(one: Entity) -> str | None:
        return f"#e{one.id}" if one.id in listed else None

    for view in PAGE_VIEWS:
        yield view, render_view(environment, view, world, href=places.href, card=card, level=3, limits=ONE_FILE)


def _figures(world: StoryWorld) -> Mapping[str, int]:
    """Return the numbers that sum the work up; the chapters only where it has some."""
    counted = {
        "words": count_words(world),
        "chapters": len(world.work.chapters),
        "scenes": len(world.scenes),
        "characters": len(world.characters),
        "quotes": len(world.quotes),
        "findings": len(likely(world.findings)),
    }
    return {what: n for what, n in counted.items() if n or what != "chapters"}


class _Places:
    """Gives the addresses of places in the page's text, and remembers which were asked for: these need an anchor."""

    def __init__(self, world: StoryWorld) -> None:
        self._stretches = shown_stretches(world)
        self._starts = [start for start, _ in self._stretches]
        self.linked: set[int] = set()

    def href(self, offset: int) -> str:
        """Return the address of an offset; what is not shown (the white space between paragraphs) leads to what follows."""
        if not self._stretches:
            return "#text"
        place = bisect_right(self._starts, offset) - 1
        if place < 0 or offset >= self._stretches[place][1]:
            offset = self._starts[min(place + 1, len(self._starts) - 1)]
        self.linked.add(offset)
        return f"#o{offset}"
