"""What a careful editor would mark: passages side by side, the gravest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fabula.present.views.limits import Cut, Limits, cut
from fabula.present.views.passages import Passage, Passages
from fabula.types.world import Finding, FindingKind, Severity, StoryWorld

_LONGEST_MARK = 200  # characters; enough to tell passages apart
_WORTH_A_LOOK = 0.1  # from which a note is shown
_ODDS = ((0.9, "nearly certain"), (0.65, "likely"), (0.4, "about even"), (0.2, "possible"), (0.0, "unlikely"))
_GROUPS: tuple[tuple[Severity, str], ...] = (("error", "Errors"), ("warning", "Warnings"), ("note", "Notes"))
_KINDS: Mapping[FindingKind, str] = {
    "name_variant": "a name spelt otherwise",
    "lost_dialogue": "a line of dialogue missing",
    "pov_shift": "a change of viewpoint",
    "contradiction": "a contradiction",
    "repeated_text": "text that stands twice",
    "absent_but_acting": "somebody acts who is not there",
    "garbled": "garbled words",
    "numbering": "a chapter number out of order",
    "unclosed_quote": "a quotation mark missing",
    "knowledge_leak": "somebody says what he cannot know",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A finding, its kind and how likely it is in words, and the passages it lies in.

    `marked` are the words it marks first, on one line, by which it can be let stand.
    """

    finding: Finding
    kind: str
    odds: str
    passages: tuple[Passage, ...]
    marked: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one severity."""

    severity: Severity
    title: str
    findings: Cut[Marked]


def findings_values(world: StoryWorld, limits: Limits) -> Mapping[str, Any]:
    """Return the groups that are not empty, the gravest first, and how many notes are too unlikely to be in one."""
    chosen, passages = likely(world.findings), Passages(world)
    groups = [
        Group(severity, title, cut((mark(one, passages) for one in chosen if one.severity == severity), limits.rows))
        for severity, title in _GROUPS
    ]
    return {
        "groups": [group for group in groups if group.findings.shown],
        "n_unlikely": len(world.findings) - len(chosen),
    }


def likely(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that are worth a reader's time; the rest are in the export."""
    return [one for one in findings if one.severity != "note" or one.confidence >= _WORTH_A_LOOK]


def mark(finding: Finding, passages: Passages) -> Marked:
    """Return a finding with its passages."""
    odds = next(words for least, words in _ODDS if finding.confidence >= least)
    places = tuple(passages.within(span.start, span.end) for span in finding.spans)
    marked = passages.words(finding.spans[0].start, finding.spans[0].end) if finding.spans else ""
    return Marked(
        finding, _KINDS.get(finding.kind, finding.kind.replace("_", " ")), odds, places, marked[:_LONGEST_MARK]
    )
