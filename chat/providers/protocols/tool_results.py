"""What tools of the provider have given back, in words: web searches, code that was run, other servers' tools."""
from __future__ import annotations

import json
from typing import Any

from chat.providers.stream.embedded import EmbeddedText
from chat.providers.stream.fields import entries, named

PICTURES = frozenset({'image', 'input_image', 'output_image', 'image_url'})
NOT_FOR_PEOPLE = frozenset({'type', 'encrypted_content', 'encrypted_index', 'encrypted_stdout', 'page_age', 'cache_control', 'tool_use_id'})
DEEPEST = 20


def pictures_and_rest(content: Any) -> tuple[list[Any], Any]:
    """Pictures are shown for themselves."""
    if not isinstance(content, list):
        return [], content
    found: dict[bool, list[Any]] = {True: [], False: []}
    for part in entries(content):
        found[isinstance(part, dict) and named(part.get('type')) in PICTURES].append(part)
    return found[True], found[False]


def dumped(value: Any) -> str:
    """What a tool is given, as JSON."""
    return json.dumps(value, ensure_ascii=False, default=lambda one: one.text if isinstance(one, EmbeddedText) else str(one))


def words_of_result(content: Any) -> str:
    """Texts as they are, everything else as JSON without what only the service can read."""
    if isinstance(content, str):
        return content
    if isinstance(content, list) and content and all(isinstance(part, dict) and isinstance(part.get('text'), str) for part in content):
        return '\n\n'.join(part['text'] for part in content)
    readable = _readable(content, DEEPEST)
    return json.dumps(readable, ensure_ascii=False) if readable else ''


def _readable(value: Any, depth: int) -> Any:
    if depth == 0:
        return '…'
    if isinstance(value, list):
        return [_readable(one, depth - 1) for one in value]
    if isinstance(value, dict):
        named = {name: _readable(one, depth - 1) for name, one in value.items() if name not in NOT_FOR_PEOPLE}
        return {name: one for name, one in named.items() if one not in (None, '', [], {})}
    return f'{len(value):,} bytes' if isinstance(value, EmbeddedText) else value
