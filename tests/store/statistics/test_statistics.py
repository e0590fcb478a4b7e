"""Sums and medians over the replies."""
from __future__ import annotations

import asyncio
import threading
import time
from datetime import date, datetime
from datetime import time as datetime_time
from pathlib import Path

import pytest
from sqlite_utils import Database

from chat.conversation import Chat, ChatSettings, Delta, Lane, Reply, ReplyStatus
from chat.store.statistics.measured import FACTS, NAMES, SOURCES, gather
from chat.store.statistics.statistics import PERIODS, statistics
from chat.store.store import Store
from chat.store.tables.spending import read_spending
from chat.store.tables.suites import SuiteArchive
from tests.store.samples import opened
from tests.store.statistics.counted import DAY, NOON, counted, ended, keep
from tests.waiting import PATIENCE


async def test_sums_are_made_by_model_and_day(store: Store) -> None:
    await keep(store, ended('a/x', NOON), ended('a/x', NOON - 60), ended('a/x', NOON - DAY), ended('b/y', NOON, cost=0.5))
    found = await counted(store)
    assert [(one.model, one.replies, one.input_tokens, one.output_tokens, round(one.cost, 6)) for one in found.models] == [
        ('a/x', 3, 300, 150, 0.03), ('b/y', 1, 100, 50, 0.5)]
    assert [(one.period, one.model, one.replies) for one in found.periods] == [
        ('2026-03-17', 'a/x', 1), ('2026-03-18', 'a/x', 2), ('2026-03-18', 'b/y', 1)]
    assert (found.unit, found.start, found.end) == ('day', '2026-03-12', '2026-03-18')


async def test_an_unknown_price_is_told_and_not_taken_for_nothing(store: Store) -> None:
    await keep(store, ended('a/x', NOON, cost=None), ended('a/x', NOON, cost=0.25))
    [figures] = (await counted(store)).models
    assert (figures.cost, figures.unpriced) == (0.25, 1)


async def test_what_the_demo_models_cost_is_made_up_and_not_counted(store: Store) -> None:
    await keep(store, ended('demo/slow', NOON, cost=0.5))
    [figures] = (await counted(store)).models
    assert (figures.replies, figures.cost, figures.unpriced) == (1, 0.0, 0)


async def test_replies_before_the_range_are_left_out(store: Store) -> None:
    await keep(store, ended('a/x', NOON - 6 * DAY), ended('a/x', NOON - 7 * DAY))
    assert (await counted(store)).models[0].replies == 1
    assert (await counted(store, None)).models[0].replies == 2


async def test_what_runs_or_never_began_is_not_counted(store: Store) -> None:
    running = Reply(turn_id='t', lane=0, model='a/x', created_at=NOON)
    running.append(Delta(text='H'), NOON + 1)
    silent = Reply(turn_id='t', lane=0, model='a/x', created_at=NOON)
    silent.finish(ReplyStatus.FAILED, NOON + 1)
    await keep(store, running, silent, ended('a/x', NOON, status=ReplyStatus.STOPPED))
    assert (await counted(store)).models[0].replies == 1


@pytest.mark.parametrize(('days_ago', 'unit', 'start'), [
    (99, 'day', '2025-12-09'), (200, 'week', '2025-08-25'), (900, 'month', '2023-09-01')])
async def test_long_spans_are_shown_by_week_or_month(store: Store, days_ago: int, unit: str, start: str) -> None:
    await keep(store, ended('a/x', NOON - days_ago * DAY), ended('a/x', NOON))
    found = await counted(store, None)
    assert (found.unit, found.start) == (unit, start)
    assert found.periods[0].period == start
    newest = {'day': '2026-03-18', 'week': '2026-03-16', 'month': '2026-03-01'}
    assert found.periods[-1].period == newest[unit]


async def test_nothing_is_no_statistics(store: Store) -> None:
    found = await counted(store, None)
    assert (found.models, found.periods, found.start) == ([], [], '')


def test_counting_walks_over_an_index_and_never_over_the_texts(store: Store, path: Path) -> None:
    db = Database(path)
    gather(db, 0.0, PERIODS['day'])
    for sql in (NAMES, FACTS):
        for table, condition in SOURCES:
            filled = sql.format(table=table, condition=condition, first_of=PERIODS['day'])
            plan = db.execute(f'EXPLAIN QUERY PLAN {filled}', {'since': 0.0, 'shortest': 0.05})
            steps = [row[3] for row in plan.fetchall() if 'replies' in row[3] or 'suite_cells' in row[3]]
            assert f'USING COVERING INDEX {table}_counted' in steps[0]
            assert all('USING COVERING INDEX' in step for step in steps)


