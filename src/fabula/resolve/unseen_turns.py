"""Unseen turns: how likely it is that a line of dialogue is missing between two that follow each other.

The speakers of the turns tell most: whoever speaks twice in a row, or out of turn (`chain.infer`), was likely answered. Beside
that the words tell: what opens and ends both lines, what they share, who is called in them, what kinds of tags they have. The
weights stand in ``unseen_model.npz``; ``python -m fabula_training.unseen_turns`` finds them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fabula.lexicons import forms_of, words_of
from fabula.resolve.scorer import Scorer
from fabula.resolve.speakers import Choice
from fabula.resolve.surroundings import Surroundings, conversation_of, named_speaker, told_by_tag
from fabula.resolve.turns import Turn

Features = dict[str, float]

_SURE = 0.85  # of a speaker, for a turn to be a fixed point of the alternation around it
_REACH = 8  # turns in which such a point is looked for
_CLIP = 8.0  # nats beyond which the links say no more
_COMMON = 5e-4  # the share of all words said from which a word is no echo
_ECHO_SCALE = 8.0
_MARKS = frozenset({"--", "...", "—"})


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What the features of unseen turns are drawn from: the turns with their surroundings, and the choices of two rounds.

    `common` are the words that so many lines have that they are no echo; `named` those whom tags name.
    """

    around: Surroundings
    first: Sequence[Choice]
    last: Sequence[Choice]
    common: frozenset[str]
    named: Sequence[int | None]
    own: Sequence[frozenset[str]]


def open_dialogue(around: Surroundings, first: Sequence[Choice], last: Sequence[Choice]) -> Dialogue:
    """Return the dialogue of a book, its speakers chosen in a first round and at last."""
    said = Counter(word for turn in around.turns for word in turn.words)
    least = max(3.0, _COMMON * said.total())
    common = frozenset(word for word, count in said.items() if count > least)
    own = [frozenset(turn.words) - common for turn in around.turns]
    return Dialogue(around, first, last, common, [named_speaker(around.people, one) for one in around.turns], own)


def find_unseen_turns(dialogue: Dialogue, scorer: Scorer) -> Mapping[int, float]:
    """Return by quotation, the first of a turn, how likely a turn right before it is missing: log-odds, as the model was fitted.

    Only turns that open the paragraph after another's are told of.
    """
    places = list(successions(dialogue.around))
    if not places:
        return {}
    scores = scorer.score(scorer.rows([unseen_features(dialogue, i) for i in places])).tolist()
    turns = dialogue.around.turns
    return {turns[i].quotations[0]: score for i, score in zip(places, scores, strict=True)}


def successions(around: Surroundings) -> Iterator[int]:
    """Yield the turns that open the paragraph after that of the turn before."""
    turns, discourse = around.turns, around.discourse
    for i in range(1, len(turns)):
        if turns[i].gap or turns[i].paragraph == turns[i - 1].paragraph:
            continue
        paragraph = discourse.book.paragraphs[turns[i].paragraph]
        if discourse.quotations[turns[i].quotations[0]].start == paragraph.start:
            yield i


def unseen_features(dialogue: Dialogue, i: int) -> Features:
    """Return the features of a turn's being missing right before turn `i`; what is left out is 0."""
    return {
        "always": 1.0,
        **_of_links(dialogue, i),
        **_of_turns(dialogue, i),
        **_of_words(dialogue, i),
        **_of_people(dialogue, i),
        **_of_alternation(dialogue, i),
    }


# -- who speaks ---------------------------------------------------------------------------------------------------


def _of_links(dialogue: Dialogue, i: int) -> Features:
    found: Features = {}
    for name, choices in (("first", dialogue.first), ("last", dialogue.last)):
        before, now = choices[i - 1], choices[i]
        found[f"{name}_unseen"] = _clipped(now.unseen)
        found[f"{name}_unseen_pos"] = max(0.0, _clipped(now.unseen))
        found[f"{name}_same"] = now.same
        found[f"{name}_sure"] = min(before.confidence, now.confidence)
        near = [choices[j].unseen for j in range(max(1, i - 3), min(len(choices), i + 4)) if j != i]
        best = _clipped(max(near, default=0.0))
        found[f"{name}_beside"] = best
        found[f"{name}_over_beside"] = _clipped(now.unseen) - best
        if i + 1 < len(choices):
            found[f"{name}_next_same"] = choices[i + 1].same
        if before.speaker is not None and before.speaker == now.speaker:
            found[f"{name}_one_speaker"] = 1.0
    return found


