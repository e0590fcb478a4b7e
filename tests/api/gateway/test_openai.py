"""OpenAI's own client uses this app as its address."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openai
import pytest

from chat.conversation import Delta, ToolCall, Usage, Verbatim
from chat.providers.provider import ErrorKind, ProviderError
from tests.api.served import Served, served
from tests.waiting import PATIENCE, in_time, until

PIXEL = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
TOOL: Any = {'type': 'function', 'function': {'name': 'look', 'description': 'Looks.', 'parameters': {'type': 'object', 'properties': {}}}}
HI: Any = [{'role': 'user', 'content': 'Hi'}]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path) as house:
        yield house


@pytest.fixture
async def client(house: Served) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(api_key=house.secret, base_url=f'{house.url}/v1', max_retries=0, timeout=PATIENCE) as client:
        yield client


async def test_models_are_listed(client: openai.AsyncOpenAI) -> None:
    names = [model.id async for model in client.models.list()]
    assert 'demo/fast' in names
    assert (await client.models.retrieve('demo/fast')).owned_by == 'demo'


async def test_an_answer_comes_whole(house: Served, client: openai.AsyncOpenAI) -> None:
    asked: Any = client.chat.completions.create(
        model='fed/m', temperature=0.5, max_completion_tokens=99, stop='END', seed=7, response_format={'type': 'json_object'}, messages=[
            {'role': 'developer', 'content': 'Be brief.'}, {'role': 'user', 'content': [
                {'type': 'text', 'text': 'What is it?'}, {'type': 'image_url', 'image_url': {'url': PIXEL}}]}])
    waiting = asyncio.ensure_future(asked)
    reply = await in_time(house.fed.next_reply())
    request = reply.request
    assert [(one.role, one.content, len(one.attachments)) for one in request.messages] == [
        ('system', 'Be brief.', 0), ('user', 'What is it?', 1)]
    assert request.parameters == {
        'temperature': 0.5, 'max_tokens': 99, 'stop': ['END'], 'seed': 7, 'output_format': 'json'}
    reply.think('Hm')
    reply.say('A pixel.')
    reply.end('max_tokens', usage=Usage(input_tokens=10, output_tokens=3, cache_read_tokens=4))
    answer = await waiting
    assert (answer.choices[0].message.content, answer.choices[0].finish_reason) == ('A pixel.', 'length')
    assert answer.choices[0].message.reasoning_content == 'Hm'
    assert (answer.usage.total_tokens, answer.usage.prompt_tokens_details.cached_tokens) == (13, 4)
    assert house.services.engine.listing.summaries == {}, 'it belongs to no chat'


async def test_chunks_come_one_by_one_with_calls_and_usage(house: Served, client: openai.AsyncOpenAI) -> None:
    asked: Any = client.chat.completions.create(model='fed/m', messages=HI, stream=True, tools=[TOOL], tool_choice='required',
                                                stream_options={'include_usage': True})
    waiting = asyncio.ensure_future(asked)
    reply = await in_time(house.fed.next_reply())
    assert [(tool.name, tool.description) for tool in reply.request.tools] == [('look', 'Looks.')]
    assert reply.request.parameters == {'tool_choice': 'required'}
    reply.say('Wait')
    stream = await waiting
    chunks = [await in_time(anext(stream)) for _ in range(2)]
    assert chunks[1].choices[0].delta.content == 'Wait'
    for call in (ToolCall(id='a', name='look', arguments='{"x"'), ToolCall(arguments=': 1}'), ToolCall(index=1, id='b', name='look')):
        reply.give(Delta(tool_call=call))
    kept = Verbatim(protocol='openai-chat', model='fed/m', content={'fields': {'signature': 'abc'}})
    reply.give(Delta(verbatim=kept))
    reply.end('tool_calls', usage=Usage(input_tokens=1, output_tokens=2))
    chunks += [chunk async for chunk in stream]
    calls: dict[int, str] = {}
    for chunk in chunks:
        for call in (chunk.choices[0].delta.tool_calls or []) if chunk.choices else []:
            calls[call.index] = calls.get(call.index, call.id or '') + (call.function.arguments or '')
    assert calls == {0: 'a{"x": 1}', 1: 'b'}
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == 'tool_calls'
    assert chunks[-1].usage.total_tokens == 3
    said: Any = [*HI, {'role': 'assistant', 'content': None, 'tool_calls': [
        {'id': 'a', 'type': 'function', 'function': {'name': 'look', 'arguments': '{"x": 1}'}}]},
        {'role': 'tool', 'tool_call_id': 'a', 'content': 'seen'}]
    waiting = asyncio.ensure_future(client.chat.completions.create(model='fed/m', messages=said, tools=[TOOL]))
    again = await in_time(house.fed.next_reply())
    assert again.request.messages[1].verbatim == kept, 'what only its model can read goes back to it'
    assert (again.request.messages[2].call_name, again.request.messages[2].content) == ('look', 'seen')
    again.end()
    await waiting


async def test_who_hangs_up_stops_the_answer(house: Served, client: openai.AsyncOpenAI) -> None:
    waiting = asyncio.ensure_future(client.chat.completions.create(model='fed/m', messages=HI, stream=True))
    reply = await in_time(house.fed.next_reply())
    reply.say('One')
    stream = await waiting
    await anext(stream)
    await stream.close()
    await until(lambda: reply.is_cancelled)
    assert not list(house.services.engine.replies)


async def test_failures_have_the_form_that_the_client_knows(house: Served, client: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as unknown:
        await client.chat.completions.create(model='gpt-SECRET', messages=HI)
    assert 'SECRET' not in str(unknown.value)
    for stream in (False, True):
        waiting = asyncio.ensure_future(client.chat.completions.create(model='fed/m', messages=HI, stream=stream))
        (await in_time(house.fed.next_reply())).fail(ProviderError(ErrorKind.RATE_LIMIT, 'Slow down.', retry_after=500))
        with pytest.raises(openai.RateLimitError, match='Slow down'):
            await waiting
    asked = asyncio.ensure_future(client.chat.completions.create(model='fed/m', messages=HI, stream=True))
    reply = await in_time(house.fed.next_reply())
    reply.say('One')
    begun = await asked
    reply.fail(ProviderError(ErrorKind.CUT_OFF, 'It broke off.'))
    with pytest.raises(openai.APIError, match='It broke off'):
        _ = [chunk async for chunk in begun]
    with pytest.raises(openai.BadRequestError, match='nothing is fetched'):
        await client.chat.completions.create(model='fed/m', messages=[{'role': 'user', 'content': [
            {'type': 'image_url', 'image_url': {'url': 'http://127.0.0.1:1/SECRET.png'}}]}])
    with pytest.raises(openai.AuthenticationError):
        await client.with_options(api_key='sk-other').models.list()
    secret = house.token('read')['authorization'].removeprefix('Bearer ')
    with pytest.raises(openai.PermissionDeniedError):
        await client.with_options(api_key=secret).chat.completions.create(model='fed/m', messages=HI)


async def test_responses_come_whole_and_as_events(house: Served, client: openai.AsyncOpenAI) -> None:
    tool: Any = {'type': 'function', 'name': 'look', 'parameters': {'type': 'object', 'properties': {}}, 'strict': False}
    asked: Any = client.responses.create(model='fed/m', instructions='Be brief.', tools=[tool], reasoning={'effort': 'low'}, input=[
        {'role': 'user', 'content': 'Hi'}, {'type': 'function_call', 'call_id': 'z', 'name': 'look', 'arguments': '{}'},
        {'type': 'function_call_output', 'call_id': 'z', 'output': 'seen'}])
    waiting = asyncio.ensure_future(asked)
    reply = await in_time(house.fed.next_reply())
    assert [(one.role, one.content) for one in reply.request.messages] == [
        ('system', 'Be brief.'), ('user', 'Hi'), ('assistant', ''), ('tool', 'seen')]
    assert reply.request.parameters == {'reasoning_effort': 'low'}
    reply.think('Hm')
    reply.say('Yes.')
    reply.end(usage=Usage(input_tokens=2, output_tokens=1))
    answer = await waiting
    assert (answer.output_text, answer.status, answer.usage.total_tokens) == ('Yes.', 'completed', 3)
    async with client.responses.stream(model='fed/m', input='Hi') as stream:
        reply = await in_time(house.fed.next_reply())
        reply.think('Hm')
        reply.say('One')
        reply.say(' two')
        reply.give(Delta(tool_call=ToolCall(id='a', name='look', arguments='{"x": 1}')))
        reply.end('tool_calls')
        events = [event async for event in stream]
        final = await stream.get_final_response()
    kinds = [event.type for event in events]
    assert (kinds[0], kinds[-1]) == ('response.created', 'response.completed')
    assert ''.join(event.delta for event in events if event.type == 'response.output_text.delta') == 'One two'
    assert [item.type for item in final.output] == ['reasoning', 'message', 'function_call']
    assert (final.output[2].name, final.output[2].arguments) == ('look', '{"x": 1}')  # type: ignore[union-attr]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    with pytest.raises(openai.BadRequestError, match='previous_response_id'):
        await client.responses.create(model='fed/m', input='Hi', previous_response_id='resp_x')
