from __future__ import annotations

import asyncio

from chat.engine.waiting_line import WaitingLine


class Guest:
    """Somebody in the line whose place and stay the test decides."""

    def __init__(self, line: WaitingLine) -> None:
        self.positions: list[int | None] = []
        self.is_inside = asyncio.Event()
        self.may_leave = asyncio.Event()
        self.task = asyncio.create_task(self._stay(line))

    async def _stay(self, line: WaitingLine) -> None:
        async with line.slot(self.positions.append):
            self.is_inside.set()
            await self.may_leave.wait()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_those_beyond_the_limit_know_their_place_and_move_up() -> None:
    line = WaitingLine(1)
    first, second, third = (Guest(line) for _ in range(3))
    await settle()
    assert first.is_inside.is_set()
    assert (second.positions, third.positions) == ([1], [2])
    first.may_leave.set()
    await settle()
    assert second.is_inside.is_set()
    assert second.positions == [1, None]
    assert third.positions == [2, 1]
    second.may_leave.set()
    third.may_leave.set()
    await asyncio.gather(first.task, second.task, third.task)


async def test_whoever_gives_up_frees_the_place_in_the_line() -> None:
    line = WaitingLine(1)
    first, second, third = (Guest(line) for _ in range(3))
    await settle()
    second.task.cancel()
    await settle()
    assert third.positions[-1] == 1
    first.may_leave.set()
    await settle()
    assert third.is_inside.is_set()
    third.may_leave.set()
    await third.task


async def test_whoever_is_let_in_and_cancelled_at_once_leaves_no_gap() -> None:
    line = WaitingLine(1)
    first, second, third = (Guest(line) for _ in range(3))
    await settle()
    first.task.cancel()  # frees the place, which wakes the second ...
    await asyncio.sleep(0)
    second.task.cancel()  # ... who is cancelled before it can enter
    await settle()
    assert third.is_inside.is_set()
    third.may_leave.set()
    await third.task
