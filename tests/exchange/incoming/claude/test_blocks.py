"""Blocks in the messages of Claude."""
from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

import tests.exchange.samples as samples
from chat.conversation import Chat
from chat.exchange.incoming.claude import claude

PLACEHOLDER = '```\nThis block is not supported on your current device yet.\n```'


def read(values: dict[str, Any]) -> tuple[Chat, dict[str, int]]:
    left_out: Counter[str] = Counter()
    return claude.chat_from(values, left_out), dict(+left_out)


@pytest.mark.parametrize(('text', 'words'), [
    (f'\n{PLACEHOLDER}\n\n{PLACEHOLDER}\n', ''), ('This block is not supported on your current device yet.', ''),
    (f'Look:\n{PLACEHOLDER}\n', 'Look:')])
def test_a_reply_of_tools_only_has_no_placeholders_for_its_text(text: str, words: str) -> None:
    values = samples.claude()
    answer = values['chat_messages'][1]
    answer['content'], answer['text'] = [block for block in answer['content'] if block['type'].startswith('tool')], text
    reply = read(values)[0].path()[0].replies[0][0]
    assert ([part.kind for part in reply.parts][:2], reply.text) == (['tool_call', 'tool_result'], words)


@pytest.mark.parametrize('block', [{'type': 'voice_note', 'title': 'Rain', 'text': 'Why does it rain?'},
                                   {'type': 'voice_note', 'transcript': 'Why does it rain?'}])
def test_a_dictated_prompt_has_its_words(block: dict[str, Any]) -> None:
    values = samples.claude()
    values['chat_messages'][0] |= {'content': [block], 'attachments': [], 'files': []}
    chat, left_out = read(values)
    assert (chat.path()[0].prompt, left_out) == ('Why does it rain?', {})


def test_what_stands_beside_the_talk_is_counted() -> None:
    values = samples.claude() | {'summary': 'About notes.', 'project': {'uuid': 'p', 'name': 'Notes'}}
    question, answer = values['chat_messages']
    question['files'] = []
    answer['files'], answer['attachments'] = [{'file_name': 'chart.png'}], [{'file_name': 'a.txt', 'extracted_content': 'x'}]
    answer['content'][1]['citations'] = [{'details': {'url': 'https://a.example'}}, {'details': {}}]
    assert read(values)[1] == {'summaries of a chat': 1, 'projects that a chat was in': 1, 'pictures and files': 1, 'attached files': 1,
                               'citations': 2}


@pytest.mark.parametrize('layers', [1, 2, 3])
@pytest.mark.parametrize('field', ['text', 'content'])
def test_blocks_that_were_packed_into_a_text_are_unpacked_however_often(layers: int, field: str) -> None:
    values = samples.claude()
    packed: Any = [{'type': 'thinking', 'thinking': 'Hm.'}, {'type': 'text', 'text': 'Unpacked.'}]
    for _ in range(layers):
        packed = json.dumps(packed)
    values['chat_messages'][1] = {'uuid': 'a', 'sender': 'assistant', 'text': '', 'content': '', field: packed}
    reply = read(values)[0].path()[0].replies[0][0]
    assert (reply.thinking, reply.text) == ('Hm.', 'Unpacked.')


@pytest.mark.parametrize('words', ['"quoted"', '["a", "b"]', '{"a": 1}', '"["'])
def test_words_that_look_like_json_stay_as_they_were_written(words: str) -> None:
    values = samples.claude()
    values['chat_messages'][1] = {'uuid': 'a', 'sender': 'assistant', 'text': words}
    assert read(values)[0].path()[0].replies[0][0].text == words
