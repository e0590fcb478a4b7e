"""The end of the app reaches the store, whatever goes wrong before."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.commands.start import stop
from chat.engine.engine import Engine
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.store.store import Store
from tests.engine.house import services_of
from tests.store.samples import chat_with_reply, rows


async def test_what_was_written_is_saved_even_if_other_parts_fail(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(tmp_path / 'chats.db')
    store.open()
    engine = Engine(store, Providers(Settings.load(tmp_path, None, {}), finds_local=False))
    services = services_of(engine)
    await engine.start()
    await services.start()

    async def fail() -> None:
        raise RuntimeError('what was said')

    monkeypatch.setattr(type(services.imports), 'close', lambda self: fail())
    monkeypatch.setattr(type(services.providers), 'close', lambda self: fail())
    store.save_whole_chat(chat_with_reply(title='The last one')[0])
    await stop(services)
    assert rows(tmp_path / 'chats.db', 'SELECT title FROM chats') == [('The last one',)]
    assert 'Imports was not closed in order: RuntimeError' in caplog.text
    assert 'what was said' not in caplog.text
    again = Store(tmp_path / 'chats.db')
    again.open()  # nobody holds the lock
    await again.close()
