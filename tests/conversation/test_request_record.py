"""What a reply remembers of its request, as it lies in databases and files of older, newer and hostile making."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chat.conversation import RequestRecord

OLD = {'model': 'openai/gpt-5', 'system_prompt': 'Be brief', 'parameters': {'temperature': 0.5, 'stop': ['x']}, 'history': [['t1', 'r1']]}


@pytest.mark.parametrize('more', [
    {}, {'continues': 'r0'}, {'corrects': 'r0', 'correction': 'It fails.'}, {'once': True}, {'stream': False}])
def test_what_older_versions_have_written_is_read_and_written_the_same(more: dict[str, Any]) -> None:
    record = RequestRecord.from_json(OLD | more)
    assert record
    assert record.to_json() == OLD | more
    assert record.history == (('t1', 'r1'),)
    assert (record.continues, record.is_once, record.is_streamed) == (more.get('continues'), 'once' in more, 'stream' not in more)


def test_what_a_newer_version_has_written_survives() -> None:
    record = RequestRecord.from_json(OLD | {'gadgets': [{'name': 'search'}], 'parameters': {'logit_bias': {'of': 1}}})
    assert record
    changed = replace(record, is_once=True).renamed({'t1': 't2'})
    assert changed.to_json() == OLD | {
        'gadgets': [{'name': 'search'}], 'parameters': {'logit_bias': {'of': 1}}, 'once': True, 'history': [['t2', 'r1']]}


@pytest.mark.parametrize(('values', 'expected'), [
    ({}, RequestRecord()),
    ({'history': 'ab'}, RequestRecord()),
    ({'history': {'ab': 'cd'}}, RequestRecord()),
    ({'history': ['ab', None, ['t'], ['t', 5], [['t'], 'r'], ['t', 'r', 'x'], ['t', 'r']]}, RequestRecord(history=(('t', 'r'),))),
    ({'model': 5, 'system_prompt': ['x'], 'parameters': 'hot'}, RequestRecord()),
    ({'parameters': {'temperature': 'hot', 'top_p': True, 'max_tokens': 1.5, 'stop': 'x', 'reasoning_effort': 3}}, RequestRecord()),
    ({'parameters': {'temperature': float('nan'), 'max_tokens': 9, 'stop': ['x', 5]}}, RequestRecord(parameters={'max_tokens': 9})),
    ({'continues': {'id': 'r'}, 'corrects': 7, 'correction': [], 'once': 'yes', 'stream': 0}, RequestRecord()),
])
def test_what_is_of_another_kind_counts_as_missing(values: dict[str, Any], expected: RequestRecord) -> None:
    assert RequestRecord.from_json(values) == expected


@pytest.mark.parametrize('value', [None, 'x', 5, [], [['t', 'r']], True])
def test_what_is_no_object_is_no_request(value: object) -> None:
    assert RequestRecord.from_json(value) is None


def test_ids_are_renamed_where_they_are_known() -> None:
    record = RequestRecord(history=(('t1', 'r1'), ('t2', 'r2')), continues='r3').renamed({'t1': 'T1', 'r2': 'R2', 'r3': 'R3'})
    assert record == RequestRecord(history=(('T1', 'r1'), ('t2', 'R2')), continues='R3')
    assert RequestRecord().renamed({'': 'x'}).continues is None
