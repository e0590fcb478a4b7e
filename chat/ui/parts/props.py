"""What a component in the browser is told, as a value: the one place where Python's spelling becomes JavaScript's."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from chat.conversation.json_object import JsonObject


@dataclass(slots=True, frozen=True)
class Props:
    """Base of such values: `is_over` is `isOver` there."""

    def to_json(self) -> JsonObject:
        return {_in_camel_case(one.name): plain(getattr(self, one.name)) for one in fields(self)}


def plain(value: Any) -> Any:
    """Without dataclasses and tuples, at any depth."""
    if isinstance(value, Props):
        return value.to_json()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    return value


@lru_cache(maxsize=1024)
def _in_camel_case(name: str) -> str:
    first, *others = name.split('_')
    return first + ''.join(word.capitalize() for word in others)
