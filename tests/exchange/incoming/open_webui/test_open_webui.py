"""Chats of Open WebUI: lanes, versions, sources and what was set."""
from __future__ import annotations

import json

import pytest

import tests.exchange.samples as samples
from chat.conversation import Chat, ReplyStatus
from chat.exchange.incoming.open_webui import open_webui
from tests.exchange.incoming.open_webui.exported import changed, read
from tests.exchange.reading import CASES, case, chat_of, converted, one_chat, read_items, talk


def test_the_merged_answer_has_a_lane_of_its_own_that_is_not_asked_again() -> None:
    chat, left_out = read(changed('a2', merged={'status': True, 'content': 'Hi from both'}))
    first, second = chat.path()
    assert [(number, [reply.text for reply in replies]) for number, replies in first.replies.items()] == [
        (0, ['Hi from llama']), (1, ['Hi from gpt']), (2, ['Hi from both'])]
    assert (first.picked_reply_id, second.history) == (first.replies[1][0].id, 'picked')
    lane = chat.lane(2)
    assert lane
    assert (lane.model, lane.merges, lane.parked, left_out) == ('openai/gpt-4o', True, True, {})


def test_the_sources_of_an_answer_stand_below_it_numbered_as_its_text_counts_them() -> None:
    told = {'source': 'https://rain.example/a', 'name': 'All [about] rain'}
    sources = [
        {'source': {'name': 'Rain'}, 'document': ['It rains.', 'Still.'], 'metadata': [told, told]},
        {'source': {'name': 'notes.pdf'}, 'document': ['Wet.'], 'metadata': [{'source': 'file-1'}]},
        {'source': {'name': 'https://search.example/x'}}, {'source': {'name': 'x'}, 'metadata': [{'source': 'javascript:alert(1)'}]}]
    chat, left_out = read(changed('a4', content='See [1] and [2].', sources=sources))
    reply = chat.path()[1].replies[1][0]
    assert reply.text == 'See [1] and [2].', 'sources are no words of the model, and are not sent along with its answer'
    assert [(part.text, part.detail['name']) for part in reply.parts if part.kind == 'tool_result'] == [(
        '1. All [about] rain https://rain.example/a\n2. notes.pdf\n3. https://search.example/x\n4. x', 'sources')]
    assert left_out == {'texts that an answer was given to read': 3}


def test_parameters_go_into_the_lanes_and_those_that_nobody_knows_are_named() -> None:
    values = samples.open_webui()
    values['chat']['params'] |= {'temperature': 1, 'top_p': 7, 'max_tokens': 300, 'stop': ['###'], 'reasoning_effort': 'low', 'seed': 5,
                                 'top_k': None}
    chat, left_out = read(values)
    kept = {'temperature': 1.0, 'max_tokens': 300, 'stop': ['###'], 'reasoning_effort': 'low'}
    assert [(lane.system_prompt, lane.parameters) for lane in chat.lanes] == [('Be kind', kept)] * 2
    assert left_out == {'parameters called “seed”': 1, 'parameters called “top_p”': 1}


def test_what_has_no_place_here_is_counted() -> None:
    values = changed('a4', embeds=['<p>', '<b>'], annotation={'rating': 1})
    values['chat']['files'], values['folder_id'] = [{'type': 'collection', 'name': 'Papers'}], 'f1'
    assert read(values)[1] == {'pages embedded in an answer': 2, 'ratings of an answer': 1, 'files and knowledge that a whole chat had': 1,
                               'folders that a chat was in': 1}


def test_open_webui_makes_lanes_of_several_models() -> None:
    chat, _ = converted(open_webui.chat_from, samples.open_webui())
    assert talk(chat) == [('Hello', ['Hi from llama', 'Hi from gpt']), ('Go on', ['More llama', 'More gpt'])]
    assert [(lane.number, lane.model) for lane in chat.lanes] == [(0, 'open-webui/llama3:8b'), (1, 'openai/gpt-4o')]
    assert chat.lanes[0].system_prompt == 'Be kind'
    assert chat.tags == ['fun']


def test_open_webui_goes_on_from_the_answer_that_was_chosen() -> None:
    chat, _ = converted(open_webui.chat_from, samples.open_webui())
    first, second = chat.path()
    picked = first.picked_reply
    assert picked is not None
    assert picked.text == 'Hi from gpt'
    assert second.history == 'picked'


def test_open_webui_thoughts_come_out_of_the_text() -> None:
    chat, _ = converted(open_webui.chat_from, samples.open_webui())
    reply = chat.path()[1].replies[0][0]
    assert [(part.kind, part.text, part.seconds) for part in reply.parts] == [('thinking', 'Is a < b?\nYes.', 4.0), ('text', 'More llama',
        None)]
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (11, 22)


def test_open_webui_errors_are_kept_as_failed() -> None:
    values = samples.open_webui()
    values['chat']['history']['messages']['a2']['error'] = {'content': 'No connection'}
    chat, _ = converted(open_webui.chat_from, values)
    failed = chat.path()[0].replies[1][0]
    assert failed.status is ReplyStatus.FAILED
    assert failed.error is not None
    assert failed.error.message == 'No connection'


def test_open_webui_a_broken_tree_is_whole_and_the_stray_message_is_counted() -> None:
    first, second = case('open-webui-broken-tree.json')
    assert isinstance(first[1], Chat)
    assert isinstance(second[1], Chat)
    assert talk(first[1]) == [('First question', ['First answer']), ('Second question', ['Second answer'])]
    assert talk(second[1]) == [('A question whose parent is gone', ['Still readable'])]
    assert first[2] == {'messages from “nobody”': 1}


def test_open_webui_an_answer_that_was_being_written_is_interrupted() -> None:
    chat, _ = one_chat('open-webui-grown-1.json')
    reply = chat.path()[0].reply(0)
    assert reply
    assert (reply.status, reply.parts) == (ReplyStatus.INTERRUPTED, [])


@pytest.mark.parametrize(('status', 'done', 'ending'), [
    ('incomplete', True, ReplyStatus.STOPPED), ('completed', True, ReplyStatus.DONE), ('in_progress', False, ReplyStatus.INTERRUPTED)])
def test_open_webui_an_answer_that_was_stopped_can_go_on_here(status: str, done: bool, ending: ReplyStatus) -> None:
    values = json.loads((CASES / 'open-webui-output-only.json').read_text())[0]
    answer = values['chat']['history']['messages']['a1']
    answer['output'][-1]['status'], answer['done'] = status, done
    reply = chat_of(values)[0].path()[0].reply(0)
    assert reply
    assert reply.status is ending


def test_a_list_of_messages_without_a_history_is_a_chat_as_well() -> None:
    said = [{'role': 'user', 'content': 'Hi'}, {'role': 'assistant', 'content': 'Hello'}]
    (name, chat, left_out), = read_items([{'id': 'w', 'title': 'Old', 'chat': {'messages': said}}])
    assert isinstance(chat, Chat)
    assert (name, chat.title, talk(chat), left_out) == ('Open WebUI', 'Old', [('Hi', ['Hello'])], {})
