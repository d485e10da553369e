"""The lines of a writer's notes, the same in a vault and in a story bible but for how they link; each claim has its passage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from fabula.export.dossiers import Dossier
from fabula.export.markdown import inline
from fabula.export.network import Tie
from fabula.export.passages import Passage
from fabula.types.text import Span
from fabula.types.world import Entity, Finding, Knowledge, StoryObject, StoryWorld

_MOST_SCENES = 12  # that are listed one by one
_MOST_WORDS = 40  # of a passage that is shown


class Notes:
    """What is said of a world; `link` names an entity, `scene_link` a passage by its number, from 1."""

    def __init__(
        self,
        world: StoryWorld,
        parts: Sequence[Passage],
        link: Callable[[Entity], str],
        scene_link: Callable[[int], str],
    ) -> None:
        self._text = world.text
        self._starts = [one.start for one in parts]
        self._link, self._scene_link = link, scene_link

    def portrait(self, one: Dossier) -> Iterator[str]:
        """Yield the lines about somebody or some place, without a heading."""
        who = one.who
        others = [alias for alias in who.aliases if alias != who.name]
        if others:
            yield f"- Also called: {', '.join(map(inline, others))}"
        facts = [f"pronouns {who.pronouns}"] if who.pronouns else []
        facts += [f"{count:,} {name}{'' if count == 1 else 's'}" for count, name in _counted(one) if count]
        if who.narrator:
            facts.append("tells the story")
        if facts:
            yield f"- {'; '.join(facts)[:1].upper()}{'; '.join(facts)[1:]}"
        if one.scenes:
            yield f"- {self._scenes(one.scenes)}"
        if one.things:
            yield f"- Things: {', '.join(inline(thing.name) for thing in one.things)}"
        for bond in one.bonds:
            yield from self._bond(bond)
        for record in one.known:
            yield from self._known(record)

    def thing(self, thing: StoryObject) -> Iterator[str]:
        """Yield the lines of who had a thing, step by step."""
        yield f"- {inline(thing.name)}"
        for step in thing.history:
            holder = "somebody" if step.holder is None else self._link(step.holder)
            to = "" if step.to is None else f" to {self._link(step.to)}"
            yield f"  - {holder} {step.action} it{to}, {self._passage(Span(step.start, step.end))}"

    def finding(self, one: Finding) -> Iterator[str]:
        """Yield the lines of a finding."""
        yield f"- {one.severity.capitalize()}: {inline(one.message)}"
        yield from self._passages(one.spans)

    def where(self, offset: int) -> str:
        """Return the passage that an offset lies in."""
        return self._scene_link(max(1, bisect_right(self._starts, offset)))

    def _scenes(self, numbers: Sequence[int]) -> str:
        if len(numbers) <= _MOST_SCENES:
            return f"In {', '.join(map(self._scene_link, numbers))}"
        return f"In {len(numbers):,} scenes, from {self._scene_link(numbers[0])} to {self._scene_link(numbers[-1])}"

    def _bond(self, bond: Tie) -> Iterator[str]:
        value = "" if bond.value is None else f" ({bond.value:+.2f} in the end)"
        yield f"- {bond.kind.capitalize()} towards {self._link(bond.target)}{value}"
        yield from self._passages(bond.shown)

    def _known(self, record: Knowledge) -> Iterator[str]:
        claim, words = inline(record.claim), self._words(Span(record.start, record.end))
        yield f"- {record.stance.capitalize()} ({record.how}, {self.where(record.start)}): {claim}"
        if words not in ("", claim):
            yield f"  - {words}"

    def _passages(self, spans: Iterable[Span]) -> Iterator[str]:
        yield from (f"  - {self._passage(span)}" for span in spans)

    def _passage(self, span: Span) -> str:
        return f"{self.where(span.start)}: {self._words(span)}"

    def _words(self, span: Span) -> str:
        words = span.of(self._text).split(maxsplit=_MOST_WORDS)
        return inline(" ".join(words[:_MOST_WORDS])) + (" …" if len(words) > _MOST_WORDS else "")


def _counted(one: Dossier) -> tuple[tuple[int, str], ...]:
    return ((one.who.mentions, "mention"), (one.n_quotes, "quote"))
