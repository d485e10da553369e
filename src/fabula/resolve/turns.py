"""Turns: the stretches of dialogue that one person says before another does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.lexicons import forms_of_address, words_of
from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.given import NOBODY_NAMED
from fabula.resolve.names import normal_form
from fabula.resolve.people import People
from fabula.resolve.tags import Tag, find_beats, find_tag
from fabula.types.annotations import Gender

_MARKS_BEFORE = frozenset({",", "“", '"', "‘", "'", "!", "?", ".", "--", "—", ";", "«"})  # a vocative
_MARKS = frozenset("\"“”„‘’'«»")
_VOCATIVE_AFTER = frozenset({",", "!", "?", ".", "”", '"', "’", "'", "--", "—", ";", "...", "…", "»"})


@dataclass(frozen=True, slots=True)
class Turn:
    """Quotations (by number) said in one breath, and what stands around them.

    `gap` counts the paragraphs of narration between this turn and the one before (large after a break of scene);
    `vocatives` are those called by name in it, `spoken_of` the others named; `is_bare` when its paragraph has no narration;
    `closing` is the mark that its words end with; `called_as` the sex of whoever is called *sir* or *madam* in it; `words` are
    those said, in lower case.
    """

    quotations: tuple[int, ...]
    paragraph: int
    gap: int
    tag: Tag | None
    before: Reference | None
    after: Reference | None
    vocatives: frozenset[int]
    spoken_of: frozenset[int]
    is_bare: bool = False
    closing: str = "."
    called_as: Gender | None = None
    words: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it ends with a question."""
        return self.closing == "?"

    @property
    def kind(self) -> str:
        """What stands around it, in the names of features that models are fitted on: a tag with a ``"pronoun"`` or one that is
        ``"named"``, a ``"beat"``, or nothing (``"bare"``)."""
        if self.tag is not None:
            return "pronoun" if self.tag.reference.pronoun is not None else "named"
        return "bare" if self.is_bare else "beat"


def find_turns(discourse: Discourse, people: People) -> tuple[Turn, ...]:
    """Return the turns of all quotations that somebody says, in order."""
    breaks = paragraphs_after_breaks(discourse)
    turns: list[Turn] = []
    for group in _group(discourse, people):
        paragraph = _paragraph(discourse, group[0])
        previous = _paragraph(discourse, turns[-1].quotations[-1]) if turns else -100
        gap = max(0, paragraph - previous - 1)
        if any(previous < one <= paragraph for one in breaks):
            gap = 99
        turns.append(_describe(discourse, people, group, paragraph, gap))
    return tuple(turns)


def paragraphs_after_breaks(discourse: Discourse) -> list[int]:
    """Return the first paragraphs after strong breaks."""
    paragraphs = discourse.book.paragraphs
    found = []
    position = 0
    for one in sorted(discourse.book.breaks, key=lambda one: one.start):
        if one.cue == "blank":
            continue
        while position < len(paragraphs) and paragraphs[position].start < one.end:
            position += 1
        found.append(position)
    return found


def _paragraph(discourse: Discourse, number: int) -> int:
    inside = discourse.tokens_between(discourse.quotations[number].start, discourse.quotations[number].end)
    return discourse.paragraph[inside.start] if inside.start < len(discourse.paragraph) else 0


def _group(discourse: Discourse, people: People) -> list[list[int]]:
    """Group quotations by paragraph and utterance; two that narration gives to different persons stay apart.

    Between two speeches of a paragraph it may also be who acts there that changes (*“Go,” said Anna. Tom rose. “No.”*).
    """
    groups: list[list[int]] = []
    pointed = _Pointed(None, None)
    for number, quotation in enumerate(discourse.quotations):
        if not quotation.spoken or quotation.thought or quotation.speaker == NOBODY_NAMED:
            continue
        last = groups[-1][-1] if groups else None
        continues = last is not None and discourse.quotations[last].utterance == quotation.utterance
        tag = find_tag(discourse, number)
        reference = tag.reference if tag is not None else None if continues else find_beats(discourse, number)[0]
        now = _pointed(discourse, people, reference)
        if quotation.speaker is not None:
            bearers = people.bearers.get(normal_form(quotation.speaker))
            now = _Pointed(str(bearers[0]) if bearers else quotation.speaker, None)
        joins = continues or (last is not None and _paragraph(discourse, last) == _paragraph(discourse, number))
        if joins and not pointed.is_another(now):
            groups[-1].append(number)
            pointed = _Pointed(now.who or pointed.who, now.sex or pointed.sex)
        else:
            groups.append([number])
            pointed = now
    return groups


@dataclass(frozen=True, slots=True)
class _Pointed:
    """Whom narration points at as a speaker, as far as it tells: a person or the words of a description, and the sex."""

    who: str | None
    sex: Gender | None

    def is_another(self, other: _Pointed) -> bool:
        """Tell whether the two can't be one."""
        by_name = self.who is not None and other.who is not None and self.who != other.who
        return by_name or (self.sex is not None and other.sex is not None and self.sex != other.sex)


