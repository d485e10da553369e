"""The views of a story world, one definition for every host: the one-file report and the local server.

A view is plain values made from a world, and a template that shows them. A host goes through `PAGE_VIEWS` and shows
each with `fabula.present.pages.render_view`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fabula.present.views.arcs import arcs_values
from fabula.present.views.balance import balance_values
from fabula.present.views.cast import cast_values
from fabula.present.views.findings import findings_values
from fabula.present.views.knowledge import knowledge_values
from fabula.present.views.limits import ONE_FILE, ONE_VIEW, Limits
from fabula.present.views.matrix import matrix_values
from fabula.present.views.network import network_values
from fabula.present.views.relations import relations_values
from fabula.present.views.scenes import scenes_values
from fabula.present.views.speaking import colours
from fabula.present.views.strip import strip_values
from fabula.present.views.things import things_values
from fabula.present.views.timeline import timeline_values
from fabula.types.world import StoryWorld

__all__ = ["ONE_FILE", "ONE_VIEW", "PAGE_VIEWS", "Limits", "PageView", "colours", "page_view"]


@dataclass(frozen=True, slots=True)
class PageView:
    """One view: its key (of addresses and ids), title, one line about it, and what makes the values of its template."""

    key: str
    title: str
    about: str
    values: Callable[[StoryWorld, Limits], Mapping[str, Any]]

    @property
    def template(self) -> str:
        """The name of its template."""
        return f"views/{self.key}.html.jinja"


PAGE_VIEWS: tuple[PageView, ...] = (
    PageView("cast", "Cast", "Who the characters are, and how much each of them speaks.", cast_values),
    PageView("network", "Who speaks to whom", "The conversations, growing from chapter to chapter.", network_values),
    PageView("strip", "Who speaks when", "Every quote along the length of the text.", strip_values),
    PageView("matrix", "Who is where", "Each scene with those who speak, are there, or are spoken of.", matrix_values),
    PageView("scenes", "Scenes", "Where and when each scene is, through whose eyes, and who comes and leaves.", scenes_values),
    PageView("timeline", "Timeline", "The scenes in the order of telling, and what the text says of time.", timeline_values),
    PageView("knowledge", "Who knows what", "Who holds which claim, who told them, what is kept from whom.", knowledge_values),
    PageView("arcs", "Arcs", "How bonds between characters rise and fall through the scenes.", arcs_values),
    PageView("relations", "Relations", "Each act or word that shows a bond.", relations_values),
    PageView("things", "Things", "Notable things, and who had, took, gave or lost them.", things_values),
    PageView("balance", "Balance", "Who has which share of the speech, the scenes and the viewpoint.", balance_values),
    PageView("findings", "Findings", "What a careful editor would mark, passages side by side.", findings_values),
)  # fmt: skip


def page_view(key: str) -> PageView:
    """Return the view of a key; ``KeyError`` when there is none."""
    return {view.key: view for view in PAGE_VIEWS}[key]
