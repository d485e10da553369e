"""A world as a small piece of HTML for the cell of a notebook: it needs nothing from elsewhere and escapes all text."""

from __future__ import annotations

from html import escape
from pathlib import Path

from fabula.query.counts import count_words, speaking_cast
from fabula.types.world import Entity, StoryWorld

_LONGEST_CAST = 25
_ALIASES = 4


def render_notebook(world: StoryWorld) -> str:
    """Return the summary: title and author, counts, and a table of the cast with the number of quotes each speaks."""
    return f'<div class="fabula-world">{_heading(world)}{_counts(world)}{_cast(world)}</div>'


def _heading(world: StoryWorld) -> str:
    title = escape(world.work.title or Path(world.provenance.source).name)
    author = f" by {escape(world.work.author)}" if world.work.author else ""
    return f"<p><strong>{title}</strong>{author}</p>"


def _counts(world: StoryWorld) -> str:
    counted = {
        "words": count_words(world),
        "chapters": len(world.work.chapters),
        "scenes": len(world.scenes),
        "characters": len(world.characters),
        "quotes": len(world.quotes),
        "claims known": len(world.knowledge),
        "findings": len(world.findings),
    }
    return f"<p>{' · '.join(f'{number:,} {what}' for what, number in counted.items())}</p>"


def _cast(world: StoryWorld) -> str:
    cast = speaking_cast(world)
    if not cast:
        return "<p>No character acts or speaks.</p>"
    head = "<tr><th>Character</th><th>Also called</th><th>Quotes</th><th>Mentions</th></tr>"
    lines = "".join(_line(one, n_quotes) for one, n_quotes in cast[:_LONGEST_CAST])
    more = len(cast) - _LONGEST_CAST
    rest = f"<p>and {more:,} more</p>" if more > 0 else ""
    return f"<table><thead>{head}</thead><tbody>{lines}</tbody></table>{rest}"


def _line(one: Entity, n_quotes: int) -> str:
    aliases = escape(", ".join(one.aliases[:_ALIASES]))
    return f"<tr><td>{escape(one.name)}</td><td>{aliases}</td><td>{n_quotes:,}</td><td>{one.mentions:,}</td></tr>"
