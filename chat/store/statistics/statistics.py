"""Sums and medians over all replies, and over the answers of prompt suites: made by SQLite, in a thread."""
from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from chat.conversation import is_demo
from chat.store.reader import open_read_only
from chat.store.schema import COUNTED
from chat.store.statistics import measured
from chat.store.statistics.measured import SOURCES, Facts
from chat.store.store import Store, StoreError

Unit = Literal['day', 'week', 'month']
MOST_DAYS, MOST_DAYS_IN_WEEKS = 100, 730
"""Longer spans are shown by week, or by month."""
PERIODS: dict[Unit, str] = {'day': "'start of day'", 'week': "'-6 days', 'weekday 1'", 'month': "'start of month'"}
"""SQL that makes the first day of its period of a local date; weeks begin on Monday."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Figures:
    """What the replies of one model come to, in one period or altogether."""

    model: str
    period: str
    """Its first day; empty: the whole span."""
    replies: int
    input_tokens: int
    output_tokens: int
    uncounted: int
    """Replies without a count of tokens."""
    cost: float
    unpriced: int
    first_token: float | None
    """Median, seconds from asking to the first token."""
    speed: float | None
    """Median, tokens a second from the first token to the end."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Statistics:
    unit: Unit
    start: str
    """First day of the first period, as 2026-01-31; empty if there is nothing."""
    end: str
    """Today."""
    models: list[Figures]
    periods: list[Figures]


async def statistics(store: Store, days: int | None, *, now: float | None = None) -> Statistics:
    """Over the replies of the last `days` days, today included (None: all) that began to arrive and have ended, and as many answers of
    prompt suites. Raises StoreError.

    Those of blind comparisons count from the reveal on: before, they would tell who was fast and who was dear.
    """
    await store.flush(1.0)
    today = datetime.fromtimestamp(time.time() if now is None else now).astimezone().date()
    return await asyncio.to_thread(_counted, store.path, days, today)


def _counted(path: Path, days: int | None, today: date) -> Statistics:
    """By a connection of its own: years of replies take a second, and nobody who searches or opens a chat shall wait for that."""
    try:
        with closing(open_read_only(path)) as db:
            return read_statistics(db, days, today)
    except sqlite3.Error as error:
        raise StoreError(f'The statistics cannot be counted ({error}).') from error


def read_statistics(db: Database, days: int | None, today: date) -> Statistics:
    start = _first_day(db) if days is None else today - timedelta(days=days - 1)
    since = datetime.combine(start, datetime.min.time()).timestamp() if start else 0.0
    span = (today - start).days if start else 0
    unit: Unit = 'day' if span <= MOST_DAYS else 'week' if span <= MOST_DAYS_IN_WEEKS else 'month'
    names = measured.gather(db, since, PERIODS[unit])
    return Statistics(
        unit=unit, start=_first_of(start, unit).isoformat() if start else '', end=today.isoformat(),
        models=_figures(Facts(db, by_period=False), names), periods=_figures(Facts(db, by_period=True), names))


def _figures(found: Facts, names: dict[int, str]) -> list[Figures]:
    figures = [Figures(
        model=names[one.model], period=_day_of(one.period), replies=one.replies, input_tokens=one.input_tokens,
        output_tokens=one.output_tokens, uncounted=one.uncounted,
        cost=0.0 if is_demo(names[one.model]) else one.cost, unpriced=one.unpriced,
        first_token=found.median(one, 'first_token', one.first_tokens), speed=found.median(one, 'speed', one.speeds),
    ) for one in found.sums()]
    return sorted(figures, key=lambda one: (one.period, one.model))


def _day_of(period: int) -> str:
    """20260131 -> 2026-01-31; 0: the whole span."""
    return f'{period // 10000}-{period // 100 % 100:02}-{period % 100:02}' if period else ''


def _first_day(db: Database) -> date | None:
    starts = [db.execute(f'SELECT min(created_at) FROM {table} WHERE {COUNTED}').fetchone()[0] for table, _ in SOURCES]
    first = min((start for start in starts if start is not None), default=None)
    return None if first is None else datetime.fromtimestamp(first).astimezone().date()


def _first_of(day: date, unit: Unit) -> date:
    if unit == 'month':
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if unit == 'week' else day
