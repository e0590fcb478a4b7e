"""Getting values of the right kind out of files that others wrote, and text that can be kept."""
from __future__ import annotations

import json
import math
import re
import uuid
from datetime import UTC, datetime
from typing import Any

from chat.conversation.json_object import JsonObject
from chat.conversation.text import REPLACED, clean_text

NAMESPACE = uuid.UUID('5f0b7f5e-7d0c-5a39-9d0e-4a9d3c6f2b11')
"""Of the ids that are derived from other programs' ids; a new one would bring every imported chat in a second time."""
LATEST_TIME = 1e20
"""In nanoseconds, the year 5138; what is more is no time."""


class Unreadable(Exception):
    """Why a chat or a file cannot be taken in, in words that follow after its name."""


class Empty(Unreadable):
    """Nothing was ever said in this chat, so nothing is lost without it."""

    def __init__(self) -> None:
        super().__init__('is empty')


def derived_id(*names: object) -> str:
    """The same id for the same source, whenever it is read."""
    return uuid.uuid5(NAMESPACE, '\n'.join(str(name) for name in names)).hex


def clean(text: str) -> str:
    """Text of others as it can be kept in a database and sent to a browser: without NUL, too, which SQLite would end a text at."""
    return clean_text(text.replace('\0', REPLACED))


def cleaned(value: Any) -> Any:
    """A JSON value with clean texts and without the numbers that JSON does not have."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(name)): cleaned(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, bool | int | float) else clean(str(value))


def json_in(text: str) -> Any:
    """JSON inside a text of JSON; None for what is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def text_in(values: JsonObject, name: str) -> str:
    """The text of that name, empty if there is none or it is something else."""
    value = values.get(name)
    return clean(value) if isinstance(value, str) else ''


def dict_in(values: JsonObject, name: str) -> JsonObject:
    value = values.get(name)
    return value if isinstance(value, dict) else {}


def dicts_in(values: JsonObject, name: str) -> list[JsonObject]:
    """The objects in the list of that name."""
    value = values.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def count_in(values: JsonObject, name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None


def time_in(values: JsonObject, *names: str) -> float | None:
    """Seconds since the epoch from the first of these that holds a time: a number in s, ms, µs or ns, or an ISO 8601 text."""
    for name in names:
        value = values.get(name)
        if isinstance(value, str):
            value = _from_iso(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < LATEST_TIME:
            while value > 1e11:
                value /= 1000
            return float(value)
    return None


def _from_iso(text: str) -> float | None:
    text = re.sub(r'(\.\d{6})\d+', r'\1', text.strip().replace('Z', '+00:00'))
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def model_id(name: str, endpoint: str) -> str:
    """`endpoint/model` as it is called here, so that a chat can be continued where that endpoint is set up."""
    bare = name.partition('/')[2] if name.startswith(('openai/', 'anthropic/')) else name
    if re.match(r'(gpt-|chatgpt|o[1-9](-|$)|text-davinci)', bare):
        return f'openai/{bare}'
    if bare.startswith('claude'):
        return f'anthropic/{bare}'
    return f'{endpoint}/{name or "unknown"}'
