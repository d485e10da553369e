"""Mentions: every name, common noun and pronoun that refers to somebody, a place or a vehicle.

The network finds them, sentence by sentence; the rules that count capitals over the whole book add the names it passed
over in one place and knew in another. Without a network the rules find what they can.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from fabula.annotate.nominals import find_nominals, gender_of_noun
from fabula.annotate.pronouns import PRONOUNS
from fabula.annotate.proper_names import find_names, gender_of_name
from fabula.annotate.speaking import with_speakers
from fabula.annotate.syntax import core_end, head_token
from fabula.encoder.analysis import Analysis
from fabula.encoder.labels import ENTITY_TYPES, FORMS
from fabula.lexicons import kin_nouns, title_genders, words_of
from fabula.types.annotations import EntityType, Gender, Mention, MentionForm, Quotation, Syntax
from fabula.types.text import Span, Tokens

_BEFORE_NAMES = frozenset({"ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "NUM", "PRON", "PUNCT", "SCONJ", "VERB"})
_MARKS = frozenset('"“”„«»()[],;:!?…—–_*')
_GENITIVE = frozenset({"'s", "’s", "'", "’"})
_KNOWN_SHARE = 0.5  # of a name's uses that the network must have found for the others to be added


def quotation_of_tokens(tokens: Tokens, quotations: Sequence[Quotation]) -> list[int]:
    """Return for each token the index of the spoken quotation it stands in, -1 outside of all."""
    inside = np.full(len(tokens), -1, dtype=np.int32)
    for number, quotation in enumerate(quotations):
        if quotation.spoken:
            found = tokens.between(quotation.start, quotation.end)
            inside[found.start : found.stop] = number
    return [int(number) for number in inside]


def find_mentions(
    tokens: Tokens,
    quotations: Sequence[Quotation],
    analysis: Analysis | None = None,
    syntax: Syntax | None = None,
) -> tuple[Mention, ...]:
    """Return the mentions of a book ordered by start, then longest first; nested ones are kept.

    They are the network's where `analysis` and its `syntax` are given, else what rules alone find.
    """
    spoken = quotation_of_tokens(tokens, quotations)
    names = find_names(tokens, spoken)
    if analysis is None or syntax is None:
        taken = {i for name in names for i in tokens.between(name.start, name.end)}
        found = [*names, *find_nominals(tokens, taken), *_find_pronouns(tokens, taken)]
    else:
        found = list(_network_mentions(tokens, analysis, syntax, spoken))
        found += _passed_over(names, found, tokens)
        found = with_speakers(found, tokens, syntax, spoken, names)
    return tuple(sorted(found, key=lambda one: (one.start, -one.end)))


def _find_pronouns(tokens: Tokens, taken: set[int]) -> Iterator[Mention]:
    """Yield the personal pronouns; *it* is left out, since it seldom refers to an entity."""
    for i, word in enumerate(tokens.lower):
        found = PRONOUNS.get(word)
        if found is None or i in taken or (word == "i" and tokens.words[i] != "I"):
            continue
        start, end = int(tokens.start[i]), int(tokens.end[i])
        yield Mention(start, end, "PER", "PRON", Span(start, end), found.gender)


# -- the network's --------------------------------------------------------------------------------------------------


def _network_mentions(tokens: Tokens, analysis: Analysis, syntax: Syntax, spoken: Sequence[int]) -> Iterator[Mention]:
    """Yield the network's mentions but those that begin in a quotation and end outside, or the other way round."""
    starts, ends = tokens.start.tolist(), tokens.end.tolist()
    heads = syntax.head.tolist()
    spans = analysis.mentions
    columns = (spans.first, spans.last, spans.type, spans.form, spans.probability * spans.type_probability)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for row, (first, last, kind, form, share) in enumerate(rows):
        if spoken[first] != spoken[last]:
            continue
        end = last + 1
        head = head_token(heads, first, end)
        core, core_last = first, core_end(syntax, heads, head, end)
        kind_of_form: MentionForm = FORMS[form]  # type: ignore[assignment]
        if kind_of_form == "PROP":
            core, core_last = _name_start(tokens, syntax, first, head), _name_end(tokens, head, core_last)
            if not _is_name(tokens, syntax, core, head, core_last):
                kind_of_form, core, core_last = "NOM", first, max(core_last, head + 1)
        yield Mention(
            starts[first],
            ends[last],
            ENTITY_TYPES[kind],  # type: ignore[arg-type]
            kind_of_form,
            Span(starts[head], ends[head]),
            _gender(tokens, syntax, core, core_last, head, ENTITY_TYPES[kind], kind_of_form),  # type: ignore[arg-type]
            round(share, 4),
            Span(starts[core], ends[core_last - 1]),
            row,
        )


