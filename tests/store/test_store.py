from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from chat.conversation import Chat, ChatSettings, Delta, Reply, ReplyStatus, Turn
from chat.store.store import Store, StoreError
from tests.store.samples import add_turn, change, chat_with_reply, opened, rich_chat, rows


async def test_everything_comes_back_as_it_was_saved(path: Path) -> None:
    chat = rich_chat()
    store = opened(path)
    store.save_whole_chat(chat)
    assert await store.close()

    store = opened(path)
    loaded = await store.load_chat(chat.id)
    await store.close()

    assert repr(loaded) == repr(without_live_fields(chat))


async def test_a_chat_that_is_not_on_disk_yet_is_loaded_all_the_same(store: Store) -> None:
    chat = rich_chat()
    store.save_whole_chat(chat)
    assert store.has_pending(chat.id)
    loaded = await store.load_chat(chat.id)
    assert repr(loaded) == repr(without_live_fields(chat))


async def test_unknown_chat_is_none(store: Store) -> None:
    assert await store.load_chat('nothing') is None


async def test_what_is_saved_is_the_state_of_that_moment(store: Store) -> None:
    chat, _, reply = chat_with_reply(text='first', status=None)
    store.save_whole_chat(chat)
    reply.append(Delta(text=' and more'), 1003)
    chat.lanes[0].parameters['temperature'] = 1.0
    chat.tags.append('late')
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert [loaded.running_replies()[0].text, loaded.lanes[0].parameters, loaded.tags] == ['first', {}, []]


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


async def test_pending_is_told_for_each_chat(store: Store) -> None:
    one, two = Chat(title='one'), Chat(title='two')
    store.save_chat(one)
    assert store.has_pending(one.id)
    assert not store.has_pending(two.id)
    assert await store.flush()
    assert not store.has_pending(one.id)


async def test_chats_are_listed_newest_first_with_what_a_list_shows(store: Store) -> None:
    old, new = rich_chat(), Chat(title='new', created_at=5000.0, updated_at=5000.0)
    store.save_whole_chat(old)
    await store.flush()
    store.save_chat(new)
    first, second = await store.list_chats()
    assert first.id == new.id
    assert (second.id, second.title, second.folder, second.tags) == (old.id, 'Ünï', 'Work/ß', ('x', 'ü'))
    assert (second.pinned, second.archived, second.unread, second.models) == (True, True, True, ('demo/fast', 'demo/slow'))
    assert (second.created_at, second.updated_at) == (1000.0, 1000.0)


async def test_drafts_are_kept_and_cleared(path: Path) -> None:
    store = opened(path)
    store.save_draft('new', 'half a tho')
    assert await store.load_draft('new') == 'half a tho'
    await store.close()
    store = opened(path)
    assert await store.load_draft('new') == 'half a tho'
    assert await store.load_draft('other') == ''
    store.save_draft('new', '')
    store.save_draft('new', 'again')
    assert await store.load_draft('new') == 'again'
    store.save_draft('new', '')
    assert await store.load_draft('new') == ''
    await store.close()
    assert rows(path, 'SELECT * FROM drafts') == []


@pytest.mark.parametrize('is_flushed', [False, True])
async def test_a_deleted_chat_stays_deleted_whatever_is_saved_later(store: Store, path: Path, is_flushed: bool) -> None:
    chat, turn, reply = chat_with_reply(status=None)
    kept, *_ = chat_with_reply()
    store.save_whole_chat(kept)
    store.save_whole_chat(chat)
    store.save_draft(chat.id, 'draft')
    if is_flushed:
        await store.flush()
    store.delete_chat(chat.id)
    reply.append(Delta(text='late'), 1003)
    store.save_reply(reply, chat.id)
    store.save_turn(turn)
    store.save_chat(chat)
    store.save_draft(chat.id, 'late')
    assert await store.load_chat(chat.id) is None
    assert [summary.id for summary in await store.list_chats()] == [kept.id]
    await store.flush()
    assert rows(path, 'SELECT id FROM chats') == [(kept.id,)]
    assert rows(path, 'SELECT chat_id FROM turns UNION SELECT chat_id FROM replies') == [(kept.id,)]
    assert rows(path, 'SELECT * FROM drafts') == []


@pytest.mark.parametrize('is_flushed', [False, True])
async def test_a_deleted_turn_takes_its_replies_along_for_good(store: Store, path: Path, is_flushed: bool) -> None:
    chat, turn, reply = chat_with_reply(status=None)
    kept = add_turn(chat, 'kept', 'kept')
    store.save_whole_chat(chat)
    if is_flushed:
        await store.flush()
    store.delete_turn(turn.id)
    store.save_reply(reply, chat.id)
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert list(loaded.turns) == [kept.id]
    await store.flush()
    assert rows(path, 'SELECT turn_id FROM replies UNION SELECT id FROM turns') == [(kept.id,)]


async def test_a_temporary_chat_is_never_written(store: Store, path: Path) -> None:
    chat, turn, reply = chat_with_reply()
    chat.temporary = True
    store.save_turn(turn)
    store.save_whole_chat(chat)
    store.save_reply(reply, chat.id)
    store.save_draft(chat.id, 'secret')
    await store.flush()
    assert [rows(path, f'SELECT count(*) FROM {table}') for table in ('chats', 'turns', 'replies', 'drafts')] == [[(0,)]] * 4


