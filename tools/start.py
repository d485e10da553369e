"""Make everything ready, then read the example story: ``python3 tools/start.py``."""

from __future__ import annotations

import environment

STORY, REPORT = "examples/the-salt-ledger.txt", "the-salt-ledger.html"


def main() -> None:
    environment.install(str(environment.ROOT))
    environment.run("-m", "fabula", "read", STORY, "--report", REPORT)


if __name__ == "__main__":
    main()
