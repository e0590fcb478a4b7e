"""Programs ask, join, stop and answer; what they hear is what the engine keeps."""
from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chat.conversation import Delta, Lane, ToolCall, ToolResult, Usage
from chat.providers.provider import ErrorKind, ProviderError
from tests.api.served import Served, served
from tests.waiting import in_time, until

STREAM = '/api/v1/chat/stream'
ASK = {'message': 'Hi', 'model': 'fed/m'}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path) as house:
        yield house


async def test_events_come_one_by_one_and_a_simple_reader_needs_only_the_data(house: Served) -> None:
    async with house.stream('POST', STREAM, json=ASK | {'system': 'Be brief.', 'parameters': {'temperature': 0.5}}) as events:
        name, started, first_id = await events.next()
        assert events.response.headers['content-type'].startswith('text/event-stream')
        assert (name, started['model'], bool(first_id)) == ('started', 'fed/m', True)
        reply = await in_time(house.fed.next_reply())
        assert [(message.role, message.content) for message in reply.request.messages] == [('system', 'Be brief.'), ('user', 'Hi')]
        assert reply.request.parameters == {'temperature': 0.5}
        reply.think('Well')
        assert (await events.next())[:2] == ('thinking', {'thinking': 'Well'})
        reply.say('Hello')
        assert (await events.next())[:2] == ('token', {'content': 'Hello'})
        reply.say(' you')
        assert (await events.next())[:2] == ('token', {'content': ' you'})
        reply.end(usage=Usage(input_tokens=3, output_tokens=2))
        (usage, used, _), (end, done, _) = await events.rest()
        assert (usage, used['input_tokens'], used['cost']) == ('usage', 3, 0.0)
        assert (end, done['done'], done['status'], done['finish_reason']) == ('completed', True, 'done', 'stop')
        assert done['conversation_id'] == started['conversation_id']
    chat = await house.services.engine.open(started['conversation_id'])
    assert chat
    assert chat.title == 'Hi'
    assert chat.path()[-1].reply(0).text == 'Hello you'  # type: ignore[union-attr]


