"""Thousands of chats at once: nobody has to wait for it, undo gives back everything, and neither a crash nor the disk leaves halves."""
from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database

from chat.engine.chats import deleting
from chat.engine.chats import keeping as keeping_module
from chat.engine.chats.keeping import Done, Keeping
from chat.engine.engine import Engine
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.store.store import ChatSummary, Store, StoreError
from chat.ui.sidebar.listing.rows import SidebarRows, dumped
from tests.costs.turns import FAR_TOO_LONG, watched
from tests.store.samples import locked
from tests.waiting import in_time, until

MANY = 10_000
A_TURN = 1000
"""Chats between which everybody else has a turn, at most."""


def fill(db: Database, count: int) -> None:
    """Chats of all kinds, with a question and an answer each."""
    chats = [(f'c{i}', f'Chat {i}', '[{"model":"fed/m"}]', '["fed/m"]', f'F{i % 7}' if i % 2 else '', '["x"]' if i % 3 else '["y","z"]',
              i % 11 == 0, i % 13 == 0, '{}', float(i), float(i)) for i in range(count)]
    with db.atomic():
        db.conn.executemany('INSERT INTO chats (id, title, lanes, models, folder, tags, pinned, archived, settings, created_at, '
                            'updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', chats)
        db.conn.executemany("INSERT INTO turns (id, chat_id, prompt, attachments, history, created_at) VALUES (?, ?, ?, '[]', 'own', 0)",
                            [(f't{i}', f'c{i}', f'Question {i}') for i in range(count)])
        db.conn.executemany("INSERT INTO replies (id, chat_id, turn_id, lane, version, model, text, parts, status, created_at) "
                            "VALUES (?, ?, ?, 0, 1, 'fed/m', ?, '[]', 'done', 0)",
                            [(f'r{i}', f'c{i}', f't{i}', f'Answer {i}') for i in range(count)])


async def filled(engine: Engine, count: int) -> list[str]:
    await engine.store.write(lambda db: fill(db, count))
    await engine.start()
    return list(engine.listing.summaries)


@pytest.fixture
async def keeping(engine: Engine) -> AsyncIterator[Keeping]:
    keeping = Keeping(engine, undo_seconds=300)
    yield keeping
    await keeping.close()


def on_disk(engine: Engine) -> dict[str, tuple[object, ...]]:
    with sqlite3.connect(f'file:{engine.store.path}?mode=ro', uri=True) as db:
        return {row[0]: row[1:] for row in db.execute('SELECT id, title, folder, tags, pinned, archived, updated_at FROM chats')}


async def test_ten_thousand_chats_are_changed_and_undone_while_everybody_else_goes_on(engine: Engine, keeping: Keeping) -> None:
    sidebar, sent = SidebarRows(), []
    sidebar.follow(engine.listing, engine.is_running)
    sidebar.watchers.add(lambda rows, gone: sent.append((dumped(rows), len(rows) + len(gone))))  # as for a tab
    crowds: list[int] = []
    engine.listing.crowd_watchers.add(lambda summaries: crowds.append(len(summaries)))
    ids = await filled(engine, MANY)
    sent.clear()
    crowds.clear()
    summaries, rows, before = dict(engine.listing.summaries), dict(sidebar.rows), on_disk(engine)
    assert len(ids) == MANY
    deeds: dict[str, Callable[[], Awaitable[Done | None]]] = {
        'moved to “New”': lambda: keeping.move(ids, 'New'), 'tagged #x': lambda: keeping.tag(ids, 'X'),
        'pinned': lambda: keeping.pin(ids), 'archived': lambda: keeping.archive(ids), 'deleted': lambda: keeping.delete(ids)}

    async def undone(done: Done) -> bool:
        is_undone = await keeping.undo(done.undo)
        await until(lambda: sidebar.rows == rows)  # the list on the screens comes a moment later
        return bool(is_undone)
    for words, deed in deeds.items():
        with watched() as watch:
            done = await deed()
            assert done
            assert done.sentence == f'10,000 chats {words}.'
            assert engine.listing.summaries != summaries
            assert await undone(done)
        assert engine.listing.summaries == summaries
        assert on_disk(engine) == before
        assert watch.longest < FAR_TOO_LONG, words
    assert 0 < max(length for _, length in sent) <= A_TURN
    assert 0 < max(crowds) <= A_TURN


async def test_ten_thousand_chats_are_deleted_for_good_while_everybody_else_goes_on(engine: Engine, keeping: Keeping) -> None:
    ids = await filled(engine, MANY)
    await keeping.delete(ids[1:])
    with watched() as watch:
        await in_time(keeping.finish_deleting())
    assert watch.longest < FAR_TOO_LONG
    assert list(engine.listing.summaries) == ids[:1] == list(on_disk(engine))
    assert engine.listing.hidden == {}
    assert await engine.store.read(lambda db: [db.table(name).count for name in ('turns', 'replies', 'deletions')]) == [1, 1, 0]
    assert await engine.store.search('Question') != []


