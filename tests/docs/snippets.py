"""The snippets of a page: what stands in its fenced blocks, run in order in one folder, and what they should print.

``python tests/docs/snippets.py PAGE…`` writes into a page what its commands print now, but where lines are left out.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
ELIDED = "…"  # a line of its own that stands for any lines
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COLUMNS = "100"


class Block(NamedTuple):
    """A fenced block: what it is written in, its words, where these begin and end in the page."""

    language: str
    words: str
    start: int
    end: int


class Step(NamedTuple):
    """A command of a ``console`` block, and the lines that it prints."""

    command: str
    printed: list[str]


def blocks(page: str) -> list[Block]:
    """Return the fenced blocks of a page, in order."""
    return [Block(found[1], found[2], found.start(2), found.end(2)) for found in _BLOCK.finditer(page)]


def steps(words: str) -> list[Step]:
    """Return the commands of a ``console`` block, each with the lines under it."""
    found: list[Step] = []
    for line in words.splitlines():
        if line.startswith("$ "):
            found.append(Step(line.removeprefix("$ "), []))
        else:
            found[-1].printed.append(line)
    return found


def commands(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the calls of fabula in some lines of a shell, as lists of arguments without their remarks."""
    for line in lines:
        arguments = shlex.split(line, comments=True)
        if arguments[:1] == ["fabula"]:
            yield arguments[1:]


def is_like(printed: list[str], shown: list[str]) -> bool:
    """Tell whether what was printed is what is shown, where a line ``…`` stands for any lines."""
    lines = [line.rstrip() for line in printed]
    pattern = "".join(r"(?:.*\n)*?" if line == ELIDED else re.escape(line.rstrip()) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)) is not None


def furnish(folder: Path) -> None:
    """Put the example stories into a folder, as every page has them."""
    for story in EXAMPLES.iterdir():
        shutil.copy(story, folder)


def run(command: str, folder: Path) -> list[str]:
    """Run a command of a page in a folder; return the lines that it prints on standard output."""
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "COLUMNS": _COLUMNS,
        "FABULA_HOME": str(folder / "home"),
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):  # 1 is what `fabula check` says when it has found something
        raise AssertionError(f"{command} came to {done.returncode}: {done.stderr}")
    return done.stdout.splitlines()


def write(page: Path) -> None:
    """Write under the commands of a page what they print, but where a line ``…`` stands for some of it."""
    words = page.read_text("utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        furnish(folder)
        for block in reversed([(one, _filled(one, folder)) for one in blocks(words) if one.language == "console"]):
            words = words[: block[0].start] + block[1] + words[block[0].end :]
    page.write_text(words, "utf-8")


def _filled(block: Block, folder: Path) -> str:
    lines = []
    for step in steps(block.words):
        printed = run(step.command, folder)
        shown = step.printed if ELIDED in step.printed else [line.rstrip() for line in printed]
        lines += [f"$ {step.command}", *shown]
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        write(Path(argument))
