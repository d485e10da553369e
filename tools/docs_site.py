"""Build the site of the docs into site/: ``python3 tools/docs_site.py``. Nothing in it asks another host.

The pages are those of docs/, and the READMEs of the repository; links between them are made the site's.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import environment

ROOT = environment.ROOT
SITE = ROOT / "site"
OPTIONS = ("-q", "-W", "--keep-going", "-b", "html", "-c", str(ROOT / "tools" / "site"))  # of Sphinx
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "benchmarks/README.md": "benchmarks.md",
    "training/README.md": "training.md",
}
CONTENTS = (
    ("Tutorials", ("tutorials/scholars", "tutorials/writers", "tutorials/audiobooks", "tutorials/fan-fiction")),
    ("Using it", ("reader", "exports", "voices", "corpora", "world-format", "api")),
    ("How and how well", ("how-it-works", "accuracy", "model-card")),
    ("Working on it", ("contributing", "benchmarks", "training", "changelog")),
)
_LINK = re.compile(r"(?<=\]\()(?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?(?=\))")


def main() -> None:
    environment.install(".[docs]")
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "sources"
        gather(sources)
        shutil.rmtree(SITE, ignore_errors=True)
        environment.run("-m", "sphinx", *OPTIONS, "-d", f"{folder}/trees", str(sources), str(SITE))
    print(f"{SITE / 'index.html'} is the first page")


def gather(sources: Path) -> None:
    """Put all pages into one folder, the contents under the first."""
    docs = ROOT / "docs"
    shutil.copytree(docs, sources)
    for page in docs.rglob("*.md"):
        inside = page.relative_to(docs)
        (sources / inside).write_text(relinked(page.read_text("utf-8"), page.parent, len(inside.parts) - 1), "utf-8")
    for source, name in PAGES.items():
        words = relinked((ROOT / source).read_text("utf-8"), (ROOT / source).parent)
        (sources / name).write_text(words + (contents() if name == "index.md" else ""), "utf-8")


def contents() -> str:
    """Return the tables of contents, which the frame of each page shows."""
    trees = []
    for caption, pages in CONTENTS:
        trees.append(f"\n```{{toctree}}\n:caption: {caption}\n:hidden:\n\n" + "\n".join(pages) + "\n```\n")
    return "".join(trees)


def relinked(words: str, folder: Path, depth: int = 0) -> str:
    """Return a page that lies in a folder with its links made the site's; what is no page loses its link."""
    up = "../" * depth

    def mend(link: re.Match[str]) -> str:
        target = (folder / link[1]).resolve()
        inside = target.relative_to(ROOT).as_posix() if target.is_relative_to(ROOT) else link[1]
        page = PAGES.get(inside) or PAGES.get(f"{inside}/README.md")
        if page is None and inside.startswith("docs/"):
            page = inside.removeprefix("docs/")
        return f"{up}{page}{link[2] or ''}" if page else "NO-PAGE"

    return re.sub(r"\[([^\]]*)\]\(NO-PAGE\)", r"\1", _LINK.sub(mend, words))


if __name__ == "__main__":
    main()
