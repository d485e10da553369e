"""The layers: imports follow the flow, and what starts quickly loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import fabula

ROOT = Path(fabula.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))

# What each part may import of fabula besides itself; the flow is
# readers → encoder → annotate → resolve → world → query, store, export → present.
MAY_IMPORT = {
    "errors": set(),
    "types": {"export", "present"},  # inside functions only: what a world shows of itself
    "lexicons": {"types"},
    "readers": {"types", "errors", "lexicons"},
    "encoder": {"types", "errors"},
    "annotate": {"types", "errors", "lexicons", "encoder"},
    "resolve": {"types", "errors", "lexicons", "annotate"},
    "world": {"types", "errors", "lexicons", "annotate", "resolve"},
    "query": {"types", "lexicons"},
    "export": {"types", "errors", "lexicons", "query", "readers"},
    "store": {"types", "errors", "query", "encoder"},
    "corrections": {"types", "errors", "resolve", "world", "store", "export"},
    "present": {"types", "errors", "query", "export", "readers", "store"},
    "serve": {"types", "errors", "query", "resolve", "store", "corrections", "present"},
    "corpus": {"types", "errors", "export", "pipeline", "query", "readers"},
    "resolving": {"types", "errors", "annotate", "corrections", "encoder", "pipeline", "resolve", "store"},
}
MAY_IMPORT_ALL = {"cli", "pipeline", "__main__", "__init__"}
MAY_SPEAK = {"cli", "__main__"}
HEAVY = {"torch", "spacy", "ray", "pandas", "polars", "pyarrow", "transformers", "sklearn", "requests"}
SLOW_TO_LOAD = {"numpy", "lxml", "jinja2", "docx", "onnxruntime", "tokenizers"}  # only when a book is read
LISTENING = {"serve": {"socket"}}  # it is asked, and asks nobody
NETWORK = {"urllib.request", "http", "http.client", "socket", "ssl", "requests", "httpx", "ftplib", "smtplib"}


def part_of(path: Path) -> str:
    """Return the part that a module belongs to: its package, or its own name at the top."""
    return path.relative_to(ROOT).with_suffix("").parts[0]


def imports_of(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Yield each imported module and whether it is imported with the module, not later and not for types alone."""
    later = {
        node
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef) or _is_for_types(outer)
        for node in ast.walk(outer)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node not in later) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or "", node not in later
            yield from ((f"{node.module}.{alias.name}", node not in later) for alias in node.names)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def own_imports(path: Path) -> set[tuple[str, bool]]:
    """Return the parts of fabula that a module imports, and whether at once."""
    found = set()
    for name, at_once in imports_of(parse(path)):
        first, _, rest = name.partition(".")
        if first == "fabula" and rest:
            found.add((rest.split(".")[0], at_once))
    return found


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_obey_the_flow(path: Path) -> None:
    part = part_of(path)
    if part in MAY_IMPORT_ALL:
        return
    assert part in MAY_IMPORT, f"a new part {part!r} needs its place in the flow"
    allowed = MAY_IMPORT[part] | {part, "__version__"}
    assert {name for name, _ in own_imports(path)} <= allowed


def test_every_part_is_held_to_the_flow() -> None:
    assert {part_of(path) for path in MODULES} == MAY_IMPORT.keys() | MAY_IMPORT_ALL


def test_types_import_at_once_only_themselves() -> None:
    for path in (ROOT / "types").glob("*.py"):
        assert {name for name, at_once in own_imports(path) if at_once} <= {"types"}, path


def test_nothing_imports_the_command_line() -> None:
    importers = {name_of(path) for path in MODULES if "cli" in {name for name, _ in own_imports(path)}}
    assert {name for name in importers if not name.startswith("cli/")} == {"__main__.py"}


def test_only_the_outermost_know_the_pipeline() -> None:
    importers = {part_of(path) for path in MODULES if "pipeline" in {name for name, _ in own_imports(path)}}
    assert importers <= {"cli", "corpus", "resolving", "__init__", "__main__"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_imports_what_is_heavy_or_reaches_out(path: Path) -> None:
    names = dict(imports_of(parse(path)))
    assert not {name for name, at_once in names.items() if at_once and name.split(".")[0] in HEAVY}
    assert not names.keys() & (NETWORK - LISTENING.get(part_of(path), set()))


@pytest.mark.parametrize("path", [path for path in MODULES if part_of(path) not in MAY_SPEAK], ids=name_of)
def test_the_library_neither_prints_nor_exits(path: Path) -> None:
    names = {node.id for node in ast.walk(parse(path)) if isinstance(node, ast.Name)}
    attributes = {ast.unparse(node) for node in ast.walk(parse(path)) if isinstance(node, ast.Attribute)}
    assert not names & {"print", "exit", "quit", "breakpoint", "input"}
    assert not attributes & {"sys.exit", "os._exit", "os.abort", "os.system"}


@pytest.mark.parametrize(
    "code",
    [
        "import fabula",
        "import fabula.cli; sys.argv = ['fabula', '--help']\ntry: fabula.cli.main()\nexcept SystemExit: pass\n0",
    ],
    ids=["import fabula", "fabula --help"],
)
def test_starting_loads_nothing_heavy(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nsys.stderr.write(' '.join(sys.modules))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert "fabula" in loaded
    assert not loaded & (HEAVY | SLOW_TO_LOAD)


def test_reading_a_book_loads_nothing_heavy() -> None:
    code = "import sys, fabula; fabula.read(sys.argv[1]); sys.stderr.write(' '.join(sys.modules))"
    example = Path(__file__).parent.parent / "examples" / "the-salt-ledger.txt"
    done = subprocess.run([sys.executable, "-c", code, str(example)], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "numpy" in loaded
    assert not {name for name in loaded if name.split(".")[0] in HEAVY}
    assert done.stdout == ""
