"""Thousands of things are worked on in batches, between which others have a turn."""
from __future__ import annotations

import asyncio

from chat.engine.batches import in_batches


async def sizes(count: int) -> list[int]:
    return [len(batch) async for batch in in_batches(range(count), size=3)]


async def test_everything_comes_once_and_in_order() -> None:
    assert [thing async for batch in in_batches(range(10), size=4) for thing in batch] == list(range(10))
    assert (await sizes(0), await sizes(3), await sizes(7)) == ([], [3], [3, 3, 1])


async def test_others_have_a_turn_between_two_batches_and_few_things_need_none() -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)
    other = asyncio.create_task(count())
    await sizes(3)
    assert turns == 0
    await sizes(30)
    assert turns == 9
    other.cancel()
