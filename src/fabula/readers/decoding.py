"""From bytes to characters."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESS_BYTES = 200_000  # guessing is slow, and a sample of this size settles it


def bom_encoding(raw: bytes) -> tuple[str, int] | None:
    """Return the encoding that a byte order mark names and the length of the mark, or ``None``."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return encoding, len(mark)
    return None


def decode(raw: bytes) -> str:
    """Return the characters of `raw`: by its BOM (left out), else UTF-8, else cp1252, else the likeliest encoding."""
    bom = bom_encoding(raw)
    if bom:
        return raw[bom[1] :].decode(bom[0], errors="replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = from_bytes(raw[:_GUESS_BYTES]).best()
    return raw.decode(best.encoding if best else "latin-1", errors="replace")
