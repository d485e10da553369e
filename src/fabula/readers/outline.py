"""Chapters, divisions and sections: which of the lines that look like headings are headings, and of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from fabula.lexicons import title_genders
from fabula.readers.dividers import is_divider
from fabula.readers.headings import Heading, looks_like_title
from fabula.readers.marks import Kind, Mark, is_prose, lines_of

_MAX_INTRODUCTION = 800  # characters of epigraph that may stand between a division and its first chapter
_MIN_BODY = 200  # characters; numbered stretches shorter than this are verses or a list
_MIN_TITLED = 1 / 3  # of the chapters must have a title under their heading before any has
_MIN_TITLE_ONLY = 3


def mark_outline(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Return `marks` with every candidate decided: a chapter, a division or a section with its title, or story."""
    if any(mark.kind == "chapter" for mark in marks):
        return _mark_titles(text, _demote_inside_chapters(marks))
    if _trusts_levels(marks):
        return _mark_titles(text, _decide_divisions(_decide_levels(text, marks)))
    marks = _settle_plain_headings(text, marks)
    decided = _decide_divisions(_decide_numbers(text, _decide_worded(_join_named_titles(text, marks))))
    if not any(mark.kind == "chapter" for mark in decided):
        decided = _decide_title_only(text, decided)
    return _mark_subheads(text, _mark_titles(text, decided))


def _trusts_levels(marks: Sequence[Mark]) -> bool:
    """Tell whether the format's own headings make the chapters: not when plain paragraphs number more of them."""
    headed = sum(mark.block.role == "heading" for mark in marks if mark.kind == "candidate")
    plain = sum(
        mark.kind == "candidate" and mark.block.role != "heading" and mark.heading is not None
        and mark.heading.rank == "chapter"
        for mark in marks
    )  # fmt: skip
    return headed > 0 and plain <= headed


