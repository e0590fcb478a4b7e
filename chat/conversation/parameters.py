"""What a model may be asked with besides the messages."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from chat.conversation.json_object import number_from, object_from

Parameters: TypeAlias = dict[str, Any]
"""temperature, top_p (floats), max_tokens (int), reasoning_effort (str), stop (list of str), seed (int), tool_choice ("auto", "none",
"required" or the name of a tool), output_format ("json" or a JSON Schema), more (fields of one service),
and what newer versions may know."""


def parameters_from(value: object) -> Parameters:
    """Of JSON: without the known ones whose value is of another kind."""
    return {name: one for name, one in object_from(value).items() if KINDS.get(name, _is_anything)(one)}


def _is_number(value: object) -> bool:
    return number_from(value) is not None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and _is_number(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_anything(value: object) -> bool:
    return True


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_format(value: object) -> bool:
    return value == JSON_MODE or isinstance(value, dict)


JSON_MODE = 'json'
FREE = frozenset({'seed', 'tool_choice', 'output_format', 'more'})
"""Those that are sent to any model: who does not take one says so."""
KINDS: dict[str, Callable[[object], bool]] = {
    'temperature': _is_number, 'top_p': _is_number, 'max_tokens': _is_count, 'reasoning_effort': _is_text, 'stop': _are_texts,
    'seed': _is_count, 'tool_choice': _is_text, 'output_format': _is_format, 'more': _is_object}