def _name_start(tokens: Tokens, syntax: Syntax, first: int, head: int) -> int:
    """Return where the name proper begins: after *the*, *my dear*, *poor old* and any mark, but not after a title."""
    token = next((i + 1 for i in range(head - 1, first - 1, -1) if tokens.words[i][0] in _MARKS), first)
    while token < head:
        word, lower = tokens.words[token], tokens.lower[token]
        particle = lower in words_of("name_particles") and lower not in ("the", "of")
        small = word[0].islower() or syntax.upos[token] in _BEFORE_NAMES
        if particle or not small or (lower.rstrip(".") in title_genders() and word[0].isupper()):
            break
        token += 1
    return token


def _name_end(tokens: Tokens, head: int, last: int) -> int:
    """Return where the name proper ends: at the latest before a mark or a small word, whatever the tree says."""
    for i in range(head + 1, last):
        small = tokens.words[i][0].islower() and tokens.lower[i] not in words_of("name_particles")
        if tokens.words[i][0] in _MARKS or tokens.lower[i] in _GENITIVE or small:
            return i
    return last


def _is_name(tokens: Tokens, syntax: Syntax, first: int, head: int, last: int) -> bool:
    """Tell whether what the network takes for a name is one: not *Anna's cook*, not *uncle*, not a bare *Captain*.

    A bare title names an office, as *the captain* does, unless it is a given name too (*Dom*, but *the Dean*).
    """
    leads = tokens.lower[head] in words_of("name_particles") and last - head > 1  # *Mr. van Dam*
    no_name = tokens.words[head][0].islower() or tokens.words[head][0] in _MARKS
    if (no_name and not leads) or any(syntax.xpos[i] == "POS" for i in range(first, head)):
        return False
    lower = tokens.lower[first]
    if last - first > 1 or lower in kin_nouns() or lower not in title_genders():
        return True
    return lower in words_of("titles_as_names") and not (first and tokens.lower[first - 1] in words_of("determiners"))


def _gender(
    tokens: Tokens, syntax: Syntax, first: int, last: int, head: int, kind: EntityType, form: MentionForm
) -> Gender | None:
    if form == "PRON":
        found = PRONOUNS.get(tokens.lower[head])
        return found.gender if found is not None else None
    if kind != "PER":
        return None
    if form == "PROP":
        title = tokens.words[first].rstrip(".").lower()
        titled = title in title_genders() and last - first > 1
        return gender_of_name(title if titled else None, " ".join(tokens.words[first + titled : last]))
    told = gender_of_noun(tokens.lower[head])
    return "plural" if told is None and syntax.xpos[head] in ("NNS", "NNPS") else told


# -- names that the network passed over -----------------------------------------------------------------------------


def _passed_over(names: Iterable[Mention], found: Sequence[Mention], tokens: Tokens) -> Iterator[Mention]:
    """Yield names that the rules found where the network found nothing, if it knows the same name from elsewhere."""
    covered = {one.head.start for one in found} | {one.name.start for one in found if one.form == "PROP"}
    missed: defaultdict[str, list[Mention]] = defaultdict(list)
    known: defaultdict[str, Counter[EntityType]] = defaultdict(Counter)
    by_place = {(one.name.start, one.name.end): one for one in found if one.form == "PROP"}
    for name in names:
        inside = tokens.between(name.start, name.end)
        key = " ".join(tokens.words[inside.start : inside.stop])
        same = by_place.get((name.start, name.end))
        if same is not None:
            known[key][same.type] += 1
        elif covered.isdisjoint(tokens.start[inside.start : inside.stop].tolist()):
            missed[key].append(name)
    for key, places in missed.items():
        uses = known[key].total()
        if uses and uses >= _KNOWN_SHARE * (uses + len(places)):
            kind = max(sorted(known[key]), key=lambda one: known[key][one])
            for name in places:
                yield Mention(name.start, name.end, kind, "PROP", name.head, name.gender if kind == "PER" else None)