def _clipped(gain: float) -> float:
    return max(-_CLIP, min(_CLIP, gain)) / _CLIP


def _of_people(dialogue: Dialogue, i: int) -> Features:
    turns, people = dialogue.around.turns, dialogue.around.people
    before, now = turns[i - 1], turns[i]
    asked, speaker = dialogue.last[i - 1].speaker, dialogue.last[i].speaker
    called_before, called_now = before.vocatives, now.vocatives
    told = told_by_tag(people, before)
    holds = {
        "calls_alike": bool(called_before & called_now),
        "called_speaks": speaker in called_before,
        "calls_back": asked in called_now,
        "called_other": bool(called_before) and speaker not in called_before,
        "calls_other": bool(called_now) and asked not in called_now,
        "calls_himself": speaker in called_now,
        "told_speaks": told is not None and told == speaker,
        "told_other": told is not None and told != speaker,
        "sir_twice": before.called_as is not None and before.called_as == now.called_as,
        "sir_both": before.called_as is not None and now.called_as not in (None, before.called_as),
        "sir_to_himself": speaker is not None and people.everyone[speaker].agrees(before.called_as) is False,
        "sir_not_back": asked is not None and people.everyone[asked].agrees(now.called_as) is False,
        "sir_back": asked is not None and people.everyone[asked].agrees(now.called_as) is True,
        "spoken_of": speaker in before.spoken_of,
        "spoken_of_both": bool(before.spoken_of & now.spoken_of),
    }
    found = {name: 1.0 for name, one in holds.items() if one}
    conversation = conversation_of(turns, i)
    parties = {dialogue.last[j].speaker for j in conversation}
    found["parties"] = math.log1p(len(parties)) / 2
    found["of_two"] = float(len(parties) == 2)
    found["conversation"] = math.log1p(len(conversation)) / 3
    return found


def _of_alternation(dialogue: Dialogue, i: int) -> Features:
    """Return whether the nearest turns before and after whose speakers are sure stand as far apart as two by turns would."""
    found: Features = {}
    for name, choices in (("first", dialogue.first), ("last", dialogue.last)):
        last = next((j for j in range(i - 1, max(-1, i - 1 - _REACH), -1) if _is_fixed(dialogue, choices, j)), None)
        following = range(i, min(len(choices), i + _REACH))
        next_ = next((j for j in following if _is_fixed(dialogue, choices, j)), None)
        if last is None or next_ is None:
            found[f"{name}_open"] = 1.0
            continue
        same = choices[last].speaker == choices[next_].speaker
        apart = next_ - last
        bad = same == bool(apart % 2)
        found[f"{name}_{'bad' if bad else 'good'}_{min(apart, 6)}"] = 1.0
        found[f"{name}_bad" if bad else f"{name}_good"] = 1.0 / apart
    return found


def _is_fixed(dialogue: Dialogue, choices: Sequence[Choice], i: int) -> bool:
    tagged = dialogue.around.turns[i].tag is not None or bool(dialogue.around.turns[i].before)
    return tagged and choices[i].confidence >= _SURE and choices[i].speaker is not None


# -- what is said -------------------------------------------------------------------------------------------------


