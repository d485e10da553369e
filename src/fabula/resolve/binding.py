"""Binding: whom a pronoun cannot mean by the sentence that it stands in (principle C; Chomsky 1981).

*She saw that Anna was gone*: *she* is not Anna, whatever was said of Anna before. The scorer sees pairs of a mention and one
before it, so that a name which comes later tells it nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from fabula.resolve.mention_table import FORMS, PRONOUN_CLASSES, ROLES, MentionTable
from fabula.types.annotations import Syntax

_PROP, _PRON = FORMS.index("PROP"), FORMS.index("PRON")
_SUBJECT, _OBJECT = ROLES.index("subject"), ROLES.index("object")
_THIRD = frozenset(PRONOUN_CLASSES.index(word) for word in ("he", "she"))
_BESIDE = frozenset({"conj", "parataxis", "root"})  # clauses beside that of their head, not under it
_HIGHEST, _OF_OBJECT = 12, 2  # steps up the tree, and from what may stand beside an object


def find_barred(table: MentionTable, syntax: Syntax, anchors: Sequence[int]) -> tuple[frozenset[int], ...]:
    """Return for each mention of a table whom it cannot mean: for a pronoun that is the subject the names later under its verb,
    for one that is the object those that hang on the same verb or its objects; nobody for other mentions.

    `anchors` tell whom each mention is known to mean (below 0: not known).
    """
    form, role, pronoun = table.form.tolist(), table.role.tolist(), table.pronoun.tolist()
    head, governor, sentence = table.head_token.tolist(), table.governor.tolist(), table.sentence.tolist()
    quotation = table.quotation.tolist()
    names: defaultdict[tuple[int, int], list[int]] = defaultdict(list)  # by sentence and quotation
    for place, kind in enumerate(form):
        if kind == _PROP and anchors[place] >= 0:
            names[sentence[place], quotation[place]].append(place)
    found = []
    for place, kind in enumerate(form):
        if kind != _PRON or pronoun[place] not in _THIRD or role[place] not in (_SUBJECT, _OBJECT):
            found.append(frozenset[int]())
            continue
        near = (other for other in names[sentence[place], quotation[place]] if other > place)
        steps = _HIGHEST if role[place] == _SUBJECT else _OF_OBJECT
        found.append(
            frozenset(anchors[other] for other in near if _is_under(syntax, head[other], governor[place], steps))
        )
    return tuple(found)


def _is_under(syntax: Syntax, token: int, verb: int, steps: int) -> bool:
    """Tell whether a token hangs on a verb, within some steps and by no way through a clause beside."""
    for _ in range(steps):
        above, relation = int(syntax.head[token]), syntax.relation[token].split(":")[0]
        if relation in _BESIDE:
            return False
        if above == verb:
            return True
        token = above
    return False
