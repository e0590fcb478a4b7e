"""Wholes and deltas of the Responses API: whatever is said twice is there once, whatever stands in one place only is there."""
from __future__ import annotations

from typing import Any

import pytest

from chat.providers.http.connections import Connections
from tests.model_server import ModelServer, sending_json
from tests.providers.asking import ask_for, got, provider_for
from tests.providers.protocols.responses import Item, added, asked, call, done, event, text


def message(*texts: str, id: str = 'm', **more: Any) -> Item:
    return {'type': 'message', 'id': id, 'content': [{'type': 'output_text', 'text': text} for text in texts], **more}


def thought(*texts: str, id: str = 'r') -> Item:
    return {'type': 'reasoning', 'id': id, 'summary': [{'type': 'summary_text', 'text': text} for text in texts]}


TEXT_DONE = event('output_text.done', item_id='m', output_index=0, content_index=0, text='One two.')


PART_DONE = event('content_part.done', item_id='m', output_index=0, content_index=0, part={'type': 'output_text', 'text': 'One two.'})


ENDS = {'text': TEXT_DONE, 'part': PART_DONE, 'item': done(message('One two.'))}


@pytest.mark.parametrize('pieces', [[], ['One'], ['One', ' two.']], ids=['none', 'the first', 'all'])
@pytest.mark.parametrize('ends', [['text'], ['part'], ['item'], ['text', 'part', 'item']], ids='+'.join)
@pytest.mark.parametrize('has_output', [True, False])
async def test_the_text_is_whole_wherever_it_stands(
    model_server: ModelServer, connections: Connections, pieces: list[str], ends: list[str], has_output: bool,
) -> None:
    events = [*map(text, pieces), *(ENDS[name] for name in ends)]
    result = await asked(model_server, connections, *events, output=[message('One two.')] if has_output else [])
    assert (result.text, result.finish_reason, result.error) == ('One two.', 'stop', None)


async def test_the_output_of_the_response_alone_is_enough(model_server: ModelServer, connections: Connections) -> None:
    result = await asked(model_server, connections, output=[thought('Hm.', 'Well.'), message('One '), call(), message('Two.', id='n')])
    assert (result.thinking, result.text, result.tools) == ('Hm.\n\nWell.', 'One \n\nTwo.', [('get', '{"x": 1}')])