async def test_a_temporary_chat_can_be_kept_after_all(store: Store) -> None:
    chat, *_ = chat_with_reply()
    chat.temporary = True
    store.save_whole_chat(chat)
    chat.temporary = False
    store.save_whole_chat(chat)
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert [reply.text for turn in loaded.turns.values() for reply in turn.all_replies()] == ['Because.']


async def test_a_backup_made_while_writing_is_whole(store: Store, tmp_path: Path) -> None:
    chat, *_ = chat_with_reply()
    store.save_whole_chat(chat)
    backup = asyncio.create_task(store.backup(tmp_path / 'copy.db'))
    late = 0
    while not backup.done():
        store.save_whole_chat(chat_with_reply(text='x' * 5000)[0])
        late += 1
        await asyncio.sleep(0)
    await backup
    assert late
    copy = opened(tmp_path / 'copy.db')
    assert await copy.load_chat(chat.id)
    await copy.close()
    assert rows(tmp_path / 'copy.db', 'PRAGMA integrity_check') == [('ok',)]
    assert list(tmp_path.glob('*.part')) == []


async def test_a_backup_does_not_overwrite_the_database_itself(store: Store, path: Path) -> None:
    store.save_chat(Chat(title='x'))
    with pytest.raises(StoreError, match='itself'):
        await store.backup(path.parent / '..' / path.parent.name / path.name)
    assert len(await store.list_chats()) == 1


async def test_a_backup_that_fails_says_so_and_leaves_the_old_one(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match='could not be written'):
        await store.backup(tmp_path / 'missing' / 'copy.db')
    assert not (tmp_path / 'missing').exists()


async def test_halves_of_characters_and_nul_are_stored_and_found_again(store: Store, path: Path) -> None:
    chat, turn, reply = chat_with_reply('half \ud83d and nul \0.', '', title='\udc00', status=None)
    for piece in ('a\ud83d', '\ude00b', '\0', '\ud800'):
        reply.append(Delta(text=piece), 1001)
    store.save_whole_chat(chat)
    store.save_draft('new', 'x\ud83d')
    assert await store.flush()
    assert rows(path, 'SELECT text FROM replies') == [('a😀b\0\ufffd',)]
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert (loaded.title, loaded.turns[turn.id].prompt) == ('\ufffd', 'half \ufffd and nul \0.')
    assert loaded.turns[turn.id].replies[0][0].text == 'a😀b\0\ufffd'
    assert await store.load_draft('new') == 'x\ufffd'


async def test_ten_megabytes_of_text_are_kept(store: Store) -> None:
    text = 'Grüße, ' * 1_500_000
    chat, turn, reply = chat_with_reply(text, text)
    store.save_whole_chat(chat)
    assert await store.flush(60)
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert loaded.turns[turn.id].prompt == loaded.turns[turn.id].replies[0][0].text == reply.text


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


async def test_a_row_that_makes_no_sense_does_not_hide_the_chat(store: Store, path: Path) -> None:
    chat, turn, _ = chat_with_reply()
    other = add_turn(chat, 'second', 'fine')
    store.save_whole_chat(chat)
    await store.flush()
    change(path, f"UPDATE replies SET status = 'dancing', parts = '{{', usage = '[' WHERE turn_id = '{turn.id}'")
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert loaded.turns[turn.id].replies == {}
    assert loaded.turns[other.id].replies[0][0].text == 'fine'


async def test_what_was_left_running_comes_back_as_interrupted(path: Path) -> None:
    store = Store(path, clock=lambda: 1234.0)
    store.open()
    chat, turn, reply = chat_with_reply(text='', status=None)
    reply.append(Delta(thinking='let me see'), 1200.0)
    store.save_whole_chat(chat)
    done, done_turn, _ = chat_with_reply()
    store.save_whole_chat(done)
    await store.close()

    store = opened(path)
    loaded, finished = await store.load_chat(chat.id), await store.load_chat(done.id)
    await store.close()

    assert loaded
    assert finished
    interrupted = loaded.turns[turn.id].replies[0][0]
    assert (interrupted.status, interrupted.finished_at, interrupted.thinking) == (ReplyStatus.INTERRUPTED, 1234.0, 'let me see')
    assert interrupted.parts[0].seconds == 34.0
    assert finished.turns[done_turn.id].replies[0][0].status == ReplyStatus.DONE


async def test_closing_twice_is_harmless_and_reading_after_it_is_refused(path: Path) -> None:
    store = opened(path)
    store.save_chat(Chat())
    assert await store.close()
    assert await store.close()
    with pytest.raises(StoreError, match='closed'):
        await store.list_chats()


async def test_the_order_of_lanes_and_versions_does_not_depend_on_the_order_of_saving(store: Store) -> None:
    turn = Turn(chat_id='c', prompt='p')
    replies = [Reply(turn_id=turn.id, lane=lane, model='m', version=version) for lane, version in ((2, 1), (0, 2), (0, 1), (2, 2))]
    for reply in replies:
        store.save_reply(reply, 'c')
    store.save_turn(turn)
    store.save_chat(Chat(id='c'))
    loaded = await store.load_chat('c')
    assert loaded
    assert {lane: [r.version for r in versions] for lane, versions in loaded.turns[turn.id].replies.items()} == {0: [1, 2], 2: [1, 2]}
    assert list(loaded.turns[turn.id].replies) == [0, 2]


def without_live_fields(chat: Chat) -> Chat:
    for turn in chat.turns.values():
        for reply in turn.all_replies():
            reply.last_data_at = None
            for part in reply.parts:
                part.pieces[:] = [part.text] if part.text else []
    return chat
