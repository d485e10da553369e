"""The command line as a whole: its help, its exit codes, what it says of errors, terminals and pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from runs import Run
from worlds import STORY, make_world

from fabula import __version__
from fabula.cli import console
from fabula.pipeline import STAGES
from fabula.store.library import Library
from fabula.store.location import library_path


def cli_codes() -> set[int]:
    """Return the exit codes of every error that fabula raises on purpose."""
    from fabula.errors import FabulaError

    return {kind.exit_code for kind in FabulaError.__subclasses__()}


def python(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, **options)


def test_an_interrupt_is_quiet(run: Run, asked: list[dict[str, Any]]) -> None:
    assert run("read", "stop.txt") == (130, "", "")


def test_an_error_of_fabula_itself_says_so(
    run: Run, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("read", "bug.txt")
    assert done.code == console.INTERNAL_ERROR
    assert done.err.count("\n") == 1
    assert "internal error in works.read_book (KeyError: 'oops'); please report it with what --debug shows" in done.err
    assert "Traceback" in run("read", "bug.txt", "--debug").err
    monkeypatch.setenv("FABULA_DEBUG", "1")
    assert "Traceback" in run("read", "stage.txt").err


def test_progress_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    with console.progress_bar("lamp.txt", quiet=False) as watchers:
        assert watchers == (None, None)  # a pipe gets none
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with console.progress_bar("lamp.txt", quiet=True) as watchers:
        assert watchers == (None, None)
    with console.progress_bar("[bold]lamp.txt", quiet=False) as watchers:
        assert watchers.progress is not None
        assert watchers.watch is not None
        for stage in STAGES:
            if stage == "encode":
                watchers.watch(50, 100)
            watchers.progress(stage, 0.1)
    assert capfd.readouterr().out == ""


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"fabula {__version__}\n", "")


@pytest.mark.parametrize("arguments", [("show", "weather"), ("read",), ("dance",), ("show", "cast", "--limit", "-1")])
def test_a_wrong_command_line_is_2(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_help_tells_the_exit_codes(run: Run) -> None:
    text = run("--help").out
    for code in (*cli_codes(), 0, 2, 70, 130):
        assert f"\n    {code} " in text


def test_help_imports_nothing_heavy() -> None:
    code = """
import sys
sys.argv = ["fabula", "--help"]
from fabula import cli
try:
    cli.main()
except SystemExit:
    print(sorted({"numpy", "rich", "lxml", "sqlite3", "pandas", "jinja2"} & set(sys.modules)), file=sys.stderr)
"""
    assert python("-c", code).stderr.strip() == "[]"


def test_a_reader_that_leaves_is_no_error(shelved: None) -> None:
    with Library.open(library_path()) as library:
        library.store(make_world(text=STORY * 500))
    program = f'"{sys.executable}" -c "from fabula.cli import main; main()"'
    for arguments in ("export 2", "show quotes 2", "show quotes 2 --format json", "ls"):
        command = f"{program} {arguments} | head -c 5"
        shell = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert shell.stderr == ""


def test_a_terminal_that_knows_little_is_no_error(shelved: None) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = python("-c", "from fabula.cli import main; main()", "show", "quotes", "2", env=environment)
    assert done.returncode == 0
    assert "Captain Brandt" in done.stdout
