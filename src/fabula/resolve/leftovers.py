"""Mentions whose referent is not known: which of them are likely one and the same, unknown one.

They stand in the export, so that every mention has an entity, but take no part in scenes, knowledge or bonds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.resolve.discourse import Discourse, Reference
from fabula.types.annotations import EntityType

_GROUP_REACH = 3  # sentences over which *they* is taken for the same group


@dataclass(frozen=True, slots=True)
class Leftover:
    """Somebody or something that is only ever mentioned without being known; `name` is as first mentioned."""

    name: str
    type: EntityType
    group: bool


def group_leftovers(
    discourse: Discourse, referents: Sequence[int | None], chains: Sequence[int] | None = None
) -> tuple[tuple[Leftover, ...], tuple[int | None, ...]]:
    """Return those whom no referent was found for, and for each reference which of them it means, if any.

    Where the `chains` of the references are known, each is one of them. Elsewhere *we* outside quotations is one group for
    the whole book; *I* and *you* are one in a speech; *they* the group last meant so, a few sentences back.
    """
    found: list[Leftover] = []
    numbers: list[int | None] = [None] * len(referents)
    by_key: dict[tuple[int, int | str], int] = {}
    last_group: tuple[int, int] | None = None
    for reference in discourse.references:
        if referents[reference.number] is not None:
            continue
        pronoun = reference.pronoun
        if chains is not None:
            chain = (chains[reference.number], "chain")
            if chain not in by_key:
                by_key[chain] = _add(found, discourse, reference)
            number = by_key[chain]
        elif pronoun is not None and pronoun.is_they:
            if last_group is None or reference.sentence - last_group[1] > _GROUP_REACH:
                last_group = (_add(found, discourse, reference), reference.sentence)
            number = last_group[0]
            last_group = (number, reference.sentence)
        elif pronoun is not None and pronoun.person < 3:
            speech = discourse.quotations[reference.quotation].utterance if reference.quotation >= 0 else -1
            key = (speech, f"{pronoun.person}{pronoun.gender}")
            if key not in by_key:
                by_key[key] = _add(found, discourse, reference)
            number = by_key[key]
        else:
            number = _add(found, discourse, reference)
        numbers[reference.number] = number
    return tuple(found), tuple(numbers)


def _add(found: list[Leftover], discourse: Discourse, reference: Reference) -> int:
    mention = reference.mention
    name = " ".join(discourse.book.text[mention.start : mention.end].split())
    plural = mention.gender == "plural" or (reference.pronoun is not None and reference.pronoun.gender == "plural")
    found.append(Leftover(name, mention.type, plural))
    return len(found) - 1
