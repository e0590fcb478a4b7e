"""When the disk does not take what is saved: nothing is lost, everything is said, nobody waits."""
from __future__ import annotations

import asyncio
import resource
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from chat.conversation import Chat, Delta
from chat.store import store as store_module
from chat.store import writer as writer_module
from chat.store.row_writing import write_row
from chat.store.rows import Row
from chat.store.store import Store
from tests.store.samples import change, chat_with_reply, locked, opened, rows, run
from tests.waiting import PATIENCE, until


@pytest.fixture
def told(store: Store) -> list[bool]:
    """What a watcher of `is_behind` has seen."""
    seen: list[bool] = []
    store.watchers.add(lambda: seen.append(store.is_behind))
    return seen


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (writer_module, store_module):
        monkeypatch.setattr(module, 'BEHIND_AFTER', 0.5)


@pytest.mark.usefixtures('_impatient')
async def test_a_lock_delays_nothing_but_the_disk(store: Store, path: Path, told: list[bool]) -> None:
    chats = [chat_with_reply(title=str(number))[0] for number in range(20)]
    store.save_whole_chat(chats[0])
    await store.flush()
    with locked(path):
        for chat in chats:
            store.save_whole_chat(chat)
        await until(lambda: told == [True])
        assert store.has_pending(chats[-1].id)
        assert store.problem
        assert 'locked' in store.problem
        assert not await store.flush(0.01)
        loaded = await store.load_chat(chats[-1].id)
        assert loaded
        assert loaded.title == '19'
        assert len(await store.list_chats()) == 20
    await until(lambda: told == [True, False])
    assert await store.flush()
    assert rows(path, 'SELECT count(*) FROM replies') == [(20,)]
    assert store.problem is None


async def test_what_is_saved_or_deleted_while_a_chat_is_read_is_seen(store: Store, path: Path) -> None:
    chat, turn, reply = chat_with_reply(text='old', status=None)
    other, *_ = chat_with_reply()
    store.save_whole_chat(chat)
    store.save_whole_chat(other)
    await store.flush()
    with locked(path):
        loading, listing = asyncio.create_task(store.load_chat(chat.id)), asyncio.create_task(store.list_chats())
        await asyncio.sleep(0)
        reply.append(Delta(text=' and new'), 1002)
        store.save_reply(reply, chat.id)
        store.delete_chat(other.id)
        loaded = await loading
        assert loaded
        assert loaded.turns[turn.id].replies[0][0].text == 'old and new'
        assert [summary.id for summary in await listing] == [chat.id]


async def test_a_short_lock_is_not_worth_a_word(store: Store, path: Path, told: list[bool]) -> None:
    with locked(path):
        store.save_chat(Chat(title='x'))
        await until(lambda: store.problem is not None)
        assert not store.is_behind
    assert await store.flush()
    assert told == []


async def test_a_full_disk_is_told_at_once_and_everything_is_saved_when_there_is_room(store: Store, path: Path, told: list[bool]) -> None:
    store.save_whole_chat(chat_with_reply(text='long ' * 60_000)[0])
    await store.flush()
    (pages,), = rows(path, 'PRAGMA page_count')
    await run(store, f'PRAGMA max_page_count = {pages}')
    chat, turn, _ = chat_with_reply(text='long ' * 20_000)
    store.save_whole_chat(chat)
    await until(lambda: told == [True])
    assert store.problem
    assert 'full' in store.problem
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert loaded.turns[turn.id].replies[0][0].text == 'long ' * 20_000
    assert await store.list_chats()

    change(path, 'DELETE FROM replies')
    await until(lambda: told == [True, False])
    assert await store.flush()
    assert rows(path, 'SELECT length(text) FROM replies') == [(100_000,)]


async def test_a_write_that_the_system_refuses_is_tried_again(store: Store, path: Path, told: list[bool]) -> None:
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, unlimited[1]))
    try:
        chat, *_ = chat_with_reply(text='long ' * 200_000)
        store.save_whole_chat(chat)
        await until(lambda: told == [True])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    await until(lambda: told == [True, False])
    assert rows(path, 'SELECT length(text) FROM replies') == [(1_000_000,)]
    assert rows(path, 'PRAGMA integrity_check') == [('ok',)]


async def test_closing_gives_up_in_time_when_the_disk_does_not_come_back(path: Path) -> None:
    store = opened(path)
    with locked(path):
        store.save_chat(Chat())
        assert not await store.close(timeout=0.3)
    assert rows(path, 'SELECT * FROM chats') == []


async def test_closing_saves_what_waits_when_the_disk_comes_back_in_time(path: Path) -> None:
    store = opened(path)
    with locked(path):
        store.save_chat(Chat(title='x'))
        await until(lambda: store.problem is not None)
        closing = asyncio.create_task(store.close(timeout=PATIENCE))
        await asyncio.sleep(0)
    assert await closing
    assert rows(path, 'SELECT title FROM chats') == [('x',)]


async def test_a_damaged_search_index_is_made_again(store: Store, path: Path) -> None:
    chat, turn, reply = chat_with_reply(text='needle')
    store.save_whole_chat(chat)
    await store.flush()
    change(path, "UPDATE replies_words_data SET block = x'ff'")
    other, *_ = chat_with_reply(text='haystack')
    store.save_whole_chat(other)
    assert await store.flush()
    assert {hit.chat_id for query in ('needle', 'haystack') for hit in await store.search(query)} == {chat.id, other.id}
    assert not store.is_behind


async def test_a_job_comes_after_all_rows_that_were_saved_before_it(
        store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after those that came while the ones before them were being written."""
    is_writing, may_go_on = threading.Event(), threading.Event()

    def held(db: Database, row: Row) -> None:
        is_writing.set()
        may_go_on.wait(PATIENCE)
        write_row(db, row)
    monkeypatch.setattr(writer_module, 'write_row', held)
    store.save_draft('first', 'one')
    await asyncio.to_thread(is_writing.wait, PATIENCE)
    store.save_draft('second', 'two')
    seen: list[str] = []
    job = asyncio.create_task(store.write(lambda db: seen.extend(row['id'] for row in db.execute('SELECT id FROM drafts').fetchall())))
    await asyncio.sleep(0)
    may_go_on.set()
    await job
    assert sorted(seen) == ['first', 'second']
