"""Two-way conversion between values and JSON: each record is one table of keys, so that writing and reading agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, get_args

from fabula.types.text import Span
from fabula.types.world import Entity

DECIMALS = 4  # of every number in the export: stable bytes, and finer than any confidence means


class Misfit(Exception):  # noqa: N818 - it never leaves this package
    """A JSON value that the format does not allow; `place` grows while the exception rises through the records."""

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place

    def inside(self, key: str | int) -> Misfit:
        """Return the same misfit, seen from the record or the list around it."""
        step = f"[{key}]" if isinstance(key, int) else key
        dot = "." if self.place and not self.place.startswith("[") else ""
        return Misfit(self.message, f"{step}{dot}{self.place}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a value is checked against: the length of the text, and the entities by id."""

    n_text: int = 0
    entities: Mapping[int, Entity] | None = None


@dataclass(frozen=True, slots=True)
class Codec:
    """One kind of value: `encode` gives its JSON, `decode` the value again, or raises ``Misfit``."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any, Surroundings], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a record, the attribute that it holds, and its kind."""

    key: str
    codec: Codec
    attribute: str = ""

    @property
    def name(self) -> str:
        """The attribute's name, which is the key's unless told otherwise."""
        return self.attribute or self.key


# -- single values --------------------------------------------------------------------------------------------------


def _same(value: Any) -> Any:
    return value


def _decode_whole(value: Any, _: Surroundings) -> int:
    if type(value) is not int:
        raise Misfit(f"must be a whole number, not {_shown(value)}")
    return value


def _decode_text(value: Any, _: Surroundings) -> str:
    if not isinstance(value, str):
        raise Misfit(f"must be a string, not {_shown(value)}")
    return value


def _decode_truth(value: Any, _: Surroundings) -> bool:
    if not isinstance(value, bool):
        raise Misfit(f"must be true or false, not {_shown(value)}")
    return value


def _decode_number(value: Any, _: Surroundings) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise Misfit(f"must be a number, not {_shown(value)}")
    return float(value)


def _decode_offset(value: Any, around: Surroundings) -> int:
    if type(value) is not int or not 0 <= value <= around.n_text:
        raise Misfit(f"must be an offset into the text of {around.n_text} characters, not {_shown(value)}")
    return value


def _decode_span(value: Any, around: Surroundings) -> Span:
    if not isinstance(value, list) or len(value) != 2:
        raise Misfit(f"must be [start, end], not {_shown(value)}")
    start, end = (_decode_offset(one, around) for one in value)
    _check_order(start, end)
    return Span(start, end)


def _decode_entity(value: Any, around: Surroundings) -> Entity:
    number = _decode_whole(value, around)
    entity = (around.entities or {}).get(number)
    if entity is None:
        raise Misfit(f"there is no entity with the id {number}")
    return entity


def _encode_number(value: float) -> float:
    return round(float(value), DECIMALS) + 0.0  # adding zero turns -0.0 into 0.0


WHOLE = Codec(_same, _decode_whole)
TEXT = Codec(_same, _decode_text)
TRUTH = Codec(_same, _decode_truth)
NUMBER = Codec(_encode_number, _decode_number)
OFFSET = Codec(_same, _decode_offset)
SPAN = Codec(lambda span: [span.start, span.end], _decode_span)
ENTITY = Codec(attrgetter("id"), _decode_entity)


# -- values made of values ------------------------------------------------------------------------------------------


def one_of(literal: Any) -> Codec:
    """Return the codec of a ``Literal`` type's values."""
    allowed = get_args(literal)

    def decode(value: Any, _: Surroundings) -> Any:
        if isinstance(value, bool) or not isinstance(value, str | int) or value not in allowed:
            raise Misfit(f"must be one of {', '.join(map(str, allowed))}, not {_shown(value)}")
        return value

    return Codec(_same, decode)


def optional(codec: Codec) -> Codec:
    """Return the codec of what is either ``None`` (``null``) or a value of `codec`."""
    encode, decode = codec.encode, codec.decode
    return Codec(
        lambda value: None if value is None else encode(value),
        lambda value, around: None if value is None else decode(value, around),
    )


def listed(codec: Codec) -> Codec:
    """Return the codec of a tuple of such values."""
    encode = codec.encode

    def decode(value: Any, around: Surroundings) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Misfit(f"must be a list, not {_shown(value)}")
        return tuple(_at(number, one, codec, around) for number, one in enumerate(value))

    return Codec(lambda values: [encode(value) for value in values], decode)


def mapped(codec: Codec) -> Codec:
    """Return the codec of a mapping from strings to such values."""

    def decode(value: Any, around: Surroundings) -> dict[str, Any]:
        return {key: _at(key, one, codec, around) for key, one in _mapping(value).items()}

    return Codec(lambda values: {key: codec.encode(value) for key, value in values.items()}, decode)


def record(kind: type, *fields: Field) -> Codec:
    """Return the codec of a dataclass; a record with start and end must have them in order."""
    encoders = [(field.key, attrgetter(field.name), field.codec.encode) for field in fields]
    decoders = [(field.key, field.name, field.codec.decode) for field in fields]
    spanned = {"start", "end"} <= {field.name for field in fields}

    def encode(value: Any) -> dict[str, Any]:
        return {key: to_json(get(value)) for key, get, to_json in encoders}

    def decode(value: Any, around: Surroundings) -> Any:
        given, values = _mapping(value), {}
        for key, name, from_json in decoders:
            if key not in given:
                raise Misfit("is missing", key)
            try:
                values[name] = from_json(given[key], around)
            except Misfit as misfit:
                raise misfit.inside(key) from None
        if spanned:
            _check_order(values["start"], values["end"])
        return kind(**values)

    return Codec(encode, decode)


def _at(key: str | int, value: Any, codec: Codec, around: Surroundings) -> Any:
    """Return the decoded `value`; a misfit in it learns where it stands."""
    try:
        return codec.decode(value, around)
    except Misfit as misfit:
        raise misfit.inside(key) from None


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Misfit(f"must be an object, not {_shown(value)}")
    return value


def _check_order(start: int, end: int) -> None:
    if start > end:
        raise Misfit(f"the span [{start}, {end}) ends before it starts")


def _shown(value: Any) -> str:
    """Return a value as a message shows it: short, whatever it is."""
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"
