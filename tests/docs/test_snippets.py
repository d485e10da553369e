"""What the pages show is what comes out."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from docs.snippets import ROOT, blocks, commands, furnish, is_like, run, steps
from typer.main import get_command

from fabula.cli import app

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
OTHERS = {"--corpus", "--setting", "--model", "--times", "--seed", "--help"}  # of the benchmarks, and what Typer adds
NAMES = [one.relative_to(ROOT).as_posix() for one in PAGES]


def languages(page: Path) -> set[str]:
    return {one.language for one in blocks(page.read_text("utf-8"))}


@pytest.mark.parametrize("page", [one for one in PAGES if "console" in languages(one)], ids=lambda one: one.stem)
def test_commands_print_what_is_shown(page: Path, tmp_path: Path) -> None:
    furnish(tmp_path)
    for block in blocks(page.read_text("utf-8")):
        if block.language == "console":
            for step in steps(block.words):
                printed = run(step.command, tmp_path)
                assert is_like(printed, step.printed), f"{step.command} prints:\n" + "\n".join(printed)


@pytest.mark.parametrize("page", [one for one in PAGES if "python" in languages(one)], ids=lambda one: one.stem)
def test_python_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").mkdir()
    furnish(tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks(page.read_text("utf-8")):
        if block.language == "python":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(block.words, str(page), "exec"), names)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_commands_and_options_exist(page: Path) -> None:
    for block in blocks(page.read_text("utf-8")):
        lines = [one.command for one in steps(block.words)] if block.language == "console" else block.words.splitlines()
        if block.language in ("sh", "console"):
            for arguments in commands(lines):
                assert_exists(arguments)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_commands_and_options_in_sentences_exist(page: Path) -> None:
    words = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for command in re.findall(r"`fabula ([a-z][^`]*)`", words):
        assert_exists(shlex.split(command))
    for option in re.findall(r"`(--[a-z-]+)", words):
        assert option in options_of(get_command(app)) | OTHERS, option


def options_of(command: Any) -> set[str]:
    own = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    return own.union(*map(options_of, getattr(command, "commands", {}).values()))


def assert_exists(arguments: list[str]) -> None:
    command = get_command(app)
    while hasattr(command, "commands") and arguments:
        assert arguments[0] in command.commands, f"there is no `fabula {arguments[0]}`"
        command, arguments = command.commands[arguments[0]], arguments[1:]
    for one in arguments:
        if one.startswith("--"):
            assert one.partition("=")[0] in options_of(command) | {"--help"}, f"`fabula {command.name}` has no {one}"


def test_a_line_with_dots_stands_for_any_lines() -> None:
    assert is_like(["a ", "b", "c"], ["a", "…", "c"])
    assert is_like(["a", "c"], ["a", "…", "c"])
    assert not is_like(["a", "b"], ["a"])
    assert not is_like(["a", "b"], ["a", "c"])
    assert not is_like(["b"], ["…", "a"])
