"""What is searched, and what the filters of a query leave of it."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from sqlite_utils import Database

from chat.store.schema import NOT_RUNNING, OF_BLIND_CHATS
from chat.store.search.query import Query

FEW_CHATS = 1000
"""So many, at most, are gone through one by one."""
FEW = 5000
"""So many messages, at most, are listed before the words are looked up. When more are left, the newest matches hold enough of them."""


@dataclass(kw_only=True, slots=True, frozen=True)
class SearchTarget:
    """One of the indexes, and (in SQL, where `m` is its table) how its rows are filtered and shown."""

    table: str
    column: str
    weight: float
    chat_id: str
    turn_id: str
    reply_id: str
    time: str
    lane: str = 'NULL'
    narrow_index: str = ''
    """A narrow index beside the table, because a table of long texts has one row a page."""
    by_chat: str = ''
    """The index that finds the rows of a chat."""
    by_model: str = ''
    """The index that finds the rows of a model, where rows have one of their own."""
    is_indexed: str = '1'


CHATS = SearchTarget(table='chats', column='title', weight=2.0, chat_id='m.id', turn_id='NULL', reply_id='NULL', time='m.updated_at')
PROMPTS = SearchTarget(
    table='turns', column='prompt', weight=1.2, chat_id='m.chat_id', turn_id='m.id', reply_id='NULL', time='m.created_at',
    narrow_index='INDEXED BY turns_facts', by_chat='INDEXED BY idx_turns_chat_id')
REPLIES = SearchTarget(
    table='replies', column='text', weight=1.0, chat_id='m.chat_id', turn_id='m.turn_id', reply_id='m.id', lane='m.lane',
    time='m.created_at', narrow_index='INDEXED BY replies_facts', by_chat='INDEXED BY idx_replies_chat_id',
    by_model='INDEXED BY replies_models', is_indexed=f'm.{NOT_RUNNING}')
TARGETS = (CHATS, PROMPTS, REPLIES)

OF_CHATS = frozenset({'folder', 'tag'})
HAS_TAG = 'EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(m.tags) THEN m.tags END) AS tag WHERE folded(tag.value) = ?)'
TIMES = {'before': '<', 'after': '>='}
MODEL_NAMES = """
    WITH RECURSIVE names (name) AS (
        SELECT min(model) FROM replies UNION ALL
        SELECT (SELECT min(model) FROM replies WHERE model > name) FROM names WHERE name IS NOT NULL
    ) SELECT name FROM names WHERE name IS NOT NULL"""
"""From one name in the index to the next: a few steps, where DISTINCT would read an entry for every reply."""


@dataclass(kw_only=True, slots=True)
class Conditions:
    """Conditions in SQL, all of which a row of the target `m` has to meet, with their parameters."""

    terms: list[str] = field(default_factory=list)
    parameters: list[str | float] = field(default_factory=list)

    def add(self, condition: str, *parameters: str | float) -> None:
        self.terms.append(condition)
        self.parameters += parameters

    def among(self, column: str, values: Iterable[str | int]) -> None:
        self.add(f'{column} IN (SELECT value FROM json_each(?))', json.dumps([*values]))


class Filters:
    """The filters of a query, looked up once for all targets: which chats, models and times are left."""

    def __init__(self, db: Database, query: Query) -> None:
        self._db = db
        self._of_chats = [one for one in query.filters if one.name in OF_CHATS]
        self._models = [str(one.value) for one in query.filters if one.name == 'model']
        self._times = [one for one in query.filters if one.name in TIMES]
        self._has_blind = db.execute(f'{OF_BLIND_CHATS} LIMIT 1').fetchone() is not None
        """Nearly always not; the condition would cost a look at every match."""
        self._chats = self._find_chats() if self._of_chats or self._models else {}

    def _find_chats(self) -> dict[str, bool]:
        """The chats that the filters for folders and tags leave, and whether the models are among theirs."""
        models, conditions = Conditions(), Conditions()
        if self._models:
            models.among('m.models', self._holding('models', self._models, _names_in))
        if folders := [f'/{one.value}/' for one in self._of_chats if one.name == 'folder']:
            conditions.among('m.folder', self._holding('folder', folders, '/{}/'.format))
        for one in self._of_chats:
            if one.name == 'tag':
                conditions.add(HAS_TAG, one.value)
        has_models = ' AND '.join(models.terms) or '1'
        sql = f'SELECT m.id, {has_models} AS has_models FROM chats m WHERE {" AND ".join(conditions.terms) or "has_models"}'
        return {row['id']: bool(row['has_models']) for row in self._db.execute(sql, [*models.parameters, *conditions.parameters])}

    def _holding(self, column: str, parts: list[str], written: Callable[[str], str]) -> list[str]:
        """The values of a column of the chats that, `written` for people, hold all parts, capitals or not.

        Its index has equal ones side by side.
        """
        rows = self._db.execute(f'SELECT DISTINCT {column} AS value FROM chats WHERE {column} IS NOT NULL')
        return [row['value'] for row in rows if _has_all(written(row['value']), parts)]

    @cached_property
    def _model_names(self) -> list[str]:
        """A few, so that nobody has to read and compare the name in every reply."""
        return [row['name'] for row in self._db.execute(MODEL_NAMES) if _has_all(row['name'], self._models)]

    def conditions(self, target: SearchTarget, *, is_by_chat: bool = False) -> Conditions:
        """Without `is_by_chat` a plus keeps SQLite from beginning with the chats: it would look up each row once for every one of them."""
        conditions = Conditions()
        self._add_times(conditions, target)
        if self._models and target.by_model:
            conditions.among('m.model', self._model_names)
        if (chats := self._chats_for(target)) is not None:
            conditions.among(target.chat_id if is_by_chat else f'+{target.chat_id}', chats)
        if self._has_blind and (target is REPLIES or self._models):
            conditions.add(f'+{target.chat_id} NOT IN ({OF_BLIND_CHATS})')
        return conditions

    def few(self, target: SearchTarget) -> list[int] | None:
        """The numbers of all rows that are left; None if these are more than a few, or nobody can tell quickly."""
        chats = self._chats_for(target)
        is_by_chat = chats is not None and len(chats) <= FEW_CHATS
        by_model = target.by_model if self._models else ''
        if not is_by_chat and not self._times and not by_model:
            return None
        conditions = self.conditions(target, is_by_chat=is_by_chat)
        index = target.by_chat if is_by_chat else by_model or target.narrow_index
        sql = f'SELECT m.number FROM {target.table} m {index} WHERE {" AND ".join(conditions.terms)} LIMIT {FEW + 1}'
        numbers = [row['number'] for row in self._db.execute(sql, conditions.parameters)]
        return numbers if len(numbers) <= FEW else None

    def span(self, target: SearchTarget) -> tuple[int, int] | None:
        """The first and the last number of a row within the times. Numbers go up with time, but for what was imported."""
        if not self._times:
            return None
        conditions = Conditions()
        self._add_times(conditions, target)
        sql = f'SELECT m.number FROM {target.table} m {target.narrow_index} WHERE {" AND ".join(conditions.terms)} ORDER BY m.number'
        rows = [self._db.execute(f'{sql} {order} LIMIT 1', conditions.parameters).fetchone() for order in ('ASC', 'DESC')]
        return (rows[0]['number'], rows[1]['number']) if rows[0] else (0, 0)

    def _add_times(self, conditions: Conditions, target: SearchTarget) -> None:
        for one in self._times:
            conditions.add(f'{target.time} {TIMES[one.name]} ?', one.value)

    def _chats_for(self, target: SearchTarget) -> list[str] | None:
        """Ids, or None for all. A reply says itself whose it is; of titles and prompts only the chat's models are known."""
        if self._models and target is not REPLIES:
            return [chat_id for chat_id, has_models in self._chats.items() if has_models]
        return [*self._chats] if self._of_chats else None


def _has_all(text: str, parts: list[str]) -> bool:
    folded = text.casefold()
    return all(part in folded for part in parts)


def _names_in(text: str) -> str:
    """One a line. What is no JSON (tampered with, damaged) is taken as it stands."""
    try:
        return '\n'.join(map(str, json.loads(text)))
    except (ValueError, TypeError):
        return text
