"""A tool's time stands still while the user is asked."""
from __future__ import annotations

import asyncio

import pytest

from chat.conversation import Tool
from chat.conversation.json_object import JsonObject
from chat.conversation.tools.asked import open_questions
from chat.conversation.tools.question import Ask, Question
from chat.conversation.watchers import Watchers
from chat.engine.engine import Engine
from chat.engine.tools.outcome import Outcome
from chat.engine.tools.source import SourceState
from chat.engine.tools.tool_clock import ToolClock
from chat.settings.preferences import TOOL_SECONDS
from tests.engine.conftest import Feed
from tests.engine.tools.conftest import DONE, asked, call, chat_with, next_round, results
from tests.waiting import until


async def given_up(seconds: float | None) -> bool:
    async with asyncio.timeout(None) as timeout:
        ToolClock(seconds).start(timeout)
        await asyncio.sleep(0)
        is_limited = timeout.when() is not None
        if is_limited:
            await asyncio.Event().wait()
        return is_limited


async def test_it_stands_still_while_something_is_asked() -> None:
    clock, loop = ToolClock(30), asyncio.get_running_loop()
    async with asyncio.timeout(None) as timeout:
        clock.start(timeout)
        with clock.stopped(), clock.stopped():
            await asyncio.sleep(0)
            assert timeout.when() is None
        left = (timeout.when() or 0) - loop.time()
        assert 20 < left <= 30


async def test_a_tool_is_given_up_after_its_time_and_one_without_limit_is_not() -> None:
    with pytest.raises(TimeoutError):
        await given_up(0.001)
    assert not await given_up(None)


async def test_a_question_may_be_taken_back_after_the_call_is_over() -> None:
    clock, question = ToolClock(30), asyncio.Event()
    async with asyncio.timeout(None) as timeout:
        clock.start(timeout)
        asking = asyncio.create_task(held(clock, question))
        await asyncio.sleep(0)
        clock.end()
    question.set()
    await asking
    assert timeout.when() is None


async def held(clock: ToolClock, question: asyncio.Event) -> None:
    with clock.stopped():
        await question.wait()


class Asking:
    """A source whose tool asks the user while it runs."""

    name = 'asking'
    state: SourceState = 'ready'
    problem = ''
    tools = (Tool(name='confirm', source='asking', is_read_only=True),)

    def __init__(self) -> None:
        self.watchers: Watchers[()] = Watchers()

    async def ready(self) -> tuple[Tool, ...]:
        return self.tools

    async def call(self, name: str, arguments: JsonObject, ask: Ask | None = None) -> Outcome:
        assert ask
        return Outcome(text=f'{await ask(Question(message="Sure?"))}')

    async def close(self) -> None:
        """Nothing to give back."""


async def test_a_tool_loses_no_time_while_the_user_thinks(engine: Engine, feed: Feed) -> None:
    TOOL_SECONDS.keep(engine.providers.settings, 0.05)
    engine.tools.toolbox.add(Asking())
    reply, _ = await asked(engine, feed, chat_with(engine, 'asking'), call('confirm', '{}'))
    await until(lambda: bool(open_questions(reply.parts)))
    loop = asyncio.get_running_loop()
    late = loop.time() + 0.2
    await until(lambda: loop.time() > late)
    engine.tools.answer_question(reply, {})
    (await next_round(feed)).put(DONE)
    await until(lambda: not reply.is_running)
    assert results(reply) == ['{}']
