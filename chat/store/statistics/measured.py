"""What statistics are made of: a row of numbers for each answer, in a table that lives as long as its connection.

Half a second of years of work goes into sorting for the medians; models and days are numbers here because those are sorted three times as
fast as their names.
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from sqlite_utils import Database

from chat.conversation.measures import SHORTEST_MEASURED
from chat.store.schema import COUNTED, OF_BLIND_CHATS

NOT_BLIND = f'replies.number NOT IN (SELECT number FROM replies WHERE chat_id IN ({OF_BLIND_CHATS}))'
SOURCES = (('replies', NOT_BLIND), ('suite_cells', 'TRUE'))
"""Tables, each with an index NAME_counted on all that is read of it, and what else must hold for a row."""
ANSWERS = f'FROM {{table}} INDEXED BY {{table}}_counted WHERE {COUNTED} AND created_at >= :since AND {{condition}}'
NAMES = f'INSERT OR IGNORE INTO names (model) SELECT DISTINCT model {ANSWERS}'
FACTS = f"""
INSERT INTO measured
SELECT model, period, cost, taken, written, first_token, CASE WHEN seconds >= :shortest AND written > 0 THEN written / seconds END
FROM (SELECT (SELECT number FROM names WHERE names.model = {{table}}.model) AS model, cost,
             CAST(strftime('%Y%m%d', created_at, 'unixepoch', 'localtime', {{first_of}}) AS INTEGER) AS period,
             json_extract(usage, '$.input_tokens') AS taken, json_extract(usage, '$.output_tokens') AS written,
             max(first_token_at - created_at, 0) AS first_token,
             coalesce(json_extract(usage, '$.writing_seconds'), finished_at - first_token_at) AS seconds
      {ANSWERS})
"""
TABLES = (
    'PRAGMA temp_store = memory',
    'CREATE TEMP TABLE names (number INTEGER PRIMARY KEY, model TEXT UNIQUE)',
    'CREATE TEMP TABLE measured (model INTEGER, period INTEGER, cost REAL, taken INTEGER, written INTEGER, first_token REAL, speed REAL)')
SUMS = """
SELECT model, {period} AS period, count(*), coalesce(sum(taken), 0), coalesce(sum(written), 0), sum(written IS NULL),
       coalesce(sum(cost), 0.0), sum(cost IS NULL), count(first_token), count(speed)
FROM measured GROUP BY {grouping}
"""
MEDIAN = """
SELECT avg(value) FROM (
    SELECT {value} AS value FROM measured WHERE model = ? AND ({period} = ?) AND {value} IS NOT NULL ORDER BY {value} LIMIT ? OFFSET ?)
"""
Value = Literal['first_token', 'speed']


class Sum(NamedTuple):
    """Of the answers of one model, in one period (as 20260131) or altogether (0)."""

    model: int
    period: int
    replies: int
    input_tokens: int
    output_tokens: int
    uncounted: int
    cost: float
    unpriced: int
    first_tokens: int
    """Answers with a time to the first token."""
    speeds: int


def gather(db: Database, since: float, first_of: str) -> dict[int, str]:
    """Make the table; the names of the models. `first_of`: SQL that makes a local date the first day of its period."""
    for sql in TABLES:
        db.execute(sql)
    for table, condition in SOURCES:
        db.execute(NAMES.format(table=table, condition=condition), {'since': since})
    for table, condition in SOURCES:
        db.execute(FACTS.format(table=table, condition=condition, first_of=first_of), {'since': since, 'shortest': SHORTEST_MEASURED})
    return dict(tuple(row) for row in db.execute('SELECT number, model FROM names'))


class Facts:
    """Of each model: by period, or altogether."""

    def __init__(self, db: Database, *, by_period: bool) -> None:
        self._db = db
        self._period = 'period' if by_period else '0'
        self._grouping = 'model, period' if by_period else 'model'
        for value in ('first_token', 'speed'):
            db.execute(f'CREATE INDEX temp.{value}_{by_period:d} ON measured ({self._grouping}, {value})')

    def sums(self) -> Iterator[Sum]:
        for row in self._db.execute(SUMS.format(period=self._period, grouping=self._grouping)).fetchall():
            yield Sum(*row)

    def median(self, of: Sum, value: Value, count: int) -> float | None:
        """From the middle of the index: the one value there, or the mean of both."""
        if not count:
            return None
        sql = MEDIAN.format(value=value, period=self._period)
        found: float = self._db.execute(sql, [of.model, of.period, 2 - count % 2, (count - 1) // 2]).fetchone()[0]
        return found
