from __future__ import annotations

from pathlib import Path

import pytest

from chat.conversation import Chat, ChatSettings, Delta, Lane, Reply, ToolCall, Usage
from chat.engine.engine import Engine
from chat.engine.tools.python_source import PythonSource
from tests.engine.conftest import Feed, Stream

FILE = '''
import asyncio, threading, time
from polylogue import tool

ran = []
gate = threading.Event()
begun = threading.Event()

@tool(read_only=True)
def get_weather(city: str, days: int = 1) -> str:
    """The weather in a city."""
    ran.append((city, days))
    return f"Rain in {city} for {days} days."

@tool(read_only=True)
def fail(why: str) -> str:
    raise ZeroDivisionError(why)

@tool(read_only=True)
def wait_for_ever() -> str:
    begun.set()
    gate.wait()

@tool(read_only=True)
async def meet(name: str) -> str:
    """Comes back only if another call runs at the same time."""
    ran.append(name)
    while len(ran) < 2:
        await asyncio.sleep(0.001)
    return f"met {name}"

@tool(read_only=True)
def long_text(length: int) -> str:
    return "x" * length

@tool
def delete_file(path: str) -> dict:
    """Deletes a file."""
    ran.append(path)
    return {"deleted": path}
'''


@pytest.fixture
def source(tmp_path: Path) -> PythonSource:
    path = tmp_path / 'mine.py'
    path.write_text(FILE)
    return PythonSource(path)


@pytest.fixture
def tooled(engine: Engine, source: PythonSource) -> Engine:
    engine.tools.toolbox.add(source)
    return engine


def chat_with(engine: Engine, *tools: str, lanes: int = 1) -> Chat:
    chat = engine.new([Lane(model='fed/m') for _ in range(lanes)])
    chat.settings = ChatSettings(tools=tools or ('mine',))
    return chat


def call(name: str, arguments: str, *, id: str = 'c1', index: int = 0) -> Delta:
    return Delta(tool_call=ToolCall(index=index, id=id, name=name, arguments=arguments))


CALLED = Delta(finish_reason='tool_calls', usage=Usage(input_tokens=10, output_tokens=5))
DONE = Delta(finish_reason='stop', usage=Usage(input_tokens=20, output_tokens=7))


async def asked(engine: Engine, feed: Feed, chat: Chat, *deltas: Delta) -> tuple[Reply, Stream]:
    """The reply, after its first round has called something."""
    turn = engine.send(chat, 'Do it')
    stream = await feed.request('Do it')
    stream.put(*deltas, CALLED)
    return turn.replies[0][0], stream


async def next_round(feed: Feed, number: int = 2) -> Stream:
    """The request that comes behind a tool."""
    return await feed.request('')


def results(reply: Reply) -> list[str]:
    return [part.text for part in reply.parts if part.kind == 'tool_result']


def states(reply: Reply) -> list[str]:
    return [part.detail.get('state', '') for part in reply.parts if part.kind == 'tool_call']


def kinds(reply: Reply) -> list[str]:
    return [part.kind for part in reply.parts]


