"""Check format, lint and types (the tests check the layers): ``python3 tools/check.py``."""

from __future__ import annotations

import environment


def main() -> None:
    environment.install(f"{environment.ROOT}[dev]")
    environment.run("-m", "ruff", "format", "--check", "--quiet", ".")
    environment.run("-m", "ruff", "check", "--quiet", ".")
    environment.run("-m", "mypy")


if __name__ == "__main__":
    main()
