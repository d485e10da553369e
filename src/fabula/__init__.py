"""fabula reads English fiction and gives back the story world that the prose carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fabula.pipeline import read
    from fabula.types.world import StoryWorld

__version__ = "0.1.0"
__all__ = ["StoryWorld", "__version__", "read"]


def __getattr__(name: str) -> Any:
    """Import the API when it is first used, so that ``fabula --help`` stays quick."""
    if name == "read":
        from fabula.pipeline import read

        return read
    if name == "StoryWorld":
        from fabula.types.world import StoryWorld

        return StoryWorld
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
