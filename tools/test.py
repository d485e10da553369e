"""Make everything ready, then run the tests: ``python3 tools/test.py [PYTEST ARGUMENTS]``."""

from __future__ import annotations

import os
import sys

import environment

MOST_PROCESSES = 4  # each loads the networks


def main() -> None:
    environment.install(f"{environment.ROOT}[dev]")
    n_processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    at_once = ["-n", str(n_processes), "--dist", "loadfile"] if not sys.argv[1:] else []
    environment.run("-m", "pytest", *at_once, *sys.argv[1:])


if __name__ == "__main__":
    main()
