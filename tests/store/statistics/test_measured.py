"""Medians of what was measured."""
from __future__ import annotations

import pytest

from chat.conversation import Usage
from chat.store.store import Store
from tests.store.statistics.counted import DAY, NOON, counted, ended, keep


@pytest.mark.parametrize(('firsts', 'median'), [([3.0, 1.0, 2.0], 2.0), ([4.0, 1.0, 2.0, 3.0], 2.5), ([1.5], 1.5)])
async def test_time_to_first_token_is_a_median(store: Store, firsts: list[float], median: float) -> None:
    await keep(store, *(ended('a/x', NOON - i, first=first) for i, first in enumerate(firsts)))
    assert (await counted(store)).models[0].first_token == pytest.approx(median, abs=1e-5)


async def test_speed_is_the_median_of_replies_that_counted_their_tokens(store: Store) -> None:
    await keep(
        store, ended('a/x', NOON, seconds=10), ended('a/x', NOON, seconds=5), ended('a/x', NOON, seconds=1),
        ended('a/x', NOON, usage=Usage()), ended('a/x', NOON, seconds=0))
    [figures] = (await counted(store)).models
    assert figures.speed == pytest.approx(10.0, rel=1e-4)
    assert figures.uncounted == 1


async def test_the_time_that_a_server_says_it_has_written_comes_before_ours(store: Store) -> None:
    await keep(store, ended('a/x', NOON, seconds=0, usage=Usage(output_tokens=10, writing_seconds=2.0)))
    assert (await counted(store)).models[0].speed == 5.0


async def test_medians_of_a_day_and_of_the_whole_span_are_made_of_the_single_values(store: Store) -> None:
    firsts = {NOON: (1.0, 2.0, 9.0), NOON - DAY: (4.0, 5.0)}
    await keep(store, *(ended('a/x', at + i, first=first) for at, values in firsts.items() for i, first in enumerate(values)))
    found = await counted(store)
    assert [one.first_token for one in found.periods] == pytest.approx([4.5, 2.0], abs=1e-5)
    assert [one.first_token for one in found.models] == pytest.approx([4.0], abs=1e-5)
