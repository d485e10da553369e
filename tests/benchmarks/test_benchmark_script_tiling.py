"""Whether the check of voice scripts sees what it should."""

from __future__ import annotations

from dataclasses import replace

import pytest
from texts import world_of

from benchmarks import script_tiling
from fabula.export.script import ScriptLine, script_lines
from fabula.types.world import StoryWorld

WORLD = world_of("“Go,” said Anna. “Now!”", "It rained, and Tom slept.", "“No,” said Tom.")


def lines_with(monkeypatch: pytest.MonkeyPatch, *lines: ScriptLine) -> str | None:
    def told(_: StoryWorld) -> tuple[ScriptLine, ...]:
        return lines

    monkeypatch.setattr(script_tiling, "script_lines", told)
    return script_tiling.find_fault(WORLD)


def test_a_whole_script_has_no_fault() -> None:
    assert script_tiling.find_fault(WORLD) is None


@pytest.mark.parametrize("place", range(len(script_lines(WORLD))))
def test_a_missing_doubled_or_changed_line_is_seen(monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    lines = script_lines(WORLD)
    rest = (*lines[:place], *lines[place + 1 :])
    assert lines_with(monkeypatch, *rest) is not None
    assert lines_with(monkeypatch, *lines[: place + 1], *lines[place:]) is not None
    changed = replace(lines[place], text=lines[place].text + "x")
    assert lines_with(monkeypatch, *lines[:place], changed, *lines[place + 1 :]) is not None


def test_no_script_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lines_with(monkeypatch) is not None
