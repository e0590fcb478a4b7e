"""What a round of tools adds over the time of the tool itself: six lanes at once, three rounds each, with a tool of 50 ms."""
from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.table import Row
from chat.conversation import ChatSettings, Delta, Lane, ToolCall
from chat.engine.engine import Engine
from chat.engine.tools.python_source import PythonSource
from chat.providers.provider import Request
from chat.providers.registry import Providers
from chat.providers.scripted import ScriptedProvider, Step
from chat.settings import Settings
from chat.store.store import Store

LANES, ROUNDS, TURNS = 6, 3, 10
TOOL_SECONDS = 0.05
FILE = f'''
import time
from polylogue import tool

@tool(read_only=True)
def work(number: int) -> str:
    time.sleep({TOOL_SECONDS})
    return "x" * 1000
'''


class Clock:
    """When each lane's model has called, and when it was asked again."""

    def __init__(self) -> None:
        self.called: dict[str, float] = {}
        self.added: list[float] = []
        """Milliseconds."""

    async def script(self, request: Request) -> AsyncGenerator[Step, None]:
        if called := self.called.pop(request.model, None):
            self.added.append(1000 * (time.perf_counter() - called - TOOL_SECONDS))
        used = sum(message.role == 'tool' for message in request.messages[_newest(request):])
        if used < ROUNDS:
            yield Delta(tool_call=ToolCall(index=0, id=f'c{len(self.added)}', name='work', arguments=f'{{"number": {used}}}'))
            self.called[request.model] = time.perf_counter()
            yield Delta(finish_reason='tool_calls')
        else:
            yield Delta(text='Done.', finish_reason='stop')


def measure(bench: Bench) -> Iterator[Row]:
    with ThreadPoolExecutor(1) as thread:  # the browser's driver has the event loop of this one
        added = thread.submit(lambda: asyncio.run(_measured())).result()
    yield Row(measure=f'{LANES} lanes with tools: a round adds (median)', unit='ms', polylogue=statistics.median(added), at_most=20)


def _newest(request: Request) -> int:
    return max(at for at, message in enumerate(request.messages) if message.role == 'user')


async def _measured() -> list[float]:
    with tempfile.TemporaryDirectory() as name:
        folder, clock = Path(name), Clock()
        (folder / 'bench_tools.py').write_text(FILE)
        store = Store(folder / 'chats.db')
        store.open()
        models = ScriptedProvider('bench', {f'm{number}': clock.script for number in range(LANES)})
        engine = Engine(store, Providers(Settings.load(folder, None, {}), extra=[models]))
        await engine.start()
        engine.tools.toolbox.add(PythonSource(folder / 'bench_tools.py'))
        chat = engine.new([Lane(model=f'bench/m{number}') for number in range(LANES)])
        chat.settings = ChatSettings(tools=('bench_tools',), is_one_world=False)
        for number in range(TURNS):
            engine.send(chat, f'Turn {number}')
            await asyncio.gather(*engine.replies.of(chat.id))
            await asyncio.sleep(0)
        await engine.close()
        await store.close()
        return clock.added


if __name__ == '__main__':
    figures = sorted(asyncio.run(_measured()))
    late = figures[int(len(figures) * 0.99)]
    print(f'a round adds {statistics.median(figures):.1f} ms (median), {late:.1f} ms (p99), {len(figures)} rounds')
