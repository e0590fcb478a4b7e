from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from chat.conversation import ChatSettings, Reply
from chat.store.store import Store, StoreError
from chat.store.transfer.staging import Staging
from tests.store.samples import add_turn, chat_with_reply, rich_chat, rows


def staged(path: Path, *chats: object) -> Path:
    staging = Staging(path)
    for chat in chats:
        staging.add(chat)  # type: ignore[arg-type]
    staging.close()
    return path


async def test_chats_are_taken_over_whole_and_can_be_searched(store: Store, tmp_path: Path) -> None:
    chat = rich_chat()
    chat.settings = ChatSettings()
    taken = await store.take_over(staged(tmp_path / 's', chat), 0)
    loaded = await store.load_chat(chat.id)
    assert [summary.id for summary in taken.taken] == [chat.id]
    assert loaded is not None
    assert [len(turn.replies[3]) for turn in loaded.turns.values()] == [2]
    assert [hit.chat_id for hit in await store.search('better')] == [chat.id]


async def test_a_chat_that_is_here_stays_as_it_is(store: Store, tmp_path: Path) -> None:
    chat, _, _ = chat_with_reply()
    path = staged(tmp_path / 's', chat)
    chat.title = 'Renamed here'
    store.save_whole_chat(chat)
    taken = await store.take_over(path, 0)
    assert (taken.taken, taken.present) == ([], ['A chat'])
    loaded = await store.load_chat(chat.id)
    assert loaded is not None
    assert loaded.title == 'Renamed here'


async def test_a_chat_that_went_on_elsewhere_is_named(store: Store, tmp_path: Path) -> None:
    here, there = (chat_with_reply(title=title)[0] for title in ('Longer here', 'Longer there'))
    retried, turn, _ = chat_with_reply(title='Asked again')
    for chat in (here, there, retried):
        store.save_whole_chat(chat)
    add_turn(there, 'And then?', 'Then this.')
    turn.replies[0].append(Reply(turn_id=turn.id, lane=0, model='demo/fast', version=2))
    path = staged(tmp_path / 's', here, there, retried)
    store.save_turn(add_turn(here, 'And here?', 'Here only.'))
    taken = await store.take_over(path, 0)
    assert taken.present == ['Longer here', 'Longer there', 'Asked again']
    assert taken.grown == [(there.id, 'Longer there'), (retried.id, 'Asked again')]


async def test_a_chat_whose_messages_belong_to_another_one_is_left_out_whole(store: Store, path: Path, tmp_path: Path) -> None:
    mine, turn, _ = chat_with_reply('Mine')
    store.save_whole_chat(mine)
    other, _, _ = chat_with_reply('Other')
    thief, _, _ = chat_with_reply('Fresh', title='Thief')
    stolen = add_turn(thief, 'Stolen', 'Text')
    thief.turns = {**thief.turns, turn.id: turn}
    stolen.replies = {}
    taken = await store.take_over(staged(tmp_path / 's', thief, other), 0)
    assert [title for title, _ in taken.refused] == ['Thief']
    assert [summary.id for summary in taken.taken] == [other.id]
    assert rows(path, 'SELECT prompt FROM turns ORDER BY prompt') == [('Mine',), ('Other',)]


async def test_a_deleted_chat_that_is_imported_again_can_go_on(store: Store, tmp_path: Path) -> None:
    chat, _, _ = chat_with_reply()
    path = staged(tmp_path / 's', chat)
    store.save_whole_chat(chat)
    store.delete_chat(chat.id)
    await store.take_over(path, 0)
    add_turn(chat, 'Later', 'Yes')
    store.save_whole_chat(chat)
    loaded = await store.load_chat(chat.id)
    assert loaded is not None
    assert [turn.prompt for turn in loaded.turns.values()] == ['Why?', 'Later']


async def test_other_chats_are_saved_meanwhile(store: Store, tmp_path: Path) -> None:
    path = staged(tmp_path / 's', *(chat_with_reply(f'Prompt {number}')[0] for number in range(600)))
    chat, _, _ = chat_with_reply('In between')
    number, steps = 0, 0
    while (taken := await store.take_over(path, number)).next_number != number:
        number, steps = taken.next_number, steps + 1
        store.save_whole_chat(chat)
    assert steps >= 3
    assert await store.flush()
    assert len(await store.list_chats()) == 601


async def test_a_staging_file_that_is_no_database_is_one_sentence(store: Store, tmp_path: Path) -> None:
    (tmp_path / 's').write_bytes(b'x' * 5000)
    with pytest.raises(StoreError, match='could not be saved'):
        await store.take_over(tmp_path / 's', 0)
    chat, _, _ = chat_with_reply()
    store.save_whole_chat(chat)
    assert await store.flush()


async def test_closing_lets_go_of_what_waits(path: Path, tmp_path: Path) -> None:
    store = Store(path)
    store.open()
    staging = staged(tmp_path / 's', *(chat_with_reply(str(number))[0] for number in range(400)))
    waiting = [asyncio.create_task(store.take_over(staging, 0)) for _ in range(5)]
    await asyncio.sleep(0)
    assert await store.close()
    done = await asyncio.gather(*waiting, return_exceptions=True)
    assert len(done) == 5
    assert sqlite3.connect(path).execute('PRAGMA integrity_check').fetchone() == ('ok',)
