"""The lines of a writer's notes, the same in a vault and in a story bible but for how they link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from fabula.export.dossiers import Dossier
from fabula.export.markdown import inline
from fabula.export.network import Tie
from fabula.types.world import Entity, Possession, StoryObject

Link = Callable[[Entity], str]


def portrait(one: Dossier, link: Link, scene_link: Callable[[int], str]) -> Iterator[str]:
    """Yield the lines about somebody or some place, without a heading."""
    who = one.who
    if who.aliases:
        yield f"- Also called: {', '.join(map(inline, who.aliases))}"
    facts = [f"pronouns {who.pronouns}"] if who.pronouns else []
    facts += [f"{count:,} {name}{'' if count == 1 else 's'}" for count, name in _counted(one) if count]
    if who.narrator:
        facts.append("tells the story")
    if facts:
        yield f"- {'; '.join(facts)[:1].upper()}{'; '.join(facts)[1:]}"
    if one.scenes:
        yield f"- Scenes: {', '.join(map(scene_link, one.scenes))}"
    yield from (f"- {bond_line(bond, link)}" for bond in one.bonds)
    if one.things:
        yield f"- Things: {', '.join(map(inline, one.things))}"
    yield from (f"- {record.stance.capitalize()} ({record.how}): {inline(record.claim)}" for record in one.known)


def bond_line(bond: Tie, link: Link) -> str:
    """Return a bond as part of a line: its aspect, to whom, and where it stands in the end."""
    value = "" if bond.value is None else f", {bond.value:+.2f} in the end"
    return f"{bond.kind.capitalize()} towards {link(bond.target)} ({_passages(bond.weight)}{value})"


def thing_line(thing: StoryObject, link: Link) -> str:
    """Return who had a thing, step by step."""
    return f"{inline(thing.name)}: " + "; ".join(_steps(thing.history, link))


def _steps(history: Iterable[Possession], link: Link) -> Iterator[str]:
    for step in history:
        holder = "somebody" if step.holder is None else link(step.holder)
        yield f"{holder} {step.action} it" + ("" if step.to is None else f" to {link(step.to)}")


def _counted(one: Dossier) -> tuple[tuple[int, str], ...]:
    return ((one.who.mentions, "mention"), (one.n_quotes, "quote"))


def _passages(n: int) -> str:
    return "1 passage" if n == 1 else f"{n:,} passages"