def _of_turns(dialogue: Dialogue, i: int) -> Features:
    around, turns = dialogue.around, dialogue.around.turns
    found: Features = {}
    sides = (("2", i - 2), ("1", i - 1), ("0", i), ("n", i + 1))
    for side, j in sides:
        if not 0 <= j < len(turns):
            found[f"{side}_none"] = 1.0
            continue
        turn = turns[j]
        found[f"{side}_kind_{turn.kind}"] = 1.0
        found[f"{side}_asks"] = float(turn.asks)
        found[f"{side}_closes_{turn.closing if turn.closing in '?!.,' else '-'}"] = 1.0
        found[f"{side}_words"] = math.log1p(len(turn.words)) / 4
        if j != i:
            found[f"{side}_gap"] = min(turn.gap, 4) / 4
        cue = _cue(around, turn)
        if cue is not None:
            found[f"{side}_replies"] = float(cue in words_of("reply_verbs"))
            found[f"{side}_cue_asks"] = float(cue in ("ask", "inquire", "enquire", "demand", "question"))
    found[f"kinds_{turns[i - 1].kind}_{turns[i].kind}"] = 1.0
    found[f"ends_{turns[i - 1].closing}_{int(turns[i].asks)}"] = 1.0
    narrated = around.discourse.book.paragraphs[turns[i - 1].paragraph]
    said = around.discourse.quotations[turns[i - 1].quotations[-1]]
    found["told_after"] = math.log1p(max(0, narrated.end - said.end)) / 6
    found["opens_before"] = float(around.discourse.quotations[turns[i - 1].quotations[0]].start == narrated.start)
    found["pronouns_alike"] = float(_sex(turns[i - 1]) is not None and _sex(turns[i - 1]) == _sex(turns[i]))
    return found


def _sex(turn: Turn) -> str | None:
    reference = turn.tag.reference if turn.tag is not None else turn.before or turn.after
    return None if reference is None else reference.gender


def _cue(around: Surroundings, turn: Turn) -> str | None:
    """Return the verb of a turn's tag."""
    verb = None if turn.tag is None else turn.tag.verb
    return None if verb is None else forms_of("speech_verbs").get(around.discourse.tokens.lower[verb])


def _of_words(dialogue: Dialogue, i: int) -> Features:
    turns = dialogue.around.turns
    before, now = turns[i - 1], turns[i]
    found: Features = {}
    first, again = _opening(now), _opening(before)
    asks = "asked" if before.asks else "told"
    if first:
        found[f"opens_{first[0]}"] = found[f"{asks}_opens_{first[0]}"] = 1.0
        if len(first) > 1:
            found[f"opens_{first[0]}_{first[1]}"] = 1.0
    if again:
        found[f"before_opens_{again[0]}"] = 1.0
    if before.asks:
        found[f"question_{_question(before)}"] = 1.0
        found["you_asked_i_say"] = float("you" in before.words and "i" in now.words)
        found["short_answer"] = float(len(now.words) < 4)
        found["question_again"] = float(now.asks)
    for name, one, other in (
        ("10", i - 1, i), ("20", i - 2, i), ("21", i - 2, i - 1), ("1n", i - 1, i + 1), ("0n", i, i + 1),
    ):  # fmt: skip
        if one >= 0 and other < len(turns):
            shared = len(dialogue.own[one] & dialogue.own[other])
            found[f"echo_{name}"] = shared / (1 + min(len(dialogue.own[one]), len(dialogue.own[other])))
            found[f"echoes_{name}"] = min(1.0, shared / _ECHO_SCALE)
    found["you_both"] = float(_has(before, "you") and _has(now, "you"))
    found["i_both"] = float(_has(before, "i") and _has(now, "i"))
    found["you_then_i"] = float(_has(before, "you") and _has(now, "i"))
    found["i_then_you"] = float(_has(before, "i") and _has(now, "you"))
    return found


def _has(turn: Turn, word: str) -> bool:
    return word in turn.words


def _opening(turn: Turn) -> tuple[str, ...]:
    words = [word.replace("’", "'") for word in turn.words[:4] if word not in _MARKS]
    return tuple(words[:2])


def _question(turn: Turn) -> str:
    """Return what kind of question a turn ends with: for yes or no, a word's, or without either (*You know him?*)."""
    words = turn.words[-12:]
    for word in reversed(words):
        if word in words_of("question_words"):
            return "word"
    return "yes_no" if any(word in words_of("yes_no_openers") for word in words) else "bare"
