"""Standoff for brat: the text, the annotations beside it, and the configuration that names their kinds.

https://brat.nlplab.org/standoff.html. Spans are characters; one that runs over a line break is in fragments.
"""

from __future__ import annotations

import re
from collections import defaultdict

from fabula.export.file_names import stem_of
from fabula.types.world import Entity, StoryWorld

# What Python, in which brat is written, takes for the end of a line; and the tabs between the cells.
_BREAK = re.compile("[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_CONFIGURATION = """[entities]
PER
FAC
GPE
LOC
VEH
ORG
Quote
Event

[relations]
Coref	Arg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive
Speaker	Arg1:Quote, Arg2:PER|FAC|GPE|LOC|VEH|ORG
<OVERLAP>	Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>

[events]

[attributes]
Form	Arg:PER|FAC|GPE|LOC|VEH|ORG, Value:PROP|NOM|PRON
Kind	Arg:Quote, Value:explicit|anaphoric|implicit
"""


def world_to_brat(world: StoryWorld) -> dict[str, str]:
    """Return ``NAME.txt``, which is the text unchanged, ``NAME.ann`` and ``annotation.conf``.

    A note says whose a mention is, and who says a quote to whom. What covers nothing but blanks is left out.
    """
    name = stem_of(world)
    lines = _Lines(world.text)
    chains: defaultdict[Entity, list[str]] = defaultdict(list)
    at: dict[tuple[int, int], str] = {}
    for one in world.mentions:
        label = lines.add(one.type, one.start, one.end, one.entity.name, ("Form", one.form))
        if label is not None:
            chains[one.entity].append(label)
            at[one.start, one.end] = label
    for quote in world.quotes:
        said = f"{quote.speaker.name if quote.speaker else 'somebody'} to {_names(quote.addressees) or 'somebody'}"
        label = lines.add("Quote", quote.start, quote.end, said, ("Kind", quote.kind))
        by = quote.speaker_mention and at.get((quote.speaker_mention.start, quote.speaker_mention.end))
        if label is not None and by:
            lines.relate("Speaker", label, by)
    for event in world.events:
        agent, patient = (one.name if one else "-" for one in (event.agent, event.patient))
        lines.add("Event", event.start, event.end, f"{agent} {event.lemma} {patient}")
    for labels in chains.values():
        if len(labels) > 1:
            lines.add_line(f"*\tCoref {' '.join(labels)}")
    return {f"{name}.txt": world.text, f"{name}.ann": lines.text, "annotation.conf": _CONFIGURATION}


class _Lines:
    """The lines of an ``.ann`` file, numbered as they come."""

    def __init__(self, text: str) -> None:
        self._story = text
        self._lines: list[str] = []
        self._n_spans = self._n_relations = 0

    @property
    def text(self) -> str:
        """The file."""
        return "".join(f"{one}\n" for one in self._lines)

    def add(self, kind: str, start: int, end: int, note: str, attribute: tuple[str, str] | None = None) -> str | None:
        """Add a span with a note and an attribute, and return its label; ``None`` when there is nothing in it."""
        parts = _fragments(self._story, start, end)
        if not parts:
            return None
        self._n_spans += 1
        label = f"T{self._n_spans}"
        places = ";".join(f"{first} {last}" for first, last in parts)
        self.add_line(f"{label}\t{kind} {places}\t{' '.join(self._story[first:last] for first, last in parts)}")
        if attribute is not None:
            self.add_line(f"A{self._n_spans}\t{attribute[0]} {label} {attribute[1]}")
        self.add_line(f"#{self._n_spans}\tAnnotatorNotes {label}\t{' '.join(_BREAK.sub(' ', note).split())}")
        return label

    def relate(self, kind: str, source: str, target: str) -> None:
        """Add a relation between two spans."""
        self._n_relations += 1
        self.add_line(f"R{self._n_relations}\t{kind} Arg1:{source} Arg2:{target}")

    def add_line(self, line: str) -> None:
        """Add a line as it is."""
        self._lines.append(line)


def _fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of a span that stand on one line each, without the blanks around them."""
    parts, at = [], start
    for edge in (*_BREAK.finditer(text, start, end), None):
        stop = end if edge is None else edge.start()
        words = text[at:stop]
        first = at + len(words) - len(words.lstrip())
        if words.strip():
            parts.append((first, first + len(words.strip())))
        at = stop if edge is None else edge.end()
    return parts


def _names(some: tuple[Entity, ...]) -> str:
    return ", ".join(one.name for one in some)
