"""All three protocols against @copilotkit/aimock, a model server that nobody here wrote. It is installed with npm, at a pinned version."""
from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from chat.conversation import Delta, Message, Tool, ToolResult
from chat.conversation.tools.rounds import messages_in
from chat.providers.http.connections import Connections
from chat.providers.http.http_provider import HttpProvider
from chat.settings import Api, Endpoint
from tests.engine.tools.npm_package import install
from tests.providers.asking import KINDS, ask_for, got
from tests.providers.streams import every_api
from tests.waiting import in_time

pytestmark = pytest.mark.node
VERSION = '1.43.0'
FOLDER = Path(os.environ.get('AIMOCK_FOLDER') or Path(__file__).parent.parent / '.npm' / f'aimock-{VERSION}')
PROGRAM = FOLDER / 'node_modules' / '@copilotkit' / 'aimock' / 'dist' / 'cli.js'
FIXTURES: list[dict[str, Any]] = [
    {'match': {'userMessage': 'think'}, 'response': {'content': '42.', 'reasoning': 'step by step', 'reasoningSignature': 'c2ln'}},
    {'match': {'userMessage': 'limit'}, 'response': {'error': {'message': 'Rate limited', 'type': 'rate_limit_error'}, 'status': 429,
        'retryAfter': 7}},
    {'match': {'userMessage': 'busy'}, 'response': {'error': {'message': 'Overloaded', 'type': 'overloaded_error'}, 'status': 529}},
    {'match': {'userMessage': 'drop'}, 'response': {'content': 'cut somewhere ' * 50}, 'chunkSize': 3, 'latency': 20,
        'disconnectAfterMs': 1000},
    {'match': {'userMessage': 'emoji'}, 'response': {'content': 'a😀b👨‍👩‍👧c😀'}, 'chunkSize': 1},
    {'match': {'userMessage': 'slow'}, 'response': {'content': 'one two three'}, 'chunkSize': 4,
        'streamingProfile': {'ttft': 50, 'tps': 40}},
    {'match': {'userMessage': 'weather', 'hasToolResult': False}, 'response': {'toolCalls': [
        {'id': 'call_1', 'name': 'get_weather', 'arguments': {'city': 'Paris'}}, {'id': 'call_2', 'name': 'get_weather',
                                                                                 'arguments': {'city': 'Rome'}}]}},
    {'match': {'userMessage': 'weather', 'hasToolResult': True}, 'response': {'content': 'It rains in Paris.'}},
    {'match': {}, 'response': {'content': 'catch-all', 'usage': {'prompt_tokens': 12, 'completion_tokens': 34}}},
]


@pytest_asyncio.fixture
async def aimock(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a fresh aimock."""
    await asyncio.to_thread(install, '@copilotkit/aimock', VERSION, FOLDER, PROGRAM)
    fixtures = tmp_path / 'fixtures.json'
    fixtures.write_text(json.dumps({'fixtures': FIXTURES}))
    process = await asyncio.create_subprocess_exec(
        'node', str(PROGRAM), '-p', '0', '-f', str(fixtures), '--validate-on-load', '--log-level', 'info',
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    try:
        yield await in_time(_address(process))
    finally:
        process.terminate()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout
    told = ''
    async for line in process.stdout:
        told += line.decode()
        _, found, rest = line.decode().partition('http://')
        if found:
            return found + rest.split()[0].rstrip('/.,)')
    raise AssertionError(f'aimock has not started: {told}')


def provider_at(url: str, connections: Connections, api: Api) -> HttpProvider:
    url = url.replace('localhost', '127.0.0.1')
    return KINDS[api](Endpoint(name='aimock', api=api, base_url=url if api == 'anthropic' else f'{url}/v1', api_key='mock'), connections)


@every_api
async def test_text_arrives_whole(aimock: str, connections: Connections, api: Api) -> None:
    provider = provider_at(aimock, connections, api)
    for prompt, text in (('hello', 'catch-all'), ('slow', 'one two three'), ('emoji', 'a😀b👨‍👩‍👧c😀')):
        result = await got(provider, ask_for(prompt))
        assert (result.text, result.finish_reason, result.error) == (text, 'stop', None)
    assert (await got(provider, ask_for('hello', stream=False))).text == 'catch-all'


@every_api
async def test_thinking_is_told_apart(aimock: str, connections: Connections, api: Api) -> None:
    result = await got(provider_at(aimock, connections, api), ask_for('think'))
    assert (result.thinking, result.text) == ('step by step', '42.')


@every_api
async def test_failures_have_their_names(aimock: str, connections: Connections, api: Api) -> None:
    provider = provider_at(aimock, connections, api)
    limited, busy, dropped = [await got(provider, ask_for(prompt)) for prompt in ('limit', 'busy', 'drop')]
    assert limited.error
    assert (limited.kind, limited.error.retry_after) == ('rate_limit', 7)
    assert busy.kind == 'overloaded'
    assert dropped.kind == 'cut_off'
    assert dropped.text.startswith('cut')


@every_api
async def test_a_round_of_tools_goes_there_and_back(aimock: str, connections: Connections, api: Api) -> None:
    provider = provider_at(aimock, connections, api)
    tools = (Tool(name='get_weather', schema={'type': 'object', 'properties': {'city': {'type': 'string'}}}),)
    first = await got(provider, replace(ask_for('How is the weather?'), tools=tools))
    assert [(name, json.loads(arguments)) for name, arguments in first.tools] == [
        ('get_weather', {'city': 'Paris'}), ('get_weather', {'city': 'Rome'})]
    reply = first.reply
    for part in [part for part in reply.parts if part.kind == 'tool_call']:
        reply.append(Delta(tool_result=ToolResult(id=part.detail['id'], name='get_weather', text='Rain.', round=1)), 1.0)
    told = (Message(role='user', content='How is the weather?'), *messages_in(reply.parts))
    second = await got(provider, replace(ask_for(), tools=tools, messages=told))
    assert (second.text, second.error) == ('It rains in Paris.', None)


@every_api
async def test_models_are_listed(aimock: str, connections: Connections, api: Api) -> None:
    assert await provider_at(aimock, connections, api).list_entries()


@every_api
async def test_many_at_once(aimock: str, connections: Connections, api: Api) -> None:
    provider = provider_at(aimock, connections, api)
    results = await asyncio.gather(*(got(provider, ask_for('slow')) for _ in range(50)))
    assert {(result.text, result.kind) for result in results} == {('one two three', None)}
