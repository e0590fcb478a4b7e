"""JSON out of the bytes of an event, as servers really write it."""
from __future__ import annotations

import json
import re
from typing import Any

import orjson

LONGEST_ODD = 1_000_000
"""Bytes: reading what is not quite JSON takes ten times as long, so what is longer is not."""
LONGEST_SEVERAL = 256 * 1024
"""Bytes that are searched for several values."""
MOST_VALUES = 1000
"""In one event."""
SPACE = re.compile(r'[\s\x00]*')
DECODER = json.JSONDecoder()


def parse_json(data: bytes) -> Any:
    """One value. Raises ValueError.

    orjson refuses lone surrogates (an emoji cut in two events) and bad UTF-8: those go the slow way.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        if len(data) > LONGEST_ODD:
            raise
        try:
            return json.loads(data.decode('utf-8', 'replace'))
        except RecursionError:
            raise ValueError('nested too deeply') from None


def values_in(data: bytes) -> tuple[list[Any], str]:
    """The values that stand there one after the other, and from where on it is none any more ('' if all was read).

    For what `parse_json` refuses: servers that forget the line end between two events, or the whole event around them.
    """
    text = data[:LONGEST_SEVERAL].decode('utf-8', 'replace')
    values: list[Any] = []
    at = _behind_space(text, 0)
    while at < len(text) and len(values) < MOST_VALUES:
        try:
            value, at = DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        values.append(value)
        at = _behind_space(text, at)
    return values, text[at:]


def _behind_space(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at
