"""Reads a text with spaCy's small English pipeline, paragraph by paragraph, as fast as it goes on this machine.

Run by `benchmarks.speed` where spaCy and ``en_core_web_sm`` are installed: ``python -m benchmarks.spacy_small FILE``.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path


def main(source: Path) -> None:
    """Print the number of tokens."""
    # By name, since spaCy is no dependency of fabula, not even for type checking.
    pipeline = importlib.import_module("spacy").load("en_core_web_sm")
    paragraphs = re.split(r"\n\s*\n", source.read_text(encoding="utf-8"))
    print(sum(len(document) for document in pipeline.pipe(paragraphs, batch_size=64)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
