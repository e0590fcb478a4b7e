"""Chats of Claude: branches, thoughts, tools, attachments."""
from __future__ import annotations

import tests.exchange.samples as samples
from chat.exchange.incoming.claude import claude
from tests.exchange.reading import converted, talk


def test_claude_keeps_thoughts_tools_and_read_attachments() -> None:
    chat, left_out = converted(claude.chat_from, samples.claude())
    turn = chat.path()[0]
    assert talk(chat) == [('Sum this up', ['Here it is.\n\nDone.'])]
    assert [(part.kind, part.text, part.seconds) for part in turn.replies[0][0].parts] == [
        ('thinking', 'Let me see.', 2.0), ('text', 'Here it is.', None), ('tool_call', '{"q": "x"}', None), ('tool_result', 'found', None),
        ('text', '\n\nDone.', None)]
    assert [(one.name, one.text, one.media_type) for one in turn.attachments] == [
        ('notes.txt', 'Many notes', 'text/plain'), ('cat.png', None, 'image/png')]
    assert +left_out == {}


def test_claude_without_parents_is_a_straight_line() -> None:
    values = samples.claude()
    for number, message in enumerate([*values['chat_messages']]):
        values['chat_messages'].append({**message, 'uuid': f'again-{number}', 'content': [], 'text': f'{message["sender"]} again'})
    for message in values['chat_messages']:
        message.pop('parent_message_uuid', None)
    assert [prompt for prompt, _ in talk(converted(claude.chat_from, values)[0])] == ['Sum this up', 'human again']


def test_claude_branches_hang_below_their_parents() -> None:
    values = samples.claude()
    values['chat_messages'].append({
        'uuid': 'm3', 'sender': 'human', 'text': 'Sum that up', 'content': [], 'created_at': '2025-01-01T11:00:00Z',
        'parent_message_uuid': '00000000-0000-4000-8000-000000000000'})
    chat, _ = converted(claude.chat_from, values)
    assert sorted(turn.prompt for turn in chat.turns.values() if turn.parent_id is None) == ['Sum that up', 'Sum this up']
