"""That nothing is lost without a word: a message of which nothing could be taken is counted."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from chat.conversation.json_object import JsonObject
from chat.exchange.incoming.tree import Node

STRANGERS = 'entries that are no messages'
UNREAD = 'messages whose content is not understood'
ABOUT = {
    'type', 'content_type', 'contentType', 'id', 'call_id', 'role', 'status', 'model', 'language', 'name', 'format', 'start_timestamp',
    'stop_timestamp', 'created_at', 'updated_at', 'createdAt', 'updatedAt', 'response_format_name', 'flags',
}
"""Names of values that say something about content and are none."""


@contextmanager
def counting_unread(node: Node, content: Any, left_out: Counter[str]) -> Iterator[None]:
    """While the node is filled from this content: if it stays empty, though something is written there, and nothing of it was counted
    by a better name, it is counted."""
    before = left_out.total()
    yield
    if not node.has_content and left_out.total() == before and says_something(content):
        left_out[UNREAD] += 1


def objects(entries: Iterable[Any], left_out: Counter[str]) -> list[JsonObject]:
    """What may be messages; anything else among them is counted."""
    found = [*entries]
    left_out[STRANGERS] += sum(not isinstance(one, dict) for one in found)
    return [one for one in found if isinstance(one, dict)]


def says_something(value: Any) -> bool:
    """Whether there is a text, or anything else that is not only about one."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, list | tuple):
        return any(says_something(one) for one in value)
    if isinstance(value, dict):
        return any(says_something(one) for name, one in value.items() if name not in ABOUT)
    return False
