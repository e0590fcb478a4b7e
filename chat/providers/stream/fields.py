"""Fields of a protocol, which may be anything: what is not of the right type is as if it were not there."""
from __future__ import annotations

from typing import Any

from chat.conversation.json_object import JsonObject
from chat.providers.stream.embedded import EmbeddedText


def count(value: Any) -> int | None:
    """A number of tokens, if it is one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def table(value: Any) -> JsonObject:
    """The value if it is a table, else an empty one: servers send null where tables belong."""
    return value if isinstance(value, dict) else {}


def dicts(value: Any) -> list[JsonObject]:
    """The tables in a list, or the one that stands in its place."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else [value] if isinstance(value, dict) else []


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else value.text if isinstance(value, EmbeddedText) else ''
