"""Every format that a world can be exported to, by the name that the command line knows it by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fabula.export.bible import world_to_bible
from fabula.export.booknlp import world_to_booknlp
from fabula.export.brat import world_to_brat
from fabula.export.cast_file import cast_to_toml
from fabula.export.conll import world_to_conll
from fabula.export.files import check_destination, write_whole
from fabula.export.folders import check_folder, write_folder
from fabula.export.gexf import world_to_gexf
from fabula.export.graphml import world_to_graphml
from fabula.export.json import encode_world
from fabula.export.label_studio import world_to_label_studio
from fabula.export.layer_files import layers_to_csv, layers_to_jsonl, layers_to_parquet
from fabula.export.non_consumptive import world_to_non_consumptive
from fabula.export.novelwriter import world_to_novelwriter
from fabula.export.obsidian import world_to_obsidian
from fabula.export.tei import world_to_tei
from fabula.export.uima import world_to_uima
from fabula.types.world import StoryWorld


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format that is one file, or standard output."""

    make: Callable[[StoryWorld], str | bytes]
    of_tokens: bool = False  # it can't be made of a world without its tokens

    def check(self, out: str) -> None:
        """Raise ``OutputError`` when nothing can be written to `out`."""
        check_destination(out)

    def write(self, world: StoryWorld, out: str) -> None:
        """Write the whole file, or with an ``OutputError`` nothing; ``"-"`` is standard output."""
        write_whole(out, _encoded(self.make(world)))


@dataclass(frozen=True, slots=True)
class FolderFormat:
    """A format that is a folder of files; `make` gives them by their names in it."""

    make: Callable[[StoryWorld], Mapping[str, str] | Mapping[str, bytes]]
    of_tokens: bool = False

    def check(self, out: str) -> None:
        """Raise ``OutputError`` when `out` can't be the folder."""
        check_folder(out)

    def write(self, world: StoryWorld, out: str) -> None:
        """Write the whole folder, or with an ``OutputError`` nothing."""
        write_folder(out, {name: _encoded(content) for name, content in self.make(world).items()})


def _encoded(content: str | bytes) -> bytes:
    return content.encode("utf-8", "replace") if isinstance(content, str) else content


FORMATS: Mapping[str, FileFormat | FolderFormat] = MappingProxyType({
    "json": FileFormat(encode_world),
    "cast": FileFormat(cast_to_toml),
    "csv": FolderFormat(layers_to_csv),
    "jsonl": FolderFormat(layers_to_jsonl),
    "parquet": FolderFormat(layers_to_parquet),
    "booknlp": FolderFormat(world_to_booknlp, of_tokens=True),
    "tei": FileFormat(world_to_tei),
    "gexf": FileFormat(world_to_gexf),
    "graphml": FileFormat(world_to_graphml),
    "conll": FileFormat(world_to_conll, of_tokens=True),
    "brat": FolderFormat(world_to_brat),
    "label-studio": FolderFormat(world_to_label_studio),
    "uima": FolderFormat(world_to_uima, of_tokens=True),
    "obsidian": FolderFormat(world_to_obsidian),
    "novelwriter": FolderFormat(world_to_novelwriter),
    "bible": FileFormat(world_to_bible),
    "non-consumptive": FileFormat(world_to_non_consumptive),
})  # fmt: skip
