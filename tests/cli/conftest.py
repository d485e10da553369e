"""What every test of the command line shares: how to run it, a pipeline that knows one story, and a library."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest
from runs import Done, Run
from worlds import make_tokens, make_world

from fabula import cli
from fabula.errors import SourceError, StageError
from fabula.store.library import Library
from fabula.store.location import library_path
from fabula.types.world import StoryWorld


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("FABULA_DEBUG", raising=False)

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["fabula", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as done:
            cli.main()
        return Done(int(done.value.code or 0), *capfd.readouterr())

    return run


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Put a pipeline in place that knows one story; return what it was asked."""
    calls: list[dict[str, Any]] = []

    def read(source: str, **options: Any) -> tuple[None, StoryWorld]:
        calls.append({"source": source, **options})
        if "missing" in source:
            raise SourceError(f"{source}: no such file;\n check the path")
        if "stage" in source:
            raise StageError(f"{source}: the stage 'mentions' failed")
        if "bug" in source:
            raise KeyError("oops")
        if "stop" in source:
            raise KeyboardInterrupt
        return None, make_world(source, tokens=make_tokens() if options.get("tokens") else None)

    monkeypatch.setattr("fabula.pipeline.read_and_keep", read)
    return calls


@pytest.fixture
def shelved(asked: list[dict[str, Any]]) -> None:
    """Put two works into the library, the first with another title."""
    with Library.open(library_path()) as library:
        other = make_world("moor.txt", quotes=(), knowledge=())
        library.store(replace(other, work=replace(other.work, title="The Moor")))
        library.store(make_world())
