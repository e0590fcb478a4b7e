"""Sums and medians over all replies, made by SQLite in the reader's thread; and what was spent, day by day."""
from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from chat.store.rows import Row
from chat.store.schema import COUNTED, OF_BLIND_CHATS
from chat.store.store import Store

Unit = Literal['day', 'week', 'month']
MOST_DAYS, MOST_DAYS_IN_WEEKS = 100, 730
"""Longer spans are shown by week, or by month."""
SHORTEST_MEASURED = 0.05
"""Seconds; a speed over less than this says nothing."""
PERIODS: dict[Unit, str] = {
    'day': "date(created_at, 'unixepoch', 'localtime')",
    'week': "date(created_at, 'unixepoch', 'localtime', '-6 days', 'weekday 1')",
    'month': "date(created_at, 'unixepoch', 'localtime', 'start of month')",
}
"""SQL for the first day of the period that a reply belongs to; weeks begin on Monday."""
FIGURES = """
WITH facts AS (
    SELECT model, {period} AS period, cost,
           json_extract(usage, '$.input_tokens') AS taken, json_extract(usage, '$.output_tokens') AS written,
           max(first_token_at - created_at, 0) AS first_token, finished_at - first_token_at AS seconds
    FROM replies INDEXED BY replies_counted WHERE {counted} AND created_at >= :since
        AND number NOT IN (SELECT number FROM replies WHERE chat_id IN (OF_BLIND_CHATS))
), measured AS (
    SELECT *, CASE WHEN seconds >= :shortest AND written > 0 THEN written / seconds END AS speed FROM facts
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY model, period ORDER BY first_token) AS first_rank,
           count(*) OVER (PARTITION BY model, period) AS n, count(speed) OVER (PARTITION BY model, period) AS m,
           row_number() OVER (PARTITION BY model, period ORDER BY speed DESC) AS speed_rank
    FROM measured
)
SELECT model, period, count(*) AS replies, coalesce(sum(taken), 0) AS input_tokens, coalesce(sum(written), 0) AS output_tokens,
       sum(written IS NULL) AS uncounted, coalesce(sum(cost), 0.0) AS cost, sum(cost IS NULL) AS unpriced,
       avg(CASE WHEN first_rank IN ((n + 1) / 2, (n + 2) / 2) THEN first_token END) AS first_token,
       avg(CASE WHEN speed_rank IN ((m + 1) / 2, (m + 2) / 2) THEN speed END) AS speed
FROM ranked GROUP BY model, period ORDER BY period, model
""".replace('OF_BLIND_CHATS', OF_BLIND_CHATS)


@dataclass(kw_only=True, slots=True, frozen=True)
class Spending:
    """What one model has cost on one day."""

    day: str
    """As 2026-01-31, on this computer's clock."""
    model: str
    cost: float
    """Dollars, as far as known."""
    replies: int
    unpriced: int
    """Replies whose price is not known."""

    def plus(self, other: Spending) -> Spending:
        return replace(self, cost=self.cost + other.cost, replies=self.replies + other.replies, unpriced=self.unpriced + other.unpriced)


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
    """Over the replies of the last `days` days, today included (None: all) that began to arrive and have ended. Raises StoreError.

    Those of blind comparisons count from the reveal on: before, they would tell who was fast and who was dear.
    """
    await store.flush(1.0)
    today = datetime.fromtimestamp(time.time() if now is None else now).astimezone().date()
    return await store.read(lambda db: read_statistics(db, days, today))


def read_statistics(db: Database, days: int | None, today: date) -> Statistics:
    start = _first_day(db) if days is None else today - timedelta(days=days - 1)
    since = datetime.combine(start, datetime.min.time()).timestamp() if start else 0.0
    span = (today - start).days if start else 0
    unit: Unit = 'day' if span <= MOST_DAYS else 'week' if span <= MOST_DAYS_IN_WEEKS else 'month'
    return Statistics(
        unit=unit, start=_first_of(start, unit).isoformat() if start else '', end=today.isoformat(),
        models=_figures(db, "''", since), periods=_figures(db, PERIODS[unit], since))


def _figures(db: Database, period: str, since: float) -> list[Figures]:
    rows = db.execute(FIGURES.format(period=period, counted=COUNTED), {'since': since, 'shortest': SHORTEST_MEASURED})
    return [Figures(**dict(row)) for row in rows]


def _first_day(db: Database) -> date | None:
    first = db.execute(f'SELECT min(created_at) FROM replies WHERE {COUNTED}').fetchone()[0]
    return None if first is None else datetime.fromtimestamp(first).astimezone().date()


def _first_of(day: date, unit: Unit) -> date:
    if unit == 'month':
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if unit == 'week' else day


def read_spending(db: Database, day: str) -> list[Spending]:
    rows = db.execute('SELECT day, model, cost, replies, unpriced FROM spending WHERE day = ?', [day])
    return [Spending(**dict(row)) for row in rows]


def spending_row(one: Spending) -> Row:
    """Belongs to no chat: it stays when chats go."""
    return Row(table='spending', id=f'{one.day} {one.model}', chat_id='', values={
        'id': f'{one.day} {one.model}', 'day': one.day, 'model': one.model, 'cost': one.cost, 'replies': one.replies,
        'unpriced': one.unpriced})
