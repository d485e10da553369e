"""Errors that a caller can act on; each message names the file, the place and the remedy."""

from __future__ import annotations


class FabulaError(Exception):
    """Base of every error that fabula raises on purpose."""

    exit_code = 1


class UsageError(FabulaError):
    """The command line asks for something that can't be."""

    exit_code = 2


class SourceError(FabulaError):
    """The source can't be read: missing, empty, binary, broken, too large."""

    exit_code = 3


class CastError(FabulaError):
    """The cast file or the quotations file can't be read."""

    exit_code = 4


class LibraryError(FabulaError):
    """The library can't be opened, read or written."""

    exit_code = 5


class MissingExtraError(FabulaError):
    """An optional package is needed; the message names the command that installs it."""

    exit_code = 6


class StageError(FabulaError):
    """A stage of the pipeline failed; the message names the stage and the book."""

    exit_code = 7


class CorpusError(FabulaError):
    """A corpus can't be made or gone on with; the message names the folder and the remedy."""

    exit_code = 8


class ModelError(FabulaError):
    """A trained model is missing, damaged or of another version; the message names the file and the remedy."""

    exit_code = 9
