"""Another program's MCP client asks, compares, searches and reads through the running app."""
from __future__ import annotations

import sys
from pathlib import Path

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.model_server import ModelServer
from tests.running_app import ROOT, RunningApp, endpoint


async def test_a_client_asks_compares_searches_and_reads(tmp_path: Path) -> None:
    with ModelServer.in_thread() as models:
        app = RunningApp(tmp_path, config=endpoint(models.v1)).start()
        command = StdioServerParameters(command=sys.executable, args=['app.py', 'mcp', '--data', str(tmp_path)], cwd=ROOT)
        try:
            async with stdio_client(command) as (reading, writing), ClientSession(reading, writing) as client:
                await client.initialize()
                assert {tool.name for tool in (await client.list_tools()).tools} == {
                    'ask', 'compare', 'search_chats', 'read_chat', 'list_models'}
                asked = await client.call_tool('ask', {'prompt': 'A marvellous question', 'model': 'test/m'})
                assert 'Hello from the model server.' in asked.content[0].text  # type: ignore[union-attr]
                both = await client.call_tool('compare', {'prompt': 'Which?', 'models': ['test/m', 'test/m']})
                assert both.content[0].text.count('Hello from the model server.') == 2  # type: ignore[union-attr]
                chat_id = asked.content[0].text.partition(')')[0].removeprefix('(chat ')  # type: ignore[union-attr]
                read = await client.call_tool('read_chat', {'conversation_id': chat_id})
                assert 'A marvellous question' in read.content[0].text  # type: ignore[union-attr]
                wrong = await client.call_tool('ask', {'prompt': 'Hi', 'model': 'none/m'})
                assert wrong.is_error
        finally:
            app.close()
