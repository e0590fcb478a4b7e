"""A tool's time stands still while the user is asked."""
from __future__ import annotations

import asyncio

import pytest

from chat.engine.tools.tool_clock import ToolClock


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
