"""The network of a story as GEXF 1.3, dynamic: a spell, with both ends inside, is a run of chapters (https://gexf.net)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fabula.export import xml
from fabula.export.file_names import title_of
from fabula.export.network import find_nodes, find_ties, runs_of
from fabula.types.world import StoryWorld

_NODE = {"type": "string", "pronouns": "string", "group": "boolean", "narrator": "boolean", "mentions": "integer",
         "quotes": "integer"}  # fmt: skip
_EDGE = {"kind": "string", "value": "double"}
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'


def world_to_gexf(world: StoryWorld) -> str:
    """Return the characters as nodes; who speaks to whom, and the bonds, as directed edges with their number as weight.

    Time is the chapter, counted from 1 in reading order; 0 is what stands before the first, or a work without chapters.
    """
    ties = find_ties(world)
    nodes = [
        f"<node{xml.attributes(id=one.who.id, label=one.who.name)}>"
        + _values(
            {"type": one.who.type, "pronouns": one.who.pronouns, "group": one.who.group, "narrator": one.who.narrator,
             "mentions": one.who.mentions, "quotes": one.n_quotes}
        )
        + f"{_spells(one.chapters)}</node>\n"
        for one in find_nodes(world, ties)
    ]  # fmt: skip
    edges = [
        "<edge"
        + xml.attributes(
            id=number,
            source=tie.source.id,
            target=tie.target.id,
            label=tie.kind,
            kind=tie.kind,
            weight=float(tie.weight),
        )
        + f">{_values({'kind': tie.kind, 'value': tie.value})}{_spells(tie.chapters)}</edge>\n"
        for number, tie in enumerate(ties)
    ]
    creator = f"fabula {world.provenance.fabula}"
    meta = f"<meta><creator>{xml.content(creator)}</creator><description>{xml.content(title_of(world))}</description></meta>\n"
    graph = xml.attributes(defaultedgetype="directed", mode="dynamic", timeformat="integer", idtype="integer")
    return (
        f"{_HEAD}{meta}<graph{graph}>\n{_declared('node', _NODE)}{_declared('edge', _EDGE)}"
        f"<nodes>\n{''.join(nodes)}</nodes>\n<edges>\n{''.join(edges)}</edges>\n</graph>\n</gexf>\n"
    )


def _declared(kind: str, types: Mapping[str, str]) -> str:
    inner = "".join(f"<attribute{xml.attributes(id=name, title=name, type=type_)}/>" for name, type_ in types.items())
    return f"<attributes{xml.attributes(class_=kind)}>{inner}</attributes>\n"


def _values(values: Mapping[str, object]) -> str:
    known = {name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()}
    inner = "".join(
        f"<attvalue{xml.attributes(for_=name, value=value)}/>" for name, value in known.items() if value is not None
    )
    return f"<attvalues>{inner}</attvalues>"


def _spells(chapters: Iterable[int]) -> str:
    inner = "".join(f"<spell{xml.attributes(start=first, end=last)}/>" for first, last in runs_of(chapters))
    return f"<spells>{inner}</spells>" if inner else ""
