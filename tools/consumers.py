"""Open exports with the programs that they are for, none of which fabula or its tests depend on:

    python3 -m venv consumers && consumers/bin/pip install bioc label-studio-sdk novelwriter obsidiantools
    consumers/bin/python tools/consumers.py --fabula .venv/bin/fabula 1

It exports a work of the library, loads it with each program's own code, says what was found, and exits with 1 where
something is missing. Checked with bioc 2.1, label-studio-sdk 2.1, novelWriter 2.8 and 26.2, obsidiantools 0.11.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

Outcome = tuple[str, int]  # what was found, and how much of it was not as it should be


def main() -> int:
    """Export, open, and say how it went; return the exit code."""
    parser = argparse.ArgumentParser(prog="tools/consumers.py", description=__doc__.partition("\n")[0])
    parser.add_argument("work", help="id, or part of the title")
    parser.add_argument("--fabula", default="fabula", help="the command")
    options = parser.parse_args()
    n_wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, opened in CONSUMERS.items():
            out = Path(folder) / name
            subprocess.run([options.fabula, "export", options.work, "--to", name, "--out", str(out)], check=True)
            found, wrong = opened(out)
            n_wrong += wrong
            print(f"{name}: {found}; {wrong} wrong")
    return 1 if n_wrong else 0


def open_brat(folder: Path) -> Outcome:
    """Read standoff with bioc; wrong are the stretches that have other words than the annotation says."""
    from bioc import brat

    (text,) = folder.glob("*.txt")
    with text.open(encoding="utf-8") as words, text.with_suffix(".ann").open(encoding="utf-8") as annotations:
        document = brat.load(words, annotations)
    spans = [one for one in document.annotations if isinstance(one, brat.BratEntity)]
    wrong = sum(" ".join(document.text[at.begin : at.end] for at in sorted(one.locations)) != one.text for one in spans)
    return f"{len(document.annotations)} annotations, {len(spans)} of them of text", wrong


def open_label_studio(folder: Path) -> Outcome:
    """Check tasks and predictions by Label Studio's own rules for the configuration."""
    from label_studio_sdk.label_interface import LabelInterface

    interface = LabelInterface((folder / "labels.xml").read_text(encoding="utf-8"))
    interface.validate()
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    wrong = 0
    for task in tasks:
        predictions = task.pop("predictions")  # which `validate_task` can't check
        wrong += not interface.validate_task(task)
        wrong += sum(not interface.validate_prediction(one) for one in predictions)
    return f"{len(tasks)} tasks", wrong


def open_novelwriter(folder: Path) -> Outcome:
    """Open the project without a window; wrong are references without a note that has their tag."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from novelwriter import CONFIG, SHARED
    from novelwriter.core.project import NWProject
    from novelwriter.gui.theme import GuiTheme
    from PyQt6.QtWidgets import QApplication

    application = QApplication([])
    with tempfile.TemporaryDirectory() as settings:
        CONFIG.initConfig(settings, settings)
        CONFIG.initLocalisation(application)
        SHARED.initTheme(GuiTheme())
        type(SHARED).question = lambda *_, **__: True  # whether a project of an older format may be made a newer one
        project = NWProject()
        if not project.openProject(str(folder)):
            return "not opened", 1
        project.index.rebuild()
        tags = {tag.lower() for tag, _ in project.index._tagsIndex.items()}
        names = [
            name.lower()
            for handle in list(project.tree._items)
            for found in (project.index.getReferences(handle) or {}).values()
            for name in found
        ]
        project.closeProject()
    return f"{len(tags)} tags, {len(names)} references to them", sum(name not in tags for name in names)


def open_obsidian(folder: Path) -> Outcome:
    """Gather the vault's links; wrong are notes that are linked to and not there, and those that stand alone."""
    import obsidiantools.api

    vault = obsidiantools.api.Vault(folder).connect().gather()
    wrong = len(vault.nonexistent_notes) + len(vault.isolated_notes)
    return f"{len(vault.md_file_index)} notes, {vault.graph.number_of_edges()} links", wrong


CONSUMERS: dict[str, Callable[[Path], Outcome]] = {
    "brat": open_brat,
    "label-studio": open_label_studio,
    "novelwriter": open_novelwriter,
    "obsidian": open_obsidian,
}


if __name__ == "__main__":
    sys.exit(main())