def _pointed(discourse: Discourse, people: People, reference: Reference | None) -> _Pointed:
    """Return whom a reference means, or its words where that is not known yet."""
    if reference is None:
        return _Pointed(None, None)
    if reference.pronoun is not None:
        return _Pointed(None, reference.gender if reference.gender in ("male", "female") else None)
    who = people.referent[reference.number]
    if who is None:
        return _Pointed(" ".join(discourse.tokens.lower[reference.first : reference.last]), reference.gender)
    gender = people.everyone[who].gender
    return _Pointed(str(who), gender if gender in ("male", "female") else None)


def _describe(discourse: Discourse, people: People, group: Sequence[int], paragraph: int, gap: int) -> Turn:
    tag = _best_tag(discourse, group)
    beats = [find_beats(discourse, number) for number in group]
    vocatives: set[int] = set()
    spoken_of: set[int] = set()
    for number in group:
        quotation = discourse.quotations[number]
        inside = discourse.tokens_between(quotation.start, quotation.end)
        for one in discourse.references_between(inside.start, inside.stop):
            who = people.referent[one.number]
            if one.mention.type == "PER" and one.pronoun is None and who is not None:
                (vocatives if is_vocative(discourse, one) else spoken_of).add(who)
    return Turn(
        tuple(group),
        paragraph,
        gap,
        tag,
        next((one for one, _ in beats if one is not None), None),
        next((one for _, one in reversed(beats) if one is not None), None),
        frozenset(vocatives),
        frozenset(spoken_of - vocatives),
        _is_bare(discourse, paragraph),
        discourse.quotations[group[-1]].closing(discourse.book.text),
        _called_as(discourse, group),
        _words(discourse, group),
    )


def _words(discourse: Discourse, group: Sequence[int]) -> tuple[str, ...]:
    lower = discourse.tokens.lower
    found: list[str] = []
    for number in group:
        quotation = discourse.quotations[number]
        inside = discourse.tokens_between(quotation.start, quotation.end)
        found += [lower[i] for i in inside if lower[i][0].isalnum() or len(lower[i]) > 2]
    return tuple(found)


def _called_as(discourse: Discourse, group: Sequence[int]) -> Gender | None:
    """Return the sex that forms of address in some quotations tell, where they tell one."""
    found: set[Gender] = set()
    lower = discourse.tokens.lower
    for number in group:
        inside = discourse.tokens_between(discourse.quotations[number].start, discourse.quotations[number].end)
        for i in inside:
            sex = forms_of_address().get(lower[i])
            if sex is not None and i + 1 < len(lower) and lower[i + 1] in _VOCATIVE_AFTER and _may_call(lower, i):
                found.add(sex)
    return found.pop() if len(found) == 1 else None


def _may_call(lower: Sequence[str], i: int) -> bool:
    """Tell whether a form of address stands where one calls: after a mark or a few words (*yes, sir*; *my dear fellow*)."""
    before = i - 1
    while before > 0 and lower[before] in words_of("fond_words"):
        before -= 1
    return _leads_to_call(lower[before]) or i == 0


def _is_bare(discourse: Discourse, paragraph: int) -> bool:
    span = discourse.book.paragraphs[paragraph]
    return all(discourse.spoken[i] >= 0 for i in discourse.tokens_between(span.start, span.end))


def _best_tag(discourse: Discourse, group: Sequence[int]) -> Tag | None:
    """Return the tag that names the speaker best: by name, else by description, else by pronoun."""
    order = {"PROP": 0, "NOM": 1, "PRON": 2}
    tags = [tag for tag in (find_tag(discourse, number) for number in group) if tag is not None]
    return min(tags, key=lambda tag: order[tag.reference.mention.form], default=None)


def _leads_to_call(before: str) -> bool:
    """Tell whether a word or mark may stand before whom one calls."""
    return before in _MARKS_BEFORE or before in words_of("before_vocatives")


def is_vocative(discourse: Discourse, reference: Reference) -> bool:
    """Tell whether a name or description inside a quotation calls the one spoken to."""
    lower = discourse.tokens.lower
    before = lower[reference.first - 1] if reference.first else ""
    after = lower[reference.last] if reference.last < len(lower) else ""
    if reference.mention.form == "NOM":
        return lower[reference.first] == "my" and after in _VOCATIVE_AFTER and _leads_to_call(before)
    if not _leads_to_call(before) or after not in _VOCATIVE_AFTER:
        return False
    if before == "," and after == ",":  # a list, or a vocative in the middle
        return not _in_list(discourse, reference)
    return True


def _in_list(discourse: Discourse, reference: Reference) -> bool:
    around = (reference.first - 2, reference.last + 1)
    return any(0 <= i < len(discourse.tokens) and _has_own_capital(discourse, i) for i in around)


def _has_own_capital(discourse: Discourse, i: int) -> bool:
    """Tell whether a word has a capital that does not come from opening a sentence or a speech."""
    words, sentence = discourse.tokens.words, discourse.sentence
    opens = i == 0 or sentence[i] != sentence[i - 1] or words[i - 1] in _MARKS
    return words[i][0].isupper() and not (opens and i not in discourse.at_token)
