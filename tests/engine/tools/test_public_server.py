"""An MCP server that nobody here wrote: `@modelcontextprotocol/server-everything`, installed with npm at a pinned version."""
from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.engine.tools.mcp_source import McpSource
from chat.settings.mcp_servers import McpServer
from tests.engine.tools.npm_package import install

pytestmark = pytest.mark.node
PACKAGE, VERSION = '@modelcontextprotocol/server-everything', '2026.8.31'
FOLDER = Path(os.environ.get('EVERYTHING_FOLDER') or Path(__file__).parents[2] / '.npm' / f'everything-{VERSION}')
PROGRAM = FOLDER / 'node_modules' / PACKAGE / 'dist' / 'index.js'


@pytest.fixture
async def everything() -> AsyncIterator[McpSource]:
    await asyncio.to_thread(install, PACKAGE, VERSION, FOLDER, PROGRAM)
    source = McpSource(McpServer(name='everything', command='node', args=(str(PROGRAM), 'stdio')))
    yield source
    await source.close()


async def test_its_tools_its_prompts_and_its_resources(everything: McpSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('ANTHROPIC_API_KEY', 'sk-ours')
    tools = {tool.name: tool for tool in await everything.ready()}
    assert (tools['echo'].is_read_only, tools['gzip-file-as-resource'].is_read_only) == (True, False)
    assert (await everything.call('echo', {'message': 'hi'})).text == 'Echo: hi'
    assert (await everything.call('get-sum', {'a': 1, 'b': 2})).text == 'The sum of 1 and 2 is 3.'
    assert len((await everything.call('get-tiny-image', {})).pictures) == 1
    assert 'sk-ours' not in (await everything.call('get-env', {})).text
    assert 'without arguments' in await everything.prompt('simple-prompt', {})
    uri = next(str(one['uri']) for one in everything.resources if str(one['uri']).endswith('architecture.md'))
    assert (await everything.resource(uri)).startswith('# Everything Server')
    assert (await everything.call('get-sum', {'a': 'one'})).is_error
