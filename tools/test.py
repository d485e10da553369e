"""Make everything ready, then run the tests: ``python3 tools/test.py [PYTEST ARGUMENTS]``."""

from __future__ import annotations

import sys

import environment


def main() -> None:
    environment.install(f"{environment.ROOT}[dev]")
    environment.run("-m", "pytest", *sys.argv[1:])


if __name__ == "__main__":
    main()
