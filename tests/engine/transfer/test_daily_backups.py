from __future__ import annotations

import re
import shutil
from types import SimpleNamespace
from typing import Any

import pytest

from chat.conversation import Lane
from chat.engine.engine import Engine
from chat.engine.transfer import daily_backups
from chat.engine.transfer.daily_backups import KEPT, DailyBackups
from chat.store.store import Store
from tests.engine.conftest import END, Feed
from tests.waiting import until


async def answered_once(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='fed/a')])
    engine.send(chat, 'Hello')
    (await feed.request('Hello')).put(END)
    await until(lambda: not engine.is_running(chat.id))
    await engine.store.flush()


async def test_there_is_one_a_day(engine: Engine, feed: Feed) -> None:
    backups = DailyBackups(engine)
    assert await backups.back_up() is None, 'nothing is there yet that could be lost'
    await answered_once(engine, feed)
    made = await backups.back_up()
    assert made
    assert await backups.back_up() is None
    copy = Store(made)
    copy.open()
    assert [one.title for one in await copy.list_chats()] == ['Hello']
    await copy.close()


async def test_the_last_seven_are_kept(engine: Engine, feed: Feed) -> None:
    await answered_once(engine, feed)
    folder = engine.store.path.parent / 'backups'
    folder.mkdir()
    for day in range(1, 12):
        (folder / f'daily-chats-202001{day:02}.db').write_bytes(b'old')
    (folder / 'chats-20200101-000000.db').write_bytes(b'made by hand')
    made = await DailyBackups(engine).back_up()
    assert made
    daily = sorted(one.name for one in folder.glob('daily-chats-*.db'))
    assert (len(daily), daily[-1], daily[0]) == (KEPT, made.name, 'daily-chats-20200106.db')
    assert (folder / 'chats-20200101-000000.db').exists()


async def test_what_is_in_the_way_is_said_with_what_helps_until_it_is_gone(
        engine: Engine, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    await answered_once(engine, feed)
    backups = DailyBackups(engine)
    told: list[str] = []
    backups.watchers.add(lambda: told.append(backups.problem))
    monkeypatch.setattr(shutil, 'disk_usage', lambda path: SimpleNamespace(free=0))  # others write meanwhile
    for _ in range(2):
        assert await backups.back_up() is None
    assert not list(backups.folder.glob('*.db*'))
    assert await backups.last_time() is None
    monkeypatch.undo()
    backups.folder.rmdir()
    backups.folder.write_text('in the way')
    assert await backups.back_up() is None
    backups.folder.unlink()
    made = await backups.back_up()
    assert made
    no_room, no_folder, nothing = told
    assert re.match(r'The automatic backup of today was not made. There is no room for it on the disk: free [\d,]+ MB more', no_room)
    assert str(backups.folder) in no_folder
    assert 'look after' in no_folder
    assert nothing == ''
    assert await backups.last_time() == made.stat().st_mtime


async def test_a_damaged_database_replaces_no_good_copy_and_that_is_said(
        engine: Engine, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    await answered_once(engine, feed)
    monkeypatch.setattr(type(engine.store), 'is_damaged', True)
    backups = DailyBackups(engine)
    assert await backups.back_up() is None
    assert 'The database is damaged' in backups.problem


async def test_a_defect_is_not_the_end_of_all_backups(
        engine: Engine, feed: Feed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    await answered_once(engine, feed)
    for name in ('CHECK_AFTER', 'FIRST_AFTER', 'EVERY'):
        monkeypatch.setattr(daily_backups, name, 0.001)
    failures = [KeyError('of the check'), ValueError('of the backup')]
    backup = engine.store.backup

    async def fail_at_first(*arguments: Any, **options: Any) -> None:
        if failures:
            raise failures.pop()
        await backup(*arguments, **options)

    monkeypatch.setattr(engine.store, 'check', fail_at_first)
    monkeypatch.setattr(engine.store, 'backup', fail_at_first)
    backups = DailyBackups(engine)
    backups.start()
    await until(lambda: list(backups.folder.glob('daily-chats-*.db')))
    await backups.close()
    assert caplog.text.count('failed by a defect') == 2
    assert 'of the backup' not in caplog.text
