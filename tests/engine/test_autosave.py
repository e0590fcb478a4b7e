"""What running replies have so far goes to the store by a clock, once for each piece that came, and the clock stands when nothing runs."""
from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.conversation import Delta, Reply
from chat.engine import autosave as autosave_module
from chat.engine.autosave import Autosave
from chat.store.store import Store
from tests.waiting import until


class Desk:
    """Replies that run, and what was saved of them."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.running: list[tuple[str, Reply]] = []
        self.saved: list[tuple[str, str]] = []
        self.looks = 0
        monkeypatch.setattr(autosave_module, 'SECONDS', 0.001)
        monkeypatch.setattr(store, 'save_reply', lambda reply, chat_id: self.saved.append((chat_id, reply.text)))
        self.autosave = Autosave(store, self.look)

    def look(self) -> list[tuple[str, Reply]]:
        self.looks += 1
        return self.running

    async def several_looks(self) -> None:
        before = self.looks
        await until(lambda: self.looks > before + 2)


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    desk = Desk(Store(tmp_path / 'chats.db'), monkeypatch)
    yield desk
    desk.autosave.stop()


async def test_what_came_is_saved_once(desk: Desk) -> None:
    reply = Reply(turn_id='t', lane=0, model='m')
    desk.running = [('c', reply)]
    desk.autosave.wake()
    await desk.several_looks()
    assert desk.saved == [], 'nothing has come yet'
    reply.append(Delta(text='One'), 1.0)
    await desk.several_looks()
    reply.append(Delta(text=', two'), 2.0)
    await desk.several_looks()
    assert desk.saved == [('c', 'One'), ('c', 'One, two')]


async def test_the_clock_stands_when_nothing_runs_and_can_be_woken_again(desk: Desk) -> None:
    desk.autosave.wake()
    await until(lambda: desk.looks == 1)
    reply = Reply(turn_id='t', lane=0, model='m')
    reply.append(Delta(text='Later'), 1.0)
    desk.running = [('c', reply)]
    assert desk.saved == []
    desk.autosave.wake()
    desk.autosave.wake()
    await until(lambda: desk.saved == [('c', 'Later')])
