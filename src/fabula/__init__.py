"""fabula reads English fiction and gives back the story world that the prose carries."""

__version__ = "0.1.0.dev0"
