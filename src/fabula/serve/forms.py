"""Corrections as requests bring them: JSON from the pages' script, fields from their forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request

from fabula.corrections.actions import Action, CorrectionError, parse_action

_BOOLEANS = {"true": True, "false": False}


async def sent_with(request: Request) -> Mapping[str, Any]:
    """Return what a request was sent with; ``CorrectionError`` for what is neither an object in JSON nor a form."""
    body = await request.body()
    try:
        if request.headers.get("content-type", "").startswith("application/json"):
            sent = json.loads(body)
        else:
            fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20_000)
            sent = {name: _value(name, values) for name, values in fields.items()}
    except (ValueError, RecursionError) as error:
        raise CorrectionError(f"the request can't be read ({error})") from error
    if not isinstance(sent, dict):
        raise CorrectionError("the request must be one object")
    return sent


def action_of(sent: Mapping[str, Any]) -> Action:
    """Return the correction that was sent; a name that was typed goes before one that was chosen."""
    typed = sent.get("typed")
    if isinstance(typed, str) and typed.strip():
        sent = {**sent, "who": typed}
    if sent.get("forget"):  # a form has no way to send null
        sent = {**sent, "who": None}
    return parse_action(sent)


def _value(name: str, values: list[str]) -> Any:
    """Return a form's field as JSON would have it: ``lines`` are many, each ``start-end``."""
    if name == "lines":
        return [[int(one) for one in value.split("-", 1)] for value in values]
    if name == "at":
        return int(values[0])
    return _BOOLEANS.get(values[0], values[0]) if name == "begins" else values[-1]
