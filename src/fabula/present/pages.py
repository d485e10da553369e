"""Templates, and one view of a world as a piece of a page: what every host of the views shares.

All text is escaped, control codes are shown as ``U+FFFD``, and no piece has a style attribute or a script, so that it
may stand under a strict Content-Security-Policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from fabula.present.views import ONE_VIEW, Limits, PageView, colours
from fabula.present.views.limits import shortened
from fabula.types.world import Entity, StoryWorld

Href = Callable[[int], str]
Card = Callable[[Entity], str | None]

_PACKAGE = files(__package__ or "fabula.present")
# What HTML does not allow, or an encoder can't write: control codes but for white space, and half surrogate pairs.
_ILLEGIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Mend:
    """Where a host takes corrections, by a form's ``POST``, and the page that it comes back to."""

    address: str
    back: str


def make_environment() -> Environment:
    """Return the environment of the package's templates: everything is escaped, and nothing undefined is passed over."""
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=legible,
    )
    environment.filters["shortened"] = shortened
    return environment


def render_view(
    environment: Environment,
    view: PageView,
    world: StoryWorld,
    *,
    href: Href,
    card: Card,
    level: int = 2,
    limits: Limits = ONE_VIEW,
    mend: Mend | None = None,
) -> Markup:
    """Return a view as a piece of HTML, without its title.

    `href` gives the address of a place in the text, by its offset; `card` that of a character's card, or ``None`` for who
    has none; `level` is that of the piece's own headings. With `mend` a view offers corrections of what it shows.
    """
    template = environment.get_template(view.template)
    context = {"view": view, "colours": colours(world), "href": href, "card": card, "level": level, "mend": mend}
    return Markup(template.render(**view.values(world, limits), **context))


def static(name: str) -> str:
    """Return one of the files that pages load: ``story.css``, ``views.js``, ``highlight.js``."""
    return (_PACKAGE / "static" / name).read_text(encoding="utf-8")


def legible(value: Any) -> Any:
    """Return a text with ``U+FFFD`` for what a page can't hold, so that offsets stay; anything else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup) and not value.isprintable():
        return _ILLEGIBLE.sub("\ufffd", value)
    return value


def _template(name: str) -> str:
    return (_PACKAGE / "templates" / name).read_text(encoding="utf-8")
