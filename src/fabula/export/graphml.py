"""The network of a story as GraphML (http://graphml.graphdrawing.org), which most network programs read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fabula.export import xml
from fabula.export.network import find_nodes, find_ties
from fabula.types.world import StoryWorld

_NODE = {"label": "string", "type": "string", "pronouns": "string", "group": "boolean", "narrator": "boolean",
         "mentions": "int", "quotes": "int", "chapters": "string"}  # fmt: skip
_EDGE = {"kind": "string", "weight": "double", "value": "double", "chapters": "string"}
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'


def world_to_graphml(world: StoryWorld) -> str:
    """Return the characters as nodes, and who speaks to whom and the bonds as directed edges.

    `chapters` are numbers with blanks between them, counted from 1 in reading order (0: before the first, or there are none).
    """
    ties = find_ties(world)
    nodes = [
        f"<node{xml.attributes(id=f'e{one.who.id}')}>"
        + _data(
            "node",
            {"label": one.who.name, "type": one.who.type, "pronouns": one.who.pronouns, "group": one.who.group,
             "narrator": one.who.narrator, "mentions": one.who.mentions, "quotes": one.n_quotes,
             "chapters": _joined(one.chapters)},
        )
        + "</node>\n"
        for one in find_nodes(world, ties)
    ]  # fmt: skip
    edges = [
        f"<edge{xml.attributes(id=f't{number}', source=f'e{tie.source.id}', target=f'e{tie.target.id}')}>"
        + _data(
            "edge",
            {"kind": tie.kind, "weight": float(tie.weight), "value": tie.value, "chapters": _joined(tie.chapters)},
        )
        + "</edge>\n"
        for number, tie in enumerate(ties)
    ]
    keys = "".join(
        f"<key{xml.attributes(**{'id': f'{kind}_{name}', 'for': kind, 'attr.name': name, 'attr.type': type_})}/>\n"
        for kind, types in (("node", _NODE), ("edge", _EDGE))
        for name, type_ in types.items()
    )
    body = "".join((*nodes, *edges))
    return f'{_HEAD}{keys}<graph id="story" edgedefault="directed">\n{body}</graph>\n</graphml>\n'


def _data(kind: str, values: Mapping[str, object]) -> str:
    known = {name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()}
    return "".join(
        f"<data{xml.attributes(key=f'{kind}_{name}')}>{xml.content(str(value))}</data>"
        for name, value in known.items()
        if value is not None
    )


def _joined(numbers: Iterable[int]) -> str:
    return " ".join(map(str, numbers))
