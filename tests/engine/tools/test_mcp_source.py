"""MCP servers, real processes made with the `mcp` package, and such that misbehave."""
from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from chat.engine.tools.mcp_source import McpSource
from chat.engine.tools.outcome import ToolError
from chat.providers.mcp import connection
from chat.settings.mcp_servers import McpServer
from tests.costs.turns import FAR_TOO_LONG, watched
from tests.engine.tools.mcp_servers import EXITS, GARBAGE, GOOD, HANGS, listing, python_server
from tests.model_server import ModelServer, status_page
from tests.running_app import free_port
from tests.waiting import until

Make = Callable[[McpServer], McpSource]


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    made: list[McpSource] = []

    def make(server: McpServer) -> McpSource:
        made.append(McpSource(server))
        return made[-1]
    yield make
    for source in made:
        await source.close()


async def test_it_is_started_on_first_use_and_tells_its_tools(make: Make, tmp_path: Path) -> None:
    source = make(python_server(tmp_path))
    assert (source.state, source.tools) == ('off', ())
    tools = {tool.name: tool for tool in await source.ready()}
    assert source.state == 'ready'
    assert (tools['add'].description, tools['add'].is_read_only, tools['write'].is_read_only) == ('Adds two numbers.', True, False)
    assert set(tools['add'].schema['properties']) == {'a', 'b'}
    assert (await source.call('add', {'a': 2, 'b': 3})).text.startswith('5')
    assert [one['name'] for one in source.prompts] == ['greet']
    assert await source.prompt('greet', {'name': 'Ada'}) == 'Greet Ada kindly.'
    assert [one['uri'] for one in source.resources] == ['notes://first']
    assert await source.resource('notes://first') == 'The first note.'


