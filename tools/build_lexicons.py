"""Write the word lists that come from elsewhere, from ``../shared/data/lexicons``, into the package.

Run as ``python tools/build_lexicons.py [FOLDER]``. NOTICE.md beside the lists names their licences.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "src" / "fabula" / "lexicons"


def _names(path: Path) -> set[str]:
    lines = path.read_text(encoding="latin-1").splitlines()
    return {line.strip().lower() for line in lines if line.strip() and line.strip().isalpha()}


def write_given_names(source: Path) -> None:
    female, male = _names(source / "given_names_female.txt"), _names(source / "given_names_male.txt")
    rows = [
        f"{name}\t{'x' if name in female and name in male else 'f' if name in female else 'm'}"
        for name in female | male
    ]
    (PACKAGE / "given_names.tsv").write_text("\n".join(sorted(rows)) + "\n", encoding="utf-8")


def write_nicknames(source: Path) -> None:
    with (source / "nicknames.csv").open(encoding="utf-8", newline="") as file:
        rows = {f"{row['name1']}\t{row['name2']}" for row in csv.DictReader(file) if row["name1"] != row["name2"]}
    (PACKAGE / "nicknames.tsv").write_text("\n".join(sorted(rows)) + "\n", encoding="utf-8")


def write_verbs(source: Path) -> None:
    verbs: set[str] = set()
    for path in sorted((source / "english-wordnet").glob("verb.*.yaml")):
        in_members = False
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("  - "):
                in_members = line == "  members:"
            elif in_members and line[4:].isalpha() and line[4:].islower():
                verbs.add(line[4:])
    (PACKAGE / "verbs.txt").write_text("\n".join(sorted(verbs)) + "\n", encoding="utf-8")


def main() -> None:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/data/lexicons")
    if not source.is_dir():
        sys.exit(f"{source}: no such folder; give the folder of the source lists")
    write_given_names(source)
    write_nicknames(source)
    write_verbs(source)


if __name__ == "__main__":
    main()
