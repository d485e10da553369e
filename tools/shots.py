"""Take the README's picture of the example story's report, with Debian's Chromium: ``python3 tools/shots.py``."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import environment

STORY, PICTURE = "examples/the-salt-ledger.txt", environment.ROOT / "docs" / "report.png"
SIZE = "1280,2370"  # down to who speaks when


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        environment.run("-m", "fabula", "read", STORY, "--no-store", "--quiet", "--report", str(page))
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--disable-background-networking",
        ]
        target = [
            f"--user-data-dir={folder}/profile",
            f"--window-size={SIZE}",
            f"--screenshot={PICTURE}",
            page.as_uri(),
        ]
        subprocess.run(["chromium", *options, *target], check=True, capture_output=True)


if __name__ == "__main__":
    main()
