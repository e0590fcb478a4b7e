"""Whether arguments fit a schema, which a hostile server may have written: it is told, and no schema holds up the program."""
from __future__ import annotations

from typing import Any

import pytest

from chat.engine.tools.checking import complaint_about, complaint_soon

SCHEMA = {'type': 'object', 'properties': {'city': {'type': 'string'}, 'days': {'type': 'integer', 'maximum': 7}}, 'required': ['city']}
TWICE: dict[str, Any] = {'$ref': '#/$defs/a0', '$defs': {'a30': {'type': 'object'}} | {
    f'a{number}': {'allOf': [{'$ref': f'#/$defs/a{number + 1}'}] * 2} for number in range(30)}}
"""Asks for 2**30 looks at the same value."""
NESTED: dict[str, Any] = {}
for _ in range(5_000):
    NESTED = {'properties': {'a': NESTED}}


@pytest.mark.parametrize(('value', 'complaint'), [
    ({'city': 'Rome'}, ''), ({}, "'city' is a required property"), ({'city': 1}, 'at “city”: 1 is not of type'),
    ({'city': 'Rome', 'days': 9}, 'at “days”: 9 is greater than the maximum of 7')])
async def test_the_first_thing_that_is_wrong_is_told(value: object, complaint: str) -> None:
    assert complaint_about(value, SCHEMA).startswith(complaint)
    assert await complaint_soon(value, SCHEMA) == complaint_about(value, SCHEMA)
    assert bool(complaint_about(value, SCHEMA)) == bool(complaint)


@pytest.mark.parametrize('schema', [
    TWICE, NESTED, {'$ref': '#'}, {'type': 5}, {'$ref': 'http://127.0.0.1:9/x'}, {'properties': {'a': {'uniqueItems': True}}},
    {'properties': {'a': {'items': {'pattern': '(a+)+$'}}}}])
async def test_a_schema_that_takes_for_ever_or_makes_no_sense_lets_the_tool_check_for_itself(schema: dict[str, Any]) -> None:
    value = {'a': [{'x': number} for number in range(20_000)] if 'properties' in schema else 'a' * 50}
    assert complaint_about(value, schema) == ''
    assert await complaint_soon(value, schema) == ''


async def test_what_takes_a_while_is_still_told() -> None:
    value = {'rows': [{'n': number} for number in range(2_000)] + [{'n': 'last'}]}
    schema = {'properties': {'rows': {'items': {'properties': {'n': {'type': 'integer'}}}}}}
    assert await complaint_soon(value, schema) == complaint_about(value, schema) == "at “rows/2000/n”: 'last' is not of type 'integer'"
