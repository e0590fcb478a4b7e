"""Values of our own files, checked: what is missing or of another type raises TypeError or ValueError with a word about it."""
from __future__ import annotations

import re
from typing import Any

from chat.conversation.json_object import JsonObject

ID = re.compile(r'[A-Za-z0-9_-]{1,64}')


def text_of(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError('a text is missing')
    return value


def id_of(value: Any) -> str:
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise ValueError('an impossible id')
    return value


def id_or_none(value: Any) -> str | None:
    return None if value is None else id_of(value)


def dict_of(value: Any) -> JsonObject:
    if not isinstance(value, dict):
        raise TypeError('an object is missing')
    return value


def count_of(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise ValueError('a whole number is missing')
    return value


def time_of(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e11:
        raise ValueError('a time is missing')
    return float(value)


def number_or_none(value: Any) -> float | None:
    if value is not None and (not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > 1e15):
        raise ValueError('a number is missing')
    return value
