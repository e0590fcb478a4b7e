"""What a chat remembers, as it lies in databases and files of older, newer and hostile making."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chat.conversation import ChatSettings, ChosenPersona

OLD = {
    'blind': True, 'blind_since': 5.5, 'blind_order': [3, 1], 'revealed_at': 9.5, 'revealed_turn': 't', 'widths': {'3': 40.0},
    'persona': {'id': 'p', 'name': 'Ada', 'greeting': 'Hi', 'starters': ['a'], 'model': 'm', 'usual_model': 'u'},
    'history': 'picked', 'stream_answers': False, 'repeat': 'temperatures'}


def test_what_older_versions_have_written_is_read_and_written_the_same() -> None:
    settings = ChatSettings.from_json(OLD)
    assert settings == ChatSettings(
        is_blind=True, blind_since=5.5, blind_order=(3, 1), revealed_at=9.5, revealed_turn='t', widths={3: 40.0}, history='picked',
        persona=ChosenPersona(id='p', name='Ada', greeting='Hi', starters=('a',), model='m', usual_model='u'),
        is_streamed=False, repeat='temperatures')
    assert settings.to_json() == OLD
    assert ChatSettings.from_json({'blind': False, 'stream_answers': True}).to_json() == {'stream_answers': True}


def test_what_a_newer_version_has_written_survives() -> None:
    values = {'zoom': [{'x': 1}], 'persona': {'name': 'Ada', 'voice': 'low'}}
    changed = replace(ChatSettings.from_json(values), is_blind=True).to_json()
    assert (changed['zoom'], changed['persona']['voice'], changed['blind']) == ([{'x': 1}], 'low', True)


@pytest.mark.parametrize('value', [None, 'x', 5, [], [['blind', True]]])
def test_what_is_no_object_is_as_usual(value: object) -> None:
    assert ChatSettings.from_json(value) == ChatSettings()
    assert ChatSettings().to_json() == {}


@pytest.mark.parametrize(('values', 'expected'), [
    ({'persona': 'x'}, ChatSettings()), ({'persona': {'name': 3}}, ChatSettings()),
    ({'persona': {'name': 'x', 'starters': 5, 'greeting': None}}, ChatSettings(persona=ChosenPersona(name='x'))),
    ({'persona': {'name': 'x', 'starters': ['a', 5, None]}}, ChatSettings(persona=ChosenPersona(name='x', starters=('a',)))),
    ({'widths': [1, 2]}, ChatSettings()), ({'widths': {'a': 30, '-1': 30, '²': 30, '1': 'wide', '2': True}}, ChatSettings()),
    ({'widths': {'1': 0.0, '2': 1e9, '3': float('nan')}}, ChatSettings(widths={1: 22.0, 2: 200.0})),
    ({'blind_since': 'now', 'blind_order': 'AB', 'revealed_at': [], 'revealed_turn': 5}, ChatSettings()),
    ({'blind_order': [1, 'x', -1, True, 2]}, ChatSettings(blind_order=(1, 2))),
    ({'history': 'all', 'stream_answers': 'on', 'repeat': 'always'}, ChatSettings()), ({'repeat': {}}, ChatSettings()),
])
def test_what_is_of_another_kind_counts_as_missing(values: dict[str, Any], expected: ChatSettings) -> None:
    assert ChatSettings.from_json(values) == expected


@pytest.mark.parametrize('value', [True, 1, 0, 'no', None, {}])
def test_names_are_shown_only_where_it_says_so(value: object) -> None:
    """The database looks for `"blind":` that is not `"blind":false`."""
    assert ChatSettings.from_json({'blind': value}).is_blind
    assert not ChatSettings.from_json({'blind': False}).is_blind
