"""Where prompt suites are kept: a row each, a row for each prompt, and one for each answer that has ended.

A cell that is still being written has no row: after a crash it is simply not there and will be asked again.
"""
from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlite_utils import Database

from chat.conversation import Lane, Part, Reply, ReplyError, ReplyStatus, Usage, new_id
from chat.store.json_text import dumped, loaded
from chat.store.loading import Tables
from chat.store.reader import open_read_only
from chat.store.rows import Row, Values
from chat.store.store import Store, StoreError

PROMPTS_AT_ONCE = 500
CHARACTERS_AT_ONCE = 4_000_000
"""What is inserted in one step; other writing goes on between two steps."""
CELL_COLUMNS = ('number', 'lane', 'model', 'status', 'error', 'finish_reason', 'usage', 'cost', 'created_at', 'first_token_at',
                'first_text_at', 'finished_at')


@dataclass(kw_only=True, slots=True)
class SuiteRecord:
    """Prompts x lanes."""

    title: str
    lanes: list[Lane]
    count: int
    """Of prompts."""
    id: str = field(default_factory=new_id)
    created_at: float
    run_seconds: float = 0.0
    """How long it has been running, all runs together."""


@dataclass(kw_only=True, slots=True, frozen=True)
class SuiteRow:
    """A prompt and its answers by lane, those that are there; texts may be cut (see `SuiteArchive.rows`)."""

    number: int
    prompt: str
    length: int
    """Characters of the whole prompt."""
    replies: dict[int, Reply]