def _settle_plain_headings(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Where words make the chapters, the format's other headings are the title, at first, and then sections."""
    settled: list[Mark] = []
    for mark in marks:
        if mark.kind == "candidate" and mark.heading is None:
            is_title = all(before.kind != "story" for before in settled)
            mark = mark.named("front_matter" if is_title else "section")
        settled.append(mark)
    return settled


def _demote_inside_chapters(marks: Sequence[Mark]) -> list[Mark]:
    """Where the format names its chapters, a heading in the prose is a section's."""
    return [
        mark.named("section" if mark.heading is None or mark.heading.rank != "number" else "story")
        if mark.kind == "candidate"
        else mark
        for mark in marks
    ]


def _join_named_titles(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Take a name right under a numbered heading (``CHAPTER XX`` / ``CONCLUSION``) as its title."""
    joined = list(marks)
    for at, (mark, after) in enumerate(pairwise(marks)):
        over, under = mark.heading, after.heading
        if mark.kind == after.kind == "candidate" and over and under and _names(over, under):
            _join_title(text, joined, at)
    return joined


def _names(over: Heading, under: Heading) -> bool:
    """Tell whether `under` is a name without a number, and `over` a chapter's number without a name."""
    numbered = over.number is not None and not over.title and over.rank != "division"
    return numbered and under.rank == "chapter" and under.number is None


def _decide_worded(marks: Sequence[Mark]) -> list[Mark]:
    """Make chapters of headings with a chapter word or a name of their own."""
    return [
        mark.named("chapter") if mark.kind == "candidate" and mark.heading and mark.heading.rank == "chapter" else mark
        for mark in marks
    ]


def _decide_numbers(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Accept bare numbers and weak words where they count up: as chapters, or as sections where chapters exist."""
    decided = list(marks)
    n_chapters = sum(mark.kind == "chapter" and mark.heading is not None and mark.heading.number is not None
                     for mark in marks)  # fmt: skip
    words = {mark.heading.word for mark in marks if mark.heading and mark.heading.rank in ("number", "weak")}
    for at in sorted(at for word in words for at in _counting_up(marks, word)):
        decided[at] = marks[at].named("section" if n_chapters >= 2 else "chapter")
    decided = _outer_numbers(decided)
    return [
        mark.named("divider" if is_divider(mark.text(text)) else "story")
        if mark.kind == "candidate" and (mark.heading is None or mark.heading.rank != "division")
        else mark
        for mark in decided
    ]


def _outer_numbers(marks: Sequence[Mark]) -> list[Mark]:
    """Make a division of a numbered heading right above one that is written in another way (``II`` over ``4``)."""
    return [
        mark.named("division")
        if mark.kind == after.kind == "chapter"
        and mark.heading
        and after.heading
        and mark.heading.rank == after.heading.rank == "number"
        and mark.heading.word != after.heading.word
        else mark
        for mark, after in zip(marks, [*marks[1:], *marks[-1:]], strict=True)
    ]


def _counting_up(marks: Sequence[Mark], word: str) -> list[int]:
    """Return the indices of the candidates with `word` that count up from one, again after each higher heading."""
    accepted: list[int] = []
    run: list[int] = []
    previous = 0
    for at, mark in enumerate(marks):
        if mark.kind == "chapter":
            accepted += _kept_run(marks, run)
            run, previous = [], 0
        elif mark.kind == "candidate" and mark.heading and mark.heading.word == word:
            number = mark.heading.number or 0
            if number == 1 and run:
                accepted += _kept_run(marks, run)
                run, previous = [], 0
            if 0 < number - previous <= (3 if run else 2):
                run.append(at)
                previous = number
    return accepted + _kept_run(marks, run)


def _kept_run(marks: Sequence[Mark], run: list[int]) -> list[int]:
    """Return `run` when it is one of headings: two or more, with bodies longer than a verse's."""
    if len(run) < 2:
        return []
    bodies = [sum(mark.length for mark in marks[a + 1 : b]) for a, b in pairwise([*run, len(marks)])]
    return run if sorted(bodies)[len(bodies) // 2] >= _MIN_BODY and not _starts_late(marks, run) else []


def _starts_late(marks: Sequence[Mark], run: list[int]) -> bool:
    """Tell whether more story stands before the run than in it: then it's a numbered poem, a list.

    The last number's own stretch can't be known, and is taken to be as long as the others.
    """
    before = 0
    for mark in reversed(marks[: run[0]]):
        if mark.kind in ("chapter", "division") or (mark.heading and mark.heading.rank == "division"):
            return False
        before += mark.length
    inside = sum(mark.length for mark in marks[run[0] : run[-1]])
    return before > inside * len(run) / (len(run) - 1)


def _decide_divisions(marks: Sequence[Mark]) -> list[Mark]:
    """Make a division a chapter unless chapters stand right inside it."""
    decided = list(marks)
    for at, mark in enumerate(marks):
        if mark.kind == "candidate":
            decided[at] = mark.named("division" if _is_container(marks, at) else "chapter")
    return decided


def _is_container(marks: Sequence[Mark], at: int) -> bool:
    """Tell whether the next heading follows the one at `at` with no more than an epigraph between."""
    between = 0
    for after in range(at + 1, len(marks)):  # no copy of the rest, for each of thousands
        mark = marks[after]
        if mark.kind in ("chapter", "candidate"):
            return _word(mark) != _word(marks[at])
        between += mark.length if mark.kind == "story" else 0
        if between > _MAX_INTRODUCTION:
            return False
    return False


def _word(mark: Mark) -> str:
    """Return the word of a mark's heading."""
    return mark.heading.word if mark.heading else ""


def _entitle(text: str, marks: Sequence[Mark], found: Sequence[int], kind: Kind) -> list[Mark]:
    """Return the marks with those in `found` made headings of `kind` by their words alone, if there are several."""
    decided = list(marks)
    if len(found) >= _MIN_TITLE_ONLY:
        for at in found:
            decided[at] = Mark(marks[at].block, kind, Heading("chapter", "", None, _clean(marks[at].text(text))))
    return decided


def _decide_title_only(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Make chapters of titles that stand alone after a wide gap, when there are several."""
    gaps = Counter(mark.block.gap for mark in marks)
    wide = gaps.most_common(1)[0][0] + 2 if gaps else 3
    found = [
        at
        for at, (mark, after) in enumerate(pairwise(marks))
        if mark.kind == after.kind == "story"
        and (mark.block.gap >= wide or at == 0)
        and mark.length < 80
        and after.block.gap >= 1
        and looks_like_title(mark.text(text))
    ]
    return _entitle(text, marks, found, "chapter")


def _decide_levels(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Decide headings that the format marks with levels: the chapters' level is that of most numbered ones."""
    level = _chapter_level(marks)
    first = next((at for at, mark in enumerate(marks) if mark.kind in ("story", "candidate")), len(marks))
    decided: list[Mark] = []
    for at, mark in enumerate(marks):
        if mark.kind != "candidate" or mark.block.role != "heading":
            decided.append(mark.named("story") if mark.kind == "candidate" else mark)
        elif mark.heading and mark.heading.rank == "division":
            decided.append(mark)
        elif mark.heading and mark.heading.rank == "chapter":
            decided.append(mark.named("chapter"))
        else:
            decided.append(_by_level(text, marks, at, level, is_first=at == first))
    return decided


def _by_level(text: str, marks: Sequence[Mark], at: int, level: int, *, is_first: bool) -> Mark:
    """Decide one heading by its level: above the chapters' it's a division or the title, below it a section.

    `is_first` says that neither prose nor another heading stands before it.
    """
    mark = marks[at]
    heading = mark.heading or Heading("chapter", "", None, _clean(mark.text(text)))
    if mark.heading is None and is_first and _is_title_page(text, marks, at):
        return Mark(mark.block, "front_matter", heading)
    if mark.block.level == level:
        return Mark(mark.block, "chapter", heading)
    if mark.block.level > level:
        return Mark(mark.block, "section", heading)
    has_body = at + 1 < len(marks) and marks[at + 1].kind == "story"
    return Mark(mark.block, "front_matter" if is_first else "chapter" if has_body else "division", heading)


def _is_title_page(text: str, marks: Sequence[Mark], at: int) -> bool:
    """Tell whether the first heading of the book has no prose under it before the next: it's the title then."""
    under = 0
    for mark in marks[at + 1 :]:
        if mark.kind == "candidate" and mark.block.role == "heading":
            return True
        under += mark.length
        if under >= _MIN_BODY or is_prose(mark.text(text)):
            return False
    return False


def _chapter_level(marks: Sequence[Mark]) -> int:
    """Return the level of the chapters' headings; 99 when a lone heading is the title."""
    headed = [mark for mark in marks if mark.kind == "candidate" and mark.block.role == "heading"]
    numbered = Counter(mark.block.level for mark in headed if mark.heading and mark.heading.rank != "division")
    if numbered:
        return min(numbered, key=lambda level: (-numbered[level], level))
    with_body = Counter(
        mark.block.level
        for mark, after in pairwise(marks)
        if mark.kind == "candidate" and mark.block.role == "heading" and after.kind in ("story", "rule", "divider")
    )
    if sum(with_body.values()) < 2:
        return 99
    return min(with_body, key=lambda level: (-with_body[level], level))


def _mark_titles(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Give headings without a title the line under them, where it looks like one in enough chapters."""
    decided = list(marks)
    for kind in ("chapter", "division"):
        untitled = [
            at for at, mark in enumerate(marks) if mark.kind == kind and mark.heading and not mark.heading.title
        ]
        titled = [at for at in untitled if _has_title(text, marks, at)]
        sure = len(titled) >= max(_MIN_TITLED * len(untitled), 1)
        for at in titled:
            if sure or marks[at + 1].block.gap == 0:
                _join_title(text, decided, at)
    return decided


def _mark_subheads(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Mark as sections the lines in capitals that stand alone after a wider gap or a divider, if there are several."""
    gaps = Counter(after.block.gap for mark, after in pairwise(marks) if mark.kind == after.kind == "story")
    usual = gaps.most_common(1)[0][0] if gaps else 1
    found = [
        at + 1
        for at, (before, mark, after) in enumerate(zip(marks, marks[1:], marks[2:], strict=False))
        if mark.kind == "story"
        and 3 < mark.length < 80
        and after.kind == "story"
        and after.block.gap > 0
        and (before.kind == "divider" or (before.kind == "story" and _is_set_off(text, before, mark, usual)))
        and text[mark.block.start : mark.block.end].isupper()
        and looks_like_title(mark.text(text))
    ]
    return _entitle(text, marks, found, "section")


def _is_set_off(text: str, before: Mark, mark: Mark, usual: int) -> bool:
    """Tell whether a wider gap than usual stands between a finished sentence and `mark`."""
    return mark.block.gap > usual and text[before.block.end - 1] in ".!?…”\"'’)*_—-"


def _has_title(text: str, marks: Sequence[Mark], at: int) -> bool:
    """Tell whether the block after the heading at `at` looks like its title, with something after it."""
    if at + 2 >= len(marks) or marks[at + 1].kind != "story" or marks[at].block.role == "chapter":
        return False
    words = marks[at + 1].text(text) if marks[at + 1].length <= 200 else ""
    lines = lines_of(words)
    most = 3 if words.isupper() else 2 if marks[at + 1].block.gap == 0 else 1
    if not 0 < len(lines) <= most or not looks_like_title(" ".join(lines).rstrip(".")) or _is_dateline(words):
        return False
    return marks[at + 2].block.gap > 0 or len(lines) == 1


def _is_dateline(words: str) -> bool:
    """Tell whether `words` are the place and date over a letter, or the name of whom it is to."""
    first, second = [*words.lower().replace(".", "").split()[:2], "", ""][:2]
    addressed = first == "dear" or (first, second) == ("my", "dear") or (first == "to" and second in title_genders())
    return addressed or (words.count(",") > 0 and any(c.isdigit() for c in words))


def _join_title(text: str, marks: list[Mark], at: int) -> None:
    """Set the block after `at` as the title of the heading at `at`."""
    heading = marks[at].heading
    if heading is None:
        return
    titled = Heading(heading.rank, heading.word, heading.number, _clean(marks[at + 1].text(text)))
    marks[at] = Mark(marks[at].block, marks[at].kind, titled)
    marks[at + 1] = marks[at + 1].named("title")


def _clean(title: str) -> str:
    """Return a title on one line, without the marks around it."""
    return " ".join(title.split()).strip("*_~=# ")
