"""JSON as `json.loads` gives it: for what comes from outside and has not been looked at yet, or is about to go out."""
from __future__ import annotations

from collections.abc import Container
from dataclasses import fields
from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, Any]


def object_from(value: object) -> JsonObject:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def unknown_in(values: JsonObject, known: Container[str]) -> JsonObject:
    """What a newer version knows and this one does not."""
    return {name: one for name, one in values.items() if name not in known}


def fields_in(value: object, kind: type[Any]) -> JsonObject:
    """What this version's dataclass has a field for: a newer one may have written more."""
    names = {one.name for one in fields(kind)}
    return {name: one for name, one in object_from(value).items() if name in names}


def text_from(value: object, default: str = '') -> str:
    return value if isinstance(value, str) else default


def texts_from(value: object) -> tuple[str, ...]:
    """Those of a list."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list | tuple) else ()


def number_from(value: object) -> float | None:
    """None for everything that is no finite number; true and false are none either."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST < value < LARGEST else None


def count_from(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None


LARGEST = 1e15
"""No number of ours is larger."""