class SuiteArchive:
    """On the store's own writer and readers; methods are for the event loop's thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, suite: SuiteRecord, prompts: Sequence[str]) -> None:
        """With all its prompts; it is there when its own row is, which comes last. Raises StoreError."""
        start = 0
        while start < len(prompts):
            end = _end_of_step(prompts, start)
            await self._store.write(partial(_insert_prompts, suite_id=suite.id, start=start, prompts=prompts[start:end]))
            start = end
        await self._store.write(partial(_insert_suite, values=_suite_values(suite)))

    def save(self, suite: SuiteRecord) -> None:
        """Returns at once, as all saves do."""
        self._store.save_row(suite_row(suite))

    def save_cell(self, suite_id: str, number: int, reply: Reply) -> None:
        """The answer to the prompt `number`, in place of an earlier one."""
        self._store.save_row(cell_row(suite_id, number, reply))

    def delete(self, suite_id: str) -> None:
        """With all that belongs to it, for good; a trigger takes prompts and cells along."""
        self._store.delete_row(Row(table='suites', id=suite_id, chat_id=suite_id))

    async def all(self) -> list[SuiteRecord]:
        """All, newest first. Raises StoreError."""
        tables = await self._store.read_laid_over(lambda db: {'suites': _by_id(db, 'SELECT * FROM suites')})
        return sorted(map(_suite_from, tables['suites'].values()), key=lambda suite: -suite.created_at)

    async def load(self, suite_id: str) -> SuiteRecord | None:
        """Raises StoreError."""
        sql = 'SELECT * FROM suites WHERE id = ?'
        tables = await self._store.read_laid_over(lambda db: {'suites': _by_id(db, sql, suite_id)}, suite_id)
        values = tables['suites'].get(suite_id)
        return _suite_from(values) if values else None

    async def states(self, suite_id: str) -> list[tuple[int, ReplyStatus, list[int]]]:
        """(lane, how its answers ended, the numbers of those prompts); what is told later counts. Raises StoreError.

        A row for each cell would be 120,000 small objects, and Python's garbage collection would stop the streams for them.
        """
        sql = 'SELECT lane, status, group_concat(number) FROM suite_cells WHERE suite_id = ? GROUP BY lane, status'
        states: list[tuple[int, ReplyStatus, list[int]]] = []

        def read(db: Database) -> Tables:
            for lane, status, numbers in db.execute(sql, [suite_id]):
                states.append((lane, ReplyStatus(status), [int(number) for number in numbers.split(',')]))
            return {'suite_cells': {}}  # holds what is not written yet

        waiting = (await self._store.read_laid_over(read, suite_id))['suite_cells'].values()
        return states + [(cell['lane'], ReplyStatus(cell['status']), [cell['number']]) for cell in waiting]

    async def prompt(self, suite_id: str, number: int) -> str:
        """Raises StoreError."""
        sql = 'SELECT id, prompt FROM suite_prompts WHERE suite_id = ? AND number = ?'
        tables = await self._store.read_laid_over(lambda db: {'suite_prompts': _by_id(db, sql, suite_id, number)}, suite_id)
        return next((row['prompt'] for row in tables['suite_prompts'].values()), '')

    async def rows(self, suite_id: str, numbers: Sequence[int], *, longest: int | None = None) -> list[SuiteRow]:
        """These prompts with their answers; `longest` cuts every text (characters). Raises StoreError."""
        tables = await self._store.read_laid_over(lambda db: _read_rows(db, suite_id, numbers, longest), suite_id)
        return await asyncio.to_thread(lambda: list(_rows_from(tables, set(numbers), longest)))

    def all_rows(self, suite_id: str, step: int = 20) -> Iterator[SuiteRow]:
        """All that is on disk, by a connection of its own: for other threads. Raises StoreError."""
        try:
            with closing(open_read_only(self._store.path)) as db:
                yield from rows_in(db, suite_id, step)
        except sqlite3.Error as error:
            raise StoreError(f'The suite cannot be read ({error}).') from error


def suites_in(db: Database) -> list[SuiteRecord]:
    """Oldest first. Raises sqlite3.Error."""
    return [_suite_from(dict(row)) for row in db.execute('SELECT * FROM suites ORDER BY created_at, id').fetchall()]


def rows_in(db: Database, suite_id: str, step: int = 20) -> Iterator[SuiteRow]:
    """All of a suite, a few at a time. Raises sqlite3.Error."""
    count = db.execute('SELECT count(*) FROM suite_prompts WHERE suite_id = ?', [suite_id]).fetchone()[0]
    for start in range(0, count, step):
        numbers = range(start, min(start + step, count))
        yield from _rows_from(_read_rows(db, suite_id, numbers, None), set(numbers), None)


def suite_row(suite: SuiteRecord) -> Row:
    return Row(table='suites', id=suite.id, chat_id=suite.id, values=_suite_values(suite))


def prompt_row(suite_id: str, number: int, prompt: str) -> Row:
    key = f'{suite_id}:{number}'
    values: Values = {'id': key, 'suite_id': suite_id, 'number': number, 'prompt': prompt}
    return Row(table='suite_prompts', id=key, chat_id=suite_id, values=values)


def cell_row(suite_id: str, number: int, reply: Reply) -> Row:
    """The answer to the prompt of this number."""
    key = f'{suite_id}:{number}:{reply.lane}'
    return Row(table='suite_cells', id=key, chat_id=suite_id, values=_cell_values(key, suite_id, number, reply))


def _end_of_step(prompts: Sequence[str], start: int) -> int:
    end, length = start, 0
    while end < len(prompts) and end - start < PROMPTS_AT_ONCE and length < CHARACTERS_AT_ONCE:
        length += len(prompts[end])
        end += 1
    return end


def _insert_prompts(db: Database, *, suite_id: str, start: int, prompts: Sequence[str]) -> None:
    rows = ((f'{suite_id}:{number}', suite_id, number, prompt) for number, prompt in enumerate(prompts, start=start))
    with db.atomic():
        db.conn.executemany('INSERT INTO suite_prompts (id, suite_id, number, prompt) VALUES (?, ?, ?, ?)', rows)


def _insert_suite(db: Database, *, values: Values) -> None:
    with db.atomic():
        db.execute(f'INSERT INTO suites ({", ".join(values)}) VALUES ({", ".join("?" * len(values))})', list(values.values()))


def _read_rows(db: Database, suite_id: str, numbers: Sequence[int], longest: int | None) -> Tables:
    """Parts are read only when nothing is cut: thoughts may be much longer than the answer."""
    listed = ', '.join(str(int(number)) for number in numbers) or '-1'
    prompt, text = ('prompt', 'text, parts') if longest is None else (f'substr(prompt, 1, {longest})', f'substr(text, 1, {longest})')
    columns = f'id, {", ".join(CELL_COLUMNS)}, {text}' + ('' if longest is None else " AS text, '' AS parts")
    with db.atomic():
        return {
            'suite_prompts': _by_id(
                db, f'SELECT id, number, {prompt} AS prompt, length(prompt) AS length FROM suite_prompts '
                    f'WHERE suite_id = ? AND number IN ({listed})', suite_id),
            'suite_cells': _by_id(db, f'SELECT {columns} FROM suite_cells WHERE suite_id = ? AND number IN ({listed})', suite_id)}


def _rows_from(tables: Tables, numbers: set[int], longest: int | None) -> Iterator[SuiteRow]:
    replies: dict[int, dict[int, Reply]] = {}
    for cell in tables['suite_cells'].values():
        if cell['number'] in numbers:  # others are still waiting to be written
            replies.setdefault(cell['number'], {})[cell['lane']] = _reply_from(cell, longest)
    for row in sorted(tables['suite_prompts'].values(), key=lambda row: row['number']):
        yield SuiteRow(number=row['number'], prompt=row['prompt'], length=row['length'], replies=replies.get(row['number'], {}))


def _suite_values(suite: SuiteRecord) -> Values:
    return {'id': suite.id, 'title': suite.title, 'lanes': dumped(suite.lanes), 'count': suite.count, 'created_at': suite.created_at,
            'run_seconds': suite.run_seconds}


def _suite_from(values: Values) -> SuiteRecord:
    return SuiteRecord(
        id=values['id'], title=values['title'] or '', lanes=[Lane.from_json(lane) for lane in loaded(values['lanes'], [])],
        count=values['count'], created_at=values['created_at'], run_seconds=values['run_seconds'] or 0.0)


def _cell_values(cell_id: str, suite_id: str, number: int, reply: Reply) -> Values:
    """A reply that has ended does not change any more, so nothing needs to be copied."""
    return {
        'id': cell_id, 'suite_id': suite_id, 'number': number, 'lane': reply.lane, 'model': reply.model, 'status': str(reply.status),
        'text': reply.text, 'parts': [part for part in reply.parts if part.kind != 'text'], 'error': reply.error,
        'finish_reason': reply.finish_reason, 'usage': reply.usage, 'cost': reply.cost, 'created_at': reply.created_at,
        'first_token_at': reply.first_token_at, 'first_text_at': reply.first_text_at, 'finished_at': reply.finished_at}


def _reply_from(values: Values, longest: int | None) -> Reply:
    text = values['text'] or ''
    parts = [Part.from_json(one) for one in loaded(values.get('parts'), [])]
    return Reply(
        turn_id='', lane=values['lane'], model=values['model'], status=ReplyStatus(values['status']),
        parts=[*parts, Part(kind='text', pieces=[text[:longest]])] if text else parts,
        error=ReplyError.from_json(loaded(values['error'], None)), finish_reason=values['finish_reason'],
        usage=Usage.from_json(loaded(values['usage'], None)),
        cost=values['cost'], created_at=values['created_at'] or 0.0, first_token_at=values['first_token_at'],
        first_text_at=values['first_text_at'], finished_at=values['finished_at'])


def _by_id(db: Database, sql: str, *parameters: Any) -> dict[str, Values]:
    return {row['id']: dict(row) for row in db.execute(sql, parameters)}
