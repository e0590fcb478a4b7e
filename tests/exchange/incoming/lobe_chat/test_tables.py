"""Tables in files of LobeChat, whichever of its programs wrote them."""
from __future__ import annotations

from typing import Any

import pytest

from chat.exchange.incoming.lobe_chat.tables import tables_of

SAID = [{'id': 'm', 'role': 'user', 'content': 'Hi', 'topicId': 't'}]


@pytest.mark.parametrize('item', [
    {'exportType': 'all', 'state': {'messages': SAID, 'topics': [{'id': 't', 'title': 'Rain'}]}},
    {'mode': 'pglite', 'data': {'messages': SAID, 'topics': [{'id': 't', 'title': 'Rain'}]}},
    {'schemaHash': 'x', 'data': {'messages': SAID, 'topics': [{'id': 't', 'title': 'Rain'}]}},
    {'version': '2', 'exportedAt': 'now', 'title': 'Rain', 'messages': SAID}])
def test_each_shape_has_its_messages_and_topics(item: dict[str, Any]) -> None:
    tables = tables_of(item)
    assert tables
    assert [one['content'] for one in tables.messages] == ['Hi']
    assert tables.topics['t']['title'] == 'Rain'


@pytest.mark.parametrize('item', [
    {}, {'exportType': 'all'}, {'exportType': 'all', 'state': {'messages': {}}}, {'mode': 'x', 'data': []}, {'messages': SAID},
    {'version': '2', 'exportedAt': 'now', 'messages': [{'text': 'Hi'}]}])
def test_a_file_of_another_program_has_none(item: dict[str, Any]) -> None:
    assert tables_of(item) is None


def test_an_agent_is_found_by_the_session_it_is_linked_to_or_is() -> None:
    tables = tables_of({'exportType': 'x', 'state': {
        'messages': [], 'agents': [{'id': 'g', 'model': 'one'}, {'id': 's2', 'model': 'two'}],
        'agentsToSessions': [{'agentId': 'g', 'sessionId': 's1'}]}})
    assert tables
    assert [tables.agent_of(key).get('model') for key in ('s1', 's2', 'unknown')] == ['one', 'two', None]


def test_a_topic_without_an_id_is_told_by_its_title_and_time() -> None:
    said = [{'role': 'user', 'content': 'Hi'}]
    first, second = (tables_of({'version': '2', 'exportedAt': at, 'title': 'Rain', 'messages': said}) for at in ('one', 'two'))
    assert first
    assert second
    assert list(first.topics) != list(second.topics)
    assert first.messages[0]['topicId'] == next(iter(first.topics))
