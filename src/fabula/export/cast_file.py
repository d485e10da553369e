"""A world's characters as a cast file, to be mended by hand and given to the next reading with ``--cast``."""

from __future__ import annotations

import json
import re

from fabula.export.file_names import title_of
from fabula.types.world import StoryWorld

_HEAD = """# The characters of {title}, as fabula read them; those most mentioned first.
# Mend it, then: fabula read BOOK --cast THIS-FILE
# Names that are another's go into not-the-same-as = ["…"].
"""
_NOBODY = """
# Nobody in it has a name. Take the marks away, and give one:
# [[character]]
# name = ""
"""
_CONTROLS = re.compile("[\x00-\x1f\x7f]")  # which TOML's comments can't have


def cast_to_toml(world: StoryWorld) -> str:
    """Return the characters that have names, with their aliases and pronouns, as a cast file in TOML.

    Misspelt names are left out, so that they are found again.
    """
    tables = [_HEAD.format(title=_CONTROLS.sub(" ", title_of(world)))]
    misspelt = world.misspelt_names
    for one in world.named_characters:
        lines = ["[[character]]", f"name = {_quoted(one.name)}"]
        aliases = [alias for alias in one.aliases if alias not in misspelt]
        if aliases:
            lines.append(f"aliases = [{', '.join(map(_quoted, aliases))}]")
        if one.pronouns not in (None, "I"):  # the narrator says so in a line of its own
            lines.append(f"pronouns = {_quoted(one.pronouns)}")
        if one.narrator:
            lines.append("narrator = true")
        tables.append("\n".join(lines) + "\n")
    return "\n".join(tables) if world.named_characters else tables[0] + _NOBODY


def _quoted(text: str) -> str:
    """Return a text as TOML's basic string, which JSON's escapes fit but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
