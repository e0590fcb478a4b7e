"""LobeChat: each topic is a chat, whichever way it was exported."""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import Chat, ReplyStatus
from tests.exchange.reading import parts, read_items, talk

MESSAGES = [
    {'id': 'u1', 'role': 'user', 'content': 'Draw', 'sessionId': 's', 'topicId': 't', 'createdAt': 1700000000000, 'files': ['f1']},
    {'id': 'a1', 'role': 'assistant', 'content': '', 'parentId': 'u1', 'sessionId': 's', 'topicId': 't', 'createdAt': 1700000001000,
     'extra': {'fromModel': 'gpt-4o', 'fromProvider': 'openai'}, 'reasoning': {'content': 'A cat.', 'duration': 1500},
     'tools': [{'id': 'k', 'identifier': 'art', 'apiName': 'draw', 'arguments': '{"what": "cat"}'}]},
    {'id': 'r1', 'role': 'tool', 'content': 'drawn', 'parentId': 'a1', 'sessionId': 's', 'topicId': 't', 'createdAt': 1700000002000,
     'tool_call_id': 'k', 'plugin': {'identifier': 'art', 'apiName': 'draw'}},
    {'id': 'a2', 'role': 'assistant', 'content': 'Here.', 'parentId': 'r1', 'sessionId': 's', 'topicId': 't', 'createdAt': 1700000003000},
    {'id': 'u2', 'role': 'user', 'content': 'Again', 'sessionId': 's', 'topicId': 't', 'createdAt': 1700000004000},
    {'id': 'a3', 'role': 'assistant', 'content': '...', 'parentId': 'u2', 'sessionId': 's', 'topicId': 't', 'createdAt': 1700000005000,
     'error': {'type': 'InvalidAPIKey', 'message': 'No key'}},
    {'id': 'u3', 'role': 'user', 'content': 'Without a topic', 'sessionId': 's', 'createdAt': 1700000009000}]


AGENT = {'model': 'gpt-4o', 'provider': 'openai', 'systemRole': 'Paint', 'params': {'top_p': 0.5}}


SESSION = {'id': 's', 'meta': {'title': 'Painter'}, 'config': AGENT}


TOPIC = {'id': 't', 'title': 'Cats', 'sessionId': 's', 'favorite': True, 'updatedAt': 1700000005000}


@pytest.mark.parametrize('item', [
    {'exportType': 'all', 'version': 7, 'state': {'messages': MESSAGES, 'sessions': [SESSION], 'topics': [TOPIC], 'settings': {}}},
    {'mode': 'pglite', 'schemaHash': 'x', 'data': {
        'messages': MESSAGES, 'topics': [TOPIC], 'sessions': [{'id': 's', 'title': 'Painter'}],
        'agentsToSessions': [{'agentId': 'g', 'sessionId': 's'}], 'agents': [AGENT | {'id': 'g'}]}}],
    ids=['browser', 'database'])
def test_lobechat_makes_a_chat_of_each_topic(item: dict[str, Any]) -> None:
    found = read_items([item])
    cats, rest = (chat for _, chat, _ in found)
    assert isinstance(cats, Chat)
    assert isinstance(rest, Chat)
    assert (cats.title, cats.folder, cats.pinned, rest.title, rest.folder) == ('Cats', 'Painter', True, 'Painter', '')
    assert parts(cats) == [('thinking', 'A cat.'), ('tool_call', '{"what": "cat"}'), ('tool_result', 'drawn'), ('text', 'Here.')]
    assert [prompt for prompt, _ in talk(cats)] == ['Draw', 'Again']
    failed = cats.path()[1].replies[0][0]
    assert (failed.status, failed.error and failed.error.message, failed.parts) == (ReplyStatus.FAILED, 'No key', [])
    assert (cats.lanes[0].model, cats.lanes[0].system_prompt, cats.lanes[0].parameters) == ('openai/gpt-4o', 'Paint', {'top_p': 0.5})
    assert [left_out for _, _, left_out in found] == [{}, {}]


def test_lobechat_one_topic_alone_is_a_chat_as_well() -> None:
    messages = [{name: value for name, value in one.items() if name not in {'sessionId', 'topicId'}} for one in MESSAGES[:4]]
    (name, chat, _), = read_items([{'version': '2.0', 'exportedAt': '2026-01-01T00:00:00Z', 'title': 'Cats', 'messages': messages}])
    assert isinstance(chat, Chat)
    assert (name, chat.title, talk(chat)) == ('LobeChat', 'Cats', [('Draw', ['Here.'])])


def test_lobechat_a_message_without_a_time_stays_where_it_stands() -> None:
    messages = [{name: value for name, value in one.items() if name != 'createdAt' or one['id'] != 'r1'} for one in MESSAGES[:4]]
    state = {'messages': messages, 'sessions': [SESSION], 'topics': [TOPIC]}
    (_, chat, _), = read_items([{'exportType': 'all', 'version': 7, 'state': state}])
    assert isinstance(chat, Chat), chat
    assert parts(chat) == [('thinking', 'A cat.'), ('tool_call', '{"what": "cat"}'), ('tool_result', 'drawn'), ('text', 'Here.')]