async def test_the_request_leaves_before_anything_is_written(house: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(house.services.store, 'save_whole_turn', lambda turn: seen.append(bool(house.fed.requests)))
    async with house.stream('POST', STREAM, json=ASK) as events:
        assert (await events.next())[0] == 'started'
        reply = await in_time(house.fed.next_reply())
        reply.end()
        await events.rest()
    assert seen


async def test_a_chat_goes_on_and_its_model_can_change(house: Served) -> None:
    async with house.stream('POST', STREAM, json=ASK) as events:
        chat_id = (await events.next())[1]['conversation_id']
        (await in_time(house.fed.next_reply())).end()
        await events.rest()
    more = {'message': 'More', 'conversation_id': chat_id, 'provider': 'fed', 'model': 'other'}
    async with house.stream('POST', STREAM, json=more) as events:
        assert (await events.next())[1]['model'] == 'fed/other'
        reply = await in_time(house.fed.next_reply())
        assert [message.content for message in reply.request.messages][-1].endswith('More')
        again = await house.client.post(STREAM, json=more)
        assert (again.status_code, again.json()['kind']) == (409, 'refused')
        reply.end()


async def test_who_leaves_does_not_stop_the_answer_and_joins_at_any_event(house: Served) -> None:
    async with house.stream('POST', STREAM, json=ASK) as events:
        heard = [await events.next()]
        chat_id = heard[0][1]['conversation_id']
        reply = await in_time(house.fed.next_reply())
        call = ToolCall(id='c', name='search', arguments='{}', is_foreign=True)
        for step in (Delta(thinking='Hm'), Delta(text='One'), Delta(text=' two'), Delta(tool_call=call),
                     Delta(tool_result=ToolResult(id='c', name='search', text='found'))):
            reply.give(step)
            heard += [await events.next()] if not step.tool_call else []
            if step.tool_result:
                heard.append(await events.next())
        reply.say('Three')
        heard.append(await events.next())
    path = f'/api/v1/chats/{chat_id}/stream'
    assert house.services.engine.is_running(chat_id)
    async with house.stream('GET', path) as events:
        late = [await events.next() for _ in range(6)]
        reply.end()
        late += await events.rest()
    whole = said_in(late)
    assert whole == {'thinking': 'Hm', 'content': 'One two\n\nThree', 'calls': ['search'], 'results': ['found'], 'ends': 1}
    for number, (_, _, id) in enumerate(heard):
        async with house.stream('GET', path, headers={'last-event-id': id}) as events:
            assert said_in(heard[:number + 1] + await events.rest()) == whole, number
    for id in {late[-1][2]}:
        assert (await house.client.get(path, headers={'last-event-id': id})).status_code == 204
    async with house.stream('GET', path, headers={'last-event-id': 'nonsense'}) as events:
        assert said_in(await events.rest()) == whole


def said_in(events: list[tuple[str, Any, str]]) -> dict[str, Any]:
    names = [name for name, _, _ in events]
    return {
        'thinking': ''.join(data['thinking'] for name, data, _ in events if name == 'thinking'),
        'content': ''.join(data['content'] for name, data, _ in events if name == 'token'),
        'calls': [data['name'] for name, data, _ in events if name == 'tool_call'],
        'results': [data['result'] for name, data, _ in events if name == 'tool_result'],
        'ends': names.count('completed')}


async def test_stop_keeps_what_came(house: Served) -> None:
    async with house.stream('POST', STREAM, json=ASK) as events:
        chat_id = (await events.next())[1]['conversation_id']
        reply = await in_time(house.fed.next_reply())
        reply.say('Half')
        await events.next()
        assert (await house.client.post(f'/api/v1/chats/{chat_id}/stop')).json() == {'stopped': 1}
        *_, (name, data, _) = await events.rest()
        assert (name, data['status'], data['done']) == ('completed', 'stopped', True)
    await until(lambda: reply.is_cancelled)


async def test_a_failure_is_an_event_in_words_or_a_status(house: Served) -> None:
    failure = ProviderError(ErrorKind.RATE_LIMIT, 'Too many at once.', retry_after=500)
    async with house.stream('POST', STREAM, json=ASK) as events:
        await events.next()
        (await in_time(house.fed.next_reply())).fail(failure)
        *_, (name, data, _) = await events.rest()
        assert (name, data['error'], data['kind']) == ('error', 'Too many at once.', 'rate_limit')
        assert 'done' not in data
    waiting = asyncio.ensure_future(house.client.post('/api/v1/chat', json=ASK))
    (await in_time(house.fed.next_reply())).fail(failure)
    answer = await waiting
    assert (answer.status_code, answer.json()['kind']) == (429, 'rate_limit')
    assert int(answer.headers['retry-after']) > 400


async def test_lanes_have_an_end_each_and_one_for_all(house: Served) -> None:
    body = {'message': 'Hi', 'models': ['fed/a', 'fed/b'], 'stream': True}
    async with house.stream('POST', '/api/v1/compare', json=body) as events:
        started = (await events.next())[1]
        assert [lane['model'] for lane in started['lanes']] == ['fed/a', 'fed/b']
        first, second = await in_time(house.fed.next_reply()), await in_time(house.fed.next_reply())
        second.say('B')
        assert (await events.next())[:2] == ('token', {'lane': 1, 'content': 'B'})
        second.end()
        names = [(await events.next())[:2] for _ in range(2)]
        assert [(name, data['lane']) for name, data in names] == [('usage', 1), ('lane_completed', 1)]
        first.fail(ProviderError(ErrorKind.REFUSED, 'No.'))
        rest = await events.rest()
    assert [name for name, _, _ in rest] == ['usage', 'error', 'completed']
    assert rest[1][1]['lane'] == 0
    assert [(lane['lane'], lane['status']) for lane in rest[-1][1]['lanes']] == [(0, 'failed'), (1, 'done')]
    path = f'/api/v1/chats/{started["conversation_id"]}/stream'
    for number, (_, _, id) in enumerate(rest):
        async with house.stream('GET', path, headers={'last-event-id': id}) as events:
            assert [name for name, _, _ in await events.rest()] == [name for name, _, _ in rest[number + 1:]]


async def test_without_a_stream_the_answers_come_whole(house: Served) -> None:
    waiting = asyncio.ensure_future(house.client.post('/api/v1/chat', json=ASK))
    reply = await in_time(house.fed.next_reply())
    reply.think('Hm')
    reply.say('Yes.')
    reply.end()
    told = (await waiting).json()
    assert (told['content'], told['thinking'], told['status']) == ('Yes.', 'Hm', 'done')
    waiting = asyncio.ensure_future(house.client.post('/api/v1/compare', json={'message': 'Hi', 'models': ['fed/a', 'fed/b']}))
    for text in ('A', 'B'):
        reply = await in_time(house.fed.next_reply())
        reply.say(text)
        reply.end()
    assert [lane['content'] for lane in (await waiting).json()['lanes']] == ['A', 'B']


async def test_a_file_goes_with_the_prompt(house: Served) -> None:
    note = {'name': 'note.txt', 'data': 'SGVsbG8gZmlsZQ=='}
    async with house.stream('POST', STREAM, json=ASK | {'files': [note]}) as events:
        await events.next()
        reply = await in_time(house.fed.next_reply())
        assert [file.text for file in reply.request.messages[-1].attachments] == ['Hello file']
        reply.end()
        await events.rest()
    bad = await house.client.post(STREAM, json=ASK | {'files': [{'name': 'x', 'data': '***'}]})
    assert bad.status_code == 415


@pytest.mark.parametrize(('body', 'status'), [
    ({}, 422), ({'message': 'Hi'}, 422), ({'message': '', 'model': 'fed/m'}, 422), ({'message': 'SECRET', 'model': 'nowhere/m'}, 404),
    ({'message': 'SECRET', 'model': 5}, 422), ({'message': ['SECRET'], 'model': 'fed/m'}, 422),
    ({'message': 'SECRET', 'model': 'fed/m', 'parameters': {'SECRET': 'SECRET', 'temperature': 'SECRET'}}, 422),
    ({'message': 'SECRET', 'model': 'fed/m', 'conversation_id': 'SECRET'}, 404),
    ({'message': 'SECRET', 'model': 'fed/m', 'files': ['SECRET']}, 422)])
async def test_what_cannot_be_asked_is_refused_without_repeating_it(house: Served, body: dict[str, Any], status: int) -> None:
    answer = await house.client.post(STREAM, json=body)
    assert answer.status_code == status
    assert answer.json()['error'].endswith('.')
    assert 'SECRET' not in answer.text
    assert not house.fed.requests


async def test_a_body_is_counted_while_it_comes(house: Served) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"message": "'
        for _ in range(40):
            yield b'x' * 65_536
        yield b'"}'

    for content in (json.dumps(ASK | {'system': 'x' * 1_100_000}).encode(), pieces()):
        answer = await house.client.post(STREAM, content=content, headers={'content-type': 'application/json'})
        assert (answer.status_code, answer.json()['kind']) == (413, 'too_large')
    broken = await house.client.post(STREAM, content=b'{"message": SECRET', headers={'content-type': 'application/json'})
    assert (broken.status_code, broken.json()['error']) == (422, 'The body is no JSON.')


async def test_permission_for_a_tool_is_asked_and_given(house: Served) -> None:
    answer = await house.client.post('/api/v1/chats/none/answer', json={'id': 'x', 'answer': 'once'})
    assert answer.status_code == 404
    async with house.stream('POST', STREAM, json=ASK) as events:
        chat_id = (await events.next())[1]['conversation_id']
        reply = await in_time(house.fed.next_reply())
        answer = await house.client.post(f'/api/v1/chats/{chat_id}/answer', json={'id': 'x', 'answer': 'once'})
        assert (answer.status_code, answer.json()['error']) == (404, 'Nobody asks this (any more).')
        reply.end()


async def test_a_question_of_the_model_is_answered(house: Served) -> None:
    [key] = [tool.key for source in house.services.engine.tools.toolbox.sources for tool in source.tools if tool.name == 'ask_user']
    chat = house.services.engine.new([Lane(model='fed/m')])
    chat.settings = replace(chat.settings, tools=(key,))
    house.services.engine.send(chat, 'Hi')
    reply = await in_time(house.fed.next_reply())
    async with house.stream('GET', f'/api/v1/chats/{chat.id}/stream') as events:
        await events.next()
        asked = {'questions': [{'question': 'Which one?', 'options': ['Tea', 'Coffee']}]}
        reply.give(Delta(tool_call=ToolCall(id='c', name='ask_user', arguments=json.dumps(asked))))
        reply.end()
        while (one := await events.next())[0] != 'question':
            assert one[0] in {'tool_call', ':'}
        field = one[1]['fields'][0]
        assert (one[1]['kind'], field['label']) == ('question', 'Which one?')
        wrong = await house.client.post(f'/api/v1/chats/{chat.id}/answer', json={'id': one[1]['id'], 'answer': {field['id']: 5}})
        assert wrong.status_code == 409
        right = await house.client.post(f'/api/v1/chats/{chat.id}/answer', json={'answer': {field['id']: 'Tea'}})
        assert right.json() == {'answered': True}
        again = await in_time(house.fed.next_reply())
        assert 'Tea' in again.request.messages[-1].content
        again.end()
        assert [name for name, _, _ in await events.rest()][-1] == 'completed'
