"""What the page says of the backups that are made by themselves."""
from __future__ import annotations

import os
from pathlib import Path

import pytest
from nicegui.testing import User, user_simulation

from chat.engine.engine import Engine
from chat.engine.transfer import daily_backups
from chat.engine.transfer.daily_backups import DailyBackups
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.store.store import Store
from chat.ui.data.backup_section import DailyBackupNote
from tests.store.samples import chat_with_reply
from tests.ui.elements import text_of
from tests.waiting import until


async def test_the_last_backup_and_what_is_in_the_way_of_the_next_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / 'chats.db')
    store.open()
    store.save_whole_chat(chat_with_reply()[0])
    await store.flush()
    engine = Engine(store, Providers(Settings.load(tmp_path, None, {}), finds_local=False))
    await engine.start()
    backups = DailyBackups(engine)
    async with user_simulation(root=lambda: DailyBackupNote(backups)) as user:
        await user.open('/')
        await shown(user, 'None yet')
        monkeypatch.setattr(daily_backups, 'ROOM', 10**12)
        await backups.back_up()
        await shown(user, 'There is no room for it on the disk: free')
        monkeypatch.undo()
        made = await backups.back_up()
        assert made
        await shown(user, 'The last one was made on')
        assert 'no room' not in words(user)
        os.utime(made, (1_700_000_000, 1_700_000_000))
        backups.watchers()
        await shown(user, 'Nov 2023 at')
        assert user.client
        user.client.delete()
    assert not backups.watchers, 'a page that is gone still watches the backups'
    await engine.close()
    await store.close()


async def shown(user: User, text: str) -> None:
    await until(lambda: text in words(user))


def words(user: User) -> str:
    assert user.client
    return ' '.join(text_of(element) for element in user.client.elements.values() if element.visible)
