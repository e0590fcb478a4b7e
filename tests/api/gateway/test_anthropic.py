"""Anthropic's own client uses this app as its address."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anthropic
import pytest

from chat.conversation import Delta, ToolCall, Usage
from chat.providers.provider import ErrorKind, ProviderError
from tests.api.gateway.test_openai import PIXEL
from tests.api.served import Served, served
from tests.waiting import PATIENCE, in_time

HI: Any = [{'role': 'user', 'content': 'Hi'}]
TOOL: Any = {'name': 'look', 'description': 'Looks.', 'input_schema': {'type': 'object', 'properties': {}}}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path) as house:
        yield house


@pytest.fixture
async def client(house: Served) -> AsyncIterator[anthropic.AsyncAnthropic]:
    async with anthropic.AsyncAnthropic(api_key=house.secret, base_url=house.url, max_retries=0, timeout=PATIENCE) as client:
        yield client


async def test_an_answer_comes_whole(house: Served, client: anthropic.AsyncAnthropic) -> None:
    picture: Any = {'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/png', 'data': PIXEL.partition(',')[2]}}
    said: Any = [
        {'role': 'user', 'content': [picture, {'type': 'text', 'text': 'Look'}]},
        {'role': 'assistant', 'content': [{'type': 'tool_use', 'id': 'a', 'name': 'look', 'input': {'x': 1}}]},
        {'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 'a', 'content': 'seen', 'is_error': True},
                                     {'type': 'text', 'text': 'Well?'}]}]
    waiting = asyncio.ensure_future(client.messages.create(
        model='fed/m', max_tokens=99, messages=said, system='Be brief.', tools=[TOOL], tool_choice={'type': 'any'}))
    reply = await in_time(house.fed.next_reply())
    request = reply.request
    assert [(one.role, one.content) for one in request.messages] == [
        ('system', 'Be brief.'), ('user', 'Look'), ('assistant', ''), ('tool', 'seen'), ('user', 'Well?')]
    assert len(request.messages[1].attachments) == 1
    assert request.messages[2].calls[0].values == {'x': 1}
    assert (request.messages[3].call_name, request.messages[3].is_error) == ('look', True)
    assert request.parameters == {'max_tokens': 99, 'tool_choice': 'required'}
    reply.think('Hm')
    reply.say('Yes.')
    reply.give(Delta(tool_call=ToolCall(id='b', name='look', arguments='{"y": 2}')))
    reply.end('tool_use', usage=Usage(input_tokens=10, output_tokens=3, cache_read_tokens=4))
    answer = await waiting
    assert [block.type for block in answer.content] == ['thinking', 'text', 'tool_use']
    assert answer.content[2].input == {'y': 2}  # type: ignore[union-attr]
    assert (answer.stop_reason, answer.usage.input_tokens, answer.usage.cache_read_input_tokens) == ('tool_use', 6, 4)


async def test_blocks_come_piece_by_piece(house: Served, client: anthropic.AsyncAnthropic) -> None:
    async def dictate() -> None:
        reply = await in_time(house.fed.next_reply())
        reply.think('Hm')
        reply.say('One')
        reply.say(' two')
        reply.give(Delta(tool_call=ToolCall(id='a', name='look', arguments='{"x":')))
        reply.give(Delta(tool_call=ToolCall(arguments=' 1}')))
        reply.end('tool_use', usage=Usage(input_tokens=5, output_tokens=2))

    speaking = asyncio.ensure_future(dictate())
    async with client.messages.stream(model='fed/m', max_tokens=9, messages=HI, tools=[TOOL]) as stream:
        events = [event.type async for event in stream]
        final = await stream.get_final_message()
    await speaking
    assert (events[0], events[-1]) == ('message_start', 'message_stop')
    assert [block.type for block in final.content] == ['thinking', 'text', 'tool_use']
    assert (final.content[1].text, final.content[2].input) == ('One two', {'x': 1})  # type: ignore[union-attr]
    assert (final.stop_reason, final.usage.output_tokens, final.usage.input_tokens) == ('tool_use', 2, 5)


async def test_failures_have_the_form_that_the_client_knows(house: Served, client: anthropic.AsyncAnthropic) -> None:
    with pytest.raises(anthropic.NotFoundError):
        await client.messages.create(model='claude-SECRET', max_tokens=9, messages=HI)
    waiting = asyncio.ensure_future(client.messages.create(model='fed/m', max_tokens=9, messages=HI))
    (await in_time(house.fed.next_reply())).fail(ProviderError(ErrorKind.RATE_LIMIT, 'Slow down.', retry_after=500))
    with pytest.raises(anthropic.RateLimitError, match='Slow down'):
        await waiting
    with pytest.raises(anthropic.AuthenticationError):
        await client.with_options(api_key='wrong').messages.create(model='fed/m', max_tokens=9, messages=HI)
    odd: Any = [{'role': 'SECRET', 'content': ''}]
    with pytest.raises(anthropic.BadRequestError, match='role'):
        await client.messages.create(model='fed/m', max_tokens=9, messages=odd)
    with pytest.raises(anthropic.BadRequestError, match='value that no model takes'):
        await client.messages.create(model='fed/m', max_tokens=-1, messages=HI)
    assert [model.id async for model in client.models.list()][-1].startswith('demo/')
