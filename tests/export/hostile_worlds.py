"""Worlds whose text and names try to break formats and to leave folders."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from worlds import make_tokens, make_world

from fabula.types.text import Chapter, Paratext
from fabula.types.world import Entity, EntityMention, Quote, Relation, Scene, StoryObject, StoryWorld, Token, Work

NAMES = (
    "../x", "..", ".", "", " ", "CON", "con", "NUL.txt", "a/b", "a\\b", "C:\\x", "/etc/passwd", "\u202eevil\u200f", "]]>",
    "<b>&amp;</b>", "<!-- -->", "tab\there", "line\nbreak", "cr\rhere", "nul\0byte", "A | B", "[[x]]", "#^|", "a,b;c", '"q"',
    "É", "E\u0301", "@pov: x", "%%~name: y", "None", "NA", "\U0001f600 Smile", "- list", "1. first", "a  b", "\u2028",
    "\x85", "\ufeff", "\ufffe", "~", "$x$", "=cmd", "x" * 300, "é" * 300,
)  # fmt: skip
WORDS = (
    "“]]> & <b>\t“nested”\0 \r\n#head\r@pov: z\n% note\n> quote\n* * *\n[b]bold[/b] \u202e \U0001f600"
    " \\n `c` [[l|m]] --- ==h== **b**"
)


def hostile_world(names: tuple[str, ...] = NAMES) -> StoryWorld:
    """Return a world with an entity, a mention, a quote, a scene, a chapter and a thing for each of some names."""
    parts: dict[str, list[Any]] = {
        one: [] for one in ("mentions", "quotes", "scenes", "chapters", "paratext", "relations")
    }
    kinds, text, entities = ("PER", "LOC", "PER", "ORG", "FAC"), "", []
    for number, name in enumerate(names):
        start = len(text)
        one = Entity(
            number, kinds[number % 5], name, (name, f"the {name}"), pronouns="they", mentions=2, confidence=0.5
        )  # type: ignore[arg-type]
        entities.append(one)
        text += f"{name} said {WORDS} {name}.\n\n"
        parts["mentions"] += [
            EntityMention(at, at + len(name), one, one.type, "PROP") for at in (start, len(text) - 3 - len(name))
        ]
        quote = text.index("“", start + len(name))
        parts["quotes"].append(
            Quote(number, quote, quote + len(WORDS), number, one, (one,), (), "explicit", None, None, 0.5)
        )
        parts["scenes"].append(Scene(number, start, len(text), one, f"at {name}", (one,), name))
        parts["chapters"].append(Chapter(start, len(text), number, name))
        parts["paratext"].append(Paratext(len(text) - 2, len(text) - 1, "divider"))
        parts["relations"].append(Relation(one, entities[0], "trust", "up", 0.5, start, start + len(name)))
    tags = {name: (name,) for name in names}
    return replace(
        make_world(
            source="../CON", text=text, entities=tuple(entities), events=(), pov=(), knowledge=(), timeline=(), findings=(),
            objects=tuple(StoryObject(name, ()) for name in names), tokens=tokens_in(text),
            **{key: tuple(some) for key, some in parts.items() if key not in ("chapters", "paratext")},
        ),
        work=Work(names[0], names[-1], "en", tags, tuple(parts["chapters"]), tuple(parts["paratext"])),
    )  # fmt: skip


def tokens_in(text: str) -> tuple[Token, ...]:
    """Return a token a word, as `make_tokens`, with heads that exist and what is not known."""
    return tuple(replace(one, head=max(0, n - 1), deprel=None) for n, one in enumerate(make_tokens(text)))
