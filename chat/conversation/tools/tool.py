"""What a model may call, what it has called, and how its own words go back to it."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chat.conversation.json_object import JsonObject

INVALID = 'INVALID_JSON'
"""Under this name arguments go back that were no JSON object: services and chat templates take nothing but objects."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Tool:
    """Something a model may call."""

    name: str
    """As models are told it: letters, digits, `_` and `-`, at most 64 of them."""
    description: str = ''
    schema: Mapping[str, Any] = field(default_factory=lambda: {'type': 'object', 'properties': {}})
    """JSON Schema of its arguments, an object."""
    source: str = ''
    """The MCP server or file it comes from."""
    own_name: str = ''
    """What it is called there."""
    is_read_only: bool = False
    """It changes nothing, so nobody is asked before it runs."""
    is_question: bool = False
    """It asks the user itself: it has all the time that takes, and is asked again after a restart."""

    @property
    def key(self) -> str:
        """Under which it is chosen and allowed: `source/own name`."""
        return f'{self.source}/{self.own_name or self.name}'


@dataclass(kw_only=True, slots=True, frozen=True)
class Called:
    """A call, as it goes back to the model that has made it, or to another one."""

    id: str
    name: str
    arguments: str

    @property
    def values(self) -> JsonObject:
        """The arguments as an object, whatever was written."""
        values = arguments_in(self.arguments)
        return {INVALID: self.arguments} if values is None else values

    @property
    def json(self) -> str:
        """The arguments as they were written, if they are an object."""
        is_object = self.arguments.strip() and arguments_in(self.arguments) is not None
        return self.arguments if is_object else json.dumps(self.values, ensure_ascii=False)


@dataclass(kw_only=True, slots=True, frozen=True)
class Verbatim:
    """What a model has sent in one round, as its protocol wants it back: signatures of thoughts, items that only the service can read."""

    protocol: str
    model: str
    """`endpoint/model`: to others it means nothing, and some refuse it."""
    content: Any = field(repr=False)


def arguments_in(written: str) -> JsonObject | None:
    """None if it is no JSON object; nothing at all is an empty one."""
    try:
        values = json.loads(written) if written.strip() else {}
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None
