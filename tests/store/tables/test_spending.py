"""What was spent, by day and model."""
from __future__ import annotations

from functools import partial

from chat.store.store import Store
from chat.store.tables.spending import Spending, no_spending_row, read_all_spending, read_spending, spending_row

JANUARY = Spending(day='2026-01-31', model='a/b', cost=1.5, replies=2, unpriced=1)


def test_sums_are_added_and_each_day_model_and_blind_chat_has_its_own() -> None:
    assert JANUARY.plus(JANUARY) == Spending(day='2026-01-31', model='a/b', cost=3.0, replies=4, unpriced=2)
    blind = Spending(day='2026-01-31', model='a/b', blind_chat='c', cost=0, replies=1, unpriced=0)
    assert len({JANUARY.id, blind.id, Spending(day='2026-02-01', model='a/b', cost=0, replies=1, unpriced=0).id}) == 3


async def test_a_day_is_read_alone_and_the_newest_sum_counts(store: Store) -> None:
    february = Spending(day='2026-02-01', model='a/b', cost=9.0, replies=1, unpriced=0)
    for one in (JANUARY, february, JANUARY.plus(JANUARY)):
        store.save_row(spending_row(one))
    await store.flush()
    assert await store.read(partial(read_spending, day='2026-01-31')) == [JANUARY.plus(JANUARY)]
    assert await store.read(read_all_spending) == [JANUARY.plus(JANUARY), february]
    store.save_row(no_spending_row(february))
    await store.flush()
    assert await store.read(partial(read_spending, day='2026-02-01')) == []
