"""Fields of a protocol, which may be anything: what is not of the right type is as if it were not there."""
from __future__ import annotations

import reprlib
from typing import Any

from chat.conversation.json_object import JsonObject
from chat.providers.limits import ENTRIES, LONGEST_NAME, TooMuch
from chat.providers.stream.embedded import EmbeddedText

MOST = 10**8
"""Tokens: what a server says beyond it must not use up a budget."""
MOST_PLACES = 10**6


def count(value: Any) -> int | None:
    """A number of tokens, if it can be one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST else None


def table(value: Any) -> JsonObject:
    """The value if it is a table, else an empty one: servers send null where tables belong."""
    return value if isinstance(value, dict) else {}


def dicts(value: Any) -> list[JsonObject]:
    """The tables in a list, or the one that stands in its place."""
    found = entries(value) if isinstance(value, list) else [value]
    return [entry for entry in found if isinstance(entry, dict)]


def entries(value: list[Any]) -> list[Any]:
    """The list, if it can be gone through in one go. Raises TooMuch."""
    if len(value) > ENTRIES:
        raise TooMuch(f'a list of more than {ENTRIES:,} parts in one event')
    return value


def named(value: Any) -> str:
    """What is a name, or a reason, where it is told as it should be; else as much of it as a name has."""
    return value if isinstance(value, str) else reprlib.repr(value)


def id_of(value: Any) -> str:
    """A name or an id, which is kept: so it has an end."""
    return text_of(value)[:LONGEST_NAME]


def number_of(value: Any) -> int | None:
    """A place in a list, if it is one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_PLACES else None


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else value.text if isinstance(value, EmbeddedText) else ''
