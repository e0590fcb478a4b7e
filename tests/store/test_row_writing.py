"""One row does not hold up the others."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.conversation import Chat, ChatSettings, Delta
from chat.store.store import Store
from tests.store.samples import chat_with_reply, rows


async def test_the_newest_value_of_a_row_wins(store: Store, path: Path) -> None:
    chat, _, reply = chat_with_reply(text='', status=None)
    store.save_whole_chat(chat)
    for step in range(500):
        reply.append(Delta(text=f'{step} '), 1001)
        store.save_reply(reply, chat.id)
        if step % 100 == 0:
            await store.flush()
    await store.flush()
    assert rows(path, 'SELECT text FROM replies') == [(reply.text,)]


async def test_a_row_that_cannot_be_written_does_not_hold_up_the_others(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    bad, good = Chat(title='bad'), Chat(title='good')
    endless: dict[str, object] = {}
    endless['self'] = endless
    bad.settings = ChatSettings(other=endless)
    wrong, *_ = chat_with_reply()
    next(iter(wrong.turns.values())).replies[0][0].lane = 2 ** 70
    store.save_chat(bad)
    store.save_whole_chat(wrong)
    store.save_chat(good)
    assert good.id in {summary.id for summary in await store.list_chats()}
    assert await store.flush()
    assert {summary.title for summary in await store.list_chats()} == {'good', 'A chat'}
    assert not store.is_behind
    assert 'cannot be saved' in caplog.text
