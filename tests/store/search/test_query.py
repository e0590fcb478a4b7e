"""What is typed into the search and what it means."""
from __future__ import annotations

import pytest

from chat.store.store import Store
from tests.store.samples import found


async def test_a_filter_that_is_being_typed_does_not_disturb(filed: Store) -> None:
    assert await found(filed, 'needle model:') == await found(filed, 'needle before:20') == {'one', 'two', 'three'}


@pytest.mark.parametrize(('date', 'titles'), [
    ('2024-02-29', 'two three'), ('2023-02-29', 'one two three'), ('2024-02-31', 'one two three'), ('2024-06-31', 'one two three')])
async def test_a_day_that_is_in_no_calendar_is_no_date(filed: Store, date: str, titles: str) -> None:
    assert await found(filed, f'needle after:{date}') == set(titles.split())
