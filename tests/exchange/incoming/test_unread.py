"""A message of which nothing could be taken, though the file has content for it, is counted: whoever wrote it, whatever the field."""
from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import tests.exchange.samples as samples
from chat.exchange.fields import Empty
from tests.exchange import programs
from tests.exchange.reading import chat_of, taken, talk

UNREAD = 'messages whose content is not understood'
NEW = {'a_field_of_tomorrow': ['Words']}


def chatgpt(content: Any) -> dict[str, Any]:
    values = samples.chatgpt()
    values['mapping']['scattering']['message']['content'] = {'content_type': 'text', 'parts': None} | content
    return values


def claude(content: Any) -> dict[str, Any]:
    values = samples.claude()
    values['chat_messages'][1]['content'] = [{'type': 'text', 'text': None} | content]
    return values


def open_webui(content: Any) -> dict[str, Any]:
    values = samples.open_webui()
    output = [{'type': 'message', 'content': [{'type': 'text'} | content]}]
    values['chat']['history']['messages']['a1'] |= {'content': None, 'output': output}
    return values


def deepseek(content: Any) -> dict[str, Any]:
    question = ('root', {'fragments': [programs.said('REQUEST', 'Which tea?')]})
    return programs.deepseek(q=question, a=('q', {'fragments': [{'type': 'RESPONSE', 'content': None} | content]}))


def grok(content: Any) -> dict[str, Any]:
    return programs.grok({'_id': '1', 'sender': 'human', 'message': 'One?'}, {'_id': '2', 'sender': 'assistant', 'message': content})


def libre_chat(content: Any) -> dict[str, Any]:
    question, first, _ = programs.libre()['messages']
    return programs.libre(messages=[question, first | {'text': None, 'content': [{'type': 'text'} | content]}])


def llama_cpp(content: Any) -> dict[str, Any]:
    return {'conv': {'id': 'c', 'name': 'x'}, 'messages': [programs.QUESTION, programs.ANSWER | {
        'content': content, 'reasoningContent': None, 'toolCalls': None}]}


PROGRAMS = [chatgpt, claude, open_webui, deepseek, grok, libre_chat, llama_cpp]


@pytest.mark.parametrize('program', PROGRAMS)
def test_content_in_an_unknown_field_is_counted(program: Callable[[Any], dict[str, Any]]) -> None:
    assert chat_of(program(NEW))[1] == {UNREAD: 1}


@pytest.mark.parametrize('program', PROGRAMS)
def test_an_answer_that_is_empty_in_the_file_is_nothing_to_tell_of(program: Callable[[Any], dict[str, Any]]) -> None:
    assert chat_of(program({'id': 'x', 'status': 'completed'}))[1] == {}


def test_a_chat_of_which_nothing_is_understood_is_not_called_empty() -> None:
    values = samples.claude()
    values['chat_messages'] = [values['chat_messages'][0] | {'content': [{'type': 'text'} | NEW], 'attachments': [], 'files': []}]
    _, found, left_out = taken(values)
    assert isinstance(found, Empty)
    assert left_out == {UNREAD: 1}, 'by which the import tells it from a chat in which nothing was said'


def encoded(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize('encode', [
    lambda messages: [one | {'content': encoded(one['content'])} for one in messages],
    lambda messages: [one | {'content': [encoded(block) for block in one['content']]} for one in messages],
    lambda messages: [encoded(one) for one in messages], encoded], ids=['content', 'blocks', 'messages', 'list'])
def test_claude_strings_that_hold_json_are_opened(encode: Callable[[Any], Any]) -> None:
    plain = samples.claude()
    chat, left_out = chat_of(plain | {'chat_messages': encode(plain['chat_messages'])})
    whole, nothing = chat_of(plain)
    assert (talk(chat), left_out) == (talk(whole), nothing)
    assert [[part.text for part in reply.parts] for reply in chat.path()[0].replies[0]] == [
        [part.text for part in reply.parts] for reply in whole.path()[0].replies[0]]


@pytest.mark.parametrize('words', ['Just words', '[1, 2, 3] is a list', '{"a": 1}', '[{"a": "b"}]', '["x"', '[]'])
def test_claude_words_that_only_look_like_json_stay_words(words: str) -> None:
    values = samples.claude()
    values['chat_messages'][0] |= {'content': words, 'attachments': [], 'files': []}
    assert chat_of(values)[0].path()[0].prompt == words


def test_no_words_are_made_up_for_a_prompt_that_has_none() -> None:
    values = samples.claude()
    values['chat_messages'][0] |= {'content': [], 'text': '', 'attachments': [], 'files': [{'file_name': 'a.png', 'file_uuid': 'u'}]}
    chat, _ = chat_of(values)
    assert (chat.path()[0].prompt, [one.name for one in chat.path()[0].attachments]) == ('', ['a.png'])
    values['chat_messages'].append({'uuid': 'm3', 'sender': 'human', 'text': '', 'content': [], 'parent_message_uuid': 'm2'})
    assert len(chat_of(values)[0].turns) == 1, 'a prompt without a word, that nobody answered, is none'
