"""Take the pictures of the README and of docs/reader.md with Debian's Chromium: ``.venv/bin/python tools/shots.py``."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
STORY, PICTURES = ROOT / "examples" / "the-salt-ledger.txt", ROOT / "docs"
PORT = 8399
SERVER = f"http://127.0.0.1:{PORT}"
PAGE = (1280, 2370)  # of the report, down to who speaks when
WIDE, PHONE = (1200, 720), (390, 720)


def main() -> None:
    """Read the story into a library of its own, and look at its report and at the reader."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as play:
        report = Path(home) / "report.html"
        fabula(home, "read", str(STORY), "--quiet", "--report", str(report))
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        page = window(browser, PAGE)
        page.goto(report.as_uri())
        keep(page, "report")
        with served(home):
            page = window(browser, WIDE)
            page.goto(f"{SERVER}/works/1/read/1")
            page.evaluate("() => scrollTo(0, document.getElementById('s1').offsetTop - 120)")
            page.locator("#panel", has_text="post office").wait_for()
            keep(page, "reader-text")
            page.goto(f"{SERVER}/works/1/doubts?at=all")
            keep(page, "reader-doubts")
            page.goto(f"{SERVER}/works/1/knowledge")
            keep(page, "reader-knowledge")
            page = window(browser, PHONE, "dark")
            page.goto(f"{SERVER}/works/1/read/1")
            page.evaluate("() => scrollTo(0, document.getElementById('s1').offsetTop - 60)")
            page.locator("#panel", has_text="post office").wait_for()
            page.locator(".opener").click()
            keep(page, "reader-phone")
        browser.close()


def fabula(home: str, *arguments: str) -> None:
    """Run a command over the library in `home`."""
    subprocess.run([sys.executable, "-m", "fabula", *arguments], check=True, env={**os.environ, "FABULA_HOME": home})


@contextmanager
def served(home: str) -> Iterator[None]:
    """Serve the library in `home` for a while."""
    command = [sys.executable, "-m", "fabula", "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, env={**os.environ, "FABULA_HOME": home})
    try:
        time.sleep(4)
        yield
    finally:
        server.terminate()
        server.wait()


def window(browser: Any, size: tuple[int, int], colours: str = "light") -> Any:
    """Return a page of a size, in light or dark colours."""
    width, height = size
    return browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours).new_page()


def keep(page: Any, name: str) -> None:
    """Write what a page shows as a picture of the docs."""
    page.wait_for_timeout(600)
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
