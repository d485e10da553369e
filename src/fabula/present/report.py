"""The report: one self-contained page with the text, its speakers, cast, network, scenes, ledger and findings.

Every claim is a link to the place in the text that supports it. The page needs no network and, but for the highlighting
of a claim's exact words, no JavaScript.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FunctionLoader
from markupsafe import Markup

from fabula.export.files import write_whole
from fabula.present import views
from fabula.query.counts import count_words
from fabula.types.world import Entity, Finding, StoryWorld

_PACKAGE = files(__package__ or "fabula.present")
_WORTH_A_LOOK = 0.1  # from which a note is shown
_MOST_CLAIMS = 400  # of one ledger on the page; the export holds all


def write_report(world: StoryWorld, path: Path) -> None:
    """Write the report of `world` to `path`, whole or not at all; `FabulaError` when it can't be written."""
    write_whole(path, render_report(world).encode("utf-8", "replace"))


def render_report(world: StoryWorld) -> str:
    """Return the report as one HTML document."""
    environment = Environment(
        loader=FunctionLoader(_template), autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    environment.filters["excerpt"] = _excerpt
    nodes, edges = views.network(world)
    likely = _likely(world.findings)
    return environment.get_template("report.html.jinja").render(
        world=world,
        title=world.work.title or Path(world.provenance.source).stem,
        n_words=count_words(world),
        cast=views.cast_rows(world),
        nodes=nodes,
        edges=edges,
        strip=views.strip(world),
        colours=views.colours(world),
        blocks=views.text_blocks(world, _anchors(world)),
        knowledge=world.knowledge[:_MOST_CLAIMS],
        relations=world.relations[:_MOST_CLAIMS],
        findings=sorted(likely, key=lambda one: ("error", "warning", "note").index(one.severity)),
        n_unlikely=len(world.findings) - len(likely),
        focal=_focal_characters(world),
        style=Markup((_PACKAGE / "static" / "report.css").read_text(encoding="utf-8")),
        script=Markup((_PACKAGE / "static" / "report.js").read_text(encoding="utf-8")),
    )


def _template(name: str) -> str:
    return (_PACKAGE / "templates" / name).read_text(encoding="utf-8")


def _likely(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that are worth a reader's time; the rest are in the export."""
    return [one for one in findings if one.severity != "note" or one.confidence >= _WORTH_A_LOOK]


def _anchors(world: StoryWorld) -> list[int]:
    """Return the offsets that the page links to."""
    offsets = [one.start for layer in (world.quotes, world.scenes, world.knowledge, world.relations) for one in layer]
    offsets += [step.start for one in world.objects for step in one.history]
    offsets += [span.start for finding in world.findings for span in finding.spans]
    offsets += [row.first for row in views.cast_rows(world)]
    offsets += [chapter.start for chapter in world.work.chapters]
    return offsets


def _excerpt(world: StoryWorld, start: int, end: int, length: int = 180) -> str:
    words = " ".join(world.text[start:end].split())
    return words if len(words) <= length else words[: length - 1].rsplit(" ", 1)[0] + " …"


def _focal_characters(world: StoryWorld) -> dict[int, tuple[Entity, ...]]:
    """Return through whose eyes each scene is told, by scene id, the one with most paragraphs first."""
    focal: dict[int, tuple[Entity, ...]] = {}
    for scene in world.scenes:
        counts: dict[Entity, int] = {}
        for one in world.pov:
            if scene.start <= one.start < scene.end and one.entity is not None:
                counts[one.entity] = counts.get(one.entity, 0) + 1
        focal[scene.id] = tuple(sorted(counts, key=lambda one: (-counts[one], one.id)))[:2]
    return focal