async def test_an_end_without_its_response_around_it_is_read(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([event('completed', output=[message('One.')])], [event('failed', output=[message('Half')])])
    provider = provider_for(model_server, connections, 'openai-responses')
    assert (await got(provider)).text == 'One.'
    failed = await got(provider)
    assert (failed.text, failed.kind) == ('Half', 'server_error')


async def test_what_an_end_that_is_no_good_one_has_is_kept(model_server: ModelServer, connections: Connections) -> None:
    failed = event('failed', response={'status': 'failed', 'output': [message('Half')], 'error': {'code': 'server_error', 'message': 'x'}})
    model_server.answer([failed])
    result = await got(provider_for(model_server, connections, 'openai-responses'))
    assert (result.text, result.kind) == ('Half', 'server_error')


@pytest.mark.parametrize('name', ['text', 'part', 'item', 'output'])
async def test_refusals_are_text(model_server: ModelServer, connections: Connections, name: str) -> None:
    part = {'type': 'refusal', 'refusal': 'I will not.'}
    item = {'type': 'message', 'id': 'm', 'content': [part]}
    events = {
        'text': event('refusal.done', item_id='m', output_index=0, content_index=0, refusal='I will not.'),
        'part': event('content_part.done', item_id='m', output_index=0, content_index=0, part=part), 'item': done(item), 'output': b''}
    assert (await asked(model_server, connections, events[name], output=[item])).text == 'I will not.'


async def test_summaries_are_whole_wherever_they_stand(model_server: ModelServer, connections: Connections) -> None:
    result = await asked(
        model_server, connections,
        event('reasoning_summary_text.delta', item_id='r', output_index=0, summary_index=0, delta='First'),
        event('reasoning_summary_text.done', item_id='r', output_index=0, summary_index=0, text='First.'),
        event('reasoning_summary_part.done', item_id='r', summary_index=1, part={'type': 'summary_text', 'text': 'Second.'}),
        done(thought('First.', 'Second.', 'Third.')), text('Text', at=1),
        output=[thought('First.', 'Second.', 'Third.'), message('Text')])
    assert (result.thinking, result.text) == ('First.\n\nSecond.\n\nThird.', 'Text')


async def test_thoughts_of_open_models_are_whole(model_server: ModelServer, connections: Connections) -> None:
    item = {'type': 'reasoning', 'id': 'r', 'summary': [], 'content': [{'type': 'reasoning_text', 'text': 'I weigh it.'}]}
    piece = event('reasoning_text.delta', item_id='r', output_index=0, content_index=0, delta='I weigh')
    assert (await asked(model_server, connections, piece, done(item))).thinking == 'I weigh it.'


@pytest.mark.parametrize('events', [
    [added(call('')), event('function_call_arguments.delta', item_id='f', output_index=0, delta='{"x": 1}'), done(call())],
    [added(call('')), event('function_call_arguments.done', item_id='f', output_index=0, arguments='{"x": 1}')],
    [event('function_call_arguments.delta', item_id='f', output_index=0, delta='{"x"'), done(call())],
    [done(call())], [added(call())], [],
], ids=['pieces', 'end of the arguments', 'the name comes last', 'end of the item', 'announced whole', 'the response'])
async def test_arguments_are_whole_wherever_they_stand(model_server: ModelServer, connections: Connections, events: list[bytes]) -> None:
    result = await asked(model_server, connections, *events, output=[call()])
    assert result.tools == [('get', '{"x": 1}')]
    assert [part.detail['id'] for part in result.reply.parts] == ['call_f']


async def test_two_messages_are_two_paragraphs(model_server: ModelServer, connections: Connections) -> None:
    items = [message('First message.', id='a'), message('Second message.', id='b')]
    result = await asked(
        model_server, connections, added(message(id='a')), text('First message.', 'a'), done(items[0]),
        added(message(id='b'), 1), text('Second ', 'b', 1), text('message.', 'b', 1), done(items[1], 1), output=items)
    assert result.text == 'First message.\n\nSecond message.'


async def test_parts_of_one_message_are_one_text(model_server: ModelServer, connections: Connections) -> None:
    assert (await asked(model_server, connections, output=[message('It is high', ', as measured.')])).text == 'It is high, as measured.'


async def test_ids_that_are_others_in_each_event_double_nothing(model_server: ModelServer, connections: Connections) -> None:
    result = await asked(
        model_server, connections, added(message(id='1')), text('One', '2'), text(' two.', '3'), done(message('One two.', id='4')),
        added(call('', id='5'), 1), done(call(id='6'), 1), output=[message('One two.', id='7'), call(id='8')])
    assert (result.text, result.tools) == ('One two.', [('get', '{"x": 1}')])


async def test_places_that_are_always_the_first_mix_nothing_up(model_server: ModelServer, connections: Connections) -> None:
    result = await asked(
        model_server, connections, added(message(id='a')), text('First.', 'a'), added(message(id='b')), text('Second.', 'b'),
        added(call('', id='f')), done(call(id='f')), output=[message('First.', id='a'), message('Second.', id='b'), call(id='f')])
    assert (result.text, result.tools) == ('First.\n\nSecond.', [('get', '{"x": 1}')])


async def test_one_message_made_of_two_is_not_said_again(model_server: ModelServer, connections: Connections) -> None:
    result = await asked(
        model_server, connections, text('First.', 'a'), text('Second.', 'b', 1), output=[message('First. Second.', id='c')])
    assert result.text == 'First.\n\nSecond.'


async def test_thoughts_that_are_missing_in_the_output_move_no_words(model_server: ModelServer, connections: Connections) -> None:
    summary = event('reasoning_summary_text.delta', item_id='', output_index=0, summary_index=0, delta='Hm.')
    result = await asked(model_server, connections, summary, text('One', '', 1), output=[message('One two.', id='z')])
    assert (result.thinking, result.text) == ('Hm.', 'One two.')


async def test_a_spoken_answer_has_its_transcript(model_server: ModelServer, connections: Connections) -> None:
    result = await asked(
        model_server, connections, event('audio.delta', delta='AAAA'), event('audio.transcript.delta', delta='Good '),
        event('audio.delta', delta='AAAA'), event('audio.transcript.delta', delta='day.'))
    assert (result.text, result.unshown) == ('Good day.', {'sound': 1})


async def test_a_text_beside_an_empty_output_is_read(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending_json({'status': 'completed', 'output': [], 'output_text': 'Beside.'}))
    assert (await got(provider_for(model_server, connections, 'openai-responses'), ask_for(stream=False))).text == 'Beside.'
