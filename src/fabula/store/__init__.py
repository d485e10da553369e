"""The library: every world that was read, in one SQLite file that other programs can query too."""
