"""Scene-break marks that stand on a line of their own: ``* * *``, ``~``, ``o0o``, ``-line break-``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from fabula.readers.markers import DIVIDER_WORDS, MARKED_DIVIDER_WORDS

MAX_WORDED = 60
_SPEECH_MARKS = ".?!,;:()[]{}'\"‘’“”«»…"
_RING = re.compile(r"[oO0xX\W_]*")
_QUOTES = frozenset('"“”«»')
_LETTER = re.compile(r"[^\W_]")
_DECORATED = re.compile(r"[*~\-–—_=+#<>|/\\^•·°.:]+\s*[^\s*~\-–—_=+#<>|/\\^•·°.:]{1,6}\s*[*~\-–—_=+#<>|/\\^•·°.:]+")


def is_divider(line: str) -> bool:
    """Tell whether `line`, the whole of a block, is a scene-break mark."""
    line = line.strip()
    if not line:
        return False
    if not _LETTER.search(line):
        return _QUOTES.isdisjoint(line) and (line.strip(_SPEECH_MARKS + " ") != "" or _is_dots(line))
    return len(line) <= MAX_WORDED and (_is_ring(line) or _is_worded(line))


def _is_dots(line: str) -> bool:
    """Tell whether `line` is dots set apart (``. . .``); an ellipsis alone is rather somebody's silence."""
    return set(line) == {" ", "."}


def _is_ring(line: str) -> bool:
    """Tell whether the only letters are those of ``o0o``, ``xXx``, ``--0--``, and aren't a word or kisses."""
    if not _RING.fullmatch(line):
        return False
    bare = "".join(_LETTER.findall(line))
    decorated = not _LETTER.match(line[0]) and not _LETTER.match(line[-1])
    if decorated:
        return line[0] not in _SPEECH_MARKS and line[-1] not in "!?"
    return (
        len(bare) >= 3
        and line[-1] not in ".,!?"
        and not bare.isdigit()
        and not bare.lower().startswith(("xox", "oxo"))
        and len(bare.lower().replace("0", "o")) == len(line.replace(" ", "").replace("-", "").replace("~", ""))
    )


def _is_worded(line: str) -> bool:
    """Tell whether `line` says that the scene breaks (``-line break-``, ``(Page Break)``)."""
    if line.count(" ") > 6 or line[0] in "\"“‘'":
        return False
    words = "".join(_LETTER.findall(line.lower()))
    if words in DIVIDER_WORDS:
        return True
    return words in MARKED_DIVIDER_WORDS and not line[0].isalnum() and not line[-1].isalnum() and line[0] not in "“\"‘'"


def repeated_marks(lines: Iterable[str], *, times: int = 3) -> frozenset[str]:
    """Return the short decorated lines (``~*HP*~``) among `lines` that come back at least `times` times."""
    candidates = (line.strip() for line in lines if len(line) <= 30)
    counts = Counter(line for line in candidates if line and _DECORATED.fullmatch(line))
    return frozenset(line for line, count in counts.items() if count >= times)
