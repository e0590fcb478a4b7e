"""Whether arguments fit the schema of their tool."""
from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any

import jsonschema
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable

LONGEST_COMPLAINT = 500


MOST_STEPS = 50_000
"""Keywords of a schema that are looked at, in about a second: a schema of a few lines can ask for any number of them."""
QUICK_STEPS = 500
"""That take no more than the event loop can spare."""
MOST_UNIQUE = 100
"""Items that are compared with each other."""
_left: ContextVar[int] = ContextVar('steps left')


class GivenUp(Exception):
    """The check was given up."""


def _ignored(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[jsonschema.ValidationError]:
    yield from ()


def _counted(check: Callable[..., Any]) -> Callable[..., Any]:
    def counted(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[jsonschema.ValidationError]:
        _left.set(_left.get() - 1)
        if _left.get() < 0:
            raise GivenUp
        yield from check(validator, value, instance, schema) or ()
    return counted


def _unique(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[jsonschema.ValidationError]:
    if not isinstance(instance, list) or len(instance) <= MOST_UNIQUE:
        yield from jsonschema.Draft202012Validator.VALIDATORS['uniqueItems'](validator, value, instance, schema) or ()


CHECKER = extend(jsonschema.Draft202012Validator, {name: _counted(check) for name, check in {
    **jsonschema.Draft202012Validator.VALIDATORS, 'uniqueItems': _unique, 'pattern': _ignored, 'patternProperties': _ignored,
    'additionalProperties': _ignored}.items()})
"""Without patterns: a server may send one that takes for ever, and it would hold up every stream. The tool checks them itself."""
NOWHERE: Registry[Any] = Registry()
"""A schema that points elsewhere is not looked up there."""


async def complaint_soon(value: Any, schema: Mapping[str, Any]) -> str:
    """The same, for the event loop: what takes longer is looked at in a thread."""
    try:
        return _complaint(value, schema, QUICK_STEPS)
    except GivenUp:
        return await asyncio.to_thread(complaint_about, value, schema)


def complaint_about(value: Any, schema: Mapping[str, Any]) -> str:
    """The first thing that is wrong, in a sentence; empty if it fits, if the schema itself makes no sense, or asks for too much."""
    try:
        return _complaint(value, schema, MOST_STEPS)
    except GivenUp:
        return ''


def _complaint(value: Any, schema: Mapping[str, Any], most: int) -> str:
    """Raises GivenUp."""
    _left.set(most)
    try:
        error = jsonschema.exceptions.best_match(CHECKER(dict(schema), registry=NOWHERE).iter_errors(value))
    except (Unresolvable, jsonschema.SchemaError, jsonschema.exceptions.UnknownType, TypeError, ValueError, KeyError, AttributeError,
            RecursionError):
        return ''
    if error is None:
        return ''
    place = '/'.join(str(step) for step in error.absolute_path)
    return f'{f"at “{place}”: " if place else ""}{error.message}'[:LONGEST_COMPLAINT]
