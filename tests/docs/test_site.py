"""The site of the docs is built without a warning, and no link of a page leads nowhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from docs.snippets import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda one: one.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_site_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("furo")
    pytest.importorskip("myst_parser")
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    from docs_site import OPTIONS, gather

    gather(tmp_path / "sources")
    places = [str(tmp_path / one) for one in ("sources", "site")]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *OPTIONS, *places], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    pages = {one.relative_to(tmp_path / "site").as_posix() for one in (tmp_path / "site").rglob("*.html")}
    assert {"index.html", "api.html", "tutorials/scholars.html", "contributing.html"} <= pages
    for page in pages:
        words = (tmp_path / "site" / page).read_text("utf-8")
        assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"(?:https?:)?//", words), page
