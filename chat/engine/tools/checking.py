"""Whether arguments fit the schema of their tool."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable

LONGEST_COMPLAINT = 500


def _ignored(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[jsonschema.ValidationError]:
    yield from ()


CHECKER = extend(jsonschema.Draft202012Validator, {'pattern': _ignored, 'patternProperties': _ignored, 'additionalProperties': _ignored})
"""Without patterns: a server may send one that takes for ever, and it would hold up every stream. The tool checks them itself."""
NOWHERE: Registry[Any] = Registry()
"""A schema that points elsewhere is not looked up there."""


def complaint_about(value: Any, schema: Mapping[str, Any]) -> str:
    """The first thing that is wrong, in a sentence; empty if it fits, or if the schema itself makes no sense."""
    try:
        error = jsonschema.exceptions.best_match(CHECKER(dict(schema), registry=NOWHERE).iter_errors(value))
    except (Unresolvable, jsonschema.SchemaError, jsonschema.exceptions.UnknownType, TypeError, ValueError, KeyError, AttributeError,
            RecursionError):
        return ''
    if error is None:
        return ''
    place = '/'.join(str(step) for step in error.absolute_path)
    return f'{f"at “{place}”: " if place else ""}{error.message}'[:LONGEST_COMPLAINT]
