"""The command line: it reads what is asked, calls the library code, prints, and turns errors into exit codes.

Whatever takes long to import is imported where it is used, so that ``fabula --help`` comes at once.
"""

from fabula.cli.commands import app, main

__all__ = ["app", "main"]