async def test_no_key_of_ours_is_in_its_environment(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('OPENAI_API_KEY', 'sk-ours')
    source = make(python_server(tmp_path, env=(('OWN_SECRET', 'its own'),)))
    told = (await source.call('environment', {})).text
    assert 'OPENAI_API_KEY' not in told
    assert told.endswith('its own')


async def test_what_fails_is_an_error_and_no_exception(make: Make, tmp_path: Path) -> None:
    source = make(python_server(tmp_path))
    outcome = await source.call('fail', {})
    assert outcome.is_error
    assert 'oh no' in outcome.text


async def test_it_is_started_again_when_it_has_died(make: Make, tmp_path: Path) -> None:
    source = make(python_server(tmp_path))
    with pytest.raises(ToolError):
        await source.call('crash', {})
    await until(lambda: source.state == 'off')
    assert (await source.call('add', {'a': 1, 'b': 1})).text.startswith('2')


async def test_pictures_and_sounds_are_told_apart(make: Make, tmp_path: Path) -> None:
    source = make(python_server(tmp_path))
    assert len((await source.call('picture', {})).pictures) == 1
    sound = (await source.call('sound', {})).bounded()
    assert 'listen' in sound.text
    assert '1 × sound, which cannot be passed on' in sound.text


async def test_fifty_megabytes_are_cut_and_hold_nobody_up(make: Make, tmp_path: Path) -> None:
    source = make(python_server(tmp_path))
    await source.ready()
    with watched() as watch:
        outcome = (await source.call('huge', {'size': 50_000_000})).bounded()
    assert outcome.text.startswith('xxxx')
    assert 'characters of a message of' in outcome.text[-200:]
    assert len(outcome.text) < 101_000
    assert watch.longest < FAR_TOO_LONG


async def test_stop_reaches_the_server(make: Make, tmp_path: Path) -> None:
    source = make(python_server(tmp_path))
    await source.ready()
    call = asyncio.create_task(source.call('sleep', {'path': str(tmp_path / 'told')}))
    await until((tmp_path / 'told.begun').exists)
    call.cancel()
    with suppress(asyncio.CancelledError):
        await call
    await until((tmp_path / 'told').exists)
    assert (await source.call('add', {'a': 1, 'b': 1})).text.startswith('2')


@pytest.mark.parametrize(('program', 'told'), [(GARBAGE, 'Connection closed'), (EXITS, 'the key … is wrong')])
async def test_what_does_not_speak_is_told_in_a_sentence(make: Make, tmp_path: Path, program: str, told: str) -> None:
    source = make(python_server(tmp_path, program, env=(('KEY', 'OWN-SECRET-VALUE'),)))
    with pytest.raises(ToolError):
        await source.ready()
    assert source.state == 'failed'
    assert told.lower() in source.problem.lower()


async def test_what_hangs_at_its_start_is_given_up(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, 'START_SECONDS', 0.3)
    source = make(python_server(tmp_path, HANGS))
    with pytest.raises(ToolError, match='did not answer within'):
        await source.ready()


async def test_over_http_with_a_token(make: Make, tmp_path: Path) -> None:
    """The server is a process of its own; it is gone for a while, and found again."""
    port, server = free_port(), python_server(tmp_path)
    source = make(McpServer(name='web', url=f'http://127.0.0.1:{port}/mcp', headers=(('Authorization', 'Bearer the-token'),)))
    async with listening(server, port):
        assert 'add' in {tool.name for tool in await source.ready()}
        assert (await source.call('add', {'a': 2, 'b': 3})).text.startswith('5')
        with pytest.raises(ToolError, match='exceeded the 16777216 byte limit'):
            await source.call('huge', {'size': 50_000_000})
    with pytest.raises(ToolError):
        await source.call('add', {'a': 2, 'b': 3})
    async with listening(server, port):
        assert (await source.call('add', {'a': 1, 'b': 1})).text.startswith('2')


async def test_a_token_that_is_not_accepted_is_told_without_it(make: Make, model_server: ModelServer) -> None:
    model_server.probe_answer = model_server.default = status_page(401, b'the-token is wrong', 'text/plain')
    source = make(McpServer(name='web', url=f'{model_server.url}/mcp', headers=(('Authorization', 'Bearer the-token'),)))
    with pytest.raises(ToolError):
        await source.ready()
    assert source.problem
    assert 'the-token' not in source.problem
    assert model_server.exchanges[0].headers['authorization'] == 'Bearer the-token'


@asynccontextmanager
async def listening(server: McpServer, port: int) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(server.command, *server.args, str(port), stderr=asyncio.subprocess.DEVNULL)
    try:
        await until(lambda: is_reachable(port))  # a port tells nobody that it listens
        yield
    finally:
        process.kill()
        await process.wait()


def is_reachable(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(('127.0.0.1', port)) == 0


async def test_a_program_that_is_not_there_is_named(make: Make) -> None:
    source = make(McpServer(name='gone', command='/no/such/program'))
    with pytest.raises(ToolError, match='“/no/such/program” was not found'):
        await source.ready()
    assert GOOD


@pytest.mark.parametrize(('tools', 'names', 'left_out'), [
    ('[{"name": "a", "inputSchema": {"type": "object"}}] * 3', ['a'], '2 tools are left out'),
    ('[{"name": "x" * 100000, "inputSchema": {"type": "object"}}, {"name": "b", "inputSchema": {"type": "object"}}]', ['b'],
     '1 tool is left out'),
    ('[{"name": f"t{n}", "inputSchema": {"type": "object"}} for n in range(600)]', [f't{n}' for n in range(500)], '100 tools are left out'),
    ('[{"name": "big", "inputSchema": {"type": "object", "description": "x" * 1000000}}]', ['big'], '')])
async def test_tools_without_end_or_sense_are_counted_and_the_others_are_there(
        make: Make, tmp_path: Path, tools: str, names: list[str], left_out: str) -> None:
    source = make(python_server(tmp_path, listing(tools)))
    assert [tool.own_name for tool in await source.ready()] == names
    assert source.state == 'ready'
    assert source.problem.startswith(left_out)
    assert bool(source.problem) == bool(left_out)