async def test_answers_of_prompt_suites_count_like_replies(store: Store) -> None:
    await keep(store, ended('a/x', NOON, first=1.0))
    archive = SuiteArchive(store)
    archive.save_cell('s', 0, ended('a/x', NOON, first=3.0, cost=0.5))
    archive.save_cell('s', 1, ended('b/y', NOON - DAY, seconds=5, status=ReplyStatus.STOPPED))
    silent = Reply(turn_id='t', lane=0, model='a/x', created_at=NOON)
    silent.finish(ReplyStatus.FAILED, NOON + 1)
    archive.save_cell('s', 2, silent)
    found = await counted(store)
    assert [(one.model, one.replies, one.output_tokens, one.cost) for one in found.models] == [('a/x', 2, 100, 0.51), ('b/y', 1, 50, 0.01)]
    assert [one.first_token for one in found.models] == pytest.approx([2.0, 1.0], abs=1e-5)
    assert [(one.period, one.model) for one in found.periods] == [('2026-03-17', 'b/y'), ('2026-03-18', 'a/x')]
    assert (await counted(store, None)).start == '2026-03-17'


async def test_search_and_chats_do_not_wait_while_statistics_are_counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await keep(store, ended('a/x', NOON))
    may_end, has_begun = threading.Event(), threading.Event()

    def count_slowly(*_: object) -> str:
        has_begun.set()
        assert may_end.wait(PATIENCE), 'nobody got in between'
        return 'counted'

    monkeypatch.setattr('chat.store.statistics.statistics.read_statistics', count_slowly)
    counting = asyncio.create_task(counted(store))
    await asyncio.to_thread(has_begun.wait, 5)
    assert await store.search('Hello')
    assert await store.list_chats()
    assert not counting.done()
    may_end.set()
    assert str(await counting) == 'counted'


@pytest.mark.parametrize('zone', ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'])
async def test_a_day_is_a_day_on_the_clock_also_when_the_clock_is_changed(store: Store, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv('TZ', zone)
    time.tzset()
    try:
        days = [date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1)]  # of 23 and of 25 hours
        clock = [datetime_time(0, 0), datetime_time(23, 59)]
        await keep(store, *(ended('a/x', datetime.combine(day, at).timestamp()) for day in days for at in clock))
        now = datetime.combine(days[-1], clock[-1]).timestamp()
        found = await statistics(store, None, now=now)
        assert sum(one.replies for one in found.periods) == 8
        today = await statistics(store, 1, now=now)
        assert [(one.period, one.replies) for one in today.periods] == [('2026-11-01', 2)]
        some = await statistics(store, 9, now=now)
        assert [(one.period, one.replies) for one in some.periods] == [('2026-10-25', 2), ('2026-11-01', 2)]
    finally:
        monkeypatch.undo()
        time.tzset()


async def test_what_was_spent_before_there_was_a_table_is_taken_over(path: Path) -> None:
    store = opened(path)
    await keep(store, ended('a/x', NOON, cost=0.5), ended('a/x', NOON, cost=None))
    await store.close()
    db = Database(path)
    db.execute('DROP TABLE spending')
    db.execute('DROP INDEX replies_counted')
    db.execute("DELETE FROM _sqlite_migrations WHERE name IN ('0006_statistics', '0009_spending_of_blind_comparisons')")
    db.conn.commit()
    db.close()
    store = opened(path)
    [spending] = await store.read(lambda db: read_spending(db, '2026-03-18'))
    await store.close()
    assert (spending.model, spending.cost, spending.replies, spending.unpriced) == ('a/x', 0.5, 2, 1)


async def test_a_blind_comparison_counts_from_its_reveal_on(store: Store) -> None:
    await keep(store, ended('a/x', NOON))
    chat = Chat(lanes=[Lane(model='b/y')], settings=ChatSettings(is_blind=True))
    store.save_chat(chat)
    store.save_reply(ended('b/y', NOON), chat.id)
    await store.flush()
    assert [one.model for one in (await counted(store)).models] == ['a/x']
    chat.settings = ChatSettings(revealed_at=NOON)
    store.save_chat(chat)
    assert sorted(one.model for one in (await counted(store)).models) == ['a/x', 'b/y']
