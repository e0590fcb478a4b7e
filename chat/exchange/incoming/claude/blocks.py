"""The blocks that a message of Claude's export consists of, in whatever way they were put into the file."""
from __future__ import annotations

import json
from typing import Any

from chat.conversation.json_object import JsonObject

MOST_LAYERS = 4
"""Of JSON in strings, one inside the other."""


def entries_of(values: JsonObject) -> list[Any]:
    """The messages. In some exports the list, or each message in it, is JSON once more inside a string."""
    found = _decoded(values.get('chat_messages'))
    return [_decoded(one) for one in found] if isinstance(found, list) else []


def blocks_of(message: JsonObject) -> list[JsonObject]:
    """A string may be the words themselves, or a list of blocks as JSON."""
    content = message.get('content')
    found = _decoded(content)
    if not _are_blocks(found):
        found = content
    told = None if found else _decoded(message.get('text'))
    if isinstance(told, list) and told and all(isinstance(one, dict) and isinstance(one.get('type'), str) for one in told):
        found = told
    entries = found if isinstance(found, list) else [found]
    return [block for one in entries if (block := _block(one))]


def _block(entry: Any) -> JsonObject | None:
    found = _decoded(entry)
    if isinstance(found, dict) and isinstance(found.get('type'), str):
        return found
    if isinstance(entry, str) and entry.strip():
        return {'type': 'text', 'text': entry}
    return entry if isinstance(entry, dict) else None


def _are_blocks(value: Any) -> bool:
    entries = value if isinstance(value, list) else [value]
    return bool(entries) and all(isinstance(one, dict) and isinstance(one.get('type'), str) or isinstance(one, str) for one in entries)


def _decoded(value: Any) -> Any:
    """What a text says in JSON, be it packed several times, where it says an object or a list; anything else as it is."""
    found = value
    for _ in range(MOST_LAYERS):
        if not isinstance(found, str) or found.lstrip()[:1] not in ('[', '{', '"'):
            break
        try:
            found = json.loads(found)
        except (ValueError, RecursionError):
            return value
    return found if isinstance(found, dict | list) else value
