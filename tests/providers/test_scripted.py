"""Replies that are fed from outside."""
from __future__ import annotations

import asyncio

from chat.providers.provider import ErrorKind, ProviderError
from chat.providers.scripted import ScriptedProvider
from tests.providers.asking import ask_for, got


async def test_a_fed_reply_is_written_step_by_step() -> None:
    provider = ScriptedProvider('fed')
    stream = provider.stream(ask_for('Hi', model='any'))
    first = asyncio.ensure_future(anext(stream))
    reply = await provider.next_reply()
    reply.say('one')
    assert (await first).text == 'one'
    assert not reply.closed.is_set()
    await stream.aclose()
    assert reply.closed.is_set()
    assert reply.is_cancelled
    assert provider.running == 0


async def test_a_fed_reply_ends_as_it_is_told() -> None:
    provider = ScriptedProvider('fed')
    task = asyncio.ensure_future(got(provider, ask_for(model='any')))
    reply = await provider.next_reply()
    reply.fail(ProviderError(ErrorKind.RATE_LIMIT, 'slow down', retry_after=2))
    result = await task
    assert (result.kind, reply.is_cancelled) == ('rate_limit', False)