@asynccontextmanager
async def other_start(path: Path) -> AsyncIterator[Engine]:
    """The app, started again."""
    store = Store(path)
    store.open()
    providers = Providers(Settings.load(path.parent, None, {}))
    engine = Engine(store, providers)
    await engine.start()
    keeping = Keeping(engine)
    await keeping.start()
    yield engine
    await keeping.close()
    await engine.close()
    await providers.close()
    await store.close()


async def test_a_crash_while_many_are_being_deleted_leaves_none_of_them_behind(engine: Engine, keeping: Keeping, tmp_path: Path) -> None:
    ids = await filled(engine, 2000)
    await keeping.delete(ids[1:])
    finishing = asyncio.create_task(keeping.finish_deleting())
    await until(lambda: len(engine.listing.hidden) < 1999)
    assert engine.listing.hidden
    await engine.store.backup(tmp_path / 'crashed.db')
    await finishing
    async with other_start(tmp_path / 'crashed.db') as other:
        assert list(other.listing.summaries) == ids[:1]
        assert await other.open(ids[-1]) is None
        await until(lambda: len(on_disk(other)) == 1)


async def test_ending_the_app_within_the_seconds_of_undo_leaves_none_of_many_behind(
        engine: Engine, keeping: Keeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = await filled(engine, 2000)
    monkeypatch.setattr(deleting, 'CLOSING_SECONDS', 0.05)
    await keeping.delete(ids[1:])
    await keeping.close()
    await engine.store.close()
    async with other_start(tmp_path / 'chats.db') as other:
        assert list(other.listing.summaries) == ids[:1]
        await until(lambda: len(on_disk(other)) == 1)


def arrangement(engine: Engine) -> list[ChatSummary]:
    return list(engine.listing.summaries.values())


@pytest.mark.parametrize('is_one_open', [False, True])
async def test_a_change_that_the_disk_refuses_is_taken_back_and_said(
        engine: Engine, keeping: Keeping, monkeypatch: pytest.MonkeyPatch, is_one_open: bool) -> None:
    ids = await filled(engine, 300)
    opened = await engine.open(ids[5]) if is_one_open else None
    before, rows = arrangement(engine), on_disk(engine)
    monkeypatch.setattr(keeping_module, 'PATIENCE', 0.5)
    with locked(engine.store.path), pytest.raises(StoreError, match='could not be saved'):
        await keeping.move(ids, 'New')
    assert arrangement(engine) == before
    assert opened is None or opened.folder == engine.listing.summaries[opened.id].folder
    await engine.store.flush()
    assert on_disk(engine) == rows


async def test_an_undo_that_the_disk_refuses_can_be_tried_again(engine: Engine, keeping: Keeping) -> None:
    ids = await filled(engine, 300)
    before, rows = arrangement(engine), on_disk(engine)
    done = await keeping.move(ids, 'New')
    assert done
    with locked(engine.store.path), pytest.raises(StoreError, match='could not be saved'):
        await keeping.undo(done.undo)
    assert {chat.folder for chat in arrangement(engine)} == {'New'}
    assert await keeping.undo(done.undo)
    assert arrangement(engine) == before
    assert on_disk(engine) == rows


async def test_what_is_deleted_while_the_disk_refuses_goes_when_it_does_not(engine: Engine, keeping: Keeping) -> None:
    ids = await filled(engine, 300)
    await keeping.delete(ids[1:])
    with locked(engine.store.path):
        finishing = asyncio.create_task(keeping.finish_deleting())
        await until(lambda: engine.store.problem)
        assert not finishing.done()
    await in_time(finishing)
    assert list(on_disk(engine)) == ids[:1]


async def test_a_page_that_is_opened_meanwhile_learns_what_can_still_be_brought_back(engine: Engine, keeping: Keeping) -> None:
    ids = await filled(engine, 10)
    assert keeping.latest_deletion() is None
    await keeping.delete(ids[:3])
    done = await keeping.delete(ids[3:5])
    await keeping.move(ids[5:], 'New')
    assert done
    told = keeping.latest_deletion()
    assert told
    assert (told[0], 290 < told[1] < 300) == (done, True)
    await keeping.undo(done.undo)
    told = keeping.latest_deletion()
    assert told
    assert told[0].sentence == '3 chats deleted.'
    await keeping.finish_deleting()
    assert keeping.latest_deletion() is None
