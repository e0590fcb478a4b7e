"""Lanes as they lie in databases, suites, preferences and files."""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import Lane

OLD = {'model': 'a/x', 'number': 2, 'system_prompt': 'Be brief', 'parameters': {'temperature': 0.5, 'stop': ['x'], 'stream': False},
       'parked': True, 'inherits': 0, 'merges': False}


def test_what_older_versions_have_written_is_read_and_written_the_same() -> None:
    lane = Lane.from_json(OLD)
    assert lane == Lane(model='a/x', number=2, system_prompt='Be brief', parameters={'temperature': 0.5, 'stop': ['x']}, is_streamed=False,
                        parked=True, inherits=0)
    assert lane.to_json() == OLD


def test_what_a_newer_version_has_written_survives() -> None:
    values = OLD | {'gadgets': ['search'], 'parameters': {'logit_bias': [1]}}
    assert Lane.from_json(values).to_json() == values


@pytest.mark.parametrize(('values', 'expected'), [
    ({}, Lane(model='m')), ({'parameters': []}, Lane(model='m')), ({'parameters': {'stream': 'on'}}, Lane(model='m')),
    ({'parameters': {'temperature': 'hot', 'stop': 'x', 'max_tokens': float('inf')}}, Lane(model='m')),
    ({'system_prompt': 5, 'parked': 'yes', 'merges': 1, 'inherits': -1}, Lane(model='m')),
])
def test_what_is_of_another_kind_counts_as_missing(values: dict[str, Any], expected: Lane) -> None:
    assert Lane.from_json({'model': 'm'} | values) == expected


@pytest.mark.parametrize('value', [
    None, 'x', [], {}, {'model': 5}, {'model': None}, {'model': 'm', 'number': -1}, {'model': 'm', 'number': '1'}])
def test_what_is_no_lane_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match='a lane has no'):
        Lane.from_json(value)


def test_a_fresh_one_has_the_same_settings_and_none_of_the_history() -> None:
    lane = Lane.from_json(OLD)
    assert lane.fresh() == Lane(model='a/x', system_prompt='Be brief', parameters=lane.parameters, is_streamed=False)
    assert lane.fresh().parameters is not lane.parameters
    assert lane.is_set_up
    assert Lane(model='m', is_streamed=True).is_set_up
    assert not Lane(model='m').is_set_up
